//! The names of record types: those looked up, those that only exist, and what is none at all.

use crate::dns::Kind;

/// What a word says about a record's type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    /// A type that is looked up.
    Known(Kind),
    /// An alias.
    Cname,
    /// The start of authority.
    Soa,
    /// A name server.
    Ns,
    /// A type that nobody asks for here.
    Other,
}

impl Type {
    /// The type of this name; `None` when no type is called so.
    pub(super) fn named(word: &[u8]) -> Option<Self> {
        if let Some(kind) = Kind::named(word) {
            return Some(Self::Known(kind));
        }
        let upper = word.to_ascii_uppercase();
        match upper.as_slice() {
            b"CNAME" => Some(Self::Cname),
            b"SOA" => Some(Self::Soa),
            b"NS" => Some(Self::Ns),
            name if is_numbered(name) => Some(Self::Other),
            name => OTHERS.iter().any(|o| o.as_bytes() == name).then_some(Self::Other),
        }
    }
}

/// `TYPE65280` (RFC 3597 section 5).
fn is_numbered(name: &[u8]) -> bool {
    name.strip_prefix(b"TYPE").is_some_and(|n| matches!(n.len(), 1..=5) && n.iter().all(u8::is_ascii_digit))
}

/// The other mnemonics of the registry of RR types (RFC 6895) that stand in zones or answers.
const OTHERS: [&str; 76] = [
    "A6",
    "AFSDB",
    "AMTRELAY",
    "ANAME",
    "ANY",
    "APL",
    "ATMA",
    "AVC",
    "AXFR",
    "BRID",
    "CAA",
    "CDNSKEY",
    "CDS",
    "CERT",
    "CSYNC",
    "DHCID",
    "DLV",
    "DNAME",
    "DNSKEY",
    "DOA",
    "DS",
    "DSYNC",
    "EID",
    "EUI48",
    "EUI64",
    "GPOS",
    "HHIT",
    "HINFO",
    "HIP",
    "HTTPS",
    "IPN",
    "IPSECKEY",
    "ISDN",
    "KEY",
    "KX",
    "L32",
    "L64",
    "LOC",
    "LP",
    "MB",
    "MD",
    "MF",
    "MG",
    "MINFO",
    "MR",
    "NAPTR",
    "NID",
    "NIMLOC",
    "NINFO",
    "NSAP",
    "NSEC",
    "NSEC3",
    "NSEC3PARAM",
    "NULL",
    "NXT",
    "OPENPGPKEY",
    "PX",
    "RESINFO",
    "RKEY",
    "RP",
    "RRSIG",
    "RT",
    "SIG",
    "SINK",
    "SMIMEA",
    "SPF",
    "SRV",
    "SSHFP",
    "SVCB",
    "TALINK",
    "TLSA",
    "UINFO",
    "URI",
    "WALLET",
    "X25",
    "ZONEMD",
];
