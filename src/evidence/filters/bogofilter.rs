//! Bogofilter.

use super::corroborate::{first_word, hashes, number};
use super::doc::Known;
use super::words::{Item, Spec, deciding, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "bogofilter";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Bogofilter", fields: FIELDS, codes: CODES, exemption: None, decode };

const MANUAL: Known = Known::source("bogofilter 1.2.5 manual");

const FIELDS: &[FieldDoc] = &[MANUAL.field("X-Bogosity", "Class, probability of spam and version.")];

const CODES: &[CodeDoc] = &[
    MANUAL.code("Bogosity", "Spam", "Spam.", ""),
    MANUAL.code("Bogosity", "Yes", "Spam, in a two-state set-up.", ""),
    MANUAL.code("Bogosity", "Ham", "Not spam.", ""),
    MANUAL.code("Bogosity", "No", "Not spam, in a two-state set-up.", ""),
    MANUAL.code("Bogosity", "Unsure", "Between the two limits (0.45 and 0.99 by default).", ""),
];

const ITEMS: &[Item] = &[deciding("X-Bogosity", "Bogosity", bogosity)];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-Bogosity"]),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

/// `Unsure, tests=bogofilter, spamicity=0.520000, version=1.2.5`
fn bogosity(value: &str, reading: &mut Reading<'_>) {
    let verdict = match first_word(value).as_str() {
        "spam" | "yes" => Verdict::Spam,
        "ham" | "no" => Verdict::NotSpam,
        "unsure" => Verdict::Suspect,
        _ => Verdict::Unknown,
    };
    judge(reading, verdict);
    reading.score = value.split("spamicity=").nth(1).and_then(number);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, counts_only_at, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn words_are_verdicts() {
        for (fields, verdict) in [
            ("X-Bogosity: Unsure, tests=bogofilter, spamicity=0.520000, version=1.2.5", Verdict::Suspect),
            ("X-Bogosity: Spam, tests=bogofilter, spamicity=1.000000", Verdict::Spam),
            ("X-Bogosity: No, tests=bogofilter", Verdict::NotSpam),
            ("X-Bogosity: Maybe", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(&DECODER, "X-Bogosity: Ham, spamicity=0.1", "mx1.example.edu", Trust::Unverifiable);
    }
}
