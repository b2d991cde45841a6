//! The record that `whyjunk dns record` writes: JSON Lines, one answer a line.
//!
//! The first line is `{"type":"whyjunk-dns/1", ...}` and says what wrote the file; readers may ignore the rest of
//! it. Every other line is one question and its answer:
//!
//! ```json
//! {"name":"example.edu","type":"TXT","status":"ok","records":["v=spf1 -all"],"at":"2026-03-02T09:00:00Z","ttl":300}
//! {"name":"example.org","type":"MX","status":"nxdomain","at":"2026-03-02T09:00:01Z","ttl":60}
//! ```
//!
//! `status` is `ok`, `nodata`, `nxdomain`, or the failure: `timeout`, `servfail`, `refused`, `malformed`,
//! `unreachable`. `records` stands with `ok` only: addresses as text, MX as `"10 mx1.example.edu"` (`"0 ."` for a
//! null MX), PTR as a name, TXT as text, or as `{"base64":"..."}` when its octets are not UTF-8. `at` (RFC 3339) and
//! `ttl` (seconds) are left out where unknown. Fields and record types that are not known here are passed over.

use std::io::{self, Write};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::store::Store;
use super::types::Type;
use super::{Problem, base64, excerpt, too_many};
use crate::dns::{Answer, Asked, FAILURES, Failure, Given, Kind, Record, name};

/// The form written here.
pub const FORM: &str = "whyjunk-dns/1";

/// What the first line says besides the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Preamble {
    /// When the record was made.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub at: Option<Timestamp>,
    /// Who was asked: the addresses of the name servers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resolvers: Vec<String>,
}

#[derive(Serialize)]
struct FirstLine<'a> {
    r#type: &'static str,
    program: &'static str,
    #[serde(flatten)]
    preamble: &'a Preamble,
}

#[derive(Serialize, Deserialize)]
struct Line {
    name: Option<String>,
    r#type: String,
    status: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    records: Vec<Text>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ttl: Option<u32>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Octets { base64: String },
}

fn as_text<S: serde::Serializer>(at: &Option<Timestamp>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serializer.collect_str(at),
        None => serializer.serialize_none(),
    }
}

/// Writes a record. Questions whose answer is [`Answer::NotRecorded`] are left out.
pub fn write(out: &mut dyn Write, preamble: &Preamble, asked: &[Asked]) -> io::Result<()> {
    let first = FirstLine { r#type: FORM, program: concat!("whyjunk ", env!("CARGO_PKG_VERSION")), preamble };
    serde_json::to_writer(&mut *out, &first)?;
    out.write_all(b"\n")?;
    for Asked { name, kind, given } in asked {
        let Some(status) = status(&given.answer) else { continue };
        let line = Line {
            name: Some(name.clone()),
            r#type: kind.id().to_owned(),
            status: Some(status.to_owned()),
            records: given.answer.records().iter().map(text).collect(),
            at: given.at.map(|at| at.to_string()),
            ttl: given.ttl,
        };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn status(answer: &Answer) -> Option<&'static str> {
    match answer {
        Answer::Records(_) => Some("ok"),
        Answer::NoData => Some("nodata"),
        Answer::NxDomain => Some("nxdomain"),
        Answer::Failed(failure) => Some(failure.id()),
        Answer::NotRecorded => None,
    }
}

fn text(record: &Record) -> Text {
    let host = |host: &str| if host.is_empty() { ".".to_owned() } else { host.to_owned() };
    Text::Plain(match record {
        Record::A(address) => address.to_string(),
        Record::Aaaa(address) => address.to_string(),
        Record::Mx(preference, name) => format!("{preference} {}", host(name)),
        Record::Ptr(name) => host(name),
        Record::Txt(octets) => match std::str::from_utf8(octets) {
            Ok(text) => text.to_owned(),
            Err(_) => return Text::Octets { base64: base64::encode(octets) },
        },
    })
}

/// Reads a record into the store.
pub(super) fn read(bytes: &[u8], store: &mut Store) -> Result<(), Problem> {
    let mut begun = false;
    for (number, line) in (1..).zip(bytes.split(|b| *b == b'\n')) {
        if line.trim_ascii().is_empty() {
            continue;
        }
        read_line(line, &mut begun, store).map_err(|reason| Problem::at(number, reason))?;
        too_many(store, number)?;
    }
    Ok(())
}

fn read_line(line: &[u8], begun: &mut bool, store: &mut Store) -> Result<(), String> {
    let line: Line = serde_json::from_slice(line).map_err(|error| match error.is_eof() {
        true => "the line is cut off".to_owned(),
        false => format!("no answer in JSON: {error}"),
    })?;
    let Some(name) = line.name else {
        *begun = true;
        return match line.r#type == FORM {
            true => Ok(()),
            false => Err(format!("the form {} is not {FORM}", excerpt(line.r#type.as_bytes()))),
        };
    };
    if !*begun {
        return Err(format!("a record begins with {{\"type\":\"{FORM}\"}}"));
    }
    let kind = match Type::named(line.r#type.as_bytes()) {
        Some(Type::Known(kind)) => kind,
        Some(_) => {
            store.skipped += 1;
            return Ok(());
        }
        None => return Err(format!("{} is no record type", excerpt(line.r#type.as_bytes()))),
    };
    let status = line.status.ok_or("no status")?;
    let answer = answer(&status, kind, &line.records)?;
    let at = match line.at {
        Some(at) => Some(at.parse().map_err(|_| format!("at: {} is no time", excerpt(at.as_bytes())))?),
        None => None,
    };
    store.put(name::canonical(&name), kind, Given { answer, at, ttl: line.ttl });
    Ok(())
}

fn answer(status: &str, kind: Kind, records: &[Text]) -> Result<Answer, String> {
    let answer = match status {
        "ok" if records.is_empty() => return Err("status ok without records".to_owned()),
        "ok" => {
            let read = |text| {
                record(kind, text).ok_or_else(|| match text {
                    Text::Plain(text) => format!("{} is no {} record", excerpt(text.as_bytes()), kind.id()),
                    Text::Octets { .. } => format!("no {} record in base64", kind.id()),
                })
            };
            return Ok(Answer::Records(records.iter().map(read).collect::<Result<_, _>>()?));
        }
        "nodata" => Answer::NoData,
        "nxdomain" => Answer::NxDomain,
        failure => Answer::Failed(
            failure_named(failure).ok_or_else(|| format!("{} is no status", excerpt(failure.as_bytes())))?,
        ),
    };
    match records.is_empty() {
        true => Ok(answer),
        false => Err(format!("status {status} with records")),
    }
}

fn failure_named(id: &str) -> Option<Failure> {
    FAILURES.into_iter().find(|failure| failure.id() == id)
}

fn record(kind: Kind, text: &Text) -> Option<Record> {
    let plain = match (kind, text) {
        (Kind::Txt, Text::Plain(text)) => return Some(Record::Txt(text.clone().into_bytes())),
        (Kind::Txt, Text::Octets { base64 }) => return base64::decode(base64).map(Record::Txt),
        (_, Text::Plain(plain)) => plain.as_str(),
        (_, Text::Octets { .. }) => return None,
    };
    match kind {
        Kind::A => plain.parse().ok().map(Record::A),
        Kind::Aaaa => plain.parse().ok().map(Record::Aaaa),
        Kind::Mx => {
            let (preference, host) = plain.split_once(' ')?;
            Some(Record::Mx(preference.parse().ok()?, name::canonical(host)))
        }
        Kind::Ptr => Some(Record::Ptr(name::canonical(plain))),
        Kind::Txt => None,
    }
}
