//! DKIM (RFC 6376, 8301, 8463, 8616): every signature of a message verified as of the message's own time, and which part
//! failed. The cryptography and the key format are `mail-auth`'s; what it does not say, or says wrongly, is ours.

mod check;
mod fields;
mod key;
mod message;
mod reason;
mod repair;
mod repair_candidates;
mod rsa;
mod signature;
mod tags;
mod words;

use std::sync::Arc;

use crate::dns::Dns;
use crate::verify::body::{BodyCheck, Canonicalization};

pub use check::CLOCK_SKEW;
pub(super) use check::verifies;
pub(super) use fields::{canonical, part};
pub(super) use key::{KeyAnswer, key_name};
pub use key::{KeyFacts, KeyFault, KeyLimit, KeyState, LEAST_RSA_BITS};
pub use message::{MOST_SIGNATURES, SignedMessage};
pub(super) use message::{Parsed, judge};
pub use reason::{Outcome, Reason};
pub use repair::{HeaderChange, HeaderRepair, MOST_TRIES};
pub use signature::{Algorithm, Fault, MOST_NAMES};
pub(super) use signature::{Kind, quoted_printable};
pub use tags::TagFault;
pub(super) use tags::{Tags, base64};

/// The keys of a run: one for all threads.
pub struct Verifier<'d> {
    keys: key::Keys<'d>,
}

impl<'d> Verifier<'d> {
    /// Keys come from `dns`; each name is asked for once.
    pub fn new(dns: &'d dyn Dns) -> Self {
        Self { keys: key::Keys::new(dns) }
    }

    pub(super) fn key(&self, domain: &str, selector: &str) -> Arc<KeyAnswer> {
        self.keys.get(&key::key_name(domain, selector))
    }
}

/// What DKIM says about one message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dkim {
    /// The signatures, topmost first.
    pub signatures: Vec<SignatureCheck>,
    /// Signatures beyond [`MOST_SIGNATURES`], which were not looked at.
    pub dropped: u32,
}

/// One signature, verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureCheck {
    /// Index of the field, 0-based.
    pub field: u32,
    /// `d=`, lower case; empty when it cannot be read.
    pub domain: String,
    /// `s=`, lower case; empty when it cannot be read.
    pub selector: String,
    /// `i=`, when given.
    pub identity: Option<String>,
    /// `a=`; `None` when the field is out of order.
    pub algorithm: Option<Algorithm>,
    /// `c=`: of the header and of the body.
    pub canonicalization: Option<(Canonicalization, Canonicalization)>,
    /// `l=`: how many octets of the body are signed; all when not given.
    pub length: Option<u64>,
    /// What DNS said of the key.
    pub key: KeyState,
    /// What became of the body; `None` when there is no body to check or the field is out of order.
    pub body: Option<BodyCheck>,
    /// What became of the signed fields.
    pub header: HeaderCheck,
    /// When the signature was made and how long it was good.
    pub time: TimeCheck,
    /// The result.
    pub outcome: Outcome,
    /// Why it is not `pass`, or what `pass` took.
    pub reason: Option<Reason>,
}

/// What became of the fields that a signature covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderCheck {
    /// No key to check with.
    NotChecked,
    /// They are the signed ones, and the key's owner signed them (the hash of the body among them).
    Holds,
    /// They are not the signed ones.
    Changed {
        /// The signature was certainly made with the published key, so the fields (or `b=` of an Ed25519 signature)
        /// changed; otherwise it may have been another key.
        same_key: bool,
        /// One change that explains it, proved by verifying without it.
        repair: Option<HeaderRepair>,
        /// Repairs tried.
        tries: u32,
        /// A limit ended the search.
        limited: bool,
    },
    /// The published key did not make this signature: the key was replaced since, `b=` is damaged, or it is forged.
    OtherKey,
}

/// When a signature was made and how long it was good; seconds since 1970, UTC. Judged by the arrival, never by today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimeCheck {
    /// `t=`.
    pub signed_at: Option<u64>,
    /// `x=`: a verifier of a later day would call the signature expired.
    pub expires: Option<u64>,
    /// It had expired when the message arrived; `None` without `x=` or when the arrival is not known.
    pub expired_on_arrival: Option<bool>,
    /// By how many seconds it is dated later than the arrival, when by more than [`CLOCK_SKEW`].
    pub signed_after_arrival: Option<u64>,
}

#[cfg(test)]
pub(crate) mod tests;
