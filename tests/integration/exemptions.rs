//! How senders are let through: each product's instructions are complete, and nobody but an Ex Libris relay gets any.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use whyjunk::evidence::filters::{By, DECODERS, Exemption, Grade};
use whyjunk::remedies::REMEDIES;

use super::run::{analyze, root, run};

const ARGS: [&str; 4] = ["--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"];

fn exemptions() -> impl Iterator<Item = (&'static str, &'static Exemption)> {
    DECODERS.iter().filter_map(|d| Some((d.id, d.exemption?)))
}

#[test]
fn each_names_a_setting_a_limit_and_a_source() {
    for (id, exemption) in exemptions() {
        let named = |step: &&str| step.contains(" > ") || step.contains(" API, ");
        assert!(
            exemption.steps.iter().any(named) || exemption.snippet.is_some(),
            "{id}: no path, no command"
        );
        for text in [exemption.about, exemption.caution].iter().chain(exemption.steps) {
            let sentence = text.ends_with('.') && text.chars().next().is_some_and(char::is_alphabetic);
            assert!(sentence, "{id}: {text:?} is no sentence");
        }
        assert!(exemption.source.len() > 10, "{id}: no source");
        let known = matches!(exemption.grade, Grade::Documented | Grade::Source | Grade::Reported);
        assert!(known, "{id}: {}", exemption.grade.id());
    }
}

#[test]
fn only_known_places_are_filled_in() {
    for (id, exemption) in exemptions() {
        let snippet = exemption.snippet.map_or("", |(_, text)| text);
        for (text, places) in exemption
            .steps
            .iter()
            .chain([&exemption.include, &exemption.about, &exemption.caution])
            .map(|step| (*step, &["{from}", "{include}"][..]))
            .chain([(snippet, &["{from}", "{address}", "{infrastructure}", "{spoof-type}"][..])])
        {
            let rest = places.iter().fold(text.to_owned(), |rest, place| rest.replace(place, ""));
            let place = |part: &str| {
                part.split_once('}').is_some_and(|(name, _)| {
                    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
                })
            };
            assert!(!rest.split('{').skip(1).any(place), "{id}: {text:?}");
        }
    }
}

/// Letting a From domain through for itself would let every impostor through.
#[test]
fn no_administrator_is_told_to_allow_a_domain_alone() {
    for (id, exemption) in exemptions().filter(|(_, e)| e.by == By::Administrator) {
        for step in exemption.steps.iter().filter(|step| step.contains("{from}")) {
            let tied = ["address", "SPF"].iter().any(|word| step.contains(word));
            assert!(tied, "{id}: {step:?}");
        }
        let text = exemption.include;
        assert!(text.is_empty() || text.contains("SPF"), "{id}: {text:?}");
        let (_, snippet) = exemption.snippet.unwrap_or(("", "{address}"));
        let tied = ["{address}", "{infrastructure}", "exlibrisgroup.com"];
        assert!(tied.iter().any(|place| snippet.contains(place)), "{id}: {snippet:?}");
    }
}

#[test]
fn each_has_its_remedy_and_its_page() {
    let mut ids = BTreeSet::new();
    for (product, exemption) in exemptions() {
        let id = exemption.product.map_or(product, |(id, _)| id);
        let id = match exemption.by {
            By::Administrator => format!("allow-relay-{id}"),
            By::Recipient => format!("allow-sender-{id}"),
        };
        assert!(REMEDIES.iter().any(|r| r.id == id), "{id}");
        for entry in [id.as_str(), product] {
            let page = String::from_utf8(run(&["rules", entry]).out).unwrap();
            assert!(page.contains(&id), "{id} is not in `whyjunk rules {entry}`:\n{page}");
        }
        let page = words(&String::from_utf8(run(&["rules", &id]).out).unwrap());
        assert!(page.contains(&words(exemption.source)), "{page}");
        ids.insert(id);
    }
    for id in [
        "allow-relay-exchange-server",
        "allow-relay-google-workspace",
        "allow-relay-microsoft-365",
        "allow-relay-mimecast",
        "allow-relay-proofpoint",
        "allow-relay-rspamd",
        "allow-relay-spamassassin",
    ] {
        assert!(ids.contains(id), "{id} is published and must stay");
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn messages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            messages(&path, found);
        } else if path.extension().is_some_and(|e| e == "eml" || e == "mbox") {
            found.push(path);
        }
    }
}

