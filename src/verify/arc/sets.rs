//! The ARC fields of a message sorted into sets (RFC 8617 section 4), within limits.

use super::{ChainReason, Claim};
use crate::headers::{FieldRef, Headers};
use crate::verify::dkim::{Fault, Kind, Parsed, Tags};

/// Sets that are verified; a message with more has its chain left open.
pub const MOST_SETS: usize = 16;

/// Sets that a chain may have (RFC 8617 section 4.2.1).
pub const LONGEST_CHAIN: usize = 50;

/// One whole set, read.
#[derive(Debug, Clone)]
pub(super) struct SetFields {
    pub(super) results: u32,
    pub(super) message_signature: Parsed,
    pub(super) seal: Parsed,
    pub(super) claimed: Result<Claim, Fault>,
}

/// The ARC fields of a message.
#[derive(Debug, Clone, Default)]
pub(in crate::verify) struct Sets {
    /// By instance, the first first; empty when the chain is not whole.
    pub(super) sets: Vec<SetFields>,
    /// Why the chain is not whole.
    pub(super) broken: Option<ChainReason>,
    pub(super) dropped: u32,
    pub(super) first_results: Option<u32>,
}

/// A field with its instance: index and raw value.
type Numbered<'m> = (u32, (u32, &'m [u8]));

impl Sets {
    pub(in crate::verify) fn read(headers: &Headers<'_>) -> Self {
        let results: Vec<FieldRef<'_, '_>> = headers.all("ARC-Authentication-Results").collect();
        let signatures: Vec<FieldRef<'_, '_>> = headers.all("ARC-Message-Signature").collect();
        let seals: Vec<FieldRef<'_, '_>> = headers.all("ARC-Seal").collect();
        let most = results.len().max(signatures.len()).max(seals.len());
        if most == 0 {
            return Self::default();
        }
        let over = |fields: &[FieldRef<'_, '_>]| fields.len().saturating_sub(MOST_SETS) as u32;
        let mut sets = Self {
            dropped: over(&results) + over(&signatures) + over(&seals),
            first_results: first_results(&results),
            ..Self::default()
        };
        if most > MOST_SETS {
            let too_long = most > LONGEST_CHAIN;
            sets.broken = Some(if too_long { ChainReason::TooLong } else { ChainReason::TooManySets });
            return sets;
        }
        match whole(&results, &signatures, &seals) {
            Ok(whole) => sets.sets = whole,
            Err(reason) => sets.broken = Some(reason),
        }
        sets
    }

    /// Whether there is no field of a chain.
    pub(super) fn is_empty(&self) -> bool {
        self.sets.is_empty() && self.broken.is_none()
    }

    pub(in crate::verify) fn message_signatures(&self) -> impl Iterator<Item = &Parsed> {
        self.sets.iter().map(|set| &set.message_signature)
    }

    /// Every signature and seal.
    pub(in crate::verify) fn signatures(&self) -> impl Iterator<Item = &Parsed> {
        self.sets.iter().flat_map(|set| [&set.message_signature, &set.seal])
    }
}

/// The results of instance 1, looked for in as many fields as a chain may have.
fn first_results(results: &[FieldRef<'_, '_>]) -> Option<u32> {
    let first = results.iter().rev().take(LONGEST_CHAIN).find(|f| results_instance(f.raw()) == Some(1));
    first.map(|f| f.index())
}

fn whole<'m>(
    results: &[FieldRef<'_, 'm>],
    signatures: &[FieldRef<'_, 'm>],
    seals: &[FieldRef<'_, 'm>],
) -> Result<Vec<SetFields>, ChainReason> {
    let results = by_instance(results, results_instance)?;
    let signatures = by_instance(signatures, instance)?;
    let seals = by_instance(seals, instance)?;
    let newest = [&results, &signatures, &seals].into_iter().filter_map(|s| s.last()).map(|s| s.0).max();
    let set = |number: u32| {
        let of = |fields: &[Numbered<'m>]| -> Option<(u32, &'m [u8])> {
            let at = fields.binary_search_by_key(&number, |f| f.0).ok()?;
            fields.get(at).map(|f| f.1)
        };
        let (results, _) = of(&results)?;
        let (signature, signature_raw) = of(&signatures)?;
        let (seal, seal_raw) = of(&seals)?;
        Some(SetFields {
            results,
            message_signature: Parsed::read(Kind::ArcMessage, signature, signature_raw),
            seal: Parsed::read(Kind::ArcSeal, seal, seal_raw),
            claimed: claim(seal_raw),
        })
    };
    (1..=newest.unwrap_or(0)).map(|i| set(i).ok_or(ChainReason::Incomplete { instance: i })).collect()
}

/// The fields of one kind with their instances, ascending.
fn by_instance<'m>(
    fields: &[FieldRef<'_, 'm>],
    instance: fn(&[u8]) -> Option<u32>,
) -> Result<Vec<Numbered<'m>>, ChainReason> {
    let mut numbered = Vec::with_capacity(fields.len());
    for field in fields {
        let Some(number) = instance(field.raw()) else {
            return Err(ChainReason::NoInstance { field: field.index() });
        };
        numbered.push((number, (field.index(), field.raw())));
    }
    numbered.sort_by_key(|f| f.0);
    match numbered.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(pair) => Err(ChainReason::Duplicate { instance: pair[0].0 }),
        None => Ok(numbered),
    }
}

/// `i=` of a signature or a seal, wherever it stands, even when the rest is out of order.
fn instance(raw: &[u8]) -> Option<u32> {
    raw.split(|b| *b == b';').find_map(|tag| {
        let equals = memchr::memchr(b'=', tag)?;
        (tag[..equals].trim_ascii() == b"i").then(|| number(&tag[equals + 1..]))
    })?
}

/// `i=` of the results, which stands first (RFC 8617 section 4.1.1).
fn results_instance(raw: &[u8]) -> Option<u32> {
    let first = raw.split(|b| *b == b';').next()?.trim_ascii();
    let value = first.strip_prefix(b"i")?.trim_ascii_start().strip_prefix(b"=")?;
    number(value)
}

fn number(value: &[u8]) -> Option<u32> {
    let value = std::str::from_utf8(value.trim_ascii()).ok()?;
    let number = value.parse().ok().filter(|n: &u32| value.len() <= 2 && *n >= 1);
    number.filter(|n| *n as usize <= LONGEST_CHAIN && !value.starts_with('+'))
}

fn claim(seal: &[u8]) -> Result<Claim, Fault> {
    let tags = Tags::parse(seal).map_err(Fault::Tags)?;
    let value = tags.get("cv").ok_or(Fault::Missing("cv"))?;
    [Claim::None, Claim::Pass, Claim::Fail]
        .into_iter()
        .find(|claim| value.eq_ignore_ascii_case(claim.id().as_bytes()))
        .ok_or(Fault::Invalid("cv"))
}
