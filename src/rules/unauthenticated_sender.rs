//! `unauthenticated-sender`: The sender is not authenticated.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::{DECLARE_GATEWAY, DECLARE_SERVER, DO_NOT_ALLOW_LIST, LEAVE_TO_SENDER};

/// See [`Rule`].
pub(super) static UNAUTHENTICATED_SENDER: Rule = Rule {
    id: "unauthenticated-sender",
    severity: Severity::Medium,
    kind: RuleKind::JunkedCause,
    title: "The sender is not authenticated",
    what: "The message did not come through Ex Libris as far as the headers prove, and its sender failed authentication.",
    why: "Nothing proves who sent it. Filters are right to distrust it.",
    remedies: &[&DECLARE_GATEWAY, &DECLARE_SERVER, &LEAVE_TO_SENDER, &DO_NOT_ALLOW_LIST],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    if case.evidence.exlibris.relation.is_genuine() {
        return None;
    }
    facts::authentication_failed(case)
}

fn text(case: &Case<'_, '_>) -> String {
    let from = case.evidence.identity.from_domain().unwrap_or("the sender");
    let peer = facts::peer_name(case);
    format!(
        "Nothing proves that {from} sent this message: authentication failed for it, and {peer} handed it over, no Ex Libris relay."
    )
}
