//! Attachments of an Outlook item that are messages themselves: Outlook items, and saved messages.

use std::io::Cursor;

use super::compound::Compound;
use super::item::Item;
use super::{Carrier, DEEPEST, MAGIC, MOST, Walk};
use crate::input::Container;
use crate::input::format::begins_like_message;

/// So many attachments of one item are looked at.
const MOST_LOOKED_AT: usize = 2000;
/// As much of an attachment's name or type is read, bytes.
const LONGEST_NAME: u64 = 4 << 10;

/// Ids of properties ([MS-OXPROPS]).
const ATTACH_METHOD: u16 = 0x3705;
const ATTACH_LONG_FILENAME: u16 = 0x3707;
const ATTACH_FILENAME: u16 = 0x3704;
const ATTACH_MIME_TAG: u16 = 0x370E;

/// `afEmbeddedMessage` ([MS-OXCMSG] 2.2.2.9).
const EMBEDDED: u32 = 5;

/// What an attachment is.
enum Kind {
    /// An Outlook item, in a storage of its own.
    Item(String),
    /// A file, in the stream of this name, that may be a message.
    File(String),
    /// Nothing that is looked for.
    Other,
}

impl Walk<'_> {
    /// Adds the messages that an item carries.
    pub(super) fn attachments(&mut self, file: &mut Compound, item: &Item, carrier: &mut Carrier) {
        let names = file.storages(&item.path, "__attach_version1.0_#", MOST_LOOKED_AT + 1);
        self.left_out |= names.len() > MOST_LOOKED_AT;
        for name in names.iter().take(MOST_LOOKED_AT) {
            let at = format!("{}{name}/", item.path);
            let kind = kind(file, at);
            if matches!(kind, Kind::Other) {
                continue;
            }
            if self.taken >= MOST || self.room == 0 || carrier.depth > DEEPEST {
                self.left_out = true;
                return;
            }
            let found = match kind {
                Kind::Item(path) => self.embedded(file, path, carrier),
                Kind::File(stream) => self.file(file, &stream, carrier),
                Kind::Other => false,
            };
            self.taken += usize::from(found);
        }
    }

    fn embedded(&mut self, file: &mut Compound, path: String, carrier: &mut Carrier) -> bool {
        let item = Item::embedded(path);
        let there = item.is_there(file);
        if there {
            self.item(file, &item, carrier);
        }
        there
    }

    /// Adds the message in a file that is attached; whether there is one.
    fn file(&mut self, file: &mut Compound, stream: &str, carrier: &mut Carrier) -> bool {
        let Some((bytes, whole)) = file.stream(stream, self.room) else { return false };
        self.room -= bytes.len() as u64;
        self.left_out |= !whole;
        if bytes.starts_with(MAGIC) {
            let len = bytes.len() as u64;
            let Ok(mut inner) = Compound::open(Cursor::new(bytes), len) else { return false };
            let top = Item::top();
            let there = top.is_there(&inner);
            if there {
                self.item(&mut inner, &top, carrier);
            }
            return there;
        }
        let blank = bytes.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let message = begins_like_message(&bytes[blank..], true);
        if message {
            self.message(&bytes[blank..], Container::Eml, carrier, !whole);
        }
        message
    }
}

/// What the attachment in the storage at `path` is, by its method, its type and its name.
fn kind(file: &mut Compound, path: String) -> Kind {
    let attachment = Item { path, skip: 8 };
    let table = attachment.table(file);
    if table.integer(ATTACH_METHOD) == Some(EMBEDDED) {
        return Kind::Item(format!("{}__substg1.0_3701000D/", attachment.path));
    }
    let mut text = |id| {
        let text = attachment.text(file, id, table.codepage(), LONGEST_NAME);
        text.map(|(text, _)| text.trim_end_matches('\0').to_ascii_lowercase()).unwrap_or_default()
    };
    let is_message = matches!(
        text(ATTACH_MIME_TAG).as_str(),
        "message/rfc822" | "message/global" | "application/vnd.ms-outlook"
    ) || [ATTACH_LONG_FILENAME, ATTACH_FILENAME].into_iter().any(|id| {
        let name = text(id);
        name.ends_with(".eml") || name.ends_with(".msg")
    });
    match is_message {
        true => Kind::File(format!("{}__substg1.0_37010102", attachment.path)),
        false => Kind::Other,
    }
}
