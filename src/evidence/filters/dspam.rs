//! DSPAM.

use super::corroborate::{hashes, number};
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};

const ID: &str = "dspam";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "DSPAM", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "DSPAM source, add_xdspam_headers";

const FIELDS: &[FieldDoc] = &[
    field("X-DSPAM-Result", "Class of the message.", SOURCE, Grade::Source),
    field("X-DSPAM-Reclassified", "Class after the user retrained it.", SOURCE, Grade::Source),
    field("X-DSPAM-Probability", "Probability of spam, 0 to 1.", SOURCE, Grade::Source),
    field("X-DSPAM-Confidence", "Confidence in the result, 0 to 1.", SOURCE, Grade::Source),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code("Result", "Innocent", "Not spam.", "", SOURCE, Grade::Source),
    code("Result", "Spam", "Spam.", "", SOURCE, Grade::Source),
    code("Result", "Whitelisted", "The sender is on the automatic allow list.", "", SOURCE, Grade::Source),
    code("Result", "Virus", "A virus.", "", SOURCE, Grade::Source),
    code("Result", "Blacklisted", "The sender's address is on a block list.", "", SOURCE, Grade::Source),
    code("Result", "Blocklisted", "The sender's address is on a block list.", "", SOURCE, Grade::Source),
    code("Reclassified", "Innocent", "The user said that it is not spam.", "", SOURCE, Grade::Source),
    code("Reclassified", "Spam", "The user said that it is spam.", "", SOURCE, Grade::Source),
    code("Probability", "", "Probability of spam.", "", SOURCE, Grade::Source),
    code("Confidence", "", "Confidence in the result.", "", SOURCE, Grade::Source),
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
    deciding("X-DSPAM-Result", "Result", result),
    deciding("X-DSPAM-Reclassified", "Reclassified", reclassified),
    deciding("X-DSPAM-Probability", "Probability", probability),
    fact("X-DSPAM-Confidence", "Confidence"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-DSPAM-Result", "X-DSPAM-Reclassified"]),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

fn class(value: &str) -> Verdict {
    // The single-line form of the LMTP agent: `user; result="Innocent"; class=...`
    let word = match value.split("result=\"").nth(1) {
        Some(rest) => rest.split('"').next().unwrap_or(""),
        None => value,
    };
    match word.to_ascii_lowercase().as_str() {
        "innocent" => Verdict::NotSpam,
        "spam" => Verdict::Spam,
        "whitelisted" => Verdict::AllowListed,
        "virus" => Verdict::Malware,
        "blacklisted" | "blocklisted" => Verdict::BlockListed,
        _ => Verdict::Unknown,
    }
}

fn result(value: &str, reading: &mut Reading<'_>) {
    judge(reading, class(value));
}

/// The user's word replaces the filter's.
fn reclassified(value: &str, reading: &mut Reading<'_>) {
    let verdict = class(value);
    if verdict != Verdict::Unknown {
        reading.verdict = verdict;
    }
}

fn probability(value: &str, reading: &mut Reading<'_>) {
    reading.score = number(value);
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
    fn the_users_word_replaces_the_filters() {
        for (fields, verdict) in [
            ("X-DSPAM-Result: Innocent", Verdict::NotSpam),
            ("X-DSPAM-Result: Spam\r\nX-DSPAM-Reclassified: Innocent", Verdict::NotSpam),
            ("X-DSPAM-Result: Whitelisted\r\nX-DSPAM-Probability: 0.0000", Verdict::AllowListed),
            ("X-DSPAM-Result: Virus", Verdict::Malware),
            ("X-DSPAM-Result: Blocklisted", Verdict::BlockListed),
            ("X-DSPAM-Result: bob; result=\"Spam\"; class=\"Spam\"; probability=1.0", Verdict::Spam),
            ("X-DSPAM-Result: ?", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-DSPAM-Result: Spam");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].trust, Trust::Unverifiable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }
}
