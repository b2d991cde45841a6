//! `X-Spam-Status` in every dialect: the word, `key=value` pairs in any order, the list of rules.

use super::rules::rule;
use super::sheet::{Cursor, MOST_RULES, Sheet, is_name, number};
use crate::evidence::filters::Verdict;
use crate::evidence::filters::corroborate::{is_decimal_comma, items};

/// Reads a status value.
pub(in crate::evidence::filters) fn parse(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    let mut cursor = Cursor::new(text);
    let word = cursor.take(|b| b.is_ascii_alphabetic());
    match word_verdict(word) {
        Some(verdict) => sheet.word = Some(verdict),
        None => cursor.set(0),
    }
    if sheet.word.is_some() && cursor.eat(b'/') {
        slashes(&mut cursor, &mut sheet);
    }
    pairs(&mut cursor, &mut sheet);
    sheet
}

/// What `Yes`, `No` and their like say.
pub(in crate::evidence::filters) fn word_verdict(word: &str) -> Option<Verdict> {
    if word.eq_ignore_ascii_case("yes") || word.eq_ignore_ascii_case("true") {
        Some(Verdict::Spam)
    } else if word.eq_ignore_ascii_case("no") || word.eq_ignore_ascii_case("false") {
        Some(Verdict::NotSpam)
    } else {
        None
    }
}

/// `No/-4.2/5.0`: score and threshold without keys.
fn slashes<'t>(cursor: &mut Cursor<'t>, sheet: &mut Sheet<'t>) {
    let score = cursor.take(|b| !b.is_ascii_whitespace() && b != b'/');
    set(sheet, "score", score);
    if cursor.eat(b'/') {
        let required = cursor.take(|b| !b.is_ascii_whitespace() && b != b'/');
        set(sheet, "required", required);
    }
}

fn pairs<'t>(cursor: &mut Cursor<'t>, sheet: &mut Sheet<'t>) {
    let mut bare = "";
    loop {
        cursor.take(|b| b.is_ascii_whitespace() || matches!(b, b',' | b';' | b'(' | b')'));
        if cursor.peek().is_none() || sheet.words.len() >= MOST_RULES {
            return;
        }
        let key = until(cursor, |b| matches!(b, b'=' | b';' | b'(' | b')'));
        if !cursor.eat(b'=') {
            word(sheet, key, bare);
            bare = key;
        } else if key.eq_ignore_ascii_case("tests") {
            list(cursor, sheet);
        } else {
            let value = until(cursor, ends_value);
            pair(sheet, key, value);
        }
    }
}

/// A word without `=`: `WHITELISTED`, or the unit after a number (`5.0 required`).
fn word<'t>(sheet: &mut Sheet<'t>, word: &'t str, before: &'t str) {
    match word {
        "points" | "hits" => set(sheet, "score", before),
        "required" | "requ" => set(sheet, "required", before),
        "WHITELISTED" => {
            sheet.listed = Some(Verdict::AllowListed);
            sheet.say("WHITELISTED", "", Some("The recipient's or the site's list lets the sender through."));
        }
        "BLACKLISTED" => {
            sheet.listed = Some(Verdict::BlockListed);
            sheet.say("BLACKLISTED", "", Some("The recipient's or the site's list blocks the sender."));
        }
        _ => {}
    }
}

/// The keys of the status field, with what they say.
static KEYS: &[(&str, &str)] = &[
    ("score", "The total of all rules."),
    ("required", "The total from which on a message is spam."),
    ("tagged_above", "The total from which on these fields are written."),
    ("autolearn", "What the statistical classifier learned the message as."),
    ("autolearn_force", "Whether a rule forced learning."),
    ("shortcircuit", "A rule that ended the scan early; the total need not be the sum."),
    ("version", "The version of SpamAssassin."),
    ("tag", "The total from which on these fields are written."),
    ("tag2", "The total from which on a message is spam."),
    ("kill", "The total from which on a message is quarantined or refused."),
    ("scantime", "Seconds that the scan took."),
];

/// What `name` says, for the documentation and the code list.
pub(in crate::evidence::filters) fn key_meaning(name: &str) -> Option<&'static str> {
    KEYS.iter().find(|(key, _)| *key == name).map(|(_, meaning)| *meaning)
}

