//! `not-scanned`: No spam filter looked at it.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Verdict;
use crate::headers::Place;
use crate::remedies::NOTHING_TO_DO;

/// See [`Rule`].
pub(super) static NOT_SCANNED: Rule = Rule {
    id: "not-scanned",
    severity: Severity::Info,
    kind: RuleKind::DeliveredCause,
    title: "No spam filter looked at it",
    what: "The deciding filter says that it did not scan the message.",
    why: "Internal, authenticated or oversized mail is often not scanned.",
    remedies: &[&NOTHING_TO_DO],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::decided(case, &[Verdict::NotScanned])
}

fn text(_: &Case<'_, '_>) -> String {
    "The filter says that it did not scan the message.".to_owned()
}
