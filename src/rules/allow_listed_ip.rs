//! `allow-listed-ip`: The IP allow-list let it through.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Acted;
use crate::headers::Place;
use crate::remedies::NOTHING_TO_DO;

/// See [`Rule`].
pub(super) static ALLOW_LISTED_IP: Rule = Rule {
    id: "allow-listed-ip",
    severity: Severity::Medium,
    kind: RuleKind::DeliveredCause,
    title: "The IP allow-list let it through",
    what: "A filter says so in its own field.",
    why: "An allow-list hides what is wrong: without it the message would be judged on its merits.",
    remedies: &[&NOTHING_TO_DO],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::acted(case, Acted::AllowListedIp)
}

fn text(_: &Case<'_, '_>) -> String {
    "The sending address is on the IP allow-list of the organisation, so spam filtering was skipped."
        .to_owned()
}
