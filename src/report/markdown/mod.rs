//! Markdown for a ticket: one message explained, or the summary of many, short enough to paste.

mod message;
mod sheet;
mod summary;

use std::io::{self, Write};

pub(super) use sheet::Sheet;

use super::{Format, Rendered, Renderer, Report, Summary, Unreadable, Want};
use crate::Analysis;

/// Inputs that could not be read and are named; the others are counted.
const UNREADABLE: usize = 10;

/// Markdown for a ticket.
pub(super) static FORMAT: Format = Format {
    id: "markdown",
    about: "for a ticket: one message explained, several as a summary",
    start: |_| Box::new(Ticket::default()),
};

#[derive(Default)]
struct Ticket {
    alone: bool,
    unreadable: Vec<Unreadable>,
}

impl Renderer for Ticket {
    fn wants(&self, _: &Analysis<'_>) -> Want {
        Want::Nothing
    }

    fn render(&self, _: &Report, _: &mut Vec<u8>) -> io::Result<()> {
        Ok(())
    }

    fn explains_one(&self) -> bool {
        true
    }

    fn alone(&mut self, carrier: Option<&Report>, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        self.alone = true;
        let mut sheet = Sheet::default();
        message::write(report, carrier, &mut sheet);
        out.write_all(sheet.finish().as_bytes())
    }

    fn block(&mut self, _: &Rendered, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn unreadable(&mut self, unreadable: &Unreadable, _: &mut dyn Write) -> io::Result<()> {
        if self.unreadable.len() < UNREADABLE {
            self.unreadable.push(unreadable.clone());
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut sheet = Sheet::default();
        if !self.alone {
            summary::write(summary, &mut sheet);
        }
        if !self.unreadable.is_empty() {
            sheet.heading("Could not be read");
            for unreadable in &self.unreadable {
                sheet.item("", "", Some(&unreadable.to_string()));
            }
            let more = summary.unreadable.saturating_sub(self.unreadable.len() as u64);
            if more > 0 {
                sheet.item("", &format!("and {more} more"), None);
            }
        }
        out.write_all(sheet.finish().as_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use comrak::nodes::NodeValue;

    use super::*;
    use crate::report::model::Snippet;

    /// A text that would be anything but text.
    const EVIL: &str =
        "</p><img src=x> [a](https://example.org) @octocat #1 `|` **b**\n\n# head\n- item\n```\n\u{202e}";

    fn alone(report: &Report) -> String {
        let mut out = Vec::new();
        let mut ticket = Ticket::default();
        ticket.alone(Some(report), report, &mut out).unwrap();
        ticket.end(&Summary::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// The kinds of the blocks and of what stands in them, text and code aside.
    fn skeleton(markdown: &str) -> Vec<String> {
        let arena = comrak::Arena::new();
        let mut options = comrak::Options::default();
        options.extension.table = true;
        options.extension.autolink = true;
        options.extension.tasklist = true;
        options.extension.footnotes = true;
        options.extension.strikethrough = true;
        let root = comrak::parse_document(&arena, markdown, &options);
        let kinds = root.descendants().filter_map(|node| match &node.data.borrow().value {
            NodeValue::Text(_) | NodeValue::Code(_) => None,
            NodeValue::CodeBlock(block) => Some(format!("code block {}", block.info)),
            NodeValue::Link(_) | NodeValue::Image(_) | NodeValue::HtmlBlock(_) | NodeValue::HtmlInline(_) => {
                panic!("markup in {markdown}")
            }
            other => Some(format!("{other:?}").split('(').next().unwrap().to_owned()),
        });
        kinds.collect()
    }

    #[test]
    fn a_hostile_message_has_the_shape_of_a_harmless_one() {
        let mut report = crate::report::tests::report();
        report.notes = vec!["plain".into()];
        report.remedies.truncate(1);
        report.remedies[0].snippet = Some(Snippet { kind: "text", text: "plain".into() });
        let harmless = alone(&report);
        report.message.subject = Some(EVIL.into());
        report.message.message_id = Some(EVIL.into());
        report.message.from.as_mut().unwrap().address = EVIL.into();
        report.exlibris.host = Some(EVIL.into());
        report.explanation = format!("The message is in Junk. {EVIL}");
        report.notes = vec![format!("plain {EVIL}")];
        for proof in report.findings.iter_mut().flat_map(|f| &mut f.proof) {
            (proof.header, proof.excerpt) = (EVIL.into(), EVIL.into());
        }
        for step in &mut report.remedies[0].steps {
            *step = EVIL.into();
        }
        report.remedies[0].snippet = Some(Snippet { kind: "text", text: EVIL.into() });
        let hostile = alone(&report);
        assert_eq!(skeleton(&hostile), skeleton(&harmless), "{hostile}");
        assert!(!hostile.contains('\u{202e}'));
    }

    #[test]
    fn what_could_not_be_read_is_named_and_bounded() {
        let mut ticket = Ticket::default();
        let mut out = Vec::new();
        for number in 0..UNREADABLE as u64 + 3 {
            let path = format!("{EVIL}{number}");
            let lost = Unreadable { path, number: None, offset: None, reason: "gone".into() };
            ticket.unreadable(&lost, &mut out).unwrap();
        }
        let summary = Summary { unreadable: UNREADABLE as u64 + 3, ..Summary::default() };
        ticket.end(&summary, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("- and 3 more"), "{text}");
        assert_eq!(skeleton(&text).iter().filter(|k| *k == "Item").count(), UNREADABLE + 1, "{text}");
    }
}
