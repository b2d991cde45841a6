//! The composed files under `fixtures/` are what the composer gives, and say what is expected of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::compose;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

fn walk(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, files) } else { assert!(files.insert(path)) }
    }
}

/// Places of files that are written by hand, each beside the answer that its author expects.
const WRITTEN: [&str; 2] = ["filters", "relays"];

/// Refresh with `UPDATE_FIXTURES=1 cargo test fixtures`.
#[test]
fn fixtures_are_what_the_composer_gives() {
    let composed = compose::files();
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        for place in ["compare", "demo", "rules", "hostile", "settings", "what-if", "what-if-dns"] {
            let _ = fs::remove_dir_all(folder().join(place));
        }
        for (path, bytes) in &composed {
            let path = folder().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    for (path, bytes) in &composed {
        let there = fs::read(folder().join(path)).unwrap_or_default();
        assert!(&there == bytes, "fixtures/{path} differs; see CONTRIBUTING.md, \"Fixtures\"");
    }
    let mut present = BTreeSet::new();
    walk(&folder(), &mut present);
    let unknown: Vec<_> = present
        .iter()
        .filter(|p| !WRITTEN.iter().any(|place| p.starts_with(folder().join(place))))
        .filter(|p| {
            !composed.contains_key(&p.strip_prefix(folder()).unwrap().to_string_lossy().replace('\\', "/"))
        })
        .collect();
    assert!(unknown.is_empty(), "not composed: {unknown:?}");
}

#[test]
fn the_demo_has_enough_messages() {
    assert!(compose::demo_messages().len() >= 45);
}

#[test]
fn numbers_of_messages_are_unique_in_the_demo() {
    let messages = compose::demo_messages();
    let numbers: BTreeSet<_> = messages.iter().map(|m| m.number).collect();
    assert_eq!(numbers.len(), messages.len());
}
