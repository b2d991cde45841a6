//! `whyjunk relays check` and `refresh` as a user runs them: against a name server on loopback, and on recorded DNS.

use std::fs;

use mail_auth::hickory_resolver::proto::op::ResponseCode;
use serde_json::Value;

use super::nameserver::{Habit, NameServer, Zone};
use super::run::run;
use super::sockets::network_calls;

const ZONE: &str = "fixtures/relays/zone.txt";

/// The relays as their includes would name them.
fn relays() -> Zone {
    Zone::new()
        .txt("spf-eu.exlibrisgroup.com", "v=spf1 ip4:192.0.2.10 ip4:192.0.2.11 -all")
        .txt("spf-na.exlibrisgroup.com", "v=spf1 ip4:192.0.2.1 -all")
        .a("mail.example.edu", "198.51.100.1")
}

/// Exit code and answer of a check of `domain` for Europe.
fn check(server: &NameServer, domain: &str) -> (Option<i32>, Value) {
    let resolver = server.address().to_string();
    let run = run(&[
        "relays",
        "check",
        domain,
        "--region",
        "eu",
        "--dns",
        "live",
        "--resolver",
        &resolver,
        "--format",
        "json",
    ]);
    assert!(run.err.is_empty(), "{}", run.err);
    (run.code, serde_json::from_slice(&run.out).unwrap())
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["findings"].as_array().unwrap().iter().map(|f| f["id"].as_str().unwrap()).collect()
}

#[test]
fn good_missing_wrong_region_and_half_european() {
    let server = relays()
        .txt("good.example", "v=spf1 a:mail.example.edu include:spf-eu.exlibrisgroup.com -all")
        .txt("missing.example", "v=spf1 a:mail.example.edu -all")
        .txt("wrong.example", "v=spf1 include:spf-na.exlibrisgroup.com -all")
        .txt("half.example", "v=spf1 ip4:192.0.2.11 -all")
        .start();
    let (code, good) = check(&server, "good.example");
    assert_eq!((code, &good["authorised"], ids(&good).len()), (Some(0), &Value::from("yes"), 0), "{good}");
    assert_eq!((&good["lookups"], &good["proposed"]), (&Value::from(2), &Value::Null));
    for (domain, authorised, id, record) in [
        (
            "missing.example",
            "no",
            "relay-include-missing",
            "v=spf1 a:mail.example.edu include:spf-eu.exlibrisgroup.com -all",
        ),
        (
            "wrong.example",
            "no",
            "include-of-other-region-only",
            "v=spf1 include:spf-na.exlibrisgroup.com include:spf-eu.exlibrisgroup.com -all",
        ),
        ("half.example", "partly", "relays-incomplete", "v=spf1 include:spf-eu.exlibrisgroup.com -all"),
    ] {
        let (code, answer) = check(&server, domain);
        assert_eq!((code, answer["authorised"].as_str()), (Some(0), Some(authorised)), "{answer}");
        assert_eq!((ids(&answer), answer["proposed"]["text"].as_str()), (vec![id], Some(record)));
        assert_eq!(answer["proposed"]["authorised"], "yes");
    }
}

#[test]
fn over_the_limit_and_looping() {
    let many = |n: usize| format!("v=spf1 {}-all", "a:mail.example.edu ".repeat(n));
    let server = relays()
        .txt("over.example", "v=spf1 include:many.example include:spf-eu.exlibrisgroup.com ~all")
        .txt("many.example", &many(10))
        .txt("full.example", "v=spf1 include:nine.example ~all")
        .txt("nine.example", &many(9))
        .txt("loop.example", "v=spf1 include:round.example ~all")
        .txt("round.example", "v=spf1 include:loop.example -all")
        .start();
    let (code, over) = check(&server, "over.example");
    assert_eq!(
        (code, over["authorised"].as_str(), &over["lookups"]),
        (Some(0), Some("no"), &Value::from(12))
    );
    assert_eq!(ids(&over), ["too-many-lookups", "relay-include-without-effect"]);
    assert_eq!(over["relays"][0]["result"], "permerror");
    assert_eq!(over["proposed"], Value::Null);
    let (_, full) = check(&server, "full.example");
    assert_eq!(ids(&full), ["relay-include-missing", "include-would-exceed-lookups"]);
    let (_, round) = check(&server, "loop.example");
    assert!(ids(&round).contains(&"spf-loop"), "{round}");
    assert_eq!(round["authorised"], "no");
}

