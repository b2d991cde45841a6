//! Inputs that arrive one after another from somewhere else than the file system, such as an upload.

use std::fmt;
use std::io::Read;
use std::sync::Arc;

use super::discover::has_flags;
use super::{Container, Folder, Origin, folder_name};

/// Gives inputs in the order of the report.
pub trait Feed: Send {
    /// The next input; `None` when there is no other. What is left of the one before is skipped.
    fn next(&mut self) -> Option<Fed>;
}

/// Where an input that was sent lay.
#[derive(Debug, Clone)]
pub struct Place {
    /// Path as the command line would be given it, or as a walk from there would find it; `-` for standard input.
    pub path: Arc<str>,
    /// How many components a walk added to the path that was given.
    pub walked: usize,
    /// It lies in `cur` or `new` of a Maildir.
    pub maildir: bool,
}

impl Place {
    /// The origin of a message of a mailbox that lay here. `held` is how many bytes of it are in hand.
    pub fn in_mailbox(&self, number: u64, offset: u64, length: u64, held: u64) -> Origin {
        Origin {
            path: self.path.clone(),
            container: Container::Mbox,
            number,
            offset: Some(offset),
            length: Some(length),
            inside: None,
            folder_name: self.folder_name(true),
            cut: length > held,
        }
    }

    fn folder_name(&self, mailbox: bool) -> Option<(Folder, Arc<str>)> {
        (&*self.path != "-").then(|| folder_name::of_path(&self.path, self.walked, mailbox)).flatten()
    }

    pub(super) fn is_maildir(&self) -> bool {
        self.maildir || has_flags(self.path.as_ref().as_ref())
    }

    /// How many components a walk added; `None` where the path tells no folder.
    pub(super) fn walked(&self) -> Option<usize> {
        (&*self.path != "-").then_some(self.walked)
    }
}

/// One input.
pub struct Fed {
    /// Where it lay.
    pub place: Place,
    /// Its length in bytes, when it is known.
    pub len: Option<u64>,
    /// Its bytes.
    pub bytes: Box<dyn Read + Send>,
}

impl fmt::Debug for Fed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fed").field("place", &self.place).field("len", &self.len).finish_non_exhaustive()
    }
}
