//! What is published about each message and each run, and the formats that show it. Decides nothing.

pub mod anew;
mod authentication;
mod build;
pub mod catalogue;
mod compare;
mod csv;
pub mod exports;
pub mod html;
mod json;
mod markdown;
pub mod model;
mod proof;
pub mod redact;
pub mod relay_check;
pub mod relay_import;
pub mod relay_list;
pub mod relay_refresh;
mod summary;
mod text;
pub mod untrusted;
mod verified;

use std::io::{self, Write};

use crate::Analysis;

pub use compare::{Comparison, Decisive, Difference, Same};
pub use model::{Report, Snippet};
pub use summary::{
    AddressCount, Breakdown, CauseCount, Change, Counts, DelayBucket, Fate, HopDelays, Impostor, Impostors,
    Month, Period, ProductCount, RegionCount, RemedyCount, RemedyEffect, Sender, SlowHop, SmallestSet,
    Summary, Unreadable, Untold, WhatIfSummary,
};

/// Every output format, sorted by id.
pub static FORMATS: &[&Format] =
    &[&csv::FORMAT, &html::FORMAT, &json::FORMAT, &markdown::FORMAT, &json::NDJSON, &text::FORMAT];

/// An output format.
#[derive(Debug)]
pub struct Format {
    /// Id, as `--format` takes it.
    pub id: &'static str,
    /// What it is for, one sentence.
    pub about: &'static str,
    /// Starts a rendering.
    pub start: fn(Look) -> Box<dyn Renderer>,
}

/// The format with this id.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().copied().find(|format| format.id == id)
}

/// How text is laid out. Only [`text`] looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Columns.
    pub width: usize,
    /// Whether to write colours.
    pub colour: bool,
    /// A line for every message.
    pub all: bool,
    /// Every code, pair and place.
    pub verbose: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: 80, colour: false, all: false, verbose: false }
    }
}

/// Whether a format shows a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Its report.
    Report,
    /// A line about it, made without a report.
    Line,
    /// That it would be worth showing, were there not enough already.
    Count,
    /// Not at all.
    Nothing,
}

/// The rendered messages of one block, in input order.
#[derive(Debug, Default)]
pub struct Rendered {
    /// Their bytes, one after the other.
    pub bytes: Vec<u8>,
    /// Where each ends.
    pub ends: Vec<usize>,
    /// Messages worth showing that were only counted.
    pub counted: u64,
}

impl Rendered {
    /// The messages.
    pub fn messages(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).filter_map(|(start, end)| self.bytes.get(start..*end))
    }
}

/// One format at work. [`wants`](Renderer::wants) and [`render`](Renderer::render) run on many threads; the rest
/// runs in input order.
pub trait Renderer: Send + Sync {
    /// Whether it shows this message.
    fn wants(&self, analysis: &Analysis<'_>) -> Want {
        let _ = analysis;
        Want::Report
    }

    /// Appends one message.
    ///
    /// # Errors
    /// When the report cannot be serialised.
    fn render(&self, report: &Report, out: &mut Vec<u8>) -> io::Result<()>;

    /// Appends one message of which a line is wanted.
    ///
    /// # Errors
    /// When it cannot be serialised.
    fn line(&self, analysis: &Analysis<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let _ = (analysis, out);
        Ok(())
    }

    /// Whether further messages are only counted.
    fn is_full(&self) -> bool {
        false
    }

    /// Whether a run of one message is shown by [`alone`](Renderer::alone).
    fn explains_one(&self) -> bool {
        false
    }

    /// Writes a run of one message: in full, with the message that carried it.
    ///
    /// # Errors
    /// When writing fails.
    fn alone(&mut self, carrier: Option<&Report>, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        let _ = (carrier, report, out);
        Ok(())
    }

    /// Writes what stands before everything.
    ///
    /// # Errors
    /// When writing fails.
    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let _ = out;
        Ok(())
    }

    /// Writes the messages of a block.
    ///
    /// # Errors
    /// When writing fails.
    fn block(&mut self, rendered: &Rendered, out: &mut dyn Write) -> io::Result<()>;

    /// Writes, or keeps for the end, an input that could not be read.
    ///
    /// # Errors
    /// When writing fails.
    fn unreadable(&mut self, unreadable: &Unreadable, out: &mut dyn Write) -> io::Result<()>;

    /// Writes the summary and what was kept.
    ///
    /// # Errors
    /// When writing fails.
    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()>;
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::input::{Container, Origin, RawMessage};
    use crate::settings::Settings;

    const MESSAGE: &[u8] = b"Return-Path: <alma@library.example.edu>\r\n\
        Received: from relay.example.net (relay.example.net [192.0.2.10])\r\n\
        \tby mx1.example.edu (Postfix) with ESMTPS id 4XyZab1cDz9s; Mon, 02 Mar 2026 09:00:05 +0000\r\n\
        Authentication-Results: mx1.example.edu; spf=fail smtp.mailfrom=library.example.edu\r\n\
        From: =?utf-8?q?L\xc3ibrary=1b[2J?= <circ@library.example.edu>\r\n\
        To: bob@example.edu\r\n\
        Subject: \x1b]0;x\x07 Courtesy notice \xe2\x80\xae\r\n\
        Message-ID: <1@example.net>\r\n\r\n";

    /// A report of a small message with something hostile in it.
    pub(crate) fn report() -> Report {
        let origin = Origin {
            path: Arc::from("notice\u{1b}[31m.eml"),
            container: Container::Eml,
            number: 1,
            offset: Some(0),
            length: Some(MESSAGE.len() as u64),
            inside: None,
            folder_name: None,
            cut: false,
        };
        let settings = Settings::default();
        let raw = RawMessage { bytes: MESSAGE, origin, carried: Vec::new(), enclosed: Vec::new() };
        Report::new(&crate::analyze_message(raw, &settings), &settings)
    }

    #[test]
    fn formats_are_sorted_and_found() {
        assert!(FORMATS.is_sorted_by_key(|f| f.id));
        assert!(FORMATS.iter().all(|f| format(f.id).is_some()));
    }

    #[test]
    fn the_message_part_says_what_stands_there() {
        let message = report().message;
        assert_eq!(message.message_id.as_deref(), Some("1@example.net"));
        assert_eq!(message.return_path.as_deref(), Some("alma@library.example.edu"));
        assert_eq!((message.header_count, message.received_count), (7, 1));
    }
}
