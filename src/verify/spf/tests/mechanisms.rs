//! Each mechanism and each qualifier.

use super::*;

const HOSTS: &str = "
    example.edu A 192.0.2.1
    example.edu AAAA 2001:db8::1
    example.edu MX 20 mx2.example.edu
    example.edu MX 10 mx1.example.edu
    mx1.example.edu A 192.0.2.11
    mx2.example.edu A 192.0.2.12
    mx2.example.edu AAAA 2001:db8::12
    relays.example.org TXT v=spf1 ip4:198.51.100.0/24 -all
    relays.example.org A 198.51.100.1
    1.2.0.192.in-addr.arpa PTR www.example.edu
    www.example.edu A 192.0.2.1
    2.2.0.192.in-addr.arpa PTR forged.example.edu
    forged.example.edu A 203.0.113.1
    3.2.0.192.in-addr.arpa PTR host.example.net
    4.2.0.192.in-addr.arpa BROKEN *";

/// The first step of `v=spf1 TERM -all`.
fn step(term: &str, from: &str) -> Step {
    let found = check(&format!("example.edu TXT v=spf1 {term} -all\n{HOSTS}"), from);
    let expected = if found.root.steps[0].outcome == Outcome::Matched { Result::Pass } else { Result::Fail };
    assert_eq!(found.result, expected, "{term} {from}");
    found.root.steps[0].clone()
}

fn matches(term: &str, from: &str) -> bool {
    step(term, from).outcome == Outcome::Matched
}

fn missed(term: &str, from: &str, why: Miss) {
    assert_eq!(step(term, from).outcome, Outcome::NotMatched(why), "{term} {from}");
}

#[test]
fn qualifiers() {
    let of = |record: &str| result(record, "", "192.0.2.9");
    assert_eq!(of("v=spf1 all"), Result::Pass);
    assert_eq!(of("v=spf1 +all"), Result::Pass);
    assert_eq!(of("v=spf1 -all"), Result::Fail);
    assert_eq!(of("v=spf1 ~all"), Result::SoftFail);
    assert_eq!(of("v=spf1 ?all"), Result::Neutral);
    assert_eq!(of("V=SPF1 -ALL"), Result::Fail);
    assert_eq!(of("v=spf1"), Result::Neutral);
    assert_eq!(of("v=spf1   ip4:192.0.2.9   "), Result::Pass);
}

#[test]
fn networks() {
    assert!(matches("ip4:192.0.2.9", "192.0.2.9"));
    assert!(matches("ip4:192.0.2.77/24", "192.0.2.9"));
    assert!(matches("ip4:192.0.2.9", "::ffff:192.0.2.9"));
    assert!(matches("ip6:2001:db8::/32", "2001:db8:1::9"));
    missed("ip4:192.0.2.0/25", "192.0.2.129", Miss::OtherNetwork);
    missed("ip4:0.0.0.0/0", "2001:db8::1", Miss::OtherFamily);
    missed("ip6:::/0", "192.0.2.9", Miss::OtherFamily);
    missed("ip6:::ffff:192.0.2.9", "::ffff:192.0.2.9", Miss::OtherFamily);
}

#[test]
fn addresses_of_a_name() {
    assert!(matches("a", "192.0.2.1"));
    assert!(matches("a", "2001:db8::1"));
    assert!(matches("a:mx1.example.edu", "192.0.2.11"));
    assert!(matches("a/24", "192.0.2.200"));
    assert!(matches("A:EXAMPLE.edu./24//64", "2001:db8::ffff"));
    missed("a//64", "192.0.2.200", Miss::OtherAddresses);
    missed("a:nothing.example.edu", "192.0.2.1", Miss::NoRecords);
    missed("a:mx1.example.edu", "2001:db8::1", Miss::NoRecords);
    missed("a:two..dots.example", "192.0.2.1", Miss::InvalidName);
    let step = step("a:mx1.example.edu", "192.0.2.1");
    assert_eq!(step.target.as_deref(), Some("mx1.example.edu"));
    assert_eq!(step.lookups[0].question.kind, Kind::A);
    assert_eq!(step.lookups[0].answer.records(), [record(Kind::A, "192.0.2.11")]);
}

