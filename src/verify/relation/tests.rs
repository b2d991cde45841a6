//! Which signatures and chains raise a claim, and which forgeries and replays do not.

#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use mail_auth::arc::ArcSealer;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::{AuthenticatedMessage, AuthenticationResults, Parameters, SpfOutput, SpfResult};

use crate::dns::Answer;
use crate::evidence::relays::Relation;
use crate::input::{Container, Origin, RawMessage};
use crate::settings::{Institution, Settings};
use crate::verify::Verifier;
use crate::verify::dkim::Algorithm;
use crate::verify::dkim::tests::keys::{MESSAGE, Recipe, Zone, rsa, rsa_record};
use crate::verify::dkim::tests::second_opinion;

const BORDER: &str = "Received: from fwd.example.org (fwd.example.org [203.0.113.200])\r\n\tby mx1.example.edu (Postfix) with ESMTPS id 4XyZab1cDz9s;\r\n\tMon, 02 Feb 2026 10:00:05 +0000\r\n";
const RELAY: &str = "192.0.2.21";
const RELAYS: &str = "[[relay]]\nid = \"eu-1\"\nkind = \"mail-relay\"\nregion = \"eu\"\naddress = \"192.0.2.21\"\nsource = \"test\"\nas_of = 2026-01-01\nconfidence = \"vendor\"\n";

fn settings() -> Settings {
    let institution = Institution::parse("[institution]\ndomains = [\"example.edu\"]\n").unwrap();
    let mut settings = Settings { institution, ..Settings::default() };
    settings.registry = settings.registry.with(RELAYS).unwrap();
    settings
}

fn keys(record: &str) -> Zone {
    let domains =
        ["exlibrisgroup.com", "alma.exlibris.cloud", "notexlibrisgroup.com", "google.com", "example.edu"];
    let names: Vec<String> =
        domains.iter().chain(&["example.com"]).map(|d| format!("test._domainkey.{d}")).collect();
    Zone::of(names.iter().map(|n| (n.as_str(), record)), Answer::NotRecorded)
}

/// Answers whatever is asked, and knows nothing but keys.
struct Only<'z>(&'z Zone);

impl crate::dns::Dns for Only<'_> {
    fn look_up(&self, name: &str, _: crate::dns::Kind) -> Answer {
        self.0.answers.get(name).cloned().unwrap_or(Answer::NotRecorded)
    }
}

/// What a whole analysis makes of `message` with the keys of `zone`: relation, its basis, whether DMARC was computed.
fn found_in(message: &str, zone: &Zone) -> (Relation, &'static str, bool) {
    let origin = Origin {
        path: Arc::from("notice.eml"),
        container: Container::Eml,
        number: 1,
        offset: Some(0),
        length: Some(message.len() as u64),
        inside: None,
        folder_name: None,
        cut: false,
    };
    let dns = Only(zone);
    let verifier = Verifier::new(&dns);
    let raw = RawMessage { bytes: message.as_bytes(), origin, carried: Vec::new(), enclosed: Vec::new() };
    let settings = settings();
    let found = crate::analyze_and_verify(raw, &settings, Some(&verifier));
    let dmarc = found.verified.is_some_and(|verified| verified.dmarc.is_some());
    (found.evidence.exlibris.relation, found.evidence.exlibris.basis, dmarc)
}

/// The relation and its basis, with the keys of `zone`.
fn relation_in(message: &str, zone: &Zone) -> (Relation, &'static str) {
    let (relation, basis, _) = found_in(message, zone);
    (relation, basis)
}

fn relation(message: &str) -> (Relation, &'static str) {
    relation_in(message, &keys(&rsa_record()))
}

fn signed(domain: &str, more: &str) -> String {
    format!("{BORDER}{}", Recipe { domain, more, ..Recipe::default() }.sign(MESSAGE, &rsa()))
}

const PROVED: (Relation, &str) = (Relation::Forwarded, "dkim");
const CLAIMED: (Relation, &str) = (Relation::Claimed, "none");
const NONE: (Relation, &str) = (Relation::None, "none");

#[test]
fn a_signature_that_verifies_proves_a_forwarded_notice() {
    assert_eq!(relation(&signed("exlibrisgroup.com", "")), PROVED);
    assert_eq!(relation(&signed("alma.exlibris.cloud", "")), PROVED);
    assert_eq!(relation(&signed("notexlibrisgroup.com", "")), NONE);
    assert_eq!(relation(&signed("example.com", "")), NONE);
}

#[test]
fn a_signature_that_does_not_cover_everything_proves_nothing() {
    let whole = signed("exlibrisgroup.com", "");
    assert_eq!(relation(&whole.replace("one book  is", "two books are")), CLAIMED);
    assert_eq!(relation(&whole.replace("From: Library", "From: Bank")), CLAIMED);
    assert_eq!(
        relation(&whole.replace("From: Library", "From: Bank <b@example.com>\r\nFrom: Library")),
        CLAIMED
    );
    assert_eq!(relation_in(&whole, &Zone::of([], Answer::NotRecorded)), CLAIMED);
    assert_eq!(relation_in(&whole, &keys(&format!("{}; t=y", rsa_record()))), CLAIMED);
    // without a border nobody forwarded it
    assert_eq!(relation(whole.strip_prefix(BORDER).unwrap()), CLAIMED);
}

