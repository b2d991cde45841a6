//! DKIM against recorded messages: RFC vectors, real mail with the keys of its day, 900 phishing messages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::check;
use super::keys::Zone;
use crate::dns::Answer;
use crate::headers::{Limits, parse};
use crate::verify::dkim::{
    Fault, HeaderCheck, KeyFault, KeyLimit, KeyState, Outcome, Reason, SignatureCheck, SignedMessage,
    Verifier,
};

pub(crate) fn corpora(path: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora")).join(path);
    path.exists().then_some(path)
}

pub(crate) fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

pub(crate) fn recorded(path: &Path) -> Zone {
    let records = json(path);
    let records = records.as_object().unwrap().iter();
    let texts: Vec<(&str, &str)> =
        records.map(|(name, r)| (name.as_str(), r["data"].as_str().unwrap())).collect();
    Zone::of(texts, Answer::NotRecorded)
}

/// DNS lines, an empty line, a message.
pub(crate) fn with_zone(path: &Path) -> (Zone, Vec<u8>) {
    let text = fs::read_to_string(path).unwrap();
    let (zone, message) = text.split_once("\n\n").unwrap();
    let records = zone.lines().filter_map(|line| line.split_once(' '));
    (Zone::of(records, Answer::NxDomain), message.as_bytes().to_vec())
}

/// The recorded result of one signature against ours.
pub(crate) fn differs(expected: &Value, found: &SignatureCheck) -> Option<String> {
    let computed = super::keys::encode(&found.body.as_ref().map(|b| b.computed.clone()).unwrap_or_default());
    let holds = found.body.as_ref().is_some_and(|b| b.holds());
    let result = match found.outcome {
        Outcome::Unknown => "no_recorded_key",
        other => other.id(),
    };
    let same = expected["d"].as_str().is_some_and(|d| d.eq_ignore_ascii_case(&found.domain))
        && expected["s"].as_str().is_some_and(|s| s.eq_ignore_ascii_case(&found.selector))
        && expected["a"].as_str() == found.algorithm.map(|a| a.id())
        && expected["bh_ok"].as_bool() == Some(holds)
        && expected["bh_calc"].as_str() == Some(&computed)
        && expected["result"].as_str() == Some(result);
    (!same).then(|| format!("{expected} but {result} {holds} {computed} {:?}", found.reason))
}

fn expected_results(folder: &str) {
    let Some(folder) = corpora(folder) else { return };
    let zone = recorded(&folder.join("recorded_dns.json"));
    for entry in json(&folder.join("expected.json")).as_array().unwrap() {
        let message = fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
        let found = check(&message, &zone, None).signatures;
        let expected = entry["dkim"].as_array().unwrap();
        assert_eq!(found.len(), expected.len());
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(differs(expected, found), None, "{}", entry["file"]);
        }
    }
}

#[test]
fn real_messages_are_as_recorded() {
    expected_results("dkim/real_messages");
    expected_results("arc/real_chains");
}

#[test]
fn messages_with_their_zones_pass() {
    for (folder, messages) in [("dkim/stalwart_dns_plus_message", 6), ("arc/stalwart_dns_plus_message", 2)] {
        let Some(folder) = corpora(folder) else { return };
        let mut seen = 0;
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("LICENSE")) {
                continue;
            }
            seen += 1;
            let (zone, message) = with_zone(&path);
            let found = check(&message, &zone, None).signatures;
            let passes = found.iter().filter(|s| s.outcome == Outcome::Pass).count();
            let results: Vec<_> = found.iter().map(|s| (&s.domain, s.outcome, s.reason)).collect();
            assert!(passes > 0, "{path:?}: {results:?}");
            let wrong = found.iter().filter(|s| s.outcome == Outcome::Fail).count();
            eprintln!("{path:?}: {passes} pass, {wrong} fail of {}: {results:?}", found.len());
        }
        assert_eq!(seen, messages);
    }
}

