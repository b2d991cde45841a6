//! The header section as it stands in the message, line by line, with the parts marked that prove something.

use std::collections::BTreeMap;

use super::markup::{Anchor, Markup, class, id, number};
use crate::headers::Headers;
use crate::report::Report;
use crate::report::model::Proof;
use crate::report::text::words::count;
use crate::report::untrusted::head;

/// Lines that are shown, and bytes of each.
const LINES: usize = 3000;
const LINE: usize = 2000;

/// The parts of fields that prove something, by the field's number.
type Parts<'r> = BTreeMap<u32, Vec<&'r str>>;

/// Writes the lines as a list. Each is the place `line` with its number; those that prove something have a class.
pub(super) fn write(headers: &Headers<'_>, report: &Report, m: &mut Markup) {
    let proving = proving(report);
    let section = headers.bytes.get(..headers.body_start).unwrap_or(headers.bytes);
    let section = String::from_utf8_lossy(section);
    let mut lines = section.lines();
    // The empty line that ends the section is not part of it.
    let last = section.lines().count() - usize::from(section.lines().next_back().is_some_and(str::is_empty));
    let mut fields = headers.iter().peekable();
    let mut parts: &[&str] = &[];
    m.el("ol", &[class("raw")], |m| {
        let mut current = 0;
        for (at, line) in lines.by_ref().take(last.min(LINES)).enumerate() {
            let own = at as u64 + 1;
            while let Some(field) = fields.next_if(|field| u64::from(field.line()) <= own) {
                current = field.number();
                parts = proving.get(&field.number()).map_or(&[], Vec::as_slice);
            }
            let look = if parts.is_empty() { "" } else { "proves" };
            m.el(
                "li",
                &[id(Anchor::Numbered("line", own)), class(look), number("data-field", current.into())],
                |m| {
                    marked(head(line, LINE), parts, m);
                },
            );
        }
    });
    if last > LINES {
        let more = count((last - LINES) as u64, "more line", "more lines");
        m.leaf("p", &[class("quiet")], &format!("{more}: this page shows {LINES}."));
    }
}

/// What proves the findings, where the message lies, the verdict and the relation.
fn proving(report: &Report) -> Parts<'_> {
    let findings = report.findings.iter().flat_map(|finding| &finding.proof);
    let others = [&report.placement.proof, &report.verdict.proof, &report.exlibris.proof];
    let mut parts = Parts::new();
    for Proof { number, excerpt, .. } in findings.chain(others.into_iter().flatten()) {
        let known = parts.entry(*number).or_default();
        if !known.contains(&excerpt.as_str()) {
            known.push(excerpt);
        }
    }
    parts
}

/// A line with the part that proves something marked, where it stands in this line.
fn marked(line: &str, parts: &[&str], m: &mut Markup) {
    let found = parts.iter().filter(|part| !part.is_empty()).find_map(|part| {
        let (before, after) = line.split_once(part)?;
        Some((before, *part, after))
    });
    m.el("bdi", &[], |m| match found {
        Some((before, part, after)) => {
            m.text(before);
            m.leaf("mark", &[], part);
            m.text(after);
        }
        None => m.text(line),
    });
}
