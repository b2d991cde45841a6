//! `dns-changed-since`: DNS says something else now than when the message arrived.

use super::facts::{Difference, Why};
use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;

/// See [`Rule`].
pub(super) static DNS_CHANGED_SINCE: Rule = Rule {
    id: "dns-changed-since",
    severity: Severity::Info,
    kind: RuleKind::Finding,
    title: "DNS says something else now than when the message arrived",
    what: "A trusted server reported another result of SPF, DKIM or DMARC than the answers of now give for the same message.",
    why: "Records and keys are changed and withdrawn. The fate of this message follows from the records of then, that of the next one from those of now.",
    remedies: &[],
    check,
    text,
};

fn changed(case: &Case<'_, '_>) -> Vec<Difference> {
    facts::explained_by(case, &[Why::DnsChanged, Why::LookUpFailed])
}

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::places_of(&changed(case))
}

fn text(case: &Case<'_, '_>) -> String {
    let told: Vec<String> = changed(case).iter().map(one).collect();
    format!(
        "{} What the server saw then decided about this message; what DNS says now decides about the next one.",
        told.join(" ")
    )
}

fn one(difference: &Difference) -> String {
    let Difference { domain, reported, found, detail, .. } = difference;
    let now = facts::as_of(difference.answered);
    let detail = if detail.is_empty() { String::new() } else { format!(": {detail}") };
    let why = match (difference.why, difference.method) {
        (Why::LookUpFailed, _) => "The server's look-up failed then.",
        (_, "spf") if *found == "pass" => {
            "The record was changed since and names the server now, or the server that checked had an older answer."
        }
        (_, "spf") => {
            "The record, or one that it includes, was changed since, or the server had an older answer."
        }
        (_, "dkim") => "The domain replaced or withdrew the key since.",
        _ => "The record was changed since, or the server had an older answer.",
    };
    let method = difference.method.to_ascii_uppercase();
    let whose = if domain.is_empty() { String::new() } else { format!(" for {domain}") };
    format!("{method}{whose} was reported as {reported} and is {found} now{now}{detail}. {why}")
}
