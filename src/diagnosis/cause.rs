//! How one cause is chosen: the only ranking (contract, "How one cause is chosen").

use super::{Cause, Confidence};
use crate::evidence::filters::{Group, Role, Verdict};
use crate::evidence::outcome::Basis;
use crate::evidence::relays::Relation;
use crate::input::Folder;
use crate::rules::{self, Case, Finding, RuleKind, facts};

/// The roots of failed authentication for genuine Ex Libris mail, nearest first.
pub(super) const ROOTS: &[&str] = &[
    "gateway-hides-relay",
    "forwarding-broke-authentication",
    "spf-permerror",
    "spf-omits-relay",
    "envelope-not-aligned",
    "dkim-broken",
    "dkim-missing",
    "spoof-of-own-domain",
    "dmarc-policy",
];

/// Lists and rules that stopped a message, the recipient's first.
const STOPPED: &[&str] = &["recipient-block-list", "recipient-rule", "admin-block-list", "mail-flow-rule"];

/// What let a message through, in the order of the contract.
const DELIVERED: &[&str] = &[
    "recipient-rule",
    "allow-listed-ip",
    "allow-listed-by-rule",
    "allow-listed-by-policy",
    "recipient-safe-sender",
    "released-from-quarantine",
    "delivered-despite-verdict",
    "not-scanned",
    "passed-filters",
];

/// Chooses the cause of where the message lies.
pub(super) fn choose(case: &Case<'_, '_>, findings: &[Finding]) -> Option<Cause> {
    let ranking = Ranking { case, findings };
    let chosen = if facts::is_out(case) { ranking.stopped() } else { ranking.delivered() };
    let cause = chosen.or_else(|| cause("no-verdict-in-headers", Confidence::Certain))?;
    // Two filters of equal standing disagree: which of them decided is not written anywhere.
    let most = if case.evidence.outcome.contested { Confidence::Likely } else { Confidence::Certain };
    Some(Cause { confidence: cause.confidence.max(most), ..cause })
}

fn cause(id: &str, confidence: Confidence) -> Option<Cause> {
    rules::find(id).filter(|r| r.kind != RuleKind::Finding).map(|rule| Cause { rule, confidence })
}

struct Ranking<'a, 'c, 'm> {
    case: &'a Case<'c, 'm>,
    findings: &'a [Finding],
}

impl Ranking<'_, '_, '_> {
    fn holds(&self, id: &str) -> bool {
        self.findings.iter().any(|f| f.rule.id == id)
    }

    fn first(&self, ids: &[&'static str], confidence: Confidence) -> Option<Cause> {
        ids.iter().find(|id| self.holds(id)).and_then(|id| cause(id, confidence))
    }

    fn stopped(&self) -> Option<Cause> {
        self.contradicts_platform()
            .or_else(|| self.first(STOPPED, Confidence::Certain))
            .or_else(|| self.first(&["malware", "phishing-detected"], Confidence::Certain))
            .or_else(|| self.authentication())
            .or_else(|| self.score())
            .or_else(|| self.first(&["moved-after-delivery"], Confidence::Likely))
            .or_else(|| self.first(&["undeliverable"], Confidence::Certain))
    }

    /// The platform recorded the inbox, but the message was found in Junk: nothing at delivery explains that.
    fn contradicts_platform(&self) -> Option<Cause> {
        let outcome = &self.case.evidence.outcome;
        let moved = outcome.folder == Folder::Junk && outcome.platform_folder == Some(Folder::Inbox);
        let sure = if outcome.basis == Basis::Option { Confidence::Certain } else { Confidence::Likely };
        moved.then(|| cause("moved-after-delivery", sure)).flatten()
    }

    fn authentication(&self) -> Option<Cause> {
        facts::authentication_blamed(self.case)?;
        let confidence = self.how_sure();
        match self.case.evidence.exlibris.relation {
            Relation::Relay | Relation::Network | Relation::Forwarded => self.first(ROOTS, confidence),
            Relation::Claimed if self.holds("impersonates-exlibris") => {
                let known = facts::knows_relays(self.case);
                cause("impersonates-exlibris", if known { Confidence::Likely } else { Confidence::Possible })
            }
            Relation::Claimed if facts::refusal(self.case, facts::Refusal::Dmarc).is_some() => {
                self.first(&["dmarc-policy"], confidence)
            }
            Relation::Claimed | Relation::None => self.first(&["unauthenticated-sender"], confidence),
        }
    }

    /// Certain when the deciding filter names authentication, likely when its score leads there.
    fn how_sure(&self) -> Confidence {
        let unseen_gateway =
            self.holds("gateway-hides-relay") && self.case.evidence.authentication.gateway.is_none();
        // What was checked now need not be what the filter saw.
        let by_now = facts::relay_spf(self.case).is_some_and(|spf| spf.now);
        if unseen_gateway || by_now {
            return Confidence::Likely;
        }
        if facts::needed_group(self.case, Group::Authentication).is_some() {
            Confidence::Likely
        } else {
            Confidence::Certain
        }
    }

    fn score(&self) -> Option<Cause> {
        let case = self.case;
        if facts::deciding(case).is_some_and(|r| r.verdict == Verdict::Bulk) {
            return self.first(&["bulk-mail"], Confidence::Certain);
        }
        let by_lists =
            facts::needed_group(case, Group::Reputation).or_else(|| facts::lists_decided(case)).is_some();
        if by_lists && self.holds("relay-on-blocklist") {
            return cause("relay-on-blocklist", Confidence::Likely);
        }
        if facts::needed_group(case, Group::Bulk).is_some() {
            return self.first(&["bulk-mail"], Confidence::Likely);
        }
        if facts::needed_group(case, Group::List).is_some() {
            return cause("admin-block-list", Confidence::Likely);
        }
        if facts::refusal(case, facts::Refusal::Blocklist).is_some() {
            return self.first(&["relay-on-blocklist"], Confidence::Certain);
        }
        let stated =
            facts::deciding(case).is_some_and(|r| r.role != Role::Placement && r.verdict == Verdict::Spam);
        if stated || self.holds("content-score") {
            // Rules without their points do not tell which of them it could not have done without, and a score short
            // of its threshold does not tell what counted.
            let shown = facts::deciding(case).is_none_or(|r| {
                !facts::short_of_threshold(r)
                    && (r.codes.iter().all(|c| c.group.is_none())
                        || r.codes.iter().any(|c| c.points.is_some()))
            });
            return cause("content-score", if shown { Confidence::Likely } else { Confidence::Possible });
        }
        None
    }

    fn delivered(&self) -> Option<Cause> {
        let reported = self.case.evidence.outcome.folder == Folder::Other;
        let order = if reported { DELIVERED } else { &DELIVERED[1..] };
        self.first(order, Confidence::Certain)
    }
}
