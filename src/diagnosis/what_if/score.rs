//! Scores without the rules that would not have fired, and with those that would have, where their points are known.

use std::borrow::Cow;

use super::filters::Gained;
use super::{Applied, Confidence, Effect};
use crate::evidence::filters::{Code, Group, Reading, Verdict};

/// Points of passing results that a site may have set otherwise: a total so near its limit is not sure.
const UNSURE: f64 = 0.5;
/// Half of the last place that totals are compared in.
const HALF: f64 = 0.005;
/// How far printed points may be from the distributed ones: reports round to one place.
const ROUNDED: f64 = 0.0501;

/// Rspamd's default limit of `add header`.
const RSPAMD_MARKS: f64 = 6.0;

/// What has to hold for a rule to fire no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Spf,
    Dkim,
    Dmarc,
    Any,
    Envelope,
}

/// A rule that leaves, and the one of the same product that comes instead: names and distributed points.
struct Swap {
    leaves: &'static str,
    points: f64,
    comes: Option<(&'static str, f64)>,
    needs: Needs,
}

const fn swap(leaves: &'static str, points: f64, comes: Option<(&'static str, f64)>, needs: Needs) -> Swap {
    Swap { leaves, points, comes, needs }
}

impl Swap {
    /// What comes instead where SPF ends in an error.
    fn as_error(&self) -> Option<(&'static str, f64)> {
        match self.comes?.0 {
            "SPF_PASS" => Some(("T_SPF_PERMERROR", 0.01)),
            "R_SPF_ALLOW" => Some(("R_SPF_PERMFAIL", 0.0)),
            _ => self.comes,
        }
    }
}

/// SpamAssassin 4 with network tests and Bayes: `SPF_PASS`, `DMARC_PASS`.
const SA_SPF: Option<(&str, f64)> = Some(("SPF_PASS", -0.001));
const SA_DMARC: Option<(&str, f64)> = Some(("DMARC_PASS", -0.001));
/// Rspamd: `R_SPF_ALLOW`, `R_DKIM_ALLOW`, `DMARC_POLICY_ALLOW`.
const RS_SPF: Option<(&str, f64)> = Some(("R_SPF_ALLOW", -0.2));
const RS_DKIM: Option<(&str, f64)> = Some(("R_DKIM_ALLOW", -0.2));
const RS_DMARC: Option<(&str, f64)> = Some(("DMARC_POLICY_ALLOW", -0.5));

#[rustfmt::skip]
static SWAPS: &[Swap] = &[
    swap("SPF_FAIL", 0.919, SA_SPF, Needs::Spf),
    swap("SPF_SOFTFAIL", 0.972, SA_SPF, Needs::Spf),
    swap("SPF_NEUTRAL", 0.652, SA_SPF, Needs::Spf),
    swap("SPF_NONE", 0.001, SA_SPF, Needs::Spf),
    swap("SPF_PERMERROR", 0.01, SA_SPF, Needs::Spf),
    swap("SPF_TEMPERROR", 0.01, SA_SPF, Needs::Spf),
    swap("TO_EQ_FM_SPF_FAIL", 0.0, None, Needs::Spf),
    swap("TO_EQ_FM_DOM_SPF_FAIL", 0.0, None, Needs::Spf),
    swap("R_SPF_FAIL", 1.0, RS_SPF, Needs::Spf),
    swap("R_SPF_SOFTFAIL", 0.0, RS_SPF, Needs::Spf),
    swap("R_SPF_NEUTRAL", 0.0, RS_SPF, Needs::Spf),
    swap("R_SPF_NA", 0.0, RS_SPF, Needs::Spf),
    swap("R_SPF_PERMFAIL", 0.0, RS_SPF, Needs::Spf),
    swap("R_SPF_DNSFAIL", 0.0, RS_SPF, Needs::Spf),
    swap("VIOLATED_DIRECT_SPF", 3.5, None, Needs::Spf),
    swap("BLACKLIST_SPF", 1.0, None, Needs::Spf),
    swap("DKIM_ADSP_ALL", 0.8, None, Needs::Dkim),
    swap("DKIM_ADSP_DISCARD", 1.8, None, Needs::Dkim),
    swap("DKIM_ADSP_CUSTOM_HIGH", 0.001, None, Needs::Dkim),
    swap("DKIM_ADSP_CUSTOM_LOW", 0.001, None, Needs::Dkim),
    swap("DKIM_ADSP_CUSTOM_MED", 0.001, None, Needs::Dkim),
    swap("R_DKIM_NA", 0.0, RS_DKIM, Needs::Dkim),
    swap("BLACKLIST_DKIM", 2.0, None, Needs::Dkim),
    swap("DMARC_NONE", 0.898, SA_DMARC, Needs::Dmarc),
    swap("DMARC_QUAR", 1.198, SA_DMARC, Needs::Dmarc),
    swap("DMARC_REJECT", 1.797, SA_DMARC, Needs::Dmarc),
    swap("KAM_DMARC_NONE", 0.0, None, Needs::Dmarc),
    swap("KAM_DMARC_QUARANTINE", 0.0, None, Needs::Dmarc),
    swap("KAM_DMARC_REJECT", 0.0, None, Needs::Dmarc),
    swap("KAM_DMARC_STATUS", 0.01, None, Needs::Dmarc),
    swap("DMARC_POLICY_QUARANTINE", 1.5, RS_DMARC, Needs::Dmarc),
    swap("DMARC_POLICY_REJECT", 2.0, RS_DMARC, Needs::Dmarc),
    swap("DMARC_POLICY_SOFTFAIL", 0.1, RS_DMARC, Needs::Dmarc),
    swap("BLACKLIST_DMARC", 6.0, None, Needs::Dmarc),
    swap("AUTH_NA", 1.0, None, Needs::Any),
    swap("AUTH_NA_OR_FAIL", 1.0, None, Needs::Any),
    swap("BLACKLIST_SPF_DKIM", 3.0, None, Needs::Any),
    swap("HEADER_FROM_DIFFERENT_DOMAINS", 0.25, None, Needs::Envelope),
];

