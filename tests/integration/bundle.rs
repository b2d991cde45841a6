//! A bundle gives somebody else the same answer, and nothing of people, subjects, ids and internal hosts.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::compose::SITE;
use super::redact::{Originals, walk};
use super::run::{program, root, run};

/// A bundle and the folder that it is unpacked in.
struct Bundle {
    bytes: Vec<u8>,
    names: Vec<String>,
    folder: TempDir,
}

impl Bundle {
    fn of(path: &Path, more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("case.zip").to_string_lossy().into_owned();
        let path = path.to_string_lossy().into_owned();
        let mut args = vec!["bundle", &path, "-o", &file];
        args.extend(SITE.iter().chain(more));
        let made = run(&args);
        assert_eq!(made.code, Some(0), "{path}: {}", made.err);
        assert!(made.out.is_empty());
        let bytes = fs::read(&file).unwrap();
        let mut zip = zip::ZipArchive::new(File::open(&file).unwrap()).unwrap();
        let names = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        zip.extract(folder.path()).unwrap();
        fs::remove_file(&file).unwrap();
        Self { bytes, names, folder }
    }

    fn text(&self, name: &str) -> String {
        String::from_utf8(fs::read(self.folder.path().join(name)).unwrap()).unwrap()
    }

    /// What README.txt says to run, run in the unpacked folder.
    fn repeated(&self) -> Vec<Value> {
        let readme = self.text("README.txt");
        let command = readme.lines().find_map(|line| line.strip_prefix("    whyjunk ")).unwrap();
        let args = command.split_whitespace().chain(["--format", "ndjson"]);
        let output = program().current_dir(self.folder.path()).args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8(output.stdout).unwrap();
        let objects = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        objects.filter(|o| o["type"] == "message").collect()
    }

    /// The messages that README.txt names.
    fn named(&self) -> Vec<String> {
        let readme = self.text("README.txt");
        readme
            .lines()
            .filter(|l| l.starts_with("  messages/") && l.contains(", message "))
            .map(|l| l.trim().to_owned())
            .collect()
    }

    /// The messages whose answer is another in the repetition than in the report, as README.txt names them.
    fn other(&self) -> Vec<String> {
        let mut again: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for message in self.repeated() {
            let path = message["source"]["path"].as_str().unwrap().replace('\\', "/");
            again.entry(path).or_default().push(message);
        }
        let report: Value = serde_json::from_str(&self.text("report.json")).unwrap();
        let (mut seen, mut other) = (BTreeMap::new(), Vec::new());
        for message in report["messages"].as_array().unwrap() {
            let told = message["placement"]["basis"] == "folder-name";
            let name = if told { message["placement"]["folder"].as_str().unwrap() } else { "mail" };
            let path = format!("messages/{name}.mbox");
            let number = seen.entry(path.clone()).or_insert(0_usize);
            *number += 1;
            let found = &again[&path][*number - 1];
            let differs: Vec<&str> = answer(message)
                .iter()
                .zip(answer(found))
                .filter(|(a, b)| **a != *b)
                .map(|(a, _)| a.0)
                .collect();
            if !differs.is_empty() {
                other.push(format!("{path}, message {number}: {}", differs.join(", ")));
            }
        }
        let count = |map: &BTreeMap<String, Vec<Value>>| map.values().map(Vec::len).sum::<usize>();
        assert_eq!(count(&again), seen.values().sum::<usize>());
        other.sort();
        other
    }
}

