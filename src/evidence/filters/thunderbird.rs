//! Thunderbird and IMAP keywords: what the recipient's own program or hand marked.

use super::corroborate::{any_present, client_trust, hashes};
use super::doc::Known;
use super::{By, Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Role, Verdict};
use crate::evidence::trust::Trust;
use crate::headers::FieldRef;
use crate::input::Folder;

const ID: &str = "thunderbird";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Thunderbird and IMAP keywords",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    product: Some(("thunderbird", "Thunderbird")),
    by: By::Recipient,
    about: "Thunderbird does not mark mail of senders in an address book as junk, where so set.",
    steps: &[
        "Add the address in From to an address book, and choose that book in Account Settings > Junk Settings (\"Do not automatically mark mail as junk if the sender is in\").",
        "Mark the message as not junk.",
    ],
    caution: "It acts in this mail program only, not on the server or in other programs.",
    ..Exemption::documented("Mozilla Support: Thunderbird and Junk / Spam Messages")
};

const REGISTRY: Known = Known::documented("RFC 9051 section 2.3.2 and the IANA registry of IMAP keywords");
const SEEN: Known = Known::observed("observed in Thunderbird mailboxes");
const BITS: Known = Known::documented("Mozilla: nsMsgMessageFlags");
const MBOX: Known = Known::observed("observed in mbox files of mail servers");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Mozilla-Keys", "Keywords of the message in a local mailbox."),
    REGISTRY.field("X-Keywords", "IMAP keywords, written by Dovecot and download tools."),
    BITS.field("X-Mozilla-Status", "State of the message as bits; none of them is for junk."),
    BITS.field("X-Mozilla-Status2", "More state of the message as bits; none of them is for junk."),
    MBOX.field("Status", "State of the message as letters: R read, O not new."),
    MBOX.field("X-Status", "State of the message as letters: A answered, F flagged, D deleted, T draft."),
];

const MOVED: &str = "moved to the junk folder where the program is set to do so";

const CODES: &[CodeDoc] = &[
    REGISTRY.code("keyword", "Junk", "The program or the recipient marked it as junk.", MOVED),
    REGISTRY.code("keyword", "$Junk", "The program or the recipient marked it as junk.", MOVED),
    REGISTRY.code("keyword", "$Phishing", "The program or the recipient marked it as phishing.", MOVED),
    REGISTRY.code("keyword", "NonJunk", "The program or the recipient marked it as not junk.", ""),
    REGISTRY.code("keyword", "$NotJunk", "The program or the recipient marked it as not junk.", ""),
    REGISTRY.code("keyword", "$Forwarded", "The recipient forwarded it.", ""),
    REGISTRY.code("keyword", "$MDNSent", "A receipt was sent.", ""),
    REGISTRY.code("keyword", "$Important", "Marked as important.", ""),
    BITS.code("Mozilla-Status", "0001", "The recipient read it.", ""),
    BITS.code("Mozilla-Status", "0002", "The recipient answered it.", ""),
    BITS.code("Mozilla-Status", "0004", "The recipient flagged it.", ""),
    BITS.code("Mozilla-Status", "0008", "The recipient deleted or moved it.", ""),
    BITS.code("Mozilla-Status", "0010", "The subject begins with Re.", ""),
    BITS.code("Mozilla-Status", "0020", "Its thread is folded up.", ""),
    BITS.code("Mozilla-Status", "0080", "It is kept for reading offline.", ""),
    BITS.code("Mozilla-Status", "0100", "Its thread is watched.", ""),
    BITS.code("Mozilla-Status", "0200", "The sender was authenticated.", ""),
    BITS.code("Mozilla-Status", "0400", "Only a part of it was fetched.", ""),
    BITS.code("Mozilla-Status", "0800", "It waits to be sent.", ""),
    BITS.code("Mozilla-Status", "1000", "The recipient forwarded it.", ""),
    BITS.code("Mozilla-Status", "2000", "The recipient redirected it.", ""),
    BITS.code("Mozilla-Status2", "00010000", "It is new.", ""),
    BITS.code("Mozilla-Status2", "00040000", "Its thread is ignored.", ""),
    BITS.code("Mozilla-Status2", "00200000", "It was deleted on the server.", ""),
    BITS.code("Mozilla-Status2", "00400000", "A receipt is asked for.", ""),
    BITS.code("Mozilla-Status2", "00800000", "A receipt was sent.", ""),
    BITS.code("Mozilla-Status2", "01000000", "It is a template.", ""),
    BITS.code("Mozilla-Status2", "10000000", "It has an attachment.", ""),
    MBOX.code("Status", "R", "The recipient read it.", ""),
    MBOX.code("Status", "O", "It was seen in the mailbox before.", ""),
    MBOX.code("Status", "A", "The recipient answered it.", ""),
    MBOX.code("Status", "F", "The recipient flagged it.", ""),
    MBOX.code("Status", "D", "The recipient deleted it.", ""),
    MBOX.code("Status", "T", "It is a draft.", ""),
];

