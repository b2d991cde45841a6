//! One line for a message among many.

use super::page::{Page, Tone};
use crate::report::model::Report;
use crate::report::{Look, untrusted};

/// Columns of the fixed parts: folder, relation, cause.
const FOLDER: usize = 10;
const RELATION: usize = 9;
const CAUSE: usize = 31;
/// Columns from which the subject is shown too.
const ROOMY: usize = 110;

/// The heading of the lines.
pub(super) fn heading(look: Look) -> String {
    let line = join(look, "Folder", "Ex Libris", "Cause", "Message", "");
    format!("{line}\n")
}

/// The line of one message.
pub(super) fn line(report: &Report, look: Look) -> String {
    let cause = report.cause.as_ref().map_or("–", |cause| cause.rule);
    let subject = report.message.subject.as_deref().unwrap_or_default();
    let text = join(look, report.placement.folder, report.exlibris.relation, cause, &place(report), subject);
    let mut page = Page::new(look);
    page.line(&text, tone(report, cause));
    page.finish()
}

fn tone(report: &Report, cause: &str) -> Tone {
    match report.placement.folder {
        _ if cause == "impersonates-exlibris" => Tone::Doubtful,
        "junk" | "quarantine" | "rejected" => Tone::Bad,
        _ => Tone::Plain,
    }
}

fn join(look: Look, folder: &str, relation: &str, cause: &str, place: &str, subject: &str) -> String {
    let room = look.width.saturating_sub(FOLDER + RELATION + CAUSE + 3).max(12);
    let start = format!("{folder:FOLDER$} {relation:RELATION$} {cause:CAUSE$} ");
    if look.width < ROOMY || subject.is_empty() {
        return format!("{start}{}", untrusted::fit_end(place, room));
    }
    let place = untrusted::fit_end(place, room / 2);
    let gap = (room / 2).saturating_sub(untrusted::width(&place));
    format!("{start}{place}{:gap$} {}", "", untrusted::fit(subject, room - room / 2 - 1))
}

/// The path, with the number where a file holds several.
fn place(report: &Report) -> String {
    let source = &report.source;
    match (source.inside, source.container) {
        (Some(carrier), _) => format!("{}:{carrier}>{}", source.path, source.number),
        (None, "mbox") => format!("{}:{}", source.path, source.number),
        _ => source.path.clone(),
    }
}
