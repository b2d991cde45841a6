//! What a comment of a trace field remarks, apart from the client's names and address.

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

pub(super) fn starts(bytes: &[u8], start: &[u8]) -> bool {
    bytes.get(..start.len()).is_some_and(|b| b.eq_ignore_ascii_case(start))
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
        b's' | b'n' if memchr::memmem::find(comment, b" authenticated user ").is_some() => {
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
        let helo = memchr::memmem::find(rest, b" HELO ").map(|at| &rest[at + 6..]);
        return Some(Remark::Account(helo.unwrap_or_default().trim_ascii()));
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
