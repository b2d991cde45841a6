//! The live source against a name server on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

use mail_auth::hickory_resolver::proto::op::ResponseCode;

use super::*;
use crate::dns::recorded::json_lines::{self, Preamble};
use crate::dns::testing::{Habit, NEGATIVE_TTL, NameServer, TTL, Zone};
use crate::dns::{Record, Recorded};

fn quick(servers: Vec<SocketAddr>) -> Live {
    let options = LiveOptions { timeout: Duration::from_millis(700), ..LiveOptions::new(servers) };
    Live::start(options).unwrap()
}

fn live(server: &NameServer) -> Live {
    quick(vec![server.address()])
}

fn texts(answer: &Answer) -> Vec<String> {
    let text = |record: &Record| match record {
        Record::Txt(octets) => String::from_utf8(octets.clone()).unwrap(),
        other => format!("{other:?}"),
    };
    answer.records().iter().map(text).collect()
}

#[test]
fn every_type_sorted_and_each_record_once() {
    let long = format!("v=DKIM1; p={}", "A".repeat(400));
    let server = Zone::new()
        .txt("example.edu", "v=spf1 -all")
        .txt("example.edu", "a")
        .txt("example.edu", "a")
        .txt("s._domainkey.example.edu", &long)
        .a("mx1.example.edu", "192.0.2.9")
        .a("mx1.example.edu", "192.0.2.1")
        .aaaa("mx1.example.edu", "2001:db8::1")
        .mx("example.edu", 20, "MX2.example.edu")
        .mx("example.edu", 10, "mx1.example.edu")
        .mx("example.org", 0, ".")
        .ptr("1.2.0.192.in-addr.arpa", "mx1.example.edu")
        .start();
    let dns = live(&server);
    assert_eq!(texts(&dns.look_up("example.edu", Kind::Txt)), ["a", "v=spf1 -all"]);
    assert_eq!(texts(&dns.look_up("s._domainkey.example.edu", Kind::Txt)), [long]);
    let a = [Record::A([192, 0, 2, 1].into()), Record::A([192, 0, 2, 9].into())];
    assert_eq!(dns.look_up("mx1.example.edu", Kind::A).records(), a);
    let aaaa = Record::Aaaa("2001:db8::1".parse().unwrap());
    assert_eq!(dns.look_up("mx1.example.edu", Kind::Aaaa).records(), [aaaa]);
    let mx = [Record::Mx(10, "mx1.example.edu".into()), Record::Mx(20, "mx2.example.edu".into())];
    assert_eq!(dns.look_up("example.edu", Kind::Mx).records(), mx);
    assert_eq!(dns.look_up("example.org", Kind::Mx).records(), [Record::Mx(0, String::new())]);
    let ptr = Record::Ptr("mx1.example.edu".into());
    assert_eq!(dns.look_up("1.2.0.192.in-addr.arpa", Kind::Ptr).records(), [ptr]);
}

