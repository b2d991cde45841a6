//! What the deciding filters wrote: codes that differ, and scored rules by the points that they make different.

use super::Difference;
use crate::report::model::{Code, Filter, Report};
use crate::report::text::filters;

/// Codes and rules that are listed; a hostile message can have thousands.
const LISTED: usize = 30;
/// Points below which a rule makes no difference.
const TELLING: f64 = 0.05;

/// What the deciding filter wrote.
pub(super) fn decider(report: &Report) -> Option<&Filter> {
    report.filters.iter().find(|f| Some(f.product) == report.verdict.decided_by)
}

/// The codes that say what came of it and differ, where the same product decided.
pub(super) fn codes(a: &Report, b: &Report, decisive: bool) -> Vec<Difference> {
    let Some((one, other)) = same_product(a, b) else { return Vec::new() };
    let told = |code: &&Code| code.points.is_none() && filters::is_telling(one.product, code);
    let find = |filter: &Filter, name: &str| {
        filter.codes.iter().filter(&told).find(|c| c.name == name).map(|c| c.value.clone())
    };
    let mut names: Vec<&str> = Vec::new();
    for code in one.codes.iter().chain(&other.codes).filter(&told) {
        if !names.contains(&code.name.as_str()) && names.len() < LISTED {
            names.push(&code.name);
        }
    }
    let differences = names.into_iter().filter_map(|name| {
        let (a, b) = (find(one, name), find(other, name));
        (a != b).then(|| Difference { what: format!("code:{name}"), title: name.to_owned(), a, b, decisive })
    });
    differences.collect()
}

/// The rules whose points differ, most first.
pub(super) fn rules(a: &Report, b: &Report, decisive: bool) -> Vec<Difference> {
    let Some((one, other)) = same_product(a, b) else { return Vec::new() };
    let points = |p: Option<f64>| p.map(|p| format!("{p:+.2}"));
    let rules = difference(one, other).into_iter().take(LISTED);
    let rules = rules.map(|rule| Difference {
        what: format!("rule:{}", rule.name),
        title: rule.name.to_owned(),
        a: points(rule.one),
        b: points(rule.other),
        decisive,
    });
    rules.collect()
}

/// A rule that gave different points.
pub(super) struct Rule<'r> {
    /// Its name.
    pub(super) name: &'r str,
    /// Points in the one message; `None` where it did not hold.
    pub(super) one: Option<f64>,
    /// Points in the other.
    pub(super) other: Option<f64>,
}

impl Rule<'_> {
    /// Points more in the one than in the other.
    pub(super) fn more(&self) -> f64 {
        self.one.unwrap_or(0.0) - self.other.unwrap_or(0.0)
    }
}

/// The rules that gave different points, those that tell most first, then by name.
pub(super) fn difference<'r>(one: &'r Filter, other: &'r Filter) -> Vec<Rule<'r>> {
    let scored = |filter: &'r Filter| filter.codes.iter().filter(|c| c.points.is_some()).take(1000);
    let find =
        |filter: &'r Filter, name: &str| scored(filter).find(|c| c.name == name).and_then(|c| c.points);
    let mut rules: Vec<Rule<'r>> = Vec::new();
    for code in scored(one).chain(scored(other)) {
        if rules.iter().all(|rule| rule.name != code.name) {
            rules.push(Rule { name: &code.name, one: find(one, &code.name), other: find(other, &code.name) });
        }
    }
    rules.retain(|rule| rule.more().abs() >= TELLING);
    rules.sort_by(|x, y| y.more().abs().total_cmp(&x.more().abs()).then(x.name.cmp(y.name)));
    rules
}

/// The filters that decided, when they are the same product.
pub(super) fn same_product<'r>(a: &'r Report, b: &'r Report) -> Option<(&'r Filter, &'r Filter)> {
    let (one, other) = (decider(a)?, decider(b)?);
    (one.product == other.product).then_some((one, other))
}
