//! What the deciding server said, and what a gateway in front of it said.

use std::borrow::Cow;
use std::net::IpAddr;

use super::gather::{Kind, Source};
use super::{Arc, Authentication, Compauth, Dkim, Dmarc, GatewayView, Reported, Spf};
use crate::evidence::providers;
use crate::evidence::route::{Hop, HopTrust, Route};
use crate::headers::address::{lower, organisational};

/// Everything reported, ready to be seen from one side.
pub(super) struct Views<'a, 'm> {
    route: &'a Route<'m>,
    sources: &'a [Source],
    reported: &'a [Reported<'m>],
    /// The domain of `From`.
    from: Option<&'a str>,
    /// Whose each hop is, see [`parties`]; empty when there is no gateway.
    parties: Vec<usize>,
}

/// The trusted fields that one hop wrote.
struct Segment<'a> {
    hop: usize,
    foreign: bool,
    /// How many of SPF, DKIM and DMARC it reports.
    methods: usize,
    sources: Vec<&'a Source>,
}

impl<'a, 'm> Views<'a, 'm> {
    pub(super) fn new(
        route: &'a Route<'m>,
        sources: &'a [Source],
        reported: &'a [Reported<'m>],
        from: Option<&'a str>,
    ) -> Self {
        Self { route, sources, reported, from, parties: parties(route) }
    }

    /// The deciding view is that of the newest party with results; the gateway's that of the oldest behind it.
    pub(super) fn conclude(&self) -> Authentication<'m> {
        let last = self.route.gateways.len();
        let views: Vec<_> = (0..=last).map(|party| self.segments(party)).collect();
        let Some(deciding) = views.iter().position(|v| v.iter().any(|s| s.methods > 0)) else {
            return self.view(views.first().map_or(&[], Vec::as_slice), 0);
        };
        let seen = |party: &usize| views[*party].iter().any(|s| s.methods > 0);
        let gateway = (deciding + 1..=last).rev().find(seen).map(|party| {
            let view = self.view(&views[party], party);
            GatewayView { spf: view.spf, dkim: view.dkim, dmarc: view.dmarc }
        });
        Authentication { gateway, ..self.view(&views[deciding], deciding) }
    }

    fn party(&self, hop: usize) -> usize {
        self.parties.get(hop).copied().unwrap_or(0)
    }

    /// What one party reported, the most telling hop first.
    fn segments(&self, party: usize) -> Vec<Segment<'_>> {
        let mut segments: Vec<Segment<'_>> = Vec::new();
        for source in self.sources.iter().filter(|s| s.trust.counts() && s.kind != Kind::Exchange) {
            let Some(hop) = source.hop.filter(|h| self.party(*h) == party) else { continue };
            match segments.iter_mut().find(|s| s.hop == hop && s.foreign == source.foreign) {
                Some(segment) => segment.sources.push(source),
                None => {
                    segments.push(Segment { hop, foreign: source.foreign, methods: 0, sources: vec![source] })
                }
            }
        }
        for segment in &mut segments {
            let reports = |m: &&str| self.pairs(segment, |k| k != Kind::Arc).any(|r| r.result.method == **m);
            segment.methods = ["spf", "dkim", "dmarc"].iter().filter(|m| reports(m)).count();
        }
        segments.sort_by_key(|s| (s.foreign, std::cmp::Reverse(s.methods)));
        segments
    }

    fn pairs<'s>(
        &'s self,
        segment: &'s Segment<'_>,
        kind: impl Fn(Kind) -> bool + 's,
    ) -> impl Iterator<Item = &'s Reported<'m>> {
        let fields = segment.sources.iter().filter(move |s| kind(s.kind));
        fields.flat_map(|s| self.reported.get(s.pairs.clone()).unwrap_or_default())
    }

    fn view(&self, segments: &[Segment<'_>], party: usize) -> Authentication<'m> {
        let first = |method: &'static str| segments.iter().find_map(|s| self.named(s, method).next());
        Authentication {
            spf: segments.iter().find_map(|s| self.spf(s, party)),
            dkim: segments.iter().map(|s| self.dkim(s)).find(|d| !d.is_empty()).unwrap_or_default(),
            dmarc: first("dmarc").map(|r| dmarc(r, segments.iter().find_map(|s| self.sealed_policy(s)))),
            arc: first("arc").map(|r| Arc {
                result: r.result.result.clone(),
                instances: 0,
                place: r.place(),
            }),
            compauth: first("compauth").map(|r| Compauth {
                result: r.result.result.clone(),
                reason: r.result.reason.clone(),
                place: r.place(),
            }),
            ..Authentication::default()
        }
    }

    fn named<'s>(
        &'s self,
        segment: &'s Segment<'_>,
        method: &'static str,
    ) -> impl Iterator<Item = &'s Reported<'m>> {
        self.pairs(segment, |k| k == Kind::Results).filter(move |r| r.result.method == method)
    }

    /// MAIL FROM before HELO, `Authentication-Results` before `Received-SPF`.
    fn spf(&self, segment: &Segment<'_>, party: usize) -> Option<Spf<'m>> {
        let all = || {
            let traced = self.pairs(segment, |k| k == Kind::Spf);
            self.named(segment, "spf").chain(traced).map(|r| (r, r.result.spf_domain()))
        };
        let is_helo = |domain: &Option<(Cow<'_, str>, bool)>| domain.as_ref().is_some_and(|(_, helo)| *helo);
        let (chosen, domain) = all().find(|(_, d)| !is_helo(d)).or_else(|| all().next())?;
        let same = |r: &&Reported<'_>| r.result.result == chosen.result.result;
        let traced = || self.pairs(segment, |k| k == Kind::Spf).find(same);
        let domain = domain.or_else(|| traced()?.result.spf_domain());
        let (domain, helo) = domain.map_or((None, false), |(d, helo)| (Some(d), helo));
        let ip = chosen.result.sender_ip().or_else(|| traced()?.result.sender_ip());
        Some(Spf {
            result: chosen.result.result.clone(),
            aligned: self.aligned(domain.as_deref()),
            ip: ip.or_else(|| self.peer(party)),
            domain,
            helo,
            place: chosen.place(),
        })
    }

    /// Each signature once; "not signed" only where there is none.
    fn dkim(&self, segment: &Segment<'_>) -> Vec<Dkim<'m>> {
        let mut found: Vec<Dkim<'m>> = Vec::new();
        for r in self.named(segment, "dkim") {
            let (domain, selector) = (r.result.signing_domain(), r.result.selector());
            let known = |d: &Dkim<'_>| {
                d.result == r.result.result
                    && d.domain == domain
                    && (d.selector == selector || d.selector.is_none())
            };
            let repeated = found.iter().any(|d| d.place.field != r.field && known(d));
            if !repeated {
                found.push(Dkim {
                    result: r.result.result.clone(),
                    aligned: self.aligned(domain.as_deref()),
                    domain,
                    selector,
                    reason: r.result.explanation(),
                    place: r.place(),
                });
            }
        }
        let unsigned = |d: &Dkim<'_>| d.result == "none" && d.domain.is_none();
        if found.iter().any(|d| !unsigned(d)) {
            found.retain(|d| !unsigned(d));
        } else {
            found.truncate(1);
        }
        found
    }

    /// The published policy that Microsoft writes only into what it seals.
    fn sealed_policy(&self, segment: &Segment<'_>) -> Option<(Option<Cow<'m, str>>, Cow<'m, str>)> {
        self.pairs(segment, |k| k == Kind::Arc)
            .filter(|r| r.result.method == "dmarc")
            .find_map(|r| Some((r.result.header_from(), r.result.dmarc_comment().policy?)))
    }

    fn aligned(&self, domain: Option<&str>) -> Option<bool> {
        let (domain, from) = domain.zip(self.from)?;
        Some(domain == from || organisational(domain) == organisational(from))
    }

    /// The peer that the party's oldest hop recorded.
    fn peer(&self, party: usize) -> Option<IpAddr> {
        let trusted = |h: &Hop<'_>| h.trust != HopTrust::Claimed;
        let entry =
            (0..self.route.hops.len()).find(|i| trusted(&self.route.hops[*i]) && self.party(*i) == party)?;
        self.route.hops[entry].received.ip
    }
}

fn dmarc<'m>(reported: &Reported<'m>, sealed: Option<(Option<Cow<'m, str>>, Cow<'m, str>)>) -> Dmarc<'m> {
    let result = &reported.result;
    let said = result.dmarc_comment();
    let domain = result.header_from();
    let sealed = sealed.filter(|(from, _)| *from == domain).map(|(_, policy)| policy);
    let action = result.value("", "action").filter(|a| !a.is_empty());
    let lowered = |a: &Cow<'m, str>| match a {
        Cow::Borrowed(text) => lower(text),
        Cow::Owned(text) => Cow::Owned(text.to_ascii_lowercase()),
    };
    Dmarc {
        result: result.result.clone(),
        policy: said.policy.or(sealed),
        action: action.map(lowered).or(said.disposition),
        domain,
        place: reported.place(),
    }
}

/// Whose each hop is, oldest first: 0 the mailbox's platform, n the n-th gateway in front of it.
fn parties(route: &Route<'_>) -> Vec<usize> {
    if route.gateways.is_empty() {
        return Vec::new();
    }
    let mut waiting = route.gateways.iter().rev().peekable();
    let mut party = 0;
    let mut parties: Vec<usize> = Vec::with_capacity(route.hops.len());
    for hop in route.hops.iter().rev() {
        if waiting.next_if(|gateway| same_system(hop, &gateway.name)).is_some() {
            party += 1;
        }
        parties.push(party);
    }
    parties.reverse();
    parties
}

/// The hop was written by the gateway's provider or organisation.
fn same_system(hop: &Hop<'_>, gateway: &str) -> bool {
    let Some(by) = hop.received.by.as_deref() else { return false };
    if by.eq_ignore_ascii_case(gateway) {
        return true;
    }
    match (providers::by_receiving_host(by), providers::by_receiving_host(gateway)) {
        (Some(a), Some(b)) => std::ptr::eq(a, b),
        (None, None) => organisational(&lower(by)) == organisational(&lower(gateway)),
        _ => false,
    }
}
