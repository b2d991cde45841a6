//! McAfee (Trellix) email gateways and FireEye ETP.

use super::corroborate::{items, number, white_space};
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, fact_with, judge, no_identifier};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};

const ID: &str = "mcafee";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "McAfee / Trellix Email Gateway",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The permit and deny lists hold addresses that the appliance accepts and whose sender it does not check.",
    steps: &[
        "Email > Email Configuration > Receiving Email > Permit and Deny Lists > Permitted connections and Permitted senders: add each relay as IP address.",
    ],
    caution: "A permitted sender skips sender authentication only; the spam score of the content remains.",
    ..Exemption::documented("McAfee Email and Web Security Appliance product guide: Permit and deny lists")
};

const SEEN: Known = Known::observed("observed in delivered mail");
const OPAQUE: Known = Known::unknown("observed in delivered mail");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-NAI-Spam-Flag", "YES or NO."),
    SEEN.field("X-NAI-Spam-Score", "Score."),
    SEEN.field("X-NAI-Spam-Threshold", "Score from which it is spam."),
    SEEN.field("X-NAI-Spam-Rules", "The rules that matched, with their points."),
    SEEN.field("X-NAI-Spam-Version", "Version of the engine."),
    OPAQUE.field("X-AnalysisOut", "Undocumented result of the engine."),
    SEEN.field("X-SAAS-TrackingID", "Id of the hosted service."),
    SEEN.field("X-FireEye", "Result of the malware scan of FireEye ETP."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("Spam-Flag", "YES", "The score reached the threshold.", "the organisation's policy"),
    SEEN.code("Spam-Flag", "NO", "The score stayed below the threshold.", ""),
    SEEN.code("Spam-Score", "", "Score.", ""),
    SEEN.code("Spam-Threshold", "", "Score from which it is spam.", ""),
    SEEN.code("Spam-Version", "", "Version of the engine.", ""),
    OPAQUE.code("AnalysisOut", "", "Vendor diagnostic, not publicly documented.", ""),
    SEEN.code("SAAS-TrackingID", "", "Id of the hosted service.", ""),
    SEEN.code("FireEye", "Clean", "No malware found.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-NAI-Spam-Flag", "Spam-Flag", flag),
    deciding("X-NAI-Spam-Score", "Spam-Score", score),
    deciding("X-NAI-Spam-Threshold", "Spam-Threshold", threshold),
    fact_with("X-NAI-Spam-Rules", "", rules),
    fact("X-NAI-Spam-Version", "Spam-Version"),
    fact("X-AnalysisOut", "AnalysisOut"),
    fact("X-SAAS-TrackingID", "SAAS-TrackingID"),
    fact("X-FireEye", "FireEye"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: true, agrees: no_identifier };

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

/// `2 Rules triggered HTML_70_90=4.3, MIME_HTML_ONLY=2`
fn rules(value: &str, reading: &mut Reading<'_>) {
    let words = items(value, white_space).filter_map(|w| w.split_once('='));
    for (name, points) in words.filter(|(name, _)| !name.is_empty()).take(200) {
        let code = Code::new(name.to_owned(), "", None);
        reading.codes.push(Code { points: number(points), ..code });
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
    fn flag_or_numbers() {
        for (fields, verdict) in [
            ("X-NAI-Spam-Flag: YES", Verdict::Spam),
            ("X-NAI-Spam-Flag: NO\r\nX-NAI-Spam-Threshold: 5\r\nX-NAI-Spam-Score: 6.3", Verdict::NotSpam),
            ("X-NAI-Spam-Threshold: 5\r\nX-NAI-Spam-Score: 6.3", Verdict::Spam),
            ("X-NAI-Spam-Threshold: 5\r\nX-NAI-Spam-Score: 1,2", Verdict::NotSpam),
            ("X-NAI-Spam-Score: 99", Verdict::Unknown),
            ("X-AnalysisOut: v=2", Verdict::Unknown),
            ("X-FireEye: Clean", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn rules_keep_their_points() {
        let text = message("X-NAI-Spam-Rules: 2 Rules triggered\r\n\tHTML_70_90=4.3, MIME_HTML_ONLY=-2");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let rules: Vec<_> = readings[0].codes.iter().map(|c| (c.name.as_ref(), c.points)).collect();
        assert_eq!(rules, [("HTML_70_90", Some(4.3)), ("MIME_HTML_ONLY", Some(-2.0))]);
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(&DECODER, "X-NAI-Spam-Flag: NO", "mx1.example.edu", Trust::Unverifiable);
    }
}
