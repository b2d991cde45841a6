//! A cursor over structured field text: white space, comments, quoted strings, words. Linear on any input.

use std::borrow::Cow;

use super::super::unfold;

/// Reads one value from left to right. Every cut is made at an ASCII byte.
pub(crate) struct Cursor<'m> {
    text: &'m str,
    /// Offset of the next byte.
    pub(crate) at: usize,
    /// Something did not close.
    pub(crate) broken: bool,
    nested_comments: bool,
    closed_comments: bool,
    closed_quotes: bool,
}

impl<'m> Cursor<'m> {
    pub(crate) fn new(text: &'m str) -> Self {
        Self { text, at: 0, broken: false, nested_comments: true, closed_comments: true, closed_quotes: true }
    }

    fn rest(&self) -> &'m [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Length of the whole text.
    pub(crate) fn end(&self) -> usize {
        self.text.len()
    }

    /// The next byte.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The text between two offsets.
    pub(crate) fn slice(&self, start: usize, end: usize) -> &'m str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Passes over one ASCII byte, when it is the next.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    pub(crate) fn skip_space(&mut self) {
        self.at += self.rest().iter().take_while(|b| is_space(**b)).count();
    }

    /// Bytes up to the first that `stop` names.
    pub(crate) fn word(&mut self, stop: impl Fn(u8) -> bool) -> &'m str {
        let start = self.at;
        let rest = self.rest();
        self.at += rest.iter().position(|b| stop(*b)).unwrap_or(rest.len());
        self.slice(start, self.at)
    }

    /// The inside of the comment that begins here, unfolded; nested ones stay in it.
    pub(crate) fn comment(&mut self) -> Option<Cow<'m, str>> {
        if self.peek() != Some(b'(') {
            return None;
        }
        let start = self.at + 1;
        let end = self.comment_end(start);
        Some(unfold(self.slice(start, end).as_bytes()))
    }

    fn comment_end(&mut self, start: usize) -> usize {
        let bytes = self.text.as_bytes();
        if self.nested_comments {
            if let Some(end) = balanced_end(bytes, start) {
                self.at = end + 1;
                return end;
            }
            // One unbalanced parenthesis spoils the count for the rest of the value.
            (self.nested_comments, self.broken) = (false, true);
        }
        let rest = bytes.get(start..).unwrap_or_default();
        if self.closed_comments {
            if let Some(length) = memchr::memchr(b')', rest) {
                self.at = start + length + 1;
                return start + length;
            }
            self.closed_comments = false;
        }
        self.at = start + memchr::memchr(b';', rest).unwrap_or(rest.len());
        self.at
    }

    /// The content of the quoted string that begins here; `None` when it never closes.
    pub(crate) fn quoted(&mut self) -> Option<Cow<'m, str>> {
        if self.peek() != Some(b'"') || !self.closed_quotes {
            return None;
        }
        let (bytes, start) = (self.text.as_bytes(), self.at + 1);
        let (mut at, mut escaped) = (start, false);
        while let Some(offset) = memchr::memchr2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) {
            at += offset;
            if bytes[at] == b'"' {
                self.at = at + 1;
                let inside = unfold(self.slice(start, at).as_bytes());
                return Some(if escaped { Cow::Owned(unescape(&inside)) } else { inside });
            }
            (at, escaped) = (at + 2, true);
        }
        (self.closed_quotes, self.broken) = (false, true);
        None
    }
}

/// White space of a folded value.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn balanced_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut depth) = (start, 1_u32);
    while let Some(offset) = memchr::memchr3(b'(', b')', b'\\', bytes.get(at..)?) {
        at += offset;
        match bytes[at] {
            b'(' => depth += 1,
            b')' if depth == 1 => return Some(at),
            b')' => depth -= 1,
            _ => at += 1,
        }
        at += 1;
    }
    None
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(if c == '\\' { chars.next().unwrap_or(c) } else { c });
    }
    out
}
