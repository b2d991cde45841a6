//! Which added lines explain a body: at its end, at its beginning, inside a part.

use std::ops::Range;

use super::changes::{AppendedKind, BodyChange, Effort};
use super::{Canonicalization, Hasher, SignedBody, canonical_line};

/// Lines at the end of a body that may have been added.
const MOST_APPENDED: usize = 1000;

/// Lines at the beginning, or before the end of a part, that may have been added.
const MOST_BLOCK: usize = 40;

/// Ends of parts looked at, from the last one.
const MOST_PARTS: usize = 8;

/// A ruler of so many underscores begins a mailing list's footer.
const RULER: usize = 40;

const LIST_WORDS: [&str; 6] =
    ["mailing list", "unsubscribe", "list-unsubscribe", "you are subscribed", "google groups", "mailman"];

const DISCLAIMER_WORDS: [&str; 8] = [
    "confidential",
    "disclaimer",
    "intended recipient",
    "virus",
    "scanned",
    "privileged",
    "external sender",
    "outside",
];

/// The lines of a body in canonical form, one after the other, so that each attempt only hashes.
pub(super) struct Candidates<'s> {
    signed: &'s SignedBody,
    bytes: Vec<u8>,
    /// Where each line begins, and where the last one ends.
    starts: Vec<usize>,
    /// Where the last line that is not empty ends, before each line and before the end.
    filled: Vec<usize>,
}

impl<'s> Candidates<'s> {
    pub(super) fn new(lines: &[&[u8]], signed: &'s SignedBody) -> Self {
        let mut bytes = Vec::with_capacity(lines.iter().map(|line| line.len() + 2).sum());
        let (mut starts, mut filled, mut end) = (vec![0], vec![0], 0);
        for line in lines {
            canonical_line(line, signed.how, &mut bytes);
            if bytes.len() > starts[starts.len() - 1] {
                end = bytes.len() + 2;
            }
            bytes.extend_from_slice(b"\r\n");
            starts.push(bytes.len());
            filled.push(end);
        }
        Self { signed, bytes, starts, filled }
    }

    fn lines(&self) -> usize {
        self.starts.len() - 1
    }

    /// A hash begun with the lines before `line`.
    fn begun(&self, line: usize) -> Hasher {
        let mut hasher = Hasher::new(self.signed.digest);
        hasher.update(self.limited(0, self.starts[line]));
        hasher
    }

    /// The bytes from `start` to `end` as far as `l=` lets them count, when everything before `start` does.
    fn limited(&self, start: usize, end: usize) -> &[u8] {
        let limit = self.signed.length.map_or(end, |l| usize::try_from(l).unwrap_or(end).min(end));
        &self.bytes[start.min(limit)..limit]
    }

    /// Whether the lines before `to` and those from `from` on are the signed body; `begun` is the hash of the former.
    fn is_signed_without(&self, begun: &Hasher, to: usize, from: usize) -> bool {
        let head = self.starts[to];
        let end = self.filled[self.lines()];
        let tail = &self.bytes[self.starts[from].min(end)..end];
        if tail.is_empty() {
            return self.is_signed_up_to(to);
        }
        let octets = (head + tail.len()) as u64;
        let Some(left) = self.signed.length.map_or(Some(octets), |l| (l <= octets).then_some(l)) else {
            return false;
        };
        let tail = &tail[..tail.len().min((left as usize).saturating_sub(head))];
        let mut hasher = begun.clone();
        hasher.update(tail);
        hasher.finish() == self.signed.hash
    }

    /// Whether the lines before `line` are the signed body.
    fn is_signed_up_to(&self, line: usize) -> bool {
        let end = self.filled[line];
        let whole: &[u8] = match (end, self.signed.how) {
            (0, Canonicalization::Simple) => b"\r\n",
            _ => &self.bytes[..end],
        };
        let part = match self.signed.length.map(usize::try_from) {
            None => Some(whole),
            Some(length) => length.ok().and_then(|length| whole.get(..length)),
        };
        part.is_some_and(|part| self.signed.digest.of([part]) == self.signed.hash)
    }
}

