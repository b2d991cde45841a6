//! `conflicting-verdicts`: Two filters of the receiving side disagree.

use super::{Case, Rule, RuleKind, Severity, facts};
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
    let mut bad = facts::judging(case).filter(|r| r.verdict.is_bad());
    let mut good = facts::judging(case).filter(|r| r.verdict.is_good());
    let name = |r: Option<&crate::evidence::filters::Reading<'_>>| {
        r.map_or("a filter", |r| facts::product_name(r.product))
    };
    format!("{} called the message spam; {} called it clean.", name(bad.next()), name(good.next()))
}
