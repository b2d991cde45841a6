//! Between a connection and the analysis: bounded both ways, so that memory stays flat however fast either side is.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::timeout;

use super::job::Job;

/// Pieces of an upload that wait for the analysis: enough that it need not wait when it comes for more.
pub(super) const PIECES_IN: usize = 64;
/// Pieces of a result that wait for their reader.
pub(super) const PIECES_OUT: usize = 4;
/// A piece of a result is sent from so many bytes on.
const PIECE: usize = 64 << 10;

/// A piece of an upload.
#[derive(Debug)]
pub(super) enum Piece {
    /// Bytes.
    Data(Bytes),
    /// There are no more.
    End,
}

/// An upload as the analysis reads it.
#[derive(Debug)]
pub(super) struct Inlet {
    pieces: Receiver<Piece>,
    current: Bytes,
    ended: bool,
    job: Arc<Job>,
}

impl Inlet {
    pub(super) fn new(pieces: Receiver<Piece>, job: Arc<Job>) -> Self {
        Self { pieces, current: Bytes::new(), ended: false, job }
    }
}

impl Read for Inlet {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() && !self.ended {
            match self.pieces.blocking_recv() {
                Some(Piece::Data(bytes)) => self.current = bytes,
                Some(Piece::End) => self.ended = true,
                None => return Err(io::Error::other(self.job.why_it_ended())),
            }
        }
        let take = self.current.len().min(buffer.len());
        buffer[..take].copy_from_slice(&self.current.split_to(take));
        Ok(take)
    }
}

/// Where the analysis writes.
#[derive(Debug)]
pub(super) struct Outlet {
    pieces: Sender<io::Result<Bytes>>,
    buffer: Vec<u8>,
    patience: Duration,
    handle: Handle,
}

impl Outlet {
    /// One that waits so long for its reader.
    pub(super) fn new(pieces: Sender<io::Result<Bytes>>, patience: Duration, handle: Handle) -> Self {
        Self { pieces, buffer: Vec::new(), patience, handle }
    }

    /// Lets the reader see that the result is not whole.
    pub(super) fn fail(self, reason: &str) {
        let _ = self.send(Err(io::Error::other(reason.to_owned())));
    }

    fn send(&self, piece: io::Result<Bytes>) -> io::Result<()> {
        // The clock of the time limit is the runtime's.
        let sent = self.handle.block_on(async { timeout(self.patience, self.pieces.send(piece)).await });
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(_) => Err(io::Error::new(
                io::ErrorKind::TimedOut,
                format!("nobody read the result for {} seconds", self.patience.as_secs()),
            )),
        }
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.buffer));
        self.send(Ok(piece))
    }
}
