//! What filters would have said of the changed results: only rules that the headers name are taken back.

use super::{Applied, Confidence, Effect, score};
use crate::diagnosis::{Cause, cause};
use crate::evidence::Evidence;
use crate::evidence::authentication::{Authentication, Dkim, Dmarc, Spf};
use crate::evidence::filters::{Reading, Role, Verdict};
use crate::evidence::route::Route;

/// The bulk complaint level from which on Microsoft 365 sorts out, where the organisation has not set another.
const BULK_LEVEL: u32 = 7;

/// What holds now and did not before, as one server sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Gained {
    /// SPF passes.
    pub(super) spf: bool,
    /// SPF ends in an error, which it did not.
    pub(super) spf_error: bool,
    /// The envelope sender is in the From domain.
    pub(super) envelope: bool,
    /// A signature of the From domain passes.
    pub(super) dkim: bool,
    /// DMARC passes.
    pub(super) dmarc: bool,
    /// A policy was enforced, and is not any more.
    pub(super) policy: bool,
    /// Composite authentication passes.
    pub(super) compauth: bool,
}

impl Gained {
    /// Nothing.
    pub(super) const fn none() -> Self {
        Self {
            spf: false,
            spf_error: false,
            envelope: false,
            dkim: false,
            dmarc: false,
            policy: false,
            compauth: false,
        }
    }

    fn between(before: &View<'_, '_>, after: &View<'_, '_>) -> Self {
        let spf = |v: &View<'_, '_>| v.spf.is_some_and(|s| s.result == "pass");
        let aligned = |v: &View<'_, '_>| v.spf.is_some_and(|s| s.aligned == Some(true));
        let signed = |v: &View<'_, '_>| v.dkim.iter().any(|d| d.result == "pass" && d.aligned == Some(true));
        let dmarc = |v: &View<'_, '_>| match v.dmarc {
            Some(dmarc) => matches!(dmarc.result.as_ref(), "pass" | "bestguesspass"),
            None => (spf(v) && aligned(v)) || signed(v),
        };
        let policy = |v: &View<'_, '_>| v.dmarc.is_some_and(|d| d.result != "pass" && d.enforced());
        let newly = |holds: &dyn Fn(&View<'_, '_>) -> bool| holds(after) && !holds(before);
        Self {
            spf: newly(&spf),
            spf_error: newly(&|v| v.spf.is_some_and(|s| s.result == "permerror")),
            envelope: newly(&aligned),
            dkim: newly(&signed),
            dmarc: newly(&dmarc),
            policy: policy(before) && !policy(after),
            compauth: newly(&|v| v.compauth == Some("pass")),
        }
    }

    const fn any(self) -> bool {
        self.spf || self.spf_error || self.envelope || self.dkim || self.dmarc || self.compauth
    }
}

/// The reports of one server.
struct View<'a, 'm> {
    spf: Option<&'a Spf<'m>>,
    dkim: &'a [Dkim<'m>],
    dmarc: Option<&'a Dmarc<'m>>,
    compauth: Option<&'a str>,
}

fn deciding<'a, 'm>(a: &'a Authentication<'m>) -> View<'a, 'm> {
    View {
        spf: a.spf.as_ref(),
        dkim: &a.dkim,
        dmarc: a.dmarc.as_ref(),
        compauth: a.compauth.as_ref().map(|c| c.result.as_ref()),
    }
}

fn gateway<'a, 'm>(a: &'a Authentication<'m>) -> Option<View<'a, 'm>> {
    let g = a.gateway.as_ref()?;
    Some(View { spf: g.spf.as_ref(), dkim: &g.dkim, dmarc: g.dmarc.as_ref(), compauth: None })
}

/// Whether a reading has a say in where the message goes.
pub(super) fn has_say(reading: &Reading<'_>) -> bool {
    reading.trust.counts()
        && !reading.forged
        && matches!(reading.role, Role::Receiver | Role::Placement | Role::Upstream)
}

