//! The findings with the lines that prove them, and the notes.

use super::page::{Page, Tone};
use super::words;
use crate::report::model::{Finding, Proof, Report};
use crate::report::untrusted;

/// Places shown for one finding without `--verbose`.
const PLACES: usize = 3;

/// Writes the findings, decisive first, then the notes.
pub(super) fn write(report: &Report, page: &mut Page) {
    if !report.findings.is_empty() {
        page.heading("Findings");
        for (at, finding) in report.findings.iter().enumerate() {
            if at > 0 {
                page.gap();
            }
            one(finding, page);
        }
    }
    if !report.notes.is_empty() {
        page.heading("Notes");
        for note in &report.notes {
            page.item(2, "- ", note, Tone::Plain);
        }
    }
}

fn one(finding: &Finding, page: &mut Page) {
    let tone = match finding.severity {
        "decisive" | "high" => Tone::Bad,
        "medium" => Tone::Doubtful,
        _ => Tone::Strong,
    };
    page.item(2, "", &format!("{} [{}, {}]", finding.title, finding.rule, finding.severity), tone);
    page.paragraph(4, &finding.text, Tone::Plain);
    let shown = if page.look().verbose { finding.proof.len() } else { PLACES };
    for proof in finding.proof.iter().take(shown) {
        place(proof, page);
    }
    if finding.proof.len() > shown {
        let more = finding.proof.len() - shown;
        let places = words::count(more as u64, "more place", "more places");
        page.paragraph(4, &format!("and {places} (--verbose)"), Tone::Quiet);
    }
}

/// The field, its number and line, and two lines of excerpt at most.
fn place(proof: &Proof, page: &mut Page) {
    let label = format!("field {}, line {}: ", proof.number, proof.line);
    let look = page.look();
    let room = look.width.saturating_sub(4 + label.len()).max(20);
    let text = format!("{}: {}", proof.header, proof.excerpt);
    let text = if look.verbose { text } else { untrusted::fit(&text, room * 2 - 8) };
    page.item(4, &label, &text, Tone::Quiet);
}
