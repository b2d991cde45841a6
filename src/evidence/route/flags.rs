//! Delays between hops, and what is odd about the chain: slow hops, wrong clocks, gaps, inventions.

use super::walk::{by_name, is_microsoft, is_private};
use super::{Hop, HopTrust};
use crate::evidence::relays::is_exlibris_domain;
use crate::headers::address::{lower, organisational};

/// A hop that took this long or longer is flagged, seconds (contract).
const SLOW_SECONDS: i64 = 300;
/// A hop this much before the one below it, or more, is a matter of clocks, seconds (contract).
const SKEW_SECONDS: i64 = 5;

/// Fills in delays and flags. `hops` are oldest first, the newest `trusted` of them are trusted.
pub(super) fn mark(hops: &mut [Hop<'_>], trusted: usize) {
    let border = hops.len().saturating_sub(trusted);
    for i in 0..hops.len() {
        let (older, rest) = hops.split_at_mut(i);
        let hop = &mut rest[0];
        if hop.received.invented {
            hop.flags.push("forged-hop");
        }
        let Some(older) = older.last() else { continue };
        hop.delay = delay(older, hop);
        match hop.delay {
            Some(d) if d >= SLOW_SECONDS => hop.flags.push("hop-delay"),
            Some(d) if d < -SKEW_SECONDS => hop.flags.push("clock-skew"),
            _ => {}
        }
        if is_gap(older, hop) {
            hop.flags.push("broken-chain");
        }
        if i == border && names_exlibris(older) && is_gap(older, hop) && hop.exlibris.is_none() {
            hop.flags.push("forged-hop");
        }
    }
    impossible_writers(hops);
}

fn delay(older: &Hop<'_>, newer: &Hop<'_>) -> Option<i64> {
    let (then, now) = (older.received.date?, newer.received.date?);
    now.epoch.checked_sub(then.epoch)
}

/// The newer hop's peer is another host than the one that wrote the older hop.
fn is_gap(older: &Hop<'_>, newer: &Hop<'_>) -> bool {
    let by = by_name(older);
    let received = &newer.received;
    let Some(ip) = received.ip.filter(|ip| !is_private(*ip)) else { return false };
    if by.is_empty()
        || !by.contains('.')
        || by.parse::<std::net::IpAddr>().is_ok()
        || older.received.by_ip == Some(ip)
    {
        return false;
    }
    let here = organisational(&by);
    let names = [received.helo.as_deref(), received.rdns.as_deref()];
    let mut named = names.into_iter().flatten().filter(|n| n.contains('.')).peekable();
    named.peek().is_some()
        && !named.any(|n| {
            let n = lower(n);
            organisational(&n) == here || (is_microsoft(&n) && is_microsoft(&by))
        })
}

fn names_exlibris(hop: &Hop<'_>) -> bool {
    let r = &hop.received;
    [r.by.as_deref(), r.helo.as_deref(), r.rdns.as_deref()].into_iter().flatten().any(is_exlibris_domain)
}

/// A claimed hop that a big provider's server is said to have written, in a dialect that it never writes.
fn impossible_writers(hops: &mut [Hop<'_>]) {
    for hop in hops.iter_mut().filter(|h| h.trust == HopTrust::Claimed) {
        let by = by_name(hop).into_owned();
        let dialect = hop.received.dialect;
        let google = by == "mx.google.com" && !dialect.starts_with("gmail");
        let microsoft = is_microsoft(&by)
            && !dialect.starts_with("microsoft")
            && dialect != "unknown"
            && !dialect.starts_with("exchange");
        if (google && dialect != "unknown") || microsoft {
            hop.flags.push("forged-hop");
        }
    }
}
