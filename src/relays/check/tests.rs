//! Composed domains, one for each thing that can be wrong.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::dns::Recorded;
use crate::evidence::relays::Registry;
use crate::verify::spf;

/// Relays of three regions, the includes known from nobody's table, the addresses from DNS alone.
const REGISTRY: &str = "[[relay]]\nid = \"na\"\nkind = \"mail-relay\"\nregion = \"na\"\nspf_include = \"spf-na.example.org\"\n\
    source = \"x\"\nas_of = 2026-11-01\nconfidence = \"vendor\"\n\
    [[relay]]\nid = \"eu\"\nkind = \"mail-relay\"\nregion = \"eu\"\nspf_include = \"spf-eu.example.org\"\n\
    source = \"x\"\nas_of = 2026-11-01\nconfidence = \"published\"\n\
    [[relay]]\nid = \"ap-1\"\nkind = \"mail-relay\"\nregion = \"ap\"\naddress = \"198.51.100.9\"\n\
    source = \"x\"\nas_of = 2025-01-01\nconfidence = \"vendor\"\n\
    [[relay]]\nid = \"ca\"\nkind = \"mail-relay\"\nregion = \"ca\"\nspf_include = \"spf-ca.example.org\"\n\
    source = \"x\"\nas_of = 2026-11-01\nconfidence = \"vendor\"\n\
    [[relay]]\nid = \"net\"\nkind = \"network\"\naddress = \"203.0.113.0/24\"\n\
    source = \"x\"\nas_of = 2026-11-01\nconfidence = \"published\"\n";

/// DNS in which the relays' includes are published, every answer of `more` added: name, type, status or record.
fn dns(more: &[(&str, &str, &str)]) -> Recorded {
    let base = [
        ("spf-na.example.org", "TXT", "v=spf1 ip4:192.0.2.1 -all"),
        ("spf-eu.example.org", "TXT", "v=spf1 ip4:192.0.2.10 ip4:192.0.2.11 -all"),
        ("spf-ca.example.org", "TXT", "nxdomain"),
        ("mail.example.edu", "A", "198.51.100.1"),
        ("mail.example.edu", "AAAA", "nodata"),
        ("gone.example.edu", "A", "nxdomain"),
        ("gone.example.edu", "AAAA", "nxdomain"),
        (
            "deep.example.org",
            "TXT",
            "v=spf1 a:mail.example.edu a:mail.example.edu a:mail.example.edu a:mail.example.edu -all",
        ),
    ];
    let mut lines = vec!["{\"type\":\"whyjunk-dns/1\"}".to_owned()];
    for (name, kind, what) in base.iter().chain(more) {
        let status = ["nxdomain", "nodata", "servfail", "timeout"].contains(what);
        lines.push(if status {
            format!("{{\"name\":\"{name}\",\"type\":\"{kind}\",\"status\":\"{what}\"}}")
        } else {
            let records: Vec<String> = what.split(" + ").map(|r| serde_json::to_string(r).unwrap()).collect();
            format!(
                "{{\"name\":\"{name}\",\"type\":\"{kind}\",\"status\":\"ok\",\"records\":[{}]}}",
                records.join(",")
            )
        });
    }
    Recorded::parse(lines.join("\n").as_bytes()).unwrap()
}

fn ask(region: &'static str, replace: bool, more: &[(&str, &str, &str)]) -> Check {
    let registry = Registry { entries: crate::evidence::relays::entries(REGISTRY).unwrap() };
    let dns = dns(more);
    let as_of = "2026-11-23".parse().unwrap();
    check(&Question { domain: "Example.edu", region, registry: &registry, dns: &dns, replace }, as_of)
}

/// The check of Europe for one published TXT answer.
fn eu(record: &str) -> Check {
    ask("eu", false, &[("example.edu", "TXT", record)])
}

fn ids(check: &Check) -> Vec<&'static str> {
    check.findings.iter().map(|f| f.id).collect()
}

fn proposed(check: &Check) -> &str {
    check.proposal.as_ref().map_or("-", |p| p.text.as_str())
}

#[test]
fn a_good_record_has_no_finding() {
    let check = eu("v=spf1 a:mail.example.edu include:spf-eu.example.org -all");
    assert_eq!((check.authorised, ids(&check)), (Authorised::Yes, vec![]));
    assert_eq!((check.lookups, check.complete, check.relays.len()), (2, true, 2));
    assert!(check.proposal.is_none());
    let decided: Vec<&str> = check.relays[0].decided_by.iter().map(|(_, term)| term.as_str()).collect();
    assert_eq!(decided, ["include:spf-eu.example.org", "ip4:192.0.2.10"]);
}

