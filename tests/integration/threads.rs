//! The same input and options give the same bytes, whatever the number of threads.

use std::fs;

use super::run::run;

#[test]
fn bytes_do_not_depend_on_threads() {
    let folder = tempfile::tempdir().unwrap();
    let big = folder.path().join("big");
    fs::write(&big, several_blocks()).unwrap();
    let big = big.to_string_lossy().into_owned();
    for format in ["text", "json", "markdown", "ndjson", "csv", "html"] {
        let redacted = vec!["--redact", "fixtures/hostile", "no/such/file", big.as_str()];
        for paths in [vec!["fixtures/hostile", "no/such/file"], vec![big.as_str()], redacted] {
            let outputs = ["1", "2", "8"].map(|threads| {
                let mut args = vec!["--format", format, "--threads", threads];
                args.extend(["--relays", "fixtures/demo/relays.toml"]);
                args.extend(&paths);
                run(&args)
            });
            assert!(!outputs[0].out.is_empty(), "{}", outputs[0].err);
            for other in &outputs[1..] {
                assert!(outputs[0].out == other.out, "{format} of {paths:?} differs");
                assert_eq!(outputs[0].code, other.code);
                assert_eq!(outputs[0].err, other.err);
            }
        }
    }
}

#[test]
fn a_repeated_run_gives_the_same_bytes() {
    let args = ["--format", "json", "fixtures/demo/junk-folder.mbox"];
    assert!(run(&args).out == run(&args).out);
}

/// The demo with bodies so large that it takes several blocks of the reader.
pub fn several_blocks() -> Vec<u8> {
    let filler = "Please return the items before the desk closes.\n".repeat(1200);
    let messages = super::compose::demo_messages();
    super::compose::mbox(messages.iter().map(|m| {
        let mut bytes = m.bytes();
        bytes.extend_from_slice(filler.as_bytes());
        (m.envelope.clone(), m.at, bytes)
    }))
}
