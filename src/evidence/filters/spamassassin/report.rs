//! SpamAssassin's reports: in a header, copied from a body, from an Exim ACL, from a mail gateway.

use std::borrow::Cow;

use super::rules::rule;
use super::sheet::{Cursor, MOST_RULES, Sheet, is_name, number};
use super::status::set;
use crate::evidence::filters::Verdict;
use crate::evidence::filters::corroborate::{items, white_space};

/// Ends the copied message text; only what follows is the scanner's own.
const DETAILS: &str = "Content analysis details:";

/// Reads a report of any layout.
pub(in crate::evidence::filters) fn parse(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    if let Some((before, details)) = text.rsplit_once(DETAILS) {
        body_heading(before, &mut sheet);
        let table = parenthesis(details, &mut sheet);
        scored_names(table, &mut sheet);
    } else if text.starts_with('(') {
        exim_line(text, &mut sheet);
    } else if let Some(rest) = after(text, "Spam detection results:") {
        gateway(rest, &mut sheet);
    } else if text.starts_with('*') {
        starred(text, &mut sheet);
    } else if let Some(rest) = after(text, "Spam Filtering performed by") {
        let host = rest.split_ascii_whitespace().next().unwrap_or("");
        sheet.host = host_name(host);
        scored_names(rest, &mut sheet);
    } else if !text.contains("Spam detection software") {
        web_hoster(text, &mut sheet);
    }
    sheet
}

fn after<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    text.get(..start.len()).filter(|s| s.eq_ignore_ascii_case(start))?;
    text.get(start.len()..)
}

fn host_name(word: &str) -> Option<Cow<'_, str>> {
    let host = word.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    (!host.is_empty()).then_some(Cow::Borrowed(host))
}

/// `running on the system "host", has [NOT] identified …`; stands before the copied text.
fn body_heading<'t>(before: &'t str, sheet: &mut Sheet<'t>) {
    let own = before.split_once("Content preview").map_or(before, |(own, _)| own);
    if let Some((_, rest)) = own.split_once("running on the system")
        && let Some(host) = rest.split('"').nth(1)
    {
        sheet.host = host_name(host);
    }
    let mut words = own.split_ascii_whitespace().skip_while(|w| *w != "has");
    sheet.word = match (words.next(), words.next()) {
        (Some(_), Some("NOT")) => Some(Verdict::NotSpam),
        (Some(_), Some("identified")) => Some(Verdict::Spam),
        _ => None,
    };
}

/// `(8.4 points, 5.0 required)`; gives what follows.
fn parenthesis<'t>(details: &'t str, sheet: &mut Sheet<'t>) -> &'t str {
    let Some((_, rest)) = details.split_once('(') else { return details };
    let Some((inner, table)) = rest.split_once(')') else { return details };
    let mut before = "";
    for word in items(inner, white_space).filter(|w| !w.is_empty()) {
        match word {
            "points" | "hits" => set(sheet, "score", before),
            "required" | "requ" => set(sheet, "required", before),
            _ => {}
        }
        before = word;
    }
    table
}

/// `(4.7 / 5.0 requ) BAYES_50=0.8,HTML_MESSAGE=0.001`, or a table after the parenthesis.
fn exim_line<'t>(text: &'t str, sheet: &mut Sheet<'t>) {
    let Some((inner, rest)) = text[1..].split_once(')') else { return };
    let Some((score, required)) = inner.split_once('/') else { return };
    set(sheet, "score", score.trim());
    set(sheet, "required", required.split_ascii_whitespace().next().unwrap_or(""));
    if rest.contains('=') {
        for item in items(rest, white_space).filter(|i| !i.is_empty()) {
            let (name, points) = item.split_once('=').unwrap_or((item, ""));
            push(sheet, name, points);
        }
    } else {
        scored_names(rest, sheet);
    }
}

/// `Spam detection results:  6`, then `RULE score description`.
fn gateway<'t>(rest: &'t str, sheet: &mut Sheet<'t>) {
    let mut before = "";
    for (i, word) in rest.split_ascii_whitespace().enumerate() {
        if i == 0 {
            set(sheet, "score", word);
        } else if before_names(before) && is_points(word) {
            push(sheet, before, word);
        }
        before = word;
    }
}

/// `* 3.3 RULE text`: only what a star introduces is a rule. Folds may stand anywhere.
fn starred<'t>(text: &'t str, sheet: &mut Sheet<'t>) {
    let (mut second, mut first) = ("", "");
    for word in text.split_ascii_whitespace() {
        if second == "*" && number(first).is_some() && is_name(word) {
            push(sheet, word, first);
        }
        (second, first) = (first, word);
    }
}

/// A table of `score NAME text`: a rule is a number followed by a name in capitals.
fn scored_names<'t>(table: &'t str, sheet: &mut Sheet<'t>) {
    let mut before = "";
    for word in table.split_ascii_whitespace() {
        if is_points(before) && before_names(word) {
            push(sheet, word, before);
        }
        before = word;
    }
}

/// `13.3 hits, 9 required;` and lines without names.
fn web_hoster<'t>(text: &'t str, sheet: &mut Sheet<'t>) {
    let mut cursor = Cursor::new(text);
    let score = cursor.take(|b| !b.is_ascii_whitespace());
    cursor.space();
    if number(score).is_some() && cursor.rest().starts_with("hits") {
        set(sheet, "score", score);
        cursor.take(|b| !b.is_ascii_digit());
        let required = cursor.take(|b| b.is_ascii_digit() || matches!(b, b'.' | b','));
        set(sheet, "required", required);
    } else {
        scored_names(text, sheet);
    }
}

fn push<'t>(sheet: &mut Sheet<'t>, name: &'t str, points: &'t str) {
    let points = points.strip_prefix('+').unwrap_or(points);
    if is_name(name) && sheet.rules.len() < MOST_RULES {
        sheet.rules.push(rule(name, points, number(points)));
    }
}

/// SpamAssassin prints one decimal, and none from ten points on.
fn is_points(word: &str) -> bool {
    number(word).is_some_and(|n| n.abs() >= 10.0 || word.contains(['.', ',']))
}

/// Whether a word of running text is meant as a rule's name.
fn before_names(word: &str) -> bool {
    is_name(word)
        && word.len() >= 3
        && (word.contains('_') || word.bytes().filter(u8::is_ascii_uppercase).count() >= 3)
}
