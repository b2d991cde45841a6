//! The vendor's relay table out of a saved page, a spreadsheet's text or pasted lines: what is understood of it, and
//! what is not. Never guesses.

mod html;
mod lines;
mod row;
mod words;

use super::file::NewEntry;
use crate::evidence::relays::Confidence;

pub use row::{Found, Puzzle, What};

/// Bytes of a file that are read: a saved page with its pictures inside has a few megabytes.
pub const MOST_BYTES: usize = 16 << 20;
/// Rows of all tables together.
const MOST_ROWS: usize = 20_000;
/// Columns of a table.
const MOST_COLUMNS: usize = 64;

/// A file in which no table can be looked for: the user's to save in another form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// Nothing in it.
    #[error("is empty")]
    Empty,
    /// A file of a program, not text.
    #[error("is {0}; {1}")]
    NoText(&'static str, &'static str),
    /// A limit.
    #[error("has more than {0} {1}; save only the table of the mail relays")]
    TooLarge(usize, &'static str),
}

/// What a file says.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// How the file was read: `HTML page`, `table separated by ...`, `text`.
    pub form: String,
    /// Relays and includes with their region, each once, in the order of the file.
    pub found: Vec<Found>,
    /// Rows that name something and were not understood, or not wholly.
    pub puzzles: Vec<Puzzle>,
    /// Tables that are about something else, or of which nobody knows what they are about.
    pub left_out: Vec<LeftOut>,
}

/// A table that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Number of the table in the page, 1-based, and its heading.
    pub table: String,
    /// Rows that look like relays.
    pub rows: usize,
    /// Why.
    pub why: &'static str,
}

/// One table, or the lines of a text.
#[derive(Debug, Clone, Default)]
struct Sheet {
    /// Number, 1-based.
    number: usize,
    /// What stands above it.
    heading: String,
    rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, Default)]
struct Row {
    /// Row of the table or line of the file, 1-based.
    number: usize,
    cells: Vec<String>,
    /// Every cell is marked as a header.
    is_header: bool,
}

/// Reads the relay table of a file.
///
/// # Errors
/// When it is no text, or larger than the limits.
pub fn read(bytes: &[u8]) -> Result<Import, Unusable> {
    if bytes.len() > MOST_BYTES {
        return Err(Unusable::TooLarge(MOST_BYTES >> 20, "MiB"));
    }
    let text = text(bytes)?;
    if html::is_html(&text) {
        return page(&text);
    }
    let (form, sheet) = lines::read(&text)?;
    let mut import = Import { form, ..Import::default() };
    import.take(&sheet);
    Ok(import)
}

/// The file as text: UTF-8, or UTF-16 by its byte order mark as spreadsheets write it.
fn text(bytes: &[u8]) -> Result<String, Unusable> {
    let utf16 = |from: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).skip(1).map(|pair| from([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    let save = "save the page as HTML, or the table as CSV or text";
    let text = match bytes {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        [b'P', b'K', 3, 4, ..] => return Err(Unusable::NoText("a workbook or archive", save)),
        [b'%', b'P', b'D', b'F', ..] => return Err(Unusable::NoText("a PDF", save)),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    };
    let text = text.trim_start_matches('\u{feff}');
    let head: String = text.chars().take(4096).collect();
    if head.contains('\0') {
        return Err(Unusable::NoText("no text", save));
    }
    if head.contains("multipart/related") && head.contains("MIME-Version") {
        return Err(Unusable::NoText("a web archive (.mhtml)", "save it as “webpage, HTML only”"));
    }
    if text.trim().is_empty() { Err(Unusable::Empty) } else { Ok(text.to_owned()) }
}

/// The tables of a page that are about mail relays. A page lists other addresses too, which must not be let through.
fn page(text: &str) -> Result<Import, Unusable> {
    let sheets = html::read(text)?;
    let mut import = Import { form: "HTML page".to_owned(), ..Import::default() };
    let candidates: Vec<&Sheet> = sheets.iter().filter(|sheet| row::data_rows(sheet) > 0).collect();
    let about: Vec<bool> = candidates.iter().map(|sheet| row::is_about_relays(sheet)).collect();
    let named = about.iter().any(|about| *about);
    for (sheet, about) in candidates.iter().zip(about) {
        if about || (!named && candidates.len() == 1) {
            import.take(sheet);
            continue;
        }
        let why = if named {
            "it is about something else than mail relays"
        } else {
            "no table of the page says that it is about mail relays; save the right one alone"
        };
        let table = match sheet.heading.as_str() {
            "" => format!("table {}", sheet.number),
            heading => format!("table {} ({heading})", sheet.number),
        };
        import.left_out.push(LeftOut { table, rows: row::data_rows(sheet), why });
    }
    Ok(import)
}

impl Import {
    /// What was found as entries of a relay file, in the same order.
    pub fn entries(&self, source: &str, as_of: &str) -> Vec<NewEntry> {
        let entry = |found: &Found| {
            let (address, host, spf_include) = match &found.what {
                What::Address(net, host) => (Some(*net), host.clone(), None),
                What::Include(domain) => (None, None, Some(domain.clone())),
            };
            let (source, as_of) = (source.to_owned(), as_of.to_owned());
            let confidence = Confidence::Vendor;
            NewEntry { region: found.region, address, host, spf_include, source, as_of, confidence }
        };
        self.found.iter().map(entry).collect()
    }

    /// Reads the rows of a sheet. What stands twice is taken once.
    fn take(&mut self, sheet: &Sheet) {
        let before = self.puzzles.len();
        let (found, puzzles) = row::read(sheet);
        for new in found {
            match self.found.iter().find(|old| old.what.key() == new.what.key()) {
                None => self.found.push(new),
                Some(old) if old.region == new.region => {}
                Some(old) => {
                    let why = format!("stands in row {} already, with another region", old.row);
                    self.puzzles.push(Puzzle { row: new.row, text: new.what.key(), why });
                }
            }
        }
        self.puzzles.extend(puzzles);
        self.puzzles[before..].sort_by_key(|puzzle| puzzle.row);
    }
}

#[cfg(test)]
mod tests;
