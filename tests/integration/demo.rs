//! The README's first command explains the demo mailbox: every relation, most causes.

use std::collections::BTreeSet;

use super::run::{objects, run};

const ARGS: [&str; 5] = [
    "--config",
    "fixtures/demo/site.toml",
    "--relays",
    "fixtures/demo/relays.toml",
    "fixtures/demo/junk-folder.mbox",
];

/// Causes without which the demo would not show what the program is for.
const CAUSES: &[&str] = &[
    "admin-block-list",
    "bulk-mail",
    "content-score",
    "dkim-broken",
    "dkim-missing",
    "dmarc-policy",
    "envelope-not-aligned",
    "forwarding-broke-authentication",
    "gateway-hides-relay",
    "impersonates-exlibris",
    "mail-flow-rule",
    "moved-after-delivery",
    "no-verdict-in-headers",
    "phishing-detected",
    "recipient-block-list",
    "recipient-rule",
    "relay-on-blocklist",
    "spf-omits-relay",
    "spf-permerror",
    "spoof-of-own-domain",
    "unauthenticated-sender",
    "undeliverable",
];

#[test]
fn the_demo_covers_every_relation_and_most_causes() {
    let mut args = vec!["--format", "ndjson"];
    args.extend(ARGS);
    let run = run(&args);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let objects = objects(&run);
    let messages: Vec<_> = objects.iter().filter(|o| o["type"] == "message").collect();
    assert!(messages.len() >= 45, "{}", messages.len());
    let relations: BTreeSet<_> = messages.iter().filter_map(|m| m["exlibris"]["relation"].as_str()).collect();
    assert_eq!(relations, BTreeSet::from(["claimed", "forwarded", "network", "none", "relay"]));
    let causes: BTreeSet<_> = messages.iter().filter_map(|m| m["cause"]["rule"].as_str()).collect();
    let missing: Vec<_> = CAUSES.iter().filter(|c| !causes.contains(*c)).collect();
    assert!(missing.is_empty(), "missing {missing:?} among {causes:?}");
    let regions: BTreeSet<_> = messages.iter().filter_map(|m| m["exlibris"]["region"].as_str()).collect();
    assert_eq!(regions, BTreeSet::from(["ap", "ca", "eu", "na"]));
    let last = objects.last().unwrap();
    assert_eq!(last["type"], "summary");
    assert_eq!(last["messages"], messages.len());
}

#[test]
fn the_readme_command_explains() {
    let run = run(&ARGS);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let text = String::from_utf8(run.out).unwrap();
    for word in ["spf-omits-relay", "gateway-hides-relay", "impersonates-exlibris"] {
        assert!(text.contains(word), "{word} is not in:\n{text}");
    }
    // Text to paste, behind its rule, is never wrapped.
    let prose = text.lines().filter(|l| !l.trim_start().starts_with('│'));
    let widest = prose.map(|l| l.chars().count()).max().unwrap();
    assert!(widest <= 120, "a line of {widest} characters where no terminal says how wide it is");
}
