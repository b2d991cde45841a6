//! Messages that attack the reader: small ones; the huge ones are made while the tests run.

use super::letter::{EU1, Mail};
use super::microsoft::Microsoft;

/// File name, content.
pub fn files() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("terminal-escapes.eml", terminal_escapes()),
        ("bidi-overrides.eml", bidi_overrides()),
        ("nul-bytes.eml", nul_bytes()),
        ("formula-cells.eml", formula_cells()),
        ("deep-comments.eml", deep_comments()),
        ("cut-off-in-header.eml", cut_off()),
        ("comment-injection.eml", comment_injection()),
        ("duplicate-from.eml", duplicate_from()),
        ("encoded-escapes.eml", encoded_escapes()),
        ("eight-bit.eml", eight_bit()),
        ("no-colon-lines.eml", no_colon_lines()),
        ("bare-returns.eml", bare_returns()),
    ]
}

fn letter(number: u32) -> Mail {
    Mail::alma(400 + number).through(&EU1)
}

fn sent(mail: Mail) -> Mail {
    mail.microsoft365(&Microsoft::spoof(EU1))
}

fn terminal_escapes() -> Vec<u8> {
    let mail = letter(1)
        .from("\x1b]0;owned\x07Library <circ\x1b[2J@library.example.edu>")
        .subject("\x1b[31mOverdue\x1b[0m \u{9b}31m\x08\x08\x08paid\x7f")
        .to("bob\x1b[1A@example.edu")
        .field("X-Proofpoint-Spam-Details", "rule=\x1b]8;;http://example.net\x1b\\notspam score=0")
        .field("X-Mailer", "\x1bP1$r\x1b\\");
    let hop = "Received: from \x1b[41mmailrelay1.eu.exlibrisgroup.com (x\x1b[0m [192.0.2.21]) by \x1b[5mmx.example.net with ESMTP id \x1b[8m1; Mon, 02 Mar 2026 09:00:00 +0000";
    sent(mail.top_line(hop)).bytes()
}

fn bidi_overrides() -> Vec<u8> {
    let mail = letter(2)
        .from("\u{202e}yrarbiL <circ@library.example.edu>")
        .subject("Invoice \u{202e}fdp.exe\u{202c} \u{2066}hidden\u{2069} \u{200f}\u{061c}")
        .field("Message-ID", "<\u{202d}1@example.net>");
    sent(mail.top_line("Received: from \u{202e}ude.elpmaxe (h [192.0.2.21]) by mx.example.net with ESMTP id 1; Mon, 02 Mar 2026 09:00:00 +0000")).bytes()
}

fn nul_bytes() -> Vec<u8> {
    let mail = letter(3)
        .from("Lib\0rary <circ\0@library.example.edu>")
        .subject("Over\0due\0")
        .field("X-Spam-Status", "Yes\0, score=9\0.0 required=5.0 tests=\0NONE")
        .body("body\0with\0nul\n");
    sent(mail).bytes()
}

fn formula_cells() -> Vec<u8> {
    let mail = letter(4)
        .from("=cmd|' /C calc'!A1 <circ@library.example.edu>")
        .envelope("+1@example.edu")
        .to("-2+3@example.edu")
        .subject("=HYPERLINK(\"http://example.net\",\"click\")")
        .field("Message-ID", "@SUM(1+1)*cmd|' /C calc'!A0")
        .field("Reply-To", "\t=1+1@example.edu");
    sent(mail).bytes()
}

fn deep_comments() -> Vec<u8> {
    let open = "(".repeat(2000);
    let close = ")".repeat(2000);
    let mail = letter(5)
        .from(&format!("{open}x{close} <circ@library.example.edu>"))
        .field(
            "Authentication-Results",
            format!("mx1.example.edu {open}; spf=pass {close} smtp.mailfrom=a@example.edu"),
        )
        .field("Received-SPF", format!("pass {open} client-ip=192.0.2.21"));
    let hop = format!(
        "Received: from h {open}[192.0.2.21]{close} by mx.example.net {open} with ESMTP id 1; Mon, 02 Mar 2026 09:00:00 +0000"
    );
    sent(mail.top_line(&hop)).bytes()
}

fn cut_off() -> Vec<u8> {
    let mut bytes = sent(letter(6)).bytes();
    let end = bytes.windows(9).position(|w| w == b"\nSubject:").unwrap() + 14;
    bytes.truncate(end);
    bytes
}

fn comment_injection() -> Vec<u8> {
    let hop = "Received: from [192.0.2.21] (mailrelay1.eu.exlibrisgroup.com [192.0.2.21]) (evil.example.net (203.0.113.66) by\n AM4PEPF00099.mail.protection.outlook.com (10.167.16.9) with Microsoft SMTP\n Server id 15.20.9611.9 via Frontend Transport; Mon, 02 Mar 2026 09:00:00 +0000";
    let postfix = "Received: from relay([192.0.2.21])by=mx1.example.edu(x (unknown [203.0.113.66])\n\tby mx1.example.edu (Postfix) with ESMTP id 4Xy; Mon, 02 Mar 2026 09:00:02 +0000";
    letter(7).top_line(hop).top_line(postfix).bytes()
}

fn duplicate_from() -> Vec<u8> {
    let mail = sent(letter(8)).below(&[
        "From: Ex Libris <alma@exlibrisgroup.com>",
        "from: <third@example.net>, \"=1+1\" <fourth@example.net>",
        "Return-Path: <>",
        "Date: not a date",
        "Subject:",
    ]);
    mail.bytes()
}

fn encoded_escapes() -> Vec<u8> {
    let mail = letter(9)
        .from("=?utf-8?q?=1B[31mLibrary=1B[0m_=E2=80=AE?= <circ@library.example.edu>")
        .subject("=?utf-8?b?G10wO293bmVkBw==?= =?utf-8?q?=3D1+1=00=0D=0AX-Injected:_yes?= =?unknown-8bit?q?=9B31m?=")
        .field("X-Gmail-Labels", "=?UTF-8?Q?Spam,=1B[2J?=");
    sent(mail).bytes()
}

fn eight_bit() -> Vec<u8> {
    let mut bytes = sent(
        letter(10).from("Bibliothek BIBTOKEN <circ@library.example.edu>").subject("BIBTOKEN f\u{00e4}llig"),
    )
    .bytes();
    for (i, window) in find_all(&bytes, b"BIBTOKEN").into_iter().enumerate() {
        bytes[window..window + 8].copy_from_slice(if i == 0 {
            b"\xfcber\xff\xfe\x80x"
        } else {
            b"\xc3\x28\xe2\x82ab\x9b1"
        });
    }
    bytes
}

fn no_colon_lines() -> Vec<u8> {
    let mail = sent(letter(11)).below(&[
        "this line has no colon",
        "   \t ",
        ":",
        "Name with spaces : value",
        "X-Empty:",
        " folded after empty",
    ]);
    mail.bytes()
}

fn bare_returns() -> Vec<u8> {
    let bytes = letter(12).subject("Courtesy\rnotice\rInjected: yes").bytes();
    bytes.into_iter().map(|b| if b == b'\t' { b'\r' } else { b }).collect()
}

fn find_all(bytes: &[u8], needle: &[u8]) -> Vec<usize> {
    (0..bytes.len().saturating_sub(needle.len())).filter(|i| bytes[*i..].starts_with(needle)).collect()
}