#[test]
fn what_lies_behind_the_signed_length_is_nobodys() {
    let head = MESSAGE.split_once("\r\n\r\n").unwrap().0;
    let body = "Dear reader,\r\n";
    let recipe = Recipe { domain: "exlibrisgroup.com", more: " l=14;", ..Recipe::default() };
    let hash =
        crate::verify::dkim::tests::keys::encode(&crate::verify::body::Digest::Sha256.of([body.as_bytes()]));
    let message = format!("{BORDER}{}", recipe.sign_hash(MESSAGE, head, &hash, &rsa()));
    assert_eq!(relation(&message), CLAIMED);
    let exact = format!("{head}\r\n\r\n{body}");
    let message = format!("{BORDER}{}", recipe.sign_hash(&exact, head, &hash, &rsa()));
    assert_eq!(relation(&message), PROVED);
}

#[test]
fn a_forbidden_hash_proves_nothing() {
    let message = signed("exlibrisgroup.com", "");
    let headers = crate::headers::parse(message.as_bytes(), &crate::headers::Limits::default());
    let zone = keys(&rsa_record());
    let verifier = crate::verify::dkim::Verifier::new(&zone);
    let mut check =
        crate::verify::dkim::SignedMessage::read(&headers, true).dkim(&verifier, None).signatures.remove(0);
    assert!(check.proves());
    check.algorithm = Some(Algorithm::RsaSha1);
    assert!(!check.proves());
}

/// A set on top of `message`, sealed by `domain`, saying that `spf` was the result for `ip`.
fn sealed(message: &str, domain: &str, host: &str, ip: &str, spf: SpfResult) -> String {
    let parsed = AuthenticatedMessage::parse(message.as_bytes()).unwrap();
    let authenticator = second_opinion::authenticator();
    let zone = keys(&rsa_record());
    let cache = second_opinion::Cache::of(&zone);
    let before =
        second_opinion::now(authenticator.verify_arc(Parameters::new(&parsed).with_txt_cache(&cache)));
    let output = SpfOutput::new("library.example.edu".to_owned()).with_result(spf);
    let results = AuthenticationResults::new(host).with_spf_mailfrom_result(
        &output,
        ip.parse().unwrap(),
        "alma@library.example.edu",
        "mail.example.net",
    );
    let sealer = ArcSealer::from_key(rsa()).domain(domain).selector("test");
    let set = sealer.headers(["From", "To", "Subject"]).seal(&parsed, &results, &before).unwrap();
    format!("{}{message}", set.to_header())
}

fn chained(sets: &[(&str, &str, &str, SpfResult)]) -> String {
    let mut message = MESSAGE.to_owned();
    for (domain, host, ip, spf) in sets {
        message = sealed(&message, domain, host, ip, *spf);
    }
    format!("{BORDER}{message}")
}

#[test]
fn a_chain_of_known_sealers_proves_a_forwarded_notice() {
    let proved = (Relation::Forwarded, "arc");
    let google = ("google.com", "mx.google.com", RELAY, SpfResult::Pass);
    let own = ("example.edu", "lists.example.edu", "198.51.100.1", SpfResult::Fail);
    assert_eq!(relation(&chained(&[google])), proved);
    assert_eq!(relation(&chained(&[google, own])), proved);
    let own_first = ("example.edu", "mx9.example.edu", RELAY, SpfResult::Pass);
    assert_eq!(relation(&chained(&[own_first])), proved);
}

#[test]
fn a_chain_of_strangers_or_without_a_relay_proves_nothing() {
    let google = ("google.com", "mx.google.com", RELAY, SpfResult::Pass);
    let stranger = ("example.com", "mx.example.com", RELAY, SpfResult::Pass);
    for sets in [
        &[stranger][..],
        // a stranger first, or on top: either could have written or changed what the first set says
        &[stranger, google],
        &[google, stranger],
        &[("google.com", "mx.google.com", "203.0.113.9", SpfResult::Pass)],
        &[("google.com", "mx.google.com", RELAY, SpfResult::Fail)],
        &[("google.com", "mx.example.com", RELAY, SpfResult::Pass)],
    ] {
        assert_eq!(relation(&chained(sets)).0, Relation::None, "{sets:?}");
    }
    let whole = chained(&[google]);
    for broken in [
        whole.replace("one book  is", "two books are"),
        whole.replace("From: Library", "From: Bank"),
        whole.replace(RELAY, "192.0.2.22"),
    ] {
        assert_eq!(relation(&broken).0, Relation::None);
    }
    assert_eq!(relation_in(&whole, &Zone::of([], Answer::NotRecorded)).0, Relation::None);
}

#[test]
fn several_from_fields_have_no_dmarc_and_prove_nothing_by_report() {
    let has_dmarc = |message: &str| found_in(message, &keys(&rsa_record())).2;
    assert!(has_dmarc(&format!("{BORDER}{MESSAGE}")));
    let two = format!("{BORDER}From: Evil <evil@example.net>\r\n{MESSAGE}");
    assert!(!has_dmarc(&two));
    let reported = "Authentication-Results: mx1.example.edu; dkim=pass header.d=exlibrisgroup.com\r\n";
    assert_eq!(relation(&format!("{reported}{BORDER}{MESSAGE}")).0, Relation::Forwarded);
    assert_ne!(relation(&format!("{reported}{two}")).0, Relation::Forwarded);
}
