//! The promises of `docs/design.md` about the code itself: order of stages, lists, sizes, no traces of a machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use whyjunk::evidence::filters::DECODERS;
use whyjunk::remedies::REMEDIES;
use whyjunk::rules::{RULES, RuleKind};

use super::run::root;

/// Folders under `src/`, each may use itself and those before it.
const STAGES: [&str; 7] = ["headers", "input", "evidence", "verify", "rules", "diagnosis", "report"];

/// Modules beside the folders, with the first stage that may use them.
const BESIDE: [(&str, &str); 7] = [
    ("settings", "evidence"),
    ("dns", "verify"),
    ("remedies", "rules"),
    ("relays", "report"),
    ("batch", "none"),
    ("cli", "none"),
    ("serve", "none"),
];

/// Files and functions that are plain tables and may be long.
const TABLES: [&str; 3] = [
    "src/evidence/filters/microsoft/codes/report.rs",
    "src/evidence/providers/table.rs",
    "src/headers/received/tests/examples.rs",
];

pub(super) struct Source {
    pub(super) path: String,
    pub(super) text: String,
}

pub(super) fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    for folder in ["src", "tests"] {
        walk(&root().join(folder), &mut paths);
    }
    paths.sort();
    let relative = |p: &Path| p.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().map(|p| Source { path: relative(p), text: fs::read_to_string(p).unwrap() }).collect()
}

fn walk(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("target") {
            walk(&path, paths);
        } else if path.extension().is_some_and(|e| e == "rs") {
            paths.push(path);
        }
    }
}

#[test]
fn every_file_says_its_job_first() {
    let silent: Vec<_> =
        sources().into_iter().filter(|s| !s.text.starts_with("//! ")).map(|s| s.path).collect();
    assert!(silent.is_empty(), "{silent:?}");
}

