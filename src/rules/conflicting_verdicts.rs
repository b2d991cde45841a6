//! `conflicting-verdicts`: Two filters of the receiving side disagree.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Reading;
use crate::headers::Place;
use crate::remedies::TRUST_GATEWAY;

/// See [`Rule`].
pub(super) static CONFLICTING_VERDICTS: Rule = Rule {
    id: "conflicting-verdicts",
    severity: Severity::Medium,
    kind: RuleKind::Finding,
    title: "Two filters of the receiving side disagree",
    what: "One filter called the message spam, another called it clean.",
    why: "The last one decided the folder. The other one's work is lost unless the two are taught to trust each other.",
    remedies: &[&TRUST_GATEWAY],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::conflict(case)
}

fn text(case: &Case<'_, '_>) -> String {
    let Some((bad, good)) = facts::opponents(case) else { return String::new() };
    let said = |r: &Reading<'_>, what: &str| {
        let word = if r.verdict.is_bad() { "spam" } else { "clean" };
        format!("{} called {what} {word}", facts::product_name(r.product))
    };
    // Oldest hop first, where both are known.
    let order = if good.hop.zip(bad.hop).is_some_and(|(g, b)| g < b) { [good, bad] } else { [bad, good] };
    let both = order[0].hop.zip(order[1].hop).is_some_and(|(a, b)| a < b);
    let then = if both { ", and later " } else { "; " };
    let decided = facts::deciding(case).map_or(String::new(), |r| {
        let likely = if case.evidence.outcome.contested { "most likely " } else { "" };
        format!(" {} {likely}decided where the message went.", facts::product_name(r.product))
    });
    format!("{}{then}{}.{decided}", said(order[0], "the message"), said(order[1], "it"))
}
