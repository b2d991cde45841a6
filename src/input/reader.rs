//! The reader: drives the walk and the open input, and fills blocks in input order.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

use super::archive::{self, Archive, Bounds, Opened};
use super::discover::{Next, Walk, text};
use super::feed::{Fed, Feed};
use super::format::{Format, recognise};
use super::mbox::Mbox;
use super::source::{Input, Source, reason};
use super::{Block, Unreadable, folder_name, msg, single};

/// Sizes in bytes that bound the memory in use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// A block is full from here on.
    pub(super) block: usize,
    /// A block with so many messages is full: what is made of a message can be larger than the message.
    pub(super) messages: usize,
    /// As much of one message of a mailbox is kept.
    pub(super) window: usize,
    /// As much of a file of one message is kept.
    pub(super) single: usize,
    /// By so many first bytes the kind of a file is told.
    pub(super) head: usize,
    /// A block with so many rows for unreadable inputs is full.
    pub(super) rows: usize,
    /// What an archive may cost.
    pub(super) archive: Bounds,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            block: 512 << 10,
            messages: 256,
            window: 4 << 20,
            single: 16 << 20,
            head: 256 << 10,
            rows: 4096,
            archive: Bounds::default(),
        }
    }
}

/// Reads inputs in order, block by block, sequentially; never the whole of anything.
pub struct Reader {
    walk: Walk,
    /// Inputs that come from elsewhere, after those of the walk.
    feed: Option<Box<dyn Feed>>,
    mailbox: Option<Mbox>,
    /// Archives being read, the innermost last.
    archives: Vec<Archive>,
    /// What `-` stands for, until it has been read.
    stdin: Option<Box<dyn Read + Send>>,
    known: Option<u64>,
    limits: Limits,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("walk", &self.walk)
            .field("mailbox", &self.mailbox)
            .finish_non_exhaustive()
    }
}

impl Reader {
    /// Inputs as given on the command line; `-` is standard input. Opens nothing yet.
    pub fn new(paths: Vec<PathBuf>) -> Self {
        Self::with(paths, Box::new(std::io::stdin()), Limits::default())
    }

    /// A reader with another standard input and other sizes.
    pub(super) fn with(paths: Vec<PathBuf>, stdin: Box<dyn Read + Send>, limits: Limits) -> Self {
        let known = paths.iter().map(known_len).sum();
        Self {
            walk: Walk::new(paths),
            feed: None,
            mailbox: None,
            archives: Vec::new(),
            stdin: Some(stdin),
            known,
            limits,
        }
    }

    /// A reader of inputs that come from somewhere else than the file system.
    pub fn of(feed: Box<dyn Feed>) -> Self {
        let empty = Self::with(Vec::new(), Box::new(std::io::empty()), Limits::default());
        Self { feed: Some(feed), known: None, ..empty }
    }

    /// Fills `block` anew (its buffers are reused). `false` when there is nothing more and the block stays empty.
    pub fn fill(&mut self, block: &mut Block) -> bool {
        block.clear();
        let mut start = None;
        // A mailbox whose first bytes lie in the block must be poured now, however full the block is.
        while start.is_some()
            || (block.filled() < self.limits.block
                && block.len() < self.limits.messages
                && block.unreadable.len() < self.limits.rows)
        {
            if let Some(mailbox) = &mut self.mailbox {
                if mailbox.pour(block, start.take(), &self.limits) {
                    break;
                }
                self.mailbox = None;
            } else if !self.archives.is_empty() {
                start = self.next_member(block);
            } else if let Some(next) = self.walk.next() {
                start = self.open(next, block);
            } else if let Some(fed) = self.feed.as_mut().and_then(|feed| feed.next()) {
                start = self.take(fed, block);
            } else {
                break;
            }
        }
        !block.is_empty() || !block.unreadable.is_empty()
    }

    /// Opens the next member of the innermost archive.
    fn next_member(&mut self, block: &mut Block) -> Option<usize> {
        let innermost = self.archives.len() - 1;
        match self.archives[innermost].next() {
            None => {
                let ended = self.archives.pop().filter(|_| self.archives.is_empty());
                block.unreadable.extend(ended.and_then(|outermost| outermost.last_row()));
            }
            Some(archive::Next::Nothing) => {}
            Some(archive::Next::Row(row)) => block.unreadable.push(row),
            Some(archive::Next::Member(source)) => {
                let rows = block.unreadable.len();
                let start = self.start(*source, block);
                self.archives[innermost].count_rows(block, rows);
                return start;
            }
        }
        None
    }

