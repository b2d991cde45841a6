//! One entry of a master file: owner, time to live, class, type and data, or a directive (RFC 1035 section 5,
//! RFC 2308 section 4).

use std::net::{Ipv4Addr, Ipv6Addr};

use super::excerpt;
use super::text::Word;
use super::types::Type;
use crate::dns::{Kind, Record, name};

/// Octets of one record's data (RFC 1035 section 3.2.1).
const MAX_DATA: usize = 65_535;

/// What an entry says.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A record.
    Record {
        /// Whose it is.
        owner: String,
        /// Time to live in seconds, where said.
        ttl: Option<u32>,
        /// The record.
        data: Data,
    },
    /// A directive that was taken in.
    Directive,
    /// Something that nobody asks for here: another type or class, `$INCLUDE`, `$GENERATE`.
    Skipped,
}

/// A record's data.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Data {
    /// A record that is looked up.
    Record(Record),
    /// An alias of this name.
    Alias(String),
    /// A start of authority: in an answer, the mark of "there is none".
    Soa,
    /// A name server: in an answer without more, the mark of a referral.
    Ns,
}

/// What one entry leaves to the next.
#[derive(Debug, Default)]
pub(super) struct Zone {
    origin: Option<String>,
    owner: Option<String>,
    ttl: Option<u32>,
}

