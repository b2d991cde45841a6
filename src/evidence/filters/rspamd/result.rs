//! Grammars of `X-Spamd-Result` and its relatives.

use super::symbols::symbol;
use crate::evidence::filters::Verdict;
use crate::evidence::filters::spamassassin::sheet::{Cursor, MOST_RULES, Sheet, number};
use crate::evidence::filters::spamassassin::status;

/// `default: False [7.40 / 15.00]; SYMBOL(6.50)[options]; …`. The second number is the limit of the
/// action `reject`; `True` says that it was reached, `False` says nothing about spam.
pub(in crate::evidence::filters) fn result(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    let mut cursor = Cursor::new(text);
    cursor.take(|b| b != b':' && b != b'[');
    cursor.eat(b':');
    cursor.space();
    if cursor.take(|b| b.is_ascii_alphabetic()).eq_ignore_ascii_case("true") {
        sheet.word = Some(Verdict::Spam);
    }
    cursor.space();
    if cursor.eat(b'[') {
        totals(cursor.take(|b| b != b']'), &mut sheet);
        cursor.eat(b']');
    }
    symbols(&mut cursor, &mut sheet);
    sheet
}

/// `7.40 / 15.00`, `-5.49 / 15.00 / 15.00`, `3.1 (+++)` or a plain number.
fn totals<'t>(text: &'t str, sheet: &mut Sheet<'t>) {
    // Exim writes its bar after the total.
    let text = text.split('(').next().unwrap_or(text);
    let mut numbers = text.split('/').map(str::trim);
    let score = numbers.next().unwrap_or("");
    sheet.score = number(score);
    sheet.say("score", score, Some("The total of all symbols."));
    if let Some(limit) = numbers.next_back() {
        sheet.required = number(limit);
        sheet.say("reject", limit, Some("The total from which on a message is refused."));
    }
}

/// `X-Rspamd-Score`.
pub(in crate::evidence::filters) fn score(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    totals(text, &mut sheet);
    sheet
}

/// `X-Rspamd-Report`: symbols with white space between, or as Exim writes them.
pub(in crate::evidence::filters) fn report(text: &str) -> Sheet<'_> {
    if text.starts_with("Action:") {
        return exim_report(text);
    }
    let mut sheet = Sheet::default();
    symbols(&mut Cursor::new(text), &mut sheet);
    sheet
}

/// Exim's `variant=rspamd`: `Action: no action Symbol: NAME(0.10) … Message-ID: …`.
pub(in crate::evidence::filters) fn exim_report(text: &str) -> Sheet<'_> {
    let mut sheet = Sheet::default();
    let own = text.split("Message-ID:").next().unwrap_or(text);
    let mut parts = own.split("Symbol:");
    if let Some(action) = parts.next().and_then(|p| p.trim().strip_prefix("Action:")) {
        sheet.say("action", action.trim(), None);
    }
    for part in parts {
        one_symbol(&mut Cursor::new(part.trim()), &mut sheet);
    }
    sheet
}

/// `X-Spam-Status` as Rspamd writes it, symbols in SpamAssassin's layout included.
pub(in crate::evidence::filters) fn status(text: &str) -> Sheet<'_> {
    let mut sheet = status::parse(text);
    for rule in &mut sheet.rules {
        (rule.meaning, rule.group) = super::explain(&rule.name);
    }
    sheet
}

/// `X-Spam-Symbols`: names without points.
pub(in crate::evidence::filters) fn names(text: &str) -> Sheet<'_> {
    let mut sheet = status::tests(text);
    for rule in &mut sheet.rules {
        (rule.meaning, rule.group) = super::explain(&rule.name);
    }
    sheet
}

fn symbols<'t>(cursor: &mut Cursor<'t>, sheet: &mut Sheet<'t>) {
    let expected = memchr::memchr_iter(b'(', cursor.rest().as_bytes()).count();
    sheet.rules.reserve(expected.min(MOST_RULES));
    while sheet.rules.len() < MOST_RULES {
        cursor.take(|b| b.is_ascii_whitespace() || matches!(b, b';' | b','));
        if cursor.peek().is_none() || !one_symbol(cursor, sheet) {
            return;
        }
    }
}

/// `NAME(score)[options]`; false at the end of what can be read.
fn one_symbol<'t>(cursor: &mut Cursor<'t>, sheet: &mut Sheet<'t>) -> bool {
    let name = cursor.take(|b| !b.is_ascii_whitespace() && !matches!(b, b'(' | b';' | b'[' | b','));
    let score = if cursor.eat(b'(') { cursor.take(|b| b != b')') } else { "" };
    cursor.eat(b')');
    if !name.is_empty() && name.len() <= 128 && sheet.rules.len() < MOST_RULES {
        sheet.rules.push(symbol(name, score.trim(), number(score.trim())));
    }
    if cursor.peek() == Some(b'[') { skip_options(cursor) } else { !name.is_empty() }
}

/// Options may hold brackets: they end at `]` before `;` or at the end of the value.
fn skip_options(cursor: &mut Cursor<'_>) -> bool {
    let rest = cursor.rest().as_bytes();
    for close in memchr::memchr_iter(b']', rest) {
        match rest.get(close + 1) {
            Some(b';') | None => {
                cursor.set(cursor.at() + close + 1);
                return true;
            }
            Some(b) if b.is_ascii_whitespace() && ends_or_symbol(&rest[close + 1..]) => {
                cursor.set(cursor.at() + close + 1);
                return true;
            }
            _ => {}
        }
    }
    false
}

/// White space after `]`: the end, or a semicolon that a fold pushed away.
fn ends_or_symbol(after: &[u8]) -> bool {
    // A fold is short; looking further would cost time on hostile values.
    let near = &after[..after.len().min(16)];
    matches!(near.trim_ascii_start().first(), Some(b';'))
        || near.len() == after.len() && near.trim_ascii().is_empty()
}
