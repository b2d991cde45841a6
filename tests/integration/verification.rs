//! `--dns FILE`: what is checked anew stands beside or in the place of what was reported, and no socket is opened.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::run::{analyze, mbox, root, run};
use super::sockets::network_calls;

const MESSAGE: &str = "fixtures/rules/spf-omits-relay/hit-1.eml";
const ARGS: [&str; 4] = ["--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"];

/// The record as it was, as it should be, and nothing about it.
const OMITS: &str = "library.example.edu. IN TXT \"v=spf1 ip4:203.0.113.0/24 -all\"\n\
    _dmarc.library.example.edu. IN TXT \"v=DMARC1; p=quarantine\"\n";
const NAMES: &str = "library.example.edu. IN TXT \"v=spf1 include:spf-eu.exlibrisgroup.com -all\"\n\
    spf-eu.exlibrisgroup.com. IN TXT \"v=spf1 ip4:192.0.2.21 ip4:192.0.2.22 -all\"\n\
    _dmarc.library.example.edu. IN TXT \"v=DMARC1; p=quarantine\"\n";
const ELSEWHERE: &str = "example.net. IN TXT \"v=spf1 -all\"\n";

fn authentication(zone: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("zone");
    fs::write(&file, zone).unwrap();
    let file = file.to_str().unwrap();
    let args: Vec<&str> = ARGS.into_iter().chain(["--format", "json", "--dns", file, MESSAGE]).collect();
    let result = run(&args);
    assert_eq!(result.code, Some(0), "{}", result.err);
    let report: Value = serde_json::from_slice(&result.out).unwrap();
    report["messages"][0]["authentication"].clone()
}

fn told(authentication: &Value, method: &str) -> (String, String) {
    let text = |key: &str| authentication[method][key].as_str().unwrap().to_owned();
    (text("result"), text("source"))
}

#[test]
fn recorded_answers_are_evaluated() {
    let pair = |result: &str, source: &str| (result.to_owned(), source.to_owned());
    let omits = authentication(OMITS);
    assert_eq!(told(&omits, "spf"), pair("fail", "verified"));
    assert_eq!(told(&omits, "dmarc"), pair("fail", "verified"));
    let names = authentication(NAMES);
    assert_eq!(told(&names, "spf"), pair("pass", "verified"));
    assert_eq!(told(&names, "dmarc"), pair("pass", "verified"));
    assert_eq!(names["spf"]["ip"], "192.0.2.21");
}

#[test]
fn every_step_of_spf_is_told() {
    let found = authentication(NAMES)["verified"].clone();
    let spf = &found["spf"];
    assert_eq!((spf["lookups"].as_u64(), spf["void_lookups"].as_u64()), (Some(1), Some(0)));
    let steps: Vec<String> = spf["trace"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| {
            format!(
                "{} {} {}",
                l["depth"],
                l["term"].as_str().unwrap_or("record"),
                l["outcome"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        steps,
        [
            "0 record record",
            "0 include:spf-eu.exlibrisgroup.com matched",
            "1 record record",
            "1 ip4:192.0.2.21 matched",
            "1 ip4:192.0.2.22 not-reached",
            "1 -all not-reached",
            "0 -all not-reached",
        ]
    );
    let why: Vec<_> =
        found["differences"].as_array().unwrap().iter().map(|d| (&d["method"], &d["why"])).collect();
    assert_eq!(why, [(&"spf".into(), &"dns-changed".into()), (&"dmarc".into(), &"follows".into())]);
    assert_eq!(found["dmarc"]["rfc7489"]["result"], "pass");
    assert_eq!(authentication(ELSEWHERE)["verified"]["spf"]["not_recorded"][0], "library.example.edu TXT");
}

#[test]
fn what_was_not_recorded_leaves_what_was_reported() {
    let found = authentication(ELSEWHERE);
    for method in ["spf", "dmarc"] {
        assert_eq!(told(&found, method), ("fail".to_owned(), "reported".to_owned()), "{method}");
    }
}

#[test]
fn a_signature_holds_though_a_mailbox_quoted_the_body() {
    let message = fs::read(root().join("fixtures/rules/changed-after-delivery/miss-4.eml")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("Inbox.mbox");
    fs::write(&file, mbox([message.as_slice()])).unwrap();
    assert!(String::from_utf8(fs::read(&file).unwrap()).unwrap().contains("\n>From now on"));
    let args = [&ARGS[..], &["--dns", "fixtures/settings/dns-good.jsonl"]].concat();
    let found = analyze(&args, &[file]);
    let check = &found[0]["authentication"]["verified"]["dkim"][0];
    assert_eq!((&check["result"], &check["body_read"]), (&"pass".into(), &"mboxrd".into()));
    let notes = found[0]["notes"].as_array().unwrap().iter().filter_map(Value::as_str);
    assert_eq!(notes.filter(|note| note.contains("verifies only unquoted (mboxrd)")).count(), 1);
}

#[test]
fn the_file_must_be_one() {
    let result = run(&["--dns", "fixtures/demo/site.toml", MESSAGE]);
    assert_eq!(result.code, Some(1));
    assert!(result.err.contains("--dns fixtures/demo/site.toml"), "{}", result.err);
    assert_eq!(run(&["--resolver", "192.0.2.1", MESSAGE]).code, Some(1));
}

#[test]
fn neither_off_nor_a_file_opens_a_socket() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("zone");
    fs::write(&file, NAMES).unwrap();
    for source in ["off", file.to_str().unwrap()] {
        let args = ["--dns", source, MESSAGE];
        let Some((calls, code)) = network_calls(Path::new(env!("CARGO_BIN_EXE_whyjunk")), &args, "") else {
            return;
        };
        assert_eq!((calls, code), (Vec::new(), Some(0)), "{source}");
    }
}

/// The mailbox that `docs/performance.md` measures: every signature verifies, every SPF result is conclusive.
#[test]
fn the_measured_notices_are_signed_and_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let (mailbox, zone) = (folder.path().join("signed.mbox"), folder.path().join("zone"));
    fs::write(&mailbox, super::compose::mbox((0..96).map(super::compose::signed_notice))).unwrap();
    fs::write(&zone, super::compose::signed_zone()).unwrap();
    let [mailbox, zone] = [&mailbox, &zone].map(|path| path.to_str().unwrap());
    let args: Vec<&str> = ARGS.into_iter().chain(["--format", "ndjson", "--dns", zone, mailbox]).collect();
    let objects = super::run::objects(&run(&args));
    let messages: Vec<&Value> = objects.iter().filter(|o| o["type"] == "message").collect();
    assert_eq!(messages.len(), 96);
    for message in messages {
        let length = message["source"]["length"].as_u64().unwrap();
        assert!((2500..6500).contains(&length), "{length}");
        let found = &message["authentication"];
        assert!(matches!(found["spf"]["source"].as_str(), Some("verified")), "{}", found["spf"]);
        let signatures: Vec<&Value> =
            found["dkim"].as_array().unwrap().iter().filter(|d| d["source"] == "verified").collect();
        assert!(!signatures.is_empty() && signatures.iter().all(|d| d["result"] == "pass"), "{signatures:?}");
    }
}
