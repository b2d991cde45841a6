//! What each filter wrote, in words, with its raw codes.

use super::page::{Page, Text, Tone};
use super::words;
use crate::evidence::filters::{CodeDoc, DECODERS, Grade};
use crate::report::model::{Code, Filter, Report};
use crate::report::proof::HIDDEN;
use crate::report::untrusted;

/// Points below which a scored rule only informs.
const TELLING: f64 = 0.05;
/// Codes of one filter that are shown without `--verbose`.
const SHOWN: usize = 14;
/// Codes of a reading of facts that are shown without `--verbose`.
const FACTS: usize = 2;
/// What is said where nothing judged.
pub(in crate::report) const NONE: &str = "No spam filter that is known here left a verdict in the headers.";
/// Columns of a code's value.
const VALUE: usize = 40;

/// Writes the filters: the one that decided, then those whose word counts, then the others.
pub(super) fn write(report: &Report, page: &mut Page) {
    page.heading("Filters");
    if report.filters.is_empty() {
        page.paragraph(2, NONE, Tone::Plain);
        return;
    }
    let decided = report.verdict.decided_by;
    let decider = report.filters.iter().position(|f| decided == Some(f.product));
    let verbose = page.look().verbose;
    let is_fact = |f: &Filter| !verbose && f.role == "diagnostic" && f.verdict == "unknown";
    let (facts, mut order): (Vec<usize>, Vec<usize>) =
        (0..report.filters.len()).partition(|at| report.filters.get(*at).is_some_and(is_fact));
    if order.is_empty() {
        page.paragraph(2, NONE, Tone::Plain);
    }
    let counts = |at: &usize| report.filters.get(*at).is_some_and(|f| words::counts(f.trust));
    order.sort_by_key(|at| (Some(*at) != decider, !counts(at)));
    for (row, at) in order.into_iter().enumerate() {
        if row > 0 {
            page.gap();
        }
        if let Some(filter) = report.filters.get(at) {
            one(filter, seen(filter, report).as_deref(), Some(at) == decider, page);
        }
    }
    if !facts.is_empty() {
        page.gap();
        facts.into_iter().filter_map(|at| report.filters.get(at)).for_each(|f| fact(f, page));
    }
}

/// A reading of facts in one line.
fn fact(filter: &Filter, page: &mut Page) {
    let mut shown: Vec<&Code> = filter.codes.iter().collect();
    shown.sort_by_key(|code| (!is_telling(filter.product, code), code.meaning.is_none()));
    let name = |code: &&Code| if code.value == HIDDEN { code.name.clone() } else { raw(code) };
    let more = shown.len().saturating_sub(FACTS);
    let mut parts: Vec<String> = score(filter).into_iter().collect();
    parts.extend(shown.iter().take(FACTS).map(name));
    if more > 0 {
        parts.push(format!("and {more} more"));
    }
    let text = format!("{} (facts only): {}", words::product(filter.product), parts.join(", "));
    page.item(2, "", &text, Tone::Quiet);
}

/// When it saw the message, and where, in a route of several hops.
pub(in crate::report) fn seen(filter: &Filter, report: &Report) -> Option<String> {
    let hop = report.route.hops.get(filter.hop?.checked_sub(1)?).filter(|_| report.filters.len() > 1)?;
    let by = hop.by.as_deref().map_or(String::new(), |by| format!(" at {by}"));
    let date = hop.date.as_deref().map_or(String::new(), |date| format!(", {}", words::second(date)));
    Some(format!("saw the message{by} (hop {}{date})", hop.number))
}

fn one(filter: &Filter, seen: Option<&str>, decided: bool, page: &mut Page) {
    let mut text = words::verdict(filter.verdict).to_owned();
    if let Some(score) = score(filter) {
        text.push_str(&format!(", {score}"));
    }
    text.push_str(&format!(" ({})", if decided { "this decided" } else { words::role(filter.role) }));
    let tone = match filter.verdict {
        "not-spam" | "allow-listed" => Tone::Good,
        "suspect" | "unknown" | "not-scanned" => Tone::Plain,
        _ => Tone::Bad,
    };
    page.item(2, "", &format!("{}: {text}", words::product(filter.product)), tone);
    if let Some(doubt) = words::doubt(filter.trust) {
        page.paragraph(4, doubt, Tone::Doubtful);
    }
    if let Some(seen) = seen {
        page.paragraph(4, seen, Tone::Quiet);
    }
    let scored: Vec<&Code> = filter.codes.iter().filter(|c| c.points.is_some()).collect();
    if scored.is_empty() {
        codes(filter.product, &filter.codes.iter().collect::<Vec<_>>(), page);
    } else {
        rules(&scored, page);
        let others: Vec<&Code> = filter.codes.iter().filter(|c| c.points.is_none()).collect();
        codes(filter.product, &others, page);
    }
}

