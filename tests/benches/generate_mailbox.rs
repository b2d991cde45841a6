//! Writes a large mailbox for measurements: `cargo run --release --example generate-mailbox -- FILE BYTES`.
#![allow(missing_docs, unreachable_pub)]

mod traffic;

use std::fs::File;
use std::io::{self, BufWriter, Write};

fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(path), Some(size)) = (args.next(), args.next().and_then(|s| bytes(&s))) else {
        return Err(io::Error::other("usage: generate-mailbox FILE BYTES (a plain number, or 64M, or 1G)"));
    };
    let mut file = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let mut numbers = traffic::Numbers::new(20_260_302);
    let (mut written, mut index) = (0, 0);
    while written < size {
        let text = traffic::message(&mut numbers, index);
        file.write_all(text.as_bytes())?;
        written += text.len() as u64;
        index += 1;
    }
    file.flush()
}

fn bytes(text: &str) -> Option<u64> {
    let (digits, factor) = match text.strip_suffix(['M', 'G']) {
        Some(digits) => (digits, if text.ends_with('M') { 1 << 20 } else { 1 << 30 }),
        None => (text, 1),
    };
    digits.parse::<u64>().ok().map(|n| n * factor)
}
