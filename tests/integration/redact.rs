//! With `--redact` nothing of people, subjects, ids and internal hosts is left in any format, and the answer stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use whyjunk::headers::address::organisational;

use super::corpora::unpacked;
use super::run::{objects, root, run};

const FORMATS: [&str; 6] = ["text", "json", "ndjson", "csv", "markdown", "html"];
/// Values shorter than this are looked for with their neighbours only (`bob@example.edu`, not `bob`).
const TELLING: usize = 5;

/// What a message holds that must not be told, gathered from its raw header lines alone.
#[derive(Debug, Default)]
pub struct Originals {
    values: BTreeSet<String>,
    /// Domains that stay; a word of a person in one of them stays with it.
    kept: BTreeSet<String>,
}

impl Originals {
    pub fn of(raw: &[u8]) -> Self {
        let mut originals = Self::default();
        originals.read(raw);
        originals
    }

    fn read(&mut self, raw: &[u8]) {
        let text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
        let header = text.split("\n\n").next().unwrap_or_default();
        let unfolded = header.replace("\n\t", " ").replace("\n ", " ");
        // What a bounce returns is shown, too, with the domain of its own sender.
        let kept = kept_domains(&text.replace("\n\t", " ").replace("\n ", " "));
        self.kept.extend(kept.iter().filter(|domain| domain.contains('.')).cloned());
        for line in unfolded.lines() {
            let Some((name, value)) = line.split_once(':') else { continue };
            let name = name.to_ascii_lowercase();
            for token in value.split(|c: char| c.is_whitespace() || "<>()[]{},;\"'=:|".contains(c)) {
                if let Some((local, domain)) =
                    token.rsplit_once('@').filter(|(l, d)| !l.is_empty() && d.contains('.'))
                {
                    self.put(&format!("{local}@{domain}"));
                    self.put(local);
                }
                if is_internal(token) {
                    self.put(token);
                }
            }
            match name.as_str() {
                "received" => self.hop(value, &kept),
                "message-id" => self.put(value.trim().trim_matches(['<', '>'])),
                "subject" => {
                    self.put(value.trim());
                    self.words(value);
                }
                "from" | "to" | "cc" | "reply-to" | "sender" => {
                    let display: String = value
                        .split(',')
                        .filter_map(|m| m.split('<').next())
                        .filter(|m| !m.contains('@'))
                        .collect();
                    self.words(&display);
                }
                _ => {}
            }
        }
        let parsed = mail_parser::MessageParser::new().parse_headers(raw);
        if let Some(message) = parsed {
            self.put(message.subject().unwrap_or_default());
            for list in [message.from(), message.to(), message.cc()].into_iter().flatten() {
                list.iter().filter_map(|a| a.name()).for_each(|name| self.put(name));
            }
        }
    }

    /// Host names below an organisation's own domain, and the queue's id.
    fn hop(&mut self, value: &str, kept: &BTreeSet<String>) {
        let tokens: Vec<&str> = value.split(|c: char| c.is_whitespace() || "()[];<>".contains(c)).collect();
        for pair in tokens.windows(2) {
            match pair[0] {
                "id" => self.put(pair[1]),
                "from" | "by" | "HELO" | "helo" => {
                    let host = pair[1].trim_end_matches('.').to_ascii_lowercase();
                    let is_host = host.contains('.') && host.contains(|c: char| c.is_ascii_alphabetic());
                    let public = [
                        "outlook.com",
                        "exchangelabs.com",
                        "google.com",
                        "exlibrisgroup.com",
                        "exlibris.cloud",
                    ];
                    let is_theirs = public.iter().any(|p| host.ends_with(p)) || provider(&host);
                    if is_host && !is_theirs && organisational(&host) != host && !kept.contains(&host) {
                        self.put(&host);
                    }
                }
                _ => {}
            }
        }
    }

