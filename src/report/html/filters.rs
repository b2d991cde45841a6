//! What each filter wrote, in words, with its codes.

use super::checks::table;
use super::markup::{Markup, class, own};
use super::message::Depth;
use crate::report::model::{Code, Filter, Report};
use crate::report::text::{filters as plain, words};
use crate::report::untrusted;

/// Filters that are shown.
const FILTERS: usize = 20;
/// Codes of one filter that are shown.
const CODES: usize = 60;
/// Columns of a code's value.
const VALUE: usize = 160;

/// Writes the filters: the one that decided, then those whose word counts, then the others.
pub(super) fn write(report: &Report, depth: Depth, m: &mut Markup) {
    m.leaf(depth.heading(), &[], "Filters");
    if report.filters.is_empty() {
        m.leaf("p", &[], plain::NONE);
        return;
    }
    let decided = report.verdict.decided_by;
    let decider = report.filters.iter().position(|f| decided == Some(f.product));
    let mut order: Vec<(usize, &Filter)> = report.filters.iter().enumerate().collect();
    let is_fact = |f: &Filter| f.role == "diagnostic" && f.verdict == "unknown";
    order.sort_by_key(|(at, f)| (Some(*at) != decider, is_fact(f), !words::counts(f.trust)));
    for (at, filter) in order.iter().take(FILTERS) {
        one(filter, report, Some(*at) == decider, m);
    }
    if order.len() > FILTERS {
        m.leaf("p", &[class("quiet")], &format!("and {} more", order.len() - FILTERS));
    }
}

fn one(filter: &Filter, report: &Report, decided: bool, m: &mut Markup) {
    m.el("div", &[class("filter")], |m| {
        m.el("p", &[], |m| {
            m.leaf("strong", &[], words::product(filter.product));
            m.text(" ");
            m.leaf("span", &[class(chip(filter.verdict))], words::verdict(filter.verdict));
            if let Some(score) = plain::score(filter) {
                m.text(&format!(" {score}"));
            }
            let part = if decided { "this decided" } else { words::role(filter.role) };
            m.leaf("span", &[class("quiet")], &format!(" ({part})"));
        });
        if let Some(doubt) = words::doubt(filter.trust) {
            m.leaf("p", &[class("doubt")], doubt);
        }
        if let Some(seen) = plain::seen(filter, report) {
            m.leaf("p", &[class("quiet")], &seen);
        }
        codes(filter, m);
    });
}

fn chip(verdict: &str) -> &'static str {
    match verdict {
        "not-spam" | "allow-listed" => "chip good",
        "suspect" | "unknown" | "not-scanned" => "chip",
        _ => "chip bad",
    }
}

/// The codes, those that say most first.
fn codes(filter: &Filter, m: &mut Markup) {
    if filter.codes.is_empty() {
        return;
    }
    let weight = |code: &Code| code.points.map_or(0.0, f64::abs);
    let mut codes: Vec<&Code> = filter.codes.iter().collect();
    codes.sort_by(|a, b| weight(b).total_cmp(&weight(a)).then_with(|| rank(filter, a).cmp(&rank(filter, b))));
    m.el("details", &[], |m| {
        let count = words::count(codes.len() as u64, "code", "codes");
        m.leaf("summary", &[], &format!("{count} and what they mean"));
        table(
            &format!("Codes of {}", words::product(filter.product)),
            &["Code", "Points", "Meaning"],
            m,
            |m| {
                for code in codes.iter().take(CODES) {
                    m.el("tr", &[], |m| {
                        m.el("th", &[own("scope", "row")], |m| m.el("code", &[], |m| m.foreign(&raw(code))));
                        m.leaf(
                            "td",
                            &[class("n")],
                            &code.points.map_or(String::new(), |p| format!("{p:+.2}")),
                        );
                        m.leaf("td", &[], code.meaning.unwrap_or("its vendor does not say"));
                    });
                }
            },
        );
        if codes.len() > CODES {
            m.leaf("p", &[class("quiet")], &format!("and {} more", codes.len() - CODES));
        }
    });
}

fn rank(filter: &Filter, code: &Code) -> (bool, bool) {
    (!plain::is_telling(filter.product, code), code.meaning.is_none())
}

fn raw(code: &Code) -> String {
    match (code.name.as_str(), code.value.as_str()) {
        (name, "") => name.to_owned(),
        (name, value) => format!("{name}:{}", untrusted::head(value, VALUE)),
    }
}
