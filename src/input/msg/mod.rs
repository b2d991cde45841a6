//! Outlook's `.msg` files: the header section of an item as it was received, and the messages attached to it.

mod attachment;
mod codepage;
mod compound;
mod item;

use compound::Compound;
use item::Item;

use super::attached::{DEEPEST, MOST};
use super::reader::Limits;
use super::source::Source;
use super::{Block, Container};

/// How every compound file begins ([MS-CFB] 2.2).
pub(super) const MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

const DAMAGED: &str = "Outlook .msg or Office file that is damaged or cut off: save the message again";

/// Streams that other programs' compound files have, and what to say.
const OTHERS: [(&str, &str); 6] = [
    ("/WordDocument", "a Word document"),
    ("/Workbook", "an Excel workbook"),
    ("/Book", "an Excel workbook"),
    ("/PowerPoint Document", "a PowerPoint presentation"),
    ("/EncryptedPackage", "an encrypted Office document"),
    ("/VisioDocument", "a Visio drawing"),
];

/// Reads an Outlook item, whose first bytes lie in `block` from `start` on, and adds its message and those that it
/// carries.
pub(super) fn read(mut source: Source, block: &mut Block, start: usize, limits: &Limits) {
    let head = block.bytes()[start..].to_vec();
    block.truncate(start);
    let stored = match source.store(&head) {
        Ok(stored) => stored,
        Err(error) => return block.unreadable.push(source.fault(None, super::source::reason(&error))),
    };
    block.input_bytes += stored.len - head.len() as u64;
    let Ok(mut file) = Compound::open(stored.all(), stored.len) else {
        return block.unreadable.push(source.fault(None, DAMAGED));
    };
    let top = Item::top();
    if !top.is_there(&file) {
        let other = OTHERS.iter().find(|(stream, _)| file.has(stream));
        let kind =
            other.map_or("a file of another program, in Microsoft's compound format", |(_, kind)| kind);
        let reason = format!("{kind}, not mail: give the message itself (.eml, .msg) or a mailbox");
        return block.unreadable.push(source.fault(None, reason));
    }
    let mut walk =
        Walk { source: &source, block, limits, taken: 0, room: limits.single as u64, left_out: false };
    walk.item(&mut file, &top, Place { number: 1, inside: None, depth: 0, under: false });
    if walk.left_out || file.exhausted() {
        let reason = format!(
            "it carries more than is taken out ({MOST} messages, nested {DEEPEST} deep, {} bytes); the rest was not analysed",
            limits.single
        );
        let row = super::Unreadable { number: Some(1), ..source.fault(None, reason) };
        block.unreadable.push(row);
    }
}

/// Where an item stands among those of its file.
#[derive(Debug, Clone, Copy)]
struct Place {
    /// Number within what carries it, 1-based.
    number: u64,
    /// Number of the message that carries it.
    inside: Option<u64>,
    /// How many carry it.
    depth: usize,
    /// One that carries it was added: an item without headers is not.
    under: bool,
}

/// The way through an item and what it carries.
struct Walk<'w> {
    source: &'w Source,
    block: &'w mut Block,
    limits: &'w Limits,
    /// Messages taken out of attachments.
    taken: usize,
    /// Bytes that may still be taken out of attachments.
    room: u64,
    left_out: bool,
}

impl Walk<'_> {
    /// Adds the message of one item, or a row for what it lacks, then what it carries.
    fn item(&mut self, file: &mut Compound, item: &Item, place: Place) {
        let table = item.table(file);
        let mut under = place.under;
        if let Some((headers, whole)) = item.headers(file, &table, self.limits.window as u64) {
            self.message(headers.as_bytes(), Container::Msg, place, !whole);
            under = true;
        } else {
            let mut reason = item.what_remains(file, &table);
            if place.inside.is_some() {
                reason = format!("attached to this message: {reason}");
            }
            let row = super::Unreadable { number: place.inside, ..self.source.fault(None, reason) };
            self.block.unreadable.push(row);
        }
        self.attachments(file, item, Place { under, ..place });
    }

    /// Adds a message whose place in the file is nowhere in particular.
    fn message(&mut self, bytes: &[u8], container: Container, place: Place, cut: bool) {
        let start = self.block.filled();
        self.block.append(bytes);
        let mut origin = self.source.origin(container, place.number, 0, 0);
        (origin.offset, origin.length) = (None, None);
        origin.inside = place.inside;
        origin.cut = cut;
        let range = start..start + bytes.len();
        match place.under {
            true => self.block.enclose(range, origin),
            false => self.block.push(range, origin),
        }
    }
}
