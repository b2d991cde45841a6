//! Sympa: that a message passed a list, and who let it through.

use super::doc::Known;
use super::marks::Marks;
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "sympa";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Sympa", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: Known = Known::source("Sympa, message distribution");
const KNOWN: Known = Known::reported("reported by mail administrators");

const FIELDS: &[FieldDoc] = &[
    KNOWN.field("X-Sympa-To", "Address of the list."),
    KNOWN.field("X-Sympa-From", "Sender before the list."),
    SOURCE.field("X-Validation-by", "The moderator who let it through."),
    SOURCE.field("X-Sequence", "Number of the message in the list."),
    SOURCE.field("X-Loop", "Address of the list, against mail loops; others write it too."),
    SOURCE.field("X-no-archive", "The list does not keep it."),
];

const CODES: &[CodeDoc] = &[
    KNOWN.code("Sympa-To", "", "It passed this list, which may change subject and body.", ""),
    KNOWN.code("Sympa-From", "", "Sender before the list.", ""),
    SOURCE.code("Validation-by", "", "A moderator let it through.", ""),
    SOURCE.code("Sequence", "", "Number of the message in the list.", ""),
    SOURCE.code("Loop", "", "Address of the list.", ""),
    SOURCE.code("no-archive", "", "The list does not keep it.", ""),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let mut marks = Marks::new(ID, context, CODES);
    marks.fact("X-Sympa-To", "Sympa-To");
    marks.personal("X-Sympa-From", "Sympa-From");
    marks.personal("X-Validation-by", "Validation-by");
    // Others write single ones of these; only Sympa writes both.
    let headers = context.headers;
    let numbered = headers.first("X-Sequence").is_some() && headers.first("X-Loop").is_some();
    if marks.is_empty() && !numbered {
        return;
    }
    marks.fact("X-Sequence", "Sequence");
    marks.fact("X-Loop", "Loop");
    marks.fact("X-no-archive", "no-archive");
    marks.finish(readings);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, leaves_marks, leaves_nothing};
    use super::*;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn a_list_leaves_one_reading_of_facts() {
        leaves_marks(
            &DECODER,
            "X-Sympa-To: list@example.org\r\nX-Loop: list@example.org\r\nX-Sequence: 12\r\nX-no-archive: yes\r\nX-Validation-by: m@example.org\r\nX-Sympa-From: a@example.org",
            &[
                ("Sympa-To", "list@example.org", false),
                ("Sympa-From", "a@example.org", true),
                ("Validation-by", "m@example.org", true),
                ("Sequence", "12", false),
                ("Loop", "list@example.org", false),
                ("no-archive", "yes", false),
            ],
        );
    }

    #[test]
    fn what_others_write_too_is_no_mark() {
        leaves_nothing(&DECODER, &["X-Loop: a@example.org", "X-Sequence: 1", "X-no-archive: yes"]);
    }
}
