//! tar: members one after another, each behind a header of 512 bytes (POSIX.1-2024, pax; GNU's long names).
//!
//! The tar crate reads headers. The way through the archive is here: limits, and members that outlive a borrow.

use std::io::{ErrorKind, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tar::EntryType::{
    Block, Char, Directory, Fifo, GNULongLink, GNULongName, GNUSparse, Link, Symlink, XGlobalHeader, XHeader,
};
use tar::{Header, PaxExtensions};

use super::{About, Next};
use crate::input::source::{Wrong, reason};

/// Size of a header, and what data is padded to, bytes.
const RECORD: usize = 512;
/// A name or an extended header that is longer is not read, bytes.
const LONGEST: u64 = 64 << 10;
/// Bytes that are thrown away at once.
const SKIP: usize = 64 << 10;

/// GNU's types of member that the tar crate has no name for: a list of a folder, the rest of a member that began in
/// another volume, the name of a volume.
const FOLDER_LIST: u8 = b'D';
const CONTINUED: u8 = b'M';
const VOLUME: u8 = b'V';

/// An archive that is being read.
pub(super) struct Tar {
    feed: Arc<Mutex<Feed>>,
    /// What the headers before a member say about it.
    long_name: Option<String>,
    size: Option<u64>,
    ended: bool,
}

/// The archive's bytes, and how many of them belong to the current member.
struct Feed {
    input: Box<dyn Read + Send>,
    left: u64,
    padding: u64,
    /// The archive ended inside a member, and that was said.
    cut: bool,
}

/// The bytes of the current member.
struct Member(Arc<Mutex<Feed>>);

impl Read for Member {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let mut feed = lock(&self.0);
        let most = room.len().min(usize::try_from(feed.left).unwrap_or(usize::MAX));
        if most == 0 {
            return Ok(0);
        }
        let read = feed.input.read(&mut room[..most])?;
        feed.left -= read as u64;
        match read {
            0 => {
                feed.cut = true;
                Err(Wrong::error(CUT))
            }
            read => Ok(read),
        }
    }
}

const ENDS: &str = "cut off: the archive ends inside a member; download or copy it again";
const CUT: &str = "cut off: the archive ends inside this member; download or copy it again";

fn lock(feed: &Mutex<Feed>) -> MutexGuard<'_, Feed> {
    feed.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether `head` is the header of a member.
pub(super) fn is_tar(head: &[u8]) -> bool {
    let Some(bytes) = head.first_chunk::<RECORD>().filter(|bytes| bytes[0] != 0) else { return false };
    let mut header = Header::new_old();
    header.as_mut_bytes().copy_from_slice(bytes);
    has_checksum(&header)
}

/// Whether the sum of the bytes is as stated.
fn has_checksum(header: &Header) -> bool {
    let mut summed = header.clone();
    summed.set_cksum();
    matches!((header.cksum(), summed.cksum()), (Ok(stated), Ok(sum)) if stated == sum)
}

