//! Mailbox files: messages one after another, each behind a `From ` line, streamed through blocks.

mod separator;

use memchr::memmem::Finder;

use super::reader::Limits;
use super::source::Source;
use super::{Block, Container};
pub(super) use separator::{Boundary, boundary, first_line};

/// Bytes kept before the place where the search goes on, to see whether the line before is empty.
const BEFORE: usize = 4;

/// A mailbox that is being read.
#[derive(Debug)]
pub(super) struct Mbox {
    source: Source,
    finder: Finder<'static>,
    /// How lines end, and whether the file is a series of patches.
    style: Style,
    /// Number of the current message.
    number: u64,
    /// Offset in the file of the current message.
    offset: u64,
    /// What the `Content-Length` of the current message promises, once looked up.
    promise: Option<Promise>,
    /// The current message as far as it was read into the block before.
    carry: Vec<u8>,
    /// How far `carry` has been searched.
    searched: usize,
}

/// What one mailbox file keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// The byte that ends a line: LF, or CR in old Macintosh files.
    pub(super) eol: u8,
    /// The file is what `git format-patch` writes: its separators are no accident.
    pub(super) patches: bool,
}

/// The `Content-Length` of a message (mboxcl): offset in the file where its body should end.
#[derive(Debug, Clone, Copy)]
struct Promise(Option<u64>);

/// Places in the block while a message is read.
struct Cursor {
    /// First byte of the current message.
    start: usize,
    /// Where the search goes on.
    from: usize,
    /// End of what is kept of a message longer than the window.
    kept: Option<usize>,
}

/// What became of a search.
enum Search {
    /// A separator whose `F` is at `.0`, its message at `.1`.
    Found(usize, usize),
    /// Nothing up to here; more bytes are needed.
    More,
}

impl Mbox {
    /// A mailbox of which the first bytes have been read; its first message starts at `offset`.
    pub(super) fn new(source: Source, style: Style, offset: u64) -> Self {
        let finder = Finder::new(if style.eol == b'\r' { b"\rFrom " } else { b"\nFrom " });
        Self { source, finder, style, number: 1, offset, promise: None, carry: Vec::new(), searched: 0 }
    }

    /// Adds messages to `block` until it is full (`true`: call again with another block) or the file ends.
    /// `start` is where the current message starts in the block, when its bytes are there already.
    pub(super) fn pour(&mut self, block: &mut Block, start: Option<usize>, limits: &Limits) -> bool {
        let start = start.unwrap_or_else(|| {
            let start = block.filled();
            block.append(&self.carry);
            self.carry.clear();
            start
        });
        let mut cursor = Cursor { start, from: start + std::mem::take(&mut self.searched), kept: None };
        loop {
            while let Search::Found(line, next) = self.search(block, &mut cursor, limits) {
                self.finish(block, &cursor, line);
                self.offset = self.offset_of(block, next);
                self.number += 1;
                self.promise = None;
                cursor = Cursor { start: next, from: next, kept: None };
                if block.len() >= limits.messages {
                    self.suspend(block, &cursor);
                    return true;
                }
            }
            if self.source.ended {
                self.finish(block, &cursor, block.filled());
                return false;
            }
            if self.hold(block, &mut cursor, limits) {
                return true;
            }
            self.read(block, limits);
        }
    }

    fn read(&mut self, block: &mut Block, limits: &Limits) {
        let room = limits.block.saturating_sub(block.filled());
        self.source.read(block, if room == 0 { limits.block } else { room.max(64 << 10) });
    }

    /// Makes room before more is read: carries the current message to the next block (`true`), or drops what
    /// is beyond the window.
    fn hold(&mut self, block: &mut Block, cursor: &mut Cursor, limits: &Limits) -> bool {
        if cursor.kept.is_none() && block.filled() >= limits.block && !block.is_empty() {
            self.suspend(block, cursor);
            return true;
        }
        if cursor.kept.is_none() && block.filled() - cursor.start > limits.window {
            cursor.kept = Some(cursor.start + limits.window);
        }
        if let Some(kept) = cursor.kept {
            let drop = kept..cursor.from.saturating_sub(BEFORE).max(kept);
            cursor.from -= drop.len();
            block.remove(drop);
        }
        false
    }

