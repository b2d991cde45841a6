//! The Ex Libris relation once more: a claim that a signature or an ARC chain, verified here, proves.

use super::Verified;
use super::arc::Set;
use super::dkim::{Algorithm, KeyState, Outcome, SignatureCheck};
use crate::evidence::Evidence;
use crate::evidence::relays::{Exlibris, Relation, is_exlibris_domain, may_seal};
use crate::headers::address::{is_under, organisational};
use crate::headers::{Headers, Place};
use crate::settings::Settings;

impl Verified {
    /// The relation that was proved where the headers alone only claim one: [`Relation::Forwarded`], or `None`.
    ///
    /// What was proved is who signed, never that the peer at the border may be trusted. A message with several From
    /// fields proves nothing: a signature covers the lowest, and readers see the topmost.
    pub fn relation<'m>(
        &self,
        headers: &Headers<'m>,
        evidence: &Evidence<'m>,
        settings: &Settings,
    ) -> Option<Exlibris<'m>> {
        let open = matches!(evidence.exlibris.relation, Relation::Claimed | Relation::None);
        let peer = evidence.route.border_hop()?;
        if !open || headers.all("From").count() != 1 {
            return None;
        }
        let found = self.by_signature().or_else(|| self.by_chain(evidence, settings))?;
        Some(Exlibris { host: peer.received.helo.clone(), ..found })
    }

    fn by_signature<'m>(&self) -> Option<Exlibris<'m>> {
        let signature =
            self.dkim.signatures.iter().find(|check| is_exlibris_domain(&check.domain) && check.proves())?;
        Some(Exlibris {
            relation: Relation::Forwarded,
            basis: "dkim",
            places: vec![Place::whole(signature.field)],
            ..Exlibris::default()
        })
    }

    /// A chain that holds from the first set on, each set by a sealer whose word counts, and the first sealer saw a
    /// listed relay.
    fn by_chain<'m>(&self, evidence: &Evidence<'m>, settings: &Settings) -> Option<Exlibris<'m>> {
        let first = self.arc.sets.first().filter(|_| self.arc.outcome == Outcome::Pass)?;
        if !self.arc.sets.iter().all(|set| is_trusted(set, settings)) {
            return None;
        }
        let mut said = evidence.authentication.reported.iter().filter(|r| r.field == first.results);
        let by_sealer = |id: &str| is_under(&id.to_ascii_lowercase(), organisational(&first.seal.domain));
        let (reported, ip) = said.find_map(|r| {
            let named = r.authserv_id.as_deref().is_some_and(by_sealer);
            let spf = r.result.method == "spf" && r.result.result == "pass";
            Some((r, r.result.sender_ip().filter(|_| named && spf)?))
        })?;
        let entry = settings.registry.relay(ip)?;
        Some(Exlibris {
            relation: Relation::Forwarded,
            region: settings.registry.entries[entry].region.clone(),
            ip: Some(ip),
            basis: "arc",
            entry: Some(entry),
            places: vec![reported.place(), Place::whole(first.seal.field)],
            ..Exlibris::default()
        })
    }
}

fn is_trusted(set: &Set, settings: &Settings) -> bool {
    let same = organisational(&set.seal.domain) == organisational(&set.message_signature.domain);
    let sealed = set.seal.outcome == Outcome::Pass && !is_test(&set.seal);
    sealed && same && may_seal(&set.seal.domain, settings)
}

fn is_test(check: &SignatureCheck) -> bool {
    matches!(check.key, KeyState::Found(facts) if facts.testing)
}

impl SignatureCheck {
    /// Made with SHA-1, which receivers must no longer accept (RFC 8301 section 3.1).
    pub fn is_forbidden(&self) -> bool {
        self.algorithm == Some(Algorithm::RsaSha1)
    }

    /// It passes, and shows who sent the whole message: not a domain that is only testing (RFC 6376 section 3.6.1),
    /// not with a hash that RFC 8301 forbids, and with nothing behind the part that `l=` covers.
    fn proves(&self) -> bool {
        self.outcome == Outcome::Pass
            && !is_test(self)
            && !self.is_forbidden()
            && self.body.as_ref().is_some_and(|body| body.unsigned_octets == 0)
    }
}

#[cfg(test)]
mod tests;
