//! Blocks: as many raw messages as fit a buffer, so that workers share them and memory stays flat.

use std::borrow::Cow;
use std::ops::Range;

use super::attached::Attached;
use super::emlx::Flags;
use super::{Origin, RawMessage, Unreadable};
use crate::headers::{CarriedField, Carrier};

/// A buffer that grew beyond this for one long message gives the memory back before it is used again, bytes.
const KEPT: usize = 6 << 20;

/// A buffer of about half a mebibyte with the messages that lie in it, in input order.
#[derive(Debug, Default)]
pub struct Block {
    /// Inputs that could not be read, met while this block was filled.
    pub unreadable: Vec<Unreadable>,
    /// Bytes of input that this block stands for, skipped bodies included.
    pub input_bytes: u64,
    /// Always initialised to its full length, so that reads go straight into it; `filled` bytes count.
    bytes: Vec<u8>,
    filled: usize,
    slots: Vec<Slot>,
}

/// One message: where its bytes lie in the buffer, and where they come from.
#[derive(Debug)]
struct Slot {
    range: Range<usize>,
    origin: Origin,
    /// Where in the buffer the mail program's own flags stand, and their line in the file.
    flags: Option<(Range<usize>, u32)>,
    /// Messages that its file keeps beside it.
    enclosed: Vec<(Range<usize>, Origin)>,
}

impl Slot {
    fn carried<'m>(&self, bytes: &'m [u8]) -> Option<CarriedField<'m>> {
        let (range, line) = self.flags.clone()?;
        let value = bytes.get(range).unwrap_or_default();
        Some(CarriedField { carrier: Carrier::AppleMail, name: super::emlx::FIELD, value, line })
    }

    fn enclosed<'m>(&self, bytes: &'m [u8]) -> Vec<Attached<'m>> {
        let message = |(range, origin): &(Range<usize>, Origin)| Attached {
            bytes: Cow::Borrowed(bytes.get(range.clone()).unwrap_or_default()),
            origin: origin.clone(),
            carried: Vec::new(),
        };
        self.enclosed.iter().map(message).collect()
    }
}

impl Block {
    /// The messages, in input order. Attached messages are found by [`super::attached::find`].
    pub fn messages(&self) -> impl Iterator<Item = RawMessage<'_>> {
        self.slots.iter().map(|slot| RawMessage {
            bytes: self.bytes.get(slot.range.clone()).unwrap_or_default(),
            origin: slot.origin.clone(),
            carried: slot.carried(&self.bytes).into_iter().collect(),
            enclosed: slot.enclosed(&self.bytes),
        })
    }

    /// Number of messages.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether the block holds no message.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Bytes of messages that the block holds in memory.
    pub fn held_bytes(&self) -> usize {
        self.filled
    }

    /// Makes the block empty; its memory is kept.
    pub(super) fn clear(&mut self) {
        self.unreadable.clear();
        self.input_bytes = 0;
        self.filled = 0;
        self.slots.clear();
        if self.bytes.len() > KEPT {
            self.bytes = Vec::new();
        }
    }

    /// The bytes read so far.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }

    /// The bytes read so far from `start` on, to be rewritten in place.
    pub(super) fn bytes_mut(&mut self, start: usize) -> &mut [u8] {
        &mut self.bytes[start..self.filled]
    }

    /// How many bytes have been read so far.
    pub(super) fn filled(&self) -> usize {
        self.filled
    }

    /// Free room of exactly `room` bytes behind the bytes read so far.
    pub(super) fn room(&mut self, room: usize) -> &mut [u8] {
        let end = self.filled + room;
        if self.bytes.len() < end {
            self.bytes.resize(end.next_multiple_of(64 << 10), 0);
        }
        &mut self.bytes[self.filled..end]
    }

    /// Counts `read` bytes of the room as read.
    pub(super) fn advance(&mut self, read: usize) {
        self.filled += read;
    }

    /// Adds bytes that were read earlier.
    pub(super) fn append(&mut self, bytes: &[u8]) {
        self.room(bytes.len()).copy_from_slice(bytes);
        self.filled += bytes.len();
    }

    /// Forgets the bytes from `len` on.
    pub(super) fn truncate(&mut self, len: usize) {
        self.filled = self.filled.min(len);
    }

    /// Forgets the bytes in `range`; those behind it move up.
    pub(super) fn remove(&mut self, range: Range<usize>) {
        self.bytes.copy_within(range.end..self.filled, range.start);
        self.filled -= range.len();
    }

    /// Adds a message that lies at `range`.
    pub(super) fn push(&mut self, range: Range<usize>, origin: Origin) {
        self.slots.push(Slot { range, origin, flags: None, enclosed: Vec::new() });
    }

    /// Adds a message that lies at `range` and that the last one carries, directly or not.
    pub(super) fn enclose(&mut self, range: Range<usize>, origin: Origin) {
        if let Some(slot) = self.slots.last_mut() {
            slot.enclosed.push((range, origin));
        }
    }

    /// Adds to the last message what the mail program wrote behind it.
    pub(super) fn mark(&mut self, flags: &Flags) {
        let start = self.filled;
        self.append(flags.value.to_string().as_bytes());
        let range = start..self.filled;
        if let Some(slot) = self.slots.last_mut() {
            slot.flags = Some((range, flags.line));
        }
    }

    /// Drops offset and length of the last message, whose bytes are not those of the file.
    pub(super) fn forget_place(&mut self) {
        if let Some(slot) = self.slots.last_mut() {
            slot.origin.offset = None;
            slot.origin.length = None;
        }
    }
}
