//! Names of members: which are read, which are left alone as on disk, and which lead out of the archive.

use crate::input::discover::is_index;

/// A longer name is not read, bytes.
const LONGEST: usize = 4096;
/// As much of a refused name is shown, characters.
const SHOWN: usize = 200;

/// What becomes of a member by its name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// It is read, under this name; `true` when the name is that of a message in a Maildir.
    Take(String, bool),
    /// It is left alone: hidden, or a program's own notes.
    Leave,
    /// It is not read; the name as far as it is shown, and why.
    Refuse(String, &'static str),
}

/// Judges a name. Backslashes part folders too: old Windows programs write them.
pub(super) fn judge(name: &str) -> Name {
    let refuse = |reason| Name::Refuse(name.chars().take(SHOWN).collect(), reason);
    if name.len() > LONGEST {
        return refuse("its name is longer than 4096 bytes: not read");
    }
    let clean = name.replace('\\', "/");
    let drive = clean.as_bytes().get(1) == Some(&b':') && clean.as_bytes()[0].is_ascii_alphabetic();
    let parts: Vec<&str> = clean.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
    if clean.starts_with('/') || drive || parts.contains(&"..") || clean.contains('\0') {
        return refuse("its name leads out of the archive: not read; archives of mail have no such names");
    }
    let Some((file, folders)) = parts.split_last() else { return Name::Leave };
    if clean.ends_with('/') || file.starts_with('.') || is_index(file.as_bytes()) || !is_walked(folders) {
        return Name::Leave;
    }
    Name::Take(parts.join("/"), is_maildir(folders, file))
}

/// Hidden folders are left alone, except those of a Maildir (`.Junk/cur`); so is what macOS adds.
fn is_walked(folders: &[&str]) -> bool {
    folders.iter().enumerate().all(|(at, folder)| {
        let maildir = matches!(folders.get(at + 1), Some(&("cur" | "new")));
        *folder != "__MACOSX" && (!folder.starts_with('.') || maildir)
    })
}

/// Whether a file in `cur` or `new` has a name that Maildir programs give: a time first, or flags at the end, with
/// whatever the archiver wrote for the colon.
fn is_maildir(folders: &[&str], file: &str) -> bool {
    let flags = [":2,", ";2,", "!2,", "_2,"].iter().any(|mark| file.contains(mark));
    let digits = file.bytes().take_while(u8::is_ascii_digit).count();
    flags
        || (matches!(folders.last(), Some(&("cur" | "new")))
            && digits >= 9
            && file[digits..].starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, Name, judge};

    #[test]
    fn ordinary_names_are_taken() {
        for (name, taken, maildir) in [
            ("./Takeout/Mail/Spam.mbox", "Takeout/Mail/Spam.mbox", false),
            ("Junk Email\\1.eml", "Junk Email/1.eml", false),
            ("a//b.eml", "a/b.eml", false),
            (".Junk/cur/1772442000.M1P2.host:2,S", ".Junk/cur/1772442000.M1P2.host:2,S", true),
            ("Junk/new/1772442000.M1P2.host", "Junk/new/1772442000.M1P2.host", true),
            ("new/notes.txt", "new/notes.txt", false),
            ("a..b/c..eml", "a..b/c..eml", false),
        ] {
            assert_eq!(judge(name), Name::Take(taken.to_owned(), maildir), "{name}");
        }
    }

    #[test]
    fn hidden_names_and_folders_are_left_alone() {
        for name in
            ["a/", "", "./", ".DS_Store", "a/.git/x", "__MACOSX/a/._b.eml", "Inbox.msf", "a/dovecot.index"]
        {
            assert_eq!(judge(name), Name::Leave, "{name}");
        }
    }

    #[test]
    fn names_that_lead_out_are_refused() {
        let long = "a".repeat(LONGEST + 1);
        for name in ["../a.eml", "a/../../b", "/etc/passwd", "C:\\a.eml", "..\\a.eml", "a\0.eml", &long] {
            assert!(matches!(judge(name), Name::Refuse(..)), "{name}");
        }
    }
}
