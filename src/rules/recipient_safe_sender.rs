//! `recipient-safe-sender`: The recipient's safe senders let it through.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Acted;
use crate::headers::Place;
use crate::remedies::NOTHING_TO_DO;

/// See [`Rule`].
pub(super) static RECIPIENT_SAFE_SENDER: Rule = Rule {
    id: "recipient-safe-sender",
    severity: Severity::Medium,
    kind: RuleKind::DeliveredCause,
    title: "The recipient's safe senders let it through",
    what: "A filter says so in its own field.",
    why: "An allow-list hides what is wrong: without it the message would be judged on its merits.",
    remedies: &[&NOTHING_TO_DO],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::acted(case, Acted::RecipientSafeSender)
}

fn text(_: &Case<'_, '_>) -> String {
    "The recipient trusts the sender: the safe-senders list or address book let the message through, whatever the filter thought.".to_owned()
}
