//! A message as its verifier sees it: the signatures it carries, read once and within limits, and their bodies' hashes.

use std::cell::OnceCell;
use std::sync::Arc;

use super::check::{self, Facts};
use super::fields::FieldIndex;
use super::key::{KeyAnswer, KeyState, key_name};
use super::signature::{Kind, Signature, domain_and_selector};
use super::tags::Tags;
use super::{Dkim, Fault, HeaderCheck, Outcome, Reason, SignatureCheck, TimeCheck, Verifier};
use crate::headers::{Headers, Limits};
use crate::verify::arc::Sets;
use crate::verify::body::{self, Body, BodyCheck, SignedBody};

/// Signatures looked at; further ones are left out before anything is hashed.
pub const MOST_SIGNATURES: usize = 16;

/// A message with what it carries of DKIM and ARC.
pub struct SignedMessage<'h, 'm> {
    pub(in crate::verify) index: FieldIndex<'h, 'm>,
    body: Option<Body<'m>>,
    /// The header section is larger than is read: nothing can be said.
    pub(in crate::verify) cut: bool,
    dkim: Vec<Parsed>,
    dropped: u32,
    pub(in crate::verify) sets: Sets,
    /// What became of each signed body: of the DKIM signatures, then of the ARC message signatures.
    checked: OnceCell<Vec<Option<BodyCheck>>>,
}

/// A signature field, read.
#[derive(Debug, Clone)]
pub(in crate::verify) struct Parsed {
    pub(in crate::verify) field: u32,
    pub(in crate::verify) domain: String,
    pub(in crate::verify) selector: String,
    pub(in crate::verify) signature: Result<Signature, Fault>,
}

impl Parsed {
    pub(in crate::verify) fn read(kind: Kind, field: u32, raw: &[u8]) -> Self {
        let tags = Tags::parse(raw);
        let (domain, selector) = domain_and_selector(tags.as_ref().ok());
        let signature = match &tags {
            Ok(tags) => Signature::parse(kind, tags),
            Err(fault) => Err(Fault::Tags(*fault)),
        };
        Self { field, domain, selector, signature }
    }

    /// The body that it says was signed.
    pub(in crate::verify) fn body(&self) -> Option<&SignedBody> {
        self.signature.as_ref().ok()?.body.as_ref()
    }

    /// An answer with what the field says, and nothing checked yet.
    pub(in crate::verify) fn unchecked(&self) -> SignatureCheck {
        let signature = self.signature.as_ref();
        let how = |s: &Signature| s.body.as_ref().map(|body| (s.header, body.how));
        SignatureCheck {
            field: self.field,
            domain: self.domain.clone(),
            selector: self.selector.clone(),
            identity: signature.ok().and_then(|s| s.identity.clone()),
            algorithm: signature.ok().map(|s| s.algorithm),
            canonicalization: signature.ok().and_then(how),
            length: self.body().and_then(|b| b.length),
            key: KeyState::NotAsked,
            body: None,
            header: HeaderCheck::NotChecked,
            time: TimeCheck::default(),
            outcome: Outcome::Unknown,
            reason: None,
        }
    }

    fn key_name(&self) -> Option<String> {
        self.signature.as_ref().ok().map(|_| key_name(&self.domain, &self.selector))
    }
}

impl<'h, 'm> SignedMessage<'h, 'm> {
    /// Reads what `headers` carries. `has_body` is false where only a header section was kept: then no signature can
    /// fail for its body.
    pub fn read(headers: &'h Headers<'m>, has_body: bool) -> Self {
        let section = &headers.bytes[..headers.body_start.min(headers.bytes.len())];
        let bare_cr = memchr::memchr(b'\n', section).is_none() && memchr::memchr(b'\r', section).is_some();
        let fields: Vec<_> = headers.all("DKIM-Signature").collect();
        let kept = fields.iter().take(MOST_SIGNATURES);
        let limits = Limits::default();
        Self {
            index: FieldIndex::new(headers, bare_cr),
            body: has_body.then(|| Body { bytes: &headers.bytes[section.len()..], bare_cr }),
            cut: headers.fields.len() >= limits.fields || section.len() >= limits.header_bytes,
            dkim: kept.map(|f| Parsed::read(Kind::Dkim, f.index(), f.raw())).collect(),
            dropped: fields.len().saturating_sub(MOST_SIGNATURES) as u32,
            sets: Sets::read(headers),
            checked: OnceCell::new(),
        }
    }

