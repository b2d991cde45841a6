//! What of a large mailbox finds room in the page: every number here is a budget, and what it shuts out is counted.

use std::collections::HashMap;
use std::fmt::Write;

use super::rows::{TEXT_END, TEXTS, Used, cause_of};

/// Bytes of full explanations.
const DETAIL_BYTES: usize = 6 << 20;
/// Bytes of rows and their texts.
const ROW_BYTES: usize = 20 << 20;
/// Bytes of a row beside its texts and numbers, at most.
const ROW_FRAME: usize = 100;
/// Messages of one cause that go before others in the room for full explanations.
const FIRST_OF_CAUSE: u32 = 12;

/// How soon a message finds room, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// It matters, and is among the first of its cause.
    First,
    /// It matters.
    Matters,
    /// Any other.
    Other,
}

/// The ranks, in the order of the page.
const RANKS: [Rank; 3] = [Rank::First, Rank::Matters, Rank::Other];

impl Rank {
    /// The part of a budget that it may fill: what matters always finds room that nothing else took.
    fn share(self, budget: usize) -> usize {
        match self {
            Self::First => budget,
            Self::Matters => budget / 4 * 3,
            Self::Other => budget / 2,
        }
    }
}

/// A full explanation.
#[derive(Debug)]
pub(super) struct Detail {
    /// Number of the message in the run, 1-based.
    pub(super) number: u64,
    rank: Rank,
    /// Its markup.
    pub(super) markup: String,
}

/// What was kept.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    /// Messages met.
    pub(super) messages: u64,
    /// What the rows point at.
    pub(super) used: Used,
    details: Vec<Detail>,
    detail_bytes: usize,
    /// Ranks of which no further explanation is kept.
    no_detail: [bool; 3],
    causes: HashMap<Option<usize>, u32>,
    /// Rows of what matters, and of all others, which give way to them.
    rows: [Rows; 2],
}

/// Rows and the texts that they point at.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Items of a JSON array of strings.
    pub(super) texts: String,
    /// Items of a JSON array of rows.
    pub(super) lines: String,
    index: HashMap<Box<str>, u32>,
    /// The lengths of texts and lines behind each row.
    ends: Vec<(usize, usize)>,
    /// No further row is kept.
    shut: bool,
}

impl Rows {
    fn bytes(&self) -> usize {
        self.texts.len() + self.lines.len()
    }

    /// Adds a row that begins with `start` and ends with `numbers`.
    fn add(&mut self, start: (u64, bool), texts: &str, numbers: &str) {
        let comma = if self.lines.is_empty() { "" } else { ",\n" };
        let _ = write!(self.lines, "{comma}[{},{}", start.0, u8::from(start.1));
        for text in texts.split(TEXT_END).take(TEXTS) {
            let at = self.text(text);
            let _ = write!(self.lines, ",{at}");
        }
        self.lines.push_str(numbers);
        self.lines.push(']');
        self.ends.push((self.texts.len(), self.lines.len()));
    }

    /// Takes the last row back, with the texts that it brought. No row follows.
    fn take_back(&mut self) {
        self.shut = true;
        self.ends.pop();
        let (texts, lines) = self.ends.last().copied().unwrap_or_default();
        self.texts.truncate(texts);
        self.lines.truncate(lines);
    }

    /// The index of a text, which is kept once.
    fn text(&mut self, text: &str) -> u32 {
        if let Some(at) = self.index.get(text) {
            return *at;
        }
        let at = u32::try_from(self.index.len()).unwrap_or(u32::MAX);
        self.index.insert(text.into(), at);
        if at > 0 {
            self.texts.push_str(",\n");
        }
        self.texts.push_str(text);
        at
    }
}

impl Shelf {
    /// Whether a full explanation of such a message could still find room.
    pub(super) fn wants_detail(&self, matters: bool, numbers: &str) -> bool {
        let shut = |rank: Rank| self.no_detail[rank as usize];
        let met = self.causes.get(&cause_of(numbers)).copied().unwrap_or(0);
        match (matters, met < FIRST_OF_CAUSE) {
            (false, _) => !shut(Rank::Other),
            (true, true) => !shut(Rank::First),
            (true, false) => !shut(Rank::Matters),
        }
    }

    /// Adds a message, in the order of the input.
    pub(super) fn add(&mut self, matters: bool, texts: &str, numbers: &str, markup: &str) {
        self.messages += 1;
        self.used.note(numbers);
        let rank = match matters {
            false => Rank::Other,
            true => {
                let met = self.causes.entry(cause_of(numbers)).or_default();
                *met += 1;
                if *met <= FIRST_OF_CAUSE { Rank::First } else { Rank::Matters }
            }
        };
        let detailed = self.keep_detail(rank, markup);
        self.keep_row(matters, texts, numbers, detailed);
    }

    /// A rank that was once shut out stays so: then a run gives the same page, however its blocks are cut.
    fn keep_detail(&mut self, rank: Rank, markup: &str) -> bool {
        let shut = &mut self.no_detail[rank as usize];
        *shut |= self.detail_bytes + markup.len() > rank.share(DETAIL_BYTES);
        if *shut {
            return false;
        }
        self.detail_bytes += markup.len();
        self.details.push(Detail { number: self.messages, rank, markup: markup.to_owned() });
        true
    }

    /// What matters takes the room of all others; what was once shut out stays so.
    fn keep_row(&mut self, matters: bool, texts: &str, numbers: &str, detailed: bool) {
        let [mattering, others] = &mut self.rows;
        let needs = texts.len() + numbers.len() + ROW_FRAME;
        let taken = mattering.bytes() + if matters { 0 } else { others.bytes() };
        let rows = if matters { &mut *mattering } else { &mut *others };
        rows.shut |= taken + needs > ROW_BYTES;
        if !rows.shut {
            rows.add((self.messages, detailed), texts, numbers);
        }
        while !others.ends.is_empty() && mattering.bytes() + others.bytes() > ROW_BYTES {
            others.take_back();
        }
    }

