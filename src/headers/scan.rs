//! The header scanner: from bytes to fields with spans and line numbers; nothing is an error.

use super::{Field, Headers};

/// How much of a header section is read; a message beyond it is cut, and says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of header section.
    pub header_bytes: usize,
    /// Number of fields.
    pub fields: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { header_bytes: 1 << 20, fields: 10_000 }
    }
}

/// Something out of order in the header section: evidence, not an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Oddity {
    /// What it is.
    pub kind: OddityKind,
    /// Line, 1-based.
    pub line: u32,
}

/// The kinds of [`Oddity`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OddityKind {
    /// A line without a colon that is no continuation.
    NoColon,
    /// A line longer than 998 bytes (RFC 5322 section 2.1.1).
    LongLine,
    /// A continuation line of white space only (RFC 5322 section 4.2, obsolete).
    BlankContinuation,
    /// Bytes above 127 in a name or value.
    EightBit,
    /// A NUL byte.
    Nul,
    /// White space before the colon.
    SpaceBeforeColon,
    /// A `From ` or `>From ` line inside the header section.
    FromLine,
    /// The header section was cut at a limit.
    Cut,
    /// The message ends inside the header section, without an empty line.
    NoBody,
}

/// Hash of a field name without regard to case.
#[inline]
pub const fn hash_name(name: &[u8]) -> u32 {
    let mut hash: u32 = 0x811c_9dc5;
    let mut i = 0;
    while i < name.len() {
        hash = (hash ^ name[i].to_ascii_lowercase() as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    hash
}

/// Reads the header section of `bytes`. An optional UTF-8 byte-order mark is skipped.
pub fn parse<'m>(bytes: &'m [u8], limits: &Limits) -> Headers<'m> {
    let headers = scan(bytes, limits, false);
    // Nearly every header section is plain: looking once at the whole is quicker than at each line.
    let head = &bytes[..headers.body_start];
    let plain = head.is_ascii() && memchr::memchr(0, head).is_none();
    if plain { headers } else { scan(bytes, limits, true) }
}

/// `bytewise`: lines are searched for bytes that do not belong there.
fn scan<'m>(bytes: &'m [u8], limits: &Limits, bytewise: bool) -> Headers<'m> {
    let headers = Headers { bytes, ..Headers::default() };
    let mut scanner = Scanner { bytes, eol: line_end_byte(bytes), headers, line: 1, bytewise };
    scanner.headers.fields.reserve(48);
    scanner.headers.hashes.reserve(48);
    scanner.run(limits);
    scanner.headers
}

struct Scanner<'m> {
    bytes: &'m [u8],
    /// The byte that ends a line.
    eol: u8,
    headers: Headers<'m>,
    line: u32,
    bytewise: bool,
}

impl Scanner<'_> {
    fn run(&mut self, limits: &Limits) {
        let mut at = if self.bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        loop {
            if at >= self.bytes.len() {
                self.note(OddityKind::NoBody);
                break;
            }
            if at >= limits.header_bytes || self.headers.fields.len() >= limits.fields {
                self.note(OddityKind::Cut);
                break;
            }
            let end = line_end(self.bytes, at, self.eol);
            if end > limits.header_bytes {
                self.note(OddityKind::Cut);
                self.line_content(at, &self.bytes[at..limits.header_bytes]);
                at = end;
                break;
            }
            let content = strip_line_end(&self.bytes[at..end]);
            if content.is_empty() {
                at = end;
                break;
            }
            self.line_content(at, content);
            at = end;
            self.line += 1;
        }
        self.headers.body_start = at;
    }

    fn note(&mut self, kind: OddityKind) {
        // A hostile message can be odd on every line: a few of each kind say enough.
        if self.headers.oddities.len() < 64 {
            self.headers.oddities.push(super::Oddity { kind, line: self.line });
        }
    }

    fn line_content(&mut self, at: usize, content: &[u8]) {
        if content.len() > 998 {
            self.note(OddityKind::LongLine);
        }
        if self.bytewise && !content.is_ascii() {
            self.note(OddityKind::EightBit);
        }
        if self.bytewise && memchr::memchr(0, content).is_some() {
            self.note(OddityKind::Nul);
        }
        let end = at + content.len();
        if matches!(content[0], b' ' | b'\t') {
            if content.trim_ascii().is_empty() {
                self.note(OddityKind::BlankContinuation);
            }
            match self.headers.fields.last_mut() {
                Some(last) => last.value_end = end as u32,
                None => self.note(OddityKind::NoColon),
            }
            return;
        }
        if content.starts_with(b"From ") || content.starts_with(b">From ") {
            self.note(OddityKind::FromLine);
            return;
        }
        let Some(colon) = memchr::memchr(b':', content).filter(|c| *c > 0) else {
            self.note(OddityKind::NoColon);
            return;
        };
        self.push_field(at, colon, end, content);
    }

    fn push_field(&mut self, at: usize, colon: usize, end: usize, content: &[u8]) {
        let name = content[..colon].trim_ascii_end();
        if name.is_empty() || name.iter().any(|b| matches!(b, b' ' | b'\t')) {
            self.note(OddityKind::NoColon);
            return;
        }
        if name.len() != colon {
            self.note(OddityKind::SpaceBeforeColon);
        }
        let hash = hash_name(name);
        self.headers.occurring.add(hash);
        self.headers.hashes.push(hash);
        self.headers.fields.push(Field {
            name_start: at as u32,
            name_end: (at + name.len()) as u32,
            value_start: (at + colon + 1) as u32,
            value_end: end as u32,
            line: self.line,
        });
    }
}

/// LF, or CR in files of old Macintosh programs: the first line ends in a bare CR and no LF is near.
fn line_end_byte(bytes: &[u8]) -> u8 {
    const NEAR: usize = 8 << 10;
    match memchr::memchr2(b'\n', b'\r', bytes) {
        Some(at)
            if bytes[at] == b'\r' && memchr::memchr(b'\n', &bytes[..bytes.len().min(NEAR)]).is_none() =>
        {
            b'\r'
        }
        _ => b'\n',
    }
}

/// End of the line that starts at `at`, line end included.
fn line_end(bytes: &[u8], at: usize, eol: u8) -> usize {
    memchr::memchr(eol, &bytes[at..]).map_or(bytes.len(), |i| at + i + 1)
}

fn strip_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

pub(super) use super::encoded_word::decode as decode_words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_carriage_returns_end_lines_where_nothing_else_does() {
        let h = parse(b"A: 1\rB: two\r\tfolded\r\rbody: x\r", &Limits::default());
        assert_eq!(h.fields.len(), 2);
        assert_eq!(h.at(1).text(), "two folded");
        assert_eq!(&h.bytes[h.body_start..], b"body: x\r");
        let h = parse(b"A: 1\rB: 2\nC: 3\n\nx", &Limits::default());
        assert_eq!(h.fields.len(), 2);
        assert_eq!(parse(b"A: 1\r", &Limits::default()).fields.len(), 1);
    }
}
