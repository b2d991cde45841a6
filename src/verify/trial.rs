//! SPF of the border's peer under records as a remedy would have them: the record of that domain replaced, all else
//! as DNS says.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;

use super::relay_record::{Candidate, Candidates, Case, Question};
use super::spf::{self, Identity, Proposed, Request};
use super::{Verified, Verifier};
use crate::dns::Dns;
use crate::evidence::Evidence;
use crate::evidence::relays::{REGIONS, Relation, is_exlibris_domain};
use crate::settings::Settings;

/// Domains whose candidates are kept; what comes beyond is worked out anew each time.
const MOST_KEPT: usize = 4096;

/// What SPF would say with a remedy in place; `None` where DNS does not tell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trials {
    /// The envelope domain's record names the relays of the region, and nothing else is changed.
    pub named: Option<Trial>,
    /// The envelope domain's record is mended, and names the relays.
    pub corrected: Option<Trial>,
    /// The envelope sender is in the From domain, whose record names the relays.
    pub envelope: Option<Trial>,
}

/// SPF under one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// The domain that publishes the record, lower case.
    pub domain: String,
    /// The record.
    pub candidate: Candidate,
    /// SPF records that are published there today.
    pub published: usize,
    /// When DNS answered for what is published; `None` where the source does not say.
    pub answered: Option<Timestamp>,
    /// The address that was checked.
    pub ip: IpAddr,
    /// The result for that address; never unknown, nor a failure of DNS.
    pub result: spf::Result,
    /// The limit that was exceeded.
    pub limit: Option<spf::Limit>,
}

impl Trial {
    /// The date of the answer, in words.
    pub fn as_of(&self) -> String {
        match self.answered {
            Some(at) => format!("as of {}", at.strftime("%Y-%m-%d %H:%M UTC")),
            None => "as recorded, without a date".to_owned(),
        }
    }
}

/// The candidates of a run: one study for each domain and region.
#[derive(Default)]
pub(super) struct Kept(RwLock<HashMap<(String, &'static str), Arc<Candidates>>>);

impl Kept {
    fn get(&self, dns: &dyn Dns, domain: &str, region: &'static str, settings: &Settings) -> Arc<Candidates> {
        let key = (domain.to_owned(), region);
        if let Some(known) = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Arc::clone(known);
        }
        let question = Question { domain, region, registry: &settings.registry, dns, replace: false };
        let candidates = Arc::new(Candidates::of(&Case::study(&question)));
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < MOST_KEPT {
            kept.insert(key, Arc::clone(&candidates));
        }
        candidates
    }
}

/// Whom the trials are for.
struct Sender<'a> {
    dns: &'a dyn Dns,
    request: Request<'a>,
}

impl Verifier<'_> {
    /// Tries the records that would let an Ex Libris relay at the border pass; nothing for other mail. The settings
    /// must be the same in every call.
    pub fn trials(&self, evidence: &Evidence<'_>, verified: &Verified, settings: &Settings) -> Trials {
        self.try_records(evidence, verified, settings).unwrap_or_default()
    }

    fn try_records(
        &self,
        evidence: &Evidence<'_>,
        verified: &Verified,
        settings: &Settings,
    ) -> Option<Trials> {
        let theirs = matches!(evidence.exlibris.relation, Relation::Relay | Relation::Network);
        let region = evidence.exlibris.region.as_deref().or(settings.institution.region.as_deref())?;
        let region = REGIONS.iter().copied().find(|known| *known == region).filter(|_| theirs)?;
        let hop = evidence.route.border_hop()?;
        let path = evidence.identity.return_path.as_deref()?;
        let request = Request {
            ip: hop.received.ip?,
            identity: Identity::MailFrom(path),
            helo: hop.received.helo.as_deref().unwrap_or_default(),
            receiver: hop.received.by.as_deref().unwrap_or_default(),
            time: hop.received.date.as_ref().map_or(0, |date| date.epoch),
        };
        let mut trials = Trials::default();
        let envelope =
            verified.spf.as_ref().filter(|spf| !spf.evaluation.helo).map(|spf| spf.domain.as_str());
        if let Some(domain) = envelope.filter(|domain| !is_exlibris_domain(domain)) {
            let candidates = self.kept.get(self.dns, domain, region, settings);
            let sender = Sender { dns: self.dns, request };
            trials.named = sender.try_out(domain, &candidates, candidates.named.as_ref());
            trials.corrected = sender
                .try_out(domain, &candidates, candidates.corrected.as_ref())
                .or_else(|| sender.passing(domain, &candidates));
        }
        let from = evidence.identity.from_domain().map(str::to_ascii_lowercase);
        if let Some(domain) = from.filter(|from| !is_exlibris_domain(from) && envelope != Some(from)) {
            let local = path.rsplit_once('@').map_or("postmaster", |(local, _)| local);
            let moved = format!("{local}@{domain}");
            let candidates = self.kept.get(self.dns, &domain, region, settings);
            let request = Request { identity: Identity::MailFrom(&moved), ..request };
            let sender = Sender { dns: self.dns, request };
            trials.envelope = sender
                .passing(&domain, &candidates)
                .or_else(|| sender.try_out(&domain, &candidates, candidates.named.as_ref()));
        }
        Some(trials)
    }
}

impl Sender<'_> {
    /// The result under a candidate, when it is conclusive.
    fn try_out(&self, domain: &str, known: &Candidates, candidate: Option<&Candidate>) -> Option<Trial> {
        let candidate = candidate?;
        let found = match &candidate.text {
            Some(text) => spf::evaluate(&Proposed::new(self.dns, domain, text), &self.request),
            None => spf::evaluate(self.dns, &self.request),
        };
        let open = matches!(found.result, spf::Result::Unknown | spf::Result::TempError);
        (!open).then(|| Trial {
            domain: domain.to_owned(),
            candidate: candidate.clone(),
            published: known.published,
            answered: known.answered,
            ip: found.ip,
            result: found.result,
            limit: found.limit,
        })
    }

    /// What is published, when the address passes as it is.
    fn passing(&self, domain: &str, known: &Candidates) -> Option<Trial> {
        let trial = self.try_out(domain, known, known.as_it_is.as_ref())?;
        (trial.result == spf::Result::Pass).then_some(trial)
    }
}
