//! Which added lines explain a body: at its end, at its beginning, inside a part.

use std::collections::VecDeque;

use super::changes::{AppendedKind, BodyChange, Effort};
use super::{Canonical, SignedBody};

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

fn is_signed(canonical: Canonical<'_>, signed: &SignedBody) -> bool {
    let hashes = canonical.finish();
    let found = if signed.length.is_some() { hashes.at.first() } else { Some(&hashes.whole) };
    found == Some(&signed.hash)
}

fn start<'c>(signed: &SignedBody, cut: &'c [u64]) -> Canonical<'c> {
    Canonical::new(signed.how, signed.digest, cut)
}

fn cuts(signed: &SignedBody) -> Vec<u64> {
    signed.length.into_iter().collect()
}

fn weight(lines: &[&[u8]]) -> usize {
    lines.iter().map(|line| line.len() + 2).sum()
}

/// The body without its last lines, one fewer each time, in a single pass.
pub(super) fn appended(lines: &[&[u8]], signed: &SignedBody, effort: &mut Effort) -> Option<BodyChange> {
    if !effort.take(weight(lines) + 64 * lines.len().min(MOST_APPENDED)) {
        return None;
    }
    let cut = cuts(signed);
    let mut canonical = start(signed, &cut);
    let from = lines.len().saturating_sub(MOST_APPENDED);
    for (at, line) in lines.iter().enumerate() {
        let empty = at > 0 && lines[at - 1].is_empty();
        if at >= from && !empty && is_signed(canonical.clone(), signed) {
            let added = &lines[at..];
            return Some(BodyChange::Appended {
                first: at as u32 + 1,
                lines: added.len() as u32,
                kind: kind(added),
            });
        }
        canonical.line(line);
    }
    None
}

/// The body without its first lines.
pub(super) fn prepended(lines: &[&[u8]], signed: &SignedBody, effort: &mut Effort) -> Option<BodyChange> {
    let cut = cuts(signed);
    for skipped in 1..lines.len().min(MOST_BLOCK + 1) {
        let rest = &lines[skipped..];
        if !effort.take(weight(rest)) {
            return None;
        }
        let mut canonical = start(signed, &cut);
        rest.iter().for_each(|line| canonical.line(line));
        if is_signed(canonical, signed) {
            return Some(BodyChange::Prepended { lines: skipped as u32 });
        }
    }
    None
}

/// The body without some lines before the end of a part, or after the header of one.
pub(super) fn inserted(lines: &[&[u8]], signed: &SignedBody, effort: &mut Effort) -> Option<BodyChange> {
    let boundaries: Vec<usize> = (1..lines.len()).filter(|at| is_boundary(lines[*at])).collect();
    for end in boundaries.iter().rev().take(MOST_PARTS) {
        if let Some(change) = block_before(*end, lines, signed, effort) {
            return Some(change);
        }
    }
    for boundary in boundaries.iter().take(MOST_PARTS) {
        let header = lines[*boundary..].iter().position(|line| line.is_empty());
        let Some(first) = header.map(|at| boundary + at + 1) else { continue };
        if let Some(change) = block_after(first, lines, signed, effort) {
            return Some(change);
        }
    }
    None
}

fn is_boundary(line: &[u8]) -> bool {
    line.len() > 4 && line.starts_with(b"--") && !line.contains(&b' ')
}

/// Removes the block that ends before line `end` (0-based) and begins one line earlier each time.
fn block_before(end: usize, lines: &[&[u8]], signed: &SignedBody, effort: &mut Effort) -> Option<BodyChange> {
    let cut = cuts(signed);
    let from = end.saturating_sub(MOST_BLOCK);
    if !effort.take(weight(&lines[..end])) {
        return None;
    }
    let mut canonical = start(signed, &cut);
    lines[..from].iter().for_each(|line| canonical.line(line));
    let mut before = VecDeque::with_capacity(MOST_BLOCK);
    for (at, line) in lines[from..end].iter().enumerate() {
        before.push_front((from + at, canonical.clone()));
        canonical.line(line);
    }
    for (first, mut canonical) in before {
        if !effort.take(weight(&lines[end..])) {
            return None;
        }
        lines[end..].iter().for_each(|line| canonical.line(line));
        if is_signed(canonical, signed) {
            return Some(block(first, &lines[first..end]));
        }
    }
    None
}

/// Removes the block that begins at line `first` (0-based) and ends one line later each time.
fn block_after(
    first: usize,
    lines: &[&[u8]],
    signed: &SignedBody,
    effort: &mut Effort,
) -> Option<BodyChange> {
    let cut = cuts(signed);
    let mut head = start(signed, &cut);
    lines[..first].iter().for_each(|line| head.line(line));
    for end in first + 1..lines.len().min(first + MOST_BLOCK + 1) {
        if !effort.take(weight(&lines[end..])) {
            return None;
        }
        let mut canonical = head.clone();
        lines[end..].iter().for_each(|line| canonical.line(line));
        if is_signed(canonical, signed) {
            return Some(block(first, &lines[first..end]));
        }
    }
    None
}

fn block(first: usize, added: &[&[u8]]) -> BodyChange {
    BodyChange::Inserted { first: first as u32 + 1, lines: added.len() as u32, kind: kind(added) }
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
