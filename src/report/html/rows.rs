//! One message as a compact row of data for the page's table.

use std::collections::BTreeSet;
use std::fmt::Write;

use jiff::Timestamp;

use super::words;
use crate::evidence::filters::DECODERS;
use crate::remedies::REMEDIES;
use crate::report::Report;
use crate::report::text::words as plain;
use crate::report::untrusted::{self, script_string};
use crate::rules::RULES;

/// Bytes of the texts of a row.
const SUBJECT: usize = 160;
const ADDRESS: usize = 120;
const PATH: usize = 200;

const FOLDERS: [&str; 6] = ["inbox", "junk", "quarantine", "rejected", "other", "unknown"];
const RELATIONS: [&str; 5] = ["relay", "network", "forwarded", "claimed", "none"];
const REGIONS: [&str; 5] = ["na", "eu", "ap", "ca", "cn"];
const VERDICTS: [&str; 11] = [
    "malware",
    "phish",
    "spoof",
    "spam",
    "bulk",
    "suspect",
    "not-spam",
    "allow-listed",
    "block-listed",
    "not-scanned",
    "unknown",
];
const CONFIDENCES: [&str; 3] = ["certain", "likely", "possible"];

/// Separates the texts of a row on its way from a worker to the page; no text holds it.
pub(super) const TEXT_END: char = '\u{1f}';
/// Texts of a row: path, From, subject, address at the border, results.
pub(super) const TEXTS: usize = 5;

/// Whether the message is what people ask about: Ex Libris mail that was kept out, and impostors.
pub(super) fn matters(report: &Report) -> bool {
    let kept_out = matches!(report.placement.folder, "junk" | "quarantine" | "rejected");
    let genuine = matches!(report.exlibris.relation, "relay" | "network" | "forwarded");
    (genuine && kept_out) || report.cause.as_ref().is_some_and(|cause| cause.rule == "impersonates-exlibris")
}

/// The texts of a row, each a JSON string followed by [`TEXT_END`].
pub(super) fn texts(report: &Report, out: &mut String) {
    let from = report.message.from.as_ref().map_or("", |from| &from.address);
    let subject = report.message.subject.as_deref().unwrap_or_default();
    let ip = report.route.border.as_ref().and_then(|b| b.ip.as_deref()).unwrap_or_default();
    let path = untrusted::fit_end(&report.source.path, PATH);
    for (text, bytes) in [
        (path.as_str(), PATH * 4),
        (from, ADDRESS),
        (subject, SUBJECT),
        (ip, ADDRESS),
        (&results(report), ADDRESS),
    ] {
        script_string(text, bytes, out);
        out.push(TEXT_END);
    }
}

