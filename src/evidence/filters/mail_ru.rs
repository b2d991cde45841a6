//! Mail.ru.

use super::corroborate::hashes;
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "mail-ru";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Mail.ru", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in delivered mail");
const OPAQUE: Known = Known::unknown("observed in delivered mail");
const ENCODED: &str = "Encoded data of the filter.";
const UNDOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Mras", "Ok for wanted mail; other words are not known. On sent mail too."),
    SEEN.field("X-Mailru-Src", "How the message was submitted, on sent mail."),
    OPAQUE.field(
        "X-Spam",
        "Undocumented word: undefined or Not detected; others use the name for words of their own.",
    ),
    OPAQUE.field("X-Mailru-Sender", "Encoded data about the sender."),
    OPAQUE.field("X-Mailru-Msgtype", "Type of the message, as the sender names it."),
    OPAQUE.field("X-7564579A", ENCODED),
    OPAQUE.field("X-77F55803", ENCODED),
    OPAQUE.field("X-7FA49CB5", ENCODED),
    OPAQUE.field("X-4EC0790", ENCODED),
    OPAQUE.field("X-C1DE0DAB", ENCODED),
    OPAQUE.field("X-C8649E89", ENCODED),
    OPAQUE.field("X-D57D3AED", ENCODED),
    OPAQUE.field("X-F696D7D5", ENCODED),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("Mras", "Ok", "Not spam.", "in the inbox"),
    SEEN.code("Mras", "PASS", "Not spam.", "in the inbox"),
    SEEN.code("Mailru-Src", "", "How the message was submitted.", ""),
    OPAQUE.code("Spam", "", UNDOCUMENTED, ""),
    OPAQUE.code("Mailru-Sender", "", UNDOCUMENTED, ""),
    OPAQUE.code("Mailru-Msgtype", "", UNDOCUMENTED, ""),
    OPAQUE.code("7564579A", "", UNDOCUMENTED, ""),
    OPAQUE.code("77F55803", "", UNDOCUMENTED, ""),
    OPAQUE.code("7FA49CB5", "", UNDOCUMENTED, ""),
    OPAQUE.code("4EC0790", "", UNDOCUMENTED, ""),
    OPAQUE.code("C1DE0DAB", "", UNDOCUMENTED, ""),
    OPAQUE.code("C8649E89", "", UNDOCUMENTED, ""),
    OPAQUE.code("D57D3AED", "", UNDOCUMENTED, ""),
    OPAQUE.code("F696D7D5", "", UNDOCUMENTED, ""),
];

const ITEMS: &[Item] = &[
    deciding("X-Mras", "Mras", mras),
    fact("X-Mailru-Src", "Mailru-Src"),
    fact("X-Mailru-Sender", "Mailru-Sender"),
    fact("X-Mailru-Msgtype", "Mailru-Msgtype"),
    fact("X-7564579A", "7564579A"),
    fact("X-77F55803", "77F55803"),
    fact("X-7FA49CB5", "7FA49CB5"),
    fact("X-4EC0790", "4EC0790"),
    fact("X-C1DE0DAB", "C1DE0DAB"),
    fact("X-C8649E89", "C8649E89"),
    fact("X-D57D3AED", "D57D3AED"),
    fact("X-F696D7D5", "F696D7D5"),
];

/// The word about spam, where it is one of Mail.ru's.
static WORD: Spec = Spec {
    id: ID,
    keys: &[],
    items: &[fact("X-Spam", "Spam")],
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-Mras", "X-Mailru-Src", "X-Mailru-Sender", "X-7564579A", "X-77F55803"]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    let Some(field) = context.headers.first("X-Spam") else { return };
    if !WORDS.iter().any(|w| field.decoded().eq_ignore_ascii_case(w)) {
        return;
    }
    let above = |index| context.route.is_above_border(index);
    let beside =
        |r: &&mut Reading<'_>| r.places.first().is_some_and(|p| above(p.field) == above(field.index()));
    match readings.iter_mut().skip(before).find(beside) {
        Some(reading) => super::words::take(&WORD, &WORD.items[0], field, reading),
        None => super::words::decode(&WORD, context, readings),
    }
}

/// The words that Mail.ru writes into `X-Spam`.
const WORDS: [&str; 2] = ["undefined", "Not detected"];

fn mras(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("ok") || value.eq_ignore_ascii_case("pass") {
        judge(reading, Verdict::NotSpam);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, counts_only_at, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn only_ok_is_known() {
        for (fields, verdict) in [
            ("X-Mras: Ok", Verdict::NotSpam),
            ("X-Mras: PASS", Verdict::NotSpam),
            ("X-Mras: Bad", Verdict::Unknown),
            ("X-Mras:", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx123.mail.ru"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn the_word_about_spam_is_shown_alone_or_beside_others() {
        for (fields, codes) in [
            ("X-Spam: undefined", 1),
            ("X-Spam: Not detected", 1),
            ("X-Mras: Ok\r\nX-Spam: undefined", 2),
            ("X-Mras: Ok\r\nX-Spam: Yes", 1),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx123.mail.ru"]);
            let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
            assert_eq!(reading.codes.len(), codes, "{fields}");
        }
        let text = message("X-Spam: Yes");
        assert!(run(&DECODER, &text, Platform::Other, &["mx123.mail.ru"]).is_empty());
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(&DECODER, "X-Mras: Ok", "mx123.mail.ru", Trust::Probable);
    }
}