    /// The header section it was read from.
    pub fn headers(&self) -> &'h Headers<'m> {
        self.index.headers
    }

    /// The names of TXT records that verifying asks for, sorted.
    pub fn key_names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.dkim.iter().chain(self.sets.signatures()).filter_map(Parsed::key_name).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Verifies the DKIM signatures. `arrival` (seconds since 1970, UTC) is when the receiving side took the message;
    /// without it no signature counts as expired.
    pub fn dkim(&self, verifier: &Verifier<'_>, arrival: Option<i64>) -> Dkim {
        let checks = self.dkim.iter().zip(self.bodies());
        let signatures = checks
            .map(|(parsed, body)| judge(self, parsed, verifier.key_of(parsed), body.clone(), arrival))
            .collect();
        Dkim { signatures, dropped: self.dropped }
    }

    /// What became of the body that each ARC message signature covers, by instance.
    pub(in crate::verify) fn arc_bodies(&self) -> &[Option<BodyCheck>] {
        self.bodies().get(self.dkim.len()..).unwrap_or_default()
    }

    /// Every body that anybody signed, hashed in as few passes as there are ways.
    fn bodies(&self) -> &[Option<BodyCheck>] {
        self.checked.get_or_init(|| {
            let parsed: Vec<&Parsed> = self.dkim.iter().chain(self.sets.message_signatures()).collect();
            if self.cut {
                return vec![None; parsed.len()];
            }
            let wanted: Vec<&SignedBody> = parsed.iter().filter_map(|p| p.body()).collect();
            let body = self.body.unwrap_or(Body { bytes: b"", bare_cr: false });
            let mut checks = body::check(body, &wanted).into_iter();
            // Where no body was kept, one that was signed as empty is whole all the same.
            let counts = |p: &Parsed, check: &BodyCheck| {
                self.body.is_some() || check.holds() && p.body().is_some_and(|signed| signed.length.is_none())
            };
            parsed.iter().map(|p| p.body().and_then(|_| checks.next()).filter(|c| counts(p, c))).collect()
        })
    }
}

impl Verifier<'_> {
    /// The key of a signature; nobody is asked for one that cannot be read.
    pub(in crate::verify) fn key_of(&self, parsed: &Parsed) -> Arc<KeyAnswer> {
        match parsed.signature {
            Ok(_) => self.key(&parsed.domain, &parsed.selector),
            Err(_) => Arc::new(KeyAnswer { state: KeyState::NotAsked, keys: Vec::new() }),
        }
    }
}

/// Judges one signature of `message`.
pub(in crate::verify) fn judge(
    message: &SignedMessage<'_, '_>,
    parsed: &Parsed,
    key: Arc<KeyAnswer>,
    body: Option<BodyCheck>,
    arrival: Option<i64>,
) -> SignatureCheck {
    let mut checked = parsed.unchecked();
    if message.cut {
        checked.reason = Some(Reason::HeaderCut);
        return checked;
    }
    let signature = match &parsed.signature {
        Ok(signature) => signature,
        Err(fault) => {
            checked.outcome = fault.outcome();
            checked.reason = Some(Reason::Syntax(*fault));
            return checked;
        }
    };
    let identity_domain = signature.identity.as_deref().and_then(|i| i.rsplit_once('@')).map(|(_, d)| d);
    let identity_is_exact = identity_domain.is_none_or(|d| d.eq_ignore_ascii_case(&parsed.domain));
    let facts = Facts { signature, identity_is_exact, key, body, arrival };
    check::judge(facts, &message.index, &mut checked);
    checked
}
