//! mtpolicyd, a policy server for Postfix that adds up scores.

use super::corroborate::{Claim, first_word, items, nothing_else, number, part_of, standing};
use super::doc::Known;
use super::words::{facts_without_verdict, meaning};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};
use crate::headers::FieldRef;

const ID: &str = "mtpolicyd";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "mtpolicyd", fields: FIELDS, codes: CODES, exemption: None, decode };

const MANUAL: Known = Known::documented("Mail::MtPolicyd::Plugin::AddScoreHeader, version 2.05");

const FIELDS: &[FieldDoc] =
    &[MANUAL
        .field("X-MtScore", "YES or NO, the score and the checks that made it; the name can be changed.")];

const CODES: &[CodeDoc] = &[
    MANUAL.code("MtScore", "YES", "The score is above the site's limit, by default 5.", "the site's policy"),
    MANUAL.code("MtScore", "NO", "The score is not above the site's limit, by default 5.", ""),
];

/// More checks than this are not read.
const MAX_CHECKS: usize = 64;

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    let instances = context.headers.all("X-MtScore").count();
    for field in context.headers.all("X-MtScore").take(8) {
        let claim = Claim::appliance(ID, field.index(), instances, None);
        let mut reading = standing(context, claim).reading(ID);
        score(field, &mut reading);
        readings.push(reading);
    }
    facts_without_verdict(&mut readings[before..]);
}

/// `YES score=7.5 [CTIPREP_TEMP=2.5, spamhaus-rbl=5]`.
fn score<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    reading.places.push(field.place());
    let text = field.decoded();
    reading.verdict = match first_word(&text).as_str() {
        "yes" => Verdict::Spam,
        "no" => Verdict::NotSpam,
        _ => Verdict::Unknown,
    };
    let word = text.split_whitespace().next().unwrap_or("");
    reading.codes.push(Code::new("MtScore", part_of(&text, word), meaning(CODES, "MtScore", word)));
    let (head, checks) = text.split_once('[').unwrap_or((&text, ""));
    reading.score = head.split_once("score=").and_then(|(_, score)| number(score));
    for check in items(checks.trim_end().trim_end_matches(']'), nothing_else).take(MAX_CHECKS) {
        let Some((name, points)) = check.split_once('=') else { continue };
        let code = Code::new(part_of(&text, name), part_of(&text, points), None);
        reading.codes.push(Code { points: number(points), ..code });
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn the_word_decides_and_the_checks_are_listed() {
        for (value, verdict, score, checks) in [
            ("YES score=7.5 [CTIPREP_TEMP=2.5, spamhaus-rbl=5]", Verdict::Spam, Some(7.5), 2),
            ("NO score=-1 [dnswl=-1]", Verdict::NotSpam, Some(-1.0), 1),
            ("NO score=0 []", Verdict::NotSpam, Some(0.0), 0),
            ("NO score=1,5", Verdict::NotSpam, Some(1.5), 0),
            ("score=99 [x=99]", Verdict::Unknown, Some(99.0), 1),
            ("", Verdict::Unknown, None, 0),
        ] {
            let text = message(&format!("X-MtScore: {value}"));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{readings:?}") };
            assert_eq!((reading.verdict, reading.score), (verdict, score), "{value}");
            assert_eq!(reading.role == Role::Diagnostic, verdict == Verdict::Unknown, "{value}");
            assert_eq!(reading.codes.iter().filter(|c| c.points.is_some()).count(), checks, "{value}");
        }
    }
}
