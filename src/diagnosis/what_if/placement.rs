//! Where the message would have gone, once nothing that counts would have kept it out.

use super::{Applied, Effect};
use crate::diagnosis::Cause;
use crate::evidence::Evidence;
use crate::evidence::filters::{Role, Verdict};
use crate::evidence::outcome::{self, Basis};
use crate::input::Folder;
use crate::rules::{Case, facts};

/// Causes that no change of authentication or of an allow-list undoes, or that say nothing of what would.
const NOT_LIFTED: &[&str] = &[
    "recipient-block-list",
    "recipient-rule",
    "admin-block-list",
    "mail-flow-rule",
    "malware",
    "phishing-detected",
    "moved-after-delivery",
    "undeliverable",
    "no-verdict-in-headers",
];

/// Whether the cause is one that such a change can undo.
pub(super) fn liftable(cause: Option<Cause>) -> bool {
    cause.is_some_and(|c| !NOT_LIFTED.contains(&c.rule.id))
}

/// Chooses the deciding filter anew, and the folder when nothing is left that kept the message out.
pub(super) fn settle(
    case: &Case<'_, '_>,
    cause: Option<Cause>,
    evidence: &mut Evidence<'_>,
    applied: &mut Applied,
) {
    outcome::decide_again(&mut evidence.outcome, &evidence.route, &evidence.filters);
    if !facts::is_out(&Case { evidence, ..*case }) || !liftable(cause) {
        return;
    }
    let refused = evidence.outcome.folder == Folder::Rejected;
    let policy = policy_applies(evidence) && !applied.outranks_policy;
    let kept = evidence.outcome.verdict.is_bad() || policy || (refused && !authenticates(evidence, cause));
    if applied.placed || !kept {
        deliver(evidence);
        if applied.effect == Effect::Stays {
            applied.effect = Effect::NoPolicy;
        }
    }
}

/// The server acts on the policy of the From domain, and nothing overrides it.
fn policy_applies(evidence: &Evidence<'_>) -> bool {
    let a = &evidence.authentication;
    let overridden = a.compauth.as_ref().is_some_and(|c| c.result == "pass");
    a.dmarc.as_ref().is_some_and(|d| d.result != "pass" && d.enforced()) && !overridden
}

/// A refusal tells its reason alone: it falls when the sender is authenticated as the reason asks.
fn authenticates(evidence: &Evidence<'_>, cause: Option<Cause>) -> bool {
    let a = &evidence.authentication;
    let aligned = a.spf.as_ref().is_some_and(|s| s.result == "pass" && s.aligned == Some(true));
    let signed = a.dkim.iter().any(|d| d.result == "pass" && d.aligned == Some(true));
    cause.is_some_and(|c| crate::diagnosis::cause::ROOTS.contains(&c.rule.id)) && (aligned || signed)
}

/// The platform delivers in the ordinary way. Where a refused message would have been put nothing tells.
fn deliver(evidence: &mut Evidence<'_>) {
    let outcome = &mut evidence.outcome;
    if outcome.folder == Folder::Rejected {
        (outcome.folder, outcome.basis) = (Folder::Unknown, Basis::None);
        return;
    }
    outcome.folder = Folder::Inbox;
    outcome.override_ = None;
    outcome.platform_folder = outcome.platform_folder.map(|_| Folder::Inbox);
    for reading in evidence.filters.iter_mut().filter(|r| r.trust.counts() && r.folder.is_some()) {
        reading.folder = Some(Folder::Inbox);
        reading.override_ = None;
        if reading.role == Role::Placement && reading.verdict == Verdict::Spam {
            reading.verdict = Verdict::Unknown;
        }
    }
    outcome::decide_again(&mut evidence.outcome, &evidence.route, &evidence.filters);
}
