//! The one door to DNS: a look-up either has an answer that somebody gave, or says why not. Nothing here opens a
//! socket unless the live source was asked for.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// Where answers come from.
///
/// Implementations are shared by all threads. The same question gets the same answer during a run.
pub trait Dns: Send + Sync {
    /// Looks up the records of one type at `name` (lower case, no final dot). Aliases (CNAME) are followed.
    fn look_up(&self, name: &str, kind: Kind) -> Answer;
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

impl Kind {
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
    /// The answer could not be understood, or was cut off.
    Malformed,
    /// No server could be reached.
    Unreachable,
}

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
