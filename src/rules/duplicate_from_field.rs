//! `duplicate-from-field`: The message has more than one From field.

use super::{Case, Rule, RuleKind, Severity};
use crate::headers::Place;
use crate::remedies::DO_NOT_ALLOW_LIST;

/// See [`Rule`].
pub(super) static DUPLICATE_FROM_FIELD: Rule = Rule {
    id: "duplicate-from-field",
    severity: Severity::High,
    kind: RuleKind::Finding,
    title: "The message has more than one From field",
    what: "From stands twice or more, which RFC 5322 forbids.",
    why: "Servers and mail programs may look at different ones: a known trick to show a name that was never checked.",
    remedies: &[&DO_NOT_ALLOW_LIST],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let places: Vec<Place> = case.headers.all("From").map(|f| f.place()).take(4).collect();
    (places.len() > 1).then_some(places)
}

fn text(_: &Case<'_, '_>) -> String {
    "The message has more than one From field. Filters check one and readers may see another.".to_owned()
}
