//! TLS as the comments of trace fields record it.

use std::borrow::Cow;

use super::Tls;
use super::remark::{self, rest, starts};

fn text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let bytes = bytes.trim_ascii();
    (!bytes.is_empty()).then(|| remark::text(bytes))
}

/// The value after `key=`, up to white space, a comma or a closing bracket.
fn value<'m>(bytes: &'m [u8], key: &[u8]) -> Option<&'m [u8]> {
    let at = remark::find(bytes, key)? + key.len();
    let rest = &bytes[at..];
    let end =
        rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b',' | b')')).unwrap_or(rest.len());
    Some(&rest[..end])
}

fn words(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty())
}

/// Reads the inside of a comment as a TLS remark; `None` when it is none.
pub(super) fn read(comment: &[u8]) -> Option<Tls<'_>> {
    let first = comment.first()?.to_ascii_lowercase();
    match first {
        b'v' if starts(comment, b"version=") => Some(key_values(comment)),
        b'u' if starts(comment, b"using tls") || starts(comment, b"using ssl") => Some(using(&comment[5..])),
        b't' | b's' => versioned(comment),
        b'c' if starts(comment, b"cipher=") => Some(key_values(comment)),
        b'c' => rest(comment, b"cipher ").map(colons),
        b'g' if starts(comment, b"google transport security") => Some(Tls::default()),
        b'g' => rest(comment, b"generic mta with ").map(using),
        b'a' if starts(comment, b"auth:") => auth(comment),
        _ => encrypted(comment),
    }
}

/// `version=TLSv1.3 cipher=X bits=256 verify=NO`, with or without commas.
pub(super) fn key_values(comment: &[u8]) -> Tls<'_> {
    Tls {
        version: value(comment, b"version=").and_then(text),
        cipher: value(comment, b"cipher=").and_then(text),
    }
}

/// `TLSv1.3 with cipher X (256/256 bits) …`, `TLS: TLSv1.2, X`, `TLSv1.2 X 256/256`.
fn using(comment: &[u8]) -> Tls<'_> {
    let mut version = None;
    for word in words(comment) {
        let word = word.strip_suffix(b",").unwrap_or(word);
        if word.eq_ignore_ascii_case(b"tls:") || word.eq_ignore_ascii_case(b"with") || word == b"cipher" {
            continue;
        }
        match version {
            None => version = text(word),
            Some(_) => return Tls { version: protocol(version), cipher: text(word) },
        }
    }
    Tls { version: protocol(version), cipher: None }
}

/// A bare `TLS` names no version.
fn protocol(version: Option<Cow<'_, str>>) -> Option<Cow<'_, str>> {
    version.filter(|v| v.bytes().any(|b| b.is_ascii_digit()))
}

/// `TLS1.3`, `TLSv1.2:X:256`, `TLS-1.0:X:24`, `TLS: TLSv1/SSLv3,168bits,X`, `tls_cipher TLS-1.0:X`, `TLS`, `SSL`.
fn versioned(comment: &[u8]) -> Option<Tls<'_>> {
    if let Some(rest) = rest(comment, b"tls_cipher ") {
        return Some(colons(rest));
    }
    if starts(comment, b"TLS:") || starts(comment, b"SSL:") {
        return Some(commas(&comment[4..]));
    }
    if !starts(comment, b"TLS") && !starts(comment, b"SSL") {
        return None;
    }
    match comment.get(3) {
        None => Some(Tls::default()),
        Some(b'v' | b'V' | b'-' | b'0'..=b'9') => Some(colons(comment)),
        Some(_) => None,
    }
}

/// `VERSION:CIPHER:BITS`.
fn colons(comment: &[u8]) -> Tls<'_> {
    let mut parts = comment.split(|b| *b == b':');
    let version = parts.next().and_then(|v| words(v).next()).and_then(text);
    Tls { version: protocol(version), cipher: parts.next().and_then(text) }
}

/// `VERSION,168bits,CIPHER`.
fn commas(comment: &[u8]) -> Tls<'_> {
    let mut parts = comment.split(|b| *b == b',');
    let version = parts.next().and_then(text);
    let cipher = parts.find(|p| !p.trim_ascii().ends_with(b"bits")).and_then(text);
    Tls { version, cipher }
}

/// Courier's `AUTH: LOGIN alice, SSL: TLSv1.2,128bits,X`.
fn auth(comment: &[u8]) -> Option<Tls<'_>> {
    let at = remark::find(comment, b"SSL:").or_else(|| remark::find(comment, b"TLS:"))?;
    Some(commas(&comment[at + 4..]))
}

/// qmail's `CIPHER encrypted`.
fn encrypted(comment: &[u8]) -> Option<Tls<'_>> {
    let cipher = comment.strip_suffix(b"encrypted")?.trim_ascii();
    let one_word = !cipher.is_empty() && !cipher.iter().any(u8::is_ascii_whitespace);
    one_word.then(|| Tls { version: None, cipher: text(cipher) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_form() {
        for (comment, version, cipher) in [
            ("version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384", "TLS1_3", "TLS_AES_256_GCM_SHA384"),
            ("version=TLSv1.3 cipher=X-Y bits=256 verify=NO", "TLSv1.3", "X-Y"),
            ("using TLSv1.3 with cipher X (256/256 bits)\r\n\t key-exchange X25519", "TLSv1.3", "X"),
            ("using TLS: TLSv1.2, X", "TLSv1.2", "X"),
            ("Using TLS", "", ""),
            ("TLS", "", ""),
            ("TLS1.3", "TLS1.3", ""),
            ("TLS1.3:X:256", "TLS1.3", "X"),
            ("TLSv1.2:X:256:NO", "TLSv1.2", "X"),
            ("TLS-1.0:X:24", "TLS-1.0", "X"),
            ("TLS: TLSv1/SSLv3,168bits,X", "TLSv1/SSLv3", "X"),
            ("tls_cipher TLS-1.0:X:32", "TLS-1.0", "X"),
            ("Cipher TLSv1:X:168", "TLSv1", "X"),
            ("cipher=X", "", "X"),
            ("X encrypted", "", "X"),
            ("AUTH: LOGIN alice, SSL: TLSv1.2,128bits,X", "TLSv1.2", "X"),
            ("Google Transport Security", "", ""),
            ("Generic MTA with TLSv1.2 X 256/256", "TLSv1.2", "X"),
        ] {
            let tls = read(comment.as_bytes()).unwrap();
            let found = (tls.version.as_deref().unwrap_or(""), tls.cipher.as_deref().unwrap_or(""));
            assert_eq!(found, (version, cipher), "{comment}");
        }
        for comment in
            ["", "Postfix", "unknown", "tls.example.org", "not really encrypted", "verified OK", "AUTH: x"]
        {
            assert_eq!(read(comment.as_bytes()), None, "{comment}");
        }
    }
}
