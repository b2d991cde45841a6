//! `dkim-not-aligned`: The DKIM signature belongs to another domain than From.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::SIGN_WITH_OWN_DOMAIN;

/// See [`Rule`].
pub(super) static DKIM_NOT_ALIGNED: Rule = Rule {
    id: "dkim-not-aligned",
    severity: Severity::Low,
    kind: RuleKind::Finding,
    title: "The DKIM signature belongs to another domain than From",
    what: "A DKIM signature passes, but none for the From domain.",
    why: "It proves who sent the message, but DMARC wants the domain that the reader sees.",
    remedies: &[&SIGN_WITH_OWN_DOMAIN],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let passing = case.evidence.authentication.dkim.iter().filter(|d| d.result == "pass");
    if facts::aligned_dkim_passes(case) {
        return None;
    }
    let places: Vec<Place> = passing.filter(|d| d.aligned == Some(false)).map(|d| d.place).collect();
    (!places.is_empty()).then_some(places)
}

fn text(case: &Case<'_, '_>) -> String {
    let signer =
        case.evidence.authentication.dkim.iter().find(|d| d.result == "pass" && d.aligned == Some(false));
    let domain = signer.and_then(|d| d.domain.as_deref()).unwrap_or("another domain");
    let from = case.evidence.identity.from_domain().unwrap_or("From");
    format!(
        "The message is signed by {domain}, not by {from}. The signature proves the signer, but DMARC does not count it."
    )
}
