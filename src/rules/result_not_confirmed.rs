//! `result-not-confirmed`: A reported result cannot be found again, and nothing explains it.

use super::facts::{Difference, Why};
use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;

/// See [`Rule`].
pub(super) static RESULT_NOT_CONFIRMED: Rule = Rule {
    id: "result-not-confirmed",
    severity: Severity::Info,
    kind: RuleKind::Finding,
    title: "A reported result cannot be found again",
    what: "Checking anew gives another result than a trusted server reported, and neither DNS nor a change of the message explains it.",
    why: "Servers differ: some follow other rules, some let known senders pass, some repair a message before it is delivered.",
    remedies: &[],
    check,
    text,
};

fn open(case: &Case<'_, '_>) -> Vec<Difference> {
    facts::explained_by(case, &[Why::Unexplained, Why::OtherRules])
}

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::places_of(&open(case))
}

fn text(case: &Case<'_, '_>) -> String {
    let told: Vec<String> = open(case).iter().map(one).collect();
    format!("{} The diagnosis follows what was reported, as the filter saw it.", told.join(" "))
}

fn one(difference: &Difference) -> String {
    let Difference { domain, reported, found, detail, .. } = difference;
    let method = difference.method.to_ascii_uppercase();
    let whose = if domain.is_empty() { String::new() } else { format!(" for {domain}") };
    let why = match (difference.why, difference.method, *found) {
        (Why::OtherRules, "dmarc", _) => {
            "The server finds the policy as RFC 9989 says, by a walk up the tree of names.".to_owned()
        }
        (Why::OtherRules, ..) => format!("The server lets pass what the standard does not: {detail}."),
        (_, "dkim" | "arc", "pass") => {
            "The signature is right, so the server saw another message or another key: a gateway may have changed the message and changed it back, or its look-up went wrong."
                .to_owned()
        }
        _ => "The message and DNS as they are do not tell why.".to_owned(),
    };
    format!("{method}{whose} was reported as {reported} and is {found} when checked now. {why}")
}
