//! Which difference explains the fates: what the junked message's cause rests on, and the delivered one does not share.

use super::properties::{behind, compauth, dkim, envelope_domain, seen, spf};
use super::{Decisive, points};
use crate::report::model::{Filter, Report};
use crate::report::text::words;
use crate::rules;

/// Rules of a score that are named.
const NAMED: usize = 3;

/// A junked and a delivered message, and what they are called.
struct Pair<'r> {
    kept: &'r Report,
    delivered: &'r Report,
    k: &'static str,
    d: &'static str,
}

/// What a ground found: what it is, the words, the properties that show it.
type Found = (&'static str, String, &'static [&'static str]);
type Ground = fn(&Pair<'_>) -> Option<Found>;

/// The decisive difference; `None` when the headers do not tell.
pub(super) fn find(kept: &Report, delivered: &Report, k: &'static str, d: &'static str) -> Option<Decisive> {
    let pair = Pair { kept, delivered, k, d };
    let cause = kept.cause.as_ref()?;
    let (what, text, shows) = grounds(cause.rule).iter().find_map(|ground| ground(&pair))?;
    let junked = if k == "A" { "a" } else { "b" };
    Some(Decisive { what, junked, confidence: cause.confidence, text, shows })
}

/// What a cause rests on, the nearest first; then what may have let the other one through.
fn grounds(cause: &str) -> &'static [Ground] {
    match cause {
        "spf-omits-relay" | "spf-permerror" => {
            &[by_spf, by_dkim, allowed, by_dmarc, by_compauth, by_gateway, by_filter]
        }
        "envelope-not-aligned" => &[by_envelope, by_dkim, allowed, by_dmarc, by_compauth, by_filter],
        "dkim-missing" | "dkim-broken" => &[by_dkim, by_spf, allowed, by_dmarc, by_compauth, by_filter],
        "gateway-hides-relay" => &[by_gateway, by_spf, by_dkim, allowed, by_compauth, by_filter],
        "forwarding-broke-authentication" => &[by_forwarding, by_spf, by_dkim, allowed, by_filter],
        "dmarc-policy" | "spoof-of-own-domain" | "unauthenticated-sender" | "impersonates-exlibris" => {
            &[by_envelope, by_spf, by_dkim, allowed, by_dmarc, by_compauth, by_gateway, by_filter]
        }
        "content-score" | "relay-on-blocklist" | "bulk-mail" => &[by_rules, allowed, by_content, by_filter],
        "malware" | "phishing-detected" => &[by_content, allowed, by_filter],
        "recipient-block-list" | "recipient-rule" | "admin-block-list" | "mail-flow-rule" => &[by_list],
        // Whoever moved it, or put it there without a word, left nothing to compare.
        _ => &[],
    }
}

fn passes(result: Option<&str>) -> bool {
    result == Some("pass")
}

fn address(report: &Report) -> Option<&str> {
    let checked = report.authentication.spf.as_ref().and_then(|s| s.ip.as_deref());
    checked.or(report.route.border.as_ref().and_then(|b| b.ip.as_deref()))
}

fn by_spf(pair: &Pair<'_>) -> Option<Found> {
    let (kept, delivered) =
        (pair.kept.authentication.spf.as_ref(), pair.delivered.authentication.spf.as_ref()?);
    let result = kept.map_or("none", |s| s.result.as_str());
    if !passes(Some(&delivered.result)) || delivered.aligned == Some(false) || result == "pass" {
        return None;
    }
    let unknown = "an address that it does not name";
    let (ip, other_ip) = (address(pair.kept), address(pair.delivered));
    let name = |domain: Option<&str>| domain.unwrap_or("the sender's domain").to_owned();
    let domain = name(kept.and_then(|s| s.domain.as_deref()));
    let other_domain = name(delivered.domain.as_deref());
    let (k, d) = (pair.k, pair.d);
    let named = |r: &Report, ip: Option<&str>| match ip {
        Some(ip) if r.exlibris.relation == "relay" && r.exlibris.ip.as_deref() == Some(ip) => {
            format!("the Ex Libris relay {ip}")
        }
        Some(ip) => ip.to_owned(),
        None => unknown.to_owned(),
    };
    let (from, other_from) = (named(pair.kept, ip), named(pair.delivered, other_ip));
    let text = if ip != other_ip {
        format!(
            "{k} came from {from}, for which SPF of {domain} says {result}; {d} came from {other_from}, for which SPF{} says pass.",
            if domain == other_domain { String::new() } else { format!(" of {other_domain}") }
        )
    } else if domain != other_domain {
        format!(
            "both came from {from}, but {k} has the envelope domain {domain}, whose SPF says {result} for it, and {d} has {other_domain}, whose SPF says pass."
        )
    } else {
        format!(
            "SPF of {domain} says {result} for {from} in {k} and pass in {d}: the record was changed between the two, or DNS did not answer in full."
        )
    };
    Some((
        "spf",
        text,
        &["spf", "spf-domain", "spf-address", "relay-address", "border-address", "envelope-domain"],
    ))
}

fn by_envelope(pair: &Pair<'_>) -> Option<Found> {
    let (kept, delivered) =
        (pair.kept.authentication.spf.as_ref()?, pair.delivered.authentication.spf.as_ref()?);
    let is_aligned = delivered.aligned == Some(true) && passes(Some(&delivered.result));
    if kept.aligned != Some(false) || !passes(Some(&kept.result)) || !is_aligned {
        return None;
    }
    let domain = |r: &Report| envelope_domain(r).unwrap_or_else(|| "no domain".to_owned());
    let from = pair.kept.message.from.as_ref().map_or("From", |f| f.domain.as_str());
    let text = format!(
        "{} has the envelope sender of {}, which is not the domain in From ({from}); {} has that of {}, so that SPF passes for the sender.",
        pair.k,
        domain(pair.kept),
        pair.d,
        domain(pair.delivered)
    );
    Some(("envelope", text, &["envelope-domain", "envelope", "spf", "spf-domain"]))
}

fn by_dkim(pair: &Pair<'_>) -> Option<Found> {
    let aligned =
        |r: &Report| r.authentication.dkim.iter().any(|d| d.result == "pass" && d.aligned == Some(true));
    if aligned(pair.kept) || !aligned(pair.delivered) {
        return None;
    }
    let word = |r: &Report| dkim(r).unwrap_or_else(|| "none".to_owned());
    let text = format!(
        "{} has no valid DKIM signature of the domain in From (DKIM {}); {} has one (DKIM {}).",
        pair.k,
        word(pair.kept),
        pair.d,
        word(pair.delivered)
    );
    Some(("dkim", text, &["dkim"]))
}

fn by_dmarc(pair: &Pair<'_>) -> Option<Found> {
    let result = |r: &'_ Report| r.authentication.dmarc.as_ref().map(|d| d.result.clone());
    let (kept, delivered) = (result(pair.kept)?, result(pair.delivered)?);
    if passes(Some(&kept)) || !matches!(delivered.as_str(), "pass" | "bestguesspass") {
        return None;
    }
    let text = format!("DMARC says {kept} in {} and {delivered} in {}.", pair.k, pair.d);
    Some(("dmarc", text, &["dmarc", "dmarc-action"]))
}

fn by_compauth(pair: &Pair<'_>) -> Option<Found> {
    let result = |r: &'_ Report| r.authentication.compauth.as_ref().map(|c| c.result.clone());
    if passes(result(pair.kept).as_deref()) || !passes(result(pair.delivered).as_deref()) {
        return None;
    }
    let word = |r: &Report| compauth(r).unwrap_or_else(|| "none".to_owned());
    let text = format!(
        "Microsoft's composite authentication says {} in {} and {} in {}.",
        word(pair.kept),
        pair.k,
        word(pair.delivered),
        pair.d
    );
    Some(("compauth", text, &["compauth"]))
}

/// A gateway between the border and the deciding filter in the junked one only.
fn by_gateway(pair: &Pair<'_>) -> Option<Found> {
    let gateway = |r: &Report| {
        let border = r.route.border.as_ref()?.hop;
        seen(r)
            .filter(|hop| hop.number > border && hop.ip != r.route.border.as_ref().and_then(|b| b.ip.clone()))
            .and_then(|hop| hop.ip.clone())
    };
    let (kept, delivered) = (gateway(pair.kept), gateway(pair.delivered));
    let (Some(ip), true) = (kept, delivered.is_none() || checked_relay(pair.delivered)) else { return None };
    let text = format!(
        "{} reached the filter through the gateway {ip}, which it took for the sender; in {} the filter saw {}.",
        pair.k,
        pair.d,
        address(pair.delivered)
            .map_or("the sending server itself".to_owned(), |ip| format!("the sending server {ip} itself"))
    );
    Some(("gateway", text, &["checked-peer", "gateways", "spf", "spf-address"]))
}

/// Whether SPF was checked for the address that the border recorded, whatever stands between.
fn checked_relay(report: &Report) -> bool {
    let border = report.route.border.as_ref().and_then(|b| b.ip.as_deref());
    let checked = report.authentication.spf.as_ref().and_then(|s| s.ip.as_deref());
    border.is_some() && border == checked && !behind(report).is_empty()
}

fn by_forwarding(pair: &Pair<'_>) -> Option<Found> {
    let forwarded =
        |r: &Report| r.cause.as_ref().is_some_and(|c| c.rule == "forwarding-broke-authentication");
    let relation = |r: &Report| r.exlibris.relation;
    if forwarded(pair.delivered) || relation(pair.delivered) == "forwarded" {
        return None;
    }
    let border =
        |r: &Report| r.route.border.as_ref().and_then(|b| b.rdns.clone().or(b.helo.clone()).or(b.ip.clone()));
    let by = border(pair.kept).unwrap_or_else(|| "somebody".to_owned());
    let other = border(pair.delivered).unwrap_or_else(|| "the sending server".to_owned());
    let text = format!("{} was forwarded by {by}; {} came straight from {other}.", pair.k, pair.d);
    Some(("forwarding", text, &["relation", "border-address", "spf", "dkim"]))
}

/// The rules that carry most of the points between the two scores.
fn by_rules(pair: &Pair<'_>) -> Option<Found> {
    let (kept, delivered) = points::same_product(pair.kept, pair.delivered)?;
    let (score, other) = (kept.score?, delivered.score?);
    let rules: Vec<_> = points::difference(kept, delivered).into_iter().filter(|r| r.more() > 0.0).collect();
    if score <= other || rules.is_empty() {
        return None;
    }
    let mut named = Vec::new();
    let mut carried = 0.0;
    for rule in rules.iter().take(NAMED) {
        named.push(format!("{} ({:+.1})", rule.name, rule.more()));
        carried += rule.more();
        if carried >= score - kept.threshold.unwrap_or(other) && carried * 2.0 >= score - other {
            break;
        }
    }
    let limit = kept.threshold.map_or(String::new(), |limit| format!(" with a limit of {limit}"));
    let text = format!(
        "{} counted {score} points for {} and {other} for {}{limit}; most of the difference is {}.",
        words::product(kept.product),
        pair.k,
        pair.d,
        named.join(", ")
    );
    Some(("rules", text, &["score", "rules"]))
}

/// The same filter liked one text and not the other.
fn by_content(pair: &Pair<'_>) -> Option<Found> {
    let (kept, delivered) = points::same_product(pair.kept, pair.delivered)?;
    if pair.kept.verdict.value == pair.delivered.verdict.value {
        return None;
    }
    let authentication = match spf(pair.kept) == spf(pair.delivered)
        && dkim(pair.kept) == dkim(pair.delivered)
    {
        true => {
            " SPF and DKIM are the same in both, so it judged the text or the sender's repute; which part of it, the headers do not say."
        }
        false => "",
    };
    let text = format!(
        "{} took {} for {}{} and {} for {}{}.{authentication}",
        words::product(kept.product),
        pair.k,
        words::verdict(pair.kept.verdict.value),
        level(kept),
        pair.d,
        words::verdict(pair.delivered.verdict.value),
        level(delivered)
    );
    Some(("content", text, &["verdict", "score", "codes"]))
}

/// The codes that Microsoft's verdict rests on, or nothing.
fn level(filter: &Filter) -> String {
    let find =
        |name: &str| filter.codes.iter().find(|c| c.name == name).map(|c| format!("{name} {}", c.value));
    let codes: Vec<String> = ["SCL", "SFV", "CAT", "BCL"].into_iter().filter_map(find).collect();
    if codes.is_empty() { String::new() } else { format!(" ({})", codes.join(", ")) }
}

/// A list or rule that stopped the junked one, and not the other.
fn by_list(pair: &Pair<'_>) -> Option<Found> {
    let rule = pair.kept.cause.as_ref()?.rule;
    if pair.delivered.findings.iter().any(|f| f.rule == rule) {
        return None;
    }
    let text = format!("{}, and nothing of the kind in {}.", in_message(rule, pair.k), pair.d);
    Some(("list", text, &["verdict", "override", "codes"]))
}

/// A list, a rule or a person that let the delivered one through.
fn allowed(pair: &Pair<'_>) -> Option<Found> {
    let rule = pair.delivered.cause.as_ref()?.rule;
    let is_exempt = rule.starts_with("allow-listed-")
        || matches!(
            rule,
            "recipient-safe-sender"
                | "released-from-quarantine"
                | "delivered-despite-verdict"
                | "not-scanned"
        );
    if !is_exempt || pair.kept.findings.iter().any(|f| f.rule == rule) {
        return None;
    }
    let text = format!("{}, and nothing of the kind in {}.", in_message(rule, pair.d), pair.k);
    Some(("allow-list", text, &["verdict", "override", "codes", "relay-address", "border-address"]))
}

/// The title of a rule, said of one message.
fn in_message(rule: &str, which: &str) -> String {
    let title = rules::find(rule).map_or(rule, |rule| rule.title);
    format!("of {which} the headers say: {}", title.trim_end_matches('.'))
}

/// Different filters decided.
fn by_filter(pair: &Pair<'_>) -> Option<Found> {
    let (kept, delivered) = (pair.kept.verdict.decided_by?, pair.delivered.verdict.decided_by?);
    if kept == delivered {
        return None;
    }
    let text = format!(
        "different filters decided: {} took {} for {}, {} took {} for {}.",
        words::product(kept),
        pair.k,
        words::verdict(pair.kept.verdict.value),
        words::product(delivered),
        pair.d,
        words::verdict(pair.delivered.verdict.value)
    );
    Some(("filter", text, &["filter", "verdict"]))
}
