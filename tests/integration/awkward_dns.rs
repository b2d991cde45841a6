//! Name servers in every mood: what `relays check` says to a DNS administrator, and that a record of the answers makes
//! it say the same.

use std::fs;
use std::path::Path;

use mail_auth::hickory_resolver::proto::op::ResponseCode;
use serde_json::Value;

use super::nameserver::{Habit, Zone};
use super::run::{root, run};

const INCLUDE: &str = "include:spf-eu.exlibrisgroup.com";

/// A domain, whether it authorises the relays, the exit code, its findings, the record to publish, parts of the text.
type Case =
    (&'static str, &'static str, i32, &'static [&'static str], Option<&'static str>, &'static [&'static str]);

const CASES: &[Case] = &[
    ("good.example", "yes", 0, &[], None, &["good.example authorises the Ex Libris relays of Europe."]),
    (
        "missing.example",
        "no",
        0,
        &["relay-include-missing"],
        Some("v=spf1 a:mail.example.edu include:spf-eu.exlibrisgroup.com -all"),
        &["does not authorise", "Add include:spf-eu.exlibrisgroup.com before the all at the end."],
    ),
    (
        "wrong.example",
        "no",
        0,
        &["include-of-other-region-only"],
        Some("v=spf1 include:spf-na.exlibrisgroup.com include:spf-eu.exlibrisgroup.com -all"),
        &["includes the relays of North America (spf-na.exlibrisgroup.com)"],
    ),
    (
        "half.example",
        "partly",
        0,
        &["relays-incomplete"],
        Some("v=spf1 include:spf-eu.exlibrisgroup.com -all"),
        &["authorises 1 of 2 Ex Libris relays of Europe", "lacks 192.0.2.10", "Europe needs all"],
    ),
    (
        "over.example",
        "no",
        0,
        &["too-many-lookups", "relay-include-without-effect"],
        None,
        &[
            "12, more than the 10 allowed",
            "include:many.example 10",
            "192.0.2.10, 192.0.2.11 get permerror",
            "needs a decision",
        ],
    ),
    (
        "loop.example",
        "no",
        0,
        &["spf-loop", "relay-include-missing"],
        None,
        &["of loop.example leads to that of round.example, which leads back", "what leads to round.example"],
    ),
    ("cut.example", "yes", 0, &["spf-record-too-long"], None, &["second question over TCP"]),
    ("never.example", "unknown", 2, &["dns-failed"], None, &["cut off", "TCP port 53"]),
    ("servfail.example", "unknown", 2, &["dns-failed"], None, &["(SERVFAIL)", "DNSSEC"]),
    ("refused.example", "unknown", 2, &["dns-failed"], None, &["(REFUSED)", "--resolver"]),
    ("garbage.example", "unknown", 2, &["dns-failed"], None, &["(malformed)"]),
    ("circle.example", "unknown", 2, &["dns-failed"], None, &["aliases lead in a circle"]),
    ("silent.example", "unknown", 2, &["dns-failed"], None, &["no answer came in time"]),
    (
        "below.example",
        "unknown",
        2,
        &["dns-failed", "relay-include-missing"],
        Some("v=spf1 include:servfail.example include:spf-eu.exlibrisgroup.com ~all"),
        &["1 of 10 at least", "at least 2 of 10 look-ups, and whether the relays are authorised"],
    ),
    (
        "gone.example",
        "no",
        0,
        &["spf-include-of-nothing", "relay-include-without-effect"],
        Some("v=spf1 include:spf-eu.exlibrisgroup.com -all"),
        &["includes nowhere.example, which does not exist"],
    ),
    ("nowhere.example", "no", 0, &["no-spf-record"], None, &["There is no domain nowhere.example in DNS"]),
    (
        "bare.example",
        "no",
        0,
        &["no-spf-record"],
        Some("v=spf1 include:spf-eu.exlibrisgroup.com ~all"),
        &["bare.example publishes no SPF record", "add everything else that sends"],
    ),
];

fn zone() -> Zone {
    let long = format!("v=spf1 {}{INCLUDE} -all", "ip4:198.51.100.1 ".repeat(40));
    Zone::new()
        .txt("spf-eu.exlibrisgroup.com", "v=spf1 ip4:192.0.2.10 ip4:192.0.2.11 -all")
        .txt("spf-na.exlibrisgroup.com", "v=spf1 ip4:192.0.2.1 -all")
        .a("mail.example.edu", "198.51.100.1")
        .txt("good.example", &format!("v=spf1 a:mail.example.edu {INCLUDE} -all"))
        .txt("missing.example", "v=spf1 a:mail.example.edu -all")
        .txt("wrong.example", "v=spf1 include:spf-na.exlibrisgroup.com -all")
        .txt("half.example", "v=spf1 ip4:192.0.2.11 -all")
        .txt("over.example", &format!("v=spf1 include:many.example mx {INCLUDE} ~all"))
        .mx("over.example", 10, "mail.example.edu")
        .txt("many.example", &format!("v=spf1 {}-all", "a:mail.example.edu ".repeat(9)))
        .txt("loop.example", "v=spf1 include:round.example ~all")
        .txt("round.example", "v=spf1 include:loop.example -all")
        .txt("cut.example", &long)
        .habit("cut.example", Habit::Truncated)
        .txt("never.example", &long)
        .habit("never.example", Habit::AlwaysTruncated)
        .habit("servfail.example", Habit::Code(ResponseCode::ServFail))
        .habit("refused.example", Habit::Code(ResponseCode::Refused))
        .habit("garbage.example", Habit::Garbage)
        .cname("circle.example", "about.example")
        .cname("about.example", "circle.example")
        .habit("silent.example", Habit::Silent)
        .txt("below.example", "v=spf1 include:servfail.example ~all")
        .txt("gone.example", &format!("v=spf1 include:nowhere.example {INCLUDE} -all"))
        .mx("bare.example", 10, "mail.example.edu")
}

/// One message from each domain, through a relay, and none of another domain.
fn mailbox() -> String {
    let message = fs::read_to_string(root().join("fixtures/rules/spf-omits-relay/hit-1.eml")).unwrap();
    let of = |case: &Case| {
        format!("From - Mon Mar  2 10:08:51 2026\n{}\n", message.replace("library.example.edu", case.0))
    };
    CASES.iter().map(of).collect()
}

/// Exit code and standard output of a check.
fn check(domain: &str, dns: &[&str], format: &str) -> (Option<i32>, String) {
    let fixed = ["relays", "check", domain, "--region", "eu", "--as-of", "2026-11-23", "--format", format];
    let run = run(&[&fixed, dns].concat());
    assert_eq!(run.err, "", "{domain}");
    (run.code, String::from_utf8(run.out).unwrap())
}

fn assert_answer(case: &Case, json: &str, text: &str) {
    let (domain, authorised, _, findings, record, parts) = *case;
    let answer: Value = serde_json::from_str(json).unwrap();
    assert_eq!(answer["authorised"], authorised, "{domain}: {answer}");
    let found: Vec<&str> =
        answer["findings"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap()).collect();
    assert_eq!(found, findings, "{domain}");
    assert_eq!(answer["proposed"]["text"].as_str(), record, "{domain}");
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in parts {
        assert!(flat.contains(part), "{domain}: {part}\n{text}");
    }
}

#[test]
fn every_mood_live_and_from_its_record() {
    let server = zone().start();
    let resolver = server.address().to_string();
    let live = ["--dns", "live", "--resolver", resolver.as_str()];
    let folder = tempfile::tempdir().unwrap();
    let (mail, file) = (folder.path().join("Junk.mbox"), folder.path().join("case.dns"));
    fs::write(&mail, mailbox()).unwrap();
    let (mail, file) = (mail.to_str().unwrap(), file.to_str().unwrap());
    let recorded = run(&["dns", "record", mail, "-o", file, "--resolver", &resolver]);
    assert_eq!(recorded.code, Some(0), "{}", recorded.err);
    assert!(recorded.err.contains(&format!("{} messages, ", CASES.len())), "{}", recorded.err);
    let tcp = server.seen().into_iter().filter(|seen| seen.tcp).map(|seen| seen.name);
    assert_eq!(tcp.collect::<std::collections::BTreeSet<_>>().len(), 2);
    for case in CASES {
        let (code, json) = check(case.0, &["--dns", file], "json");
        assert_eq!(code, Some(case.2), "{}: {json}", case.0);
        assert_eq!((code, json.clone()), check(case.0, &live, "json"), "{}", case.0);
        let (_, text) = check(case.0, &["--dns", file], "text");
        assert_answer(case, &json, &text);
    }
}

#[test]
fn the_failures_are_recorded_as_such() {
    let server = zone().start();
    let folder = tempfile::tempdir().unwrap();
    let (mail, file) = (folder.path().join("Junk.mbox"), folder.path().join("case.dns"));
    fs::write(&mail, mailbox()).unwrap();
    let resolver = server.address().to_string();
    let paths = [mail.to_str().unwrap(), "-o", file.to_str().unwrap(), "--resolver", &resolver];
    let recorded = run(&[&["dns", "record"][..], &paths].concat());
    let status = statuses(&file);
    for (name, expected) in [
        ("good.example", "ok"),
        ("cut.example", "ok"),
        ("nowhere.example", "nxdomain"),
        ("bare.example", "nodata"),
        ("servfail.example", "servfail"),
        ("refused.example", "refused"),
        ("never.example", "malformed"),
        ("garbage.example", "malformed"),
        ("circle.example", "malformed"),
        ("silent.example", "timeout"),
    ] {
        let found = status.iter().find(|(n, kind, _)| n == name && kind == "TXT");
        assert_eq!(found.map(|f| f.2.as_str()), Some(expected), "{name}");
    }
    let failures = status.iter().filter(|s| !["ok", "nodata", "nxdomain"].contains(&s.2.as_str())).count();
    assert!(recorded.err.contains(&format!(" {failures} failures; asked {resolver};")), "{}", recorded.err);
    assert!(recorded.err.contains(&format!("and {} more that failed", failures - 5)), "{}", recorded.err);
}

/// Name, type and status of each line.
fn statuses(file: &Path) -> Vec<(String, String, String)> {
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
    let word = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    lines.map(|line| (word(&line, "name"), word(&line, "type"), word(&line, "status"))).collect()
}

#[test]
fn addresses_of_a_family_that_no_relay_has_need_not_be_recorded() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("zone");
    let zone = "example.edu. TXT \"v=spf1 mx include:spf-eu.exlibrisgroup.com -all\"\n\
        example.edu. MX 10 mail.example.edu.\nmail.example.edu. A 198.51.100.1\n";
    let relays = "spf-eu.exlibrisgroup.com. TXT \"v=spf1 ip4:192.0.2.10";
    fs::write(&file, format!("{zone}{relays} -all\"\n")).unwrap();
    let (code, json) = check("example.edu", &["--dns", file.to_str().unwrap()], "json");
    let answer: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (code, &answer["complete"], &answer["findings"]),
        (Some(0), &true.into(), &Value::Array(vec![]))
    );
    fs::write(&file, format!("{zone}{relays} ip6:2001:db8::10 -all\"\n")).unwrap();
    let (code, text) = check("example.edu", &["--dns", file.to_str().unwrap()], "text");
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("AAAA records of mail.example.edu"), "{text}");
}
