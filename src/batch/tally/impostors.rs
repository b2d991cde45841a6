//! Messages that only claim to come from Ex Libris: what they call themselves, and who handed them over.

use std::collections::HashMap;
use std::net::IpAddr;

use super::first_met::FirstMet;
use super::senders::DOMAIN_BYTES;
use crate::Analysis;
use crate::evidence::relays::Relation;
use crate::input::Folder;
use crate::report::{AddressCount, Impostor, Impostors, untrusted};

/// Pairs of a From domain and an address that are told apart; beyond them memory would grow with the input.
const TRACKED: usize = 50_000;
/// From domains that are listed.
const DOMAINS_LISTED: usize = 20;
/// Addresses that are listed for a domain.
const ADDRESSES_LISTED: usize = 10;

/// The domain in From, where there is one, and the address at the border.
type Pair = (Option<String>, Option<IpAddr>);

/// Impostors so far.
#[derive(Debug, Default)]
pub(super) struct ImpostorTally {
    messages: u64,
    contradicted: u64,
    delivered: u64,
    pairs: FirstMet<Pair, PairTally, TRACKED>,
}

#[derive(Debug, Default)]
struct PairTally {
    messages: u64,
    contradicted: u64,
    logged_in: bool,
}

impl ImpostorTally {
    /// Counts the message when it is one.
    pub(super) fn add(&mut self, analysis: &Analysis<'_>) {
        let evidence = &analysis.evidence;
        if evidence.exlibris.relation != Relation::Claimed {
            return;
        }
        let domain = evidence.identity.from_domain().map(|d| untrusted::head(d, DOMAIN_BYTES).to_owned());
        let contradicted = !evidence.exlibris.contradicted.is_empty();
        self.delivered += u64::from(evidence.outcome.folder == Folder::Inbox);
        let logged_in = evidence.route.border_hop().is_some_and(|hop| hop.received.authenticated);
        self.count(&(domain, evidence.route.border_ip()), 1, u64::from(contradicted), logged_in);
    }

    fn count(&mut self, pair: &Pair, messages: u64, contradicted: u64, logged_in: bool) {
        self.messages += messages;
        self.contradicted += contradicted;
        if let Some(tally) = self.pairs.entry(pair, messages) {
            tally.messages += messages;
            tally.contradicted += contradicted;
            tally.logged_in |= logged_in;
        }
    }

    pub(super) fn merge(&mut self, later: Self) {
        self.messages += later.messages;
        self.contradicted += later.contradicted;
        self.delivered += later.delivered;
        self.pairs.merge(
            later.pairs,
            |tally| tally.messages,
            |known, tally| {
                known.messages += tally.messages;
                known.contradicted += tally.contradicted;
                known.logged_in |= tally.logged_in;
            },
        );
    }

    pub(super) fn finish(self, notes: &mut Vec<String>) -> Impostors {
        if self.pairs.untracked() > 0 {
            notes.push(format!(
                "More than {TRACKED} pairs of domain and address only claim to be Ex Libris: {} messages are not in their list.",
                self.pairs.untracked()
            ));
        }
        let mut index: HashMap<Option<String>, usize> = HashMap::new();
        let mut senders: Vec<Impostor> = Vec::new();
        for ((domain, ip), tally) in self.pairs.into_ordered() {
            let at = *index.entry(domain).or_insert_with_key(|domain| {
                senders.push(impostor(domain.clone()));
                senders.len() - 1
            });
            let Some(sender) = senders.get_mut(at) else { continue };
            sender.messages += tally.messages;
            sender.contradicted += tally.contradicted;
            sender.addresses.push(AddressCount { ip, messages: tally.messages, logged_in: tally.logged_in });
        }
        senders.sort_by(|a, b| b.messages.cmp(&a.messages).then_with(|| a.domain.cmp(&b.domain)));
        if senders.len() > DOMAINS_LISTED {
            let text =
                format!("{} domains of impostors; the {DOMAINS_LISTED} largest are listed.", senders.len());
            notes.push(text);
            senders.truncate(DOMAINS_LISTED);
        }
        senders.iter_mut().for_each(|sender| few(sender, notes));
        let (messages, contradicted, delivered) = (self.messages, self.contradicted, self.delivered);
        Impostors { messages, contradicted, delivered, senders }
    }
}

const fn impostor(domain: Option<String>) -> Impostor {
    Impostor { domain, messages: 0, contradicted: 0, addresses: Vec::new() }
}

/// Lists the busiest addresses.
fn few(sender: &mut Impostor, notes: &mut Vec<String>) {
    sender.addresses.sort_by(|a, b| b.messages.cmp(&a.messages).then(a.ip.cmp(&b.ip)));
    if sender.addresses.len() > ADDRESSES_LISTED {
        let name = sender.domain.as_deref().unwrap_or("no domain at all");
        notes.push(format!(
            "{} addresses sent as {name}; the {ADDRESSES_LISTED} busiest are listed.",
            sender.addresses.len()
        ));
        sender.addresses.truncate(ADDRESSES_LISTED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(messages: &[(&str, u8)]) -> ImpostorTally {
        let mut tally = ImpostorTally::default();
        for (domain, last) in messages {
            let ip = IpAddr::from([198, 51, 100, *last]);
            tally.count(&(Some((*domain).to_owned()), Some(ip)), 1, u64::from(*last == 1), false);
        }
        tally
    }

    #[test]
    fn the_busiest_come_first_and_merging_equals_counting_at_once() {
        let mut halves = tally(&[("b.example", 1), ("a.example", 1)]);
        halves.merge(tally(&[("b.example", 2), ("b.example", 2)]));
        let whole = tally(&[("b.example", 1), ("a.example", 1), ("b.example", 2), ("b.example", 2)]);
        let mut notes = Vec::new();
        let found = halves.finish(&mut notes);
        assert_eq!(found, whole.finish(&mut notes));
        assert_eq!((found.messages, found.contradicted), (4, 2));
        assert_eq!(found.senders[0].domain.as_deref(), Some("b.example"));
        let counts: Vec<u64> = found.senders[0].addresses.iter().map(|a| a.messages).collect();
        assert_eq!(counts, [2, 1]);
        assert!(notes.is_empty());
    }

    #[test]
    fn long_lists_are_cut_and_the_rest_is_said() {
        let messages: Vec<(String, u8)> =
            (0..30).map(|n| (format!("d{}.example", if n < 12 { 0 } else { n }), n)).collect();
        let messages: Vec<(&str, u8)> = messages.iter().map(|(d, n)| (d.as_str(), *n)).collect();
        let mut notes = Vec::new();
        let found = tally(&messages[..]).finish(&mut notes);
        assert_eq!((found.messages, found.senders.len()), (30, 19));
        assert!(notes[0].starts_with("12 addresses sent as d0.example"), "{notes:?}");
    }
}
