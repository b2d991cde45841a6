//! A comparison for a ticket.

use super::{Comparison, Difference, Fate, fate, text};
use crate::report::markdown::Sheet;
use crate::report::model::Report;
use crate::report::text::words;
use crate::report::untrusted;

/// Differences that are listed, the decisive ones aside.
const LISTED: usize = 15;

/// Columns of a value.
const CELL: usize = 120;

/// Writes the comparison.
pub(super) fn write(comparison: &Comparison, a: &Report, b: &Report) -> String {
    let mut sheet = Sheet::default();
    sheet.headline(match (comparison.fates, &comparison.decisive) {
        (_, Some(_)) => "Why one was junked and the other not",
        ("different", None) => "The headers do not tell why one was junked and the other not",
        ("same", _) => "Both have the same fate",
        _ => "Where the messages lie is not known",
    });
    sheet.paragraph(&comparison.answer);
    sheet.item("A", "", Some(&text::message(a)));
    sheet.item("B", "", Some(&text::message(b)));
    for note in &comparison.notes {
        sheet.item("Note", note, None);
    }
    let (decisive, others): (Vec<&Difference>, Vec<&Difference>) =
        comparison.differences.iter().partition(|difference| difference.decisive);
    table("The decisive difference", &decisive, usize::MAX, &mut sheet);
    table(
        if decisive.is_empty() { "What differs" } else { "What else differs" },
        &others,
        LISTED,
        &mut sheet,
    );
    for (name, report) in [("A", a), ("B", b)] {
        let first = report.remedies.first().filter(|_| fate(report) == Fate::KeptOut);
        if let Some(remedy) = first {
            sheet.heading(&format!("What to do about {name}"));
            sheet.number(1, &format!("{}: {}", words::actor(remedy.actor), remedy.title));
            if let Some(snippet) = &remedy.snippet {
                sheet.snippet(snippet.kind, &snippet.text);
            }
        }
    }
    sheet.finish()
}

fn table(title: &str, differences: &[&Difference], listed: usize, sheet: &mut Sheet) {
    if differences.is_empty() {
        return;
    }
    sheet.heading(title);
    let cell = |value: &Option<String>| untrusted::fit(value.as_deref().unwrap_or("–"), CELL);
    let row = |d: &&Difference| vec![d.title.clone(), cell(&d.a), cell(&d.b)];
    let rows: Vec<Vec<String>> = differences.iter().take(listed).map(row).collect();
    sheet.table(&["Property", "A", "B"], 0, &rows);
    if differences.len() > listed {
        sheet.paragraph(&format!("and {} more", differences.len() - listed));
    }
}
