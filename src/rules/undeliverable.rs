//! `undeliverable`: The server refused it for a reason that is not spam.

use super::facts::Refusal;
use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::CORRECT_RECIPIENT_ADDRESS;

/// See [`Rule`].
pub(super) static UNDELIVERABLE: Rule = Rule {
    id: "undeliverable",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "The server refused it for a reason that is not spam",
    what: "The refusal names an unknown address, a full mailbox, a size limit or a lasting fault of the system.",
    why: "No filter took part; allow-lists do not help.",
    remedies: &[&CORRECT_RECIPIENT_ADDRESS],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::refusal(case, Refusal::Undeliverable)
}

fn text(_: &Case<'_, '_>) -> String {
    "The receiving server refused the message for a reason that has nothing to do with spam: the address, the mailbox or the system. The reply in the finding names it.".to_owned()
}
