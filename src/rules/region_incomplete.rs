//! `region-incomplete`: The allow-list names only some of the region's relays.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::ALLOW_ALL_REGION_RELAYS;

/// See [`Rule`].
pub(super) static REGION_INCOMPLETE: Rule = Rule {
    id: "region-incomplete",
    severity: Severity::Medium,
    kind: RuleKind::Finding,
    title: "The allow-list names only some of the region's relays",
    what: "allow_listed in the configuration covers some, but not all, known relays of the region.",
    why: "Ex Libris sends through any of them. European customers need both addresses.",
    remedies: &[&ALLOW_ALL_REGION_RELAYS],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let missing = facts::missing_relays(case);
    (facts::from_relay(case) && !missing.is_empty()).then(|| case.evidence.exlibris.places.clone())
}

fn text(case: &Case<'_, '_>) -> String {
    let missing = facts::missing_relays(case).join(", ");
    format!(
        "The allow-list covers some relays of the region, but not {missing}. Notices through those will be judged as from a stranger."
    )
}