    fn words(&mut self, text: &str) {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.chars().count() > 6)
            .for_each(|word| self.put(word));
    }

    fn put(&mut self, value: &str) {
        let value = value.trim().to_lowercase();
        let is_number = value.parse::<std::net::IpAddr>().is_err()
            && value.chars().all(|c| c.is_ascii_digit() || c.is_ascii_punctuation());
        if value.chars().count() >= TELLING && !is_number && !is_vocabulary(&value) {
            self.values.insert(value);
        }
    }

    /// The first original that is left in a text, in any of its forms.
    pub fn left_in(&self, text: &str) -> Option<String> {
        let mut text = text.to_lowercase();
        for domain in self.kept.iter().rev() {
            // The names of records below a domain that stays.
            for record in ["_dmarc.", "_domainkey."] {
                text = without(&text, &format!("{record}{domain}"));
            }
            text = without(&text, domain);
        }
        self.values.iter().find_map(|value| forms(value).into_iter().find(|form| holds(&text, form)))
    }
}

/// The text without a domain, where it stands alone and is not the end of a longer name.
fn without(text: &str, domain: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut from = 0;
    for (at, _) in text.match_indices(domain) {
        let is_part = text[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-'));
        if !is_part && at >= from {
            rest.push_str(&text[from..at]);
            from = at + domain.len();
        }
    }
    rest + &text[from..]
}

/// Whether a text holds a form, not as a part of a longer word.
fn holds(text: &str, form: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(form).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + form.len()..].chars().next());
        let begins_inside = is_letter(before) && is_letter(form.chars().next());
        let ends_inside = is_letter(after) && is_letter(form.chars().next_back());
        !begins_inside && !ends_inside
    })
}

fn provider(host: &str) -> bool {
    use whyjunk::evidence::providers::{by_outbound_host, by_receiving_host};
    by_receiving_host(host).is_some() || by_outbound_host(host).is_some()
}

fn is_internal(token: &str) -> bool {
    ["10.", "192.168.", "172.16.", "172.20.", "172.31."].iter().any(|p| token.starts_with(p))
        && token.parse::<std::net::Ipv4Addr>().is_ok()
}

/// Domains that stay: of From, envelope, signatures and what was checked for them.
fn kept_domains(header: &str) -> BTreeSet<String> {
    let mut kept = BTreeSet::new();
    let lower = header.to_ascii_lowercase();
    for line in lower.lines().filter(|l| l.starts_with("from:") || l.starts_with("return-path:")) {
        kept.extend(
            line.split('@')
                .skip(1)
                .map(|d| d.split(['>', ' ', ',', ';', '"', ')']).next().unwrap().to_owned()),
        );
    }
    for mark in ["header.from=", "header.d=", "header.i=@", "smtp.mailfrom=", " d=", ";d="] {
        for (at, _) in lower.match_indices(mark) {
            let value = lower[at + mark.len()..].split(['>', ' ', ',', ';', '"', ')', '\n']).next().unwrap();
            kept.insert(value.rsplit('@').next().unwrap().to_owned());
        }
    }
    kept
}

/// The value as it is, and as encodings write it.
fn forms(value: &str) -> Vec<String> {
    let percent: String = value.bytes().map(|b| format!("%{b:02x}")).collect();
    let quoted: String = value.bytes().map(|b| format!("={b:02x}")).collect();
    let mixed = |mark: char| -> String {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'.';
        value
            .bytes()
            .map(|b| if plain(b) { char::from(b).to_string() } else { format!("{mark}{b:02x}") })
            .collect()
    };
    let mut forms = vec![value.to_owned(), percent, quoted, mixed('%'), mixed('='), value.replace(' ', "_")];
    if value.len() >= 6 {
        forms.push(base64(value.as_bytes()));
    }
    forms.retain(|form| form.len() >= TELLING);
    forms.dedup();
    forms
}

