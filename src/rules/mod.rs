//! Judgements: each rule looks at the evidence of one message and says where it holds. [`RULES`] is the only list.

mod admin_block_list;
mod allow_listed_by_policy;
mod allow_listed_by_rule;
mod allow_listed_ip;
mod broken_chain;
mod bulk_mail;
mod changed_after_delivery;
mod changed_after_signing;
mod clock_skew;
mod conflicting_verdicts;
mod content_score;
mod delivered_despite_verdict;
mod dkim_broken;
mod dkim_missing;
mod dkim_not_aligned;
mod dmarc_policy;
mod dns_changed_since;
mod duplicate_from_field;
mod duplicate_verdict_header;
mod envelope_not_aligned;
pub(crate) mod facts;
mod forged_hop;
mod forged_verdict;
mod forwarding_broke_authentication;
mod gateway_hides_relay;
mod hop_delay;
mod impersonates_exlibris;
mod mail_flow_rule;
mod malware;
mod moved_after_delivery;
mod no_tls_from_relay;
mod no_verdict_in_headers;
mod not_scanned;
mod only_checked_now;
mod passed_filters;
mod phishing_detected;
mod placeholder_from_address;
mod recipient_block_list;
mod recipient_rule;
mod recipient_safe_sender;
mod region_incomplete;
mod registry_outdated;
mod relay_not_in_registry;
mod relay_on_blocklist;
mod released_from_quarantine;
mod result_not_confirmed;
mod sender_side_verdict;
mod spf_omits_relay;
mod spf_permerror;
mod spoof_of_own_domain;
mod unauthenticated_sender;
mod undeclared_gateway;
mod undeliverable;

pub(crate) use facts::differences;

use crate::evidence::Evidence;
use crate::headers::{Headers, Place};
use crate::remedies::Remedy;
use crate::settings::Settings;
use crate::verify::Verified;

/// Every rule, sorted by id.
pub static RULES: &[&Rule] = &[
    &admin_block_list::ADMIN_BLOCK_LIST,
    &allow_listed_by_policy::ALLOW_LISTED_BY_POLICY,
    &allow_listed_by_rule::ALLOW_LISTED_BY_RULE,
    &allow_listed_ip::ALLOW_LISTED_IP,
    &broken_chain::BROKEN_CHAIN,
    &bulk_mail::BULK_MAIL,
    &changed_after_delivery::CHANGED_AFTER_DELIVERY,
    &changed_after_signing::CHANGED_AFTER_SIGNING,
    &clock_skew::CLOCK_SKEW,
    &conflicting_verdicts::CONFLICTING_VERDICTS,
    &content_score::CONTENT_SCORE,
    &delivered_despite_verdict::DELIVERED_DESPITE_VERDICT,
    &dkim_broken::DKIM_BROKEN,
    &dkim_missing::DKIM_MISSING,
    &dkim_not_aligned::DKIM_NOT_ALIGNED,
    &dmarc_policy::DMARC_POLICY,
    &dns_changed_since::DNS_CHANGED_SINCE,
    &duplicate_from_field::DUPLICATE_FROM_FIELD,
    &duplicate_verdict_header::DUPLICATE_VERDICT_HEADER,
    &envelope_not_aligned::ENVELOPE_NOT_ALIGNED,
    &forged_hop::FORGED_HOP,
    &forged_verdict::FORGED_VERDICT,
    &forwarding_broke_authentication::FORWARDING_BROKE_AUTHENTICATION,
    &gateway_hides_relay::GATEWAY_HIDES_RELAY,
    &hop_delay::HOP_DELAY,
    &impersonates_exlibris::IMPERSONATES_EXLIBRIS,
    &mail_flow_rule::MAIL_FLOW_RULE,
    &malware::MALWARE,
    &moved_after_delivery::MOVED_AFTER_DELIVERY,
    &no_tls_from_relay::NO_TLS_FROM_RELAY,
    &no_verdict_in_headers::NO_VERDICT_IN_HEADERS,
    &not_scanned::NOT_SCANNED,
    &only_checked_now::ONLY_CHECKED_NOW,
    &passed_filters::PASSED_FILTERS,
    &phishing_detected::PHISHING_DETECTED,
    &placeholder_from_address::PLACEHOLDER_FROM_ADDRESS,
    &recipient_block_list::RECIPIENT_BLOCK_LIST,
    &recipient_rule::RECIPIENT_RULE,
    &recipient_safe_sender::RECIPIENT_SAFE_SENDER,
    &region_incomplete::REGION_INCOMPLETE,
    &registry_outdated::REGISTRY_OUTDATED,
    &relay_not_in_registry::RELAY_NOT_IN_REGISTRY,
    &relay_on_blocklist::RELAY_ON_BLOCKLIST,
    &released_from_quarantine::RELEASED_FROM_QUARANTINE,
    &result_not_confirmed::RESULT_NOT_CONFIRMED,
    &sender_side_verdict::SENDER_SIDE_VERDICT,
    &spf_omits_relay::SPF_OMITS_RELAY,
    &spf_permerror::SPF_PERMERROR,
    &spoof_of_own_domain::SPOOF_OF_OWN_DOMAIN,
    &unauthenticated_sender::UNAUTHENTICATED_SENDER,
    &undeclared_gateway::UNDECLARED_GATEWAY,
    &undeliverable::UNDELIVERABLE,
];

