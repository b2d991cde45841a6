//! The JSON has every field of the contract, with the words that it allows.

use std::collections::BTreeSet;

use serde_json::Value;

use super::run::{objects, run};

/// Every composed message, with the demo's settings.
fn everything(format: &str) -> Vec<String> {
    let mut args: Vec<String> = vec!["--format".into(), format.into()];
    args.extend(super::compose::SITE.map(Into::into));
    args.extend(super::rules::fixtures().iter().map(|f| f.path.to_string_lossy().into_owned()));
    args.push("fixtures/demo/junk-folder.mbox".into());
    args
}

/// Object (a path of keys; `[]` goes through a list) and the keys that it must have.
const MESSAGE: &[(&str, &str)] = &[
    (
        "",
        "source message placement verdict exlibris route authentication filters findings cause explanation remedies what_if notes",
    ),
    ("source", "path container number offset length inside"),
    ("message", "message_id date from return_path reply_to to subject header_count received_count"),
    ("message.from", "address domain name"),
    ("placement", "folder basis override proof"),
    ("placement.proof.[]", "header number line excerpt"),
    ("verdict", "value confidence_high decided_by proof"),
    ("exlibris", "relation region ip host basis entry proof"),
    ("route", "hops border"),
    ("route.border", "hop ip rdns helo by tls"),
    (
        "route.hops.[]",
        "number header helo rdns ip by by_ip with id for via tls authenticated date delay_seconds dialect trust exlibris flags",
    ),
    ("route.hops.[].tls", "version cipher"),
    ("authentication", "spf dkim dmarc arc compauth reported"),
    ("authentication.spf", "result domain ip aligned source"),
    ("authentication.dkim.[]", "result domain selector aligned reason source"),
    ("authentication.dmarc", "result policy action domain source"),
    ("authentication.arc", "result instances source"),
    ("authentication.compauth", "result reason"),
    ("authentication.reported.[]", "method result properties authserv_id field instance trust header"),
    ("filters.[]", "product verdict score threshold trust role codes proof"),
    ("filters.[].codes.[]", "name value meaning points"),
    ("findings.[]", "rule severity title text proof"),
    ("findings.[].proof.[]", "header number line excerpt"),
    ("cause", "rule confidence text"),
    ("remedies.[]", "id actor title steps snippet for_rules"),
    ("remedies.[].snippet", "kind text"),
    ("what_if.[]", "remedy changes folder verdict cause confidence needs text"),
    ("what_if.[].changes.[]", "what before after"),
];

const SUMMARY: &[(&str, &str)] = &[
    (
        "",
        "messages unreadable bytes by_relation by_region by_folder by_verdict by_cause exlibris remedies what_if senders first_date last_date causes regions products months changes impostors untold hop_delays",
    ),
    ("exlibris", "by_relation by_region by_folder by_verdict by_cause"),
    ("remedies.[]", "id messages mends title actor snippet"),
    ("what_if", "single smallest_set"),
    ("what_if.single.[]", "remedy messages"),
    ("what_if.smallest_set", "remedies messages"),
    ("senders.[]", "domain messages junked cause exlibris exlibris_kept_out"),
    ("causes.[]", "cause messages remedy mends"),
    ("regions.[]", "region messages delivered kept_out cause"),
    ("products.[]", "product messages delivered kept_out cause"),
    ("months.[]", "month messages exlibris delivered kept_out other causes"),
    ("impostors", "messages contradicted delivered senders"),
    ("impostors.senders.[]", "domain messages contradicted addresses"),
    ("impostors.senders.[].addresses.[]", "ip messages"),
    ("untold", "no_verdict unknown_folder unknown_border undated unreadable"),
    ("hop_delays", "buckets backwards unknown slowest"),
    ("hop_delays.buckets.[]", "under_seconds sending border receiving"),
    ("hop_delays.slowest.[]", "by hops longest_seconds"),
];

/// Fields of closed vocabularies.
const WORDS: &[(&str, &str)] = &[
    ("source.container", "eml mbox maildir headers"),
    ("placement.folder", "inbox junk quarantine rejected other unknown"),
    ("placement.basis", "header label folder-name option verdict none"),
    (
        "verdict.value",
        "malware phish spoof spam bulk suspect not-spam allow-listed block-listed not-scanned unknown",
    ),
    ("exlibris.relation", "relay network forwarded claimed none"),
    ("exlibris.region", "na eu ap ca cn"),
    ("exlibris.basis", "relay-table spf-include network rdns dkim arc none"),
    ("route.hops.[].trust", "trusted border claimed"),
    ("route.hops.[].exlibris", "relay network"),
    ("authentication.reported.[].trust", "trusted probable unverifiable sender-supplied"),
    ("authentication.spf.source", "reported verified"),
    ("filters.[].trust", "trusted probable unverifiable sender-supplied"),
    ("filters.[].role", "receiver placement upstream sender-side diagnostic"),
    (
        "filters.[].verdict",
        "malware phish spoof spam bulk suspect not-spam allow-listed block-listed not-scanned unknown",
    ),
    ("findings.[].severity", "decisive high medium low info"),
    ("cause.confidence", "certain likely possible"),
    ("what_if.[].folder", "inbox junk quarantine rejected other unknown"),
    (
        "what_if.[].verdict",
        "malware phish spoof spam bulk suspect not-spam allow-listed block-listed not-scanned unknown",
    ),
    ("what_if.[].confidence", "certain likely possible"),
    ("what_if.[].changes.[].what", "spf spf-at-gateway dkim dmarc compauth score"),
    ("remedies.[].actor", "dns-admin mail-admin alma-admin recipient helpdesk exlibris-support nobody"),
];

