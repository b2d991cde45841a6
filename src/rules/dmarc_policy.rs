//! `dmarc-policy`: The DMARC policy of the From domain was enforced.

use super::facts::Refusal;
use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::{ADD_SPF_INCLUDE, ALIGN_DMARC, ALIGN_ENVELOPE_SENDER, SIGN_WITH_OWN_DOMAIN};

/// See [`Rule`].
pub(super) static DMARC_POLICY: Rule = Rule {
    id: "dmarc-policy",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "The DMARC policy of the From domain was enforced",
    what: "A trusted server reports that DMARC failed and that it acted on the domain's policy, or a refusal names DMARC as its reason.",
    why: "The owner of the From domain asked receivers to junk or refuse what neither SPF nor DKIM proves.",
    remedies: &[&ADD_SPF_INCLUDE, &ALIGN_DMARC, &ALIGN_ENVELOPE_SENDER, &SIGN_WITH_OWN_DOMAIN],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let dmarc = case.evidence.authentication.dmarc.as_ref().filter(|d| d.result == "fail" && d.enforced());
    dmarc.map(|d| vec![d.place]).or_else(|| facts::refusal(case, Refusal::Dmarc))
}

fn text(case: &Case<'_, '_>) -> String {
    if facts::refusal(case, Refusal::Dmarc).is_some() {
        return "The server that refused the message names the DMARC policy of the sender's domain as its reason: neither SPF nor DKIM passed for the domain in From.".to_owned();
    }
    let dmarc = case.evidence.authentication.dmarc.as_ref();
    let domain = dmarc
        .and_then(|d| d.domain.as_deref())
        .or(case.evidence.identity.from_domain())
        .unwrap_or("the From domain");
    let action =
        dmarc.and_then(|d| d.action.as_deref()).map(|a| format!(" (action {a})")).unwrap_or_default();
    format!(
        "DMARC failed for {domain}, and the receiver acted on the domain's policy{action}: neither SPF nor DKIM passed for the domain in From."
    )
}
