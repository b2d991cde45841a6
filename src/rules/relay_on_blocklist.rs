//! `relay-on-blocklist`: The sending address is on a block list.

use super::facts::Refusal;
use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::{ALLOW_RELAY, ALLOW_RELAY_POSTFIX, DELIST_RELAY};

/// See [`Rule`].
pub(super) static RELAY_ON_BLOCKLIST: Rule = Rule {
    id: "relay-on-blocklist",
    severity: Severity::Medium,
    kind: RuleKind::JunkedCause,
    title: "The sending address is on a block list",
    what: "A filter counted or named a list of bad addresses, or a refusal names such a list.",
    why: "Block lists judge the address, not the message: everybody who sends through it suffers.",
    remedies: &[&DELIST_RELAY, &ALLOW_RELAY, &ALLOW_RELAY_POSTFIX],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::listed_address(case).or_else(|| facts::refusal(case, Refusal::Blocklist))
}

fn text(case: &Case<'_, '_>) -> String {
    let lists = facts::listing_names(case);
    let ip =
        case.evidence.route.border_ip().map_or_else(|| "the sending address".to_owned(), |ip| ip.to_string());
    if lists.is_empty() {
        return format!("The receiver refused {ip} because a block list names it.");
    }
    format!("Block lists name {ip}: {lists}.")
}