impl Zone {
    /// Reads one entry; the reason where it is none.
    pub(super) fn read(&mut self, indented: bool, words: &[Word<'_>]) -> Result<Entry, String> {
        let mut words = words;
        if !indented && let Some((first, rest)) = words.split_first() {
            if first.quoted {
                return Err(format!(
                    "a text without a name ({}): `dig +short` leaves the name out, `dig +noall +answer` does not",
                    excerpt(first.raw)
                ));
            }
            if first.raw.starts_with(b"$") {
                return self.directive(first.raw, rest);
            }
            let owner = name::from_master(first.raw, self.origin.as_deref())
                .map_err(|reason| format!("{}: {reason}", excerpt(first.raw)))?;
            self.owner = Some(owner);
            words = rest;
        }
        let Some(owner) = self.owner.clone() else {
            return Err("an indented entry with no name before it".to_owned());
        };
        let (head, words) = Head::read(words)?;
        let ttl = head.ttl.or(self.ttl);
        if !head.internet || words.first().is_some_and(|w| !w.quoted && w.raw == b"\\#") {
            return Ok(Entry::Skipped);
        }
        let data = self.data(head.kind, words)?;
        Ok(data.map_or(Entry::Skipped, |data| Entry::Record { owner, ttl, data }))
    }

    fn directive(&mut self, word: &[u8], rest: &[Word<'_>]) -> Result<Entry, String> {
        let upper = word.to_ascii_uppercase();
        match (upper.as_slice(), rest) {
            (b"$ORIGIN", [origin]) => {
                let origin = name::from_master(origin.raw, self.origin.as_deref())
                    .map_err(|reason| format!("$ORIGIN {}: {reason}", excerpt(origin.raw)))?;
                self.origin = Some(origin);
                Ok(Entry::Directive)
            }
            (b"$TTL", [ttl]) => {
                let ttl = duration(ttl.raw).ok_or_else(|| format!("$TTL {} is no time", excerpt(ttl.raw)))?;
                self.ttl = Some(ttl);
                Ok(Entry::Directive)
            }
            (b"$ORIGIN" | b"$TTL", _) => Err(format!("{} takes one word", excerpt(word))),
            (b"$INCLUDE" | b"$GENERATE", _) => Ok(Entry::Skipped),
            _ => Err(format!("{} is no directive", excerpt(word))),
        }
    }

    fn data(&self, kind: Type, words: &[Word<'_>]) -> Result<Option<Data>, String> {
        let name = |word: &Word<'_>| {
            name::from_master(word.raw, self.origin.as_deref())
                .map_err(|reason| format!("{}: {reason}", excerpt(word.raw)))
        };
        Ok(Some(match (kind, words) {
            (Type::Other, _) => return Ok(None),
            (Type::Soa, _) => Data::Soa,
            (Type::Ns, _) => Data::Ns,
            (Type::Cname, [target]) => Data::Alias(name(target)?),
            (Type::Known(Kind::Ptr), [host]) => Data::Record(Record::Ptr(name(host)?)),
            (Type::Known(Kind::Mx), [preference, host]) => {
                let preference = number(preference.raw)
                    .and_then(|n| u16::try_from(n).ok())
                    .ok_or_else(|| format!("{} is no preference of an MX", excerpt(preference.raw)))?;
                Data::Record(Record::Mx(preference, name(host)?))
            }
            (Type::Known(Kind::A), [address]) => Data::Record(Record::A(
                parse::<Ipv4Addr>(address).ok_or_else(|| not_address(address, "an IPv4 address"))?,
            )),
            (Type::Known(Kind::Aaaa), [address]) => Data::Record(Record::Aaaa(
                parse::<Ipv6Addr>(address).ok_or_else(|| not_address(address, "an IPv6 address"))?,
            )),
            (Type::Known(Kind::Txt), [_, ..]) => Data::Record(Record::Txt(joined(words)?)),
            (Type::Known(kind), _) => return Err(format!("{} words are no {} data", words.len(), kind.id())),
            (Type::Cname, _) => return Err(format!("{} words are no CNAME data", words.len())),
        }))
    }
}

/// The strings of one TXT record, joined.
fn joined(words: &[Word<'_>]) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    for word in words {
        text.extend(word.octets()?);
        if text.len() > MAX_DATA {
            return Err(format!("a text longer than {MAX_DATA} octets"));
        }
    }
    Ok(text)
}

fn parse<T: std::str::FromStr>(word: &Word<'_>) -> Option<T> {
    std::str::from_utf8(word.raw).ok()?.parse().ok()
}

fn not_address(word: &Word<'_>, what: &str) -> String {
    format!("{} is not {what}", excerpt(word.raw))
}

/// What stands between owner and data.
struct Head {
    ttl: Option<u32>,
    internet: bool,
    kind: Type,
}

impl Head {
    /// Time to live and class in either order, either absent, then the type; and the words after it.
    fn read<'w, 't>(words: &'w [Word<'t>]) -> Result<(Self, &'w [Word<'t>]), String> {
        let (mut ttl, mut class) = (None, None);
        let mut rest = words;
        while let Some((word, after)) = rest.split_first() {
            rest = after;
            if word.quoted {
                break;
            } else if class.is_none() && is_class(word.raw) {
                class = Some(word.raw.eq_ignore_ascii_case(b"IN"));
            } else if let Some(kind) = Type::named(word.raw) {
                return Ok((Self { ttl, internet: class.unwrap_or(true), kind }, rest));
            } else if let (None, Some(time)) = (ttl, duration(word.raw)) {
                ttl = Some(time);
            } else {
                return Err(format!("{} is no record type", excerpt(word.raw)));
            }
        }
        Err("no record type: each entry is a name, TXT (or A, AAAA, MX, PTR, CNAME), and the data".to_owned())
    }
}

fn is_class(word: &[u8]) -> bool {
    [&b"IN"[..], b"CH", b"HS", b"CS"].iter().any(|class| word.eq_ignore_ascii_case(class))
}

/// Seconds, or a sum of numbers with units (`1h30m`), as name servers write them.
fn duration(word: &[u8]) -> Option<u32> {
    if let Some(seconds) = number(word) {
        return Some(seconds);
    }
    let mut total = 0_u32;
    let mut rest = word;
    while !rest.is_empty() {
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let unit = match rest.get(digits)?.to_ascii_lowercase() {
            b's' => 1,
            b'm' => 60,
            b'h' => 3_600,
            b'd' => 86_400,
            b'w' => 604_800,
            _ => return None,
        };
        total = total.checked_add(number(&rest[..digits])?.checked_mul(unit)?)?;
        rest = &rest[digits + 1..];
    }
    (!word.is_empty()).then_some(total)
}

fn number(word: &[u8]) -> Option<u32> {
    let digits = !word.is_empty() && word.iter().all(u8::is_ascii_digit);
    digits.then(|| std::str::from_utf8(word).ok()?.parse().ok()).flatten()
}
