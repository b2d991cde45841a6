//! `moved-after-delivery`: It was delivered to the inbox first and moved later.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::LOOK_FOR_LATER_ACTION;

/// See [`Rule`].
pub(super) static MOVED_AFTER_DELIVERY: Rule = Rule {
    id: "moved-after-delivery",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "It was delivered to the inbox first and moved later",
    what: "The filter let the message through, but it lies in Junk: something moved it after delivery.",
    why: "Purging after the fact, a mail program with a filter of its own, a rule or a person moved it. The headers were written before.",
    remedies: &[&LOOK_FOR_LATER_ACTION],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::moved_later(case)
}

fn text(_: &Case<'_, '_>) -> String {
    "The filter let the message through at delivery. Something moved it to Junk later: an automatic purge, a mail program's own filter, or a person. The headers cannot say more.".to_owned()
}
