//! Files of all forms, good and bad.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;

use super::json_lines::{self, Preamble};
use super::*;
use crate::dns::{Failure, MAX_ALIASES, Record};

fn read(text: &str) -> Recorded {
    Recorded::parse(text.as_bytes()).unwrap()
}

fn txt(dns: &Recorded, name: &str) -> Vec<String> {
    let answer = dns.look_up(name, Kind::Txt);
    let text = |record: &Record| match record {
        Record::Txt(octets) => String::from_utf8(octets.clone()).unwrap(),
        other => panic!("{other:?}"),
    };
    answer.records().iter().map(text).collect()
}

const ZONE: &str = r#"
$ORIGIN Example.EDU.   ; the zone
$TTL 1h
@       IN SOA ns1 admin (
            2026030201 ; serial
            7200 3600 1209600 300 )
        NS  ns1
        300 IN TXT "v=spf1 include:spf.example.org" " -all"
        IN 10m MX 10 mx1
        MX 20 mx2.example.org.
mx1     A 192.0.2.1
        A 192.0.2.2
        A 192.0.2.1
        AAAA 2001:db8::1
s._domainkey TXT ( "v=DKIM1; k=rsa; "
        "p=MIGf" ; the key
        "MA0G" )
bare    TXT v=spf1\ -all
odd     TXT "a \"quoted\" \\ \; \059 \200" plain\;text
www     CNAME @
caa     CAA 0 issue "ca.example.net"
new     TYPE65534 \# 2 abcd
chaos   CH TXT "no"
generic TXT \# 3 026869
$INCLUDE other.zone
$ORIGIN sub
host    A 192.0.2.3
"#;

#[test]
fn a_zone_file() {
    let dns = read(ZONE);
    assert_eq!(txt(&dns, "example.edu"), ["v=spf1 include:spf.example.org -all"]);
    assert_eq!(dns.given("example.edu", Kind::Txt).ttl, Some(300));
    let mx = [Record::Mx(10, "mx1.example.edu".into()), Record::Mx(20, "mx2.example.org".into())];
    assert_eq!(dns.look_up("EXAMPLE.edu.", Kind::Mx).records(), mx);
    assert_eq!(dns.given("example.edu", Kind::Mx).ttl, Some(600));
    assert_eq!(dns.look_up("mx1.example.edu", Kind::A).records().len(), 2);
    assert_eq!(dns.look_up("mx1.example.edu", Kind::Aaaa).records().len(), 1);
    assert_eq!(txt(&dns, "s._domainkey.example.edu"), ["v=DKIM1; k=rsa; p=MIGfMA0G"]);
    assert_eq!(txt(&dns, "bare.example.edu"), ["v=spf1 -all"]);
    let odd = Record::Txt(b"a \"quoted\" \\ ; ; \xC8plain;text".to_vec());
    assert_eq!(dns.look_up("odd.example.edu", Kind::Txt).records(), [odd]);
    assert_eq!(txt(&dns, "www.example.edu").len(), 1);
    assert_eq!(dns.look_up("host.sub.example.edu", Kind::A).records().len(), 1);
    assert_eq!(dns.skipped(), 7);
    // an excerpt looks like a whole zone, so nothing is said to be absent
    for (name, kind) in
        [("mx1.example.edu", Kind::Txt), ("nobody.example.edu", Kind::A), ("example.org", Kind::A)]
    {
        assert_eq!(dns.look_up(name, kind), Answer::NotRecorded);
    }
    assert_eq!(dns.look_up("a..b", Kind::A), Answer::NxDomain);
    assert_eq!(dns.look_up("chaos.example.edu", Kind::Txt), Answer::NotRecorded);
}

#[test]
fn lines_without_origin_are_absolute() {
    let dns = read("example.edu TXT \"a\"\nexample.edu. 5 TXT b\nexample.edu 5 IN TXT \"a\"");
    assert_eq!(txt(&dns, "example.edu"), ["a", "b"]);
}

const DIG: &str = r#"
; <<>> DiG 9.18.28 <<>> www.example.edu TXT
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 4711
;; flags: qr rd ra; QUERY: 1, ANSWER: 2, AUTHORITY: 1, ADDITIONAL: 2

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
;; QUESTION SECTION:
;www.example.edu.		IN	TXT

;; ANSWER SECTION:
www.example.edu.	300	IN	CNAME	example.edu.
example.edu.		60	IN	TXT	"v=spf1 \; -all" "x"

;; AUTHORITY SECTION:
example.edu.		300	IN	NS	ns1.example.edu.

;; ADDITIONAL SECTION:
ns1.example.edu.	300	IN	A	192.0.2.53

