//! Points that leave and come, changes of remedies, and words that promise nothing.

use super::filters::Gained;
use super::*;
use crate::evidence::filters::{Code, Group, Reading, Role};
use crate::evidence::trust::Trust;
use crate::remedies::REMEDIES;

fn scored(
    product: &'static str,
    score: f64,
    limit: f64,
    rules: &[(&'static str, Option<f64>)],
) -> Reading<'static> {
    let code = |(name, points): &(&'static str, Option<f64>)| Code {
        points: *points,
        group: Some(Group::Authentication),
        ..Code::new(*name, "", None)
    };
    let mut reading = Reading::new(product, Trust::Trusted, Role::Receiver);
    (reading.score, reading.threshold, reading.verdict) = (Some(score), Some(limit), Verdict::Spam);
    reading.codes = rules.iter().map(code).collect();
    reading
}

const BOTH: Gained = Gained { spf: true, dmarc: true, ..Gained::none() };

fn counted(mut reading: Reading<'_>) -> Option<(Option<f64>, Verdict, Confidence)> {
    let mut applied = Applied::new(Confidence::Likely);
    score::recount(&mut reading, BOTH, &mut applied)?;
    Some((reading.score, reading.verdict, applied.confidence))
}

#[test]
fn points_of_failures_leave_and_those_of_passes_come_where_they_are_known() {
    let usual: &[_] = &[("R_SPF_FAIL", Some(1.0)), ("DMARC_POLICY_REJECT", Some(2.0)), ("X", Some(4.0))];
    let own: &[_] = &[("R_SPF_FAIL", Some(3.0)), ("DMARC_POLICY_REJECT", Some(3.5)), ("X", Some(0.5))];
    let still: &[_] = &[("SPF_SOFTFAIL", Some(0.972)), ("SPF_HELO_FAIL", Some(2.0)), ("X", Some(5.0))];
    for (reading, expected) in [
        (scored("rspamd", 7.0, 6.0, usual), (Some(3.3), Verdict::NotSpam, Confidence::Likely)),
        (scored("rspamd", 7.0, 6.0, own), (Some(0.5), Verdict::NotSpam, Confidence::Likely)),
        (scored("spamassassin", 8.0, 5.0, still), (Some(6.999), Verdict::Spam, Confidence::Likely)),
    ] {
        assert_eq!(counted(reading), Some(expected));
    }
}

#[test]
fn rounding_of_the_printed_total_decides_nothing() {
    let rules: &[_] = &[("SPF_FAIL", Some(0.919)), ("X", Some(5.026))];
    let found = counted(scored("spamassassin", 5.9, 5.0, rules));
    assert_eq!(found, Some((Some(5.025), Verdict::Spam, Confidence::Possible)));
}

#[test]
fn without_points_nothing_is_said() {
    assert_eq!(counted(scored("spamassassin", 5.9, 5.0, &[("SPF_FAIL", None), ("X", None)])), None);
}

#[test]
fn a_refusal_by_rspamd_is_followed_by_its_mark() {
    let rules: &[_] = &[("DMARC_POLICY_REJECT", Some(2.0)), ("X", Some(14.0))];
    let found = counted(scored("rspamd", 16.0, 15.0, rules));
    assert_eq!(found, Some((Some(13.5), Verdict::Spam, Confidence::Possible)));
}

#[test]
fn every_change_belongs_to_a_remedy() {
    let changing = REMEDIES.iter().filter(|r| change::of(r).is_some()).count();
    let products = crate::evidence::filters::DECODERS.iter().filter(|d| d.exemption.is_some()).count();
    assert_eq!(changing, products + 9);
}

#[test]
fn words_promise_nothing() {
    let Some(remedy) = crate::remedies::find("add-spf-include") else { panic!("add-spf-include is gone") };
    let effects = [Effect::Stays, Effect::NotForged, Effect::NoPolicy, Effect::BelowLimit, Effect::Listed];
    for effect in effects {
        for folder in [Folder::Inbox, Folder::Junk, Folder::Quarantine, Folder::Unknown] {
            for confidence in [Confidence::Certain, Confidence::Likely, Confidence::Possible] {
                let what_if = WhatIf {
                    remedy,
                    shifts: vec![Shift { what: "score", before: "6.3".into(), after: "0.9".into() }],
                    folder,
                    verdict: Verdict::NotSpam,
                    cause: None,
                    confidence,
                    needs: vec![remedy],
                    effect,
                    computed: Vec::new(),
                };
                let text = what_if.text(Folder::Junk);
                assert!(text.ends_with('.') && text.contains(" would ") | text.contains("might"), "{text}");
                assert!(!text.contains(" will ") && !text.contains("certainly"), "{text}");
            }
        }
    }
}
