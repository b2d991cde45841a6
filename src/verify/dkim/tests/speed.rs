//! How many signed messages are verified in a second: `cargo test --release --lib -- --ignored verified_a_second`.

use std::time::Instant;

use rayon::prelude::*;

use super::keys::{MESSAGE, Recipe, Zone, rsa, rsa_record};
use crate::headers::{Limits, parse};
use crate::verify::dkim::{Outcome, SignedMessage, Verifier};

const MESSAGES: usize = 10_000;

fn mailbox() -> Vec<String> {
    let key = rsa();
    let line = "a line of ordinary text in a notice, with nothing  special about it at all\r\n";
    let text = format!("{MESSAGE}{}", line.repeat(70));
    (0..MESSAGES).map(|n| Recipe::default().sign(&text.replace("<1@", &format!("<{n}@")), &key)).collect()
}

fn measure(what: &str, messages: &[String], expected: Outcome) -> f64 {
    let zone = Zone::with_key(&rsa_record());
    let verifier = Verifier::new(&zone);
    let started = Instant::now();
    let right = messages
        .par_iter()
        .filter(|message| {
            let headers = parse(message.as_bytes(), &Limits::default());
            let signed = SignedMessage::read(&headers, true);
            let chain = signed.arc(&verifier);
            chain.outcome == Outcome::None
                && signed.dkim(&verifier, Some(1_800_000_000)).signatures[0].outcome == expected
        })
        .count();
    assert_eq!(right, messages.len());
    let rate = messages.len() as f64 / started.elapsed().as_secs_f64();
    let threads = rayon::current_num_threads();
    eprintln!("{what}: {rate:.0} messages a second, {} bytes each, {threads} threads", messages[0].len());
    rate
}

#[test]
#[ignore = "a measurement, for a release build"]
fn verified_a_second() {
    let messages = mailbox();
    let rate = measure("as signed", &messages, Outcome::Pass);
    let footer: Vec<String> = messages.iter().map(|m| format!("{m}A footer\r\n")).collect();
    measure("with a footer", &footer, Outcome::Fail);
    let broken: Vec<String> = messages.iter().map(|m| m.replace("ordinary", "unusual")).collect();
    measure("with every line changed", &broken, Outcome::Fail);
    let tagged: Vec<String> = messages.iter().map(|m| m.replace("Overdue", "[EXT] Overdue")).collect();
    measure("with a tagged subject", &tagged, Outcome::Fail);
    let dated: Vec<String> = messages.iter().map(|m| m.replace("10:00:00", "11:00:00")).collect();
    measure("with another date", &dated, Outcome::Fail);
    assert!(rate >= 5000.0, "{rate}");
}
