//! Records and identities of any kind: no panic, no endless work.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::super::walk as walk_of;
use super::*;

/// Every name has the same text record, host names that lead to each other, and an address of no interest.
struct Everywhere {
    text: Vec<u8>,
    asked: AtomicUsize,
}

impl Dns for Everywhere {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        self.asked.fetch_add(1, Ordering::Relaxed);
        assert!(name.len() <= 253 && name.is_ascii(), "{name}");
        let record = match kind {
            Kind::A => DnsRecord::A([192, 0, 2, 1].into()),
            Kind::Aaaa => return Answer::NoData,
            Kind::Mx => DnsRecord::Mx(0, format!("mx.{name}").chars().take(200).collect()),
            Kind::Ptr => DnsRecord::Ptr("host.example".to_owned()),
            Kind::Txt => DnsRecord::Txt(self.text.clone()),
        };
        Answer::Records(vec![record; 12].into_iter().take(if kind == Kind::Txt { 1 } else { 12 }).collect())
    }
}

fn run(text: Vec<u8>, sender: &str, helo: &str, from: IpAddr) {
    let dns = Everywhere { text, asked: AtomicUsize::new(0) };
    let identity = Identity::MailFrom(sender);
    let found = evaluate(&dns, &Request { ip: from, identity, helo, receiver: helo, time: i64::MIN });
    // The record; ten terms, each with its own question, a macro's and those about twenty hosts; the explanation.
    assert!(dns.asked.load(Ordering::Relaxed) <= 1 + 10 * 32 + 32);
    assert!(found.lookups <= MAX_LOOKUPS + 1 && found.void_lookups <= MAX_VOID_LOOKUPS + 1);
    assert_ne!(found.result, Result::Unknown);
    dns.asked.store(0, Ordering::Relaxed);
    let walk = walk_of(&dns, sender);
    assert!(dns.asked.load(Ordering::Relaxed) <= MAX_WALK_QUESTIONS);
    if let Some(record) = walk.root.found.record() {
        record.errors().for_each(|e| assert!(record.text.get(e.at.clone()).is_some()));
        (0..record.terms.len())
            .for_each(|i| assert!(!record.term_text(i).is_empty() && without_term(record, i).len() >= 6));
        assert!(Record::is_spf(with_include(record, "x.example").as_bytes()));
    }
}

fn term() -> impl Strategy<Value = String> {
    let macros = "(%(\\{[slodiphcrtvSLOx][0-9]{0,3}r?[-.+,/_=]{0,3}\\}|[%_-]|\\{)|[a-z.:/=\u{e9}]{0,3}){0,6}";
    prop_oneof![
        (
            "[-+~?]?",
            "all|include:|a|a:|mx|mx:|ptr|ptr:|ip4:|ip6:|exists:|redirect=|exp=|x=",
            macros,
            "(\\.example)?(/[0-9]{1,3})?(//[0-9]{1,3})?"
        )
            .prop_map(|(a, b, c, d)| format!("{a}{b}{c}{d}")),
        "[-+~?]?ip[46]:[0-9a-f:.]{1,20}(/[0-9]{0,4})?",
        "\\PC{0,12}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_terms(
        terms in prop::collection::vec(term(), 0..12),
        sender in "\\PC{0,20}@?[a-z.]{0,20}",
        helo in "\\PC{0,20}",
        from in any::<u128>(),
    ) {
        let text = format!("v=spf1 {}", terms.join(" ")).into_bytes();
        run(text.clone(), &sender, &helo, IpAddr::from(from.to_be_bytes()));
        run(text, "notices@example.edu", &helo, IpAddr::from([192, 0, 2, 2]));
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut text = b"v=spf1 ".to_vec();
        text.extend(&bytes);
        Record::parse(&bytes);
        run(text, "notices@example.edu", "", IpAddr::from([192, 0, 2, 2]));
    }
}

#[test]
fn the_largest_records_take_little_time() {
    let sender = format!("{}@example.edu", "a.".repeat(2000));
    for piece in [
        "%{l}",
        "%{s9r.}",
        "a ",
        "ip4:192.0.2.9 ",
        "include:%{d}.example ",
        "%%",
        "exists:%{p}.x.example ",
        "/1",
    ] {
        for start in ["v=spf1 ", "v=spf1 a:", "v=spf1 exists:"] {
            let mut text = format!("{start}{}", piece.repeat(MAX_RECORD_LENGTH / piece.len()));
            text.truncate(MAX_RECORD_LENGTH);
            run(text.into_bytes(), &sender, &sender, IpAddr::from([192, 0, 2, 2]));
        }
    }
}
