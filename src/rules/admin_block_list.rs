//! `admin-block-list`: The organisation's block list names the sender.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Acted;
use crate::headers::Place;
use crate::remedies::REVIEW_ADMIN_BLOCK_LIST;

/// See [`Rule`].
pub(super) static ADMIN_BLOCK_LIST: Rule = Rule {
    id: "admin-block-list",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "The organisation's block list names the sender",
    what: "A filter says that a block list kept by the administrator acted.",
    why: "Block lists are consulted before content and authentication.",
    remedies: &[&REVIEW_ADMIN_BLOCK_LIST],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let listed = facts::acted(case, Acted::AdminBlockList);
    listed.or_else(|| facts::blocked_without_name(case))
}

fn text(_: &Case<'_, '_>) -> String {
    "A block list kept by the mail administrator stopped the message. The sender cannot change that."
        .to_owned()
}
