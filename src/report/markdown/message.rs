//! One message for a ticket: the answer, its proof, and what to do.

use super::sheet::Sheet;
use crate::report::model::{Remedy, Report};
use crate::report::text::{answer, words};

/// Lines of proof.
const PROOFS: usize = 4;
/// Remedies that are told; the first of them with its steps.
const REMEDIES: usize = 4;

/// Writes the message.
pub(super) fn write(report: &Report, carrier: Option<&Report>, sheet: &mut Sheet) {
    sheet.headline(&answer::headline(report));
    sheet.paragraph(answer::text(report));
    facts(report, carrier, sheet);
    proof(report, sheet);
    remedies(report, sheet);
    for note in &report.notes {
        sheet.paragraph(&format!("Note: {note}"));
    }
}

fn facts(report: &Report, carrier: Option<&Report>, sheet: &mut Sheet) {
    if let Some(cause) = &report.cause {
        sheet.item("Cause", &format!("{} ({})", cause.rule, cause.confidence), None);
    }
    sheet.item(
        "Ex Libris",
        &format!("{}: {}", report.exlibris.relation, answer::relation(&report.exlibris)),
        None,
    );
    sheet.item("Filter", &answer::decision(report), None);
    let message = &report.message;
    let date = message.date.as_deref().map_or(String::new(), words::minute);
    sheet.item("Subject", "", Some(message.subject.as_deref().unwrap_or("(no subject)")));
    if let Some(from) = &message.from {
        sheet.item("From", "", Some(&from.address));
    }
    if !date.is_empty() {
        sheet.item("Date", &date, None);
    }
    if let Some(id) = &message.message_id {
        sheet.item("Message-ID", "", Some(id));
    }
    if let Some(carrier) = carrier {
        let subject = carrier.message.subject.as_deref().unwrap_or("(no subject)");
        sheet.item("Carried by", "", Some(subject));
    }
}

/// The lines that prove the decisive finding.
fn proof(report: &Report, sheet: &mut Sheet) {
    let decisive = report.findings.iter().find(|f| f.severity == "decisive");
    let Some(finding) = decisive.filter(|f| !f.proof.is_empty()) else { return };
    sheet.item("Proof", "", None);
    for proof in finding.proof.iter().take(PROOFS) {
        let place = format!("field {}, line {}:", proof.number, proof.line);
        sheet.sub_item(&place, Some(&format!("{}: {}", proof.header, proof.excerpt)));
    }
    let more = finding.proof.len().saturating_sub(PROOFS);
    if more > 0 {
        sheet.sub_item(&format!("and {}", words::count(more as u64, "more place", "more places")), None);
    }
}

fn remedies(report: &Report, sheet: &mut Sheet) {
    if report.remedies.is_empty() {
        return;
    }
    sheet.heading("What to do");
    for (at, remedy) in report.remedies.iter().take(REMEDIES).enumerate() {
        sheet.number(at + 1, &format!("{}: {}", words::actor(remedy.actor), remedy.title));
        one(remedy, at == 0, report, sheet);
    }
    sheet.gap();
}

fn one(remedy: &Remedy, first: bool, report: &Report, sheet: &mut Sheet) {
    if first {
        remedy.steps.iter().for_each(|step| sheet.step("", step));
    }
    if let Some(what_if) = report.what_if.iter().find(|w| w.remedy == remedy.id) {
        sheet.step("Would have", &answer::would_have(what_if, report.placement.folder));
    }
    if let Some(snippet) = remedy.snippet.as_ref().filter(|_| first) {
        sheet.snippet(snippet.kind, &snippet.text);
    }
}