/// Lets every filter judge the changed results again. `None` when one does not tell enough of how it judges.
pub(super) fn judge_again(
    before: &Authentication<'_>,
    cause: Option<Cause>,
    evidence: &mut Evidence<'_>,
    applied: &mut Applied,
) -> Option<()> {
    let after = &evidence.authentication;
    let own = Gained::between(&deciding(before), &deciding(after));
    let front = match (gateway(before), gateway(after)) {
        (Some(before), Some(after)) => Gained::between(&before, &after),
        _ => Gained::none(),
    };
    let blamed = cause.is_some_and(|c| cause::ROOTS.contains(&c.rule.id));
    for reading in evidence.filters.iter_mut().filter(|r| has_say(r) && r.acted.is_none()) {
        let gained = if in_front(&evidence.route, reading) { front } else { own };
        if gained.any() {
            again(reading, gained, blamed, applied)?;
        }
    }
    Some(())
}

/// The reading was written in front of the server whose reports decide.
fn in_front(route: &Route<'_>, reading: &Reading<'_>) -> bool {
    let first = route.gateways.first();
    first.is_some_and(|gateway| reading.hop.is_some_and(|hop| hop <= gateway.hop))
}

fn again(reading: &mut Reading<'_>, gained: Gained, blamed: bool, applied: &mut Applied) -> Option<()> {
    match reading.product {
        "microsoft-365" | "outlook-com" | "exchange-server" => microsoft(reading, gained, blamed, applied),
        "google" => google(reading, gained, applied),
        _ if score::is_scored(reading) => return score::recount(reading, gained, applied),
        _ if reading.verdict == Verdict::Spoof => {
            // Other vendors take more for a forged sender than failed authentication.
            applied.doubt(Confidence::Possible);
            (reading.verdict, reading.high) = (Verdict::NotSpam, false);
            applied.effect = Effect::NotForged;
        }
        _ => {}
    }
    Some(())
}

fn microsoft(reading: &mut Reading<'_>, gained: Gained, blamed: bool, applied: &mut Applied) {
    if !(gained.compauth || gained.dmarc) {
        return;
    }
    match reading.verdict {
        Verdict::Spoof => not_forged(reading, applied),
        // The filter names no category of its own beside the failure.
        Verdict::Spam if blamed && names_nothing_else(reading) => {
            if !gained.policy {
                applied.doubt(Confidence::Possible);
            }
            not_forged(reading, applied);
        }
        _ => {}
    }
}

/// Neither a category of content or bulk nor a setting of the anti-spam policy.
fn names_nothing_else(reading: &Reading<'_>) -> bool {
    let setting = |value: &str| !value.starts_with("SPF");
    matches!(reading.code("CAT").unwrap_or(""), "" | "NONE" | "SPOOF")
        && reading.code("SRV") != Some("BULK")
        && !reading.codes.iter().any(|c| c.name == "ASF" && setting(&c.value))
}

/// Microsoft's rule for forged senders does not apply; what comes after it in the order of policies may.
pub(super) fn not_forged(reading: &mut Reading<'_>, applied: &mut Applied) {
    let complaints = reading.code("BCL").and_then(|level| level.parse::<u32>().ok());
    let bulk = reading.code("SRV") == Some("BULK")
        || reading.product == "microsoft-365" && complaints.is_some_and(|level| level >= BULK_LEVEL);
    reading.high = false;
    if bulk {
        applied.doubt(Confidence::Possible);
        reading.verdict = Verdict::Bulk;
        return;
    }
    reading.verdict = Verdict::NotSpam;
    applied.effect = Effect::NotForged;
}

/// A label follows from the policy of the From domain where that was enforced; all else Gmail keeps to itself.
fn google(reading: &mut Reading<'_>, gained: Gained, applied: &mut Applied) {
    if reading.role == Role::Placement && reading.verdict == Verdict::Spam && gained.policy {
        reading.verdict = Verdict::Unknown;
        applied.effect = Effect::NoPolicy;
    }
}
