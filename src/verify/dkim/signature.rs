//! One signature field read and checked for what RFC 6376 section 6.1.1, RFC 8463 and RFC 8617 demand of it: what
//! `mail-auth` accepts too readily is refused here.

use std::fmt;
use std::ops::Range;

use mail_auth::common::crypto::Algorithm as Crypto;

use super::Outcome;
use super::tags::{TagFault, Tags, base64, items, without_space};
use crate::verify::body::{Canonicalization, Digest, SignedBody};

/// A signature that covers more names than this is not verified.
pub const MOST_NAMES: usize = 512;

/// The algorithm of a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RSA with SHA-1: historic (RFC 8301), verified all the same, and said so.
    RsaSha1,
    /// RSA with SHA-256.
    RsaSha256,
    /// Ed25519 with SHA-256 (RFC 8463).
    Ed25519Sha256,
}

impl Algorithm {
    /// The word of `a=`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::RsaSha1 => "rsa-sha1",
            Self::RsaSha256 => "rsa-sha256",
            Self::Ed25519Sha256 => "ed25519-sha256",
        }
    }

    /// Its hash.
    pub const fn digest(self) -> Digest {
        match self {
            Self::RsaSha1 => Digest::Sha1,
            Self::RsaSha256 | Self::Ed25519Sha256 => Digest::Sha256,
        }
    }

    pub(in crate::verify) const fn crypto(self) -> Crypto {
        match self {
            Self::RsaSha1 => Crypto::RsaSha1,
            Self::RsaSha256 => Crypto::RsaSha256,
            Self::Ed25519Sha256 => Crypto::Ed25519Sha256,
        }
    }

    fn parse(value: &[u8]) -> Option<Self> {
        [Self::RsaSha1, Self::RsaSha256, Self::Ed25519Sha256]
            .into_iter()
            .find(|a| value.eq_ignore_ascii_case(a.id().as_bytes()))
    }
}

/// Which field a signature stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verify) enum Kind {
    /// `DKIM-Signature`.
    Dkim,
    /// `ARC-Message-Signature`.
    ArcMessage,
    /// `ARC-Seal`.
    ArcSeal,
}

