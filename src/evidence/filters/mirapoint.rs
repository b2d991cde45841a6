//! Mirapoint (Message Server and RazorGate appliances): points, the points allowed, and the site's lists.

use super::corroborate::number;
use super::doc::Known;
use super::words::{self, Spec, deciding, fact, judge, personal_fact};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "mirapoint";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Mirapoint", fields: FIELDS, codes: CODES, exemption: None, decode };

const TOLD: Known = Known::reported("help pages of universities that ran the appliance");
const SEEN: Known = Known::observed("observed in mailing-list archives");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    TOLD.field("X-Junkmail-Status", "Points, the points allowed, and the host that counted."),
    TOLD.field("X-Junkmail", "Says that the message has more points than allowed."),
    SEEN.field("X-Junkmail-Whitelist", "Says that a list let the sender through, and where."),
    OPAQUE.field("X-Junkmail-SD-Raw", "Answer of an outside reputation service."),
    OPAQUE.field("X-Junkmail-Signature-Raw", "Answer of an outside reputation service."),
    OPAQUE.field("X-Junkmail-IWF", "Result of a check of links."),
    SEEN.field("X-Mirapoint-IP-Reputation", "What the appliance makes of the sending address."),
    SEEN.field("X-Mirapoint-Received-SPF", "Sending address, sender and the SPF result."),
];

const CODES: &[CodeDoc] = &[
    TOLD.code(
        "Junkmail-Status",
        "",
        "Points and the points allowed; more than those is junk.",
        "marked as junk where the recipient asked for it",
    ),
    TOLD.code("Junkmail", "UCE", "The message has more points than allowed.", "marked as junk"),
    SEEN.code("Junkmail-Whitelist", "YES", "A list of the site or the recipient let the sender through.", ""),
    OPAQUE.code("Junkmail-SD-Raw", "", UNEXPLAINED, ""),
    OPAQUE.code("Junkmail-Signature-Raw", "", UNEXPLAINED, ""),
    OPAQUE.code("Junkmail-IWF", "", UNEXPLAINED, ""),
    SEEN.code("IP-Reputation", "", "What the appliance makes of the sending address.", ""),
    SEEN.code("Received-SPF", "", "Sending address, sender and the SPF result.", ""),
];

const UNEXPLAINED: &str = "Vendor diagnostic, not publicly documented.";

const SPEC: Spec = Spec {
    id: ID,
    keys: &[],
    items: &[
        deciding("X-Junkmail-Status", "Junkmail-Status", status),
        deciding("X-Junkmail", "Junkmail", |value, reading| {
            if value.trim().eq_ignore_ascii_case("uce") {
                judge(reading, Verdict::Spam);
            }
        }),
        deciding("X-Junkmail-Whitelist", "Junkmail-Whitelist", |value, reading| {
            if value.trim_start().get(..3).is_some_and(|word| word.eq_ignore_ascii_case("yes")) {
                judge(reading, Verdict::AllowListed);
            }
        }),
        fact("X-Junkmail-SD-Raw", "Junkmail-SD-Raw"),
        fact("X-Junkmail-Signature-Raw", "Junkmail-Signature-Raw"),
        fact("X-Junkmail-IWF", "Junkmail-IWF"),
        fact("X-Mirapoint-IP-Reputation", "IP-Reputation"),
        personal_fact("X-Mirapoint-Received-SPF", "Received-SPF"),
    ],
    codes: CODES,
    appliance: true,
    agrees: host_agrees,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    words::decode(&SPEC, context, readings);
}

/// `score=141/45, host=mail.example.edu`: points and points allowed.
fn status(value: &str, reading: &mut Reading<'_>) {
    let Some((_, rest)) = value.split_once("score=") else { return };
    let Some((score, allowed)) = rest.split_once('/') else { return };
    reading.score = number(score);
    reading.threshold = number(allowed);
    if let (Some(score), Some(allowed)) = (reading.score, reading.threshold) {
        judge(reading, if score > allowed { Verdict::Spam } else { Verdict::NotSpam });
    }
}

/// Whether the host that counted is one that a trusted hop names.
fn host_agrees(context: &Context<'_, '_>) -> Option<bool> {
    let text = context.headers.first("X-Junkmail-Status")?.decoded();
    let host = text.split_once("host=")?.1.split([',', ' ', ';']).next()?.trim_end_matches('.');
    let mut named = context.route.trusted_hops().filter_map(|h| h.received.by.as_deref());
    named.any(|by| by.trim_end_matches('.').eq_ignore_ascii_case(host)).then_some(true)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::Trust;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    fn one(fields: &str) -> (Verdict, Option<f64>, Option<f64>, Trust) {
        let text = message(fields);
        let readings = run(&DECODER, &text, Platform::Other, &["imap.example.edu", "mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
        (reading.verdict, reading.score, reading.threshold, reading.trust)
    }

    #[test]
    fn points_and_points_allowed() {
        let (probable, open) = (Trust::Probable, Trust::Unverifiable);
        for (fields, verdict, score, allowed, trust) in [
            (
                "X-Junkmail-Status: score=141/45, host=mx1.example.edu",
                Verdict::Spam,
                Some(141.0),
                Some(45.0),
                probable,
            ),
            (
                "X-Junkmail-Status: score=11/100, host=mx1.example.edu",
                Verdict::NotSpam,
                Some(11.0),
                Some(100.0),
                probable,
            ),
            (
                "X-Junkmail-Status: score=11/100, host=other.example.net",
                Verdict::NotSpam,
                Some(11.0),
                Some(100.0),
                open,
            ),
            ("X-Junkmail: UCE", Verdict::Spam, None, None, open),
            (
                "X-Junkmail-Whitelist: YES (by domain whitelist at mx1.example.edu)",
                Verdict::AllowListed,
                None,
                None,
                open,
            ),
            ("X-Junkmail-Status: score=unknown", Verdict::Unknown, None, None, open),
            ("X-Junkmail-Status: score=/", Verdict::Unknown, None, None, open),
            ("X-Junkmail: maybe", Verdict::Unknown, None, None, open),
        ] {
            assert_eq!(one(fields), (verdict, score, allowed, trust), "{fields}");
        }
    }
}
