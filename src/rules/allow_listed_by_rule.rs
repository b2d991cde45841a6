//! `allow-listed-by-rule`: A mail flow rule let it through.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Acted;
use crate::headers::Place;
use crate::remedies::NOTHING_TO_DO;

/// See [`Rule`].
pub(super) static ALLOW_LISTED_BY_RULE: Rule = Rule {
    id: "allow-listed-by-rule",
    severity: Severity::Medium,
    kind: RuleKind::DeliveredCause,
    title: "A mail flow rule let it through",
    what: "A filter says so in its own field.",
    why: "An allow-list hides what is wrong: without it the message would be judged on its merits.",
    remedies: &[&NOTHING_TO_DO],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::acted(case, Acted::AllowListedByRule)
}

fn text(_: &Case<'_, '_>) -> String {
    "A mail flow rule of the organisation told the filter to skip the message.".to_owned()
}
