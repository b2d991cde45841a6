//! hMailServer.

use super::corroborate::number;
use super::doc::Known;
use super::facts::{self, keys};
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};

const ID: &str = "hmailserver";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "hMailServer",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "A white list record bypasses spam protection for a sender from a range of addresses.",
    steps: &[
        "hMailServer Administrator > Settings > Anti-spam > White listing > Add: as Lower IP and Upper IP the address of the relay, one record for each, and *@{from} as e-mail address.",
    ],
    caution: "Without the two addresses the record counts for the whole Internet, impostors included.",
    ..Exemption::documented("hMailServer documentation: White listing")
};

const CODE: Known = Known::source("hMailServer source: SpamProtection.cpp");
const GUIDE: Known = Known::documented("hMailServer documentation: Spam protection");

const REASON: &str = "A test that failed, with its points.";

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-hMailServer-Spam", "YES when the score reached the site's mark; absent otherwise."),
    CODE.field("X-hMailServer-Reason-Score", "Sum of the points of the failed tests."),
    GUIDE.field("X-hMailServer-Reason-1", REASON),
    GUIDE.field("X-hMailServer-Reason-2", REASON),
    GUIDE.field("X-hMailServer-Reason-3", REASON),
    GUIDE.field("X-hMailServer-Reason-4", REASON),
    GUIDE.field("X-hMailServer-Reason-5", REASON),
    GUIDE.field("X-hMailServer-Reason-6", REASON),
    GUIDE.field("X-hMailServer-Reason-7", REASON),
    GUIDE.field("X-hMailServer-Reason-8", REASON),
    GUIDE.field("X-hMailServer-Reason-9", REASON),
    GUIDE.field("X-hMailServer-Reason-10", REASON),
    GUIDE.field("X-hMailServer-Reason-11", REASON),
    GUIDE.field("X-hMailServer-Reason-12", REASON),
];

const CODES: &[CodeDoc] = &[
    CODE.code("Spam", "YES", "The score reached the site's mark for spam.", "marked as spam"),
    CODE.code("Reason-Score", "", "Sum of the points of the failed tests.", "the site's mark decides"),
    CODE.code("Reason", "", REASON, "adds its points"),
];

const ITEMS: &[Item] = &[
    deciding("X-hMailServer-Spam", "Spam", |value, reading| {
        if value.eq_ignore_ascii_case("yes") {
            judge(reading, Verdict::Spam);
        }
    }),
    deciding("X-hMailServer-Reason-Score", "Reason-Score", |value, reading| {
        reading.score = number(value);
    }),
    fact("X-hMailServer-Reason-1", "Reason"),
    fact("X-hMailServer-Reason-2", "Reason"),
    fact("X-hMailServer-Reason-3", "Reason"),
    fact("X-hMailServer-Reason-4", "Reason"),
    fact("X-hMailServer-Reason-5", "Reason"),
    fact("X-hMailServer-Reason-6", "Reason"),
    fact("X-hMailServer-Reason-7", "Reason"),
    fact("X-hMailServer-Reason-8", "Reason"),
    fact("X-hMailServer-Reason-9", "Reason"),
    fact("X-hMailServer-Reason-10", "Reason"),
    fact("X-hMailServer-Reason-11", "Reason"),
    fact("X-hMailServer-Reason-12", "Reason"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &keys::<14>(ITEMS),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    facts::decode(&SPEC, context, readings);
    for code in readings[from..].iter_mut().flat_map(|r| &mut r.codes) {
        if code.name == "Reason" {
            code.points = points(&code.value);
        }
    }
}

/// `text - (Score: 3)`
fn points(reason: &str) -> Option<f64> {
    number(reason.rsplit_once("(Score:")?.1)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn the_flag_is_the_verdict_and_the_score_alone_is_none() {
        for (fields, verdict, score) in [
            ("X-hMailServer-Spam: YES", Verdict::Spam, None),
            ("X-hMailServer-Spam: YES\r\nX-hMailServer-Reason-Score: 8", Verdict::Spam, Some(8.0)),
            ("X-hMailServer-Reason-Score: 8", Verdict::Unknown, Some(8.0)),
            ("X-hMailServer-Reason-Score: 0", Verdict::Unknown, Some(0.0)),
            ("X-hMailServer-Spam:", Verdict::Unknown, None),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
            assert_eq!((reading.verdict, reading.score), (verdict, score), "{fields}");
        }
    }

    #[test]
    fn reasons_carry_points() {
        let text = message(
            "X-hMailServer-Reason-1: Rejected by a block list. - (Score: 3)\r\n\
             X-hMailServer-Reason-3: Blocked by SPF (Score: x",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let points: Vec<_> = readings[0].codes.iter().map(|c| c.points).collect();
        assert_eq!(points, [Some(3.0), None]);
    }
}
