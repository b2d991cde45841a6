//! One message checked anew: which identities, against which address, with what DNS says.

use std::fmt;

use jiff::Timestamp;

use super::arc::Chain;
use super::dkim::{self, Dkim, Outcome, SignedMessage};
use super::trial::{self, Trials};
use super::{dmarc, spf};
use crate::dns::{Dns, Kind, name};
use crate::evidence::Evidence;
use crate::headers::Headers;
use crate::headers::address::organisational;

/// Checks messages against one source of DNS answers; shared by all threads.
pub struct Verifier<'d> {
    pub(super) dns: &'d dyn Dns,
    keys: dkim::Verifier<'d>,
    pub(super) kept: trial::Kept,
}

impl fmt::Debug for Verifier<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").finish_non_exhaustive()
    }
}

/// What the checks of one message gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// SPF for the address at the border; `None` when the headers name no address or no identity.
    pub spf: Option<Spf>,
    /// DKIM of every signature.
    pub dkim: Dkim,
    /// When DNS answered for the key of each signature that does not pass; `None` where it passes, or the source does
    /// not say.
    pub keys_answered: Vec<Option<Timestamp>>,
    /// The ARC chain.
    pub arc: Chain,
    /// DMARC under RFC 7489; `None` without a From domain.
    pub dmarc: Option<dmarc::Evaluation>,
    /// DMARC under RFC 9989; `None` without a From domain.
    pub dmarc_tree_walk: Option<dmarc::Evaluation>,
    /// When DNS answered for the DMARC record that decides, or for the last name asked; `None` where the source does
    /// not say.
    pub policy_answered: Option<Timestamp>,
    /// SPF under records that are not published yet; see [`Verifier::trials`].
    pub trials: Trials,
}

/// SPF checked anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spf {
    /// The check with its trace.
    pub evaluation: spf::Evaluation,
    /// The domain that was checked, lower case.
    pub domain: String,
    /// The domain is aligned (relaxed) with From; `None` without a From domain.
    pub aligned: Option<bool>,
    /// When DNS answered for the domain's record; `None` where the source does not say.
    pub answered: Option<Timestamp>,
}

impl Spf {
    /// Whether the result says something about the domain, not about a missing answer.
    pub const fn is_conclusive(&self) -> bool {
        !matches!(self.evaluation.result, spf::Result::Unknown | spf::Result::TempError)
    }
}

impl<'d> Verifier<'d> {
    /// Checks with answers of `dns`; each key is fetched once.
    pub fn new(dns: &'d dyn Dns) -> Self {
        Self { dns, keys: dkim::Verifier::new(dns), kept: trial::Kept::default() }
    }

    /// Checks what the message allows to check: SPF for the border's peer, every signature, the ARC chain, DMARC.
    /// `has_body` is false where only a header section was kept.
    pub fn verify(&self, headers: &Headers<'_>, evidence: &Evidence<'_>, has_body: bool) -> Verified {
        let arrival = evidence.route.border_hop().and_then(|hop| hop.received.date.as_ref()).map(|d| d.epoch);
        let signed = SignedMessage::read(headers, has_body);
        self.dns.announce(&|| first_questions(&signed, evidence));
        let dkim = signed.dkim(&self.keys, arrival);
        let arc = signed.arc(&self.keys);
        // With several From fields there is no one domain to speak for (RFC 7489 section 6.6.1).
        let single = headers.all("From").count() == 1;
        let from = evidence.identity.from_domain().filter(|_| single).map(a_labels);
        let spf = self.spf(evidence, from.as_deref());
        let evaluate = |rules| {
            let signatures: Vec<_> = dkim.signatures.iter().map(signature).collect();
            let from = from.as_deref()?;
            Some(dmarc::evaluate(self.dns, rules, from, spf.as_ref().map(sender), &signatures))
        };
        let (dmarc, dmarc_tree_walk) = (evaluate(dmarc::Rules::Rfc7489), evaluate(dmarc::Rules::Rfc9989));
        let policy_answered = dmarc.as_ref().and_then(|d| self.answered(d.discovery.looked_up.last()?));
        let keys_answered = dkim.signatures.iter().map(|check| self.key_answered(check)).collect();
        let trials = Trials::default();
        Verified { spf, dkim, keys_answered, arc, dmarc, dmarc_tree_walk, policy_answered, trials }
    }