const KEYWORDS: [u32; 2] = hashes(["X-Mozilla-Keys", "X-Keywords"]);
const STATES: [u32; 4] = hashes(["X-Mozilla-Status", "X-Mozilla-Status2", "Status", "X-Status"]);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    if any_present(headers, &KEYWORDS) {
        for field in headers.all("X-Mozilla-Keys").chain(headers.all("X-Keywords")).take(4) {
            readings.extend(keywords(field, client_trust(context, field.index())));
        }
    }
    if any_present(headers, &STATES) {
        readings.extend(states(context));
    }
}

fn row(name: &str, value: &str) -> Option<&'static CodeDoc> {
    CODES.iter().find(|c| c.name == name && c.value.eq_ignore_ascii_case(value))
}

/// A reading only when a keyword speaks of junk.
fn keywords<'m>(field: FieldRef<'_, 'm>, trust: Trust) -> Option<Reading<'m>> {
    let text = field.decoded();
    let mut reading = Reading::new(ID, trust, Role::Placement);
    if trust == Trust::SenderSupplied {
        reading.role = Role::SenderSide;
    }
    for word in text.split_ascii_whitespace().take(200) {
        let Some(known) = row("keyword", word) else {
            reading.codes.push(Code::new("keyword", super::corroborate::part_of(&text, word), None));
            continue;
        };
        let verdict = match known.value {
            "$Phishing" => Verdict::Phish,
            "Junk" | "$Junk" => Verdict::Spam,
            "NonJunk" | "$NotJunk" => Verdict::NotSpam,
            _ => Verdict::Unknown,
        };
        reading.verdict = reading.verdict.min(verdict);
        reading.codes.push(Code::new("keyword", known.value, Some(known.meaning)));
    }
    if reading.verdict.is_bad() {
        reading.folder = Some(Folder::Junk);
    }
    reading.places.push(field.place());
    (reading.verdict != Verdict::Unknown).then_some(reading)
}

/// What the program recorded about the message besides: one reading without a verdict.
fn states<'m>(context: &Context<'_, 'm>) -> Option<Reading<'m>> {
    let headers = context.headers;
    let mut codes = Vec::new();
    let mut places = Vec::new();
    let mut add = |name: &'static str, read: fn(&str, &mut Vec<Code<'m>>)| {
        // Only what stands above everything that was transmitted is the recipient's.
        let own = |f: &FieldRef<'_, 'm>| client_trust(context, f.index()) == Trust::Trusted;
        let Some(field) = headers.first(name).filter(own) else { return };
        let before = codes.len();
        read(&field.decoded(), &mut codes);
        if codes.len() > before {
            places.push(field.place());
        }
    };
    add("X-Mozilla-Status", |text, codes| bits("Mozilla-Status", text, codes));
    add("X-Mozilla-Status2", |text, codes| bits("Mozilla-Status2", text, codes));
    add("Status", letters);
    add("X-Status", letters);
    if codes.is_empty() {
        return None;
    }
    let mut reading = Reading::new(ID, Trust::Trusted, Role::Diagnostic);
    (reading.codes, reading.places) = (codes, places);
    Some(reading)
}

