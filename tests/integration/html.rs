//! The page without a browser: only known elements, no event handler, no address outside the page, whatever mail
//! says; and what a reader must find in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use html5gum::{Token, Tokenizer};

use super::run::{root, run};

/// The elements of the page, each with its attributes beside `id`, `class`, `tabindex`, `role` and `aria-*`.
const ELEMENTS: &[(&str, &[&str])] = &[
    ("a", &["href", "data-cause", "data-folder", "data-relation"]),
    ("article", &[]),
    ("bdi", &[]),
    ("body", &[]),
    ("button", &["type"]),
    ("caption", &[]),
    ("code", &[]),
    ("dd", &[]),
    ("details", &[]),
    ("div", &[]),
    ("dl", &[]),
    ("dt", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("footer", &[]),
    ("form", &[]),
    ("h1", &[]),
    ("h2", &[]),
    ("h3", &[]),
    ("h4", &[]),
    ("head", &[]),
    ("header", &[]),
    ("html", &["lang"]),
    ("input", &["type", "autocomplete"]),
    ("label", &[]),
    ("li", &[]),
    ("main", &[]),
    ("mark", &[]),
    ("meta", &["charset", "http-equiv", "content", "name"]),
    ("nav", &[]),
    ("ol", &[]),
    ("option", &["value"]),
    ("p", &["data-line"]),
    ("pre", &[]),
    ("rect", &["x", "y", "width", "height"]),
    ("script", &["type"]),
    ("section", &[]),
    ("select", &[]),
    ("span", &[]),
    ("strong", &[]),
    ("style", &[]),
    ("summary", &[]),
    ("svg", &["viewbox", "preserveaspectratio", "width", "height"]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &[]),
    ("text", &["x", "y"]),
    ("th", &["scope", "data-key"]),
    ("thead", &[]),
    ("title", &[]),
    ("tr", &[]),
    ("ul", &[]),
];

/// Elements without an end.
const VOID: [&str; 2] = ["input", "meta"];

fn page(paths: &[PathBuf]) -> String {
    let mut args: Vec<String> =
        ["--format", "html", "--config", "fixtures/demo/site.toml"].map(Into::into).into();
    args.extend(["--relays", "fixtures/demo/relays.toml"].map(Into::into));
    args.extend(paths.iter().map(|p| p.to_string_lossy().into_owned()));
    let run = run(&args);
    assert!(matches!(run.code, Some(0 | 2)), "{}", run.err);
    String::from_utf8(run.out).unwrap()
}

/// Checks a page element by element, and gives the number of each.
fn check(page: &str) -> BTreeMap<String, usize> {
    let (mut open, mut counts) = (Vec::new(), BTreeMap::new());
    let mut ids = std::collections::HashSet::new();
    for token in Tokenizer::new(page) {
        match token.unwrap() {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                let known = ELEMENTS.iter().find(|(known, _)| *known == name);
                let (_, attributes) = known.unwrap_or_else(|| panic!("<{name}> in {open:?}"));
                for (attribute, value) in &tag.attributes {
                    let (attribute, value) =
                        (String::from_utf8_lossy(attribute), String::from_utf8_lossy(value));
                    let common = ["id", "class", "tabindex", "role"].contains(&attribute.as_ref());
                    let aria = attribute.starts_with("aria-");
                    assert!(
                        common || aria || attributes.contains(&attribute.as_ref()),
                        "<{name} {attribute}={value}>"
                    );
                    assert!(attribute != "href" || value.starts_with('#'), "{value}");
                    assert!(attribute != "id" || ids.insert(value.to_string()), "id {value} twice");
                }
                *counts.entry(name.clone()).or_default() += 1;
                if !VOID.contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                assert_eq!(open.pop().as_ref(), Some(&name), "in {open:?}");
            }
            Token::Comment(comment) => panic!("a comment: {comment:?}"),
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?}");
    counts
}

fn fixtures(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            fixtures(&path, files);
        } else if path.extension().is_some_and(|e| e == "eml" || e == "mbox") {
            files.push(path);
        }
    }
}

#[test]
fn every_hostile_message_alone_is_a_page_of_known_elements() {
    let mut files = Vec::new();
    fixtures(&root().join("fixtures/hostile"), &mut files);
    for file in files {
        let counts = check(&page(std::slice::from_ref(&file)));
        assert_eq!((counts["script"], counts["style"], counts["h1"]), (2, 1, 1), "{file:?}");
    }
}

#[test]
fn all_fixtures_together_are_a_page_of_known_elements() {
    let mut files = Vec::new();
    fixtures(&root().join("fixtures"), &mut files);
    assert!(files.len() > 300);
    let text = page(&[root().join("fixtures")]);
    let counts = check(&text);
    assert_eq!((counts["script"], counts["style"], counts["h1"]), (3, 1, 1));
    assert!(counts["svg"] > 10 && counts["details"] > files.len(), "{counts:?}");
}

#[test]
fn a_page_names_no_place_outside_itself() {
    let text = page(&[root().join("fixtures/demo/junk-folder.mbox")]);
    let head = &text[..text.find("<body>").unwrap()];
    assert!(head.contains("default-src 'none'; style-src 'sha256-"), "{head}");
    let (style, scripts) =
        (include_str!("../../src/report/html/style.css"), include_str!("../../src/report/html/script.js"));
    for own in [style, scripts, include_str!("../../src/report/html/first.js")] {
        assert!(!own.contains("http") && !own.contains("url(") && !own.contains("innerHTML"));
        assert!(text.contains(own));
    }
    for attribute in [" src=\"", " srcset=\"", " action=\"", " formaction=\"", " xlink:", " style=\""] {
        assert!(!text.contains(attribute), "{attribute}");
    }
}

#[test]
fn the_first_words_say_what_happened_and_whom_to_ask() {
    let text = page(&[root().join("fixtures/demo/junk-folder.mbox")]);
    let shown = &text[text.find("<main").unwrap()..text.find("id=\"ask\"").unwrap()];
    for words in [
        "45 of 47 messages from Ex Libris did not reach the inbox",
        "your DNS administrator",
        "Add the SPF include of the Ex Libris relays to the sender domain",
        "SPF is the public list",
        "only claim to come from Ex Libris",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn one_message_is_a_page_without_a_mailbox() {
    let text = page(&[root().join("fixtures/rules/spf-omits-relay/hit-1.eml")]);
    for words in [
        "id=\"answer\"",
        "Text to paste",
        "v=spf1 include:spf-eu.exlibrisgroup.com",
        "Route, oldest hop first",
    ] {
        assert!(text.contains(words), "{words}");
    }
    assert!(!text.contains("id=\"messages\"") && !text.contains("id=\"data\""));
}
