//! The tables of an HTML page, as rows of texts: spanned cells are repeated, nested tables stand for themselves.

use html5gum::emitters::default::DefaultEmitter;
use html5gum::{StartTag, Token, Tokenizer};

use super::{MOST_COLUMNS, MOST_ROWS, Row, Sheet, Unusable};

/// Tables inside tables that are kept apart; deeper ones are read as part of the last.
const DEEPEST: usize = 16;
/// Rows that one cell may span.
const MOST_SPANNED: usize = 1000;
/// Bytes of a cell or heading that are read.
const MOST_TEXT: usize = 1 << 16;
/// Bytes of all cells together, spanned ones as often as they are repeated.
const MOST_CELLS: usize = 2 * super::MOST_BYTES;

/// Whether a text is HTML.
pub(super) fn is_html(text: &str) -> bool {
    let head: String = text.chars().take(1 << 16).collect::<String>().to_ascii_lowercase();
    let tags = ["<!doctype html", "<html", "<body", "<table", "<tbody", "<tr", "<div"];
    tags.iter().any(|tag| head.contains(tag)) || text.contains("<table")
}

/// The tables of a page, in the order in which they begin.
pub(super) fn read(text: &str) -> Result<Vec<Sheet>, Unusable> {
    let mut emitter = DefaultEmitter::<()>::default();
    // So that the text of scripts and styles is not taken for tags.
    emitter.naively_switch_states(true);
    let mut page = Page::default();
    for token in Tokenizer::new_with_emitter(text, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.start(&tag)?,
            Token::EndTag(tag) => page.end(&tag.name),
            Token::String(text) => page.text(&String::from_utf8_lossy(&text)),
            _ => {}
        }
    }
    while !page.open.is_empty() {
        page.close_table();
    }
    page.done.sort_by_key(|sheet| sheet.number);
    Ok(page.done)
}

/// The page under way.
#[derive(Default)]
struct Page {
    done: Vec<Sheet>,
    /// The tables that are open, the innermost last.
    open: Vec<Open>,
    tables: usize,
    rows: usize,
    /// Inside script, style or the like.
    silent: Option<Vec<u8>>,
    /// The headings that hold here, by level, and the level of the one under way.
    headings: [String; 6],
    in_heading: Option<usize>,
    /// Bytes of cells.
    bytes: usize,
}

/// A table under way.
#[derive(Default)]
struct Open {
    sheet: Sheet,
    row: Option<OpenRow>,
    /// Cells of rows above that reach down: column, text, whether a header, rows left.
    spans: Vec<(usize, String, bool, usize)>,
    in_caption: bool,
}

#[derive(Default)]
struct OpenRow {
    cells: Vec<(String, bool)>,
    /// The cell under way: text, whether a header, columns, rows.
    cell: Option<(String, bool, usize, usize)>,
}

