//! `forged-verdict`: A verdict field contradicts a trusted server.

use super::{Case, Rule, RuleKind, Severity};
use crate::headers::Place;
use crate::remedies::DO_NOT_ALLOW_LIST;

/// See [`Rule`].
pub(super) static FORGED_VERDICT: Rule = Rule {
    id: "forged-verdict",
    severity: Severity::High,
    kind: RuleKind::Finding,
    title: "A verdict field contradicts a trusted server",
    what: "A filter field names identifiers that do not fit what trusted hops recorded.",
    why: "The sender wrote it, to look filtered. It counts for nothing.",
    remedies: &[&DO_NOT_ALLOW_LIST],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let places: Vec<Place> = case
        .evidence
        .filters
        .iter()
        .filter(|r| r.forged)
        .flat_map(|r| r.places.iter().copied())
        .take(8)
        .collect();
    (!places.is_empty()).then_some(places)
}

fn text(_: &Case<'_, '_>) -> String {
    "A verdict field contradicts what trusted servers recorded about the same message. It was not written by the receiving side and counts for nothing.".to_owned()
}