/// The key of the day of the vector `test2.message`, as its origin records it.
const GMAIL_2012: &str = concat!(
    "k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1Kd87/UeJjenpabgbFwh",
    "+eBCsSTrqmwIYYvywlbhbqoo2DymndFkbjOVIPIldNs/m40KF+yzMn1skyoxcTUGCQ",
    "s8g3FgD2Ap3ZB5DekAo5wMmk4wimDO+U8QzI3SD07y2+07wlNWwIt8svnxgdxGkVbb",
    "hzY8i+RQ9DpSVpPbF7ykQxtKXkv/ahW3KjViiAH+ghvvIhkx4xYSIc9oSwVmAl5Oct",
    "MEeWUwg8Istjqz8BZeTWbf41fbNhte7Y+YqZOwq1Sd0DbvYAD9NOZK9vlfuac0598H",
    "Y+vtSBczUiKERHv1yRbcaQtZFh5wtiRrN04BLUTD21MycBX5jYchHjPY/wIDAQAB"
);

/// The keys under which the RFC vectors were signed.
fn vector_zone(folder: &Path) -> Zone {
    let text = |name: &str| fs::read_to_string(folder.join(name)).unwrap().trim_end().to_owned();
    let records = [
        ("test._domainkey.football.example.com", text("test.txt")),
        (
            "brisbane._domainkey.football.example.com",
            "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=".to_owned(),
        ),
        ("sed._domainkey.test.ex", text("eximtest.dns")),
        ("20120113._domainkey.gmail.com", GMAIL_2012.to_owned()),
    ];
    Zone::of(records.iter().map(|(name, text)| (*name, text.as_str())), Answer::NotRecorded)
}

#[test]
fn the_vectors_of_the_standards_are_as_their_origin_says() {
    let Some(folder) = corpora("dkim/dkimpy_rfc_vectors") else { return };
    let zone = vector_zone(&folder);
    let vector = |name: &str| {
        let found = check(&fs::read(folder.join(name)).unwrap(), &zone, None).signatures;
        found.into_iter().map(|s| (s.outcome, s.reason)).collect::<Vec<_>>()
    };
    let pass = (Outcome::Pass, None);
    assert_eq!(vector("rfc6376.signed.msg"), [pass, pass]);
    assert_eq!(vector("rfc6376.signed.rsa.msg"), [pass]);
    // its signature is another message's: the origin expects that it does not verify
    assert_eq!(vector("rfc6376.signed.no_t.msg"), [(Outcome::Fail, Some(Reason::HeaderChanged))]);
    assert_eq!(vector("ed25519test2.msg"), [pass]);
    assert_eq!(vector("test2.message"), [pass]);
    let fault = Reason::Syntax(Fault::Invalid("d"));
    assert_eq!(vector("test.message.baddomain"), [(Outcome::Neutral, Some(fault))]);
    assert_eq!(vector("message.mbox"), [(Outcome::Unknown, Some(Reason::KeyNotRecorded))]);
    for unsigned in
        ["rfc6376.msg", "test.message", "ed25519test.msg", "test_nofrom.message", "test_extra.message"]
    {
        assert_eq!(vector(unsigned), []);
    }
}

