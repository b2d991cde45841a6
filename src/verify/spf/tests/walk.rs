//! What records list for no address in particular, and what a change would make of them.

use super::super::walk as walk_of;
use super::*;

const ZONE: &str = "
    example.edu TXT v=spf1 a mx include:spf.example.net include:relays.example.org ?include:maybe.example ip4:192.0.2.77/24 ~all
    example.edu A 192.0.2.1
    example.edu AAAA 2001:db8::1
    example.edu MX 5 mail.example.edu
    mail.example.edu A 198.51.100.25
    spf.example.net TXT v=spf1 include:a.example.net include:b.example.net ?all
    a.example.net TXT v=spf1 ip4:203.0.113.0/25
    b.example.net TXT v=spf1 ip6:2001:db8:b::/48 exists:%{i}.x.example -ip4:203.0.113.128/25
    relays.example.org TXT v=spf1 ip4:198.51.100.0/29 -all ip4:203.0.113.200
    maybe.example TXT v=spf1 ip4:203.0.113.250";

fn remarks(zone: &str) -> Vec<(String, Option<usize>, Remark)> {
    let walk = walk_of(&Zone::new(zone), "example.edu");
    walk.remarks.into_iter().map(|r| (r.domain, r.term, r.remark)).collect()
}

fn about(record: &str) -> Vec<Remark> {
    let zone = format!(
        "example.edu TXT {record}\nopen.example MISSING *\nbroken.example BROKEN *\nx.example A 192.0.2.1"
    );
    remarks(&zone).into_iter().map(|(_, _, remark)| remark).collect()
}

#[test]
fn what_a_domain_lists() {
    let walk = walk_of(&Zone::new(ZONE), "Example.EDU.");
    let listed: Vec<_> =
        walk.listed.iter().map(|l| (l.network.to_string(), l.by.as_str(), l.passes)).collect();
    let expected = [
        ("192.0.2.1/32", "example.edu", true),
        ("2001:db8::1/128", "example.edu", true),
        ("198.51.100.25/32", "example.edu", true),
        ("203.0.113.0/25", "a.example.net", true),
        ("2001:db8:b::/48", "b.example.net", true),
        ("203.0.113.128/25", "b.example.net", false),
        ("198.51.100.0/29", "relays.example.org", true),
        ("203.0.113.200/32", "relays.example.org", false),
        ("203.0.113.250/32", "maybe.example", false),
        ("192.0.2.0/24", "example.edu", true),
    ];
    assert_eq!(listed, expected.map(|(network, by, passes)| (network.to_owned(), by, passes)));
    assert_eq!(walk.listed[2].host.as_deref(), Some("mail.example.edu"));
    let relay: Vec<_> = walk.listing(ip("::ffff:198.51.100.3")).map(|l| l.by.as_str()).collect();
    assert_eq!(relay, ["relays.example.org"]);
}

#[test]
fn what_a_domain_includes() {
    let walk = walk_of(&Zone::new(ZONE), "example.edu");
    let included: Vec<_> = walk.included.iter().map(|i| (i.domain.as_str(), i.depth, i.passes)).collect();
    let expected = [
        ("spf.example.net", 0, true),
        ("a.example.net", 1, true),
        ("b.example.net", 1, true),
        ("relays.example.org", 0, true),
        ("maybe.example", 0, false),
    ];
    assert_eq!(included, expected);
    assert_eq!(walk.include_of("B.example.net").map(|i| i.by.as_str()), Some("spf.example.net"));
    assert_eq!(walk.include_of("other.example"), None);
    assert_eq!(walk.lookups(), 2 + 1 + 2 + 1 + 1 + 1);
    let costs: Vec<usize> = walk.root.leaves.iter().map(|l| l.lookups).collect();
    assert_eq!(costs, [1, 1, 4, 1, 1, 0, 0]);
    assert!(walk.is_complete());
}

#[test]
fn what_an_include_would_cost() {
    let zone = Zone::new(&format!(
        "{ZONE}\nmore.example TXT v=spf1 include:a.example.net include:maybe.example -all"
    ));
    let before = walk_of(&zone, "example.edu");
    let record = before.root.found.record().unwrap();
    let text = with_include(record, "more.example");
    assert!(text.ends_with(" ip4:192.0.2.77/24 include:more.example ~all"), "{text}");
    let proposed = Proposed::new(&zone, "example.edu.", &text);
    let after = walk_of(&proposed, "example.edu");
    assert_eq!((before.lookups(), after.lookups()), (8, 11));
    assert!(after.include_of("more.example").is_some_and(|i| i.passes));
    let request = Request {
        ip: ip("203.0.113.250"),
        identity: Identity::MailFrom("notices@example.edu"),
        helo: "",
        receiver: "",
        time: 0,
    };
    assert_eq!(evaluate(&zone, &request).result, Result::Neutral);
    let text = with_include(&Record::parse(b"v=spf1 -all"), "maybe.example");
    assert_eq!(evaluate(&Proposed::new(&zone, "example.edu", &text), &request).result, Result::Pass);
}

#[test]
fn proposed_records() {
    let with = |text: &str| with_include(&Record::parse(text.as_bytes()), "x.example");
    assert_eq!(with("v=spf1"), "v=spf1 include:x.example");
    assert_eq!(with("v=spf1 a "), "v=spf1 a include:x.example");
    assert_eq!(with("v=spf1 mx redirect=y.example"), "v=spf1 mx include:x.example redirect=y.example");
    let record = Record::parse(b"v=spf1 a  include:old.example -all");
    assert_eq!(without_term(&record, 1), "v=spf1 a -all");
    let zone = Zone::new("example.edu TXT other\nexample.edu TXT v=spf1 a\nexample.edu TXT v=spf1 mx");
    let answer = Proposed::new(&zone, "example.edu", "v=spf1 -all").look_up("example.edu", Kind::Txt);
    assert_eq!(answer.records(), [record_of("other"), record_of("v=spf1 -all")]);
    assert_eq!(
        Proposed::new(&zone, "example.edu", "v=spf1").look_up("b.example", Kind::Txt),
        Answer::NxDomain
    );
}

