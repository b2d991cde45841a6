//! The same checks by `mail-auth`, from the same answers and without asking anybody: results must agree, but where the
//! difference is explained here.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fs;
use std::hash::Hash;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::path::Path;
use std::time::Instant;

use mail_auth::common::parse::TxtRecordParser;
use mail_auth::hickory_resolver::proto::op::ResponseCode;
use mail_auth::spf::Spf as TheirRecord;
use mail_auth::spf::verify::SpfParameters;
use mail_auth::{
    DnsError, DnssecStatus, Error, MX, MessageAuthenticator, Parameters, RecordSet, ResolverCache, SpfResult,
    Txt,
};
use serde_json::Value;

use super::super::name::reverse;
use super::suite::{SUITE, Suite};
use super::*;
use crate::verify::dkim::tests::second_opinion::{authenticator, now};

/// An answer for every name: what is not there is `otherwise`.
struct Known<K, V> {
    answers: HashMap<K, V>,
    otherwise: V,
}

impl<K: Hash + Eq, V: Clone> ResolverCache<K, V> for Known<K, V> {
    fn get<Q>(&self, name: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        Some(self.answers.get(name).unwrap_or(&self.otherwise).clone())
    }

    fn remove<Q>(&self, _: &Q) -> Option<V>
    where
        K: Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        None
    }

    fn insert(&self, _: K, _: V, _: Instant) {}
}

type Named<V> = Known<Box<str>, V>;

/// All answers of a zone as `mail-auth` keeps them. It cannot keep a failed look-up of an address, an MX or a reverse
/// name: those are as if there were nothing.
struct Caches {
    txt: Named<Txt>,
    mx: Named<RecordSet<MX>>,
    ipv4: Named<RecordSet<Ipv4Addr>>,
    ipv6: Named<RecordSet<Ipv6Addr>>,
    ptr: Known<IpAddr, RecordSet<Box<str>>>,
}

fn set<T>(records: Vec<T>) -> RecordSet<T> {
    RecordSet { rrset: records.into(), dnssec_status: DnssecStatus::Indeterminate }
}

fn not_found() -> Txt {
    Txt::Error(Error::Dns(DnsError::RecordNotFound(ResponseCode::NXDomain)))
}

fn fqdn(name: &str) -> Box<str> {
    format!("{name}.").into_boxed_str()
}

/// What its own look-up would keep: the first text that is a record.
fn text(answer: &Answer) -> Txt {
    if let Answer::Failed(failure) = answer {
        return Txt::Error(Error::Dns(DnsError::Resolver(failure.to_string())));
    }
    let mut kept = None;
    for record in answer.records() {
        let DnsRecord::Txt(text) = record else { continue };
        match TheirRecord::parse(text) {
            Ok(record) => return Txt::Spf(record.into()),
            Err(error) => kept = Some(Txt::Error(error)),
        }
    }
    kept.unwrap_or_else(not_found)
}

impl Caches {
    fn new<'n>(dns: &dyn Dns, names: impl Iterator<Item = &'n str>, client: IpAddr) -> Self {
        let named = |otherwise| Known { answers: HashMap::new(), otherwise };
        let mut caches = Self {
            txt: Known { answers: HashMap::new(), otherwise: not_found() },
            mx: named(set(Vec::new())),
            ipv4: Known { answers: HashMap::new(), otherwise: set(Vec::new()) },
            ipv6: Known { answers: HashMap::new(), otherwise: set(Vec::new()) },
            ptr: Known { answers: HashMap::new(), otherwise: set(Vec::new()) },
        };
        for name in names {
            let records = |kind| dns.look_up(name, kind).records().to_vec();
            caches.txt.answers.insert(fqdn(name), text(&dns.look_up(name, Kind::Txt)));
            let exchange = |record: &DnsRecord| match record {
                DnsRecord::Mx(preference, host) => {
                    Some(MX { preference: *preference, exchanges: vec![fqdn(host)].into() })
                }
                _ => None,
            };
            caches
                .mx
                .answers
                .insert(fqdn(name), set(records(Kind::Mx).iter().filter_map(exchange).collect()));
            let v4 = |record: &DnsRecord| if let DnsRecord::A(ip) = record { Some(*ip) } else { None };
            caches.ipv4.answers.insert(fqdn(name), set(records(Kind::A).iter().filter_map(v4).collect()));
            let v6 = |record: &DnsRecord| if let DnsRecord::Aaaa(ip) = record { Some(*ip) } else { None };
            caches.ipv6.answers.insert(fqdn(name), set(records(Kind::Aaaa).iter().filter_map(v6).collect()));
        }
        let host =
            |record: &DnsRecord| if let DnsRecord::Ptr(host) = record { Some(fqdn(host)) } else { None };
        let back = dns.look_up(&reverse(client), Kind::Ptr);
        caches.ptr.answers.insert(client, set(back.records().iter().filter_map(host).collect()));
        caches
    }

    fn check(&self, authenticator: &MessageAuthenticator, request: &Request<'_>) -> &'static str {
        let Identity::MailFrom(sender) = request.identity else { unreachable!("only MAIL FROM is compared") };
        let params = SpfParameters::verify_mail_from(request.ip, request.helo, request.receiver, sender);
        let all = Parameters {
            params,
            cache_txt: Some(&self.txt),
            cache_mx: Some(&self.mx),
            cache_ptr: Some(&self.ptr),
            cache_ipv4: Some(&self.ipv4),
            cache_ipv6: Some(&self.ipv6),
        };
        match now(authenticator.verify_spf(all)).result() {
            SpfResult::Pass => "pass",
            SpfResult::Fail => "fail",
            SpfResult::SoftFail => "softfail",
            SpfResult::Neutral => "neutral",
            SpfResult::None => "none",
            SpfResult::TempError => "temperror",
            SpfResult::PermError => "permerror",
        }
    }
}

