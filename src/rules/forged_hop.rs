//! `forged-hop`: A hop below the border looks invented.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::DO_NOT_ALLOW_LIST;

/// See [`Rule`].
pub(super) static FORGED_HOP: Rule = Rule {
    id: "forged-hop",
    severity: Severity::High,
    kind: RuleKind::Finding,
    title: "A hop below the border looks invented",
    what: "A Received line has the shape of a spam tool's template, names a writer that never writes so, or claims an Ex Libris hop that does not join the border.",
    why: "Everything below the border is the sender's to write.",
    remedies: &[&DO_NOT_ALLOW_LIST],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::flagged(case, "forged-hop")
}

fn text(_: &Case<'_, '_>) -> String {
    "A Received line below the border looks invented: it does not join what trusted servers recorded. It proves nothing about the way of the message.".to_owned()
}
