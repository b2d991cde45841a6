//! `spoof-of-own-domain`: The filter took the institution's own name for forged.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::{ADD_SPF_INCLUDE, ALLOW_RELAY, DECLARE_SERVER, SIGN_WITH_OWN_DOMAIN};

/// See [`Rule`].
pub(super) static SPOOF_OF_OWN_DOMAIN: Rule = Rule {
    id: "spoof-of-own-domain",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "The filter took the institution's own name for forged",
    what: "The deciding filter gave a verdict of spoofing for a From domain of the institution itself.",
    why: "Mail that bears the own name but comes from outside is what spoof protection looks for. It must be authenticated or allowed.",
    remedies: &[&ADD_SPF_INCLUDE, &SIGN_WITH_OWN_DOMAIN, &ALLOW_RELAY, &DECLARE_SERVER],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::from_is_own(case).then_some(())?;
    facts::spoof_places(case)
}

fn text(case: &Case<'_, '_>) -> String {
    let from = case.evidence.identity.from_domain().unwrap_or("the From domain");
    format!(
        "The filter took the message for a forgery of {from}, a domain of the recipient's own organisation, because it came from outside without proof."
    )
}
