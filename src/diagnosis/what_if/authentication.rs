//! What servers would have reported: results of SPF and DKIM as changed, DMARC and composite authentication as they
//! follow from them.

use std::borrow::Cow;

use super::change::Change;
use super::{Applied, Confidence, records};
use crate::evidence::Evidence;
use crate::evidence::authentication::{Authentication, Compauth, Dkim, Dmarc, Spf};
use crate::evidence::relays::{Relation, is_exlibris_domain};
use crate::headers::Place;
use crate::headers::address::organisational;
use crate::rules::{Case, facts};
use crate::verify::dkim::{Outcome, Reason};
use crate::verify::spf;

/// Makes a change of authentication. `None` when the reports do not tell what would have come of it.
pub(super) fn apply<'m>(change: Change, case: &Case<'_, 'm>, evidence: &mut Evidence<'m>) -> Option<Applied> {
    // The institution can do nothing about mail from a domain of Ex Libris.
    let from = evidence.identity.from_domain().filter(|d| !is_exlibris_domain(d))?.to_owned();
    let mut applied = Applied::new(Confidence::Likely);
    match change {
        Change::SpfInclude | Change::SpfRepair => change_spf(change, case, evidence, None, &mut applied)?,
        Change::Envelope => change_spf(change, case, evidence, Some(&from), &mut applied)?,
        Change::Signature => sign(&from, case, evidence, &mut applied),
        Change::SignatureRepair => {
            mend_signature(&mut evidence.authentication)?;
            applied.doubt(Confidence::Possible);
        }
        Change::Gateway => look_behind(evidence)?,
        Change::Alignment => {
            evidence.authentication.dmarc.as_ref().filter(|d| d.result == "fail").map(|_| ())?
        }
        Change::Allow(..) | Change::AllowRegion => return None,
    }
    follow(change == Change::Alignment, case, &mut evidence.authentication, &mut applied);
    Some(applied)
}

/// SPF as the record would have given it; where DNS does not tell, a pass.
fn change_spf<'m>(
    change: Change,
    case: &Case<'_, 'm>,
    evidence: &mut Evidence<'m>,
    aligned_to: Option<&str>,
    applied: &mut Applied,
) -> Option<()> {
    let Some(trial) = records::trial(case, change) else {
        // The include names the mail relays, and an address of their network need not be one; a broken record may
        // not name them once it is repaired.
        if change == Change::SpfRepair || evidence.exlibris.relation == Relation::Network {
            applied.doubt(Confidence::Possible);
        }
        return set_spf(case, evidence, "pass", aligned_to);
    };
    if change != Change::Envelope && records::is_another(case) {
        applied.doubt(Confidence::Possible);
    }
    if trial.result == spf::Result::Pass && !trial.candidate.fits() {
        applied.doubt(Confidence::Possible);
    }
    applied.computed.extend(records::spf_words(trial));
    set_spf(case, evidence, trial.result.id(), aligned_to)
}

/// SPF where the relay itself was the peer: at the deciding server, or at the gateway in front of it.
fn set_spf<'m>(
    case: &Case<'_, 'm>,
    evidence: &mut Evidence<'m>,
    result: &'static str,
    aligned_to: Option<&str>,
) -> Option<()> {
    let border = evidence.route.border_ip();
    let behind = !evidence.route.gateways.is_empty();
    let a = &mut evidence.authentication;
    if !behind && a.spf.is_none() {
        a.spf = from_symbols(case).or_else(|| refused(case));
    }
    let gateway = a.gateway.as_mut().and_then(|g| g.spf.as_mut());
    let own = a.spf.as_mut().filter(|s| !behind || (s.ip.is_some() && s.ip == border));
    let mut any = None;
    for spf in gateway.into_iter().chain(own).filter(|s| !s.helo) {
        spf.result = Cow::Borrowed(result);
        if let Some(domain) = aligned_to {
            spf.domain = Some(Cow::Owned(domain.to_owned()));
            spf.aligned = Some(true);
        }
        any = Some(());
    }
    any
}

/// SPF as only the rules of a score-based filter tell it, or as it is now where nobody reported it.
fn from_symbols<'m>(case: &Case<'_, '_>) -> Option<Spf<'m>> {
    let view = facts::spf_at_server(case)?;
    Some(Spf {
        result: Cow::Borrowed("none"),
        domain: view.domain.map(|d| Cow::Owned(d.into_owned())),
        ip: case.evidence.route.border_ip(),
        aligned: view.aligned,
        helo: false,
        place: view.place,
    })
}

/// A server that refused for lack of authentication reports nothing; it checked the envelope domain.
fn refused<'m>(case: &Case<'_, '_>) -> Option<Spf<'m>> {
    let named = facts::refusal(case, facts::Refusal::Dmarc)
        .or_else(|| facts::refusal(case, facts::Refusal::Authentication))?;
    let domain = case.evidence.identity.envelope_domain()?.into_owned();
    let from = case.evidence.identity.from_domain()?;
    Some(Spf {
        result: Cow::Borrowed("none"),
        ip: None,
        aligned: Some(organisational(&domain) == organisational(from)),
        domain: Some(Cow::Owned(domain)),
        helo: false,
        place: *named.first()?,
    })
}

