//! Every rule on its own fixtures: hits are found, misses are not, however the message is stored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::answers::{diagnosis, differences, rules};
use super::run::{analyze, crlf, mbox, root};

/// A message of a rule and its answer.
pub struct Fixture {
    rule: String,
    name: String,
    /// The message.
    pub path: PathBuf,
    args: Vec<String>,
    expected: Value,
}

/// Every message of every rule.
pub fn fixtures() -> Vec<Fixture> {
    let mut fixtures = Vec::new();
    for folder in sorted(&root().join("fixtures/rules")) {
        for path in sorted(&folder).into_iter().filter(|p| p.extension().is_some_and(|e| e == "eml")) {
            let expected: Value =
                serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
            let args = expected["args"].as_array().unwrap();
            fixtures.push(Fixture {
                rule: folder.file_name().unwrap().to_string_lossy().into_owned(),
                name: path.file_stem().unwrap().to_string_lossy().into_owned(),
                path: path.clone(),
                args: args.iter().map(|a| a.as_str().unwrap().to_owned()).collect(),
                expected,
            });
        }
    }
    assert!(!fixtures.is_empty());
    fixtures
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    paths
}

/// Fixtures with the same options.
fn sets(fixtures: &[Fixture]) -> BTreeMap<&[String], Vec<&Fixture>> {
    let mut sets: BTreeMap<&[String], Vec<&Fixture>> = BTreeMap::new();
    for fixture in fixtures {
        sets.entry(&fixture.args).or_default().push(fixture);
    }
    sets
}

/// The message of each fixture itself, not those that it carries.
fn outer(messages: Vec<Value>, count: usize) -> Vec<Value> {
    let outer: Vec<_> = messages.into_iter().filter(|m| m["source"]["inside"].is_null()).collect();
    assert_eq!(outer.len(), count);
    outer
}

fn analyze_files(args: &[String], files: &[PathBuf]) -> Vec<Value> {
    outer(analyze(args, files), files.len())
}

#[test]
fn hits_are_found_and_misses_are_not() {
    let fixtures = fixtures();
    let mut wrong = Vec::new();
    for (args, set) in sets(&fixtures) {
        let files: Vec<_> = set.iter().map(|f| f.path.clone()).collect();
        for (fixture, message) in set.iter().zip(analyze_files(args, &files)) {
            let id = format!("{}/{}", fixture.rule, fixture.name);
            let mut found = differences(&message, &fixture.expected);
            let among = rules(&message).contains(&fixture.rule.as_str());
            if fixture.name.starts_with("miss") && among {
                found.push(format!("{} is among the findings of a miss", fixture.rule));
            }
            wrong.extend(found.iter().map(|d| format!("{id}: {d}")));
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn storage_changes_nothing() {
    let fixtures = fixtures();
    let folder = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (number, (args, set)) in sets(&fixtures).into_iter().enumerate() {
        let bytes: Vec<Vec<u8>> = set.iter().map(|f| fs::read(&f.path).unwrap()).collect();
        let write = |name: String, bytes: &[u8]| {
            let path = folder.path().join(name);
            fs::write(&path, bytes).unwrap();
            path
        };
        let lf: Vec<_> = bytes.iter().enumerate().map(|(i, b)| write(format!("{number}-{i}"), b)).collect();
        let cr: Vec<_> =
            bytes.iter().enumerate().map(|(i, b)| write(format!("{number}-{i}-crlf"), &crlf(b))).collect();
        let together = write(format!("{number}-mbox"), &mbox(bytes.iter().map(Vec::as_slice)));
        let plain = analyze_files(args, &lf);
        let windows = analyze_files(args, &cr);
        let mailbox = outer(analyze(args, &[together]), set.len());
        for (i, fixture) in set.iter().enumerate() {
            for (how, other) in [("CRLF", &windows[i]), ("mbox", &mailbox[i])] {
                let (a, b) = (diagnosis(&plain[i]), diagnosis(other));
                if a != b {
                    wrong.push(format!("{}/{} as {how}:\n  {a}\n  {b}", fixture.rule, fixture.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
