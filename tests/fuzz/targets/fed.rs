//! Reads bytes as a file of the given name, held in memory.

use std::io::Cursor;

use whyjunk::input::{Block, Fed, Feed, Place, Reader};

struct Once(Option<Fed>);

impl Feed for Once {
    fn next(&mut self) -> Option<Fed> {
        self.0.take()
    }
}

/// Reads `data` to the end, with everything attached to what is found.
pub fn read(name: &str, data: &[u8]) {
    let place = Place { path: name.into(), walked: 0, maildir: false };
    let bytes = Box::new(Cursor::new(data.to_vec()));
    let mut reader = Reader::of(Box::new(Once(Some(Fed { place, len: Some(data.len() as u64), bytes }))));
    let mut block = Block::default();
    while reader.fill(&mut block) {
        for message in block.messages() {
            assert_eq!(message.origin.offset.is_some(), message.origin.length.is_some());
            for inner in &whyjunk::input::attached::find(&message).messages {
                let _ = inner.as_raw();
            }
        }
        for row in &block.unreadable {
            assert!(row.path.starts_with(name) && !row.reason.is_empty());
        }
    }
}
