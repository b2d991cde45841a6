//! The worked examples in docs/output.md give the tables that the page shows.
//!
//! They need Python with DuckDB and pandas (tests/examples/requirements.txt): from `target/python`, which `.ci/run`
//! makes, or the machine's own. Without them they pass, but not with `WHYJUNK_TEST_ALL` set.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::compose::mix;
use super::run::{root, run};

/// A Python that has both; `None` where there is none.
fn python() -> Option<PathBuf> {
    let own = root().join("target/python/bin/python");
    let found = [own, PathBuf::from("python3")].into_iter().find(|python| {
        let imported = Command::new(python).args(["-c", "import duckdb, pandas"]).output();
        imported.is_ok_and(|output| output.status.success())
    });
    let required = std::env::var_os("WHYJUNK_TEST_ALL").is_some();
    assert!(found.is_some() || !required, "no Python with tests/examples/requirements.txt");
    found
}

/// Lines of the page that start with `command`, without it.
fn commands<'p>(page: &'p str, command: &'p str) -> impl Iterator<Item = &'p str> {
    page.lines().filter_map(move |line| line.strip_prefix(command))
}

/// Makes the files that the page makes, by its own commands.
fn prepare(page: &str, folder: &Path) {
    let generated = commands(page, "cargo run --release --example generate-mix -- mix.mbox ").next().unwrap();
    let mut mailbox = Vec::new();
    mix::write(generated.parse().unwrap(), None, &mut mailbox).unwrap();
    fs::write(folder.join("mix.mbox"), mailbox).unwrap();
    let runs: Vec<&str> = commands(page, "whyjunk ").filter(|args| args.ends_with(" mix.mbox")).collect();
    assert_eq!(runs.len(), 2, "{runs:?}");
    for args in runs {
        let is_made = |word: &str| ["mix.mbox", "mail.ndjson", "mail.csv"].contains(&word);
        let place = |word: &str| match is_made(word) {
            true => folder.join(word).to_string_lossy().into_owned(),
            false => word.to_owned(),
        };
        let run = run(&args.split(' ').map(place).collect::<Vec<_>>());
        assert_eq!(run.code, Some(0), "{args}: {}", run.err);
    }
}

fn examples(python: &Path, page: &Path, folder: &Path, update: bool) -> Output {
    let mut command = Command::new(python);
    command.arg("-B").arg(root().join("tests/examples/run.py")).args(update.then_some("--update"));
    command.arg(page).arg(folder).output().unwrap()
}

/// Refresh with `UPDATE_DOCS=1 cargo test worked_examples`.
#[test]
fn the_worked_examples_give_what_the_page_shows() {
    let Some(python) = python() else { return eprintln!("passed over: no Python with DuckDB and pandas") };
    let path = root().join("docs/output.md");
    let page = fs::read_to_string(&path).unwrap();
    let folder = tempfile::tempdir().unwrap();
    prepare(&page, folder.path());
    let output = examples(&python, &path, folder.path(), std::env::var_os("UPDATE_DOCS").is_some());
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{wrong}\nSee CONTRIBUTING.md, \"generated pages\"");
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "9 examples in DuckDB, 7 in pandas");

    // A page that shows another number is told from this one.
    let page = fs::read_to_string(&path).unwrap();
    let (before, row) = page.split_once("| add-spf-include | ").unwrap();
    let other = folder.path().join("other.md");
    fs::write(&other, format!("{before}| add-spf-include | 9{row}")).unwrap();
    let output = examples(&python, &other, folder.path(), false);
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && wrong.matches("\n\ngives\n\n").count() == 1, "{wrong}");
}
