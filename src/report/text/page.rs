//! A page of text for a terminal: wraps, tables and colours; every text that enters passes the door of
//! [`untrusted`].

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, LineStyle, Table};

use crate::report::{Look, untrusted};

/// Bytes of one paragraph that are shown; a hostile field can be megabytes long.
const PARAGRAPH: usize = 6000;

/// What a text is about, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::report) enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// A headline.
    Strong,
    /// Less important.
    Quiet,
    /// In order.
    Good,
    /// To look at.
    Doubtful,
    /// Out of order.
    Bad,
    /// Ex Libris.
    Marked,
}

impl Tone {
    fn style(self) -> Style {
        let colour = |c: AnsiColor| Style::new().fg_color(Some(c.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Quiet => Style::new().dimmed(),
            Self::Good => colour(AnsiColor::Green),
            Self::Doubtful => colour(AnsiColor::Yellow),
            Self::Bad => colour(AnsiColor::Red),
            Self::Marked => colour(AnsiColor::Cyan).bold(),
        }
    }

    fn paint(self, cell: Cell) -> Cell {
        match self {
            Self::Plain => cell,
            Self::Strong => cell.add_attribute(Attribute::Bold),
            Self::Quiet => cell.add_attribute(Attribute::Dim),
            Self::Good => cell.fg(Color::DarkGreen),
            Self::Doubtful => cell.fg(Color::DarkYellow),
            Self::Bad => cell.fg(Color::DarkRed),
            Self::Marked => cell.fg(Color::DarkCyan).add_attribute(Attribute::Bold),
        }
    }
}

/// One cell of a table: lines, each made safe, in one tone.
#[derive(Debug, Clone, Default)]
pub(in crate::report) struct Text {
    lines: Vec<String>,
    tone: Tone,
    right: bool,
    whole: bool,
}

impl Text {
    /// A cell of one line.
    pub(in crate::report) fn new(text: &str) -> Self {
        Self::default().line(text)
    }

    /// A cell of one line in a tone.
    pub(in crate::report) fn toned(text: &str, tone: Tone) -> Self {
        Self { tone, ..Self::new(text) }
    }

    /// An id of our own, never broken.
    pub(in crate::report) fn id(text: &str) -> Self {
        Self { whole: true, ..Self::new(text) }
    }

    /// A number, set to the right.
    pub(in crate::report) fn number(text: &str) -> Self {
        Self { right: true, ..Self::new(text) }
    }

    /// With one more line.
    pub(in crate::report) fn line(mut self, text: &str) -> Self {
        self.lines.push(untrusted::terminal(untrusted::head(text, PARAGRAPH)).into_owned());
        self
    }

    /// Columns that it takes when it may take `most`.
    fn width(&self, most: usize) -> usize {
        let widest = self.lines.iter().map(|line| untrusted::width(line)).max().unwrap_or(0);
        if self.whole { widest } else { widest.min(most) }
    }

    fn cell(&self, width: usize) -> Cell {
        let width = if self.whole { usize::MAX } else { width };
        let lines: Vec<String> = self.lines.iter().flat_map(|line| break_words(line, width)).collect();
        let cell = self.tone.paint(Cell::new_owned(lines.join("\n")));
        if self.right { cell.set_alignment(CellAlignment::Right) } else { cell }
    }
}

/// The page under way.
#[derive(Debug)]
pub(in crate::report) struct Page {
    text: String,
    look: Look,
}

impl Page {
    pub(in crate::report) fn new(look: Look) -> Self {
        Self { text: String::new(), look }
    }

    pub(in crate::report) fn look(&self) -> Look {
        self.look
    }

    /// The finished text.
    pub(in crate::report) fn finish(self) -> String {
        self.text
    }

    /// An empty line.
    pub(in crate::report) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A heading with an empty line before it.
    pub(in crate::report) fn heading(&mut self, title: &str) {
        self.gap();
        self.put("", &untrusted::terminal(title), Tone::Strong);
    }

    /// A wrapped paragraph.
    pub(in crate::report) fn paragraph(&mut self, indent: usize, text: &str, tone: Tone) {
        self.item(indent, "", text, tone);
    }

    /// A wrapped paragraph that hangs behind a label of our own.
    pub(in crate::report) fn item(&mut self, indent: usize, label: &str, text: &str, tone: Tone) {
        let hang = indent + untrusted::width(label);
        let room = self.look.width.saturating_sub(hang).max(20);
        let start = untrusted::head(text, PARAGRAPH);
        let cut = if start.len() < text.len() { "…" } else { "" };
        for (number, line) in wrap(&format!("{}{cut}", untrusted::terminal(start)), room).iter().enumerate() {
            if number == 0 {
                self.put(&format!("{:indent$}{label}", ""), line, tone);
            } else {
                self.put(&" ".repeat(hang), line, tone);
            }
        }
    }

    /// One line, cut to the width.
    pub(in crate::report) fn line(&mut self, text: &str, tone: Tone) {
        let line = untrusted::fit(text, self.look.width);
        self.put("", &line, tone);
    }

    /// Text to paste, line for line, never wrapped, behind a rule.
    pub(in crate::report) fn snippet(&mut self, indent: usize, text: &str) {
        for line in untrusted::head(text, PARAGRAPH * 4).lines() {
            self.put(&format!("{:indent$}│ ", ""), &untrusted::terminal(line), Tone::Marked);
        }
    }

