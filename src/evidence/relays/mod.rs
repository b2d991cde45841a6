//! The Ex Libris relays: the registry, and what they have to do with a message.

mod registry;
mod relation;

use std::borrow::Cow;
use std::net::IpAddr;

use crate::headers::Place;

pub use registry::{Confidence, Entry, Kind, REGIONS, Registry, RegistryError, entries};
pub use relation::{may_seal, relate};

/// The domains that belong to Ex Libris, with their subdomains.
pub const DOMAINS: &[&str] = &["exlibrisgroup.com", "exlibris.cloud"];

/// Whether `name` is an Ex Libris domain or below one.
pub fn is_exlibris_domain(name: &str) -> bool {
    DOMAINS.iter().any(|d| crate::headers::address::is_under(name, d))
}

/// What the Ex Libris relays have to do with a message (contract, "The Ex Libris relation").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Relation {
    /// The border peer is a listed mail relay.
    Relay,
    /// The border peer is in an Ex Libris network, but no listed relay.
    Network,
    /// Somebody else handed it over, but it provably came from Ex Libris.
    Forwarded,
    /// Only sender-controlled text says so.
    Claimed,
    /// Nothing points to Ex Libris.
    #[default]
    None,
}

impl Relation {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Relay => "relay",
            Self::Network => "network",
            Self::Forwarded => "forwarded",
            Self::Claimed => "claimed",
            Self::None => "none",
        }
    }

    /// Whether the message really came from Ex Libris.
    pub const fn is_genuine(self) -> bool {
        matches!(self, Self::Relay | Self::Network | Self::Forwarded)
    }
}

/// The relation, and what it rests on.
#[derive(Debug, Clone)]
pub struct Exlibris<'m> {
    /// The relation.
    pub relation: Relation,
    /// Region of the entry.
    pub region: Option<String>,
    /// The Ex Libris address, when one was recorded by a trusted server.
    pub ip: Option<IpAddr>,
    /// The host name, as recorded.
    pub host: Option<Cow<'m, str>>,
    /// What it rests on: `relay-table`, `spf-include`, `network`, `rdns`, `dkim`, `arc`, `none`.
    pub basis: &'static str,
    /// Index of the entry in the registry.
    pub entry: Option<usize>,
    /// Where it is said.
    pub places: Vec<Place>,
    /// Something contradicts a claim: authentication fails for an Ex Libris domain, or an Ex Libris name
    /// comes from an address that is not theirs. Places of the contradiction.
    pub contradicted: Vec<Place>,
}

impl Default for Exlibris<'_> {
    fn default() -> Self {
        Self {
            relation: Relation::None,
            region: None,
            ip: None,
            host: None,
            basis: "none",
            entry: None,
            places: Vec::new(),
            contradicted: Vec::new(),
        }
    }
}
