//! What the bytes say: every header field of a message, in order, with its place. Syntax only.
//!
//! Parsing cannot fail. Whatever is odd about a line is noted as an [`Oddity`] and kept.

pub mod address;
pub mod auth_results;
pub mod date;
mod encoded_word;
pub mod received;
pub mod received_spf;
mod scan;

use std::borrow::Cow;

pub use scan::{Limits, Oddity, OddityKind, hash_name, parse};

/// The header section of one message: its own fields, and those that a carrier says about it.
///
/// It borrows the message and never copies a value. It is not a map: order and repetition are evidence.
#[derive(Debug, Clone, Default)]
pub struct Headers<'m> {
    /// The whole message, header section first.
    pub bytes: &'m [u8],
    /// Every field in the order of the message.
    pub fields: Vec<Field>,
    /// Lowercase name hashes of `fields`, side by side for quick search.
    pub(crate) hashes: Vec<u32>,
    /// Which hashes may occur, by their last byte: most names that are asked for do not stand in a message.
    pub(crate) occurring: Occurring,
    /// Offset in bytes of the first byte of the body (or the end of `bytes`).
    pub body_start: usize,
    /// What was out of order, by line.
    pub oddities: Vec<Oddity>,
    /// Fields that are not the message's own but speak about it: a delivery status, a wrapper.
    pub carried: Vec<CarriedField<'m>>,
}

/// A set of the last bytes of hashes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Occurring([u64; 4]);

impl Occurring {
    fn add(&mut self, hash: u32) {
        self.0[hash as usize >> 6 & 3] |= 1 << (hash & 63);
    }

    pub(crate) fn may_hold(self, hash: u32) -> bool {
        self.0[hash as usize >> 6 & 3] & 1 << (hash & 63) != 0
    }
}

/// One header field by place: byte ranges into the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Start of the name, bytes from the start of the message.
    pub name_start: u32,
    /// End of the name (without white space before the colon).
    pub name_end: u32,
    /// Start of the raw value: the byte after the colon.
    pub value_start: u32,
    /// End of the raw value, without the final line end; folds inside are kept.
    pub value_end: u32,
    /// Line of the field's first byte, 1-based.
    pub line: u32,
}

/// A field found outside the header section that speaks about this message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedField<'m> {
    /// Who carried it.
    pub carrier: Carrier,
    /// The field's name as written.
    pub name: &'m [u8],
    /// The raw value.
    pub value: &'m [u8],
    /// Line in the carrying message, 1-based.
    pub line: u32,
}

/// What kind of message carried a [`CarriedField`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// The `message/delivery-status` part of a bounce (RFC 3464).
    DeliveryStatus,
    /// The wrapper that SpamAssassin puts round a message (`report_safe`).
    SpamAssassinWrapper,
    /// The border hop of a bounce that came through an Ex Libris server: the server that returned the message.
    BounceBorder,
    /// The property list behind the message in Apple Mail's `.emlx`: not a part of the message.
    AppleMail,
}

/// A place in a message that proves something: a field and a byte range inside its raw value. Never a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index into `fields`; from `fields.len()` on, into `carried`. 0-based.
    pub field: u32,
    /// Start inside the raw value, bytes. `start == end` means the whole field.
    pub start: u32,
    /// End inside the raw value, bytes.
    pub end: u32,
}

impl Place {
    /// The field as a whole.
    pub const fn whole(field: u32) -> Self {
        Self { field, start: 0, end: 0 }
    }
}

/// One field of a [`Headers`], ready to be read.
#[derive(Debug, Clone, Copy)]
pub struct FieldRef<'h, 'm> {
    headers: &'h Headers<'m>,
    index: u32,
}

impl<'m> Headers<'m> {
    /// All own fields, newest (topmost) first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = FieldRef<'_, 'm>> + ExactSizeIterator {
        (0..self.fields.len()).map(move |i| self.at(i as u32))
    }

    /// The field at `index` (0-based; carried fields follow the own ones).
    ///
    /// # Panics
    /// When there is no such field.
    pub fn at(&self, index: u32) -> FieldRef<'_, 'm> {
        assert!((index as usize) < self.fields.len() + self.carried.len());
        FieldRef { headers: self, index }
    }

    /// Every instance of the field `name` (any case), topmost first.
    #[inline]
    pub fn all<'h>(&'h self, name: &'static str) -> impl Iterator<Item = FieldRef<'h, 'm>> {
        let wanted = hash_name(name.as_bytes());
        let hashes = if self.occurring.may_hold(wanted) { self.hashes.as_slice() } else { &[] };
        hashes
            .iter()
            .enumerate()
            .filter(move |(_, hash)| **hash == wanted)
            .map(move |(i, _)| self.at(i as u32))
            .filter(move |f| f.name_bytes().eq_ignore_ascii_case(name.as_bytes()))
    }

    /// The topmost instance of the field `name` (any case).
    #[inline]
    pub fn first<'h>(&'h self, name: &'static str) -> Option<FieldRef<'h, 'm>> {
        self.all(name).next()
    }

    /// Carried fields of one kind, in order.
    pub fn carried_by(&self, carrier: Carrier) -> impl Iterator<Item = FieldRef<'_, 'm>> {
        let own = self.fields.len();
        self.carried
            .iter()
            .enumerate()
            .filter(move |(_, f)| f.carrier == carrier)
            .map(move |(i, _)| self.at((own + i) as u32))
    }
}

