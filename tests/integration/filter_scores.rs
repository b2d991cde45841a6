//! Score-based filters: rule scores add up to the printed total, and Yes agrees with score and threshold.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use whyjunk::evidence::authentication::Authentication;
use whyjunk::evidence::filters::{Code, Context, DECODERS, Reading, Verdict};
use whyjunk::evidence::route;
use whyjunk::headers::{Limits, parse};
use whyjunk::settings::Settings;

use super::run::{root, shared};

/// The products that print rules with scores.
const PRODUCTS: [&str; 5] = ["amavis", "exim", "mailscanner", "rspamd", "spamassassin"];

/// What was compared of one product.
#[derive(Default)]
struct Tally {
    /// Readings with rule scores and a total.
    sums: usize,
    /// Readings with a word, a total and a threshold, all printed.
    words: usize,
    /// Readings with a total some of whose rules have no score.
    unscored: usize,
    wrong: Vec<String>,
}

type Tallies = BTreeMap<&'static str, Tally>;

/// Takes up what the products made of one header section.
fn count(section: &[u8], what: &str, tallies: &mut Tallies) {
    let headers = parse(section, &Limits::default());
    let settings = Settings::default();
    let route = route::collect(&headers, &settings);
    let authentication = Authentication::default();
    let context =
        Context { headers: &headers, route: &route, authentication: &authentication, settings: &settings };
    let mut readings = Vec::new();
    for decoder in DECODERS.iter().filter(|d| PRODUCTS.contains(&d.id)) {
        (decoder.decode)(&context, &mut readings);
    }
    for name in ["X-Spamd-Result", "X-Rspamd-Result"] {
        for field in headers.all(name) {
            refused(&field.decoded(), what, tallies.entry("rspamd").or_default());
        }
    }
    for reading in &readings {
        let tally = tallies.entry(reading.product).or_default();
        sum(reading, what, tally);
        word(reading, what, tally);
    }
}

/// The rules of a reading, without the lists that MailScanner and the modules that Rspamd name beside them.
fn rules<'r>(reading: &'r Reading<'_>) -> Vec<&'r Code<'r>> {
    let other = |c: &Code<'_>| match reading.product {
        "mailscanner" => c.name.contains('-'),
        "rspamd" => c.name == "module",
        _ => false,
    };
    reading.codes.iter().filter(|c| c.group.is_some() && !other(c)).collect()
}

/// Compares the sum with the total: it may differ by what rounding each printed number can cause.
fn sum(reading: &Reading<'_>, what: &str, tally: &mut Tally) {
    let (Some(total), rules) = (reading.score, rules(reading)) else { return };
    if rules.is_empty() {
        return;
    }
    let scored = rules.iter().filter(|r| r.points.is_some()).count();
    if scored == 0 {
        tally.unscored += 1;
        return;
    }
    if scored < rules.len() {
        tally.wrong.push(format!("{what}: only {scored} of {} rules have scores", rules.len()));
        return;
    }
    tally.sums += 1;
    let sum: f64 = rules.iter().filter_map(|r| r.points).sum();
    let rounding: f64 = rules.iter().map(|r| half_unit(&r.value)).sum();
    let allowed = rounding + rounding_of_total(reading, total) + 1e-6;
    if (sum - total).abs() > allowed {
        tally.wrong.push(format!("{what}: {} rules give {sum}, printed {total} ± {allowed}", rules.len()));
    }
}

/// Half of the last printed place.
fn half_unit(printed: &str) -> f64 {
    let digits = printed.trim();
    let places = digits.find(['.', ',']).map_or(0, |point| digits.len() - point - 1);
    0.5 / 10f64.powi(i32::try_from(places).unwrap_or(0))
}

/// The total is rounded or cut, by cPanel after it was multiplied by ten.
fn rounding_of_total(reading: &Reading<'_>, total: f64) -> f64 {
    let printed = reading.code("score").or(reading.code("score_int")).unwrap_or("0");
    let unit = 2.0 * half_unit(printed);
    let same = printed.replace(',', ".").parse().is_ok_and(|p: f64| (p - total).abs() < 1e-9);
    if same { unit } else { unit / 10.0 }
}

/// Compares the verdict with what total and threshold say.
fn word(reading: &Reading<'_>, what: &str, tally: &mut Tally) {
    let (Some(score), Some(required), false) = (reading.score, reading.threshold, reading.threshold_assumed)
    else {
        return;
    };
    // A list that the field names in a word decides without the total.
    let listed = ["whitelisted", "blacklisted"];
    if reading.codes.iter().any(|c| listed.iter().any(|l| c.name.eq_ignore_ascii_case(l))) {
        return;
    }
    let bad = match reading.verdict {
        Verdict::Spam | Verdict::BlockListed => true,
        Verdict::NotSpam | Verdict::AllowListed => false,
        _ => return,
    };
    tally.words += 1;
    if bad != (score >= required) {
        tally.wrong.push(format!("{what}: {:?} with {score} of {required}", reading.verdict));
    }
}

/// Rspamd's own word: True from the limit of `reject` on.
fn refused(value: &str, what: &str, tally: &mut Tally) {
    let Some((word, rest)) = value.split_once(": ").and_then(|(_, rest)| rest.split_once(" [")) else {
        return;
    };
    let numbers = rest.split_once(']').and_then(|(numbers, _)| numbers.split_once(" / "));
    let Some((Ok(score), Ok(limit))) = numbers.map(|(a, b)| (a.parse::<f64>(), b.parse::<f64>())) else {
        return;
    };
    tally.words += 1;
    if (word == "True") != (score >= limit) {
        tally.wrong.push(format!("{what}: {word} with {score} of {limit}"));
    }
}

