//! CRM114, the statistical filter.

use super::corroborate::{first_word, number};
use super::doc::Known;
use super::facts::{self, keys};
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "crm114";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "CRM114", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in mailing-list archives");
const PLUGIN: Known = Known::documented("Mail::SpamAssassin::Plugin::CRM114");

const FIELDS: &[FieldDoc] = &[
    PLUGIN.field("X-CRM114-Status", "GOOD, SPAM or UNSURE, and the score."),
    SEEN.field("X-CRM114-Notice", "Asks for training when it was unsure."),
    SEEN.field("X-CRM114-Version", "Version of the program."),
    SEEN.field("X-CRM114-CacheID", "Id of the kept copy, for training."),
];

const CODES: &[CodeDoc] = &[
    PLUGIN.code("Status", "GOOD", "It takes the message for wanted mail.", "score of 10 or more by default"),
    PLUGIN.code("Status", "SPAM", "It takes the message for spam.", "score of -10 or less by default"),
    PLUGIN.code("Status", "UNSURE", "The score lies between the two limits.", "asks for training"),
    SEEN.code("Notice", "", "What it asks its owner to do.", ""),
    SEEN.code("Version", "", "Version of the program.", ""),
    SEEN.code("CacheID", "", "Id of the kept copy.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-CRM114-Status", "Status", status),
    fact("X-CRM114-Notice", "Notice"),
    fact("X-CRM114-Version", "Version"),
    fact("X-CRM114-CacheID", "CacheID"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &keys::<4>(ITEMS),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    facts::decode(&SPEC, context, readings);
}

/// `GOOD (  10.88  )`, `SPAM ( pR: -23.5 )`: the higher the number, the better the message.
fn status(value: &str, reading: &mut Reading<'_>) {
    judge(
        reading,
        match first_word(value).as_str() {
            "good" => Verdict::NotSpam,
            "spam" => Verdict::Spam,
            "unsure" => Verdict::Suspect,
            _ => Verdict::Unknown,
        },
    );
    let inside = value.split_once('(').map_or("", |(_, rest)| rest.trim_start());
    reading.score = number(inside.strip_prefix("pR:").unwrap_or(inside)).or(reading.score);
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
    fn the_word_is_the_verdict() {
        for (value, verdict, score) in [
            ("GOOD (  10.88  )", Verdict::NotSpam, Some(10.88)),
            ("SPAM ( -23.51  )", Verdict::Spam, Some(-23.51)),
            ("SPAM ( pR: -23.51 )", Verdict::Spam, Some(-23.51)),
            ("UNSURE (\r\n\t8.40  )", Verdict::Suspect, Some(8.4)),
            ("Good", Verdict::NotSpam, None),
            ("MAYBE ( 300 )", Verdict::Unknown, Some(300.0)),
            ("( )", Verdict::Unknown, None),
        ] {
            let text = message(&format!("X-CRM114-Status: {value}"));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{value}: {readings:?}") };
            assert_eq!((reading.verdict, reading.score), (verdict, score), "{value}");
        }
    }
}
