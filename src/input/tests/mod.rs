//! Tests of the input layer: what is read, split, recognised and left alone.
#![allow(clippy::unwrap_used)]

mod arbitrary;
mod archives;
mod attached;
// shared with the tests of the built program, which use the rest of it
#[allow(dead_code, unreachable_pub, missing_docs)]
#[path = "../../../tests/containers/mod.rs"]
mod containers;
mod corpus;
mod folders;
mod mailboxes;
mod outlook;
mod singles;

use std::io::Read;
use std::path::{Path, PathBuf};

use super::reader::Limits;
use super::{Block, Origin, Reader, Unreadable};

/// A message as read.
#[derive(Debug, Clone)]
struct Read1 {
    bytes: Vec<u8>,
    origin: Origin,
}

impl Read1 {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Everything a reader gives.
#[derive(Debug, Default)]
struct All {
    messages: Vec<Read1>,
    unreadable: Vec<Unreadable>,
    bytes: u64,
    blocks: usize,
}

impl All {
    fn texts(&self) -> Vec<String> {
        self.messages.iter().map(Read1::text).collect()
    }
}

fn drain(mut reader: Reader) -> All {
    let mut all = All::default();
    let mut block = Block::default();
    while reader.fill(&mut block) {
        all.blocks += 1;
        all.bytes += block.input_bytes;
        all.unreadable.append(&mut block.unreadable);
        let before = all.messages.len();
        let mut enclosed = 0;
        for message in block.messages() {
            let own = Read1 { bytes: message.bytes.to_vec(), origin: message.origin };
            enclosed += message.enclosed.len();
            let inner = message.enclosed.into_iter();
            all.messages.push(own);
            all.messages.extend(inner.map(|m| Read1 { bytes: m.bytes.into_owned(), origin: m.origin }));
        }
        assert_eq!(all.messages.len() - before - enclosed, block.len());
    }
    assert!(block.is_empty());
    all
}

fn read_path(path: &Path) -> All {
    drain(Reader::new(vec![path.to_path_buf()]))
}

/// Gives few bytes at a time.
struct Trickle(Vec<u8>, usize, usize);

impl Read for Trickle {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let n = room.len().min(self.2).min(self.0.len() - self.1);
        room[..n].copy_from_slice(&self.0[self.1..self.1 + n]);
        self.1 += n;
        Ok(n)
    }
}

/// Reads `bytes` as standard input, `step` bytes a read, in small blocks.
fn trickle(bytes: &[u8], step: usize, limits: Limits) -> All {
    let input = Trickle(bytes.to_vec(), 0, step);
    drain(Reader::with(vec![PathBuf::from("-")], Box::new(input), limits))
}

/// Reads `bytes` as standard input in many ways, which must agree.
fn read_bytes(bytes: &[u8]) -> All {
    let all = trickle(bytes, usize::MAX, Limits::default());
    for (step, block) in [(1, 64), (7, 256), (1000, 1000), (usize::MAX, 50)] {
        let head = if all.messages.len() > 1 { 200 } else { 4096 };
        let other = trickle(bytes, step, Limits { block, head, ..Limits::default() });
        assert_same(&other.texts(), &all.texts());
        assert_eq!(other.bytes, all.bytes);
        for (a, b) in other.messages.iter().zip(&all.messages) {
            assert_eq!(a.origin, b.origin, "step {step}, block {block}");
        }
    }
    all
}

fn assert_same(texts: &[String], expected: &[String]) {
    assert_eq!(texts.len(), expected.len(), "messages; first: {:?}", texts.first());
    for (text, expected) in texts.iter().zip(expected) {
        assert_eq!(text, expected);
    }
}

fn corpora() -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora"));
    path.is_dir().then_some(path)
}
