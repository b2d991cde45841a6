//! `envelope-not-aligned`: The envelope sender belongs to another domain than From.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::{ALIGN_ENVELOPE_SENDER, SIGN_WITH_OWN_DOMAIN};

/// See [`Rule`].
pub(super) static ENVELOPE_NOT_ALIGNED: Rule = Rule {
    id: "envelope-not-aligned",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "The envelope sender belongs to another domain than From",
    what: "SPF passes, but for a domain that does not match From, and no DKIM signature of the From domain passes.",
    why: "DMARC wants SPF or DKIM to pass for the domain that the reader sees. A pass for exlibrisgroup.com does not count for a From address of the institution.",
    remedies: &[&ALIGN_ENVELOPE_SENDER, &SIGN_WITH_OWN_DOMAIN],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let spf = facts::relay_spf(case).filter(|s| s.result == "pass" && s.aligned == Some(false))?;
    if !case.evidence.exlibris.relation.is_genuine() || facts::aligned_dkim_passes(case) {
        return None;
    }
    Some(std::iter::once(spf.place).chain(case.evidence.identity.from_place).collect())
}

fn text(case: &Case<'_, '_>) -> String {
    let domain = facts::envelope_domain(case);
    let from = case.evidence.identity.from_domain().unwrap_or("the From domain");
    format!(
        "SPF passes, but for {domain}, the envelope sender; the reader sees {from}. Neither SPF nor DKIM passes for {from}, so DMARC fails.{}",
        facts::when_checked(case)
    )
}