#[test]
fn the_key_records_of_the_vectors_are_read() {
    let Some(folder) = corpora("dkim/dkimpy_rfc_vectors") else { return };
    let message = fs::read(folder.join("rfc6376.signed.rsa.msg")).unwrap();
    let key = |name: &str| {
        let text = fs::read_to_string(folder.join(name)).unwrap();
        let zone = Zone::of([("test._domainkey.football.example.com", text.trim_end())], Answer::NxDomain);
        check(&message, &zone, None).signatures.remove(0)
    };
    for (name, reason) in [
        ("test.txt", None),
        ("test2.txt", None),
        ("badk.txt", Some(Reason::KeyInvalid(KeyFault::Type))),
        ("badversion.txt", Some(Reason::KeyInvalid(KeyFault::Syntax))),
        ("test_bad.txt", Some(Reason::KeyInvalid(KeyFault::Material))),
        ("test_tlsrpt.txt", Some(Reason::KeyUnfit(KeyLimit::Service))),
        ("ed25519test.dns", Some(Reason::KeyUnfit(KeyLimit::Type))),
    ] {
        assert_eq!(key(name).reason, reason, "{name}");
    }
    for (bits, name) in [(1024, "1024_testkey_wo_markers"), (2048, "2048_testkey_wo_markers")] {
        for form in ["pub.txt", "pub.rsa.txt"] {
            let found = key(&format!("{name}.{form}"));
            assert_eq!(found.reason, Some(Reason::OtherKey));
            assert!(matches!(found.key, KeyState::Found(facts) if facts.bits == bits), "{:?}", found.key);
        }
    }
}

/// The files of an archive in the corpora, unpacked into a new folder.
fn unpacked(archive: &Path) -> Option<tempfile::TempDir> {
    let folder = tempfile::tempdir().ok()?;
    let status = Command::new("tar").arg("xf").arg(archive).arg("-C").arg(folder.path()).status();
    status.ok()?.success().then_some(folder)
}

pub(crate) fn facts(path: &Path) -> Option<Value> {
    let unpacked = Command::new("xz").arg("-dc").arg(path).output().ok()?;
    serde_json::from_slice(&unpacked.stdout).ok()
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let direct = folder.join(name);
    if direct.exists() {
        return Some(direct);
    }
    let folders = fs::read_dir(folder).ok()?.filter_map(|e| Some(e.ok()?.path()));
    folders.map(|f| f.join(name)).find(|f| f.exists())
}

#[test]
fn whole_phishing_messages_are_as_two_other_verifiers_say() {
    let Some(folder) = corpora("phishing_pot") else { return };
    let Some(facts) = facts(&folder.join("facts.json.xz")) else { return };
    let Some(messages) = unpacked(&folder.join("full-900.tar.xz")) else { return };
    let zone = recorded(&folder.join("recorded_dns.json"));
    let verifier = Verifier::new(&zone);
    let (mut seen, mut signatures, mut chains, mut explained, mut proved) = (0, 0, 0, 0, 0);
    let mut wrong = Vec::new();
    for fact in facts.as_array().unwrap() {
        let file = fact["file"].as_str().unwrap();
        if fact["full_message_available"] != true {
            continue;
        }
        seen += 1;
        let bytes = fs::read(find(messages.path(), file).unwrap()).unwrap();
        let headers = parse(&bytes, &Limits::default());
        let message = SignedMessage::read(&headers, true);
        let found = message.dkim(&verifier, None).signatures;
        let expected = fact["dkim"].as_array().unwrap();
        if found.len() != expected.len() {
            wrong.push(format!("{file}: {} signatures, not {}", found.len(), expected.len()));
            continue;
        }
        for (expected, found) in expected.iter().zip(&found) {
            signatures += 1;
            wrong.extend(differs(expected, found).map(|text| format!("{file}: {text}")));
            if found.reason == Some(Reason::BodyChanged) {
                assert_eq!(found.header, HeaderCheck::Holds);
                explained += 1;
            }
            let explanation = found.body.as_ref().and_then(|b| b.explanation.as_ref());
            proved += usize::from(explanation.is_some_and(|e| e.change.is_some()));
        }
        let chain = message.arc(&verifier);
        if let Some(text) = crate::verify::arc::tests::differs(&fact["arc"], &chain) {
            wrong.push(format!("{file}: {text}"));
        }
        chains += usize::from(!chain.sets.is_empty());
    }
    eprintln!("{seen} messages, {signatures} signatures, {chains} chains");
    eprintln!("{explained} bodies changed under a signature that holds, {proved} changes of bodies proved");
    assert_eq!(seen, 900);
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
