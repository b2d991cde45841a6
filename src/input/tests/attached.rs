//! Messages inside messages: reports, bounces, digests, wrappers, and hostile structure.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use super::super::attached::{Carried, find};
use super::super::{Container, Folder, Origin, RawMessage};
use crate::headers::Carrier;

const INNER: &str =
    "Received: from a by b; Mon, 2 Mar 2026 09:00:00 +0000\nFrom: circ@example.edu\nSubject: inner\n\ntext\n";

fn raw(bytes: &[u8]) -> RawMessage<'_> {
    let origin = Origin {
        path: "box".into(),
        container: Container::Mbox,
        number: 7,
        offset: Some(1000),
        length: Some(bytes.len() as u64),
        inside: None,
        folder_name: Some((Folder::Junk, "Junk".into())),
        cut: false,
    };
    RawMessage { bytes, origin, carried: Vec::new(), enclosed: Vec::new() }
}

fn texts(carried: &Carried<'_>) -> Vec<String> {
    carried.messages.iter().map(|m| String::from_utf8_lossy(&m.bytes).into_owned()).collect()
}

fn multipart(subtype: &str, parts: &[String]) -> String {
    let parts: String = parts.iter().map(|part| format!("--b\n{part}\n")).collect();
    format!(
        "From: x@example.org\nContent-Type: multipart/{subtype};\n boundary=\"b\"\n\npreamble\n{parts}--b--\nepilogue\n"
    )
}

fn rfc822(inner: &str) -> String {
    format!("Content-Type: message/rfc822\n\n{inner}")
}

#[test]
fn a_reported_message() {
    let text = multipart("mixed", &["\nsee attached".to_owned(), rfc822(INNER), rfc822(INNER)]);
    for text in [text.clone(), text.replace('\n', "\r\n"), text.replace('\n', "\r")] {
        let carried = find(&raw(text.as_bytes()));
        assert_eq!(carried.messages.len(), 2);
        assert!(carried.status.is_empty());
        for (i, message) in carried.messages.iter().enumerate() {
            assert!(matches!(message.bytes, Cow::Borrowed(_)));
            assert!(
                message.bytes.starts_with(b"Received:") && message.bytes.trim_ascii_end().ends_with(b"text")
            );
            let origin = &message.origin;
            assert_eq!(
                (origin.number, origin.inside, origin.container),
                (i as u64 + 1, Some(7), Container::Eml)
            );
            let offset = origin.offset.unwrap() as usize - 1000;
            assert_eq!(&text.as_bytes()[offset..offset + origin.length.unwrap() as usize], &*message.bytes);
            assert_eq!(origin.folder_name.as_ref().map(|f| f.0), Some(Folder::Junk));
        }
    }
}

#[test]
fn encoded_messages_and_files() {
    let base64 = "UmVjZWl2ZWQ6IGZyb20gYSBieSBiOyBNb24sIDIgTWFyIDIwMjYgMDk6MDA6MDAgKzAwMDAKRnJv\n\
                  bTogY2lyY0BleGFtcGxlLmVkdQpTdWJqZWN0OiBpbm5lcgoKdGV4dAo=\n";
    let quoted = INNER.replace("inner", "in=\nner").replace("text", "te=78t");
    for part in [
        format!("Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{base64}"),
        format!("Content-Type: message/global\nContent-Transfer-Encoding: Quoted-Printable\n\n{quoted}"),
        format!(
            "Content-Type: application/octet-stream;\n name=\"a b.EML\"\nContent-Transfer-Encoding: base64\n\n{base64}"
        ),
        format!(
            "Content-Type: text/plain\nContent-Disposition: attachment;\n\tfilename*=utf-8''n%20.eml\n\n{INNER}"
        ),
    ] {
        let text = multipart("mixed", &[part]);
        let carried = find(&raw(text.as_bytes()));
        assert_eq!(texts(&carried), [INNER], "{text}");
        let decoded = matches!(carried.messages[0].bytes, Cow::Owned(_));
        assert_eq!(carried.messages[0].origin.offset.is_none(), decoded);
    }
    let not = "Content-Type: text/plain; name=x.eml\n\njust a text: no message\n".to_owned();
    assert!(find(&raw(multipart("mixed", &[not]).as_bytes())).messages.is_empty());
}

