//! Every field that reports authentication, with the hop that wrote it and how far it may be believed.

use std::borrow::Cow;
use std::ops::Range;

use super::Reported;
use crate::evidence::providers;
use crate::evidence::route::{HopTrust, Platform, Route};
use crate::evidence::trust::Trust;
use crate::headers::address::{is_under, lower, organisational};
use crate::headers::auth_results::{self, AuthResults, MethodResult, Property};
use crate::headers::received_spf::{self, ReceivedSpf};
use crate::headers::{FieldRef, Headers, hash_name};
use crate::settings::Settings;

/// Pairs kept of one message, and fields read for them: beyond what any route leaves behind.
pub(in crate::evidence) const MOST_REPORTED: usize = 256;

/// Which field it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `Authentication-Results`.
    Results,
    /// `X-MS-Exchange-Authentication-Results`: a copy that Microsoft keeps, never the deciding one.
    Exchange,
    /// `ARC-Authentication-Results`.
    Arc,
    /// `Received-SPF`.
    Spf,
}

/// One reporting field.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub(super) kind: Kind,
    /// Its pairs in the list of all reported ones.
    pub(super) pairs: Range<usize>,
    /// Index of the trusted hop that wrote it.
    pub(super) hop: Option<usize>,
    /// Its authserv-id names nobody on the trusted part of the route.
    pub(super) foreign: bool,
    pub(super) trust: Trust,
}

/// The reporting fields, topmost first, and all their pairs.
pub(super) fn gather<'m>(
    headers: &Headers<'m>,
    route: &Route<'m>,
    settings: &Settings,
) -> (Vec<Source>, Vec<Reported<'m>>) {
    let mut sources = Vec::new();
    let mut reported = Vec::new();
    for (index, hash) in headers.hashes.iter().enumerate() {
        let Some(kind) = kind_of_hash(*hash) else { continue };
        let field = headers.at(index as u32);
        if kind_of(field) != Some(kind) {
            continue;
        }
        if reported.len() >= MOST_REPORTED || sources.len() >= MOST_REPORTED {
            break;
        }
        let reader = Reader { headers, route, settings, field, kind };
        sources.push(reader.read(&mut reported));
    }
    (sources, reported)
}

const NAMES: [(&str, Kind); 4] = [
    ("Authentication-Results", Kind::Results),
    ("X-MS-Exchange-Authentication-Results", Kind::Exchange),
    ("ARC-Authentication-Results", Kind::Arc),
    ("Received-SPF", Kind::Spf),
];

const HASHES: [u32; 4] = [
    hash_name(NAMES[0].0.as_bytes()),
    hash_name(NAMES[1].0.as_bytes()),
    hash_name(NAMES[2].0.as_bytes()),
    hash_name(NAMES[3].0.as_bytes()),
];

fn kind_of_hash(hash: u32) -> Option<Kind> {
    HASHES.iter().position(|h| *h == hash).map(|i| NAMES[i].1)
}

fn kind_of(field: FieldRef<'_, '_>) -> Option<Kind> {
    let name = field.name_bytes();
    NAMES.iter().find(|(n, _)| name.eq_ignore_ascii_case(n.as_bytes())).map(|(_, kind)| *kind)
}

struct Reader<'a, 'm> {
    headers: &'a Headers<'m>,
    route: &'a Route<'m>,
    settings: &'a Settings,
    field: FieldRef<'a, 'm>,
    kind: Kind,
}

