//! Whose word a score field is: by its place in the message, and by the ids and hosts that it names.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::evidence::Trust;
use crate::evidence::filters::corroborate::{Standing, has_own_hop, receiving_role};
use crate::evidence::filters::{Context, Reading};
use crate::evidence::providers;
use crate::evidence::route::{Hop, HopTrust, Platform};
use crate::headers::address::{is_under, lower, organisational};

/// What a product says about where it ran.
#[derive(Debug, Default)]
pub(in crate::evidence::filters) struct Marks<'t> {
    /// Host that scanned.
    pub(in crate::evidence::filters) host: Option<Cow<'t, str>>,
    /// Queue id.
    pub(in crate::evidence::filters) id: Option<Cow<'t, str>>,
    /// The hops that bear such an id.
    pub(in crate::evidence::filters) bearers: Bearers,
    /// Where no host is named: whether the fields still speak for the receiving side.
    pub(in crate::evidence::filters) ours: bool,
    /// Address of the peer.
    pub(in crate::evidence::filters) peer: Option<IpAddr>,
}

/// The hops whose id a product repeats.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::evidence::filters) enum Bearers {
    /// Nobody's in particular: another id contradicts nothing.
    #[default]
    Unknown,
    /// The mail server that had the message scanned.
    MailServers,
    /// The scanner's own, between two hops of the mail server.
    Amavis,
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
    match marks.id.as_deref().and_then(|id| id_owner(context, id)) {
        Some(Owner::Trusted) => return Standing::new(Trust::Probable, receiving),
        Some(Owner::Claimed) => return Standing::sender(),
        None if has_own_hop(route) && marks.peer.is_some_and(|ip| route.border_ip() == Some(ip)) => {
            return Standing::new(Trust::Probable, receiving);
        }
        None => {}
    }
    let host = host();
    if host == Some(Owner::Claimed) {
        return Standing::sender();
    }
    if contradicted(context, marks, host.is_some()) {
        let ours = if marks.host.is_some() { host.is_some() } else { marks.ours };
        return if ours { Standing::forged() } else { Standing::sender() };
    }
    match host {
        Some(_) => Standing::new(Trust::Probable, receiving),
        None if matches!(route.platform, Platform::Microsoft | Platform::Google) => Standing::sender(),
        None => Standing::new(Trust::Unverifiable, receiving),
    }
}

/// Whether the trusted hop that would have to bear the id or the peer's address bears another one. `named`: the
/// stamp names a host of the receiving side.
fn contradicted(context: &Context<'_, '_>, marks: &Marks<'_>, named: bool) -> bool {
    let on_host = |hop: &&Hop<'_>| match (&marks.host, &hop.received.by) {
        (Some(host), Some(by)) => same_host(by, host.trim_end_matches('.')),
        _ => false,
    };
    let peer = marks.peer.is_some() && {
        let mut hops = context.route.trusted_hops().filter(on_host).peekable();
        hops.peek().is_some() && hops.all(|h| h.received.ip.is_some() && h.received.ip != marks.peer)
    };
    let bears = |hop: &&Hop<'_>| match marks.bearers {
        Bearers::Unknown => false,
        Bearers::MailServers => is_mail_server(hop),
        Bearers::Amavis => hop.received.dialect == "amavis",
    };
    if peer || marks.bearers == Bearers::Unknown || !marks.id.as_deref().is_some_and(is_id) {
        return peer;
    }
    let has_id = |hop: &Hop<'_>| hop.received.id.is_some();
    let mut there = context.route.trusted_hops().filter(|h| bears(h) && on_host(h)).peekable();
    if there.peek().is_some() {
        return there.all(has_id);
    }
    // Scanned elsewhere, or on a host that is not told: then each server's id counts. Where no host of the
    // receiving side is named, there must be only one server that could have asked for the scan.
    let provided =
        |h: &Hop<'_>| h.received.by.as_deref().is_some_and(|by| providers::by_receiving_host(by).is_some());
    let candidates = || context.route.trusted_hops().filter(|h| bears(h) && (named || !provided(h)));
    match candidates().count() {
        0 => false,
        1 => candidates().all(has_id),
        _ => named && candidates().all(has_id),
    }
}

/// Whether a server took the message there by SMTP: delivery agents have ids of their own.
fn is_mail_server(hop: &Hop<'_>) -> bool {
    let word = |word: &[u8]| hop.received.with.as_deref().is_some_and(|w| contains(w.as_bytes(), word));
    !word(b"lmtp") && !word(b"local") && hop.received.dialect != "amavis"
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|w| w.eq_ignore_ascii_case(part))
}

/// Hosts whose own stamp was found where only trusted servers write. SpamAssassin and Amavis remove what looks like
/// their fields from a message before they add their own: another one in such a host's name is forged.
#[derive(Debug, Default)]
pub(in crate::evidence::filters) struct Wrote<'t>(Vec<Cow<'t, str>>);

impl<'t> Wrote<'t> {
    /// The standing of a stamp that names `host`, in the light of those above it.
    pub(in crate::evidence::filters) fn judge(
        &mut self,
        standing: Standing,
        host: Option<Cow<'t, str>>,
    ) -> Standing {
        // A name that any server may have told itself tells nobody apart.
        let tells = |h: &Cow<'_, str>| h.contains('.') && !h.starts_with("localhost");
        let Some(host) = host.filter(tells) else { return standing };
        if standing.trust == Trust::Trusted {
            self.0.push(host);
            return standing;
        }
        let same = self.0.iter().any(|h| h.eq_ignore_ascii_case(&host));
        if same { Standing::forged() } else { standing }
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
    let id = bare(id);
    if !is_id(id) {
        return None;
    }
    let same = |hop: &str| hop.strip_prefix(id).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    find(context, |hop| hop.received.id.as_deref().is_some_and(same))
}

fn bare(id: &str) -> &str {
    id.trim().trim_matches(['<', '>'])
}

/// Whether `text` can be an id at all, and not a word that stands for none.
fn is_id(text: &str) -> bool {
    let id = bare(text);
    let none = ["unknown", "undef", "noqueue", "none"].iter().any(|n| n.eq_ignore_ascii_case(id));
    // Exchange writes its version number where others write an id.
    let version = id.bytes().all(|b| b.is_ascii_digit() || b == b'.') && id.contains('.');
    id.len() >= 4 && !none && !version && id.bytes().all(|b| b.is_ascii_graphic())
}

/// Whose hop ran on `host`: by the very name, else by the organisational domain.
fn host_owner(context: &Context<'_, '_>, host: &str) -> Option<Owner> {
    let host = host.trim_end_matches('.');
    if host.is_empty() || host.eq_ignore_ascii_case("localhost") {
        return None;
    }
    // A server that is trusted but took no part in the route cannot have scanned the message.
    let took_part = context.route.border.is_none() || has_own_hop(context.route);
    if took_part && context.settings.institution.trusts_host(host) {
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
fn find(context: &Context<'_, '_>, fits: impl Fn(&Hop<'_>) -> bool) -> Option<Owner> {
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
