//! Canonical bodies against RFC 6376 and against `mail-auth` where it is right.

use proptest::prelude::*;

use super::{Body, Canonicalization, Digest, Hashes};

fn hash(bytes: &[u8], how: Canonicalization, cuts: &[u64]) -> Hashes {
    Body { bytes, bare_cr: false }.hash(how, Digest::Sha256, cuts)
}

fn canonical(bytes: &str, how: Canonicalization, expected: &str) {
    let found = hash(bytes.as_bytes(), how, &[]);
    assert_eq!(found.whole, Digest::Sha256.of([expected.as_bytes()]), "{bytes:?} {how:?}");
    assert_eq!(found.length, expected.len() as u64);
}

#[test]
fn bodies_are_as_the_standard_says() {
    use Canonicalization::{Relaxed, Simple};
    // RFC 6376 section 3.4.5
    canonical(" C \r\nD \t E\r\n\r\n\r\n", Relaxed, " C\r\nD E\r\n");
    canonical(" C \r\nD \t E\r\n\r\n\r\n", Simple, " C \r\nD \t E\r\n");
    canonical("", Relaxed, "");
    canonical("", Simple, "\r\n");
    canonical("\r\n\r\n", Relaxed, "");
    canonical("\r\n\r\n", Simple, "\r\n");
    canonical("no end", Relaxed, "no end\r\n");
    canonical("no end", Simple, "no end\r\n");
    canonical("hi\r\n \t\r\n\r\n", Relaxed, "hi\r\n");
    canonical("hi\r\n \t\r\n\r\n", Simple, "hi\r\n \t\r\n");
    canonical("a\nb\r\n\nc", Simple, "a\r\nb\r\n\r\nc\r\n");
    canonical("\t a \t b", Relaxed, " a b\r\n");
    let bare = Body { bytes: b"a\rb\r\r", bare_cr: true };
    assert_eq!(bare.hash(Simple, Digest::Sha1, &[]).whole, Digest::Sha1.of([&b"a\r\nb\r\n"[..]]));
}

#[test]
fn cuts_are_of_the_canonical_body() {
    let found = hash(b"a  b\nc\n", Canonicalization::Relaxed, &[0, 3, 5, 8, 9]);
    let expected: Vec<Vec<u8>> =
        ["", "a b", "a b\r\n", "a b\r\nc\r\n"].map(|text| Digest::Sha256.of([text.as_bytes()])).to_vec();
    assert_eq!(found.at, expected);
    assert_eq!(hash(b"", Canonicalization::Relaxed, &[0, 1]).at.len(), 1);
    assert_eq!(hash(b"", Canonicalization::Simple, &[0, 2, 3]).at.len(), 2);
}

proptest! {
    /// `mail-auth` is right for CRLF bodies without white space in empty lines.
    #[test]
    fn hashes_agree_with_a_second_implementation(lines in prop::collection::vec("([a-c \t]{0,8}[a-c])?", 0..8)) {
        use mail_auth::common::crypto::HashAlgorithm;
        use mail_auth::dkim::Canonicalization as Theirs;
        let body: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
        for (ours, theirs) in [(Canonicalization::Simple, Theirs::Simple), (Canonicalization::Relaxed, Theirs::Relaxed)] {
            let expected = HashAlgorithm::Sha256.hash(theirs.canonical_body(body.as_bytes(), u64::MAX));
            prop_assert_eq!(&hash(body.as_bytes(), ours, &[]).whole[..], expected.as_ref());
        }
    }
}
