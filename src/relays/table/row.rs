//! One row of a relay table: its region, and the relays and includes that it names.

use ipnet::IpNet;

use super::words::{self, Word};
use super::{Row, Sheet};
use crate::relays::{Named, Region};

/// Characters of a row that are shown.
const SHOWN: usize = 120;

/// A relay or include that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Region id.
    pub region: &'static str,
    /// Row of the table or line of the file, 1-based.
    pub row: usize,
    /// What stands there.
    pub what: What,
}

/// What a row names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An address or block, and the host's name where it is plain which it is.
    Address(IpNet, Option<String>),
    /// The domain of an SPF include.
    Include(String),
}

impl What {
    /// The address or the include as text.
    pub fn key(&self) -> String {
        match self {
            Self::Address(net, _) if net.prefix_len() == net.max_prefix_len() => net.addr().to_string(),
            Self::Address(net, _) => net.to_string(),
            Self::Include(domain) => format!("include:{domain}"),
        }
    }
}

/// Something that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Puzzle {
    /// Row of the table or line of the file, 1-based.
    pub row: usize,
    /// The words.
    pub text: String,
    /// Why not.
    pub why: String,
}

/// Rows that name an address or an include.
pub(super) fn data_rows(sheet: &Sheet) -> usize {
    let counts = |word: &Word| !matches!(word, Word::Host(_));
    sheet
        .rows
        .iter()
        .filter(|row| row.cells.iter().any(|cell| words::read(cell).0.iter().any(counts)))
        .count()
}

/// Whether the heading or the header of a table says that it lists mail relays.
pub(super) fn is_about_relays(sheet: &Sheet) -> bool {
    let says = |text: &str| {
        let text = text.to_lowercase();
        text.contains("relay") || text.contains("spf")
    };
    let names_nothing = |row: &&Row| row.cells.iter().all(|cell| words::read(cell).0.is_empty());
    says(&sheet.heading)
        || sheet.rows.iter().take_while(names_nothing).any(|row| row.cells.iter().any(|cell| says(cell)))
}

/// What a column is for, by the header above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    /// Says the region.
    Region,
    /// Holds what belongs to one region.
    Of(Region),
    /// Anything else.
    Other,
}

/// Reads all rows.
pub(super) fn read(sheet: &Sheet) -> (Vec<Found>, Vec<Puzzle>) {
    let mut found = Vec::new();
    let mut puzzles = Vec::new();
    let mut columns: Vec<Column> = Vec::new();
    let above = Region::within(&sheet.heading);
    let mut heading: Option<Region> = None;
    for row in &sheet.rows {
        let read: Vec<_> = row.cells.iter().map(|cell| words::read(cell)).collect();
        if read.iter().all(|(words, _)| words.is_empty()) {
            match header(row) {
                Header::Columns(names) => (columns, heading) = (names, None),
                Header::Region(region) => heading = Some(region),
                Header::Text => heading = None,
                Header::Empty => {}
            }
            continue;
        }
        if columns.iter().any(|column| matches!(column, Column::Of(_))) {
            for (at, cell) in read.iter().enumerate() {
                let region = match columns.get(at) {
                    Some(Column::Of(region)) => Ok(*region),
                    _ => Err("stands in a column of no region".to_owned()),
                };
                take(row, &cell.0, region, &mut found, &mut puzzles);
            }
            continue;
        }
        let region = region(row, &read, &columns, heading, above);
        let words: Vec<Word> = read.into_iter().flat_map(|(words, _)| words).collect();
        take(row, &words, region, &mut found, &mut puzzles);
    }
    (found, puzzles)
}

/// A row that names no relay.
enum Header {
    Columns(Vec<Column>),
    Region(Region),
    Text,
    Empty,
}

fn header(row: &Row) -> Header {
    let mut texts: Vec<&str> =
        row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let regions: Vec<Option<Region>> = row.cells.iter().map(|cell| Region::exactly(cell)).collect();
    texts.dedup();
    match texts.as_slice() {
        [] => return Header::Empty,
        // A heading over a few rows; also one cell across all columns.
        [one] => return Region::exactly(one).map_or(Header::Text, Header::Region),
        _ => {}
    }
    let several = regions.iter().flatten().any(|one| regions.iter().flatten().any(|other| one != other));
    if several {
        return Header::Columns(regions.into_iter().map(|r| r.map_or(Column::Other, Column::Of)).collect());
    }
    let column = |cell: &String| {
        let words = crate::relays::words(cell);
        let is_region =
            [" region ", " regions ", " location ", " data center ", " data centre ", " datacenter "];
        if is_region.iter().any(|name| words.contains(name)) { Column::Region } else { Column::Other }
    };
    let columns: Vec<Column> = row.cells.iter().map(column).collect();
    if row.is_header || columns.contains(&Column::Region) { Header::Columns(columns) } else { Header::Text }
}

