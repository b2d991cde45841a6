//! One signature verified: the key, the body, the header, the time, each on its own, and the one result they make.

use std::sync::Arc;

use super::fields::{Covered, FieldIndex, SignedHeader, part};
use super::key::{KeyAnswer, KeyState, PublicKey};
use super::repair::{Tried, search};
use super::signature::{Algorithm, Signature};
use super::{HeaderCheck, Outcome, Reason, SignatureCheck, TimeCheck};
use crate::verify::body::{BodyCheck, Reading};

/// A signature dated later than the arrival by no more than this is not called early, seconds.
pub const CLOCK_SKEW: u64 = 300;

/// What one signature is judged by.
pub(super) struct Facts<'f> {
    pub(super) signature: &'f Signature,
    /// `i=` is exactly `d=`, or not given.
    pub(super) identity_is_exact: bool,
    pub(super) key: Arc<KeyAnswer>,
    /// `None` when the body is not there.
    pub(super) body: Option<BodyCheck>,
    /// Seconds since 1970, UTC.
    pub(super) arrival: Option<i64>,
}

/// What a signature was made over, as the message has it now.
pub(in crate::verify) fn signed_header(
    index: &FieldIndex<'_, '_>,
    covered: &[Covered<'_>],
    own: u32,
    signature: &Signature,
) -> SignedHeader {
    let how = signature.header;
    let parts = covered.iter().map(|c| c.field.map_or_else(Vec::new, |f| part(&index.raw(f), how))).collect();
    let own = super::fields::canonical(&index.without_signature(own, &signature.signature_span), how);
    SignedHeader { parts, own }
}

/// Whether `signature` over `bytes` was made with `key`. A key too short for ring is opened by our own arithmetic.
pub(in crate::verify) fn verifies(
    key: &PublicKey,
    algorithm: Algorithm,
    bytes: &[u8],
    signature: &[u8],
) -> bool {
    if key.is_short() {
        let opened = key.rsa.as_ref().and_then(|rsa| rsa.open(signature, algorithm.digest()));
        return opened.is_some_and(|hash| hash == algorithm.digest().of([bytes]));
    }
    key.domain_key.p.verify_bytes(bytes, signature, algorithm.crypto()).is_ok()
}

impl KeyState {
    /// The result of a signature whose key is not there.
    pub(in crate::verify) const fn without_key(self) -> (Outcome, Option<Reason>) {
        let (outcome, reason) = match self {
            Self::NotAsked | Self::NotRecorded | Self::Found(_) => (Outcome::Unknown, Reason::KeyNotRecorded),
            Self::Missing { .. } => (Outcome::PermError, Reason::KeyMissing),
            Self::Failed(failure) => (Outcome::TempError, Reason::KeyFailed(failure)),
            Self::Revoked => (Outcome::PermError, Reason::KeyRevoked),
            Self::Invalid(fault) => (Outcome::PermError, Reason::KeyInvalid(fault)),
        };
        (outcome, Some(reason))
    }
}

/// Judges one signature and enters key, body, header, time, result and reason into `check`.
pub(super) fn judge(facts: Facts<'_>, index: &FieldIndex<'_, '_>, check: &mut SignatureCheck) {
    check.key = facts.key.state;
    check.time = TimeCheck {
        signed_at: facts.signature.signed_at,
        expires: facts.signature.expires,
        expired_on_arrival: expired(&facts),
        signed_after_arrival: early(&facts),
    };
    let (outcome, reason) = match facts.key.state {
        KeyState::Found(_) => with_key(&facts, index, check),
        state => state.without_key(),
    };
    check.body = facts.body;
    (check.outcome, check.reason) = (outcome, reason);
}

fn with_key(
    facts: &Facts<'_>,
    index: &FieldIndex<'_, '_>,
    check: &mut SignatureCheck,
) -> (Outcome, Option<Reason>) {
    let signature = facts.signature;
    let limit = |key: &PublicKey| key.limit(signature.algorithm, facts.identity_is_exact);
    let usable: Vec<&PublicKey> = facts.key.keys.iter().filter(|key| limit(key).is_none()).collect();
    let Some(first) = usable.first() else {
        let limit = facts.key.keys.first().and_then(limit);
        return (Outcome::PermError, limit.map(Reason::KeyUnfit));
    };
    let covered = index.covered(&signature.names, check.field);
    let header = signed_header(index, &covered, check.field, signature);
    let bytes = header.bytes();
    let made =
        usable.iter().find(|key| verifies(key, signature.algorithm, &bytes, &signature.signature)).copied();
    let key = made.unwrap_or(first);
    check.key = KeyState::Found(key.facts);
    check.header = match made {
        Some(_) => HeaderCheck::Holds,
        None => failed(facts, index, &covered, &header, &usable),
    };
    result(facts, key, &check.header, &check.time)
}

/// The header does not verify: was it another key, and does a single repair help?
fn failed(
    facts: &Facts<'_>,
    index: &FieldIndex<'_, '_>,
    covered: &[Covered<'_>],
    header: &SignedHeader,
    usable: &[&PublicKey],
) -> HeaderCheck {
    let signature = facts.signature;
    let (algorithm, digest) = (signature.algorithm, signature.algorithm.digest());
    let open = |key: &&PublicKey| key.rsa.as_ref()?.open(&signature.signature, digest);
    let opened = usable.iter().find_map(open);
    let rsa = algorithm != Algorithm::Ed25519Sha256;
    if rsa && opened.is_none() {
        return HeaderCheck::OtherKey;
    }
    let verifies = |header: &SignedHeader| match &opened {
        Some(hash) => {
            let parts = header.parts.iter().map(Vec::as_slice).chain([header.own.as_slice()]);
            *hash == digest.of(parts)
        }
        None => {
            let bytes = header.bytes();
            usable.iter().any(|key| verifies(key, algorithm, &bytes, &signature.signature))
        }
    };
    let copied = signature.copied.as_deref();
    let Tried { repair, tries, limited } =
        search(index, covered, signature.header, copied, header, &verifies);
    HeaderCheck::Changed { same_key: rsa || repair.is_some(), repair, tries, limited }
}

/// The result by RFC 8601 section 2.7.1.
fn result(
    facts: &Facts<'_>,
    key: &PublicKey,
    header: &HeaderCheck,
    time: &TimeCheck,
) -> (Outcome, Option<Reason>) {
    let body = facts.body.as_ref().map(BodyCheck::holds);
    match (header, body) {
        (HeaderCheck::Holds, Some(true)) => {}
        (HeaderCheck::Holds, None) => return (Outcome::Unknown, Some(Reason::BodyNotThere)),
        (HeaderCheck::Holds, Some(false)) => return (Outcome::Fail, Some(Reason::BodyChanged)),
        (HeaderCheck::OtherKey, _) => return (Outcome::Fail, Some(Reason::OtherKey)),
        (_, Some(false)) => return (Outcome::Fail, Some(Reason::BodyAndHeaderChanged)),
        _ => return (Outcome::Fail, Some(Reason::HeaderChanged)),
    }
    if let Some(fault) = facts.signature.time_fault {
        (fault.outcome(), Some(Reason::Syntax(fault)))
    } else if key.is_short() {
        (Outcome::Policy, Some(Reason::KeyTooShort))
    } else if time.expired_on_arrival == Some(true) {
        (Outcome::Neutral, Some(Reason::Expired))
    } else if time.signed_after_arrival.is_some() {
        (Outcome::Neutral, Some(Reason::SignedInFuture))
    } else {
        let quoted = facts.body.as_ref().and_then(|b| b.reading).filter(|r| *r != Reading::AsStored);
        (Outcome::Pass, quoted.map(Reason::MailboxQuoting))
    }
}

/// Whether the signature had expired when the message arrived; `None` when that cannot be said.
fn expired(facts: &Facts<'_>) -> Option<bool> {
    let expires = facts.signature.expires?;
    Some(expires < u64::try_from(facts.arrival?).unwrap_or(0))
}

/// By how many seconds the signature is later than the arrival.
fn early(facts: &Facts<'_>) -> Option<u64> {
    let arrival = u64::try_from(facts.arrival?).unwrap_or(0);
    facts.signature.signed_at?.checked_sub(arrival).filter(|seconds| *seconds > CLOCK_SKEW)
}
