//! How far a Microsoft field may be believed: who delivered, whether the connecting address agrees with the
//! route, whether Outlook.com marked the field as the sender's.

use std::net::IpAddr;

use super::codes::{CAT, CIP, DIR, SCL};
use super::items::List;
use super::survey::{Kind, Survey};
use crate::evidence::filters::Role;
use crate::evidence::route::{Hop, HopTrust, Platform, Route};
use crate::evidence::trust::Trust;

/// What part Microsoft has in the delivery of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The mailbox is on Microsoft's platform.
    Cloud,
    /// The mailbox is on the institution's own Exchange.
    Server,
    /// The mailbox is elsewhere, but a trusted hop of Microsoft's handled the message before.
    Passing,
    /// Delivered by somebody else: Microsoft's fields come from the sender's side.
    Foreign,
    /// There is no route to tell by.
    Unseen,
}

impl Side {
    /// Reads it from the route.
    pub(super) fn of(route: &Route<'_>) -> Self {
        match route.platform {
            Platform::Microsoft => Self::Cloud,
            Platform::ExchangeServer => Self::Server,
            _ if route.hops.is_empty() => Self::Unseen,
            _ if route.trusted_hops().any(is_protection) => Self::Passing,
            _ => Self::Foreign,
        }
    }

    /// Whether Exchange delivered, so that its header firewall took foreign organisation fields away.
    pub(super) fn delivers(self) -> bool {
        matches!(self, Self::Cloud | Self::Server)
    }
}

/// What may be made of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) trust: Trust,
    pub(super) role: Role,
    pub(super) forged: bool,
}

impl Standing {
    /// Written on the sender's side.
    pub(super) const SENDER: Self =
        Self { trust: Trust::SenderSupplied, role: Role::SenderSide, forged: false };
    const FORGED: Self = Self { forged: true, ..Self::SENDER };

    const fn new(trust: Trust, role: Role) -> Self {
        Self { trust, role, forged: false }
    }
}

/// Suffixes of the servers that take mail in for Microsoft 365 and Outlook.com.
const PROTECTION: &[&str] = &[
    ".protection.outlook.com",
    ".protection.office365.us",
    ".protection.apps.mil",
    ".protection.partner.outlook.cn",
];

/// Whether the hop was written where Microsoft takes mail in.
fn is_protection(hop: &Hop<'_>) -> bool {
    let Some(by) = hop.received.by.as_deref() else { return false };
    let by = by.trim_end_matches('.').as_bytes();
    PROTECTION.iter().any(|suffix| {
        by.len() > suffix.len() && by[by.len() - suffix.len()..].eq_ignore_ascii_case(suffix.as_bytes())
    })
}

/// What the route says about a connecting address that a report names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Peer {
    /// A trusted hop recorded it.
    Agrees,
    /// Only a claimed hop of Microsoft's recorded it: the report of an earlier tenant.
    Earlier,
    /// The trusted hops recorded other addresses.
    Contradicts,
    /// The report or the route names no address.
    Unknown,
}

fn peer(route: &Route<'_>, address: IpAddr) -> Peer {
    let mut known = false;
    let border = route.border_ip();
    for ip in border.into_iter().chain(protected(route, true)) {
        if ip == address {
            return Peer::Agrees;
        }
        known = true;
    }
    if !known {
        Peer::Unknown
    } else if protected(route, false).any(|ip| ip == address) {
        Peer::Earlier
    } else {
        Peer::Contradicts
    }
}

/// The addresses that Microsoft's own hops recorded, trusted or claimed.
fn protected(route: &Route<'_>, trusted: bool) -> impl Iterator<Item = IpAddr> {
    let hops = route.hops.iter().filter(move |h| (h.trust != HopTrust::Claimed) == trusted);
    hops.filter(|h| is_protection(h)).filter_map(|h| h.received.ip)
}

/// The address of `CIP`, in any of its spellings; the placeholder of submissions is none.
fn connecting(report: &List<'_>) -> Option<IpAddr> {
    parse_address(report.get(&CIP)?)
}

