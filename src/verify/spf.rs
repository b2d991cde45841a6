//! SPF (RFC 7208) with a trace of every mechanism, and without an address: what a domain's record tree lists.

mod check;
mod explain;
mod macros;
mod mechanism;
mod name;
mod parse;
mod propose;
mod record;
mod trace;
mod walk;
mod words;

use std::net::IpAddr;

use crate::dns::Dns;
use check::Check;

pub use macros::{Macro, MacroString, Part};
pub use propose::{Proposed, with_include, without_term};
pub use record::{
    Directive, Mechanism, Prefixes, Qualifier, Record, SyntaxError, SyntaxErrorKind, Term, TermKind,
};
pub use trace::{
    Evaluation, Explanation, Found, Limit, Lookup, Miss, NoExplanation, Outcome, Place, Possible, Problem,
    Question, Step, Visit,
};
pub use walk::{
    Branch, Included, Leaf, Listed, MAX_WALK_QUESTIONS, MAX_WALK_RECORDS, MAX_WALK_TERMS, Remark, Remarked,
    Walk, walk,
};

/// Terms that query DNS in one check (section 4.6.4); one more is a permanent error.
pub const MAX_LOOKUPS: usize = 10;
/// Terms whose queries came back empty in one check (section 4.6.4); one more is a permanent error.
pub const MAX_VOID_LOOKUPS: usize = 2;
/// Host names of one `mx` whose addresses are queried; one more is a permanent error (section 4.6.4).
pub const MAX_MX_NAMES: usize = 10;
/// Reverse names of an address that are confirmed; the rest is ignored (section 4.6.4).
pub const MAX_PTR_NAMES: usize = 10;
/// Bytes of a record or an explanation; what no DNS message can carry is a syntax error.
pub const MAX_RECORD_LENGTH: usize = 65_535;
/// Bytes of a local part, a HELO name or a receiver's name that macros see; the rest is cut off.
pub const MAX_IDENTITY_LENGTH: usize = 1024;
/// Bytes of an explanation after expansion; a longer one is not used.
pub const MAX_EXPLANATION_LENGTH: usize = 4096;

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request<'a> {
    /// The address of the client. An IPv4 address mapped into IPv6 counts as IPv4.
    pub ip: IpAddr,
    /// Whose permission is asked for.
    pub identity: Identity<'a>,
    /// The HELO or EHLO name, for a null sender and the macro `h`; empty when it is not known.
    pub helo: &'a str,
    /// The name of the host that checks, for the macro `r`; empty when it is not known.
    pub receiver: &'a str,
    /// Seconds since 1970, for the macro `t`.
    pub time: i64,
}

/// An identity of the SMTP session (sections 2.3 and 2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity<'a> {
    /// The address of MAIL FROM without angle brackets. The null sender is checked as `postmaster` at HELO.
    MailFrom(&'a str),
    /// The name of HELO or EHLO.
    Helo,
}

/// The result of a check (section 2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Result {
    /// The address is authorised.
    Pass,
    /// The address is not authorised.
    Fail,
    /// The address is probably not authorised.
    SoftFail,
    /// The domain says nothing about the address.
    Neutral,
    /// There is no domain to check, or it publishes no record.
    None,
    /// A look-up failed: worth another try.
    TempError,
    /// The published records cannot be interpreted.
    PermError,
    /// An answer was not recorded, and could have changed the result. A server's failure is not presumed of it.
    Unknown,
}

impl Result {
    /// Every result that a check can have, [`Result::Unknown`] last.
    pub const ALL: [Self; 8] = [
        Self::Pass,
        Self::Fail,
        Self::SoftFail,
        Self::Neutral,
        Self::None,
        Self::TempError,
        Self::PermError,
        Self::Unknown,
    ];

    /// The word in reports (RFC 8601 section 2.7.2).
    pub const fn id(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::SoftFail => "softfail",
            Self::Neutral => "neutral",
            Self::None => "none",
            Self::TempError => "temperror",
            Self::PermError => "permerror",
            Self::Unknown => "unknown",
        }
    }
}

/// Checks one identity against one address: `check_host()` of section 4, with all that it did.
///
/// Never fails: each error is a result. At most [`MAX_LOOKUPS`] terms query DNS, each for at most one name and ten
/// more, and one look-up fetches the explanation.
pub fn evaluate(dns: &dyn Dns, request: &Request<'_>) -> Evaluation {
    Check::new(dns, request).run()
}

#[cfg(test)]
mod tests;
