//! Trace fields of every dialect, hostile ones, and the corpora.
#![allow(clippy::unwrap_used)]

mod corpus;
mod examples;

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

/// The date of the examples.
const DATE: &str = "Wed, 1 Jul 2026 10:00:05 +0200";
/// The same as seconds.
const EPOCH: i64 = 1_782_892_805;

/// One line that says everything that was read.
fn show(hop: &Received<'_>) -> String {
    let mut line = hop.dialect.to_owned();
    let mut part = |key: &str, value: Option<&str>| {
        if let Some(value) = value {
            write!(line, " · {key}={value}").unwrap();
        }
    };
    part("helo", hop.helo.as_deref());
    part("rdns", hop.rdns.as_deref());
    part("ip", hop.ip.map(|ip| ip.to_string()).as_deref());
    part("port", hop.port.map(|port| port.to_string()).as_deref());
    part("by", hop.by.as_deref());
    part("by_ip", hop.by_ip.map(|ip| ip.to_string()).as_deref());
    part("with", hop.with.as_deref());
    part("id", hop.id.as_deref());
    part("for", hop.for_.as_deref());
    part("via", hop.via.as_deref());
    part("env", hop.envelope_from.as_deref());
    let tls = |tls: &Tls<'_>| {
        format!("{}|{}", tls.version.as_deref().unwrap_or(""), tls.cipher.as_deref().unwrap_or(""))
    };
    part("tls", hop.tls.as_ref().map(tls).as_deref());
    let marks = [
        (hop.rdns_confirmed, "confirmed"),
        (hop.tls_absence_means_clear, "clear"),
        (hop.authenticated, "authenticated"),
        (hop.invented, "invented"),
    ];
    for (_, mark) in marks.iter().filter(|(set, _)| *set) {
        write!(line, " · {mark}").unwrap();
    }
    match hop.date {
        Some(date) if date.epoch == EPOCH => {}
        Some(date) => write!(line, " · date={}", date.to_rfc3339()).unwrap(),
        None => line.push_str(" · date=none"),
    }
    line
}

#[test]
fn examples_of_every_dialect() {
    for (raw, expected) in examples::EXAMPLES {
        let raw =
            raw.strip_suffix("; D").map_or_else(|| (*raw).to_owned(), |start| format!("{start}; {DATE}"));
        assert_eq!(show(&parse(raw.as_bytes())), *expected, "\n{raw}");
        let folded = format!(" {}", raw.replace("\r\n", " ").replace(' ', "\r\n\t "));
        let unfolded = show(&parse(folded.as_bytes()));
        assert_eq!(unfolded, *expected, "folded everywhere\n{raw}");
    }
}

#[test]
fn the_address_is_where_the_span_says() {
    for (raw, _) in examples::EXAMPLES {
        let hop = parse(raw.as_bytes());
        let (start, end) = (hop.ip_span.0 as usize, hop.ip_span.1 as usize);
        match hop.ip {
            Some(ip) => {
                let written: std::net::IpAddr = raw[start..end].parse().unwrap();
                assert_eq!(written.to_canonical(), ip, "{raw}");
            }
            None => assert_eq!(hop.ip_span, (0, 0), "{raw}"),
        }
    }
}

#[test]
fn borrows_what_is_not_folded() {
    let raw = b"from a.example (b.example [192.0.2.1]) by c.example with Microsoft SMTP\r\n Server id 1; x";
    let hop = parse(raw);
    for value in [&hop.helo, &hop.rdns, &hop.by, &hop.with, &hop.id] {
        assert!(matches!(value, None | Some(Cow::Borrowed(_))), "{value:?}");
    }
    assert_eq!(hop.with.as_deref(), Some("Microsoft SMTP Server"));
}

#[test]
fn long_and_broken_values_end_soon() {
    let long = [
        "from ".repeat(100_000),
        format!("from a.example (b.example [192.0.2.1]) by {} ; {DATE}", "x ".repeat(100_000)),
        "(".repeat(200_000),
        format!("from x ({}", "[".repeat(200_000)),
        format!("from x ({})", "(a".repeat(10_000)),
        ";".repeat(200_000),
        "\"<[(".repeat(50_000),
    ];
    for raw in &long {
        let _ = parse(raw.as_bytes());
    }
    assert_eq!(parse(long[1].as_bytes()).date.map(|d| d.epoch), Some(EPOCH));
    for raw in [
        &b""[..],
        b";",
        b"(",
        b"[",
        b"<",
        b"from",
        b"by",
        b"from [",
        b"from (",
        b"\xff\xfe from \xff by \xff",
    ] {
        let _ = parse(raw);
    }
}

fn inside(raw: &[u8]) -> bool {
    let span = parse(raw).ip_span;
    span.0 <= span.1 && span.1 as usize <= raw.len()
}

/// Text made of the pieces that trace fields are made of.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "(from|by|with|id|for|via|tls|envelope-from|HELO|EHLO|helo=|port=|unknown|encrypted|SMTP|ESMTPSA)",
        r"[\[\]()<>;:,@.=?%/ \r\n\t\x22\\-]",
        "(192\\.0\\.2\\.1|2001:db8::1|::ffff:192\\.0\\.2\\.1|IPv6:|fe80::1%4)",
        "(using TLSv1 with cipher X|version=TLS1_3, cipher=X|Postfix|Exim 4|8.1.1/8|qmail 1 invoked|Microsoft SMTP Server)",
        "[a-z0-9.]{1,8}",
        "(1 Jul 2026|10:00:05|[+]0200|Wed,)",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.join(" ").replace(" .", "."))
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(raw in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(inside(&raw));
    }

    #[test]
    fn field_like_text_never_panics(raw in pieces(), glued in any::<bool>()) {
        let raw = if glued { raw.replace(' ', "") } else { raw };
        prop_assert!(inside(raw.as_bytes()));
    }
}