    /// How many rows were kept.
    pub(super) fn rows(&self) -> u64 {
        self.rows.iter().map(|rows| rows.ends.len() as u64).sum()
    }

    /// The full explanations, those that matter most first.
    pub(super) fn details(&self) -> impl Iterator<Item = &Detail> {
        RANKS.iter().flat_map(|rank| self.details.iter().filter(move |detail| detail.rank == *rank))
    }

    /// How many there are.
    pub(super) fn detailed(&self) -> u64 {
        self.details.len() as u64
    }

    /// The rows of what matters, and of all others.
    pub(super) fn data(&self) -> &[Rows; 2] {
        &self.rows
    }
}

/// One message on its way from a worker: whether it matters, its texts, its numbers, its explanation.
pub(super) fn pack(matters: bool, texts: &str, numbers: &str, markup: &str, out: &mut Vec<u8>) {
    out.push(u8::from(matters));
    for part in [texts, numbers] {
        out.extend_from_slice(&(part.len() as u32).to_le_bytes());
        out.extend_from_slice(part.as_bytes());
    }
    out.extend_from_slice(markup.as_bytes());
}

/// What [`pack`] put together.
pub(super) fn unpack(packed: &[u8]) -> Option<(bool, &str, &str, &str)> {
    let (matters, rest) = packed.split_first()?;
    let (texts, rest) = part(rest)?;
    let (numbers, rest) = part(rest)?;
    Some((*matters == 1, texts, numbers, std::str::from_utf8(rest).ok()?))
}

fn part(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (text, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    Some((std::str::from_utf8(text).ok()?, rest))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const NUMBERS: &str = ",1,0,5,1,0,-1,3,-1,7,0,2";

    fn texts(subject: &str) -> String {
        ["\"a\"", "\"b\"", subject, "\"\"", "\"\""].map(|text| format!("{text}{TEXT_END}")).concat()
    }

    #[test]
    fn what_is_packed_comes_out() {
        let mut out = Vec::new();
        pack(true, "texts", ",1,2", "<p>", &mut out);
        assert_eq!(unpack(&out), Some((true, "texts", ",1,2", "<p>")));
        assert_eq!(unpack(&out[..4]), None);
    }

    #[test]
    fn what_matters_finds_room_after_all_the_rest() {
        let mut shelf = Shelf::default();
        let markup = "x".repeat(DETAIL_BYTES / 10);
        (0..20).for_each(|_| shelf.add(false, &texts("\"s\""), NUMBERS, &markup));
        assert!(
            shelf.detailed() == 5 && !shelf.wants_detail(false, NUMBERS) && shelf.wants_detail(true, NUMBERS)
        );
        (0..FIRST_OF_CAUSE).for_each(|_| shelf.add(true, &texts("\"s\""), NUMBERS, &markup));
        assert_eq!((shelf.detailed(), shelf.messages), (10, 32));
        let order: Vec<u64> = shelf.details().map(|detail| detail.number).collect();
        assert_eq!(order, [21, 22, 23, 24, 25, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn others_give_way_row_by_row() {
        let mut shelf = Shelf::default();
        let subject = |number: u64| format!("\"{number}{}\"", "x".repeat(4000));
        let add = |matters, shelf: &mut Shelf| {
            shelf.add(matters, &texts(&subject(shelf.messages)), NUMBERS, "");
        };
        while !shelf.rows[1].shut {
            add(false, &mut shelf);
        }
        let rows = shelf.rows();
        assert!(rows > 1000 && rows < shelf.messages);
        (0..100).for_each(|_| add(true, &mut shelf));
        assert!((rows - 1..=rows).contains(&shelf.rows()), "{rows} {}", shelf.rows());
        assert!(shelf.rows.iter().map(Rows::bytes).sum::<usize>() <= ROW_BYTES);
        for Rows { texts, lines, ends, .. } in shelf.data() {
            let texts: Vec<String> = serde_json::from_str(&format!("[{texts}]")).unwrap();
            let lines: Vec<Vec<i64>> = serde_json::from_str(&format!("[{lines}]")).unwrap();
            assert_eq!(lines.len(), ends.len());
            let known = |at: &i64| usize::try_from(*at).unwrap() < texts.len();
            assert!(
                lines.iter().all(|line| line.len() == 2 + TEXTS + 11 && line[2..2 + TEXTS].iter().all(known))
            );
        }
        while !shelf.rows[0].shut {
            add(true, &mut shelf);
        }
        assert!(shelf.rows[1].ends.is_empty() && shelf.rows[0].bytes() > ROW_BYTES - 10_000);
    }

    #[test]
    fn explanations_that_find_no_room_are_not_asked_for() {
        let mut shelf = Shelf::default();
        let markup = "x".repeat(DETAIL_BYTES / 4 * 3 / FIRST_OF_CAUSE as usize);
        (0..FIRST_OF_CAUSE).for_each(|_| shelf.add(true, &texts("\"s\""), NUMBERS, &markup));
        assert!(shelf.wants_detail(true, NUMBERS));
        shelf.add(true, &texts("\"s\""), NUMBERS, &markup);
        assert!(!shelf.wants_detail(true, NUMBERS));
        assert!(shelf.wants_detail(true, ",1,0,5,1,0,-1,3,-1,8,0,2"), "another cause has its first");
    }
}
