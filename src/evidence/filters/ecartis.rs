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
    use super::super::corroborate::testing::{check_tables, message, run};
    use super::super::{Role, Verdict};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn a_list_leaves_one_reading_of_facts() {
        let text = message(
            "X-archive-position: 7\r\nX-ecartis-version: Ecartis v1.0.0\r\nX-list: users\r\nX-original-sender: a@example.org",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
        let found: Vec<_> = reading.codes.iter().map(|c| (&*c.name, &*c.value, c.personal)).collect();
        assert_eq!(
            found,
            [
                ("ecartis-version", "Ecartis v1.0.0", false),
                ("list", "users", false),
                ("archive-position", "7", false),
                ("original-sender", "a@example.org", true),
            ]
        );
        assert!(reading.codes.iter().all(|c| c.meaning.is_some()), "{reading:?}");
    }

    #[test]
    fn what_others_write_too_is_no_mark() {
        for fields in ["X-list: users", "X-original-sender: a@example.org", "X-archive-position: 7"] {
            let text = message(fields);
            assert!(run(&DECODER, &text, Platform::Other, &[]).is_empty(), "{fields}");
        }
    }
}
