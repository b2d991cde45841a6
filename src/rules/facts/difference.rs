//! What servers reported beside what was checked anew: where the two differ, and why they can.

use jiff::Timestamp;

use super::altered::altered;
use crate::evidence::authentication::{Dkim, Spf};
use crate::headers::Place;
use crate::rules::Case;
use crate::verify::arc::ChainReason;
use crate::verify::dkim::{Outcome, Reason, SignatureCheck};
use crate::verify::dmarc::{Evaluation, Result as DmarcResult};
use crate::verify::{Spf as Checked, Verified};

/// Why two results of the same check may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Why {
    /// The message is not what the server saw: it changed after delivery.
    ChangedAfterDelivery,
    /// DNS says something else than it said then.
    DnsChanged,
    /// The server's look-up failed then.
    LookUpFailed,
    /// The server asked about another address or domain: it stands behind a gateway or a forwarder.
    OtherQuestion,
    /// The server goes by other rules: another RFC, or what it lets pass.
    OtherRules,
    /// It follows from another difference, of SPF or DKIM.
    Follows,
    /// None of these explains it.
    Unexplained,
}

impl Why {
    /// The word in JSON.
    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::ChangedAfterDelivery => "changed-after-delivery",
            Self::DnsChanged => "dns-changed",
            Self::LookUpFailed => "look-up-failed-then",
            Self::OtherQuestion => "other-address-or-domain",
            Self::OtherRules => "other-rules",
            Self::Follows => "follows",
            Self::Unexplained => "unexplained",
        }
    }

    /// The explanation in words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::ChangedAfterDelivery => "the message was changed after delivery",
            Self::DnsChanged => "what DNS says was changed since, or the server had an older answer",
            Self::LookUpFailed => "the server could not look it up then",
            Self::OtherQuestion => {
                "the server asked about another address or domain: it stands behind a gateway or a forwarder"
            }
            Self::OtherRules => "the server goes by other rules",
            Self::Follows => "it follows from what differs for SPF or DKIM",
            Self::Unexplained => "nothing in the message explains it",
        }
    }
}

/// One result that was reported otherwise than it is found now.
#[derive(Debug, Clone)]
pub(crate) struct Difference {
    /// `spf`, `dkim`, `dmarc`, `arc`.
    pub(crate) method: &'static str,
    /// The domain that was checked; empty for ARC.
    pub(crate) domain: String,
    /// As a server whose word counts reported it.
    pub(crate) reported: String,
    /// As found now.
    pub(crate) found: &'static str,
    pub(crate) why: Why,
    /// What was found, a part of a sentence; empty when the results say it all.
    pub(crate) detail: String,
    /// When DNS answered, where that matters and is known.
    pub(crate) answered: Option<Timestamp>,
    /// The report, then what it is about.
    pub(crate) places: Vec<Place>,
}

impl Difference {
    /// Why the two differ, in words.
    pub(crate) fn text(&self) -> String {
        let answered = self.answered.filter(|_| self.why == Why::DnsChanged);
        match self.detail.as_str() {
            "" => format!("{}{}", self.why.words(), as_of(answered)),
            detail => format!("{}{}: {detail}", self.why.words(), as_of(answered)),
        }
    }
}

/// Every difference between what was reported and what was found, SPF first. None where DNS is off.
pub(crate) fn differences(case: &Case<'_, '_>) -> Vec<Difference> {
    let Some(verified) = case.verified else { return Vec::new() };
    let authentication = &case.evidence.authentication;
    let gateway = authentication.gateway.as_ref();
    let mut found = Vec::new();
    for reported in authentication.spf.iter().chain(gateway.and_then(|g| g.spf.as_ref())) {
        found.extend(verified.spf.as_ref().and_then(|checked| spf(case, reported, checked)));
    }
    for reported in authentication.dkim.iter().chain(gateway.iter().flat_map(|g| &g.dkim)) {
        let known =
            |d: &Difference| d.method == "dkim" && Some(d.domain.as_str()) == reported.domain.as_deref();
        if !found.iter().any(known) {
            found.extend(dkim(reported, verified));
        }
    }
    found.extend(arc(case, verified));
    let other = dmarc(case, verified, &found);
    found.extend(other);
    found
}

