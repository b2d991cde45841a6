//! What servers would have reported: results of SPF and DKIM as changed, DMARC and composite authentication as they
//! follow from them.

use std::borrow::Cow;

use super::change::Change;
use super::{Applied, Confidence};
use crate::evidence::Evidence;
use crate::evidence::authentication::{Authentication, Compauth, Dkim, Dmarc, Spf};
use crate::evidence::relays::{Relation, is_exlibris_domain};
use crate::headers::Place;
use crate::headers::address::organisational;
use crate::rules::{Case, facts};

/// Makes a change of authentication. `None` when the reports do not tell what would have come of it.
pub(super) fn apply<'m>(change: Change, case: &Case<'_, 'm>, evidence: &mut Evidence<'m>) -> Option<Applied> {
    // The institution can do nothing about mail from a domain of Ex Libris.
    let from = evidence.identity.from_domain().filter(|d| !is_exlibris_domain(d))?.to_owned();
    let mut applied = Applied::new(Confidence::Likely);
    let by_spf = matches!(change, Change::SpfInclude | Change::SpfRepair | Change::Envelope);
    if by_spf && evidence.exlibris.relation == Relation::Network {
        // The include names the mail relays, and this address is no listed one.
        applied.doubt(Confidence::Possible);
    }
    match change {
        Change::SpfInclude => pass_spf(case, evidence, None)?,
        Change::Envelope => pass_spf(case, evidence, Some(&from))?,
        Change::SpfRepair => {
            pass_spf(case, evidence, None)?;
            applied.doubt(Confidence::Possible);
        }
        Change::Signature => sign(&from, evidence, &mut applied),
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
    follow(change == Change::Alignment, &mut evidence.authentication, &mut applied);
    Some(applied)
}

/// SPF passes where the relay itself was the peer: at the deciding server, or at the gateway in front of it.
fn pass_spf<'m>(case: &Case<'_, 'm>, evidence: &mut Evidence<'m>, aligned_to: Option<&str>) -> Option<()> {
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
        spf.result = Cow::Borrowed("pass");
        if let Some(domain) = aligned_to {
            spf.domain = Some(Cow::Owned(domain.to_owned()));
            spf.aligned = Some(true);
        }
        any = Some(());
    }
    any
}

/// SPF as only the rules of a score-based filter tell it.
fn from_symbols<'m>(case: &Case<'_, '_>) -> Option<Spf<'m>> {
    let view = facts::deciding_spf(case)?;
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
fn sign(from: &str, evidence: &mut Evidence<'_>, applied: &mut Applied) {
    let a = &mut evidence.authentication;
    let changed_on_the_way = a.dkim.iter().any(|d| d.result == "fail");
    let unproven = evidence.exlibris.relation == Relation::Forwarded && evidence.exlibris.basis != "dkim";
    if changed_on_the_way || unproven {
        applied.doubt(Confidence::Possible);
    }
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
fn follow(assumed: bool, a: &mut Authentication<'_>, applied: &mut Applied) {
    if let Some(gateway) = &mut a.gateway {
        let passes = passes(gateway.spf.as_ref(), &gateway.dkim);
        conclude(passes, false, &mut gateway.dmarc);
    }
    let passes = assumed || passes(a.spf.as_ref(), &a.dkim);
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

/// SPF or DKIM passes for the From domain.
fn passes(spf: Option<&Spf<'_>>, dkim: &[Dkim<'_>]) -> bool {
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
