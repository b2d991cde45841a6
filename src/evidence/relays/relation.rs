//! The relation of a message to the Ex Libris relays, from what trusted servers recorded.

use std::borrow::Cow;
use std::net::IpAddr;

use super::{Exlibris, Relation, is_exlibris_domain};
use crate::evidence::authentication::{Authentication, Reported};
use crate::evidence::identity::Identity;
use crate::evidence::route::{Hop, HopTrust, Route};
use crate::headers::address::{domain_of, is_under};
use crate::headers::received::{self, Received};
use crate::headers::{Carrier, Headers, Place};
use crate::settings::Settings;

/// Sealers whose ARC sets are believed when the deciding server verified the chain.
const ARC_SEALERS: &[&str] = &["google.com", "microsoft.com", "outlook.com"];

/// Finds the relation of a message.
pub fn relate<'m>(
    headers: &Headers<'m>,
    identity: &Identity<'m>,
    route: &Route<'m>,
    authentication: &Authentication<'m>,
    settings: &Settings,
) -> Exlibris<'m> {
    by_bounce(headers, settings)
        .or_else(|| by_border(route, settings))
        .or_else(|| by_include(route, authentication, settings))
        .or_else(|| by_signature(headers, route, authentication))
        .or_else(|| by_arc(headers, authentication, settings))
        .unwrap_or_else(|| claimed(headers, identity, route, authentication, settings))
}

/// The message was returned by a bounce that came through an Ex Libris server, so that server had tried to send it.
fn by_bounce<'m>(headers: &Headers<'m>, settings: &Settings) -> Option<Exlibris<'m>> {
    let field = headers.carried_by(Carrier::BounceBorder).next()?;
    let received = received::parse(field.raw());
    peer(&received, settings, vec![field.place()])
}

/// The border peer is a listed relay, or stands in an Ex Libris network, or bears a confirmed Ex Libris name.
fn by_border<'m>(route: &Route<'m>, settings: &Settings) -> Option<Exlibris<'m>> {
    let hop = route.border_hop()?;
    peer(&hop.received, settings, vec![hop.ip_place()])
}

/// The relation of the peer that a trusted hop recorded; `None` when it is not theirs.
fn peer<'m>(received: &Received<'m>, settings: &Settings, places: Vec<Place>) -> Option<Exlibris<'m>> {
    let ip = received.ip?;
    let registry = &settings.registry;
    let (relation, basis, entry) = if let Some(entry) = registry.relay(ip) {
        (Relation::Relay, "relay-table", Some(entry))
    } else if let Some(entry) = registry.network(ip) {
        (Relation::Network, "network", Some(entry))
    } else if received.rdns_confirmed && received.rdns.as_deref().is_some_and(is_exlibris_domain) {
        (Relation::Network, "rdns", None)
    } else {
        return None;
    };
    Some(Exlibris {
        relation,
        region: entry.and_then(|e| registry.entries[e].region.clone()),
        ip: Some(ip),
        host: received.rdns.clone().or_else(|| received.helo.clone()),
        basis,
        entry,
        places,
        contradicted: Vec::new(),
    })
}

/// A trusted server says that the border address passed SPF through an Ex Libris include.
fn by_include<'m>(
    route: &Route<'m>,
    authentication: &Authentication<'m>,
    settings: &Settings,
) -> Option<Exlibris<'m>> {
    let hop = route.border_hop()?;
    let matched = authentication.reported.iter().filter(|r| r.trust.counts()).find_map(|r| {
        let mechanism = r.result.property("", "mechanism")?;
        let include = mechanism.trim_start_matches('+').strip_prefix("include:")?;
        (r.result.method == "spf" && r.result.result == "pass" && is_exlibris_domain(include))
            .then_some((r, include))
    });
    let (reported, include) = matched?;
    let entry = settings.registry.entries.iter().position(|e| e.spf_include.as_deref() == Some(include));
    Some(Exlibris {
        relation: Relation::Relay,
        region: entry.and_then(|e| settings.registry.entries[e].region.clone()),
        ip: hop.received.ip,
        host: hop.received.rdns.clone().or_else(|| hop.received.helo.clone()),
        basis: "spf-include",
        entry,
        places: vec![reported.place(), hop.ip_place()],
        contradicted: Vec::new(),
    })
}

