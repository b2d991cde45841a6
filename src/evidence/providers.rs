//! Mailbox and gateway providers: the names of their servers, their filters, and the address blocks they publish.
//!
//! A host name counts only where a trusted hop wrote it; an address block only as far as its source goes.

mod table;

use std::net::IpAddr;
use std::sync::LazyLock;

use ipnet::IpNet;

use crate::headers::address::is_under;

pub use table::PROVIDERS;

/// A provider whose servers write hops for many customers.
#[derive(Debug)]
pub struct Provider {
    /// Kebab case, unique.
    pub id: &'static str,
    /// Its name, for people.
    pub name: &'static str,
    /// It filters mail on its way to somebody else's mailboxes.
    pub gateway: bool,
    /// It serves many customers under one domain, so a name of the domain proves no organisation.
    pub shared: bool,
    /// Id of the filter product that runs there (`filters::Decoder::id`).
    pub product: Option<&'static str>,
    /// Domains of the servers that receive for its customers, lower case, subdomains included.
    pub receiving: &'static [&'static str],
    /// Domains of the servers that send for its customers, lower case, subdomains included.
    pub outbound: &'static [&'static str],
    /// authserv-ids that its servers write (RFC 8601 section 2.5), subdomains included.
    pub authserv_ids: &'static [&'static str],
    /// Published address blocks of its mail servers, each with where it is published.
    pub ranges: &'static [(&'static str, &'static str)],
}

/// The provider whose receiving servers carry the name `host` (any case, a final dot allowed).
pub fn by_receiving_host(host: &str) -> Option<&'static Provider> {
    RECEIVING.find(host)
}

/// The provider whose sending servers carry the name `host`.
pub fn by_outbound_host(host: &str) -> Option<&'static Provider> {
    OUTBOUND.find(host)
}

/// The provider that publishes a block with `ip` in it.
pub fn by_address(ip: IpAddr) -> Option<&'static Provider> {
    let ip = ip.to_canonical();
    BLOCKS.iter().find(|(block, _)| block.contains(&ip)).map(|(_, provider)| *provider)
}

/// The provider with this id.
pub fn by_id(id: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|p| p.id == id)
}

/// The provider that uses this name in `Authentication-Results` (any case).
pub fn by_authserv_id(id: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|p| p.authserv_ids.iter().any(|a| is_under(id, a)))
}

static RECEIVING: LazyLock<Index> = LazyLock::new(|| Index::new(|p| p.receiving));
static OUTBOUND: LazyLock<Index> = LazyLock::new(|| Index::new(|p| p.outbound));
static BLOCKS: LazyLock<Vec<(IpNet, &'static Provider)>> = LazyLock::new(|| {
    PROVIDERS.iter().flat_map(|p| p.ranges.iter().filter_map(move |r| Some((r.0.parse().ok()?, p)))).collect()
});

/// Domains by the hash of their name read backwards, so that one pass over a host finds all its parents.
struct Index {
    entries: Vec<(u32, &'static str, &'static Provider)>,
}

impl Index {
    fn new(domains: fn(&'static Provider) -> &'static [&'static str]) -> Self {
        let mut entries: Vec<_> = PROVIDERS
            .iter()
            .flat_map(|p| domains(p).iter().map(move |d| (d.bytes().rev().fold(SEED, step), *d, p)))
            .collect();
        entries.sort_by_key(|e| e.0);
        Self { entries }
    }

    fn find(&self, host: &str) -> Option<&'static Provider> {
        let host = host.strip_suffix('.').unwrap_or(host).as_bytes();
        let mut hash = SEED;
        let mut found = None;
        for (i, byte) in host.iter().enumerate().rev() {
            hash = step(hash, *byte);
            if i == 0 || host[i - 1] == b'.' {
                found = self.get(hash, &host[i..]).or(found);
            }
        }
        found
    }

    fn get(&self, hash: u32, domain: &[u8]) -> Option<&'static Provider> {
        let start = self.entries.partition_point(|e| e.0 < hash);
        self.entries[start..]
            .iter()
            .take_while(|e| e.0 == hash)
            .find(|e| e.1.as_bytes().eq_ignore_ascii_case(domain))
            .map(|e| e.2)
    }
}

const SEED: u32 = 0x811c_9dc5;

/// FNV-1a of the lower-case byte.
const fn step(hash: u32, byte: u8) -> u32 {
    (hash ^ byte.to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn id(provider: Option<&'static Provider>) -> Option<&'static str> {
        provider.map(|p| p.id)
    }

    #[test]
    fn receiving_hosts_are_found_by_their_parents() {
        for (host, expected) in [
            ("XX1EUR00FT000.mail.protection.outlook.com", Some("microsoft")),
            ("XX0PR00MB0001.eurprd00.prod.outlook.com", Some("microsoft")),
            ("mx.google.com", Some("google")),
            ("mx.google.com.", Some("google")),
            ("mx0a-00000000.pphosted.com", Some("proofpoint")),
            ("relay.mimecast.com", Some("mimecast")),
            ("server-1.tower-2.messagelabs.com", Some("symantec")),
            ("inbound-smtp.eu-west-1.amazonaws.com", Some("ses")),
            ("evilpphosted.com", None),
            ("pphosted.com.example.org", None),
            ("mail-qk1-f200.google.com", None),
            ("mx1.example.edu", None),
            ("", None),
            (".", None),
            ("..", None),
            ("é.ü", None),
        ] {
            assert_eq!(id(by_receiving_host(host)), expected, "{host}");
        }
    }

    #[test]
    fn outbound_hosts_and_published_addresses_are_found() {
        assert_eq!(id(by_outbound_host("mail-qk1-f200.google.com")), Some("google"));
        assert_eq!(
            id(by_outbound_host("mail-xx0eur00on0000.outbound.protection.outlook.com")),
            Some("microsoft")
        );
        assert_eq!(id(by_address("209.85.128.1".parse().unwrap())), Some("google"));
        assert_eq!(id(by_address("::ffff:209.85.128.1".parse().unwrap())), Some("google"));
        assert_eq!(id(by_address("2a01:111:f400::1".parse().unwrap())), Some("microsoft"));
        assert_eq!(id(by_address("192.0.2.1".parse().unwrap())), None);
        assert_eq!(id(by_authserv_id("MX.google.com")), Some("google"));
    }

    #[test]
    fn the_table_is_sorted_unique_and_sourced() {
        assert!(PROVIDERS.windows(2).all(|w| w[0].id < w[1].id));
        let lists: [fn(&Provider) -> &'static [&'static str]; 2] = [|p| p.receiving, |p| p.outbound];
        for list in lists {
            let mut all: Vec<_> = PROVIDERS.iter().flat_map(|p| list(p).iter()).collect();
            let count = all.len();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), count);
            assert!(all.iter().all(|d| d.contains('.') && **d == d.to_ascii_lowercase()));
        }
        let mut blocks: Vec<IpNet> = Vec::new();
        for range in PROVIDERS.iter().flat_map(|p| p.ranges) {
            let block: IpNet = range.0.parse().unwrap();
            assert_eq!(block, block.trunc(), "{}", range.0);
            assert!(!range.1.is_empty());
            assert!(!blocks.iter().any(|b| b.contains(&block) || block.contains(b)), "{block} overlaps");
            blocks.push(block);
        }
    }
}