#[test]
fn stages_use_only_those_before_them() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some(own) = STAGES.iter().position(|s| source.path.starts_with(&format!("src/{s}/"))) else {
            continue;
        };
        for used in used_modules(product_code(&source.text)) {
            let first = match BESIDE.iter().find(|(name, _)| *name == used) {
                Some((_, "none")) => Some(STAGES.len()),
                Some((_, stage)) => STAGES.iter().position(|s| s == stage),
                None => STAGES.iter().position(|s| *s == used),
            };
            if first.is_some_and(|first| first > own) {
                wrong.push(format!("{} uses crate::{used}", source.path));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text before the unit tests, which may use whatever they need.
fn product_code(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}

/// The first names after `crate::`, in lists too.
fn used_modules(text: &str) -> Vec<&str> {
    let mut used = Vec::new();
    for (at, found) in text.match_indices("crate::") {
        let before = text[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &text[at + found.len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let mut depth = 0;
                for part in list.split_inclusive([',', '{', '}']) {
                    if depth == 0 {
                        used.push(first_name(part.trim_start()));
                    }
                    match part.chars().next_back() {
                        Some('{') => depth += 1,
                        Some('}') if depth == 0 => break,
                        Some('}') => depth -= 1,
                        _ => {}
                    }
                }
            }
            None => used.push(first_name(rest)),
        }
    }
    used.retain(|u| !u.is_empty());
    used
}

fn first_name(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    &text[..end]
}

fn assert_sorted(what: &str, ids: &[&str]) {
    for pair in ids.windows(2) {
        assert!(pair[0] < pair[1], "{what}: {} must stand after {}", pair[0], pair[1]);
    }
    for id in ids {
        let kebab = id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(kebab && !id.is_empty(), "{what}: {id:?} is not kebab case");
    }
}

#[test]
fn lists_are_sorted_and_unique() {
    assert_sorted("RULES", &RULES.iter().map(|r| r.id).collect::<Vec<_>>());
    assert_sorted("DECODERS", &DECODERS.iter().map(|d| d.id).collect::<Vec<_>>());
    assert_sorted("REMEDIES", &REMEDIES.iter().map(|r| r.id).collect::<Vec<_>>());
}

#[test]
fn every_rule_has_its_file_and_fixtures() {
    for rule in RULES {
        let file = root().join(format!("src/rules/{}.rs", rule.id.replace('-', "_")));
        assert!(file.exists(), "{} has no file of its own", rule.id);
        for name in ["hit-1", "miss-1"] {
            for end in ["eml", "json"] {
                let path = format!("fixtures/rules/{}/{name}.{end}", rule.id);
                assert!(root().join(&path).exists(), "{path} is missing");
            }
        }
    }
    for entry in fs::read_dir(root().join("fixtures/rules")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(RULES.iter().any(|r| r.id == name), "fixtures/rules/{name} belongs to no rule");
    }
}

#[test]
fn every_decoder_has_its_file() {
    for decoder in DECODERS {
        let name = decoder.id.replace('-', "_");
        let folder = root().join("src/evidence/filters");
        let there = folder.join(format!("{name}.rs")).exists() || folder.join(name).join("mod.rs").exists();
        assert!(there, "{} has no file of its own", decoder.id);
    }
}

#[test]
fn rule_ids_are_frozen() {
    let frozen = include_str!("rule-ids.txt");
    let frozen: Vec<&str> = frozen.lines().filter(|l| !l.starts_with('#')).collect();
    assert_sorted("rule-ids.txt", &frozen);
    for id in &frozen {
        assert!(RULES.iter().any(|r| r.id == *id), "the rule {id} was renamed or removed");
    }
    for rule in RULES {
        assert!(frozen.contains(&rule.id), "add {} to tests/integration/rule-ids.txt", rule.id);
    }
}

#[test]
fn every_cause_offers_something_to_do() {
    for rule in RULES.iter().filter(|r| matches!(r.kind, RuleKind::JunkedCause | RuleKind::AnyCause)) {
        assert!(!rule.remedies.is_empty(), "{} has no remedy", rule.id);
    }
    for rule in RULES {
        for remedy in rule.remedies {
            assert!(REMEDIES.iter().any(|r| r.id == remedy.id), "{} is not in REMEDIES", remedy.id);
        }
    }
}

#[test]
fn files_are_small() {
    let sources = sources();
    let mut lengths: Vec<usize> = sources.iter().map(|s| s.text.lines().count()).collect();
    lengths.sort_unstable();
    let median = lengths[lengths.len() / 2];
    assert!(median <= 150, "median file: {median} lines");
    let long: Vec<_> = sources
        .iter()
        .filter(|s| s.text.lines().count() > 500 && !TABLES.contains(&s.path.as_str()))
        .map(|s| format!("{}: {}", s.path, s.text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn functions_are_small() {
    let (mut all, mut above_forty, mut long) = (0, 0, Vec::new());
    for source in sources() {
        let table = TABLES.contains(&source.path.as_str());
        for (name, lines) in functions(&source.text) {
            all += 1;
            above_forty += usize::from(lines > 40);
            if lines > 80 && !table {
                long.push(format!("{}: {name}: {lines}", source.path));
            }
        }
    }
    assert!(long.is_empty(), "{}", long.join("\n"));
    assert!(above_forty * 10 <= all, "{above_forty} of {all} functions have more than 40 lines");
}

/// Name and number of lines of each function, by its indentation: rustfmt closes a function where it opened it.
fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indent = &line[..line.len() - line.trim_start().len()];
        let close = format!("{indent}}}");
        let one_line = line.ends_with('}') || line.ends_with(';');
        let end = if one_line {
            Some(start)
        } else {
            (start..lines.len()).find(|i| lines[*i] == close || lines[*i] == format!("{indent};"))
        };
        found.push((name.to_owned(), end.map_or(1, |end| end - start + 1)));
    }
    found
}

fn function_name(line: &str) -> Option<&str> {
    let words = line.trim_start();
    let at = words.find("fn ")?;
    let qualifiers = words[..at].split_whitespace();
    let known =
        |w: &str| w.starts_with("pub") || matches!(w, "const" | "async" | "unsafe" | "extern" | "\"C\"");
    if !qualifiers.into_iter().all(known) {
        return None;
    }
    Some(first_name(&words[at + 3..])).filter(|n| !n.is_empty())
}

#[test]
fn no_file_names_this_machine() {
    let Ok(listed) = Command::new("git").args(["ls-files"]).current_dir(root()).output() else { return };
    let marks = ["/wo", "/ro"].iter().zip(["rk/", "ot/"]).map(|(a, b)| format!("{a}{b}"));
    let marks: Vec<String> = marks.collect();
    for path in String::from_utf8_lossy(&listed.stdout).lines() {
        let Ok(text) = fs::read_to_string(root().join(path)) else { continue };
        for mark in &marks {
            assert!(!text.contains(mark.as_str()), "{path} contains {mark}");
        }
    }
}

#[test]
fn fixtures_use_documentation_names_only() {
    let mut files = Vec::new();
    fixture_files(&root().join("fixtures"), &mut files);
    for path in files {
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
        for address in text.split(|c: char| !(c.is_ascii_digit() || c == '.')) {
            let Ok(ip) = address.parse::<std::net::Ipv4Addr>() else { continue };
            let [a, b, c, _] = ip.octets();
            let documentation = matches!([a, b, c], [192, 0, 2] | [198, 51, 100] | [203, 0, 113]);
            let google = a == 209 && b == 85;
            let local = ip.is_loopback() || ip.is_private() || a == 255 || google;
            let version = a < 20 && b < 60 && text.contains(&format!(" {address};"))
                || text.contains(&format!("({address}/"))
                || text.contains(&format!("DV:{address}"))
                || text.contains(&format!("/{address}) with"));
            let version = version || text.contains(&format!("id {address}"));
            assert!(documentation || local || version, "{path:?}: {ip}");
        }
    }
}

fn fixture_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { fixture_files(&path, files) } else { files.push(path) }
    }
}
