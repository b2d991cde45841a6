//! What tells a separator line of a mailbox file from a line of text that begins with `From `.

use std::sync::LazyLock;

use memchr::memchr;
use memchr::memmem::{self, Finder};

use super::Style;
use crate::input::format::{is_field_line, is_known_field};

/// A longer `From ` line is text, bytes.
const LONGEST_LINE: usize = 1024;
/// As much of the line behind it is looked at, bytes.
const LONGEST_NAME: usize = 256;
/// A `Content-Length` field is looked for so far, bytes.
const LONGEST_HEADER: usize = 64 << 10;

static CONTENT: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\nContent-"));
const CONTENT_LEN: usize = b"\nContent-".len();
const LENGTH: &[u8] = b"length:";

/// Whether a line is a separator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input) enum Boundary {
    /// It is text.
    No,
    /// More bytes are needed to tell.
    Unsure,
    /// It is one; the message starts at this index.
    Yes(usize),
}

/// Judges the line at `line`, which begins with `From `. `ended`: no bytes follow those in hand.
///
/// A line that has a time of day and a year, or is as short as Thunderbird's, counts when a header field
/// follows. An empty line before it is asked for only where the line itself says little: many writers forget
/// it, and text has it as often. Where neither line is telling, text is the better guess, since a wrong
/// split shows the end of a body as a message.
pub(in crate::input) fn boundary(bytes: &[u8], line: usize, style: Style, ended: bool) -> Boundary {
    let rest = &bytes[line..];
    let Some(end) = memchr(style.eol, &rest[..rest.len().min(LONGEST_LINE)]) else {
        return if ended || rest.len() >= LONGEST_LINE { Boundary::No } else { Boundary::Unsure };
    };
    let next = &rest[end + 1..];
    let next = &next[..next.len().min(LONGEST_NAME)];
    let next = match memchr(style.eol, next) {
        Some(end) => &next[..end],
        None if ended || next.len() >= LONGEST_NAME => next,
        None => return Boundary::Unsure,
    };
    let shape = Shape::of(rest[..end].trim_ascii_end());
    let header = is_field_line(next) || next.starts_with(b">From ");
    let yes = header
        && match shape {
            Shape::Dated => true,
            Shape::HalfDated => is_known_field(next),
            Shape::Patch => style.patches,
            Shape::Bare => line < 2 || blank_at_end(&bytes[..line], style.eol) > 0,
            Shape::Text => false,
        };
    if yes { Boundary::Yes(line + end + 1) } else { Boundary::No }
}

/// The first separator of a file, at index 0 of `bytes`: with a field behind it, its shape does not matter.
pub(in crate::input) fn first_line(bytes: &[u8], eol: u8) -> Option<(usize, Style)> {
    if !bytes.starts_with(b"From ") {
        return None;
    }
    let end = memchr(eol, &bytes[..bytes.len().min(LONGEST_LINE)])?;
    let next = &bytes[end + 1..bytes.len().min(end + 1 + LONGEST_NAME)];
    let next = &next[..memchr(eol, next).unwrap_or(next.len())];
    let shape = Shape::of(bytes[..end].trim_ascii_end());
    let style = Style { eol, patches: shape == Shape::Patch };
    let header = is_field_line(next) || next.starts_with(b">From ");
    header.then_some((end + 1, style))
}

/// What a `From ` line looks like by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Time of day, year, and the name of a month or weekday.
    Dated,
    /// Time of day and year.
    HalfDated,
    /// The constant date that `git format-patch` writes: a patch inside a body far more often than a mailbox.
    Patch,
    /// Thunderbird's `From ` or `From -`.
    Bare,
    /// Anything else.
    Text,
}

