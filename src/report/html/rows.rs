//! One message as a compact row of data for the page's table.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::row::Row;
use super::words;
use crate::evidence::filters::DECODERS;
use crate::remedies::REMEDIES;
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
pub(super) fn matters(row: &Row<'_>) -> bool {
    let kept_out = matches!(row.folder, "junk" | "quarantine" | "rejected");
    let genuine = matches!(row.relation, "relay" | "network" | "forwarded");
    (genuine && kept_out) || row.cause.is_some_and(|(rule, _)| rule == "impersonates-exlibris")
}

/// The texts of a row, each a JSON string followed by `end`.
pub(super) fn texts(row: &Row<'_>, end: char, out: &mut String) {
    let path = untrusted::fit_end(row.path, PATH);
    for (text, bytes) in
        [(path.as_str(), PATH * 4), (row.from, ADDRESS), (&row.subject, SUBJECT), (&row.ip, ADDRESS)]
    {
        script_string(text, bytes, out);
        out.push(end);
    }
    script_string(&results(row), ADDRESS, out);
    out.push(end);
}

/// Whether the path in [`texts`] is the path as it is, nothing cut or replaced.
pub(super) fn shows_whole_path(row: &Row<'_>) -> bool {
    row.path.len() <= PATH && row.path.bytes().all(|b| (b' '..0x7f).contains(&b))
}

/// `SPF fail, DKIM none, DMARC fail`.
fn results(row: &Row<'_>) -> String {
    let mut text = String::new();
    for (name, result) in ["SPF ", "DKIM ", "DMARC "].into_iter().zip(row.results) {
        let Some(result) = result else { continue };
        text.push_str(if text.is_empty() { "" } else { ", " });
        text.push_str(name);
        text.push_str(result);
    }
    text
}

/// The numbers of a row, each after a comma: number in its container, number of its carrier, minute of arrival,
/// then indices into the lists of [`catalogue`]; empty where there is none.
pub(super) fn numbers(row: &Row<'_>, out: &mut String) {
    let at = |list: &[&str], id: &str| list.iter().position(|known| *known == id);
    let rule = row.cause.and_then(|(rule, _)| RULES.binary_search_by(|r| r.id.cmp(rule)).ok());
    let product = row.product.and_then(|id| DECODERS.binary_search_by(|d| d.id.cmp(id)).ok());
    let remedy = row.remedy.and_then(|id| REMEDIES.binary_search_by(|known| known.id.cmp(id)).ok());
    let indices = [
        at(&FOLDERS, row.folder),
        at(&RELATIONS, row.relation),
        row.region.and_then(|region| at(&REGIONS, region)),
        at(&VERDICTS, row.verdict),
        product,
        rule,
        row.cause.and_then(|(_, confidence)| at(&CONFIDENCES, confidence)),
        remedy,
    ];
    let _ = write!(out, ",{},{}", row.number, row.inside.unwrap_or(0));
    let _ = match row.minute {
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
        super::numbers(&Row::of(&report), &mut numbers);
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