#[test]
fn nxdomain_servfail_and_truncated_answers() {
    let long = format!("v=spf1 {}include:spf-eu.exlibrisgroup.com -all", "ip4:198.51.100.1 ".repeat(40));
    let server = relays()
        .txt("cut.example", &long)
        .habit("cut.example", Habit::Truncated)
        .txt("never.example", &long)
        .habit("never.example", Habit::AlwaysTruncated)
        .habit("broken.example", Habit::Code(ResponseCode::ServFail))
        .txt("below.example", "v=spf1 include:broken.example include:spf-eu.exlibrisgroup.com -all")
        .txt("gone.example", "v=spf1 include:nowhere.example include:spf-eu.exlibrisgroup.com -all")
        .start();
    let (code, none) = check(&server, "nowhere.example");
    assert_eq!((code, none["authorised"].as_str(), ids(&none)), (Some(0), Some("no"), vec!["no-spf-record"]));
    for domain in ["broken.example", "never.example", "below.example"] {
        let (code, answer) = check(&server, domain);
        assert_eq!((code, answer["authorised"].as_str()), (Some(2), Some("unknown")), "{domain}: {answer}");
        assert_eq!(
            (ids(&answer), &answer["complete"]),
            (vec!["dns-failed"], &Value::from(false)),
            "{domain}"
        );
    }
    let (code, cut) = check(&server, "cut.example");
    assert_eq!(
        (code, cut["authorised"].as_str(), ids(&cut)),
        (Some(0), Some("yes"), vec!["spf-record-too-long"])
    );
    assert!(server.seen().iter().any(|seen| seen.tcp && seen.name == "cut.example"));
    let (_, gone) = check(&server, "gone.example");
    assert_eq!(ids(&gone), ["spf-include-of-nothing", "relay-include-without-effect"]);
    assert_eq!(gone["proposed"]["text"], "v=spf1 include:spf-eu.exlibrisgroup.com -all");
}

