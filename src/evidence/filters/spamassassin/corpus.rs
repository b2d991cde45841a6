//! The score fields of real mail: rule scores add up to the printed total, and words agree with totals.
#![allow(clippy::unwrap_used)]

use std::fs;

use super::sheet::Sheet;
use super::{report, status};
use crate::evidence::filters::Verdict;
use crate::headers::{Limits, parse};

const VALUES: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/verdict_headers/verdict_headers.jsonl");

/// The values of one field of the corpus, each as a message of one field.
fn values(name: &str) -> Vec<String> {
    let Ok(text) = fs::read_to_string(VALUES) else { return Vec::new() };
    text.lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
        .filter(|v| v["header"].as_str().is_some_and(|h| h.eq_ignore_ascii_case(name)))
        .map(|v| format!("{name}:{}\n\n", v["value"].as_str().unwrap()))
        .collect()
}

fn each(name: &str, parse_value: for<'x> fn(&'x str) -> Sheet<'x>, mut check: impl FnMut(&Sheet<'_>, &str)) {
    for message in values(name) {
        let headers = parse(message.as_bytes(), &Limits::default());
        check(&Sheet::of(headers.at(0), parse_value), &message);
    }
}

/// Sum of the points, and the error that rounding each of them to `decimals` may cause.
fn sum(sheet: &Sheet<'_>, rounding: f64) -> (f64, f64) {
    let points: Vec<f64> = sheet.rules.iter().filter_map(|r| r.points).collect();
    (points.iter().sum(), rounding * (points.len() + 1) as f64)
}

#[test]
fn words_agree_with_totals() {
    each("X-Spam-Status", status::parse, |sheet, message| {
        let (Some(score), Some(required)) = (sheet.score, sheet.required) else { return };
        assert_eq!(sheet.word == Some(Verdict::Spam), score >= required, "{message}");
        assert!(message.contains("tests=none") || !sheet.rules.is_empty(), "{message}");
        let (sum, error) = sum(sheet, 0.05);
        if sheet.rules.iter().all(|r| r.points.is_some()) && !sheet.rules.is_empty() {
            assert!((sum - score).abs() <= error, "{sum} {score} {message}");
        }
    });
}

#[test]
fn body_reports_add_up() {
    each("X-Spam-Report", report::parse, |sheet, message| {
        let (Some(score), Some(required)) = (sheet.score, sheet.required) else { return };
        let (sum, error) = sum(sheet, 0.05);
        assert!((sum - score).abs() <= error, "{sum} {score} {message}");
        let word = sheet.word.unwrap_or(if score >= required { Verdict::Spam } else { Verdict::NotSpam });
        assert_eq!(word == Verdict::Spam, score >= required, "{message}");
    });
}

#[test]
fn every_report_has_rules() {
    each("X-Spam-Report", report::parse, |sheet, message| {
        assert!(!sheet.rules.is_empty(), "{message}");
        assert!(sheet.rules.iter().all(|r| r.points.is_some() && r.group.is_some()), "{message}");
    });
}

#[test]
fn rspamd_symbols_add_up() {
    let result = crate::evidence::filters::rspamd::result::result;
    let mut seen = 0;
    each("X-Spamd-Result", result, |sheet, message| {
        seen += 1;
        let (sum, _) = sum(sheet, 0.0);
        assert!((sum - sheet.score.unwrap()).abs() < 0.02, "{sum} {message}");
        assert!(sheet.rules.iter().all(|r| r.points.is_some()), "{message}");
    });
    assert!(seen > 0 || !std::path::Path::new(VALUES).exists());
}

/// Every file under a folder of the corpora.
fn files(folder: &std::path::Path, into: &mut Vec<Vec<u8>>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { files(&path, into) } else { into.extend(fs::read(path)) }
    }
}

#[test]
fn whole_messages_agree_with_themselves() {
    let mut messages = Vec::new();
    files(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/peer_samples").as_ref(), &mut messages);
    for message in &messages {
        let headers = parse(message, &Limits::default());
        for field in headers.all("X-Spam-Status") {
            let sheet = Sheet::of(field, status::parse);
            let (score, required) = (sheet.score.unwrap(), sheet.required.unwrap());
            assert_eq!(sheet.word == Some(Verdict::Spam), score >= required, "{sheet:?}");
        }
    }
}
