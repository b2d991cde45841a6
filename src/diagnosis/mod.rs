//! The conclusion: one cause, how sure, and what to do first. The only place that weighs.

use crate::remedies::Remedy;
use crate::rules::{Case, Finding, Rule};

/// How sure the cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Confidence {
    /// The deciding filter says so.
    Certain,
    /// It follows from what trusted servers say.
    Likely,
    /// It fits, and nothing better is known.
    Possible,
}

impl Confidence {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// The one reason the message is where it is.
#[derive(Debug, Clone, Copy)]
pub struct Cause {
    /// The rule.
    pub rule: &'static Rule,
    /// How sure.
    pub confidence: Confidence,
}

/// The conclusion about one message.
#[derive(Debug, Clone, Default)]
pub struct Diagnosis {
    /// The cause.
    pub cause: Option<Cause>,
    /// The findings, decisive first.
    pub findings: Vec<Finding>,
    /// What to do, the one to try first, first; with the rules that each is for.
    pub remedies: Vec<(&'static Remedy, Vec<&'static str>)>,
}

/// Concludes from the findings.
pub fn conclude(case: &Case<'_, '_>, findings: Vec<Finding>) -> Diagnosis {
    let _ = case;
    Diagnosis { cause: None, findings, remedies: Vec::new() }
}

/// The whole answer in plain words, a few sentences, naming the Ex Libris relation.
pub fn explain(case: &Case<'_, '_>, diagnosis: &Diagnosis) -> String {
    let _ = (case, diagnosis);
    String::new()
}
