//! Encoded words (RFC 2047): charset and bytes, joined across words before they become text.

use std::borrow::Cow;

use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::charsets::map::charset_decoder;

/// One encoded word, or several neighbours of one charset joined.
struct Run<'t> {
    charset: &'t str,
    bytes: Vec<u8>,
}

/// Decodes the encoded words of unfolded text; what cannot be decoded stays as it is.
pub(crate) fn decode(text: &str) -> String {
    rewrite(text, |run, out| out.push_str(&to_text(run)))
}

/// Joins neighbouring encoded words into one each, so that a character split over two survives a reader that
/// decodes word by word. Borrows when there are no neighbours.
pub(super) fn join(text: &str) -> Cow<'_, str> {
    let neighbours = text.match_indices("?=").any(|(at, _)| {
        let rest = &text[at + 2..];
        rest.starts_with([' ', '\t', '\r', '\n']) && rest.trim_ascii_start().starts_with("=?")
    });
    if !neighbours {
        return Cow::Borrowed(text);
    }
    Cow::Owned(rewrite(text, |run, out| {
        out.push_str("=?utf-8?B?");
        push_base64(to_text(run).as_bytes(), out);
        out.push_str("?=");
    }))
}

/// Copies `text`, every run of encoded words replaced by what `write` makes of it.
fn rewrite(text: &str, write: impl Fn(&Run<'_>, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run: Option<Run<'_>> = None;
    let mut rest = text;
    while let Some(at) = rest.find("=?") {
        let (between, from) = rest.split_at(at);
        let Some((charset, bytes, length)) = word(from) else {
            flush(&mut run, &write, &mut out);
            out.push_str(between);
            out.push_str("=?");
            rest = &from[2..];
            continue;
        };
        let adjacent = run.is_some() && between.bytes().all(|b| b.is_ascii_whitespace());
        match &mut run {
            Some(open) if adjacent && open.charset.eq_ignore_ascii_case(charset) => open.bytes.extend(bytes),
            _ => {
                flush(&mut run, &write, &mut out);
                if !adjacent {
                    out.push_str(between);
                }
                run = Some(Run { charset, bytes });
            }
        }
        rest = &from[length..];
    }
    flush(&mut run, &write, &mut out);
    out.push_str(rest);
    out
}

fn flush(run: &mut Option<Run<'_>>, write: &impl Fn(&Run<'_>, &mut String), out: &mut String) {
    if let Some(run) = run.take() {
        write(&run, out);
    }
}

/// The encoded word at the start of `text`: charset, bytes, length.
fn word(text: &str) -> Option<(&str, Vec<u8>, usize)> {
    let (charset, rest) = text.get(2..)?.split_once('?')?;
    let charset = charset.split('*').next().filter(|c| (2..=40).contains(&c.len()))?;
    let (kind, rest) = rest.split_once('?')?;
    let data_length = rest.find('?')?;
    let data = &rest[..data_length];
    if !rest[data_length..].starts_with("?=") {
        return None;
    }
    let bytes = match kind {
        "q" | "Q" => quoted_printable(data),
        "b" | "B" => base64(data)?,
        _ => return None,
    };
    Some((charset, bytes, text.len() - rest.len() + data_length + 2))
}

fn base64(data: &str) -> Option<Vec<u8>> {
    if data.is_empty() {
        return Some(Vec::new());
    }
    base64_decode(data.as_bytes()).or_else(|| base64_decode(data.trim_end_matches('=').as_bytes()))
}

/// The Q encoding (RFC 2047 section 4.2); a damaged escape stays as it is.
fn quoted_printable(data: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut bytes = data.as_bytes();
    while let [first, rest @ ..] = bytes {
        bytes = rest;
        match (first, rest) {
            (b'_', _) => out.push(b' '),
            (b'=', [high, low, tail @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    bytes = tail;
                }
                _ => out.push(b'='),
            },
            _ => out.push(*first),
        }
    }
    out
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).map(|d| d as u8)
}

fn to_text(run: &Run<'_>) -> String {
    let utf8 = ["utf-8", "utf8", "us-ascii", "ascii"].iter().any(|c| run.charset.eq_ignore_ascii_case(c));
    if utf8 {
        return String::from_utf8_lossy(&run.bytes).into_owned();
    }
    if let Some(decoder) = charset_decoder(run.charset.as_bytes()) {
        return decoder(&run.bytes);
    }
    // `unknown-8bit` and charsets nobody knows: UTF-8 when it is, else Latin-1.
    match std::str::from_utf8(&run.bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => run.bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

fn push_base64(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for chunk in bytes.chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or(0));
        let group = at(0) << 16 | at(1) << 8 | at(2);
        for place in 0..4 {
            let digit = DIGITS[(group >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charsets() {
        for (text, decoded) in [
            ("=?iso-2022-jp?B?GyRCJTMlcyVUJWUhPCU/GyhC?=", "コンピュータ"),
            ("=?GB2312?B?xOO6ww==?=", "你好"),
            ("=?unknown-8bit?Q?caf=E9?=", "café"),
            ("=?no-such-set?Q?caf=C3=A9?=", "café"),
            ("=?UTF-8*en?q?a_b?=", "a b"),
            ("=?windows-1252?Q?=80?=", "€"),
            ("plain =?utf-8?Q?=C3=A9?= text", "plain é text"),
        ] {
            assert_eq!(decode(text), decoded, "{text}");
        }
    }

    #[test]
    fn neighbours_join_without_the_space_between() {
        assert_eq!(decode("=?utf-8?Q?a?= =?utf-8?B?Yg==?= =?iso-8859-1?Q?=E9?= c"), "abé c");
        assert_eq!(decode("=?utf-8?Q?a=C3?=  =?utf-8?Q?=A9b?="), "aéb");
    }

    #[test]
    fn damage_stays_or_is_replaced() {
        for text in ["=?", "=?utf-8", "=?utf-8?Q?abc", "=?utf-8?X?abc?=", "=?a?Q?b?=", "=? =?utf-8?="] {
            assert_eq!(decode(text), text);
        }
        assert_eq!(decode("=?utf-8?Q?=ZZ=?="), "=ZZ=");
        assert_eq!(decode("=?utf-8?Q?=FF?="), "\u{fffd}");
    }

    #[test]
    fn joining_keeps_one_word() {
        assert_eq!(join("=?utf-8?Q?a=C3?= =?utf-8?Q?=A9?= <a@b>"), "=?utf-8?B?YcOp?= <a@b>");
        assert!(matches!(join("=?utf-8?Q?a?= <a@b>"), Cow::Borrowed(_)));
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for part in ["=?", "=?utf-8?Q?", "=?utf-8?Q?a?= ", "=?utf-8?B?=?=", "?= "] {
            let text = part.repeat(200_000);
            decode(&text);
            join(&text);
        }
    }
}