impl Gained {
    const fn meets(self, needs: Needs) -> bool {
        match needs {
            Needs::Spf => self.spf || self.spf_error,
            Needs::Dkim => self.dkim,
            Needs::Dmarc => self.dmarc,
            Needs::Any => self.spf || self.dkim || self.dmarc,
            Needs::Envelope => self.envelope,
        }
    }
}

/// Whether the filter printed the rules that it counted.
pub(super) fn is_scored(reading: &Reading<'_>) -> bool {
    reading.score.is_some() && reading.codes.iter().any(|c| c.group.is_some())
}

/// The rule of the table that leaves; a site's own rule is told by the words in its name.
fn leaving(code: &Code<'_>, gained: Gained) -> Option<&'static Swap> {
    let name = code.name.strip_prefix("T_").unwrap_or(&code.name);
    let known = SWAPS.iter().find(|s| s.leaves == name);
    let own = || {
        let says = |words: &[&str]| words.iter().any(|w| name.contains(w));
        let authentication = code.group == Some(Group::Authentication) && !name.contains("HELO");
        let failed = || says(&["FAIL", "REJECT", "QUAR"]);
        if authentication && failed() && name.contains("DMARC") {
            Some(&OWN_DMARC)
        } else if authentication && failed() && name.contains("SPF") {
            Some(&OWN_SPF)
        } else {
            None
        }
    };
    known.or_else(own).filter(|s| gained.meets(s.needs))
}

static OWN_SPF: Swap = swap("", 0.0, None, Needs::Spf);
static OWN_DMARC: Swap = swap("", 0.0, None, Needs::Dmarc);

/// Counts again. `None` when the filter does not print what the rules cost that would not have fired.
pub(super) fn recount(reading: &mut Reading<'_>, gained: Gained, applied: &mut Applied) -> Option<()> {
    let score = exact(reading)?;
    let mut difference = 0.0;
    let mut codes = Vec::with_capacity(reading.codes.len());
    let mut unknown = false;
    for code in std::mem::take(&mut reading.codes) {
        let Some(swap) = leaving(&code, gained) else {
            codes.push(code);
            continue;
        };
        unknown |= code.points.is_none();
        difference -= code.points.unwrap_or(0.0);
        let Some((name, points)) = (if gained.spf_error { swap.as_error() } else { swap.comes }) else {
            continue;
        };
        // Points of the distribution count where the rule that left had those too.
        let usual = swap.points != 0.0 && code.points.is_some_and(|p| (p - swap.points).abs() < ROUNDED);
        let points = usual.then_some(points);
        difference += points.unwrap_or(0.0);
        codes.push(Code {
            points,
            group: Some(Group::Authentication),
            ..Code::new(Cow::Borrowed(name), Cow::Borrowed(""), None)
        });
    }
    reading.codes = codes;
    if unknown && reading.verdict.is_bad() {
        return None;
    }
    if difference != 0.0 {
        reading.score = Some(rounded(score + difference));
    }
    weigh(reading, gained, applied)
}

/// The total: the sum of the points where that is what was rounded for print.
fn exact(reading: &Reading<'_>) -> Option<f64> {
    let printed = reading.score?;
    let rules = || reading.codes.iter().filter(|c| c.group.is_some());
    let sum: f64 = rules().filter_map(|c| c.points).sum();
    let whole = rules().all(|c| c.points.is_some()) && (sum - printed).abs() < ROUNDED;
    Some(if whole { sum } else { printed })
}

/// Three places, as no filter prints more.
pub(super) fn rounded(score: f64) -> f64 {
    (score * 1000.0).round() / 1000.0
}

/// The verdict of the new total.
fn weigh(reading: &mut Reading<'_>, gained: Gained, applied: &mut Applied) -> Option<()> {
    let set_by_policy = reading.verdict == Verdict::Spoof && gained.dmarc;
    if !matches!(reading.verdict, Verdict::Spam | Verdict::Bulk) && !set_by_policy {
        return Some(());
    }
    match reading.threshold {
        Some(limit) => below(reading, limit, applied),
        None if set_by_policy => {
            applied.doubt(Confidence::Possible);
            (reading.verdict, reading.high) = (Verdict::NotSpam, false);
            applied.effect = Effect::NoPolicy;
        }
        None => return None,
    }
    Some(())
}

/// Lets the message through when its total stays below the limit.
pub(super) fn below(reading: &mut Reading<'_>, limit: f64, applied: &mut Applied) {
    let Some(score) = reading.score else { return };
    // Below its limit of refusal Rspamd still marks.
    let limit = if reading.product == "rspamd" { limit.min(RSPAMD_MARKS) } else { limit };
    let assumed = reading.threshold_assumed || reading.threshold != Some(limit);
    if assumed || (score - limit).abs() < UNSURE {
        applied.doubt(Confidence::Possible);
    }
    if score < limit - HALF {
        (reading.verdict, reading.high) = (Verdict::NotSpam, false);
        applied.effect = Effect::BelowLimit;
    } else {
        reading.verdict = Verdict::Spam;
        reading.high &= score >= 2.0 * limit;
    }
}
