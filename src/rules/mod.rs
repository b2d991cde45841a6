//! Judgements: each rule looks at the evidence of one message and says where it holds. [`RULES`] is the only list.

use crate::evidence::Evidence;
use crate::headers::{Headers, Place};
use crate::remedies::Remedy;
use crate::settings::Settings;

/// Every rule, sorted by id.
pub static RULES: &[&Rule] = &[];

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
    RULES
        .iter()
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
