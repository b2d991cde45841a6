//! What DNS says of a change: the SPF result under the record that a remedy publishes, DMARC under the policy that is
//! published, and both in words.

use std::net::IpAddr;

use super::change::Change;
use crate::evidence::authentication::{Dkim, Spf};
use crate::headers::address::organisational;
use crate::rules::Case;
use crate::verify::Trial;
use crate::verify::dmarc::{Alignment, Evaluation, Found, Policy, Record};
use crate::verify::spf::{Limit, MAX_LOOKUPS, MAX_VOID_LOOKUPS, Result};

/// Relays that a sentence names.
const SHOWN: usize = 6;

/// The trial that stands for a change of SPF; `None` where DNS does not tell.
pub(super) fn trial<'c>(case: &Case<'c, '_>, change: Change) -> Option<&'c Trial> {
    let trials = &case.verified?.trials;
    let trial = match change {
        Change::SpfInclude => trials.named.as_ref(),
        Change::SpfRepair => trials.corrected.as_ref(),
        Change::Envelope => trials.envelope.as_ref(),
        _ => None,
    }?;
    // What was reported may be about another envelope sender than the one that the message kept.
    let reported = crate::rules::facts::relay_spf(case).and_then(|spf| spf.domain);
    let same = reported.is_none_or(|domain| domain.eq_ignore_ascii_case(&trial.domain));
    (same || change == Change::Envelope).then_some(trial)
}

/// The record that DNS has now does not explain what was reported: the server saw another, or saw it otherwise.
pub(super) fn is_another(case: &Case<'_, '_>) -> bool {
    let now = case.verified.and_then(|v| v.spf.as_ref()).filter(|spf| spf.is_conclusive());
    let (Some(now), Some(then)) = (now, crate::rules::facts::relay_spf(case)) else { return false };
    let class = |result: &str| match result {
        "fail" | "softfail" | "neutral" | "hardfail" => 0,
        "pass" => 1,
        "none" => 2,
        _ => 3,
    };
    let now = now.evaluation.result;
    now != Result::Pass && class(now.id()) != class(then.result)
}

/// What came of the trial, in a sentence or two.
pub(super) fn spf_words(trial: &Trial) -> Vec<String> {
    let Trial { domain, candidate, result, ip, .. } = trial;
    let whose = format!("the SPF record of {domain} ({})", trial.as_of());
    let with = match candidate.added.as_slice() {
        [] => String::new(),
        added => format!(", with {}", added.join(" and ")),
    };
    let corrected =
        if candidate.text.is_some() && candidate.added.is_empty() { ", as corrected" } else { "" };
    let first = match (result, trial.limit) {
        (Result::Pass, _) if candidate.text.is_none() => {
            format!("By {whose}, {ip} gets pass already: it is another one than the server saw then.")
        }
        (Result::Pass, _) => format!("By {whose}{with}{corrected}, {ip} gets pass."),
        (Result::PermError, _) if candidate.text.is_none() && trial.published > 1 => {
            let several = trial.published;
            format!(
                "There are {several} SPF records at {domain} ({}), which stays permerror until they are one.",
                trial.as_of()
            )
        }
        (Result::PermError, Some(Limit::Lookups)) => {
            let lookups = candidate.lookups.max(MAX_LOOKUPS + 1);
            format!(
                "By {whose}{with}{corrected}, a check would take {lookups} look-ups, and {MAX_LOOKUPS} are allowed: permerror."
            )
        }
        (Result::PermError, Some(Limit::VoidLookups)) => format!(
            "By {whose}{with}{corrected}, more than {MAX_VOID_LOOKUPS} look-ups would come back empty: permerror."
        ),
        (Result::PermError, _) => {
            format!("By {whose}{with}{corrected}, a check ends in an error: permerror.")
        }
        (other, _) if candidate.text.is_none() => format!(
            "{} names the relays already, but what it names does not list {ip}: {}.",
            upper_first(&whose),
            other.id()
        ),
        (other, _) if candidate.added.is_empty() => {
            format!("By {whose}{corrected}, {ip} gets {}.", other.id())
        }
        (other, _) => {
            format!("By {whose}{with}, {ip} gets {}: what is added does not list it.", other.id())
        }
    };
    let mut words = vec![first];
    if *result == Result::Pass && !candidate.fits() {
        words.push(format!(
            "For other senders a check of that record takes up to {} look-ups, and {MAX_LOOKUPS} are allowed.",
            candidate.lookups
        ));
    }
    if *result == Result::Pass && !candidate.lacking.is_empty() {
        words.push(lacking(candidate.lacking.iter().map(|net| net.addr()).collect()));
    }
    words
}

