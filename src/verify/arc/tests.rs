//! ARC against the ValiMail suite and real chains.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::fs;

use serde_json::Value;

use super::{Chain, ChainReason, Claim};
use crate::dns::{Answer, Dns, Off};
use crate::headers::{Limits, parse};
use crate::verify::dkim::tests::corpus::{corpora, json, recorded, with_zone};
use crate::verify::dkim::tests::keys::Zone;
use crate::verify::dkim::{Outcome, Reason, SignedMessage, Verifier};

fn chain(message: &[u8], dns: &dyn Dns) -> Chain {
    let headers = parse(message, &Limits::default());
    SignedMessage::read(&headers, true).arc(&Verifier::new(dns))
}

/// A recorded chain against ours. The recording calls no seal over a broken chain valid; ours says whether it holds
/// over its own set, as RFC 8617 section 5.1.2 scopes it, so those are not compared.
pub(crate) fn differs(expected: &Value, found: &Chain) -> Option<String> {
    if expected.is_null() {
        return (found.outcome != Outcome::None).then(|| format!("no chain, but {:?}", found.outcome));
    }
    let mut wrong = Vec::new();
    if expected["instances"].as_u64() != Some(found.sets.len() as u64) {
        wrong.push(format!("{} sets", found.sets.len()));
    }
    let missing = expected["missing_keys"].as_array().is_some_and(|keys| !keys.is_empty());
    // a key is missing, and nothing is recorded: open, unless what decides first fails without that key
    let decided =
        matches!(found.reason, Some(ChainReason::MessageSignature(r)) if r != Reason::KeyNotRecorded);
    let open = if decided { "fail" } else { "unknown" };
    let cv = expected["cv"].as_str().unwrap_or(if missing { open } else { "none" });
    if cv != found.outcome.id() {
        wrong.push(format!("{:?} {:?}", found.outcome, found.reason));
    }
    for set in expected["sets"].as_array().into_iter().flatten() {
        let ours = &found.sets[set["i"].as_u64().unwrap() as usize - 1];
        let passes = |outcome: Outcome| Some(outcome == Outcome::Pass);
        if set["ams_valid"].as_bool() != passes(ours.message_signature.outcome) {
            wrong.push(format!("AMS {} {:?}", ours.instance, ours.message_signature.reason));
        }
        let claimed_fail = ours.claimed == Claim::Fail;
        if !claimed_fail && set["as_valid"].as_bool() != passes(ours.seal.outcome) {
            wrong.push(format!("AS {} {:?} {:?}", ours.instance, ours.seal.outcome, ours.seal.reason));
        }
        if claimed_fail && ours.seal.outcome != Outcome::Pass {
            wrong.push(format!("the seal over its own set alone {:?}", ours.seal.reason));
        }
        if set["cv"].as_str() != Some(ours.claimed.id()) {
            wrong.push(format!("cv {:?}", ours.claimed));
        }
    }
    (!wrong.is_empty()).then(|| format!("{expected}: {}", wrong.join(", ")))
}

#[test]
fn the_suite_is_satisfied() {
    let Some(path) = corpora("arc/valimail-arc-validation.json") else { return };
    let (mut judged, mut wrong) = (0, Vec::new());
    for scenario in json(&path).as_array().unwrap() {
        let records = scenario["txt-records"].as_object().unwrap().iter();
        let zone = Zone::of(records.map(|(n, t)| (n.as_str(), t.as_str().unwrap())), Answer::NxDomain);
        for (name, test) in scenario["tests"].as_object().unwrap() {
            let cv = test["cv"].as_str().unwrap().to_lowercase();
            let found = chain(test["message"].as_str().unwrap().as_bytes(), &zone);
            if cv.is_empty() {
                eprintln!("{name}: no expected status; ours {:?} {:?}", found.outcome, found.reason);
                continue;
            }
            judged += 1;
            if found.outcome.id() != cv {
                wrong.push(format!("{name}: {cv} but {:?} {:?}", found.outcome, found.reason));
            }
        }
    }
    eprintln!("{judged} judged");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn real_chains_are_as_recorded() {
    for folder in ["arc/real_chains", "dkim/real_messages"] {
        let Some(folder) = corpora(folder) else { return };
        let zone = recorded(&folder.join("recorded_dns.json"));
        for entry in json(&folder.join("expected.json")).as_array().unwrap() {
            let message = fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
            assert_eq!(differs(&entry["arc"], &chain(&message, &zone)), None, "{}", entry["file"]);
            if !entry["arc"].is_null() {
                let unknown = chain(&message, &Off);
                let claimed_fail = entry["arc"]["reason"].as_str().is_some_and(|r| r.contains("reported"));
                let open = if claimed_fail { Outcome::Fail } else { Outcome::Unknown };
                assert_eq!(unknown.outcome, open, "{}", entry["file"]);
            }
        }
    }
}

#[test]
fn chains_with_their_zones_pass() {
    let Some(folder) = corpora("arc/stalwart_dns_plus_message") else { return };
    for name in ["001.txt", "002.txt"] {
        let (zone, message) = with_zone(&folder.join(name));
        let found = chain(&message, &zone);
        assert_eq!((found.outcome, found.reason), (Outcome::Pass, None), "{name}");
        assert!(found.first_results.is_some());
    }
}
