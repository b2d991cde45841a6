//! Thunderbird and IMAP keywords: what the recipient's own program or hand marked.

use super::corroborate::{any_present, client_trust, hashes};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Role, Verdict};
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
    exemption: None,
    decode,
};

const REGISTRY: &str = "RFC 9051 section 2.3.2 and the IANA registry of IMAP keywords";
const OBSERVED: &str = "observed in Thunderbird mailboxes";

const FIELDS: &[FieldDoc] = &[
    FieldDoc {
        name: "X-Mozilla-Keys",
        about: "Keywords of the message in a local mailbox.",
        source: OBSERVED,
        grade: Grade::Observed,
    },
    FieldDoc {
        name: "X-Keywords",
        about: "IMAP keywords, written by Dovecot and download tools.",
        source: REGISTRY,
        grade: Grade::Documented,
    },
];

const CODES: &[CodeDoc] = &[
    code("Junk", "The program or the recipient marked it as junk."),
    code("$Junk", "The program or the recipient marked it as junk."),
    code("$Phishing", "The program or the recipient marked it as phishing."),
    code("NonJunk", "The program or the recipient marked it as not junk."),
    code("$NotJunk", "The program or the recipient marked it as not junk."),
];

const fn code(value: &'static str, meaning: &'static str) -> CodeDoc {
    CodeDoc {
        name: "keyword",
        value,
        meaning,
        effect: "moved to the junk folder where the program is set to do so",
        source: REGISTRY,
        grade: Grade::Documented,
    }
}

const KEYS: [u32; 2] = hashes(["X-Mozilla-Keys", "X-Keywords"]);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    if !any_present(headers, &KEYS) {
        return;
    }
    for field in headers.all("X-Mozilla-Keys").chain(headers.all("X-Keywords")).take(4) {
        readings.extend(read(field, client_trust(context, field.index())));
    }
}

/// A reading only when a keyword speaks of junk.
fn read<'m>(field: FieldRef<'_, 'm>, trust: Trust) -> Option<Reading<'m>> {
    let text = field.text();
    let mut reading = Reading::new(ID, trust, Role::Placement);
    if trust == Trust::SenderSupplied {
        reading.role = Role::SenderSide;
    }
    for word in text.split_ascii_whitespace().take(200) {
        let Some(known) = CODES.iter().find(|c| c.value.eq_ignore_ascii_case(word)) else { continue };
        let verdict = match known.value {
            "$Phishing" => Verdict::Phish,
            "Junk" | "$Junk" => Verdict::Spam,
            _ => Verdict::NotSpam,
        };
        reading.verdict = reading.verdict.min(verdict);
        reading.codes.push(Code::new("keyword", known.value, Some(known.meaning)));
    }
    if reading.verdict.is_bad() {
        reading.folder = Some(Folder::Junk);
    }
    reading.places.push(field.place());
    (!reading.codes.is_empty()).then_some(reading)
}

#[cfg(test)]
mod tests {
    use super::super::corroborate::testing::{check_tables, run};
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
    fn keywords_of_the_sender_and_other_keywords_say_nothing() {
        let text = "Received: a\r\nX-Mozilla-Keys: NonJunk\r\nFrom: a@example.org\r\n\r\n";
        let readings = run(&DECODER, text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
        let text = "X-Mozilla-Keys: $label1 \r\nReceived: a\r\n\r\n";
        assert!(run(&DECODER, text, Platform::Other, &["mx1.example.edu"]).is_empty());
    }
}
