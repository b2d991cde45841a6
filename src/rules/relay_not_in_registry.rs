//! `relay-not-in-registry`: The address is Ex Libris's, but not in the relay table.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::relays::Relation;
use crate::headers::Place;
use crate::remedies::COMPLETE_RELAY_TABLE;

/// See [`Rule`].
pub(super) static RELAY_NOT_IN_REGISTRY: Rule = Rule {
    id: "relay-not-in-registry",
    severity: Severity::Low,
    kind: RuleKind::Finding,
    title: "The address is Ex Libris's, but not in the relay table",
    what: "The handover address lies in an Ex Libris network or bears a confirmed Ex Libris name, but no listed relay has it.",
    why: "Relay addresses change. A table that is behind must not be used for allow-lists.",
    remedies: &[&COMPLETE_RELAY_TABLE],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    (case.evidence.exlibris.relation == Relation::Network).then(|| case.evidence.exlibris.places.clone())
}

fn text(case: &Case<'_, '_>) -> String {
    let ip = facts::relay_address(case);
    format!(
        "{ip} is in an Ex Libris network, but the relay table does not list it as a mail relay. It is recognised, not recommended: compare the table with the vendor's page."
    )
}
