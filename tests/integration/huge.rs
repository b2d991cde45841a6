//! Messages of absurd size: bounded time, and the report says which limit bit.

use std::fs;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::run::{analyze, run};

const HEAD: &str = "Return-Path: <alma-bounce@library.example.edu>\nReceived: from relay.example.net (relay.example.net [192.0.2.21])\n\tby mx1.example.edu (Postfix) with ESMTPS id 4Xy1\n\tfor <bob@example.edu>; Mon, 02 Mar 2026 09:00:05 +0000 (UTC)\n";
const LETTER: &str = "From: Library <circ@library.example.edu>\nTo: bob@example.edu\nSubject: Overdue\nDate: Mon, 02 Mar 2026 09:00:00 +0000\n";
/// Generous: the tests run unoptimised on busy machines.
const PATIENCE: Duration = Duration::from_secs(60);

fn analyze_one(content: &[u8]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("message");
    fs::write(&path, content).unwrap();
    let start = Instant::now();
    let mut found = analyze::<&str>(&[], std::slice::from_ref(&path));
    for format in ["text", "csv", "html"] {
        let run = run(&["--format", format, &path.to_string_lossy()]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        assert!(run.out.len() < 8 << 20, "{format}: {} bytes", run.out.len());
    }
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    assert_eq!(found.len(), 1);
    found.remove(0)
}

#[test]
fn a_header_line_of_ten_megabytes() {
    let line = format!("X-Long: {}\n", "a".repeat(10 << 20));
    let message = analyze_one(format!("{HEAD}{LETTER}{line}\nbody\n").as_bytes());
    assert_eq!(message["message"]["subject"], "Overdue");
    let first = analyze_one(format!("{HEAD}{line}{LETTER}\nbody\n").as_bytes());
    assert_eq!(first["route"]["border"]["ip"], "192.0.2.21");
}

#[test]
fn a_long_line_of_every_field_that_is_read() {
    for name in [
        "Received",
        "Authentication-Results",
        "Received-SPF",
        "ARC-Authentication-Results",
        "DKIM-Signature",
        "X-Forefront-Antispam-Report",
        "X-Spam-Status",
        "X-Spamd-Result",
        "From",
        "Subject",
        "X-Gmail-Labels",
    ] {
        for piece in
            ["(", "\"", "=?utf-8?q?a?= ", "a;", "x=(1);", "[1.2.3.4] ", "\\", "<a@b>,", " \t", "{", "%00"]
        {
            let value = piece.repeat((64 << 10) / piece.len());
            let message = analyze_one(format!("{HEAD}{name}: {value}\n{LETTER}\nbody\n").as_bytes());
            assert_eq!(message["route"]["border"]["ip"], "192.0.2.21", "{name}: {piece}");
        }
    }
}

#[test]
fn a_hundred_thousand_hops() {
    let mut text = String::from(HEAD);
    for n in 0..100_000 {
        text.push_str(&format!(
            "Received: from h{n}.example.net (h{n}.example.net [198.51.100.{}]) by h{}.example.net with ESMTP id {n}; Mon, 02 Mar 2026 08:59:00 +0000\n",
            n % 250,
            n + 1
        ));
    }
    let message = analyze_one(format!("{text}{LETTER}\nbody\n").as_bytes());
    assert_eq!(message["route"]["border"]["ip"], "192.0.2.21");
}

#[test]
fn a_hundred_thousand_recipients() {
    let list: Vec<String> = (0..100_000).map(|n| format!("reader{n}@example.edu")).collect();
    let text = format!("{HEAD}{LETTER}Cc: {}\nTo: {}\n\nbody\n", list.join(",\n "), list.join(",\n "));
    let message = analyze_one(text.as_bytes());
    assert_eq!(message["route"]["border"]["ip"], "192.0.2.21");
}

#[test]
fn attachments_inside_attachments() {
    let mut text = format!("{HEAD}{LETTER}\nthe innermost\n");
    for n in 0..200 {
        text = format!(
            "{HEAD}{LETTER}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b{n}\"\n\n--b{n}\nContent-Type: message/rfc822\n\n{text}\n--b{n}--\n"
        );
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("message");
    fs::write(&path, text).unwrap();
    let start = Instant::now();
    let found = analyze::<&str>(&[], &[path]);
    assert!(start.elapsed() < PATIENCE);
    assert!(found.len() >= 2, "{}", found.len());
}
