//! A chain validated (RFC 8617 section 5.2): its structure, the newest message signature, every seal.

use super::sets::SetFields;
use super::{Chain, ChainReason, Claim, Set};
use crate::verify::body::Canonicalization;
use crate::verify::dkim::{
    Fault, HeaderCheck, KeyState, Outcome, Parsed, Reason, SignatureCheck, SignedMessage, Verifier,
    canonical, judge, part, verifies,
};

impl SignedMessage<'_, '_> {
    /// Validates the ARC chain.
    pub fn arc(&self, verifier: &Verifier<'_>) -> Chain {
        let mut chain = Chain {
            outcome: Outcome::None,
            reason: None,
            sets: Vec::new(),
            oldest_pass: None,
            dropped: self.sets.dropped,
            first_results: self.sets.first_results,
        };
        let cut = (self.cut && !self.sets.is_empty()).then_some(ChainReason::HeaderCut);
        if let Some(reason) = cut.or(self.sets.broken) {
            let open = matches!(reason, ChainReason::TooManySets | ChainReason::HeaderCut);
            chain.outcome = if open { Outcome::Unknown } else { Outcome::Fail };
            chain.reason = Some(reason);
            return chain;
        }
        let fields = &self.sets.sets;
        for (at, set) in fields.iter().enumerate() {
            let signature = &set.message_signature;
            let body = self.arc_bodies().get(at).cloned().flatten();
            chain.sets.push(Set {
                instance: at as u32 + 1,
                claimed: set.claimed.unwrap_or(Claim::Fail),
                message_signature: judge(self, signature, verifier.key_of(signature), body, None),
                seal: seal(self, &fields[..at], set, verifier),
                results: set.results,
            });
        }
        chain.oldest_pass = oldest_pass(&chain.sets);
        if !fields.is_empty() {
            (chain.outcome, chain.reason) = conclude(fields, &chain.sets);
        }
        chain
    }
}

fn oldest_pass(sets: &[Set]) -> Option<u32> {
    let passing = sets.iter().rev().take_while(|s| s.message_signature.outcome == Outcome::Pass);
    passing.last().map(|s| s.instance)
}

/// The chain's status out of what each field gave: certain failures first, then what is open.
fn conclude(fields: &[SetFields], sets: &[Set]) -> (Outcome, Option<ChainReason>) {
    if let Some(reason) = impossible(fields) {
        return (Outcome::Fail, Some(reason));
    }
    let mut open = None;
    let newest = sets.last().map(|s| (&s.message_signature, None));
    let seals = sets.iter().rev().map(|s| (&s.seal, Some(s.instance)));
    for (check, instance) in newest.into_iter().chain(seals) {
        let because = |reason| match instance {
            Some(instance) => ChainReason::Seal { instance, reason },
            None => ChainReason::MessageSignature(reason),
        };
        let reason = check.reason.map(because);
        match check.outcome {
            Outcome::Pass => {}
            Outcome::Unknown | Outcome::TempError => open = open.or(Some((check.outcome, reason))),
            _ => return (Outcome::Fail, reason),
        }
    }
    open.unwrap_or((Outcome::Pass, None))
}

/// What no key is needed to see.
fn impossible(fields: &[SetFields]) -> Option<ChainReason> {
    let newest = fields.len() as u32;
    let syntax = |instance, fault: Fault| ChainReason::Syntax { instance, fault };
    if fields.last()?.claimed == Ok(Claim::Fail) {
        return Some(ChainReason::ClaimedFail { instance: newest });
    }
    for (set, instance) in fields.iter().zip(1..) {
        let claimed = match set.claimed {
            Ok(claimed) => claimed,
            Err(fault) => return Some(syntax(instance, fault)),
        };
        let expected = if instance == 1 { Claim::None } else { Claim::Pass };
        if claimed != expected {
            return Some(ChainReason::ClaimImpossible { instance });
        }
        if let Err(fault) = set.seal.signature {
            return Some(syntax(instance, fault));
        }
    }
    let last = &fields.last()?.message_signature;
    last.signature.as_ref().err().map(|fault| syntax(newest, *fault))
}

/// Verifies the seal of `set`. It covers the `older` sets and its own; after a broken chain its own alone
/// (RFC 8617 section 5.1.2).
fn seal(
    message: &SignedMessage<'_, '_>,
    older: &[SetFields],
    set: &SetFields,
    verifier: &Verifier<'_>,
) -> SignatureCheck {
    let parsed = &set.seal;
    let mut check = parsed.unchecked();
    let signature = match &parsed.signature {
        Ok(signature) => signature,
        Err(fault) => {
            (check.outcome, check.reason) = (Outcome::PermError, Some(Reason::Syntax(*fault)));
            return check;
        }
    };
    let older = if set.claimed == Ok(Claim::Fail) { &[] } else { older };
    let bytes = sealed(message, older, set);
    let key = verifier.key_of(parsed);
    check.key = key.state;
    (check.outcome, check.reason) = match key.state {
        KeyState::Found(_) => {
            let usable = || key.keys.iter().filter(|key| key.limit(signature.algorithm, true).is_none());
            let made = usable().find(|k| verifies(k, signature.algorithm, &bytes, &signature.signature));
            check.header = match made {
                Some(_) => HeaderCheck::Holds,
                None => HeaderCheck::OtherKey,
            };
            match made {
                Some(key) if key.is_short() => (Outcome::Policy, Some(Reason::KeyTooShort)),
                Some(_) => (Outcome::Pass, None),
                None => (Outcome::Fail, Some(Reason::HeaderChanged)),
            }
        }
        state => state.without_key(),
    };
    check
}

/// What a seal was made over: the canonical fields of each set, the newest seal without its signature.
fn sealed(message: &SignedMessage<'_, '_>, older: &[SetFields], set: &SetFields) -> Vec<u8> {
    let relaxed = Canonicalization::Relaxed;
    let field = |field: u32| part(&message.index.raw(field), relaxed);
    let mut bytes = Vec::new();
    for set in older {
        bytes.extend(field(set.results));
        bytes.extend(field(set.message_signature.field));
        bytes.extend(field(set.seal.field));
    }
    bytes.extend(field(set.results));
    bytes.extend(field(set.message_signature.field));
    bytes.extend(own(message, &set.seal));
    bytes
}

fn own(message: &SignedMessage<'_, '_>, seal: &Parsed) -> Vec<u8> {
    let Ok(signature) = &seal.signature else { return Vec::new() };
    let raw = message.index.without_signature(seal.field, &signature.signature_span);
    canonical(&raw, Canonicalization::Relaxed)
}
