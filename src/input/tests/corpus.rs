//! Real mail, where the test material is at hand.

use std::path::Path;
use std::process::Command;

use super::super::attached::find;
use super::super::{Container, RawMessage};
use super::{corpora, read_path};

/// Unpacks an archive with the system's own tools; `None` where they are missing.
fn unpack(archive: &Path) -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().unwrap();
    let done = Command::new("tar").arg("-xf").arg(archive).arg("-C").arg(folder.path()).status().ok()?;
    done.success().then_some(folder)
}

#[test]
fn mailboxes_split_as_their_manifest_says() {
    let Some(corpora) = corpora() else { return };
    let all = read_path(&corpora.join("mbox/mbox.rlug"));
    assert_eq!(all.messages.len(), 5);
    for (i, message) in all.messages.iter().enumerate() {
        let alone = std::fs::read(corpora.join(format!("mbox/mbox.rlug-{i}"))).unwrap();
        assert_eq!(message.bytes.trim_ascii(), alone.trim_ascii(), "message {i}");
    }
    assert_eq!(read_path(&corpora.join("mbox/spamassassin_nice.mbox")).messages.len(), 3);
}

#[test]
fn every_message_of_the_public_corpus() {
    let Some(corpora) = corpora() else { return };
    let Some(folder) = unpack(&corpora.join("spamassassin_public_corpus/messages-3070.tar.xz")) else {
        return;
    };
    let all = read_path(folder.path());
    assert_eq!((all.messages.len(), all.unreadable.len()), (3070, 0));
    let files: std::collections::HashSet<&str> = all.messages.iter().map(|m| &*m.origin.path).collect();
    assert_eq!(files.len(), 3070);
}

#[test]
fn every_bounce() {
    let Some(corpora) = corpora() else { return };
    let Some(folder) = unpack(&corpora.join("bounces/sisimai-395.tar.xz")) else { return };
    let all = read_path(folder.path());
    // Three of the files are mailboxes of two messages.
    assert_eq!((all.messages.len(), all.unreadable.len()), (398, 0));
    let files: std::collections::HashSet<&str> = all.messages.iter().map(|m| &*m.origin.path).collect();
    assert_eq!(files.len(), 395);
    let mut counts = (0, 0);
    for message in &all.messages {
        let raw = RawMessage {
            bytes: &message.bytes,
            origin: message.origin.clone(),
            carried: Vec::new(),
            enclosed: Vec::new(),
        };
        let carried = find(&raw);
        counts.0 += usize::from(!carried.messages.is_empty());
        counts.1 += carried.status.len();
    }
    // The others return nothing, or their boundaries were spoilt when they were made anonymous.
    assert_eq!(counts, (342, 1777));
    assert!(all.messages.iter().all(|m| matches!(m.origin.container, Container::Eml | Container::Mbox)));
}
