//! What the local page shows while a run goes on: rows as they come, the summary at the end; one JSON object a line.

use std::fmt::Write as _;
use std::io::{self, Write};

use serde::Serialize;

use super::markup::Markup;
use super::row::Row;
use super::rows::{self, Used};
use super::{UNREADABLE, raw};
use crate::Analysis;
use crate::headers::Headers;
use crate::report::text::answer;
use crate::report::{Rendered, Renderer, Report, Summary, Unreadable, Want, untrusted};

/// Rows that the page is sent; a browser keeps them all.
const ROWS: u64 = 300_000;
/// Bytes of a row, about.
const LINE: usize = 320;

/// The renderer of the local page.
///
/// Rows are those of the HTML report, followed by offset, length and kind of container (null where there are none) and
/// the whole path (null where the row shows it): with these the page finds the message again in the file that it holds.
#[derive(Debug, Default)]
pub struct Live {
    rows: u64,
    left_out: u64,
    unreadable: Vec<String>,
    alone: bool,
}

impl Live {
    /// What one message's page has to say of inputs that could not be read.
    fn lost(&self) -> String {
        let mut m = Markup::default();
        if !self.unreadable.is_empty() {
            m.leaf("h2", &[], "Could not be read");
            m.el("ul", &[], |m| self.unreadable.iter().for_each(|text| m.leaf("li", &[], text)));
        }
        m.finish()
    }
}

#[derive(Serialize)]
struct End<'s> {
    r#type: &'static str,
    html: &'s str,
    lost: &'s [String],
    messages: u64,
    unreadable: u64,
    left_out: u64,
    partial: bool,
}

impl Renderer for Live {
    fn wants(&self, analysis: &Analysis<'_>) -> Want {
        if analysis.verified.is_some() { Want::Report } else { Want::Line }
    }

    fn render(&self, report: &Report, out: &mut Vec<u8>) -> io::Result<()> {
        line(&Row::of(report), out)
    }

    fn line(&self, analysis: &Analysis<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        line(&Row::straight(analysis), out)
    }

    fn explains_one(&self) -> bool {
        true
    }

    fn alone(&mut self, carrier: Option<&Report>, report: &Report, out: &mut dyn Write) -> io::Result<()> {
        self.alone = true;
        let mut rendered = Rendered::default();
        for report in carrier.into_iter().chain([report]) {
            self.render(report, &mut rendered.bytes)?;
            rendered.ends.push(rendered.bytes.len());
        }
        self.block(&rendered, out)
    }

    fn begin(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut lists = "{\"type\":\"begin\",".to_owned();
        rows::catalogue(&Used::all(), &mut lists);
        let lists = lists.replace('\n', "");
        writeln!(out, "{}}}", lists.trim_end_matches(','))?;
        out.flush()
    }

    fn block(&mut self, rendered: &Rendered, out: &mut dyn Write) -> io::Result<()> {
        let mut event = b"{\"type\":\"rows\",\"rows\":[".to_vec();
        let mut first = true;
        for row in rendered.messages() {
            if self.rows >= ROWS {
                self.left_out += 1;
                continue;
            }
            self.rows += 1;
            write!(event, "{}[{},0,", if first { "" } else { "," }, self.rows)?;
            event.extend_from_slice(row);
            event.push(b']');
            first = false;
        }
        if first {
            return Ok(());
        }
        event.extend_from_slice(b"]}\n");
        out.write_all(&event)?;
        out.flush()
    }

    fn unreadable(&mut self, unreadable: &Unreadable, _: &mut dyn Write) -> io::Result<()> {
        if self.unreadable.len() < UNREADABLE {
            self.unreadable.push(unreadable.to_string());
        }
        Ok(())
    }

    fn end(&mut self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let html = if self.alone { self.lost() } else { super::summary(summary, &self.unreadable) };
        let end = End {
            r#type: if self.alone { "alone" } else { "summary" },
            html: &html,
            lost: &self.unreadable,
            messages: summary.messages,
            unreadable: summary.unreadable,
            left_out: self.left_out,
            partial: summary.partial,
        };
        let mut event = serde_json::to_vec(&end)?;
        event.push(b'\n');
        out.write_all(&event)?;
        out.flush()
    }
}

/// Appends what stands in a row behind its number in the table.
fn line(row: &Row<'_>, out: &mut Vec<u8>) -> io::Result<()> {
    let mut text = String::with_capacity(LINE);
    rows::texts(row, ',', &mut text);
    text.pop();
    rows::numbers(row, &mut text);
    for number in [row.offset, row.length] {
        let _ = match number {
            Some(number) => write!(text, ",{number}"),
            None => text.write_str(",null"),
        };
    }
    let _ = write!(text, ",\"{}\",", row.container);
    out.extend_from_slice(text.as_bytes());
    match rows::shows_whole_path(row) {
        true => out.extend_from_slice(b"null"),
        false => untrusted::json(&row.path, out)?,
    }
    Ok(())
}

/// One message in full for the local page.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// The answer in one line.
    pub title: String,
    /// The explanation as markup.
    pub html: String,
    /// The header lines as markup, those marked that prove something.
    pub headers: String,
}

/// Explains a message for the local page.
pub fn explained(headers: &Headers<'_>, report: &Report, carrier: Option<&Report>) -> Explained {
    let mut lines = Markup::default();
    raw::write(headers, report, &mut lines);
    Explained {
        title: answer::headline(report),
        html: super::message(report, carrier),
        headers: lines.finish(),
    }
}
