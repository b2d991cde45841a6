//! The body that a signature covers: its canonical form and hash (RFC 6376 section 3.4), whatever the line ends.

mod changes;
mod check;
mod quoting;
mod search;
mod undo;

use mail_auth::common::crypto::{HashContext, HashImpl, Sha1, Sha256};
use mail_auth::common::headers::Writer;

pub use changes::{AppendedKind, BodyChange, BodyTest, Encoding, Explanation, MOST_SEARCHED, Whitespace};
pub use check::BodyCheck;
pub(super) use check::check;
pub use quoting::Reading;

/// How a header section or body is brought into canonical form (RFC 6376 section 3.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Canonicalization {
    /// Nearly nothing may change.
    Simple,
    /// White space and the case of field names may change.
    Relaxed,
}

impl Canonicalization {
    /// The word of `c=`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Relaxed => "relaxed",
        }
    }
}

/// The hash of a signature algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Digest {
    /// SHA-1: historic, refused by receivers since RFC 8301.
    Sha1,
    /// SHA-256.
    Sha256,
}

impl Digest {
    /// The word of `a=` and of a key's `h=`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
        }
    }

    /// The hash of `parts`, one after the other.
    pub(super) fn of<'p>(self, parts: impl IntoIterator<Item = &'p [u8]>) -> Vec<u8> {
        let mut hasher = Hasher::new(self);
        parts.into_iter().for_each(|part| hasher.update(part));
        hasher.finish()
    }
}

#[derive(Clone)]
enum Hasher {
    Sha1(<Sha1 as HashImpl>::Context),
    Sha256(<Sha256 as HashImpl>::Context),
}

impl Hasher {
    fn new(digest: Digest) -> Self {
        match digest {
            Digest::Sha1 => Self::Sha1(Sha1::hasher()),
            Digest::Sha256 => Self::Sha256(Sha256::hasher()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(context) => context.write(bytes),
            Self::Sha256(context) => context.write(bytes),
        }
    }

    fn finish(self) -> Vec<u8> {
        match self {
            Self::Sha1(context) => context.complete().as_ref().to_vec(),
            Self::Sha256(context) => context.complete().as_ref().to_vec(),
        }
    }
}

/// The bytes of a body as stored, and what ends its lines.
#[derive(Debug, Clone, Copy)]
pub struct Body<'m> {
    /// As stored: LF, CRLF or bare CR.
    pub bytes: &'m [u8],
    /// A bare CR ends a line, as in files of old Macintosh programs.
    pub bare_cr: bool,
}

impl<'m> Body<'m> {
    /// The lines without their ends.
    pub(super) fn lines(self) -> Lines<'m> {
        Lines { rest: self.bytes, end: if self.bare_cr { b'\r' } else { b'\n' } }
    }

    /// Hashes the canonical body as a whole and at each of `cuts` (octets of the canonical body, the `l=` of
    /// signatures, ascending) in one pass.
    pub(super) fn hash(self, how: Canonicalization, digest: Digest, cuts: &[u64]) -> Hashes {
        let mut canonical = Canonical::new(how, digest, cuts);
        self.lines().for_each(|line| canonical.line(line));
        canonical.finish()
    }
}

/// What a signature says of the body.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::verify) struct SignedBody {
    pub(in crate::verify) how: Canonicalization,
    pub(in crate::verify) digest: Digest,
    /// `l=`: only so many octets of the canonical body count.
    pub(in crate::verify) length: Option<u64>,
    pub(in crate::verify) hash: Vec<u8>,
}

/// Iterates lines.
#[derive(Debug, Clone)]
pub(super) struct Lines<'m> {
    rest: &'m [u8],
    end: u8,
}

impl<'m> Iterator for Lines<'m> {
    type Item = &'m [u8];

    fn next(&mut self) -> Option<&'m [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let Some(at) = memchr::memchr(self.end, self.rest) else {
            return Some(std::mem::take(&mut self.rest));
        };
        let line = &self.rest[..at];
        self.rest = &self.rest[at + 1..];
        Some(if self.end == b'\n' { line.strip_suffix(b"\r").unwrap_or(line) } else { line })
    }
}

/// What hashing a body gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hashes {
    /// Of the whole canonical body.
    pub(super) whole: Vec<u8>,
    /// At each cut; missing where the body is shorter than the cut (RFC 6376 section 3.5, `l=`).
    pub(super) at: Vec<Vec<u8>>,
    /// Octets of the canonical body.
    pub(super) length: u64,
}

/// A canonical body in the making, line by line.
#[derive(Clone)]
struct Canonical<'c> {
    how: Canonicalization,
    hasher: Hasher,
    /// Empty lines not yet written: at the end of the body they do not count.
    empty_lines: usize,
    written: u64,
    cuts: &'c [u64],
    at: Vec<Vec<u8>>,
}

impl<'c> Canonical<'c> {
    fn new(how: Canonicalization, digest: Digest, cuts: &'c [u64]) -> Self {
        Self { how, hasher: Hasher::new(digest), empty_lines: 0, written: 0, cuts, at: Vec::new() }
    }

    fn line(&mut self, line: &[u8]) {
        let line = match self.how {
            Canonicalization::Simple => line,
            Canonicalization::Relaxed => trim_blanks_end(line),
        };
        if line.is_empty() {
            self.empty_lines += 1;
            return;
        }
        for _ in 0..std::mem::take(&mut self.empty_lines) {
            self.write(b"\r\n");
        }
        match self.how {
            Canonicalization::Simple => self.write(line),
            Canonicalization::Relaxed => reduced(line, |part| self.write(part)),
        }
        self.write(b"\r\n");
    }

    fn write(&mut self, mut bytes: &[u8]) {
        while let Some(cut) = self.cuts.get(self.at.len()) {
            let left = cut - self.written;
            if (bytes.len() as u64) < left {
                break;
            }
            let (head, tail) = bytes.split_at(left as usize);
            self.hasher.update(head);
            self.written += left;
            self.at.push(self.hasher.clone().finish());
            bytes = tail;
        }
        self.hasher.update(bytes);
        self.written += bytes.len() as u64;
    }

    fn finish(mut self) -> Hashes {
        if self.written == 0 && self.how == Canonicalization::Simple {
            self.write(b"\r\n");
        }
        // an empty relaxed body was never written to, but can be cut at nothing
        self.write(b"");
        Hashes { whole: self.hasher.finish(), at: self.at, length: self.written }
    }
}

/// A line in canonical form, without its end.
fn canonical_line(line: &[u8], how: Canonicalization, bytes: &mut Vec<u8>) {
    match how {
        Canonicalization::Simple => bytes.extend_from_slice(line),
        Canonicalization::Relaxed => reduced(trim_blanks_end(line), |part| bytes.extend_from_slice(part)),
    }
}

/// Writes a line with runs of white space as one space.
fn reduced(line: &[u8], mut write: impl FnMut(&[u8])) {
    let (mut from, mut at) = (0, 0);
    while let Some(blank) = memchr::memchr2(b' ', b'\t', &line[at..]).map(|i| at + i) {
        let run = line[blank..].iter().take_while(|b| is_blank(**b)).count();
        if run > 1 || line[blank] == b'\t' {
            write(&line[from..blank]);
            write(b" ");
            from = blank + run;
        }
        at = blank + run;
    }
    write(&line[from..]);
}

pub(super) const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

/// `text` without spaces and tabs at its end.
pub(super) fn trim_blanks_end(text: &[u8]) -> &[u8] {
    let end = text.iter().rposition(|b| !is_blank(*b)).map_or(0, |at| at + 1);
    &text[..end]
}

#[cfg(test)]
mod tests;
