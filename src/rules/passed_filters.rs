//! `passed-filters`: The filters let it through.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::NOTHING_TO_DO;

/// See [`Rule`].
pub(super) static PASSED_FILTERS: Rule = Rule {
    id: "passed-filters",
    severity: Severity::Info,
    kind: RuleKind::DeliveredCause,
    title: "The filters let it through",
    what: "A trusted filter called it clean, or the platform itself put it into the inbox and nothing speaks against it.",
    why: "This is what a working configuration looks like.",
    remedies: &[&NOTHING_TO_DO],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::passed(case)
}

fn text(_: &Case<'_, '_>) -> String {
    "The filters of the receiving side let the message through.".to_owned()
}
