//! zip (APPNOTE.TXT of PKWARE, 6.3.10): the members that the directory at the end names, one after another.
//!
//! The rawzip crate reads the directory. What it leaves to its user is here: the limits, names, overlaps, and the
//! bytes of a member.

mod entry;
mod member;

use std::collections::BTreeMap;

use rawzip::{ErrorKind, MAX_CENTRAL_DIRECTORY_RECORD_SIZE, ReaderAt, ZipArchive, ZipLocator};

use super::{About, Budget, Next, reason};
use crate::input::source::Wrong;
use crate::input::stored::Stored;
use entry::Entry;

/// Length of a member's own header without name and extra field (APPNOTE 4.3.7).
const LOCAL: usize = 30;
/// So many entries are looked at to tell whether the archive is a document.
const FIRST: usize = 64;

/// Names by which a document or a program in zip format is known, and what to say.
const OTHERS: [(&str, &str); 5] = [
    (
        "[Content_Types].xml",
        "a Word, Excel or PowerPoint document, not mail: save the message itself (.eml, .msg) or its headers as text",
    ),
    (
        "mimetype",
        "an OpenDocument file or a book, not mail: save the message itself (.eml, .msg) or its headers as text",
    ),
    ("Categories.xml", OLM),
    ("Local/Categories.xml", OLM),
    ("META-INF/MANIFEST.MF", "a program (Java archive), not mail: give the message itself (.eml, .msg)"),
];
const OLM: &str = "an Outlook for Mac archive (.olm), which is not read: drag the messages out of Outlook into a folder (.eml)";

/// An archive that is being read.
pub(super) struct Zip {
    stored: Stored,
    /// Entries still to come.
    entries: std::vec::IntoIter<Entry>,
    /// Why there are no more behind them, until it was said.
    broken: Option<String>,
    /// Where the directory starts: no member reaches beyond it.
    end: u64,
    /// Where the members read so far lie: start and end.
    taken: BTreeMap<u64, u64>,
    /// Members are encrypted, and it was said.
    encrypted: bool,
}

impl Zip {
    /// Reads the directory, as far as the limits allow.
    ///
    /// # Errors
    /// What is wrong with the archive as a whole.
    pub(super) fn open(stored: Stored, budget: &Budget) -> Result<Self, Wrong> {
        let mut buffer = vec![0; MAX_CENTRAL_DIRECTORY_RECORD_SIZE];
        let located = ZipLocator::new().locate_in_reader(stored.clone(), &mut buffer, stored.len);
        let archive = located.map_err(|(_, error)| unlocated(error.into_kind()))?;
        let (entries, broken) = directory(&archive, &mut buffer, budget);
        let first = entries.iter().take(FIRST);
        let other = first.filter_map(|entry| OTHERS.iter().find(|(name, _)| *name == entry.name())).next();
        if let Some((_, kind)) = other {
            return Err(Wrong((*kind).to_owned()));
        }
        if entries.is_empty() && broken.is_none() {
            return Err(Wrong("an empty zip archive: export again".to_owned()));
        }
        let (end, entries) = (archive.directory_offset(), entries.into_iter());
        Ok(Self { stored, entries, broken, end, taken: BTreeMap::new(), encrypted: false })
    }

    /// The next member; `None` at the end.
    pub(super) fn next(&mut self, about: &About) -> Option<Next> {
        let Some(entry) = self.entries.next() else {
            return self.broken.take().map(|reason| Next::Row(about.row(None, reason)));
        };
        let (name, maildir) = match about.admit(entry.name()) {
            Ok(admitted) => admitted,
            Err(next) => return Some(next),
        };
        let refused = match self.refuse(&entry) {
            None => self
                .place(&entry)
                .map(|start| member::reader(&self.stored, start, &entry, about.budget.clone())),
            Some("") => return Some(Next::Nothing),
            Some(reason) => Err(reason.to_owned()),
        };
        Some(match refused {
            Ok(bytes) => Next::Member(about.member(&name, maildir, bytes)),
            Err(reason) => Next::Row(about.row(Some(&name), reason)),
        })
    }

    /// Why an entry is not read whatever its bytes are; empty where that was said already.
    fn refuse(&mut self, entry: &Entry) -> Option<&'static str> {
        if entry.is_link {
            return Some("a link: not followed");
        }
        if entry.is_encrypted {
            let said = std::mem::replace(&mut self.encrypted, true);
            return Some(if said {
                ""
            } else {
                "encrypted, as others in this archive may be: unpack it with its password (7z x FILE), then give the folder"
            });
        }
        entry.unsupported()
    }

    /// Where an entry's bytes start, if they are there and nobody else's.
    fn place(&mut self, entry: &Entry) -> Result<u64, String> {
        const DAMAGED: &str = "damaged: no member where the directory says";
        let mut header = [0; LOCAL];
        self.stored.read_exact_at(&mut header, entry.offset).map_err(|_| DAMAGED)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(DAMAGED.to_owned());
        }
        let length = |at: usize| u64::from(u16::from_le_bytes([header[at], header[at + 1]]));
        let (name, extra) = (length(26), length(28));
        let mut own = vec![0; name as usize];
        self.stored.read_exact_at(&mut own, entry.offset + LOCAL as u64).map_err(|_| DAMAGED)?;
        if *own != *entry.raw_name {
            return Err("its name in the directory is another than its own: not read".to_owned());
        }
        let start = entry.offset + LOCAL as u64 + name + extra;
        let end = start.checked_add(entry.packed).filter(|end| *end <= self.end);
        let end = end.ok_or("cut off or damaged: it reaches beyond the archive")?;
        let before =
            self.taken.range(..=entry.offset).next_back().is_some_and(|(_, end)| *end > entry.offset);
        let behind = self.taken.range(entry.offset..end).next().is_some();
        if before || behind {
            return Err("it overlaps another member: not read; no archive of mail is made so".to_owned());
        }
        self.taken.insert(entry.offset, end);
        Ok(start)
    }
}

/// The entries of the directory, and why there are no more where it breaks off or a limit bites.
fn directory(
    archive: &ZipArchive<Stored>,
    buffer: &mut [u8],
    budget: &Budget,
) -> (Vec<Entry>, Option<String>) {
    let mut entries = Vec::new();
    let mut records = archive.entries(buffer);
    loop {
        match records.next_entry() {
            Ok(None) => return (entries, None),
            Ok(Some(record)) => {
                let entry = Entry::new(&record);
                if let Err(wrong) = budget.names(entry.names()) {
                    return (entries, Some(wrong.to_string()));
                }
                entries.push(entry);
                // One more than may be read shows that there are too many.
                if entries.len() as u64 > budget.bounds().members {
                    return (entries, None);
                }
            }
            Err(_) => {
                let reason = "damaged: its directory breaks off; download or copy it again";
                return (entries, Some(reason.to_owned()));
            }
        }
    }
}

/// What is said when the directory is not found.
fn unlocated(kind: ErrorKind) -> Wrong {
    Wrong(match kind {
        ErrorKind::MissingEndOfCentralDirectory => {
            "zip archive that is cut off: its directory, which stands at the end, is missing; download or copy it again".to_owned()
        }
        ErrorKind::IO(error) => reason(&error),
        _ => "zip archive that is damaged: its directory is not where it says".to_owned(),
    })
}
