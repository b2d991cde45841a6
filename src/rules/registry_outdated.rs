//! `registry-outdated`: The relay table entry is older than a year.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::RENEW_RELAY_TABLE;

/// See [`Rule`].
pub(super) static REGISTRY_OUTDATED: Rule = Rule {
    id: "registry-outdated",
    severity: Severity::Low,
    kind: RuleKind::Finding,
    title: "The relay table entry is older than a year",
    what: "The entry that recognised the relay was more than a year old when the message arrived.",
    why: "Relay addresses change; an old entry may belong to somebody else today.",
    remedies: &[&RENEW_RELAY_TABLE],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let entry = case.evidence.exlibris.entry.map(|e| &case.settings.registry.entries[e])?;
    let arrived = case.evidence.route.border_hop().and_then(|h| h.received.date)?;
    facts::older_than_a_year(&entry.as_of, arrived.epoch).then(|| case.evidence.exlibris.places.clone())
}

fn text(case: &Case<'_, '_>) -> String {
    let entry = case.evidence.exlibris.entry.map(|e| &case.settings.registry.entries[e]);
    let (id, date) = entry.map_or(("", ""), |e| (e.id.as_str(), e.as_of.as_str()));
    format!(
        "The relay was recognised by the entry {id} of {date}, more than a year before the message. Check it against the vendor's page."
    )
}
