//! What is compared: one property each, as a short text.

use crate::report::model::{Dkim, Hop, Report};
use crate::report::text::words;

/// One property of a message.
pub(super) struct Property {
    /// Id.
    pub(super) what: &'static str,
    /// For people.
    pub(super) title: &'static str,
    /// Its value; `None` where there is none.
    pub(super) value: fn(&Report) -> Option<String>,
}

const fn property(what: &'static str, title: &'static str, value: fn(&Report) -> Option<String>) -> Property {
    Property { what, title, value }
}

/// Every property, in the order of the report.
pub(super) const PROPERTIES: &[Property] = &[
    property("folder", "folder", |r| Some(r.placement.folder.to_owned())),
    property("override", "put there by", |r| r.placement.override_.clone()),
    property("filter", "deciding filter", |r| r.verdict.decided_by.map(|id| words::product(id).to_owned())),
    property("verdict", "verdict", |r| Some(verdict(r))),
    property("score", "score", score),
    property("cause", "cause", |r| r.cause.as_ref().map(|c| c.rule.to_owned())),
    property("relation", "Ex Libris relation", |r| Some(r.exlibris.relation.to_owned())),
    property("region", "region", |r| r.exlibris.region.clone()),
    property("relay-address", "relay address", |r| r.exlibris.ip.clone()),
    property("relay-name", "relay name", |r| r.exlibris.host.clone()),
    property("border-address", "border address", |r| r.route.border.as_ref()?.ip.clone()),
    property("border-server", "border server", |r| r.route.border.as_ref()?.by.clone()),
    property("border-tls", "TLS at the border", |r| {
        let tls = r.route.border.as_ref()?.tls.as_ref();
        Some(
            tls.map_or("none".to_owned(), |t| {
                t.version.as_deref().map_or("yes".to_owned(), words::tls_version)
            }),
        )
    }),
    property("gateways", "servers between border and mailbox", |r| Some(behind(r).len().to_string())),
    property("checked-peer", "peer that the filter saw", |r| seen(r)?.ip.clone()),
    property("from", "From", |r| r.message.from.as_ref().map(|f| f.address.clone())),
    property("from-domain", "From domain", |r| r.message.from.as_ref().map(|f| f.domain.clone())),
    property("envelope", "envelope sender", |r| r.message.return_path.clone()),
    property("envelope-domain", "envelope domain", envelope_domain),
    property("spf", "SPF", spf),
    property("spf-domain", "SPF domain", |r| r.authentication.spf.as_ref()?.domain.clone()),
    property("spf-address", "SPF address", |r| r.authentication.spf.as_ref()?.ip.clone()),
    property("dkim", "DKIM", dkim),
    property("dmarc", "DMARC", |r| r.authentication.dmarc.as_ref().map(|d| d.result.clone())),
    property("dmarc-action", "DMARC action", |r| r.authentication.dmarc.as_ref()?.action.clone()),
    property("arc", "ARC", |r| r.authentication.arc.as_ref().map(|a| a.result.clone())),
    property("compauth", "compauth", compauth),
    property("subject", "subject", |r| r.message.subject.clone()),
    property("date", "date", |r| r.message.date.as_deref().map(words::minute)),
    property("hops", "hops", |r| Some(r.route.hops.len().to_string())),
    property("transit", "time on the way", |r| Some(words::delay(transit(r)?))),
    property("slowest", "slowest hop", |r| {
        let slowest = r.route.hops.iter().max_by_key(|hop| hop.delay_seconds)?;
        Some(words::delay(slowest.delay_seconds.filter(|s| *s > 0)?))
    }),
];

/// A folder as the rest of "A ...".
pub(super) fn folder(id: &str) -> &'static str {
    match id {
        "inbox" => "is in the inbox",
        "junk" => "is in Junk",
        "quarantine" => "is in quarantine",
        "rejected" => "was refused",
        _ => "lies in a folder that nothing names",
    }
}

fn verdict(report: &Report) -> String {
    let high = if report.verdict.confidence_high { ", high confidence" } else { "" };
    format!("{}{high}", words::verdict(report.verdict.value))
}

/// What the deciding filter counted, and its limit.
fn score(report: &Report) -> Option<String> {
    let filter = report.filters.iter().find(|f| Some(f.product) == report.verdict.decided_by)?;
    let score = filter.score?;
    Some(filter.threshold.map_or(score.to_string(), |limit| format!("{score} (limit {limit})")))
}

/// The domain after the last `@` of the envelope sender.
pub(super) fn envelope_domain(report: &Report) -> Option<String> {
    let (_, domain) = report.message.return_path.as_deref()?.rsplit_once('@')?;
    Some(domain.to_ascii_lowercase())
}

/// SPF, and whether it is for the domain in From.
pub(super) fn spf(report: &Report) -> Option<String> {
    let spf = report.authentication.spf.as_ref()?;
    Some(match (spf.result.as_str(), spf.aligned) {
        ("pass", Some(false)) => "pass (not aligned)".to_owned(),
        (result, _) => result.to_owned(),
    })
}

/// The best of the signatures, and whose it is.
pub(super) fn dkim(report: &Report) -> Option<String> {
    let rank = |d: &&Dkim| match (d.result.as_str(), d.aligned) {
        ("pass", Some(true)) => 0,
        ("pass", _) => 1,
        ("none", _) => 3,
        _ => 2,
    };
    let best = report.authentication.dkim.iter().min_by_key(rank)?;
    let domain = best.domain.as_deref().filter(|d| *d != "none" && best.result != "none");
    let domain = domain.map_or(String::new(), |d| {
        format!(" ({d}{})", if best.aligned == Some(false) { ", not aligned" } else { "" })
    });
    Some(format!("{}{domain}", best.result))
}

pub(super) fn compauth(report: &Report) -> Option<String> {
    let compauth = report.authentication.compauth.as_ref()?;
    Some(match &compauth.reason {
        Some(reason) => format!("{} (reason {reason})", compauth.result),
        None => compauth.result.clone(),
    })
}

/// The hops behind the border.
pub(super) fn behind(report: &Report) -> &[Hop] {
    let border = report.route.border.as_ref().map_or(report.route.hops.len(), |b| b.hop);
    report.route.hops.get(border..).unwrap_or_default()
}

/// The hop at which the deciding filter saw the message; the border where that is not known.
pub(super) fn seen(report: &Report) -> Option<&Hop> {
    let filter = report.filters.iter().find(|f| Some(f.product) == report.verdict.decided_by);
    let number = filter.and_then(|f| f.hop).or(report.route.border.as_ref().map(|b| b.hop))?;
    report.route.hops.get(number.checked_sub(1)?)
}

/// Seconds from the first hop to the last, as far as the hops tell.
fn transit(report: &Report) -> Option<i64> {
    let delays: Vec<i64> = report.route.hops.iter().filter_map(|hop| hop.delay_seconds).collect();
    (!delays.is_empty()).then(|| delays.iter().fold(0_i64, |sum, s| sum.saturating_add(*s)))
}