/// Every value at a path.
fn at<'v>(value: &'v Value, path: &str) -> Vec<&'v Value> {
    let mut values = vec![value];
    for key in path.split('.').filter(|k| !k.is_empty()) {
        values = values
            .into_iter()
            .flat_map(|v| match key {
                "[]" => v.as_array().map(|a| a.iter().collect()).unwrap_or_default(),
                _ => v.get(key).into_iter().filter(|v| !v.is_null()).collect::<Vec<_>>(),
            })
            .collect();
    }
    values
}

fn missing(value: &Value, table: &[(&str, &str)], seen: &mut BTreeSet<String>) -> BTreeSet<String> {
    let mut missing = BTreeSet::new();
    for (path, keys) in table {
        for object in at(value, path) {
            seen.insert((*path).to_owned());
            let keys = keys.split(' ').filter(|k| object.get(k).is_none());
            missing.extend(keys.map(|k| format!("{path}.{k}")));
        }
    }
    missing
}

#[test]
fn every_field_of_the_contract_is_there() {
    let args = everything("ndjson");
    let objects = objects(&run(&args));
    let (mut gone, mut seen) = (BTreeSet::new(), BTreeSet::new());
    for object in &objects {
        match object["type"].as_str() {
            Some("message") => gone.extend(missing(object, MESSAGE, &mut seen)),
            Some("summary") => gone.extend(missing(object, SUMMARY, &mut seen)),
            other => panic!("{other:?}"),
        }
    }
    assert!(gone.is_empty(), "{gone:?}");
    let never: Vec<_> = MESSAGE.iter().map(|(p, _)| *p).filter(|p| !seen.contains(*p)).collect();
    assert!(never.is_empty(), "never seen, so not checked: {never:?}");
}

#[test]
fn words_are_those_of_the_contract() {
    let args = everything("ndjson");
    for message in objects(&run(&args)).iter().filter(|o| o["type"] == "message") {
        for (path, words) in WORDS {
            for word in at(message, path) {
                let word = word.as_str().unwrap_or_else(|| panic!("{path} is {word}"));
                assert!(words.split(' ').any(|w| w == word), "{path}: {word}");
            }
        }
        for path in ["findings.[]", "findings.[].proof.[]"] {
            for object in at(message, path) {
                assert!(object.is_object());
            }
        }
        for finding in at(message, "findings.[]") {
            assert!(!finding["proof"].as_array().unwrap().is_empty(), "{finding}");
        }
        for excerpt in at(message, "findings.[].proof.[].excerpt") {
            assert!(excerpt.as_str().unwrap().chars().count() <= 200, "{excerpt}");
        }
        assert!(!message["explanation"].as_str().unwrap().is_empty());
        assert!(message["what_if"].is_array());
    }
}

#[test]
fn json_and_ndjson_say_the_same() {
    let args = everything("json");
    let whole: Value = serde_json::from_slice(&run(&args).out).unwrap();
    assert_eq!(whole["schema"], "whyjunk/1");
    let mut lines = objects(&run(&everything("ndjson")));
    let mut summary = lines.pop().unwrap();
    assert_eq!(summary["type"], "summary");
    summary.as_object_mut().unwrap().remove("type");
    assert_eq!(whole["summary"], summary);
    let messages: Vec<Value> = lines
        .into_iter()
        .map(|mut m| {
            m.as_object_mut().unwrap().remove("type");
            m
        })
        .collect();
    assert_eq!(whole["messages"], Value::Array(messages));
    assert_eq!(whole["unreadable"], Value::Array(Vec::new()));
}

#[test]
fn proofs_are_where_they_say() {
    let bytes =
        std::fs::read(super::run::root().join("fixtures/rules/gateway-hides-relay/hit-1.eml")).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let run = run(&[
        "--format",
        "ndjson",
        "--config",
        "fixtures/demo/site.toml",
        "--relays",
        "fixtures/demo/relays.toml",
        "fixtures/rules/gateway-hides-relay/hit-1.eml",
    ]);
    let message = objects(&run).remove(0);
    let proofs = at(&message, "findings.[].proof.[]");
    assert!(!proofs.is_empty());
    for proof in proofs {
        let line = lines[proof["line"].as_u64().unwrap() as usize - 1];
        let name = proof["header"].as_str().unwrap();
        assert!(
            line.to_ascii_lowercase().starts_with(&format!("{}:", name.to_ascii_lowercase())),
            "{proof}: {line}"
        );
    }
}

#[test]
fn the_csv_has_a_row_for_each_message() {
    let args = everything("csv");
    let run = run(&args);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let mut reader = csv::Reader::from_reader(run.out.as_slice());
    let columns: Vec<String> = reader.headers().unwrap().iter().map(ToOwned::to_owned).collect();
    assert!(columns.len() >= 10, "{columns:?}");
    let rows = reader.records().map(|r| assert_eq!(r.unwrap().len(), columns.len())).count();
    let args = everything("ndjson");
    let messages = super::run::messages(&super::run::run(&args)).len();
    assert_eq!(rows, messages);
}