;; Query time: 1 msec
;; SERVER: 192.0.2.53#53(192.0.2.53) (UDP)
;; WHEN: Mon Mar 02 09:00:00 UTC 2026
;; MSG SIZE  rcvd: 100

extra.example.edu. A 192.0.2.7

;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 1
;; flags: qr rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 1, ADDITIONAL: 1
;; QUESTION SECTION:
;gone.example.edu. IN TXT

;; ANSWER SECTION:
gone.example.edu. 300 IN CNAME nowhere.example.org.

;; AUTHORITY SECTION:
example.org. 60 IN SOA ns1.example.org. admin.example.org. 1 2 3 4 5

;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
;; flags: qr aa rd; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1
;; QUESTION SECTION:
;example.edu. IN AAAA

;; AUTHORITY SECTION:
example.edu. 60 IN SOA ns1.example.edu. admin.example.edu. ( 1 2 3
    4 5 )

;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
;; flags: qr rd; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 1
;; QUESTION SECTION:
;lame.example.edu. IN A

;; AUTHORITY SECTION:
edu. 60 IN NS a.edu.example.

;; ->>HEADER<<- opcode: QUERY, status: SERVFAIL, id: 1
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 0, ADDITIONAL: 1
;; QUESTION SECTION:
;broken.example.edu. IN TXT

;; ->>HEADER<<- opcode: QUERY, status: REFUSED, id: 1
;; QUESTION SECTION:
;closed.example.edu. IN TXT

;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
;; flags: qr tc rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1
;; QUESTION SECTION:
;long.example.edu. IN TXT
;; ANSWER SECTION:
long.example.edu. 1 IN TXT "part"

; <<>> DiG 9.18.28 <<>> @192.0.2.99 -t MX deaf.example.edu +time=1
; (1 server found)
;; global options: +cmd
;; connection timed out; no servers could be reached
"#;

#[test]
fn answers_of_dig() {
    let dns = read(DIG);
    assert_eq!(txt(&dns, "example.edu"), ["v=spf1 ; -allx"]);
    assert_eq!(txt(&dns, "www.example.edu"), ["v=spf1 ; -allx"]);
    assert_eq!(dns.given("www.example.edu", Kind::Txt).ttl, Some(60));
    assert_eq!(dns.look_up("extra.example.edu", Kind::A).records().len(), 1);
    let look = |name: &str, kind| dns.look_up(name, kind);
    // additional records may not be all there are, and another type was not asked for
    assert_eq!(look("ns1.example.edu", Kind::A), Answer::NotRecorded);
    assert_eq!(look("example.edu", Kind::A), Answer::NotRecorded);
    assert_eq!(look("example.edu", Kind::Aaaa), Answer::NoData);
    assert_eq!(look("gone.example.edu", Kind::Txt), Answer::NxDomain);
    assert_eq!(look("nowhere.example.org", Kind::A), Answer::NxDomain);
    assert_eq!(look("lame.example.edu", Kind::A), Answer::NotRecorded);
    assert_eq!(look("broken.example.edu", Kind::Txt), Answer::Failed(Failure::ServerFailure));
    assert_eq!(look("closed.example.edu", Kind::Txt), Answer::Failed(Failure::Refused));
    assert_eq!(look("long.example.edu", Kind::Txt), Answer::Failed(Failure::Malformed));
    assert_eq!(look("deaf.example.edu", Kind::Mx), Answer::Failed(Failure::Timeout));
}

#[test]
fn later_answers_replace_and_failures_do_not() {
    let answer = |status: &str, text: &str| {
        format!(
            ";; ->>HEADER<<- opcode: QUERY, status: {status}, id: 1\n;; flags: qr rd ra; QUERY: 1\n\
             ;; QUESTION SECTION:\n;example.edu. IN TXT\n\n;; ANSWER SECTION:\n{text}\n"
        )
    };
    let old = answer("NOERROR", "example.edu. 1 IN TXT \"old\"");
    let new = answer("NOERROR", "example.edu. 1 IN TXT \"new\"");
    assert_eq!(txt(&read(&format!("{old}\n{new}")), "example.edu"), ["new"]);
    let failed = format!("{old}\n{}", answer("SERVFAIL", ""));
    assert_eq!(txt(&read(&failed), "example.edu"), ["old"]);
    let gone = read(&format!("{old}\n{}", answer("NXDOMAIN", "")));
    assert_eq!(gone.look_up("example.edu", Kind::Txt), Answer::NxDomain);
    let back = format!("{}\n{new}", answer("NXDOMAIN", ""));
    assert_eq!(txt(&read(&back), "example.edu"), ["new"]);
}

