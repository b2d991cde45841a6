//! Runs the decoders over real verdict fields, where the test data is present.

use std::collections::{BTreeMap, BTreeSet};

use super::dispatch;
use super::testing::run;
use super::{Context, DECODERS, Decoder, Reading, SILENT, Verdict};
use crate::evidence::route::Platform;
use crate::evidence::{authentication, identity, route};
use crate::headers::{Limits, parse};
use crate::settings::Settings;

const DATA: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/verdict_headers/verdict_headers.jsonl");

/// Fields whose every real value must give a verdict, by decoder.
const DECIDING: [(&str, &str); 9] = [
    ("proofpoint", "X-Proofpoint-Spam-Details"),
    ("proofpoint", "X-Proofpoint-Spam-Reason"),
    ("trend-micro", "X-TM-AS-Result"),
    ("trend-micro", "X-TMASE-Result"),
    ("barracuda", "X-Barracuda-Spam-Status"),
    ("kaspersky", "X-KSMG-AntiSpam-Status"),
    ("kaspersky", "X-KSE-AntiSpam-Status"),
    ("kaspersky", "X-SpamTest-Status"),
    ("vade", "X-VR-SPAMSTATE"),
];

/// Every field of the data as name and raw value, folds kept.
fn fields() -> Option<Vec<(String, String)>> {
    let text = std::fs::read_to_string(DATA).ok()?;
    let part = |v: &serde_json::Value, key: &str| v.get(key).and_then(|s| s.as_str()).map(str::to_owned);
    let line = |l: &str| {
        let value: serde_json::Value = serde_json::from_str(l).ok()?;
        Some((part(&value, "header")?, part(&value, "value")?))
    };
    Some(text.lines().filter_map(line).collect())
}

fn decoder(id: &str) -> Option<&'static Decoder> {
    DECODERS.iter().find(|d| d.id == id).copied()
}

#[test]
fn no_decoder_panics_on_real_values() {
    let Some(fields) = fields() else { return };
    for chunk in fields.chunks(100) {
        let lines: String = chunk.iter().map(|(name, value)| format!("{name}:{value}\r\n")).collect();
        let text = format!("Received: a\r\nFrom: a@example.org\r\n{lines}\r\n");
        for decoder in DECODERS {
            let _ = run(decoder, &text, Platform::Other, &["mx1.example.edu"]);
        }
    }
}

#[test]
fn real_values_are_understood() {
    let Some(fields) = fields() else { return };
    let mut seen = 0;
    for (name, value) in &fields {
        let text = format!("Received: a\r\nFrom: a@example.org\r\n{name}:{value}\r\n\r\n");
        let Some((id, _)) = DECIDING.iter().find(|(_, f)| f.eq_ignore_ascii_case(name)) else { continue };
        let Some(decoder) = decoder(id) else { panic!("{id}") };
        let readings = run(decoder, &text, Platform::Other, &["mx1.example.edu"]);
        assert!(readings.iter().any(|r| r.verdict != Verdict::Unknown), "{name}: {value}");
        seen += 1;
    }
    assert!(seen > 150, "{seen}");
}

#[test]
fn trend_micros_word_agrees_with_its_numbers() {
    let Some(fields) = fields() else { return };
    let Some(decoder) = decoder("trend-micro") else { panic!("no decoder") };
    for (name, value) in fields.iter().filter(|f| f.0.eq_ignore_ascii_case("X-TM-AS-Result")) {
        let text = format!("{name}:{value}\r\n\r\n");
        let readings = run(decoder, &text, Platform::Other, &[]);
        let (Some(score), Some(threshold)) = (readings[0].score, readings[0].threshold) else {
            panic!("{value}")
        };
        let spam = readings[0].verdict == Verdict::Spam;
        assert!(spam == (score >= threshold) || threshold == 0.0, "{value}");
    }
}

#[test]
fn real_causes_of_vade_decode() {
    let Some(fields) = fields() else { return };
    let Some(decoder) = decoder("vade") else { panic!("no decoder") };
    for (name, value) in fields.iter().filter(|f| f.0.to_ascii_lowercase().ends_with("-spamcause")) {
        let state = name.to_ascii_lowercase().replace("spamcause", "spamstate");
        let text = format!("{state}: OK\r\n{name}:{value}\r\n\r\n");
        let readings = run(decoder, &text, Platform::Other, &[]);
        assert!(readings[0].code("SpamCause").is_some_and(|c| c.starts_with("Vade Retro")), "{name}");
    }
}