#[test]
fn the_include_is_added_before_the_end() {
    let check = eu("v=spf1 mx a:mail.example.edu ~all");
    assert_eq!(check.authorised, Authorised::Unknown, "the exchangers are not recorded");
    let more = [
        ("example.edu", "TXT", "v=spf1 mx a:mail.example.edu ~all"),
        ("example.edu", "MX", "10 mail.example.edu"),
    ];
    let check = ask("eu", false, &more);
    assert_eq!((check.authorised, ids(&check)), (Authorised::No, vec!["relay-include-missing"]));
    let proposal = check.proposal.unwrap();
    assert_eq!(proposal.text, "v=spf1 mx a:mail.example.edu include:spf-eu.example.org ~all");
    assert_eq!(proposal.line, format!("example.edu. IN TXT \"{}\"", proposal.text));
    assert_eq!((proposal.lookups, proposal.authorised), (3, Authorised::Yes));
    assert!(check.findings[0].todo.iter().any(|t| t.contains("compare it with the vendor")));
    assert_eq!(
        proposed(&eu("v=spf1 redirect=deep.example.org")),
        "v=spf1 include:spf-eu.example.org redirect=deep.example.org"
    );
}

#[test]
fn no_record_and_no_domain() {
    for answer in ["nodata", "nxdomain", "some text + more"] {
        let check = eu(answer);
        assert_eq!((check.authorised, ids(&check)), (Authorised::No, vec!["no-spf-record"]), "{answer}");
        let is = if answer == "nxdomain" { "-" } else { "v=spf1 include:spf-eu.example.org ~all" };
        assert_eq!(proposed(&check), is);
    }
    let check = eu("v=spf1; a -all");
    assert!(
        check.findings[0].what.contains("looks like one") && check.proposal.is_none(),
        "{:?}",
        check.findings
    );
}

#[test]
fn several_records_become_one() {
    let check = eu(
        "v=spf1 ip4:198.51.100.7 -all + text + v=spf1 ip4:198.51.100.7 include:spf-na.example.org ~all exp=x.example.org",
    );
    assert_eq!((check.authorised, ids(&check)), (Authorised::No, vec!["several-spf-records"]));
    assert_eq!(
        proposed(&check),
        "v=spf1 ip4:198.51.100.7 include:spf-na.example.org include:spf-eu.example.org ~all"
    );
    assert_eq!(check.published.len(), 2);
    assert_eq!(proposed(&eu("v=spf1 -all + v=spf1 redirect=deep.example.org")), "-");
}

#[test]
fn syntax_errors_have_their_position_and_repair() {
    let check = eu("v=spf1 ipv4:198.51.100.7 include=spf-eu.example.org ~all");
    assert_eq!(ids(&check), ["spf-syntax-error", "relay-include-missing", "spf-term-without-effect"]);
    assert!(check.findings[0].what.contains("position 8"), "{}", check.findings[0].what);
    assert_eq!(proposed(&check), "v=spf1 ip4:198.51.100.7 include:spf-eu.example.org ~all");
    let check = eu("v=spf1 inlcude:spf-eu.example.org ~all");
    assert_eq!((check.authorised, proposed(&check)), (Authorised::No, "-"));
}

#[test]
fn another_region_is_named_and_replaced_only_when_asked() {
    let record = ("example.edu", "TXT", "v=spf1 include:spf-na.example.org ~all");
    let check = ask("eu", false, &[record]);
    assert_eq!((check.authorised, ids(&check)), (Authorised::No, vec!["include-of-other-region-only"]));
    assert_eq!(proposed(&check), "v=spf1 include:spf-na.example.org include:spf-eu.example.org ~all");
    assert_eq!(proposed(&ask("eu", true, &[record])), "v=spf1 include:spf-eu.example.org ~all");
    let both = ("example.edu", "TXT", "v=spf1 include:spf-na.example.org include:spf-eu.example.org ~all");
    let check = ask("eu", false, &[both]);
    assert_eq!(
        (check.authorised, ids(&check), proposed(&check)),
        (Authorised::Yes, vec!["include-of-other-region"], "-")
    );
    assert_eq!(proposed(&ask("eu", true, &[both])), "v=spf1 include:spf-eu.example.org ~all");
}

#[test]
fn half_of_europe_is_not_europe() {
    let check = eu("v=spf1 ip4:192.0.2.10 ip4:203.0.113.5 ~all");
    assert_eq!(
        (check.authorised, ids(&check)),
        (Authorised::Partly, vec!["relays-incomplete", "relay-addresses-stale"])
    );
    assert!(check.findings[0].what.contains("1 of 2") && check.findings[0].what.contains("lacks 192.0.2.11"));
    assert_eq!(proposed(&check), "v=spf1 ip4:203.0.113.5 include:spf-eu.example.org ~all");
    let check = eu("v=spf1 ip4:192.0.2.10 ip4:192.0.2.11 ~all");
    assert_eq!((check.authorised, ids(&check)), (Authorised::Yes, vec!["relays-listed-by-hand"]));
}

