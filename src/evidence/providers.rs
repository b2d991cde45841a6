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
    let key = order(ip.to_canonical());
    let after = BLOCKS.partition_point(|b| b.first <= key);
    let block = BLOCKS.get(after.checked_sub(1)?)?;
    (key <= block.last).then_some(block.provider)
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
static BLOCKS: LazyLock<Vec<Block>> = LazyLock::new(|| {
    let parse = |p: &'static Provider, text: &str| {
        let net: IpNet = text.parse().ok()?;
        Some(Block { first: order(net.network()), last: order(net.broadcast()), provider: p })
    };
    let mut blocks: Vec<Block> =
        PROVIDERS.iter().flat_map(|p| p.ranges.iter().filter_map(move |r| parse(p, r.0))).collect();
    blocks.sort_by_key(|b| b.first);
    blocks
});

/// A published block; blocks do not overlap.
struct Block {
    first: (bool, u128),
    last: (bool, u128),
    provider: &'static Provider,
}

/// IPv4 before IPv6, each by number.
fn order(ip: IpAddr) -> (bool, u128) {
    match ip {
        IpAddr::V4(v4) => (false, u32::from(v4).into()),
        IpAddr::V6(v6) => (true, v6.into()),
    }
}

/// Domains by their last bytes, which a host below them shares.
struct Index {
    buckets: Vec<Vec<(&'static str, &'static Provider)>>,
}

/// The shortest domain of the table has so many bytes.
const TAIL: usize = 6;

/// A power of two, several times the number of domains, so that most buckets are empty.
const BUCKETS: usize = 512;

impl Index {
    fn new(domains: fn(&'static Provider) -> &'static [&'static str]) -> Self {
        let mut buckets = vec![Vec::new(); BUCKETS];
        for provider in PROVIDERS {
            for domain in domains(provider) {
                if let Some(at) = bucket(domain) {
                    buckets[at].push((*domain, provider));
                }
            }
        }
        Self { buckets }
    }

    fn find(&self, host: &str) -> Option<&'static Provider> {
        let host = host.strip_suffix('.').unwrap_or(host);
        let candidates = self.buckets.get(bucket(host)?)?;
        candidates.iter().find(|e| is_under(host, e.0)).map(|e| e.1)
    }
}

/// Where a name's last bytes lead, without regard to ASCII case.
fn bucket(name: &str) -> Option<usize> {
    let tail = name.as_bytes().last_chunk::<TAIL>()?;
    let key = tail.iter().fold(0_u64, |key, byte| key << 8 | u64::from(byte.to_ascii_lowercase()));
    Some((key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize % BUCKETS)
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
            assert!(all.iter().all(|d| d.len() >= TAIL && **d == d.to_ascii_lowercase()));
            let nested = |d: &str| all.iter().any(|o| **o != d && is_under(d, o));
            assert!(!all.iter().any(|d| nested(d)));
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
