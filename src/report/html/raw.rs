//! The header section as it stands in the message, line by line, with the parts marked that prove something.

use std::collections::BTreeMap;
use std::ops::Range;

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
    let mut lines: Vec<&str> = section.lines().map(|line| head(line, LINE)).collect();
    // The empty line that ends the section is not part of it.
    if lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    let (all, shown) = (lines.len(), lines.len().min(LINES));
    lines.truncate(LINES);
    let starts: Vec<usize> = headers.iter().map(|field| (field.line() as usize).saturating_sub(1)).collect();
    m.el("ol", &[class("raw")], |m| {
        let first = starts.first().copied().unwrap_or(shown).min(shown);
        field(0, 0, &lines[..first], &[], m);
        for (at, start) in starts.iter().enumerate().filter(|(_, start)| **start < shown) {
            let end = starts.get(at + 1).copied().unwrap_or(shown).clamp(*start, shown);
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            let parts = proving.get(&number).map_or(&[][..], Vec::as_slice);
            field(number, *start, &lines[*start..end], parts, m);
        }
    });
    if all > LINES {
        let more = count((all - LINES) as u64, "more line", "more lines");
        m.leaf("p", &[class("quiet")], &format!("{more}: this page shows {LINES}."));
    }
}

/// Writes the lines of a field of this number, which begins after `before` lines.
fn field(number_of: u32, before: usize, lines: &[&str], parts: &[&str], m: &mut Markup) {
    let look = if parts.is_empty() { "" } else { "proves" };
    for (at, (line, spans)) in lines.iter().zip(spans(lines, parts)).enumerate() {
        let place = Anchor::Numbered("line", (before + at) as u64 + 1);
        m.el("li", &[id(place), class(look), number("data-field", number_of.into())], |m| {
            marked(line, spans, m)
        });
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

/// Places in a line, bytes from its start.
type Span = Range<usize>;

/// Where `parts` stand in the lines of a field, whatever white space is between their words.
fn spans(lines: &[&str], parts: &[&str]) -> Vec<Vec<Span>> {
    let (text, places) = collapsed(lines);
    let mut spans = vec![Vec::new(); lines.len()];
    for part in parts {
        let (part, _) = collapsed(&[part.trim_end_matches('…')]);
        let Some(start) = text.find(part.trim()).filter(|_| !part.trim().is_empty()) else { continue };
        for (line, at) in places.iter().skip(start).take(part.trim().len()).flatten() {
            if let Some(spans) = spans.get_mut(*line) {
                add(spans, *at);
            }
        }
    }
    spans
}

/// The text of lines with one blank for each run of white space, and for each of its bytes the line and the byte that
/// it stands for, where it stands for one.
fn collapsed(lines: &[&str]) -> (String, Vec<Option<(usize, usize)>>) {
    let (mut text, mut places) = (String::new(), Vec::new());
    for (number, line) in lines.iter().enumerate() {
        for (at, c) in line.char_indices() {
            if !c.is_whitespace() {
                text.push(c);
                places.extend((0..c.len_utf8()).map(|byte| Some((number, at + byte))));
            } else if !text.ends_with(' ') {
                text.push(' ');
                places.push(None);
            }
        }
        if !text.ends_with(' ') {
            text.push(' ');
            places.push(None);
        }
    }
    (text, places)
}

/// Adds a byte; one blank between two words belongs to both.
fn add(spans: &mut Vec<Span>, at: usize) {
    match spans.last_mut() {
        Some(last) if (last.end..=last.end + 1).contains(&at) => last.end = at + 1,
        Some(last) if at < last.end => {}
        _ => spans.push(at..at + 1),
    }
}

/// A line with what proves something marked.
fn marked(line: &str, mut spans: Vec<Span>, m: &mut Markup) {
    spans.sort_unstable_by_key(|span| span.start);
    m.el("bdi", &[], |m| {
        let mut done = 0;
        for span in spans {
            let start = span.start.max(done);
            let (Some(before), Some(part)) = (line.get(done..start), line.get(start..span.end)) else {
                continue;
            };
            m.text(before);
            m.leaf("mark", &[], part);
            done = span.end;
        }
        m.text(line.get(done..).unwrap_or_default());
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_marked_over_folds_and_several_in_a_line() {
        let lines =
            ["X: spf=fail (sender IP)", "\tsmtp.mailfrom=example.edu; dkim=none", " dmarc=ä; spf=none"];
        let found = spans(
            &lines,
            &["spf=fail (sender IP) smtp.mailfrom=example.edu", "dkim=none dmarc=ä…", "absent", ""],
        );
        let texts = |at: usize| found[at].iter().map(|s| &lines[at][s.clone()]).collect::<Vec<_>>();
        assert_eq!(texts(0), ["spf=fail (sender IP)"]);
        assert_eq!(texts(1), ["smtp.mailfrom=example.edu", "dkim=none"]);
        assert_eq!(texts(2), ["dmarc=ä"]);
        let mut m = Markup::default();
        marked(lines[1], found[1].clone(), &mut m);
        let wanted = "<bdi> <mark>smtp.mailfrom=example.edu</mark>; <mark>dkim=none</mark></bdi>";
        assert_eq!(m.finish(), wanted);
    }
}