fn report(title: &str, tallies: &Tallies) -> Vec<String> {
    let mut wrong = Vec::new();
    for (product, tally) in tallies {
        eprintln!(
            "{title}: {product}: {} totals equal the sum of their rules, {} words agree with their totals, \
             {} totals without the scores of their rules, {} wrong",
            tally.sums,
            tally.words,
            tally.unscored,
            tally.wrong.len()
        );
        wrong.extend(tally.wrong.iter().map(|w| format!("{product}: {w}")));
    }
    wrong
}

/// Each field of the list of real verdict fields, alone in a message.
fn count_fields(tallies: &mut Tallies) -> usize {
    let Some(path) = shared("corpora/verdict_headers/verdict_headers.jsonl") else { return 0 };
    let text = fs::read_to_string(path).unwrap();
    for (number, line) in text.lines().enumerate() {
        let field: Value = serde_json::from_str(line).unwrap();
        let (name, value) = (field["header"].as_str().unwrap(), field["value"].as_str().unwrap());
        let message = format!("From: a@example.org\n{name}:{value}\n\n");
        count(message.as_bytes(), &format!("line {} ({name})", number + 1), tallies);
    }
    text.lines().count()
}

/// Every file below a folder; archives are unpacked into `scratch`.
fn files(folder: &Path, scratch: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, scratch, found);
        } else if path.to_string_lossy().ends_with(".tar.xz") {
            let target = scratch.join(path.file_name().unwrap());
            fs::create_dir(&target).unwrap();
            let unpacked = Command::new("tar").arg("-xJf").arg(&path).arg("-C").arg(&target).status();
            if unpacked.is_ok_and(|s| s.success()) {
                files(&target, scratch, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// Header sections of a file, those of carried messages as well: every run of lines that names such a product's field.
fn sections(bytes: &[u8]) -> Vec<Vec<u8>> {
    let lines = bytes.split(|b| *b == b'\n' || *b == b'\r').collect::<Vec<_>>();
    // CRLF gives an empty piece after each line, an empty line two of them.
    let crlf = bytes.windows(2).any(|w| w == b"\r\n");
    let (mut all, mut open, mut empty) = (Vec::new(), Vec::new(), 0);
    for line in lines {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if line.is_empty() && (!crlf || empty > 1) {
            all.push(std::mem::take(&mut open));
        } else if !line.is_empty() {
            open.extend_from_slice(line);
            open.push(b'\n');
        }
    }
    all.push(open);
    let marks: [&[u8]; 5] = [b"spam", b"mailscanner", b"esva", b"mailcleaner", b"x-ham-report"];
    all.retain(|section| {
        let lower = section.to_ascii_lowercase();
        marks.iter().any(|mark| lower.windows(mark.len()).any(|w| w == *mark))
    });
    all
}

#[test]
fn rules_of_real_mail_add_up_to_its_totals() {
    let mut tallies = Tallies::new();
    if count_fields(&mut tallies) == 0 {
        return;
    }
    let mut wrong = report("verdict_headers", &tallies);
    let (sums, words) = (tallies["rspamd"].sums, tallies["spamassassin"].words);
    for name in
        ["arc", "bounces", "dkim", "mbox", "peer_samples", "phishing_pot", "spamassassin_public_corpus"]
    {
        let Some(folder) = shared(&format!("corpora/{name}")) else { continue };
        let (scratch, mut paths, mut tallies) = (tempfile::tempdir().unwrap(), Vec::new(), Tallies::new());
        files(&folder, scratch.path(), &mut paths);
        for path in paths {
            let what = path.file_name().unwrap().to_string_lossy().into_owned();
            for section in sections(&fs::read(&path).unwrap()) {
                count(&section, &what, &mut tallies);
            }
        }
        wrong.extend(report(name, &tallies));
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(sums >= 50 && words >= 50, "{sums} {words}");
}

/// The fixtures of a product, but for those whose values are broken.
fn fixtures(product: &str) -> Vec<PathBuf> {
    let folder = root().join("fixtures/filters").join(product);
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "eml") && !p.to_string_lossy().contains("malformed"));
    paths.sort();
    paths
}

/// Each dialect: its product, and whether a fixture with these fields is of it.
type Dialect = (&'static str, &'static str, fn(&str) -> bool);

const DIALECTS: [Dialect; 6] = [
    ("Amavis", "amavis", |_| true),
    ("SpamAssassin", "spamassassin", |_| true),
    ("cPanel", "exim", |text| text.contains("\nX-Spam-Bar: ")),
    ("MailScanner", "mailscanner", |_| true),
    ("Rspamd as a milter", "rspamd", |text| text.contains("\nX-Spamd-Result: ")),
    ("Rspamd renamed or behind a proxy", "rspamd", |text| !text.contains("\nX-Spamd-Result: ")),
];

#[test]
fn rules_of_fixtures_add_up_in_every_dialect() {
    let mut wrong = Vec::new();
    for (title, product, is_one) in DIALECTS {
        let (mut tallies, mut scored) = (Tallies::new(), 0);
        for path in fixtures(product) {
            let text = fs::read_to_string(&path).unwrap();
            let header = text.split("\n\n").next().unwrap();
            if is_one(header) {
                let before = tallies.get(product).map_or(0, |t| t.sums);
                let what = path.strip_prefix(root()).unwrap().display().to_string();
                count(format!("{header}\n\n").as_bytes(), &what, &mut tallies);
                scored += usize::from(tallies.get(product).map_or(0, |t| t.sums) > before);
            }
        }
        eprintln!("{title}: {scored} fixtures with scores and a total");
        wrong.extend(report(title, &tallies));
        assert!(scored >= 10, "{title}: {scored} fixtures with scores and a total");
    }
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong.join("\n"));
}