/// Base64 without its last, incomplete group; lower case, as everything here is compared.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks_exact(3) {
        let bits = u32::from(group[0]) << 16 | u32::from(group[1]) << 8 | u32::from(group[2]);
        text.extend([18, 12, 6, 0].map(|shift| char::from(LETTERS[(bits >> shift & 63) as usize])));
    }
    text.to_lowercase()
}

/// Whether a value is made of the program's own words, or is a code that a filter's table documents: to find it tells nothing.
fn is_vocabulary(value: &str) -> bool {
    use std::sync::LazyLock;
    static WORDS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let mut words: BTreeSet<String> = BTreeSet::new();
        let mut add = |text: &str| {
            let lower = text.to_lowercase();
            words.extend(lower.split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
        };
        add(&fs::read_to_string(root().join("src/report/redact/words.txt")).unwrap());
        for page in ["docs/filters.md", "docs/rules.md", "src/report/redact/vocabulary.rs"] {
            add(&fs::read_to_string(root().join(page)).unwrap());
        }
        words
    });
    let is_known = |word: &str| WORDS.contains(word) || word.chars().all(|c| c.is_ascii_digit());
    value.parse::<std::net::IpAddr>().is_err() && value.split(|c: char| !c.is_alphanumeric()).all(is_known)
}

fn site() -> Vec<String> {
    super::compose::SITE.iter().map(|s| (*s).to_owned()).collect()
}

fn output(format: &str, path: &Path, more: &[&str]) -> (Vec<u8>, String) {
    let mut args = site();
    args.extend(["--format", format].map(Into::into));
    args.extend(more.iter().map(|m| (*m).to_owned()));
    args.push(path.to_string_lossy().into_owned());
    let run = run(&args);
    (run.out, run.err)
}

/// The files below a folder whose names end so.
pub fn walk(folder: &Path, end: &str, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, end, files);
        } else if path.to_string_lossy().ends_with(end) {
            files.push(path);
        }
    }
    files.sort();
}

fn check(path: &Path, formats: &[&str]) -> Vec<String> {
    let raw = fs::read(path).unwrap();
    let originals = Originals::of(&raw);
    let mut left = Vec::new();
    for format in formats {
        // Only text differs with these.
        let ways: &[&[&str]] = &[&["--redact", "--verbose", "--all"], &["--redact"]];
        for more in ways.iter().take(if *format == "text" { 2 } else { 1 }) {
            let (out, _) = output(format, path, more);
            if let Some(form) = originals.left_in(&String::from_utf8_lossy(&out)) {
                left.push(format!("{form:?} in {format} of {}", path.display()));
            }
        }
    }
    left
}

#[test]
fn nothing_of_a_fixture_is_left_in_any_format() {
    let mut files = Vec::new();
    walk(&root().join("fixtures"), ".eml", &mut files);
    assert!(files.len() > 300, "{}", files.len());
    let mut left = Vec::new();
    for (at, path) in files.iter().enumerate() {
        // Every format for a part, the one that holds everything for each.
        let formats = if at % 9 == 0 { &FORMATS[..] } else { &["json"] };
        left.extend(check(path, formats));
    }
    assert!(left.is_empty(), "{} left:\n{}", left.len(), left.join("\n"));
}

/// Messages of one archive, spread over it.
fn sample(archive: &str) -> (usize, Vec<String>) {
    const MOST: usize = 80;
    let Some(folder) = unpacked(archive) else { return (0, Vec::new()) };
    let mut files = Vec::new();
    walk(folder.path(), "", &mut files);
    let step = (files.len() / MOST).max(1);
    let sample: Vec<&PathBuf> = files.iter().step_by(step).collect();
    (sample.len(), sample.iter().flat_map(|path| check(path, &["json"])).collect())
}

#[test]
fn nothing_of_real_mail_is_left() {
    let archives = [
        "phishing_pot/headers-only-1600",
        "phishing_pot/full-900",
        "bounces/sisimai-395",
        "spamassassin_public_corpus/messages-3070",
    ];
    let mut left = Vec::new();
    for archive in archives {
        let (seen, found) = sample(&format!("corpora/{archive}.tar.xz"));
        eprintln!("{archive}: {seen} messages checked");
        left.extend(found);
    }
    assert!(left.is_empty(), "{} left:\n{}", left.len(), left.join("\n"));
}

