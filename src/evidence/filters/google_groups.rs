//! Google Groups: that a message passed a group, and who wrote it before From was rewritten.

use super::corroborate::contains_ignore_case;
use super::doc::Known;
use super::marks::Marks;
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "google-groups";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Google Groups", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("Mailing-List", "Address of the group and of its owners."),
    SEEN.field("X-Original-Sender", "Sender before the group; others write it too."),
    SEEN.field("X-Original-From", "Author before the group rewrote From; others write it too."),
    SEEN.field("X-BeenThere", "Address of the group; Mailman writes it too."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("Mailing-List", "", "It passed this group, which may change subject and body.", ""),
    SEEN.code("BeenThere", "", "It passed this group, which may change subject and body.", ""),
    SEEN.code("Original-Sender", "", "Sender before the group.", ""),
    SEEN.code("Original-From", "", "Author before the group rewrote From.", ""),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let mut marks = Marks::new(ID, context, CODES);
    let group = headers.first("Mailing-List").filter(|f| contains_ignore_case(&f.decoded(), "+owners@"));
    let been =
        headers.first("X-BeenThere").filter(|f| contains_ignore_case(&f.decoded(), "@googlegroups.com"));
    if let Some(field) = group {
        marks.take(field, "Mailing-List", field.decoded());
    } else if let Some(field) = been {
        marks.take(field, "BeenThere", field.decoded());
    }
    if marks.is_empty() {
        return;
    }
    marks.personal("X-Original-Sender", "Original-Sender");
    marks.personal("X-Original-From", "Original-From");
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
            "Mailing-list: list users@example.org; contact users+owners@example.org\r\nX-BeenThere: users@googlegroups.com\r\nX-Original-Sender: a@example.org\r\nX-Original-From: A <a@example.org>",
            &[
                ("Mailing-List", "list users@example.org; contact users+owners@example.org", false),
                ("Original-Sender", "a@example.org", true),
                ("Original-From", "A <a@example.org>", true),
            ],
        );
    }

    #[test]
    fn what_others_write_too_is_no_mark() {
        leaves_nothing(
            &DECODER,
            &[
                "Mailing-List: contact users-help@example.org; run by ezmlm",
                "X-Original-Sender: a@example.org",
                "X-BeenThere: list@example.org",
            ],
        );
    }
}