#[test]
fn a_bounce() {
    let status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.edu\n\n\
                  Final-Recipient: rfc822; bob@example.edu\nAction: failed\nStatus: 5.7.1\n\
                  Diagnostic-Code: smtp; 550 5.7.1\n  rejected by policy\n";
    let headers = "Content-Type: text/rfc822-headers\n\nReceived: from a by b\nFrom: circ@example.edu\n";
    let text = multipart(
        "report; report-type=delivery-status",
        &["\nSorry.\n".into(), status.into(), headers.into()],
    );
    let carried = find(&raw(text.as_bytes()));
    assert_eq!(carried.messages.len(), 1);
    assert_eq!(carried.messages[0].origin.container, Container::Headers);
    let names: Vec<&[u8]> = carried.status.iter().map(|f| f.name).collect();
    assert_eq!(names, [&b"Reporting-MTA"[..], b"Final-Recipient", b"Action", b"Status", b"Diagnostic-Code"]);
    assert_eq!(carried.messages[0].carried, carried.status);
    for field in &carried.status {
        assert_eq!(field.carrier, Carrier::DeliveryStatus);
        let line = text.lines().nth(field.line as usize - 1).unwrap();
        assert!(line.as_bytes().starts_with(field.name), "{line}");
    }
    assert!(carried.status[4].value.ends_with(b"550 5.7.1\n  rejected by policy"));
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(find(&raw(crlf.as_bytes())).status[4].line, carried.status[4].line);
}

#[test]
fn the_wrapping_of_spamassassin() {
    for part in [
        "Content-Type: message/rfc822; x-spam-type=original\nContent-Description: original message before SpamAssassin",
        "Content-Type: text/plain; x-spam-type=original\nContent-Description: original message before SpamAssassin",
    ] {
        let text = multipart("mixed", &["\nreport\n".into(), format!("{part}\n\n{INNER}")]);
        let text = format!("X-Spam-Flag: YES\nX-Spam-Status: Yes, score=9.1\n\ttests=A,B\n{text}");
        let carried = find(&raw(text.as_bytes()));
        assert_eq!(carried.messages.len(), 1);
        let fields = &carried.messages[0].carried;
        assert_eq!(fields.len(), 2);
        assert_eq!((fields[1].name, fields[1].line), (&b"X-Spam-Status"[..], 2));
        assert_eq!(fields[1].carrier, Carrier::SpamAssassinWrapper);
    }
}

#[test]
fn nested_messages_count_within_their_carrier() {
    let inner =
        multipart("mixed", &[rfc822(INNER), rfc822(INNER)]).replace("--b", "--c").replace("\"b\"", "\"c\"");
    let text = multipart("mixed", &[rfc822(&inner), rfc822(INNER)]);
    let carried = find(&raw(text.as_bytes()));
    let numbers: Vec<_> = carried.messages.iter().map(|m| (m.origin.number, m.origin.inside)).collect();
    assert_eq!(numbers, [(1, Some(7)), (1, Some(1)), (2, Some(1)), (2, Some(7))]);
    let offset = carried.messages[2].origin.offset.unwrap() as usize - 1000;
    assert!(text[offset..].starts_with("Received:"));
    assert!(offset > text.find("Received:").unwrap());
    let mut deep = INNER.to_owned();
    for _ in 0..50 {
        deep = format!("Subject: x\nContent-Type: message/rfc822\n\n{deep}");
    }
    assert_eq!(find(&raw(deep.as_bytes())).messages.len(), 4);
}

#[test]
fn a_digest() {
    let text = multipart("digest", &[format!("\n{INNER}"), format!("\n{INNER}"), rfc822(INNER)]);
    assert_eq!(find(&raw(text.as_bytes())).messages.len(), 3);
    let text = multipart("mixed", &[format!("\n{INNER}")]);
    assert_eq!(find(&raw(text.as_bytes())).messages.len(), 0);
}

