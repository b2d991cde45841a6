//! KPN, a mailbox provider in the Netherlands: the last word of its list decides.

use super::corroborate::{Claim, beside, standing};
use super::doc::Known;
use super::words::{facts_without_verdict, meaning};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};
use crate::headers::FieldRef;

const ID: &str = "kpn";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "KPN Mail", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-KPN-SpamVerdict", "Results of several engines and the final verdict."),
    SEEN.field("X-KPN-VerifiedSender", "Whether KPN verified the sender."),
    SEEN.field("X-KPN-MID", "Message on the server."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("FinalVerdict", "Clean", "KPN takes it for clean.", "in the inbox"),
    Known::reported("the word itself; KPN publishes no list").code(
        "FinalVerdict",
        "Spam",
        "KPN takes it for spam.",
        "",
    ),
    SEEN.code("BM", "NotScanned", "This engine did not scan it.", ""),
    SEEN.opaque("EVW"),
    SEEN.opaque("e1"),
    SEEN.opaque("e2"),
    SEEN.opaque("e3"),
    SEEN.opaque("e4"),
    SEEN.code("VerifiedSender", "Yes", "KPN verified the sender.", ""),
    SEEN.code("VerifiedSender", "No", "KPN did not verify the sender.", ""),
    SEEN.opaque("MID"),
];

/// More parts than this are not read.
const MAX_PARTS: usize = 32;

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let before = readings.len();
    let verdicts = headers.all("X-KPN-SpamVerdict").count();
    for (nth, field) in headers.all("X-KPN-SpamVerdict").take(8).enumerate() {
        let mut reading = standing(context, Claim::cloud(ID, field.index(), verdicts)).reading(ID);
        list(field, &mut reading);
        if nth == 0 {
            facts(context, field.index(), &mut reading);
        }
        readings.push(reading);
    }
    if verdicts == 0 {
        let Some(first) = FACTS.iter().find_map(|f| headers.first(f.0)) else { return };
        let mut reading = standing(context, Claim::cloud(ID, first.index(), 1)).reading(ID);
        facts(context, first.index(), &mut reading);
        readings.push(reading);
    }
    facts_without_verdict(&mut readings[before..]);
}

const FACTS: [(&str, &str); 2] = [("X-KPN-VerifiedSender", "VerifiedSender"), ("X-KPN-MID", "MID")];

fn facts<'m>(context: &Context<'_, 'm>, beside_field: u32, reading: &mut Reading<'m>) {
    for (name, code) in FACTS {
        let Some(field) = beside(context, name, beside_field) else { continue };
        let text = field.decoded();
        let meaning = meaning(CODES, code, &text);
        reading.places.push(field.place());
        reading.codes.push(Code::new(code, text, meaning));
    }
}

/// Takes the parts between semicolons outside parentheses.
fn list<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    reading.places.push(field.place());
    // The server folds in the middle of words.
    let text: String = field.decoded().chars().filter(|c| !c.is_whitespace()).collect();
    let mut depth = 0_u32;
    let parts = text.split(move |c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ';' && depth == 0
    });
    for part in parts.filter(|p| !p.is_empty()).take(MAX_PARTS) {
        let (name, value) = part.split_once([':', '=']).unwrap_or((part, ""));
        if name.eq_ignore_ascii_case("FinalVerdict") {
            reading.verdict = match value.to_ascii_lowercase().as_str() {
                "clean" => Verdict::NotSpam,
                "spam" => Verdict::Spam,
                _ => Verdict::Unknown,
            };
        }
        reading.codes.push(Code::new(name.to_owned(), value.to_owned(), meaning(CODES, name, value)));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn the_final_verdict_decides_wherever_the_field_is_folded() {
        let parts = "e1=0;e2=0;e3=0;e4=(e4=10;e1=10);EVW:Whi\r\n te;BM:NotScanned;FinalVer\r\n\tdict:";
        for (word, verdict) in [
            ("Clean", Verdict::NotSpam),
            ("Cl\r\n ean;", Verdict::NotSpam),
            ("Spam", Verdict::Spam),
            ("Other", Verdict::Unknown),
            ("", Verdict::Unknown),
        ] {
            let text = message(&format!("X-KPN-SpamVerdict: {parts}{word}\r\nX-KPN-VerifiedSender: Yes"));
            let readings = run(&DECODER, &text, Platform::Other, &[]);
            let [reading] = &readings[..] else { panic!("{readings:?}") };
            assert_eq!(reading.verdict, verdict, "{word}");
            assert_eq!(reading.code("e4"), Some("(e4=10;e1=10)"));
            assert_eq!(reading.code("EVW"), Some("White"));
            assert_eq!(reading.code("VerifiedSender"), Some("Yes"));
        }
    }

    #[test]
    fn facts_alone_are_a_diagnostic() {
        let text = message("X-KPN-VerifiedSender: No\r\nX-KPN-MID: 33|AAAA");
        let readings = run(&DECODER, &text, Platform::Other, &[]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
    }
}
