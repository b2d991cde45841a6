//! Recognition and splitting of inputs: messages lie in order and inside the input.
#![no_main]

use std::path::PathBuf;

use libfuzzer_sys::fuzz_target;
use whyjunk::input::{Block, Reader};

fuzz_target!(|data: &[u8]| {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() { memory } else { std::env::temp_dir() };
    let path = folder.join(format!("whyjunk-fuzz-{}", std::process::id()));
    if std::fs::write(&path, data).is_err() {
        return;
    }
    let mut reader = Reader::new(vec![path]);
    let mut block = Block::default();
    let mut end = 0;
    while reader.fill(&mut block) {
        for message in block.messages() {
            // A place in an archive is one in the unpacked member: the target `archive` reads those.
            if message.origin.path.contains("!/") || data.starts_with(b"\x1f\x8b") {
                continue;
            }
            let (offset, length) = (message.origin.offset.unwrap_or(0), message.origin.length.unwrap_or(0));
            assert!(offset >= end, "messages overlap");
            end = offset + length;
            assert!(end <= data.len() as u64, "a message beyond the end");
        }
    }
});