/// Each message with the remedies that it got.
fn answers() -> Vec<Value> {
    let mut files = Vec::new();
    messages(&root().join("fixtures"), &mut files);
    files.sort();
    let args: Vec<String> = ARGS.map(str::to_owned).to_vec();
    analyze(&args, &files)
}

#[test]
fn only_what_came_from_a_relay_is_let_through() {
    let mut allowed = 0;
    for message in answers() {
        let source = &message["source"];
        let genuine = ["relay", "network"].iter().any(|r| message["exlibris"]["relation"] == *r);
        for remedy in message["remedies"].as_array().unwrap() {
            let id = remedy["id"].as_str().unwrap();
            if !id.starts_with("allow-relay") && !id.starts_with("allow-sender") {
                continue;
            }
            allowed += 1;
            assert!(genuine, "{id} for {source}");
            let text = remedy.to_string();
            let border = message["exlibris"]["ip"].as_str().unwrap_or("none");
            let listed = message["exlibris"]["relation"] == "relay";
            assert!(listed || !text.contains(&format!("\"{border}")), "{id} names {border} for {source}");
            assert!(!text.contains("{address}") && !text.contains("{from}"), "{id} for {source}: {text}");
        }
    }
    assert!(allowed > 20, "only {allowed}");
}

/// The ids of the remedies for allowing that a fixture of a rule gets.
fn allowed(fixture: &str) -> Vec<String> {
    let path = root().join("fixtures/rules").join(fixture);
    let message = analyze(&ARGS, &[path]).remove(0);
    let remedies = message["remedies"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap());
    let own = |id: &&str| id.starts_with("allow-relay") || id.starts_with("allow-sender");
    remedies.filter(own).map(str::to_owned).collect()
}

#[test]
fn the_list_is_the_one_of_the_product_that_saw_the_relay() {
    for (fixture, ids) in [
        // Behind a gateway the platform sees the gateway.
        ("gateway-hides-relay/miss-1.eml", &["allow-relay-proofpoint"][..]),
        ("content-score/hit-4.eml", &["allow-relay-mailscanner"]),
        ("bulk-mail/hit-1.eml", &["allow-relay-microsoft-365"]),
        // A personal mailbox has no administrator.
        ("recipient-safe-sender/hit-2.eml", &["allow-sender-outlook-com"]),
    ] {
        assert_eq!(allowed(fixture), ids, "{fixture}");
    }
}

#[test]
fn relays_of_unknown_source_are_never_named() {
    let folder = tempfile::tempdir().unwrap();
    let relays = folder.path().join("relays.toml");
    let text = fs::read_to_string(root().join(ARGS[3])).unwrap();
    fs::write(&relays, text.replace("confidence = \"vendor\"", "confidence = \"published\"")).unwrap();
    let args = [ARGS[0], ARGS[1], ARGS[2], relays.to_str().unwrap()];
    let mut files = Vec::new();
    messages(&root().join("fixtures/rules"), &mut files);
    let (mut seen, mut resolved) = (0, 0);
    for message in analyze(&args, &files) {
        for remedy in message["remedies"].as_array().unwrap() {
            let id = remedy["id"].as_str().unwrap();
            if id.starts_with("allow-relay-") && id != "allow-relay-postfix" {
                seen += 1;
                let text = remedy.to_string();
                resolved += usize::from(text.contains("dig +short TXT spf-eu.exlibrisgroup.com"));
                assert!(text.contains("whyjunk names no address"), "{text}");
                for address in ["192.0.2.21", "198.51.100.31", "198.51.100.61", "203.0.113.71"] {
                    assert!(!text.contains(address), "{id} names {address}: {text}");
                }
            }
        }
    }
    assert!(seen > 10 && resolved > 5, "only {seen}, {resolved} with the include");
}