fn text(field: &[u8]) -> String {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

impl Tar {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Self {
        let feed = Arc::new(Mutex::new(Feed { input, left: 0, padding: 0, cut: false }));
        Self { feed, long_name: None, size: None, ended: false }
    }

    /// The next member; `None` at the end.
    pub(super) fn next(&mut self, about: &About) -> Option<Next> {
        if self.ended || lock(&self.feed).cut {
            return None;
        }
        match self.advance(about) {
            Ok(next) => {
                self.ended |= next.is_none();
                next
            }
            Err(error) => {
                self.ended = true;
                Some(Next::Row(about.row(None, reason(&error))))
            }
        }
    }

    fn advance(&mut self, about: &About) -> std::io::Result<Option<Next>> {
        let Some(header) = lock(&self.feed).header()? else { return Ok(None) };
        if !has_checksum(&header) {
            return Err(Wrong::error("damaged: the header of a member is none; what follows was not read"));
        }
        let stated =
            header.entry_size().map_err(|_| Wrong::error("damaged: a member's size is no number"))?;
        let kind = header.entry_type();
        let size = match kind {
            // These have no bytes, whatever their size says (POSIX, ustar Interchange Format, "size").
            Link | Symlink | Char | Block | Directory | Fifo => 0,
            // They speak about the next member, and so does the size that came before them.
            XHeader | XGlobalHeader | GNULongName | GNULongLink => stated,
            _ => self.size.unwrap_or(stated),
        };
        lock(&self.feed).begin(size);
        match kind {
            GNULongName => self.long_name = Some(text(&self.content()?)),
            XHeader => self.extend(&self.content()?),
            XGlobalHeader | GNULongLink => {}
            _ if matches!(kind.as_byte(), VOLUME | CONTINUED) => {}
            _ => return Ok(Some(self.member(&header, about))),
        }
        Ok(Some(Next::Nothing))
    }

    fn member(&mut self, header: &Header, about: &About) -> Next {
        self.size = None;
        let name = self.long_name.take().unwrap_or_else(|| text(&header.path_bytes()));
        let (name, maildir) = match about.admit(&name) {
            Ok(admitted) => admitted,
            Err(next) => return next,
        };
        let refused = match header.entry_type() {
            Link | Symlink => "a link: not followed",
            Char | Block | Fifo => "a device: not read",
            Directory => return Next::Nothing,
            kind if kind.as_byte() == FOLDER_LIST => return Next::Nothing,
            GNUSparse => "a sparse file: not read; unpack the archive first",
            _ => return Next::Member(about.member(&name, maildir, Box::new(Member(self.feed.clone())))),
        };
        Next::Row(about.row(Some(&name), refused))
    }

    /// What a header that speaks about the next member says; nothing when it is too long.
    fn content(&self) -> std::io::Result<Vec<u8>> {
        let mut feed = lock(&self.feed);
        if feed.left > LONGEST {
            return Err(Wrong::error(format!(
                "a name longer than {LONGEST} bytes: what follows was not read"
            )));
        }
        let mut content = vec![0; feed.left as usize];
        feed.exactly(&mut content).map_err(|_| Wrong::error(ENDS))?;
        feed.left = 0;
        Ok(content)
    }

    /// Takes from a pax header what is needed here; what is damaged says nothing.
    fn extend(&mut self, records: &[u8]) {
        for record in PaxExtensions::new(records).map_while(Result::ok) {
            match record.key_bytes() {
                b"path" => self.long_name = Some(text(record.value_bytes())),
                b"size" => self.size = record.value().ok().and_then(|text| text.parse().ok()),
                _ => {}
            }
        }
    }
}

impl Feed {
    /// Skips what is left of the current member and reads the next header; `None` at the end.
    fn header(&mut self) -> std::io::Result<Option<Header>> {
        let mut rest = self.left.saturating_add(self.padding);
        let mut waste = [0; SKIP];
        while rest > 0 {
            let most = usize::try_from(rest).unwrap_or(SKIP).min(SKIP);
            match self.input.read(&mut waste[..most]) {
                Ok(0) => return Err(Wrong::error(ENDS)),
                Ok(read) => rest -= read as u64,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        (self.left, self.padding) = (0, 0);
        let mut header = Header::new_old();
        match self.exactly(header.as_mut_bytes()) {
            // The end is marked by empty records, which some programs forget.
            Ok(()) if header.as_bytes().iter().all(|b| *b == 0) => Ok(None),
            Ok(()) => Ok(Some(header)),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn exactly(&mut self, room: &mut [u8]) -> std::io::Result<()> {
        self.input.read_exact(room)
    }

    /// A member of `size` bytes begins.
    fn begin(&mut self, size: u64) {
        self.left = size;
        self.padding = size.wrapping_neg() % RECORD as u64;
    }
}
