//! The `key:value;` lists that Microsoft writes, read with tolerance: `(null)` noise, doubled or missing
//! semicolons, folds inside values, values encoded as a whole (RFC 2047).

use std::borrow::Cow;

use super::codes::{self, Group};
use crate::evidence::filters::Code;
use crate::headers::{FieldRef, Place};

/// More items than any product writes; a longer list is cut.
const MOST: usize = 64;

/// What a list speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `X-Forefront-Antispam-Report`, `X-Microsoft-Antispam`.
    Report,
    /// `X-Microsoft-Antispam-Mailbox-Delivery`.
    Delivery,
    /// `X-MS-Exchange-Organization-Antispam-Report`.
    Stamps,
}

impl Dialect {
    fn group(self, key: &str) -> Option<&'static Group> {
        match self {
            Self::Report => codes::of_report(key),
            Self::Delivery => codes::of_delivery(key),
            Self::Stamps => codes::of_stamp(key),
        }
    }

    /// Only stamps have words in their values, where a fold is a space; elsewhere a fold is nothing.
    fn has_words(self) -> bool {
        self == Self::Stamps
    }
}

/// One `key:value` of a list.
#[derive(Debug, Clone)]
pub(super) struct Item<'m> {
    /// What is known of the key.
    pub(super) group: Option<&'static Group>,
    /// The key as written; the whole item when it has no colon.
    pub(super) key: Cow<'m, str>,
    /// The value; may be empty.
    pub(super) value: Cow<'m, str>,
    /// Where it stands.
    pub(super) place: Place,
}

impl<'m> Item<'m> {
    /// The item as a code with its meaning.
    pub(super) fn code(&self) -> Code<'m> {
        match self.group {
            Some(group) => Code::new(group.name, self.value.clone(), group.meaning(&self.value)),
            None => Code::new(self.key.clone(), self.value.clone(), None),
        }
    }

    /// Whether it is an item of this key.
    pub(super) fn is(&self, group: &'static Group) -> bool {
        self.group.is_some_and(|g| std::ptr::eq(g, group))
    }

    fn owned<'o>(self) -> Item<'o> {
        Item {
            group: self.group,
            key: Cow::Owned(self.key.into_owned()),
            value: Cow::Owned(self.value.into_owned()),
            place: self.place,
        }
    }
}

/// One field read as a list.
#[derive(Debug, Clone, Default)]
pub(super) struct List<'m> {
    items: Vec<Item<'m>>,
}

impl<'m> List<'m> {
    /// Reads the field.
    pub(super) fn read(field: FieldRef<'_, 'm>, dialect: Dialect) -> Self {
        let raw = field.raw();
        let mut items = Vec::with_capacity(16);
        if is_encoded(raw) {
            let text = field.decoded();
            let segments = text.split(';').take(MOST);
            items.extend(
                segments.filter_map(|s| item(unfolded(s, dialect), field.place(), dialect).map(Item::owned)),
            );
        } else {
            for segment in raw.split(|b| *b == b';').take(MOST) {
                let segment = segment.trim_ascii();
                if !segment.is_empty() {
                    items.extend(item(mend(segment, dialect), field.place_of(segment), dialect));
                }
            }
        }
        Self { items }
    }

    /// Only the items before `group` comes for the second time, for fields that repeat themselves.
    pub(super) fn until_repeated(mut self, group: &'static Group) -> Self {
        let second = self.items.iter().enumerate().filter(|(_, i)| i.is(group)).nth(1).map(|(at, _)| at);
        self.items.truncate(second.unwrap_or(self.items.len()));
        self
    }

    /// Every item in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Item<'m>> {
        self.items.iter()
    }

    /// Whether there is no item.
    pub(super) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The first item of this key that has a value.
    pub(super) fn item(&self, group: &'static Group) -> Option<&Item<'m>> {
        self.items.iter().find(|i| i.is(group) && !i.value.is_empty())
    }

    /// Its value.
    pub(super) fn get(&self, group: &'static Group) -> Option<&str> {
        self.item(group).map(|i| i.value.as_ref())
    }

    /// Whether its value is `word` (any case).
    pub(super) fn says(&self, group: &'static Group, word: &str) -> bool {
        self.get(group).is_some_and(|v| v.eq_ignore_ascii_case(word))
    }

    /// Whether an item of this key is there, with a value or without.
    pub(super) fn has(&self, group: &'static Group) -> bool {
        self.items.iter().any(|i| i.is(group))
    }
}

