//! What the summary of a mix must say, counted from what its messages are.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::clock;
use super::{DAY, DAYS, One, SLOW};

/// Counts by a key, of the messages that have one.
fn tally<'a, K: Ord>(
    ones: impl Iterator<Item = &'a One>,
    key: impl Fn(&One) -> Option<K>,
) -> BTreeMap<K, u64> {
    let mut counts = BTreeMap::new();
    ones.filter_map(key).for_each(|key| *counts.entry(key).or_default() += 1);
    counts
}

/// Keys with their counts, the largest first, of equal ones the first by name.
fn ranked<K: Ord + Clone>(counts: &BTreeMap<K, u64>) -> Vec<(K, u64)> {
    let mut list: Vec<(K, u64)> = counts.iter().map(|(key, n)| (key.clone(), *n)).collect();
    list.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    list
}

fn count<'a>(ones: impl Iterator<Item = &'a One>, which: impl Fn(&One) -> bool) -> usize {
    ones.filter(|one| which(one)).count()
}

/// The commonest cause of those that were kept out.
fn commonest<'a>(ones: impl Iterator<Item = &'a One>) -> Option<&'static str> {
    ranked(&tally(ones, |one| one.kept_out().then_some(one.kind.cause))).first().map(|(cause, _)| *cause)
}

/// The fields of the summary that are known.
pub(super) fn summary(all: &[One]) -> Value {
    let genuine = || all.iter().filter(|one| one.genuine());
    let mut summary = breakdown(all.iter());
    let more = json!({
        "messages": all.len(),
        "exlibris": breakdown(genuine()),
        "causes": causes(all),
        "what_if": { "single": singles(all) },
        "senders": senders(all),
        "regions": fates(all, "region", |one| one.region),
        "products": fates(all, "product", |one| one.kind.product),
        "months": months(all),
        "changes": changes(all),
        "impostors": impostors(all),
        "untold": {
            "no_verdict": count(all.iter(), |one| one.kind.cause == "no-verdict-in-headers"),
            "unknown_folder": count(all.iter(), |one| one.kind.folder == "unknown"),
            "unknown_border": count(all.iter(), |one| !one.kind.dated),
            "undated": count(all.iter(), |one| !one.kind.dated),
            "unreadable": 0,
        },
        "hop_delays": { "slowest": [{
            "by": "imap.example.edu",
            "hops": count(genuine(), |one| one.kind.slow),
            "longest_seconds": SLOW,
        }] },
    });
    summary.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    summary
}

fn breakdown<'a>(ones: impl Iterator<Item = &'a One> + Clone) -> Value {
    json!({
        "by_relation": tally(ones.clone(), |one| Some(one.kind.relation)),
        "by_region": tally(ones.clone(), |one| one.region),
        "by_folder": tally(ones.clone(), |one| Some(one.kind.folder)),
        "by_verdict": tally(ones.clone(), |one| Some(one.kind.verdict)),
        "by_cause": tally(ones, |one| Some(one.kind.cause)),
    })
}

/// How many each remedy alone delivers, by id.
fn mends<'a>(ones: impl Iterator<Item = &'a One>) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for remedy in ones.flat_map(One::mends) {
        *counts.entry(remedy).or_default() += 1;
    }
    counts
}

fn singles(all: &[One]) -> Value {
    let single = ranked(&mends(all.iter()));
    single.iter().map(|(remedy, messages)| json!({ "remedy": remedy, "messages": messages })).collect()
}

fn causes(all: &[One]) -> Value {
    let out = || all.iter().filter(|one| one.genuine() && one.kept_out());
    let row = |(cause, messages): &(&'static str, u64)| {
        let mends = ranked(&mends(out().filter(|one| one.kind.cause == *cause)));
        let mut row = json!({ "cause": cause, "messages": messages, "mends": 0 });
        if let Some((remedy, mends)) = mends.first() {
            row["remedy"] = json!(remedy);
            row["mends"] = json!(mends);
        }
        row
    };
    ranked(&tally(out(), |one| Some(one.kind.cause))).iter().map(row).collect()
}

