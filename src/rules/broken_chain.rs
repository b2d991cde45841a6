//! `broken-chain`: Two hops do not join.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;

/// See [`Rule`].
pub(super) static BROKEN_CHAIN: Rule = Rule {
    id: "broken-chain",
    severity: Severity::Info,
    kind: RuleKind::Finding,
    title: "Two hops do not join",
    what: "The peer that a hop recorded is not the server that wrote the hop below it.",
    why: "Common at gateways that rename themselves; below the border it can also mean that the lower hops are invented.",
    remedies: &[],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::flagged(case, "broken-chain")
}

fn text(_: &Case<'_, '_>) -> String {
    "A hop names another peer than the server that wrote the hop below it. That is common at gateways; below the border it can mean that the lower hops are invented.".to_owned()
}
