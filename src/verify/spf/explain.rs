//! The explanation of a fail (RFC 7208 section 6.2), fetched after the result is certain.

use super::check::{Check, Target};
use super::macros::{MacroString, Use};
use super::trace::{Explanation, NoExplanation, Outcome, Step, Visit};
use super::{MAX_EXPLANATION_LENGTH, MAX_RECORD_LENGTH};
use crate::dns::{Answer, Kind, Record};

impl Check<'_> {
    /// The explanation that the deciding record names: never that of an included one, but that of a redirect's.
    pub(super) fn explanation(&mut self, root: &Visit) -> Option<Explanation> {
        let visit = followed(root);
        let spec = visit.found.record()?.explanation()?;
        let mut step = Step::new();
        let (target, text) = match self.target(Some(spec), &visit.domain, &mut step) {
            Target::Name(name) => {
                let text = self.explanation_text(&name, &visit.domain);
                (name, text)
            }
            Target::Invalid(name) => (name, Err(NoExplanation::InvalidName)),
            Target::Open => (spec.text.clone(), Err(NoExplanation::NotRecorded)),
        };
        Some(Explanation { domain: visit.domain.clone(), target, text })
    }

    fn explanation_text(&mut self, name: &str, domain: &str) -> Result<String, NoExplanation> {
        let answer = self.ask(name, Kind::Txt);
        let text = match &answer {
            Answer::Records(records) => match records.as_ref() {
                [Record::Txt(text)] => text,
                [] | [_] => return Err(NoExplanation::NoRecords),
                _ => return Err(NoExplanation::SeveralRecords),
            },
            Answer::NoData | Answer::NxDomain => return Err(NoExplanation::NoRecords),
            Answer::Failed(failure) => return Err(NoExplanation::Failed(*failure)),
            Answer::NotRecorded => return Err(NoExplanation::NotRecorded),
        };
        if text.len() > MAX_RECORD_LENGTH {
            return Err(NoExplanation::TooLong);
        }
        let text = String::from_utf8_lossy(text);
        let parsed = MacroString::parse(&text, 0, Use::Explanation)
            .map_err(|error| NoExplanation::Syntax(error.kind))?;
        let validated = match parsed.uses_validated_name() {
            true => self.validated_name(domain, &mut Step::new()).ok_or(NoExplanation::NotRecorded)?,
            false => String::new(),
        };
        parsed.expand(&self.values, domain, &validated, MAX_EXPLANATION_LENGTH).ok_or(NoExplanation::TooLong)
    }
}

/// The record that decided: the last of a row of redirects.
fn followed(root: &Visit) -> &Visit {
    let mut visit = root;
    while let Some(next) = visit.steps.iter().find(|s| s.outcome == Outcome::Followed) {
        match &next.nested {
            Some(nested) => visit = nested,
            None => break,
        }
    }
    visit
}
