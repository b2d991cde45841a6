//! `allow-listed-by-policy`: The organisation's allowed senders let it through.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Acted;
use crate::headers::Place;
use crate::remedies::NOTHING_TO_DO;

/// See [`Rule`].
pub(super) static ALLOW_LISTED_BY_POLICY: Rule = Rule {
    id: "allow-listed-by-policy",
    severity: Severity::Medium,
    kind: RuleKind::DeliveredCause,
    title: "The organisation's allowed senders let it through",
    what: "A filter says so in its own field.",
    why: "An allow-list hides what is wrong: without it the message would be judged on its merits.",
    remedies: &[&NOTHING_TO_DO],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::acted(case, Acted::AllowListedByPolicy).or_else(|| facts::allowed_without_name(case))
}

fn text(_: &Case<'_, '_>) -> String {
    "An allow-list of the receiving side let the message through.".to_owned()
}
