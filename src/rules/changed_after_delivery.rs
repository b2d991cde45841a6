//! `changed-after-delivery`: The message is not what the server saw when it arrived.

use super::facts::{Difference, Why};
use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;

/// See [`Rule`].
pub(super) static CHANGED_AFTER_DELIVERY: Rule = Rule {
    id: "changed-after-delivery",
    severity: Severity::Info,
    kind: RuleKind::Finding,
    title: "The message was changed after delivery",
    what: "A trusted server reported that a signature passed, and it no longer verifies here because the message is not what was signed.",
    why: "Mail programs and archives change what they save or export: line ends, quoting in mailboxes, encodings, names taken out. The report of then still counts, and nothing in this speaks against the sender.",
    remedies: &[],
    check,
    text,
};

fn changed(case: &Case<'_, '_>) -> Vec<Difference> {
    facts::explained_by(case, &[Why::ChangedAfterDelivery])
}

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::places_of(&changed(case))
}

fn text(case: &Case<'_, '_>) -> String {
    let changed = changed(case);
    let told: Vec<String> = changed.iter().map(one).collect();
    format!(
        "{} So the message was changed after delivery: by the program that saved or exported it, or by a server behind the one that reported. What the server reported still counts; nothing in this speaks against the sender. To check the signature, take the message from the mailbox in its original form.",
        told.join(" ")
    )
}

fn one(difference: &Difference) -> String {
    let what = match difference.method {
        "arc" => "arc=pass for the chain of forwarders".to_owned(),
        method => format!("{method}=pass for {}", difference.domain),
    };
    match difference.detail.as_str() {
        "" => format!("A trusted server reported {what}; now it does not verify."),
        detail => format!("A trusted server reported {what}; now it does not verify: {detail}."),
    }
}