#[test]
fn bounces_in_plain_text() {
    for words in [
        "--- Below this line is a copy of the message.\n",
        "------ This is a copy of the message, including all the headers. ------\n",
        "   ----- Unsent message follows -----",
        "Message headers follow.\n\n",
    ] {
        let text = format!(
            "Return-Path: <>\nFrom: MAILER-DAEMON@example.edu\n\nHi. This is a program.\n\n{words}\n{INNER}"
        );
        let carried = find(&raw(text.as_bytes()));
        assert_eq!(texts(&carried), [INNER], "{words}");
        let reply = text.replace("<>", "<a@example.org>").replace("MAILER-DAEMON", "bob");
        assert!(find(&raw(reply.as_bytes())).messages.is_empty());
    }
}

#[test]
fn ordinary_messages_carry_nothing() {
    for text in [
        "",
        "\n",
        "From: a\n",
        INNER,
        "Content-Type: text/html\n\n<p>message/rfc822",
        "Content-Type: multipart/mixed\n\n--\n--\n",
        "Content-Type: multipart/mixed; boundary=\n\n--\nContent-Type: message/rfc822\n\nFrom: a\n",
        "Content-Type: multipart/mixed; boundary=\"\"\n\n--\nContent-Type: message/rfc822\n\nFrom: a\n",
        "X: y\n\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nFrom: a\n",
        "Content-Type: multipart/mixed; boundary=b",
        "Content-Type: multipart/mixed; boundary=b\n\n--b",
        "Content-Type:",
        "Content-Type: multipart/mixed; boundary=\"b\\",
        "Content-Type: message/rfc822",
        "Content-Type: multipart/",
    ] {
        assert!(find(&raw(text.as_bytes())).messages.is_empty(), "{text:?}");
    }
    let unlike = multipart(
        "mixed",
        &["Content-Type: text/plain\n\n--bb\nContent-Type: message/rfc822\n\nFrom: a\n".into()],
    );
    assert!(find(&raw(unlike.as_bytes())).messages.is_empty());
}

#[test]
fn a_missing_end_is_no_obstacle() {
    let text = multipart("mixed", &[rfc822(INNER)]);
    let text = text.split("\n--b--").next().unwrap();
    let mut carrier = raw(text.as_bytes());
    assert_eq!(find(&carrier).messages.len(), 1);
    carrier.origin.cut = true;
    let carried = find(&carrier);
    assert_eq!((carried.messages[0].origin.cut, carried.messages[0].origin.length), (true, None));
}

#[test]
fn hostile_structure_takes_linear_time() {
    let long = "b".repeat(10_000);
    let mut nested = String::from("Content-Type: multipart/mixed; boundary=0\n\n");
    for i in 0..20_000 {
        nested += &format!("--{i}\nContent-Type: multipart/mixed; boundary={}\n\n", i + 1);
    }
    let texts = [
        nested,
        format!("Content-Type: multipart/mixed; boundary={long}\n\n{}", format!("--{long}\n").repeat(200)),
        format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n".repeat(500_000)),
        format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "\n--".repeat(700_000)),
        format!(
            "Content-Type: multipart/mixed; boundary=b\n\n{}",
            "--b\nContent-Type: message/delivery-status\n\nA: b\n".repeat(40_000)
        ),
        format!(
            "Content-Type: multipart/mixed; boundary=b\n\n{}",
            "--b\nContent-Type: message/rfc822\n\nFrom: a\n\n".repeat(40_000)
        ),
        format!("Content-Type: multipart/mixed; {}", ";x=\"".repeat(500_000)),
        format!(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822{}",
            ";name=\"".repeat(300_000)
        ),
        "Content-Type:\n".repeat(150_000),
        format!("Return-Path: <>\n\n{}", "original message\n".repeat(100_000)),
    ];
    for text in texts {
        let begun = Instant::now();
        let carried = find(&raw(text.as_bytes()));
        assert!(carried.messages.len() <= 1000);
        assert!(begun.elapsed() < Duration::from_secs(3), "{}: {:?}", &text[..60], begun.elapsed());
    }
}
