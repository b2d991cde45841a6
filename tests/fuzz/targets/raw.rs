//! Bytes as a message that was found nowhere in particular.

use std::sync::Arc;

use whyjunk::input::{Container, Origin, RawMessage};

/// The message.
pub fn message(bytes: &[u8]) -> RawMessage<'_> {
    let origin = Origin {
        path: Arc::from("fuzz"),
        container: Container::Eml,
        number: 1,
        offset: Some(0),
        length: Some(bytes.len() as u64),
        inside: None,
        folder_name: None,
        cut: false,
    };
    RawMessage { bytes, origin, carried: Vec::new(), enclosed: Vec::new() }
}
