//! Trend Micro: ScanMail, InterScan, Email Security.

use super::corroborate::{agrees_with_route, number};
use super::doc::Known;
use super::words::{Item, Spec, allow_lists_acted, deciding, fact, judge, meaning};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};

const ID: &str = "trend-micro";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Trend Micro",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "An approved address skips the reputation check and, where so set, spam detection.",
    steps: &[
        "Trend Micro Email Security: Inbound Protection > Connection Filtering > IP Reputation > Approved IP Address > Add, and select \"Bypass spam detection for approved IP addresses\".",
        "InterScan Messaging Security (appliance): IP Filtering > Approved List: add the addresses of the relays.",
    ],
    caution: "In InterScan the list passes the IP filter only; the rules of the policy may still act. Approved senders by domain let impostors through.",
    ..Exemption::documented(
        "Trend Micro Email Security Online Help: Managing Approved and Blocked IP Addresses; InterScan Messaging Security Appliance help: Approved List",
    )
};

const GUIDE: Known = Known::documented("Trend Micro knowledge base KA-0001462");
const SEEN: Known = Known::observed("observed in mailing-list archives");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-TM-AS-User-Approved-Sender", "Yes when the sender is on an allow list."),
    GUIDE.field("X-TM-AS-User-Blocked-Sender", "Yes when the sender is on a block list."),
    GUIDE.field("X-TM-AS-Result", "Verdict, trend type, score and threshold, in three orders."),
    GUIDE.field("X-TMASE-Result", "Trend type, score and threshold."),
    SEEN.field("X-imss-scan-details", "The same as X-TM-AS-Result."),
    SEEN.field("X-TM-AS-ERS", "Address that was looked up in the vendor's reputation service."),
    OPAQUE.field("X-TMASE-MatchedRID", "Numbers of the rules that matched."),
    OPAQUE.field("X-TM-AS-MatchedID", "Numbers of the rules that matched."),
    OPAQUE.field("X-TMASE-SNAP-Result", "Undocumented result."),
    OPAQUE.field("X-TM-AS-Result-Xfilter", "Undocumented result."),
    OPAQUE.field("X-TM-AS-MML", "Undocumented switch: disable or No."),
    OPAQUE.field("X-TM-AS-GCONF", "Undocumented number."),
    OPAQUE.field("X-TM-SNTS-SMTP", "Undocumented note."),
    SEEN.field("X-TM-AS-Product-Ver", "Product and versions."),
    SEEN.field("X-TMASE-Version", "Product and versions."),
];

const CODES: &[CodeDoc] = &[
    GUIDE.code("AS-Result", "Yes", "The score reached the threshold: spam.", "the organisation's policy"),
    GUIDE.code("AS-Result", "No", "The score stayed below the threshold.", "delivered"),
    GUIDE.code("AS-type", "1", "Spam.", ""),
    GUIDE.code("AS-type", "2", "Phishing.", ""),
    OPAQUE.code("AS-type", "", NOT_DOCUMENTED, ""),
    GUIDE.code("TMASE-Result", "", "Trend type, score and threshold; spam from the threshold on.", ""),
    SEEN.code("scan-details", "Yes", "The score reached the threshold: spam.", "the organisation's policy"),
    SEEN.code("scan-details", "No", "The score stayed below the threshold.", "delivered"),
    GUIDE.code("User-Approved-Sender", "Yes", "The sender is on an allow list.", "delivered"),
    GUIDE.code("User-Approved-Sender", "No", "The sender is on no allow list.", ""),
    GUIDE.code("User-Blocked-Sender", "Yes", "The sender is on a block list.", "the organisation's policy"),
    GUIDE.code("User-Blocked-Sender", "No", "The sender is on no block list.", ""),
    SEEN.code("ERS", "", "Address that was looked up in the vendor's reputation service.", ""),
    OPAQUE.code("MatchedRID", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("MatchedID", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("SNAP-Result", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("Result-Xfilter", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("MML", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("GCONF", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("SNTS-SMTP", "", NOT_DOCUMENTED, ""),
    SEEN.code("Product-Ver", "", "Product and versions.", ""),
    SEEN.code("TMASE-Version", "", "Product and versions.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-TM-AS-Result", "AS-Result", result),
    deciding("X-TMASE-Result", "TMASE-Result", tmase),
    deciding("X-imss-scan-details", "scan-details", result),
    deciding("X-TM-AS-User-Approved-Sender", "User-Approved-Sender", approved),
    deciding("X-TM-AS-User-Blocked-Sender", "User-Blocked-Sender", blocked),
    fact("X-TM-AS-ERS", "ERS"),
    fact("X-TMASE-MatchedRID", "MatchedRID"),
    fact("X-TM-AS-MatchedID", "MatchedID"),
    fact("X-TMASE-SNAP-Result", "SNAP-Result"),
    fact("X-TM-AS-Result-Xfilter", "Result-Xfilter"),
    fact("X-TM-AS-MML", "MML"),
    fact("X-TM-AS-GCONF", "GCONF"),
    fact("X-TM-SNTS-SMTP", "SNTS-SMTP"),
    fact("X-TM-AS-Product-Ver", "Product-Ver"),
    fact("X-TMASE-Version", "TMASE-Version"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: true, agrees: looked_up };

/// `ip-192.0.2.10`: the address agrees or tells nothing, for its grammar is not published.
fn looked_up(context: &Context<'_, '_>) -> Option<bool> {
    let field = context.headers.first("X-TM-AS-ERS")?;
    agrees_with_route(context, field.decoded().strip_prefix("ip-")?).filter(|agrees| *agrees)
}

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    allow_lists_acted(&mut readings[before..]);
}

/// A number, and whether it is written without a decimal point.
type Number = (f64, bool);

/// `-`-separated numbers, each of which may be negative: `10--7.15-8.0` is 10, -7.15, 8.
fn numbers(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && found.len() < 8 {
        let sign = usize::from(rest.starts_with('-'));
        let digits =
            rest[sign..].bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
        let Some(value) = number(&rest[..sign + digits]) else { break };
        found.push((value, !rest[..sign + digits].contains(['.', ','])));
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
        if numbers.len() == 4 {
            let kind = kind.to_string();
            reading.codes.push(Code::new("AS-type", kind.clone(), meaning(CODES, "AS-type", &kind)));
            if spam && kind == "2" {
                return judge(reading, Verdict::Phish);
            }
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
    use super::super::testing::{check_tables, counts_only_at, message, run};
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
        counts_only_at(
            &DECODER,
            "X-TM-AS-Result: No-10--7.1-8.0",
            "relay1.tmes.trendmicro.eu",
            Trust::Probable,
        );
    }
}