impl Shape {
    /// `line` begins with `From ` or is `From`, without trailing white space.
    fn of(line: &[u8]) -> Self {
        let rest = line.get(5..).unwrap_or_default();
        if rest.is_empty() {
            return Self::Bare;
        }
        if has_time(rest) && has_year(rest) {
            if rest.ends_with(b" Mon Sep 17 00:00:00 2001") && rest[..8].iter().all(u8::is_ascii_hexdigit) {
                return Self::Patch;
            }
            return if has_name(rest) { Self::Dated } else { Self::HalfDated };
        }
        if rest.starts_with(b"-") { Self::Bare } else { Self::Text }
    }
}

fn has_time(line: &[u8]) -> bool {
    memchr::memchr_iter(b':', line).any(|colon| {
        colon > 0
            && line[colon - 1].is_ascii_digit()
            && line.get(colon + 1..colon + 3).is_some_and(|minutes| minutes.iter().all(u8::is_ascii_digit))
    })
}

fn has_year(line: &[u8]) -> bool {
    line.split(|b| !b.is_ascii_alphanumeric()).any(|word| {
        matches!(word, [b'1', b'9', ..] | [b'2', b'0', ..])
            && word.len() == 4
            && word.iter().all(u8::is_ascii_digit)
    })
}

fn has_name(line: &[u8]) -> bool {
    const NAMES: [&[u8; 3]; 19] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
        b"mon", b"tue", b"wed", b"thu", b"fri", b"sat", b"sun",
    ];
    line.split(|b| !b.is_ascii_alphabetic())
        .any(|word| word.len() == 3 && NAMES.iter().any(|name| word.eq_ignore_ascii_case(*name)))
}

/// Length of the empty line at the end of `bytes`; 0 when there is none.
pub(super) fn blank_at_end(bytes: &[u8], eol: u8) -> usize {
    if eol == b'\n' && bytes.ends_with(b"\n\r\n") {
        return 2;
    }
    usize::from(bytes.ends_with(&[eol, eol]))
}

/// The start of the body and the `Content-Length` in the header section at the start of `message`.
pub(super) fn content_length(message: &[u8]) -> Option<(usize, u64)> {
    let head = &message[..message.len().min(LONGEST_HEADER)];
    // Few writers add the field: it is looked for before the end of the header section is.
    let (field, value) = CONTENT.find_iter(head).find_map(|at| {
        let (name, value) = head[at + CONTENT_LEN..].split_at_checked(LENGTH.len())?;
        name.eq_ignore_ascii_case(LENGTH).then_some((at, value))
    })?;
    let body = memmem::find(head, b"\n\n").map(|at| at + 2);
    let body = match memmem::find(&head[..body.unwrap_or(head.len())], b"\n\r\n") {
        Some(at) => at + 3,
        None => body?,
    };
    if field >= body {
        return None;
    }
    let value = value[..value.len().min(body - field)].trim_ascii_start();
    let digits = value.iter().take_while(|b| b.is_ascii_digit()).count();
    let length = std::str::from_utf8(&value[..digits]).ok()?.parse().ok()?;
    Some((body, length))
}

/// Whether a body that ends at `index` is followed by a separator (its `F` is in the answer) or by the end.
pub(super) fn lands(bytes: &[u8], index: usize, style: Style, ended: bool) -> Boundary {
    let rest = &bytes[index..];
    let blank = if rest.starts_with(b"\r\n") { 2 } else { usize::from(rest.first() == Some(&style.eol)) };
    let starts_line = index.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&style.eol);
    for line in [index, index + blank] {
        if line == index && blank == 0 && !starts_line {
            return Boundary::No;
        }
        let rest = &bytes[line..];
        if rest.is_empty() && ended {
            return Boundary::Yes(line);
        }
        if rest.len() < 5 && !ended {
            return Boundary::Unsure;
        }
        if rest.starts_with(b"From ") {
            match boundary(bytes, line, style, ended) {
                Boundary::No => {}
                Boundary::Yes(_) => return Boundary::Yes(line),
                Boundary::Unsure => return Boundary::Unsure,
            }
        }
    }
    Boundary::No
}
