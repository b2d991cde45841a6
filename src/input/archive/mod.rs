//! Archives: their members one after another, each an input of its own. Nothing is ever written under a member's name.

mod budget;
mod gzip;
mod name;
mod tar;
mod zip;

use std::sync::Arc;

use super::source::{Input, Source, Wrong, reason};
use super::{Block, Unreadable};
pub(super) use budget::{Bounds, Budget};
use tar::Tar;
use zip::Zip;

/// The kinds of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Compressed bytes of one file (RFC 1952).
    Gzip,
    /// Members with a directory at the end (APPNOTE.TXT of PKWARE).
    Zip,
    /// Members one after another (POSIX.1-2024, pax).
    Tar,
}

/// The kind of archive that begins with `head`.
pub(super) fn recognise(head: &[u8]) -> Option<Kind> {
    match head {
        [0x1f, 0x8b, 8, ..] => Some(Kind::Gzip),
        [b'P', b'K', 3, 4, ..] => Some(Kind::Zip),
        _ => tar::is_tar(head).then_some(Kind::Tar),
    }
}

/// An archive that is being read.
pub(super) struct Archive {
    members: Members,
    about: About,
}

/// Where the members come from.
enum Members {
    Zip(Zip),
    Tar(Tar),
}

/// What the members have in common.
#[derive(Clone)]
struct About {
    /// The archive's path.
    path: Arc<str>,
    /// How many components of it the walk added.
    walked: usize,
    budget: Budget,
}

/// What comes next out of an archive.
pub(super) enum Next {
    /// A member to be read.
    Member(Box<Source>),
    /// One that is not read, or the end of an archive that is broken.
    Row(Unreadable),
    /// Nothing: a folder, or a file in which a program keeps its own notes.
    Nothing,
}

/// What opening an archive gives.
pub(super) enum Opened {
    /// Its only file, unpacked.
    File(Source),
    /// Members.
    Archive(Box<Archive>),
}

/// Opens the archive that `source` is, of which `head` has been read.
///
/// # Errors
/// The row that says why it cannot be read.
pub(super) fn open(
    mut source: Source,
    kind: Kind,
    head: Vec<u8>,
    bounds: &Bounds,
) -> Result<Opened, Unreadable> {
    let budget = source.budget.take().unwrap_or_else(|| Budget::new(source.len, *bounds));
    let Some(budget) = budget.inside() else {
        return Err(source.fault(None, budget.too_deep()));
    };
    let about = About { path: source.path.clone(), walked: source.walked.unwrap_or(0), budget };
    let archive = |members| Opened::Archive(Box::new(Archive { members, about: about.clone() }));
    match kind {
        Kind::Gzip => {
            let (walked, maildir) = (source.walked, source.maildir);
            let unpacked = gzip::reader(source.into_stream(head), about.budget.clone());
            let mut file = Source::new(Input::Stream(unpacked), about.path, None);
            (file.walked, file.maildir, file.budget) = (walked, maildir, Some(about.budget));
            Ok(Opened::File(file))
        }
        Kind::Tar => Ok(archive(Members::Tar(Tar::new(source.into_stream(head))))),
        Kind::Zip => {
            let stored = source.store(&head).map_err(|error| source.fault(None, reason(&error)))?;
            about.budget.is_stored(stored.len);
            let zip =
                Zip::open(stored, &about.budget).map_err(|wrong| source.fault(None, wrong.to_string()))?;
            Ok(archive(Members::Zip(zip)))
        }
    }
}

impl Archive {
    /// The next member; `None` at the end.
    pub(super) fn next(&mut self) -> Option<Next> {
        if self.about.budget.is_spent() {
            return None;
        }
        let next = match &mut self.members {
            Members::Zip(zip) => zip.next(&self.about),
            Members::Tar(tar) => tar.next(&self.about),
        };
        match next {
            Some(Next::Row(_)) if !self.keeps_row() => Some(Next::Nothing),
            next => next,
        }
    }

    /// Counts the rows that `block` has had since there were `before`, and takes out those that are too many.
    pub(super) fn count_rows(&self, block: &mut Block, before: usize) {
        let mut at = before;
        while at < block.unreadable.len() {
            if self.keeps_row() {
                at += 1;
            } else {
                block.unreadable.remove(at);
            }
        }
    }

    /// Whether the next row is given; the one that names the limit that has bitten always is.
    fn keeps_row(&self) -> bool {
        self.about.budget.is_spent() || self.about.budget.keeps_row()
    }

    /// At the end of the outermost archive: how many rows were held back.
    pub(super) fn last_row(&self) -> Option<Unreadable> {
        let more = self.about.budget.held_back();
        let reason = format!("{more} more members could not be read; only the first are listed");
        (more > 0).then(|| self.about.row(None, reason))
    }
}

impl About {
    /// The path of a member: the archive's, `!/`, and the name inside.
    fn member_path(&self, name: &str) -> Arc<str> {
        Arc::from(format!("{}!/{name}", self.path))
    }

    /// A row for a member, or for the archive itself.
    fn row(&self, name: Option<&str>, reason: impl Into<String>) -> Unreadable {
        let path = name.map_or_else(|| self.path.clone(), |name| self.member_path(name));
        Unreadable { path, number: None, offset: None, reason: reason.into() }
    }

    /// A member as an input.
    fn member(&self, name: &str, maildir: bool, bytes: Box<dyn std::io::Read + Send>) -> Box<Source> {
        let mut source = Source::new(Input::Stream(bytes), self.member_path(name), None);
        source.walked = Some(self.walked + 1 + name.matches('/').count());
        source.maildir = maildir;
        source.budget = Some(self.budget.clone());
        Box::new(source)
    }

    /// Judges the name of a member and counts it: the name to use, or what comes instead.
    fn admit(&self, name: &str) -> Result<(String, bool), Next> {
        if let Err(wrong) = self.budget.member() {
            return Err(Next::Row(self.row(None, wrong.to_string())));
        }
        match name::judge(name) {
            name::Name::Take(name, maildir) => Ok((name, maildir)),
            name::Name::Leave => Err(Next::Nothing),
            name::Name::Refuse(name, reason) => Err(Next::Row(self.row(Some(&name), reason))),
        }
    }
}

/// What an unpacker's error means to people.
fn unpacking(error: std::io::Error) -> std::io::Error {
    if error.get_ref().is_some_and(|inner| inner.is::<Wrong>()) {
        return error;
    }
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => {
            Wrong::error("cut off: the packed bytes end early; download or copy it again")
        }
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput => {
            Wrong::error("damaged: its packed bytes cannot be unpacked to the end; download or copy it again")
        }
        _ => error,
    }
}
