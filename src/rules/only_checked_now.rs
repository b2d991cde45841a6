//! `only-checked-now`: No server reported authentication, so it was checked now.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;

/// See [`Rule`].
pub(super) static ONLY_CHECKED_NOW: Rule = Rule {
    id: "only-checked-now",
    severity: Severity::Info,
    kind: RuleKind::Finding,
    title: "Authentication was only checked now",
    what: "No server whose word counts reported SPF, DKIM or DMARC, and checking them now gives results.",
    why: "The results show what is wrong in DNS today. They are not what the filter saw.",
    remedies: &[],
    check,
    text,
};

fn results(case: &Case<'_, '_>) -> Vec<String> {
    let Some(verified) = case.verified else { return Vec::new() };
    let mut found = Vec::new();
    if let Some(spf) = verified.spf.as_ref().filter(|spf| spf.is_conclusive()) {
        let of = if spf.evaluation.helo { " (HELO)" } else { "" };
        found.push(format!("SPF{of} {} for {}", spf.evaluation.result.id(), spf.domain));
    }
    let open = |id: &str| matches!(id, "unknown" | "temperror");
    for check in verified.dkim.signatures.iter().filter(|c| !open(c.outcome.id()) && !c.domain.is_empty()) {
        found.push(format!("DKIM {} for {}", check.outcome.id(), check.domain));
    }
    if let Some(dmarc) = verified.dmarc.as_ref().filter(|d| !open(d.result.id())) {
        found.push(format!("DMARC {} for {}", dmarc.result.id(), dmarc.discovery.from));
    }
    found
}

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let a = &case.evidence.authentication;
    let silent = a.spf.is_none() && a.dkim.is_empty() && a.dmarc.is_none() && a.gateway.is_none();
    if !silent || results(case).is_empty() {
        return None;
    }
    let mut places = facts::somewhere(case);
    places.extend(case.evidence.identity.from_place);
    Some(places)
}

fn text(case: &Case<'_, '_>) -> String {
    let answered = case.verified.and_then(|v| v.spf.as_ref().and_then(|s| s.answered).or(v.policy_answered));
    format!(
        "No server whose word counts reported SPF, DKIM or DMARC. Checked now{}: {}. This is what DNS says now, not what the filter saw.",
        facts::as_of(answered),
        results(case).join(", ")
    )
}