#[test]
fn what_there_is_not_and_what_failed() {
    let server = Zone::new()
        .a("example.edu", "192.0.2.1")
        .habit("servfail.example", Habit::Code(ResponseCode::ServFail))
        .habit("refused.example", Habit::Code(ResponseCode::Refused))
        .habit("notimp.example", Habit::Code(ResponseCode::NotImp))
        .habit("garbage.example", Habit::Garbage)
        .habit("silent.example", Habit::Silent)
        .habit("lame.example", Habit::Referral)
        .start();
    let dns = live(&server);
    let failed = |name: &str| match dns.look_up(name, Kind::Txt) {
        Answer::Failed(failure) => failure.id(),
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(dns.look_up("example.edu", Kind::Txt), Answer::NoData);
    assert_eq!(dns.look_up("example.org", Kind::Txt), Answer::NxDomain);
    assert_eq!(failed("servfail.example"), "servfail");
    assert_eq!(failed("refused.example"), "refused");
    assert_eq!(failed("notimp.example"), "servfail");
    assert_eq!(failed("garbage.example"), "malformed");
    assert_eq!(failed("silent.example"), "timeout");
    assert_eq!(failed("lame.example"), "refused");
    assert_eq!(server.count("refused.example"), 1);
    assert_eq!(server.count("servfail.example"), 2);
    assert_eq!(server.count("silent.example"), 2);
    let given = dns.given("example.org", Kind::Txt);
    assert_eq!(given.ttl, Some(NEGATIVE_TTL));
    assert_eq!(dns.given("silent.example", Kind::Txt).ttl, None);
}

#[test]
fn names_that_dns_cannot_hold_are_not_asked() {
    let server = Zone::new().start();
    let dns = live(&server);
    for name in ["a..b", ".example.edu", &"a".repeat(64), &"a.".repeat(200)] {
        assert_eq!(dns.look_up(name, Kind::Txt), Answer::NxDomain, "{name}");
    }
    assert!(server.seen().is_empty());
    assert_eq!(dns.look_up("b\u{fc}cher \u{1}\".example", Kind::A), Answer::NxDomain);
    assert_eq!(server.seen().len(), 1);
}

#[test]
fn cut_off_answers_are_asked_for_over_tcp() {
    let mut zone = Zone::new()
        .txt("small.example", "cut")
        .habit("small.example", Habit::Truncated)
        .txt("never.example", "cut")
        .habit("never.example", Habit::AlwaysTruncated);
    for i in 0..40 {
        zone = zone.txt("big.example", &format!("{i:02} {}", "x".repeat(200)));
    }
    let server = zone.start();
    let dns = live(&server);
    assert_eq!(texts(&dns.look_up("small.example", Kind::Txt)), ["cut"]);
    assert_eq!(dns.look_up("big.example", Kind::Txt).records().len(), 40);
    assert_eq!(dns.look_up("never.example", Kind::Txt), Answer::Failed(Failure::Malformed));
    let over_tcp = |name: &str| server.seen().iter().filter(|s| s.name == name && s.tcp).count();
    assert_eq!((over_tcp("small.example"), over_tcp("big.example")), (1, 1));
}

#[test]
fn aliases_are_followed_and_circles_are_not() {
    let mut zone = Zone::new()
        .cname("one.example", "two.example")
        .cname("two.example", "three.example")
        .txt("three.example", "end")
        .cname("gone.example", "nowhere.example")
        .cname("empty.example", "three.example")
        .cname("round.example", "about.example")
        .cname("about.example", "round.example")
        .cname("self.example", "self.example")
        .cname("far.example", "three.example")
        .habit("far.example", Habit::OneAlias)
        .cname("farloop.example", "farloop2.example")
        .habit("farloop.example", Habit::OneAlias)
        .cname("farloop2.example", "farloop.example")
        .habit("farloop2.example", Habit::OneAlias);
    for i in 0..30 {
        zone = zone.cname(&format!("c{i}.example"), &format!("c{}.example", i + 1));
    }
    let server = zone.txt("c30.example", "end").start();
    let dns = live(&server);
    let circle = Answer::Failed(Failure::Malformed);
    for name in ["one.example", "far.example", "c14.example"] {
        assert_eq!(texts(&dns.look_up(name, Kind::Txt)), ["end"], "{name}");
    }
    assert_eq!(dns.look_up("gone.example", Kind::Txt), Answer::NxDomain);
    assert_eq!(dns.look_up("empty.example", Kind::A), Answer::NoData);
    for name in ["round.example", "self.example", "farloop.example", "c13.example"] {
        assert_eq!(dns.look_up(name, Kind::Txt), circle, "{name}");
    }
    assert_eq!(server.count("one.example"), 1);
    assert_eq!(server.count("far.example"), 1);
}

#[test]
fn one_question_is_asked_once_by_however_many() {
    let mut zone = Zone::new();
    for i in 0..50 {
        zone = zone.txt(&format!("n{i}.example"), "x");
    }
    let server = zone.start();
    let dns = live(&server);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for i in 0..50 {
                    assert_eq!(texts(&dns.look_up(&format!("N{i}.example."), Kind::Txt)), ["x"]);
                }
            });
        }
    });
    assert_eq!(server.seen().len(), 50);
}

