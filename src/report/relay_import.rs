//! `whyjunk relays import`: what was understood of the vendor's table, what was not, and what became of it.

use serde::Serialize;

use crate::relays::file::{Fate, Merged};
use crate::relays::table::{Found, Import, What};

use super::Look;
use super::model::SCHEMA;
use super::text::page::{Page, Text, Tone};
use super::untrusted;

/// Rows of a list that are shown to people.
const SHOWN: usize = 40;

/// A table that was read, and the file that was completed with it.
#[derive(Debug)]
pub struct Imported<'a> {
    /// The file that was read.
    pub file: &'a str,
    /// The relay file; `None` when nothing was written.
    pub target: Option<&'a str>,
    /// The date of the entries.
    pub date: &'a str,
    /// What was read.
    pub import: &'a Import,
    /// What became of it.
    pub merged: &'a Merged,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    file: &'a str,
    form: &'a str,
    written_to: Option<&'a str>,
    as_of: &'a str,
    understood: Vec<Understood<'a>>,
    not_understood: Vec<NotUnderstood<'a>>,
    left_out: Vec<LeftOut<'a>>,
}

#[derive(Serialize)]
struct Understood<'a> {
    row: usize,
    region: &'a str,
    address: Option<String>,
    host: Option<&'a str>,
    spf_include: Option<&'a str>,
    fate: &'static str,
    entry: &'a str,
}

#[derive(Serialize)]
struct NotUnderstood<'a> {
    row: usize,
    text: &'a str,
    reason: &'a str,
}

#[derive(Serialize)]
struct LeftOut<'a> {
    table: &'a str,
    rows: usize,
    reason: &'a str,
}

/// The word for what became of an entry.
pub(super) const fn fate_id(fate: Fate) -> &'static str {
    match fate {
        Fate::Added => "added",
        Fate::Renewed => "renewed",
        Fate::Kept => "kept",
        Fate::Conflict => "conflict",
    }
}

/// As JSON.
pub fn json(imported: &Imported<'_>) -> Vec<u8> {
    let Imported { import, merged, .. } = imported;
    let document = Document {
        schema: SCHEMA,
        file: imported.file,
        form: &import.form,
        written_to: imported.target,
        as_of: imported.date,
        understood: import.found.iter().zip(&merged.fates).map(understood).collect(),
        not_understood: import
            .puzzles
            .iter()
            .map(|p| NotUnderstood { row: p.row, text: &p.text, reason: &p.why })
            .collect(),
        left_out: import
            .left_out
            .iter()
            .map(|l| LeftOut { table: &l.table, rows: l.rows, reason: l.why })
            .collect(),
    };
    let mut out = Vec::new();
    // Writing to memory a shape of texts cannot fail.
    let _ = untrusted::json(&document, &mut out);
    out.push(b'\n');
    out
}

fn understood<'a>((found, (fate, id)): (&'a Found, &'a (Fate, String))) -> Understood<'a> {
    let (address, host, spf_include) = match &found.what {
        What::Address(_, host) => (Some(found.what.key()), host.as_deref(), None),
        What::Include(domain) => (None, None, Some(domain.as_str())),
    };
    Understood {
        row: found.row,
        region: found.region,
        address,
        host,
        spf_include,
        fate: fate_id(*fate),
        entry: id,
    }
}

/// For people.
pub fn text(imported: &Imported<'_>, look: Look) -> String {
    let mut page = Page::new(look);
    let Imported { import, merged, .. } = imported;
    page.paragraph(0, &format!("Read {} ({}).", imported.file, import.form), Tone::Plain);
    if !import.found.is_empty() {
        page.heading("Understood");
        let table: Vec<Vec<Text>> = import.found.iter().zip(&merged.fates).map(row).collect();
        page.table(2, &["Row", "Region", "Relay or include", "In the relay file"], &table, 3);
    }
    let puzzles =
        import.puzzles.iter().map(|p| (format!("row {}: ", p.row), format!("{}: {}", p.text, p.why)));
    list(&mut page, "Not understood, and not written", puzzles);
    let left = import.left_out.iter().map(|l| {
        let rows = if l.rows == 1 { "1 row".to_owned() } else { format!("{} rows", l.rows) };
        (format!("{}: ", l.table), format!("{rows}; {}", l.why))
    });
    list(&mut page, "Left out", left);
    page.gap();
    page.paragraph(0, &end(imported), Tone::Strong);
    if imported.target.is_none() && !import.found.is_empty() {
        page.gap();
        page.snippet(0, &merged.text);
    }
    page.finish().trim_start_matches('\n').to_owned()
}

fn row((found, (fate, id)): (&Found, &(Fate, String))) -> Vec<Text> {
    let host = match &found.what {
        What::Address(_, Some(host)) => format!("  {host}"),
        _ => String::new(),
    };
    let (became, tone) = match fate {
        Fate::Added => (format!("new: {id}"), Tone::Good),
        Fate::Renewed => (format!("renewed: {id}"), Tone::Good),
        Fate::Kept => (format!("there already: {id}"), Tone::Plain),
        Fate::Conflict => (format!("not written: contradicts {id}"), Tone::Bad),
    };
    let what = format!("{}{host}", found.what.key());
    vec![
        Text::number(&found.row.to_string()),
        Text::new(found.region),
        Text::new(&what),
        Text::toned(&became, tone),
    ]
}

/// A list of labelled lines, cut.
fn list(page: &mut Page, title: &str, items: impl ExactSizeIterator<Item = (String, String)>) {
    let more = items.len().saturating_sub(SHOWN);
    for (at, (label, text)) in items.take(SHOWN).enumerate() {
        if at == 0 {
            page.heading(title);
        }
        page.paragraph(2, &format!("{label}{text}"), Tone::Doubtful);
    }
    if more > 0 {
        page.paragraph(2, &format!("and {more} more; --format json has all"), Tone::Quiet);
    }
}

/// What was written, in one sentence.
fn end(imported: &Imported<'_>) -> String {
    let Imported { import, merged, .. } = imported;
    let count = |fate: Fate| merged.fates.iter().filter(|(f, _)| *f == fate).count();
    if import.found.is_empty() {
        return "Nothing was understood, and nothing was written.".to_owned();
    }
    let Some(target) = imported.target else {
        return "Nothing was written: name your relay file with -o. It would get:".to_owned();
    };
    let mut text = format!(
        "{target}: {} added, {} renewed, {} there already; everything else in it stands as it was.",
        count(Fate::Added),
        count(Fate::Renewed),
        count(Fate::Kept)
    );
    let conflicts = count(Fate::Conflict);
    if conflicts > 0 {
        text.push_str(&format!(
            " {conflicts} not written: your file gives them another region; compare and mend it."
        ));
    }
    format!("{text} The entries are dated {}; --as-of gives another day.", imported.date)
}
