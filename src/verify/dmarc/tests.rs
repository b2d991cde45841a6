//! DMARC on composed zones, under both rule sets.

use std::collections::HashMap;
use std::sync::Arc;

use super::*;
use crate::dns::{Answer, Failure, Kind, Record as DnsRecord};

/// Text records by name; names under `missing.` were never recorded, those under `broken.` fail.
struct Zone(HashMap<&'static str, Vec<&'static str>>);

impl Dns for Zone {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        if name.ends_with("missing.example") {
            return Answer::NotRecorded;
        }
        if name.ends_with("broken.example") {
            return Answer::Failed(Failure::ServerFailure);
        }
        match self.0.get(name) {
            Some(texts) if kind == Kind::Txt => {
                let records = texts.iter().map(|t| DnsRecord::Txt(t.as_bytes().to_vec()));
                Answer::Records(records.collect::<Arc<[_]>>())
            }
            Some(_) => Answer::NoData,
            None => Answer::NxDomain,
        }
    }
}

fn zone() -> Zone {
    Zone(HashMap::from([
        ("_dmarc.example.edu", vec!["v=DMARC1; p=reject; sp=quarantine; np=reject"]),
        ("library.example.edu", vec!["v=spf1 -all"]),
        ("_dmarc.strict.example.org", vec!["v=DMARC1; p=quarantine; adkim=s; aspf=s"]),
        ("_dmarc.example.org", vec!["v=DMARC1; p=none"]),
        ("_dmarc.two.example.org", vec!["v=DMARC1; p=none", "v=DMARC1; p=reject"]),
        ("_dmarc.bad.example.net", vec!["v=DMARC1; p=maybe"]),
        ("_dmarc.test.example.net", vec!["v=DMARC1; p=reject; pct=0; t=y"]),
        ("_dmarc.net", vec!["v=DMARC1; p=none; psd=y; np=reject"]),
    ]))
}

const fn passed(domain: &str) -> Authenticated<'_> {
    Authenticated { domain, pass: true, open: false }
}

const fn failed(domain: &str) -> Authenticated<'_> {
    Authenticated { domain, pass: false, open: false }
}

fn old(from: &str, spf: Option<Authenticated<'_>>, dkim: &[Authenticated<'_>]) -> Evaluation {
    evaluate(&zone(), Rules::Rfc7489, from, spf, dkim)
}

fn new(from: &str, spf: Option<Authenticated<'_>>, dkim: &[Authenticated<'_>]) -> Evaluation {
    evaluate(&zone(), Rules::Rfc9989, from, spf, dkim)
}

#[test]
fn an_aligned_pass_of_either_is_enough() {
    let by_spf = old("library.example.edu", Some(passed("bounce.example.edu")), &[]);
    assert_eq!((by_spf.result, by_spf.spf_aligned), (Result::Pass, Some(true)));
    let by_dkim = old("library.example.edu", Some(failed("example.edu")), &[passed("example.edu")]);
    assert_eq!((by_dkim.result, by_dkim.dkim_aligned), (Result::Pass, vec![true]));
    let stranger = old("library.example.edu", Some(passed("exlibrisgroup.com")), &[]);
    assert_eq!((stranger.result, stranger.spf_aligned), (Result::Fail, Some(false)));
}

#[test]
fn subdomains_have_their_own_policy() {
    let failed = old("library.example.edu", None, &[]);
    assert_eq!((failed.policy, failed.disposition), (Some(Policy::Quarantine), Policy::Quarantine));
    let own = old("example.edu", None, &[]);
    assert_eq!((own.policy, own.disposition), (Some(Policy::Reject), Policy::Reject));
    let passed = old("example.edu", Some(passed("example.edu")), &[]);
    assert_eq!(passed.disposition, Policy::None);
}

