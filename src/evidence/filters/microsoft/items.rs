//! The `key:value;` lists that Microsoft writes, read with tolerance: `(null)` noise, doubled or missing
//! semicolons, folds inside values, values encoded as a whole (RFC 2047).

use std::borrow::Cow;

use crate::headers::{FieldRef, Place};

/// More items than any product writes; a longer list is cut.
const MOST: usize = 64;

/// How a fold inside a value is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Folds {
    /// Values have no white space: the fold goes.
    Close,
    /// Values are words: the fold is one space.
    Space,
}

/// One `key:value` of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item<'m> {
    /// The key as written; the whole item when it has no colon.
    pub(super) key: Cow<'m, str>,
    /// The value; may be empty.
    pub(super) value: Cow<'m, str>,
    /// Where it stands.
    pub(super) place: Place,
}

/// One field read as a list.
#[derive(Debug, Clone, Default)]
pub(super) struct List<'m> {
    items: Vec<Item<'m>>,
}

impl<'m> List<'m> {
    /// Reads the field.
    pub(super) fn read(field: FieldRef<'_, 'm>, folds: Folds) -> Self {
        let raw = field.raw();
        let mut items = Vec::with_capacity(16);
        if memchr::memmem::find(raw, b"=?").is_some() {
            let text = field.decoded();
            let segments = text.split(';').take(MOST);
            items.extend(segments.filter_map(|s| item(Cow::Borrowed(s), field.place()).map(Item::owned)));
        } else {
            for segment in raw.split(|b| *b == b';').take(MOST) {
                let segment = segment.trim_ascii();
                items.extend(item(mend(segment, folds), field.place_of(segment)));
            }
        }
        Self { items }
    }

    /// Every item in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Item<'m>> {
        self.items.iter()
    }

    /// Gives the items away.
    pub(super) fn into_items(self) -> Vec<Item<'m>> {
        self.items
    }

    /// The first item `key` (any case) that has a value.
    pub(super) fn item(&self, key: &str) -> Option<&Item<'m>> {
        self.items.iter().find(|i| !i.value.is_empty() && i.key.eq_ignore_ascii_case(key))
    }

    /// Its value.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.item(key).map(|i| i.value.as_ref())
    }

    /// Whether the item `key` (any case) is there, with a value or without.
    pub(super) fn has(&self, key: &str) -> bool {
        self.items.iter().any(|i| i.key.eq_ignore_ascii_case(key))
    }
}

impl Item<'_> {
    fn owned<'o>(self) -> Item<'o> {
        Item {
            key: Cow::Owned(self.key.into_owned()),
            value: Cow::Owned(self.value.into_owned()),
            place: self.place,
        }
    }
}

/// The segment as text without folds.
fn mend(segment: &[u8], folds: Folds) -> Cow<'_, str> {
    if memchr::memchr2(b'\n', b'\r', segment).is_none() {
        return String::from_utf8_lossy(segment);
    }
    let mut bytes = Vec::with_capacity(segment.len());
    for part in segment.split(|b| matches!(b, b'\r' | b'\n')) {
        let part = part.trim_ascii();
        if !part.is_empty() {
            if folds == Folds::Space && !bytes.is_empty() {
                bytes.push(b' ');
            }
            bytes.extend_from_slice(part);
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

fn item(segment: Cow<'_, str>, place: Place) -> Option<Item<'_>> {
    match segment {
        Cow::Borrowed(text) => split(text).map(|(key, value)| Item {
            key: Cow::Borrowed(key),
            value: Cow::Borrowed(value),
            place,
        }),
        Cow::Owned(text) => split(&text).map(|(key, value)| Item {
            key: Cow::Owned(key.to_owned()),
            value: Cow::Owned(value.to_owned()),
            place,
        }),
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
        let list = List::read(headers.first("X-Forefront-Antispam-Report").unwrap(), Folds::Close);
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
