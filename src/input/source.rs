//! One open input: bytes in order, with the place they come from and the fault that ended them.

use std::fmt;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::sync::Arc;

use super::archive::Budget;
use super::stored::Stored;
use super::{Block, Container, Folder, Origin, Unreadable};

/// Where the bytes of an input come from.
pub(super) enum Input {
    /// A regular file, which can be read from any place.
    File(File),
    /// Bytes that come once, in order.
    Stream(Box<dyn Read + Send>),
}

impl Read for Input {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::File(file) => file.read(room),
            Self::Stream(stream) => stream.read(room),
        }
    }
}

/// What is wrong with an input, said in full: shown without the operating system's words around it.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Wrong(pub(super) String);

impl Wrong {
    /// As the error of a reader.
    pub(super) fn error(text: impl Into<String>) -> std::io::Error {
        std::io::Error::new(ErrorKind::InvalidData, Self(text.into()))
    }
}

/// An input that is being read.
pub(super) struct Source {
    input: Input,
    /// Path as given or walked.
    pub(super) path: Arc<str>,
    /// What the folders round it tell.
    pub(super) folder_name: Option<(Folder, Arc<str>)>,
    /// It lies in `cur` or `new` of a Maildir.
    pub(super) maildir: bool,
    /// How many components of the path the walk added; `None` where the path tells no folder.
    pub(super) walked: Option<usize>,
    /// What is left of the archive that it lies in.
    pub(super) budget: Option<Budget>,
    /// Length in bytes, of regular files.
    pub(super) len: Option<u64>,
    /// Bytes read so far.
    pub(super) position: u64,
    /// There is nothing more to read.
    pub(super) ended: bool,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("path", &self.path).field("position", &self.position).finish()
    }
}

impl Source {
    /// An input of which nothing has been read yet. `len` is 0 or `None` where it cannot be known.
    pub(super) fn new(input: Input, path: Arc<str>, len: Option<u64>) -> Self {
        let len = len.filter(|len| *len > 0);
        Self {
            input,
            path,
            folder_name: None,
            maildir: false,
            walked: None,
            budget: None,
            len,
            position: 0,
            ended: false,
        }
    }

    /// Reads once, at most `most` bytes, to the end of `block`.
    pub(super) fn read(&mut self, block: &mut Block, most: usize) {
        let left = self.len.map_or(u64::MAX, |len| len - self.position);
        let most = usize::try_from(left).unwrap_or(most).min(most);
        loop {
            match self.input.read(block.room(most)) {
                Ok(0) => {
                    self.ended = true;
                    if let Some(len) = self.len {
                        let read = self.position;
                        let reason = format!("it shrank while it was read: {read} of {len} bytes were there");
                        block.unreadable.push(self.fault(Some(read), reason));
                    }
                }
                Ok(read) => {
                    block.advance(read);
                    self.position += read as u64;
                    block.input_bytes += read as u64;
                    self.ended = self.len == Some(self.position);
                    if self.ended && self.has_more() {
                        let reason = "it grew while it was read: what was added is not in this report";
                        block.unreadable.push(self.fault(Some(self.position), reason));
                    }
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.ended = true;
                    block.unreadable.push(self.fault(Some(self.position), reason(&error)));
                }
            }
            return;
        }
    }

    /// Whether bytes were added since the file was opened.
    fn has_more(&mut self) -> bool {
        matches!(self.input.read(&mut [0]), Ok(1))
    }

    /// Reads until the bytes of `block` from `start` on are `wanted` or the input ends.
    pub(super) fn read_to(&mut self, block: &mut Block, start: usize, wanted: usize) {
        while !self.ended && block.filled() - start < wanted {
            self.read(block, (wanted - (block.filled() - start)).min(1 << 20));
        }
    }

    /// Bytes still to read, where that is known.
    pub(super) fn left(&self) -> u64 {
        self.len.map_or(0, |len| len - self.position)
    }

    /// Counts the rest of the input without keeping it.
    pub(super) fn skip_rest(&mut self, block: &mut Block) {
        if let Some(len) = self.len {
            block.input_bytes += self.left();
            self.position = len;
            self.ended = true;
        }
        let keep = block.filled();
        while !self.ended {
            self.read(block, 1 << 20);
            block.truncate(keep);
        }
    }

    /// All its bytes, to be read from any place: the file itself, or a private temporary copy of what comes once.
    /// `head` are those read so far.
    ///
    /// # Errors
    /// When the bytes cannot be read or are more than may be copied.
    pub(super) fn store(&mut self, head: &[u8]) -> std::io::Result<Stored> {
        let nothing = Input::Stream(Box::new(std::io::empty()));
        match (std::mem::replace(&mut self.input, nothing), self.len) {
            (Input::File(file), Some(len)) => Ok(Stored::file(file, len)),
            (mut input, _) => Stored::copy(head, &mut input),
        }
    }

    /// The input from its beginning on, of which `head` was read already.
    pub(super) fn into_stream(self, head: Vec<u8>) -> Box<dyn Read + Send> {
        Box::new(std::io::Cursor::new(head).chain(self.input))
    }

    /// The origin of message `number`, whole.
    pub(super) fn origin(&self, container: Container, number: u64, offset: u64, length: u64) -> Origin {
        Origin {
            path: self.path.clone(),
            container,
            number,
            offset: Some(offset),
            length: Some(length),
            inside: None,
            folder_name: self.folder_name.clone(),
            cut: false,
        }
    }

    /// A row for what cannot be read.
    pub(super) fn fault(&self, offset: Option<u64>, reason: impl Into<String>) -> Unreadable {
        Unreadable { path: self.path.clone(), number: None, offset, reason: reason.into() }
    }
}

/// The operating system's error in words for people.
pub(super) fn reason(error: &std::io::Error) -> String {
    if let Some(wrong) = error.get_ref().and_then(|inner| inner.downcast_ref::<Wrong>()) {
        return wrong.to_string();
    }
    match error.kind() {
        ErrorKind::NotFound => "no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::IsADirectory => "a folder where a file was expected".to_owned(),
        _ => format!("cannot be read: {error}"),
    }
}