impl Page {
    fn start(&mut self, tag: &StartTag<()>) -> Result<(), Unusable> {
        match &**tag.name {
            name @ (b"script" | b"style" | b"template" | b"noscript") if !tag.self_closing => {
                self.silent = Some(name.to_vec());
            }
            b"table" => self.open_table(),
            b"caption" => {
                if let Some(open) = self.open.last_mut() {
                    open.in_caption = true;
                }
            }
            b"tr" => self.open_row()?,
            name @ (b"td" | b"th") => {
                let span = |key: &[u8], most: usize| {
                    let text = tag.attributes.get(key).map(|v| String::from_utf8_lossy(v).into_owned());
                    text.and_then(|t| t.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, most)
                };
                let cell = (
                    String::new(),
                    name == b"th",
                    span(b"colspan", MOST_COLUMNS),
                    span(b"rowspan", MOST_SPANNED),
                );
                if self.open.last().is_some_and(|open| open.row.is_none()) {
                    self.open_row()?;
                }
                if let Some(open) = self.open.last_mut() {
                    open.close_cell();
                    if let Some(row) = &mut open.row {
                        row.cell = Some(cell);
                    }
                }
            }
            [b'h', level @ b'1'..=b'6'] => {
                let level = usize::from(level - b'1');
                self.headings.iter_mut().skip(level).for_each(String::clear);
                self.in_heading = Some(level);
            }
            b"br" | b"p" | b"li" | b"div" => self.text("\n"),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &[u8]) {
        if self.silent.as_deref() == Some(name) {
            self.silent = None;
        }
        match name {
            b"table" => self.close_table(),
            b"caption" => {
                if let Some(open) = self.open.last_mut() {
                    open.in_caption = false;
                }
            }
            b"tr" => {
                if let Some(open) = self.open.last_mut() {
                    open.close_row();
                }
            }
            b"td" | b"th" => {
                if let Some(open) = self.open.last_mut() {
                    open.close_cell();
                }
            }
            [b'h', b'1'..=b'6'] => self.in_heading = None,
            b"p" | b"li" | b"div" => self.text("\n"),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.silent.is_some() {
            return;
        }
        let place = match self.open.last_mut() {
            Some(open) if open.in_caption => Some(&mut open.sheet.heading),
            Some(open) => open.row.as_mut().and_then(|row| row.cell.as_mut()).map(|cell| &mut cell.0),
            None => None,
        };
        let heading = self.in_heading.map(|level| &mut self.headings[level]);
        for place in [place, heading].into_iter().flatten().filter(|place| place.len() < MOST_TEXT) {
            place.extend(text.chars().take(MOST_TEXT));
        }
    }

    fn open_table(&mut self) {
        self.in_heading = None;
        if self.open.len() >= DEEPEST {
            return;
        }
        self.tables += 1;
        let mut heading = String::new();
        for text in self.headings.iter().filter(|text| !text.is_empty()) {
            heading.push_str(text);
            heading.push_str(" › ");
        }
        let sheet = Sheet { number: self.tables, heading, rows: Vec::new() };
        self.open.push(Open { sheet, ..Open::default() });
    }

    fn close_table(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        open.close_row();
        open.sheet.heading = one_line(&open.sheet.heading).trim_end_matches([' ', '›']).to_owned();
        self.done.push(open.sheet);
    }

    fn open_row(&mut self) -> Result<(), Unusable> {
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        open.close_row();
        open.in_caption = false;
        open.row = Some(OpenRow::default());
        let last = open.sheet.rows.last();
        self.bytes += last.map_or(0, |row| row.cells.iter().map(String::len).sum());
        self.rows += 1;
        if self.bytes > MOST_CELLS {
            return Err(Unusable::TooLarge(MOST_CELLS >> 20, "MiB of cells"));
        }
        if self.rows > MOST_ROWS { Err(Unusable::TooLarge(MOST_ROWS, "rows of tables")) } else { Ok(()) }
    }
}

impl Open {
    fn close_cell(&mut self) {
        let Some(row) = &mut self.row else { return };
        let Some((text, is_header, columns, rows)) = row.cell.take() else { return };
        fill_spans(&mut self.spans, row);
        for _ in 0..columns {
            if row.cells.len() >= MOST_COLUMNS {
                break;
            }
            if rows > 1 && self.spans.len() < MOST_COLUMNS {
                self.spans.push((row.cells.len(), text.clone(), is_header, rows - 1));
            }
            row.cells.push((text.clone(), is_header));
        }
    }

    fn close_row(&mut self) {
        self.close_cell();
        let Some(mut row) = self.row.take() else { return };
        fill_spans(&mut self.spans, &mut row);
        // A span that this row filled has one row less to go; a new one begins below.
        self.spans.retain(|span| span.3 > 0);
        let is_header = !row.cells.is_empty() && row.cells.iter().all(|cell| cell.1);
        let number = self.sheet.rows.len() + 1;
        let cells = row.cells.into_iter().map(|cell| cell.0).collect();
        self.sheet.rows.push(Row { number, cells, is_header });
    }
}

/// Puts the cells of rows above where the row has come to their columns.
fn fill_spans(spans: &mut [(usize, String, bool, usize)], row: &mut OpenRow) {
    while let Some(span) = spans.iter_mut().find(|span| span.0 == row.cells.len() && span.3 > 0) {
        row.cells.push((span.1.clone(), span.2));
        span.3 -= 1;
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
