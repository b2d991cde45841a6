//! Why a mechanism did not match, and what ended a check, in words for people.

use std::fmt;

use super::{Limit, MAX_LOOKUPS, MAX_MX_NAMES, MAX_VOID_LOOKUPS, Miss, Problem, Result};

impl fmt::Display for Miss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::OtherNetwork => "the address is not in that network",
            Self::OtherFamily => "the network is of the other family of addresses",
            Self::OtherAddresses => "the address is none of theirs",
            Self::NoRecords => "nothing of the kind is published there",
            Self::InvalidName => "that is no name that can be looked up",
            Self::NoReverseName => "the address has no reverse name",
            Self::ReverseFailed(failure) => {
                return write!(f, "the reverse name could not be looked up: {failure}");
            }
            Self::OtherReverseName => "the reverse name lies elsewhere",
            Self::Unconfirmed => "the reverse name does not lead back to the address",
            Self::Included(result) => {
                return write!(f, "the included record does not let the address pass: {}", result.id());
            }
        };
        f.write_str(text)
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lookups => write!(f, "more than {MAX_LOOKUPS} look-ups"),
            Self::VoidLookups => write!(f, "more than {MAX_VOID_LOOKUPS} look-ups that found nothing"),
            Self::MxNames => write!(f, "more than {MAX_MX_NAMES} mail servers of one name"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(kind) => write!(f, "it breaks the grammar ({})", kind.id()),
            Self::Limit(limit) => limit.fmt(f),
            Self::Failed(failure) => write!(f, "the look-up failed: {failure}"),
            Self::Nested(Result::None) => f.write_str("there is no record at that name"),
            Self::Nested(result) => write!(f, "the record there gives {}", result.id()),
        }
    }
}