/// What the decoders and the reader of authentication results make of a header section.
fn made_of(lines: &str) -> (Vec<String>, usize) {
    let text = format!("Received: a\r\n{lines}From: a@example.org\r\n\r\n");
    let headers = parse(text.as_bytes(), &Limits::default());
    let settings = Settings::default();
    let identity = identity::collect(&headers);
    let route = route::collect(&headers, &settings);
    let authentication = authentication::collect(&headers, &route, &identity, &settings);
    let context =
        Context { headers: &headers, route: &route, authentication: &authentication, settings: &settings };
    let mut readings = Vec::new();
    super::decode(&context, &mut readings);
    let told = |r: &Reading<'_>| {
        let codes: Vec<_> = r.codes.iter().map(|c| (c.name.as_ref(), c.value.as_ref(), c.points)).collect();
        format!("{} {:?} {:?} {:?} {codes:?} {}", r.product, r.verdict, r.score, r.threshold, r.places.len())
    };
    (readings.iter().map(told).collect(), authentication.reported.len())
}

/// Whether a field tells something, alone or beside the other fields of a product that lists it.
fn is_decoded(name: &str, values: &[&str], siblings: &BTreeMap<String, &str>) -> bool {
    let nothing = (Vec::new(), 0);
    let line = |value: &str| format!("{name}:{value}\r\n");
    if values.iter().any(|v| made_of(&line(v)) != nothing) {
        return true;
    }
    let listing = DECODERS.iter().filter(|d| d.fields.iter().any(|f| f.is_named(name)));
    listing.into_iter().any(|decoder| {
        let others: String = siblings
            .iter()
            .filter(|(n, _)| !n.eq_ignore_ascii_case(name) && decoder.fields.iter().any(|f| f.is_named(n)))
            .map(|(n, value)| format!("{n}:{value}\r\n"))
            .collect();
        values.iter().any(|v| made_of(&format!("{others}{}", line(v))) != made_of(&others))
    })
}

#[test]
fn every_name_is_decoded_or_known_to_carry_no_verdict() {
    let Some(fields) = fields() else { return };
    let mut siblings: BTreeMap<String, &str> = BTreeMap::new();
    let mut values: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, value) in &fields {
        siblings.entry(name.to_ascii_lowercase()).or_insert(value);
        values.entry(name.to_ascii_lowercase()).or_default().push(value);
    }
    let decoded: BTreeSet<&String> =
        values.iter().filter(|(n, v)| is_decoded(n, v, &siblings)).map(|(name, _)| name).collect();
    let silent = |name: &String| SILENT.iter().any(|f| f.is_named(name));
    let missing: Vec<_> = values.keys().filter(|n| !decoded.contains(n) && !silent(n)).collect();
    assert!(missing.is_empty(), "{} of {}: {missing:#?}", missing.len(), values.len());
    let both: Vec<_> = decoded.into_iter().filter(|n| silent(n)).collect();
    assert!(both.is_empty(), "decoded and in the list of silent ones: {both:?}");
}

/// How the products of the data say that a message is bad: field and beginning of its value.
const BAD: &[(&str, &str)] = &[
    ("X-Spam-Flag", "yes"),
    ("X-Spam-Report", "spam detection software"),
    ("X-Spam-Status", "yes"),
    ("X-Rspamd-Action", "add header"),
    ("X-VA-Spam-Flag", "yes"),
];

#[test]
fn nothing_is_called_spam_that_its_product_did_not_call_spam() {
    let Some(fields) = fields() else { return };
    let mut bad = 0;
    for (name, value) in &fields {
        let text = format!("Received: a\r\nReceived: b\r\nFrom: a@example.org\r\n{name}:{value}\r\n\r\n");
        let headers = parse(text.as_bytes(), &Limits::default());
        for decoder in dispatch::wanted(&headers) {
            for reading in run(decoder, &text, Platform::Other, &["mx1.example.edu"]) {
                if reading.verdict.is_bad() {
                    bad += 1;
                    let lower = value.trim().to_ascii_lowercase();
                    let said = BAD.iter().any(|(n, v)| n.eq_ignore_ascii_case(name) && lower.starts_with(v));
                    assert!(said, "{} calls {:?}: {name}:{value}", decoder.id, reading.verdict);
                }
            }
        }
    }
    assert!(bad >= BAD.len(), "{bad} bad verdicts among {} values", fields.len());
}
