//! `clock-skew`: The clocks of two servers disagree.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::CORRECT_SERVER_CLOCK;

/// See [`Rule`].
pub(super) static CLOCK_SKEW: Rule = Rule {
    id: "clock-skew",
    severity: Severity::Info,
    kind: RuleKind::Finding,
    title: "The clocks of two servers disagree",
    what: "A hop is dated more than 5 seconds before the one below it.",
    why: "Delays across these hops cannot be read. Far-off clocks can also be a sign of invented hops.",
    remedies: &[&CORRECT_SERVER_CLOCK],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::flagged(case, "clock-skew")
}

fn text(case: &Case<'_, '_>) -> String {
    let skewed =
        case.evidence.route.hops.iter().filter(|h| h.flags.contains(&"clock-skew")).min_by_key(|h| h.delay);
    let seconds = skewed.and_then(|h| h.delay).unwrap_or(0);
    let by = skewed.and_then(|h| h.received.by.as_deref()).unwrap_or("a server");
    format!(
        "{by} dates the message {} before the hop below it. One of the two clocks is wrong, or the lower hop is invented.",
        facts::duration(-seconds)
    )
}
