//! Ecartis and its predecessor Listar: that a message passed a list.

use super::doc::Known;
use super::marks::Marks;
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "ecartis";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Ecartis (Listar)", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-ecartis-version", "Version of Ecartis."),
    SEEN.field("X-listar-version", "Version of Listar."),
    SEEN.field("X-list", "Name of the list; others write it too."),
    SEEN.field("X-archive-position", "Number of the message in the archive."),
    SEEN.field("X-original-sender", "Sender before the list; others write it too."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("ecartis-version", "", "It passed a list of Ecartis, which may change subject and body.", ""),
    SEEN.code("listar-version", "", "It passed a list of Listar, which may change subject and body.", ""),
    SEEN.code("list", "", "Name of the list.", ""),
    SEEN.code("archive-position", "", "Number of the message in the archive.", ""),
    SEEN.code("original-sender", "", "Sender before the list.", ""),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let mut marks = Marks::new(ID, context, CODES);
    marks.fact("X-ecartis-version", "ecartis-version");
    marks.fact("X-listar-version", "listar-version");
    if marks.is_empty() {
        return;
    }
    marks.fact("X-list", "list");
    marks.fact("X-archive-position", "archive-position");
    marks.personal("X-original-sender", "original-sender");
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
            "X-archive-position: 7\r\nX-ecartis-version: Ecartis v1.0.0\r\nX-list: users\r\nX-original-sender: a@example.org",
            &[
                ("ecartis-version", "Ecartis v1.0.0", false),
                ("list", "users", false),
                ("archive-position", "7", false),
                ("original-sender", "a@example.org", true),
            ],
        );
    }

    #[test]
    fn what_others_write_too_is_no_mark() {
        leaves_nothing(
            &DECODER,
            &["X-list: users", "X-original-sender: a@example.org", "X-archive-position: 7"],
        );
    }
}
