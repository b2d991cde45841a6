//! The files that the given paths lead to, one after another, folders in the order of names.

use std::collections::{HashSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Unreadable, source};

/// Folders inside folders are followed so far.
const DEEPEST: usize = 64;

/// A file to be read.
#[derive(Debug)]
pub(super) struct Found {
    /// Path as given or walked.
    pub(super) path: PathBuf,
    /// How many components the walk added to the path that was given.
    pub(super) walked: usize,
    /// It lies in `cur` or `new` of a Maildir, or its name has Maildir flags.
    pub(super) maildir: bool,
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Next {
    /// Standard input.
    Stdin,
    /// A file.
    File(Found),
    /// A path that leads nowhere.
    Nothing(Unreadable),
}

/// The walk over the given paths. Hidden files and folders are left alone, except the folders of a Maildir;
/// so are index files, what is neither file nor folder, and a Maildir's `tmp`.
#[derive(Debug, Default)]
pub(super) struct Walk {
    given: VecDeque<PathBuf>,
    /// Folders being walked, the innermost last; each with its entries still to come.
    folders: Vec<Listing>,
    /// The given folder, its real place, and the links found in it.
    root: Option<Root>,
}

#[derive(Debug)]
struct Listing {
    entries: std::vec::IntoIter<Entry>,
    /// It is `cur` or `new` of a Maildir.
    messages: bool,
}

#[derive(Debug)]
struct Entry {
    path: PathBuf,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
    Link,
    Other,
}

#[derive(Debug)]
struct Root {
    real: PathBuf,
    depth: usize,
    links: VecDeque<PathBuf>,
    followed: HashSet<PathBuf>,
}

impl Walk {
    pub(super) fn new(given: Vec<PathBuf>) -> Self {
        Self { given: given.into(), ..Self::default() }
    }

    /// The next file, in order.
    pub(super) fn next(&mut self) -> Option<Next> {
        loop {
            if let Some(folder) = self.folders.last_mut() {
                let messages = folder.messages;
                match folder.entries.next() {
                    None => drop(self.folders.pop()),
                    Some(entry) => {
                        if let Some(next) = self.entry(entry, messages) {
                            return Some(next);
                        }
                    }
                }
                continue;
            }
            if let Some(link) = self.root.as_mut().and_then(|root| root.links.pop_front()) {
                if let Some(next) = self.follow(link) {
                    return Some(next);
                }
                continue;
            }
            self.root = None;
            let path = self.given.pop_front()?;
            if let Some(next) = self.begin(path) {
                return Some(next);
            }
        }
    }

    /// Starts with a path as given; links in it are the user's own and followed.
    fn begin(&mut self, path: PathBuf) -> Option<Next> {
        if path.as_os_str() == "-" {
            return Some(Next::Stdin);
        }
        match fs::metadata(&path) {
            Err(error) => Some(nothing(&path, &error)),
            Ok(about) if about.is_dir() => {
                let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
                let depth = path.components().count();
                self.root = Some(Root { real, depth, links: VecDeque::new(), followed: HashSet::new() });
                self.open_folder(&path)
            }
            Ok(_) => {
                let maildir = in_maildir(&path);
                Some(Next::File(Found { path, walked: 0, maildir }))
            }
        }
    }

    fn entry(&mut self, entry: Entry, messages: bool) -> Option<Next> {
        match entry.kind {
            Kind::File => {
                let walked = self.walked(&entry.path);
                let maildir = messages || has_flags(&entry.path);
                Some(Next::File(Found { path: entry.path, walked, maildir }))
            }
            Kind::Folder => self.open_folder(&entry.path),
            Kind::Link => {
                if let Some(root) = &mut self.root {
                    root.links.push_back(entry.path);
                }
                None
            }
            Kind::Other => None,
        }
    }

    /// Follows a link once the rest of the given folder has been walked, and only to what the walk left alone
    /// inside that folder: no message is met twice, no loop can arise, and nothing outside is read.
    fn follow(&mut self, link: PathBuf) -> Option<Next> {
        let root = self.root.as_mut()?;
        let real = fs::canonicalize(&link).ok()?;
        let inside = real.strip_prefix(&root.real).ok()?;
        let hidden = inside.components().any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
        if !hidden || !root.followed.insert(real) {
            return None;
        }
        match fs::metadata(&link) {
            Ok(about) if about.is_dir() => self.open_folder(&link),
            Ok(about) if about.is_file() => self.entry(Entry { path: link, kind: Kind::File }, false),
            _ => None,
        }
    }

    fn walked(&self, path: &Path) -> usize {
        let above = self.root.as_ref().map_or(0, |root| root.depth);
        path.components().count().saturating_sub(above)
    }

