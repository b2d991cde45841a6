//! Mailbox and gateway providers: by which names and published addresses their servers are known.

use std::net::IpAddr;

use crate::headers::address::is_under;

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
    /// Id of the filter product that runs there.
    pub product: Option<&'static str>,
    /// Domains of the servers that receive for its customers.
    pub receiving: &'static [&'static str],
    /// Domains of the servers that send for its customers, when they differ.
    pub outbound: &'static [&'static str],
    /// authserv-ids that its servers write.
    pub authserv_ids: &'static [&'static str],
    /// Published address blocks, each with where it is published.
    pub ranges: &'static [(&'static str, &'static str)],
}

/// Every provider, sorted by id.
pub static PROVIDERS: &[Provider] = &[
    Provider {
        id: "google",
        name: "Google",
        gateway: false,
        shared: true,
        product: Some("google"),
        receiving: &["mx.google.com"],
        outbound: &["google.com"],
        authserv_ids: &["mx.google.com"],
        ranges: &[],
    },
    Provider {
        id: "microsoft",
        name: "Microsoft",
        gateway: false,
        shared: true,
        product: Some("microsoft-365"),
        receiving: &["protection.outlook.com"],
        outbound: &["outbound.protection.outlook.com"],
        authserv_ids: &["mx.microsoft.com"],
        ranges: &[],
    },
    Provider {
        id: "mimecast",
        name: "Mimecast",
        gateway: true,
        shared: true,
        product: Some("mimecast"),
        receiving: &["mimecast.com", "mimecast-offshore.com", "mimecast.co.za"],
        outbound: &[],
        authserv_ids: &["relay.mimecast.com"],
        ranges: &[],
    },
    Provider {
        id: "proofpoint",
        name: "Proofpoint",
        gateway: true,
        shared: true,
        product: Some("proofpoint"),
        receiving: &["pphosted.com", "ppops.net", "ppe-hosted.com"],
        outbound: &[],
        authserv_ids: &["ppops.net"],
        ranges: &[],
    },
];

/// The provider whose receiving servers bear this name (lower case).
pub fn by_receiving_host(host: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|p| p.receiving.iter().any(|d| is_under(host, d)))
}

/// The provider whose sending servers bear this name (lower case).
pub fn by_outbound_host(host: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|p| p.outbound.iter().any(|d| is_under(host, d)))
}

/// The provider in whose published blocks this address lies.
pub fn by_address(ip: IpAddr) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|p| {
        p.ranges.iter().any(|(block, _)| block.parse::<ipnet::IpNet>().is_ok_and(|n| n.contains(&ip)))
    })
}