#[test]
fn the_answer_stays() {
    let mut files = Vec::new();
    walk(&root().join("fixtures/rules"), ".eml", &mut files);
    for path in files.iter().step_by(3) {
        let read = |more: &[&str]| -> Vec<Value> {
            let (out, err) = output("ndjson", path, more);
            assert!(err.is_empty(), "{err}");
            String::from_utf8(out).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
        };
        for (plain, redacted) in read(&[]).iter().zip(&read(&["--redact"])) {
            let same = |pointer: &str| {
                assert_eq!(plain.pointer(pointer), redacted.pointer(pointer), "{pointer} of {path:?}");
            };
            for pointer in
                ["/cause/rule", "/cause/confidence", "/placement/folder", "/verdict", "/message/date"]
            {
                if pointer != "/verdict" {
                    same(pointer);
                }
            }
            for pointer in ["/exlibris/relation", "/exlibris/region", "/exlibris/ip", "/exlibris/entry"] {
                same(pointer);
            }
            for pointer in [
                "/authentication/spf/result",
                "/authentication/spf/domain",
                "/authentication/dmarc/result",
                "/message/from/domain",
            ] {
                same(pointer);
            }
            for list in ["remedies", "findings", "filters", "what_if"] {
                let ids = |v: &Value| -> Vec<Value> {
                    let list = v[list].as_array().cloned().unwrap_or_default();
                    list.iter()
                        .map(|r| {
                            [&r["id"], &r["rule"], &r["product"], &r["remedy"]]
                                .into_iter()
                                .find(|v| !v.is_null())
                                .cloned()
                                .unwrap()
                        })
                        .collect()
                };
                assert_eq!(ids(plain), ids(redacted), "{list} of {path:?}");
            }
            if plain["type"] == "summary" {
                for key in ["messages", "by_cause", "by_relation", "senders", "what_if"] {
                    same(&format!("/{key}"));
                }
            }
        }
    }
}

#[test]
fn the_explanation_and_the_text_to_paste_stay_whole() {
    let path = root().join("fixtures/rules/spf-omits-relay/hit-1.eml");
    let read = |more: &[&str]| -> Value { serde_json::from_slice(&output("json", &path, more).0).unwrap() };
    let (plain, redacted) = (read(&[]), read(&["--redact"]));
    for pointer in [
        "/messages/0/explanation",
        "/messages/0/remedies/0/snippet",
        "/messages/0/remedies/0/steps",
        "/messages/0/what_if",
    ] {
        assert_eq!(plain.pointer(pointer), redacted.pointer(pointer), "{pointer}");
    }
    let excerpt = redacted.pointer("/messages/0/findings/0/proof/0/excerpt").unwrap().as_str().unwrap();
    assert!(excerpt.contains("spf=fail (sender IP is 192.0.2.21)"), "{excerpt}");
    assert_eq!(redacted["messages"][0]["message"]["from"]["address"], "person-1@library.example.edu");
    assert_eq!(redacted["messages"][0]["source"]["path"], "file-1");
}

