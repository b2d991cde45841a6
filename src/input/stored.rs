//! Bytes that can be read from any place: a file, or a private temporary copy of what comes once.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use rawzip::ReaderAt;

use super::source::Wrong;

/// A copy is made of so many bytes at most.
const MOST_COPIED: u64 = 4 << 30;
/// A copy of so many bytes at most stays in memory; a longer one goes to a temporary file without a name.
const IN_MEMORY: usize = 4 << 20;

/// What is behind [`Stored`].
trait Bytes: Read + Seek + Send {}
impl<T: Read + Seek + Send> Bytes for T {}

/// Bytes that can be read from any place, shared by those who read them.
#[derive(Clone)]
pub(super) struct Stored {
    bytes: Arc<Mutex<dyn Bytes>>,
    /// How many there are.
    pub(super) len: u64,
}

impl Stored {
    /// A regular file of `len` bytes.
    pub(super) fn file(file: File, len: u64) -> Self {
        Self { bytes: Arc::new(Mutex::new(file)), len }
    }

    /// A copy of `head` and of what `rest` has still to give.
    ///
    /// # Errors
    /// When `rest` or the temporary file fails, or there are too many bytes.
    pub(super) fn copy(head: &[u8], rest: &mut dyn Read) -> std::io::Result<Self> {
        let mut file = tempfile::SpooledTempFile::new(IN_MEMORY);
        file.write_all(head)?;
        let room = MOST_COPIED.saturating_sub(head.len() as u64);
        let copied = std::io::copy(&mut rest.take(room + 1), &mut file)?;
        if copied > room {
            return Err(Wrong::error(format!(
                "longer than is copied to a temporary file ({MOST_COPIED} bytes): save it as a file of its own first"
            )));
        }
        file.flush()?;
        Ok(Self { bytes: Arc::new(Mutex::new(file)), len: head.len() as u64 + copied })
    }

    /// A reader of the bytes from `start` to `end`; nothing beyond the last one.
    pub(super) fn part(&self, start: u64, end: u64) -> Part {
        let end = end.min(self.len);
        let start = start.min(end);
        Part { stored: self.clone(), start, end, position: start }
    }

    /// A reader of all bytes.
    pub(super) fn all(&self) -> Part {
        self.part(0, self.len)
    }
}

impl ReaderAt for Stored {
    fn read_at(&self, room: &mut [u8], at: u64) -> std::io::Result<usize> {
        let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        bytes.seek(SeekFrom::Start(at))?;
        bytes.read(room)
    }
}

/// A reader of some of the bytes; position 0 is its first one.
pub(super) struct Part {
    stored: Stored,
    start: u64,
    end: u64,
    position: u64,
}

impl Read for Part {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.position)).unwrap_or(usize::MAX);
        let most = room.len().min(left);
        if most == 0 {
            return Ok(0);
        }
        let read = self.stored.read_at(&mut room[..most], self.position)?;
        self.position += read as u64;
        Ok(read)
    }
}

impl Seek for Part {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let position = match to {
            SeekFrom::Start(at) => self.start.checked_add(at),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        match position.filter(|at| *at >= self.start) {
            Some(at) => {
                self.position = at;
                Ok(at - self.start)
            }
            None => Err(std::io::ErrorKind::InvalidInput.into()),
        }
    }
}