#[test]
fn an_include_without_effect_says_what_stops_it() {
    for (record, because, is) in [
        (
            "v=spf1 -all include:spf-eu.example.org",
            "stands after all",
            "v=spf1 include:spf-eu.example.org -all",
        ),
        (
            "v=spf1 ?include:spf-eu.example.org -all",
            "other than plus",
            "v=spf1 include:spf-eu.example.org -all",
        ),
        (
            "v=spf1 -ip4:192.0.2.0/24 include:spf-eu.example.org -all",
            "-ip4:192.0.2.0/24 of example.edu decides first",
            "v=spf1 include:spf-eu.example.org -ip4:192.0.2.0/24 -all",
        ),
        (
            "v=spf1 include:gone.example.edu include:spf-eu.example.org -all",
            "permanent error",
            "v=spf1 include:spf-eu.example.org -all",
        ),
    ] {
        let check =
            ask("eu", false, &[("example.edu", "TXT", record), ("gone.example.edu", "TXT", "nxdomain")]);
        assert_eq!(check.authorised, Authorised::No, "{record}");
        let finding = check.findings.iter().find(|f| f.id == "relay-include-without-effect").unwrap();
        assert!(finding.what.contains(because), "{}", finding.what);
        assert_eq!(proposed(&check), is);
        assert_eq!(check.proposal.unwrap().authorised, Authorised::Yes, "{record}");
    }
}

#[test]
fn look_ups_above_the_limit_and_what_could_go() {
    let record = "v=spf1 include:deep.example.org include:deep.example.org a:mail.example.edu include:spf-eu.example.org ~all";
    let check = eu(record);
    assert_eq!(check.lookups, 12);
    let finding = check.findings.iter().find(|f| f.id == "too-many-lookups").unwrap();
    assert!(
        finding.todo[0].contains("include:deep.example.org: it stands twice. It costs 5"),
        "{:?}",
        finding.todo
    );
    assert_eq!(
        proposed(&check),
        "v=spf1 include:deep.example.org a:mail.example.edu include:spf-eu.example.org ~all"
    );
    let record = "v=spf1 include:deep.example.org include:deep.example.org ~all";
    let check = eu(record);
    assert_eq!(check.lookups, 10);
    let finding = check.findings.iter().find(|f| f.id == "include-would-exceed-lookups").unwrap();
    assert!(finding.what.contains("takes 10") && finding.what.contains("would take 11"), "{}", finding.what);
    assert_eq!(proposed(&check), "v=spf1 include:deep.example.org include:spf-eu.example.org ~all");
    let full = "v=spf1 a:a.example.edu a:b.example.edu a:c.example.edu a:d.example.edu a:e.example.edu include:deep.example.org ~all";
    let names: Vec<String> = ["a", "b", "c", "d", "e"].map(|n| format!("{n}.example.edu")).into();
    let mut more = vec![("example.edu", "TXT", full)];
    for name in &names {
        more.extend([(name.as_str(), "A", "198.51.100.3"), (name.as_str(), "AAAA", "nodata")]);
    }
    let check = ask("eu", false, &more);
    assert!(
        ids(&check).contains(&"include-would-exceed-lookups") && check.proposal.is_none(),
        "{:?}",
        ids(&check)
    );
}

#[test]
fn void_names_loops_and_odd_terms_are_named() {
    let check =
        eu("v=spf1 a:gone.example.edu a:gone.example.edu a:gone.example.edu include:spf-eu.example.org ~all");
    let finding = check.findings.iter().find(|f| f.id == "void-lookups").unwrap();
    assert_eq!((finding.severity, check.authorised), (Severity::High, Authorised::No));
    assert_eq!(check.proposal.unwrap().authorised, Authorised::Yes);
    let check = ask(
        "eu",
        false,
        &[
            ("example.edu", "TXT", "v=spf1 include:a.example.org ~all"),
            ("a.example.org", "TXT", "v=spf1 include:example.edu -all"),
        ],
    );
    assert!(ids(&check).contains(&"spf-loop"), "{:?}", ids(&check));
    let check = eu("v=spf1 ptr include:spf-eu.example.org");
    assert_eq!(ids(&check), ["spf-no-default", "spf-ptr"]);
}

#[test]
fn a_record_for_everybody_is_closed() {
    let check = eu("v=spf1 +all");
    assert_eq!(check.authorised, Authorised::Yes);
    assert!(ids(&check).contains(&"spf-passes-everybody"));
    assert_eq!(proposed(&check), "v=spf1 include:spf-eu.example.org ~all");
}

