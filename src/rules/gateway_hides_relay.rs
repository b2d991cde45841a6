//! `gateway-hides-relay`: A gateway hides the Ex Libris relay from the filter behind it.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::{SKIP_LIST_GATEWAY, TRUST_GATEWAY};

/// See [`Rule`].
pub(super) static GATEWAY_HIDES_RELAY: Rule = Rule {
    id: "gateway-hides-relay",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "A gateway hides the Ex Libris relay from the filter behind it",
    what: "A gateway of the receiving side stood between the relay and the deciding filter; authentication held at the gateway and fails behind it.",
    why: "The filter behind the gateway checks SPF for the gateway's address. That address is never in the sender's SPF record, so every message fails.",
    remedies: &[&SKIP_LIST_GATEWAY, &TRUST_GATEWAY],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let gateway = case.evidence.route.gateways.first()?;
    let spf = case.evidence.authentication.spf.as_ref();
    if !facts::from_relay(case) || !facts::fails_behind_gateway(case) || facts::fails_at_gateway(case) {
        return None;
    }
    let hop = &case.evidence.route.hops[gateway.hop];
    Some(std::iter::once(hop.place()).chain(spf.map(|s| s.place)).collect())
}

fn text(case: &Case<'_, '_>) -> String {
    let route = &case.evidence.route;
    let name = route.gateways.first().map_or("the gateway", |g| g.name.as_ref());
    let ip = case
        .evidence
        .authentication
        .spf
        .as_ref()
        .and_then(|s| s.ip)
        .map(|ip| format!(" ({ip})"))
        .unwrap_or_default();
    format!(
        "Your gateway {name} took the message from the Ex Libris relay and passed it on. The filter behind it saw the gateway{ip} as the sender, so SPF failed there although it held, or was not at fault, at the gateway."
    )
}
