//! Results of a signature in the words of RFC 8601, each with its reason.

use std::fmt;

use super::{Fault, KeyFault, KeyLimit, LEAST_RSA_BITS};
use crate::dns::Failure;
use crate::verify::body::Reading;

/// A result, RFC 8601 section 2.7.1; `unknown` is ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Nothing was signed.
    None,
    /// It verifies.
    Pass,
    /// It does not verify.
    Fail,
    /// It verifies, but must not count.
    Policy,
    /// It cannot be processed, or was not valid at that time.
    Neutral,
    /// A look-up failed.
    TempError,
    /// It can never verify.
    PermError,
    /// What would decide is not recorded or not there.
    Unknown,
}

impl Outcome {
    /// The word in reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Policy => "policy",
            Self::Neutral => "neutral",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
            Self::Unknown => "unknown",
        }
    }
}

/// Why a signature has its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The field is out of order.
    Syntax(Fault),
    /// The header section is larger than is read ([`crate::headers::Limits`]).
    HeaderCut,
    /// The key is not recorded.
    KeyNotRecorded,
    /// There is no key.
    KeyMissing,
    /// The look-up of the key failed.
    KeyFailed(Failure),
    /// The domain has withdrawn the key.
    KeyRevoked,
    /// The key record cannot be used.
    KeyInvalid(KeyFault),
    /// The key does not allow such a signature.
    KeyUnfit(KeyLimit),
    /// The key is too short, though the signature is right.
    KeyTooShort,
    /// The body is not there to be checked; the header holds.
    BodyNotThere,
    /// The header holds, the body changed after signing.
    BodyChanged,
    /// The body holds, the header changed after signing.
    HeaderChanged,
    /// Neither holds.
    BodyAndHeaderChanged,
    /// The published key did not make the signature.
    OtherKey,
    /// It had expired when the message arrived.
    Expired,
    /// It is dated after the arrival.
    SignedInFuture,
    /// It verifies once the mailbox's quoting of `From ` is undone.
    MailboxQuoting(Reading),
}

impl Reason {
    /// The word in reports, kebab case.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Syntax(_) => "syntax",
            Self::HeaderCut => "header-cut",
            Self::KeyNotRecorded => "key-not-recorded",
            Self::KeyMissing => "key-missing",
            Self::KeyFailed(_) => "key-lookup-failed",
            Self::KeyRevoked => "key-revoked",
            Self::KeyInvalid(_) => "key-invalid",
            Self::KeyUnfit(_) => "key-unfit",
            Self::KeyTooShort => "key-too-short",
            Self::BodyNotThere => "body-not-there",
            Self::BodyChanged => "body-changed",
            Self::HeaderChanged => "header-changed",
            Self::BodyAndHeaderChanged => "body-and-header-changed",
            Self::OtherKey => "other-key",
            Self::Expired => "expired",
            Self::SignedInFuture => "signed-in-future",
            Self::MailboxQuoting(_) => "mailbox-quoting",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Syntax(fault) => return write!(f, "the signature is out of order: {fault}"),
            Self::KeyFailed(failure) => return write!(f, "the key could not be looked up: {failure}"),
            Self::KeyTooShort => {
                return write!(
                    f,
                    "the signature is right, but its key is shorter than {LEAST_RSA_BITS} bits"
                );
            }
            Self::MailboxQuoting(reading) => {
                return write!(f, "it verifies once the mailbox's quoting ({}) is undone", reading.id());
            }
            Self::KeyInvalid(KeyFault::Syntax) => "the key record cannot be read",
            Self::KeyInvalid(KeyFault::Type) => "the key record has an unknown type of key",
            Self::KeyInvalid(KeyFault::Material) => "the key record holds no usable key",
            Self::KeyUnfit(KeyLimit::Type) => "the key is of another type than the signature",
            Self::KeyUnfit(KeyLimit::Hash) => "the key does not allow the signature's hash",
            Self::KeyUnfit(KeyLimit::Service) => "the key is not meant for mail",
            Self::KeyUnfit(KeyLimit::Identity) => "the key does not allow i= below d=",
            Self::HeaderCut => "the header section is larger than is read",
            Self::KeyNotRecorded => "the key is not recorded",
            Self::KeyMissing => "there is no key at that name",
            Self::KeyRevoked => "the key was revoked",
            Self::BodyNotThere => "the header holds, the body is not there to be checked",
            Self::BodyChanged => "the body changed after signing",
            Self::HeaderChanged => "a signed header field changed after signing",
            Self::BodyAndHeaderChanged => "body and header changed after signing",
            Self::OtherKey => "the published key did not make this signature",
            Self::Expired => "the signature had expired when the message arrived",
            Self::SignedInFuture => "the signature is dated after the arrival",
        };
        f.write_str(text)
    }
}