impl<'m> Reader<'_, 'm> {
    fn read(&self, reported: &mut Vec<Reported<'m>>) -> Source {
        let parsed = match self.kind {
            Kind::Spf => from_spf(received_spf::parse(self.field.raw())),
            _ => auth_results::parse(self.field.raw()),
        };
        let (hop, trust) = self.trust(&parsed, reported);
        let start = reported.len();
        let room = MOST_REPORTED - start;
        reported.extend(parsed.results.into_iter().take(room).map(|result| Reported {
            result,
            authserv_id: parsed.authserv_id.clone(),
            field: self.field.index(),
            instance: parsed.instance,
            trust,
        }));
        Source {
            kind: self.kind,
            pairs: start..reported.len(),
            hop,
            foreign: hop.is_some()
                && self.kind == Kind::Results
                && parsed.authserv_id.as_deref().is_some_and(|id| self.is_foreign(id)),
            trust,
        }
    }

    /// The trusted hop that wrote the field, and how far the field may be believed.
    fn trust(&self, parsed: &AuthResults<'_>, earlier: &[Reported<'_>]) -> (Option<usize>, Trust) {
        if parsed.microsoft_sender_form {
            return (None, Trust::SenderSupplied);
        }
        if self.route.border_field.is_none() {
            return (None, Trust::Unverifiable);
        }
        if let Some(hop) = self.google_hop(parsed) {
            return (Some(hop), Trust::Trusted);
        }
        if self.route.is_above_border(self.field.index()) {
            return (self.writing_hop(), Trust::Trusted);
        }
        if self.is_protons(parsed, earlier) {
            return (self.route.border, Trust::Probable);
        }
        match self.kind {
            Kind::Arc => (None, Trust::Unverifiable),
            Kind::Exchange if self.route.platform == Platform::Microsoft => (None, Trust::Unverifiable),
            _ => (None, Trust::SenderSupplied),
        }
    }

    /// A server puts its report above its own `Received`: the nearest one below the field.
    fn writing_hop(&self) -> Option<usize> {
        self.route.hops.iter().rposition(|h| h.field > self.field.index())
    }

    /// Gmail puts `Received-SPF` and `Authentication-Results` directly below its own `Received`, one of each.
    fn google_hop(&self, parsed: &AuthResults<'_>) -> Option<usize> {
        let index = self.field.index();
        let hop = self.route.hops.iter().position(|h| h.field < index)?;
        let above = &self.route.hops[hop];
        let by = above.received.by.as_deref().unwrap_or("");
        if above.trust == HopTrust::Claimed || !by.eq_ignore_ascii_case("mx.google.com") {
            return None;
        }
        let other = match self.kind {
            Kind::Results => Kind::Spf,
            Kind::Spf => Kind::Results,
            Kind::Exchange | Kind::Arc => return None,
        };
        let near = match index - above.field {
            1 => true,
            2 => kind_of(self.headers.at(index - 1)) == Some(other),
            _ => false,
        };
        let named = parsed.authserv_id.as_deref().is_some_and(|id| is_under("mx.google.com", id));
        (near && named).then_some(hop)
    }

    /// Proton moves its reports below every `Received` when the message is not signed; they name the border host
    /// or all its hosts, and each method stands in one field only, above what the sender wrote.
    fn is_protons(&self, parsed: &AuthResults<'_>, earlier: &[Reported<'_>]) -> bool {
        let by = self.route.border_hop().and_then(|h| h.received.by.as_deref()).unwrap_or("");
        let named = || {
            let own = |id: &str| id.eq_ignore_ascii_case(by) || id.eq_ignore_ascii_case("mail.protonmail.ch");
            parsed.authserv_id.as_deref().is_some_and(own)
        };
        let repeats = || {
            parsed
                .results
                .iter()
                .any(|r| earlier.iter().any(|e| e.result.method == r.method && e.trust.counts()))
        };
        self.kind == Kind::Results && is_under(by, "protonmail.ch") && named() && !repeats()
    }

    fn is_foreign(&self, id: &str) -> bool {
        let id = lower(id);
        let hosts = || self.route.trusted_hops().filter_map(|h| h.received.by.as_deref());
        let institution = &self.settings.institution;
        if hosts().any(|by| is_under(by, &id))
            || institution.trusts_authserv_id(&id)
            || institution.owns_domain(&id)
        {
            return false;
        }
        let organisation = organisational(&id);
        !hosts().any(|by| organisational(&lower(by)) == organisation || is_of_provider(by, &id))
    }
}

/// The provider whose server wrote the hop uses this authserv-id.
fn is_of_provider(by: &str, id: &str) -> bool {
    let provider = providers::by_receiving_host(by);
    provider.is_some_and(|p| p.authserv_ids.iter().any(|a| is_under(id, a)))
}

/// `Received-SPF` as the one SPF result that it is.
fn from_spf(field: ReceivedSpf<'_>) -> AuthResults<'_> {
    if field.result.is_empty() {
        return AuthResults { malformed: true, ..AuthResults::default() };
    }
    let mut properties = Vec::with_capacity(4);
    let mut add = |ptype, name, value| {
        properties.push(Property { ptype: Cow::Borrowed(ptype), name: Cow::Borrowed(name), value });
    };
    if let Some(domain) = &field.domain {
        add("smtp", if field.helo_identity { "helo" } else { "mailfrom" }, domain.clone());
    }
    if let Some(ip) = field.client_ip {
        add("", "client-ip", Cow::Owned(ip.to_string()));
    }
    if let Some(mechanism) = field.mechanism() {
        add("", "mechanism", mechanism);
    }
    let result = MethodResult {
        method: Cow::Borrowed("spf"),
        result: field.result.clone(),
        comments: field.comment.clone().into_iter().collect(),
        properties,
        ..MethodResult::default()
    };
    AuthResults { authserv_id: field.writer(), results: vec![result], ..AuthResults::default() }
}
