//! `--dns FILE`: answers read from a file, and nothing else. No socket is opened.
//!
//! Two forms, told apart by the first character of the content:
//!
//! - **Entries** of a master file (RFC 1035 section 5) and **answers of `dig`**, mixed as they come. Entries say only
//!   what there is: a name or type that they do not mention is [`Answer::NotRecorded`], also below a start of
//!   authority, since an excerpt of a zone looks like a whole one. An answer of `dig` with its comment lines also
//!   says what there is not: NXDOMAIN for every type of the name, no data for the type asked for (when the server
//!   vouches for it by a start of authority or after recursion), SERVFAIL, REFUSED, no answer. Records of its
//!   authority and additional sections answer nothing, as they may not be all there are. `*` is a name like any
//!   other: wildcards are not expanded.
//! - A **record** in JSON Lines, as [`json_lines`] describes and `whyjunk dns record` writes it: every answer with
//!   its time.
//!
//! A name that DNS cannot hold is [`Answer::NxDomain`] in any case.
//!
//! Records of one name and type add up over entries; repeated ones count once. A later whole answer replaces an
//! earlier one, but a failure never replaces an answer. Aliases are followed inside the file, at most
//! [`MAX_ALIASES`](super::MAX_ALIASES).

pub(crate) mod base64;
mod dig;
pub mod json_lines;
mod master;
mod store;
mod text;
mod types;

#[cfg(test)]
mod tests;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jiff::Timestamp;

use self::dig::Dig;
use self::master::Entry;
use self::store::Store;
use self::text::{Item, Items};
use super::{Answer, Asked, Dns, Given, KINDS, Kind, name};

pub use store::MAX_NAMES;

/// Bytes that a file may have.
pub const MAX_FILE: u64 = 64 * 1024 * 1024;
/// Bytes of a file that an error repeats.
const MAX_EXCERPT: usize = 60;

/// The answers of one file.
#[derive(Debug, Default)]
pub struct Recorded {
    store: Store,
}

/// A file that cannot be used: the user's to mend.
#[derive(Debug, thiserror::Error)]
pub enum RecordedError {
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is too long.
    #[error("longer than {MAX_FILE} bytes")]
    TooLong,
    /// Something in it is wrong.
    #[error(transparent)]
    Content(#[from] Problem),
}

/// What is wrong with a file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct Problem {
    /// The line, 1 = first.
    pub line: u64,
    /// The reason, with what stands there.
    pub reason: String,
}

impl Problem {
    fn at(line: u64, reason: impl Into<String>) -> Self {
        Self { line, reason: reason.into() }
    }
}

impl Recorded {
    /// Reads a file, at most [`MAX_FILE`] bytes of it.
    pub fn read(path: &Path) -> Result<Self, RecordedError> {
        let mut bytes = Vec::new();
        File::open(path)?.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            return Err(RecordedError::TooLong);
        }
        Ok(Self::parse(&bytes)?)
    }

    /// Reads the content of a file. Time and memory are linear in its length.
    pub fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let utf16 = from_utf16(bytes);
        let bytes = utf16.as_deref().unwrap_or(bytes);
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut store = Store::default();
        match bytes.trim_ascii_start().first() {
            Some(b'{') => json_lines::read(bytes, &mut store)?,
            _ => entries(bytes, &mut store)?,
        }
        store.settle();
        Ok(Self { store })
    }

    /// Every question that the file answers, by name and type.
    pub fn asked(&self) -> Vec<Asked> {
        let mut asked = Vec::new();
        for name in self.store.names() {
            for kind in KINDS {
                let given = self.store.look_up(name, kind);
                if given.answer != Answer::NotRecorded {
                    asked.push(Asked { name: name.to_owned(), kind, given });
                }
            }
        }
        asked
    }

    /// Times of the first and the last answer; `None` when the file says none.
    pub fn period(&self) -> Option<(Timestamp, Timestamp)> {
        self.store.period()
    }

    /// How many names the file knows something about.
    pub fn names(&self) -> usize {
        self.store.len()
    }

    /// How many entries were left out: other types, other classes, `$INCLUDE` and `$GENERATE`.
    pub const fn skipped(&self) -> usize {
        self.store.skipped
    }
}

impl Dns for Recorded {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        self.given(name, kind).answer
    }

    fn given(&self, name: &str, kind: Kind) -> Given {
        let plain = !name.ends_with('.') && !name.bytes().any(|b| b.is_ascii_uppercase());
        let given = match plain {
            true => self.store.look_up(name, kind),
            false => self.store.look_up(&name::canonical(name), kind),
        };
        match given.answer {
            // certain, whatever was recorded
            Answer::NotRecorded if !name::can_exist(name) => Given::undated(Answer::NxDomain),
            _ => given,
        }
    }
}

/// Reads entries of a master file and answers of `dig`.
fn entries(text: &[u8], store: &mut Store) -> Result<(), Problem> {
    let (mut items, mut zone, mut dig) = (Items::new(text), master::Zone::default(), Dig::default());
    while let Some((line, item)) = items.next()? {
        match item {
            Item::Comment(comment) => dig.comment(comment, store),
            Item::Blank => dig.blank(),
            Item::Entry { indented, words } => {
                let entry = zone.read(indented, &words).map_err(|reason| Problem::at(line, reason))?;
                match entry {
                    Entry::Directive => {}
                    Entry::Skipped => store.skipped += 1,
                    Entry::Record { owner, ttl, data } => {
                        if let Some((owner, ttl, data)) = dig.record(owner, ttl, data) {
                            store.add(owner, ttl, data);
                        }
                    }
                }
            }
        }
        too_many(store, line)?;
    }
    dig.finish(store);
    Ok(())
}

fn too_many(store: &Store, line: u64) -> Result<(), Problem> {
    match store.len() > MAX_NAMES {
        true => Err(Problem::at(line, format!("more than {MAX_NAMES} names"))),
        false => Ok(()),
    }
}

/// The content as UTF-8 when it is UTF-16 with a byte order mark, as Windows PowerShell writes redirected output.
fn from_utf16(bytes: &[u8]) -> Option<Vec<u8>> {
    let little = match bytes {
        [0xFF, 0xFE, ..] => true,
        [0xFE, 0xFF, ..] => false,
        _ => return None,
    };
    let pairs = bytes.get(2..)?.as_chunks().0.iter();
    let units = pairs.map(|pair| if little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) });
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    Some(text.into_bytes())
}

/// The beginning of what stands in a file, safe to show.
fn excerpt(raw: &[u8]) -> String {
    let cut = &raw[..raw.len().min(MAX_EXCERPT)];
    let more = if cut.len() < raw.len() { "…" } else { "" };
    format!("{:?}{more}", String::from_utf8_lossy(cut))
}
