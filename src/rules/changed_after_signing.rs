//! `changed-after-signing`: Something on the way changed the message after it was signed.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::FIND_WHAT_BREAKS_SIGNATURE;
use crate::verify::dkim::SignatureCheck;

/// See [`Rule`].
pub(super) static CHANGED_AFTER_SIGNING: Rule = Rule {
    id: "changed-after-signing",
    severity: Severity::Low,
    kind: RuleKind::Finding,
    title: "Something changed the message after it was signed",
    what: "A DKIM signature is the domain's own, but does not cover what the message says now, and no trusted server reported that it passed.",
    why: "Gateways and mailing lists that add a banner, a footer or a subject tag break signatures, and DMARC with them.",
    remedies: &[&FIND_WHAT_BREAKS_SIGNATURE],
    check,
    text,
};

/// The first signature that is proved to be broken by a change, when no server reported a pass for its domain.
fn broken<'a>(case: &Case<'a, '_>) -> Option<(&'a SignatureCheck, facts::Altered<'a>)> {
    let authentication = &case.evidence.authentication;
    let passed = |check: &SignatureCheck| {
        let gateway = authentication.gateway.iter().flat_map(|g| &g.dkim);
        authentication.dkim.iter().chain(gateway).any(|d| {
            d.result == "pass" && d.domain.as_deref().is_some_and(|d| d.eq_ignore_ascii_case(&check.domain))
        })
    };
    let all = case.verified?.dkim.signatures.iter();
    all.filter(|check| !passed(check)).find_map(|check| Some((check, facts::altered(check)?)))
}

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let (check, altered) = broken(case)?;
    let field = altered.header.flatten().and_then(|repair| repair.field);
    let mut places = vec![Place::whole(check.field)];
    places.extend(field.filter(|f| *f != check.field).map(Place::whole));
    places.extend(facts::culprit(case, altered).map(|(_, places)| places).unwrap_or_default());
    Some(places)
}

fn text(case: &Case<'_, '_>) -> String {
    let Some((check, altered)) = broken(case) else { return String::new() };
    let reported = case.evidence.authentication.dkim.iter().any(|d| d.result != "none");
    let when = if reported {
        "The server that reported the failure saw it already changed."
    } else {
        "No server reported on the signature, so it may also have been changed after delivery."
    };
    let who = match facts::culprit(case, altered) {
        Some((who, _)) => format!(" Likely it was {who}."),
        None => String::new(),
    };
    format!(
        "The signature of {} does not verify: {}. {when}{who}",
        check.domain,
        check.summary().unwrap_or_default()
    )
}
