//! Trend Micro: ScanMail, InterScan, Email Security.

use super::corroborate::hashes;
use super::words::{Item, Spec, deciding, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};

const ID: &str = "trend-micro";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Trend Micro", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "Trend Micro knowledge base KA-0001462; forms as observed in mailing-list archives";

const FIELDS: &[FieldDoc] = &[
    field(
        "X-TM-AS-User-Approved-Sender",
        "Yes when the sender is on an allow list.",
        SOURCE,
        Grade::Documented,
    ),
    field(
        "X-TM-AS-User-Blocked-Sender",
        "Yes when the sender is on a block list.",
        SOURCE,
        Grade::Documented,
    ),
    field(
        "X-TM-AS-Result",
        "Verdict, trend type, score and threshold, in three orders.",
        SOURCE,
        Grade::Documented,
    ),
    field("X-TMASE-Result", "Trend type, score and threshold.", SOURCE, Grade::Documented),
    field("X-imss-scan-details", "The same as X-TM-AS-Result.", SOURCE, Grade::Observed),
    field("X-TMASE-MatchedRID", "Rule numbers.", SOURCE, Grade::Unknown),
    field("X-TM-AS-Product-Ver", "Versions.", SOURCE, Grade::Unknown),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code(
        "AS-Result",
        "Yes",
        "The score reached the threshold: spam.",
        "the organisation's policy",
        SOURCE,
        Grade::Documented,
    ),
    code("AS-Result", "No", "The score stayed below the threshold.", "delivered", SOURCE, Grade::Documented),
    code(
        "TMASE-Result",
        "",
        "Trend type, score and threshold; spam from the threshold on.",
        "",
        SOURCE,
        Grade::Documented,
    ),
    code(
        "scan-details",
        "Yes",
        "The score reached the threshold: spam.",
        "the organisation's policy",
        SOURCE,
        Grade::Observed,
    ),
    code("scan-details", "No", "The score stayed below the threshold.", "delivered", SOURCE, Grade::Observed),
    code(
        "User-Approved-Sender",
        "Yes",
        "The sender is on an allow list.",
        "delivered",
        SOURCE,
        Grade::Documented,
    ),
    code("User-Approved-Sender", "No", "The sender is on no allow list.", "", SOURCE, Grade::Documented),
    code(
        "User-Blocked-Sender",
        "Yes",
        "The sender is on a block list.",
        "the organisation's policy",
        SOURCE,
        Grade::Documented,
    ),
    code("User-Blocked-Sender", "No", "The sender is on no block list.", "", SOURCE, Grade::Documented),
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
    deciding("X-TM-AS-Result", "AS-Result", result),
    deciding("X-TMASE-Result", "TMASE-Result", tmase),
    deciding("X-imss-scan-details", "scan-details", result),
    deciding("X-TM-AS-User-Approved-Sender", "User-Approved-Sender", approved),
    deciding("X-TM-AS-User-Blocked-Sender", "User-Blocked-Sender", blocked),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes([
        "X-TM-AS-Result",
        "X-TMASE-Result",
        "X-imss-scan-details",
        "X-TM-AS-User-Approved-Sender",
        "X-TM-AS-User-Blocked-Sender",
    ]),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

/// A number, and whether it is written without a decimal point.
type Number = (f64, bool);

/// `-`-separated numbers, each of which may be negative: `10--7.15-8.0` is 10, -7.15, 8.
fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && found.len() < 8 {
        let sign = usize::from(rest.starts_with('-'));
        let digits = rest[sign..].bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let Ok(value) = rest[..sign + digits].parse::<f64>() else { break };
        found.push((value, !rest[..sign + digits].contains('.')));
        rest = rest[sign + digits..].strip_prefix('-').unwrap_or("");
    }
    found
}