    /// Bytes of all inputs, when all of them are files and none is an archive; for a progress bar.
    pub fn known_bytes(&self) -> Option<u64> {
        self.known
    }

    /// Opens an input and reads it, unless it is a mailbox: then where its first message starts in the block.
    fn open(&mut self, next: Next, block: &mut Block) -> Option<usize> {
        match next {
            Next::Nothing(row) => {
                block.unreadable.push(row);
                None
            }
            Next::Stdin => match self.stdin.take() {
                Some(stdin) => {
                    let source = Source::new(Input::Stream(stdin), Arc::from("-"), None);
                    self.start(source, block)
                }
                None => {
                    let reason = "standard input can be read only once".to_owned();
                    block.unreadable.push(Unreadable {
                        path: Arc::from("-"),
                        number: None,
                        offset: None,
                        reason,
                    });
                    None
                }
            },
            Next::File(found) => {
                let path = text(&found.path);
                let len = |file: &File| file.metadata().ok().filter(|m| m.is_file()).map(|m| m.len());
                match File::open(&found.path) {
                    Ok(file) => {
                        let len = len(&file);
                        let mut source = Source::new(Input::File(file), path, len);
                        (source.maildir, source.walked) = (found.maildir, Some(found.walked));
                        self.start(source, block)
                    }
                    Err(error) => {
                        let reason = reason(&error);
                        block.unreadable.push(Unreadable { path, number: None, offset: None, reason });
                        None
                    }
                }
            }
        }
    }

    fn take(&mut self, fed: Fed, block: &mut Block) -> Option<usize> {
        let walked = fed.place.walked();
        let len = fed.len.filter(|_| walked.is_some());
        let maildir = walked.is_some() && fed.place.is_maildir();
        let mut source = Source::new(Input::Stream(fed.bytes), fed.place.path, len);
        (source.maildir, source.walked) = (maildir, walked);
        self.start(source, block)
    }

    /// Tells the kind of an open input by its first bytes.
    fn start(&mut self, mut source: Source, block: &mut Block) -> Option<usize> {
        let start = block.filled();
        let rows = block.unreadable.len();
        source.read_to(block, start, self.limits.head);
        if block.unreadable.len() > rows && block.filled() == start {
            return None;
        }
        let format = recognise(&block.bytes()[start..], source.ended, source.maildir);
        let mailbox = matches!(format, Format::Mbox(..)) && !source.maildir;
        source.folder_name =
            source.walked.and_then(|walked| folder_name::of_path(&source.path, walked, mailbox));
        match format {
            Format::Not(reason) => {
                block.truncate(start);
                block.input_bytes += source.left();
                block.unreadable.push(source.fault(None, reason));
            }
            Format::Mbox(first, before, style) => {
                if before > 0 {
                    let reason = format!("{before} bytes before the first message of the mailbox");
                    block.unreadable.push(source.fault(Some(0), reason));
                }
                self.mailbox = Some(Mbox::new(source, style, first as u64));
                return Some(start + first);
            }
            Format::Archive(kind) => return self.unpack(source, kind, block, start),
            Format::Compound => msg::read(source, block, start, &self.limits),
            format => single::read(source, block, start, format, &self.limits),
        }
        None
    }

    /// Opens an archive, whose first bytes lie in the block from `start` on. Its unpacked bytes count as input.
    fn unpack(
        &mut self,
        source: Source,
        kind: archive::Kind,
        block: &mut Block,
        start: usize,
    ) -> Option<usize> {
        let head = block.bytes()[start..].to_vec();
        block.truncate(start);
        block.input_bytes -= head.len() as u64;
        self.known = None;
        match archive::open(source, kind, head, &self.limits.archive) {
            Ok(Opened::File(file)) => return self.start(file, block),
            Ok(Opened::Archive(archive)) => self.archives.push(*archive),
            Err(row) => block.unreadable.push(row),
        }
        None
    }
}

fn known_len(path: &PathBuf) -> Option<u64> {
    std::fs::metadata(path).ok().filter(|about| about.is_file()).map(|about| about.len())
}