/// What two analyses have to agree in, by the names that README.txt uses.
fn answer(message: &Value) -> Vec<(&'static str, Value)> {
    let filters = message["filters"].as_array().unwrap();
    let decided =
        filters.iter().find(|f| f["product"] == message["verdict"]["decided_by"] && !f["score"].is_null());
    let remedies = message["remedies"].as_array().unwrap().iter().map(|r| r["id"].clone()).collect();
    vec![
        ("verdict", message["verdict"]["value"].clone()),
        ("folder", message["placement"]["folder"].clone()),
        ("relation", message["exlibris"]["relation"].clone()),
        ("cause", message["cause"]["rule"].clone()),
        ("confidence", message["cause"]["confidence"].clone()),
        ("score", decided.map_or(Value::Null, |f| f["score"].clone())),
        ("remedies", Value::Array(remedies)),
    ]
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

fn fixtures(folder: &str, step: usize) -> Vec<PathBuf> {
    let mut files = Vec::new();
    walk(&root().join("fixtures").join(folder), ".eml", &mut files);
    files.into_iter().step_by(step).collect()
}

#[test]
fn the_demo_gives_the_same_answers_but_for_bounces() {
    let bundle = Bundle::of(&root().join("fixtures/demo/junk-folder.mbox"), &[]);
    let other = bundle.other();
    assert_eq!(other, sorted(bundle.named()));
    let bounces = [
        "messages/mail.mbox, message 32:",
        "messages/mail.mbox, message 33:",
        "messages/mail.mbox, message 42:",
        "messages/mail.mbox, message 43:",
    ];
    assert_eq!(other.len(), bounces.len(), "{other:#?}");
    assert!(other.iter().zip(bounces).all(|(line, start)| line.starts_with(start)), "{other:#?}");
    for name in [
        "README.txt",
        "report.html",
        "report.json",
        "report.md",
        "report.txt",
        "settings.toml",
        "relays.toml",
    ] {
        assert!(bundle.names.iter().any(|n| n == name), "{name}");
    }
}

#[test]
fn a_single_message_gives_the_same_answer_or_is_named_and_nothing_is_left() {
    let mut left = Vec::new();
    let (mut messages, mut same) = (0, 0);
    for path in fixtures("rules", 7).into_iter().chain(fixtures("filters", 11)) {
        let bundle = Bundle::of(&path, &[]);
        let other = bundle.other();
        assert_eq!(other, sorted(bundle.named()), "{}", path.display());
        messages += 1;
        same += usize::from(other.is_empty());
        left.extend(left_in(&bundle, &path));
    }
    assert!(messages > 30, "{messages}");
    assert!(same * 10 >= messages * 8, "{same} of {messages}");
    assert!(left.is_empty(), "{} left:\n{}", left.len(), left.join("\n"));
}

fn left_in(bundle: &Bundle, path: &Path) -> Vec<String> {
    let originals = Originals::of(&fs::read(path).unwrap());
    let texts = bundle.names.iter().map(|name| (name, format!("{name}\n{}", bundle.text(name))));
    texts
        .filter_map(|(name, text)| Some((name, originals.left_in(&text)?)))
        .map(|(name, form)| format!("{form:?} in {name} of {}", path.display()))
        .collect()
}

#[test]
fn answers_of_the_dns_go_with_it() {
    let mut left = Vec::new();
    let paths: Vec<PathBuf> =
        fixtures("what-if-dns", 1).into_iter().filter(|p| p.with_extension("zone").exists()).collect();
    assert!(paths.len() > 5, "{}", paths.len());
    for path in paths.iter().step_by(2) {
        let zone = path.with_extension("zone").to_string_lossy().into_owned();
        let bundle = Bundle::of(path, &["--dns", &zone]);
        assert!(bundle.text("answers.dns").contains("library.example.edu"), "{}", path.display());
        assert_eq!(bundle.other(), sorted(bundle.named()), "{}", path.display());
        left.extend(left_in(&bundle, path));
    }
    assert!(left.is_empty(), "{} left:\n{}", left.len(), left.join("\n"));
}

#[test]
fn bytes_do_not_depend_on_threads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("big");
    fs::write(&path, super::threads::several_blocks()).unwrap();
    let bundles = ["1", "2", "8"].map(|threads| Bundle::of(&path, &["--threads", threads]).bytes);
    assert!(bundles[0] == bundles[1] && bundles[0] == bundles[2]);
}