/// A judgement about one message: one constant per file, the file's name is the id.
#[derive(Debug)]
pub struct Rule {
    /// Kebab case; the pattern found, not the cure. Never renamed.
    pub id: &'static str,
    /// How much it matters when it is not the cause.
    pub severity: Severity,
    /// Whether it can be the cause of a message's fate.
    pub kind: RuleKind,
    /// A headline for people.
    pub title: &'static str,
    /// What the rule finds, for `whyjunk rules` and the docs.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What can be done, the first to try first.
    pub remedies: &'static [&'static Remedy],
    /// Where it holds: at least one place, or `None`.
    pub check: for<'m> fn(&Case<'_, 'm>) -> Option<Vec<Place>>,
    /// The finding in plain words for this message: the fact, what it means.
    pub text: for<'m> fn(&Case<'_, 'm>) -> String,
}

/// Whether a rule can be a cause, and of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RuleKind {
    /// Of mail that was junked, quarantined or rejected.
    JunkedCause,
    /// Of mail that was delivered.
    DeliveredCause,
    /// Of either.
    AnyCause,
    /// Of neither: a finding only.
    Finding,
}

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The cause.
    Decisive,
    /// Would junk mail on its own at many filters.
    High,
    /// Weakens the message.
    Medium,
    /// Worth mending.
    Low,
    /// A fact to know.
    Info,
}

impl Severity {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Decisive => "decisive",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }
}

/// What a rule may look at: one message, its evidence and the settings.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a, 'm> {
    /// The fields.
    pub headers: &'a Headers<'m>,
    /// The evidence.
    pub evidence: &'a Evidence<'m>,
    /// The user's settings.
    pub settings: &'a Settings,
    /// What checking it anew gave; `None` when DNS is off.
    pub verified: Option<&'a Verified>,
}

/// A rule that holds, and the places that prove it (never empty).
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// The places.
    pub places: Vec<Place>,
}

/// Runs every rule.
pub fn judge(case: &Case<'_, '_>) -> Vec<Finding> {
    judge_by(case, RULES.iter().copied())
}

/// Runs the rules that can be a cause.
pub(crate) fn judge_causes(case: &Case<'_, '_>) -> Vec<Finding> {
    judge_by(case, RULES.iter().copied().filter(|rule| rule.kind != RuleKind::Finding))
}

fn judge_by(case: &Case<'_, '_>, rules: impl Iterator<Item = &'static Rule>) -> Vec<Finding> {
    rules
        .filter_map(|rule| {
            let places = (rule.check)(case).filter(|p| !p.is_empty())?;
            Some(Finding { rule, places })
        })
        .collect()
}

/// The rule with this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.binary_search_by(|r| r.id.cmp(id)).ok().map(|i| RULES[i])
}
