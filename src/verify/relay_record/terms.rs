//! The terms of the domain's own record: what each costs, and which could go.

use super::{Case, Spot};
use crate::verify::spf::{Branch, Found, Record, Remark};

/// The place of a term, or of the whole record, in the tree of a walk.
pub(crate) fn spot(branch: &Branch, domain: &str, term: Option<usize>) -> Option<Spot> {
    if branch.domain == domain && !(branch.leaves.is_empty() && term.is_some()) {
        let record = branch.found.record()?;
        let at = match term {
            Some(term) => record.terms.get(term)?.at.clone(),
            None => 0..record.text.len(),
        };
        return Some(Spot { domain: domain.to_owned(), record: record.text.clone(), at });
    }
    branch
        .leaves
        .iter()
        .filter_map(|leaf| leaf.nested.as_deref())
        .find_map(|nested| spot(nested, domain, term))
}

/// Terms of a record that are looked at; no record that works has as many.
const MOST_TERMS: usize = 200;

/// Why a term could be left out without changing who passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needless {
    /// The same stands elsewhere: in the record, or in what it includes.
    Duplicate,
    /// It matches nobody: there is no such name or record.
    Void,
    /// No check comes to it.
    NeverReached,
}

impl Needless {
    /// The reason in words.
    pub(crate) const fn why(self) -> &'static str {
        match self {
            Self::Duplicate => "it stands twice",
            Self::Void => "nothing is published there",
            Self::NeverReached => "it stands after all",
        }
    }
}

/// The terms of the domain's own record that could go: number and why.
pub(crate) fn needless(case: &Case<'_>) -> Vec<(usize, Needless)> {
    let Some(record) = case.record() else { return Vec::new() };
    let mut found = Vec::new();
    for term in 0..record.terms.len().min(MOST_TERMS) {
        let remarked = |wanted: &Remark| {
            case.walk
                .remarks
                .iter()
                .any(|r| r.domain == case.domain && r.term == Some(term) && r.remark == *wanted)
        };
        let why = if remarked(&Remark::NeverReached) {
            Needless::NeverReached
        } else if is_duplicate(case, record, term) {
            Needless::Duplicate
        } else if remarked(&Remark::Void) {
            Needless::Void
        } else {
            continue;
        };
        found.push((term, why));
    }
    found
}

/// A term that stands before in the record, or an include that another one includes already.
fn is_duplicate(case: &Case<'_>, record: &Record, term: usize) -> bool {
    let text = record.term_text(term);
    let before = (0..term).any(|other| record.term_text(other).eq_ignore_ascii_case(text));
    let include = case.walk.included.iter().find(|i| i.by == case.domain && i.term == term && i.passes);
    let nested = include.is_some_and(|include| {
        let elsewhere = |i: &&crate::verify::spf::Included| i.domain == include.domain && i.by != case.domain;
        case.walk.included.iter().filter(elsewhere).any(|i| i.passes)
    });
    before || nested
}

/// The terms that cost look-ups: text and number, the dearest first.
pub(crate) fn costs(case: &Case<'_>) -> Vec<(String, usize)> {
    let Some(record) = case.record() else { return Vec::new() };
    let leaves = case.walk.root.leaves.iter().enumerate().filter(|(_, leaf)| leaf.lookups > 0);
    let mut costs: Vec<(String, usize)> =
        leaves.map(|(term, leaf)| (record.term_text(term).to_owned(), leaf.lookups)).collect();
    costs.sort_by_key(|(_, cost)| std::cmp::Reverse(*cost));
    costs
}

/// Terms of the own record that include something without a usable record, which makes each check an error.
pub(crate) fn broken_includes(case: &Case<'_>) -> Vec<usize> {
    let leaves = case.walk.root.leaves.iter().enumerate().filter(|(_, leaf)| leaf.reached);
    let broken = |branch: &Branch| matches!(branch.found, Found::Nothing { .. } | Found::InvalidDomain);
    leaves.filter(|(_, leaf)| leaf.nested.as_deref().is_some_and(broken)).map(|(term, _)| term).collect()
}
