//! Headers pasted into a text file: out of Outlook's properties or Gmail's "Show original", with talk around.

use std::ops::Range;

use super::format::{is_field_line, is_known_field, is_page_field};

/// So many lines without a field name may stand between fields: folds that lost their indentation.
const LOOSE_LINES: usize = 4;

/// A header section found in other text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pasted {
    /// Where it stands in the text.
    pub(super) stored: Range<usize>,
    /// Length once indentation and quoting are taken off, from `stored.start` on.
    pub(super) len: usize,
}

/// A run of header lines.
#[derive(Debug, Clone, Default)]
struct Run {
    range: Range<usize>,
    /// Indentation or quoting before each line.
    prefix: Range<usize>,
    fields: usize,
    known: usize,
    loose: usize,
    /// Some fold lost its indentation.
    ragged: bool,
    /// Empty lines stand between the lines.
    spaced: bool,
}

/// Finds the longest run of header lines and brings it into shape in place.
pub(super) fn find(text: &mut [u8]) -> Option<Pasted> {
    let run = longest(text, false).or_else(|| longest(text, true))?;
    let len =
        if run.prefix.is_empty() && !run.ragged && !run.spaced { run.range.len() } else { clean(text, &run) };
    Some(Pasted { stored: run.range, len })
}

/// Whether folds lost their indentation in what is otherwise a header section.
pub(super) fn is_ragged(text: &[u8]) -> bool {
    longest(text, false).is_some_and(|run| run.ragged)
}

/// The run with the most fields; `spaced`: single empty lines do not end one.
fn longest(text: &[u8], spaced: bool) -> Option<Run> {
    let mut best: Option<Run> = None;
    let mut run: Option<Run> = None;
    let mut blanks = 0;
    let mut at = 0;
    while let Some(line) = next_line(text, at) {
        at = line.end;
        let content = content_end(text, &line);
        let blank = text[line.start..content].iter().all(|b| matches!(b, b' ' | b'\t' | b'>'));
        blanks = if blank { blanks + 1 } else { 0 };
        if let Some(open) = &mut run {
            if blank && spaced && blanks < 2 {
                continue;
            }
            match open.take(text, &line, content, blank) {
                Step::Goes => continue,
                Step::Ends => best = better(best, run.take()),
                Step::Table => {}
            }
        }
        run = Run::start(text, &line, content, spaced);
    }
    better(best, run)
}

fn better(best: Option<Run>, run: Option<Run>) -> Option<Run> {
    let enough = |run: &Run| run.known >= 2 || (run.known == 1 && run.fields >= 3);
    match (best, run.filter(enough)) {
        (Some(best), Some(run)) if run.fields > best.fields => Some(run),
        (best, run) => best.or(run),
    }
}

/// What a line does to a run.
enum Step {
    /// It belongs to the run.
    Goes,
    /// It ends the run.
    Ends,
    /// It shows that the run is the table above a message's source, not its header section.
    Table,
}

impl Run {
    fn start(text: &[u8], line: &Range<usize>, content: usize, spaced: bool) -> Option<Self> {
        let bytes = &text[line.start..content];
        let prefix = bytes.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'>' | b'|')).count();
        let field = &bytes[prefix..];
        (is_known_field(field) && !is_page_field(field)).then(|| Self {
            range: line.clone(),
            prefix: line.start..line.start + prefix,
            fields: 1,
            known: 1,
            spaced,
            ..Self::default()
        })
    }

    fn take(&mut self, text: &[u8], line: &Range<usize>, content: usize, blank: bool) -> Step {
        let bytes = &text[line.start..content];
        if blank {
            return Step::Ends;
        }
        let bytes = bytes.strip_prefix(&text[self.prefix.clone()]).unwrap_or(bytes);
        if is_page_field(bytes) {
            return Step::Table;
        }
        let field = is_field_line(bytes);
        if !field && !bytes.starts_with(b" ") && !bytes.starts_with(b"\t") {
            self.loose += 1;
            return if self.loose > LOOSE_LINES { Step::Ends } else { Step::Goes };
        }
        // Loose lines count only once something follows them: talk behind the headers does not.
        self.ragged |= self.loose > 0;
        self.loose = 0;
        self.fields += usize::from(field);
        self.known += usize::from(field && is_known_field(bytes));
        self.range.end = line.end;
        Step::Goes
    }
}

/// Takes off indentation, quoting and empty lines, and joins folds that lost their indentation to their line.
fn clean(text: &mut [u8], run: &Run) -> usize {
    let prefix = text[run.prefix.clone()].to_vec();
    let mut written = run.range.start;
    let mut ending = 0;
    let mut at = run.range.start;
    while let Some(line) = next_line(&text[..run.range.end], at) {
        at = line.end;
        let content = content_end(text, &line);
        let skip = if text[line.start..content].starts_with(&prefix) { prefix.len() } else { 0 };
        let bytes = &text[line.start + skip..content];
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let loose = !is_field_line(bytes) && !matches!(bytes[0], b' ' | b'\t');
        if loose {
            text[written - ending..written].fill(b' ');
        }
        text.copy_within(line.start + skip..line.end, written);
        written += line.end - line.start - skip;
        ending = line.end - content;
    }
    written - run.range.start
}

/// The line that starts at `start`, line end included.
fn next_line(text: &[u8], start: usize) -> Option<Range<usize>> {
    let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
    let end = memchr::memchr2(b'\n', b'\r', rest)
        .map_or(rest.len(), |at| at + if rest[at..].starts_with(b"\r\n") { 2 } else { 1 });
    Some(start..start + end)
}

/// Where the content of a line ends.
fn content_end(text: &[u8], line: &Range<usize>) -> usize {
    let bytes = &text[line.clone()];
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    line.start + bytes.len()
}
