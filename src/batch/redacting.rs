//! Redacted reports: numbered and rendered one after the other, in input order, since pseudonyms count what is shown.

use std::io::{self, Write};

use super::fence;
use crate::report::redact::Redactor;
use crate::report::{Rendered, Renderer, Report, Summary, Unreadable};

/// Redacts a report. One that cannot be redacted must not be shown, nor be missed in silence.
pub(super) fn one(report: &mut Report, redactor: &mut Redactor<'_>) -> io::Result<()> {
    let defect = "a report could not be redacted: a defect of this program, please report it";
    fence::guard(|| redactor.report(report)).ok_or_else(|| io::Error::other(defect))
}

/// Redacts and writes the reports of a block. `counted` are further messages worth showing.
pub(super) fn block(
    reports: Vec<Report>,
    counted: u64,
    redactor: &mut Redactor<'_>,
    renderer: &mut dyn Renderer,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut rest = counted;
    for mut report in reports {
        // A report that is not shown must use up no number: how many there are depends on the number of threads.
        if renderer.is_full() {
            rest += 1;
            continue;
        }
        one(&mut report, redactor)?;
        let mut rendered = Rendered::default();
        renderer.render(&report, &mut rendered.bytes)?;
        rendered.ends.push(rendered.bytes.len());
        renderer.block(&rendered, out)?;
    }
    renderer.block(&Rendered { counted: rest, ..Rendered::default() }, out)
}

/// Shows an input that could not be read; its own name is for standard error.
pub(super) fn unreadable(
    unreadable: &Unreadable,
    redactor: Option<&mut Redactor<'_>>,
    renderer: &mut dyn Renderer,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(redactor) = redactor else { return renderer.unreadable(unreadable, out) };
    let mut shown = unreadable.clone();
    redactor.unreadable(&mut shown);
    renderer.unreadable(&shown, out)
}

/// Ends the output with the summary.
pub(super) fn end(
    summary: &Summary,
    redactor: Option<&mut Redactor<'_>>,
    renderer: &mut dyn Renderer,
    out: &mut dyn Write,
) -> io::Result<()> {
    let Some(redactor) = redactor else { return renderer.end(summary, out) };
    let mut shown = summary.clone();
    redactor.summary(&mut shown);
    renderer.end(&shown, out)
}