#[test]
fn mail_exchangers() {
    let found = step("mx", "192.0.2.12");
    assert_eq!(found.outcome, Outcome::Matched);
    let asked: Vec<&str> = found.lookups.iter().map(|l| l.question.name.as_str()).collect();
    assert_eq!(asked, ["example.edu", "mx1.example.edu", "mx2.example.edu"]);
    assert!(matches("mx//32", "2001:db8:1::1"));
    assert!(matches("mx:example.edu/28", "192.0.2.2"));
    missed("mx", "192.0.2.1", Miss::OtherAddresses);
    missed("mx:relays.example.org", "192.0.2.1", Miss::NoRecords);
    let null = "example.edu MX 0 ";
    assert_eq!(result("v=spf1 mx -all", null, "192.0.2.1"), Result::Fail);
}

#[test]
fn reverse_names() {
    assert!(matches("ptr", "192.0.2.1"));
    assert!(matches("ptr:example.edu.", "192.0.2.1"));
    missed("ptr", "192.0.2.2", Miss::Unconfirmed);
    missed("ptr", "192.0.2.3", Miss::OtherReverseName);
    missed("ptr:ample.edu", "192.0.2.1", Miss::OtherReverseName);
    missed("ptr", "192.0.2.4", Miss::ReverseFailed(Failure::ServerFailure));
    missed("ptr", "192.0.2.5", Miss::NoReverseName);
    missed("ptr", "2001:db8::1", Miss::NoReverseName);
}

#[test]
fn existing_names() {
    assert!(matches("exists:mx1.example.edu", "203.0.113.9"));
    assert!(matches("exists:mx2.example.edu", "2001:db8::9"));
    missed("exists:no.example.edu", "192.0.2.1", Miss::NoRecords);
}

#[test]
fn included_records() {
    let found =
        check(&format!("example.edu TXT v=spf1 include:Relays.example.org. ~all\n{HOSTS}"), "198.51.100.7");
    assert_eq!(found.result, Result::Pass);
    let way: Vec<_> = found.matched.iter().map(|p| (p.domain.as_str(), p.term, p.text.as_str())).collect();
    let expected =
        [("example.edu", 0, "include:Relays.example.org."), ("relays.example.org", 0, "ip4:198.51.100.0/24")];
    assert_eq!(way, expected);
    let nested = found.root.steps[0].nested.as_deref().unwrap();
    assert_eq!(nested.possible.result(), Result::Pass);
    assert_eq!(nested.steps[1].outcome, Outcome::NotReached);
    missed("include:relays.example.org", "192.0.2.1", Miss::Included(Result::Fail));
}

#[test]
fn what_an_included_result_means() {
    for (record, expected) in [
        ("v=spf1 +all", Result::SoftFail),
        ("v=spf1 -all", Result::Pass),
        ("v=spf1 ~all", Result::Pass),
        ("v=spf1 ?all", Result::Pass),
        ("v=spf1", Result::Pass),
        ("v=spf1 moo", Result::PermError),
        ("no record", Result::PermError),
        ("v=spf1 a:broken.example -all", Result::TempError),
    ] {
        let zone = format!("other.example TXT {record}\nbroken.example BROKEN *");
        assert_eq!(result("v=spf1 ~include:other.example all", &zone, "192.0.2.1"), expected, "{record}");
    }
}

#[test]
fn the_first_match_decides() {
    let found = check("example.edu TXT v=spf1 -ip4:192.0.2.1 ip4:192.0.2.0/24 ?all", "192.0.2.1");
    assert_eq!(found.result, Result::Fail);
    let outcomes: Vec<_> = found.root.steps.iter().map(|s| s.outcome).collect();
    assert_eq!(outcomes, [Outcome::Matched, Outcome::NotReached, Outcome::NotReached]);
    assert_eq!(found.matched[0].text, "-ip4:192.0.2.1");
}

#[test]
fn identities() {
    let zone = "example.edu TXT v=spf1 -all\nmail.example.net TXT v=spf1 +all";
    let null = check_sender(zone, "192.0.2.1", "");
    assert!(null.helo);
    assert_eq!((null.result, null.sender.as_str()), (Result::Pass, "postmaster@mail.example.net"));
    let bare = check_sender(zone, "192.0.2.1", "@Example.EDU");
    assert_eq!((bare.result, bare.sender.as_str()), (Result::Fail, "postmaster@Example.EDU"));
    assert_eq!(bare.root.domain, "example.edu");
    for none in ["a@localhost", "a@[192.0.2.1]", "a@192.0.2.1", "a@x..example", "a@", "a@empty.example"] {
        assert_eq!(check_sender(zone, "192.0.2.1", none).result, Result::None, "{none}");
    }
}