/// Every known bit that is set.
fn bits(name: &str, text: &str, codes: &mut Vec<Code<'_>>) {
    let Ok(value) = u32::from_str_radix(text.trim(), 16) else { return };
    let rows = CODES.iter().filter(|c| c.name == name);
    let set = rows.filter(|c| u32::from_str_radix(c.value, 16).is_ok_and(|bit| value & bit != 0));
    codes.extend(set.map(|c| Code::new(c.name, c.value, Some(c.meaning))));
}

fn letters(text: &str, codes: &mut Vec<Code<'_>>) {
    let text = text.trim();
    if text.len() > 8 || !text.bytes().all(|b| b.is_ascii_uppercase()) {
        return;
    }
    let row = |letter| CODES.iter().find(|c| c.name == "Status" && c.value.as_bytes() == [letter]);
    let known = text.bytes().filter_map(row);
    codes.extend(known.map(|c| Code::new(c.name, c.value, Some(c.meaning))));
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, run};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn keywords_above_the_route_are_the_recipients() {
        for (field, verdict, folder) in [
            ("X-Mozilla-Keys: Junk                  ", Verdict::Spam, Some(Folder::Junk)),
            ("X-Mozilla-Keys: $label1 NonJunk", Verdict::NotSpam, None),
            ("X-Keywords: $Phishing $Junk", Verdict::Phish, Some(Folder::Junk)),
        ] {
            let text =
                format!("X-Mozilla-Status: 0001\r\n{field}\r\nReceived: a\r\nFrom: a@example.org\r\n\r\n");
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!((readings[0].verdict, readings[0].folder), (verdict, folder), "{field}");
            assert_eq!((readings[0].trust, readings[0].role), (Trust::Trusted, Role::Placement));
        }
    }

    #[test]
    fn every_junk_keyword_is_a_verdict() {
        for (word, verdict) in [
            ("Junk", Some(Verdict::Spam)),
            ("$junk", Some(Verdict::Spam)),
            ("$Phishing", Some(Verdict::Phish)),
            ("NonJunk", Some(Verdict::NotSpam)),
            ("$NotJunk", Some(Verdict::NotSpam)),
            ("$Forwarded", None),
            ("$MDNSent", None),
            ("$Important", None),
            ("$label1", None),
        ] {
            let text = format!("X-Keywords: {word}\r\nReceived: a\r\n\r\n");
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.first().map(|r| r.verdict), verdict, "{word}");
        }
    }

    #[test]
    fn states_are_facts() {
        for (fields, values) in [
            ("X-Mozilla-Status: 0009", &["0001", "0008"][..]),
            ("X-Mozilla-Status: 0000\r\nX-Mozilla-Status2: 10800000", &["00800000", "10000000"]),
            ("Status: RO\r\nX-Status: AF", &["R", "O", "A", "F"]),
            ("X-Mozilla-Status: xyz", &[]),
            ("X-Mozilla-Status: 0000", &[]),
            ("Status: Running", &[]),
        ] {
            let text = format!("{fields}\r\nReceived: a\r\nX-Status: D\r\n\r\n");
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let got: Vec<_> = readings.iter().flat_map(|r| &r.codes).map(|c| c.value.as_ref()).collect();
            assert_eq!(got, values, "{fields}");
            assert!(readings.iter().all(|r| r.role == Role::Diagnostic && r.verdict == Verdict::Unknown));
        }
    }

    #[test]
    fn keywords_of_the_sender_and_other_keywords_say_nothing() {
        let text = "Received: a\r\nX-Mozilla-Keys: NonJunk\r\nFrom: a@example.org\r\n\r\n";
        let readings = run(&DECODER, text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
        let text = "X-Mozilla-Keys: $label1 \r\nReceived: a\r\n\r\n";
        assert!(run(&DECODER, text, Platform::Other, &["mx1.example.edu"]).is_empty());
    }
}