/// A DKIM signature of an Ex Libris domain passes, says a trusted server. With several From fields that proves nothing:
/// a signature covers the lowest, and readers see the topmost.
fn by_signature<'m>(
    headers: &Headers<'m>,
    route: &Route<'m>,
    authentication: &Authentication<'m>,
) -> Option<Exlibris<'m>> {
    if headers.all("From").count() > 1 {
        return None;
    }
    let own = authentication.dkim.iter();
    let gateway = authentication.gateway.iter().flat_map(|g| g.dkim.iter());
    let signature = own
        .chain(gateway)
        .find(|d| d.result == "pass" && d.domain.as_deref().is_some_and(is_exlibris_domain))?;
    Some(Exlibris {
        relation: Relation::Forwarded,
        host: route.border_hop().and_then(|h| h.received.helo.clone()),
        basis: "dkim",
        places: vec![signature.place],
        ..Exlibris::default()
    })
}

/// A trusted ARC chain records an Ex Libris relay as its first peer.
fn by_arc<'m>(
    headers: &Headers<'m>,
    authentication: &Authentication<'m>,
    settings: &Settings,
) -> Option<Exlibris<'m>> {
    headers.first("ARC-Seal")?;
    let trusted = trusted_chain(headers, authentication, settings)?;
    let first = authentication.reported.iter().filter(|r| r.instance == Some(1) && r.result.method == "spf");
    let (reported, ip) = first.filter_map(|r| Some((r, r.result.sender_ip()?))).next()?;
    let entry = settings.registry.relay(ip)?;
    Some(Exlibris {
        relation: Relation::Forwarded,
        region: settings.registry.entries[entry].region.clone(),
        ip: Some(ip),
        basis: "arc",
        entry: Some(entry),
        places: vec![reported.place(), trusted],
        ..Exlibris::default()
    })
}

/// Who vouches for the chain: Microsoft, which names trusted sealers itself (composite reason 130, `oda=1`), or the
/// deciding server's pass for a chain whose sealers are all known.
fn trusted_chain(
    headers: &Headers<'_>,
    authentication: &Authentication<'_>,
    settings: &Settings,
) -> Option<Place> {
    let composite = authentication.compauth.as_ref();
    if let Some(c) = composite.filter(|c| c.result == "pass" && c.reason.as_deref() == Some("130")) {
        return Some(c.place);
    }
    let passes = || {
        let arc = authentication.reported.iter().filter(|r| r.trust.counts());
        arc.filter(|r| r.result.method == "arc" && r.result.result == "pass")
    };
    let named =
        passes().find(|r| r.result.comments.iter().any(|c| c.split_whitespace().any(|w| w == "oda=1")));
    if let Some(reported) = named {
        return Some(reported.place());
    }
    let known = headers.all("ARC-Seal").all(|f| sealer_is_known(&f.text(), settings));
    passes().next().filter(|_| known).map(Reported::place)
}

fn sealer_is_known(seal: &str, settings: &Settings) -> bool {
    signer(seal).is_some_and(|domain| may_seal(&domain.to_ascii_lowercase(), settings))
}

/// Whether the word of whoever seals with `domain` (lower case) counts: a large mailbox provider, or the institution.
pub fn may_seal(domain: &str, settings: &Settings) -> bool {
    ARC_SEALERS.iter().any(|s| is_under(domain, s)) || settings.institution.owns_domain(domain)
}

/// The `d=` tag of a signature or seal (RFC 6376 section 3.2, RFC 8617 section 4.1.3).
fn signer(tags: &str) -> Option<&str> {
    tags.split(';').find_map(|tag| tag.trim().strip_prefix("d=")).map(str::trim)
}

/// Only sender-controlled text points to Ex Libris, or nothing does.
fn claimed<'m>(
    headers: &Headers<'m>,
    identity: &Identity<'m>,
    route: &Route<'m>,
    authentication: &Authentication<'m>,
    settings: &Settings,
) -> Exlibris<'m> {
    let mut places = identity_claims(headers, identity);
    let mut contradicted = Vec::new();
    if places.iter().any(|p| Some(*p) == identity.from_place || Some(*p) == identity.return_path_place) {
        contradicted.extend(failed_authentication(authentication));
    }
    let vouched = spf_vouches(authentication);
    for (i, hop) in route.hops.iter().enumerate() {
        let newer = route.hops.get(i + 1);
        match hop.trust {
            HopTrust::Trusted => {}
            HopTrust::Border => border_claims(hop, vouched, &mut places, &mut contradicted),
            HopTrust::Claimed => hop_claims(hop, newer, settings, &mut places, &mut contradicted),
        }
    }
    let host = route.border_hop().and_then(|h| h.received.helo.clone()).filter(|h| is_exlibris_domain(h));
    let relation = if places.is_empty() { Relation::None } else { Relation::Claimed };
    Exlibris { relation, host, basis: "none", places, contradicted, ..Exlibris::default() }
}

