//! Every decoder on its own fixtures: written by hand, each beside the answer that its author expects.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use whyjunk::evidence::filters::DECODERS;

use super::answers::{differences, rules};
use super::run::{analyze, root, run};

/// The three kinds that every decoder has.
const KINDS: [&str; 3] = ["positive", "negative", "malformed"];

/// The institution that the messages went to.
const ARGS: [&str; 4] = ["--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"];

/// A message with what is expected of it.
pub struct Fixture {
    /// Id of the decoder that it is for.
    pub product: String,
    /// The message.
    pub path: PathBuf,
    /// The options.
    pub args: Vec<String>,
    expected: Value,
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Marks that a mail program keeps beside a message come in its own file (`.emlx`).
fn is_message(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "eml" || e == "emlx")
}

/// All fixtures of all decoders.
pub fn fixtures() -> Vec<Fixture> {
    let mut found = Vec::new();
    for folder in sorted(&root().join("fixtures/filters")) {
        for path in sorted(&folder).into_iter().filter(|p| is_message(p)) {
            let expected: Value =
                serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
            let args = match expected["args"].as_array() {
                Some(args) => args.iter().map(|a| a.as_str().unwrap().to_owned()).collect(),
                None => ARGS.map(str::to_owned).to_vec(),
            };
            let product = folder.file_name().unwrap().to_string_lossy().into_owned();
            found.push(Fixture { product, path, args, expected });
        }
    }
    found
}

/// What differs between the product's readings and `readings` of the expected answer.
fn reading_differences(product: &str, message: &Value, expected: &Value) -> Vec<String> {
    let all = message["filters"].as_array().unwrap();
    let found: Vec<&Value> = all.iter().filter(|f| f["product"] == product).collect();
    let wanted = expected["readings"].as_array().expect("`readings`");
    if found.len() != wanted.len() {
        return vec![format!("{} readings, not {}: {found:?}", found.len(), wanted.len())];
    }
    let mut wrong = Vec::new();
    for (number, (found, wanted)) in found.iter().zip(wanted).enumerate() {
        for key in ["verdict", "trust", "role", "score", "threshold"] {
            if found[key] != wanted[key] {
                wrong.push(format!("{key} of {}: expected {}, got {}", number + 1, wanted[key], found[key]));
            }
        }
        let codes = found["codes"].as_array().unwrap();
        for (name, value) in wanted["codes"].as_object().into_iter().flatten() {
            if !codes.iter().any(|c| c["name"] == *name && c["value"] == *value) {
                wrong.push(format!("no code {name}: {value} in {codes:?}"));
            }
        }
    }
    wrong
}

