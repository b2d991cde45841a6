//! Tables that are text: separated by any delimiter, or pasted lines with several blanks between columns.

use super::{MOST_COLUMNS, MOST_ROWS, Row, Sheet, Unusable};

/// Delimiters, the one that says most about a table first.
const DELIMITERS: [(u8, &str); 4] = [(b'\t', "tabs"), (b';', "semicolons"), (b'|', "bars"), (b',', "commas")];

/// How the file is read, and its rows.
pub(super) fn read(text: &str) -> Result<(String, Sheet), Unusable> {
    let (form, rows) = match delimiter(text) {
        Some((delimiter, name)) => (format!("table separated by {name}"), separated(text, delimiter)),
        None => ("text".to_owned(), pasted(text)),
    };
    if rows.len() > MOST_ROWS {
        return Err(Unusable::TooLarge(MOST_ROWS, "rows"));
    }
    Ok((form, Sheet { number: 1, heading: String::new(), rows }))
}

/// The delimiter that cuts most lines, at least two, into the same number of fields.
fn delimiter(text: &str) -> Option<(u8, &'static str)> {
    let tried = DELIMITERS.into_iter().map(|(delimiter, name)| {
        let mut counts = [0_usize; MOST_COLUMNS];
        let mut records = 0_usize;
        for record in reader(text, delimiter).byte_records().take(200).flatten() {
            if record.iter().all(|field| field.trim_ascii().is_empty()) {
                continue;
            }
            records += 1;
            if let Some(count) = counts.get_mut(record.len()) {
                *count += 1;
            }
        }
        let same = counts.iter().skip(2).copied().max().unwrap_or(0);
        // Prose has commas too: a table has the same number in more than half of its lines.
        (if same >= 2 && same * 2 > records { same } else { 0 }, delimiter, name)
    });
    let best = tried.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (best.0 > 0).then_some((best.1, best.2))
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes())
}

fn separated(text: &str, delimiter: u8) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut line, mut counted) = (1, 0);
    for record in reader(text, delimiter).byte_records().flatten().take(MOST_ROWS + 1) {
        let at = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
        // A record begins behind the line ends that the reader has not passed yet.
        let begin = text.len() - text.get(at..).unwrap_or_default().trim_start_matches(['\r', '\n']).len();
        line += text
            .as_bytes()
            .get(counted..begin)
            .map_or(0, |passed| memchr::memchr_iter(b'\n', passed).count());
        counted = begin.max(counted);
        let field = |field: &[u8]| String::from_utf8_lossy(field).trim().to_owned();
        let cells = record.iter().take(MOST_COLUMNS).map(field).collect();
        rows.push(Row { number: line, cells, is_header: false });
    }
    rows
}

fn pasted(text: &str) -> Vec<Row> {
    let row = |(at, line): (usize, &str)| {
        let cells = columns(line).into_iter().take(MOST_COLUMNS).map(str::to_owned).collect();
        Row { number: at + 1, cells, is_header: false }
    };
    text.lines().enumerate().map(row).filter(|row| !row.cells.is_empty()).take(MOST_ROWS + 1).collect()
}

/// A line cut at tabs and at runs of two or more blanks.
fn columns(line: &str) -> Vec<&str> {
    line.split('\t')
        .flat_map(|part| part.split("  "))
        .map(str::trim)
        .filter(|cell| !cell.is_empty())
        .collect()
}
