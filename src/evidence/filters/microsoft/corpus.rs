//! Real messages of consumer mailboxes against recorded facts; skipped where the corpus is not at hand.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::collections::HashMap;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::evidence::filters::{Context, Reading, Role, decode};
use crate::evidence::{authentication, identity, route};
use crate::headers::{Limits, parse};
use crate::input::Folder;
use crate::settings::Settings;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/phishing_pot");

/// Agreements and statements of one fact.
#[derive(Default)]
struct Share {
    agree: usize,
    stated: usize,
    misses: Vec<String>,
}

impl Share {
    fn count(&mut self, file: &str, want: Option<String>, got: Option<String>) {
        let Some(want) = want else { return };
        self.stated += 1;
        if got.as_ref() == Some(&want) {
            self.agree += 1;
        } else {
            self.misses.push(format!("{file}: want {want}, got {got:?}"));
        }
    }

    fn finish(&self, name: &str) {
        println!("{name}: {} of {}", self.agree, self.stated);
        for miss in self.misses.iter().take(12) {
            println!("  {miss}");
        }
        assert!(self.agree * 100 >= self.stated * 99, "{name}: {:?}", self.misses.first());
    }
}

fn unpack(into: &Path) -> bool {
    ["full-900.tar.xz", "headers-only-1600.tar.xz"].iter().all(|name| {
        let archive = Path::new(CORPUS).join(name);
        archive.exists()
            && Command::new("tar")
                .arg("-xJf")
                .arg(archive)
                .arg("-C")
                .arg(into)
                .status()
                .is_ok_and(|s| s.success())
    })
}

fn facts() -> Option<Vec<Value>> {
    let output = Command::new("xz").arg("-dc").arg(Path::new(CORPUS).join("facts.json.xz")).output().ok()?;
    serde_json::from_slice(&output.stdout).ok()
}

fn messages(folder: &Path, found: &mut HashMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            messages(&path, found);
        } else if let Some(name) = path.file_name().and_then(|n| n.to_str()) {
            found.insert(name.to_owned(), std::fs::read(&path).unwrap());
        }
    }
}

fn code(readings: &[Reading<'_>], role: Role, name: &str) -> Option<String> {
    readings
        .iter()
        .filter(|r| r.role == role && r.trust.counts())
        .find_map(|r| r.code(name))
        .map(str::to_owned)
}

fn folder(readings: &[Reading<'_>]) -> Option<String> {
    let letter = match readings.iter().find(|r| r.role == Role::Placement && r.trust.counts())?.folder? {
        Folder::Inbox => "I",
        Folder::Junk => "J",
        _ => "C",
    };
    Some(letter.to_owned())
}

#[test]
fn consumer_mail_agrees_with_the_recorded_facts() {
    let folder_of = tempfile::tempdir().unwrap();
    if !unpack(folder_of.path()) {
        return;
    }
    let Some(facts) = facts() else { return };
    let mut files = HashMap::new();
    messages(folder_of.path(), &mut files);
    let settings = Settings::default();
    let mut shares: [Share; 5] = Default::default();
    for fact in &facts {
        let file = fact["file"].as_str().unwrap();
        let Some(bytes) = files.get(file) else { continue };
        let headers = parse(bytes, &Limits::default());
        let route = route::collect(&headers, &settings);
        let identity = identity::collect(&headers);
        let authentication = authentication::collect(&headers, &route, &identity, &settings);
        let context = Context {
            headers: &headers,
            route: &route,
            authentication: &authentication,
            settings: &settings,
        };
        let mut readings = Vec::new();
        decode(&context, &mut readings);
        readings.retain(|r| matches!(r.product, "microsoft-365" | "outlook-com" | "exchange-server"));
        let text = |v: &Value| v.as_str().map(str::to_owned);
        let delivery = &fact["mailbox_delivery"];
        let [level, place, word, letter, reason] = &mut shares;
        level.count(
            file,
            fact["scl"].as_i64().map(|n| n.to_string()),
            code(&readings, Role::Receiver, "SCL"),
        );
        place.count(file, text(&fact["dest"]), folder(&readings));
        word.count(file, text(&delivery["OFR"]), code(&readings, Role::Placement, "OFR"));
        letter.count(file, text(&fact["dest"]), code(&readings, Role::Placement, "dest"));
        reason.count(file, text(&fact["compauth_reason"]), code(&readings, Role::Receiver, "compauth"));
        assert!(readings.iter().all(|r| !r.forged), "{file}");
        if fact["scl"].is_null() {
            assert!(readings.iter().all(|r| r.role == Role::SenderSide), "{file}");
        }
    }
    for (share, name) in shares.iter().zip(["SCL", "folder", "OFR", "dest", "compauth"]) {
        share.finish(name);
    }
}