fn senders(all: &[One]) -> Value {
    let row = |(domain, messages): &(&'static str, u64)| {
        let own = || all.iter().filter(|one| one.spot.domain == *domain);
        json!({
            "domain": domain,
            "messages": messages,
            "junked": count(own(), One::kept_out),
            "cause": commonest(own()),
            "exlibris": count(own(), One::genuine),
            "exlibris_kept_out": count(own(), |one| one.genuine() && one.kept_out()),
        })
    };
    ranked(&tally(all.iter(), |one| Some(one.spot.domain))).iter().map(row).collect()
}

fn fates(all: &[One], name: &str, key: impl Fn(&One) -> Option<&'static str>) -> Value {
    let genuine = || all.iter().filter(|one| one.genuine());
    let row = |(value, messages): &(Option<&'static str>, u64)| {
        let own = || genuine().filter(|one| key(one) == *value);
        json!({
            name: value,
            "messages": messages,
            "delivered": count(own(), One::delivered),
            "kept_out": count(own(), One::kept_out),
            "cause": commonest(own()),
        })
    };
    ranked(&tally(genuine(), |one| Some(key(one)))).iter().map(row).collect()
}

fn months(all: &[One]) -> Value {
    let month = |one: &One| one.kind.dated.then(|| clock::day(one.spot.at)[..7].to_owned());
    let row = |(name, messages): (&String, &u64)| {
        let own = || all.iter().filter(|one| one.genuine() && month(one).as_ref() == Some(name));
        json!({
            "month": name,
            "messages": messages,
            "exlibris": own().count(),
            "delivered": count(own(), One::delivered),
            "kept_out": count(own(), One::kept_out),
            "other": count(own(), |one| !one.delivered() && !one.kept_out()),
            "causes": tally(own(), |one| one.kept_out().then_some(one.kind.cause)),
        })
    };
    tally(all.iter(), month).iter().map(row).collect()
}

fn changes(all: &[One]) -> Value {
    let genuine = || all.iter().filter(|one| one.genuine());
    let days_of = |cause: &str| tally(genuine().filter(|one| one.kind.cause == cause), |one| Some(one.day));
    let change = |cause: &str, what: &str, from: u64, at: u64, to: u64| {
        let side = |days: std::ops::Range<u64>| {
            let own = || genuine().filter(|one| days.contains(&one.day));
            json!({
                "days": tally(own(), |one| Some(one.day)).len(),
                "messages": own().count(),
                "of_cause": count(own(), |one| one.kind.cause == cause),
                "delivered": count(own(), One::delivered),
            })
        };
        let date = clock::day((at * DAY) as i64);
        json!({ "cause": cause, "fate": "kept-out", "what": what, "date": date, "before": side(from..at), "after": side(at..to) })
    };
    let (broken, listed) = (days_of("spf-permerror"), days_of("relay-on-blocklist"));
    let (Some(began), Some(last)) = (broken.keys().next(), broken.keys().last()) else { return json!([]) };
    let stopped = genuine().map(|one| one.day).find(|day| day > last).unwrap();
    json!([
        change("spf-permerror", "began", 0, *began, stopped),
        change("spf-permerror", "stopped", *began, stopped, DAYS),
        change("relay-on-blocklist", "began", 0, *listed.keys().next().unwrap(), DAYS),
    ])
}

fn impostors(all: &[One]) -> Value {
    let claimed = || all.iter().filter(|one| one.kind.relation == "claimed");
    let row = |(domain, messages): &(&'static str, u64)| {
        let own = || claimed().filter(|one| one.spot.domain == *domain);
        let mut addresses: Vec<(&str, u64)> = tally(own(), |one| Some(one.peer.ip)).into_iter().collect();
        addresses.sort_by_key(|(_, messages)| std::cmp::Reverse(*messages));
        let addresses: Vec<Value> =
            addresses.iter().map(|(ip, messages)| json!({ "ip": ip, "messages": messages })).collect();
        json!({
            "domain": domain,
            "messages": messages,
            "contradicted": count(own(), |one| one.kind.contradicted),
            "addresses": addresses,
        })
    };
    let senders: Value = ranked(&tally(claimed(), |one| Some(one.spot.domain))).iter().map(row).collect();
    json!({
        "messages": claimed().count(),
        "contradicted": count(claimed(), |one| one.kind.contradicted),
        "delivered": 0,
        "senders": senders,
    })
}
