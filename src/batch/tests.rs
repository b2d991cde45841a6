//! Whole runs over small inputs: order, threads, filters, one message alone.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::path::PathBuf;

use super::*;
use crate::evidence::relays::Relation;
use crate::report::{FORMATS, Look, format};

/// A mailbox of `messages` small notices.
fn mailbox(messages: usize) -> String {
    let mut text = String::new();
    for number in 1..=messages {
        write!(
            text,
            "From alma@library.example.edu Mon Mar  2 09:00:05 2026\n\
             Received: from relay.example.net (relay.example.net [192.0.2.{}])\n\
             \tby mx1.example.edu (Postfix) with ESMTPS id 4XyZ{number};\n\
             \tMon, 02 Mar 2026 09:00:{:02} +0000\n\
             X-Spam-Status: Yes, score=6.3 required=5 tests=[HTML_MESSAGE=0.001]\n\
             From: Library <circ@d{}.example.edu>\n\
             To: bob@example.edu\nSubject: Notice {number}\n\
             Message-ID: <{number}@example.net>\n\nbody {}\n\n",
            number % 250,
            number % 60,
            number % 7,
            "x line of the body\n".repeat(number * 7 % 1000)
        )
        .unwrap();
    }
    text
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

fn go(paths: &[PathBuf], id: &str, options: &Options) -> (String, Outcome) {
    go_on(paths, id, options, &mut |_| {})
}

fn go_on(
    paths: &[PathBuf],
    id: &str,
    options: &Options,
    progress: &mut dyn FnMut(Progress),
) -> (String, Outcome) {
    let mut renderer = (format(id).unwrap().start)(Look::default());
    let mut out = Vec::new();
    let reader = Reader::new(paths.to_vec());
    let settings = Settings::default();
    let outcome = run(reader, &settings, options, &mut *renderer, &mut out, progress).unwrap();
    (String::from_utf8(out).unwrap(), outcome)
}

#[test]
fn threads_change_no_byte() {
    let folder = Folder::new();
    let paths = [folder.file("a.mbox", &mailbox(400)), folder.file("b.mbox", &mailbox(40)), "no-such".into()];
    for id in FORMATS.iter().map(|f| f.id) {
        let with = |threads| go(&paths, id, &Options { threads: Some(threads), ..Options::default() }).0;
        let one = with(1);
        assert!(one.contains("no-such"), "{id}");
        for threads in [2, 5] {
            assert!(with(threads) == one, "{id} with {threads} threads");
        }
    }
}

#[test]
fn messages_come_in_input_order() {
    let folder = Folder::new();
    let (text, outcome) = go(&[folder.file("a.mbox", &mailbox(400))], "ndjson", &Options::default());
    let numbers: Vec<u64> = text
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|object| object["type"] == "message")
        .map(|message| message["source"]["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, (1..=400).collect::<Vec<_>>());
    assert_eq!((outcome.summary.messages, outcome.summary.senders.len()), (400, 7));
}

#[test]
fn what_is_not_kept_is_nowhere() {
    let folder = Folder::new();
    let path = folder.file("a.mbox", &mailbox(30));
    let keep = Keep { relations: vec![Relation::Relay], causes: Vec::new() };
    let (text, outcome) = go(&[path], "json", &Options { keep, ..Options::default() });
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["messages"].as_array().unwrap().len(), 0);
    assert_eq!(outcome.summary.messages, 0);
}

#[test]
fn one_message_is_explained_and_several_are_summed_up() {
    let folder = Folder::new();
    let one = folder.file("one.mbox", &mailbox(1));
    let (text, outcome) = go(std::slice::from_ref(&one), "text", &Options::default());
    assert!(text.contains("Route, oldest hop first") && !text.contains("Summary"), "{text}");
    assert_eq!(outcome.summary.messages, 1);
    let (text, outcome) = go(&[one.clone(), "no-such".into()], "text", &Options::default());
    assert!(text.contains("Route, oldest hop first") && text.contains("Could not be read"), "{text}");
    assert_eq!(outcome.unreadable.len(), 1);
    let (text, _) = go(&[one.clone(), one], "text", &Options::default());
    assert!(text.contains("Summary") && !text.contains("Route"), "{text}");
}

/// Panics at one message.
struct Trap;

impl Renderer for Trap {
    fn render(&self, report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
        out.push(b'x');
        assert_ne!(report.source.number, 3, "trap");
        Ok(())
    }

    fn block(&mut self, rendered: &Rendered, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(&rendered.bytes)
    }

    fn unreadable(&mut self, _: &Unreadable, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn end(&mut self, _: &Summary, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_panic_costs_one_named_message() {
    let folder = Folder::new();
    let reader = Reader::new(vec![folder.file("a.mbox", &mailbox(5))]);
    let mut out = Vec::new();
    let settings = Settings::default();
    let outcome = run(reader, &settings, &Options::default(), &mut Trap, &mut out, &mut |_| {}).unwrap();
    assert_eq!(out, b"xxxx");
    assert_eq!((outcome.summary.messages, outcome.summary.unreadable), (4, 1));
    assert_eq!(outcome.unreadable[0].number, Some(3));
}

#[test]
fn nothing_gives_an_empty_but_whole_document() {
    let folder = Folder::new();
    let (text, outcome) = go(&[folder.0.path().to_owned()], "json", &Options::default());
    assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
    assert_eq!(outcome.summary.messages, 0);
}

#[test]
fn a_stopped_run_sums_up_what_was_done_and_says_so() {
    let folder = Folder::new();
    let paths = [folder.file("a.mbox", &mailbox(4000))];
    let stop = AtomicBool::new(false);
    let options = Options { threads: Some(1), stop: Some(&stop), ..Options::default() };
    for (id, word) in
        [("json", "\"partial\":true"), ("ndjson", "\"partial\":true"), ("text", "partial result")]
    {
        stop.store(false, Ordering::Relaxed);
        let (text, outcome) = go_on(&paths, id, &options, &mut |_| stop.store(true, Ordering::Relaxed));
        assert!((1..4000).contains(&outcome.summary.messages), "{}", outcome.summary.messages);
        assert_eq!(outcome.stopped.unwrap().messages, outcome.summary.messages);
        assert!(outcome.summary.partial && text.contains(word), "{id}: {text}");
    }
    let (_, outcome) = go(&paths, "text", &options);
    assert_eq!((outcome.summary.messages, outcome.summary.partial), (0, true));
    let never = Options { stop: None, ..options };
    assert!(!go(&paths, "text", &never).1.summary.partial);
}
