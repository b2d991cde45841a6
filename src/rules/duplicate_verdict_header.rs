//! `duplicate-verdict-header`: A verdict field that should be unique stands twice.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;

/// See [`Rule`].
pub(super) static DUPLICATE_VERDICT_HEADER: Rule = Rule {
    id: "duplicate-verdict-header",
    severity: Severity::Low,
    kind: RuleKind::Finding,
    title: "A verdict field that should be unique stands twice",
    what: "The same verdict field occurs more than once.",
    why: "One of them may have been written by the sender's side, or by an earlier filter.",
    remedies: &[],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::duplicates(case)
}

fn text(_: &Case<'_, '_>) -> String {
    "A verdict field that a filter writes once stands here more than once. Only the one that a trusted server can have written counts.".to_owned()
}
