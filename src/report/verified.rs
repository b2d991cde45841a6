//! The published shape of what was checked anew, laid over what was reported.

use crate::headers::Place;
use crate::headers::address::organisational;
use crate::rules::Case;
use crate::verify::dkim::{MOST_SIGNATURES, Outcome, Reason, SignatureCheck};
use crate::verify::dmarc::{Evaluation, Result as DmarcResult};

use super::anew::anew;
use super::build::ip;
use super::model::{Arc, Authentication, Dkim, Dmarc, Spf};
use super::proof::Proofs;

/// Computed anew, as against what a server wrote into the message.
const VERIFIED: &str = "verified";

/// What is said of a signature that holds and must not count.
const SHA1: &str = "it holds, but with SHA-1, which receivers must no longer accept (RFC 8301)";

/// Puts conclusive results in the place of the reported ones, and adds the verified signatures.
pub(super) fn lay_over(authentication: &mut Authentication, case: &Case<'_, '_>, proofs: &Proofs<'_, '_>) {
    let Some(verified) = case.verified else { return };
    authentication.verified = anew(case, proofs);
    let border = case.evidence.route.border_hop().map(|hop| hop.ip_place());
    let proof = |place: Option<Place>| proofs.resolve(place.as_slice());
    if let Some(found) = verified.spf.as_ref().filter(|spf| spf.is_conclusive()) {
        authentication.spf = Some(Spf {
            result: found.evaluation.result.id().to_owned(),
            domain: Some(found.domain.clone()),
            ip: Some(ip(found.evaluation.ip)),
            aligned: found.aligned,
            identity: if found.evaluation.helo { "helo" } else { "mailfrom" },
            source: VERIFIED,
            proof: proof(border),
        });
    }
    let from = case.evidence.identity.from_domain();
    let signatures = verified.dkim.signatures.iter();
    authentication.dkim.extend(signatures.map(|check| signature(check, from, proofs)));
    if verified.arc.outcome != Outcome::None
        && !matches!(verified.arc.outcome, Outcome::Unknown | Outcome::TempError)
    {
        authentication.arc = Some(Arc {
            result: verified.arc.outcome.id().to_owned(),
            instances: verified.arc.sets.len() as u32,
            source: VERIFIED,
            proof: proof(verified.arc.first_results.map(Place::whole)),
        });
    }
    if let Some(found) = verified.dmarc.as_ref().filter(|found| is_conclusive(found)) {
        let from_place = case.headers.first("From").map(|field| field.place());
        authentication.dmarc = Some(Dmarc {
            result: found.result.id().to_owned(),
            policy: found.policy.map(|policy| policy.id().to_owned()),
            action: authentication.dmarc.take().and_then(|reported| reported.action),
            domain: Some(found.discovery.from.clone()),
            source: VERIFIED,
            proof: proof(from_place),
        });
    }
}

/// What the checks had to assume, or left out.
pub(super) fn note(case: &Case<'_, '_>, notes: &mut Vec<String>) {
    let Some(verified) = case.verified else { return };
    for check in &verified.dkim.signatures {
        if let Some(Reason::MailboxQuoting(reading)) = check.reason {
            notes.push(format!(
                "The signature of {} was tried on the body as stored and with the mailbox's quoting of \"From \" undone: it verifies only unquoted ({}).",
                check.domain,
                reading.id()
            ));
        }
    }
    if verified.dkim.dropped > 0 {
        notes.push(format!(
            "{} DKIM signatures beyond the first {MOST_SIGNATURES} were not verified.",
            verified.dkim.dropped
        ));
    }
}

fn is_conclusive(found: &Evaluation) -> bool {
    !matches!(found.result, DmarcResult::Unknown | DmarcResult::TempError)
}

fn signature(check: &SignatureCheck, from: Option<&str>, proofs: &Proofs<'_, '_>) -> Dkim {
    let aligned =
        from.map(|from| organisational(&from.to_ascii_lowercase()) == organisational(&check.domain));
    Dkim {
        result: check.outcome.id().to_owned(),
        domain: Some(check.domain.clone()).filter(|d| !d.is_empty()),
        selector: Some(check.selector.clone()).filter(|s| !s.is_empty()),
        aligned: aligned.filter(|_| !check.domain.is_empty()),
        reason: match check.reason {
            Some(reason) => Some(reason.to_string()),
            None if check.is_forbidden() => Some(SHA1.to_owned()),
            None => None,
        },
        source: VERIFIED,
        proof: proofs.resolve(&[Place::whole(check.field)]),
    }
}