fn record_of(text: &str) -> DnsRecord {
    DnsRecord::Txt(text.as_bytes().to_vec())
}

#[test]
fn remarks_about_records() {
    assert_eq!(
        remarks(""),
        [("example.edu".to_owned(), None, Remark::NoRecord { no_such_domain: true, similar: false })]
    );
    assert_eq!(about("other"), [Remark::NoRecord { no_such_domain: false, similar: false }]);
    assert_eq!(about(" v=spf1 -all"), [Remark::NoRecord { no_such_domain: false, similar: true }]);
    assert_eq!(about("v=spf1 ip4:192.0.2.1"), [Remark::NoDefault]);
    assert_eq!(about("v=spf1 +all"), [Remark::PassesAll]);
    assert_eq!(about("v=spf1 ptr -all"), [Remark::Ptr]);
    assert_eq!(about("v=spf1 -all ip4:192.0.2.1"), [Remark::NeverReached]);
    assert_eq!(about("v=spf1 redirect=x.example -all"), [Remark::NeverReached]);
    assert_eq!(about("v=spf1 include=x.example -all"), [Remark::MistakenModifier]);
    assert_eq!(about("v=spf1 include:%{i}.x.example -all"), [Remark::DependsOnMessage]);
    assert_eq!(
        about("v=spf1 include:x.example -all"),
        [Remark::NoRecord { no_such_domain: false, similar: false }]
    );
    assert_eq!(about("v=spf1 a:gone.example mx:x.example -all"), [Remark::Void, Remark::Void]);
    assert_eq!(about("v=spf1 include:example.edu -all"), [Remark::Loop { by: "example.edu".to_owned() }]);
    assert_eq!(about("v=spf1 a:..example -all"), [Remark::InvalidDomain]);
    assert_eq!(about("v=spf1 include:open.example -all"), [Remark::NotRecorded]);
    assert_eq!(about("v=spf1 include:broken.example -all"), [Remark::Failed(Failure::ServerFailure)]);
    let error = SyntaxError { at: 7..10, kind: SyntaxErrorKind::UnknownMechanism };
    assert_eq!(about("v=spf1 moo -all"), [Remark::Syntax(error)]);
    let two = "example.edu TXT v=spf1 -all\nexample.edu TXT v=spf1 ~all";
    assert_eq!(remarks(two), [("example.edu".to_owned(), None, Remark::SeveralRecords)]);
    let hosts: String = (0..11).map(|i| format!("example.edu MX {i} x.example\n")).collect();
    let zone = format!("example.edu TXT v=spf1 mx -all\nx.example A 192.0.2.1\n{hosts}");
    assert_eq!(remarks(&zone), [("example.edu".to_owned(), Some(0), Remark::TooManyMxNames)]);
}

#[test]
fn what_is_missing_is_said() {
    let zone = Zone::new("example.edu TXT v=spf1 a:open.example -all\nopen.example MISSING *");
    assert!(!walk_of(&zone, "example.edu").is_complete());
    // of a host in a zone file, one family is often all that was noted
    let zone = Zone::new(
        "example.edu TXT v=spf1 mx -all\nexample.edu MX 5 mail.example.edu\nmail.example.edu A 192.0.2.1\n\
        mail.example.edu MISSING AAAA",
    );
    let walk = walk_of(&zone, "example.edu");
    let host = "mail.example.edu".to_owned();
    let only = Remark::OneFamilyNotRecorded { host, kind: Kind::Aaaa };
    assert_eq!(walk.remarks.into_iter().map(|r| r.remark).collect::<Vec<_>>(), [only]);
    let walk = walk_of(&zone, "example.edu");
    assert!(!walk.is_complete() && walk.is_complete_for(&[Kind::A]) && !walk.is_complete_for(&[Kind::Aaaa]));
}

#[test]
fn wide_trees_are_cut() {
    let mut zone = String::new();
    for depth in 0..6 {
        let next = format!("include:d{}.example ", depth + 1).repeat(9);
        let name = if depth == 0 { "example.edu".to_owned() } else { format!("d{depth}.example") };
        zone += &format!("{name} TXT v=spf1 {next} -all\n");
    }
    let walk = walk_of(&Zone::new(&zone), "example.edu");
    assert!(walk.cut && !walk.is_complete());
    assert!(walk.included.len() <= 9 * MAX_WALK_RECORDS);
    let hosts = format!("example.edu TXT v=spf1 {} -all", "a ".repeat(2 * MAX_WALK_QUESTIONS));
    assert!(walk_of(&Zone::new(&hosts), "example.edu").cut);
    let networks = format!("example.edu TXT v=spf1 {} -all", "ip4:192.0.2.1 ".repeat(4500));
    let zone: String =
        (0..5).map(|i| networks.replace("example.edu", &format!("n{i}.example")) + "\n").collect();
    let all =
        "include:n0.example include:n1.example include:n2.example include:n3.example include:n4.example";
    let walk = walk_of(&Zone::new(&format!("example.edu TXT v=spf1 {all} -all\n{zone}")), "example.edu");
    assert!(walk.cut && walk.listed.len() < MAX_WALK_TERMS);
}
