//! Apple Mail's `.emlx`: where the message ends, and the flags in the property list that follows it.

use memchr::memmem;

/// The name under which the flags are shown as a field.
pub(crate) const FIELD: &[u8] = b"emlx-flags";

/// As much of the property list is searched, bytes.
const LONGEST: usize = 64 << 10;

/// The flags of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Flags {
    /// Bits, as decoded by `evidence::filters::apple_mail`.
    pub(super) value: u64,
    /// Line in the file, 1-based.
    pub(super) line: u32,
}

/// Where the message that starts at `start` of the bytes of a file ends, and whether that is where `length` says: the
/// line with the length is wrong in files whose line ends were changed.
pub(super) fn end(file: &[u8], start: usize, length: u64) -> (usize, bool) {
    let stated = usize::try_from(length).ok().and_then(|length| start.checked_add(length));
    match stated.and_then(|at| Some((at, file.get(at..)?.trim_ascii_start()))) {
        Some((at, behind)) if behind.is_empty() || LIST.iter().any(|mark| behind.starts_with(mark)) => {
            (at, true)
        }
        _ => {
            let list = LIST.iter().find_map(|mark| memmem::rfind(&file[start..], mark));
            (list.map_or(file.len(), |at| start + at), false)
        }
    }
}

/// How a property list begins.
const LIST: [&[u8]; 3] = [b"<?xml", b"<!DOCTYPE plist", b"<plist"];

/// Finds `<key>flags</key><integer>...</integer>` in the property list, which starts at `behind` of the bytes of a
/// file.
pub(super) fn flags(file: &[u8], behind: usize) -> Option<Flags> {
    let list = file.get(behind..)?;
    let list = &list[..list.len().min(LONGEST)];
    let key = memmem::find(list, b"<key>flags</key>")? + b"<key>flags</key>".len();
    let value = list[key..].trim_ascii_start().strip_prefix(b"<integer>")?;
    let end = memchr::memchr(b'<', value)?;
    let value = std::str::from_utf8(&value[..end]).ok()?.trim().parse().ok()?;
    let lines = memchr::memchr_iter(b'\n', &file[..behind + key]).count();
    Some(Flags { value, line: u32::try_from(lines + 1).unwrap_or(u32::MAX) })
}

#[cfg(test)]
mod tests {
    use super::{Flags, end, flags};

    #[test]
    fn flags_of_a_property_list() {
        let file = "5\na: b\n<plist>\n<dict>\n\t<key>flags</key>\n\t<integer>8623750145</integer>\n</dict>\n";
        assert_eq!(flags(file.as_bytes(), 7), Some(Flags { value: 8_623_750_145, line: 5 }));
        for none in
            ["", "<key>flags</key>", "<key>flags</key><integer>", "<key>flags</key><integer>x</integer>"]
        {
            assert_eq!(flags(none.as_bytes(), 0), None, "{none}");
        }
        assert_eq!(flags(b"x", 9), None);
    }

    #[test]
    fn a_wrong_length_is_noticed() {
        let file = b"6\na: b\n\n<?xml version=\"1.0\"?>\n<plist></plist>\n";
        for (length, expected) in
            [(6, (8, true)), (5, (7, true)), (3, (8, false)), (0, (8, false)), (900, (8, false))]
        {
            assert_eq!(end(file, 2, length), expected, "{length}");
        }
        assert_eq!(end(file, 2, u64::MAX), (8, false));
        assert_eq!((end(b"6\na: b\n\n", 2, 6), end(b"6\na: b\n\n", 2, 4)), ((8, true), (6, true)));
        assert_eq!((end(b"6\na: b\n\nc", 2, 3), end(b"6\na", 2, 3)), ((9, false), (3, false)));
    }
}
