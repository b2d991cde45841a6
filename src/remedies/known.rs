//! What remedies know about a message: domains, region, relays that may be named, the filter at work.

use crate::evidence::relays::{DOMAINS, Entry, Relation};
use crate::headers::address::is_under;
use crate::input::Folder;
use crate::rules::{Case, facts};

/// The domains that a remedy speaks of.
pub(super) struct Domains<'a> {
    /// Of From.
    pub(super) from: &'a str,
    /// Of the envelope sender.
    pub(super) envelope: &'a str,
}

pub(super) fn domains<'a>(case: &Case<'a, '_>) -> Domains<'a> {
    let from = case.evidence.identity.from_domain().filter(|d| is_host(d)).unwrap_or("<From domain>");
    let authentication = &case.evidence.authentication;
    let gateway = authentication.gateway.as_ref().and_then(|g| g.spf.as_ref());
    let spf = gateway.or(authentication.spf.as_ref()).filter(|s| !s.helo);
    let path = case.evidence.identity.return_path.as_deref().and_then(|p| p.rsplit_once('@')).map(|(_, d)| d);
    let envelope = spf.and_then(|s| s.domain.as_deref()).or(path).filter(|d| is_host(d)).unwrap_or(from);
    Domains { from, envelope }
}

/// Only letters, digits, dots, hyphens and underscores: fit to stand in a command or record.
pub(super) fn is_host(domain: &str) -> bool {
    let label = |l: &str| {
        let edges = l.starts_with('-') || l.ends_with('-');
        !l.is_empty() && !edges && l.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    domain.len() <= 253 && domain.contains('.') && domain.split('.').all(label)
}

/// Whether the sender may be recommended for an allow-list at all: its own address is an Ex Libris one.
pub(super) fn may_allow(case: &Case<'_, '_>) -> bool {
    matches!(case.evidence.exlibris.relation, Relation::Relay | Relation::Network)
}

/// SPF passes for the relay and the From domain.
pub(super) fn spf_holds(case: &Case<'_, '_>) -> bool {
    facts::relay_spf(case).is_some_and(|s| s.result == "pass" && s.aligned != Some(false))
}

/// The relay's SPF does not pass, or passes for a domain other than From.
pub(super) fn spf_may_help(case: &Case<'_, '_>) -> bool {
    facts::relay_spf(case).is_none_or(|s| s.result != "pass" && s.result != "permerror")
}

/// The envelope sender is of another domain than From.
pub(super) fn envelope_is_foreign(case: &Case<'_, '_>) -> bool {
    facts::relay_spf(case).is_some_and(|s| s.aligned == Some(false))
}

/// A DKIM signature of the From domain passes.
pub(super) fn signature_holds(case: &Case<'_, '_>) -> bool {
    facts::aligned_dkim_passes(case)
}

/// Plain steps.
pub(super) fn texts(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|l| (*l).to_owned()).collect()
}

/// The region of the message's relay, or else the institution's.
fn region<'a>(case: &Case<'a, '_>) -> Option<&'a str> {
    case.evidence.exlibris.region.as_deref().or(case.settings.institution.region.as_deref())
}

pub(super) fn region_name(case: &Case<'_, '_>) -> String {
    match region(case) {
        Some("na") => "North America region".to_owned(),
        Some("eu") => "Europe region".to_owned(),
        Some("ap") => "Asia Pacific region".to_owned(),
        Some("ca") => "Canada region".to_owned(),
        Some("cn") => "China region".to_owned(),
        _ => "region in which your Alma is hosted".to_owned(),
    }
}

/// The SPF include of the region.
pub(super) fn include<'a>(case: &Case<'a, '_>) -> Option<&'a str> {
    case.settings.registry.spf_include(region(case)?)
}

/// Relays of the region that may be named for an allow-list, with their entries.
pub(super) fn addresses<'a>(case: &Case<'a, '_>) -> Vec<(String, &'a Entry)> {
    let Some(region) = region(case) else { return Vec::new() };
    let written = |e: &'a Entry| {
        e.address
            .map(|n| if n.prefix_len() == n.max_prefix_len() { n.addr().to_string() } else { n.to_string() })
    };
    case.settings.registry.recommendable(region).filter_map(|e| Some((written(e)?, e))).collect()
}

/// The addresses alone.
pub(super) fn relay_list(case: &Case<'_, '_>) -> Vec<String> {
    addresses(case).into_iter().map(|(a, _)| a).collect()
}

/// Whether one of these products wrote a verdict for the receiving side.
pub(super) fn on_platform(case: &Case<'_, '_>, products: &[&str]) -> bool {
    case.evidence.route.platform.products().iter().any(|p| products.contains(p))
        || case.evidence.filters.iter().any(|f| f.trust.counts() && products.contains(&f.product))
}

/// Whether the border hop was written by a server of this kind.
pub(super) fn wrote_border(case: &Case<'_, '_>, dialect: &str) -> bool {
    case.evidence.route.border_hop().is_some_and(|h| h.received.dialect == dialect)
}

pub(super) fn is_rejected(case: &Case<'_, '_>) -> bool {
    case.evidence.outcome.folder == Folder::Rejected
        && case.evidence.route.platform == crate::evidence::route::Platform::Other
}

/// Something speaks against the sender: a contradicted claim, or fields that it forged.
pub(super) fn is_suspect(case: &Case<'_, '_>) -> bool {
    let exlibris = &case.evidence.exlibris;
    let forged = case.evidence.filters.iter().any(|f| f.forged)
        || case.evidence.route.hops.iter().any(|h| h.flags.contains(&"forged-hop"))
        || case.headers.all("From").count() > 1;
    !exlibris.relation.is_genuine() && (!exlibris.contradicted.is_empty() || forged)
}

/// A filter counted a list of bad addresses.
pub(super) fn is_listed(case: &Case<'_, '_>) -> bool {
    facts::listed_address(case).is_some()
}

/// The addresses under which gateways reach the deciding filter.
pub(super) fn gateway_addresses(case: &Case<'_, '_>) -> Vec<String> {
    let route = &case.evidence.route;
    let peers = route.gateways.iter().filter_map(|g| {
        route
            .hops
            .get(g.hop + 1..)?
            .iter()
            .find_map(|h| h.received.ip.filter(|ip| !crate::evidence::route::is_private(*ip)))
    });
    peers.map(|ip| ip.to_string()).collect()
}

/// What Microsoft keys a sender by: the domain of its reverse name, and its /24 network only where it has none.
pub(super) fn infrastructures(case: &Case<'_, '_>, relays: &[String]) -> Vec<String> {
    let reverse = facts::counted(case).find_map(|r| r.code("PTR")).map(str::to_ascii_lowercase);
    let domain = reverse.as_deref().and_then(|name| DOMAINS.iter().find(|d| is_under(name, d)));
    if let Some(domain) = domain {
        return vec![(*domain).to_owned()];
    }
    let mut networks: Vec<String> = relays.iter().map(|r| network_of_24(r)).collect();
    networks.dedup();
    networks
}

fn network_of_24(address: &str) -> String {
    match address.parse::<std::net::Ipv4Addr>() {
        Ok(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        Err(_) => address.to_owned(),
    }
}
