//! What a change would have done equals what is found in the same message sent with the change in place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use serde_json::Value;
use whyjunk::analyze_and_verify;
use whyjunk::dns::{Answer, Dns, Kind, Recorded};
use whyjunk::evidence::relays::Registry;
use whyjunk::input::{Block, Reader};
use whyjunk::settings::{Institution, Settings};
use whyjunk::verify::Verifier;

use super::run::{analyze, objects, root, run};

/// A folder of `fixtures/what-if` or `fixtures/what-if-dns`.
struct Pair {
    name: String,
    folder: PathBuf,
    expected: Value,
}

impl Pair {
    /// The message `which` is, with DNS as recorded for `zone`.
    fn analyze(&self, which: &str, zone: Option<&str>) -> Value {
        let args = self.expected["args"][which].as_array().unwrap();
        let mut args: Vec<&str> = args.iter().map(|a| a.as_str().unwrap()).collect();
        let zone = zone.map(|zone| self.folder.join(format!("{zone}.zone")));
        if let Some(zone) = &zone {
            args.extend(["--dns", zone.to_str().unwrap()]);
        }
        // Of a bounce, the message that was refused.
        analyze(&args, &[self.folder.join(format!("{which}.eml"))]).pop().unwrap()
    }

    fn has_zones(&self) -> bool {
        self.folder.join("before.zone").exists() && self.folder.join("after.zone").exists()
    }
}

fn pairs(place: &str) -> Vec<Pair> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root().join("fixtures").join(place)).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    let read =
        |folder: &Path| serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let name = |folder: &Path| folder.file_name().unwrap().to_string_lossy().into_owned();
    folders.into_iter().map(|folder| Pair { name: name(&folder), expected: read(&folder), folder }).collect()
}

/// The words that a prediction uses for what a message reports, or for what was checked anew.
fn results(message: &Value, source: &str) -> [(&'static str, String); 4] {
    let a = &message["authentication"];
    let word = |v: &Value| v["result"].as_str().unwrap_or("none").to_owned();
    let dkim: Vec<&Value> = a["dkim"].as_array().unwrap().iter().filter(|d| d["source"] == source).collect();
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

/// What a prediction and the message sent with the change in place do not agree on.
struct Differences<'a> {
    predicted: &'a Value,
    wrong: Vec<String>,
}

impl Differences<'_> {
    fn compare(&mut self, what: &str, predicted: &str, found: &str) {
        if predicted != found {
            self.wrong.push(format!("{what}: predicted {predicted}, found {found}"));
        }
    }

    fn change(&self, what: &str) -> Option<&str> {
        let changes = self.predicted["changes"].as_array().unwrap();
        changes.iter().find(|c| c["what"] == what).map(|c| c["after"].as_str().unwrap())
    }

    /// Results of one source: as they were, where no change of them is predicted.
    fn results(&mut self, before: &Value, after: &Value, source: &str) {
        for ((what, was), (_, is)) in results(before, source).into_iter().zip(results(after, source)) {
            let predicted = self.change(what).map_or(was, str::to_owned);
            self.compare(&format!("{what} ({source})"), &predicted, &is);
        }
    }

    /// Where the message lies, and why.
    fn outcome(&mut self, after: &Value) {
        let text = |v: &Value| v.as_str().unwrap_or("null").to_owned();
        let predicted = self.predicted;
        self.compare("folder", &text(&predicted["folder"]), &text(&after["placement"]["folder"]));
        self.compare("verdict", &text(&predicted["verdict"]), &text(&after["verdict"]["value"]));
        self.compare("cause", &text(&predicted["cause"]), &text(&after["cause"]["rule"]));
        if let (Some(change), Some(found)) = (self.change("score"), score(after)) {
            let predicted: f64 = change.parse().unwrap();
            // The total before is printed with one place.
            if (predicted - found).abs() > 0.1 {
                self.wrong.push(format!("score: predicted {predicted}, found {found}"));
            }
        }
    }
}

fn differences(pair: &Pair) -> Vec<String> {
    let zone = |name| pair.has_zones().then_some(name);
    let (before, after) = (pair.analyze("before", zone("before")), pair.analyze("after", zone("after")));
    let predictions = before["what_if"].as_array().unwrap();
    let Some(predicted) = predictions.iter().find(|w| w["remedy"] == pair.expected["remedy"]) else {
        let offered: Vec<_> = before["remedies"].as_array().unwrap().iter().map(|r| &r["id"]).collect();
        return vec![format!("no prediction; cause {}, remedies {offered:?}", before["cause"]["rule"])];
    };
    let mut differences = Differences { predicted, wrong: Vec::new() };
    differences.outcome(&after);
    if pair.has_zones() {
        differences.results(&before, &after, "verified");
        let reported = pair.analyze("after", None);
        differences.results(&pair.analyze("before", None), &reported, "reported");
        differences.outcome(&reported);
    } else {
        differences.results(&before, &after, "reported");
    }
    let expected = &pair.expected;
    let confidence = predicted["confidence"].as_str().unwrap();
    differences.compare("confidence", confidence, expected["confidence"].as_str().unwrap());
    let delivers = predicted["folder"] == "inbox";
    differences.compare("delivers", &delivers.to_string(), &expected["delivers"].to_string());
    differences.wrong
}