#[test]
fn recorded_answers_do_and_open_no_socket() {
    let args =
        ["relays", "check", "library.example.edu", "--region", "eu", "--dns", ZONE, "--as-of", "2026-11-23"];
    let shown = run(&args);
    assert_eq!((shown.code, shown.err.as_str()), (Some(0), ""));
    let text = String::from_utf8(shown.out).unwrap();
    for part in [
        "authorises 1 of 2 Ex Libris relays of Europe",
        "lacks 192.0.2.11",
        "│ library.example.edu. IN TXT \"v=spf1 include:spf-eu.exlibrisgroup.com ~all\"",
        "With it, a check takes 1 of 10 look-ups",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let config =
        ["relays", "check", "example.edu", "--config", "fixtures/demo/site.toml", "--dns", ZONE, "--replace"];
    let text = String::from_utf8(run(&config).out).unwrap();
    assert!(text.contains("\"v=spf1 ip4:198.51.100.0/28 include:spf-eu.exlibrisgroup.com -all\""), "{text}");
    let unseen = run(&["relays", "check", "unseen.example", "--region", "eu", "--dns", ZONE]);
    assert_eq!(unseen.code, Some(2));
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_whyjunk"));
    if let Some((calls, code)) = network_calls(program, &args, "") {
        assert_eq!((calls.len(), code), (0, Some(0)), "{calls:?}");
    }
}

/// The block that docs/relays.md shows: every line of it, in this order; `...` stands for what is left out.
#[test]
fn the_page_shows_real_output() {
    let page = fs::read_to_string(super::run::root().join("docs/relays.md")).unwrap();
    let (_, rest) = page.split_once("<!-- output of: ").unwrap();
    let (args, rest) = rest.split_once(" -->\n```text\n").unwrap();
    let (block, _) = rest.split_once("```").unwrap();
    let output = String::from_utf8(run(&args.split(' ').collect::<Vec<_>>()).out).unwrap();
    let mut lines = output.lines();
    for line in block.lines().filter(|l| *l != "...") {
        assert!(lines.any(|l| l == line), "not in the output, or not in this order: {line:?}\n{output}");
    }
}

#[test]
fn what_is_missing_to_start_is_said() {
    for (args, says) in [
        (&["example.edu", "--region", "eu"][..], "--dns live"),
        (&["example.edu", "--dns", ZONE], "--region na, eu"),
        (&["example.edu", "--region", "xx", "--dns", ZONE], "none of na, eu"),
        (&["not a domain", "--region", "eu", "--dns", ZONE], "no domain name"),
        (&["example.edu", "--region", "eu", "--dns", "no-such-file"], "no-such-file"),
    ] {
        let run = run(&[&["relays", "check"], args].concat());
        assert_eq!(run.code, Some(1), "{args:?}");
        assert!(run.err.contains(says), "{args:?}: {}", run.err);
    }
}

#[test]
fn refresh_completes_the_relay_file_and_says_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("relays.toml");
    let shown = file.to_str().unwrap();
    let own = "# ours\n[[relay]]\nid = \"mine\"\nkind = \"mail-relay\"\nregion = \"eu\"\naddress = \"192.0.2.10\"\n\
        source = \"the vendor's page\"\nas_of = 2026-01-01\nconfidence = \"vendor\"\n";
    fs::write(&file, own).unwrap();
    let refresh =
        |dns: &str, day: &str| run(&["relays", "refresh", "--dns", dns, "-o", shown, "--as-of", day]);
    let first = refresh(ZONE, "2026-11-23");
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""));
    let written = fs::read_to_string(&file).unwrap();
    assert!(written.starts_with(own) && written.matches("confidence = \"dns\"").count() == 2, "{written}");
    assert!(
        written.contains("spf_include = \"spf-eu.exlibrisgroup.com\"")
            && written.contains("as_of = 2026-11-23")
    );
    let zone = folder.path().join("later.zone");
    fs::write(&zone, fs::read_to_string(ZONE).unwrap().replace("ip4:192.0.2.11", "ip4:192.0.2.12")).unwrap();
    let later = refresh(zone.to_str().unwrap(), "2026-12-24");
    let text = String::from_utf8(later.out).unwrap();
    assert!(text.contains("No longer listed") && text.contains("not known before"), "{text}");
    let written = fs::read_to_string(&file).unwrap();
    assert!(
        written.starts_with(own) && !written.contains("192.0.2.11") && written.contains("192.0.2.12"),
        "{written}"
    );
    assert_eq!(
        (written.matches("2026-12-24").count(), written.matches("[[relay]]").count()),
        (2, 3),
        "{written}"
    );
    fs::write(&zone, "unrelated.example. TXT \"x\"\n").unwrap();
    assert_eq!(refresh(zone.to_str().unwrap(), "2027-01-01").code, Some(2));
    assert_eq!(fs::read_to_string(&file).unwrap(), written);
    assert_eq!(run(&["relays", "refresh"]).code, Some(1));
}

#[test]
fn refresh_asks_a_live_server_and_shows_what_it_would_write() {
    let server = relays().start();
    let resolver = server.address().to_string();
    let run = run(&["relays", "refresh", "--dns", "live", "--resolver", &resolver, "--format", "json"]);
    assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
    let value: Value = serde_json::from_slice(&run.out).unwrap();
    let networks: Vec<&str> = value["includes"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|i| i["networks"].as_array().unwrap())
        .map(|n| n["address"].as_str().unwrap())
        .collect();
    assert_eq!(networks, ["192.0.2.1", "192.0.2.10", "192.0.2.11"]);
    assert_eq!(value["written_to"], Value::Null);
}
