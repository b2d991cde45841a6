//! Questions that several rules ask of the evidence. Each answers yes with the places that prove it.

mod altered;
mod authentication;
mod difference;
mod refusal;
mod score;

use crate::evidence::filters::{Acted, DECODERS, Reading, Role, Verdict};
use crate::evidence::outcome::Basis;
use crate::evidence::relays::{Kind, Relation};
use crate::headers::Place;
use crate::headers::received::Received;
use crate::input::Folder;
use crate::rules::Case;

pub(crate) use altered::{Altered, altered, culprit};
pub(crate) use authentication::{
    aligned_dkim_passes, authentication_blamed, authentication_failed, envelope_domain, fails_at_gateway,
    fails_behind_gateway, from_is_own, is_own_envelope, relay_spf, spf_at_server, spoof_places, when_checked,
};
pub(crate) use difference::{Difference, Why, as_of, differences, explained_by, places_of};
pub(crate) use refusal::{Refusal, refusal};
pub(crate) use score::{
    content_decided, listed_address, listing_names, lists_decided, low_is_spam, needed_group,
    short_of_threshold, top_rules,
};

/// Junked, quarantined or rejected.
pub(crate) fn is_out(case: &Case<'_, '_>) -> bool {
    matches!(case.evidence.outcome.folder, Folder::Junk | Folder::Quarantine | Folder::Rejected)
}

/// The reading that decided.
pub(crate) fn deciding<'a, 'm>(case: &Case<'a, 'm>) -> Option<&'a Reading<'m>> {
    case.evidence.outcome.decided_by.map(|i| &case.evidence.filters[i])
}

/// Readings of the receiving side that count.
pub(crate) fn counted<'a, 'm>(case: &Case<'a, 'm>) -> impl Iterator<Item = &'a Reading<'m>> {
    case.evidence.filters.iter().filter(|r| r.trust.counts() && !r.forged && r.role != Role::SenderSide)
}

/// Readings that judge, placement apart.
pub(crate) fn judging<'a, 'm>(case: &Case<'a, 'm>) -> impl Iterator<Item = &'a Reading<'m>> {
    counted(case).filter(|r| matches!(r.role, Role::Receiver | Role::Upstream))
}

/// A filter that counts says that this list or rule acted.
pub(crate) fn acted(case: &Case<'_, '_>, what: Acted) -> Option<Vec<Place>> {
    counted(case).find(|r| r.acted == Some(what)).map(|r| r.places.clone())
}

/// The deciding verdict is a block list, and no list is named.
pub(crate) fn blocked_without_name(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    deciding(case)
        .filter(|r| r.verdict == Verdict::BlockListed && r.acted.is_none())
        .map(|r| r.places.clone())
}

/// The deciding verdict is an allow-list, and no list is named.
pub(crate) fn allowed_without_name(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    deciding(case)
        .filter(|r| r.verdict == Verdict::AllowListed && r.acted.is_none())
        .map(|r| r.places.clone())
}

/// The deciding verdict is one of these.
pub(crate) fn decided(case: &Case<'_, '_>, verdicts: &[Verdict]) -> Option<Vec<Place>> {
    deciding(case).filter(|r| verdicts.contains(&r.verdict)).map(|r| r.places.clone())
}

/// The border peer is an Ex Libris relay or network.
pub(crate) fn from_relay(case: &Case<'_, '_>) -> bool {
    matches!(case.evidence.exlibris.relation, Relation::Relay | Relation::Network)
}

/// A relay table of the vendor, or what its SPF includes name, is at hand.
pub(crate) fn knows_relays(case: &Case<'_, '_>) -> bool {
    let entries = &case.settings.registry.entries;
    entries.iter().any(|e| e.kind == Kind::MailRelay && e.address.is_some() && e.confidence.may_recommend())
}

/// Where the message came from, for people: a listed relay, or only an address of theirs.
pub(crate) fn source_name(case: &Case<'_, '_>) -> String {
    let what = if case.evidence.exlibris.relation == Relation::Network { "address" } else { "relay" };
    format!("the Ex Libris {what} {}", relay_address(case))
}

