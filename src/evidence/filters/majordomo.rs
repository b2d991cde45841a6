//! Majordomo: that a message passed a list, by the form of the sender.

use super::corroborate::plain;
use super::doc::Known;
use super::marks::Marks;
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "majordomo";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Majordomo", fields: FIELDS, codes: CODES, exemption: None, decode };

const KNOWN: Known =
    Known::reported("reported by mail administrators; other list software can write such a sender");
const SEEN: Known = Known::observed("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    KNOWN.field("Sender", "Begins with owner- for a list of Majordomo."),
    SEEN.field("X-Mailing-List", "Address of the list; others write it too."),
    KNOWN.field("X-Majordomo-Version", "Version of Majordomo."),
];

const CODES: &[CodeDoc] = &[
    KNOWN.code("Sender", "", "A list sent it on in its owner's name: SPF is about the list.", ""),
    SEEN.code("Mailing-List", "", "Address of the list.", ""),
    KNOWN.code("Majordomo-Version", "", "Version of Majordomo.", ""),
];

/// Fields of other list software that writes such senders as well.
const OTHERS: [&str; 5] =
    ["X-Mailman-Version", "X-BeenThere", "X-ecartis-version", "X-Sympa-To", "X-LISTSERV-List"];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let mut marks = Marks::new(ID, context, CODES);
    marks.fact("X-Majordomo-Version", "Majordomo-Version");
    let listed = headers.first("X-Mailing-List").is_some();
    if let Some(field) = headers.first("Sender")
        && is_owner(&plain(field), listed)
        && !OTHERS.iter().any(|name| headers.first(name).is_some())
        && !context.route.hops.iter().any(|hop| hop.received.dialect == "listserv")
    {
        marks.take(field, "Sender", field.decoded());
    }
    if marks.is_empty() {
        return;
    }
    marks.fact("X-Mailing-List", "Mailing-List");
    marks.finish(readings);
}

/// `owner-list@host`; with a list named, `list-owner@host` as well.
fn is_owner(value: &[u8], listed: bool) -> bool {
    let address = value.rsplit(|b| *b == b'<').next().unwrap_or(value).trim_ascii_start();
    let local = address.split(|b| *b == b'@').next().unwrap_or(address);
    let starts = local.get(..6).is_some_and(|s| s.eq_ignore_ascii_case(b"owner-"));
    let ends = local.len().checked_sub(6).and_then(|at| local.get(at..));
    starts || (listed && ends.is_some_and(|s| s.eq_ignore_ascii_case(b"-owner")))
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
            "Sender: Users <owner-users@example.org>\r\nX-Mailing-List: users@example.org\r\nX-Majordomo-Version: 1.94",
            &[
                ("Majordomo-Version", "1.94", false),
                ("Sender", "Users <owner-users@example.org>", false),
                ("Mailing-List", "users@example.org", false),
            ],
        );
    }

    #[test]
    fn what_others_write_too_is_no_mark() {
        leaves_nothing(
            &DECODER,
            &[
                "Sender: a@example.org",
                "Sender: users-owner@example.org",
                "Sender: owner-users@example.org\r\nX-Mailman-Version: 2.1.39",
                "X-Mailing-List: users@example.org",
                "Sender:",
            ],
        );
    }
}