/// Tests of the suite where `mail-auth` gives another result than the suite asks for, by reason. Ours meets all.
const EXPLAINED: &[(&str, &[&str])] = &[
    (
        "it reads on over much that breaks the grammar, where RFC 7208 section 4.6 asks for a permanent error",
        &[
            "a-bad-cidr4",
            "a-bad-cidr6",
            "a-bad-domain",
            "a-bad-toplabel",
            "a-dual-cidr-ip4-err",
            "a-null",
            "a-numeric",
            "a-numeric-toplabel",
            "a-only-toplabel",
            "a-only-toplabel-trailing-dot",
            "badip4",
            "cidr4-032",
            "cidr4-33",
            "cidr6-129",
            "control-char-policy",
            "empty-modifier-name",
            "exp-syntax-error",
            "invalid-domain",
            "invalid-modifier",
            "mx-bad-cidr4",
            "mx-bad-cidr6",
            "mx-bad-domain",
            "mx-bad-toplab",
            "mx-null",
            "mx-numeric-top-label",
            "non-ascii-mech",
            "non-ascii-policy",
            "redirect-syntax-error",
        ],
    ),
    (
        "it takes what the grammar allows for an error: a colon in a name, all letters of a modifier's name",
        &[
            "a-colon-domain",
            "a-colon-domain-ip4mapped",
            "modifier-charset-good",
            "mx-colon-domain",
            "mx-colon-domain-ip4mapped",
            "redirect-after-mechanisms2",
        ],
    ),
    (
        "it compares an IPv4 client with IPv6 networks, as mapped into IPv6",
        &["a-cidr6-0-ip4mapped", "cidr6-0-ip4", "cidr6-ip4", "mx-cidr6-0-ip4mapped"],
    ),
    (
        "it takes the first of several records, where section 4.5 asks for a permanent error",
        &["multispf1", "multitxt1", "multitxt2"],
    ),
    (
        "it keeps the final dot of a reverse name, so that the domain itself does not match",
        &["ptr-match-implicit", "ptr-match-ip6"],
    ),
    ("its cache cannot say that a name has no address", &["exists-dnserr", "exists-ip6only"]),
    ("it does not count void look-ups (section 4.6.4)", &["void-over-limit"]),
];

#[test]
fn mail_auth_agrees_on_the_suite() {
    if !Path::new(SUITE).exists() {
        return;
    }
    let authenticator = authenticator();
    let suite: Value = serde_json::from_slice(&fs::read(SUITE).unwrap()).unwrap();
    let mut same = 0;
    let mut other: BTreeMap<String, String> = BTreeMap::new();
    for scenario in suite.as_array().unwrap() {
        let dns = Suite::new(&scenario["zonedata"]);
        for test in scenario["tests"].as_array().unwrap() {
            let text = |key: &str| test[key].as_str().unwrap_or_default();
            let request = Request {
                ip: ip(text("host")),
                identity: Identity::MailFrom(text("mailfrom")),
                helo: text("helo"),
                receiver: "",
                time: 0,
            };
            let caches = Caches::new(&dns, dns.names(), request.ip);
            let theirs = caches.check(&authenticator, &request);
            let ours = evaluate(&dns, &request).result.id();
            if ours == theirs {
                same += 1;
            } else {
                other.insert(text("name").to_owned(), format!("{ours}, mail-auth {theirs}"));
            }
        }
    }
    eprintln!("{same} agree, {} differ", other.len());
    let explained: Vec<&str> = EXPLAINED.iter().flat_map(|(_, names)| *names).copied().collect();
    let open: Vec<_> = other.iter().filter(|(name, _)| !explained.contains(&name.as_str())).collect();
    let gone: Vec<_> = explained.iter().filter(|name| !other.contains_key(**name)).collect();
    assert!(open.is_empty() && gone.is_empty(), "{open:#?}\n{gone:?}");
    assert_eq!(same + other.len(), 203);
}