    /// Carries what follows the last whole message to the next block.
    fn suspend(&mut self, block: &mut Block, cursor: &Cursor) {
        self.carry.extend_from_slice(&block.bytes()[cursor.start..]);
        self.searched = cursor.from.saturating_sub(cursor.start);
        block.truncate(cursor.start);
    }

    /// Adds the current message, which ends before the separator line at `end`.
    fn finish(&self, block: &mut Block, cursor: &Cursor, end: usize) {
        let body = &block.bytes()[cursor.start..end];
        let end = end - separator::blank_at_end(body, self.style.eol);
        let length = self.offset_of(block, end) - self.offset;
        let mut origin = self.source.origin(Container::Mbox, self.number, self.offset, length);
        let kept = cursor.kept.map_or(end, |kept| kept.min(end));
        origin.cut = length > (kept - cursor.start) as u64;
        block.push(cursor.start..kept, origin);
    }

    /// The offset in the file of the byte at `index` of the block. Holds behind dropped bytes, too.
    fn offset_of(&self, block: &Block, index: usize) -> u64 {
        self.source.position - (block.filled() - index) as u64
    }

    fn search(&mut self, block: &Block, cursor: &mut Cursor, limits: &Limits) -> Search {
        let bytes = block.bytes();
        loop {
            let Some(hit) = bytes.get(cursor.from..).and_then(|rest| self.finder.find(rest)) else {
                let tail = bytes.len().saturating_sub(self.finder.needle().len() - 1);
                cursor.from = cursor.from.max(tail);
                return Search::More;
            };
            let line = cursor.from + hit + 1;
            match boundary(bytes, line, self.style, self.source.ended) {
                Boundary::No => cursor.from = line,
                Boundary::Unsure => {
                    cursor.from = line - 1;
                    return Search::More;
                }
                Boundary::Yes(next) => match self.promised(block, cursor, line, limits) {
                    Promised::Nothing => return Search::Found(line, next),
                    Promised::At(end) => cursor.from = end.saturating_sub(1).max(line),
                    Promised::Unsure => {
                        cursor.from = line - 1;
                        return Search::More;
                    }
                },
            }
        }
    }

    /// Whether the separator at `line` lies inside the body as its `Content-Length` has it, which is believed
    /// only when it leads exactly to another separator or to the end of the file.
    fn promised(&mut self, block: &Block, cursor: &Cursor, line: usize, limits: &Limits) -> Promised {
        let bytes = block.bytes();
        let offset = self.offset;
        let window = cursor.kept.unwrap_or(line).min(line);
        let Promise(promise) = *self.promise.get_or_insert_with(|| {
            let length = separator::content_length(&bytes[cursor.start..window]);
            Promise(length.and_then(|(body, length)| (offset + body as u64).checked_add(length)))
        });
        let Some(end) = promise.filter(|end| *end > self.offset_of(block, line)) else {
            return Promised::Nothing;
        };
        let beyond = end.checked_sub(self.source.position);
        if let Some(len) = self.source.len
            && len.checked_sub(end).is_some_and(|left| left <= 2)
        {
            return Promised::At(bytes.len());
        }
        if beyond.is_some_and(|beyond| beyond > 0) || (beyond == Some(0) && !self.source.ended) {
            let fits = end - self.offset <= limits.window as u64;
            let more = fits && cursor.kept.is_none() && !self.source.ended;
            return if more { Promised::Unsure } else { self.broken() };
        }
        let index = bytes.len() - (self.source.position - end) as usize;
        match separator::lands(bytes, index, self.style, self.source.ended) {
            Boundary::Yes(line) => Promised::At(line),
            Boundary::Unsure => Promised::Unsure,
            Boundary::No => self.broken(),
        }
    }

    fn broken(&mut self) -> Promised {
        self.promise = Some(Promise(None));
        Promised::Nothing
    }
}

/// What a `Content-Length` says about a separator.
enum Promised {
    /// It is one.
    Nothing,
    /// It belongs to the body, which ends at this index.
    At(usize),
    /// More bytes are needed to tell.
    Unsure,
}
