//! Changes of a whole body that can be undone: white space, quoting, long lines, transfer encodings.

use super::changes::{BodyChange, BodyTest, Encoding, Whitespace};
use super::{is_blank, trim_blanks_end};
use crate::verify::dkim::{base64, quoted_printable};

/// Undoes one change in the lines of a body; `None` when the body does not show it. Lines of the result end in LF.
type Undo = fn(&[&[u8]]) -> Option<(BodyChange, Vec<u8>)>;

/// Lines of this length, and their line ends, are what base64 has in mail.
const BASE64_LINE: usize = 76;

/// Everything that is tried.
pub(super) const UNDO: &[(BodyTest, Undo)] = &[
    (BodyTest::Whitespace, leading_lines_added),
    (BodyTest::Whitespace, leading_line_removed),
    (BodyTest::Whitespace, line_ends_added),
    (BodyTest::Whitespace, signature_ruler),
    (BodyTest::Whitespace, lines_doubled),
    (BodyTest::Whitespace, stuffing),
    (BodyTest::Transport, from_unquoted),
    (BodyTest::Transport, dots_doubled),
    (BodyTest::Transport, lines_broken),
    (BodyTest::Encoding, encoded_quoted_printable),
    (BodyTest::Encoding, encoded_base64),
    (BodyTest::Encoding, decoded_base64),
];

fn join<'l>(lines: impl IntoIterator<Item = &'l [u8]>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in lines {
        bytes.extend_from_slice(line);
        bytes.push(b'\n');
    }
    bytes
}

/// The lines with each replaced by what `change` gives; `None` when it gives the same for all.
fn each(lines: &[&[u8]], change: impl Fn(&[u8]) -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    let mut changed = false;
    let mut bytes = Vec::new();
    for line in lines {
        match change(line) {
            Some(new) => {
                changed = true;
                bytes.extend_from_slice(&new);
            }
            None => bytes.extend_from_slice(line),
        }
        bytes.push(b'\n');
    }
    changed.then_some(bytes)
}

fn leading_lines_added(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    let empty = lines.iter().take_while(|line| line.is_empty()).count();
    let bytes = (empty > 0).then(|| join(lines[empty..].iter().copied()))?;
    Some((BodyChange::Whitespace(Whitespace::LeadingLinesAdded), bytes))
}

fn leading_line_removed(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    let bytes = join([&b""[..]].into_iter().chain(lines.iter().copied()));
    Some((BodyChange::Whitespace(Whitespace::LeadingLineRemoved), bytes))
}

fn line_ends_added(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    let bytes = each(lines, |line| {
        let trimmed = trim_blanks_end(line);
        (trimmed.len() < line.len()).then(|| trimmed.to_vec())
    })?;
    Some((BodyChange::Whitespace(Whitespace::LineEndsAdded), bytes))
}

fn signature_ruler(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    let bytes = each(lines, |line| (line == b"--").then(|| b"-- ".to_vec()))?;
    Some((BodyChange::Whitespace(Whitespace::SignatureRuler), bytes))
}

fn lines_doubled(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    let doubled = lines.len() > 1 && lines.iter().skip(1).step_by(2).all(|line| line.is_empty());
    let bytes = doubled.then(|| join(lines.iter().copied().step_by(2)))?;
    Some((BodyChange::Whitespace(Whitespace::LinesDoubled), bytes))
}

fn stuffing(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    let bytes = each(lines, |line| {
        let rest = line.strip_prefix(b" ")?;
        (rest.starts_with(b"From ") || rest.starts_with(b">")).then(|| rest.to_vec())
    })?;
    Some((BodyChange::Whitespace(Whitespace::Stuffing), bytes))
}

fn from_unquoted(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    let bytes = each(lines, |line| line.starts_with(b"From ").then(|| [b">", line].concat()))?;
    Some((BodyChange::FromUnquoted, bytes))
}

fn dots_doubled(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    let bytes = each(lines, |line| line.starts_with(b"..").then(|| line[1..].to_vec()))?;
    Some((BodyChange::DotsDoubled, bytes))
}

/// Sendmail ends a broken line with `!` and begins the next with a space.
fn lines_broken(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut changed = false;
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        let line = if open { line.strip_prefix(b" ").unwrap_or(line) } else { line };
        let next_continues = lines.get(at + 1).is_some_and(|next| next.starts_with(b" "));
        open = line.len() > 500 && line.ends_with(b"!") && next_continues;
        changed |= open;
        if open {
            bytes.extend_from_slice(&line[..line.len() - 1]);
        } else {
            bytes.extend_from_slice(line);
            bytes.push(b'\n');
        }
    }
    changed.then_some((BodyChange::LinesBroken, bytes))
}

fn encoded_quoted_printable(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    if !lines.iter().any(|line| line.contains(&b'=')) {
        return None;
    }
    let mut bytes = Vec::new();
    for line in lines {
        let line = trim_blanks_end(line);
        match line.strip_suffix(b"=") {
            Some(soft) => bytes.extend_from_slice(&quoted_printable(soft)),
            None => {
                bytes.extend_from_slice(&quoted_printable(line));
                bytes.push(b'\n');
            }
        }
    }
    Some((BodyChange::Encoded(Encoding::QuotedPrintable), bytes))
}

fn encoded_base64(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    let digit = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=') || is_blank(*b);
    if !lines.iter().all(|line| line.iter().all(digit)) {
        return None;
    }
    let bytes = base64(&lines.concat()).filter(|bytes| !bytes.is_empty())?;
    Some((BodyChange::Encoded(Encoding::Base64), bytes))
}

fn decoded_base64(lines: &[&[u8]]) -> Option<(BodyChange, Vec<u8>)> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    if lines.is_empty() {
        return None;
    }
    let mut decoded = Vec::new();
    for line in lines {
        decoded.extend_from_slice(line);
        decoded.extend_from_slice(b"\r\n");
    }
    let mut encoded = Vec::with_capacity(decoded.len() / 3 * 4 + 4);
    for chunk in decoded.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, i| bits << 8 | u32::from(chunk.get(i).copied().unwrap_or(0)));
        for i in 0..4_usize {
            let digit = DIGITS[(bits >> (18 - 6 * i) & 63) as usize];
            encoded.push(if i <= chunk.len() { digit } else { b'=' });
        }
    }
    Some((BodyChange::DecodedBase64, join(encoded.chunks(BASE64_LINE))))
}