    /// Goes into a folder; what it holds comes next.
    fn open_folder(&mut self, path: &Path) -> Option<Next> {
        if self.folders.len() >= DEEPEST {
            let reason = "folders nested too deeply".to_owned();
            return Some(Next::Nothing(Unreadable { path: text(path), number: None, offset: None, reason }));
        }
        match list(path) {
            Ok(entries) => {
                let messages = in_maildir(&path.join("message"));
                self.folders.push(Listing { entries: entries.into_iter(), messages });
                None
            }
            Err(error) => Some(nothing(path, &error)),
        }
    }
}

/// The entries of a folder that are walked, in the order of names.
fn list(folder: &Path) -> std::io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let kind = match () {
            () if kind.is_symlink() => Kind::Link,
            () if kind.is_dir() => Kind::Folder,
            () if kind.is_file() => Kind::File,
            () => Kind::Other,
        };
        entries.push(Entry { path: entry.path(), kind });
    }
    entries.sort_by(|a, b| a.path.file_name().cmp(&b.path.file_name()));
    let layout = Layout::of(&entries);
    entries.retain(|entry| is_walked(entry, &layout));
    Ok(entries)
}

/// What a mail program keeps in a folder besides mail.
struct Layout {
    /// It is a Maildir.
    maildir: bool,
    /// It is a Thunderbird profile: mail lies in two of its folders.
    profile: bool,
    /// It is one of Apple Mail's folders: attachments lie beside the messages.
    apple: bool,
    /// Mailbox files that have an index (Thunderbird's `.msf`).
    indexed: HashSet<Vec<u8>>,
}

impl Layout {
    fn of(entries: &[Entry]) -> Self {
        let has = |kind, name| entries.iter().any(|entry| entry.kind == kind && is_named(entry, name));
        let mailbox =
            |entry: &Entry| Some(entry.path.file_name()?.as_encoded_bytes().strip_suffix(b".msf")?.to_vec());
        Self {
            maildir: has(Kind::Folder, "cur") || has(Kind::Folder, "new"),
            profile: has(Kind::File, "prefs.js")
                && (has(Kind::Folder, "Mail") || has(Kind::Folder, "ImapMail")),
            apple: has(Kind::Folder, "Messages"),
            indexed: entries.iter().filter_map(mailbox).collect(),
        }
    }

    /// Whether a file is a mailbox in which there is no message, not one that went wrong.
    fn is_empty_mailbox(&self, name: &[u8], path: &Path) -> bool {
        self.indexed.contains(name) && fs::metadata(path).is_ok_and(|about| about.len() == 0)
    }
}

fn is_named(entry: &Entry, name: &str) -> bool {
    entry.path.file_name().is_some_and(|n| n == name)
}

/// Whether the walk takes an entry of a folder.
fn is_walked(entry: &Entry, layout: &Layout) -> bool {
    let Some(name) = entry.path.file_name() else { return false };
    let name = name.as_encoded_bytes();
    if name.starts_with(b".") {
        let subfolder = entry.kind == Kind::Folder && layout.maildir;
        return subfolder && ["cur", "new"].iter().any(|inner| entry.path.join(inner).is_dir());
    }
    if entry.kind == Kind::Folder {
        let mail = !layout.profile || name == b"Mail" || name == b"ImapMail";
        return mail && !(layout.maildir && name == b"tmp") && !(layout.apple && name == b"Attachments");
    }
    !layout.profile && !is_index(name) && !layout.is_empty_mailbox(name, &entry.path)
}

/// Files in which mail programs, servers and exports keep their own notes: Google Takeout a page and settings in JSON,
/// Apple Mail a table of contents and property lists, Dovecot, Courier and Cyrus indexes.
pub(super) fn is_index(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 11] = [
        b"archive_browser.html",
        b"maildirsize",
        b"maildirfolder",
        b"subscriptions",
        b"popstate.dat",
        b"msgFilterRules.dat",
        b"filterlog.html",
        b"junklog.html",
        b"table_of_contents",
        b"Thumbs.db",
        b"desktop.ini",
    ];
    [&b".msf"[..], b".json", b".plist"].iter().any(|end| name.ends_with(end))
        || [&b"dovecot"[..], b"courierimap", b"courierpop3", b"cyrus."].iter().any(|s| name.starts_with(s))
        || NAMES.contains(&name)
}

/// Whether `path` lies in `cur` or `new` beside the other, or its name has Maildir flags.
fn in_maildir(path: &Path) -> bool {
    let Some(folder) = path.parent() else { return false };
    let other = match folder.file_name().map(|name| name.as_encoded_bytes()) {
        Some(b"cur") => "new",
        Some(b"new") => "cur",
        _ => return has_flags(path),
    };
    has_flags(path) || folder.parent().is_some_and(|above| above.join(other).is_dir())
}

pub(super) fn has_flags(path: &Path) -> bool {
    path.file_name().is_some_and(|name| memchr::memmem::find(name.as_encoded_bytes(), b":2,").is_some())
}

/// The path as text.
pub(super) fn text(path: &Path) -> Arc<str> {
    Arc::from(path.to_string_lossy())
}

fn nothing(path: &Path, error: &std::io::Error) -> Next {
    let reason = source::reason(error);
    Next::Nothing(Unreadable { path: text(path), number: None, offset: None, reason })
}
