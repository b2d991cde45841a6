//! Whether a body is the one that was signed: as stored, with mailbox quoting undone, or, when neither, what a single
//! change would explain.

use super::changes::{Effort, explain};
use super::quoting::{has_quoted_from, unquoted};
use super::{Body, Canonicalization, Digest, Explanation, Reading, SignedBody};

/// What was found of the body that one signature covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyCheck {
    /// How the body must be read for its hash to be the signed one; `None` when no reading gives it: the body changed
    /// after it was signed.
    pub reading: Option<Reading>,
    /// The hash of the canonical body as stored, up to `l=`; empty when the body is shorter than that.
    pub computed: Vec<u8>,
    /// Octets of the canonical body as stored.
    pub octets: u64,
    /// Octets beyond `l=`, which nobody signed.
    pub unsigned_octets: u64,
    /// What would explain the difference; `None` when there is none.
    pub explanation: Option<Explanation>,
}

impl BodyCheck {
    /// Whether the body is the signed one.
    pub const fn holds(&self) -> bool {
        self.reading.is_some()
    }
}

/// Checks what each of `wanted` says of `body`; the answers stand in the same order.
pub(in crate::verify) fn check(body: Body<'_>, wanted: &[&SignedBody]) -> Vec<BodyCheck> {
    let mut found: Vec<Option<BodyCheck>> = vec![None; wanted.len()];
    apply(body, Reading::AsStored, wanted, &mut found);
    let open = |found: &[Option<BodyCheck>]| found.iter().flatten().any(|c| !c.holds());
    if open(&found) && has_quoted_from(body) {
        for reading in [Reading::Mboxrd, Reading::Mboxo] {
            if let Some(bytes) = unquoted(body, reading).filter(|_| open(&found)) {
                apply(Body { bytes: &bytes, bare_cr: false }, reading, wanted, &mut found);
            }
        }
    }
    let mut effort = Effort::new();
    for at in 0..wanted.len() {
        let same = (0..at).find(|other| wanted[*other] == wanted[at]);
        let known = same.and_then(|other| found[other].as_ref()?.explanation.clone());
        if let Some(check) = found[at].as_mut().filter(|c| !c.holds()) {
            check.explanation = Some(known.unwrap_or_else(|| explain(body, wanted[at], &mut effort)));
        }
    }
    found.into_iter().flatten().collect()
}

/// Hashes the body once for each canonicalization and hash, and enters what that gives.
fn apply(body: Body<'_>, reading: Reading, wanted: &[&SignedBody], found: &mut [Option<BodyCheck>]) {
    for how in [Canonicalization::Simple, Canonicalization::Relaxed] {
        for digest in [Digest::Sha1, Digest::Sha256] {
            let alike = |s: &SignedBody| s.how == how && s.digest == digest;
            let mut cuts: Vec<u64> =
                wanted.iter().filter(|s| alike(s)).filter_map(|signed| signed.length).collect();
            if cuts.is_empty() && !wanted.iter().any(|s| alike(s)) {
                continue;
            }
            cuts.sort_unstable();
            cuts.dedup();
            let hashes = body.hash(how, digest, &cuts);
            for (signed, found) in wanted.iter().zip(found.iter_mut()).filter(|(s, _)| alike(s)) {
                let computed = match signed.length {
                    None => hashes.whole.clone(),
                    Some(length) => {
                        let at = cuts.binary_search(&length).unwrap_or(usize::MAX);
                        hashes.at.get(at).cloned().unwrap_or_default()
                    }
                };
                let holds = computed == signed.hash;
                let check = found.get_or_insert_with(|| BodyCheck {
                    reading: None,
                    computed,
                    octets: hashes.length,
                    unsigned_octets: signed.length.map_or(0, |l| hashes.length.saturating_sub(l)),
                    explanation: None,
                });
                if holds && check.reading.is_none() {
                    check.reading = Some(reading);
                }
            }
        }
    }
}
