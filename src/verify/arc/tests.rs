//! ARC against the ValiMail suite and real chains.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

use std::fs;

use mail_auth::arc::ArcSealer;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::{AuthenticatedMessage, AuthenticationResults, Parameters};
use serde_json::Value;

use super::{Chain, ChainReason, Claim};
use crate::dns::{Answer, Dns, Failure, Off};
use crate::headers::{Limits, parse};
use crate::verify::dkim::tests::corpus::{corpora, json, recorded, with_zone};
use crate::verify::dkim::tests::keys::{MESSAGE, Zone, rsa, rsa_record};
use crate::verify::dkim::tests::second_opinion;
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
            if name == "as_fields_b_512" {
                // our own arithmetic verifies what ring refuses, and it does not count
                let reason = ChainReason::MessageSignature(Reason::KeyTooShort);
                assert_eq!(found.reason, Some(reason));
            }
            if found.outcome.id() != cv {
                wrong.push(format!("{name}: {cv} but {:?} {:?}", found.outcome, found.reason));
            }
        }
    }
    assert_eq!(judged, 83);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn real_chains_are_as_recorded() {
    for (folder, messages) in [("arc/real_chains", 8), ("dkim/real_messages", 5)] {
        let Some(folder) = corpora(folder) else { return };
        let zone = recorded(&folder.join("recorded_dns.json"));
        let expected = json(&folder.join("expected.json"));
        assert_eq!(expected.as_array().unwrap().len(), messages);
        for entry in expected.as_array().unwrap() {
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

/// A chain of `sets` sets sealed by `mail-auth`.
fn sealed(sets: usize) -> String {
    let mut message = MESSAGE.to_owned();
    for _ in 0..sets {
        let parsed = AuthenticatedMessage::parse(message.as_bytes()).unwrap();
        let key_zone = Zone::with_key(&rsa_record());
        let authenticator = second_opinion::authenticator();
        let cache = second_opinion::Cache::of(&key_zone);
        let parameters = Parameters::new(&parsed).with_txt_cache(&cache);
        let before = second_opinion::now(authenticator.verify_arc(parameters));
        let results = AuthenticationResults::new("mx.example.org");
        let sealer = ArcSealer::from_key(rsa()).domain("example.org").selector("test");
        let set = sealer.headers(["From", "Subject"]).seal(&parsed, &results, &before).unwrap();
        message = format!("{}{message}", set.to_header());
    }
    message
}

#[test]
fn composed_chains_say_where_they_break() {
    let zone = Zone::with_key(&rsa_record());
    let status = |message: &str, zone: &Zone| {
        let found = chain(message.as_bytes(), zone);
        (found.outcome, found.reason)
    };
    let message = sealed(3);
    let found = chain(message.as_bytes(), &zone);
    assert_eq!((found.outcome, found.reason, found.oldest_pass), (Outcome::Pass, None, Some(1)));
    let headers = parse(message.as_bytes(), &Limits::default());
    assert!(found.original_results(&headers).unwrap().text().starts_with("i=1;"));

    let body = message.replace("one book  is", "two books are");
    let because = ChainReason::MessageSignature(Reason::BodyChanged);
    assert_eq!(status(&body, &zone), (Outcome::Fail, Some(because)));
    let seal = message.replace("i=1; mx.example.org", "i=1; mx.example.com");
    let because = ChainReason::Seal { instance: 3, reason: Reason::HeaderChanged };
    assert_eq!(status(&seal, &zone), (Outcome::Fail, Some(because)));
    let open = ChainReason::MessageSignature(Reason::KeyNotRecorded);
    assert_eq!(status(&body, &Zone::of([], Answer::NotRecorded)), (Outcome::Unknown, Some(open)));
    let failed = ChainReason::MessageSignature(Reason::KeyFailed(Failure::ServerFailure));
    let zone = Zone::of([], Answer::Failed(Failure::ServerFailure));
    assert_eq!(status(&message, &zone), (Outcome::TempError, Some(failed)));
}

#[test]
fn long_chains_are_left_open_or_refused() {
    for (fields, outcome, reason) in [
        (17, Outcome::Unknown, ChainReason::TooManySets),
        (51, Outcome::Fail, ChainReason::TooLong),
        (999, Outcome::Fail, ChainReason::TooLong),
    ] {
        let message = format!("{}{MESSAGE}", "ARC-Seal: i=1; cv=none\r\n".repeat(fields));
        let found = chain(message.as_bytes(), &Off);
        assert_eq!((found.outcome, found.reason), (outcome, Some(reason)));
        assert_eq!(found.dropped as usize, fields - 16);
    }
}
