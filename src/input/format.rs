//! What kind of file the first bytes show, whatever its name says.

use memchr::memchr2;

use super::mbox::{Boundary, Style, boundary, first_line};
use super::{archive, msg, wrong};

/// So many bytes must show a header field in a file that is mail, unless it is text to the end.
const BINARY_HEAD: usize = 4 << 10;
/// RFC 5322 sets no limit for names; longer ones are text.
const LONGEST_NAME: usize = 128;

/// The kind of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Format {
    /// A mailbox file; its first message starts at `.0`, which is behind `.1` bytes that belong to no message.
    Mbox(usize, usize, Style),
    /// One message or a block of headers, from this index on.
    Single(usize),
    /// One message of known length behind its length in a line of its own (Apple Mail's `.emlx`).
    Emlx(usize, u64),
    /// Text in UTF-16; `true` when the lower byte comes first.
    Utf16(bool),
    /// Perhaps headers somewhere in text.
    Pasted,
    /// An archive.
    Archive(archive::Kind),
    /// A compound file: an Outlook item, or a document of another program.
    Compound,
    /// Nothing to be analysed, with the reason for people.
    Not(String),
}

/// Tells the kind by the first bytes. `whole`: they are all there are; `message`: the place says that it is a
/// message (a Maildir).
pub(super) fn recognise(head: &[u8], whole: bool, message: bool) -> Format {
    if head.starts_with(msg::MAGIC) {
        return Format::Compound;
    }
    if let Some(kind) = archive::recognise(head) {
        return Format::Archive(kind);
    }
    if let Some(reason) = wrong::known(head) {
        return Format::Not(reason);
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Format::Utf16(head[0] == 0xff);
    }
    let start = content_start(head);
    let rest = &head[start..];
    if rest.is_empty() && whole {
        return Format::Not(wrong::EMPTY.to_owned());
    }
    if !message && let Some((next, style)) = first_line(rest, line_end_byte(rest)) {
        return Format::Mbox(start + next, 0, style);
    }
    if let Some((length, line)) = emlx(rest) {
        return Format::Emlx(start + line, length);
    }
    if begins_like_message(rest, message) {
        return Format::Single(start);
    }
    other(head, start)
}

/// What begins neither like a message nor like a mailbox.
fn other(head: &[u8], start: usize) -> Format {
    let first = &head[..head.len().min(BINARY_HEAD)];
    if memchr::memchr(0, first).is_some() && !lines(first).any(is_known_field) {
        return Format::Not(wrong::NOT_MAIL.to_owned());
    }
    let rest = &head[start..];
    let style = Style { eol: line_end_byte(rest), patches: false };
    let needle: &[u8] = if style.eol == b'\r' { b"\rFrom " } else { b"\nFrom " };
    for hit in memchr::memmem::find_iter(rest, needle) {
        if let Boundary::Yes(next) = boundary(rest, hit + 1, style, false) {
            return Format::Mbox(start + next, start + hit + 1, style);
        }
    }
    Format::Pasted
}

/// Where content starts: behind a UTF-8 byte-order mark and empty lines.
fn content_start(head: &[u8]) -> usize {
    let mark = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut start = mark;
    for (at, byte) in head.iter().enumerate().skip(mark) {
        match byte {
            b'\r' | b'\n' => start = at + 1,
            b' ' | b'\t' => {}
            _ => return start,
        }
    }
    head.len()
}

/// LF, or CR where lines end in nothing else.
pub(super) fn line_end_byte(head: &[u8]) -> u8 {
    match memchr::memchr(b'\n', head) {
        Some(_) => b'\n',
        None if memchr::memchr(b'\r', head).is_some() => b'\r',
        None => b'\n',
    }
}

/// Apple Mail: decimal length, spaces, line end, message, property list.
fn emlx(head: &[u8]) -> Option<(u64, usize)> {
    let end = memchr::memchr(b'\n', &head[..head.len().min(32)])?;
    let length: u64 = std::str::from_utf8(head[..end].trim_ascii_end()).ok()?.parse().ok()?;
    begins_like_message(&head[end + 1..], false).then_some((length, end + 1))
}

