//! Lines and rows are written while the rest of the input is still to come.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const MESSAGE: &str = "From alma@library.example.edu Mon Mar  2 09:00:05 2026\nReceived: from relay.example.net \
    (relay.example.net [192.0.2.10])\n\tby mx1.example.edu (Postfix) with ESMTPS id 4XyZ;\n\tMon, 02 Mar 2026 \
    09:00:05 +0000\nFrom: Library <circ@example.edu>\nTo: bob@example.edu\nSubject: Notice\n\nbody\n\n";
/// More than the first wave and what one thread reads ahead meanwhile, 2048 messages each.
const MESSAGES: usize = 6000;
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether `lines` lines come out before the input ends.
fn comes_early(format: &str, lines: usize) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whyjunk"));
    command.env_clear().args(["--threads", "1", "--format", format, "-"]);
    let mut child: Child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (sender, early) = mpsc::channel();
    let reading = std::thread::spawn(move || {
        let mut output = BufReader::new(output).lines();
        let come = output.by_ref().take(lines).filter(Result::is_ok).count();
        sender.send(come == lines).unwrap();
        output.count() + come
    });
    input.write_all(MESSAGE.repeat(MESSAGES).as_bytes()).unwrap();
    let is_early = early.recv_timeout(PATIENCE).unwrap_or(false);
    drop(input);
    assert!(reading.join().unwrap() > MESSAGES);
    assert!(child.wait().unwrap().success());
    is_early
}

#[test]
fn lines_come_before_the_input_ends() {
    assert!(comes_early("ndjson", 1000));
    assert!(comes_early("csv", 1000));
}
