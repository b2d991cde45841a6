//! HTML: one file to read in a browser, with everything in it and nothing fetched.

mod anew;
mod causes;
mod charts;
mod checks;
mod counts;
mod filters;
mod findings;
mod live;
mod markup;
mod message;
mod messages;
mod overview;
mod page;
mod raw;
mod remedies;
mod route;
mod row;
mod rows;
mod shelf;
mod words;

use std::io::{self, Write};

use markup::{Anchor, Markup, class, id};
use message::Depth;
use row::Row;
use rows::TEXT_END;
use shelf::Shelf;

pub use live::{Explained, Live, explained};
pub use page::{FIRST, SCRIPT, STYLE, source_of};

use super::text::{answer, words as plain};
use super::{Format, Rendered, Renderer, Report, Summary, Unreadable};

/// Inputs that could not be read that are named in the page.
const UNREADABLE: usize = 1000;

/// One file for a browser.
pub(super) static FORMAT: Format = Format {
    id: "html",
    about: "a page for a browser: the summary, what to ask whom for, every message to sort and filter",
    start: |_| Box::new(Sheet::default()),
};

#[derive(Debug, Default)]
struct Sheet {
    shelf: Shelf,
    /// The explanation of the one message that there is, and its title.
    alone: Option<(String, String)>,
    unreadable: Vec<String>,
}

impl Renderer for Sheet {
    fn render(&self, report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
        let row = Row::of(report);
        let matters = rows::matters(&row);
        let (mut texts, mut numbers, mut m) = (String::new(), String::new(), Markup::default());
        rows::texts(&row, TEXT_END, &mut texts);
        rows::numbers(&row, &mut numbers);
        if self.shelf.wants_detail(matters, &numbers) {
            messages::entry(report, &mut m);
        }
        shelf::pack(matters, &texts, &numbers, &m.finish(), out);
        Ok(())
    }

    fn explains_one(&self) -> bool {
        true
    }

    fn alone(&mut self, carrier: Option<&Report>, report: &Report, _: &mut dyn Write) -> io::Result<()> {
        let title = answer::headline(report);
        self.alone = Some((title, message(report, carrier)));
        Ok(())
    }

    fn block(&mut self, rendered: &Rendered, _: &mut dyn Write) -> io::Result<()> {
        for (matters, texts, numbers, markup) in rendered.messages().filter_map(shelf::unpack) {
            self.shelf.add(matters, texts, numbers, markup);
        }
        Ok(())
    }

    fn unreadable(&mut self, unreadable: &Unreadable, _: &mut dyn Write) -> io::Result<()> {
        if self.unreadable.len() < UNREADABLE {
            self.unreadable.push(unreadable.to_string());
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        match self.alone.take() {
            Some((title, content)) => {
                page::begin(&format!("{title} – whyjunk"), &[("words", "Words explained")], out)?;
                out.write_all(content.as_bytes())?;
                out.write_all(self.lost(summary).finish().as_bytes())?;
            }
            None => {
                page::begin(&title(summary), &links(summary), out)?;
                out.write_all(self::summary(summary, &self.unreadable).as_bytes())?;
                if self.shelf.messages > 0 {
                    messages::write(&self.shelf, out)?;
                }
            }
        }
        page::end(out)
    }
}

/// The explanation of one message as a fragment of a page: an `article` with the id `answer`. `carrier` is the message
/// to which it was attached.
pub fn message(report: &Report, carrier: Option<&Report>) -> String {
    let mut m = Markup::default();
    m.el("article", &[class("one"), id(Anchor::Own("answer"))], |m| {
        m.leaf("h1", &[], &answer::headline(report));
        m.el("p", &[class("quiet")], |m| message::title(report, m));
        message::answer(report, m);
        message::evidence(report, carrier, Depth::Page, m);
    });
    m.finish()
}

/// The summary as a fragment of a page: a `section` for each part, the first with the id `answer`. `unreadable` says
/// what could not be read, and why.
pub fn summary(summary: &Summary, unreadable: &[String]) -> String {
    let mut m = Markup::default();
    overview::write(summary, &mut m);
    causes::write(summary, &mut m);
    counts::impostors(summary, &mut m);
    counts::over_time(summary, &mut m);
    counts::breakdown(summary, &mut m);
    counts::untold(summary, unreadable, &mut m);
    m.finish()
}

impl Sheet {
    /// What one message's page has to say about the run.
    fn lost(&self, summary: &Summary) -> Markup {
        let mut m = Markup::default();
        if summary.partial {
            m.leaf("p", &[class("alarm")], plain::PARTIAL);
        }
        if !self.unreadable.is_empty() {
            m.leaf("h2", &[], "Could not be read");
            m.el("ul", &[], |m| self.unreadable.iter().for_each(|text| m.leaf("li", &[], text)));
        }
        m
    }
}

fn title(summary: &Summary) -> String {
    format!("{}: why was it junked? – whyjunk", plain::count(summary.messages, "message", "messages"))
}

/// The parts of the page that are there.
fn links(summary: &Summary) -> Vec<(&'static str, &'static str)> {
    let parts = [
        (!summary.causes.is_empty(), "ask", "What to ask for"),
        (summary.impostors.messages > 0, "impostors", "Impostors"),
        (counts::has_time(summary), "time", "Over time"),
        (summary.messages > 0, "counts", "Where from"),
        (true, "untold", "What is unknown"),
        (summary.messages > 0, "messages", "Messages"),
        (true, "words", "Words explained"),
    ];
    parts.iter().filter(|(there, ..)| *there).map(|(_, place, name)| (*place, *name)).collect()
}
