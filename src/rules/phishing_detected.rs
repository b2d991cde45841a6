//! `phishing-detected`: The filter took it for phishing.

use super::facts::Refusal;
use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Verdict;
use crate::headers::Place;
use crate::remedies::{LEAVE_IN_QUARANTINE, REPORT_FALSE_POSITIVE};

/// See [`Rule`].
pub(super) static PHISHING_DETECTED: Rule = Rule {
    id: "phishing-detected",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "The filter took it for phishing",
    what: "The deciding filter gave a verdict of phishing or impersonation.",
    why: "High-confidence phishing is quarantined whatever allow-lists say.",
    remedies: &[&LEAVE_IN_QUARANTINE, &REPORT_FALSE_POSITIVE],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::decided(case, &[Verdict::Phish]).or_else(|| facts::refusal(case, Refusal::Phishing))
}

fn text(_: &Case<'_, '_>) -> String {
    "The filter took the message for phishing. If it really is a notice of yours, report it as a false positive; do not work round the verdict.".to_owned()
}
