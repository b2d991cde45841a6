//! `dkim-missing`: The notice carries no DKIM signature.

use super::{Case, Rule, RuleKind, Severity};
use crate::headers::Place;
use crate::remedies::SIGN_WITH_OWN_DOMAIN;

/// See [`Rule`].
pub(super) static DKIM_MISSING: Rule = Rule {
    id: "dkim-missing",
    severity: Severity::Medium,
    kind: RuleKind::JunkedCause,
    title: "The notice carries no DKIM signature",
    what: "A trusted server reports that the message is not signed.",
    why: "Without a signature of the From domain, DMARC rests on SPF alone, which fails at the first gateway or forwarder.",
    remedies: &[&SIGN_WITH_OWN_DOMAIN],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let dkim = &case.evidence.authentication.dkim;
    if !case.evidence.exlibris.relation.is_genuine()
        || dkim.is_empty()
        || dkim.iter().any(|d| d.result != "none")
    {
        return None;
    }
    Some(dkim.iter().map(|d| d.place).take(1).collect())
}

fn text(_: &Case<'_, '_>) -> String {
    "The message is not signed with DKIM. SPF alone must then prove the sender, and it does not survive gateways and forwarding.".to_owned()
}