#[test]
fn a_network_of_half_the_internet_is_everybody() {
    for network in ["ip4:0.0.0.0/0", "ip4:128.0.0.0/1", "ip6:::/0", "ip6:2000::/3"] {
        let check = eu(&format!("v=spf1 {network} -all"));
        assert!(ids(&check).contains(&"spf-passes-everybody"), "{network}");
    }
    assert!(!ids(&eu("v=spf1 ip4:192.0.0.0/8 ?ip4:0.0.0.0/0 -all")).contains(&"spf-passes-everybody"));
}

#[test]
fn an_include_that_lets_everybody_pass_is_not_proposed() {
    for everybody in ["v=spf1 +all", "v=spf1 ip4:0.0.0.0/0 -all"] {
        let own = ("example.edu", "TXT", "v=spf1 ip4:203.0.113.9 -all");
        let check = ask("eu", false, &[own, ("spf-eu.example.org", "TXT", everybody)]);
        assert!(ids(&check).contains(&"relay-include-broken"), "{:?}", ids(&check));
        let proposed = check.proposal.as_ref().map(|p| p.text.as_str()).unwrap_or("ip4:203.0.113.9");
        assert!(proposed.contains("ip4:203.0.113.9") && !proposed.contains("include:"), "{proposed}");
    }
}

#[test]
fn long_records_are_split_and_counted() {
    let many: String = (0..30).map(|n| format!("ip4:198.51.100.{n}/32 ")).collect();
    let check = eu(&format!("v=spf1 {many}~all"));
    assert!(ids(&check).contains(&"spf-record-too-long"));
    let proposal = check.proposal.unwrap();
    let strings: Vec<&str> = proposal.line.split('"').skip(1).step_by(2).collect();
    assert!(
        strings.len() == 3 && strings.iter().all(|s| s.len() <= 255) && strings.concat() == proposal.text
    );
}

#[test]
fn what_is_not_known_is_not_claimed() {
    let check = ask("eu", false, &[]);
    assert_eq!(
        (check.authorised, ids(&check), check.complete),
        (Authorised::Unknown, vec!["dns-not-recorded"], false)
    );
    let check = eu("servfail");
    assert_eq!((check.authorised, ids(&check)), (Authorised::Unknown, vec!["dns-failed"]));
    let check = eu("v=spf1 include:unseen.example.org ~all");
    assert_eq!(
        (check.authorised, ids(&check)),
        (Authorised::Unknown, vec!["relay-include-missing", "dns-not-recorded"])
    );
    assert_eq!(check.findings[0].severity, Severity::Medium);
    let check = eu("v=spf1 include:unseen.example.org include:spf-eu.example.org ~all");
    assert_eq!(check.authorised, Authorised::Unknown);
    assert!(check.proposal.is_none(), "{:?}", check.proposal);
}

#[test]
fn hostile_records_end_soon() {
    let start = std::time::Instant::now();
    for (term, count) in [
        ("a:gone.example.edu", 3000),
        ("x:y", 16_000),
        ("include:deep.example.org", 2600),
        ("ip4:192.0.2.10", 4300),
        ("a", 200),
        ("include:example.edu", 1000),
    ] {
        let check = eu(&format!("v=spf1 {}~all", format!("{term} ").repeat(count)));
        assert!(check.findings.len() < 60, "{term}");
    }
    assert!(start.elapsed() < std::time::Duration::from_secs(60), "{:?}", start.elapsed());
}

proptest::proptest! {
    #[test]
    fn no_record_ends_a_run(
        record in "(v=spf1 )?((include[:=]|a[:/]?|mx|ip4:|ip6:|exists:|redirect=|exp=|[-~+?]?all|ptr)(spf-eu.example.org|192.0.2.10|/33|%[{]i[}]|é|)? ?){0,12}"
    ) {
        let check = eu(&record);
        if let Some(proposal) = check.proposal {
            proptest::prop_assert!(spf::Record::is_spf(proposal.text.as_bytes()));
            let again = eu(&proposal.text);
            proptest::prop_assert!(again.proposal.is_none() || again.authorised == Authorised::Unknown, "{record}: {} then {again:?}", proposal.text);
        }
    }
}

#[test]
fn regions_without_a_usable_include() {
    let check = ask("ca", false, &[("example.edu", "TXT", "v=spf1 -all")]);
    assert!(ids(&check).contains(&"relay-include-broken"), "{:?}", ids(&check));
    assert_eq!((check.authorised, check.proposal.is_none()), (Authorised::Unknown, true));
    let check = ask("cn", false, &[("example.edu", "TXT", "v=spf1 -all")]);
    assert_eq!((check.authorised, ids(&check)), (Authorised::Unknown, vec!["relay-include-unknown"]));
    let check = ask("ap", false, &[("example.edu", "TXT", "v=spf1 -all")]);
    assert_eq!(ids(&check), ["relay-include-missing", "relay-include-unknown", "registry-outdated"]);
    assert_eq!(proposed(&check), "v=spf1 ip4:198.51.100.9 -all");
}
