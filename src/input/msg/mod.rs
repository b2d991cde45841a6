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
    walk.item(&mut file, &top, &mut Carrier { number: None, messages: 0, depth: 0 });
    if walk.left_out || file.exhausted() {
        let reason = format!(
            "it carries more than is taken out ({MOST} messages, nested {DEEPEST} deep, {} bytes); the rest was not analysed",
            limits.single
        );
        let row = super::Unreadable { number: Some(1), ..source.fault(None, reason) };
        block.unreadable.push(row);
    }
}

/// What carries an item, as far as the report knows it: an item without headers is no message of its own.
#[derive(Debug)]
struct Carrier {
    /// Number of the nearest message that carries it; `None` for the file itself.
    number: Option<u64>,
    /// Messages in it so far.
    messages: u64,
    /// How many items carry it.
    depth: usize,
}

/// The way through an item and what it carries.
struct Walk<'w> {
    source: &'w Source,
    block: &'w mut Block,
    limits: &'w Limits,
    /// Messages taken out of attachments.
    taken: usize,
    /// Bytes that may still be taken out of the file.
    room: u64,
    left_out: bool,
}

impl Walk<'_> {
    /// Adds the message of one item, or a row for what it lacks, then what it carries.
    fn item(&mut self, file: &mut Compound, item: &Item, carrier: &mut Carrier) {
        let table = item.table(file);
        let most = (self.limits.window as u64).min(self.room);
        if let Some((headers, whole)) = item.headers(file, &table, most) {
            // Streams may share sectors: what is taken out can be more than the file is long.
            self.room = self.room.saturating_sub(headers.len() as u64);
            self.message(headers.as_bytes(), Container::Msg, carrier, !whole);
            let number = Some(carrier.messages);
            let mut own = Carrier { number, messages: 0, depth: carrier.depth + 1 };
            return self.attachments(file, item, &mut own);
        }
        let mut reason = item.what_remains(file, &table);
        if carrier.depth > 0 {
            reason = format!("attached to this message: {reason}");
        }
        let row = super::Unreadable { number: carrier.number, ..self.source.fault(None, reason) };
        self.block.unreadable.push(row);
        carrier.depth += 1;
        self.attachments(file, item, carrier);
        carrier.depth -= 1;
    }

    /// Adds a message whose place in the file is nowhere in particular.
    fn message(&mut self, bytes: &[u8], container: Container, carrier: &mut Carrier, cut: bool) {
        carrier.messages += 1;
        let start = self.block.filled();
        self.block.append(bytes);
        let mut origin = self.source.origin(container, carrier.messages, 0, 0);
        (origin.offset, origin.length) = (None, None);
        origin.inside = carrier.number;
        origin.cut = cut;
        let range = start..start + bytes.len();
        match carrier.number {
            Some(_) => self.block.enclose(range, origin),
            None => self.block.push(range, origin),
        }
    }
}
