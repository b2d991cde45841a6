//! Runs the built program with a scrubbed environment, from the repository's folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;

/// What a run gave.
#[derive(Debug)]
pub struct Run {
    /// Exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub out: Vec<u8>,
    /// Standard error, as text.
    pub err: String,
}

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A folder beside the repository that is not part of it; `None` where it is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")).join(path);
    path.exists().then_some(path)
}

/// The program, ready for arguments.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whyjunk"));
    command.env_clear().current_dir(root()).timeout(Duration::from_secs(600));
    command
}

/// Runs it.
pub fn run<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Run {
    finish(program().args(args))
}

/// Runs it with standard input.
pub fn run_with_input<S: AsRef<std::ffi::OsStr>>(args: &[S], input: &[u8]) -> Run {
    finish(program().args(args).write_stdin(input))
}

fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        code: output.status.code(),
        out: output.stdout,
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The objects of an `ndjson` run: messages, unreadable inputs, summary.
pub fn objects(run: &Run) -> Vec<Value> {
    let text = std::str::from_utf8(&run.out).unwrap();
    assert!(!text.is_empty(), "no output; standard error: {}", run.err);
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

/// The messages of an `ndjson` run.
pub fn messages(run: &Run) -> Vec<Value> {
    objects(run).into_iter().filter(|o| o["type"] == "message").collect()
}

/// `--format ndjson` with these options on these paths.
pub fn analyze<S: AsRef<str>>(options: &[S], paths: &[PathBuf]) -> Vec<Value> {
    let mut args: Vec<String> = vec!["--format".into(), "ndjson".into()];
    args.extend(options.iter().map(|o| o.as_ref().to_owned()));
    args.extend(paths.iter().map(|p| p.to_string_lossy().into_owned()));
    messages(&run(&args))
}

/// The same text with CRLF line ends.
pub fn crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 32);
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                out.extend_from_slice(b"\r\n");
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}

/// Messages as a mailbox file, mboxrd, in this order.
pub fn mbox<'a>(messages: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let entries = messages.into_iter().map(|m| ("sender@example.org".to_owned(), 0, m.to_vec()));
    super::compose::mbox(entries)
}