/// The score and its limit.
pub(in crate::report) fn score(filter: &Filter) -> Option<String> {
    let score = filter.score?;
    Some(match filter.threshold {
        Some(limit) if filter.threshold_assumed => {
            format!("score {} (limit {} assumed, the message does not say)", number(score), number(limit))
        }
        Some(limit) => format!("score {} (limit {})", number(score), number(limit)),
        None => format!("score {}", number(score)),
    })
}

fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Codes that say what came of it as a list with their meaning; the others together, as written.
fn codes(product: &str, codes: &[&Code], page: &mut Page) {
    let verbose = page.look().verbose;
    let (telling, others): (Vec<&&Code>, Vec<&&Code>) =
        codes.iter().partition(|c| if verbose { c.meaning.is_some() } else { is_telling(product, c) });
    let limit = if verbose { usize::MAX } else { SHOWN };
    let rows: Vec<Vec<Text>> = telling
        .iter()
        .take(limit)
        .map(|c| vec![Text::toned(&raw(c), Tone::Strong), Text::new(c.meaning.unwrap_or_default())])
        .collect();
    if !rows.is_empty() {
        page.table(4, &[], &rows, 1);
    }
    let rest: Vec<String> = telling.iter().skip(limit).chain(&others).map(|c| raw(c)).collect();
    if !rest.is_empty() {
        let shown = &rest[..rest.len().min(limit)];
        let more =
            if rest.len() > limit { format!(" and {} more", rest.len() - limit) } else { String::new() };
        page.item(4, "also: ", &format!("{}{more}", shown.join("  ")), Tone::Quiet);
    }
}

/// Whether the value itself means something, as against a fact that only the key explains.
pub(in crate::report) fn is_telling(product: &str, code: &Code) -> bool {
    let Some(meaning) = code.meaning else { return false };
    let decoder = DECODERS.iter().find(|decoder| decoder.id == product);
    let same = |doc: &&CodeDoc| doc.meaning == meaning && doc.name.eq_ignore_ascii_case(&code.name);
    match decoder.and_then(|decoder| decoder.codes.iter().find(same)) {
        Some(doc) => !doc.value.is_empty() && doc.grade != Grade::Unknown,
        None => true,
    }
}

/// A code as it was written, its value cut.
pub(in crate::report) fn raw(code: &Code) -> String {
    match (code.name.as_str(), code.value.as_str()) {
        (name, "") => name.to_owned(),
        (name, value) => format!("{name}:{}", untrusted::fit(value, VALUE)),
    }
}

/// Scored rules, those that add most first; what adds nothing is only counted.
fn rules(scored: &[&Code], page: &mut Page) {
    let points = |c: &Code| c.points.unwrap_or_default();
    let (mut telling, quiet): (Vec<&&Code>, Vec<&&Code>) =
        scored.iter().partition(|c| points(c).abs() >= TELLING);
    telling.sort_by(|a, b| points(b).total_cmp(&points(a)).then_with(|| a.name.cmp(&b.name)));
    let limit = if page.look().verbose { usize::MAX } else { SHOWN };
    let rows: Vec<Vec<Text>> = telling.iter().take(limit).map(|c| rule_row(c, points(c))).collect();
    if !rows.is_empty() {
        page.table(4, &[], &rows, 2);
    }
    if telling.len() > limit {
        page.paragraph(4, &format!("and {} more rules (--verbose)", telling.len() - limit), Tone::Quiet);
    }
    if !quiet.is_empty() {
        let names: Vec<&str> = quiet.iter().take(limit).map(|c| c.name.as_str()).collect();
        let more =
            if quiet.len() > limit { format!(" and {} more", quiet.len() - limit) } else { String::new() };
        page.item(4, "no weight: ", &format!("{}{more}", names.join(", ")), Tone::Quiet);
    }
}

fn rule_row(code: &Code, points: f64) -> Vec<Text> {
    vec![
        Text::number(&format!("{points:+.2}")),
        Text::toned(&code.name, if points > 0.0 { Tone::Bad } else { Tone::Good }),
        Text::new(code.meaning.unwrap_or_default()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lose_their_idle_zeros() {
        assert_eq!(number(5.0), "5");
        assert_eq!(number(6.302), "6.302");
        assert_eq!(number(-0.1), "-0.1");
        assert_eq!(number(100.0), "100");
    }
}
