//! Whether a domain's SPF record authorises the relays of its region: what is wrong, and the record to publish.

mod coverage;
mod findings;
mod words;

use jiff::civil::Date;

use crate::rules::Severity;
use crate::verify::relay_record::{Case, proposal};

pub use crate::verify::relay_record::{
    Authorised, IncludeState, MOST_RELAYS, Proposal, Question, RelayInclude, Spot, Tested,
};

/// The answer.
#[derive(Debug, Clone)]
pub struct Check {
    /// The domain, lower case.
    pub domain: String,
    /// Region id.
    pub region: &'static str,
    /// Whether the relays of the region are authorised.
    pub authorised: Authorised,
    /// The SPF records that are published: one when all is well.
    pub published: Vec<String>,
    /// Look-ups that a check costs at most, and whether every answer was there to count them.
    pub lookups: usize,
    /// Every answer was there.
    pub complete: bool,
    /// The SPF include of the region's relays, when one is known.
    pub include: Option<RelayInclude>,
    /// The relays of the region with the result for each.
    pub relays: Vec<Tested>,
    /// What is wrong or worth knowing, the most serious first.
    pub findings: Vec<Finding>,
    /// The record to publish, when another one is needed and can be written.
    pub proposal: Option<Proposal>,
}

/// Something that is wrong or worth knowing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its id, kebab case.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// What it is, one sentence with names and numbers.
    pub what: String,
    /// Why it matters.
    pub why: &'static str,
    /// What to do.
    pub todo: Vec<String>,
    /// Where in which record.
    pub spot: Option<Spot>,
}

/// Checks a domain. `as_of`: the day of the check, for the age of the registry.
pub fn check(question: &Question<'_>, as_of: Date) -> Check {
    let case = Case::study(question);
    let authorised = case.authorised();
    let families = case.families();
    let proposal = proposal(&case);
    let mut findings = findings::of_record(&case);
    findings.extend(coverage::of_relays(&case, proposal.as_ref(), as_of));
    findings.sort_by_key(|finding| finding.severity);
    let Case { domain, walk, expected, relays, published, .. } = case;
    Check {
        domain,
        region: question.region,
        authorised,
        published,
        lookups: walk.lookups(),
        complete: walk.is_complete_for(&families) && expected.is_complete(),
        include: expected.include,
        relays,
        findings,
        proposal,
    }
}

#[cfg(test)]
mod tests;
