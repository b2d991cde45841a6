//! The one door for text out of a message: made safe for a terminal, a spreadsheet, a page or JSON on a screen.

mod html;
mod markdown;

use std::borrow::Cow;
use std::io;

use unicode_width::UnicodeWidthChar;

pub(in crate::report) use html::{html, html_within, script_string};
pub use markdown::{markdown, markdown_block, markdown_code};

/// Marks of a base character that are kept; the rest of a run is dropped and counted.
const MARKS: usize = 4;

/// Whether a character is invisible, steers the display or means nothing in public: never shown as itself.
///
/// Controls (ESC, C1 and NUL among them), bidirectional controls, zero-width characters, line and paragraph
/// separators, fillers, tags, the supplementary variation selectors, private use and noncharacters.
pub fn is_hidden(c: char) -> bool {
    if c < '\u{7f}' {
        return c < ' ';
    }
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{e000}'..='\u{f8ff}' | '\u{fdd0}'..='\u{fdef}'
            | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{10ffff}')
        || (c as u32) & 0xfffe == 0xfffe
}

/// Whether a character selects a variant of the one before it.
fn is_variation(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}')
}

/// Text for a terminal: what is hidden or steers the display becomes a visible escape (`\u{202e}`), tabs become
/// spaces, and a long run of combining marks is cut. Borrows plain text.
pub fn terminal(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|b| (b' '..0x7f).contains(&b)) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    let mut marks = Marks::default();
    for c in text.chars() {
        match c {
            '\t' => safe.push(' '),
            '\n' => safe.push_str("\\n"),
            '\r' => safe.push_str("\\r"),
            c if is_hidden(c) => safe.extend(c.escape_unicode()),
            c if c.width() == Some(0) => {
                marks.push(c, &mut safe);
                continue;
            }
            c => {
                marks.end(&mut safe);
                safe.push(c);
                marks.has_base = true;
                continue;
            }
        }
        marks.end(&mut safe);
        marks.has_base = false;
    }
    marks.end(&mut safe);
    Cow::Owned(safe)
}

/// The run of zero-width marks after a base character.
#[derive(Default)]
struct Marks {
    has_base: bool,
    kept: usize,
    dropped: usize,
}

impl Marks {
    fn push(&mut self, c: char, safe: &mut String) {
        if !self.has_base || (is_variation(c) && self.kept > 0) {
            safe.extend(c.escape_unicode());
        } else if self.kept < MARKS {
            self.kept += 1;
            safe.push(c);
        } else {
            self.dropped += 1;
        }
    }

    fn end(&mut self, safe: &mut String) {
        if self.dropped > 0 {
            safe.push_str(&format!("\\u{{+{} marks}}", self.dropped));
        }
        (self.kept, self.dropped) = (0, 0);
    }
}

/// Columns that safe text takes on a terminal.
pub fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().filter_map(UnicodeWidthChar::width).sum() }
}

/// Text for a terminal in at most `columns` columns, an ellipsis where it was cut.
pub fn fit(text: &str, columns: usize) -> String {
    // A hostile text can be megabytes long; every column comes from a few bytes at most.
    let start = head(text, columns.saturating_mul(16).max(64));
    let safe = terminal(start);
    if start.len() == text.len() && width(&safe) <= columns {
        return safe.into_owned();
    }
    let mut used = 0;
    let mut cut = String::new();
    for c in safe.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide > columns.saturating_sub(1) {
            break;
        }
        used += wide;
        cut.push(c);
    }
    cut.push('…');
    cut
}

/// Text for a terminal in at most `columns` columns, cut at its start: for paths, whose end tells more.
pub fn fit_end(text: &str, columns: usize) -> String {
    let safe = terminal(text);
    if width(&safe) <= columns {
        return safe.into_owned();
    }
    let mut used = 0;
    let mut kept: Vec<char> = Vec::new();
    for c in safe.chars().rev() {
        let wide = c.width().unwrap_or(0);
        if used + wide > columns.saturating_sub(1) {
            break;
        }
        used += wide;
        kept.push(c);
    }
    std::iter::once('…').chain(kept.into_iter().rev()).collect()
}

/// The first bytes of a text, at most `bytes` of them, cut between characters.
pub fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A text cell of a spreadsheet: safe on a terminal too, and never a formula (a leading `'` where a program
/// would take the cell for one).
pub fn cell(text: &str) -> Cow<'_, str> {
    // A tab or a line end is one of the signs itself.
    let passed_over =
        |c: char| matches!(c, '"' | '\'' | '\u{feff}') || (c.is_whitespace() && !c.is_ascii_control());
    let starts_formula = text.trim_start_matches(passed_over).starts_with([
        '=', '+', '-', '@', '|', '%', '\t', '\r', '\n', '\0', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
        '\u{2212}',
    ]);
    let safe = terminal(text);
    if starts_formula { Cow::Owned(format!("'{safe}")) } else { safe }
}