/// What was checked anew, and what was computed from it, is redacted like the rest, and stays.
#[test]
fn what_was_checked_anew_is_redacted_too() {
    let mut zones = Vec::new();
    walk(&root().join("fixtures/what-if-dns"), "before.zone", &mut zones);
    let (mut computed, mut left) = (0, Vec::new());
    for zone in &zones {
        let (path, zone) = (zone.with_extension("eml"), zone.to_string_lossy().into_owned());
        let originals = Originals::of(&fs::read(&path).unwrap());
        for format in FORMATS {
            let (out, err) = output(format, &path, &["--redact", "--verbose", "--dns", &zone]);
            let out = String::from_utf8(out).unwrap();
            left.extend(
                originals.left_in(&out).map(|form| format!("{form:?} in {format} of {}", path.display())),
            );
            if format == "ndjson" {
                let message: Value = serde_json::from_str(out.lines().next().unwrap()).unwrap();
                assert!(!message["authentication"]["verified"]["spf"]["trace"].is_null(), "{err}");
                let what_if = message["what_if"].as_array().unwrap();
                computed += what_if.iter().filter(|w| w["computed"] != serde_json::json!([])).count();
            }
        }
    }
    assert!(zones.len() > 10 && computed > 10, "{} {computed}", zones.len());
    assert!(left.is_empty(), "{} left:\n{}", left.len(), left.join("\n"));
}

#[test]
fn pseudonyms_are_stable_within_a_run() {
    let recipients = |more: &[&str]| -> Vec<String> {
        let mut args = site();
        args.extend(
            ["--format", "ndjson", "fixtures/demo/junk-folder.mbox", "fixtures/rules"].map(Into::into),
        );
        args.extend(more.iter().map(|m| (*m).to_owned()));
        let messages = objects(&run(&args)).into_iter().filter(|o| o["type"] == "message");
        messages.map(|m| format!("{} {}", m["message"]["to"][0], m["source"]["path"])).collect()
    };
    let (plain, redacted) = (recipients(&[]), recipients(&["--redact"]));
    assert!(plain.len() > 150 && plain.len() == redacted.len());
    let of: BTreeMap<&String, &String> = plain.iter().zip(&redacted).collect();
    let back: BTreeMap<&String, &String> = redacted.iter().zip(&plain).collect();
    for (one, other) in plain.iter().zip(&redacted) {
        assert_eq!((of[one], back[other]), (other, one));
    }
    assert!(redacted[0].starts_with("\"person-") && redacted[0].ends_with("\"file-1\""), "{}", redacted[0]);
}

#[test]
fn a_comparison_is_redacted_too() {
    for folder in ["allow-list", "gateway", "score", "untold"] {
        let files =
            ["junked", "delivered"].map(|f| root().join(format!("fixtures/compare/{folder}/{f}.eml")));
        let mut originals = Originals::default();
        files.iter().for_each(|f| originals.read(&fs::read(f).unwrap()));
        for format in ["text", "json", "markdown"] {
            let mut args: Vec<String> = ["compare", "--redact", "--format", format].map(Into::into).to_vec();
            args.extend(site());
            args.extend(files.iter().map(|f| f.to_string_lossy().into_owned()));
            let run = run(&args);
            assert_eq!(run.code, Some(0), "{}", run.err);
            let out = String::from_utf8(run.out).unwrap();
            assert_eq!(originals.left_in(&out), None, "{format} of {folder}: {out}");
        }
    }
}

#[test]
fn the_gatherer_finds_what_it_is_to_find() {
    let raw =
        b"Received: from pc17.lab.example.edu (10.1.2.3) by mx1.example.edu with ESMTP id 4XyZ99ab; x\n\
        From: \"Roberta Testperson\" <roberta.test@example.edu>\nSubject: =?utf-8?B?R2VoZWltbmlz?= abc\n\
        Message-ID: <unique-7731@mx1.example.edu>\n\n";
    let originals = Originals::of(raw);
    for value in [
        "pc17.lab.example.edu",
        "10.1.2.3",
        "4xyz99ab",
        "roberta.test",
        "roberta testperson",
        "testperson",
        "geheimnis abc",
    ] {
        assert!(originals.left_in(&format!("x {value} y")).is_some(), "{value}: {originals:?}");
    }
    assert!(originals.left_in("cm9iZXJ0YS50ZXN0").is_some());
    assert!(originals.left_in("roberta%2etest and roberta.test%40example.edu").is_some());
    assert!(originals.left_in("person-1@example.edu host-1.example.edu").is_none());
}
