//! Where bytes come from: files, folders and standard input, told apart by content, as blocks of raw messages.

mod archive;
pub mod attached;
mod block;
mod discover;
mod emlx;
mod feed;
mod folder_name;
mod format;
mod mbox;
mod msg;
mod pasted;
mod reader;
mod rewritten;
mod single;
mod source;
mod stored;
#[cfg(test)]
mod tests;
mod wrong;

use std::sync::Arc;

pub use block::Block;
pub use feed::{Fed, Feed, Place};
pub use reader::Reader;
pub(crate) use rewritten::note as rewritten;

/// The folder a message lay in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Folder {
    /// The inbox.
    Inbox,
    /// The junk or spam folder.
    Junk,
    /// A quarantine outside the mailbox.
    Quarantine,
    /// Not delivered: returned to the sender.
    Rejected,
    /// Another folder.
    Other,
    /// Nothing says where.
    Unknown,
}

impl Folder {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Junk => "junk",
            Self::Quarantine => "quarantine",
            Self::Rejected => "rejected",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

/// The kind of container a message was found in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Container {
    /// One message, whole.
    Eml,
    /// A mailbox file of many messages.
    Mbox,
    /// A Maildir's `cur` or `new`.
    Maildir,
    /// A block of headers alone.
    Headers,
    /// An Outlook item: its headers as received, without the body as it was sent.
    Msg,
}

impl Container {
    /// The word in JSON and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Eml => "eml",
            Self::Mbox => "mbox",
            Self::Maildir => "maildir",
            Self::Headers => "headers",
            Self::Msg => "msg",
        }
    }

    /// Whether the message's body is there as it was sent.
    pub const fn keeps_body(self) -> bool {
        !matches!(self, Self::Headers | Self::Msg)
    }
}

/// Where a message was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The path as given or walked; `-` for standard input.
    pub path: Arc<str>,
    /// The kind of container.
    pub container: Container,
    /// Number in its container (the file, or for an attachment the carrying message), 1-based.
    pub number: u64,
    /// Offset in the file, bytes; `None` where there is none (standard input keeps one, a decoded attachment does not).
    pub offset: Option<u64>,
    /// Length as stored, bytes, without an mbox `From ` line and the separating empty line.
    pub length: Option<u64>,
    /// Number of the message that carries this one as an attachment.
    pub inside: Option<u64>,
    /// What the folder's or file's name tells about the place, and the name itself.
    pub folder_name: Option<(Folder, Arc<str>)>,
    /// The bytes in hand are fewer than `length`: a limit cut the body (or the header section).
    pub cut: bool,
}

/// A message as found: its bytes, or as many as are kept, and where they come from.
#[derive(Debug, Clone)]
pub struct RawMessage<'m> {
    /// Header section and as much of the body as is kept.
    pub bytes: &'m [u8],
    /// Where it was found.
    pub origin: Origin,
    /// Fields of a carrier that speak about this message.
    pub carried: Vec<crate::headers::CarriedField<'m>>,
    /// Messages kept beside it in its file, not inside its bytes: what is attached to an Outlook item.
    pub enclosed: Vec<attached::Attached<'m>>,
}

/// An input, or a part of one, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The path as given or walked.
    pub path: Arc<str>,
    /// Number of the message, when it is one message's fault.
    pub number: Option<u64>,
    /// Offset in the file, bytes.
    pub offset: Option<u64>,
    /// Why, in words for people.
    pub reason: String,
}
