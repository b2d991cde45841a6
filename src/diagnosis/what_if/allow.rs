//! Lists that let the relays through, product by product: what each skips, and what it does not.

use super::filters::{has_say, not_forged};
use super::{Applied, Confidence, Effect, score};
use crate::evidence::Evidence;
use crate::evidence::filters::{Acted, By, Code, Group, Reading, Role, Verdict};
use crate::rules::{Case, facts};

/// Points of `USER_IN_WELCOMELIST` and its like in SpamAssassin.
const WELCOME: f64 = -100.0;
/// Points that the map of the remedy gives in Rspamd.
const MAP: f64 = -8.0;

/// The product's list holds the relay, or in one mailbox the sender.
pub(super) fn product<'m>(
    case: &Case<'_, 'm>,
    product: &'static str,
    by: By,
    evidence: &mut Evidence<'m>,
) -> Option<Applied> {
    let mut applied = Applied::new(Confidence::Likely);
    if by == By::Recipient {
        recipient(product, evidence, &mut applied);
        return Some(applied);
    }
    if is_listed(case) {
        // The settings say so already, and it was judged all the same.
        applied.doubt(Confidence::Possible);
    }
    let policy = facts::enforced_dmarc(case).is_some();
    for reading in evidence.filters.iter_mut().filter(|r| has_say(r) && r.product == product) {
        if reading.verdict.is_bad() && reading.acted.is_none() {
            pass(reading, policy, &mut applied)?;
        }
    }
    Some(applied)
}

/// The list of addresses that the settings describe holds every relay of the region: this one too.
pub(super) fn region<'m>(case: &Case<'_, 'm>, evidence: &mut Evidence<'m>) -> Option<Applied> {
    if is_listed(case) {
        return None;
    }
    let route = &case.evidence.route;
    let at = match route.gateways.first() {
        Some(gateway) => gateway.product?,
        None => facts::deciding(case)?.product,
    };
    // An address on the list does not outrank the policy of the From domain.
    let forged = facts::deciding(case).is_some_and(|r| r.verdict == Verdict::Spoof);
    if forged || facts::enforced_dmarc(case).is_some() {
        return Some(Applied::new(Confidence::Likely));
    }
    product(case, at, By::Administrator, evidence)
}

/// The institution's settings say that the filter lets this address through.
fn is_listed(case: &Case<'_, '_>) -> bool {
    let listed = &case.settings.institution.allow_listed;
    case.evidence.exlibris.ip.is_some_and(|ip| listed.iter().any(|net| net.contains(&ip)))
}

/// The recipient's list moves mail to the inbox whatever the verdict, in most mailboxes and not always.
fn recipient(product: &str, evidence: &mut Evidence<'_>, applied: &mut Applied) {
    let own = evidence.filters.iter_mut().find(|r| has_say(r) && r.product == product && r.acted.is_none());
    let Some(reading) = own else { return };
    reading.acted = Some(Acted::RecipientSafeSender);
    applied.doubt(Confidence::Possible);
    applied.placed = true;
    applied.outranks_policy = true;
    applied.effect = Effect::Listed;
}

/// What the list of a product does to its own verdict. `None` when that cannot be counted.
fn pass(reading: &mut Reading<'_>, policy: bool, applied: &mut Applied) -> Option<()> {
    match reading.product {
        "microsoft-365" if reading.verdict == Verdict::Spoof => {
            // The entry for spoofed senders ends this rule; the rest of the filter runs on.
            not_forged(reading, applied);
            applied.outranks_policy = true;
            if applied.effect == Effect::NotForged {
                applied.effect = Effect::Listed;
            }
        }
        "microsoft-365" => {
            let_through(reading, Acted::AllowListedIp, applied);
            applied.outranks_policy = true;
        }
        // The label stands for the policy where that was enforced, which the list does not undo.
        "google" if policy => {}
        "google" => {
            reading.verdict = Verdict::Unknown;
            applied.effect = Effect::Listed;
        }
        "spamassassin" => {
            count(reading, "USER_IN_WELCOMELIST", WELCOME, Some(Group::List));
            let_through(reading, Acted::AllowListedByPolicy, applied);
        }
        "rspamd" => {
            // The module for DMARC acts before points are counted.
            if reading.verdict != Verdict::Spoof {
                let limit = reading.threshold?;
                count(reading, "EXLIBRIS_RELAY", MAP, None);
                score::below(reading, limit, applied);
            }
        }
        "amavis" => {
            // Mail of that policy bank gets no verdict at all.
            (reading.verdict, reading.role, reading.high) = (Verdict::Unknown, Role::Diagnostic, false);
            applied.effect = Effect::Listed;
        }
        "exchange-server" => let_through(reading, Acted::AllowListedIp, applied),
        _ => let_through(reading, Acted::AllowListedByPolicy, applied),
    }
    Some(())
}

fn let_through(reading: &mut Reading<'_>, acted: Acted, applied: &mut Applied) {
    (reading.verdict, reading.high) = (Verdict::AllowListed, false);
    reading.acted = Some(acted);
    applied.effect = Effect::Listed;
}

fn count(reading: &mut Reading<'_>, name: &'static str, points: f64, group: Option<Group>) {
    reading.score = reading.score.map(|s| score::rounded(s + points));
    reading.codes.push(Code { points: Some(points), group, ..Code::new(name, "", None) });
}
