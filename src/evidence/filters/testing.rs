//! What the tests of the decoders share: a message and its route, and the checks that many products need.

#![allow(clippy::unwrap_used)]

use std::borrow::Cow;

use super::{Context, Decoder, Reading, Role, Verdict};
use crate::evidence::authentication::Authentication;
use crate::evidence::providers;
use crate::evidence::route::{Gateway, Hop, HopTrust, Platform, Route};
use crate::evidence::trust::Trust;
use crate::headers::Headers;
use crate::headers::received::Received;
use crate::settings::Settings;

/// A route whose trusted hops are `hosts`, newest first, written by the first `Received` fields of the message.
pub(super) fn route<'m>(headers: &Headers<'m>, platform: Platform, hosts: &[&'static str]) -> Route<'m> {
    let mut fields: Vec<u32> = headers.all("Received").map(|f| f.index()).collect();
    fields.truncate(hosts.len());
    let hops: Vec<Hop<'m>> = fields
        .iter()
        .zip(hosts)
        .rev()
        .enumerate()
        .map(|(i, (field, host))| Hop {
            field: *field,
            received: Received {
                by: Some(Cow::Borrowed(*host)),
                ip: Some("192.0.2.10".parse().unwrap()),
                ..Received::default()
            },
            trust: if i == 0 { HopTrust::Border } else { HopTrust::Trusted },
            delay: None,
            exlibris: None,
            flags: Vec::new(),
        })
        .collect();
    let gateways = if hops.len() > 1 {
        let product = providers::by_receiving_host(hosts[hosts.len() - 1]).and_then(|p| p.product);
        vec![Gateway { hop: 0, name: Cow::Borrowed(hosts[hosts.len() - 1]), product }]
    } else {
        Vec::new()
    };
    Route {
        border: (!hops.is_empty()).then_some(0),
        border_field: fields.last().copied(),
        hops,
        platform,
        gateways,
        undeclared_gateway: None,
    }
}

/// Runs one decoder over a header section.
pub(super) fn run<'m>(
    decoder: &Decoder,
    message: &'m str,
    platform: Platform,
    hosts: &[&'static str],
) -> Vec<Reading<'m>> {
    let headers = crate::headers::parse(message.as_bytes(), &crate::headers::Limits::default());
    let route = route(&headers, platform, hosts);
    let authentication = Authentication::default();
    let settings = Settings::default();
    let context =
        Context { headers: &headers, route: &route, authentication: &authentication, settings: &settings };
    let mut readings = Vec::new();
    (decoder.decode)(&context, &mut readings);
    readings
}

/// A header section with two `Received` fields above `fields`.
pub(super) fn message(fields: &str) -> String {
    format!("Received: newest\r\nReceived: older\r\nFrom: a@example.org\r\n{fields}\r\n\r\n")
}

/// Checks what every decoder must hold: field and code tables filled, no panic and no reading on nothing.
pub(super) fn check_tables(decoder: &Decoder) {
    assert!(!decoder.fields.is_empty());
    for field in decoder.fields {
        assert!(!field.name.is_empty() && !field.source.is_empty(), "{}", field.name);
        assert!(field.about.ends_with('.'), "{}: {}", decoder.id, field.about);
    }
    for code in decoder.codes {
        assert!(!code.name.is_empty() && !code.source.is_empty(), "{}", code.name);
        assert!(code.meaning.ends_with('.'), "{}: {}", decoder.id, code.meaning);
    }
    assert!(run(decoder, "Subject: x\r\n\r\n", Platform::Other, &[]).is_empty());
    for junk in
        ["", " ", ";", "=", "\u{fffd}", "\"", ",,,", "=?utf-8?q?=ff?=", "é:é=é;é", "-", "(", "[", "1e999"]
    {
        for field in decoder.fields {
            let name = field.name.replace('*', "Brand");
            let text = message(&format!("{name}: {junk}"));
            let _ = run(decoder, &text, Platform::Microsoft, &["mx1.example.edu"]);
        }
    }
}

/// Checks fields that judge nothing: the fields, the code that they give, its value, and whether it is explained.
pub(super) fn shows_facts(decoder: &Decoder, rows: &[(&str, &str, &str, bool)]) {
    for &(fields, code, value, explained) in rows {
        let text = message(fields);
        let readings = run(decoder, &text, Platform::Other, &["mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic), "{fields}");
        let found = reading.codes.iter().find(|c| c.name == code).map(|c| (&*c.value, c.meaning.is_some()));
        assert_eq!(found, Some((value, explained)), "{fields}");
    }
}

/// Checks the marks that a list leaves: one reading of explained facts, each with its code, value, and whether it is
/// personal.
pub(super) fn leaves_marks(decoder: &Decoder, fields: &str, expected: &[(&str, &str, bool)]) {
    let text = message(fields);
    let readings = run(decoder, &text, Platform::Other, &["mx1.example.edu"]);
    let [reading] = &readings[..] else { panic!("{readings:?}") };
    assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
    let found: Vec<_> = reading.codes.iter().map(|c| (&*c.name, &*c.value, c.personal)).collect();
    assert_eq!(found, expected);
    assert!(reading.codes.iter().all(|c| c.meaning.is_some()), "{reading:?}");
}

/// Checks that fields which others write too leave nothing.
pub(super) fn leaves_nothing(decoder: &Decoder, rows: &[&str]) {
    for fields in rows {
        let text = message(fields);
        assert!(run(decoder, &text, Platform::Other, &[]).is_empty(), "{fields}");
    }
}

/// Checks that fields have `trust` where `host` received the message, and none in a mailbox of another platform.
pub(super) fn counts_only_at(decoder: &Decoder, fields: &str, host: &'static str, trust: Trust) {
    let text = message(fields);
    let readings = run(decoder, &text, Platform::Other, &[host]);
    assert_eq!(readings[0].trust, trust);
    let readings = run(decoder, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
    assert_eq!(readings[0].trust, Trust::SenderSupplied);
}
