//! `passed-filters`: The filters let it through.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Verdict;
use crate::headers::Place;
use crate::remedies::NOTHING_TO_DO;

/// See [`Rule`].
pub(super) static PASSED_FILTERS: Rule = Rule {
    id: "passed-filters",
    severity: Severity::Info,
    kind: RuleKind::DeliveredCause,
    title: "The filters let it through",
    what: "A trusted filter called it clean, or the platform itself put it into the inbox and nothing speaks against it.",
    why: "This is what a working configuration looks like.",
    remedies: &[&NOTHING_TO_DO],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::passed(case)
}

fn text(case: &Case<'_, '_>) -> String {
    const PASSED: &str = "The filters of the receiving side let the message through";
    let mut clean = facts::counted(case).filter(|r| r.verdict == Verdict::NotSpam && !facts::low_is_spam(r));
    let near = clean.find_map(|r| {
        let (score, threshold) = r.score.zip(r.threshold)?;
        let near = threshold > 0.0 && score < threshold && score >= NEAR * threshold;
        near.then_some((score, threshold))
    });
    match near {
        Some((score, threshold)) => format!("{PASSED}, close to the limit: {score} of {threshold}."),
        None => format!("{PASSED}."),
    }
}

/// A score from this part of the threshold on is close to it.
const NEAR: f64 = 0.8;
