//! Writes a mailbox with a known mix, and beside it what its summary must say:
//! `cargo run --release --example generate-mix -- FILE MESSAGES`.
#![allow(missing_docs, unreachable_pub, dead_code, unused_imports, clippy::unwrap_used)]

#[path = "../compose/mod.rs"]
mod compose;
#[path = "../signing/mod.rs"]
mod signing;

use std::fs::File;
use std::io::{self, BufWriter, Write};

fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(path), Some(messages)) = (args.next(), args.next().and_then(|n| n.parse().ok())) else {
        return Err(io::Error::other("usage: generate-mix FILE MESSAGES; writes FILE and FILE.json"));
    };
    let mut file = BufWriter::with_capacity(1 << 20, File::create(&path)?);
    let expected = compose::mix::write(messages, None, &mut file)?;
    file.flush()?;
    std::fs::write(format!("{path}.json"), serde_json::to_vec_pretty(&expected)?)
}
