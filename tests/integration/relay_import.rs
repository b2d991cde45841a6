//! `whyjunk relays import` as a user runs it: what is shown, what is written, and that nothing of theirs is lost.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::run::{Run, run, run_with_input};

fn import(args: &[&str]) -> Run {
    run(&[&["relays", "import"], args].concat())
}

fn text(run: &Run) -> String {
    String::from_utf8(run.out.clone()).unwrap()
}

fn shown(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_saved_page_completes_the_relay_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relays.toml");
    let own = "# ours\n[[relay]]\nid = \"mine\"\nkind = \"mail-relay\"\nregion = \"eu\"\naddress = \"192.0.2.11\"\n\
        source = \"a colleague\"\nas_of = 2020-01-01\nconfidence = \"published\"  # to check\n";
    fs::write(&file, own).unwrap();
    let args = ["fixtures/relays/page.html", "-o", shown(&file), "--as-of", "2026-11-23"];
    let first = import(&args);
    assert_eq!(first.code, Some(2), "{}", first.err);
    let out = text(&first);
    for part in
        ["new: vendor-na-1", "include:spf-eu.example.org", "Middle East", "no public address", "Firewall"]
    {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.starts_with(own) && !written.contains("203.0.113") && !written.contains("192.0.2.99"));
    assert_eq!(written.matches("[[relay]]").count(), 6, "{written}");
    assert_eq!(import(&args).code, Some(2));
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
    let later = import(&["fixtures/relays/pasted.txt", "--relays", shown(&file), "--as-of", "2026-12-01"]);
    assert_eq!(later.code, Some(0), "{}", later.err);
    let renewed = fs::read_to_string(&file).unwrap();
    assert!(renewed.starts_with(own));
    assert_eq!(
        (renewed.matches("2026-12-01").count(), renewed.matches("[[relay]]").count()),
        (3, 6),
        "{renewed}"
    );
    let listed = text(&run(&["relays", "list", "--relays", shown(&file)]));
    assert!(listed.contains("vendor-eu-2") && listed.contains("pasted.txt"), "{listed}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn without_a_target_the_file_is_only_shown() {
    let run = import(&["fixtures/relays/table.csv", "--as-of", "2026-11-23"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let out = text(&run);
    assert!(out.contains("Nothing was written") && out.contains("│ address = \"198.51.100.8/30\""), "{out}");
    let run =
        run_with_input(&["relays", "import", "-", "--format", "json"], b"EU 192.0.2.10\nEU 192.168.0.1\n");
    assert_eq!(run.code, Some(2), "{}", run.err);
    let value: Value = serde_json::from_slice(&run.out).unwrap();
    assert_eq!(value["schema"], "whyjunk/1");
    assert_eq!(value["understood"][0]["address"], "192.0.2.10");
    assert_eq!(value["understood"][0]["fate"], "added");
    assert_eq!(value["not_understood"][0]["reason"], "is no public address");
    assert_eq!(value["written_to"], Value::Null);
}

#[test]
fn files_that_cannot_be_used_are_named_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relays.toml");
    for (name, content, says) in [
        ("book.xlsx", &b"PK\x03\x04"[..], "workbook"),
        ("empty.txt", b"", "is empty"),
        ("note.txt", b"no relay in here", "no address and no SPF include"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        let run = import(&[shown(&path), "-o", shown(&file)]);
        assert_eq!(run.code, Some(1), "{name}");
        assert!(run.err.contains(says), "{}", run.err);
    }
    assert!(!file.exists());
    fs::write(&file, "[[relay]]\nid = 1\n").unwrap();
    let run = import(&["fixtures/relays/table.csv", "-o", shown(&file)]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("[[relay]] table 1"), "{}", run.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), "[[relay]]\nid = 1\n");
    let same = import(&[shown(&file), "-o", shown(&file)]);
    assert!(same.code == Some(1) && same.err.contains("name another"), "{}", same.err);
    assert_eq!(import(&["no-such-file.html"]).code, Some(1));
}

#[test]
fn a_region_that_contradicts_the_users_own_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relays.toml");
    assert_eq!(
        run_with_input(&["relays", "import", "-", "-o", shown(&file)], b"EU 192.0.2.10\n").code,
        Some(0)
    );
    let run = run_with_input(&["relays", "import", "-", "-o", shown(&file)], b"NA 192.0.2.10\n");
    assert_eq!(run.code, Some(2));
    assert!(text(&run).contains("not written: contradicts vendor-eu-1"));
    assert_eq!(fs::read_to_string(&file).unwrap().matches("[[relay]]").count(), 1);
}