/// `SPF fail, DKIM none, DMARC fail`.
fn results(report: &Report) -> String {
    let authentication = &report.authentication;
    let spf = authentication.spf.as_ref().map(|r| format!("SPF {}", r.result));
    let dkim = authentication.dkim.first().map(|r| format!("DKIM {}", r.result));
    let dmarc = authentication.dmarc.as_ref().map(|r| format!("DMARC {}", r.result));
    [spf, dkim, dmarc].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The numbers of a row, each after a comma: number in its container, number of its carrier, minute of arrival,
/// then indices into the lists of [`catalogue`]; empty where there is none.
pub(super) fn numbers(report: &Report, out: &mut String) {
    let at = |list: &[&str], id: &str| list.iter().position(|known| *known == id);
    let rule = report.cause.as_ref().and_then(|cause| RULES.binary_search_by(|r| r.id.cmp(cause.rule)).ok());
    let product = report.verdict.decided_by.and_then(|id| DECODERS.binary_search_by(|d| d.id.cmp(id)).ok());
    let remedy =
        report.remedies.first().and_then(|r| REMEDIES.binary_search_by(|known| known.id.cmp(r.id)).ok());
    let indices = [
        at(&FOLDERS, report.placement.folder),
        at(&RELATIONS, report.exlibris.relation),
        report.exlibris.region.as_deref().and_then(|region| at(&REGIONS, region)),
        at(&VERDICTS, report.verdict.value),
        product,
        rule,
        report.cause.as_ref().and_then(|cause| at(&CONFIDENCES, cause.confidence)),
        remedy,
    ];
    let _ = write!(out, ",{},{}", report.source.number, report.source.inside.unwrap_or(0));
    let _ = match minute(report) {
        Some(minute) => write!(out, ",{minute}"),
        None => out.write_str(",null"),
    };
    for index in indices {
        let _ = match index {
            Some(index) => write!(out, ",{index}"),
            None => out.write_str(",-1"),
        };
    }
}

/// The minute of arrival since 1970 in UTC: the border hop's date, else what the sender wrote.
fn minute(report: &Report) -> Option<i64> {
    let border =
        report.route.border.as_ref().and_then(|border| {
            report.route.hops.iter().find(|hop| hop.number == border.hop)?.date.as_deref()
        });
    let parsed = |date: &str| date.parse::<Timestamp>().ok().map(|at| at.as_second().div_euclid(60));
    border.and_then(parsed).or_else(|| report.message.date.as_deref().and_then(parsed))
}

/// The lists that the numbers of rows point into, as members of a JSON object, each ended by a comma. Of the
/// causes, filters and remedies those that are used.
pub(super) fn catalogue(used: &Used, out: &mut String) {
    list("folders", FOLDERS.iter().map(|id| [*id, words::folder(id)]), out);
    list("relations", RELATIONS.iter().map(|id| [*id, words::relation(id)]), out);
    list("regions", REGIONS.iter().map(|id| [*id, words::region(id)]), out);
    list("verdicts", VERDICTS.iter().map(|id| [*id, plain::verdict(id)]), out);
    list("confidences", CONFIDENCES.iter().map(|id| [*id]), out);
    let rules = used.rules.iter().filter_map(|at| Some((*at, RULES.get(*at)?)));
    map("causes", rules.map(|(at, r)| (at, [r.id, r.title, r.why])), out);
    let products = used.products.iter().filter_map(|at| Some((*at, DECODERS.get(*at)?)));
    map("products", products.map(|(at, d)| (at, [d.id, d.name])), out);
    let remedies = used.remedies.iter().filter_map(|at| Some((*at, REMEDIES.get(*at)?)));
    map("remedies", remedies.map(|(at, r)| (at, [r.id, r.title, plain::actor(r.actor.id())])), out);
}

/// Indices that rows use.
#[derive(Debug, Default)]
pub(super) struct Used {
    products: BTreeSet<usize>,
    rules: BTreeSet<usize>,
    remedies: BTreeSet<usize>,
}

impl Used {
    /// Every index that a row can use.
    pub(super) fn all() -> Self {
        Self {
            products: (0..DECODERS.len()).collect(),
            rules: (0..RULES.len()).collect(),
            remedies: (0..REMEDIES.len()).collect(),
        }
    }

    /// Notes what the numbers of a row point at.
    pub(super) fn note(&mut self, numbers: &str) {
        let [product, rule, remedy] = [7, 8, 10].map(|at| index(numbers, at));
        self.products.extend(product);
        self.rules.extend(rule);
        self.remedies.extend(remedy);
    }
}

/// The cause that the numbers of a row point at.
pub(super) fn cause_of(numbers: &str) -> Option<usize> {
    index(numbers, 8)
}

/// A number of a row, where it points at something.
fn index(numbers: &str, at: usize) -> Option<usize> {
    numbers.split(',').nth(at + 1)?.parse().ok()
}

fn list<const N: usize>(name: &str, items: impl Iterator<Item = [&'static str; N]>, out: &mut String) {
    let _ = write!(out, "\"{name}\":[");
    for (at, item) in items.enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        strings(&item, out);
    }
    out.push_str("],\n");
}

fn map<const N: usize>(
    name: &str,
    items: impl Iterator<Item = (usize, [&'static str; N])>,
    out: &mut String,
) {
    let _ = write!(out, "\"{name}\":{{");
    for (number, (at, item)) in items.enumerate() {
        let _ = write!(out, "{}\"{at}\":", if number > 0 { "," } else { "" });
        strings(&item, out);
    }
    out.push_str("},\n");
}

fn strings(texts: &[&str], out: &mut String) {
    out.push('[');
    for (at, text) in texts.iter().enumerate() {
        out.push_str(if at > 0 { "," } else { "" });
        script_string(text, usize::MAX, out);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_numbers_of_a_row_point_at_what_it_says() {
        let report = crate::report::tests::report();
        let mut numbers = String::new();
        super::numbers(&report, &mut numbers);
        let mut used = Used::default();
        used.note(&numbers);
        let cause = cause_of(&numbers).unwrap();
        assert_eq!(RULES[cause].id, report.cause.unwrap().rule);
        let mut all = String::new();
        catalogue(&used, &mut all);
        let all: serde_json::Value = serde_json::from_str(&format!("{{{}\"end\":0}}", all)).unwrap();
        let numbers: Vec<i64> = serde_json::from_str(&format!("[{}]", &numbers[1..])).unwrap();
        assert_eq!(numbers.len(), 11);
        let folder = usize::try_from(numbers[3]).unwrap();
        assert_eq!(all["folders"][folder][0], report.placement.folder);
        assert_eq!(all["remedies"][numbers[10].to_string()][0], report.remedies[0].id);
        assert_eq!(numbers[2] * 60, 1_772_442_000, "{numbers:?}");
    }

    #[test]
    fn what_is_found_by_its_id_is_sorted_by_it() {
        assert!(DECODERS.is_sorted_by_key(|d| d.id) && RULES.is_sorted_by_key(|r| r.id));
        assert!(REMEDIES.is_sorted_by_key(|r| r.id));
    }
}
