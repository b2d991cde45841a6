//! Where the date of a trace field stands: after the last semicolon, or, without one, at the end.

use super::super::date::{self, Date};
use super::token::{Kind, Token, Tokens};

/// Semicolons tried, from the last.
const MOST_TRIES: usize = 4;
/// Bytes after a semicolon that are read as a date.
const MOST_BYTES: usize = 1024;

/// The date, and the index of the token where the part before it ends.
pub(super) fn find(tokens: &Tokens<'_>) -> (Option<Date>, usize) {
    let all = tokens.all();
    if tokens.cut {
        return (after_last_semicolon(tokens.raw), all.len());
    }
    let mut end = tokens.raw.len();
    let semicolons = all.iter().enumerate().rev().filter(|(_, t)| t.kind == Kind::Semicolon);
    for (i, token) in semicolons.take(MOST_TRIES) {
        let date = read(&tokens.raw[token.end as usize..end]);
        if date.is_some() {
            return (date, i);
        }
        end = token.start as usize;
    }
    without_semicolon(tokens, all).unwrap_or((None, all.len()))
}

fn read(text: &[u8]) -> Option<Date> {
    let text = &text[..text.len().min(MOST_BYTES)];
    match std::str::from_utf8(text) {
        Ok(text) => date::parse(text),
        Err(_) => date::parse(&String::from_utf8_lossy(text)),
    }
}

fn after_last_semicolon(raw: &[u8]) -> Option<Date> {
    let tail = &raw[raw.len().saturating_sub(MOST_BYTES)..];
    read(&tail[memchr::memrchr(b';', tail)? + 1..])
}

/// Searches backwards for a time of day and the words of a date before it (SendGrid).
fn without_semicolon(tokens: &Tokens<'_>, all: &[Token]) -> Option<(Option<Date>, usize)> {
    let time = all.iter().rposition(|t| t.kind == Kind::Word && is_time(tokens.text(*t)))?;
    let words = all[..time].iter().rev().take(4);
    let before = words.take_while(|t| t.kind == Kind::Word && is_date_word(tokens.text(**t))).count();
    let from = time - before;
    let date = read(&tokens.raw[all[from].start as usize..])?;
    Some((Some(date), from))
}

fn is_time(word: &[u8]) -> bool {
    let digits = word.iter().take_while(|b| b.is_ascii_digit()).count();
    let iso = word.len() > 16 && word.get(4) == Some(&b'-') && word.get(10) == Some(&b'T');
    let minutes = word.get(digits + 1..digits + 3).is_some_and(|m| m.iter().all(u8::is_ascii_digit));
    iso || (matches!(digits, 1 | 2) && word.get(digits) == Some(&b':') && minutes)
}

/// A number of up to four digits, an ISO date, a month or a weekday.
fn is_date_word(word: &[u8]) -> bool {
    let number = word.len() <= 4 && word.iter().all(u8::is_ascii_digit);
    let name = word.len() >= 3 && word.iter().all(u8::is_ascii_alphabetic) && date::is_name(word);
    let iso =
        word.len() == 10 && word[4] == b'-' && word[7] == b'-' && word[..4].iter().all(u8::is_ascii_digit);
    number || name || iso
}
