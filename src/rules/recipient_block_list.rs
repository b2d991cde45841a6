//! `recipient-block-list`: The recipient blocked the sender.

use super::facts::Refusal;
use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Acted;
use crate::headers::Place;
use crate::remedies::{RECIPIENT_ADD_SAFE_SENDER, RECIPIENT_UNBLOCK_SENDER};

/// See [`Rule`].
pub(super) static RECIPIENT_BLOCK_LIST: Rule = Rule {
    id: "recipient-block-list",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "The recipient blocked the sender",
    what: "A filter says that the recipient's own list of blocked senders acted.",
    why: "A blocked-senders list is consulted before content. Nothing the sender does can change the result.",
    remedies: &[&RECIPIENT_UNBLOCK_SENDER, &RECIPIENT_ADD_SAFE_SENDER],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::acted(case, Acted::RecipientBlockList).or_else(|| facts::refusal(case, Refusal::RecipientList))
}

fn text(_: &Case<'_, '_>) -> String {
    "The recipient's own blocked-senders list put the message into Junk. Only the recipient can remove the entry.".to_owned()
}
