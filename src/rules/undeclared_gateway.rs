//! `undeclared-gateway`: A server that calls itself a gateway handed the message over.

use super::{Case, Rule, RuleKind, Severity};
use crate::headers::Place;
use crate::remedies::DECLARE_GATEWAY;

/// See [`Rule`].
pub(super) static UNDECLARED_GATEWAY: Rule = Rule {
    id: "undeclared-gateway",
    severity: Severity::Low,
    kind: RuleKind::Finding,
    title: "A server that calls itself a gateway handed the message over",
    what: "The peer at the border bears the name of a gateway, but nothing confirms that it belongs to the receiving side.",
    why: "If it is your gateway, everything behind it is hidden until you declare it. If it is not, the name is a disguise.",
    remedies: &[&DECLARE_GATEWAY],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    case.evidence.route.undeclared_gateway.as_ref()?;
    case.evidence.route.border_hop().map(|h| vec![h.place()])
}

fn text(case: &Case<'_, '_>) -> String {
    let name = case.evidence.route.undeclared_gateway.as_deref().unwrap_or("a gateway");
    format!(
        "The peer at the border calls itself {name}. Only its own word says so, so whatever stands below that hop counts as claimed. If this gateway is yours, declare it."
    )
}
