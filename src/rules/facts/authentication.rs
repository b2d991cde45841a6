//! What reported authentication says about the sender, and whether it is why the message was junked.

use std::borrow::Cow;

use super::score::stops;
use super::{Refusal, counted, deciding, needed_group, refusal};
use crate::evidence::authentication::{Dkim, Spf};
use crate::evidence::filters::{Group, Verdict};
use crate::evidence::relays::is_exlibris_domain;
use crate::headers::address::{domain_of, organisational};
use crate::headers::{Carrier, Place};
use crate::rules::Case;
use crate::verify::dkim::Outcome;

/// SPF for MAIL FROM, wherever it was reported.
#[derive(Debug, Clone)]
pub(crate) struct SpfView<'a> {
    pub(crate) result: &'a str,
    pub(crate) domain: Option<Cow<'a, str>>,
    pub(crate) aligned: Option<bool>,
    pub(crate) place: Place,
    /// Nobody reported it: it was checked now, and is not what the filter saw.
    pub(crate) now: bool,
}

fn view<'a>(spf: &'a Spf<'_>) -> SpfView<'a> {
    SpfView {
        result: &spf.result,
        domain: spf.domain.as_deref().map(Cow::Borrowed),
        aligned: spf.aligned,
        place: spf.place,
        now: false,
    }
}

/// SPF as the deciding server saw it: reported, or else from its score-based filter's rules.
fn deciding_spf<'a>(case: &Case<'a, '_>) -> Option<SpfView<'a>> {
    match &case.evidence.authentication.spf {
        Some(spf) => Some(view(spf)),
        None => by_symbols(case),
    }
}

/// Rules of score-based filters that state an SPF result for MAIL FROM.
const SPF_SYMBOLS: &[(&str, &str)] = &[
    ("SPF_PASS", "pass"),
    ("SPF_FAIL", "fail"),
    ("SPF_SOFTFAIL", "softfail"),
    ("SPF_NEUTRAL", "neutral"),
    ("SPF_NONE", "none"),
    ("T_SPF_PERMERROR", "permerror"),
    ("R_SPF_ALLOW", "pass"),
    ("R_SPF_FAIL", "fail"),
    ("R_SPF_SOFTFAIL", "softfail"),
    ("R_SPF_NEUTRAL", "neutral"),
    ("R_SPF_NA", "none"),
    ("R_SPF_PERMFAIL", "permerror"),
];

fn by_symbols<'a>(case: &Case<'a, '_>) -> Option<SpfView<'a>> {
    let (result, place) = counted(case).find_map(|r| {
        let place = *r.places.first()?;
        let symbol = r.codes.iter().find_map(|c| SPF_SYMBOLS.iter().find(|(name, _)| *name == c.name))?;
        Some((symbol.1, place))
    })?;
    let domain = case.evidence.identity.envelope_domain();
    let from = case.evidence.identity.from_domain();
    let aligned = domain.as_deref().zip(from).map(|(d, f)| organisational(d) == organisational(f));
    Some(SpfView { result, domain, aligned, place, now: false })
}

/// SPF as it was checked for the relay's own address: at the gateway when there is one, else at the deciding server.
pub(crate) fn relay_spf<'a>(case: &Case<'a, '_>) -> Option<SpfView<'a>> {
    let evidence = case.evidence;
    if evidence.route.gateways.is_empty() {
        return spf_at_server(case);
    }
    let own =
        evidence.authentication.spf.as_ref().filter(|s| s.ip.is_some() && s.ip == evidence.route.border_ip());
    let gateway = evidence.authentication.gateway.as_ref().and_then(|g| g.spf.as_ref());
    gateway.or(own).map(view).or_else(|| checked_now(case))
}

/// SPF as the deciding server saw it, or else as it is now for the same address.
pub(crate) fn spf_at_server<'a>(case: &Case<'a, '_>) -> Option<SpfView<'a>> {
    deciding_spf(case).or_else(|| checked_now(case).filter(|_| case.evidence.route.gateways.is_empty()))
}