/// Zone and client; the sender is `notices@example.edu`.
const COMPOSED: &[(&str, &str)] = &[
    ("example.edu TXT v=spf1 ip4:192.0.2.0/24 -all", "192.0.2.21"),
    ("example.edu TXT v=spf1 ip4:192.0.2.0/24 -all", "203.0.113.1"),
    ("example.edu TXT v=spf1 ip4:192.0.2.0/24 ~all", "203.0.113.1"),
    ("example.edu TXT v=spf1 ip4:192.0.2.0/24", "203.0.113.1"),
    ("example.edu TXT v=spf1 ip6:2001:db8::/32 -all", "2001:db8::21"),
    ("example.edu TXT verification=1", "192.0.2.21"),
    ("example.org TXT v=spf1 -all", "192.0.2.21"),
    (
        "example.edu TXT v=spf1 include:spf.example.net -all\nspf.example.net TXT v=spf1 ip4:192.0.2.21 -all",
        "192.0.2.21",
    ),
    (
        "example.edu TXT v=spf1 include:spf.example.net ?all\nspf.example.net TXT v=spf1 ip4:192.0.2.21 -all",
        "192.0.2.22",
    ),
    ("example.edu TXT v=spf1 include:spf.example.net -all", "192.0.2.21"),
    (
        "example.edu TXT v=spf1 redirect=spf.example.net\nspf.example.net TXT v=spf1 a:out.example.net -all\nout.example.net A 192.0.2.21",
        "192.0.2.21",
    ),
    (
        "example.edu TXT v=spf1 mx -all\nexample.edu MX 10 mx.example.edu\nmx.example.edu A 192.0.2.21",
        "192.0.2.21",
    ),
    (
        "example.edu TXT v=spf1 exists:%{ir}.allow.example.edu -all\n21.2.0.192.allow.example.edu A 127.0.0.2",
        "192.0.2.21",
    ),
    (
        "example.edu TXT v=spf1 ptr:example.net -all\n21.2.0.192.in-addr.arpa PTR out.example.net\nout.example.net A 192.0.2.21",
        "192.0.2.21",
    ),
    ("example.edu TXT v=spf1 include:example.edu -all", "192.0.2.21"),
    (
        "example.edu TXT v=spf1 a:a1.example a:a2.example a:a3.example a:a4.example a:a5.example a:a6.example a:a7.example a:a8.example a:a9.example a:a10.example a:a11.example -all\na1.example A 203.0.113.1\na2.example A 203.0.113.1\na3.example A 203.0.113.1\na4.example A 203.0.113.1\na5.example A 203.0.113.1\na6.example A 203.0.113.1\na7.example A 203.0.113.1\na8.example A 203.0.113.1\na9.example A 203.0.113.1\na10.example A 203.0.113.1\na11.example A 192.0.2.21",
        "192.0.2.21",
    ),
];

/// Records that break the grammar, which is a permanent error; `mail-auth` reads on.
const BROKEN: &[(&str, &str)] = &[
    ("example.edu TXT v=spf1 ip4:192.0.2.300 -all", "192.0.2.21"),
    ("example.edu TXT v=spf1 includ:example.net -all", "192.0.2.21"),
];

#[test]
fn mail_auth_agrees_on_composed_records() {
    let authenticator = authenticator();
    let mut wrong = Vec::new();
    for (at, (zone, client)) in COMPOSED.iter().chain(BROKEN).enumerate() {
        let dns = Zone::new(zone);
        let request = Request {
            ip: ip(client),
            identity: Identity::MailFrom("notices@example.edu"),
            helo: "mail.example.net",
            receiver: "mx.example.org",
            time: 1_700_000_000,
        };
        let names = dns.0.keys().map(|(name, _)| name.as_str());
        let theirs = Caches::new(&dns, names, request.ip).check(&authenticator, &request);
        let ours = evaluate(&dns, &request).result.id();
        let agreed =
            if at < COMPOSED.len() { ours == theirs } else { (ours, theirs) == ("permerror", "fail") };
        if !agreed {
            wrong.push(format!("{ours}, mail-auth {theirs}: {client} {zone}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
