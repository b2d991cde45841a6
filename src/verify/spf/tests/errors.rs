//! What breaks the grammar, where, and what becomes of records that cannot be used.

use super::*;
use SyntaxErrorKind as Kinds;

#[test]
fn places_of_errors() {
    for (term, kind, at) in [
        ("a:\u{feff}x.example", Kinds::InvalidCharacter, "\u{feff}"),
        ("ip4:192.0.2.1\t", Kinds::InvalidCharacter, "\t"),
        ("moo", Kinds::UnknownMechanism, "moo"),
        ("-all.", Kinds::UnknownMechanism, "all."),
        ("~ipv4:192.0.2.1", Kinds::UnknownMechanism, "ipv4:192.0.2.1"),
        ("redirect:x.example", Kinds::ModifierWithColon, "redirect:x.example"),
        ("1up=foo", Kinds::InvalidModifierName, "1up"),
        ("=all", Kinds::InvalidModifierName, ""),
        ("-exp=x.example", Kinds::InvalidModifierName, "-exp"),
        ("include", Kinds::MissingDomain, "include"),
        ("include:", Kinds::MissingDomain, ""),
        ("exists", Kinds::MissingDomain, "exists"),
        ("redirect=", Kinds::MissingDomain, ""),
        ("a:museum", Kinds::InvalidDomain, "museum"),
        ("a:museum.", Kinds::InvalidDomain, "museum."),
        ("mx:x.123", Kinds::InvalidDomain, "x.123"),
        ("mx:x.-com", Kinds::InvalidDomain, "x.-com"),
        ("a:x.example:25", Kinds::InvalidDomain, "x.example:25"),
        ("include:x.example/24", Kinds::InvalidDomain, "x.example/24"),
        ("a:%{d}x", Kinds::InvalidDomain, "%{d}x"),
        ("a:192.0.2.1", Kinds::AddressAsDomain, "192.0.2.1"),
        ("a:192.0.2.1/24", Kinds::AddressAsDomain, "192.0.2.1"),
        ("include:2001:db8::1", Kinds::AddressAsDomain, "2001:db8::1"),
        ("all:x.example", Kinds::UnexpectedValue, ":x.example"),
        ("all/8", Kinds::UnexpectedValue, "/8"),
        ("exists:%(ir).x.example", Kinds::InvalidMacro, "%"),
        ("exists:%{ir.x.example", Kinds::InvalidMacro, "%{ir.x.example"),
        ("exists:%{z}.x.example", Kinds::InvalidMacro, "%{z}"),
        ("exists:%{d0}.x.example", Kinds::InvalidMacro, "%{d0}"),
        ("exists:%{dx}.x.example", Kinds::InvalidMacro, "%{dx}"),
        ("exists:%{}.x.example", Kinds::InvalidMacro, "%{}"),
        ("exp=%{c}.example", Kinds::MacroOfExplanation, "%{c}"),
        ("foo=%abc", Kinds::InvalidMacro, "%"),
        ("ip4", Kinds::InvalidAddress, "ip4"),
        ("ip4:", Kinds::InvalidAddress, ""),
        ("ip4:192.0.2", Kinds::InvalidAddress, "192.0.2"),
        ("ip4:192.0.2.1:25", Kinds::InvalidAddress, "192.0.2.1:25"),
        ("ip4:2001:db8::1", Kinds::InvalidAddress, "2001:db8::1"),
        ("ip6:192.0.2.1", Kinds::InvalidAddress, "192.0.2.1"),
        ("ip4:192.0.2.0/33", Kinds::InvalidPrefix, "33"),
        ("ip4:192.0.2.0/024", Kinds::InvalidPrefix, "024"),
        ("ip4:192.0.2.0/", Kinds::InvalidPrefix, ""),
        ("ip4:192.0.2.0//24", Kinds::InvalidPrefix, "/24"),
        ("ip6:2001:db8::/129", Kinds::InvalidPrefix, "129"),
        ("a/33", Kinds::InvalidPrefix, "33"),
        ("a//129", Kinds::InvalidPrefix, "129"),
        ("a/24/64", Kinds::InvalidPrefix, "64"),
        ("a/24/32", Kinds::InvalidPrefix, "/24"),
        ("ptr/0", Kinds::InvalidPrefix, "/0"),
        ("include/24", Kinds::InvalidPrefix, "/24"),
    ] {
        assert_eq!(syntax(term), Some((kind, at.to_owned())), "{term}");
        assert!(!kind.id().is_empty());
    }
}

