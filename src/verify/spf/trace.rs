//! What a check did, step by step: data for people to print, nothing judged.

use std::net::IpAddr;

use super::Result;
use super::record::{Record, SyntaxErrorKind};
use crate::dns::{Answer, Failure, Kind};

/// One check with everything it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The result.
    pub result: Result,
    /// What the result could be: one entry, or several when it is [`Result::Unknown`].
    pub possible: Possible,
    /// The address that was checked, IPv4 where it was mapped into IPv6.
    pub ip: IpAddr,
    /// HELO was checked: it was asked for, or the sender is null.
    pub helo: bool,
    /// The sender that the macros see, `local@domain`.
    pub sender: String,
    /// The record of the checked domain, with all it led to.
    pub root: Visit,
    /// The way to the mechanism that decided: the deciding directive first, then those of the records it included.
    /// Redirects are followed, not listed. Empty when nothing matched, or the result is not certain.
    pub matched: Vec<Place>,
    /// Look-ups counted against [`super::MAX_LOOKUPS`]; one more than the limit when it was exceeded.
    pub lookups: usize,
    /// Void look-ups counted against [`super::MAX_VOID_LOOKUPS`]. A term counts once, as the limit is one of terms,
    /// and a host of an `mx` without an address of the client's family is nothing rare.
    pub void_lookups: usize,
    /// The limit that was exceeded.
    pub limit: Option<Limit>,
    /// The explanation, when the result is fail and the record names one.
    pub explanation: Option<Explanation>,
    /// Questions without a recorded answer, in the order asked, each once.
    pub not_recorded: Vec<Question>,
}

/// A set of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Possible(u8);

impl Possible {
    /// What a record can lead to that nobody has seen. A failing server is not presumed.
    pub(super) const UNSEEN: Self = Self(0b101_1111);

    pub(super) const NONE: Self = Self(0);

    pub(super) const fn of(result: Result) -> Self {
        Self(1 << result as u8)
    }

    pub(super) const fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether the result is in the set.
    pub const fn contains(self, result: Result) -> bool {
        self.0 & Self::of(result).0 != 0
    }

    /// The results, in the order of [`Result::ALL`].
    pub fn results(self) -> impl Iterator<Item = Result> {
        Result::ALL.into_iter().filter(move |r| self.contains(*r))
    }

    /// The only result in the set, else [`Result::Unknown`].
    pub fn result(self) -> Result {
        let mut results = self.results();
        match (results.next(), results.next()) {
            (Some(only), None) => only,
            _ => Result::Unknown,
        }
    }
}

/// One term of one domain's record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The domain that publishes the record.
    pub domain: String,
    /// Number of the term, from 0.
    pub term: usize,
    /// The term as written.
    pub text: String,
}

/// What one domain's record did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The domain, lower case; as given when it is no domain name.
    pub domain: String,
    /// What was found there.
    pub found: Found,
    /// The record includes or redirects to itself, at whatever distance.
    pub repeats: bool,
    /// One step for each term of the record, in order; empty without a record.
    pub steps: Vec<Step>,
    /// What it came to: the result for the domain, not yet what it means for the record that included it.
    pub possible: Possible,
}

/// What was found at a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// One record.
    Record(Record),
    /// Several records, which is a permanent error (section 4.5).
    Several(Vec<String>),
    /// No SPF record.
    Nothing {
        /// The domain does not exist.
        no_such_domain: bool,
        /// Texts that name the version and are no records all the same: a blank or a quotation mark before it,
        /// something else than a blank behind it.
        similar: Vec<String>,
    },
    /// It is no domain name of several labels (section 4.3).
    InvalidDomain,
    /// The look-up failed.
    Failed(Failure),
    /// Nobody asked.
    NotRecorded,
}

impl Found {
    /// The record, when there is exactly one.
    pub const fn record(&self) -> Option<&Record> {
        match self {
            Self::Record(record) => Some(record),
            _ => None,
        }
    }
}

/// What one term did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What came of it.
    pub outcome: Outcome,
    /// The name it asked about, after macro expansion; as expanded when it is no name.
    pub target: Option<String>,
    /// What it looked up, in order. The record of an include stands in `nested`.
    pub lookups: Vec<Lookup>,
    /// The record that it includes or redirects to.
    pub nested: Option<Box<Visit>>,
}

/// What came of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It matched, and ended the record's evaluation.
    Matched,
    /// It did not match.
    NotMatched(Miss),
    /// It may match or not, or be an error: an answer was not recorded. The terms after it were tried all the same.
    Open,
    /// It ended the whole check.
    Error(Problem),
    /// Something before it ended the evaluation; of `redirect=`, something matched.
    NotReached,
    /// A redirect that was followed, as nothing matched.
    Followed,
    /// Another modifier, which takes no part.
    Modifier,
}

/// Why a mechanism did not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Miss {
    /// The network does not hold the address.
    OtherNetwork,
    /// The network is of the other family.
    OtherFamily,
    /// The names have addresses, but not this one.
    OtherAddresses,
    /// Nothing of the kind asked for is published there.
    NoRecords,
    /// No query can be composed of the expanded name.
    InvalidName,
    /// The address has no reverse name.
    NoReverseName,
    /// The reverse name could not be looked up, which counts as no match (section 5.5).
    ReverseFailed(Failure),
    /// No reverse name lies in the domain.
    OtherReverseName,
    /// A reverse name lies in the domain, but does not lead back to the address.
    Unconfirmed,
    /// The included record did not let the address pass.
    Included(Result),
}

/// Why a term ended the whole check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// The term breaks the grammar.
    Syntax(SyntaxErrorKind),
    /// A limit was exceeded.
    Limit(Limit),
    /// A look-up failed.
    Failed(Failure),
    /// The included record, or that of the redirect, gave an error or does not exist.
    Nested(Result),
}

/// A limit of section 4.6.4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// [`super::MAX_LOOKUPS`].
    Lookups,
    /// [`super::MAX_VOID_LOOKUPS`].
    VoidLookups,
    /// [`super::MAX_MX_NAMES`].
    MxNames,
}

/// A question to DNS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Lower case, no final dot.
    pub name: String,
    /// The type of record.
    pub kind: Kind,
}

/// A question and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lookup {
    /// What was asked.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
}

/// The explanation that a domain gives for a fail (section 6.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The domain whose record names it.
    pub domain: String,
    /// Where the text is published; as expanded when it is no name.
    pub target: String,
    /// The text with its macros expanded. Written by a stranger.
    pub text: std::result::Result<String, NoExplanation>,
}

/// Why there is no text, which does not change the result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoExplanation {
    /// No query can be composed of the name.
    InvalidName,
    /// No text record.
    NoRecords,
    /// More than one text record.
    SeveralRecords,
    /// The look-up failed.
    Failed(Failure),
    /// Nobody asked.
    NotRecorded,
    /// The text breaks the grammar.
    Syntax(SyntaxErrorKind),
    /// Longer than [`super::MAX_EXPLANATION_LENGTH`] after expansion.
    TooLong,
}
