//! DMARC: the policy found, alignment, result and disposition, under RFC 7489 and under RFC 9989 where it differs.

mod discover;
mod record;

use crate::dns::Dns;

pub use discover::{Discovery, Found, discover};
pub use record::{Alignment, Policy, Psd, Record, RecordError};

/// Which rules apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// RFC 7489: the public suffix list names the organisational domain, `pct` softens the policy.
    Rfc7489,
    /// RFC 9989: a walk up the tree finds it, `np`, `psd` and `t` count, `pct` is gone.
    Rfc9989,
}

/// A domain that SPF or DKIM authenticated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authenticated<'a> {
    /// The domain of MAIL FROM or of the signature, lower case.
    pub domain: &'a str,
    /// It passed; otherwise it did not.
    pub pass: bool,
    /// The check could not be made: an answer failed or was not recorded.
    pub open: bool,
}

/// The result, RFC 8601 words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Result {
    /// A policy exists, and an aligned domain passed.
    Pass,
    /// A policy exists, and no aligned domain passed.
    Fail,
    /// No policy is published.
    None,
    /// A look-up failed.
    TempError,
    /// The published policy is invalid.
    PermError,
    /// An answer that decides was not recorded.
    Unknown,
}

impl Result {
    /// The word in reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::None => "none",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
            Self::Unknown => "unknown",
        }
    }
}

/// What DMARC says about one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The result.
    pub result: Result,
    /// The policy that the domain asks for in this case; `None` without a record.
    pub policy: Option<Policy>,
    /// What a receiver is asked to do: the policy on a failure, softened by `pct=0` (RFC 7489) or `t=y` (RFC 9989).
    pub disposition: Policy,
    /// The MAIL FROM domain is aligned with From; `None` when there is none.
    pub spf_aligned: Option<bool>,
    /// For each signature: its domain is aligned with From.
    pub dkim_aligned: Vec<bool>,
    /// Where the policy was found, and what was looked up.
    pub discovery: Discovery,
}

/// Evaluates DMARC for a From domain (lower case) with what SPF and DKIM gave.
pub fn evaluate(
    dns: &dyn Dns,
    rules: Rules,
    from: &str,
    spf: Option<Authenticated<'_>>,
    dkim: &[Authenticated<'_>],
) -> Evaluation {
    let discovery = discover(dns, rules, from);
    let record = discovery.record();
    let (aspf, adkim) = record.map_or((Alignment::Relaxed, Alignment::Relaxed), |r| (r.aspf, r.adkim));
    let aligned = |domain: &str, how: Alignment| is_aligned(dns, rules, from, &discovery, domain, how);
    let of_spf = spf.map(|s| aligned(s.domain, aspf));
    let of_dkim: Vec<Option<bool>> = dkim.iter().map(|d| aligned(d.domain, adkim)).collect();
    let mut passed = false;
    let mut open = false;
    for (check, aligned) in dkim.iter().zip(of_dkim.iter().copied()).chain(spf.iter().zip(of_spf)) {
        passed |= check.pass && aligned == Some(true);
        open |= check.open && aligned != Some(false) || check.pass && aligned.is_none();
    }
    let spf_aligned = of_spf.map(|aligned| aligned == Some(true));
    let dkim_aligned = of_dkim.iter().map(|aligned| *aligned == Some(true)).collect();
    let result = match discovery.found {
        Found::Record { .. } if passed => Result::Pass,
        Found::Record { .. } if open => Result::Unknown,
        Found::Record { .. } => Result::Fail,
        Found::Nothing => Result::None,
        Found::Invalid { .. } => Result::PermError,
        Found::Failed(_) => Result::TempError,
        Found::NotRecorded => Result::Unknown,
    };
    let policy = discovery.policy();
    let disposition = match (result, policy) {
        (Result::Fail, Some(policy)) => softened(rules, record, policy),
        _ => Policy::None,
    };
    Evaluation { result, policy, disposition, spf_aligned, dkim_aligned, discovery }
}

/// What is asked for when the policy applies to nobody yet: a step less (RFC 7489 section 6.6.4, RFC 9989 `t=y`).
fn softened(rules: Rules, record: Option<&Record>, policy: Policy) -> Policy {
    let testing = record.is_some_and(|r| match rules {
        Rules::Rfc7489 => r.percent == 0,
        Rules::Rfc9989 => r.testing,
    });
    match (testing, policy) {
        (true, Policy::Reject) => Policy::Quarantine,
        (true, _) => Policy::None,
        (false, policy) => policy,
    }
}

/// Whether a domain is aligned with From; `None` where an answer is missing to say so. The From domain itself always is,
/// without any walk (RFC 9989 section 4.10.2).
fn is_aligned(
    dns: &dyn Dns,
    rules: Rules,
    from: &str,
    discovery: &Discovery,
    domain: &str,
    how: Alignment,
) -> Option<bool> {
    if domain == from {
        return Some(true);
    }
    if how == Alignment::Strict || domain.is_empty() {
        return Some(false);
    }
    let other = discover::organisational_domain(dns, rules, domain)?;
    discovery.organisation_known.then(|| other == discovery.organisational_domain)
}

#[cfg(test)]
mod tests;
