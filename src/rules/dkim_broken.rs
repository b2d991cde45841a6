//! `dkim-broken`: The DKIM signature of the From domain does not verify.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::FIND_WHAT_BREAKS_SIGNATURE;

/// See [`Rule`].
pub(super) static DKIM_BROKEN: Rule = Rule {
    id: "dkim-broken",
    severity: Severity::Medium,
    kind: RuleKind::JunkedCause,
    title: "The DKIM signature of the From domain does not verify",
    what: "A trusted server reports that a DKIM signature of the From domain failed, and none of that domain passed.",
    why: "A signature breaks when the message is changed on the way, or when its key is missing in the DNS.",
    remedies: &[&FIND_WHAT_BREAKS_SIGNATURE],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    if facts::aligned_dkim_passes(case) {
        return None;
    }
    let broken = case
        .evidence
        .authentication
        .dkim
        .iter()
        .filter(|d| d.aligned == Some(true) && d.result != "pass" && d.result != "none");
    let places: Vec<Place> = broken.map(|d| d.place).collect();
    (!places.is_empty()).then_some(places)
}

fn text(case: &Case<'_, '_>) -> String {
    let broken =
        case.evidence.authentication.dkim.iter().find(|d| d.aligned == Some(true) && d.result != "pass");
    let domain = broken.and_then(|d| d.domain.as_deref()).unwrap_or("the From domain");
    let reason = broken.and_then(|d| d.reason.as_deref()).map(|r| format!(" ({r})")).unwrap_or_default();
    format!(
        "The DKIM signature of {domain} did not verify{reason}. Either the message was changed after signing, or the key in the DNS does not fit."
    )
}