/// An address as Microsoft writes it: bare, in brackets, or with `IPv6:` in front.
fn parse_address(text: &str) -> Option<IpAddr> {
    let text = text.trim_start_matches('[').trim_end_matches(']');
    let text = text.strip_prefix("IPv6:").unwrap_or(text);
    text.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

/// The server behind a gateway that enhanced filtering looked at.
fn skipped_to(survey: &Survey<'_, '_>) -> Option<IpAddr> {
    let field = survey.own(Kind::SkipListed).or_else(|| survey.own(Kind::ExternalOriginal))?;
    let text = field.decoded();
    let rest = text.split_once("ip=")?.1;
    parse_address(rest.split([';', ' ']).next()?)
}

/// Where an antispam report stands.
pub(super) fn of_report(
    survey: &Survey<'_, '_>,
    route: &Route<'_>,
    side: Side,
    report: &List<'_>,
    field: u32,
) -> Standing {
    if side == Side::Foreign || report.says(&DIR, "OUT") || report.says(&CAT, "OSPM") {
        return Standing::SENDER;
    }
    let role = if side == Side::Passing { Role::Upstream } else { Role::Receiver };
    if route.is_above_border(field) {
        return Standing::new(Trust::Trusted, role);
    }
    let address = connecting(report).filter(|ip| !(report.says(&DIR, "INT") && is_placeholder(*ip)));
    let peer = match address {
        Some(ip) if !survey.in_zone(field) && skipped_to(survey) == Some(ip) => Peer::Agrees,
        Some(ip) => peer(route, ip),
        None => Peer::Unknown,
    };
    match peer {
        // What came with the message cannot be the verdict about its coming.
        Peer::Agrees if survey.in_zone(field) => Standing::FORGED,
        Peer::Agrees => Standing::new(Trust::Trusted, role),
        Peer::Contradicts => Standing::FORGED,
        Peer::Earlier if side == Side::Server => Standing::new(Trust::Unverifiable, Role::Upstream),
        Peer::Earlier => Standing::SENDER,
        Peer::Unknown if survey.in_zone(field) => Standing::SENDER,
        Peer::Unknown => Standing::new(without_address(survey, side, report), role),
    }
}

/// Where a report stands in a message that somebody else delivered: the sender's, and forged where it speaks of the
/// very delivery that a trusted server recorded, while no server of Microsoft's had the message.
pub(super) fn of_foreign(route: &Route<'_>, report: &List<'_>) -> Standing {
    let claimed = || connecting(report).filter(|_| report.says(&DIR, "INB"));
    let recorded = |ip| route.trusted_hops().any(|h| h.received.ip == Some(ip));
    let forged = !route.hops.iter().any(is_protection) && claimed().is_some_and(recorded);
    if forged { Standing::FORGED } else { Standing::SENDER }
}

/// The trust of a report that names no address to compare: does anything else tie it to the delivery?
fn without_address(survey: &Survey<'_, '_>, side: Side, report: &List<'_>) -> Trust {
    if !side.delivers() {
        return Trust::Unverifiable;
    }
    let level = survey.own(Kind::Scl).map(|f| f.decoded());
    let same_level = level.is_some_and(|l| report.get(&SCL) == Some(l.as_ref()));
    if same_level || survey.ids_agree() { Trust::Probable } else { Trust::Unverifiable }
}

fn is_placeholder(ip: IpAddr) -> bool {
    matches!(ip, IpAddr::V4(v4) if v4.is_broadcast())
}

/// Where one of several fields of the organisation stands: `alone` when the sender supplied all others.
pub(super) fn of_organisation(survey: &Survey<'_, '_>, side: Side, field: u32, alone: bool) -> Trust {
    if survey.in_zone(field) || side == Side::Foreign {
        return Trust::SenderSupplied;
    }
    if !side.delivers() {
        return Trust::Unverifiable;
    }
    if alone {
        return Trust::Trusted;
    }
    match survey.block_start() {
        Some(start) if field >= start => Trust::Trusted,
        _ => Trust::Unverifiable,
    }
}

/// Where the mailbox's own delivery field stands.
pub(super) fn of_delivery(survey: &Survey<'_, '_>, side: Side, field: u32) -> Trust {
    if survey.in_zone(field) || side == Side::Foreign {
        return Trust::SenderSupplied;
    }
    if !side.delivers() {
        return Trust::Unverifiable;
    }
    match survey.block_start() {
        Some(start) if field >= start => Trust::Trusted,
        Some(_) => Trust::Unverifiable,
        None => Trust::Probable,
    }
}
