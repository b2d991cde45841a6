//! The walk from the newest hop towards the sender, as far as trust reaches (design, "The trust boundary").

use std::borrow::Cow;
use std::net::IpAddr;

use super::{Gateway, Hop, Platform};
use crate::evidence::providers::{self, Provider};
use crate::headers::address::{is_under, lower, organisational};
use crate::settings::Settings;

/// What the walk found; hops are counted newest first, 0-based.
pub(super) struct Walk<'m> {
    /// Number of trusted hops; the last of them is the border.
    pub(super) trusted: usize,
    pub(super) platform: Platform,
    pub(super) gateways: Vec<Gateway<'m>>,
    pub(super) undeclared_gateway: Option<Cow<'m, str>>,
}

/// Walks `hops`, newest first.
pub(super) fn border<'m>(hops: &[Hop<'m>], settings: &Settings) -> Walk<'m> {
    let mut trusted = usize::from(!hops.is_empty());
    while trusted > 0 && trusted < hops.len() {
        if !passes_on(&hops[trusted - 1], &hops[trusted], settings) {
            break;
        }
        trusted += 1;
    }
    let hops_of_ours = &hops[..trusted];
    let undeclared =
        trusted.checked_sub(1).and_then(|b| undeclared_gateway(&hops[b], hops.get(b + 1), settings));
    Walk {
        trusted,
        platform: platform(hops_of_ours),
        gateways: gateways(hops_of_ours),
        undeclared_gateway: undeclared,
    }
}

/// Whether the trusted hop `newer` recorded as its peer a host of the receiving side, which then wrote `older`.
fn passes_on(newer: &Hop<'_>, older: &Hop<'_>, settings: &Settings) -> bool {
    let by = by_name(newer);
    if is_microsoft(&by) {
        return if is_microsoft_entry(&by) {
            declared_peer(newer, older, settings)
        } else {
            is_microsoft(&by_name(older)) || declared_peer(newer, older, settings)
        };
    }
    if is_google(&by) {
        return if is_google_entry(&by) {
            declared_peer(newer, older, settings)
        } else {
            is_google(&by_name(older)) && !is_google_sending(&by_name(older))
        };
    }
    declared_peer(newer, older, settings) || same_house(newer, older, settings)
}

/// The peer's address, or its confirmed reverse name, is declared or in a gateway provider's published range.
fn declared_peer(newer: &Hop<'_>, older: &Hop<'_>, settings: &Settings) -> bool {
    let institution = &settings.institution;
    let Some(ip) = newer.received.ip else { return false };
    if institution.trusts_ip(ip) {
        return true;
    }
    let confirmed = newer.received.rdns.as_deref().filter(|_| newer.received.rdns_confirmed);
    if confirmed.is_some_and(|name| institution.trusts_host(name)) {
        return true;
    }
    match providers::by_address(ip) {
        Some(provider) => {
            provider.gateway
                && providers::by_receiving_host(&by_name(older)).is_some_and(|p| std::ptr::eq(p, provider))
        }
        None => false,
    }
}

/// The next hop was written in the same house: a private peer, or one with a confirmed name of the house.
fn same_house(newer: &Hop<'_>, older: &Hop<'_>, settings: &Settings) -> bool {
    let (by, next) = (by_name(newer), by_name(older));
    let own = settings.institution.trusts_host(&next) || settings.institution.owns_domain(&next);
    let related = own || same_organisation(&by, &next);
    match newer.received.ip {
        Some(ip) if ip.is_loopback() => {
            related || is_local_name(&by) || is_local_name(&next) || older_is_peer(newer, older)
        }
        Some(ip) if is_private(ip) => related,
        Some(_) => related && confirmed_house_name(newer, &by, settings),
        None => hands_over_locally(newer) && (related || next.is_empty() || by.is_empty()),
    }
}

/// A peer on the same machine is that machine's own software, so its word is good.
fn older_is_peer(newer: &Hop<'_>, older: &Hop<'_>) -> bool {
    newer.received.helo.as_deref().is_some_and(|h| same_organisation(&lower(h), &by_name(older)))
}

fn confirmed_house_name(newer: &Hop<'_>, by: &str, settings: &Settings) -> bool {
    let Some(name) = newer.received.rdns.as_deref().filter(|_| newer.received.rdns_confirmed) else {
        return false;
    };
    let name = lower(name);
    settings.institution.owns_domain(&name)
        || (providers::by_receiving_host(by).is_none_or(|p| !p.shared) && same_organisation(&name, by))
}

/// Hops without a peer address that only software on the same machine can write.
fn hands_over_locally(hop: &Hop<'_>) -> bool {
    let received = &hop.received;
    let protocol = received.with.as_deref().unwrap_or("");
    let delivery = ["LMTP", "local", "MailboxResubmission"].iter().any(|p| {
        protocol.len() >= p.len() && protocol.as_bytes()[..p.len()].eq_ignore_ascii_case(p.as_bytes())
    });
    let internal = received.helo.is_none() && received.rdns.is_none() && protocol.is_empty();
    delivery || internal
}

