//! The bytes of a member, unpacked, and checked against what the directory says of them.

use std::io::{BufReader, Read};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::super::{Budget, unpacking};
use super::entry::Entry;
use crate::input::source::Wrong;
use crate::input::stored::{Part, Stored};

/// Stored bytes that are read at once.
const AHEAD: usize = 64 << 10;

/// A reader of the member whose bytes start at `start`.
pub(super) fn reader(stored: &Stored, start: u64, entry: &Entry, budget: Budget) -> Box<dyn Read + Send> {
    let packed = stored.part(start, start + entry.packed);
    let bytes = match entry.method {
        0 => Bytes::Stored(packed),
        _ => Bytes::Deflated(DeflateDecoder::new(BufReader::with_capacity(AHEAD, packed))),
    };
    let (crc, length) = (entry.crc, entry.unpacked);
    Box::new(Member { bytes, budget, sum: Crc::new(), read: 0, crc, length })
}

enum Bytes {
    Stored(Part),
    Deflated(DeflateDecoder<BufReader<Part>>),
}

struct Member {
    bytes: Bytes,
    budget: Budget,
    sum: Crc,
    read: u64,
    /// What the directory says.
    crc: u32,
    length: u64,
}

impl Read for Member {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        if room.is_empty() {
            return Ok(0);
        }
        let read = match &mut self.bytes {
            Bytes::Stored(part) => part.read(room)?,
            Bytes::Deflated(decoder) => decoder.read(room).map_err(unpacking)?,
        };
        if read == 0 {
            return self.check();
        }
        self.sum.update(&room[..read]);
        self.read += read as u64;
        self.budget.unpack(read)?;
        if self.read > self.length {
            let length = self.length;
            return Err(Wrong::error(format!(
                "damaged: longer than the {length} bytes that the archive says; not read on"
            )));
        }
        Ok(read)
    }
}

impl Member {
    /// Compares what was read with what the directory says.
    fn check(&self) -> std::io::Result<usize> {
        let Self { read, length, .. } = self;
        if read != length {
            return Err(Wrong::error(format!("damaged: {read} bytes long where the archive says {length}")));
        }
        if self.sum.sum() != self.crc {
            return Err(Wrong::error("damaged: its checksum is another than the archive says"));
        }
        Ok(0)
    }
}
