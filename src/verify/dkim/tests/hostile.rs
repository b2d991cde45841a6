//! Hostile messages and zones: no panic, no long work.

use std::fs;
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::check;
use super::corpus::corpora;
use super::keys::{MESSAGE, Recipe, Zone, rsa, rsa_record};
use crate::headers::{Limits, parse};
use crate::verify::dkim::{Outcome, SignedMessage, Verifier};

/// Generous: a debug build on a busy machine.
const LONG: Duration = Duration::from_secs(20);

/// A small generator of the same bytes each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(5) {
                0 => bytes[at] = self.below(256) as u8,
                1 => bytes.truncate(at.max(1)),
                2 => {
                    let end = (at + self.below(60)).min(bytes.len());
                    let copy = bytes[at..end].to_vec();
                    let to = self.below(bytes.len());
                    bytes.splice(to..to, copy);
                }
                3 => bytes.insert(at, b";=:\r\n \t>b"[self.below(9)]),
                _ => {
                    bytes.remove(at);
                    if bytes.is_empty() {
                        bytes.push(b'\n');
                    }
                }
            }
        }
    }
}

fn everything(bytes: &[u8], verifier: &Verifier<'_>) {
    let headers = parse(bytes, &Limits::default());
    let message = SignedMessage::read(&headers, true);
    let _ = (message.key_names(), message.dkim(verifier, Some(1)), message.arc(verifier));
}

#[test]
fn mutated_messages_never_panic() {
    let recorded = corpora("dkim/real_messages").zip(corpora("arc/real_chains"));
    let mut seeds = vec![Recipe::default().sign(MESSAGE, &rsa()).into_bytes()];
    let mut records = vec![("test._domainkey.example.org".to_owned(), rsa_record())];
    if let Some((dkim, arc)) = recorded {
        for folder in [dkim, arc] {
            let names = ["001.mail", "002.mail", "004.mail"];
            seeds.extend(names.map(|name| fs::read(folder.join(name)).unwrap()));
            let zone = super::corpus::json(&folder.join("recorded_dns.json"));
            let zone = zone.as_object().unwrap().iter();
            records.extend(zone.map(|(n, r)| (n.clone(), r["data"].as_str().unwrap().to_owned())));
        }
    }
    let zone = Zone::of(records.iter().map(|(n, t)| (n.as_str(), t.as_str())), crate::dns::Answer::NxDomain);
    let verifier = Verifier::new(&zone);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..1500 {
        let mut bytes = seeds[round % seeds.len()].clone();
        random.mutate(&mut bytes);
        everything(&bytes, &verifier);
    }
}

#[test]
fn mutated_keys_never_panic() {
    let message = Recipe::default().sign(MESSAGE, &rsa()).replace("Overdue", "[X] Overdue");
    let mut random = Random(7);
    for _ in 0..1500 {
        let mut record = rsa_record().into_bytes();
        random.mutate(&mut record);
        let record = String::from_utf8_lossy(&record).into_owned();
        check(message.as_bytes(), &Zone::with_key(&record), None);
    }
}

#[test]
fn many_signatures_over_a_large_body_are_bounded() {
    let (head, body) = MESSAGE.split_once("\r\n\r\n").unwrap();
    let line = "From the library with every good wish \t for the reading of long books\r\n";
    let body = body.to_owned() + &line.repeat(16_000);
    let mut fields = String::new();
    for length in 1..1000 {
        let how = ["simple", "relaxed"][length % 2];
        let algorithm = ["rsa-sha1", "rsa-sha256"][length / 2 % 2];
        fields += &format!(
            "DKIM-Signature: v=1; a={algorithm}; c=simple/{how}; d=example.org; s=test;\r\n h=From; l={length}; \
             bh=AAAA; b=AAAA\r\n"
        );
    }
    let message = format!("{fields}{head}\r\n\r\n{body}");
    let started = Instant::now();
    let found = check(message.as_bytes(), &Zone::with_key(&rsa_record()), None);
    assert!(started.elapsed() < LONG, "{:?}", started.elapsed());
    assert!(found.signatures.iter().all(|s| s.outcome == Outcome::Fail));
}

#[test]
fn many_names_and_many_fields_are_bounded() {
    let (head, body) = MESSAGE.split_once("\r\n\r\n").unwrap();
    let names: Vec<String> = (0..500).map(|n| format!("X-{n}")).collect();
    let fields: String = (0..9000).map(|n| format!("X-{}: {}\r\n", n % 500, "x".repeat(60))).collect();
    let signature = format!(
        "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=test; h=From:{}; bh=AAAA; b=AAAA\r\n",
        names.join(":")
    );
    let message = format!("{}{fields}{head}\r\n\r\n{body}", signature.repeat(16));
    let started = Instant::now();
    let found = check(message.as_bytes(), &Zone::with_key(&rsa_record()), None);
    assert!(started.elapsed() < LONG, "{:?}", started.elapsed());
    assert_eq!(found.signatures.len(), 16);
    let many = signature.replace("h=From:", &format!("h={}", "From:".repeat(600)));
    let found = check(format!("{many}{head}\r\n\r\n{body}").as_bytes(), &Zone::with_key(&rsa_record()), None);
    assert_eq!(found.signatures[0].reason.map(|r| r.id()), Some("syntax"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_signature_field_is_read(value in "[ -~\\r\\n\\t]{0,200}", body in "[ -~\\r\\n]{0,200}") {
        let zone = Zone::with_key(&rsa_record());
        let fields = ["DKIM-Signature", "ARC-Seal", "ARC-Message-Signature", "ARC-Authentication-Results"];
        let fields = fields.map(|name| format!("{name}: i=1; {value}\r\n")).concat();
        everything(format!("{fields}From: a@example.org\r\n\r\n{body}").as_bytes(), &Verifier::new(&zone));
    }

    #[test]
    fn any_record_is_read(record in "[ -~]{0,120}") {
        let zone = Zone::with_key(&format!("v=DKIM1; {record}"));
        check(Recipe::default().sign(MESSAGE, &rsa()).as_bytes(), &zone, None);
    }
}
