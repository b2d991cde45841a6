//! Whose word a score field is: by its place in the message, and by the ids and hosts that it names.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::evidence::Trust;
use crate::evidence::filters::corroborate::{Standing, receiving_role};
use crate::evidence::filters::{Context, Reading};
use crate::evidence::route::{HopTrust, Platform};
use crate::headers::address::{is_under, lower, organisational};

/// What a product says about where it ran.
#[derive(Debug, Default)]
pub(in crate::evidence::filters) struct Marks<'t> {
    /// Host that scanned.
    pub(in crate::evidence::filters) host: Option<Cow<'t, str>>,
    /// Queue id.
    pub(in crate::evidence::filters) id: Option<Cow<'t, str>>,
    /// The id is the one of the hop that handed the message to the scanner: another one is a contradiction.
    pub(in crate::evidence::filters) strict_id: bool,
    /// Address of the peer.
    pub(in crate::evidence::filters) peer: Option<IpAddr>,
}

/// Judges a stamp whose topmost field is `top`.
pub(in crate::evidence::filters) fn of(
    context: &Context<'_, '_>,
    top: u32,
    carried: bool,
    marks: &Marks<'_>,
) -> Standing {
    let route = context.route;
    // The mailbox platform decides for itself; this filter stands in front of it.
    let receiving = receiving_role(route, "");
    let host = || marks.host.as_deref().and_then(|h| host_owner(context, h));
    if carried {
        let known = host() == Some(Owner::Trusted);
        return Standing::new(if known { Trust::Probable } else { Trust::Unverifiable }, receiving);
    }
    if route.border_field.is_none() {
        return Standing::new(Trust::Unverifiable, receiving);
    }
    if route.is_above_border(top) {
        return Standing::new(Trust::Trusted, receiving);
    }
    let id = marks.id.as_deref().map(|id| id_owner(context, id));
    if id == Some(Some(Owner::Trusted)) || marks.peer.is_some_and(|ip| route.border_ip() == Some(ip)) {
        return Standing::new(Trust::Probable, receiving);
    }
    if id == Some(Some(Owner::Claimed)) {
        return Standing::sender();
    }
    match host() {
        Some(Owner::Trusted) if marks.strict_id && id.is_some() && every_trusted_hop_has_id(context) => {
            Standing::forged()
        }
        Some(Owner::Trusted) => Standing::new(Trust::Probable, receiving),
        Some(Owner::Claimed) => Standing::sender(),
        None if matches!(route.platform, Platform::Microsoft | Platform::Google) => Standing::sender(),
        None => Standing::new(Trust::Unverifiable, receiving),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Trusted,
    Claimed,
}

fn owner(trust: HopTrust) -> Owner {
    if trust == HopTrust::Claimed { Owner::Claimed } else { Owner::Trusted }
}

/// Whose hop has the queue id `id`; some servers append a part to it.
fn id_owner(context: &Context<'_, '_>, id: &str) -> Option<Owner> {
    let id = id.trim().trim_matches(['<', '>']);
    if id.len() < 4 {
        return None;
    }
    let same = |hop: &str| hop.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    find(context, |hop| hop.received.id.as_deref().is_some_and(same))
}

fn every_trusted_hop_has_id(context: &Context<'_, '_>) -> bool {
    context.route.trusted_hops().all(|h| h.received.id.is_some())
}

/// Whose hop ran on `host`: by the very name, else by the organisational domain.
fn host_owner(context: &Context<'_, '_>, host: &str) -> Option<Owner> {
    let host = host.trim_end_matches('.');
    if host.is_empty() || host.eq_ignore_ascii_case("localhost") {
        return None;
    }
    if context.settings.institution.trusts_host(host) {
        return Some(Owner::Trusted);
    }
    let exact = find(context, |hop| hop.received.by.as_deref().is_some_and(|by| same_host(by, host)));
    if exact.is_some() || !host.contains('.') {
        return exact;
    }
    let host = lower(host);
    let domain = organisational(&host);
    find(context, |hop| hop.received.by.as_deref().is_some_and(|by| is_under(by, domain)))
}

/// The same name, or one is the first label of the other.
fn same_host(by: &str, host: &str) -> bool {
    let by = by.trim_end_matches('.');
    by.eq_ignore_ascii_case(host)
        || (!host.contains('.') && by.split('.').next().is_some_and(|l| l.eq_ignore_ascii_case(host)))
}

/// The owner of the first hop that fits, trusted hops first.
fn find(context: &Context<'_, '_>, fits: impl Fn(&crate::evidence::route::Hop<'_>) -> bool) -> Option<Owner> {
    let hops = &context.route.hops;
    let of = |wanted: Owner| hops.iter().rev().any(|h| owner(h.trust) == wanted && fits(h)).then_some(wanted);
    of(Owner::Trusted).or_else(|| of(Owner::Claimed))
}

/// Orders what one decoder added: what counts more stands first, and of several that an identifier
/// supports only the one that was appended last keeps its standing.
pub(in crate::evidence::filters) fn settle(readings: &mut [Reading<'_>]) {
    if readings.len() < 2 {
        return;
    }
    let last = |r: &Reading<'_>| r.places.iter().map(|p| p.field).max();
    let newest = readings.iter().filter(|r| r.trust == Trust::Probable).map(last).max().flatten();
    for reading in readings.iter_mut().filter(|r| r.trust == Trust::Probable) {
        if last(reading) != newest {
            reading.trust = Trust::Unverifiable;
        }
    }
    readings.sort_by_key(|r| r.trust);
}