#[test]
fn many_at_once_with_progress() {
    let mut zone = Zone::new();
    let mut questions = Vec::new();
    for i in 0..200 {
        let name = format!("n{i}.example");
        zone = match i % 20 {
            0 => zone.habit(&name, Habit::Silent),
            _ => zone.txt(&name, "x"),
        };
        questions.push((name, Kind::Txt));
    }
    let server = zone.start();
    let dns = live(&server);
    let (mut seen, start) = (Vec::new(), Instant::now());
    dns.look_up_many(&questions, &mut |done| seen.push(done));
    assert_eq!(seen, (1..=200).collect::<Vec<_>>());
    // ten silent names of two tries each, one after the other, would take ten times as long
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(dns.asked().len(), 200);
    let before = server.seen().len();
    dns.look_up_many(&questions, &mut |_| {});
    assert_eq!(server.seen().len(), before);
}

#[test]
fn the_next_try_and_the_next_server() {
    let bad = Zone::new()
        .habit("example.edu", Habit::Code(ResponseCode::ServFail))
        .habit("example.org", Habit::Code(ResponseCode::Refused))
        .habit("late.example", Habit::SilentOnce)
        .txt("late.example", "late")
        .txt("old.example", "old")
        .habit("old.example", Habit::NoEdns)
        .start();
    let good = Zone::new().txt("example.edu", "good").txt("example.org", "good").start();
    let both = quick(vec![bad.address(), good.address()]);
    for name in ["example.edu", "example.org"] {
        assert_eq!(texts(&both.look_up(name, Kind::Txt)), ["good"]);
    }
    let one = live(&bad);
    assert_eq!(texts(&one.look_up("late.example", Kind::Txt)), ["late"]);
    assert_eq!(texts(&one.look_up("old.example", Kind::Txt)), ["old"]);
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let deaf = UdpSocket::bind("127.0.0.1:0").unwrap();
    let options = LiveOptions {
        timeout: Duration::from_millis(50),
        tries: 1,
        in_flight: 1,
        ..LiveOptions::new(vec![deaf.local_addr().unwrap()])
    };
    let dns = Live::start(options).unwrap();
    let questions: Vec<_> = (0..500).map(|i| (format!("n{i}.example"), Kind::A)).collect();
    let start = Instant::now();
    dns.look_up_many(&questions, &mut |_| {});
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    assert_eq!(dns.look_up("n0.example", Kind::A), Answer::Failed(Failure::Timeout));
    assert_eq!(dns.look_up("n499.example", Kind::A), Answer::Failed(Failure::Unreachable));
}

#[test]
fn a_silent_domain_is_not_asked_about_for_ever() {
    let mut zone = Zone::new().txt("answers.example.org", "x");
    for i in 0..200 {
        zone = zone.habit(&format!("n{i}.silent.example"), Habit::Silent);
    }
    let server = zone.start();
    let options = LiveOptions {
        timeout: Duration::from_millis(30),
        tries: 1,
        in_flight: 4,
        ..LiveOptions::new(vec![server.address()])
    };
    let dns = Live::start(options).unwrap();
    let questions: Vec<_> = (0..200).map(|i| (format!("n{i}.silent.example"), Kind::A)).collect();
    assert!(!dns.was_answered());
    for question in questions {
        // in between somebody else answers, so that the server is not given up
        let (name, kind) = question;
        assert_eq!(dns.look_up(&name, kind), Answer::Failed(Failure::Timeout));
        assert_eq!(texts(&dns.look_up("answers.example.org", Kind::Txt)), ["x"]);
        dns.look_up(&format!("{name}.example.org"), Kind::A);
    }
    assert!(dns.was_answered());
    let asked = server.seen().iter().filter(|s| s.name.ends_with(".silent.example")).count();
    assert_eq!(asked, ask::MOST_SILENT as usize);
    // an answer for the organisation would have cleared it
    assert_eq!(dns.look_up("silent.example", Kind::A), Answer::Failed(Failure::Timeout));
}