/// The relay's address, for people.
pub(crate) fn relay_address(case: &Case<'_, '_>) -> String {
    case.evidence.exlibris.ip.map_or_else(|| "the relay".to_owned(), |ip| ip.to_string())
}

/// The border peer, for people: its address, and the name it gave itself.
pub(crate) fn peer_name(case: &Case<'_, '_>) -> String {
    let hop = case.evidence.route.border_hop();
    let name = hop.and_then(|h| h.received.helo.as_deref());
    match (hop.and_then(|h| h.received.ip), name) {
        (Some(ip), Some(name)) => format!("{ip} (which calls itself {name})"),
        (Some(ip), None) => ip.to_string(),
        (None, Some(name)) => format!("a server that calls itself {name}"),
        (None, None) => "an unknown server".to_owned(),
    }
}

/// The message lies in Junk although it was delivered elsewhere, or let through.
pub(crate) fn moved_later(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let outcome = &case.evidence.outcome;
    if outcome.folder != Folder::Junk {
        return None;
    }
    if outcome.platform_folder == Some(Folder::Inbox) {
        return Some(outcome.folder_places.clone());
    }
    let resubmitted = case
        .evidence
        .route
        .trusted_hops()
        .find(|h| h.received.with.as_deref().is_some_and(|w| w.starts_with("MailboxResubmission")));
    if let Some(hop) = resubmitted {
        return Some(vec![hop.place()]);
    }
    let found_there =
        matches!(outcome.basis, Basis::Option | Basis::FolderName) && outcome.platform_folder.is_none();
    deciding(case).filter(|r| found_there && r.verdict.is_good()).map(|r| r.places.clone())
}

/// No filter of the receiving side says why, or the one that speaks was not sure.
pub(crate) fn silent(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    match deciding(case).filter(|r| r.role != Role::Placement) {
        Some(reading) => unsure(case).map(|_| reading.places.clone()),
        None => Some(somewhere(case)),
    }
}

/// The deciding filter that was not sure.
pub(crate) fn unsure<'a, 'm>(case: &Case<'a, 'm>) -> Option<&'a Reading<'m>> {
    deciding(case).filter(|r| r.verdict == Verdict::Suspect)
}

/// A place to point to when all that can be said is that nothing is said.
pub(crate) fn somewhere(case: &Case<'_, '_>) -> Vec<Place> {
    let outcome = &case.evidence.outcome;
    if !outcome.folder_places.is_empty() {
        return outcome.folder_places.clone();
    }
    let border = case.evidence.route.border_hop().map(|h| h.place());
    let field = border.or_else(|| case.headers.iter().next().map(|f| f.place()));
    field.into_iter().collect()
}

/// A filter that counts let it through, or the platform put it into the inbox and nothing speaks against it.
pub(crate) fn passed(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    if is_out(case) {
        return None;
    }
    let reading = deciding(case);
    if let Some(reading) = reading.filter(|r| r.verdict != Verdict::Suspect) {
        return reading.verdict.is_good().then(|| reading.places.clone());
    }
    // A filter that was not sure says nothing for or against it.
    if enforced_dmarc(case).is_some() {
        return None;
    }
    let inbox = case.evidence.outcome.platform_folder == Some(Folder::Inbox);
    inbox.then(|| reading.map_or_else(|| somewhere(case), |r| r.places.clone()))
}

/// DMARC failed and the server says that it acted on it.
pub(crate) fn enforced_dmarc(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let dmarc = case.evidence.authentication.dmarc.as_ref();
    dmarc.filter(|d| d.result == "fail" && d.enforced()).map(|d| vec![d.place])
}