#[test]
fn every_fixture_is_read_as_expected() {
    let fixtures = fixtures();
    let mut sets: BTreeMap<&[String], Vec<&Fixture>> = BTreeMap::new();
    for fixture in &fixtures {
        sets.entry(&fixture.args).or_default().push(fixture);
    }
    let mut wrong = Vec::new();
    for (args, set) in sets {
        let files: Vec<_> = set.iter().map(|f| f.path.clone()).collect();
        let messages = analyze(args, &files).into_iter().filter(|m| m["source"]["inside"].is_null());
        for (fixture, message) in set.iter().zip(messages) {
            let mut found = differences(&message, &fixture.expected);
            found.extend(reading_differences(&fixture.product, &message, &fixture.expected));
            let name = fixture.path.strip_prefix(root()).unwrap().display();
            wrong.extend(found.iter().map(|d| format!("{name}: {d}")));
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_decoder_has_the_three_kinds() {
    let folder = root().join("fixtures/filters");
    let missing: Vec<String> = DECODERS
        .iter()
        .flat_map(|d| KINDS.map(|kind| folder.join(d.id).join(format!("{kind}-1.eml"))))
        .filter(|path| !path.exists() && !path.with_extension("emlx").exists())
        .map(|path| path.strip_prefix(root()).unwrap().display().to_string())
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
    for folder in sorted(&folder) {
        let id = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(DECODERS.iter().any(|d| d.id == id), "fixtures/filters/{id} belongs to no decoder");
    }
}

/// A bad verdict that counts belongs into a positive fixture only.
#[test]
fn negative_and_malformed_fixtures_are_not_called_spam() {
    const GOOD: [&str; 6] = ["not-spam", "allow-listed", "not-scanned", "unknown", "suspect", "block-listed"];
    for fixture in fixtures() {
        let name = fixture.path.file_stem().unwrap().to_string_lossy().into_owned();
        let readings = fixture.expected["readings"].as_array().unwrap();
        let counts = |r: &&Value| r["trust"] == "trusted" || r["trust"] == "probable";
        let bad = readings.iter().filter(counts).any(|r| !GOOD.contains(&r["verdict"].as_str().unwrap()));
        if name.starts_with("positive") {
            assert!(!readings.is_empty(), "{}", fixture.path.display());
        } else if !name.contains("forged") {
            assert!(!bad, "{}", fixture.path.display());
        }
    }
}

/// Marks of lists, bulk mail and forwarding are in most mail: they must not hide what judged, nor name people.
#[test]
fn facts_are_one_line_unless_asked_for_more() {
    let path = "fixtures/filters/forwarding/positive-2.eml";
    let report = |more: &[&str]| {
        let args: Vec<&str> = ARGS.iter().chain(more).copied().chain([path]).collect();
        String::from_utf8(run(&args).out).unwrap()
    };
    let short = report(&[]);
    let lines: Vec<&str> = short.lines().filter(|l| l.contains("Forwarding (facts only): ")).collect();
    assert_eq!(lines, ["  Forwarding (facts only): Delivered-To, X-Original-To, and 1 more"]);
    assert!(short.contains("No spam filter that is known here left a verdict"));
    let long = report(&["--verbose"]);
    for address in ["Delivered-To:old@example", "X-Original-To:alias@"] {
        assert!(!short.contains(address) && long.contains(address), "{address}");
    }
}

/// A score from 80 % of the threshold on is named, without another cause.
#[test]
fn a_near_miss_is_named() {
    let text = |fixture: &str| {
        let messages = analyze(&ARGS, &[root().join("fixtures/filters/spamassassin").join(fixture)]);
        messages[0]["cause"]["text"].as_str().unwrap().to_owned()
    };
    assert!(text("negative-12.eml").ends_with(", close to the limit: 4.6 of 5."));
    assert!(text("negative-1.eml").ends_with("let the message through."));
}

/// `forged-N` is `unforged-N` with verdict fields that the sender wrote.
#[test]
fn forged_verdicts_are_named_and_change_nothing() {
    let mut pairs = 0;
    for fixture in fixtures() {
        let name = fixture.path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("forged-") {
            continue;
        }
        let plain = fixture.path.with_file_name(format!("un{name}"));
        let shown = fixture.path.display();
        let messages = analyze(&fixture.args, &[fixture.path.clone(), plain]);
        let [with, without] = &messages[..] else { panic!("{shown}") };
        // Proofpoint writes no identifier that a forged scan could contradict: it is the sender's, no more.
        let expected = if fixture.product == "proofpoint" { "sender-side-verdict" } else { "forged-verdict" };
        assert!(rules(with).contains(&expected), "{shown}");
        assert!(!rules(without).contains(&expected), "{shown}");
        let told = |m: &Value| {
            [&m["verdict"]["value"], &m["cause"]["rule"], &m["placement"]["folder"]].map(Value::clone)
        };
        assert_eq!(told(with), told(without), "{shown}");
        pairs += 1;
    }
    assert!(pairs >= 4, "{pairs}");
}

/// A filter whose bad verdict counts took part in the decision: its role is never that of a bystander.
#[test]
fn a_bad_verdict_that_counts_is_no_diagnostic() {
    const BAD: [&str; 6] = ["malware", "phish", "spoof", "spam", "bulk", "block-listed"];
    let args: Vec<String> = ARGS.map(str::to_owned).to_vec();
    let mut counted = 0;
    for message in analyze(&args, &[root().join("fixtures")]) {
        for reading in message["filters"].as_array().unwrap() {
            let counts = reading["trust"] == "trusted" || reading["trust"] == "probable";
            if counts && BAD.contains(&reading["verdict"].as_str().unwrap()) {
                assert_ne!(reading["role"], "diagnostic", "{} {reading}", message["source"]["path"]);
                counted += 1;
            }
        }
    }
    assert!(counted > 300, "{counted}");
}

/// The explanation compares a score and its threshold as the numbers stand.
#[test]
fn a_score_below_its_threshold_is_not_said_to_have_passed_it() {
    let args: Vec<String> = ARGS.map(str::to_owned).to_vec();
    let told = |path: &str| analyze(&args, &[root().join("fixtures").join(path)]).remove(0);
    let word = told("rules/content-score/hit-6.eml");
    let text = word["cause"]["text"].as_str().unwrap();
    assert!(text.contains("although its score of 1.3 is below its threshold of 5"), "{text}");
    assert_eq!(word["cause"]["confidence"], "possible");
    let postini = told("filters/google/positive-21.eml");
    let text = postini["cause"]["text"].as_str().unwrap();
    assert!(text.contains("is below its threshold of 6; the lower, the more"), "{text}");
    for lists in ["rules/relay-on-blocklist/hit-3.eml", "filters/mailscanner/positive-22.eml"] {
        let text = told(lists)["cause"]["text"].as_str().unwrap().to_owned();
        assert_eq!(text, "Block lists name 192.0.2.21: SBL+XBL, spamcop.net.");
    }
}

/// Filters of equal standing that disagree leave the cause no more than likely, whichever of them had the last word.
#[test]
fn equal_filters_that_disagree_leave_doubt() {
    let folder = root().join("fixtures/rules/conflicting-verdicts");
    let args: Vec<String> = ARGS.map(str::to_owned).to_vec();
    for number in 2..=5 {
        let message = analyze(&args, &[folder.join(format!("hit-{number}.eml"))]).remove(0);
        assert_eq!(message["cause"]["confidence"], "likely", "hit-{number}");
    }
}
