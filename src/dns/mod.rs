//! The one door to DNS: a look-up either has an answer that somebody gave, or says why not. Nothing here opens a
//! socket unless the live source was asked for.

pub mod live;
pub mod name;
pub mod recorded;
mod recorder;
#[cfg(test)]
#[path = "../../tests/nameserver/mod.rs"]
#[allow(missing_docs, unreachable_pub, dead_code, clippy::unwrap_used)]
mod testing;

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use jiff::Timestamp;

pub use live::Live;
pub use recorded::Recorded;
pub use recorder::{Asked, Recorder};

/// Aliases (CNAME) followed from one name; a longer chain, or a circle, is [`Failure::Malformed`].
pub const MAX_ALIASES: usize = 16;

/// Where answers come from.
///
/// Implementations are shared by all threads. The same question gets the same answer during a run.
pub trait Dns: Send + Sync {
    /// Looks up the records of one type at `name` (lower case, no final dot). Aliases (CNAME) are followed.
    fn look_up(&self, name: &str, kind: Kind) -> Answer;

    /// The same answer, with the time it was given and how long it was to be kept, where the source knows.
    fn given(&self, name: &str, kind: Kind) -> Given {
        Given::undated(self.look_up(name, kind))
    }

    /// Says which questions will be asked soon. A source that takes time asks them at once; no other looks at them.
    fn announce(&self, _questions: &dyn Fn() -> Vec<(String, Kind)>) {}
}

impl<D: Dns + ?Sized> Dns for &D {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        (**self).look_up(name, kind)
    }

    fn given(&self, name: &str, kind: Kind) -> Given {
        (**self).given(name, kind)
    }

    fn announce(&self, questions: &dyn Fn() -> Vec<(String, Kind)>) {
        (**self).announce(questions);
    }
}

/// An answer and when it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The answer.
    pub answer: Answer,
    /// When the server gave it; `None` where a file does not say.
    pub at: Option<Timestamp>,
    /// Time to live in seconds; the shortest of the records that led to the answer.
    pub ttl: Option<u32>,
}

impl Given {
    /// An answer of no known time.
    pub const fn undated(answer: Answer) -> Self {
        Self { answer, at: None, ttl: None }
    }
}

/// A type of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// IPv4 address (RFC 1035).
    A,
    /// IPv6 address (RFC 3596).
    Aaaa,
    /// Mail exchanger (RFC 1035).
    Mx,
    /// Reverse name (RFC 1035).
    Ptr,
    /// Text (RFC 1035).
    Txt,
}

/// All types, sorted by their names.
pub const KINDS: [Kind; 5] = [Kind::A, Kind::Aaaa, Kind::Mx, Kind::Ptr, Kind::Txt];

impl Kind {
    /// The type of this name, in upper or lower case.
    pub fn named(id: &[u8]) -> Option<Self> {
        KINDS.into_iter().find(|kind| kind.id().as_bytes().eq_ignore_ascii_case(id))
    }

    /// The type's name in master files.
    pub const fn id(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::Aaaa => "AAAA",
            Self::Mx => "MX",
            Self::Ptr => "PTR",
            Self::Txt => "TXT",
        }
    }
}

/// One record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Record {
    /// IPv4 address.
    A(Ipv4Addr),
    /// IPv6 address.
    Aaaa(Ipv6Addr),
    /// Preference (lower is tried first) and host, lower case, no final dot; the host is empty for a null MX
    /// (RFC 7505).
    Mx(u16, String),
    /// Host, lower case, no final dot.
    Ptr(String),
    /// The character strings of one record, joined without anything between them (RFC 7208 section 3.3).
    Txt(Vec<u8>),
}

impl Record {
    /// Its type.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::A(_) => Kind::A,
            Self::Aaaa(_) => Kind::Aaaa,
            Self::Mx(..) => Kind::Mx,
            Self::Ptr(_) => Kind::Ptr,
            Self::Txt(_) => Kind::Txt,
        }
    }
}

/// What a look-up gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// At least one record.
    Records(Arc<[Record]>),
    /// The name exists, but has no record of this type.
    NoData,
    /// The name does not exist.
    NxDomain,
    /// The servers did not answer, or said that they failed: worth another try.
    Failed(Failure),
    /// Nobody asked: not in the recorded file, or DNS is off. Never a failure of the domain's.
    NotRecorded,
}

impl Answer {
    /// The records; none where there are none.
    pub fn records(&self) -> &[Record] {
        match self {
            Self::Records(records) => records,
            _ => &[],
        }
    }

    /// Whether there is certainly no record: a void look-up (RFC 7208 section 4.6.4).
    pub const fn is_void(&self) -> bool {
        matches!(self, Self::NoData | Self::NxDomain)
    }

    /// Whether the servers said what there is or is not.
    pub const fn is_conclusive(&self) -> bool {
        matches!(self, Self::Records(_) | Self::NoData | Self::NxDomain)
    }
}

/// Why a look-up failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// No answer in time.
    Timeout,
    /// The server said SERVFAIL.
    ServerFailure,
    /// The server refused to answer.
    Refused,
    /// The answer could not be understood, was cut off, or led in a circle of aliases.
    Malformed,
    /// No server could be reached.
    Unreachable,
}

/// All failures.
pub const FAILURES: [Failure; 5] =
    [Failure::Timeout, Failure::ServerFailure, Failure::Refused, Failure::Malformed, Failure::Unreachable];

impl Failure {
    /// The word in records and JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::ServerFailure => "servfail",
            Self::Refused => "refused",
            Self::Malformed => "malformed",
            Self::Unreachable => "unreachable",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// `--dns off`: no question is ever asked.
#[derive(Debug, Clone, Copy, Default)]
pub struct Off;

impl Dns for Off {
    fn look_up(&self, _: &str, _: Kind) -> Answer {
        Answer::NotRecorded
    }
}
