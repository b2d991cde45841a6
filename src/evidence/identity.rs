//! Who the message says it is from and to: addresses, subject, date. All of it is the sender's word.

use std::borrow::Cow;

use crate::headers::address::{Address, parse};
use crate::headers::date::{self, Date};
use crate::headers::{Headers, Place};

/// The identities of a message. Nothing here is proof of anything but what was written.
#[derive(Debug, Clone, Default)]
pub struct Identity<'m> {
    /// The first mailbox of the topmost `From`.
    pub from: Option<Address>,
    /// Place of that field.
    pub from_place: Option<Place>,
    /// `Return-Path` as the final server wrote it: the envelope sender; `""` for the null sender.
    pub return_path: Option<Cow<'m, str>>,
    /// Place of that field.
    pub return_path_place: Option<Place>,
    /// The `Date` field.
    pub date: Option<Date>,
}

impl Identity<'_> {
    /// The domain of `From`, lower case.
    pub fn from_domain(&self) -> Option<&str> {
        self.from.as_ref().map(|a| a.domain.as_str()).filter(|d| !d.is_empty())
    }

    /// The domain of the envelope sender, lower case, as far as `Return-Path` tells.
    pub fn envelope_domain(&self) -> Option<Cow<'_, str>> {
        self.return_path.as_deref().filter(|a| a.contains('@')).and_then(crate::headers::address::domain_of)
    }
}

/// Reads the identities.
pub fn collect<'m>(headers: &Headers<'m>) -> Identity<'m> {
    let from_field = headers.first("From");
    let return_field = headers.first("Return-Path");
    Identity {
        from: from_field.and_then(|f| parse(f.raw()).into_iter().next()),
        from_place: from_field.map(|f| f.place()),
        return_path: return_field.map(|f| bare_path(f.text())),
        return_path_place: return_field.map(|f| f.place()),
        date: headers.first("Date").and_then(|f| date::parse(&f.text())),
    }
}

/// The path without angle brackets: `<>` becomes `""`.
fn bare_path(text: Cow<'_, str>) -> Cow<'_, str> {
    let strip = |t: &str| -> (usize, usize) {
        let start = t.find('<').map_or(0, |i| i + 1);
        let end = t[start..].find('>').map_or(t.len(), |i| start + i);
        (start, end)
    };
    let (start, end) = strip(&text);
    match text {
        Cow::Borrowed(t) => Cow::Borrowed(t[start..end].trim()),
        Cow::Owned(t) => Cow::Owned(t[start..end].trim().to_owned()),
    }
}
