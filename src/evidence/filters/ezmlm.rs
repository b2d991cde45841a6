//! ezmlm: that a message passed a list.

use super::corroborate::contains_ignore_case;
use super::doc::Known;
use super::marks::Marks;
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "ezmlm";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "ezmlm", fields: FIELDS, codes: CODES, exemption: None, decode };

const MANUAL: Known = Known::reported("manual of ezmlm-send; reported by mail administrators");

const FIELDS: &[FieldDoc] =
    &[MANUAL.field("Mailing-List", "Contact of the list, and the program that runs it.")];

const CODES: &[CodeDoc] =
    &[MANUAL.code("Mailing-List", "", "It passed a list of ezmlm; the envelope sender is the list's.", "")];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let mut marks = Marks::new(ID, context, CODES);
    for field in context.headers.all("Mailing-List").take(8) {
        let text = field.decoded();
        if contains_ignore_case(&text, "run by ezmlm") {
            marks.take(field, "Mailing-List", text);
            break;
        }
    }
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
            "Mailing-List: list b@example.org; contact c@example.org\r\nMailing-List: contact users-help@example.org;\r\n run by ezmlm",
            &[("Mailing-List", "contact users-help@example.org; run by ezmlm", false)],
        );
    }

    #[test]
    fn what_others_write_too_is_no_mark() {
        leaves_nothing(
            &DECODER,
            &[
                "Mailing-List: list users@example.org; contact users+owners@example.org",
                "Mailing-List:",
                "Mailing-List: run by hand",
            ],
        );
    }
}
