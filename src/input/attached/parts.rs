//! The parts of a multipart message (RFC 2046 section 5.1) that may hold another message, in one pass.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::decode::Encoding;
use super::header::{self, fields, line_len, params};

/// Multiparts inside multiparts are followed so far.
const DEEPEST: usize = 16;
/// A longer boundary is none (RFC 2046 allows 70 bytes).
const LONGEST_BOUNDARY: usize = 1000;
/// The header section of a part is read so far, bytes.
const LONGEST_HEADER: usize = 64 << 10;
/// So many parts are taken.
const MOST: usize = 2000;

static DELIMITER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\n--"));
static OLD_DELIMITER: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"\r--"));

/// A part that may hold a message or speaks about one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'m> {
    pub(super) kind: Kind,
    pub(super) encoding: Encoding,
    pub(super) body: &'m [u8],
    /// SpamAssassin wrapped the message.
    pub(super) wrapped: bool,
    /// No delimiter ends it.
    pub(super) open: bool,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `message/rfc822`, `message/global`.
    Message,
    /// `text/rfc822-headers`, `message/global-headers`.
    Headers,
    /// A file with the name of a saved message.
    File,
    /// `message/delivery-status`.
    Status,
}

/// What the header section of a part says about it.
struct Described<'m> {
    kind: Option<Kind>,
    encoding: Encoding,
    wrapped: bool,
    multipart: Option<Level<'m>>,
}

/// A multipart that is open.
struct Level<'m> {
    boundary: Cow<'m, [u8]>,
    digest: bool,
}

/// The parts of `message` that are of interest, in order.
pub(super) fn interesting(message: &[u8]) -> Vec<Part<'_>> {
    let body = header::end(message);
    let top = describe(&message[..body], false);
    let body = body + line_end_len(&message[body..]);
    let mut walk = Walk { message, levels: Vec::new(), parts: Vec::new(), current: None };
    match top.multipart {
        Some(level) => {
            walk.levels.push(level);
            walk.run(body);
        }
        None => walk.begin(top, body),
    }
    walk.end(message.len(), true);
    walk.parts
}

struct Walk<'m> {
    message: &'m [u8],
    levels: Vec<Level<'m>>,
    parts: Vec<Part<'m>>,
    /// The part that is open, and where its body starts.
    current: Option<(Part<'m>, usize)>,
}

impl<'m> Walk<'m> {
    fn run(&mut self, start: usize) {
        let message = self.message;
        let finder = if memchr::memchr(b'\n', message).is_some() { &*DELIMITER } else { &*OLD_DELIMITER };
        // The line end of the header section may belong to the first delimiter.
        let mut at = start.saturating_sub(1);
        while let Some(hit) = finder.find(&message[at..]) {
            if self.parts.len() >= MOST {
                return;
            }
            let line = at + hit + 1;
            at = match self.delimiter(&message[line + 2..]) {
                Some((level, closes)) => self.cross(line, level, closes),
                None => line + 1,
            };
            if self.levels.is_empty() {
                return;
            }
        }
    }

    /// The innermost level that `line`, what follows `--`, delimits, and whether it closes it.
    fn delimiter(&self, line: &[u8]) -> Option<(usize, bool)> {
        self.levels.iter().enumerate().rev().find_map(|(index, level)| {
            let rest = line.strip_prefix(level.boundary.as_ref())?;
            let (closes, rest) = match rest.strip_prefix(b"--") {
                Some(rest) => (true, rest),
                None => (false, rest),
            };
            let padding = rest.iter().take(100).take_while(|b| matches!(b, b' ' | b'\t')).count();
            matches!(rest.get(padding), None | Some(b'\r' | b'\n')).then_some((index, closes))
        })
    }

    /// Ends the open part at the delimiter `line` and begins the next; returns where the search goes on.
    fn cross(&mut self, line: usize, level: usize, closes: bool) -> usize {
        self.end(line, false);
        let next = line + line_len(&self.message[line..]);
        if closes {
            self.levels.truncate(level);
            return next - 1;
        }
        self.levels.truncate(level + 1);
        let head = next + head_len(&self.message[next..]);
        let digest = self.levels.last().is_some_and(|level| level.digest);
        let part = describe(&self.message[next..head], digest);
        let body = head + line_end_len(&self.message[head..]);
        self.begin(part, body);
        // A delimiter may stand where the header section should be.
        next - 1
    }

