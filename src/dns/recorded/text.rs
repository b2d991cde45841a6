//! The lexical form of master files (RFC 1035 section 5.1): entries of words over one or more lines, and comments.

use super::{Problem, excerpt};
use crate::dns::name::unescape;

/// Bytes that one entry may take, with everything between its parentheses.
pub(super) const MAX_ENTRY: usize = 256 * 1024;

/// A word of an entry, as it stands in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word<'t> {
    /// Its bytes, escapes included, quotation marks not.
    pub raw: &'t [u8],
    /// Whether it stood in quotation marks.
    pub quoted: bool,
}

impl Word<'_> {
    /// The octets it stands for.
    pub(super) fn octets(&self) -> Result<Vec<u8>, String> {
        let mut octets = Vec::with_capacity(self.raw.len());
        let mut rest = self.raw;
        while let Some((octet, after)) = rest.split_first() {
            let (octet, after) = if *octet == b'\\' { unescape(after)? } else { (*octet, after) };
            octets.push(octet);
            rest = after;
        }
        Ok(octets)
    }
}

/// What stands in the file.
#[derive(Debug)]
pub(super) enum Item<'t> {
    /// A line that is only a comment, from its first `;`.
    Comment(&'t [u8]),
    /// An empty line outside parentheses.
    Blank,
    /// Words that belong together; never none.
    Entry {
        /// Whether it began with white space: the owner is that of the entry before.
        indented: bool,
        /// The words.
        words: Vec<Word<'t>>,
    },
}

/// Reads items one after the other.
#[derive(Debug)]
pub(super) struct Items<'t> {
    rest: &'t [u8],
    line: u64,
}

impl<'t> Items<'t> {
    pub(super) const fn new(text: &'t [u8]) -> Self {
        Self { rest: text, line: 0 }
    }

    /// The next item and the line it begins on.
    pub(super) fn next(&mut self) -> Result<Option<(u64, Item<'t>)>, Problem> {
        let Some(mut line) = self.next_line() else { return Ok(None) };
        let start = self.line;
        let trimmed = line.trim_ascii_start();
        match trimmed.first() {
            None => return Ok(Some((start, Item::Blank))),
            Some(b';') => return Ok(Some((start, Item::Comment(trimmed.trim_ascii_end())))),
            Some(_) => {}
        }
        let indented = trimmed.len() < line.len();
        let (mut words, mut open, mut taken) = (Vec::new(), false, 0);
        loop {
            taken += line.len();
            if taken > MAX_ENTRY {
                return Err(Problem::at(start, format!("an entry longer than {MAX_ENTRY} bytes")));
            }
            words_of(line, &mut words, &mut open).map_err(|reason| Problem::at(self.line, reason))?;
            if !open {
                break;
            }
            line = self
                .next_line()
                .ok_or_else(|| Problem::at(start, "the parenthesis that opens here is not closed"))?;
        }
        match words.is_empty() {
            true => Err(Problem::at(start, "parentheses with nothing in them")),
            false => Ok(Some((start, Item::Entry { indented, words }))),
        }
    }

    fn next_line(&mut self) -> Option<&'t [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        self.line += 1;
        let end = memchr::memchr(b'\n', self.rest);
        let (line, rest) = match end {
            Some(end) => (&self.rest[..end], &self.rest[end + 1..]),
            None => (self.rest, &self.rest[..0]),
        };
        self.rest = rest;
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

/// Adds the words of one line. `open` is whether a parenthesis is.
fn words_of<'t>(line: &'t [u8], words: &mut Vec<Word<'t>>, open: &mut bool) -> Result<(), String> {
    let mut at = 0;
    while let Some(octet) = line.get(at) {
        match octet {
            b';' => break,
            b'(' if *open => return Err("a parenthesis inside another".to_owned()),
            b')' if !*open => return Err("a closing parenthesis that none opens".to_owned()),
            b'(' | b')' => {
                *open = *octet == b'(';
                at += 1;
            }
            b'"' => {
                let end = word_end(line, at + 1, |b| b == b'"');
                if end >= line.len() {
                    let text = excerpt(&line[at..]);
                    return Err(format!("the quotation mark is not closed on its line: {text}"));
                }
                words.push(Word { raw: &line[at + 1..end], quoted: true });
                at = end + 1;
            }
            space if space.is_ascii_whitespace() => at += 1,
            _ => {
                let end = word_end(line, at, ends_word);
                words.push(Word { raw: &line[at..end], quoted: false });
                at = end;
            }
        }
    }
    Ok(())
}

fn ends_word(octet: u8) -> bool {
    octet.is_ascii_whitespace() || matches!(octet, b';' | b'(' | b')' | b'"')
}

/// Where the word from `at` ends, a backslash taking the octet after it along.
fn word_end(line: &[u8], mut at: usize, ends: impl Fn(u8) -> bool) -> usize {
    while let Some(octet) = line.get(at) {
        match octet {
            b'\\' => at += 2,
            octet if ends(*octet) => return at,
            _ => at += 1,
        }
    }
    line.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn words(text: &str) -> Result<Vec<(u64, Vec<String>)>, Problem> {
        let mut items = Items::new(text.as_bytes());
        let mut found = Vec::new();
        while let Some((line, item)) = items.next()? {
            if let Item::Entry { words, .. } = item {
                let text = |w: &Word| String::from_utf8(w.octets().unwrap()).unwrap();
                found.push((line, words.iter().map(text).collect()));
            }
        }
        Ok(found)
    }

    #[test]
    fn parentheses_comments_quotes_and_escapes() {
        let text = "; c\r\na TXT (\"v=1; k\" ; comment )\r\n  \"q\\\"\\059\" b\\;c) d\r\n\r\ne\\ f g;h";
        let expected = [
            (2, vec!["a".to_owned(), "TXT".into(), "v=1; k".into(), "q\";".into(), "b;c".into(), "d".into()]),
            (5, vec!["e f".to_owned(), "g".into()]),
        ];
        assert_eq!(words(text).unwrap(), expected);
        assert_eq!(words("a TXT \"x\"\"y\"").unwrap()[0].1[2..], ["x", "y"]);
        assert_eq!(words("a TXT \"x\\").unwrap_err().line, 1);
    }

    #[test]
    fn what_is_not_closed_names_its_line() {
        for (text, line) in [("\na (\nb\n", 2), ("a\n\"b\n", 2), ("a )", 1), ("a (\n(", 2), ("()", 1)] {
            assert_eq!(words(text).unwrap_err().line, line, "{text:?}");
        }
    }
}
