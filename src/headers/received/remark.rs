//! What a comment of a trace field remarks, apart from the client's names and address.

use std::borrow::Cow;

use super::Tls;
use super::tls;

/// A comment that is recognised by how it begins.
#[derive(Debug, PartialEq)]
pub(super) enum Remark<'m> {
    /// `HELO x`, `EHLO x`, `LHLO x`.
    Greeting(&'m [u8]),
    /// `account alice HELO x`: authenticated, perhaps with a greeting.
    Account(&'m [u8]),
    /// The client authenticated itself, perhaps over TLS.
    Authenticated(Option<Tls<'m>>),
    /// TLS.
    Tls(Tls<'m>),
    /// Envelope sender.
    EnvelopeFrom(&'m [u8]),
    /// Nothing that is kept: client certificates, original recipients.
    Nothing,
    /// None of these.
    Other,
}

/// What follows `start` in `bytes`, in any case; a blank in `start` stands for any white space, folds too.
pub(super) fn rest<'m>(bytes: &'m [u8], start: &[u8]) -> Option<&'m [u8]> {
    let mut at = 0;
    for expected in start {
        let byte = *bytes.get(at)?;
        if *expected == b' ' {
            let blanks = bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
            at += if blanks > 0 { blanks } else { return None };
        } else if byte.eq_ignore_ascii_case(expected) {
            at += 1;
        } else {
            return None;
        }
    }
    Some(&bytes[at..])
}

/// Whether `bytes` begins with `start`, as [`rest`] reads it.
pub(super) fn starts(bytes: &[u8], start: &[u8]) -> bool {
    rest(bytes, start).is_some()
}

/// The text of a value without its folds, borrowed when it has none.
pub(super) fn unfolded(bytes: &[u8]) -> Cow<'_, str> {
    if memchr::memchr2(b'\n', b'\r', bytes).is_some() { crate::headers::unfold(bytes) } else { text(bytes) }
}

/// What follows `word`, white space on both sides, in `text`.
pub(super) fn after_word<'m>(text: &'m [u8], word: &[u8]) -> Option<&'m [u8]> {
    let at = find(text, word)?;
    let before = at.checked_sub(1).and_then(|i| text.get(i))?;
    let rest = &text[at + word.len()..];
    (before.is_ascii_whitespace() && rest.first()?.is_ascii_whitespace()).then(|| rest.trim_ascii_start())
}

/// The words with which webmail says that its user logged in.
pub(super) fn is_login(comment: &[u8]) -> bool {
    after_word(comment, b"authenticated").is_some_and(|rest| starts(rest, b"user "))
}

/// Where `part`, not empty, begins in `text`: without the preparation that longer texts would repay.
pub(super) fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(i) = memchr::memchr(*part.first()?, &text[from..]) {
        if text[from + i..].starts_with(part) {
            return Some(from + i);
        }
        from += i + 1;
    }
    None
}

/// The text of a value, borrowed when it is UTF-8.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

/// The rest of `comment` after `word` and white space.
fn after<'m>(comment: &'m [u8], word: &[u8]) -> Option<&'m [u8]> {
    let rest = comment.get(word.len()..)?;
    let apart = rest.first().is_none_or(u8::is_ascii_whitespace);
    (apart && comment[..word.len()].eq_ignore_ascii_case(word)).then(|| rest.trim_ascii())
}

/// Reads the inside of a comment.
pub(super) fn read(comment: &[u8]) -> Remark<'_> {
    let Some(first) = comment.first() else { return Remark::Nothing };
    let special = match first.to_ascii_lowercase() {
        b'h' => after(comment, b"HELO").map(Remark::Greeting),
        b'l' => after(comment, b"LHLO").map(Remark::Greeting),
        b'e' => after(comment, b"EHLO").map(Remark::Greeting).or_else(|| envelope(comment)),
        b'a' => account(comment),
        b's' | b'n' if is_login(comment) => Some(Remark::Authenticated(None)),
        b'u' if starts(comment, b"user=") && find(comment, b"mech=").is_some() => {
            Some(Remark::Authenticated(None))
        }
        b'n' => certificate(comment, &[b"No client certificate"]),
        b'c' => certificate(comment, &[b"Client "]),
        b'o' => certificate(comment, &[b"ORCPT "]),
        _ => None,
    };
    special.or_else(|| tls::read(comment).map(Remark::Tls)).unwrap_or(Remark::Other)
}

fn certificate<'m>(comment: &[u8], beginnings: &[&[u8]]) -> Option<Remark<'m>> {
    let found = beginnings.iter().any(|b| starts(comment, b));
    found.then_some(Remark::Nothing)
}

fn account(comment: &[u8]) -> Option<Remark<'_>> {
    if let Some(rest) = after(comment, b"account") {
        return Some(Remark::Account(after_word(rest, b"HELO").unwrap_or_default()));
    }
    let authenticated = starts(comment, b"Authenticated sender:")
        || after(comment, b"authenticated").is_some()
        || starts(comment, b"AUTH:");
    authenticated.then(|| Remark::Authenticated(tls::read(comment)))
}

fn envelope(comment: &[u8]) -> Option<Remark<'_>> {
    let rest = after(comment, b"envelope-from").or_else(|| after(comment, b"envelope-sender"))?;
    Some(Remark::EnvelopeFrom(path(rest)))
}

/// The address of `<a>`, `<a>, uid 502` or `a`.
pub(super) fn path(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii();
    if let Some(rest) = text.strip_prefix(b"<") {
        let rest = rest.strip_prefix(b"<").unwrap_or(rest);
        return match memchr::memrchr(b'>', rest) {
            Some(end) => rest[..end].trim_ascii_end().strip_suffix(b">").unwrap_or(&rest[..end]),
            None => rest,
        };
    }
    let end = text.iter().position(|b| b.is_ascii_whitespace() || *b == b',').unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recognised_by_their_beginning() {
        assert_eq!(read(b"HELO mail.example.org"), Remark::Greeting(b"mail.example.org"));
        assert_eq!(read(b"EHLO "), Remark::Greeting(b""));
        assert_eq!(read(b"helo.example.org"), Remark::Other);
        assert_eq!(read(b"account alice HELO [192.0.2.1]"), Remark::Account(b"[192.0.2.1]"));
        assert_eq!(read(b"account alice"), Remark::Account(b""));
        assert_eq!(read(b"Authenticated sender: alice"), Remark::Authenticated(None));
        assert_eq!(read(b"authenticated bits=0"), Remark::Authenticated(None));
        assert_eq!(read(b"SquirrelMail authenticated user alice"), Remark::Authenticated(None));
        assert_eq!(read(b"envelope-from <a@example.org>, uid 502"), Remark::EnvelopeFrom(b"a@example.org"));
        assert_eq!(read(b"envelope-from <>"), Remark::EnvelopeFrom(b""));
        assert_eq!(read(b"No client certificate requested"), Remark::Nothing);
        assert_eq!(read(b"Client CN \"a [192.0.2.1] b\", Issuer \"c\""), Remark::Nothing);
        assert_eq!(read(b"client.example.org [192.0.2.1]"), Remark::Other);
        assert_eq!(read(b"Not Verified[192.0.2.1]"), Remark::Other);
    }
}