/// The key that `name` stands for. Capitals make a rule's name (`SHORTCIRCUIT`), but for `SCORE`.
fn key_of(name: &str) -> Option<&'static str> {
    match name {
        "hits" | "SCORE" => Some("score"),
        _ => KEYS.iter().find(|(key, _)| *key == name).map(|(key, _)| *key),
    }
}

fn pair<'t>(sheet: &mut Sheet<'t>, key: &'t str, value: &'t str) {
    if let Some(known) = key_of(key) {
        set(sheet, known, value);
        if known == "score" {
            sheet.unscored = sheet.score.is_none() && (value.is_empty() || value == "x");
        }
    } else if is_name(key)
        && sheet.rules.len() < MOST_RULES
        && let Some(points) = number(value)
    {
        sheet.rules.push(rule(key, value, Some(points)));
    }
}

/// Takes over one key.
pub(in crate::evidence::filters) fn set<'t>(sheet: &mut Sheet<'t>, key: &'static str, value: &'t str) {
    match key {
        "score" => {
            // A quarantined copy for several recipients prints `min..max`.
            sheet.score = number(value.rsplit_once("..").map_or(value, |(_, most)| most));
        }
        "required" | "tag2" => sheet.required = sheet.required.or(number(value)),
        _ => {}
    }
    sheet.say(key, value, key_meaning(key));
}

/// What ends a value besides white space and commas.
fn ends_value(byte: u8) -> bool {
    matches!(byte, b';' | b']' | b')')
}

/// A word up to white space, a comma that is not a decimal one, or a byte that `ends` names.
fn until<'t>(cursor: &mut Cursor<'t>, ends: fn(u8) -> bool) -> &'t str {
    let rest = cursor.rest();
    let bytes = rest.as_bytes();
    let is_end = |&at: &usize| match bytes[at] {
        b',' => !is_decimal_comma(bytes, at),
        byte => byte.is_ascii_whitespace() || ends(byte),
    };
    let end = (0..bytes.len()).find(is_end).unwrap_or(bytes.len());
    cursor.set(cursor.at() + end);
    rest.get(..end).unwrap_or("")
}

/// The value of `tests=`: with or without brackets, with or without points, folded after commas.
fn list<'t>(cursor: &mut Cursor<'t>, sheet: &mut Sheet<'t>) {
    let bracket = cursor.eat(b'[');
    if sheet.rules.capacity() == 0 {
        let expected = memchr::memchr_iter(b',', cursor.rest().as_bytes()).count() + 1;
        sheet.rules.reserve(expected.min(MOST_RULES));
    }
    loop {
        cursor.take(|b| b.is_ascii_whitespace() || b == b',');
        let start = cursor.at();
        let name = cursor.take(|b| b.is_ascii_alphanumeric() || b == b'_');
        if name.is_empty() {
            if !bracket || cursor.peek().is_none() || cursor.eat(b']') {
                return;
            }
            cursor.skip_one();
            continue;
        }
        let scored = cursor.eat(b'=');
        if scored && !bracket && key_of(name).is_some() {
            cursor.set(start);
            return;
        }
        let points = if scored { until(cursor, ends_value) } else { "" };
        if !name.eq_ignore_ascii_case("none") && is_name(name) && sheet.rules.len() < MOST_RULES {
            sheet.rules.push(rule(name, points, number(points)));
        }
        // Without brackets the list ends at white space that no comma precedes.
        if !bracket && cursor.peek() != Some(b',') {
            return;
        }
    }
}

/// `X-Spam-Tests`, `X-Spam-Symbols`: names with or without points, with commas or white space between.
pub(in crate::evidence::filters) fn tests(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    let separates = |b: u8| b.is_ascii_whitespace() || matches!(b, b'[' | b']');
    for item in items(text, separates).filter(|i| !i.is_empty()) {
        let (name, points) = item.split_once('=').unwrap_or((item, ""));
        if sheet.rules.len() >= MOST_RULES {
            break;
        }
        if is_name(name) && !name.eq_ignore_ascii_case("none") {
            sheet.rules.push(rule(name, points, number(points)));
        }
    }
    sheet
}
