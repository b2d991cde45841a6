//! Bounces from before RFC 3464, or that never heard of it: the returned message follows in the text.

use memchr::memmem;

use super::decode::Encoding;
use super::header;
use super::parts::{Kind, Part};
use crate::input::format::{is_known_field, split_line};

/// The text before the copy is searched so far, bytes.
const LONGEST_TEXT: usize = 64 << 10;
/// So many lines may stand between the words and the copy.
const GAP: usize = 4;

/// What the programs write before the copy, lower case.
const WORDS: [&[u8]; 8] = [
    b"copy of the message",
    b"copy of the original message",
    b"original message",
    b"message headers follow",
    b"message header follow",
    b"unsent message",
    b"returned message",
    b"undelivered message",
];

/// The copy at the end of a bounce in plain text.
pub(super) fn returned(message: &[u8]) -> Option<Part<'_>> {
    let body = header::end(message);
    if !is_bounce(&message[..body]) {
        return None;
    }
    let text = &message[body..];
    let mut rest = &text[..text.len().min(LONGEST_TEXT)];
    let mut near = 0;
    while !rest.is_empty() {
        let at = text.len().min(LONGEST_TEXT) - rest.len();
        let (line, after) = split_line(rest);
        if near > 0 && is_known_field(line) {
            let body = &text[at..];
            return Some(Part {
                kind: Kind::File,
                encoding: Encoding::None,
                body,
                wrapped: false,
                open: true,
            });
        }
        near = if announces(line) { GAP } else { usize::saturating_sub(near, 1) };
        rest = after;
    }
    None
}

fn announces(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    if line.len() > 100 || line.len() < 14 {
        return false;
    }
    let line = line.to_ascii_lowercase();
    WORDS.iter().any(|words| memmem::find(&line, words).is_some())
}

/// Whether the header section is of a bounce: the null sender, or a mail server's own address in From.
fn is_bounce(head: &[u8]) -> bool {
    if memmem::find(head, b": <>").is_some() {
        return true;
    }
    let Some(from) = memmem::find(head, b"\nFrom:") else { return false };
    let (line, _) = split_line(&head[from + 6..]);
    let line = line.to_ascii_lowercase();
    [&b"mailer-daemon"[..], b"postmaster"].iter().any(|who| memmem::find(&line, who).is_some())
}