/// How JSON is written: compact, and every hidden character as `\uXXXX`: the same data in bytes that a
/// terminal shows as they are.
#[derive(Debug, Clone, Copy, Default)]
pub struct SafeJson;

impl serde_json::ser::Formatter for SafeJson {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        if fragment.is_ascii() && memchr::memchr(0x7f, fragment.as_bytes()).is_none() {
            return writer.write_all(fragment.as_bytes());
        }
        let mut plain = 0;
        for (at, c) in fragment.char_indices().filter(|(_, c)| is_hidden(*c) || is_variation(*c)) {
            writer.write_all(&fragment.as_bytes()[plain..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            plain = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }
}

/// Appends `value` as safe JSON to `out`.
///
/// # Errors
/// When the value cannot be serialised, which a published shape always can.
pub fn json(value: &impl serde::Serialize, out: &mut Vec<u8>) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, SafeJson);
    value.serialize(&mut serializer).map_err(io::Error::from)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// What an attacker writes into a field, and what must not survive it.
    const ATTACKS: &[&str] = &[
        "\u{1b}[2J\u{1b}[1;1Hcleared",
        "\u{1b}]0;title\u{7}",
        "\u{1b}]8;;https://example.org\u{1b}\\link\u{1b}]8;;\u{1b}\\",
        "\u{1b}]52;c;ZXZpbA==\u{7}",
        "\u{9b}31mC1 colour",
        "\u{90}q\u{9c}",
        "over\u{8}\u{8}\u{8}\u{8}write",
        "line\r\x1b[Koverwritten",
        "forged\nCause: none",
        "nul\0byte",
        "del\u{7f}",
        "exe\u{202e}gpj.txt",
        "\u{2066}isolate\u{2069}\u{202a}\u{202b}\u{202c}\u{202d}",
        "\u{200e}\u{200f}\u{61c}",
        "zero\u{200b}width\u{200c}join\u{200d}er\u{feff}",
        "line\u{2028}para\u{2029}",
        "soft\u{ad}hyphen\u{34f}",
        "tags\u{e0001}\u{e0041}\u{e007f}",
        "variation\u{e0100}\u{e01ef}",
        "private\u{e000}\u{f8ff}\u{f0000}\u{10ffff}",
        "non\u{fdd0}\u{fffe}\u{1ffff}characters",
        "fill\u{3164}\u{115f}\u{ffa0}",
        "next\u{85}line",
        "shift\u{e}\u{f}charset",
    ];

    fn is_plain(text: &str) -> bool {
        text.chars().all(|c| !is_hidden(c))
    }

    #[test]
    fn no_attack_reaches_a_terminal() {
        for attack in ATTACKS {
            assert!(is_plain(&terminal(attack)), "{attack:?}");
            assert!(is_plain(&fit(attack, 9)), "{attack:?}");
            assert!(is_plain(&fit_end(attack, 9)), "{attack:?}");
            assert!(is_plain(&cell(attack)), "{attack:?}");
        }
        assert_eq!(terminal("a\u{202e}b\u{1b}[m"), "a\\u{202e}b\\u{1b}[m");
        assert_eq!(terminal("two\nlines\tand tab"), "two\\nlines and tab");
    }

    #[test]
    fn json_keeps_the_data_and_shows_no_control() {
        for attack in ATTACKS {
            let mut out = Vec::new();
            json(attack, &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(is_plain(&text), "{attack:?}");
            assert_eq!(&serde_json::from_str::<String>(&text).unwrap(), attack);
        }
    }

    #[test]
    fn ordinary_text_of_any_script_is_left_alone() {
        for text in
            ["Bücherei", "図書館からのお知らせ", "ספרייה", "مكتبة", "e\u{301}te\u{301}", "🎉", "❤\u{fe0f}"]
        {
            assert_eq!(terminal(text), text);
        }
    }

    #[test]
    fn runs_of_marks_are_cut() {
        let zalgo = format!("a{}b", "\u{300}".repeat(500));
        assert_eq!(terminal(&zalgo), format!("a{}\\u{{+496 marks}}b", "\u{300}".repeat(4)));
        assert_eq!(terminal("\u{301}start"), "\\u{301}start");
        assert_eq!(terminal("x\u{fe0f}\u{fe0f}"), "x\u{fe0f}\\u{fe0f}");
    }

    #[test]
    fn cuts_count_columns() {
        assert_eq!(fit("図書館からのお知らせ", 9), "図書館か…");
        assert_eq!(fit("short", 5), "short");
        assert_eq!(fit("longer", 5), "long…");
        assert_eq!(fit_end("/a/long/path.eml", 9), "…path.eml");
        assert_eq!(fit(&"x".repeat(1 << 20), 10), "xxxxxxxxx…");
    }

    #[test]
    fn no_cell_is_a_formula() {
        let cells = [
            "=1+1",
            "+cmd|' /C calc'!A0",
            "-2",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\"=1",
            "'=1",
            "＝1",
            "|x",
        ];
        for text in cells {
            assert!(cell(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(cell("plain = text"), "plain = text");
    }
}