#[test]
fn what_looks_wrong_and_is_right() {
    for term in [
        "a:foo:bar/baz.example.com",
        "a:x.xn--zckzah",
        "a:x.1-2",
        "a:%{i}.x.example",
        "exists:%{l1r+-}.%{d2}",
        "a:%{d}/24//64",
        "a:%%%_%-.example",
        "include:%{H}",
        "moo.cow-far_out=man:dog/cat",
        "default=%{c}",
        "include=x.example",
        "exp=%{d}",
        "IP4:192.0.2.1",
        "ip6:::192.0.2.1/0",
    ] {
        assert_eq!(syntax(term), None, "{term}");
    }
}

#[test]
fn an_error_anywhere_ends_the_check() {
    let found = check("example.edu TXT v=spf1 ip4:192.0.2.1 moo -all", "192.0.2.1");
    assert_eq!(found.result, Result::PermError);
    let outcomes: Vec<_> = found.root.steps.iter().map(|s| s.outcome).collect();
    let broken = Outcome::Error(Problem::Syntax(Kinds::UnknownMechanism));
    assert_eq!(outcomes, [Outcome::NotReached, broken, Outcome::NotReached]);
}

#[test]
fn every_error_is_found() {
    let record = Record::parse(b"v=spf1 a:x ip4:300.1.1.1 exp=a.example exp=b.example -all");
    let kinds: Vec<_> = record.errors().map(|e| e.kind).collect();
    assert_eq!(kinds, [Kinds::InvalidDomain, Kinds::InvalidAddress, Kinds::DuplicateModifier]);
    assert_eq!(record.term_text(3), "exp=b.example");
    assert_eq!(record.term_text(99), "");
}

#[test]
fn which_texts_are_records() {
    let found = |texts: &str| check(texts, "192.0.2.1").root.found;
    let nothing = |no_such_domain: bool, similar: &[&str]| Found::Nothing {
        no_such_domain,
        similar: similar.iter().map(|&s| s.to_owned()).collect(),
    };
    assert_eq!(found("example.edu TXT v=spf10"), nothing(false, &["v=spf10"]));
    assert_eq!(found("example.edu TXT \"v=spf1 -all\""), nothing(false, &["\"v=spf1 -all\""]));
    assert_eq!(found("example.edu TXT other"), nothing(false, &[]));
    assert_eq!(found("example.edu A 192.0.2.1"), nothing(false, &[]));
    assert_eq!(found(""), nothing(true, &[]));
    assert_eq!(found("example.edu BROKEN TXT"), Found::Failed(Failure::ServerFailure));
    let one = found("example.edu TXT other=text\nexample.edu TXT v=spf1\nexample.edu TXT v=spf10");
    assert_eq!(one.record().map(|r| r.text.as_str()), Some("v=spf1"));
    let two = check("example.edu TXT v=spf1 -all\nexample.edu TXT v=SPF1 +all", "192.0.2.1");
    assert_eq!(two.result, Result::PermError);
    assert_eq!(two.root.found, Found::Several(vec!["v=spf1 -all".to_owned(), "v=SPF1 +all".to_owned()]));
    assert_eq!(check("example.edu BROKEN *", "192.0.2.1").result, Result::TempError);
}

#[test]
fn failed_look_ups() {
    let broken = "broken.example BROKEN *";
    let of = |term: &str| result(&format!("v=spf1 {term} +all"), broken, "192.0.2.1");
    for term in ["a:broken.example", "mx:broken.example", "exists:broken.example", "include:broken.example"] {
        assert_eq!(of(term), Result::TempError, "{term}");
    }
    assert_eq!(result("v=spf1 redirect=broken.example", broken, "192.0.2.1"), Result::TempError);
    let hosts = "example.edu MX 1 broken.example\nbroken.example BROKEN *";
    assert_eq!(result("v=spf1 mx +all", hosts, "192.0.2.1"), Result::TempError);
    assert_eq!(result("v=spf1 ip4:192.0.2.1 a:broken.example", broken, "192.0.2.1"), Result::Pass);
}
