//! From the checks of one message to their published shape.

use jiff::Timestamp;

use super::trace::{cut, lines};
use super::{Anew, ArcCheck, ArcSet, Difference, DkimCheck, DmarcCheck, DmarcResult, Matched, SpfCheck};
use crate::report::build::ip;
use crate::report::proof::Proofs;
use crate::rules::{self, Case};
use crate::verify::arc::Chain;
use crate::verify::body::BodyCheck;
use crate::verify::dkim::{HeaderCheck, KeyState, Outcome, SignatureCheck};
use crate::verify::dmarc::Evaluation;
use crate::verify::spf::{MAX_LOOKUPS, MAX_VOID_LOOKUPS};
use crate::verify::{Spf, Verified};

/// Everything that was checked anew; `None` where DNS is off.
pub(in crate::report) fn anew(case: &Case<'_, '_>, proofs: &Proofs<'_, '_>) -> Option<Anew> {
    let verified = case.verified?;
    let differences = rules::differences(case).into_iter().map(|found| Difference {
        method: found.method,
        text: found.text(),
        domain: Some(found.domain).filter(|d| !d.is_empty()),
        reported: found.reported,
        verified: found.found,
        why: found.why.id(),
        proof: proofs.resolve(&found.places),
    });
    Some(Anew {
        spf: verified.spf.as_ref().map(spf),
        dkim: verified.dkim.signatures.iter().zip(&verified.keys_answered).map(dkim).collect(),
        dkim_left_out: verified.dkim.dropped,
        dmarc: dmarc(verified),
        arc: Some(&verified.arc).filter(|chain| chain.outcome != Outcome::None).map(arc),
        differences: differences.collect(),
    })
}

fn spf(spf: &Spf) -> SpfCheck {
    let check = &spf.evaluation;
    let (trace, trace_left_out) = lines(&check.root);
    SpfCheck {
        result: check.result.id(),
        possible: check.possible.results().map(|r| r.id()).collect(),
        domain: spf.domain.clone(),
        ip: ip(check.ip),
        identity: if check.helo { "helo" } else { "mailfrom" },
        aligned: spf.aligned,
        answered: spf.answered.map(|at| at.to_string()),
        lookups: check.lookups,
        lookup_limit: MAX_LOOKUPS,
        void_lookups: check.void_lookups,
        void_lookup_limit: MAX_VOID_LOOKUPS,
        limit: check.limit.map(|limit| limit.to_string()),
        matched: check
            .matched
            .iter()
            .map(|place| Matched { domain: place.domain.clone(), term: cut(&place.text) })
            .collect(),
        trace,
        trace_left_out,
        not_recorded: check.not_recorded.iter().map(|q| format!("{} {}", q.name, q.kind.id())).collect(),
        explanation: check.explanation.as_ref().and_then(|e| Some(cut(e.text.as_ref().ok()?))),
    }
}

fn dkim((check, answered): (&SignatureCheck, &Option<Timestamp>)) -> DkimCheck {
    let (key, key_bits) = match check.key {
        KeyState::NotAsked => ("not-asked", None),
        KeyState::NotRecorded => ("not-recorded", None),
        KeyState::Missing { .. } => ("missing", None),
        KeyState::Failed(_) => ("failed", None),
        KeyState::Revoked => ("revoked", None),
        KeyState::Invalid(_) => ("invalid", None),
        KeyState::Found(facts) => ("found", Some(facts.bits)),
    };
    let (fields, field_change) = match &check.header {
        HeaderCheck::NotChecked => ("not-checked", None),
        HeaderCheck::Holds => ("holds", None),
        HeaderCheck::OtherKey => ("other-key", None),
        HeaderCheck::Changed { repair, .. } => ("changed", repair.as_ref().map(ToString::to_string)),
    };
    let body = check.body.as_ref();
    DkimCheck {
        header: check.field + 1,
        result: check.outcome.id(),
        reason: check.reason.map(|r| r.id()),
        text: check.summary(),
        domain: check.domain.clone(),
        selector: check.selector.clone(),
        algorithm: check.algorithm.map(|a| a.id()),
        canonicalization: check.canonicalization.map(|(h, b)| format!("{}/{}", h.id(), b.id())),
        key,
        key_bits,
        key_answered: answered.map(|at| at.to_string()),
        body_holds: body.map(BodyCheck::holds),
        body_read: body.and_then(|b| b.reading).map(|r| r.id()),
        body_change: body.and_then(BodyCheck::change).map(|c| c.to_string()),
        unsigned_octets: body.map_or(0, |b| b.unsigned_octets),
        fields,
        field_change,
        signed_at: check.time.signed_at.and_then(date),
        expires: check.time.expires.and_then(date),
    }
}

fn date(seconds: u64) -> Option<String> {
    let at = Timestamp::from_second(i64::try_from(seconds).ok()?).ok()?;
    Some(at.to_string())
}

fn dmarc(verified: &Verified) -> Option<DmarcCheck> {
    let (old, new) = (verified.dmarc.as_ref().map(result), verified.dmarc_tree_walk.as_ref().map(result));
    old.as_ref().or(new.as_ref())?;
    let closed = |e: &&DmarcResult| !matches!(e.result, "unknown" | "temperror");
    let said =
        |e: &Option<DmarcResult>| e.as_ref().filter(closed).map(|e| (e.result, e.policy, e.disposition));
    Some(DmarcCheck {
        same: said(&old).zip(said(&new)).map(|(old, new)| old == new),
        rfc7489: old,
        rfc9989: new,
        answered: verified.policy_answered.map(|at| at.to_string()),
    })
}

fn result(found: &Evaluation) -> DmarcResult {
    let discovery = &found.discovery;
    DmarcResult {
        result: found.result.id(),
        policy: found.policy.map(|p| p.id()),
        disposition: found.disposition.id(),
        record_domain: discovery.record_domain().map(str::to_owned),
        organisational_domain: discovery.organisational_domain.clone(),
        spf_aligned: found.spf_aligned,
        dkim_aligned: found.dkim_aligned.clone(),
        looked_up: discovery.looked_up.clone(),
    }
}

fn arc(chain: &Chain) -> ArcCheck {
    let sets = chain.sets.iter().map(|set| ArcSet {
        instance: set.instance,
        domain: set.seal.domain.clone(),
        cv: set.claimed.id(),
        message_signature: set.message_signature.outcome.id(),
        message_text: set.message_signature.summary(),
        seal: set.seal.outcome.id(),
    });
    ArcCheck {
        result: chain.outcome.id(),
        reason: chain.reason.map(|r| r.id()),
        unchanged_since: chain.oldest_pass,
        sets: sets.collect(),
    }
}