/// The region of a row: what its own region cell says, or else its text, or else what stands above it.
fn region(
    row: &Row,
    read: &[(Vec<Word>, String)],
    columns: &[Column],
    heading: Option<Region>,
    above: Named,
) -> Result<Region, String> {
    if let Some(at) = columns.iter().position(|column| *column == Column::Region) {
        let cell = row.cells.get(at).map_or("", |cell| cell.trim());
        return match (Region::exactly(cell), Region::within(cell)) {
            (Some(region), _) | (None, Named::One(region)) => Ok(region),
            (None, Named::Several) => Err(format!("{cell:?} names several regions")),
            (None, Named::No) if cell.is_empty() => Err("has no region".to_owned()),
            (None, Named::No) => Err(format!("{cell:?} is no region that whyjunk knows")),
        };
    }
    let rest: String = read.iter().map(|(_, rest)| rest.as_str()).collect::<Vec<_>>().join(" | ");
    match Region::within(&rest) {
        Named::One(region) => return Ok(region),
        Named::Several => return Err("names several regions".to_owned()),
        Named::No => {}
    }
    // A short form counts where it can mean nothing else: alone in the first cell, or before the first colon.
    let first = row.cells.first().map_or("", |cell| cell.trim());
    let before = first.split_once(": ").map_or(first, |(before, _)| before);
    let alone = read.first().and_then(|(_, rest)| Region::exactly(rest));
    if let Some(region) = alone.or_else(|| Region::exactly(before)).or(heading) {
        return Ok(region);
    }
    match above {
        Named::One(region) => Ok(region),
        _ => Err("has no region".to_owned()),
    }
}

/// Turns the words of a row into relays of its region, or into puzzles.
fn take(
    row: &Row,
    words: &[Word],
    region: Result<Region, String>,
    found: &mut Vec<Found>,
    puzzles: &mut Vec<Puzzle>,
) {
    let mut puzzle = |text: &str, why: String| {
        puzzles.push(Puzzle { row: row.number, text: text.to_owned(), why });
    };
    for word in words {
        if let Word::Wrong(word, why) = word {
            puzzle(word, why.clone());
        }
    }
    let hosts: Vec<&String> =
        words.iter().filter_map(|w| if let Word::Host(host) = w { Some(host) } else { None }).collect();
    let nets: Vec<IpNet> =
        words.iter().filter_map(|w| if let Word::Net(net) = w { Some(*net) } else { None }).collect();
    let includes = words.iter().filter_map(|w| if let Word::Include(name) = w { Some(name) } else { None });
    let includes: Vec<&String> = includes.collect();
    if nets.is_empty() && includes.is_empty() {
        if !hosts.is_empty() && !words.iter().any(|w| matches!(w, Word::Wrong(..))) {
            puzzle(&shown(row), "names a host without an address or SPF include".to_owned());
        }
        return;
    }
    let region = match region {
        Ok(region) => region.id,
        Err(why) => return puzzle(&shown(row), why),
    };
    // One host for each address, in the same order; any other number says nothing about which is whose.
    let paired = hosts.len() == nets.len();
    if !paired && !hosts.is_empty() && !nets.is_empty() {
        let why = format!("{} host names for {} addresses: the names are left out", hosts.len(), nets.len());
        puzzle(&shown(row), why);
    }
    for (at, net) in nets.into_iter().enumerate() {
        let host = hosts.get(at).filter(|_| paired).map(|host| (*host).clone());
        found.push(Found { region, row: row.number, what: What::Address(net, host) });
    }
    for include in includes {
        found.push(Found { region, row: row.number, what: What::Include(include.clone()) });
    }
}

/// A row in one line, cut.
fn shown(row: &Row) -> String {
    let mut text = String::new();
    for cell in row.cells.iter().filter(|cell| !cell.trim().is_empty()) {
        if !text.is_empty() {
            text.push_str(" | ");
        }
        text.push_str(&cell.split_whitespace().collect::<Vec<_>>().join(" "));
    }
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
