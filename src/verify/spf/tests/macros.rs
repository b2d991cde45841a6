//! Macros: letters, transformers, delimiters, escapes.

use super::*;

/// What `%{p}` may stand for in these tests.
const NAMES: &str = "
    3.2.0.192.in-addr.arpa PTR mx.example.net
    3.2.0.192.in-addr.arpa PTR strong.email.example.edu
    mx.example.net A 192.0.2.3
    strong.email.example.edu A 192.0.2.3
    4.2.0.192.in-addr.arpa PTR forged.example.net
    5.2.0.192.in-addr.arpa BROKEN *";

/// `text` expanded in an explanation of `strong-bad@email.example.edu`.
fn expand(text: &str, from: &str) -> Option<String> {
    let zone = format!("email.example.edu TXT v=spf1 exp=why.example -all\nwhy.example TXT {text}\n{NAMES}");
    let found = check_sender(&zone, from, "strong-bad@email.example.edu");
    assert_eq!(found.result, Result::Fail);
    found.explanation.unwrap().text.ok()
}

#[test]
fn letters() {
    for (text, expected) in [
        ("%{s}", "strong-bad@email.example.edu"),
        ("%{l}", "strong-bad"),
        ("%{o}", "email.example.edu"),
        ("%{d}", "email.example.edu"),
        ("%{i}", "192.0.2.3"),
        ("%{c}", "192.0.2.3"),
        ("%{h}", "mail.example.net"),
        ("%{r}", "mx.example.org"),
        ("%{t}", "1700000000"),
        ("%{v}", "in-addr"),
        ("%{p}", "strong.email.example.edu"),
    ] {
        assert_eq!(expand(text, "192.0.2.3").as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn transformers() {
    for (text, expected) in [
        ("%{d4}", "email.example.edu"),
        ("%{d3}", "email.example.edu"),
        ("%{d2}", "example.edu"),
        ("%{d1}", "edu"),
        ("%{dr}", "edu.example.email"),
        ("%{d2r}", "example.email"),
        ("%{D2R}", "example.email"),
        ("%{d99999999999999999999999}", "email.example.edu"),
        ("%{l-}", "strong.bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        ("%{l/,+=_}", "strong-bad"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.edu"),
        ("100%%%_of%-it", "100% of%20it"),
    ] {
        assert_eq!(expand(text, "192.0.2.3").as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn addresses_of_the_sixth_version() {
    let from = "2001:db8::cb01";
    assert_eq!(expand("%{c} %{v}", from).as_deref(), Some("2001:db8::cb01 ip6"));
    let reverse = "1.0.B.C.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.B.D.0.1.0.0.2";
    assert_eq!(expand("%{ir}", from).as_deref(), Some(reverse));
    assert_eq!(expand("%{i}", "::ffff:192.0.2.3").as_deref(), Some("192.0.2.3"));
}

#[test]
fn escapes_of_urls() {
    let zone = "example.edu TXT v=spf1 exp=why.example -all\nwhy.example TXT http://x.example/?s=%{S}";
    let found = check_sender(zone, "192.0.2.1", "~a b&c=d\u{e9}@example.edu");
    let expected = "http://x.example/?s=~a%20b%26c%3Dd%C3%A9%40example.edu";
    assert_eq!(found.explanation.unwrap().text.as_deref(), Ok(expected));
}

#[test]
fn names_without_proof_are_unknown() {
    assert_eq!(expand("%{p}", "192.0.2.4").as_deref(), Some("unknown"));
    assert_eq!(expand("%{p}", "192.0.2.5").as_deref(), Some("unknown"));
    assert_eq!(expand("%{p}", "192.0.2.6").as_deref(), Some("unknown"));
}

#[test]
fn names_are_cut_from_the_left() {
    let label = "a".repeat(60);
    let sender = format!("notices@{label}.{label}.{label}.example.edu");
    let zone = format!("{}\n{label}.{label}.{label}.example.edu TXT v=spf1 a:%{{d}}.%{{d}} -all", NAMES);
    let found = check_sender(&zone, "192.0.2.1", &sender);
    let target = format!("example.edu.{label}.{label}.{label}.example.edu");
    assert_eq!(found.root.steps[0].target.as_deref(), Some(target.as_str()));
    let long = format!("notices@{}.example.edu", "a".repeat(64));
    assert_eq!(check_sender(&zone, "192.0.2.1", &long).result, Result::None);
}

#[test]
fn the_domain_is_that_of_the_record() {
    let zone = "
        example.edu TXT v=spf1 include:other.example -all
        other.example TXT v=spf1 exists:%{d}.%{o}.x.example
        other.example.example.edu.x.example A 127.0.0.2";
    assert_eq!(check(zone, "192.0.2.1").result, Result::Pass);
}