/// SPF for MAIL FROM and the border's peer, checked now.
fn checked_now<'a>(case: &Case<'a, '_>) -> Option<SpfView<'a>> {
    let spf = case.verified?.spf.as_ref().filter(|s| s.is_conclusive() && !s.evaluation.helo)?;
    // A bounce has a border of its own, which is not that of the message it returns.
    if case.headers.carried_by(Carrier::BounceBorder).next().is_some() {
        return None;
    }
    Some(SpfView {
        result: spf.evaluation.result.id(),
        domain: Some(Cow::Borrowed(&spf.domain)),
        aligned: spf.aligned,
        place: case.evidence.route.border_hop()?.ip_place(),
        now: true,
    })
}

/// What a text about SPF must add when nobody reported it.
pub(crate) fn when_checked(case: &Case<'_, '_>) -> String {
    if !relay_spf(case).is_some_and(|spf| spf.now) {
        return String::new();
    }
    let answered = case.verified.and_then(|v| v.spf.as_ref()?.answered);
    format!(
        " This was checked now{}: no server reported it when the message arrived, so it need not be what the filter saw.",
        super::difference::as_of(answered)
    )
}

fn aligned_pass(dkim: &[Dkim<'_>]) -> bool {
    dkim.iter().any(|d| d.result == "pass" && d.aligned == Some(true))
}

/// A DKIM signature of the From domain passes at the deciding server.
pub(crate) fn aligned_dkim_passes(case: &Case<'_, '_>) -> bool {
    aligned_pass(&case.evidence.authentication.dkim)
        || aligned_signature_verifies(case)
        || counted(case).any(|r| r.codes.iter().any(|c| c.name == "DKIM_VALID_AU"))
}

/// A DKIM signature of the From domain verifies now, where no server reported any.
fn aligned_signature_verifies(case: &Case<'_, '_>) -> bool {
    let Some((verified, from)) = case.verified.zip(case.evidence.identity.from_domain()) else {
        return false;
    };
    let from = from.to_ascii_lowercase();
    case.evidence.authentication.dkim.is_empty()
        && verified.dkim.signatures.iter().any(|check| {
            check.outcome == Outcome::Pass && organisational(&check.domain) == organisational(&from)
        })
}

/// Authentication fails at the deciding server, which saw a gateway's address instead of the relay's.
pub(crate) fn fails_behind_gateway(case: &Case<'_, '_>) -> bool {
    let authentication = &case.evidence.authentication;
    let spf = authentication.spf.as_ref();
    let behind = match spf.and_then(|s| s.ip) {
        Some(ip) => Some(ip) != case.evidence.route.border_ip(),
        None => authentication.gateway.is_some(),
    };
    let fails = spf.is_some_and(|s| s.result != "pass")
        || authentication.dmarc.as_ref().is_some_and(|d| d.result == "fail")
        || authentication.compauth.as_ref().is_some_and(|c| c.result == "fail");
    behind && fails
}

/// Authentication failed at the gateway already, so the gateway is not to blame.
pub(crate) fn fails_at_gateway(case: &Case<'_, '_>) -> bool {
    let Some(gateway) = &case.evidence.authentication.gateway else { return false };
    if gateway.dmarc.as_ref().is_some_and(|d| matches!(d.result.as_ref(), "pass" | "bestguesspass")) {
        return false;
    }
    let spf_passes = gateway.spf.as_ref().is_none_or(|s| s.result == "pass" && s.aligned != Some(false));
    !spf_passes && !aligned_pass(&gateway.dkim)
}

/// The domain of the envelope sender, for people.
pub(crate) fn envelope_domain(case: &Case<'_, '_>) -> String {
    let checked = relay_spf(case).and_then(|s| s.domain).map(Cow::into_owned);
    let path = || case.evidence.identity.envelope_domain().map(Cow::into_owned);
    checked.or_else(path).unwrap_or_else(|| "the envelope domain".to_owned())
}

/// The envelope domain is the institution's, not Ex Libris's.
pub(crate) fn is_own_envelope(case: &Case<'_, '_>, domain: Option<&str>) -> bool {
    let Some(domain) = domain else { return false };
    if is_exlibris_domain(domain) {
        return false;
    }
    let institution = &case.settings.institution;
    let aligned =
        case.evidence.identity.from_domain().is_some_and(|f| organisational(f) == organisational(domain));
    institution.domains.is_empty() || institution.owns_domain(domain) || aligned
}

/// From names a domain of the receiving organisation.
pub(crate) fn from_is_own(case: &Case<'_, '_>) -> bool {
    let Some(from) = case.evidence.identity.from_domain() else { return false };
    let institution = &case.settings.institution;
    if !institution.domains.is_empty() {
        return institution.owns_domain(from);
    }
    let to = case.headers.first("To").map(|f| f.text());
    let recipient =
        case.evidence.route.trusted_hops().find_map(|h| h.received.for_.as_deref()).or(to.as_deref());
    recipient.and_then(domain_of).is_some_and(|d| organisational(&d) == organisational(from))
}

/// The deciding filter says that the sender is forged.
pub(crate) fn spoof_places(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    if let Some(reading) = deciding(case).filter(|r| r.verdict == Verdict::Spoof) {
        return Some(reading.places.clone());
    }
    let compauth = case.evidence.authentication.compauth.as_ref().filter(|c| c.result == "fail")?;
    let own = compauth.reason.as_deref().is_some_and(|r| r == "010" || r.starts_with('6'));
    own.then(|| vec![compauth.place])
}

/// Authentication of the sender failed, says whoever decided.
pub(crate) fn authentication_failed(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let a = &case.evidence.authentication;
    let mut places = Vec::new();
    places.extend(a.dmarc.as_ref().filter(|d| d.result == "fail").map(|d| d.place));
    places.extend(a.compauth.as_ref().filter(|c| c.result == "fail").map(|c| c.place));
    if !aligned_dkim_passes(case) {
        let spf = deciding_spf(case).filter(|s| matches!(s.result, "fail" | "softfail" | "permerror"));
        places.extend(spf.map(|s| s.place));
    }
    if places.is_empty() {
        return spoof_places(case)
            .or_else(|| needed_group(case, Group::Authentication))
            .or_else(|| refusal(case, Refusal::Authentication))
            .or_else(|| refusal(case, Refusal::Dmarc));
    }
    Some(places)
}

/// The deciding filter says that authentication is the reason (contract, "How one cause is chosen", 3).
pub(crate) fn authentication_blamed(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let a = &case.evidence.authentication;
    let spoof = deciding(case).filter(|r| r.verdict == Verdict::Spoof).map(|r| r.places.clone());
    // A composite pass (a trusted ARC chain, for one) overrides the DMARC failure that is still printed.
    let overridden = a.compauth.as_ref().is_some_and(|c| c.result == "pass");
    let failed = || a.dmarc.as_ref().filter(|d| d.result != "pass" && d.enforced());
    let enforced = || failed().filter(|_| !overridden).map(|d| vec![d.place]);
    spoof
        .or_else(enforced)
        .or_else(|| composite_blamed(case))
        .or_else(|| needed_group(case, Group::Authentication))
        .or_else(|| refusal(case, Refusal::Dmarc))
        .or_else(|| refusal(case, Refusal::Authentication))
}

/// Composite authentication failed, and nothing else that Microsoft writes names another reason.
fn composite_blamed(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let compauth = case.evidence.authentication.compauth.as_ref().filter(|c| c.result == "fail")?;
    let reason = compauth.reason.as_deref().unwrap_or("");
    let explicit =
        matches!(reason, "000" | "001" | "002" | "010") || (reason.len() == 3 && reason.starts_with('6'));
    let reading = deciding(case).filter(|r| matches!(r.verdict, Verdict::Spam | Verdict::Spoof))?;
    let category = reading.code("CAT").unwrap_or("");
    let silent = matches!(category, "" | "NONE" | "SPOOF") && reading.code("SRV") != Some("BULK");
    let listed = counted(case).any(|r| r.acted.is_some_and(stops));
    (explicit && silent && !listed).then(|| vec![compauth.place])
}
