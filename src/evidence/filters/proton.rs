//! Proton Mail.

use super::corroborate::hashes;
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Role, Verdict};
use crate::input::Folder;

const ID: &str = "proton";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Proton Mail", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "observed in delivered mail";

const FIELDS: &[FieldDoc] = &[
    field("X-Pm-Spam-Action", "What Proton did: inbox, spam or phishing.", SOURCE, Grade::Observed),
    field("X-Pm-Spamscore", "Number that does not follow the action.", SOURCE, Grade::Unknown),
    field("X-Pm-Origin", "external or internal.", SOURCE, Grade::Observed),
    field("X-Pm-Spam", "Opaque.", SOURCE, Grade::Unknown),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code("Spam-Action", "inbox", "Delivered to the inbox.", "in the inbox", SOURCE, Grade::Observed),
    code("Spam-Action", "spam", "Taken for spam.", "in the Spam folder", SOURCE, Grade::Observed),
    code(
        "Spam-Action",
        "phishing",
        "Taken for phishing.",
        "in the Spam folder with a warning",
        SOURCE,
        Grade::Observed,
    ),
    code("Spam-Action", "dunno", "No decision.", "", SOURCE, Grade::Observed),
    code(
        "Spamscore",
        "",
        "Vendor diagnostic, not publicly documented; it does not follow the action.",
        "",
        SOURCE,
        Grade::Unknown,
    ),
    code("Origin", "external", "From outside Proton.", "", SOURCE, Grade::Observed),
    code("Origin", "internal", "From another Proton account.", "", SOURCE, Grade::Observed),
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
    deciding("X-Pm-Spam-Action", "Spam-Action", action),
    fact("X-Pm-Spamscore", "Spamscore"),
    fact("X-Pm-Origin", "Origin"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-Pm-Spam-Action", "X-Pm-Spamscore"]),
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

fn action(value: &str, reading: &mut Reading<'_>) {
    let (folder, verdict) = match value.to_ascii_lowercase().as_str() {
        "inbox" => (Folder::Inbox, Verdict::NotSpam),
        "spam" => (Folder::Junk, Verdict::Spam),
        "phishing" => (Folder::Junk, Verdict::Phish),
        _ => return,
    };
    reading.folder = Some(folder);
    judge(reading, verdict);
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
    fn the_action_is_the_verdict() {
        for (fields, verdict) in [
            ("X-Pm-Spam-Action: phishing\r\nX-Pm-Spamscore: 0", Verdict::Phish),
            ("X-Pm-Spam-Action: inbox\r\nX-Pm-Spamscore: 102", Verdict::NotSpam),
            ("X-Pm-Spam-Action: spam", Verdict::Spam),
            ("X-Pm-Spam-Action: dunno", Verdict::Unknown),
            ("X-Pm-Spamscore: 101", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mailin001.protonmail.ch"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-Pm-Spam-Action: inbox");
        let readings = run(&DECODER, &text, Platform::Other, &["mailin001.protonmail.ch"]);
        assert_eq!(readings[0].trust, Trust::Probable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }
}
