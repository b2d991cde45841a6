//! Blocks: as many raw messages as fit a buffer, so that workers share them and memory stays flat.

use std::path::PathBuf;

use super::{RawMessage, Unreadable};

/// A buffer of about a mebibyte with the messages that lie in it, in input order.
#[derive(Debug, Default)]
pub struct Block {
    /// Inputs that could not be read, met while this block was filled.
    pub unreadable: Vec<Unreadable>,
    /// Bytes of input that this block stands for, skipped bodies included.
    pub input_bytes: u64,
}

impl Block {
    /// The messages, in input order. Attached messages are found by [`super::attached::find`].
    pub fn messages(&self) -> impl Iterator<Item = RawMessage<'_>> {
        std::iter::empty()
    }

    /// Number of messages.
    pub fn len(&self) -> usize {
        0
    }

    /// Whether the block holds no message.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Reads inputs in order, block by block, sequentially; never the whole of anything.
#[derive(Debug)]
pub struct Reader {
    /// Inputs still to read.
    pub paths: Vec<PathBuf>,
}

impl Reader {
    /// Inputs as given on the command line; `-` is standard input. Opens nothing yet.
    pub fn new(paths: Vec<PathBuf>) -> Self {
        Self { paths }
    }

    /// Fills `block` anew (its buffers are reused). `false` when there is nothing more and the block stays empty.
    pub fn fill(&mut self, block: &mut Block) -> bool {
        let _ = block;
        false
    }

    /// Bytes of all inputs, when they are files and so far known; for a progress bar.
    pub fn known_bytes(&self) -> Option<u64> {
        None
    }
}