/// What is wrong with a signature field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fault {
    /// It is no tag list.
    Tags(TagFault),
    /// A required tag is missing.
    Missing(&'static str),
    /// The value of a tag is out of order.
    Invalid(&'static str),
    /// `v=` is not 1.
    Version,
    /// The algorithm is unknown, or not allowed here.
    Algorithm,
    /// The canonicalization is unknown.
    Canonicalization,
    /// The key is not to be found by `dns/txt`.
    Query,
    /// `h=` lists more than [`MOST_NAMES`] names.
    TooManyNames,
    /// `h=` does not cover From.
    FromNotSigned,
    /// `i=` is not under `d=`.
    IdentityOutsideDomain,
    /// `x=` is not later than `t=`.
    ExpiresBeforeSigned,
    /// An ARC field covers or carries what it must not (`ARC-Seal` in `h=`, `h=` in a seal).
    Forbidden(&'static str),
}

impl Fault {
    /// The result by RFC 8601 section 2.7.1: `permerror` where something required is not there, `neutral` where the
    /// signature cannot be processed.
    pub(super) const fn outcome(self) -> Outcome {
        match self {
            Self::Missing(_)
            | Self::FromNotSigned
            | Self::IdentityOutsideDomain
            | Self::ExpiresBeforeSigned => Outcome::PermError,
            _ => Outcome::Neutral,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tags(TagFault::Malformed) => f.write_str("it is no list of tags"),
            Self::Tags(TagFault::Duplicate) => f.write_str("a tag stands twice"),
            Self::Tags(TagFault::TooMany) => f.write_str("it has more than 64 tags"),
            Self::Missing(tag) => write!(f, "{tag}= is missing"),
            Self::Invalid(tag) => write!(f, "the value of {tag}= is invalid"),
            Self::Version => f.write_str("the version is not 1"),
            Self::Algorithm => f.write_str("the algorithm is not known or not allowed"),
            Self::Canonicalization => f.write_str("the canonicalization is not known"),
            Self::Query => f.write_str("the key is not published as dns/txt"),
            Self::TooManyNames => write!(f, "h= lists more than {MOST_NAMES} names"),
            Self::FromNotSigned => f.write_str("h= does not cover From"),
            Self::IdentityOutsideDomain => f.write_str("i= is not under d="),
            Self::ExpiresBeforeSigned => f.write_str("x= is not later than t="),
            Self::Forbidden(what) => write!(f, "it must not have {what}"),
        }
    }
}

/// A signature field, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::verify) struct Signature {
    pub(in crate::verify) algorithm: Algorithm,
    pub(in crate::verify) signature: Vec<u8>,
    /// Where the value of `b=` stands in the field's value.
    pub(in crate::verify) signature_span: Range<usize>,
    pub(in crate::verify) header: Canonicalization,
    pub(in crate::verify) names: Vec<Vec<u8>>,
    /// What the body must be; a seal has none.
    pub(in crate::verify) body: Option<SignedBody>,
    pub(in crate::verify) identity: Option<String>,
    pub(in crate::verify) signed_at: Option<u64>,
    pub(in crate::verify) expires: Option<u64>,
    /// `t=` or `x=` is out of order: nothing can pass, but all else can be checked.
    pub(in crate::verify) time_fault: Option<Fault>,
    /// `z=`: fields as they were when signed.
    pub(in crate::verify) copied: Option<Vec<u8>>,
}

/// `d=` and `s=`, read also from a field that is out of order otherwise.
pub(in crate::verify) fn domain_and_selector(tags: Option<&Tags<'_>>) -> (String, String) {
    let text = |name| {
        let value = tags.and_then(|t| t.joined(name)).unwrap_or_default();
        String::from_utf8_lossy(&value).to_lowercase()
    };
    (text("d"), text("s"))
}

impl Signature {
    pub(in crate::verify) fn parse(kind: Kind, tags: &Tags<'_>) -> Result<Self, Fault> {
        if kind == Kind::Dkim {
            let version = tags.get("v").ok_or(Fault::Missing("v"))?;
            if version != b"1" {
                return Err(Fault::Version);
            }
        }
        let required = |name| tags.get(name).ok_or(Fault::Missing(name));
        let algorithm = Algorithm::parse(required("a")?).ok_or(Fault::Algorithm)?;
        if kind != Kind::Dkim && algorithm == Algorithm::RsaSha1 {
            return Err(Fault::Algorithm);
        }
        let signature = encoded(required("b")?, "b")?;
        let signature_span = tags.span("b").ok_or(Fault::Missing("b"))?;
        domain(required("d")?, "d")?;
        domain(required("s")?, "s")?;
        let (header, body_how) = canonicalization(kind, tags.get("c"))?;
        let (names, body) = if kind == Kind::ArcSeal {
            if tags.get("h").is_some() {
                return Err(Fault::Forbidden("h="));
            }
            (Vec::new(), None)
        } else {
            let hash = encoded(required("bh")?, "bh")?;
            let length = number(tags, "l")?;
            let body = SignedBody { how: body_how, digest: algorithm.digest(), length, hash };
            (names(kind, required("h")?)?, Some(body))
        };
        let times = times(tags);
        let (signed_at, expires) = times.unwrap_or_default();
        query(tags.joined("q"))?;
        let identity = if kind == Kind::Dkim { identity(tags)? } else { None };
        let copied = tags.joined("z");
        Ok(Self {
            algorithm,
            signature,
            signature_span,
            header,
            names,
            body,
            identity,
            signed_at,
            expires,
            time_fault: times.err(),
            copied,
        })
    }
}

fn encoded(value: &[u8], tag: &'static str) -> Result<Vec<u8>, Fault> {
    base64(value).filter(|bytes| !bytes.is_empty()).ok_or(Fault::Invalid(tag))
}

/// Both `d=` and `s=` are labels with dots between them; others than letters, digits, `-` and `_` come from mail
/// that is internationalised (RFC 8616).
fn domain(value: &[u8], tag: &'static str) -> Result<(), Fault> {
    let value = without_space(value);
    let label = |label: &[u8]| {
        !label.is_empty()
            && label.len() <= 63
            && label.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_') || !b.is_ascii())
    };
    let good =
        value.len() <= 253 && std::str::from_utf8(&value).is_ok() && value.split(|b| *b == b'.').all(label);
    if good { Ok(()) } else { Err(Fault::Invalid(tag)) }
}

fn canonicalization(kind: Kind, value: Option<&[u8]>) -> Result<(Canonicalization, Canonicalization), Fault> {
    if kind == Kind::ArcSeal {
        return Ok((Canonicalization::Relaxed, Canonicalization::Relaxed));
    }
    let Some(value) = value else { return Ok((Canonicalization::Simple, Canonicalization::Simple)) };
    let one = |word: &[u8]| {
        [Canonicalization::Simple, Canonicalization::Relaxed]
            .into_iter()
            .find(|c| word.eq_ignore_ascii_case(c.id().as_bytes()))
            .ok_or(Fault::Canonicalization)
    };
    let value = without_space(value);
    let mut words = value.split(|b| *b == b'/');
    let header = one(words.next().unwrap_or_default())?;
    let body = words.next().map_or(Ok(Canonicalization::Simple), one)?;
    if words.next().is_some() { Err(Fault::Canonicalization) } else { Ok((header, body)) }
}

fn names(kind: Kind, value: &[u8]) -> Result<Vec<Vec<u8>>, Fault> {
    let names: Vec<Vec<u8>> = items(value).take(MOST_NAMES + 1).collect();
    if names.len() > MOST_NAMES {
        return Err(Fault::TooManyNames);
    }
    if names.iter().any(Vec::is_empty) {
        return Err(Fault::Invalid("h"));
    }
    let lists = |name: &[u8]| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    if kind == Kind::Dkim && !lists(b"from") {
        return Err(Fault::FromNotSigned);
    }
    if kind == Kind::ArcMessage && lists(b"arc-seal") {
        return Err(Fault::Forbidden("ARC-Seal in h="));
    }
    Ok(names)
}

fn number(tags: &Tags<'_>, tag: &'static str) -> Result<Option<u64>, Fault> {
    let Some(value) = tags.get(tag) else { return Ok(None) };
    let digits = !value.is_empty() && value.iter().all(u8::is_ascii_digit);
    let text = std::str::from_utf8(value).ok().filter(|_| digits).ok_or(Fault::Invalid(tag))?;
    // RFC 6376 allows 76 digits: what is beyond 64 bits never comes
    Ok(Some(text.parse().unwrap_or(u64::MAX)))
}

fn times(tags: &Tags<'_>) -> Result<(Option<u64>, Option<u64>), Fault> {
    let times = (number(tags, "t")?, number(tags, "x")?);
    match times {
        (Some(signed), Some(expires)) if expires <= signed => Err(Fault::ExpiresBeforeSigned),
        _ => Ok(times),
    }
}

fn query(methods: Option<Vec<u8>>) -> Result<(), Fault> {
    let Some(methods) = methods else { return Ok(()) };
    let dns = methods.split(|b| *b == b':').any(|m| m.eq_ignore_ascii_case(b"dns/txt"));
    // `q=dns` is what drafts said, and some software still does
    let old = methods.eq_ignore_ascii_case(b"dns");
    if dns || old { Ok(()) } else { Err(Fault::Query) }
}

/// `i=`, whose domain must be `d=` or below it.
fn identity(tags: &Tags<'_>) -> Result<Option<String>, Fault> {
    let Some(value) = tags.joined("i") else { return Ok(None) };
    let value = String::from_utf8_lossy(&quoted_printable(&value)).into_owned();
    let (domain, _) = domain_and_selector(Some(tags));
    let below = value.rsplit_once('@').map(|(_, d)| d.to_lowercase()).ok_or(Fault::Invalid("i"))?;
    let under = below == domain || below.strip_suffix(&domain).is_some_and(|sub| sub.ends_with('.'));
    if under { Ok(Some(value)) } else { Err(Fault::IdentityOutsideDomain) }
}

/// DKIM's quoted-printable (RFC 6376 section 2.11): what is no escape stays as it is.
pub(in crate::verify) fn quoted_printable(text: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'=', rest) {
        decoded.extend_from_slice(&rest[..at]);
        let digits = rest.get(at + 1..at + 3).and_then(|d| std::str::from_utf8(d).ok());
        let byte = digits.and_then(|d| u8::from_str_radix(d, 16).ok());
        decoded.push(byte.unwrap_or(b'='));
        rest = &rest[at + if byte.is_some() { 3 } else { 1 }..];
    }
    decoded.extend_from_slice(rest);
    decoded
}