/// Relays of the region that the allow-list leaves out, when it covers others of them.
pub(crate) fn missing_relays(case: &Case<'_, '_>) -> Vec<String> {
    let institution = &case.settings.institution;
    let region = case.evidence.exlibris.region.as_deref().or(institution.region.as_deref());
    let relays: Vec<_> = case
        .settings
        .registry
        .entries
        .iter()
        .filter(|e| e.kind == Kind::MailRelay && e.region.is_some() && e.region.as_deref() == region)
        .filter_map(|e| e.address)
        .collect();
    let covered = |net: &ipnet::IpNet| institution.allow_listed.iter().any(|a| a.contains(net));
    if !relays.iter().any(covered) {
        return Vec::new();
    }
    relays.iter().filter(|n| !covered(n)).map(|n| n.addr().to_string()).collect()
}

/// The protocol word says that TLS was not active, in dialects that write an S when it was (RFC 3848).
pub(crate) fn protocol_without_tls(received: &Received<'_>) -> bool {
    let plain = received
        .with
        .as_deref()
        .is_some_and(|w| ["SMTP", "ESMTP", "ESMTPA"].iter().any(|p| w.eq_ignore_ascii_case(p)));
    plain && matches!(received.dialect, "postfix" | "exim" | "sendmail" | "haraka" | "opensmtpd")
}

/// Hops with this flag.
pub(crate) fn flagged(case: &Case<'_, '_>, flag: &str) -> Option<Vec<Place>> {
    let hops = case.evidence.route.hops.iter().rev();
    let places: Vec<Place> = hops.filter(|h| h.flags.contains(&flag)).map(|h| h.place()).take(8).collect();
    (!places.is_empty()).then_some(places)
}

/// Two filters of the receiving side disagree on spam or not.
pub(crate) fn conflict(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let (bad, good) = opponents(case)?;
    Some(bad.places.iter().chain(&good.places).copied().collect())
}

/// Two filters that disagree on spam or not; malware is another question, so a virus scanner is none of them.
pub(crate) fn opponents<'a, 'm>(case: &Case<'a, 'm>) -> Option<(&'a Reading<'m>, &'a Reading<'m>)> {
    let bad = judging(case).find(|r| r.verdict.is_bad() && r.verdict != Verdict::Malware)?;
    let good = judging(case).find(|r| r.verdict.is_good() && r.product != bad.product)?;
    Some((bad, good))
}

/// The name of a filter product, for people.
pub(crate) fn product_name(id: &'static str) -> &'static str {
    DECODERS.iter().find(|d| d.id == id).map_or(id, |d| d.name)
}

/// Verdict fields that their writers write once.
const UNIQUE: &[&str] = &[
    "X-Forefront-Antispam-Report",
    "X-Microsoft-Antispam",
    "X-MS-Exchange-Organization-SCL",
    "X-Proofpoint-Spam-Details",
    "X-Rspamd-Action",
    "X-Spam-Flag",
    "X-Spam-Status",
    "X-Spamd-Result",
    "X-Mimecast-Spam-Score",
    "X-Barracuda-Spam-Status",
];

/// Verdict fields that stand more than once.
pub(crate) fn duplicates(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let mut places = Vec::new();
    for name in UNIQUE {
        let mut all = case.headers.all(name);
        if let (Some(first), Some(second)) = (all.next(), all.next()) {
            places.extend([first.place(), second.place()]);
        }
    }
    (!places.is_empty()).then_some(places)
}

/// A length of time, for people.
pub(crate) fn duration(seconds: i64) -> String {
    let (value, unit) = match seconds.unsigned_abs() {
        s @ 0..120 => (s, "second"),
        s @ 120..7_200 => (s / 60, "minute"),
        s @ 7_200..172_800 => (s / 3_600, "hour"),
        s => (s / 86_400, "day"),
    };
    format!("{value} {unit}{}", if value == 1 { "" } else { "s" })
}

/// Whether `as_of` (a date) is more than a year before `epoch` (seconds).
pub(crate) fn older_than_a_year(as_of: &str, epoch: i64) -> bool {
    let Ok(date) = as_of.parse::<jiff::civil::Date>() else { return false };
    let start = date.to_zoned(jiff::tz::TimeZone::UTC).map(|z| z.timestamp().as_second());
    start.is_ok_and(|s| epoch.saturating_sub(s) > 366 * 86_400)
}
