//! Follows the recipe for a new filter in docs/extending.md, in a copy of the repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::run::root;

/// Files that the recipe says to write: path and content.
fn written(page: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut path = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix('`').and_then(|l| l.strip_suffix("`:")) {
            path = Some(name.to_owned());
        } else if line.starts_with("```")
            && let Some(path) = path.take()
        {
            let block = lines.by_ref().take_while(|l| l.trim() != "```");
            let content = block.map(|l| format!("{}\n", l.strip_prefix("   ").unwrap_or(l)));
            files.push((path, content.collect()));
        }
    }
    files
}

/// The two lines for `mod.rs`.
fn lines_for_mod(page: &str) -> [String; 2] {
    let line = |start: &str| {
        let found = page.lines().map(str::trim).find(|l| l.starts_with(start)).unwrap();
        found.to_owned()
    };
    [line("mod example_guard"), line("&example_guard::")]
}

/// Puts `line` into the block of sorted lines that start with `start`, indented as they are.
fn insert_sorted(text: &str, start: &str, indent: &str, line: &str) -> String {
    let line = format!("{indent}{line}");
    let is_sibling = |l: &str| l.strip_prefix(indent).is_some_and(|l| l.starts_with(start));
    let mut lines: Vec<&str> = text.lines().collect();
    let after = lines.iter().position(|l| is_sibling(l) && *l > line.as_str()).unwrap();
    lines.insert(after, &line);
    lines.join("\n") + "\n"
}

/// Copies what cargo needs of the repository.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// Everything but what is built and the history.
fn repository(to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(root()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap();
        if path.is_dir() && name != "target" && name != ".git" {
            copy(&path, &to.join(name));
        } else if path.is_file() && name != ".git" {
            fs::copy(&path, to.join(name)).unwrap();
        }
    }
}

/// Folders of a build that hold what was made of the dependencies.
const BUILT: [&str; 3] = [".fingerprint", "build", "deps"];

/// Links what is built of the dependencies into the copy's own build folder, so that only the copy is compiled.
fn lend_dependencies(to: &Path) {
    let program = PathBuf::from(env!("CARGO_BIN_EXE_whyjunk"));
    let from = program.parent().unwrap();
    let own = ["whyjunk", "libwhyjunk", "integration", "mailbox", "generate"];
    for folder in BUILT {
        for entry in fs::read_dir(from.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if !own.iter().any(|prefix| name.starts_with(prefix)) {
                link(&path, &to.join("debug").join(folder).join(name));
            }
        }
    }
}

fn link(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            link(&path, &to.join(path.file_name().unwrap()));
        }
    } else {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        // What cannot be linked is built anew.
        let _ = fs::hard_link(from, to);
    }
}

fn cargo(folder: &Path, update: bool, args: &[&str]) {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(folder).env("CARGO_TARGET_DIR", folder.join("target")).env("CARGO_INCREMENTAL", "0");
    command.args(["test", "--offline", "--quiet"]).args(args);
    if update {
        command.env("UPDATE_DOCS", "1");
    }
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "cargo test {args:?}:\n{}", String::from_utf8_lossy(&text));
}

#[test]
fn the_recipe_for_a_filter_works() {
    let page = fs::read_to_string(root().join("docs/extending.md")).unwrap();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let copy = folder.path().join("whyjunk");
    repository(&copy);
    lend_dependencies(&copy.join("target"));
    let files = written(&page);
    assert_eq!(files.len(), 7, "{:?}", files.iter().map(|f| &f.0).collect::<Vec<_>>());
    for (path, content) in files {
        let path = copy.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    let list = copy.join("src/evidence/filters/mod.rs");
    let [declared, listed] = lines_for_mod(&page);
    let text = fs::read_to_string(&list).unwrap();
    let text = insert_sorted(&text, "mod ", "", &declared);
    fs::write(&list, insert_sorted(&text, "&", "    ", &listed)).unwrap();
    cargo(&copy, true, &["--test", "integration", "generated_docs"]);
    cargo(&copy, false, &["--test", "integration", "--", "filters::", "guards::", "generated_docs::"]);
    cargo(&copy, false, &["--lib", "filters::"]);
}