#[test]
fn aliases_have_an_end() {
    let mut zone = "a CNAME b\nb CNAME a\n".to_owned();
    for i in 0..=MAX_ALIASES {
        zone += &format!("c{i} CNAME c{}\n", i + 1);
    }
    zone += &format!("c{} TXT end\n", MAX_ALIASES + 1);
    let dns = read(&zone);
    let circle = Answer::Failed(Failure::Malformed);
    assert_eq!(dns.look_up("a", Kind::Txt), circle);
    assert_eq!(dns.look_up("c0", Kind::Txt), circle);
    assert_eq!(txt(&dns, "c1"), ["end"]);
}

const RECORD: &str = r#"{"type":"whyjunk-dns/1","program":"whyjunk 0.1.0","at":"2026-03-02T09:00:00Z"}
{"name":"Example.EDU.","type":"TXT","status":"ok","records":["v=spf1 -all",{"base64":"/w=="}],"at":"2026-03-02T09:00:00Z","ttl":300}
{"name":"example.edu","type":"MX","status":"ok","records":["10 mx1.example.edu","0 ."],"later":true}

{"name":"example.edu","type":"A","status":"nodata"}
{"name":"example.org","type":"A","status":"nxdomain","at":"2026-03-02T09:00:01.5Z","ttl":60}
{"name":"slow.example","type":"PTR","status":"timeout"}
{"name":"example.edu","type":"CAA","status":"ok","records":["0 issue x"]}
"#;

#[test]
fn a_record_in_json_lines() {
    let dns = read(RECORD);
    let given = dns.given("example.edu", Kind::Txt);
    assert_eq!(given.answer.records(), [Record::Txt(b"v=spf1 -all".to_vec()), Record::Txt(vec![0xFF])]);
    assert_eq!(given.at, Some("2026-03-02T09:00:00Z".parse().unwrap()));
    let mx = [Record::Mx(10, "mx1.example.edu".into()), Record::Mx(0, String::new())];
    assert_eq!(dns.look_up("example.edu", Kind::Mx).records(), mx);
    assert_eq!(dns.look_up("example.edu", Kind::A), Answer::NoData);
    assert_eq!(dns.look_up("example.edu", Kind::Aaaa), Answer::NotRecorded);
    assert_eq!(dns.look_up("example.org", Kind::A), Answer::NxDomain);
    // the record says for each question what was asked, no more
    assert_eq!(dns.look_up("example.org", Kind::Txt), Answer::NotRecorded);
    assert_eq!(dns.look_up("slow.example", Kind::Ptr), Answer::Failed(Failure::Timeout));
    assert_eq!((dns.skipped(), dns.names()), (1, 3));
    assert_eq!(dns.period().unwrap().1, "2026-03-02T09:00:01.5Z".parse().unwrap());
}

#[test]
fn every_form_becomes_the_same_record() {
    for text in [ZONE, DIG, RECORD] {
        let dns = read(text);
        let mut out = Vec::new();
        json_lines::write(&mut out, &Preamble::default(), &dns.asked()).unwrap();
        let again = Recorded::parse(&out).unwrap();
        assert_eq!(again.asked(), dns.asked());
        let mut twice = Vec::new();
        json_lines::write(&mut twice, &Preamble::default(), &again.asked()).unwrap();
        assert_eq!(String::from_utf8(twice).unwrap(), String::from_utf8(out).unwrap());
    }
}

#[test]
fn byte_order_marks_and_utf16() {
    let text = "example.edu TXT \"\u{fc}\"\r\n";
    let mut utf8 = b"\xEF\xBB\xBF".to_vec();
    utf8.extend(text.bytes());
    let mut utf16 = vec![0xFF, 0xFE];
    utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    for bytes in [text.as_bytes(), &utf8, &utf16] {
        assert_eq!(txt(&Recorded::parse(bytes).unwrap(), "example.edu"), ["\u{fc}"]);
    }
}

