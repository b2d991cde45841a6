//! WP and o2, mailbox providers in Poland.

use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, facts_without_verdict, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "wp-pl";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "WP Poczta (WP, o2)", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in delivered mail and mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-WP-SPAM", "YES or NO, then a code without a public meaning."),
    SEEN.field("X-WP-AV", "The virus scanner that looked at it."),
    SEEN.field("X-WP-DKIM-Status", "Result of the DKIM check."),
    SEEN.field("X-WP-MailID", "Message on the server."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("SPAM", "YES", "WP takes it for spam.", "the mailbox's spam folder"),
    SEEN.code("SPAM", "NO", "WP does not take it for spam.", ""),
    SEEN.code("AV", "", "The virus scanner that looked at it.", ""),
    SEEN.code("DKIM-Status", "good", "The DKIM signature is valid.", ""),
    SEEN.opaque("MailID"),
];

const ITEMS: &[Item] = &[
    deciding("X-WP-SPAM", "SPAM", word),
    fact("X-WP-DKIM-Status", "DKIM-Status"),
    fact("X-WP-AV", "AV"),
    fact("X-WP-MailID", "MailID"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: false, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    facts_without_verdict(&mut readings[before..]);
}

fn word(value: &str, reading: &mut Reading<'_>) {
    match value.split_whitespace().next() {
        Some(w) if w.eq_ignore_ascii_case("yes") => judge(reading, Verdict::Spam),
        Some(w) if w.eq_ignore_ascii_case("no") => judge(reading, Verdict::NotSpam),
        _ => {}
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
    fn the_word_decides() {
        for (fields, verdict, role) in [
            ("X-WP-SPAM: NO 0000002 [AYHy]", Verdict::NotSpam, Role::SenderSide),
            ("X-WP-SPAM: YES (U9) 0W00018 [4fuF]", Verdict::Spam, Role::SenderSide),
            ("X-WP-SPAM: 0000002 [YES]", Verdict::Unknown, Role::Diagnostic),
            ("X-WP-SPAM:", Verdict::Unknown, Role::Diagnostic),
            ("X-WP-DKIM-Status: good (id: example.org)", Verdict::Unknown, Role::Diagnostic),
            ("X-WP-AV: skaner", Verdict::Unknown, Role::Diagnostic),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
            assert_eq!((reading.verdict, reading.role), (verdict, role), "{fields}");
        }
    }
}
