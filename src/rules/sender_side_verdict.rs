//! `sender-side-verdict`: A filter's scan on the sender's side is in the message.

use super::{Case, Rule, RuleKind, Severity};
use crate::evidence::filters::Role;
use crate::headers::Place;

/// See [`Rule`].
pub(super) static SENDER_SIDE_VERDICT: Rule = Rule {
    id: "sender-side-verdict",
    severity: Severity::Info,
    kind: RuleKind::Finding,
    title: "A filter's scan on the sender's side is in the message",
    what: "A filter field belongs to an outbound scan, or to a server outside the receiving side.",
    why: "It says what the sender's provider thought. It is never the recipient's verdict.",
    remedies: &[],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let outside = case.evidence.filters.iter().filter(|r| r.role == Role::SenderSide && !r.forged);
    let places: Vec<Place> = outside.flat_map(|r| r.places.iter().copied()).take(8).collect();
    (!places.is_empty()).then_some(places)
}

fn text(_: &Case<'_, '_>) -> String {
    "A spam filter on the sender's side left its own result in the message. It is not the recipient's verdict and counts for nothing here.".to_owned()
}
