//! Real phishing as Outlook.com delivered it: folder, level, override, reason and border, against recorded facts.

use std::collections::BTreeMap;
use std::fs;
use std::net::IpAddr;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::run::{analyze, shared};

/// Fields without which only the walk along the hops can find the border.
const CUT: [&str; 4] =
    ["x-forefront-antispam-report", "received-spf", "x-sender-ip", "authentication-results"];

const WHY_DELIVERED: [&str; 8] = [
    "recipient-safe-sender",
    "delivered-despite-verdict",
    "released-from-quarantine",
    "allow-listed-ip",
    "allow-listed-by-rule",
    "allow-listed-by-policy",
    "recipient-rule",
    "moved-after-delivery",
];

/// How often something was stated, and how often it was found so.
#[derive(Default)]
struct Share {
    stated: usize,
    found: usize,
    wrong: Vec<String>,
}

impl Share {
    fn count(&mut self, file: &str, expected: &str, found: Option<&str>) {
        self.stated += 1;
        if found == Some(expected) {
            self.found += 1;
        } else if self.wrong.len() < 8 {
            self.wrong.push(format!("{file}: {expected} but {found:?}"));
        }
    }

    fn check(&self, what: &str) {
        eprintln!("{what}: {} of {}", self.found, self.stated);
        assert!(self.stated > 0, "{what}: nothing was stated");
        assert!(
            self.found * 100 >= self.stated * 99,
            "{what}: {} of {}:\n{}",
            self.found,
            self.stated,
            self.wrong.join("\n")
        );
    }
}

fn facts() -> Option<Vec<Value>> {
    let path = shared("corpora/phishing_pot/facts.json.xz")?;
    let out = Command::new("xz").arg("-dc").arg(path).output().ok()?;
    serde_json::from_slice(&out.stdout).ok()
}

fn unpack(folder: &Path) -> bool {
    ["full-900.tar.xz", "headers-only-1600.tar.xz"].iter().all(|name| {
        let Some(archive) = shared(&format!("corpora/phishing_pot/{name}")) else { return false };
        Command::new("tar").arg("-xJf").arg(archive).arg("-C").arg(folder).status().is_ok_and(|s| s.success())
    })
}

/// The messages by file name. One file of the set is empty.
fn analyzed(folder: &Path) -> BTreeMap<String, Value> {
    analyzed_with(&[], folder)
}

fn analyzed_with(args: &[&str], folder: &Path) -> BTreeMap<String, Value> {
    analyze(args, &[folder.to_path_buf()])
        .into_iter()
        .filter(|m| m["source"]["inside"].is_null())
        .map(|m| {
            let path = m["source"]["path"].as_str().unwrap();
            (Path::new(path).file_name().unwrap().to_string_lossy().into_owned(), m)
        })
        .collect()
}

fn code<'m>(message: &'m Value, name: &str) -> Option<&'m str> {
    let filters = message["filters"].as_array().unwrap().iter();
    let trusted = filters.filter(|f| f["role"] != "sender-side");
    trusted
        .flat_map(|f| f["codes"].as_array().unwrap())
        .find(|c| c["name"] == name)
        .and_then(|c| c["value"].as_str())
}

fn check_border(facts: &[Value], messages: &BTreeMap<String, Value>, what: &str) {
    let mut border = Share::default();
    for fact in facts {
        let file = fact["file"].as_str().unwrap();
        let Some(ip) = fact["sender_ip"].as_str().and_then(|ip| ip.parse::<IpAddr>().ok()) else { continue };
        border.count(
            file,
            &ip.to_string(),
            messages.get(file).and_then(|m| m["route"]["border"]["ip"].as_str()),
        );
    }
    border.check(what);
}

#[test]
fn facts_are_found_again() {
    let (Some(facts), folder) = (facts(), tempfile::tempdir().unwrap()) else { return };
    if !unpack(folder.path()) {
        return;
    }
    let messages = analyzed(folder.path());
    assert!(messages.len() >= 2499, "{}", messages.len());
    let (mut place, mut level, mut over, mut reason, mut why) =
        (Share::default(), Share::default(), Share::default(), Share::default(), Share::default());
    for fact in &facts {
        let file = fact["file"].as_str().unwrap();
        let Some(message) = messages.get(file) else { continue };
        if let Some(dest) = fact["dest"].as_str() {
            let folder = match dest {
                "I" => "inbox",
                "J" => "junk",
                _ => "other",
            };
            place.count(file, folder, message["placement"]["folder"].as_str());
        }
        if let Some(scl) = fact["scl"].as_i64() {
            level.count(file, &scl.to_string(), code(message, "SCL"));
            if scl >= 5 && fact["dest"] == "I" {
                let cause = message["cause"]["rule"].as_str().unwrap_or("none");
                let known = if WHY_DELIVERED.contains(&cause) { "a reason" } else { cause };
                why.count(file, "a reason", Some(known));
            }
        }
        if let Some(word) = fact["mailbox_delivery"]["OFR"].as_str() {
            over.count(file, word, code(message, "OFR"));
        }
        if let Some(number) = fact["compauth_reason"].as_str() {
            reason.count(file, number, message["authentication"]["compauth"]["reason"].as_str());
        }
    }
    place.check("folder");
    level.check("SCL");
    over.check("override");
    reason.check("compauth reason");
    why.check("SCL 5 or more in the Inbox: why");
    check_border(&facts, &messages, "border address");
}

