//! MailChannels, an outbound filter of hosting providers: what it thinks of the sending account.

use super::doc::Known;
use super::words::meaning;
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Role};
use crate::evidence::trust::Trust;

const ID: &str = "mailchannels";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "MailChannels (outbound)",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const SEEN: Known = Known::observed("observed in mailing-list archives");
const KNOWN: Known = Known::reported("reported by mail administrators");
const NONE: &str = "none for the recipient";

const FIELDS: &[FieldDoc] = &[
    KNOWN.field("X-MC-Relay", "Class that MailChannels gives to the sending account."),
    SEEN.field("X-MailChannels-SenderId", "Sending account at the hosting provider."),
    SEEN.field("X-MailChannels-Auth-Id", "Hosting provider that handed it over."),
    SEEN.field("X-MC-Copy", "Part of the message that MailChannels kept a copy of."),
    SEEN.field("X-MC-Loop-Signature", "Mark against mail loops."),
    SEEN.field("X-MC-Ingress-Time", "Time of arrival at MailChannels."),
];

const CODES: &[CodeDoc] = &[
    KNOWN.code("X-MC-Relay", "Good", "MailChannels takes the sending account for good.", NONE),
    KNOWN.code("X-MC-Relay", "Neutral", "MailChannels has no opinion of the sending account.", NONE),
    KNOWN.code("X-MC-Relay", "Forwarding", "MailChannels takes it for forwarded mail.", NONE),
    KNOWN.code("X-MC-Relay", "Bad", "MailChannels takes the sending account for bad.", NONE),
    KNOWN.code("X-MC-Relay", "Junk", "MailChannels takes the sending account for a source of junk.", NONE),
    SEEN.code("SenderId", "", "Sending account at the hosting provider.", ""),
    SEEN.code("Auth-Id", "", "Hosting provider that handed it over.", ""),
    SEEN.opaque("Copy"),
    SEEN.code("Loop-Signature", "", "Mark against mail loops.", ""),
    SEEN.code("Ingress-Time", "", "Time of arrival at MailChannels.", ""),
];

/// Field, code, and whether it names an account.
const FACTS: [(&str, &str, bool); 5] = [
    ("X-MailChannels-SenderId", "SenderId", true),
    ("X-MailChannels-Auth-Id", "Auth-Id", false),
    ("X-MC-Copy", "Copy", false),
    ("X-MC-Loop-Signature", "Loop-Signature", false),
    ("X-MC-Ingress-Time", "Ingress-Time", false),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let before = readings.len();
    for field in headers.all("X-MC-Relay").take(8) {
        let text = field.decoded();
        let mut reading = Reading::new(ID, Trust::SenderSupplied, Role::SenderSide);
        reading.places.push(field.place());
        let meaning = meaning(CODES, "X-MC-Relay", &text);
        reading.codes.push(Code::new("X-MC-Relay", text, meaning));
        readings.push(reading);
    }
    let mut facts = match readings.len() > before {
        true => readings.remove(before),
        false => Reading::new(ID, Trust::SenderSupplied, Role::Diagnostic),
    };
    for (name, code, personal) in FACTS {
        let Some(field) = headers.first(name) else { continue };
        facts.places.push(field.place());
        facts.codes.push(Code { personal, ..Code::new(code, field.decoded(), meaning(CODES, code, "")) });
    }
    if !facts.codes.is_empty() {
        readings.insert(before, facts);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn a_class_of_the_account_is_never_a_verdict() {
        for (class, known) in [
            ("Good", true),
            ("Neutral", true),
            ("Forwarding", true),
            ("Bad", true),
            ("Junk", true),
            ("Other", false),
            ("", false),
        ] {
            let text = message(&format!(
                "X-MC-Relay: {class}\r\nX-MailChannels-SenderId: h|x-authuser|a@example.org"
            ));
            for hosts in [&["mx1.example.edu"][..], &[]] {
                let readings = run(&DECODER, &text, Platform::Other, hosts);
                let [reading] = &readings[..] else { panic!("{class}: {readings:?}") };
                assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::SenderSide), "{class}");
                assert_eq!(reading.trust, Trust::SenderSupplied);
                assert_eq!(reading.codes[0].meaning.is_some(), known, "{class}");
                assert!(reading.codes[1].personal);
            }
        }
    }

    #[test]
    fn marks_without_a_class_are_facts() {
        let text = message("X-MailChannels-Auth-Id: hosting\r\nX-MC-Loop-Signature: 1:2\r\nX-MC-Unique: 1");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.role, reading.codes.len()), (Role::Diagnostic, 2));
    }
}