/// Score, threshold and type, whichever of the three orders it is.
fn ordered(numbers: &[Number]) -> Option<(f64, f64, f64)> {
    match *numbers {
        [(kind, true), (score, _), (threshold, false)] => Some((score, threshold, kind)),
        [(score, _), (threshold, _), (kind, true)] => Some((score, threshold, kind)),
        [(score, _), (threshold, _), (_, true), (kind, true)] => Some((score, threshold, kind)),
        _ => None,
    }
}

/// `Yes-12.3-5.0-31-1`, `No-10--7.15-8.0`, `Yes-34.6-8.0-31`
fn result(value: &str, reading: &mut Reading<'_>) {
    let (word, rest) = value.split_once('-').unwrap_or((value, ""));
    let numbers = numbers(rest);
    let spam = word.trim().eq_ignore_ascii_case("yes");
    if let Some((score, threshold, kind)) = ordered(&numbers) {
        (reading.score, reading.threshold) = (Some(score), Some(threshold));
        if spam && numbers.len() == 4 && kind == 2.0 {
            return judge(reading, Verdict::Phish);
        }
    }
    if spam {
        judge(reading, Verdict::Spam);
    } else if word.trim().eq_ignore_ascii_case("no") {
        judge(reading, Verdict::NotSpam);
    }
}

/// `10--3.211900-10.000000`
fn tmase(value: &str, reading: &mut Reading<'_>) {
    if let [_, (score, _), (threshold, _)] = *numbers(value) {
        (reading.score, reading.threshold) = (Some(score), Some(threshold));
        judge(reading, if score >= threshold { Verdict::Spam } else { Verdict::NotSpam });
    }
}

fn approved(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("yes") {
        judge(reading, Verdict::AllowListed);
    }
}

fn blocked(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("yes") {
        judge(reading, Verdict::BlockListed);
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
    fn the_three_orders_are_told_apart() {
        for (field, verdict, score, threshold) in [
            ("X-TM-AS-Result: No-10--7.150000-8.000000", Verdict::NotSpam, Some(-7.15), Some(8.0)),
            ("X-TM-AS-Result: Yes-34.631000-8.000000-31", Verdict::Spam, Some(34.631), Some(8.0)),
            ("X-TM-AS-Result: Yes-5.339-5.0-31-1", Verdict::Spam, Some(5.339), Some(5.0)),
            ("X-TM-AS-Result: Yes-5.339-5.0-31-2", Verdict::Phish, Some(5.339), Some(5.0)),
            ("X-TM-AS-Result: No--15.463600-0.000000-31", Verdict::NotSpam, Some(-15.4636), Some(0.0)),
            ("X-imss-scan-details: No--9.9-5.0-31-10", Verdict::NotSpam, Some(-9.9), Some(5.0)),
            ("X-TMASE-Result: 10--3.211900-10.000000", Verdict::NotSpam, Some(-3.2119), Some(10.0)),
            ("X-TMASE-Result: 11-12.5-10.0", Verdict::Spam, Some(12.5), Some(10.0)),
            ("X-TM-AS-Result: Yes", Verdict::Spam, None, None),
            ("X-TM-AS-Result: Yes---", Verdict::Spam, None, None),
            ("X-TMASE-Result: 10-5", Verdict::Unknown, None, None),
            (
                "X-TM-AS-User-Approved-Sender: Yes\r\nX-TM-AS-Result: Yes-9.0-5.0-31",
                Verdict::AllowListed,
                Some(9.0),
                Some(5.0),
            ),
            (
                "X-TM-AS-User-Approved-Sender: No\r\nX-TM-AS-User-Blocked-Sender: No",
                Verdict::Unknown,
                None,
                None,
            ),
        ] {
            let text = message(field);
            let readings = run(&DECODER, &text, Platform::Other, &["gw.example.edu"]);
            assert_eq!(
                (readings[0].verdict, readings[0].score, readings[0].threshold),
                (verdict, score, threshold),
                "{field}"
            );
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-TM-AS-Result: No-10--7.1-8.0");
        let readings = run(&DECODER, &text, Platform::Other, &["relay1.tmes.trendmicro.eu"]);
        assert_eq!(readings[0].trust, Trust::Probable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }
}
