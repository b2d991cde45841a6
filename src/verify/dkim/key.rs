//! Public keys: what DNS says at `selector._domainkey.domain` (RFC 6376 section 3.6), each record parsed once and
//! shared by all threads.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use mail_auth::common::parse::TxtRecordParser;
use mail_auth::common::to_a_label;
use mail_auth::common::verify::DomainKey;

use super::rsa::RsaKey;
use super::signature::Algorithm;
use super::tags::{Tags, base64, items};
use crate::dns::{Answer, Dns, Failure, Kind, Record};
use crate::verify::body::Digest;

/// RSA keys below this size make no valid signature (RFC 8301 section 3.2); ring refuses them.
pub const LEAST_RSA_BITS: u32 = 1024;

/// More key records at one name than this are not tried.
const MOST_RECORDS: usize = 4;

/// More keys than this are looked up anew each time.
const MOST_CACHED: usize = 8192;

/// What is wrong with a key record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyFault {
    /// No record at the name is a tag list with `p=`, or `v=` is not DKIM1.
    Syntax,
    /// `k=` is neither rsa nor ed25519.
    Type,
    /// `p=` is no key of that type.
    Material,
}

/// What a key record allows (RFC 6376 section 3.6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyLimit {
    /// The key is of another type than the signature's algorithm.
    Type,
    /// `h=` does not list the signature's hash.
    Hash,
    /// `s=` is for another service than mail.
    Service,
    /// `t=s`: `i=` must be exactly `d=`.
    Identity,
}

/// What is known of a key that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyFacts {
    /// It is an Ed25519 key; otherwise RSA.
    pub ed25519: bool,
    /// Its size, bits: of the modulus for RSA.
    pub bits: u32,
    /// `t=y`: the domain is testing DKIM.
    pub testing: bool,
    /// `t=s`: `i=` must be exactly `d=`.
    pub exact_identity: bool,
    /// TXT records at the name; more than one is undefined (RFC 6376 section 3.6.2.2), each is tried.
    pub records: u32,
}

/// What DNS said of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KeyState {
    /// Nobody asked: the field is out of order.
    NotAsked,
    /// The answer is not recorded.
    NotRecorded,
    /// There is no record; `exists` tells whether the name does.
    Missing {
        /// The name exists, with records of other types.
        exists: bool,
    },
    /// The look-up failed.
    Failed(Failure),
    /// The domain has withdrawn the key (`p=` is empty).
    Revoked,
    /// The record cannot be used.
    Invalid(KeyFault),
    /// A key.
    Found(KeyFacts),
}

/// One key, ready to verify with.
pub(in crate::verify) struct PublicKey {
    pub(in crate::verify) domain_key: DomainKey,
    pub(super) rsa: Option<RsaKey>,
    pub(in crate::verify) facts: KeyFacts,
    hashes: Option<Vec<Vec<u8>>>,
    services: Option<Vec<Vec<u8>>>,
}

impl PublicKey {
    /// Why this key must not verify such a signature.
    pub(in crate::verify) fn limit(&self, algorithm: Algorithm, identity_is_exact: bool) -> Option<KeyLimit> {
        let lists = |list: &Option<Vec<Vec<u8>>>, words: [&str; 2]| {
            list.as_ref().is_none_or(|list| {
                list.iter().any(|item| words.iter().any(|w| item.eq_ignore_ascii_case(w.as_bytes())))
            })
        };
        let digest: Digest = algorithm.digest();
        if self.facts.ed25519 != (algorithm == Algorithm::Ed25519Sha256) {
            Some(KeyLimit::Type)
        } else if !lists(&self.hashes, [digest.id(), digest.id()]) {
            Some(KeyLimit::Hash)
        } else if !lists(&self.services, ["*", "email"]) {
            Some(KeyLimit::Service)
        } else if self.facts.exact_identity && !identity_is_exact {
            Some(KeyLimit::Identity)
        } else {
            None
        }
    }

    /// Whether the size is below what makes a valid signature.
    pub(in crate::verify) fn is_short(&self) -> bool {
        !self.facts.ed25519 && self.facts.bits < LEAST_RSA_BITS
    }
}