#[test]
fn what_cannot_be_used_is_named_with_its_line() {
    let bad = [
        ("\"v=spf1 -all\"", 1, "dig +short"),
        ("192.0.2.1\n", 1, "no record type"),
        ("a A 192.0.2.1\nexample.edu descriptive text \"x\"", 2, "\"descriptive\" is no record type"),
        ("  A 192.0.2.1", 1, "no name before it"),
        ("@ A 192.0.2.1", 1, "$ORIGIN"),
        ("a A 192.0.2.256", 1, "is not an IPv4 address"),
        ("a AAAA 192.0.2.1", 1, "is not an IPv6 address"),
        ("a MX mx1", 1, "1 words are no MX data"),
        ("a MX 70000 mx1", 1, "is no preference"),
        ("a TXT", 1, "0 words are no TXT data"),
        ("\na TXT \"x", 2, "quotation mark"),
        ("a TXT (\n\"x\"\n", 1, "parenthesis"),
        ("a TXT \\300", 1, "\\300 is no octet"),
        ("a..b A 192.0.2.1", 1, "empty label"),
        ("$TTL soon", 1, "is no time"),
        ("$ORIGIN", 1, "takes one word"),
        ("$FOO bar", 1, "is no directive"),
        ("<html> \u{1b}[2J", 1, "\\u{1b}"),
        ("{\"name\":\"a\",\"type\":\"A\",\"status\":\"nodata\"}", 1, "a record begins with"),
        ("{\"type\":\"whyjunk-dns/2\"}", 1, "is not whyjunk-dns/1"),
        ("{\"type\":\"whyjunk-dns/1\"}\n{\"name\":\"a\",\"type\":\"A\"}", 2, "no status"),
        ("{\"type\":\"whyjunk-dns/1\"}\n\n{\"name\":\"a\",", 3, "cut off"),
        (
            "{\"type\":\"whyjunk-dns/1\"}\n{\"name\":\"a\",\"type\":\"A\",\"status\":\"odd\"}",
            2,
            "is no status",
        ),
        (
            "{\"type\":\"whyjunk-dns/1\"}\n{\"name\":\"a\",\"type\":\"FOO\",\"status\":\"ok\"}",
            2,
            "is no record type",
        ),
        (
            "{\"type\":\"whyjunk-dns/1\"}\n{\"name\":\"a\",\"type\":\"A\",\"status\":\"ok\"}",
            2,
            "without records",
        ),
        (
            "{\"type\":\"whyjunk-dns/1\"}\n{\"name\":\"a\",\"type\":\"A\",\"status\":\"ok\",\"records\":[\"x\"]}",
            2,
            "\"x\" is no A record",
        ),
        (
            "{\"type\":\"whyjunk-dns/1\"}\n{\"name\":\"a\",\"type\":\"A\",\"status\":\"nodata\",\"at\":\"today\"}",
            2,
            "is no time",
        ),
    ];
    for (text, line, reason) in bad {
        let problem = Recorded::parse(text.as_bytes()).expect_err(text);
        assert_eq!(problem.line, line, "{text}: {problem}");
        assert!(problem.reason.contains(reason), "{text}: {problem}");
    }
    assert!(Recorded::parse(b"").unwrap().asked().is_empty());
    assert!(matches!(Recorded::read(Path::new("no/such/file")), Err(RecordedError::Io(_))));
}

#[test]
fn time_is_linear() {
    let quick = |text: String| {
        let start = std::time::Instant::now();
        let _ = Recorded::parse(text.as_bytes());
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    };
    quick("(".repeat(1_000_000));
    quick("a TXT (\n".to_owned() + &"\"x\"\n".repeat(300_000));
    quick("a A 192.0.2.1\n".repeat(100_000));
    quick((0..60_000_u32).map(|i| format!("a A 10.{}.{}.1\n", i >> 8, i & 255)).collect());
    quick(format!(";; ANSWER SECTION:\n{}", "a CNAME a\n".repeat(60_000)));
    quick("\\".repeat(1_000_000));
}

/// One of the files above with pieces cut out, put elsewhere, or other bytes in their place.
fn mangled() -> impl Strategy<Value = Vec<u8>> {
    let edit = (0..2_000_usize, 0..40_usize, 0..2_000_usize, prop::collection::vec(any::<u8>(), 0..4));
    (0..3_usize, prop::collection::vec(edit, 0..12)).prop_map(|(which, edits)| {
        let mut bytes = [ZONE, DIG, RECORD][which].as_bytes().to_vec();
        for (from, length, to, new) in edits {
            let from = from % bytes.len().max(1);
            let end = (from + length).min(bytes.len());
            let mut piece: Vec<u8> = bytes.drain(from.min(end)..end).collect();
            piece.extend(new);
            let to = to % (bytes.len() + 1);
            bytes.splice(to..to, piece);
        }
        bytes
    })
}

proptest! {
    #[test]
    fn what_can_be_read_can_be_written_and_read_again(bytes in mangled()) {
        let Ok(dns) = Recorded::parse(&bytes) else { return Ok(()) };
        let asked = dns.asked();
        let mut out = Vec::new();
        json_lines::write(&mut out, &Preamble::default(), &asked).unwrap();
        let again = Recorded::parse(&out).unwrap();
        prop_assert_eq!(again.asked(), asked);
    }
}
