//! Yahoo Mail and AOL.

use super::corroborate::hashes;
use super::words::{Item, Spec, deciding, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Role, Verdict};
use crate::input::Folder;

const ID: &str = "yahoo";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Yahoo / AOL Mail", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "observed in delivered mail";

const FIELDS: &[FieldDoc] = &[
    field(
        "X-YahooFilteredBulk",
        "Its presence: filed in Spam; the value is the sender's address.",
        SOURCE,
        Grade::Observed,
    ),
    field("x-aol-global-disposition", "S or G, in old AOL mail.", SOURCE, Grade::Reported),
    field("X-YMailISG", "Opaque.", SOURCE, Grade::Unknown),
    field("X-Sonic-MF", "Opaque.", SOURCE, Grade::Unknown),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code("FilteredBulk", "", "Yahoo filed it in Spam.", "in the Spam folder", SOURCE, Grade::Observed),
    code("global-disposition", "S", "Spam, as reported by third parties.", "", SOURCE, Grade::Reported),
    code("global-disposition", "G", "Good, as reported by third parties.", "", SOURCE, Grade::Reported),
];

const fn code(
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
    effect: &'static str,
    source: &'static str,
    grade: Grade,
) -> CodeDoc {
    CodeDoc { name, value, meaning, effect, source, grade }
}

const ITEMS: &[Item] = &[
    deciding("X-YahooFilteredBulk", "FilteredBulk", bulk),
    deciding("x-aol-global-disposition", "global-disposition", disposition),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-YahooFilteredBulk", "x-aol-global-disposition"]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    for reading in &mut readings[before..] {
        if reading.folder.is_some() && reading.role == Role::Receiver {
            reading.role = Role::Placement;
        }
    }
}

fn bulk(value: &str, reading: &mut Reading<'_>) {
    if !value.is_empty() {
        reading.folder = Some(Folder::Junk);
        judge(reading, Verdict::Spam);
    }
}

fn disposition(value: &str, reading: &mut Reading<'_>) {
    match value {
        "S" => judge(reading, Verdict::Spam),
        "G" => judge(reading, Verdict::NotSpam),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::corroborate::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn presence_is_the_spam_folder() {
        for (fields, verdict) in [
            ("X-YahooFilteredBulk: 203.0.113.9", Verdict::Spam),
            ("X-YahooFilteredBulk:", Verdict::Unknown),
            ("x-aol-global-disposition: G", Verdict::NotSpam),
            ("x-aol-global-disposition: S", Verdict::Spam),
            ("x-aol-global-disposition: Q", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mta1.mail.bf1.yahoo.com"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-YahooFilteredBulk: 203.0.113.9");
        let readings = run(&DECODER, &text, Platform::Other, &["mta1.mail.bf1.yahoo.com"]);
        assert_eq!(readings[0].trust, Trust::Probable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }

    #[test]
    fn the_folder_is_a_placement() {
        let text = message("X-YahooFilteredBulk: 203.0.113.9");
        let readings = run(&DECODER, &text, Platform::Other, &["mta1.mail.bf1.yahoo.com"]);
        assert_eq!((readings[0].folder, readings[0].role), (Some(Folder::Junk), Role::Placement));
    }
}
