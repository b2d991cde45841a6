//! Ctrl-C leaves the summary of what was done, marked partial, and never under the final name.
#![cfg(unix)]

use std::io::Write;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;

const MESSAGE: &str = "From alma@library.example.edu Mon Mar  2 09:00:05 2026\nReceived: from relay.example.net \
    (relay.example.net [192.0.2.10])\n\tby mx1.example.edu (Postfix) with ESMTPS id 4XyZ;\n\tMon, 02 Mar 2026 \
    09:00:05 +0000\nFrom: Library <circ@example.edu>\nTo: bob@example.edu\nSubject: Notice\n\nbody\n\n";
/// More than one thread reads before it has analysed the first wave, 2048 messages, and read the second.
const MESSAGES: usize = 6000;

fn start(args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whyjunk"));
    command.env_clear().args(["--threads", "1"]).args(args).arg("-");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Feeds messages, interrupts, feeds more, and ends the input.
fn interrupted(args: &[&str]) -> (Vec<u8>, String, Option<i32>) {
    let mut child = start(args);
    let mut input = child.stdin.take().unwrap();
    let mail = MESSAGE.repeat(MESSAGES);
    let id = child.id().to_string();
    let feeding = std::thread::spawn(move || {
        input.write_all(mail.as_bytes()).unwrap();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        sleep(Duration::from_millis(300));
        // who has stopped does not read the rest
        let _ = input.write_all(mail.as_bytes());
    });
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    (output.stdout, String::from_utf8_lossy(&output.stderr).into_owned(), output.status.code())
}

#[test]
fn the_summary_of_what_was_done_is_left() {
    let (out, err, code) = interrupted(&["--format", "ndjson"]);
    let text = String::from_utf8(out).unwrap();
    let summary: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!((&summary["type"], &summary["partial"]), (&"summary".into(), &true.into()));
    let messages = summary["messages"].as_u64().unwrap();
    assert!((1..2 * MESSAGES as u64).contains(&messages), "{messages}");
    assert_eq!(text.lines().count() as u64, messages + 1);
    assert!(err.contains("interrupted after"), "{err}");
    assert_eq!(code, Some(2));
}

#[test]
fn a_partial_file_has_a_name_that_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.json");
    let (_, err, code) = interrupted(&["--format", "json", "-o", file.to_str().unwrap()]);
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("out.json.partial"), "{err}");
    assert!(!file.exists());
    let report: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("out.json.partial")).unwrap()).unwrap();
    assert_eq!(report["summary"]["partial"], true);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
