//! Which fields a signature covers, and their canonical form (RFC 6376 sections 3.4 and 5.4.2).

use std::cmp::Ordering;
use std::ops::Range;

use super::super::body::{Canonicalization, is_blank};
use crate::headers::{Headers, hash_name};

/// The fields of a message by name, from the bottom up.
pub(in crate::verify) struct FieldIndex<'h, 'm> {
    pub(in crate::verify) headers: &'h Headers<'m>,
    /// Hash of the name and index of the field, sorted.
    sorted: Vec<(u32, u32)>,
    /// A bare CR ends a line.
    bare_cr: bool,
}

/// One name that a signature lists, with the field it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::verify) struct Covered<'s> {
    pub(in crate::verify) name: &'s [u8],
    /// Index of the field; `None` where the message has no further field of that name.
    pub(in crate::verify) field: Option<u32>,
}

impl<'h, 'm> FieldIndex<'h, 'm> {
    pub(in crate::verify) fn new(headers: &'h Headers<'m>, bare_cr: bool) -> Self {
        let hash = |at: u32| hash_name(headers.at(at).name_bytes());
        let mut sorted: Vec<(u32, u32)> = (0..headers.fields.len() as u32).map(|at| (hash(at), at)).collect();
        // by the name too: a hostile message may bring many names of one hash
        sorted.sort_unstable_by(|a, b| {
            let name = |at: u32| headers.at(at).name_bytes();
            a.0.cmp(&b.0).then_with(|| compare(name(a.1), name(b.1))).then(a.1.cmp(&b.1))
        });
        Self { headers, sorted, bare_cr }
    }

    /// The fields of one name, bottom first.
    pub(in crate::verify) fn all(&self, name: &[u8]) -> impl Iterator<Item = u32> + use<'_, 'h, 'm> {
        let hash = hash_name(name);
        let order = |(h, at): &(u32, u32)| {
            h.cmp(&hash).then_with(|| compare(self.headers.at(*at).name_bytes(), name))
        };
        let start = self.sorted.partition_point(|entry| order(entry).is_lt());
        let end = self.sorted.partition_point(|entry| order(entry).is_le());
        self.sorted[start..end].iter().rev().map(|(_, at)| *at)
    }

    /// What the names of a signature stand for: each time a name is listed, the next field of that name from the
    /// bottom. The signature's own field never counts.
    pub(in crate::verify) fn covered<'s>(&self, names: &'s [Vec<u8>], own: u32) -> Vec<Covered<'s>> {
        let mut used: Vec<(&[u8], Vec<u32>)> = Vec::new();
        names
            .iter()
            .map(|name| {
                let at = used.iter().position(|(n, _)| n.eq_ignore_ascii_case(name)).unwrap_or_else(|| {
                    let mut fields: Vec<u32> = self.all(name).filter(|at| *at != own).collect();
                    fields.reverse();
                    used.push((name, fields));
                    used.len() - 1
                });
                Covered { name, field: used[at].1.pop() }
            })
            .collect()
    }

    /// A field as it travelled, without its final line end; folds end in CRLF.
    pub(in crate::verify) fn raw(&self, field: u32) -> Vec<u8> {
        let f = self.headers.fields[field as usize];
        self.with_crlf(&self.headers.bytes[f.name_start as usize..f.value_end as usize])
    }

    fn with_crlf(&self, text: &[u8]) -> Vec<u8> {
        let end = if self.bare_cr { b'\r' } else { b'\n' };
        if memchr::memchr(end, text).is_none() {
            return text.to_vec();
        }
        let mut bytes = Vec::with_capacity(text.len() + 16);
        for (at, line) in text.split(|b| *b == end).enumerate() {
            if at > 0 {
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        }
        bytes
    }

    /// The signature's own field with the value of `b=` cut out, as it is hashed last: `span` is its place in the
    /// value.
    pub(in crate::verify) fn without_signature(&self, field: u32, span: &Range<usize>) -> Vec<u8> {
        let f = self.headers.fields[field as usize];
        let bytes = &self.headers.bytes[f.name_start as usize..f.value_end as usize];
        let value = (f.value_start - f.name_start) as usize;
        let cut = [&bytes[..value + span.start], &bytes[value + span.end..]].concat();
        self.with_crlf(&cut)
    }
}

fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let lower = |name: &[u8]| name.iter().map(u8::to_ascii_lowercase).collect::<Vec<u8>>();
    if a.eq_ignore_ascii_case(b) { Ordering::Equal } else { lower(a).cmp(&lower(b)) }
}

/// A raw field (`name: value`, no final line end) in canonical form, no final line end.
pub(in crate::verify) fn canonical(raw: &[u8], how: Canonicalization) -> Vec<u8> {
    if how == Canonicalization::Simple {
        return raw.to_vec();
    }
    let colon = memchr::memchr(b':', raw).unwrap_or(raw.len());
    let mut bytes = raw[..colon].trim_ascii_end().to_ascii_lowercase();
    bytes.push(b':');
    let start = bytes.len();
    let mut blank = false;
    for byte in raw.get(colon + 1..).unwrap_or_default() {
        match byte {
            b'\r' | b'\n' => {}
            byte if is_blank(*byte) => blank = true,
            byte => {
                if std::mem::take(&mut blank) && bytes.len() > start {
                    bytes.push(b' ');
                }
                bytes.push(*byte);
            }
        }
    }
    bytes
}

/// What a signature was made over: the canonical fields in the order of `h=`, then its own.
#[derive(Debug, Clone)]
pub(in crate::verify) struct SignedHeader {
    /// Each with its CRLF; empty where there is no field.
    pub(in crate::verify) parts: Vec<Vec<u8>>,
    /// The signature's own field.
    pub(in crate::verify) own: Vec<u8>,
}

impl SignedHeader {
    /// Everything, one after the other.
    pub(in crate::verify) fn bytes(&self) -> Vec<u8> {
        let mut bytes = self.parts.concat();
        bytes.extend_from_slice(&self.own);
        bytes
    }

    /// Its length.
    pub(in crate::verify) fn len(&self) -> usize {
        self.parts.iter().map(Vec::len).sum::<usize>() + self.own.len()
    }
}

/// A field as one part: canonical, with its CRLF.
pub(in crate::verify) fn part(raw: &[u8], how: Canonicalization) -> Vec<u8> {
    let mut bytes = canonical(raw, how);
    bytes.extend_from_slice(b"\r\n");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headers::{Limits, parse};

    #[test]
    fn canonical_fields_are_as_the_standard_shows() {
        // RFC 6376 section 3.4.5
        assert_eq!(canonical(b"A: X ", Canonicalization::Relaxed), b"a:X");
        assert_eq!(canonical(b"B : Y\t\r\n\tZ  ", Canonicalization::Relaxed), b"b:Y Z");
        assert_eq!(canonical(b"B : Y\t\r\n\tZ  ", Canonicalization::Simple), b"B : Y\t\r\n\tZ  ");
        assert_eq!(canonical(b"A:\r\n \r\n", Canonicalization::Relaxed), b"a:");
    }

    #[test]
    fn names_stand_for_fields_from_the_bottom_up() {
        let headers = parse(b"A: 1\nB: 2\nA: 3\nDKIM-Signature: x\n\n", &Limits::default());
        let index = FieldIndex::new(&headers, false);
        let names: Vec<Vec<u8>> =
            ["a", "A", "a", "b", "dkim-signature"].map(|n| n.as_bytes().to_vec()).to_vec();
        let fields: Vec<_> = index.covered(&names, 3).into_iter().map(|c| c.field).collect();
        assert_eq!(fields, [Some(2), Some(0), None, Some(1), None]);
    }
}
