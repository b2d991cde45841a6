//! The explanation of one message: the answer first, then what to do, the route, the checks, the filters, the proof.

use super::markup::{Markup, class};
use super::{checks, filters, findings, remedies, route, words};
use crate::report::model::Report;
use crate::report::proof::cut;
use crate::report::text::{answer, words as plain};
use crate::rules;

/// Addresses of To that are listed.
const RECIPIENTS: usize = 10;

/// How deep in the page an explanation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Depth {
    /// It is the page.
    Page,
    /// It is one of many in the page.
    Entry,
}

impl Depth {
    /// The element of its headings.
    pub(super) fn heading(self) -> &'static str {
        match self {
            Self::Page => "h2",
            Self::Entry => "h4",
        }
    }
}

/// Writes the message as people call it: subject, sender, date.
pub(in crate::report) fn title(report: &Report, m: &mut Markup) {
    match &report.message.subject {
        Some(subject) => {
            m.text("“");
            // The answer stands below: a subject of thousands of letters would push it off the page.
            m.foreign(&cut(subject));
            m.text("”");
        }
        None => m.text("(no subject)"),
    }
    if let Some(from) = &report.message.from {
        m.text(" from ");
        m.foreign(&from.address);
    }
    if let Some(date) = &report.message.date {
        m.leaf("span", &[class("quiet")], &format!(" {}", plain::minute(date)));
    }
}

/// Writes the answer: where it is, and why.
pub(in crate::report) fn answer(report: &Report, m: &mut Markup) {
    m.leaf("p", &[class("lead")], answer::text(report));
    if report.exlibris.relation == "claimed" {
        m.leaf("p", &[class("alarm")], CLAIMED);
    }
    if let Some(rule) = report.cause.as_ref().and_then(|cause| rules::find(cause.rule)) {
        m.el("p", &[class("means")], |m| {
            m.leaf("strong", &[], "What that means: ");
            m.text(rule.why);
            let meant = words::gloss(&format!("{} {}", rule.title, rule.why));
            if !meant.is_empty() {
                m.leaf("span", &[class("quiet")], &format!(" In plain words: {meant}"));
            }
        });
    }
    if let Some(cause) = &report.cause {
        m.el("p", &[class("means")], |m| {
            m.leaf("strong", &[], "How sure: ");
            m.text(words::sure(cause.confidence));
            m.text(".");
        });
    }
}

const CLAIMED: &str = "This message says that it comes from Ex Libris, and nothing trusted confirms it. Do not allow-list its sender on its word.";

/// Writes the rest of the explanation: what to do, then the facts that the answer rests on.
pub(in crate::report) fn evidence(report: &Report, carrier: Option<&Report>, depth: Depth, m: &mut Markup) {
    remedies::write(report, depth, m);
    m.leaf(depth.heading(), &[], "The message in short");
    facts(report, carrier, m);
    route::write(report, depth, m);
    checks::write(report, depth, m);
    filters::write(report, depth, m);
    findings::write(report, depth, m);
}

fn facts(report: &Report, carrier: Option<&Report>, m: &mut Markup) {
    m.el("dl", &[class("facts")], |m| {
        let placement = &report.placement;
        fact("Folder", m, |m| {
            m.leaf("span", &[class(words::folder_class(placement.folder))], words::folder(placement.folder));
            m.text(&format!(" {}", plain::basis(placement.basis)));
            if let Some(word) = &placement.override_ {
                m.text(", put there by ");
                m.foreign(word);
            }
        });
        fact("Filter", m, |m| m.text(&answer::decision(report)));
        fact("Ex Libris", m, |m| m.text(&answer::relation(&report.exlibris)));
        if let Some(cause) = &report.cause {
            fact("Cause", m, |m| {
                m.leaf("code", &[], cause.rule);
                m.text(&format!(" ({})", cause.confidence));
            });
        }
        people(report, m);
        fact("Found in", m, |m| m.foreign(&answer::place(report)));
        if let Some(carrier) = carrier {
            fact("Carried by", m, |m| {
                m.foreign(carrier.message.subject.as_deref().unwrap_or("a message without a subject"));
                if let Some(from) = &carrier.message.from {
                    m.text(" from ");
                    m.foreign(&from.address);
                }
            });
        }
    });
}

/// The message as people call it.
fn people(report: &Report, m: &mut Markup) {
    let message = &report.message;
    fact("Subject", m, |m| match &message.subject {
        Some(subject) => m.foreign(subject),
        None => m.text("(none)"),
    });
    if let Some(from) = &message.from {
        fact("From", m, |m| {
            if let Some(name) = &from.name {
                m.foreign(name);
                m.text(" ");
            }
            m.foreign(&format!("<{}>", from.address));
        });
    }
    if let Some(path) = &message.return_path {
        fact("Envelope sender", m, |m| match path.as_str() {
            "" => m.text("the null sender, as bounces have it"),
            path => m.foreign(path),
        });
    }
    if !message.to.is_empty() {
        fact("To", m, |m| {
            for (at, to) in message.to.iter().take(RECIPIENTS).enumerate() {
                m.text(if at > 0 { ", " } else { "" });
                m.foreign(to);
            }
            if message.to.len() > RECIPIENTS {
                m.text(&format!(" and {} more", message.to.len() - RECIPIENTS));
            }
        });
    }
    if let Some(date) = &message.date {
        fact("Date", m, |m| m.text(&plain::minute(date)));
    }
}

fn fact(name: &'static str, m: &mut Markup, value: impl FnOnce(&mut Markup)) {
    m.leaf("dt", &[], name);
    m.el("dd", &[], value);
}
