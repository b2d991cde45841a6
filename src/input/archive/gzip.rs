//! gzip (RFC 1952): the bytes of one file, in one member or several.

use std::io::{BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::{Budget, unpacking};

/// Stored bytes that are read at once.
const AHEAD: usize = 64 << 10;

/// A reader of the unpacked bytes.
pub(super) fn reader(stored: Box<dyn Read + Send>, budget: Budget) -> Box<dyn Read + Send> {
    let fed = Fed { stored, budget: budget.clone() };
    Box::new(Gunzip { decoder: MultiGzDecoder::new(BufReader::with_capacity(AHEAD, fed)), budget })
}

/// Counts what comes in.
struct Fed {
    stored: Box<dyn Read + Send>,
    budget: Budget,
}

impl Read for Fed {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let read = self.stored.read(room)?;
        self.budget.feed(read);
        Ok(read)
    }
}

struct Gunzip {
    decoder: MultiGzDecoder<BufReader<Fed>>,
    budget: Budget,
}

impl Read for Gunzip {
    fn read(&mut self, room: &mut [u8]) -> std::io::Result<usize> {
        let read = self.decoder.read(room).map_err(unpacking)?;
        self.budget.unpack(read)?;
        Ok(read)
    }
}
