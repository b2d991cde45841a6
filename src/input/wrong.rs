//! Files that are known by their first bytes and not read, and what to do instead.

/// The reason for a file in which no message was found.
pub(super) const NOT_MAIL: &str =
    "not recognised as mail: give a message (.eml, .msg), a mailbox, an archive of them, or headers as text";

/// The reason for a file without a byte.
pub(super) const EMPTY: &str = "empty file: export or save the message again";

/// Begins like a web page, and holds no header section.
pub(super) const WEB_PAGE: &str =
    "a web page, not mail: save the message's source (\"Show original\", \"View message source\") instead";

/// What a picture or document lacks.
const SHOWN_ONLY: &str = "what is shown of a message tells nothing about its way";

/// A kind of file: the index of its mark, the mark, what it is, and what to do.
type Kind = (usize, &'static [u8], &'static str, &'static str);

/// How to read an Outlook data file: no Rust crate reads real ones, readpst of libpst does.
pub(super) const PST: &str = "turn it into messages with readpst (package pst-utils of Debian and Ubuntu): mkdir out && readpst -te -e -D -o out FILE.pst && whyjunk out; or drag the messages out of Outlook into a folder";

const DBOX: &str =
    "a message in Dovecot's own format (dbox): export with doveadm backup -u USER maildir:/tmp/export";

const KINDS: &[Kind] = &[
    (0, b"!BDN", "an Outlook data file (.pst or .ost)", PST),
    (0, b"PK\x05\x06", "an empty zip archive", "export again"),
    (
        0,
        b"PK\x07\x08",
        "one part of a split zip archive",
        "join the parts first: zip -s 0 FILE --out whole.zip",
    ),
    (0, b"BZh", "a bzip2 file", "unpack it first: bunzip2 FILE"),
    (0, b"\xfd7zXZ\0", "an xz file", "unpack it first: unxz FILE"),
    (0, b"\x28\xb5\x2f\xfd", "a zstd file", "unpack it first: unzstd FILE"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it first: 7z x FILE"),
    (0, b"Rar!\x1a\x07", "a RAR archive", "unpack it first: unrar x FILE"),
    (0, b"\x78\x9f\x3e\x22", "winmail.dat (TNEF)", "save the message as .eml, or paste its internet headers"),
    (0, b"\xcf\xad\x12\xfe", "an Outlook Express folder (.dbx)", "turn it into .eml files with undbx"),
    (0, b"\x1a\0\0\x04\0\0", "a Notes database (.nsf)", "save the messages as .eml in Notes"),
    (0, b"SQLite format 3\0", "a program's database", "export the messages from the program"),
    (0, b"bplist00", "a binary property list", "export the message from the program"),
    (0, b"%PDF-", "a PDF", SHOWN_ONLY),
    (0, b"\x89PNG\r\n\x1a\n", "a picture (PNG)", SHOWN_ONLY),
    (0, b"\xff\xd8\xff", "a picture (JPEG)", SHOWN_ONLY),
    (0, b"GIF8", "a picture (GIF)", SHOWN_ONLY),
    (0, b"II*\0", "a picture (TIFF)", SHOWN_ONLY),
    (0, b"MM\0*", "a picture (TIFF)", SHOWN_ONLY),
    (8, b"WEBP", "a picture (WebP)", SHOWN_ONLY),
    (4, b"ftyphei", "a picture (HEIC)", SHOWN_ONLY),
    (0, b"{\\rtf", "a rich text document", SHOWN_ONLY),
    (0, b"MZ", "a program", "give the message itself"),
    (0, b"\x7fELF", "a program", "give the message itself"),
];

/// What a file is that begins with `head`, and what to do instead; `None` when nothing is known against it.
pub(super) fn known(head: &[u8]) -> Option<String> {
    if is_dbox(head) {
        return Some(DBOX.to_owned());
    }
    let is = |(at, mark, ..): &&Kind| head.get(*at..).is_some_and(|rest| rest.starts_with(mark));
    let (_, mark, what, instead) = KINDS.iter().find(is)?;
    // Text may begin with a short mark by chance; what follows it then is text as well.
    if mark.len() < 4 && mark.iter().all(u8::is_ascii) && is_text(head) {
        return None;
    }
    let instead = match *instead {
        SHOWN_ONLY => {
            format!("not mail: {SHOWN_ONLY}; save the message itself (.eml, .msg) or its headers as text")
        }
        other => other.to_owned(),
    };
    let comma = if instead.starts_with("not mail") { ", " } else { ": " };
    Some(format!("{what}{comma}{instead}"))
}

/// Whether a file is a message as Dovecot's dbox keeps it: a line with the length of headers and the time, then the
/// mark of a message (Dovecot documentation: dbox mailbox format).
fn is_dbox(head: &[u8]) -> bool {
    let first = &head[..head.len().min(64)];
    let line = memchr::memchr(b'\n', first).map_or(&first[..0], |end| &first[..end]);
    line.starts_with(b"2 M") && first[line.len() + 1..].starts_with(b"\x01\x02")
}

/// Whether a file looks like a web page.
pub(super) fn is_web_page(head: &[u8]) -> bool {
    let start = head.trim_ascii_start();
    ["<!doctype html", "<html", "<head", "<body"]
        .iter()
        .any(|mark| start.get(..mark.len()).is_some_and(|s| s.eq_ignore_ascii_case(mark.as_bytes())))
}

fn is_text(head: &[u8]) -> bool {
    let first = &head[..head.len().min(1024)];
    !first.iter().any(|b| *b < b' ' && !matches!(b, b'\t' | b'\r' | b'\n'))
}

#[cfg(test)]
mod tests {
    use super::known;

    #[test]
    fn every_kind_is_one_sentence_with_something_to_do() {
        for (at, mark, what, _) in super::KINDS {
            let mut head = vec![0; *at];
            head.extend_from_slice(mark);
            head.extend_from_slice(b"\0rest");
            let text = known(&head).unwrap_or_default();
            assert!(text.starts_with(what) && text.contains(": "), "{text}");
        }
    }

    #[test]
    fn a_message_of_dbox() {
        let head = b"2 M1e C69a55b3a\n\x01\x02N 00000000000001F4\nReceived: x\n";
        assert!(known(head).is_some_and(|text| text.contains("doveadm backup")));
        for other in [&b"2 M1e\nFrom: a@example.org\n"[..], b"2 M", b"\n"] {
            assert_eq!(known(other), None);
        }
    }

    #[test]
    fn text_is_not_taken_for_a_file_of_another_kind() {
        for text in ["MZ: a\n", "BZh is a name\n", "From: a@example.org\n", ""] {
            assert_eq!(known(text.as_bytes()), None, "{text}");
        }
    }
}