#[test]
fn the_walk_alone_finds_the_border() {
    let (Some(facts), folder) = (facts(), tempfile::tempdir().unwrap()) else { return };
    if !unpack(folder.path()) {
        return;
    }
    cut_fields(folder.path());
    check_border(&facts, &analyzed(folder.path()), "border address by the walk alone");
}

/// The recorded keys in the form that `--dns` reads.
fn recorded_keys(folder: &Path) -> Option<String> {
    let keys = shared("corpora/phishing_pot/recorded_dns.json")?;
    let keys: Value = serde_json::from_slice(&fs::read(keys).ok()?).ok()?;
    let mut lines = "{\"type\":\"whyjunk-dns/1\"}\n".to_owned();
    for (name, record) in keys.as_object()? {
        let line = json!({ "name": name, "type": "TXT", "status": "ok", "records": [record["data"]] });
        lines.push_str(&format!("{line}\n"));
    }
    let file = folder.join("keys.jsonl");
    fs::write(&file, lines).ok()?;
    Some(file.to_str()?.to_owned())
}

/// What became of the signatures of one reported pass.
#[derive(Default)]
struct Passes {
    reported: usize,
    confirmed: usize,
    open: usize,
    changed: usize,
    wrong: Vec<String>,
}

impl Passes {
    /// Every `dkim=pass` that a trusted server reported is confirmed, open for want of a key, or explained.
    fn count(&mut self, file: &str, message: &Value) {
        let all = message["authentication"]["dkim"].as_array().unwrap();
        let passed: Vec<&str> = all
            .iter()
            .filter(|d| d["source"] == "reported" && d["result"] == "pass")
            .filter_map(|d| d["domain"].as_str())
            .collect();
        let finding =
            message["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "changed-after-delivery");
        let text = finding.and_then(|f| f["text"].as_str()).unwrap_or_default();
        for domain in passed {
            self.reported += 1;
            let found = message["authentication"]["verified"]["dkim"].as_array().unwrap().iter();
            let mine: Vec<&Value> = found.filter(|d| d["domain"] == domain.to_ascii_lowercase()).collect();
            if mine.iter().any(|d| d["result"] == "pass") {
                self.confirmed += 1;
            } else if mine.iter().any(|d| d["result"] == "unknown" && d["body_holds"] == true) {
                self.open += 1;
            } else if text.contains("changed after delivery") && text.contains(domain) {
                self.changed += 1;
            } else {
                self.wrong.push(format!("{file}: {domain} {mine:?}"));
            }
        }
        if text.contains("forge") {
            self.wrong.push(format!("{file}: {text}"));
        }
    }
}

fn compare(file: &str, fact: &Value, message: &Value, wrong: &mut Vec<String>) -> usize {
    let found = message["authentication"]["verified"]["dkim"].as_array().unwrap();
    let expected = fact["dkim"].as_array().unwrap();
    if found.len() != expected.len() {
        wrong.push(format!("{file}: {} signatures, not {}", found.len(), expected.len()));
    }
    for (expected, found) in expected.iter().zip(found) {
        let result = match expected["result"].as_str() {
            Some("no_recorded_key") => "unknown",
            other => other.unwrap(),
        };
        if found["result"] != result || found["body_holds"] != expected["bh_ok"] {
            wrong.push(format!("{file}: {expected} but {found}"));
        }
        if (result == "unknown") != (found["key"] == "not-recorded") {
            wrong.push(format!("{file}: {found}"));
        }
    }
    found.len()
}

#[test]
fn reported_passes_that_no_longer_verify_are_explained() {
    let (Some(facts), folder) = (facts(), tempfile::tempdir().unwrap()) else { return };
    let Some(keys) = recorded_keys(folder.path()) else { return };
    let messages = folder.path().join("messages");
    fs::create_dir(&messages).unwrap();
    let archive = shared("corpora/phishing_pot/full-900.tar.xz").unwrap();
    let unpacked = Command::new("tar").arg("-xJf").arg(archive).arg("-C").arg(&messages).status();
    assert!(unpacked.unwrap().success());
    let found = analyzed_with(&["--dns", &keys], &messages);
    let (mut seen, mut signatures, mut wrong, mut empty) = (0, 0, Vec::new(), Vec::new());
    let mut passes = Passes::default();
    for fact in facts.iter().filter(|f| f["full_message_available"] == true) {
        let file = fact["file"].as_str().unwrap();
        seen += 1;
        let Some(message) = found.get(file) else {
            empty.push(file);
            continue;
        };
        signatures += compare(file, fact, message, &mut wrong);
        passes.count(file, message);
    }
    let Passes { reported, confirmed, open, changed, wrong: unexplained } = passes;
    eprintln!("{seen} messages, {signatures} signatures");
    eprintln!(
        "{reported} reported passes: {confirmed} confirmed, {changed} changed after delivery, {open} without a key"
    );
    wrong.extend(unexplained);
    assert_eq!((seen, empty.len()), (900, 1), "one file of the set is empty: {empty:?}");
    assert!(changed > 0 && wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

fn cut_fields(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            cut_fields(&path);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let mut kept = Vec::with_capacity(bytes.len());
        let (mut in_header, mut cutting) = (true, false);
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            if in_header && line.iter().all(|b| b"\r\n".contains(b)) {
                in_header = false;
            }
            if in_header && !line.starts_with(b" ") && !line.starts_with(b"\t") {
                let name = line.split(|b| *b == b':').next().unwrap().to_ascii_lowercase();
                cutting = CUT.iter().any(|c| c.as_bytes() == name);
            }
            if !(in_header && cutting) {
                kept.extend_from_slice(line);
            }
        }
        fs::write(&path, kept).unwrap();
    }
}
