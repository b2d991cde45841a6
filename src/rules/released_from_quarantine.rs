//! `released-from-quarantine`: It was released from quarantine.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Acted;
use crate::headers::Place;
use crate::remedies::NOTHING_TO_DO;

/// See [`Rule`].
pub(super) static RELEASED_FROM_QUARANTINE: Rule = Rule {
    id: "released-from-quarantine",
    severity: Severity::Medium,
    kind: RuleKind::DeliveredCause,
    title: "It was released from quarantine",
    what: "A filter says so in its own field.",
    why: "An allow-list hides what is wrong: without it the message would be judged on its merits.",
    remedies: &[&NOTHING_TO_DO],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::acted(case, Acted::ReleasedFromQuarantine)
}

fn text(_: &Case<'_, '_>) -> String {
    "The message was quarantined first and then released.".to_owned()
}
