//! The few header fields that tell the structure of a message: its kind, found fast, and their parameters.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

/// The field is looked for so far into a message, bytes.
const LONGEST_HEADER: usize = 1 << 20;

static CONTENT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"ontent-"));
static LF_LF: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\n\n"));
static LF_CRLF: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\n\r\n"));

/// What the `Content-Type` of a message says about carried messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Top {
    /// It has parts, or is nothing but another message.
    Parts,
    /// Plain text, as old bounces are.
    Plain,
    /// Anything else: nothing is carried.
    Other,
}

/// Tells the kind of a message without reading it line by line.
pub(super) fn kind(message: &[u8]) -> Top {
    let Some((at, value)) = content_type(message) else { return Top::Plain };
    if end(&message[..at]) < at {
        return Top::Plain;
    }
    let value = value.trim_ascii_start();
    let is = |start: &[u8]| value.get(..start.len()).is_some_and(|v| v.eq_ignore_ascii_case(start));
    if is(b"text/plain") {
        Top::Plain
    } else if is(b"multipart/") || is(b"message/") {
        Top::Parts
    } else {
        Top::Other
    }
}

/// The first line that begins with `Content-Type:`, whether in the header section or not, and what follows.
fn content_type(message: &[u8]) -> Option<(usize, &[u8])> {
    let head = &message[..message.len().min(LONGEST_HEADER)];
    CONTENT.find_iter(head).find_map(|at| {
        let begins = at > 0
            && head[at - 1].eq_ignore_ascii_case(&b'c')
            && (at == 1 || matches!(head[at - 2], b'\n' | b'\r'));
        let (name, rest) = head[at + 7..].split_at_checked(4).filter(|_| begins)?;
        let value = rest.trim_ascii_start().strip_prefix(b":")?;
        name.eq_ignore_ascii_case(b"type").then_some((at - 1, value))
    })
}

/// Where the header section of a message ends.
pub(super) fn end(message: &[u8]) -> usize {
    let head = &message[..message.len().min(LONGEST_HEADER)];
    if head.first().is_some_and(|b| matches!(b, b'\r' | b'\n')) {
        return 0;
    }
    // The first line shows how lines end, so that mostly one search is enough.
    let first = memchr::memchr2(b'\r', b'\n', head).map_or(&[][..], |at| &head[at..]);
    let blank = if first.starts_with(b"\r\n") {
        LF_CRLF.find(head).or_else(|| LF_LF.find(head))
    } else if first.starts_with(b"\n") {
        LF_LF.find(head).or_else(|| LF_CRLF.find(head))
    } else {
        memmem::find(head, b"\r\r").or_else(|| LF_LF.find(head)).or_else(|| LF_CRLF.find(head))
    };
    blank.map_or(message.len(), |at| at + 1)
}

/// A header field by its parts; `value` keeps its folds.
pub(super) struct FieldLine<'m> {
    pub(super) name: &'m [u8],
    pub(super) value: &'m [u8],
    /// Line of its first byte, from 0.
    pub(super) line: u32,
}

/// The fields of `section`, empty lines passed over.
pub(super) fn fields(section: &[u8]) -> impl Iterator<Item = FieldLine<'_>> {
    let (mut rest, mut line) = (section, 0_u32);
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let (field, lines) = field_len(rest);
            let (text, first) = (&rest[..field], line);
            rest = &rest[field..];
            line = line.saturating_add(lines);
            let Some(colon) = memchr::memchr(b':', text) else { continue };
            let name = text[..colon].trim_ascii_end();
            if !name.is_empty() && name.iter().all(u8::is_ascii_graphic) {
                let value = text[colon + 1..].trim_ascii_end();
                return Some(FieldLine { name, value, line: first });
            }
        }
    })
}

/// Length of the field at the start of `bytes` with its folds, and how many lines that is.
fn field_len(bytes: &[u8]) -> (usize, u32) {
    let (mut len, mut lines) = (0, 0);
    loop {
        len += line_len(&bytes[len..]);
        lines += 1;
        if !bytes.get(len).is_some_and(|b| matches!(b, b' ' | b'\t')) {
            return (len, lines);
        }
    }
}

/// Length of the line at the start of `bytes`, line end included.
pub(super) fn line_len(bytes: &[u8]) -> usize {
    match memchr::memchr2(b'\n', b'\r', bytes) {
        None => bytes.len(),
        Some(at) if bytes[at..].starts_with(b"\r\n") => at + 2,
        Some(at) => at + 1,
    }
}

/// The values of the parameters (RFC 2045 section 5.1) whose name begins with `name`, unquoted. The
/// character-set and continuation marks of RFC 2231 stay in the value.
pub(super) fn params<'m>(value: &'m [u8], name: &'static str) -> impl Iterator<Item = Cow<'m, [u8]>> {
    let mut rest = value;
    std::iter::from_fn(move || {
        loop {
            let at = semicolon(rest)?;
            rest = rest[at + 1..].trim_ascii_start();
            let Some(equals) = rest.iter().take(64).position(|b| *b == b'=') else { continue };
            let found = rest[..equals].trim_ascii();
            if found.len() >= name.len() && found[..name.len()].eq_ignore_ascii_case(name.as_bytes()) {
                return Some(unquote(rest[equals + 1..].trim_ascii_start()));
            }
        }
    })
}

/// The next semicolon outside quotes.
fn semicolon(value: &[u8]) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    value.iter().position(|byte| {
        let ends = *byte == b';' && !quoted;
        if *byte == b'"' && !escaped {
            quoted = !quoted;
        }
        escaped = *byte == b'\\' && !escaped && quoted;
        ends
    })
}

/// The token or quoted string at the start of `value`.
fn unquote(value: &[u8]) -> Cow<'_, [u8]> {
    let Some(text) = value.strip_prefix(b"\"") else {
        let end = value.iter().position(|b| b.is_ascii_whitespace() || *b == b';').unwrap_or(value.len());
        return Cow::Borrowed(&value[..end]);
    };
    let mut escaped = false;
    let end = text.iter().position(|byte| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    });
    let text = &text[..end.unwrap_or(text.len())];
    if memchr::memchr3(b'\\', b'\n', b'\r', text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut plain = Vec::with_capacity(text.len());
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' => plain.extend(bytes.next()),
            b'\r' | b'\n' => {}
            other => plain.push(*other),
        }
    }
    Cow::Owned(plain)
}