    fn begin(&mut self, part: Described<'m>, body: usize) {
        if let Some(level) = part.multipart {
            if self.levels.len() < DEEPEST {
                self.levels.push(level);
            }
        } else if let Some(kind) = part.kind {
            let Described { encoding, wrapped, .. } = part;
            self.current = Some((Part { kind, encoding, body: &[], wrapped, open: false }, body));
        }
    }

    /// Ends the open part before `end`; the line end there belongs to the delimiter.
    fn end(&mut self, end: usize, open: bool) {
        let Some((mut part, start)) = self.current.take() else { return };
        let body = &self.message[start.min(end)..end];
        part.open = open;
        part.body = match open {
            true => body,
            false => {
                let body = body.strip_suffix(b"\n").unwrap_or(body);
                body.strip_suffix(b"\r").unwrap_or(body)
            }
        };
        self.parts.push(part);
    }
}

/// Length of the header section of a part. It ends before what may be a delimiter, too: so no byte is looked
/// at for two parts, however many delimiters there are.
fn head_len(part: &[u8]) -> usize {
    let mut len = 0;
    while len < part.len().min(LONGEST_HEADER) {
        let rest = &part[len..];
        if line_end_len(rest) > 0 || rest.starts_with(b"--") {
            break;
        }
        len += line_len(rest);
    }
    len
}

fn line_end_len(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// Reads the header section of a part, or of the message itself.
fn describe(head: &[u8], digest: bool) -> Described<'_> {
    let (mut value, mut encoding): (&[u8], _) = (b"", Encoding::None);
    let (mut named, mut wrapped) = (false, false);
    for field in fields(head) {
        if !field.name.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"content-")) {
            continue;
        }
        let rest = &field.name[8..];
        if rest.eq_ignore_ascii_case(b"type") && value.is_empty() {
            value = field.value.trim_ascii_start();
            named |= params(value, "name").any(|name| is_message_file(&name));
            wrapped |= params(value, "x-spam-type").any(|kind| kind.eq_ignore_ascii_case(b"original"));
        } else if rest.eq_ignore_ascii_case(b"transfer-encoding") {
            encoding = Encoding::read(field.value);
        } else if rest.eq_ignore_ascii_case(b"disposition") {
            named |= params(field.value, "filename").any(|name| is_message_file(&name));
        } else if rest.eq_ignore_ascii_case(b"description") {
            wrapped |= memchr::memmem::find(field.value, b"before SpamAssassin").is_some();
        }
    }
    let multipart = level(value);
    let kind = match kind(value, digest) {
        None if named || wrapped => Some(Kind::File),
        kind => kind,
    };
    Described { kind, encoding, wrapped, multipart }
}

fn is_message_file(name: &[u8]) -> bool {
    name.len() > 4 && name[name.len() - 4..].eq_ignore_ascii_case(b".eml")
}

/// The kind by the media type.
fn kind(value: &[u8], digest: bool) -> Option<Kind> {
    if value.is_empty() {
        return digest.then_some(Kind::Message);
    }
    let end = value.iter().position(|b| *b == b';' || b.is_ascii_whitespace()).unwrap_or(value.len());
    let media = &value[..end];
    let is = |one: &str| media.eq_ignore_ascii_case(one.as_bytes());
    if is("message/rfc822") || is("message/global") {
        Some(Kind::Message)
    } else if is("text/rfc822-headers") || is("message/rfc822-headers") || is("message/global-headers") {
        Some(Kind::Headers)
    } else if is("message/delivery-status") || is("message/global-delivery-status") {
        Some(Kind::Status)
    } else {
        None
    }
}

/// The boundary, when the media type is a multipart with one.
fn level(value: &[u8]) -> Option<Level<'_>> {
    let subtype =
        value.get(..10).filter(|start| start.eq_ignore_ascii_case(b"multipart/")).and(value.get(10..))?;
    let digest = subtype.get(..6).is_some_and(|start| start.eq_ignore_ascii_case(b"digest"));
    let boundary = params(value, "boundary").next()?;
    (!boundary.is_empty() && boundary.len() <= LONGEST_BOUNDARY).then_some(Level { boundary, digest })
}
