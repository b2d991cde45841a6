//! `delivered-despite-verdict`: It was delivered in spite of a bad verdict.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::ASK_FOR_MESSAGE_TRACE;

/// See [`Rule`].
pub(super) static DELIVERED_DESPITE_VERDICT: Rule = Rule {
    id: "delivered-despite-verdict",
    severity: Severity::Medium,
    kind: RuleKind::DeliveredCause,
    title: "It was delivered in spite of a bad verdict",
    what: "The deciding filter's verdict was bad, yet the message lies in the inbox, and no list or rule that acted is named.",
    why: "The tenant's settings or an action after delivery let it through; other mailboxes may see it in Junk.",
    remedies: &[&ASK_FOR_MESSAGE_TRACE],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    if facts::is_out(case) {
        return None;
    }
    let bad = facts::deciding(case).filter(|r| r.verdict.is_bad()).map(|r| r.places.clone());
    let decided = facts::deciding(case).is_some() && facts::unsure(case).is_none();
    bad.or_else(|| facts::enforced_dmarc(case).filter(|_| !decided))
}

fn text(_: &Case<'_, '_>) -> String {
    "The filter's verdict was bad, but the message was delivered all the same. The headers do not say what let it through.".to_owned()
}
