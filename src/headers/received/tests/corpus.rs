//! Trace fields of the reference corpora, and another reader beside ours; skipped where they are absent.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::super::*;
use crate::headers::unfold;

fn corpora() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora"))
}

fn rows(file: &str) -> Option<Vec<Value>> {
    let json = std::fs::read(corpora().join("received").join(file)).ok()?;
    Some(serde_json::from_slice(&json).unwrap())
}

fn lower(text: Option<&str>) -> String {
    text.unwrap_or("").to_ascii_lowercase()
}

/// SpamAssassin writes `!192.0.2.1!` for the greeting `[192.0.2.1]`.
fn greeting(row: &Value) -> String {
    let helo = lower(row["helo"].as_str());
    match helo.strip_prefix('!').and_then(|h| h.strip_suffix('!')) {
        Some(literal) => format!("[{literal}]"),
        None => helo,
    }
}

#[test]
fn spamassassin_relays() {
    let Some(rows) = rows("spamassassin_rcvd.json") else { return };
    let relays: Vec<&Value> = rows.iter().filter(|row| row["kind"] == "relay").collect();
    assert_eq!(relays.len(), 56);
    let mut equal = [0; 6];
    for row in &relays {
        let hop = parse(row["input"].as_str().unwrap().as_bytes());
        let expected = &row["expected"];
        let ip = hop.ip.map(|ip| ip.to_string());
        let pairs = [
            (lower(ip.as_deref()), lower(expected["ip"].as_str())),
            (lower(hop.rdns.as_deref()), lower(expected["rdns"].as_str())),
            (lower(hop.helo.as_deref()), greeting(expected)),
            (lower(hop.by.as_deref()), lower(expected["by"].as_str())),
            (lower(hop.id.as_deref()), lower(expected["id"].as_str())),
            (lower(hop.envelope_from.as_deref()), lower(expected["envfrom"].as_str())),
        ];
        for (count, (ours, theirs)) in equal.iter_mut().zip(pairs) {
            *count += usize::from(ours == theirs);
        }
    }
    // Not equal: an address as reverse name, and a lone literal as greeting, which SpamAssassin copies.
    assert_eq!(equal, [56, 55, 55, 56, 56, 56]);
}

/// Fields where mail-parser's answer is not ours, by how the value begins, and why.
const DIFFERENT: &[(&str, &str, &str)] = &[
    ("from pl027.nas934", "date", "ctime read as the year 1915"),
    ("from root (helo=candygram", "with", "`local-esmtps` is narrowed to a closed list"),
    ("from root (helo=candygram", "from", "`root` is a local user, no host"),
    ("from 0 ([61.", "with", "`Microsoft SMTPSVC` is narrowed to SMTP"),
    ("from nodnsquery", "from", "the word says that there is no name"),
    ("from ([127.0.0.1]) with MailEnable", "with", "`MailEnable ESMTP` is narrowed"),
    ("from ([10.225.", "id", "cut at the slash"),
    ("from [193.220.", "date", "the zone PST is dropped"),
    ("by oak.ein.cz", "from", "`userid` of a comment is no host"),
    ("from www-data", "from", "a local user, no host"),
    ("(qmail 84907", "from", "`network` of a comment is no host"),
    ("from smtp.greyware.com", "date", "a year of two digits read as 1904"),
    ("(from vashugins", "from", "an envelope sender, no host"),
    ("(from vashugins", "date", "the zone PDT is dropped"),
    ("from no.name.available", "from", "the words say that there is no name"),
    ("from root (helo=localhost)", "with", "`local-bsmtp` is narrowed"),
    ("from root (helo=localhost)", "from", "a local user, no host"),
    ("from snake.corp", "date", "a year of two digits read as 1903"),
    ("from ([127.0.0.1:32923])", "id", "cut at the slash"),
    ("from  ([172.16.", "with", "`Microsoft SMTPSVC` is narrowed to SMTP"),
    ("from ([172.16.", "with", "`Microsoft SMTPSVC` is narrowed to SMTP"),
];

fn host(value: &Value) -> Option<String> {
    let host = value.get("Name").or_else(|| value.get("IpAddr"))?;
    host.as_str().map(str::to_ascii_lowercase)
}

fn epoch(date: &Value) -> Option<i64> {
    let n = |key: &str| date[key].as_i64();
    let days = crate::headers::date::days_from_civil(n("year")?, n("month")? as u32, n("day")? as u32);
    let offset = n("tz_hour")? * 3600 + n("tz_minute")? * 60;
    let sign = if date["tz_before_gmt"].as_bool()? { 1 } else { -1 };
    Some(days * 86_400 + n("hour")? * 3600 + n("minute")? * 60 + n("second")? + sign * offset)
}

