//! The findings with the header lines that prove them, and the notes.

use super::markup::{Markup, class, number};
use super::message::Depth;
use crate::report::model::{Finding, Proof, Report};
use crate::report::text::words;

/// Findings that are shown, and places of each.
const FINDINGS: usize = 60;
const PLACES: usize = 6;

/// Writes the findings, decisive first, then the notes.
pub(super) fn write(report: &Report, depth: Depth, m: &mut Markup) {
    if !report.findings.is_empty() {
        m.leaf(depth.heading(), &[], "Findings, each with the header lines that prove it");
        m.el("ul", &[class("findings")], |m| {
            report.findings.iter().take(FINDINGS).for_each(|finding| one(finding, m));
        });
    }
    if !report.notes.is_empty() {
        m.leaf(depth.heading(), &[], "What could not be seen or had to be assumed");
        m.el("ul", &[], |m| report.notes.iter().for_each(|note| m.leaf("li", &[], note)));
    }
}

fn one(finding: &Finding, m: &mut Markup) {
    let look = match finding.severity {
        "decisive" | "high" => "chip bad",
        "medium" => "chip doubt",
        _ => "chip",
    };
    m.el("li", &[], |m| {
        m.el("p", &[], |m| {
            m.leaf("span", &[class(look)], finding.severity);
            m.text(" ");
            m.leaf("strong", &[], finding.title);
            m.text(" ");
            m.leaf("code", &[class("quiet")], finding.rule);
        });
        m.leaf("p", &[], &finding.text);
        for proof in finding.proof.iter().take(PLACES) {
            place(proof, m);
        }
        if finding.proof.len() > PLACES {
            let more = words::count((finding.proof.len() - PLACES) as u64, "more place", "more places");
            m.leaf("p", &[class("quiet")], &format!("and {more}"));
        }
    });
}

/// The field, its number and line, and the part that proves it.
fn place(proof: &Proof, m: &mut Markup) {
    m.el("p", &[class("proof"), number("data-line", proof.line.into())], |m| {
        m.leaf("span", &[class("quiet")], &format!("field {}, line {}: ", proof.number, proof.line));
        m.el("code", &[], |m| {
            m.foreign(&format!("{}: ", proof.header));
            m.leaf("mark", &[], &proof.excerpt);
        });
    });
}