    /// When DNS gave its answer about the text records of `name`.
    fn answered(&self, name: &str) -> Option<Timestamp> {
        self.dns.given(name, Kind::Txt).at
    }

    fn key_answered(&self, check: &dkim::SignatureCheck) -> Option<Timestamp> {
        let asked = !matches!(check.key, dkim::KeyState::NotAsked | dkim::KeyState::NotRecorded);
        (asked && check.outcome != Outcome::Pass)
            .then(|| self.answered(&dkim::key_name(&check.domain, &check.selector)))
            .flatten()
    }

    fn spf(&self, evidence: &Evidence<'_>, from: Option<&str>) -> Option<Spf> {
        let hop = evidence.route.border_hop()?;
        let ip = hop.received.ip?;
        let helo = hop.received.helo.as_deref().unwrap_or_default();
        let sender = evidence.identity.return_path.as_deref()?;
        let domain = sender.rsplit_once('@').map_or(helo, |(_, domain)| domain);
        let domain = a_labels(domain.trim_end_matches('.'));
        let asked = sender.rsplit_once('@').map(|(local, _)| format!("{local}@{domain}"));
        let request = spf::Request {
            ip,
            identity: spf::Identity::MailFrom(asked.as_deref().unwrap_or(sender)),
            helo,
            receiver: hop.received.by.as_deref().unwrap_or_default(),
            time: hop.received.date.as_ref().map_or(0, |date| date.epoch),
        };
        let aligned = from.map(|from| organisational(from) == organisational(&domain));
        let evaluation = spf::evaluate(self.dns, &request);
        let unasked = matches!(evaluation.root.found, spf::Found::InvalidDomain | spf::Found::NotRecorded);
        let answered = (!unasked).then(|| self.answered(&evaluation.root.domain)).flatten();
        Some(Spf { evaluation, domain, aligned, answered })
    }
}

/// The questions that do not depend on the answers of others: keys, the sender's SPF record, the DMARC records.
fn first_questions(signed: &SignedMessage<'_, '_>, evidence: &Evidence<'_>) -> Vec<(String, Kind)> {
    let mut questions: Vec<_> = signed.key_names().into_iter().map(|name| (name, Kind::Txt)).collect();
    if evidence.route.border_ip().is_some()
        && let Some(domain) = evidence.identity.envelope_domain()
    {
        questions.push((a_labels(&domain), Kind::Txt));
    }
    if let Some(from) = evidence.identity.from_domain().map(a_labels) {
        questions.push((format!("_dmarc.{from}"), Kind::Txt));
        questions.push((from, Kind::A));
    }
    // what DNS cannot hold is certain without asking
    questions.retain(|(name, _)| name.contains('.') && name::can_exist(name));
    questions
}

/// A domain as DNS knows it: in lower case, labels in other scripts as A-labels (RFC 8616, sections 4 and 6). What is no
/// domain name stays as it is.
fn a_labels(domain: &str) -> String {
    if domain.is_ascii() {
        return domain.to_ascii_lowercase();
    }
    idna::domain_to_ascii(domain).unwrap_or_else(|_| domain.to_lowercase())
}

fn sender(spf: &Spf) -> dmarc::Authenticated<'_> {
    let pass = spf.evaluation.result == spf::Result::Pass;
    dmarc::Authenticated { domain: &spf.domain, pass, open: !spf.is_conclusive() }
}

fn signature(check: &dkim::SignatureCheck) -> dmarc::Authenticated<'_> {
    let open = matches!(check.outcome, Outcome::Unknown | Outcome::TempError);
    let pass = check.outcome == Outcome::Pass && !check.is_forbidden();
    dmarc::Authenticated { domain: &check.domain, pass, open }
}
