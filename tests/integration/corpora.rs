//! Large sets of other people's mail: no panic, no hang, every message accounted for.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::run::{Run, objects, run, shared};

fn analyze(path: &Path) -> Run {
    let run = run(&["--format", "ndjson", &path.to_string_lossy()]);
    assert!(matches!(run.code, Some(0 | 2)), "{:?}: {}", run.code, run.err);
    assert!(!run.err.contains("panicked"), "{}", run.err);
    run
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// Every file gives a message of its own (or a named failure), besides the messages that messages carry.
fn accounted_for(folder: &Path) -> (usize, usize) {
    let mut paths = Vec::new();
    files(folder, &mut paths);
    let objects = objects(&analyze(folder));
    let of_own = objects.iter().filter(|o| o["type"] == "message" && o["source"]["inside"].is_null()).count();
    let unreadable = objects.iter().filter(|o| o["type"] == "unreadable").count();
    assert!(of_own + unreadable >= paths.len(), "{of_own} + {unreadable} of {}", paths.len());
    let summary = objects.last().unwrap();
    let all = objects.iter().filter(|o| o["type"] == "message").count();
    assert_eq!(summary["messages"], all);
    assert_eq!(summary["unreadable"], unreadable);
    (of_own, unreadable)
}

pub fn unpacked(archive: &str) -> Option<tempfile::TempDir> {
    let archive = shared(archive)?;
    let folder = tempfile::tempdir().unwrap();
    let status = Command::new("tar").arg("-xJf").arg(archive).arg("-C").arg(folder.path()).status().ok()?;
    status.success().then_some(folder)
}

#[test]
fn spamassassin_public_corpus() {
    let Some(folder) = unpacked("corpora/spamassassin_public_corpus/messages-3070.tar.xz") else { return };
    let (messages, unreadable) = accounted_for(folder.path());
    assert_eq!((messages, unreadable), (3070, 0));
}

#[test]
fn bounces() {
    let Some(folder) = unpacked("corpora/bounces/sisimai-395.tar.xz") else { return };
    let (messages, unreadable) = accounted_for(folder.path());
    assert!(messages >= 395, "{messages}");
    assert_eq!(unreadable, 0);
}

#[test]
fn peer_samples() {
    let Some(folder) = shared("corpora/peer_samples") else { return };
    accounted_for(&folder);
}

#[test]
fn other_messages_of_the_corpora() {
    for name in ["arc", "dkim", "mbox", "msg_pst"] {
        let Some(folder) = shared(&format!("corpora/{name}")) else { continue };
        analyze(&folder);
    }
}

#[test]
fn mailboxes_split_as_their_manifests_say() {
    let Some(folder) = shared("corpora/mbox") else { return };
    let whole = objects(&analyze(&folder.join("mbox.rlug")));
    let messages: Vec<_> =
        whole.iter().filter(|o| o["type"] == "message" && o["source"]["inside"].is_null()).collect();
    assert_eq!(messages.len(), 5);
    for (index, message) in messages.iter().enumerate() {
        let single = objects(&analyze(&folder.join(format!("mbox.rlug-{index}"))));
        assert_eq!(single[0]["message"], message["message"], "message {index}");
    }
}