/// Other relays of the region that the record leaves out.
fn lacking(relays: Vec<IpAddr>) -> String {
    let shown: Vec<String> = relays.iter().take(SHOWN).map(IpAddr::to_string).collect();
    let more = if relays.len() > SHOWN { " and others" } else { "" };
    format!(
        "Even so it leaves out {}{more}, also of the region: mail from there still fails.",
        shown.join(", ")
    )
}

fn upper_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// DMARC by the published policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dmarc {
    /// It passes under RFC 7489.
    pub(super) passes: bool,
    /// RFC 9989 gives the same.
    pub(super) undisputed: bool,
}

/// DMARC with changed results; `None` where no policy is known.
pub(super) fn dmarc(case: &Case<'_, '_>, spf: Option<&Spf<'_>>, dkim: &[Dkim<'_>]) -> Option<Dmarc> {
    let verified = case.verified?;
    let [classic, tree] = [verified.dmarc.as_ref(), verified.dmarc_tree_walk.as_ref()];
    let passes = |found: &Evaluation| {
        let record = found.discovery.record()?;
        Some(Rule { case, found, record }.passes(spf, dkim))
    };
    let first = passes(classic?)?;
    Some(Dmarc { passes: first, undisputed: tree.and_then(passes).is_none_or(|second| second == first) })
}

struct Rule<'c, 'e, 'm> {
    case: &'c Case<'e, 'm>,
    found: &'c Evaluation,
    record: &'c Record,
}

impl Rule<'_, '_, '_> {
    fn passes(&self, spf: Option<&Spf<'_>>, dkim: &[Dkim<'_>]) -> bool {
        let holds = |result: &str, domain: Option<&str>, relaxed: Option<bool>, how| {
            result == "pass" && domain.map_or(relaxed == Some(true), |domain| self.aligned(domain, how))
        };
        spf.is_some_and(|s| holds(&s.result, s.domain.as_deref(), s.aligned, self.record.aspf))
            || dkim.iter().any(|d| holds(&d.result, d.domain.as_deref(), d.aligned, self.record.adkim))
    }

    /// A domain is aligned with From.
    fn aligned(&self, domain: &str, how: Alignment) -> bool {
        let from = self.found.discovery.from.as_str();
        if domain.eq_ignore_ascii_case(from) {
            return true;
        }
        if how == Alignment::Strict {
            return false;
        }
        let envelope = self.case.verified.and_then(|v| v.spf.as_ref());
        if envelope.is_some_and(|spf| spf.domain.eq_ignore_ascii_case(domain)) {
            return self.found.spf_aligned == Some(true);
        }
        organisational(&domain.to_ascii_lowercase()) == organisational(from)
    }
}

/// The policy that DMARC was computed from, in a sentence.
pub(super) fn dmarc_words(case: &Case<'_, '_>, computed: Dmarc) -> Option<String> {
    let found = case.verified?.dmarc.as_ref()?;
    let Found::Record { domain, record } = &found.discovery.found else { return None };
    let mut tags = vec![format!("p={}", record.policy.id())];
    if let Some(policy) = record.subdomains.filter(|_| *domain != found.discovery.from) {
        tags.push(format!("sp={}", policy.id()));
    }
    for (tag, how) in [("aspf", record.aspf), ("adkim", record.adkim)] {
        if how == Alignment::Strict {
            tags.push(format!("{tag}=s"));
        }
    }
    if record.percent < 100 {
        tags.push(format!("pct={}", record.percent));
    }
    let result = if computed.passes { "passes" } else { "fails" };
    let strict = !computed.passes && record.aspf == Alignment::Strict;
    let why = match (computed.passes, found.policy) {
        (false, _) if strict => ", which wants the very domain of From",
        (false, Some(policy)) if policy != Policy::None => ", and the policy still applies",
        _ => "",
    };
    let tree =
        if computed.undisputed { "" } else { "; by the rules of RFC 9989 it does not come to the same" };
    Some(format!("DMARC then {result} by the record at _dmarc.{domain} ({}){why}{tree}.", tags.join("; ")))
}