/// From, Return-Path, Message-ID and DKIM signatures that name an Ex Libris domain.
fn identity_claims(headers: &Headers<'_>, identity: &Identity<'_>) -> Vec<Place> {
    let mut places = Vec::new();
    if identity.from_domain().is_some_and(is_exlibris_domain) {
        places.extend(identity.from_place);
    }
    if identity.envelope_domain().is_some_and(|d| is_exlibris_domain(&d)) {
        places.extend(identity.return_path_place);
    }
    for field in headers.all("Message-ID").take(2) {
        let text = field.text();
        if domain_of(&text).is_some_and(|d| is_exlibris_domain(&d)) {
            places.push(field.place());
        }
    }
    for field in headers.all("DKIM-Signature").take(8) {
        let text = field.text();
        if signer(&text).is_some_and(is_exlibris_domain) {
            places.push(field.place());
        }
    }
    places
}

/// Results of the deciding server that fail for an Ex Libris domain.
fn failed_authentication(authentication: &Authentication<'_>) -> Vec<Place> {
    let theirs = |domain: &Option<Cow<'_, str>>| domain.as_deref().is_some_and(is_exlibris_domain);
    let mut places = Vec::new();
    if let Some(spf) = authentication.spf.as_ref().filter(|s| theirs(&s.domain) && failed(&s.result)) {
        places.push(spf.place);
    }
    places.extend(
        authentication.dkim.iter().filter(|d| theirs(&d.domain) && d.result == "fail").map(|d| d.place),
    );
    if let Some(dmarc) = authentication.dmarc.as_ref().filter(|d| theirs(&d.domain) && d.result == "fail") {
        places.push(dmarc.place);
    }
    places
}

fn failed(result: &str) -> bool {
    matches!(result, "fail" | "softfail")
}

/// SPF passes for an Ex Libris domain: the address is theirs, though no table lists it.
fn spf_vouches(authentication: &Authentication<'_>) -> bool {
    let spf = authentication.gateway.as_ref().and_then(|g| g.spf.as_ref()).or(authentication.spf.as_ref());
    spf.is_some_and(|s| s.result == "pass" && s.domain.as_deref().is_some_and(is_exlibris_domain))
}

fn border_claims(hop: &Hop<'_>, vouched: bool, places: &mut Vec<Place>, contradicted: &mut Vec<Place>) {
    let names = [hop.received.helo.as_deref(), hop.received.rdns.as_deref()];
    if names.into_iter().flatten().any(is_exlibris_domain) {
        places.push(hop.place());
        if hop.received.ip.is_some() && !vouched {
            contradicted.push(hop.ip_place());
        }
    }
}

fn hop_claims(
    hop: &Hop<'_>,
    newer: Option<&Hop<'_>>,
    settings: &Settings,
    places: &mut Vec<Place>,
    contradicted: &mut Vec<Place>,
) {
    let theirs = |ip: IpAddr| settings.registry.relay(ip).or_else(|| settings.registry.network(ip)).is_some();
    let received = &hop.received;
    let peer_named =
        [received.helo.as_deref(), received.rdns.as_deref()].into_iter().flatten().any(is_exlibris_domain);
    let writer_named = received.by.as_deref().is_some_and(is_exlibris_domain);
    if peer_named || writer_named || received.ip.is_some_and(theirs) {
        places.push(hop.place());
    }
    if peer_named && received.ip.is_some_and(|ip| !theirs(ip) && !super::super::route::is_private(ip)) {
        contradicted.push(hop.ip_place());
    }
    let handed_over_by = newer.and_then(|n| n.received.ip).filter(|ip| !super::super::route::is_private(*ip));
    if writer_named && handed_over_by.is_some_and(|ip| !theirs(ip)) {
        contradicted.push(hop.place());
    }
}
