//! SPF on composed zones, and on the openspf suite where it is at hand.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod errors;
mod hostile;
mod limits;
mod macros;
mod mechanisms;
mod modifiers;
mod open;
mod second_opinion;
mod suite;
mod walk;

use std::collections::HashMap;
use std::net::IpAddr;

use super::*;
use crate::dns::{Answer, Failure, Kind, Record as DnsRecord};

/// A zone: `name TYPE data` lines. `TYPE` may be `MISSING` or `BROKEN` for a name that nobody recorded or whose
/// server fails, with the type it concerns or `*` as data.
struct Zone(HashMap<(String, String), Vec<String>>);

impl Zone {
    fn new(lines: &str) -> Self {
        let mut entries: HashMap<_, Vec<String>> = HashMap::new();
        for line in lines.lines().map(str::trim).filter(|l| !l.is_empty()) {
            let mut words = line.splitn(3, ' ');
            let mut word = || words.next().unwrap_or_default().to_owned();
            entries.entry((word(), word())).or_default().push(word());
        }
        Self(entries)
    }

    fn has(&self, name: &str, word: &str, kind: Kind) -> bool {
        let entry = self.0.get(&(name.to_owned(), word.to_owned()));
        entry.is_some_and(|kinds| kinds.iter().any(|k| k == "*" || k == kind.id()))
    }
}

impl Dns for Zone {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        assert_eq!(name, name.to_ascii_lowercase().trim_end_matches('.'));
        if self.has(name, "MISSING", kind) {
            return Answer::NotRecorded;
        }
        if self.has(name, "BROKEN", kind) {
            return Answer::Failed(Failure::ServerFailure);
        }
        match self.0.get(&(name.to_owned(), kind.id().to_owned())) {
            Some(data) => Answer::Records(data.iter().map(|d| record(kind, d)).collect()),
            None if self.0.keys().any(|(n, _)| n == name) => Answer::NoData,
            None => Answer::NxDomain,
        }
    }
}

fn record(kind: Kind, data: &str) -> DnsRecord {
    match kind {
        Kind::A => DnsRecord::A(data.parse().unwrap()),
        Kind::Aaaa => DnsRecord::Aaaa(data.parse().unwrap()),
        Kind::Mx => {
            let (preference, host) = data.split_once(' ').unwrap_or((data, ""));
            DnsRecord::Mx(preference.parse().unwrap(), host.to_owned())
        }
        Kind::Ptr => DnsRecord::Ptr(data.to_owned()),
        Kind::Txt => DnsRecord::Txt(data.as_bytes().to_vec()),
    }
}

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

/// Checks `notices@example.edu` from an address.
fn check(zone: &str, from: &str) -> Evaluation {
    check_sender(zone, from, "notices@example.edu")
}

fn check_sender(zone: &str, from: &str, sender: &str) -> Evaluation {
    let request = Request {
        ip: ip(from),
        identity: Identity::MailFrom(sender),
        helo: "mail.example.net",
        receiver: "mx.example.org",
        time: 1_700_000_000,
    };
    evaluate(&Zone::new(zone), &request)
}

/// The result of `record` at `example.edu`, with more lines of the zone.
fn result(record: &str, zone: &str, from: &str) -> Result {
    check(&format!("example.edu TXT {record}\n{zone}"), from).result
}

/// The error of a record with one term.
fn syntax(term: &str) -> Option<(SyntaxErrorKind, String)> {
    let record = Record::parse(format!("v=spf1 {term}").as_bytes());
    let error = record.errors().next()?;
    Some((error.kind, record.text[error.at.clone()].to_owned()))
}
