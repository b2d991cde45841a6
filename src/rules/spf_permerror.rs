//! `spf-permerror`: The sender domain's SPF record is broken.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::REPAIR_SPF_RECORD;

/// See [`Rule`].
pub(super) static SPF_PERMERROR: Rule = Rule {
    id: "spf-permerror",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "The sender domain's SPF record is broken",
    what: "A trusted server reports that the SPF record of the envelope domain cannot be evaluated.",
    why: "A broken record protects nobody: receivers treat the domain as if SPF had failed.",
    remedies: &[&REPAIR_SPF_RECORD],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let spf = facts::relay_spf(case).filter(|s| s.result == "permerror")?;
    Some(vec![spf.place])
}

fn text(case: &Case<'_, '_>) -> String {
    let domain = facts::envelope_domain(case);
    format!(
        "The SPF record of {domain} cannot be evaluated: a syntax error, several records, or more than 10 look-ups. Until it is repaired, SPF proves nothing for any server of the domain.{}",
        facts::when_checked(case)
    )
}