    /// A table under a header; `grows` is the column that gets the room that is left.
    pub(in crate::report) fn table(
        &mut self,
        indent: usize,
        header: &[&str],
        rows: &[Vec<Text>],
        grows: usize,
    ) {
        let width = self.look.width.saturating_sub(indent);
        let room = room_of(grows, header, rows, width);
        let mut table = Table::new();
        let rule = LineStyle::none().fill('─');
        table.force_no_tty().load_style(NOTHING.header_separator(rule));
        table.set_content_arrangement(ContentArrangement::Disabled);
        if self.look.colour {
            table.enforce_styling();
        }
        if !header.is_empty() {
            table.set_header(header.iter().map(Cell::new));
        }
        for row in rows {
            let cells = row.iter().enumerate();
            table.add_row(cells.map(|(at, text)| text.cell(if at == grows { room } else { share(width) })));
        }
        let last = table.column_count().saturating_sub(1);
        for (at, column) in table.column_iter_mut().enumerate() {
            column.set_padding((0, if at < last { 2 } else { 0 }));
        }
        for line in table.lines() {
            let _ = writeln!(self.text, "{:indent$}{}", "", line.trim_end());
        }
    }

    /// Appends safe text.
    fn put(&mut self, prefix: &str, safe: &str, tone: Tone) {
        let style = tone.style();
        let _ = if self.look.colour && tone != Tone::Plain {
            writeln!(self.text, "{prefix}{style}{safe}{style:#}")
        } else {
            writeln!(self.text, "{}", format!("{prefix}{safe}").trim_end())
        };
    }
}

/// Columns left for column `grows` when every other one takes what it needs.
fn room_of(grows: usize, header: &[&str], rows: &[Vec<Text>], width: usize) -> usize {
    let columns = rows.iter().map(Vec::len).chain([header.len()]).max().unwrap_or(0);
    let need = |at: usize| {
        let widest = rows.iter().filter_map(|row| row.get(at)).map(|text| text.width(share(width))).max();
        widest.unwrap_or(0).max(header.get(at).map_or(0, |h| h.len())) + 2
    };
    let others: usize = (0..columns).filter(|at| *at != grows).map(need).sum();
    width.saturating_sub(others).max(16)
}

/// Columns that any column but the growing one may take.
fn share(width: usize) -> usize {
    (width / 3).max(12)
}

/// Safe text in lines of at most `width` columns, broken at spaces.
pub(in crate::report) fn wrap(safe: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in safe.split(' ').filter(|w| !w.is_empty()) {
        let wide = untrusted::width(word);
        if used > 0 && used + 1 + wide > width {
            lines.push(String::new());
            used = 0;
        }
        for piece in break_word(word, width) {
            let wide = untrusted::width(&piece);
            if used > 0 && used + 1 + wide > width {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                if used > 0 {
                    line.push(' ');
                    used += 1;
                }
                line.push_str(&piece);
                used += wide;
            }
        }
    }
    lines
}

/// Safe text wrapped for a cell; what is narrow enough stays as it is, spaces included.
fn break_words(safe: &str, width: usize) -> Vec<String> {
    if untrusted::width(safe) <= width { vec![safe.to_owned()] } else { wrap(safe, width) }
}

/// A word in pieces of at most `width` columns, broken after a dot, slash or other joint where one is near.
fn break_word(word: &str, width: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while untrusted::width(rest) > width.max(8) {
        let mut used = 0;
        let mut end = 0;
        let mut joint = 0;
        for (at, c) in rest.char_indices() {
            used += untrusted::width(c.encode_utf8(&mut [0; 4]));
            if used > width.max(8) {
                break;
            }
            end = at + c.len_utf8();
            if matches!(c, '.' | '/' | '-' | '@' | ';' | ',' | '=' | ':') && used * 2 > width {
                joint = end;
            }
        }
        let at = if joint > 0 { joint } else { end.max(1) };
        let (piece, tail) = rest.split_at_checked(at).unwrap_or((rest, ""));
        pieces.push(piece.to_owned());
        rest = tail;
    }
    if !rest.is_empty() {
        pieces.push(rest.to_owned());
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_spaces_and_breaks_long_words_at_joints() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        let lines = wrap("AM0PR01MB0001.eurprd01.prod.exchangelabs.com", 30);
        assert_eq!(lines, ["AM0PR01MB0001.eurprd01.prod.", "exchangelabs.com"]);
        assert_eq!(wrap("", 10), [""]);
        assert!(wrap(&"図".repeat(100), 11).iter().all(|l| untrusted::width(l) <= 11));
    }

    #[test]
    fn nothing_hostile_leaves_the_page() {
        for colour in [false, true] {
            let look = Look { colour, ..Look::default() };
            let mut page = Page::new(look);
            let evil = "a\u{1b}]0;x\u{7}\nCause: forged\u{202e}";
            page.paragraph(2, evil, Tone::Bad);
            page.line(evil, Tone::Plain);
            page.heading(evil);
            page.snippet(2, evil);
            page.table(2, &["a", "b"], &[vec![Text::new(evil), Text::toned(evil, Tone::Good)]], 1);
            let text = page.finish();
            assert!(!text.contains("\u{1b}]") && !text.contains('\u{202e}') && !text.contains('\u{7}'));
            assert!(!text.lines().any(|line| line.starts_with("Cause: forged")), "{text}");
        }
    }

    #[test]
    fn tables_keep_to_the_width() {
        let mut page = Page::new(Look::default());
        let row = vec![Text::number("1"), Text::new(&"word ".repeat(60)), Text::new("end")];
        page.table(2, &["#", "text", "z"], &[row], 1);
        let text = page.finish();
        assert!(text.lines().all(|line| untrusted::width(line) <= 80), "{text}");
    }
}
