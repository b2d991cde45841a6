//! Apple Mail's `.emlx`: the flags in the property list that follows the message.

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
    use super::{Flags, flags};

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
}
