//! `whyjunk` explains from exported mail why a library's notice was or was not classified as spam,
//! relative to the Ex Libris mail relays.
//!
//! The pipeline has one direction: bytes → headers → evidence → findings → diagnosis → report.
//! [`analyze_message`] runs it for one message; [`batch`] drives it over many.

pub mod batch;
pub mod cli;
pub mod diagnosis;
pub mod dns;
pub mod evidence;
pub mod headers;
pub mod input;
pub mod relays;
pub mod remedies;
pub mod report;
pub mod rules;
pub mod settings;
pub mod verify;

use diagnosis::Diagnosis;
use evidence::Evidence;
use headers::Headers;
use input::{Origin, RawMessage};
use rules::Case;
use settings::Settings;

/// One message, analysed: facts, findings and conclusion, all borrowing the message's bytes.
#[derive(Debug, Clone)]
pub struct Analysis<'m> {
    /// Where it was found.
    pub origin: Origin,
    /// Its fields.
    pub headers: Headers<'m>,
    /// What they state.
    pub evidence: Evidence<'m>,
    /// What follows.
    pub diagnosis: Diagnosis,
}

impl<'m> Analysis<'m> {
    /// The view that rules and remedies take.
    pub fn case<'a>(&'a self, settings: &'a Settings) -> Case<'a, 'm> {
        Case { headers: &self.headers, evidence: &self.evidence, settings }
    }
}

/// Analyses one message. Cannot fail: whatever is wrong with the message is evidence.
pub fn analyze_message<'m>(raw: RawMessage<'m>, settings: &Settings) -> Analysis<'m> {
    let RawMessage { bytes, origin, carried } = raw;
    let mut headers = headers::parse(bytes, &headers::Limits::default());
    headers.carried = carried;
    let evidence = evidence::collect(&headers, &origin, settings);
    let case = Case { headers: &headers, evidence: &evidence, settings };
    let findings = rules::judge(&case);
    let diagnosis = diagnosis::conclude(&case, findings);
    Analysis { origin, headers, evidence, diagnosis }
}
