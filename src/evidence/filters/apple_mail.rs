//! Apple Mail: the flags that it writes behind a message in its own files (`.emlx`).

use super::doc::Known;
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Role, Verdict};
use crate::evidence::trust::Trust;
use crate::headers::Carrier;
use crate::input::Folder;

const ID: &str = "apple-mail";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Apple Mail", fields: FIELDS, codes: CODES, exemption: None, decode };

const BITS: Known = Known::reported("jwz.org, emlx flags (2005)");

const FIELDS: &[FieldDoc] = &[BITS.field(
    "emlx-flags",
    "Bits in the property list that Apple Mail writes behind the message in an .emlx file; not a field of the message.",
)];

const NAME: &str = "emlx-flags";

/// In the order of [`POSITIONS`].
const CODES: &[CodeDoc] = &[
    BITS.code(NAME, "read", "The recipient read it.", ""),
    BITS.code(NAME, "deleted", "The recipient deleted it.", ""),
    BITS.code(NAME, "answered", "The recipient answered it.", ""),
    BITS.code(NAME, "flagged", "The recipient flagged it.", ""),
    BITS.code(NAME, "draft", "It is a draft.", ""),
    BITS.code(NAME, "forwarded", "The recipient forwarded it.", ""),
    BITS.code(NAME, "redirected", "The recipient redirected it.", ""),
    BITS.code(
        NAME,
        "junk",
        "The program or the recipient marked it as junk.",
        "moved to the junk folder where the program is set to do so",
    ),
    BITS.code(NAME, "not-junk", "The program or the recipient marked it as not junk.", ""),
];

/// The bit of each code.
const POSITIONS: [u32; CODES.len()] = [0, 1, 2, 4, 6, 8, 9, 24, 25];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let Some(field) = context.headers.carried_by(Carrier::AppleMail).next() else { return };
    let Ok(flags) = field.text().trim().parse::<u64>() else { return };
    let set = |value: &str| {
        CODES.iter().zip(POSITIONS).any(|(code, at)| code.value == value && flags >> at & 1 == 1)
    };
    // Both marks at once would contradict each other: then neither counts.
    let verdict = match (set("junk"), set("not-junk")) {
        (true, false) => Verdict::Spam,
        (false, true) => Verdict::NotSpam,
        _ => Verdict::Unknown,
    };
    let role = if verdict == Verdict::Unknown { Role::Diagnostic } else { Role::Placement };
    let mut reading = Reading::new(ID, Trust::Trusted, role);
    reading.verdict = verdict;
    reading.folder = (verdict == Verdict::Spam).then_some(Folder::Junk);
    let codes = CODES.iter().filter(|code| set(code.value));
    reading.codes = codes.map(|code| Code::new(NAME, code.value, Some(code.meaning))).collect();
    reading.places.push(field.place());
    if !reading.codes.is_empty() {
        readings.push(reading);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::check_tables;
    use super::*;
    use crate::evidence::{authentication, identity, route};
    use crate::headers::{CarriedField, Limits, parse};
    use crate::settings::Settings;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    fn read(flags: &str, message: &str) -> Vec<(Verdict, Option<Folder>, Vec<String>)> {
        let mut headers = parse(message.as_bytes(), &Limits::default());
        let value = flags.as_bytes();
        headers.carried =
            vec![CarriedField { carrier: Carrier::AppleMail, name: b"emlx-flags", value, line: 9 }];
        let settings = Settings::default();
        let identity = identity::collect(&headers);
        let route = route::collect(&headers, &settings);
        let authentication = authentication::collect(&headers, &route, &identity, &settings);
        let context = Context {
            headers: &headers,
            route: &route,
            authentication: &authentication,
            settings: &settings,
        };
        let mut readings = Vec::new();
        super::super::decode(&context, &mut readings);
        let own = readings.into_iter().filter(|r| r.product == ID);
        own.map(|r| (r.verdict, r.folder, r.codes.iter().map(|c| c.value.to_string()).collect())).collect()
    }

    #[test]
    fn the_junk_mark_is_a_placement() {
        let message = "Received: a\r\nFrom: a@example.org\r\n\r\n";
        for (flags, verdict, folder, codes) in [
            (1_u64 << 24 | 1, Verdict::Spam, Some(Folder::Junk), &["read", "junk"][..]),
            (1 << 25, Verdict::NotSpam, None, &["not-junk"]),
            (3 << 24, Verdict::Unknown, None, &["junk", "not-junk"]),
            (1 << 33 | 1 << 8, Verdict::Unknown, None, &["forwarded"]),
        ] {
            let readings = read(&flags.to_string(), message);
            let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
            assert_eq!(readings, [(verdict, folder, codes)], "{flags}");
        }
        assert!(read("0", message).is_empty() && read("x", message).is_empty());
    }

    #[test]
    fn a_field_of_that_name_in_the_message_says_nothing() {
        let message = "emlx-flags: 16777216\r\nReceived: a\r\nFrom: a@example.org\r\n\r\n";
        assert!(read("0", message).is_empty());
    }
}
