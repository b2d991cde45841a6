//! McAfee (Trellix) email gateways.

use super::corroborate::{hashes, number};
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};

const ID: &str = "mcafee";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "McAfee / Trellix Email Gateway",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const SOURCE: &str = "observed in delivered mail";

const FIELDS: &[FieldDoc] = &[
    field("X-NAI-Spam-Flag", "YES or NO.", SOURCE, Grade::Observed),
    field("X-NAI-Spam-Score", "Score.", SOURCE, Grade::Observed),
    field("X-NAI-Spam-Threshold", "Score from which it is spam.", SOURCE, Grade::Observed),
    field("X-FireEye", "Result of the malware scan of FireEye ETP.", SOURCE, Grade::Observed),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code(
        "Spam-Flag",
        "YES",
        "The score reached the threshold.",
        "the organisation's policy",
        SOURCE,
        Grade::Observed,
    ),
    code("Spam-Flag", "NO", "The score stayed below the threshold.", "", SOURCE, Grade::Observed),
    code("Spam-Score", "", "Score.", "", SOURCE, Grade::Observed),
    code("Spam-Threshold", "", "Score from which it is spam.", "", SOURCE, Grade::Observed),
    code("FireEye", "Clean", "No malware found.", "", SOURCE, Grade::Observed),
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
    deciding("X-NAI-Spam-Flag", "Spam-Flag", flag),
    deciding("X-NAI-Spam-Score", "Spam-Score", score),
    deciding("X-NAI-Spam-Threshold", "Spam-Threshold", threshold),
    fact("X-FireEye", "FireEye"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-NAI-Spam-Flag", "X-NAI-Spam-Score", "X-FireEye"]),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

fn flag(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("yes") {
        judge(reading, Verdict::Spam);
    } else if value.eq_ignore_ascii_case("no") {
        judge(reading, Verdict::NotSpam);
    }
}

fn score(value: &str, reading: &mut Reading<'_>) {
    reading.score = number(value);
    compare(reading);
}

fn threshold(value: &str, reading: &mut Reading<'_>) {
    reading.threshold = number(value);
    compare(reading);
}

/// Without a flag the numbers tell: spam from the threshold on.
fn compare(reading: &mut Reading<'_>) {
    if let (Some(score), Some(threshold), Verdict::Unknown) =
        (reading.score, reading.threshold, reading.verdict)
    {
        judge(reading, if score >= threshold { Verdict::Spam } else { Verdict::NotSpam });
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
    fn flag_or_numbers() {
        for (fields, verdict) in [
            ("X-NAI-Spam-Flag: YES", Verdict::Spam),
            ("X-NAI-Spam-Flag: NO\r\nX-NAI-Spam-Threshold: 5\r\nX-NAI-Spam-Score: 6.3", Verdict::NotSpam),
            ("X-NAI-Spam-Threshold: 5\r\nX-NAI-Spam-Score: 6.3", Verdict::Spam),
            ("X-NAI-Spam-Threshold: 5\r\nX-NAI-Spam-Score: 1,2", Verdict::NotSpam),
            ("X-NAI-Spam-Score: 99", Verdict::Unknown),
            ("X-FireEye: Clean", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-NAI-Spam-Flag: NO");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].trust, Trust::Unverifiable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }
}