/// Private, link-local or carrier-internal: an address that only the house itself can see.
pub(crate) fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_private() || v4.is_link_local() || v4.is_loopback() || v4.octets()[0] == 0,
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

fn same_organisation(a: &str, b: &str) -> bool {
    !a.is_empty() && !b.is_empty() && (a == b || organisational(a) == organisational(b))
}

fn is_local_name(name: &str) -> bool {
    name == "localhost" || is_under(name, "localhost.localdomain") || is_under(name, "localdomain")
}

/// The `by` name in lower case; empty when there is none.
pub(super) fn by_name<'h>(hop: &'h Hop<'_>) -> Cow<'h, str> {
    hop.received.by.as_deref().map_or(Cow::Borrowed(""), lower)
}

/// Names that Microsoft's own servers write into `by`.
pub(super) fn is_microsoft(name: &str) -> bool {
    ["outlook.com", "outlook.office365.com", "exchangelabs.com", "hotmail.com"]
        .iter()
        .any(|d| is_under(name, d))
        && !is_under(name, "smtp-mail.outlook.com")
}

/// The servers that receive from outside a tenant.
pub(super) fn is_microsoft_entry(name: &str) -> bool {
    is_under(name, "protection.outlook.com")
}

fn is_google(name: &str) -> bool {
    name.starts_with("2002:") || is_under(name, "google.com") || is_under(name, "googlemail.com")
}

fn is_google_entry(name: &str) -> bool {
    name == "mx.google.com" || is_under(name, "mx.google.com")
}

/// Names of Google's sending side: another customer's mail, or a submission.
fn is_google_sending(name: &str) -> bool {
    name.starts_with("mail-") || name.starts_with("smtp") || name.starts_with("gmailapi")
}

fn platform(trusted: &[Hop<'_>]) -> Platform {
    let Some(newest) = trusted.iter().find(|h| h.received.by.is_some()) else { return Platform::Other };
    let by = by_name(newest);
    if is_microsoft(&by) {
        Platform::Microsoft
    } else if is_google(&by) {
        Platform::Google
    } else if newest.received.dialect == "microsoft" {
        Platform::ExchangeServer
    } else {
        Platform::Other
    }
}

/// The system a hop belongs to: gateways are where it changes.
#[derive(PartialEq, Eq)]
enum System<'h> {
    Provider(&'static str),
    Exchange,
    House(Cow<'h, str>),
}

fn system<'h>(hop: &'h Hop<'_>) -> Option<System<'h>> {
    let by = by_name(hop);
    if is_microsoft(&by) {
        return Some(System::Provider("microsoft"));
    }
    if is_google(&by) {
        return Some(System::Provider("google"));
    }
    if let Some(provider) = providers::by_receiving_host(&by) {
        return Some(System::Provider(provider.id));
    }
    if hop.received.dialect == "microsoft" {
        return Some(System::Exchange);
    }
    if by.is_empty() || is_local_name(&by) {
        return None;
    }
    let house = organisational(&by).to_owned();
    Some(System::House(Cow::Owned(house)))
}

/// Each system in front of the mailbox's, by the hop at which it received from outside.
fn gateways<'m>(trusted: &[Hop<'m>]) -> Vec<Gateway<'m>> {
    let mut found: Vec<Gateway<'m>> = Vec::new();
    let mut current: Option<System<'_>> = None;
    for (i, hop) in trusted.iter().enumerate() {
        let Some(here) = system(hop) else { continue };
        match &current {
            None => current = Some(here),
            Some(system) if *system == here => {
                if let Some(last) = found.last_mut() {
                    last.hop = i;
                }
            }
            Some(_) => {
                found.push(gateway(i, hop));
                current = Some(here);
            }
        }
    }
    found.reverse();
    found
}

fn gateway<'m>(i: usize, hop: &Hop<'m>) -> Gateway<'m> {
    let product = providers::by_receiving_host(&by_name(hop)).and_then(|p| p.product);
    Gateway { hop: i, name: hop.received.by.clone().unwrap_or(Cow::Borrowed("")), product }
}

/// A border peer that calls itself a gateway: of a known provider, or of the institution.
fn undeclared_gateway<'m>(
    border: &Hop<'m>,
    below: Option<&Hop<'m>>,
    settings: &Settings,
) -> Option<Cow<'m, str>> {
    border.received.ip.filter(|ip| settings.registry.relay(*ip).is_none())?;
    let names = [border.received.rdns.as_ref(), border.received.helo.as_ref()];
    names.into_iter().flatten().find(|name| calls_itself_gateway(&lower(name), below, settings)).cloned()
}

fn calls_itself_gateway(name: &str, below: Option<&Hop<'_>>, settings: &Settings) -> bool {
    let of_provider = |p: &'static Provider| p.gateway;
    if providers::by_receiving_host(name).is_some_and(of_provider)
        || providers::by_outbound_host(name).is_some_and(of_provider)
    {
        return true;
    }
    let next = below.map(|h| by_name(h).into_owned()).unwrap_or_default();
    (settings.institution.owns_domain(name) || settings.institution.trusts_host(name))
        && same_organisation(name, &next)
}
