//! Tag lists (RFC 6376 section 3.2): the `tag=value; tag=value` of signatures and keys, read strictly.

use std::ops::Range;

/// More tags than this are not read.
const MOST_TAGS: usize = 64;

/// One tag of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Tag<'v> {
    name: &'v [u8],
    /// The value with the white space around it, bytes of the list.
    span: Range<usize>,
}

/// A tag list: names are unique and told apart by case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::verify) struct Tags<'v> {
    text: &'v [u8],
    tags: Vec<Tag<'v>>,
}

/// Why something is no tag list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TagFault {
    /// A tag without `=`, without a proper name, or nothing between two semicolons.
    Malformed,
    /// A tag stands twice.
    Duplicate,
    /// More than 64 tags.
    TooMany,
}

impl<'v> Tags<'v> {
    /// Reads `text`; one semicolon may stand at its end.
    pub(in crate::verify) fn parse(text: &'v [u8]) -> Result<Self, TagFault> {
        let mut tags: Vec<Tag<'v>> = Vec::with_capacity(12);
        let mut start = 0;
        while start < text.len() {
            let end = memchr::memchr(b';', &text[start..]).map_or(text.len(), |i| start + i);
            let part = &text[start..end];
            // white space may follow the last semicolon
            if part.trim_ascii().is_empty() && end == text.len() && !tags.is_empty() {
                break;
            }
            let equals = memchr::memchr(b'=', part).ok_or(TagFault::Malformed)?;
            let name = part[..equals].trim_ascii();
            if !is_name(name) {
                return Err(TagFault::Malformed);
            }
            if tags.iter().any(|t| t.name == name) {
                return Err(TagFault::Duplicate);
            }
            if tags.len() == MOST_TAGS {
                return Err(TagFault::TooMany);
            }
            tags.push(Tag { name, span: start + equals + 1..end });
            start = end + 1;
        }
        if tags.is_empty() { Err(TagFault::Malformed) } else { Ok(Self { text, tags }) }
    }

    /// The value of a tag, trimmed.
    pub(in crate::verify) fn get(&self, name: &str) -> Option<&'v [u8]> {
        self.span(name).map(|span| self.text[span].trim_ascii())
    }

    /// The value of a tag without the white space inside it.
    pub(in crate::verify) fn joined(&self, name: &str) -> Option<Vec<u8>> {
        self.get(name).map(without_space)
    }

    /// Where the value of a tag stands, with the white space around it.
    pub(in crate::verify) fn span(&self, name: &str) -> Option<Range<usize>> {
        self.tags.iter().find(|t| t.name == name.as_bytes()).map(|t| t.span.clone())
    }

    /// The name of the first tag.
    pub(in crate::verify) fn first(&self) -> Option<&'v [u8]> {
        self.tags.first().map(|t| t.name)
    }
}

fn is_name(name: &[u8]) -> bool {
    name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
}

/// `text` without spaces, tabs and line ends.
pub(in crate::verify) fn without_space(text: &[u8]) -> Vec<u8> {
    text.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect()
}

/// The items of a colon-separated list, without white space.
pub(in crate::verify) fn items(text: &[u8]) -> impl Iterator<Item = Vec<u8>> + '_ {
    text.split(|b| *b == b':').map(without_space)
}

/// Decodes base64 (RFC 4648 section 4) with folding white space inside; anything else out of order is refused.
pub(in crate::verify) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut padding, mut digits) = (0_u32, 0_u32, 0_usize, 0_usize);
    for byte in text.iter().filter(|b| !b.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        digits += 1;
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    // a missing padding is common in keys and harmless; one digit left over is no byte
    (padding <= 2 && digits % 4 != 1).then_some(decoded)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn lists_are_read_strictly() {
        let tags = Tags::parse(b" v=1; b = a b\r\n c ;\r\n\tbh=x=y;").unwrap();
        assert_eq!(tags.get("v"), Some(&b"1"[..]));
        assert_eq!(tags.joined("b").as_deref(), Some(&b"abc"[..]));
        assert_eq!(tags.get("bh"), Some(&b"x=y"[..]));
        assert_eq!(tags.get("V"), None);
        assert_eq!(tags.first(), Some(&b"v"[..]));
        assert_eq!(Tags::parse(b"v=1;; d=x"), Err(TagFault::Malformed));
        assert_eq!(Tags::parse(b"; v=1"), Err(TagFault::Malformed));
        assert_eq!(Tags::parse(b"v=1; v=1"), Err(TagFault::Duplicate));
        assert_eq!(Tags::parse(b"v=1;;"), Err(TagFault::Malformed));
        assert_eq!(Tags::parse(b"omg"), Err(TagFault::Malformed));
        assert_eq!(Tags::parse(b""), Err(TagFault::Malformed));
        assert!(Tags::parse(b"v=1; \r\n").is_ok());
    }

    #[test]
    fn base64_is_read_strictly() {
        assert_eq!(base64(b"Zm 9v\r\n YmE=").as_deref(), Some(&b"fooba"[..]));
        assert_eq!(base64(b"Zm9vYg").as_deref(), Some(&b"foob"[..]));
        assert_eq!(base64(b"Zm9v!"), None);
        assert_eq!(base64(b"Zg==Zg"), None);
        assert_eq!(base64(b"Z"), None);
    }
}
