//! Check Point VStream Antispam on small office gateways: a level without a printed limit.

use super::corroborate::number;
use super::doc::Known;
use super::words::{Item, Spec, fact, no_identifier};
use super::{CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading};

const ID: &str = "check-point";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Check Point VStream Antispam",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "Mail from an address in the Allow list of the Anti-Spam exceptions is not inspected.",
    steps: &[
        "Threat Prevention > Anti-Spam Exceptions > Allow list > Add (or New): the IP address of each relay, then Apply.",
    ],
    caution: "The list ignores addresses for mail that is fetched by POP3. An entry for a sender or domain lets impostors through.",
    ..Exemption::documented(
        "Check Point Quantum Spark administration guide: Configuring Anti-Spam Exceptions",
    )
};

const GUIDE: Known =
    Known::documented("Check Point Safe@Office User Guide: VStream Antispam, Header Marking");

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-VStream-Spam-Level", "How likely it is spam, 0 to 100."),
    GUIDE.field("X-VStream-Engine", "The part of the filter that gave the level."),
];

const CODES: &[CodeDoc] = &[
    GUIDE.code(
        "Spam-Level",
        "",
        "How likely it is spam, 0 to 100; the limit is set by the site and not printed.",
        "",
    ),
    GUIDE.code("Engine", "Content Based Antispam", "The text of the message gave the level.", ""),
    GUIDE.code("Engine", "Block List", "A list of senders gave the level.", ""),
];

const ITEMS: &[Item] =
    &[Item { read: level, ..fact("X-VStream-Spam-Level", "Spam-Level") }, fact("X-VStream-Engine", "Engine")];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: true, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

fn level(value: &str, reading: &mut Reading<'_>) {
    reading.score = number(value);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::super::{Role, Verdict};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn a_level_judges_nothing() {
        for (fields, score, explained) in [
            ("X-VStream-Spam-Level: 81%\r\nX-VStream-Engine: Content Based Antispam", Some(81.0), 2),
            ("X-VStream-Spam-Level: 100\r\nX-VStream-Engine: Block List", Some(100.0), 2),
            ("X-VStream-Spam-Level: high\r\nX-VStream-Engine: Other", None, 1),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
            assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic), "{fields}");
            assert_eq!(reading.score, score, "{fields}");
            assert_eq!(reading.codes.iter().filter(|c| c.meaning.is_some()).count(), explained, "{fields}");
        }
    }
}