/// Whether a header section comes first: a field line at once, and among the fields one that mail has.
pub(super) fn begins_like_message(head: &[u8], lenient: bool) -> bool {
    if is_double_spaced(head) {
        return false;
    }
    let mut fields = lines(head).take(2000).take_while(|line| !line.is_empty()).peekable();
    let mark = |line: &[u8]| line.starts_with(b">From ") || (lenient && line.starts_with(b"From "));
    while fields.next_if(|line| mark(line)).is_some() {}
    if !fields.peek().is_some_and(|line| is_field_line(line)) {
        return false;
    }
    let mut known = lenient;
    for line in fields {
        if is_page_field(line) {
            return false;
        }
        known |= is_known_field(line);
    }
    known
}

/// Whether an empty line follows every line, as some mail programs paste.
fn is_double_spaced(head: &[u8]) -> bool {
    let mut lines = lines(head);
    let mut next = || lines.next().unwrap_or_default();
    let (first, a, second, b, third) = (next(), next(), next(), next(), next());
    let goes_on = |line: &[u8]| is_known_field(line) || (line.starts_with(b" ") && line.len() > 1);
    is_field_line(first) && a.is_empty() && goes_on(second) && b.is_empty() && goes_on(third)
}

/// The lines of `bytes`, without line ends, whichever kind they are.
pub(super) fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (line, after) = split_line(rest);
        rest = after;
        Some(line)
    })
}

/// The first line without its line end, and what follows.
pub(super) fn split_line(bytes: &[u8]) -> (&[u8], &[u8]) {
    match memchr2(b'\n', b'\r', bytes) {
        None => (bytes, &[]),
        Some(end) if bytes[end..].starts_with(b"\r\n") => (&bytes[..end], &bytes[end + 2..]),
        Some(end) => (&bytes[..end], &bytes[end + 1..]),
    }
}

/// The name of a header field at the start of `line` (RFC 5322 section 2.2; white space before the colon is
/// obsolete syntax).
pub(super) fn field_name(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().take(LONGEST_NAME).position(|b| *b == b':')?;
    let name = line[..colon].trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(name)
}

/// Whether `line` begins like a header field.
pub(super) fn is_field_line(line: &[u8]) -> bool {
    // A time of day or a link at the start of a line is no field.
    field_name(line)
        .is_some_and(|name| name[0].is_ascii_alphabetic() && !line[name.len()..].starts_with(b"://"))
}

/// Whether `line` begins with a field that mail has.
pub(super) fn is_known_field(line: &[u8]) -> bool {
    let Some(name) = field_name(line) else { return false };
    if name.len() > 2 && name[..2].eq_ignore_ascii_case(b"x-") {
        return true;
    }
    KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// Whether `line` is of the table that Gmail shows above a message's source.
pub(super) fn is_page_field(line: &[u8]) -> bool {
    field_name(line).is_some_and(|name| [&b"SPF"[..], b"DKIM", b"DMARC"].contains(&name))
}

/// Fields that a message has and other text has not (`Name:` or `Note:` would be too common).
const KNOWN: [&str; 38] = [
    "Received",
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Return-Path",
    "Delivered-To",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
    "Authentication-Results",
    "Received-SPF",
    "DKIM-Signature",
    "DomainKey-Signature",
    "ARC-Seal",
    "ARC-Message-Signature",
    "ARC-Authentication-Results",
    "Envelope-To",
    "Delivery-Date",
    "Original-Recipient",
    "Reply-To",
    "Sender",
    "Cc",
    "Bcc",
    "In-Reply-To",
    "References",
    "List-Id",
    "List-Unsubscribe",
    "Precedence",
    "Auto-Submitted",
    "Feedback-ID",
    "User-Agent",
    "Errors-To",
    "Newsgroups",
    "Resent-From",
    "Apparently-To",
    "Authentication-Results-Original",
];