#[test]
fn more_questions_and_answers_than_allowed_are_named() {
    let server = Zone::new().txt("example.edu", "x").start();
    let dns = live(&server);
    assert_eq!(texts(&dns.look_up("example.edu", Kind::Txt)), ["x"]);
    assert_eq!((dns.limit(), dns.counter().counts()), (None, (1, 1)));
    dns.shared.known().kept = MAX_KEPT;
    assert_eq!(dns.look_up("example.org", Kind::Txt), Answer::NotRecorded);
    assert_eq!(texts(&dns.look_up("example.edu", Kind::Txt)), ["x"]);
    assert_eq!(dns.limit(), Some(Limit::Bytes));
    let deaf = UdpSocket::bind("127.0.0.1:0").unwrap();
    let dns = quick(vec![deaf.local_addr().unwrap()]);
    dns.announce(&|| (0..MAX_QUESTIONS).map(|i| (format!("n{i}.example"), Kind::A)).collect());
    assert_eq!(dns.limit(), None);
    assert_eq!(dns.look_up("one.more.example", Kind::A), Answer::NotRecorded);
    assert_eq!((dns.limit(), dns.asked().len()), (Some(Limit::Questions), 0));
    assert_eq!(Limit::Questions.to_string(), "200000 questions");
}

#[test]
fn dropping_it_does_not_wait_for_answers() {
    let deaf = UdpSocket::bind("127.0.0.1:0").unwrap();
    let dns = Live::start(LiveOptions::new(vec![deaf.local_addr().unwrap()])).unwrap();
    dns.ask(&("example.edu".into(), Kind::Txt));
    let start = Instant::now();
    drop(dns);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(matches!(Live::start(LiveOptions::new(Vec::new())), Err(LiveError::NoServers)));
}

#[test]
fn what_was_asked_is_written_and_answers_the_same_again() {
    let server = Zone::new()
        .txt("example.edu", "v=spf1 include:spf.example.org -all \u{fc}")
        .cname("www.example.edu", "example.edu")
        .mx("example.edu", 0, ".")
        .ptr("1.2.0.192.in-addr.arpa", "mx1.example.edu")
        .aaaa("example.edu", "2001:db8::1")
        .habit("servfail.example", Habit::Code(ResponseCode::ServFail))
        .habit("silent.example", Habit::Silent)
        .start();
    let dns = live(&server);
    let names =
        ["example.edu", "www.example.edu", "example.org", "servfail.example", "silent.example", "a..b"];
    let mut questions: Vec<_> = names.iter().map(|n| ((*n).to_owned(), Kind::Txt)).collect();
    questions.extend([("example.edu".to_owned(), Kind::Mx), ("example.edu".to_owned(), Kind::A)]);
    questions
        .extend([("1.2.0.192.in-addr.arpa".to_owned(), Kind::Ptr), ("example.edu".to_owned(), Kind::Aaaa)]);
    dns.look_up_many(&questions, &mut |_| {});
    let asked = dns.asked();
    assert_eq!(asked.len(), questions.len());
    let mut out = Vec::new();
    let resolvers = dns.servers().iter().map(ToString::to_string).collect();
    json_lines::write(&mut out, &Preamble { at: None, resolvers }, &asked).unwrap();
    let recorded = Recorded::parse(&out).unwrap();
    assert_eq!(recorded.asked(), asked);
    for (name, kind) in &questions {
        assert_eq!(recorded.given(name, *kind), dns.given(name, *kind));
    }
    assert_eq!(recorded.given("www.example.edu", Kind::Txt).ttl, Some(TTL));
    let (first, last) = recorded.period().unwrap();
    assert!(first <= last);
}
