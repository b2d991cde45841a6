//! The way a message took: its hops, delays, flags, and the border of trust.

mod flags;
#[cfg(test)]
mod tests;
mod walk;

use std::borrow::Cow;
use std::net::IpAddr;

use crate::headers::received::{self, Received};
use crate::headers::{Headers, Place};
use crate::settings::Settings;

pub(crate) use walk::is_private;

/// How far a hop may be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HopTrust {
    /// Written by the receiving side.
    Trusted,
    /// The last one written by the receiving side: the peer address it recorded is the handover address.
    Border,
    /// Written outside: a claim.
    Claimed,
}

impl HopTrust {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Border => "border",
            Self::Claimed => "claimed",
        }
    }
}

/// Whose platform wrote the newest hops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Platform {
    /// Microsoft 365 or Outlook.com.
    Microsoft,
    /// Gmail or Google Workspace.
    Google,
    /// Exchange on the institution's own servers.
    ExchangeServer,
    /// Another provider of the catalogue, or the institution's own servers.
    #[default]
    Other,
}

impl Platform {
    /// Ids of the platform's own filter products; none where any product may be its own.
    pub const fn products(self) -> &'static [&'static str] {
        match self {
            Self::Microsoft => &["microsoft-365", "outlook-com"],
            Self::Google => &["google"],
            Self::ExchangeServer => &["exchange-server"],
            Self::Other => &[],
        }
    }
}

/// One hop of the route.
#[derive(Debug, Clone)]
pub struct Hop<'m> {
    /// Index of the `Received` field, 0-based.
    pub field: u32,
    /// The field, taken apart.
    pub received: Received<'m>,
    /// How far it may be believed.
    pub trust: HopTrust,
    /// Seconds from the hop before (older); negative when the clocks say so.
    pub delay: Option<i64>,
    /// `relay` or `network`, when the peer of this hop is an Ex Libris address.
    pub exlibris: Option<&'static str>,
    /// Ids of findings about this hop (`hop-delay`, `clock-skew`, `forged-hop`, `broken-chain`, `no-tls`).
    pub flags: Vec<&'static str>,
}

impl Hop<'_> {
    /// The field as a whole.
    pub fn place(&self) -> Place {
        Place::whole(self.field)
    }

    /// Where the peer's address stands.
    pub fn ip_place(&self) -> Place {
        Place { field: self.field, start: self.received.ip_span.0, end: self.received.ip_span.1 }
    }
}

/// A trusted gateway: a hop of the receiving side in front of another organisation's platform.
#[derive(Debug, Clone)]
pub struct Gateway<'m> {
    /// Index into `hops` of the hop that received from outside.
    pub hop: usize,
    /// Its name.
    pub name: Cow<'m, str>,
    /// The filter product that runs there, when the name tells.
    pub product: Option<&'static str>,
}

/// The route of a message.
#[derive(Debug, Clone, Default)]
pub struct Route<'m> {
    /// The hops, oldest first.
    pub hops: Vec<Hop<'m>>,
    /// Index into `hops` of the border hop.
    pub border: Option<usize>,
    /// Whose platform the mailbox is on.
    pub platform: Platform,
    /// Trusted gateways between the border and the mailbox platform, oldest first.
    pub gateways: Vec<Gateway<'m>>,
    /// The name of a peer at the border that calls itself a gateway, but which nothing confirms.
    pub undeclared_gateway: Option<Cow<'m, str>>,
    /// Index of the field below which everything is the sender's: the border hop's `Received`.
    pub border_field: Option<u32>,
}

impl<'m> Route<'m> {
    /// The border hop.
    pub fn border_hop(&self) -> Option<&Hop<'m>> {
        self.border.map(|b| &self.hops[b])
    }

    /// The handover address: the peer that the border hop recorded.
    pub fn border_ip(&self) -> Option<IpAddr> {
        self.border_hop().and_then(|h| h.received.ip)
    }

    /// Whether a field stands above the border hop's `Received`, where only trusted hops write.
    pub fn is_above_border(&self, field: u32) -> bool {
        self.border_field.is_some_and(|b| field < b)
    }

    /// The trusted hops, newest first.
    pub fn trusted_hops(&self) -> impl Iterator<Item = &Hop<'m>> {
        self.hops.iter().rev().filter(|h| h.trust != HopTrust::Claimed)
    }
}

/// Reads the route and draws the border.
pub fn collect<'m>(headers: &Headers<'m>, settings: &Settings) -> Route<'m> {
    let mut hops: Vec<Hop<'m>> = headers
        .all("Received")
        .take(MAX_HOPS)
        .map(|field| Hop {
            field: field.index(),
            received: received::parse(field.raw()),
            trust: HopTrust::Claimed,
            delay: None,
            exlibris: None,
            flags: Vec::new(),
        })
        .collect();
    let walk = walk::border(&hops, settings);
    for (i, hop) in hops.iter_mut().enumerate().take(walk.trusted) {
        hop.trust = if i + 1 == walk.trusted { HopTrust::Border } else { HopTrust::Trusted };
        hop.exlibris = exlibris_peer(hop, settings);
    }
    hops.reverse();
    let count = hops.len();
    flags::mark(&mut hops, walk.trusted);
    let border = walk.trusted.checked_sub(1).map(|b| count - 1 - b);
    Route {
        border,
        border_field: border.map(|b| hops[b].field),
        platform: walk.platform,
        gateways: walk.gateways.into_iter().map(|g| Gateway { hop: count - 1 - g.hop, ..g }).collect(),
        undeclared_gateway: walk.undeclared_gateway,
        hops,
    }
}

/// More `Received` fields than this are left unread; servers give up on a message long before.
pub const MAX_HOPS: usize = 1_000;

/// Whether a trusted hop recorded an Ex Libris address as its peer.
fn exlibris_peer(hop: &Hop<'_>, settings: &Settings) -> Option<&'static str> {
    let ip = hop.received.ip?;
    if settings.registry.relay(ip).is_some() {
        return Some("relay");
    }
    settings.registry.network(ip).map(|_| "network")
}