#[test]
fn names_that_do_not_exist_have_a_third_one_in_the_new_rules() {
    assert_eq!(new("library.example.edu", None, &[]).policy, Some(Policy::Quarantine));
    assert_eq!(new("no-such.example.edu", None, &[]).policy, Some(Policy::Reject));
    assert_eq!(old("no-such.example.edu", None, &[]).policy, Some(Policy::Quarantine));
}

#[test]
fn strict_alignment_wants_the_same_name() {
    let spf = Some(passed("mail.strict.example.org"));
    assert_eq!(old("strict.example.org", spf, &[]).result, Result::Fail);
    assert_eq!(old("strict.example.org", Some(passed("strict.example.org")), &[]).result, Result::Pass);
}

#[test]
fn several_records_are_none_and_a_bad_one_is_an_error() {
    // Under the old rules the next record up is asked, under the new ones as well.
    assert_eq!(old("two.example.org", None, &[]).policy, Some(Policy::None));
    assert_eq!(old("bad.example.net", None, &[]).result, Result::PermError);
    assert_eq!(new("bad.example.net", None, &[]).result, Result::PermError);
    assert_eq!(old("example.net", None, &[]).result, Result::None);
}

#[test]
fn a_public_suffix_speaks_for_those_that_say_nothing() {
    let found = new("www.example.net", None, &[]);
    assert_eq!(found.discovery.organisational_domain, "example.net");
    assert_eq!((found.result, found.policy), (Result::Fail, Some(Policy::Reject)));
    assert_eq!(new("www.example.net", Some(passed("mail.example.net")), &[]).result, Result::Pass);
}

#[test]
fn a_test_softens_what_is_asked() {
    for found in [old("test.example.net", None, &[]), new("test.example.net", None, &[])] {
        assert_eq!((found.policy, found.disposition), (Some(Policy::Reject), Policy::Quarantine));
    }
}

#[test]
fn what_was_not_recorded_is_unknown_and_what_failed_is_temporary() {
    assert_eq!(old("a.missing.example", Some(passed("a.missing.example")), &[]).result, Result::Unknown);
    assert_eq!(old("a.broken.example", None, &[]).result, Result::TempError);
    let open = Authenticated { domain: "example.edu", pass: false, open: true };
    assert_eq!(old("example.edu", None, &[open]).result, Result::Unknown);
    assert_eq!(old("example.edu", Some(passed("example.edu")), &[open]).result, Result::Pass);
}

#[test]
fn the_public_suffix_list_cases_hold() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/dmarc/psl_tests.txt");
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let mut checked = 0;
    for line in text.lines().filter(|l| !l.starts_with("//") && !l.trim().is_empty()) {
        let (name, expected) = line.split_once(' ').unwrap_or((line, ""));
        if expected == "null" || name.starts_with('.') {
            continue;
        }
        let lower = name.to_lowercase();
        assert_eq!(crate::headers::address::organisational(&lower), expected, "{name}");
        checked += 1;
    }
    assert!(checked > 40, "{checked}");
}

/// Knows one name's text.
struct Lonely(&'static str, &'static str);

impl Dns for Lonely {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        let known = name == self.0 && kind == Kind::Txt;
        let record = || DnsRecord::Txt(self.1.as_bytes().to_vec());
        if known { Answer::Records(std::iter::once(record()).collect()) } else { Answer::NotRecorded }
    }
}

#[test]
fn the_from_domain_itself_is_aligned_whatever_stands_above_it() {
    let dns = Lonely("_dmarc.library.example.edu", "v=DMARC1; p=reject");
    let check =
        |from: Authenticated<'_>| evaluate(&dns, Rules::Rfc9989, "library.example.edu", Some(from), &[]);
    let found = check(passed("library.example.edu"));
    assert_eq!((found.result, found.policy), (Result::Pass, Some(Policy::Reject)));
    assert_eq!(found.discovery.record_domain(), Some("library.example.edu"));
    assert_eq!(check(failed("library.example.edu")).result, Result::Fail);
    assert_eq!(check(passed("example.edu")).result, Result::Unknown);
    assert_eq!(check(failed("example.edu")).result, Result::Fail);
}