/// Whether the value begins with an encoded word: then all of it is encoded.
fn is_encoded(raw: &[u8]) -> bool {
    raw.trim_ascii_start().starts_with(b"=?")
}

/// A segment of a value that was encoded after its folds had become spaces.
fn unfolded(segment: &str, dialect: Dialect) -> Cow<'_, str> {
    if dialect.has_words() || !segment.trim().contains(char::is_whitespace) {
        return Cow::Borrowed(segment);
    }
    Cow::Owned(segment.split_whitespace().collect())
}

/// The segment as text without folds.
fn mend(segment: &[u8], dialect: Dialect) -> Cow<'_, str> {
    if memchr::memchr2(b'\n', b'\r', segment).is_none() {
        return String::from_utf8_lossy(segment);
    }
    let mut bytes = Vec::with_capacity(segment.len());
    for part in segment.split(|b| matches!(b, b'\r' | b'\n')) {
        let part = part.trim_ascii();
        if !part.is_empty() {
            if dialect.has_words() && !bytes.is_empty() {
                bytes.push(b' ');
            }
            bytes.extend_from_slice(part);
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn item(segment: Cow<'_, str>, place: Place, dialect: Dialect) -> Option<Item<'_>> {
    let made = |group, key, value| Item { group, key, value, place };
    match segment {
        Cow::Borrowed(text) => {
            let (key, value) = split(text)?;
            Some(made(dialect.group(key), Cow::Borrowed(key), Cow::Borrowed(value)))
        }
        Cow::Owned(text) => {
            let (key, value) = split(&text)?;
            Some(made(dialect.group(key), Cow::Owned(key.to_owned()), Cow::Owned(value.to_owned())))
        }
    }
}

/// Key and value, split at the first colon: an IPv6 address has more.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut text = text.trim();
    while let Some(rest) = text.strip_prefix("(null)") {
        text = rest.trim_start();
    }
    let (key, value) = text.split_once(':').unwrap_or((text, ""));
    let (key, value) = (key.trim(), value.trim());
    (!key.is_empty()).then_some((key, if value == "(null)" { "" } else { value }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::headers::{Limits, parse};

    fn read(value: &str) -> Vec<(String, String)> {
        let text = format!("X-Forefront-Antispam-Report: {value}\r\n\r\n");
        let headers = parse(text.as_bytes(), &Limits::default());
        let list = List::read(headers.first("X-Forefront-Antispam-Report").unwrap(), Dialect::Report);
        list.iter().map(|i| (i.key.to_string(), i.value.to_string())).collect()
    }

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn noise_is_repaired_as_microsofts_viewer_does() {
        assert_eq!(
            read("CIP:2001:db8::25;CTRY:;;UIP:(null);(null);(null)SFV:SKI;DIR:INB"),
            pairs(&[("CIP", "2001:db8::25"), ("CTRY", ""), ("UIP", ""), ("SFV", "SKI"), ("DIR", "INB")])
        );
    }

    #[test]
    fn folds_go_wherever_they_are() {
        assert_eq!(
            read("\r\n CIP:192.0.2.1; CTRY:NL;\r\n\tSFS:(1)\r\n (2);SFV:\r\n SPM;\r\n "),
            pairs(&[("CIP", "192.0.2.1"), ("CTRY", "NL"), ("SFS", "(1)(2)"), ("SFV", "SPM")])
        );
    }

    #[test]
    fn encoded_values_are_decoded_first() {
        let value = "=?utf-8?B?Q0lQOjE5Mi4wLjIuMTtTRlY6U1BNO0RJUjpJTkI7?=";
        assert_eq!(read(value), pairs(&[("CIP", "192.0.2.1"), ("SFV", "SPM"), ("DIR", "INB")]));
    }

    #[test]
    fn nothing_breaks_it() {
        for value in ["", ";", ";;;", ":", "::", "(null)", "a", "\u{fffd}:\u{e9};", "CIP", "=?utf-8?B?!!?="] {
            read(value);
        }
        assert_eq!(read(&"a:b;".repeat(10_000)).len(), MOST);
    }
}