/// The body without its last lines, one fewer each time, in a single pass.
pub(super) fn appended(body: &Candidates<'_>, lines: &[&[u8]], effort: &mut Effort) -> Option<BodyChange> {
    let from = lines.len().saturating_sub(MOST_APPENDED);
    if body.signed.length.is_some() || !effort.take(body.bytes.len() + 64 * (lines.len() - from)) {
        // what `l=` leaves out needs no explanation
        return None;
    }
    let mut hasher = Hasher::new(body.signed.digest);
    let mut hashed = 0;
    for at in from..lines.len() {
        let end = body.filled[at];
        let same = at > from && end == hashed;
        hasher.update(&body.bytes[hashed..end]);
        hashed = end;
        let signed = if end == 0 {
            body.is_signed_up_to(at)
        } else {
            !same && hasher.clone().finish() == body.signed.hash
        };
        if signed {
            let added = &lines[at..];
            let (first, lines) = (at as u32 + 1, added.len() as u32);
            return Some(BodyChange::Appended { first, lines, kind: kind(added) });
        }
    }
    None
}

/// The body without its first lines.
pub(super) fn prepended(body: &Candidates<'_>, lines: &[&[u8]], effort: &mut Effort) -> Option<BodyChange> {
    let begun = body.begun(0);
    for skipped in 1..lines.len().min(MOST_BLOCK + 1) {
        if !effort.take(body.bytes.len() - body.starts[skipped]) {
            return None;
        }
        if body.is_signed_without(&begun, 0, skipped) {
            return Some(BodyChange::Prepended { lines: skipped as u32 });
        }
    }
    None
}

/// The body without some lines before the end of a part, or after the header of one.
pub(super) fn inserted(body: &Candidates<'_>, lines: &[&[u8]], effort: &mut Effort) -> Option<BodyChange> {
    let boundaries: Vec<usize> = (1..lines.len()).filter(|at| is_boundary(lines[*at])).collect();
    let block = |range: Range<usize>| {
        let added = &lines[range.clone()];
        let (first, lines) = (range.start as u32 + 1, added.len() as u32);
        BodyChange::Inserted { first, lines, kind: kind(added) }
    };
    for end in boundaries.iter().rev().take(MOST_PARTS) {
        if let Some(found) = block_before(body, *end, effort) {
            return Some(block(found));
        }
    }
    for boundary in boundaries.iter().take(MOST_PARTS) {
        let header = lines[*boundary..].iter().position(|line| line.is_empty());
        if let Some(found) = header.and_then(|at| block_after(body, boundary + at + 1, effort)) {
            return Some(block(found));
        }
    }
    None
}

/// Removes the block that ends before line `end` (0-based) and begins one line earlier each time.
fn block_before(body: &Candidates<'_>, end: usize, effort: &mut Effort) -> Option<Range<usize>> {
    let from = end.saturating_sub(MOST_BLOCK);
    if !effort.take(body.starts[end]) {
        return None;
    }
    let mut hasher = body.begun(from);
    let mut begun = Vec::with_capacity(MOST_BLOCK);
    for at in from..end {
        begun.push(hasher.clone());
        hasher.update(body.limited(body.starts[at], body.starts[at + 1]));
    }
    for (first, begun) in (from..end).zip(begun).rev() {
        if !effort.take(body.bytes.len() - body.starts[end]) {
            return None;
        }
        if body.is_signed_without(&begun, first, end) {
            return Some(first..end);
        }
    }
    None
}

/// Removes the block that begins at line `first` (0-based) and ends one line later each time.
fn block_after(body: &Candidates<'_>, first: usize, effort: &mut Effort) -> Option<Range<usize>> {
    let begun = body.begun(first);
    for end in first + 1..body.lines().min(first + MOST_BLOCK + 1) {
        if !effort.take(body.bytes.len() - body.starts[end]) {
            return None;
        }
        if body.is_signed_without(&begun, first, end) {
            return Some(first..end);
        }
    }
    None
}

fn is_boundary(line: &[u8]) -> bool {
    line.len() > 4 && line.starts_with(b"--") && !line.contains(&b' ')
}

fn kind(added: &[&[u8]]) -> AppendedKind {
    let ruler = added.iter().any(|line| line.len() >= RULER && line.iter().all(|b| *b == b'_'));
    let text = String::from_utf8_lossy(&added.concat()).to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if ruler || has(&LIST_WORDS) {
        AppendedKind::ListFooter
    } else if has(&DISCLAIMER_WORDS) {
        AppendedKind::Disclaimer
    } else {
        AppendedKind::Other
    }
}
