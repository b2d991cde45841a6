//! A comparison for people: the answer, both messages, what differs with the decisive first, what is the same.

use super::{Comparison, Difference, Fate, fate};
use crate::report::model::Report;
use crate::report::text::answer::place;
use crate::report::text::page::{Page, Text, Tone};
use crate::report::text::words;
use crate::report::{Look, untrusted};

/// Differences that are listed without `--verbose`, the decisive ones aside.
const LISTED: usize = 24;

/// Writes the comparison.
pub(super) fn write(comparison: &Comparison, a: &Report, b: &Report, look: Look) -> String {
    let mut page = Page::new(look);
    page.paragraph(0, &comparison.answer, Tone::Strong);
    page.gap();
    page.item(2, "A  ", &message(a), tone(a));
    page.item(2, "B  ", &message(b), tone(b));
    if let Some(decisive) = &comparison.decisive {
        page.item(2, "Sure  ", decisive.confidence, Tone::Plain);
    }
    for note in &comparison.notes {
        page.item(2, "Note  ", note, Tone::Doubtful);
    }
    let (decisive, others): (Vec<&Difference>, Vec<&Difference>) =
        comparison.differences.iter().partition(|difference| difference.decisive);
    table("The decisive difference", &decisive, usize::MAX, &mut page);
    let listed = if look.verbose { usize::MAX } else { LISTED };
    table(if decisive.is_empty() { "What differs" } else { "What else differs" }, &others, listed, &mut page);
    if !comparison.same.is_empty() {
        page.heading("The same in both");
        for same in &comparison.same {
            page.item(2, "", &format!("{}: {}", same.title, same.value), Tone::Quiet);
        }
    }
    remedy(a, b, &mut page);
    page.finish()
}

/// A message in a line: where it lies, why, whose it is.
pub(super) fn message(report: &Report) -> String {
    let subject = report.message.subject.as_deref().map_or("(no subject)".to_owned(), |s| format!("“{s}”"));
    let date = report.message.date.as_deref().map_or(String::new(), |d| format!(", {}", words::minute(d)));
    let cause = report.cause.as_ref().map_or(String::new(), |c| format!(", {} ({})", c.rule, c.confidence));
    format!("{}{cause}: {subject}{date}, {}", report.placement.folder, place(report))
}

fn tone(report: &Report) -> Tone {
    match fate(report) {
        Fate::KeptOut => Tone::Bad,
        Fate::Delivered => Tone::Good,
        Fate::Unknown => Tone::Plain,
    }
}

fn table(title: &str, differences: &[&Difference], listed: usize, page: &mut Page) {
    if differences.is_empty() {
        return;
    }
    page.heading(title);
    let room = page.look().width;
    let cell = |value: &Option<String>| Text::new(&untrusted::fit(value.as_deref().unwrap_or("–"), room));
    let row = |d: &&Difference| vec![Text::new(&d.title), cell(&d.a), cell(&d.b)];
    let rows: Vec<Vec<Text>> = differences.iter().take(listed).map(row).collect();
    page.table(2, &["", "A", "B"], &rows, 1);
    if differences.len() > listed {
        page.paragraph(2, &format!("and {} more (--verbose)", differences.len() - listed), Tone::Quiet);
    }
}

/// What to try first for the one that was kept out.
fn remedy(a: &Report, b: &Report, page: &mut Page) {
    for (name, report) in [("A", a), ("B", b)] {
        let first = report.remedies.first().filter(|_| fate(report) == Fate::KeptOut);
        if let Some(remedy) = first {
            page.heading(&format!("What to do about {name}"));
            page.paragraph(2, &format!("{}: {}", words::actor(remedy.actor), remedy.title), Tone::Plain);
            if let Some(snippet) = &remedy.snippet {
                page.snippet(4, &snippet.text);
            }
        }
    }
}
