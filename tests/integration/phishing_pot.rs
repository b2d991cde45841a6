//! Real phishing as Outlook.com delivered it: folder, level, override, reason and border, against recorded facts.

use std::collections::BTreeMap;
use std::fs;
use std::net::IpAddr;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

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
    analyze::<&str>(&[], &[folder.to_path_buf()])
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