fn all_differences(pairs: &[Pair]) -> Vec<String> {
    let of = |pair: &Pair| {
        differences(pair).into_iter().map(|d| format!("{}: {d}", pair.name)).collect::<Vec<_>>()
    };
    pairs.iter().flat_map(of).collect()
}

#[test]
fn predictions_equal_what_the_change_brings() {
    let pairs = pairs("what-if");
    assert!(pairs.len() >= 12, "{} pairs", pairs.len());
    let wrong = all_differences(&pairs);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn predictions_from_recorded_zones_equal_what_the_change_brings() {
    let pairs = pairs("what-if-dns");
    assert!(pairs.len() >= 16 && pairs.iter().all(Pair::has_zones), "{} pairs", pairs.len());
    let wrong = all_differences(&pairs);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for what in ["add-spf-include", "align-envelope-sender", "sign-with-own-domain"] {
        let of = |delivers: bool| {
            pairs.iter().any(|p| p.expected["remedy"] == what && p.expected["delivers"] == delivers)
        };
        assert!(of(true) && (of(false) || what == "align-envelope-sender"), "{what}");
    }
}

/// Answers of a file, and what it was asked for and does not say.
struct Watched {
    recorded: Recorded,
    open: Mutex<BTreeSet<String>>,
}

impl Dns for Watched {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        let answer = self.recorded.look_up(name, kind);
        if answer == Answer::NotRecorded {
            self.open.lock().unwrap().insert(format!("{name} {}", kind.id()));
        }
        answer
    }
}

