//! Text for people: one message explained in full, or many as one line each and a summary.

pub(super) mod anew;
pub(super) mod answer;
pub(super) mod checks;
pub(super) mod filters;
mod findings;
mod list;
pub(super) mod page;
pub(super) mod route;
pub(super) mod summary;
pub(super) mod words;

use std::io::{self, Write};

use page::{Page, Tone};

use super::{Format, Look, Rendered, Renderer, Report, Summary, Unreadable, Want};
use crate::Analysis;
use crate::input::Folder;

/// Lines shown without `--all`.
const LINES: u64 = 100;

/// Text for people.
pub(super) static FORMAT: Format = Format {
    id: "text",
    about: "for people: one message in full, several as lines and a summary",
    start: |look| Box::new(Sheet { look, ..Sheet::default() }),
};

#[derive(Default)]
struct Sheet {
    look: Look,
    shown: u64,
    left_out: u64,
    alone: bool,
    /// The path of the file whose messages are shown.
    file: Vec<u8>,
    unreadable: Vec<Unreadable>,
}

/// Whether a message is what people ask about: Ex Libris mail that was kept out, and impostors.
fn matters(analysis: &Analysis<'_>) -> bool {
    let evidence = &analysis.evidence;
    let kept_out = matches!(evidence.outcome.folder, Folder::Junk | Folder::Quarantine | Folder::Rejected);
    (evidence.exlibris.relation.is_genuine() && kept_out)
        || analysis.diagnosis.cause.is_some_and(|cause| cause.rule.id == "impersonates-exlibris")
}

impl Renderer for Sheet {
    fn wants(&self, analysis: &Analysis<'_>) -> Want {
        match (self.look.all || matters(analysis), self.is_full()) {
            (false, _) => Want::Nothing,
            (true, true) => Want::Count,
            (true, false) => Want::Report,
        }
    }

    fn render(&self, report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
        out.extend_from_slice(list::entry(report, self.look).as_bytes());
        Ok(())
    }

    fn is_full(&self) -> bool {
        !self.look.all && self.shown >= LINES
    }

    fn explains_one(&self) -> bool {
        true
    }

    fn alone(&mut self, carrier: Option<&Report>, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        self.alone = true;
        let mut page = Page::new(self.look);
        answer::write(report, carrier, &mut page);
        route::write(report, &mut page);
        checks::write(report, &mut page);
        filters::write(report, &mut page);
        findings::write(report, &mut page);
        out.write_all(page.finish().as_bytes())
    }

    fn block(&mut self, rendered: &Rendered, out: &mut dyn Write) -> io::Result<()> {
        self.left_out += rendered.counted;
        for entry in rendered.messages() {
            if self.is_full() {
                self.left_out += 1;
                continue;
            }
            if self.shown == 0 {
                let mut page = Page::new(self.look);
                page.line(&list::heading(self.look), Tone::Strong);
                out.write_all(page.finish().as_bytes())?;
            }
            let (path, line) = list::parts(entry);
            if self.shown == 0 || self.file != path {
                out.write_all(list::file(path, self.look).as_bytes())?;
                self.file = path.to_vec();
            }
            out.write_all(line)?;
            self.shown += 1;
        }
        Ok(())
    }

    fn unreadable(&mut self, unreadable: &Unreadable, _: &mut dyn Write) -> io::Result<()> {
        self.unreadable.push(unreadable.clone());
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let mut page = Page::new(self.look);
        if self.left_out > 0 {
            let text = format!(
                "… and {} more that matter (--all shows every message)",
                words::thousands(self.left_out)
            );
            page.line(&text, Tone::Quiet);
        }
        if !self.unreadable.is_empty() {
            page.heading("Could not be read");
            for unreadable in &self.unreadable {
                page.item(2, "- ", &unreadable.to_string(), Tone::Bad);
            }
        }
        if summary.partial {
            page.gap();
            page.paragraph(0, words::PARTIAL, Tone::Bad);
        }
        if !self.alone {
            summary::write(summary, &mut page);
        }
        let text = page.finish();
        // Nothing was written before: the empty line before the first heading would stand at the top.
        let text = if self.alone || self.shown > 0 { text.as_str() } else { text.trim_start_matches('\n') };
        out.write_all(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::report::untrusted;

    fn alone(look: Look) -> String {
        let mut out = Vec::new();
        let mut sheet = Sheet { look, ..Sheet::default() };
        sheet.alone(None, &crate::report::tests::report(), &mut out).unwrap();
        sheet.end(&Summary::default(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn one_message_fits_the_width_and_shows_no_control() {
        for width in [60, 80, 132] {
            let text = alone(Look { width, ..Look::default() });
            assert!(text.lines().all(|l| untrusted::width(l) <= width || l.contains('│')), "{text}");
            assert!(text.chars().all(|c| c == '\n' || !untrusted::is_hidden(c)), "{text:?}");
        }
    }

    #[test]
    fn every_title_stands_whole_in_the_headline() {
        for rule in crate::rules::RULES {
            let mut report = crate::report::tests::report();
            let cause = report.cause.as_mut().unwrap();
            cause.rule = rule.id;
            let mut page = Page::new(Look { width: 60, ..Look::default() });
            answer::write(&report, None, &mut page);
            let text = page.finish();
            let headline: Vec<&str> = text.lines().take_while(|line| !line.is_empty()).collect();
            let end: String = rule.title.chars().skip(1).collect();
            assert!(headline.join(" ").ends_with(&end), "{headline:?}");
        }
    }

    #[test]
    fn colour_adds_nothing_but_escapes() {
        let coloured = alone(Look { colour: true, ..Look::default() });
        let plain = anstream::adapter::strip_str(&coloured).to_string();
        assert_eq!(trimmed(&plain), trimmed(&alone(Look::default())));
    }

    fn trimmed(text: &str) -> Vec<&str> {
        text.lines().map(str::trim_end).collect()
    }

    #[test]
    fn many_messages_are_cut_at_the_limit_and_counted() {
        let mut sheet = Sheet::default();
        let mut rendered = Rendered::default();
        for _ in 0..LINES + 5 {
            sheet.render(&crate::report::tests::report(), &mut rendered.bytes).unwrap();
            rendered.ends.push(rendered.bytes.len());
        }
        let mut out = Vec::new();
        sheet.block(&rendered, &mut out).unwrap();
        sheet.end(&Summary::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("and 5 more"), "{text}");
        let path = untrusted::terminal(&crate::report::tests::report().source.path).into_owned();
        assert_eq!(text.lines().filter(|line| *line == path).count(), 1, "{text}");
    }
}
