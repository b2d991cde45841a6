//! `no-tls-from-relay`: The relay handed the message over without TLS.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::ASK_RELAY_TLS;

/// See [`Rule`].
pub(super) static NO_TLS_FROM_RELAY: Rule = Rule {
    id: "no-tls-from-relay",
    severity: Severity::Low,
    kind: RuleKind::Finding,
    title: "The relay handed the message over without TLS",
    what: "The hop from the relay records no TLS, in a dialect that always records it.",
    why: "The vendor says that its relays speak TLS. Something on the way did not.",
    remedies: &[&ASK_RELAY_TLS],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let hop = case.evidence.route.border_hop().filter(|h| facts::from_relay(case) && h.exlibris.is_some())?;
    let received = &hop.received;
    let clear =
        received.tls.is_none() && (received.tls_absence_means_clear || facts::protocol_without_tls(received));
    clear.then(|| vec![hop.place()])
}

fn text(_: &Case<'_, '_>) -> String {
    "The relay handed the message over without encryption, although Ex Libris relays speak TLS. The receiving server may not offer it.".to_owned()
}