/// Those that `why` explains.
pub(crate) fn explained_by(case: &Case<'_, '_>, why: &[Why]) -> Vec<Difference> {
    differences(case).into_iter().filter(|d| why.contains(&d.why)).collect()
}

/// The places of some differences, each once.
pub(crate) fn places_of(differences: &[Difference]) -> Option<Vec<Place>> {
    let mut places: Vec<Place> = Vec::new();
    for place in differences.iter().flat_map(|d| &d.places) {
        if !places.contains(place) {
            places.push(*place);
        }
    }
    (!places.is_empty()).then_some(places)
}

/// When DNS answered, as people write a date; empty where the source does not say.
pub(crate) fn as_of(answered: Option<Timestamp>) -> String {
    answered.map(|at| format!(" (answer of {})", at.strftime("%Y-%m-%d"))).unwrap_or_default()
}

fn spf(case: &Case<'_, '_>, reported: &Spf<'_>, checked: &Checked) -> Option<Difference> {
    let evaluation = &checked.evaluation;
    let said = match reported.result.as_ref() {
        "hardfail" => "fail",
        other => other,
    };
    if !checked.is_conclusive() || reported.helo != evaluation.helo || said == evaluation.result.id() {
        return None;
    }
    let domain = reported.domain.as_deref().map(str::to_ascii_lowercase);
    let other = reported.ip.is_some_and(|ip| ip.to_canonical() != evaluation.ip)
        || domain.as_ref().is_some_and(|d| *d != checked.domain);
    let why = match said {
        _ if other => Why::OtherQuestion,
        "temperror" => Why::LookUpFailed,
        "pass" | "fail" | "softfail" | "neutral" | "none" | "permerror" => Why::DnsChanged,
        _ => return None,
    };
    let border = case.evidence.route.border_hop().map(|hop| hop.ip_place());
    Some(Difference {
        method: "spf",
        domain: checked.domain.clone(),
        reported: said.to_owned(),
        found: evaluation.result.id(),
        why,
        detail: String::new(),
        answered: checked.answered,
        places: std::iter::once(reported.place).chain(border).collect(),
    })
}

fn dkim(reported: &Dkim<'_>, verified: &Verified) -> Option<Difference> {
    let domain = reported.domain.as_deref()?.to_ascii_lowercase();
    let selector = reported.selector.as_deref().map(str::to_ascii_lowercase);
    let mine = |check: &&SignatureCheck| {
        check.domain == domain && selector.as_ref().is_none_or(|s| *s == check.selector)
    };
    let all: Vec<(usize, &SignatureCheck)> =
        verified.dkim.signatures.iter().enumerate().filter(|(_, check)| mine(check)).collect();
    let passing = all.iter().find(|(_, check)| check.outcome == Outcome::Pass);
    let said = reported.result.as_ref();
    let make = |found, why, detail, at: Option<usize>| {
        let field = at.map(|at| Place::whole(verified.dkim.signatures[at].field));
        Difference {
            method: "dkim",
            domain: domain.clone(),
            reported: said.to_owned(),
            found,
            why,
            detail,
            answered: at.and_then(|at| verified.keys_answered.get(at).copied().flatten()),
            places: std::iter::once(reported.place).chain(field).collect(),
        }
    };
    if let Some((at, _)) = passing {
        let why = match said {
            "fail" | "neutral" => Why::Unexplained,
            "permerror" => Why::DnsChanged,
            "temperror" => Why::LookUpFailed,
            "policy" => Why::OtherRules,
            _ => return None,
        };
        return Some(make("pass", why, String::new(), Some(*at)));
    }
    if said != "pass" {
        return None;
    }
    if all.is_empty() {
        let gone = "the message carries no such signature any more".to_owned();
        return (verified.dkim.dropped == 0).then(|| make("none", Why::ChangedAfterDelivery, gone, None));
    }
    let explained: Vec<_> =
        all.iter().filter_map(|(at, check)| Some((*at, *check, no_longer(check)?))).collect();
    // One that cannot be checked may be the one that passed.
    if explained.len() < all.len() {
        return None;
    }
    let (at, check, why) = *explained.iter().min_by_key(|(_, _, why)| *why as u8)?;
    Some(make(check.outcome.id(), why, check.summary().unwrap_or_default(), Some(at)))
}

