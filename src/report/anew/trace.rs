//! An SPF check line by line: each record and each term, in the order of the check.

use super::Line;
use crate::verify::spf::{Found, Lookup, Outcome, Step, Visit};

/// Lines that are listed; no honest record needs more.
const MOST_LINES: usize = 200;
/// Characters of a record or a term that are shown.
const MOST_TEXT: usize = 500;

/// The lines of a trace, and how many more there are.
pub(super) fn lines(root: &Visit) -> (Vec<Line>, usize) {
    let mut trace = Trace { lines: Vec::new(), more: 0 };
    trace.visit(root, 0);
    (trace.lines, trace.more)
}

struct Trace {
    lines: Vec<Line>,
    more: usize,
}

impl Trace {
    fn push(&mut self, line: Line) {
        if self.lines.len() < MOST_LINES { self.lines.push(line) } else { self.more += 1 }
    }

    /// Depth is bounded: a check follows at most ten includes and redirects.
    fn visit(&mut self, visit: &Visit, depth: usize) {
        let (outcome, text) = found(visit);
        let domain = visit.domain.clone();
        self.push(Line { depth, domain, term: None, outcome, text, lookups: Vec::new() });
        let Some(record) = visit.found.record() else { return };
        for (term, step) in record.terms.iter().zip(&visit.steps) {
            let text = record.text.get(term.at.clone()).unwrap_or_default();
            let (outcome, why) = told(step);
            self.push(Line {
                depth,
                domain: visit.domain.clone(),
                term: Some(cut(text)),
                outcome,
                text: why,
                lookups: step.lookups.iter().map(asked).collect(),
            });
            if let Some(nested) = &step.nested {
                self.visit(nested, depth + 1);
            }
        }
    }
}

fn found(visit: &Visit) -> (&'static str, String) {
    match &visit.found {
        Found::Record(record) => ("record", cut(&record.text)),
        Found::Several(records) => {
            ("several-records", format!("{} records, where one is allowed", records.len()))
        }
        Found::Nothing { no_such_domain: true, .. } => ("no-record", "the domain does not exist".to_owned()),
        Found::Nothing { .. } => ("no-record", "no SPF record".to_owned()),
        Found::InvalidDomain => ("invalid-domain", "no domain name".to_owned()),
        Found::Failed(failure) => ("failed", format!("the look-up failed: {failure}")),
        Found::NotRecorded => ("not-recorded", "the answer is not recorded".to_owned()),
    }
}

fn told(step: &Step) -> (&'static str, String) {
    match &step.outcome {
        Outcome::Matched => ("matched", "matched".to_owned()),
        Outcome::NotMatched(miss) => ("not-matched", miss.to_string()),
        Outcome::Open => ("open", "an answer is not recorded".to_owned()),
        Outcome::Error(problem) => ("error", problem.to_string()),
        Outcome::NotReached => ("not-reached", "not reached".to_owned()),
        Outcome::Followed => ("followed", "followed".to_owned()),
        Outcome::Modifier => ("modifier", "takes no part".to_owned()),
    }
}

fn asked(lookup: &Lookup) -> String {
    format!("{} {}", lookup.question.name, lookup.question.kind.id())
}

pub(super) fn cut(text: &str) -> String {
    match text.char_indices().nth(MOST_TEXT) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
