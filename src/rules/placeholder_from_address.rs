//! `placeholder-from-address`: The From address is Alma's placeholder.

use super::{Case, Rule, RuleKind, Severity};
use crate::headers::Place;
use crate::remedies::SET_LETTER_FROM;

/// See [`Rule`].
pub(super) static PLACEHOLDER_FROM_ADDRESS: Rule = Rule {
    id: "placeholder-from-address",
    severity: Severity::High,
    kind: RuleKind::Finding,
    title: "The From address is Alma's placeholder",
    what: "From still shows the address that letters carry out of the box.",
    why: "Nobody owns the placeholder's domain here, so it can never be authenticated.",
    remedies: &[&SET_LETTER_FROM],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let from = case.evidence.identity.from.as_ref()?;
    let (local, domain) = from.address.rsplit_once('@')?;
    let placeholder =
        local.eq_ignore_ascii_case("your.department") || domain.eq_ignore_ascii_case("organization.com");
    placeholder.then(|| case.evidence.identity.from_place.into_iter().collect())
}

fn text(_: &Case<'_, '_>) -> String {
    "From is Alma's placeholder (Your.Department@organization.com): the letters' From address was never set. Filters cannot authenticate it, and replies go nowhere.".to_owned()
}
