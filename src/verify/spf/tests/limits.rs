//! The limits of RFC 7208 section 4.6.4.

use super::*;

const HOSTS: &str = "x.example A 203.0.113.1\nloop.example TXT v=spf1 include:loop.example -all";

fn check_terms(terms: &str, zone: &str) -> Evaluation {
    check(&format!("example.edu TXT v=spf1 {terms}\n{HOSTS}\n{zone}"), "192.0.2.1")
}

#[test]
fn ten_look_ups_and_not_eleven() {
    let ten = check_terms(&format!("{} ip4:192.0.2.1", "a:x.example ".repeat(10)), "");
    assert_eq!((ten.result, ten.lookups, ten.limit), (Result::Pass, 10, None));
    let eleven = check_terms(&format!("{} ip4:192.0.2.1", "a:x.example ".repeat(11)), "");
    assert_eq!((eleven.result, eleven.lookups), (Result::PermError, 11));
    assert_eq!(eleven.limit, Some(Limit::Lookups));
    assert_eq!(eleven.root.steps[10].outcome, Outcome::Error(Problem::Limit(Limit::Lookups)));
    assert!(eleven.root.steps[10].lookups.is_empty());
    let unused = check_terms(&format!("ip4:192.0.2.1 {}", "a:x.example ".repeat(11)), "");
    assert_eq!((unused.result, unused.lookups), (Result::Pass, 0));
}

#[test]
fn each_kind_of_term_counts_once() {
    let zone = "
        inc.example TXT v=spf1 a:x.example
        example.edu MX 1 x.example
        example.edu MX 2 x.example
        1.2.0.192.in-addr.arpa PTR y.example
        y.example A 192.0.2.1
        end.example TXT v=spf1 -all";
    let terms =
        "ip4:203.0.113.9 ip6:::1 include:inc.example mx ptr:no.example redirect=end.example exp=x.example";
    let found = check_terms(terms, zone);
    assert_eq!((found.result, found.lookups), (Result::Fail, 5));
    let found = check_terms("-exists:%{p}.no.example ?all", zone);
    assert_eq!((found.result, found.lookups), (Result::Neutral, 2));
}

#[test]
fn loops_end() {
    for record in ["include:loop.example", "redirect=example.edu", "include:example.edu"] {
        let found = check_terms(record, "");
        assert_eq!((found.result, found.limit), (Result::PermError, Some(Limit::Lookups)), "{record}");
    }
    let found = check_terms("include:loop.example", "");
    let first = found.root.steps[0].nested.as_deref().unwrap();
    assert!(!first.repeats && first.steps[0].nested.as_deref().unwrap().repeats);
}

#[test]
fn two_void_look_ups_and_not_three() {
    let void = "a:v1.example mx:v2.example";
    let two = check_terms(&format!("{void} ?all"), "");
    assert_eq!((two.result, two.void_lookups), (Result::Neutral, 2));
    let three = check_terms(&format!("{void} exists:v3.example +all"), "");
    assert_eq!((three.result, three.void_lookups), (Result::PermError, 3));
    assert_eq!(three.limit, Some(Limit::VoidLookups));
    let zone = "inc.example TXT v=spf1 exists:v3.example";
    assert_eq!(check_terms(&format!("{void} include:inc.example +all"), zone).result, Result::PermError);
    assert_eq!(check_terms(&format!("{void} exp=v3.example -all"), "").result, Result::Fail);
}

#[test]
fn hosts_without_the_clients_family_are_one_void_look_up() {
    let hosts: String =
        (0..5).map(|i| format!("example.edu MX {i} h{i}.example\nh{i}.example A 192.0.2.{i}\n")).collect();
    let found = check(&format!("example.edu TXT v=spf1 mx ip6:2001:db8::1 -all\n{hosts}"), "2001:db8::1");
    assert_eq!((found.result, found.void_lookups), (Result::Pass, 1));
}

#[test]
fn ten_mail_exchangers_and_not_eleven() {
    let hosts = |n: usize| -> String { (0..n).map(|i| format!("example.edu MX {i} x.example\n")).collect() };
    assert_eq!(check_terms("mx ?all", &hosts(10)).result, Result::Neutral);
    let eleven = check_terms("mx ?all", &hosts(11));
    assert_eq!((eleven.result, eleven.limit), (Result::PermError, Some(Limit::MxNames)));
    let early = format!("{}\nexample.edu MX 0 own.example\nown.example A 192.0.2.1", hosts(11));
    assert_eq!(check_terms("mx -all", &early).result, Result::Pass);
}

#[test]
fn ten_reverse_names_and_the_rest_is_ignored() {
    let names = |n: usize| -> String {
        let others: String = (0..n).map(|_| "1.2.0.192.in-addr.arpa PTR z.example.edu\n").collect();
        format!("{others}1.2.0.192.in-addr.arpa PTR own.example.edu\nown.example.edu A 192.0.2.1")
    };
    assert_eq!(check_terms("ptr -all", &names(9)).result, Result::Pass);
    assert_eq!(check_terms("ptr -all", &names(10)).result, Result::Fail);
}

#[test]
fn lengths() {
    let long = Record::parse(format!("v=spf1 {}", "a ".repeat(MAX_RECORD_LENGTH)).as_bytes());
    assert_eq!(long.errors().map(|e| e.kind).collect::<Vec<_>>(), [SyntaxErrorKind::TooLong]);
    let zone = format!("example.edu TXT v=spf1 exp=why.example -all\nwhy.example TXT {}", "%{l}".repeat(500));
    let found = check_sender(&zone, "192.0.2.1", "long-local-part@example.edu");
    assert_eq!(found.explanation.unwrap().text, Err(NoExplanation::TooLong));
    let sender = format!("{}@example.edu", "\u{e9}".repeat(MAX_IDENTITY_LENGTH));
    let found = check_sender("example.edu TXT v=spf1 -all", "192.0.2.1", &sender);
    assert_eq!(found.sender.len(), MAX_IDENTITY_LENGTH + "@example.edu".len());
}