/// The answer for one name.
pub(in crate::verify) struct KeyAnswer {
    pub(in crate::verify) state: KeyState,
    /// Every usable key at the name.
    pub(in crate::verify) keys: Vec<PublicKey>,
}

/// The keys of a run.
pub(super) struct Keys<'d> {
    dns: &'d dyn Dns,
    cache: RwLock<HashMap<String, Arc<KeyAnswer>>>,
}

/// The name under which a key is published, as DNS wants it: lower case, A-labels, no final dot.
pub(in crate::verify) fn key_name(domain: &str, selector: &str) -> String {
    to_a_label(&format!("{selector}._domainkey.{domain}")).into_owned()
}

impl<'d> Keys<'d> {
    pub(super) fn new(dns: &'d dyn Dns) -> Self {
        Self { dns, cache: RwLock::default() }
    }

    pub(super) fn get(&self, name: &str) -> Arc<KeyAnswer> {
        if let Some(known) = self.cache.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Arc::clone(known);
        }
        let answer = Arc::new(read(self.dns.look_up(name, Kind::Txt)));
        let mut cache = self.cache.write().unwrap_or_else(PoisonError::into_inner);
        if cache.len() < MOST_CACHED {
            cache.insert(name.to_owned(), Arc::clone(&answer));
        }
        answer
    }
}

fn read(answer: Answer) -> KeyAnswer {
    let none = |state| KeyAnswer { state, keys: Vec::new() };
    let records = match answer {
        Answer::NotRecorded => return none(KeyState::NotRecorded),
        Answer::NxDomain => return none(KeyState::Missing { exists: false }),
        Answer::NoData => return none(KeyState::Missing { exists: true }),
        Answer::Failed(failure) => return none(KeyState::Failed(failure)),
        Answer::Records(records) => records,
    };
    let texts = records.iter().filter_map(|r| if let Record::Txt(text) = r { Some(text) } else { None });
    let parsed: Vec<_> = texts.take(MOST_RECORDS).map(|text| parse(text)).collect();
    let count = parsed.len() as u32;
    let worst = parsed.iter().find_map(|p| p.as_ref().err().copied());
    let mut keys: Vec<PublicKey> = parsed.into_iter().filter_map(Result::ok).collect();
    keys.iter_mut().for_each(|key| key.facts.records = count);
    let state = match (keys.first(), worst) {
        (Some(key), _) => KeyState::Found(key.facts),
        (None, Some(state)) => state,
        (None, None) => KeyState::Missing { exists: true },
    };
    KeyAnswer { state, keys }
}

/// Reads one record.
fn parse(text: &[u8]) -> Result<PublicKey, KeyState> {
    let syntax = KeyState::Invalid(KeyFault::Syntax);
    let tags = Tags::parse(text).map_err(|_| syntax)?;
    if tags.get("v").is_some_and(|v| v != b"DKIM1" || tags.first() != Some(b"v")) {
        return Err(syntax);
    }
    let encoded = tags.get("p").ok_or(syntax)?;
    if encoded.is_empty() {
        return Err(KeyState::Revoked);
    }
    let material = KeyState::Invalid(KeyFault::Material);
    let bytes = base64(encoded).ok_or(material)?;
    let ed25519 = match tags.get("k") {
        None => false,
        Some(kind) if kind.eq_ignore_ascii_case(b"rsa") => false,
        Some(kind) if kind.eq_ignore_ascii_case(b"ed25519") => true,
        Some(_) => return Err(KeyState::Invalid(KeyFault::Type)),
    };
    let rsa = if ed25519 { None } else { Some(RsaKey::parse(&bytes).ok_or(material)?) };
    if ed25519 && bytes.len() != 32 {
        return Err(material);
    }
    let list = |name| tags.get(name).map(|value| items(value).collect::<Vec<_>>());
    let flags = list("t").unwrap_or_default();
    let has = |flag: &str| flags.iter().any(|f| f.eq_ignore_ascii_case(flag.as_bytes()));
    let facts = KeyFacts {
        ed25519,
        bits: rsa.as_ref().map_or(256, RsaKey::bits),
        testing: has("y"),
        exact_identity: has("s"),
        records: 1,
    };
    let domain_key = DomainKey::parse(text).map_err(|_| material)?;
    Ok(PublicKey { domain_key, rsa, facts, hashes: list("h"), services: list("s") })
}
