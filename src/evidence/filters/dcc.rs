//! Distributed Checksum Clearinghouse: how often others reported the same body.

use super::corroborate::{Claim, ends_with_ignore_case, number, standing};
use super::doc::Known;
use super::words::meaning;
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Role, Verdict};
use crate::headers::FieldRef;

const ID: &str = "dcc";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Distributed Checksum Clearinghouse",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const MANUAL: Known = Known::documented("dccproc(8) and dccm(8), X-DCC header");
const SEEN: Known = Known::observed("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    MANUAL
        .field("X-DCC-*-Metrics", "Server that counted, and how many copies of each checksum were reported."),
    SEEN.field("X-Spam-DCC", "The same, as SpamAssassin copies it: brand, then the counts."),
];

const CODES: &[CodeDoc] = &[
    MANUAL.code(
        "bulk",
        "",
        "A count reached the site's threshold: the message is bulk mail.",
        "what follows is the site's policy",
    ),
    MANUAL.code("Body", "", "Reports of the same body.", ""),
    MANUAL.code("Fuz1", "", "Reports of nearly the same body, first measure.", ""),
    MANUAL.code("Fuz2", "", "Reports of nearly the same body, second measure.", ""),
    MANUAL.code("rep", "", "Share of bulk mail that the sending address is known for, in percent.", ""),
];

/// More fields, or counts of one field, are not read.
const MOST: usize = 8;

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let is_metrics = |field: &FieldRef<'_, 'm>| {
        let name = field.name_bytes();
        (name.len() > 6
            && name[..6].eq_ignore_ascii_case(b"X-DCC-")
            && ends_with_ignore_case(name, b"-metrics"))
            || name.eq_ignore_ascii_case(b"X-Spam-DCC")
    };
    let instances = context.headers.iter().filter(is_metrics).count();
    if instances == 0 {
        return;
    }
    for field in context.headers.iter().filter(is_metrics).take(MOST) {
        let claim = Claim::appliance(ID, field.index(), instances, None);
        let mut reading = standing(context, claim).reading(ID);
        read(field, &mut reading);
        readings.push(reading);
    }
}

/// `host 1024; bulk Body=many Fuz1=25`, in SpamAssassin's copy with the brand in front.
fn read<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    let text = field.decoded();
    reading.places.push(field.place());
    let counts = text.rsplit(';').find(|part| !part.trim().is_empty()).unwrap_or_default();
    for word in counts.split_ascii_whitespace().take(MOST) {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        if name == "bulk" && value.is_empty() {
            reading.verdict = Verdict::Bulk;
        }
        let known = meaning(CODES, name, "").filter(|_| is_count(value));
        reading.codes.push(Code::new(name.to_owned(), value.to_owned(), known));
    }
    if reading.verdict == Verdict::Unknown && reading.role != Role::SenderSide {
        reading.role = Role::Diagnostic;
    }
}

fn is_count(value: &str) -> bool {
    value.is_empty() || value == "many" || number(value.trim_end_matches('%')).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn only_the_word_bulk_is_a_verdict() {
        for (value, verdict, body) in [
            ("mx1.example.edu 1024; bulk Body=many Fuz1=many", Verdict::Bulk, Some("many")),
            ("mx1.example.edu 1024; Body=25 Fuz1=25 Fuz2=25", Verdict::Unknown, Some("25")),
            ("Example; mx1 1397; Body=1 Fuz1=1", Verdict::Unknown, Some("1")),
            ("mx1.example.edu 1024;", Verdict::Unknown, None),
            ("; bulk=3 Body=", Verdict::Unknown, Some("")),
            ("", Verdict::Unknown, None),
        ] {
            let text = message(&format!("X-DCC-Example-Metrics: {value}"));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!((readings[0].verdict, readings[0].code("Body")), (verdict, body), "{value}");
        }
    }

    #[test]
    fn the_brand_may_be_empty_and_neighbours_are_left_alone() {
        let one = |name: &str| {
            let text = message(&format!("{name}: host 1; Body=1"));
            run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]).len()
        };
        assert_eq!(
            (one("X-DCC--Metrics"), one("x-spam-dcc"), one("X-DCC-Metric"), one("X-DCC")),
            (1, 1, 0, 0)
        );
    }
}
