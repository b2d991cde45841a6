//! The conclusion: one cause, how sure, and what to do first. The only place that weighs.

mod cause;
mod explain;
mod what_if;

use crate::remedies::Remedy;
use crate::rules::{Case, Finding, Rule, Severity, facts};

pub use explain::{explain, placement, relation};
pub use what_if::{Effect, Shift, WhatIf};

/// How sure the cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// The deciding filter says so.
    Certain,
    /// It follows from what trusted servers say.
    Likely,
    /// It fits, and nothing better is known.
    Possible,
}

impl Confidence {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// The one reason the message is where it is.
#[derive(Debug, Clone, Copy)]
pub struct Cause {
    /// The rule.
    pub rule: &'static Rule,
    /// How sure.
    pub confidence: Confidence,
}

/// The conclusion about one message.
#[derive(Debug, Clone, Default)]
pub struct Diagnosis {
    /// The cause.
    pub cause: Option<Cause>,
    /// The findings, decisive first.
    pub findings: Vec<Finding>,
    /// What to do, the one to try first, first; with the rules that each is for.
    pub remedies: Vec<(&'static Remedy, Vec<&'static str>)>,
    /// What those remedies would have done that change authentication or an allow-list.
    pub what_if: Vec<WhatIf>,
}

/// Findings that only mean something as the cause.
const ONLY_AS_CAUSE: &[&str] =
    &["no-verdict-in-headers", "passed-filters", "not-scanned", "content-score", "delivered-despite-verdict"];

/// Concludes from the findings.
pub fn conclude(case: &Case<'_, '_>, findings: Vec<Finding>) -> Diagnosis {
    let mut diagnosis = weigh(case, findings);
    diagnosis.what_if = what_if::foretell(case, &diagnosis);
    diagnosis
}

/// The conclusion about the message as it is.
fn weigh(case: &Case<'_, '_>, mut findings: Vec<Finding>) -> Diagnosis {
    let cause = cause::choose(case, &findings);
    if let Some(cause) = cause
        && findings.iter().all(|f| f.rule.id != cause.rule.id)
    {
        let places = facts::somewhere(case);
        if !places.is_empty() {
            findings.push(Finding { rule: cause.rule, places });
        }
    }
    let chosen = cause.map(|c| c.rule.id);
    findings.retain(|f| chosen == Some(f.rule.id) || !ONLY_AS_CAUSE.contains(&f.rule.id));
    findings.sort_by_key(|f| (chosen != Some(f.rule.id), f.rule.severity, f.rule.id));
    let remedies = remedies(case, cause, &findings);
    Diagnosis { cause, findings, remedies, what_if: Vec::new() }
}

/// Remedies of the cause, then of the findings that weigh, each once, as far as they can help here.
fn remedies(
    case: &Case<'_, '_>,
    cause: Option<Cause>,
    findings: &[Finding],
) -> Vec<(&'static Remedy, Vec<&'static str>)> {
    let mut found: Vec<(&'static Remedy, Vec<&'static str>)> = Vec::new();
    let genuine = case.evidence.exlibris.relation.is_genuine();
    let out = facts::is_out(case);
    let dangerous = cause.is_some_and(|c| matches!(c.rule.id, "malware" | "phishing-detected"));
    for finding in findings {
        let is_cause = cause.is_some_and(|c| c.rule.id == finding.rule.id);
        let consequence = cause::ROOTS.contains(&finding.rule.id) && out;
        if !is_cause
            && (consequence || (!genuine && out) || dangerous || finding.rule.severity > Severity::Low)
        {
            continue;
        }
        for remedy in finding.rule.remedies.iter().flat_map(|remedy| remedy.offered(case)) {
            match found.iter_mut().find(|(r, _)| r.id == remedy.id) {
                Some((_, rules)) => rules.push(finding.rule.id),
                None => found.push((remedy, vec![finding.rule.id])),
            }
        }
    }
    if findings.iter().any(|f| f.rule.id == "placeholder-from-address") {
        // Nothing can be set up for a domain that is only a placeholder.
        found.retain(|(remedy, _)| !FOR_FROM_DOMAIN.contains(&remedy.id));
        found.sort_by_key(|(remedy, _)| remedy.id != "set-letter-from");
    }
    found
}

/// Remedies that set something up for the From domain.
const FOR_FROM_DOMAIN: &[&str] =
    &["add-spf-include", "align-dmarc", "align-envelope-sender", "sign-with-own-domain"];
