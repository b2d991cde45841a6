//! `--redact`: takes out of a finished report whatever tells about people, and leaves what tells about the mail system.
//!
//! It works on the owned report, before any format sees it, so that none can forget it. Every struct is taken apart by
//! an exhaustive pattern: a field that is added does not compile before somebody has said here what becomes of it. In
//! running text and excerpts nothing stays but what is known to be harmless: the program's own words, documented codes,
//! domains that matter, addresses of relays, small numbers.

mod anew;
mod authentication;
mod fields;
mod keep;
mod mail;
mod numbers;
mod parts;
mod pen;
mod people;
mod place;
mod settings;
mod shape;
mod summary;
mod text;
mod vocabulary;

use crate::settings::{Sections, Settings};

use super::model::Report;
use super::{Summary, Unreadable};
use keep::Keep;
use numbers::Numbers;
use pen::Pen;
use text::Mode;

/// Redacts the reports of one run, in the order in which they are shown: the first person met is `person-1`.
#[derive(Debug)]
pub struct Redactor<'r> {
    settings: &'r Settings,
    numbers: Numbers,
}

impl<'r> Redactor<'r> {
    /// A redactor that leaves the relays and the institution's domains of these settings.
    pub fn new(settings: &'r Settings) -> Self {
        let mut numbers = Numbers::default();
        let keep = Keep::empty(settings);
        let mut pen = Pen::new(&keep, &mut numbers);
        // Whatever the messages are, declared hosts have the same pseudonyms.
        let institution = &settings.institution;
        for host in institution.trusted_hosts.iter().chain(&institution.authserv_ids) {
            pen.host(host);
        }
        Self { settings, numbers }
    }

    /// Redacts a report.
    pub fn report(&mut self, report: &mut Report) {
        let keep = Keep::of(report, self.settings);
        let mut pen = Pen::new(&keep, &mut self.numbers);
        if self.settings.sections != Sections::Kept {
            report.header_section = Vec::new();
        }
        parts::report(report, &mut pen);
    }

    /// Redacts a summary.
    pub fn summary(&mut self, summary: &mut Summary) {
        let keep = Keep::of_summary(summary, self.settings);
        let mut pen = Pen::new(&keep, &mut self.numbers);
        summary::summary(summary, &mut pen);
    }

    /// Redacts the row of an input that could not be read.
    pub fn unreadable(&mut self, unreadable: &mut Unreadable) {
        let Unreadable { path, number: _, offset: _, reason } = unreadable;
        let keep = Keep::empty(self.settings);
        let mut pen = Pen::new(&keep, &mut self.numbers);
        *path = pen.file(path);
        *reason = pen.text(reason, Mode::Prose);
    }
}
