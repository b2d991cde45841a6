//! Amazon SES, receiving side.

use super::doc::Known;
use super::words::{Item, Spec, deciding, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "ses";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Amazon SES receiving", fields: FIELDS, codes: CODES, exemption: None, decode };

const GUIDE: Known = Known::documented("Amazon SES developer guide, contents of notifications");
const LAMBDA: Known = Known::reported("reported by users of Amazon SES");

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-SES-Spam-Verdict", "Result of the spam scan."),
    GUIDE.field("X-SES-Virus-Verdict", "Result of the virus scan."),
];

const CODES: &[CodeDoc] = &[
    GUIDE.code("Spam-Verdict", "PASS", "Not spam.", ""),
    GUIDE.code("Spam-Verdict", "FAIL", "Spam.", "the receipt rules decide"),
    GUIDE.code("Spam-Verdict", "GRAY", "Undecided.", ""),
    GUIDE.code("Spam-Verdict", "PROCESSING_FAILED", "The scan failed.", ""),
    LAMBDA.code("Spam-Verdict", "DISABLED", "Not scanned: scanning is off.", ""),
    GUIDE.code("Virus-Verdict", "PASS", "No virus.", ""),
    GUIDE.code("Virus-Verdict", "FAIL", "A virus.", "the receipt rules decide"),
    GUIDE.code("Virus-Verdict", "GRAY", "Undecided.", ""),
    GUIDE.code("Virus-Verdict", "PROCESSING_FAILED", "The scan failed.", ""),
    LAMBDA.code("Virus-Verdict", "DISABLED", "Not scanned: scanning is off.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-SES-Spam-Verdict", "Spam-Verdict", spam),
    deciding("X-SES-Virus-Verdict", "Virus-Verdict", virus),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: false, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

fn spam(value: &str, reading: &mut Reading<'_>) {
    let verdict = match value.to_ascii_uppercase().as_str() {
        "PASS" => Verdict::NotSpam,
        "FAIL" => Verdict::Spam,
        "GRAY" => Verdict::Suspect,
        "PROCESSING_FAILED" | "DISABLED" => Verdict::NotScanned,
        _ => Verdict::Unknown,
    };
    judge(reading, verdict);
}

fn virus(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("fail") {
        judge(reading, Verdict::Malware);
    }
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
            ("X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS", Verdict::NotSpam),
            ("X-SES-Spam-Verdict: FAIL", Verdict::Spam),
            ("X-SES-Spam-Verdict: GRAY", Verdict::Suspect),
            ("X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: FAIL", Verdict::Malware),
            ("X-SES-Spam-Verdict: PROCESSING_FAILED", Verdict::NotScanned),
            ("X-SES-Spam-Verdict: DISABLED\r\nX-SES-Virus-Verdict: DISABLED", Verdict::NotScanned),
            ("X-SES-Virus-Verdict: PASS", Verdict::Unknown),
            ("X-SES-Spam-Verdict: ?", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["inbound-smtp.eu-west-1.amazonaws.com"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(
            &DECODER,
            "X-SES-Spam-Verdict: FAIL",
            "inbound-smtp.eu-west-1.amazonaws.com",
            Trust::Probable,
        );
    }
}