/// Ours and theirs for every field that both know.
fn compared(hop: &Received<'_>, expected: &Value) -> Vec<(&'static str, bool)> {
    let is = |ours: Option<&str>, theirs: Option<String>| {
        theirs.is_none_or(|theirs| lower(ours) == theirs.to_ascii_lowercase())
    };
    let text = |key: &str| expected[key].as_str().map(str::to_owned);
    let ip = hop.ip.map(|ip| ip.to_string());
    let names = [hop.helo.as_deref(), hop.rdns.as_deref(), ip.as_deref()];
    let from = host(&expected["from"]).filter(|name| name != "unknown");
    let named = |name: &String| names.iter().any(|n| lower(*n).trim_matches(['[', ']']) == name);
    let cipher = hop.tls.as_ref().and_then(|tls| tls.cipher.as_deref());
    vec![
        ("from", from.is_none_or(|name| named(&name))),
        ("ip", is(ip.as_deref(), text("from_ip").map(|ip| ip.replace("::ffff:", "")))),
        ("rdns", is(hop.rdns.as_deref(), text("from_iprev"))),
        ("helo", is(hop.helo.as_deref(), host(&expected["helo"]))),
        ("by", is(hop.by.as_deref(), host(&expected["by"]))),
        ("with", is(hop.with.as_deref(), text("with"))),
        ("id", is(hop.id.as_deref(), text("id"))),
        ("for", is(hop.for_.as_deref(), text("for_"))),
        ("via", is(hop.via.as_deref(), text("via"))),
        ("tls", is(cipher, text("tls_cipher"))),
        ("date", hop.date.map(|date| date.epoch) == epoch(&expected["date"])),
    ]
}

#[test]
fn mail_parser_fields() {
    let Some(rows) = rows("stalwart_received.json") else { return };
    assert_eq!(rows.len(), 90);
    let mut different = Vec::new();
    for row in &rows {
        let raw = row["header"].as_str().unwrap();
        let hop = parse(raw.as_bytes());
        for (key, equal) in compared(&hop, &row["expected"]) {
            let explained = DIFFERENT.iter().any(|(start, field, _)| raw.starts_with(start) && *field == key);
            if !equal && !explained {
                different.push(format!("{key}: {raw}"));
            }
        }
    }
    assert!(different.is_empty(), "{different:#?}");
}

/// Unpacks an archive of messages into a new folder; `None` where it or `tar` is missing.
fn unpack(archive: &str) -> Option<tempfile::TempDir> {
    let archive = corpora().join(archive);
    let folder = tempfile::tempdir().ok()?;
    let tar = Command::new("tar").arg("-xJf").arg(archive).arg("-C").arg(folder.path()).output().ok()?;
    tar.status.success().then_some(folder)
}

/// The raw values of every trace field below a folder.
fn trace_fields(folder: &std::path::Path, found: &mut Vec<Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            trace_fields(&path, found);
            continue;
        }
        let bytes = std::fs::read(path).unwrap();
        let headers = crate::headers::parse(&bytes, &crate::headers::Limits::default());
        found.extend(headers.all("Received").map(|field| field.raw().to_vec()));
    }
}

/// mail-parser's client address.
fn second_opinion(raw: &[u8]) -> Option<IpAddr> {
    let mut line = unfold(raw).into_owned().into_bytes();
    line.push(b'\n');
    match mail_parser::parsers::MessageStream::new(&line).parse_received() {
        mail_parser::HeaderValue::Received(received) => received.from_ip.map(|ip| ip.to_canonical()),
        _ => None,
    }
}

/// Share of dialects not understood, and addresses that only mail-parser reads or reads differently.
fn survey(archive: &str) -> Option<(f64, Vec<String>)> {
    let folder = unpack(archive)?;
    let mut fields = Vec::new();
    trace_fields(folder.path(), &mut fields);
    let mut unknown = 0;
    let mut different = Vec::new();
    for raw in &fields {
        let hop = parse(raw);
        unknown += usize::from(hop.dialect == "unknown");
        let theirs = second_opinion(raw);
        if theirs.is_some() && theirs != hop.ip {
            different.push(format!("{theirs:?} {:?} {}", hop.ip, String::from_utf8_lossy(raw)));
        }
    }
    Some((unknown as f64 / fields.len() as f64, different))
}

#[test]
fn phishing_pot_is_understood() {
    let Some((unknown, different)) = survey("phishing_pot/headers-only-1600.tar.xz") else { return };
    assert!(unknown < 0.002, "{unknown}");
    // What mail-parser reads there as an address is the rest of a damaged one.
    let sound: Vec<&String> = different.iter().filter(|line| !line.contains("phishing@pot")).collect();
    assert!(sound.is_empty(), "{sound:#?}");
}

#[test]
fn old_mail_is_understood() {
    let Some((unknown, different)) = survey("spamassassin_public_corpus/messages-3070.tar.xz") else {
        return;
    };
    assert!(unknown < 0.005, "{unknown}");
    // Smail's `from H from [ip]`, a field in square brackets, SLMail's `by` before `from`.
    assert!(different.len() <= 5, "{different:#?}");
}
