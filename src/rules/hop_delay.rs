//! `hop-delay`: The message waited at a server.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::FIND_SLOW_HOP;

/// See [`Rule`].
pub(super) static HOP_DELAY: Rule = Rule {
    id: "hop-delay",
    severity: Severity::Low,
    kind: RuleKind::Finding,
    title: "The message waited at a server",
    what: "A hop came 300 seconds or more after the one before it.",
    why: "Greylisting, queues, moderation and quarantine hold mail back.",
    remedies: &[&FIND_SLOW_HOP],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::flagged(case, "hop-delay")
}

fn text(case: &Case<'_, '_>) -> String {
    let slow =
        case.evidence.route.hops.iter().filter(|h| h.flags.contains(&"hop-delay")).max_by_key(|h| h.delay);
    let seconds = slow.and_then(|h| h.delay).unwrap_or(0);
    let by = slow.and_then(|h| h.received.by.as_deref()).unwrap_or("a server");
    format!("The message arrived at {by} {} after the hop before it.", facts::duration(seconds))
}
