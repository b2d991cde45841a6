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
pub mod serve;
pub mod settings;
pub mod verify;

use diagnosis::Diagnosis;
use evidence::Evidence;
use headers::Headers;
use input::{Origin, RawMessage};
use rules::Case;
use settings::Settings;
use verify::{Verified, Verifier};

/// One message, analysed: facts, findings and conclusion, all borrowing the message's bytes.
#[derive(Debug, Clone)]
pub struct Analysis<'m> {
    /// Where it was found.
    pub origin: Origin,
    /// Its fields.
    pub headers: Headers<'m>,
    /// What they state.
    pub evidence: Evidence<'m>,
    /// What checking it anew gave; `None` when DNS is off.
    pub verified: Option<Verified>,
    /// What follows.
    pub diagnosis: Diagnosis,
}

impl<'m> Analysis<'m> {
    /// The view that rules and remedies take.
    pub fn case<'a>(&'a self, settings: &'a Settings) -> Case<'a, 'm> {
        Case { headers: &self.headers, evidence: &self.evidence, settings, verified: self.verified.as_ref() }
    }
}

/// Analyses one message. Cannot fail: whatever is wrong with the message is evidence.
pub fn analyze_message<'m>(raw: RawMessage<'m>, settings: &Settings) -> Analysis<'m> {
    analyze_and_verify(raw, settings, None)
}

/// Analyses one message, and checks with `verifier` what its headers claim.
pub fn analyze_and_verify<'m>(
    raw: RawMessage<'m>,
    settings: &Settings,
    verifier: Option<&Verifier<'_>>,
) -> Analysis<'m> {
    let RawMessage { bytes, origin, carried, .. } = raw;
    let mut headers = headers::parse(bytes, &headers::Limits::default());
    headers.carried = carried;
    let mut evidence = evidence::collect(&headers, &origin, settings);
    let verified = verifier.map(|verifier| {
        let rewritten = input::rewritten(&bytes[..headers.body_start.min(bytes.len())], &origin);
        evidence.notes.extend(rewritten.map(str::to_owned));
        let has_body = origin.container.keeps_body() && !origin.cut && rewritten.is_none();
        let verified = verifier.verify(&headers, &evidence, has_body);
        if let Some(proved) = verified.relation(&headers, &evidence, settings) {
            evidence.exlibris = proved;
        }
        Verified { trials: verifier.trials(&evidence, &verified, settings), ..verified }
    });
    let case = Case { headers: &headers, evidence: &evidence, settings, verified: verified.as_ref() };
    let findings = rules::judge(&case);
    let diagnosis = diagnosis::conclude(&case, findings);
    Analysis { origin, headers, evidence, verified, diagnosis }
}