/// Why a signature that passed does not pass now; `None` when that cannot be said.
fn no_longer(check: &SignatureCheck) -> Option<Why> {
    if altered(check).is_some() || check.body.as_ref().is_some_and(|body| !body.holds()) {
        return Some(Why::ChangedAfterDelivery);
    }
    match check.reason? {
        Reason::Syntax(_) | Reason::HeaderChanged | Reason::BodyChanged | Reason::BodyAndHeaderChanged => {
            Some(Why::ChangedAfterDelivery)
        }
        Reason::OtherKey
        | Reason::KeyMissing
        | Reason::KeyRevoked
        | Reason::KeyInvalid(_)
        | Reason::KeyUnfit(_) => Some(Why::DnsChanged),
        Reason::KeyTooShort | Reason::Expired | Reason::SignedInFuture => Some(Why::OtherRules),
        Reason::HeaderCut
        | Reason::KeyNotRecorded
        | Reason::KeyFailed(_)
        | Reason::BodyNotThere
        | Reason::MailboxQuoting(_) => None,
    }
}

fn arc(case: &Case<'_, '_>, verified: &Verified) -> Option<Difference> {
    let reported = case.evidence.authentication.arc.as_ref()?;
    let chain = &verified.arc;
    let why = match (reported.result.as_ref(), chain.outcome) {
        ("pass", Outcome::Fail) => match chain.reason? {
            ChainReason::MessageSignature(reason) | ChainReason::Seal { reason, .. } => match reason {
                Reason::OtherKey | Reason::KeyMissing | Reason::KeyRevoked => Why::DnsChanged,
                Reason::KeyInvalid(_) | Reason::KeyUnfit(_) => Why::DnsChanged,
                Reason::KeyTooShort => Why::OtherRules,
                _ => Why::ChangedAfterDelivery,
            },
            _ => Why::ChangedAfterDelivery,
        },
        ("pass", Outcome::None) => Why::ChangedAfterDelivery,
        ("fail", Outcome::Pass) => Why::Unexplained,
        _ => return None,
    };
    let newest = chain.sets.last().map(|set| Place::whole(set.message_signature.field));
    Some(Difference {
        method: "arc",
        domain: String::new(),
        reported: reported.result.as_ref().to_owned(),
        found: chain.outcome.id(),
        why,
        detail: String::new(),
        answered: None,
        places: std::iter::once(reported.place).chain(newest).collect(),
    })
}

fn dmarc(case: &Case<'_, '_>, verified: &Verified, found: &[Difference]) -> Option<Difference> {
    let reported = case.evidence.authentication.dmarc.as_ref()?;
    let now = verified.dmarc.as_ref()?;
    let said = match reported.result.as_ref() {
        "bestguesspass" => "none",
        other => other,
    };
    let conclusive = |e: &Evaluation| !matches!(e.result, DmarcResult::Unknown | DmarcResult::TempError);
    let own = now.discovery.record().is_some() && now.discovery.looked_up.len() == 1;
    let policy = now.policy.map(|p| p.id()).filter(|_| own).zip(reported.policy.as_deref());
    let other_policy = policy.is_some_and(|(now, then)| now != then);
    if !conclusive(now) || (said == now.result.id() && !other_policy) {
        return None;
    }
    let walked = verified.dmarc_tree_walk.as_ref().is_some_and(|walk| said == walk.result.id());
    let published = matches!(now.result, DmarcResult::Pass | DmarcResult::Fail);
    let why = match said {
        "temperror" => Why::LookUpFailed,
        "pass" | "fail" if walked && !other_policy => Why::OtherRules,
        "pass" | "fail" if published && !other_policy => {
            if found.iter().any(|d| matches!(d.method, "spf" | "dkim")) {
                Why::Follows
            } else {
                Why::Unexplained
            }
        }
        "pass" | "fail" | "none" | "permerror" => Why::DnsChanged,
        _ => return None,
    };
    let detail = match policy.filter(|_| other_policy) {
        Some((now, then)) => format!("the policy was {then} and is {now}"),
        None => String::new(),
    };
    Some(Difference {
        method: "dmarc",
        domain: now.discovery.from.clone(),
        reported: said.to_owned(),
        found: now.result.id(),
        why,
        detail,
        answered: verified.policy_answered,
        places: vec![reported.place],
    })
}