#[test]
fn the_zones_say_all_that_the_messages_need() {
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let institution = Institution::parse(&read("fixtures/demo/site.toml")).unwrap();
    let registry = Registry::default().with(&read("fixtures/demo/relays.toml")).unwrap();
    let settings = Settings { institution, registry, ..Settings::default() };
    let mut missing = Vec::new();
    for pair in pairs("what-if-dns") {
        for which in ["before", "after"] {
            let recorded = Recorded::read(&pair.folder.join(format!("{which}.zone"))).unwrap();
            let dns = Watched { recorded, open: Mutex::default() };
            let verifier = Verifier::new(&dns);
            let mut block = Block::default();
            Reader::new(vec![pair.folder.join(format!("{which}.eml"))]).fill(&mut block);
            for message in block.messages() {
                let analysis = analyze_and_verify(message, &settings, Some(&verifier));
                assert!(analysis.verified.unwrap().spf.unwrap().is_conclusive(), "{} {which}", pair.name);
            }
            let open = dns.open.lock().unwrap();
            missing.extend(open.iter().map(|name| format!("{} {which}: {name}", pair.name)));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
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

/// The summary of the composed mailbox, with DNS as recorded or off.
fn summary_of_the_counted_mailbox(with_dns: bool) -> Value {
    let (messages, zone) = super::compose::counted_mailbox();
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, answers) = (folder.path().join("junk.mbox"), folder.path().join("zone"));
    fs::write(&mailbox, messages).unwrap();
    fs::write(&answers, zone).unwrap();
    let mut args: Vec<&str> =
        ["--format", "ndjson", "--threads", "2"].into_iter().chain(super::compose::SITE).collect();
    if with_dns {
        args.extend(["--dns", answers.to_str().unwrap()]);
    }
    args.push(mailbox.to_str().unwrap());
    objects(&run(&args)).last().unwrap()["what_if"].clone()
}

#[test]
fn a_mailbox_counts_what_each_change_and_the_fewest_together_deliver() {
    let expected = serde_json::json!({
        "single": [
            { "remedy": "add-spf-include", "messages": 10 },
            { "remedy": "align-envelope-sender", "messages": 4 },
            { "remedy": "sign-with-own-domain", "messages": 4 },
            { "remedy": "allow-relay-microsoft-365", "messages": 1 },
        ],
        "smallest_set": {
            "remedies": ["add-spf-include", "align-envelope-sender", "allow-relay-microsoft-365"],
            "messages": 15,
        },
    });
    assert_eq!(summary_of_the_counted_mailbox(false), expected);
}

/// The record that has no look-up left, and strict alignment, show only in DNS.
#[test]
fn a_mailbox_with_recorded_answers_needs_more_changes() {
    let expected = serde_json::json!({
        "single": [
            { "remedy": "add-spf-include", "messages": 5 },
            { "remedy": "align-envelope-sender", "messages": 4 },
            { "remedy": "sign-with-own-domain", "messages": 4 },
            { "remedy": "allow-relay-microsoft-365", "messages": 1 },
        ],
        "smallest_set": {
            "remedies":
                ["add-spf-include", "sign-with-own-domain", "allow-relay-microsoft-365", "repair-spf-record"],
            "messages": 15,
        },
    });
    assert_eq!(summary_of_the_counted_mailbox(true), expected);
}

/// What the message of a pair with zones says of a remedy: the prediction, and the remedy itself.
fn told(pair: &str, dns: &Path, remedy: &str) -> (Value, Value) {
    let mut args = super::compose::SITE.to_vec();
    args.extend(["--dns", dns.to_str().unwrap()]);
    let folder = root().join("fixtures/what-if-dns").join(pair);
    let message = analyze(&args, &[folder.join("before.eml")]).pop().unwrap();
    let find = |list: &str, key: &str| {
        message[list].as_array().unwrap().iter().find(|w| w[key] == remedy).unwrap().clone()
    };
    (find("what_if", "remedy"), find("remedies", "id"))
}

#[test]
fn predictions_name_the_record_and_what_it_would_take() {
    let zone = |pair: &str| root().join("fixtures/what-if-dns").join(pair).join("before.zone");
    for (pair, says) in [
        (
            "over-the-limit",
            "with include:spf-eu.exlibrisgroup.com, a check would take 11 look-ups, and 10 are allowed: permerror.",
        ),
        ("stale-include", "192.0.2.22 gets fail: what is added does not list it."),
        (
            "stale-include-is-there",
            "names the relays already, but what it names does not list 192.0.2.22: fail.",
        ),
        ("mended-since", "192.0.2.21 gets pass already"),
        ("other-region", "with include:spf-na.exlibrisgroup.com, 198.51.100.31 gets pass."),
        ("region-by-address", "with ip4:198.51.100.61, 198.51.100.61 gets pass."),
        (
            "strict-alignment",
            "DMARC then fails by the record at _dmarc.library.example.edu (p=quarantine; aspf=s)",
        ),
        ("policy-of-subdomains", "DMARC then passes by the record at _dmarc.example.edu (p=none; sp=reject)"),
    ] {
        let (predicted, _) = told(pair, &zone(pair), "add-spf-include");
        let text = predicted["text"].as_str().unwrap();
        assert!(text.contains(says), "{pair}: {text}");
    }
}

#[test]
fn the_snippet_is_the_published_record_with_the_change() {
    let zone = |pair: &str| root().join("fixtures/what-if-dns").join(pair).join("before.zone");
    for (pair, remedy, record) in [
        (
            "redirect",
            "add-spf-include",
            Some("v=spf1 include:spf-eu.exlibrisgroup.com redirect=_spf.example.edu"),
        ),
        (
            "half-of-europe",
            "add-spf-include",
            Some("v=spf1 ip4:192.0.2.21 include:spf-eu.exlibrisgroup.com -all"),
        ),
        (
            "misspelt",
            "repair-spf-record",
            Some("v=spf1 ip4:203.0.113.32/28 include:spf-eu.exlibrisgroup.com -all"),
        ),
        ("over-the-limit", "add-spf-include", None),
        ("mended-since", "add-spf-include", None),
    ] {
        let (_, offered) = told(pair, &zone(pair), remedy);
        let line = record.map(|record| format!("library.example.edu. IN TXT \"{record}\""));
        let found = offered["snippet"]["text"].as_str().map(|text| text.lines().next().unwrap().to_owned());
        assert_eq!(found, line, "{pair}");
    }
}

/// A region's include that lost one of two relays: the message at hand passes, and the other relay is named.
#[test]
fn a_relay_that_the_include_leaves_out_is_named_with_the_date_of_the_answer() {
    let at = "2026-03-02T09:30:00Z";
    let answer = |name: &str, text: &str| {
        serde_json::json!({ "name": name, "type": "TXT", "status": "ok", "records": [text], "at": at })
            .to_string()
    };
    let lines = [
        r#"{"type":"whyjunk-dns/1"}"#.to_owned(),
        answer("library.example.edu", "v=spf1 -all"),
        answer("_dmarc.library.example.edu", "v=DMARC1; p=quarantine"),
        answer("spf-eu.exlibrisgroup.com", "v=spf1 ip4:192.0.2.21 -all"),
    ];
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), lines.join("\n")).unwrap();
    let (predicted, offered) = told("missing-include", file.path(), "add-spf-include");
    let text = predicted["text"].as_str().unwrap();
    assert!(text.contains("(as of 2026-03-02 09:30 UTC)"), "{text}");
    assert!(text.contains("leaves out 192.0.2.22, also of the region"), "{text}");
    assert_eq!(predicted["folder"], "inbox");
    let steps = offered["steps"].to_string();
    assert!(steps.contains("The include leaves out 192.0.2.22"), "{steps}");
}