impl<'h, 'm> FieldRef<'h, 'm> {
    /// 0-based index; the field number shown to people is one more.
    pub fn index(self) -> u32 {
        self.index
    }

    /// Number of the field in the message, 1-based.
    pub fn number(self) -> u32 {
        self.index + 1
    }

    fn own(self) -> Option<Field> {
        self.headers.fields.get(self.index as usize).copied()
    }

    fn carried(self) -> &'h CarriedField<'m> {
        &self.headers.carried[self.index as usize - self.headers.fields.len()]
    }

    /// First line of the field, 1-based.
    pub fn line(self) -> u32 {
        self.own().map_or_else(|| self.carried().line, |f| f.line)
    }

    /// The name as written.
    pub fn name_bytes(self) -> &'m [u8] {
        match self.own() {
            Some(f) => &self.headers.bytes[f.name_start as usize..f.name_end as usize],
            None => self.carried().name,
        }
    }

    /// The name as text.
    pub fn name(self) -> Cow<'m, str> {
        String::from_utf8_lossy(self.name_bytes())
    }

    /// The raw value, folds included, without the final line end.
    pub fn raw(self) -> &'m [u8] {
        match self.own() {
            Some(f) => &self.headers.bytes[f.value_start as usize..f.value_end as usize],
            None => self.carried().value,
        }
    }

    /// The value unfolded, trimmed, bytes that are not UTF-8 replaced by U+FFFD. Encoded words stay encoded.
    pub fn text(self) -> Cow<'m, str> {
        unfold(self.raw())
    }

    /// The value unfolded with encoded words (RFC 2047) decoded: for people's text and for structured
    /// values that some products encode whole.
    pub fn decoded(self) -> Cow<'m, str> {
        let text = self.text();
        if has_encoded_word(text.as_bytes()) { Cow::Owned(scan::decode_words(&text)) } else { text }
    }

    /// The place of the whole field.
    pub fn place(self) -> Place {
        Place::whole(self.index)
    }

    /// The place of `part`, when it is a slice of this field's raw value; otherwise of the whole field.
    pub fn place_of(self, part: &[u8]) -> Place {
        let raw = self.raw();
        let (base, at) = (raw.as_ptr() as usize, part.as_ptr() as usize);
        if at >= base && at + part.len() <= base + raw.len() && !part.is_empty() {
            let start = (at - base) as u32;
            Place { field: self.index, start, end: start + part.len() as u32 }
        } else {
            self.place()
        }
    }
}

/// Removes folding (RFC 5322 section 2.2.3) and surrounding white space; borrows when nothing is folded.
pub fn unfold(raw: &[u8]) -> Cow<'_, str> {
    let trimmed = raw.trim_ascii();
    if memchr::memchr2(b'\n', b'\r', trimmed).is_none() {
        // Text that is UTF-8 is told faster than text that is not is repaired.
        return std::str::from_utf8(trimmed).map_or_else(|_| String::from_utf8_lossy(trimmed), Cow::Borrowed);
    }
    let mut bytes = Vec::with_capacity(trimmed.len());
    let mut rest = trimmed;
    while let Some(at) = memchr::memchr2(b'\n', b'\r', rest) {
        bytes.extend_from_slice(&rest[..at]);
        rest = rest[at..].trim_ascii_start();
        if !bytes.ends_with(b" ") && !bytes.ends_with(b"\t") {
            bytes.push(b' ');
        }
    }
    bytes.extend_from_slice(rest);
    Cow::Owned(
        String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()),
    )
}

/// Whether something in `raw` may begin an encoded word (RFC 2047): `=?`.
pub(crate) fn has_encoded_word(raw: &[u8]) -> bool {
    memchr::memchr_iter(b'?', raw).any(|at| at > 0 && raw[at - 1] == b'=')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_keep_order_repetition_and_lines() {
        let h = parse(b"A: 1\r\nB: two\r\n\tfolded\r\na: 3\r\n\r\nbody", &Limits::default());
        assert_eq!(h.fields.len(), 3);
        assert_eq!(h.all("a").map(|f| f.text().into_owned()).collect::<Vec<_>>(), ["1", "3"]);
        assert_eq!(h.first("b").map(|f| f.text().into_owned()).as_deref(), Some("two folded"));
        assert_eq!(h.at(2).line(), 4);
        assert_eq!(&h.bytes[h.body_start..], b"body");
    }
}
