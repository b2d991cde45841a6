//! The small score fields: `X-Spam-Score` of many products, `X-Spam-Flag`, `X-Spam-Level`, the checker's version.

use super::assemble::{bar, tenth};
use super::report;
use super::rules::rule;
use super::sheet::{Cursor, MOST_RULES, Sheet, is_name, number};
use super::stamp::{Kind, Stamp};
use super::status::{set, word_verdict};
use crate::evidence::filters::Verdict;

/// `X-Spam-Score`: a number, with a bar (Exim), with stars and names (MIMEDefang), with the site's
/// threshold and rules (CanIt).
pub(super) fn parse(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    if let Some(reason) = text.strip_prefix("undef") {
        unscored(reason, &mut sheet);
        return sheet;
    }
    let mut cursor = Cursor::new(text);
    let score = cursor.take(|b| !b.is_ascii_whitespace() && b != b'(');
    if number(score).is_none() && !text.trim().is_empty() {
        return sheet;
    }
    set(&mut sheet, "score", score);
    sheet.unscored = text.is_empty();
    cursor.space();
    if cursor.eat(b'(') {
        cursor.take(|b| matches!(b, b'*' | b'+' | b'-' | b'/'));
        cursor.eat(b')');
    }
    cursor.space();
    if cursor.eat(b'[') {
        threshold(cursor.take(|b| b != b']'), &mut sheet);
        cursor.eat(b']');
    }
    names(&mut cursor, &mut sheet);
    sheet
}

/// `Hold at 5.00`, `Tag at 10.00`: CanIt's threshold.
fn threshold<'t>(text: &'t str, sheet: &mut Sheet<'t>) {
    if let Some((_, number)) = text.split_once(" at ") {
        set(sheet, "required", number.trim());
    }
}

/// Why CanIt did not score a message.
fn unscored<'t>(reason: &'t str, sheet: &mut Sheet<'t>) {
    let reason = reason.trim_start_matches([' ', '-']);
    sheet.unscored = true;
    if reason.contains("hitelisted") || reason.contains("allowed always") {
        sheet.listed = Some(Verdict::AllowListed);
    }
    sheet.say("undef", reason, Some("Why the message was not scored."));
}

/// `NAME,NAME`, `NAME(0.1),NAME(3.5)` or `Bayes(0.0001:-1.0)` after the score.
fn names<'t>(cursor: &mut Cursor<'t>, sheet: &mut Sheet<'t>) {
    loop {
        cursor.take(|b| b.is_ascii_whitespace() || matches!(b, b',' | b')'));
        let name = cursor.take(|b| b.is_ascii_alphanumeric() || b == b'_');
        if name.is_empty() || sheet.rules.len() >= MOST_RULES {
            return;
        }
        let inner = if cursor.eat(b'(') { cursor.take(|b| b != b')') } else { "" };
        let points = inner.rsplit_once(':').map_or(inner, |(_, points)| points);
        if is_name(name) {
            sheet.rules.push(rule(name, points, number(points)));
        }
    }
}

/// `X-Spam_score_int`: the score times ten, cut.
pub(super) fn times_ten(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet { score: tenth(text), ..Sheet::default() };
    sheet.say("score_int", text, Some("The total times ten."));
    sheet
}

/// `X-Spam-Flag`.
pub(super) fn flag(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    sheet.word = word_verdict(word);
    if sheet.word.is_some() {
        sheet.say("flag", word, Some("Whether the total reached the threshold."));
    }
    sheet
}

/// `X-Spam-Level`: stars, or Proxmox's whole report.
pub(super) fn level(text: &str) -> Sheet<'_> {
    if text.len() > 1 && text.starts_with(['S', 's']) {
        return report::parse(text);
    }
    let mut sheet = Sheet::default();
    if bar(text).is_some() {
        sheet.say("level", text, Some("One character for each full point."));
    }
    sheet
}

/// `SpamAssassin 4.0.1 (2024-03-26) on host`, or the host alone in `X-Spam-Check-By`.
pub(super) fn checker(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    let mut words = text.split_ascii_whitespace().rev();
    if let (Some(host), Some("on") | None) = (words.next(), words.next()) {
        sheet.host = Some(host.into());
    }
    sheet
}

/// `Yes (on host)`, `No (on host); SAEximRunCond expanded to false`.
pub(super) fn exim_scanned(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    if let Some((_, rest)) = text.split_once("(on ") {
        sheet.host = rest.split(')').next().map(Into::into);
    }
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
    sheet.unscored = word.eq_ignore_ascii_case("no");
    sheet.say("SA-Exim-Scanned", word, Some("Whether sa-exim had the message scanned."));
    sheet
}

/// cPanel prints the total times ten; the bar beside it, or the status, tells.
pub(super) fn undo_ten(stamp: &Stamp<'_, '_>, sheet: &mut Sheet<'_>) {
    let Some(score) = stamp.get(Kind::Score) else { return };
    let text = score.decoded();
    let (Some(tenth), Some(printed)) = (tenth(&text), sheet.score) else { return };
    if number(&text) != Some(printed) {
        return;
    }
    let bar = stamp.get(Kind::Bar).and_then(|f| bar(&f.decoded()));
    // The bar is cut at 50 characters.
    let fits = |bar: i32| bar == (tenth as i32).clamp(-50, 50);
    if bar.is_some_and(fits) && bar != Some(printed as i32) {
        sheet.score = Some(tenth);
    }
}
