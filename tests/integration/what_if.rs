//! What a change would have done equals what is found in the same message sent with the change in place.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::run::{analyze, objects, root, run};

/// A folder of `fixtures/what-if`.
struct Pair {
    name: String,
    folder: PathBuf,
    expected: Value,
}

impl Pair {
    fn analyze(&self, which: &str) -> Value {
        let args = self.expected["args"][which].as_array().unwrap();
        let args: Vec<&str> = args.iter().map(|a| a.as_str().unwrap()).collect();
        // Of a bounce, the message that was refused.
        analyze(&args, &[self.folder.join(format!("{which}.eml"))]).pop().unwrap()
    }
}

fn pairs() -> Vec<Pair> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root().join("fixtures/what-if")).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    let read =
        |folder: &Path| serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let name = |folder: &Path| folder.file_name().unwrap().to_string_lossy().into_owned();
    folders.into_iter().map(|folder| Pair { name: name(&folder), expected: read(&folder), folder }).collect()
}

/// The words that a prediction uses for what a message reports.
fn results(message: &Value) -> [(&'static str, String); 4] {
    let a = &message["authentication"];
    let word = |v: &Value| v["result"].as_str().unwrap_or("none").to_owned();
    let dkim: Vec<&Value> = a["dkim"].as_array().unwrap().iter().collect();
    let passes =
        |aligned: bool| dkim.iter().any(|d| d["result"] == "pass" && (!aligned || d["aligned"] == true));
    let unaligned = "pass (not aligned)".to_owned();
    let signature = if passes(true) {
        "pass".to_owned()
    } else if passes(false) {
        unaligned.clone()
    } else {
        dkim.first().map_or("none".to_owned(), |d| word(d))
    };
    let spf = &a["spf"];
    let spf = if spf["result"] == "pass" && spf["aligned"] == false { unaligned } else { word(spf) };
    [("spf", spf), ("dkim", signature), ("dmarc", word(&a["dmarc"])), ("compauth", word(&a["compauth"]))]
}

/// The points that a score-based filter counted.
fn score(message: &Value) -> Option<f64> {
    let filters = message["filters"].as_array()?;
    filters.iter().find(|f| f["threshold"].is_number()).and_then(|f| f["score"].as_f64())
}

fn differences(pair: &Pair) -> Vec<String> {
    let (before, after) = (pair.analyze("before"), pair.analyze("after"));
    let predictions = before["what_if"].as_array().unwrap();
    let Some(predicted) = predictions.iter().find(|w| w["remedy"] == pair.expected["remedy"]) else {
        let offered: Vec<_> = before["remedies"].as_array().unwrap().iter().map(|r| &r["id"]).collect();
        return vec![format!("no prediction; cause {}, remedies {offered:?}", before["cause"]["rule"])];
    };
    let changes = predicted["changes"].as_array().unwrap();
    let change = |what: &str| changes.iter().find(|c| c["what"] == what);
    let mut wrong = Vec::new();
    let mut compare = |what: &str, predicted: &str, found: &str| {
        if predicted != found {
            wrong.push(format!("{what}: predicted {predicted}, found {found}"));
        }
    };
    for ((what, was), (_, is)) in results(&before).into_iter().zip(results(&after)) {
        let predicted = change(what).map_or(was, |c| c["after"].as_str().unwrap().to_owned());
        compare(what, &predicted, &is);
    }
    let text = |v: &Value| v.as_str().unwrap_or("null").to_owned();
    compare("folder", &text(&predicted["folder"]), &text(&after["placement"]["folder"]));
    compare("verdict", &text(&predicted["verdict"]), &text(&after["verdict"]["value"]));
    compare("cause", &text(&predicted["cause"]), &text(&after["cause"]["rule"]));
    compare("confidence", &text(&predicted["confidence"]), &text(&pair.expected["confidence"]));
    let delivers = predicted["folder"] == "inbox";
    compare("delivers", &delivers.to_string(), &pair.expected["delivers"].to_string());
    if let (Some(change), Some(found)) = (change("score"), score(&after)) {
        let predicted: f64 = change["after"].as_str().unwrap().parse().unwrap();
        // The total before is printed with one place.
        if (predicted - found).abs() > 0.1 {
            wrong.push(format!("score: predicted {predicted}, found {found}"));
        }
    }
    wrong
}

#[test]
fn predictions_equal_what_the_change_brings() {
    let pairs = pairs();
    assert!(pairs.len() >= 12, "{} pairs", pairs.len());
    let mut wrong = Vec::new();
    for pair in &pairs {
        wrong.extend(differences(pair).iter().map(|d| format!("{}: {d}", pair.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every composed message, with the predictions of its kind.
fn everything() -> Vec<Value> {
    let mut args: Vec<String> = vec!["--format".into(), "ndjson".into()];
    args.extend(super::compose::SITE.map(Into::into));
    args.extend(super::rules::fixtures().iter().map(|f| f.path.to_string_lossy().into_owned()));
    args.push("fixtures/demo/junk-folder.mbox".into());
    args.push("fixtures/hostile".into());
    objects(&run(&args))
}

#[test]
fn nothing_is_foretold_for_strangers_dangers_and_delivered_mail() {
    let mut foretold = 0;
    for message in everything().iter().filter(|o| o["type"] == "message") {
        let predictions = message["what_if"].as_array().unwrap();
        if predictions.is_empty() {
            continue;
        }
        foretold += 1;
        let relation = message["exlibris"]["relation"].as_str().unwrap();
        assert!(matches!(relation, "relay" | "network" | "forwarded"), "{relation}");
        let verdict = message["verdict"]["value"].as_str().unwrap();
        assert!(!matches!(verdict, "malware" | "phish"), "{verdict}");
        let folder = message["placement"]["folder"].as_str().unwrap();
        assert!(!matches!(folder, "inbox" | "other"), "{folder}");
        for prediction in predictions {
            let offered = message["remedies"].as_array().unwrap().iter();
            assert!(offered.into_iter().any(|r| r["id"] == prediction["remedy"]), "{prediction}");
            let text = prediction["text"].as_str().unwrap();
            assert!(!text.contains("will ") && !text.is_empty(), "{text}");
        }
    }
    assert!(foretold > 30, "{foretold}");
}

#[test]
fn the_summary_counts_what_the_messages_say() {
    let objects = everything();
    let (summary, messages) = objects.split_last().unwrap();
    let kept_out =
        |m: &&Value| matches!(m["placement"]["folder"].as_str(), Some("junk" | "quarantine" | "rejected"));
    for single in summary["what_if"]["single"].as_array().unwrap() {
        let delivers = |w: &Value| w["remedy"] == single["remedy"] && w["folder"] == "inbox";
        let found = messages
            .iter()
            .filter(kept_out)
            .filter(|m| m["what_if"].as_array().is_some_and(|w| w.iter().any(delivers)));
        assert_eq!(single["messages"], found.count(), "{single}");
    }
    let set = &summary["what_if"]["smallest_set"];
    let largest = summary["what_if"]["single"][0]["messages"].as_u64().unwrap();
    assert!(set["messages"].as_u64().unwrap() >= largest);
    assert!(!set["remedies"].as_array().unwrap().is_empty());
}

/// SPF must name the relay, and the filter behind the gateway must look at it: neither alone is enough.
#[test]
fn two_changes_together_are_found() {
    let args: Vec<String> =
        ["--format", "ndjson"].into_iter().chain(super::compose::SITE).map(Into::into).collect();
    let path = "fixtures/what-if/spf-behind-gateway/before.eml".to_owned();
    let objects = objects(&run(&[args, vec![path]].concat()));
    assert_eq!(objects[0]["what_if"][0]["needs"], serde_json::json!(["skip-list-gateway"]));
    let expected = serde_json::json!({
        "single": [],
        "smallest_set": { "remedies": ["add-spf-include", "skip-list-gateway"], "messages": 1 },
    });
    assert_eq!(objects.last().unwrap()["what_if"], expected);
}
