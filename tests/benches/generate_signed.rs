//! Writes a mailbox of signed notices and the DNS answers that check them, for measurements:
//! `cargo run --release --example generate-signed-mailbox -- MAILBOX ZONE MESSAGES`.
#![allow(missing_docs, unreachable_pub, clippy::unwrap_used)]

// shared with the integration tests, which use the rest of it
#[allow(dead_code, unused_imports)]
#[path = "../compose/mod.rs"]
mod compose;
#[allow(dead_code)]
#[path = "../signing/mod.rs"]
mod signing;

use std::fs;
use std::io;

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [mailbox, zone, messages] = args.as_slice() else {
        return Err(io::Error::other("usage: generate-signed-mailbox MAILBOX ZONE MESSAGES"));
    };
    let messages: u32 = messages.parse().map_err(io::Error::other)?;
    fs::write(mailbox, compose::mbox((0..messages).map(compose::signed_notice)))?;
    fs::write(zone, compose::signed_zone())
}