/// A signature of the From domain passes, at the gateway and behind it.
fn sign(from: &str, case: &Case<'_, '_>, evidence: &mut Evidence<'_>, applied: &mut Applied) {
    let unproven = evidence.exlibris.relation == Relation::Forwarded && evidence.exlibris.basis != "dkim";
    if unproven || may_change_on_the_way(case, evidence) {
        applied.doubt(Confidence::Possible);
    }
    let a = &mut evidence.authentication;
    for list in std::iter::once(&mut a.dkim).chain(a.gateway.as_mut().map(|g| &mut g.dkim)) {
        let place = list.first().map_or(Place::whole(0), |d| d.place);
        list.retain(|d| d.result != "none");
        list.push(Dkim {
            result: Cow::Borrowed("pass"),
            domain: Some(Cow::Owned(from.to_owned())),
            selector: None,
            aligned: Some(true),
            reason: None,
            place,
        });
    }
}

/// Something between the relay and the deciding filter changed the message, or may have: another signature broke, or
/// a gateway stood on the way and no signature shows that it leaves messages as they are.
fn may_change_on_the_way(case: &Case<'_, '_>, evidence: &Evidence<'_>) -> bool {
    let reported = &evidence.authentication.dkim;
    let signatures = || case.verified.iter().flat_map(|v| &v.dkim.signatures);
    let survives =
        reported.iter().any(|d| d.result == "pass") || signatures().any(|s| s.outcome == Outcome::Pass);
    let changed = |reason| matches!(reason, Some(Reason::BodyChanged | Reason::BodyAndHeaderChanged));
    let broke = reported.iter().any(|d| d.result == "fail")
        || (!survives && signatures().any(|s| s.outcome == Outcome::Fail && changed(s.reason)));
    broke || (!survives && !evidence.route.gateways.is_empty())
}

/// The broken signatures of the From domain pass.
fn mend_signature(a: &mut Authentication<'_>) -> Option<()> {
    let mut any = None;
    for dkim in a.dkim.iter_mut().filter(|d| d.aligned == Some(true) && d.result != "none") {
        dkim.result = Cow::Borrowed("pass");
        dkim.reason = None;
        any = Some(());
    }
    any
}

/// SPF of the server in front of the gateway, as the gateway reported it.
fn look_behind(evidence: &mut Evidence<'_>) -> Option<()> {
    let border = evidence.route.border_ip();
    let a = &mut evidence.authentication;
    let seen = a.gateway.as_ref()?.spf.clone()?;
    a.spf = Some(Spf { ip: border, ..seen });
    Some(())
}

/// DMARC and composite authentication follow from SPF and DKIM.
fn follow(assumed: bool, case: &Case<'_, '_>, a: &mut Authentication<'_>, applied: &mut Applied) {
    if let Some(gateway) = &mut a.gateway {
        let passes = passes(case, gateway.spf.as_ref(), &gateway.dkim, applied);
        conclude(passes, false, &mut gateway.dmarc);
    }
    let known = records::dmarc(case, a.spf.as_ref(), &a.dkim).filter(|_| !assumed && a.dmarc.is_some());
    let relaxed = aligned_passes(a.spf.as_ref(), &a.dkim);
    let passes = assumed || passes(case, a.spf.as_ref(), &a.dkim, applied);
    if let Some(known) = known.filter(|_| relaxed) {
        applied.computed.extend(records::dmarc_words(case, known));
    }
    let without_policy = a.compauth.is_some();
    conclude(passes, without_policy, &mut a.dmarc);
    let holds = match &a.dmarc {
        Some(dmarc) => matches!(dmarc.result.as_ref(), "pass" | "bestguesspass"),
        None => passes,
    };
    if let Some(compauth) = a.compauth.as_mut().filter(|c| holds && c.result != "pass") {
        *compauth = Compauth { result: Cow::Borrowed("pass"), reason: None, place: compauth.place };
    }
    // It failed although something aligned passed: the domain may ask for strict alignment.
    if a.dmarc.as_ref().is_some_and(|d| d.result == "fail") && passes {
        applied.doubt(Confidence::Possible);
    }
}

/// DMARC passes: by the published policy where it is known, else as soon as something aligned passes.
fn passes(case: &Case<'_, '_>, spf: Option<&Spf<'_>>, dkim: &[Dkim<'_>], applied: &mut Applied) -> bool {
    let Some(known) = records::dmarc(case, spf, dkim) else { return aligned_passes(spf, dkim) };
    if !known.undisputed {
        applied.doubt(Confidence::Possible);
    }
    known.passes
}

/// SPF or DKIM passes for the From domain.
fn aligned_passes(spf: Option<&Spf<'_>>, dkim: &[Dkim<'_>]) -> bool {
    spf.is_some_and(|s| s.result == "pass" && s.aligned == Some(true))
        || dkim.iter().any(|d| d.result == "pass" && d.aligned == Some(true))
}

/// `without_policy`: the server says `bestguesspass` where no policy is published (Microsoft).
fn conclude(passes: bool, without_policy: bool, dmarc: &mut Option<Dmarc<'_>>) {
    let Some(dmarc) = dmarc.as_mut().filter(|_| passes) else { return };
    dmarc.result = match dmarc.result.as_ref() {
        "fail" => Cow::Borrowed("pass"),
        "none" if without_policy => Cow::Borrowed("bestguesspass"),
        _ => return,
    };
    if dmarc.action.is_some() {
        dmarc.action = Some(Cow::Borrowed("none"));
    }
}
