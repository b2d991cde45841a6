//! The worked examples of the contract, stored in every way in which people store messages.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use super::answers::differences;
use super::run::{analyze, crlf, mbox, messages, run_with_input, shared};

struct Case {
    name: String,
    bytes: Vec<u8>,
    args: Vec<String>,
    expected: Value,
}

fn cases() -> Option<Vec<Case>> {
    let folder = shared("cases")?;
    let list: Value = serde_json::from_slice(&fs::read(folder.join("cases.json")).unwrap()).unwrap();
    let settings = ["--relays", "relays.toml", "--config", "site.toml"];
    let settings: Vec<String> = settings
        .iter()
        .map(|s| {
            if s.starts_with("--") { (*s).to_owned() } else { folder.join(s).to_string_lossy().into_owned() }
        })
        .collect();
    let case = |case: &Value| {
        let more = case["args"].as_array().unwrap().iter().map(|a| a.as_str().unwrap().to_owned());
        Case {
            name: case["name"].as_str().unwrap().to_owned(),
            bytes: fs::read(folder.join(case["file"].as_str().unwrap())).unwrap(),
            args: settings.iter().cloned().chain(more).collect(),
            expected: case["expect"].clone(),
        }
    };
    Some(list.as_array().unwrap().iter().map(case).collect())
}

/// Runs `store` for each case: and asks about the message itself, or about the one that it carries.
fn check(what: &str, store: impl Fn(&Case) -> Vec<u8>, inside: bool) {
    let Some(cases) = cases() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (index, case) in cases.iter().enumerate() {
        let path = folder.path().join(format!("c{index}"));
        fs::write(&path, store(case)).unwrap();
        let found = analyze(&case.args, &[path]);
        match found.iter().find(|m| m["source"]["inside"].is_null() != inside) {
            None => wrong.push(format!("{}: no message", case.name)),
            Some(message) => {
                wrong.extend(
                    differences(message, &case.expected).iter().map(|d| format!("{}: {d}", case.name)),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

#[test]
fn as_a_file() {
    check("LF", |case| case.bytes.clone(), false);
}

#[test]
fn as_a_file_with_crlf() {
    check("CRLF", |case| crlf(&case.bytes), false);
}

#[test]
fn attached_to_another_message() {
    check("attached", |case| super::compose::report_with_attachment(900, &case.bytes).bytes(), true);
    check(
        "attached, CRLF",
        |case| crlf(&super::compose::report_with_attachment(901, &case.bytes).bytes()),
        true,
    );
}

#[test]
fn in_a_mailbox() {
    let Some(cases) = cases() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut sets: BTreeMap<&[String], Vec<&Case>> = BTreeMap::new();
    for case in &cases {
        sets.entry(&case.args).or_default().push(case);
    }
    let mut wrong = Vec::new();
    for (index, (args, cases)) in sets.iter().enumerate() {
        let path = folder.path().join(format!("m{index}"));
        fs::write(&path, mbox(cases.iter().map(|c| c.bytes.as_slice()))).unwrap();
        let found = analyze(args, &[path]);
        assert_eq!(found.len(), cases.len(), "messages of a mailbox");
        for (message, case) in found.iter().zip(cases) {
            wrong.extend(differences(message, &case.expected).iter().map(|d| format!("{}: {d}", case.name)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn on_standard_input() {
    let Some(cases) = cases() else { return };
    let mut wrong = Vec::new();
    for case in &cases {
        let mut args = vec!["--format".to_owned(), "ndjson".to_owned()];
        args.extend(case.args.iter().cloned());
        args.push("-".to_owned());
        let found = messages(&run_with_input(&args, &case.bytes));
        assert_eq!(found.len(), 1, "{}", case.name);
        wrong.extend(differences(&found[0], &case.expected).iter().map(|d| format!("{}: {d}", case.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
