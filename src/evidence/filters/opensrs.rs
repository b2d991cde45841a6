//! OpenSRS Hosted Email: numbers of rules without a public list.

use super::corroborate::{Claim, beside, part_of, standing};
use super::doc::Known;
use super::words::meaning;
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Role};
use crate::headers::FieldRef;

const ID: &str = "opensrs";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "OpenSRS Hosted Email", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in mailing-list archives; OpenSRS publishes no grammar");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Spam-Summary", "Numbers, the sender, and the numbers of the rules that hit."),
    SEEN.field("X-HE-Tag", "Message on the server."),
    SEEN.field("X-HE-Meta", "Opaque token."),
    SEEN.field("X-Session-Marker", "The account that sent it, encoded."),
    SEEN.field("X-Filterd-Recvd-Size", "Size of the message."),
];

const CODES: &[CodeDoc] = &[
    SEEN.opaque("Spam-Summary"),
    SEEN.code("Sender", "", "The sender as the filter saw it.", ""),
    SEEN.code("RULES_HIT", "", "Numbers of the rules that hit; what they mean is not public.", ""),
    SEEN.opaque("HE-Tag"),
    SEEN.opaque("HE-Meta"),
    SEEN.code("Session-Marker", "", "The account that sent it, encoded.", ""),
    SEEN.opaque("Filterd-Recvd-Size"),
];

const FACTS: [(&str, &str); 4] = [
    ("X-HE-Tag", "HE-Tag"),
    ("X-HE-Meta", "HE-Meta"),
    ("X-Session-Marker", "Session-Marker"),
    ("X-Filterd-Recvd-Size", "Filterd-Recvd-Size"),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let rows = headers.first("X-Spam-Summary").filter(|f| has_rules(*f));
    let tag = || headers.first("X-HE-Tag").or_else(|| headers.first("X-Session-Marker"));
    let Some(first) = rows.or_else(tag) else { return };
    let mut reading = standing(context, Claim::cloud(ID, first.index(), 1)).reading(ID);
    reading.role = Role::Diagnostic;
    if let Some(field) = rows {
        summary(field, &mut reading);
    }
    for (name, code) in FACTS {
        let Some(field) = beside(context, name, first.index()) else { continue };
        reading.places.push(field.place());
        let personal = code == "Session-Marker";
        reading.codes.push(Code { personal, ..Code::new(code, field.decoded(), meaning(CODES, code, "")) });
    }
    readings.push(reading);
}

/// Other filters could call a field of theirs a summary; this one names its rules.
fn has_rules(field: FieldRef<'_, '_>) -> bool {
    field.decoded().contains("RULES_HIT:")
}

/// `2,0,0,,digest,sender,:::,RULES_HIT:41:355`.
fn summary<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    reading.places.push(field.place());
    let text = field.decoded();
    let sender = text.split(',').map(str::trim).find(|part| part.contains('@'));
    let numbers = text.match_indices(',').nth(2).map_or("", |(end, _)| &text[..end]);
    let rules = text.split_once("RULES_HIT:").map_or("", |(_, rules)| rules.split(',').next().unwrap_or(""));
    let mut push = |name, value: &str, personal| {
        let code = Code::new(name, part_of(&text, value), meaning(CODES, name, ""));
        reading.codes.push(Code { personal, ..code });
    };
    push("Spam-Summary", numbers, false);
    push("RULES_HIT", rules.trim(), false);
    if let Some(sender) = sender {
        push("Sender", sender, true);
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
    fn numbers_are_shown_and_judge_nothing() {
        let text = message(
            "X-Spam-Summary: 69,4.5,0,,d41d8cd98f00b204,a@example.org,:::,RULES_HIT:46:150\r\n :152,0,RBL:none\r\nX-HE-Tag: sand41_0\r\nX-Session-Marker: 61",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
        assert_eq!(reading.code("Spam-Summary"), Some("69,4.5,0"));
        assert_eq!(reading.code("RULES_HIT"), Some("46:150 :152"));
        let personal: Vec<_> = reading.codes.iter().filter(|c| c.personal).map(|c| &*c.name).collect();
        assert_eq!(personal, ["Sender", "Session-Marker"]);
        assert!(reading.codes.iter().all(|c| c.meaning.is_some()));
    }

    #[test]
    fn a_summary_of_somebody_else_is_not_read() {
        for value in ["", "spam", "2,0", "RULES_HIT"] {
            let text = message(&format!("X-Spam-Summary: {value}"));
            assert!(run(&DECODER, &text, Platform::Other, &[]).is_empty(), "{value}");
        }
    }
}
