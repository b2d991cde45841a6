//! `content-score`: The content filter's score decided.

use super::facts::Refusal;
use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::{ALLOW_RELAY, REPORT_FALSE_POSITIVE};

/// See [`Rule`].
pub(super) static CONTENT_SCORE: Rule = Rule {
    id: "content-score",
    severity: Severity::Medium,
    kind: RuleKind::JunkedCause,
    title: "The content filter's score decided",
    what: "The deciding filter called it spam by its content rules, statistics or model, and names no other reason.",
    why: "What a content filter disliked can be reported to it, and only partly seen from outside.",
    remedies: &[&REPORT_FALSE_POSITIVE, &ALLOW_RELAY],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::content_decided(case).or_else(|| facts::refusal(case, Refusal::Content))
}

fn text(case: &Case<'_, '_>) -> String {
    let Some(reading) = facts::deciding(case) else {
        return "The receiver refused the message for its content.".to_owned();
    };
    match (reading.score, reading.threshold) {
        (Some(score), Some(threshold)) if facts::short_of_threshold(reading) => format!(
            "The filter called the message spam, although its score of {score} is {} its threshold of {threshold}. Something besides the printed score counted; the headers do not say what.",
            if facts::low_is_spam(reading) { "not below" } else { "below" }
        ),
        (Some(score), Some(threshold)) if facts::low_is_spam(reading) => {
            format!("The filter's score of {score} is below its threshold of {threshold}; the lower, the more it takes a message for spam.")
        }
        (Some(score), Some(threshold)) => {
            let assumed = if reading.threshold_assumed { ", the usual limit, since the message does not print one" } else { "" };
            let top = facts::top_rules(reading);
            format!("The filter's score of {score} passed its threshold of {threshold}{assumed}. Most of it: {top}.")
        }
        _ => "The filter called the message spam for its content. It names no other reason, and its vendor does not publish the rules.".to_owned(),
    }
}
