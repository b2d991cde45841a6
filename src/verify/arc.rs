//! ARC (RFC 8617): the chain of sets that intermediaries added, verified as a whole and set by set, without asking
//! today's clock.

mod chain;
mod sets;

use crate::headers::{FieldRef, Headers};
use crate::verify::dkim::{Fault, Outcome, Reason, SignatureCheck};

pub(super) use sets::Sets;
pub use sets::{LONGEST_CHAIN, MOST_SETS};

/// What ARC says about one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The chain validation status, `cv`: `none` without a chain, `pass`, `fail`; `unknown` and `temperror` where a key
    /// that decides is not recorded or could not be looked up.
    pub outcome: Outcome,
    /// Why it is not `pass`.
    pub reason: Option<ChainReason>,
    /// The sets, oldest first; empty when the chain is not whole.
    pub sets: Vec<Set>,
    /// The oldest instance from which on every message signature holds: the message did not change since.
    pub oldest_pass: Option<u32>,
    /// Fields beyond [`MOST_SETS`] of a kind, which were not looked at.
    pub dropped: u32,
    /// Index of the `ARC-Authentication-Results` field of instance 1: what the first intermediary saw.
    pub first_results: Option<u32>,
}

impl Chain {
    /// The raw `ARC-Authentication-Results` of instance 1.
    pub fn original_results<'h, 'm>(&self, headers: &'h Headers<'m>) -> Option<FieldRef<'h, 'm>> {
        self.first_results.map(|field| headers.at(field))
    }
}

/// One set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// `i=`.
    pub instance: u32,
    /// What the sealer found of the chain before it, `cv=`.
    pub claimed: Claim,
    /// The `ARC-Message-Signature`. That of an older set fails when an intermediary changed the message, which does not
    /// break the chain.
    pub message_signature: SignatureCheck,
    /// The `ARC-Seal`; it covers no body.
    pub seal: SignatureCheck,
    /// Index of the `ARC-Authentication-Results` field.
    pub results: u32,
}

/// A value of `cv=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Claim {
    /// There was no chain.
    None,
    /// The chain was valid.
    Pass,
    /// The chain was broken.
    Fail,
}

impl Claim {
    /// The word of `cv=`.
    pub const fn id(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pass => "pass",
            Self::Fail => "fail",
        }
    }
}

/// Why a chain does not pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChainReason {
    /// More than [`LONGEST_CHAIN`] sets, which RFC 8617 forbids.
    TooLong,
    /// More than [`MOST_SETS`] sets, which are not verified.
    TooManySets,
    /// The header section is larger than is read ([`crate::headers::Limits`]).
    HeaderCut,
    /// A field has no instance between 1 and 50.
    NoInstance {
        /// Index of the field.
        field: u32,
    },
    /// A field stands twice in one instance.
    Duplicate {
        /// The instance.
        instance: u32,
    },
    /// A field is missing in an instance.
    Incomplete {
        /// The instance.
        instance: u32,
    },
    /// A field of the chain is out of order.
    Syntax {
        /// The instance.
        instance: u32,
        /// What is wrong.
        fault: Fault,
    },
    /// The newest sealer says that the chain was broken already.
    ClaimedFail {
        /// The instance.
        instance: u32,
    },
    /// `cv=` cannot be: not `none` in the first set, or `none` in a later one.
    ClaimImpossible {
        /// The instance.
        instance: u32,
    },
    /// The newest message signature decides.
    MessageSignature(Reason),
    /// A seal decides.
    Seal {
        /// The instance.
        instance: u32,
        /// Why.
        reason: Reason,
    },
}

impl ChainReason {
    /// The word in reports, kebab case.
    pub const fn id(self) -> &'static str {
        match self {
            Self::TooLong => "too-long",
            Self::TooManySets => "too-many-sets",
            Self::HeaderCut => "header-cut",
            Self::NoInstance { .. } => "no-instance",
            Self::Duplicate { .. } => "duplicate",
            Self::Incomplete { .. } => "incomplete",
            Self::Syntax { .. } => "syntax",
            Self::ClaimedFail { .. } => "claimed-fail",
            Self::ClaimImpossible { .. } => "claim-impossible",
            Self::MessageSignature(_) => "message-signature",
            Self::Seal { .. } => "seal",
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
