//! The compound file that an Outlook item is kept in ([MS-CFB]): its streams, read within bounds.

use std::cell::Cell;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

use cfb::CompoundFile;

use crate::input::stored::Part;

/// So much of a file is read to find out what is in it, bytes: its tables take memory in proportion.
const LARGEST_TABLES: u64 = 16 << 20;
/// Opening a stream follows a chain that may be as long as the file; all chains together are followed so far.
const MOST_STEPS: u64 = 200_000_000;
/// Length of a sector, bytes ([MS-CFB] 2.2; later versions have longer ones).
const SECTOR: u64 = 512;

/// Where a compound file lies.
pub(super) trait Bytes: Read + Seek {}
impl Bytes for Part {}
impl Bytes for Cursor<Vec<u8>> {}

/// An open compound file.
pub(super) struct Compound {
    file: CompoundFile<Metered>,
    /// What following one chain may cost.
    cost: u64,
    /// Steps left for following chains.
    steps: u64,
}

/// A reader that gives only so many bytes.
struct Metered {
    bytes: Box<dyn Bytes>,
    left: Rc<Cell<u64>>,
}

impl Read for Metered {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let read = self.bytes.read(room)?;
        let left = self.left.get().checked_sub(read as u64);
        self.left.set(left.ok_or(std::io::ErrorKind::FileTooLarge)?);
        Ok(read)
    }
}

impl Seek for Metered {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

impl Compound {
    /// Reads the tables of a compound file.
    ///
    /// # Errors
    /// When it is damaged or cut off, or its tables are too large.
    pub(super) fn open(bytes: impl Bytes + 'static, len: u64) -> std::io::Result<Self> {
        let left = Rc::new(Cell::new(LARGEST_TABLES));
        let file = CompoundFile::open(Metered { bytes: Box::new(bytes), left: left.clone() })?;
        left.set(u64::MAX);
        Ok(Self { file, cost: len / SECTOR + 64, steps: MOST_STEPS })
    }

    /// Whether there is a stream at `path`.
    pub(super) fn has(&self, path: &str) -> bool {
        self.file.is_stream(path)
    }

    /// At most `most` bytes of the stream at `path`, and whether that is all; `None` when there is none or it
    /// cannot be read.
    pub(super) fn stream(&mut self, path: &str, most: u64) -> Option<(Vec<u8>, bool)> {
        if !self.has(path) {
            return None;
        }
        self.steps = self.steps.checked_sub(self.cost)?;
        let mut bytes = Vec::new();
        self.file.open_stream(path).ok()?.take(most + 1).read_to_end(&mut bytes).ok()?;
        let whole = bytes.len() as u64 <= most;
        bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Some((bytes, whole))
    }

    /// Names of the storages directly under `path` that begin with `prefix`, in order, at most `most`.
    pub(super) fn storages(&self, path: &str, prefix: &str, most: usize) -> Vec<String> {
        let Ok(entries) = self.file.read_storage(path) else { return Vec::new() };
        let named = entries.filter(|entry| entry.is_storage() && entry.name().starts_with(prefix));
        named.take(most).map(|entry| entry.name().to_owned()).collect()
    }

    /// Whether streams were left unread because following their chains would take too long.
    pub(super) fn exhausted(&self) -> bool {
        self.steps < self.cost
    }
}
