//! How one field may have read when it was signed: what relays, lists and gateways are known to do to it, undone.

use std::ops::Range;

use super::fields::{Covered, FieldIndex};
use super::repair::{Candidate, HeaderChange};
use super::signature::quoted_printable;
use crate::verify::body::is_blank;

/// A tag in a subject is no longer than this, bytes.
const LONGEST_TAG: usize = 48;

/// Tags of one subject that are tried.
const MOST_TAGS: usize = 6;

/// Longer fields are only tried without.
const LONGEST_FIELD: usize = 8 << 10;

/// What precedes a field's name where relays keep the original.
const KEPT: [&str; 6] =
    ["X-Original-", "X-Google-Original-", "X-Microsoft-Original-", "Original-", "Old-", "X-Old-"];

const ENCODINGS: [&str; 4] = ["7bit", "8bit", "quoted-printable", "base64"];

/// The ways in which the field at one place of `h=` may have read.
pub(super) fn candidates(
    index: &FieldIndex<'_, '_>,
    covered: &Covered<'_>,
    copied: Option<&[u8]>,
) -> Vec<Candidate> {
    let mut found = Vec::new();
    from_copy(covered, copied, &mut found);
    from_elsewhere(index, covered, &mut found);
    let Some(field) = covered.field else { return found };
    let raw = index.raw(field);
    let is = |name: &str| covered.name.eq_ignore_ascii_case(name.as_bytes());
    if raw.len() <= LONGEST_FIELD {
        if is("subject") {
            subject(index, field, &raw, &mut found);
        } else if is("date") {
            date(&raw, &mut found);
        } else if is("content-transfer-encoding") {
            encoding(&raw, &mut found);
        } else if ["from", "to", "cc", "reply-to", "sender"].iter().any(|name| is(name)) {
            addresses(&raw, &mut found);
        } else if is("content-type") {
            parameters(&raw, &mut found);
        }
    }
    found.push(Candidate { change: HeaderChange::Added, raw: None });
    for other in index.all(covered.name).filter(|other| *other != field).take(4) {
        found.push(Candidate { change: HeaderChange::Order, raw: Some(index.raw(other)) });
    }
    found
}

fn changed(change: HeaderChange, raw: Vec<u8>) -> Candidate {
    Candidate { change, raw: Some(raw) }
}

/// The start of the value, white space after the colon passed over.
fn value_start(raw: &[u8]) -> usize {
    let colon = memchr::memchr(b':', raw).map_or(raw.len(), |at| at + 1);
    colon + raw[colon..].iter().take_while(|b| is_blank(**b)).count()
}

/// The field with another value.
fn with_value(raw: &[u8], value: &[u8]) -> Vec<u8> {
    [&raw[..value_start(raw)], value].concat()
}

fn from_copy(covered: &Covered<'_>, copied: Option<&[u8]>, found: &mut Vec<Candidate>) {
    for item in copied.unwrap_or_default().split(|b| *b == b'|').take(64) {
        let item = quoted_printable(item);
        let colon = memchr::memchr(b':', &item).unwrap_or(0);
        if item[..colon].eq_ignore_ascii_case(covered.name) {
            found.push(changed(HeaderChange::ReplacedCopied, item));
        }
    }
}

/// The value that another field keeps: the original, or for From the address that a list moved to Reply-To.
fn from_elsewhere(index: &FieldIndex<'_, '_>, covered: &Covered<'_>, found: &mut Vec<Candidate>) {
    let name = String::from_utf8_lossy(covered.name);
    let mut places: Vec<String> = KEPT.iter().map(|kept| format!("{kept}{name}")).collect();
    if name.eq_ignore_ascii_case("from") {
        places.extend(["Reply-To", "Cc", "Author", "X-From", "Sender"].map(str::to_owned));
    }
    for place in places {
        if let Some(field) = index.all(place.as_bytes()).next() {
            let raw = index.raw(field);
            let value = &raw[memchr::memchr(b':', &raw).unwrap_or(0)..];
            let field = [covered.name, value].concat();
            found.push(changed(HeaderChange::Replaced(place), field));
        }
    }
}

fn subject(index: &FieldIndex<'_, '_>, field: u32, raw: &[u8], found: &mut Vec<Candidate>) {
    without_tags(raw, value_start(raw), found);
    let decoded = index.headers.at(field).decoded();
    if decoded.as_bytes() == raw[value_start(raw)..].trim_ascii() || !decoded.is_ascii() {
        return;
    }
    let plain = with_value(raw, decoded.as_bytes());
    let mut tagged = Vec::new();
    without_tags(&plain, value_start(&plain), &mut tagged);
    found.push(changed(HeaderChange::SubjectRecoded, plain));
    found.extend(tagged.into_iter().map(|c| Candidate { change: HeaderChange::SubjectRecoded, ..c }));
}

/// The field without each of its tags, then without all at its beginning.
fn without_tags(raw: &[u8], start: usize, found: &mut Vec<Candidate>) {
    let tags = tags(raw, start);
    let text = |range: &Range<usize>| String::from_utf8_lossy(&raw[range.clone()]).into_owned();
    for tag in &tags {
        let blanks = |at: usize| raw[at..].iter().take_while(|b| is_blank(**b)).count();
        let end = tag.end + blanks(tag.end);
        let change = HeaderChange::SubjectTag(text(tag));
        found.push(changed(change.clone(), [&raw[..tag.start], &raw[end..]].concat()));
        // "[TAG]: subject" and "[TAG] - subject"
        if let Some(b':' | b'-') = raw.get(end) {
            let end = end + 1 + blanks(end + 1);
            found.push(changed(change.clone(), [&raw[..tag.start], &raw[end..]].concat()));
        }
        if tag.start > start {
            let before = raw[..tag.start].trim_ascii_end();
            found.push(changed(change.clone(), [before, &raw[tag.end..]].concat()));
            if raw[start..tag.start].iter().all(|b| !b.is_ascii_alphanumeric() || tags[0].start == start) {
                let all = HeaderChange::SubjectTag(text(&(start..tag.end)));
                found.push(changed(all, [&raw[..start], &raw[end..]].concat()));
            }
        }
    }
}

/// Where a subject has tags: something in brackets or between asterisks, or one word before a colon at the start.
fn tags(raw: &[u8], start: usize) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut at = start;
    while at < raw.len() && tags.len() < MOST_TAGS {
        let rest = &raw[at..raw.len().min(at + LONGEST_TAG)];
        let length = match rest[0] {
            b'[' => closing(rest, b']'),
            b'{' => closing(rest, b'}'),
            b'(' => closing(rest, b')'),
            b'<' => closing(rest, b'>'),
            b'*' | b'#' | b'_' => starred(rest),
            _ if at == start => word(rest),
            _ => None,
        };
        match length {
            Some(length) => {
                tags.push(at..at + length);
                at += length;
            }
            None => at += 1,
        }
    }
    tags
}

fn closing(rest: &[u8], close: u8) -> Option<usize> {
    memchr::memchr(close, rest).map(|at| at + 1)
}

/// `***SPAM***`, `*** SPAM ***`, `_SPAM_`.
fn starred(rest: &[u8]) -> Option<usize> {
    let star = rest[0];
    let run = |text: &[u8]| text.iter().take_while(|b| **b == star).count();
    let open = run(rest);
    let close = memchr::memchr(star, &rest[open..]).filter(|at| *at > 0)?;
    Some(open + close + run(&rest[open + close..]))
}

/// `SPAM: `, `EXTERNAL: `.
fn word(rest: &[u8]) -> Option<usize> {
    let colon = memchr::memchr(b':', rest)?;
    rest[..colon].iter().all(|b| b.is_ascii_alphabetic() || *b == b' ').then_some(colon + 1)
}

fn date(raw: &[u8], found: &mut Vec<Candidate>) {
    let text = String::from_utf8_lossy(&raw[value_start(raw)..]).trim_end().to_owned();
    let bare = text.split_once(" (").map_or(text.as_str(), |(date, _)| date);
    let mut forms = vec![bare.to_owned(), format!("{bare} (UTC)")];
    for (zone, others) in [("+0000", ["GMT", "-0000", "UT"]), ("GMT", ["+0000", "-0000", "UTC"])] {
        if let Some(rest) = bare.strip_suffix(zone) {
            forms.extend(others.map(|other| format!("{rest}{other}")));
        }
    }
    if let Some((_, rest)) = bare.split_once(", ") {
        forms.push(rest.to_owned());
    }
    let form = |text: String| changed(HeaderChange::DateForm, with_value(raw, text.as_bytes()));
    found.extend(forms.into_iter().map(form));
}

fn encoding(raw: &[u8], found: &mut Vec<Candidate>) {
    for word in ENCODINGS {
        found.push(changed(HeaderChange::Encoding(word), with_value(raw, word.as_bytes())));
    }
}

fn addresses(raw: &[u8], found: &mut Vec<Candidate>) {
    let value = &raw[value_start(raw)..];
    let unquoted: Vec<u8> = value.iter().copied().filter(|b| *b != b'"').collect();
    found.push(changed(HeaderChange::Quotes, with_value(raw, &unquoted)));
    if let Some(angle) = memchr::memchr(b'<', &unquoted) {
        let name = unquoted[..angle].trim_ascii();
        let quoted = [b"\"", name, b"\" ", &unquoted[angle..]].concat();
        found.push(changed(HeaderChange::Quotes, with_value(raw, &quoted)));
    }
    for comma in [&b", "[..], b","] {
        let mut items = value.split(|b| *b == b',');
        let mut joined = items.next().unwrap_or_default().to_vec();
        for item in items {
            joined.extend_from_slice(comma);
            joined.extend_from_slice(item.trim_ascii_start());
        }
        found.push(changed(HeaderChange::Commas, with_value(raw, &joined)));
    }
}

/// The parameters of Content-Type all with quotation marks, and all without.
fn parameters(raw: &[u8], found: &mut Vec<Candidate>) {
    let value = &raw[value_start(raw)..];
    for quote in [true, false] {
        let mut parts = value.split(|b| *b == b';');
        let mut joined = parts.next().unwrap_or_default().to_vec();
        for part in parts {
            let equals = memchr::memchr(b'=', part).map_or(part.len(), |at| at + 1);
            let plain: Vec<u8> = part[equals..].trim_ascii().iter().copied().filter(|b| *b != b'"').collect();
            joined.push(b';');
            joined.extend_from_slice(&part[..equals]);
            let mark: &[u8] = if quote && equals < part.len() { b"\"" } else { b"" };
            joined.extend_from_slice(&[mark, &plain, mark].concat());
        }
        found.push(changed(HeaderChange::Quotes, with_value(raw, &joined)));
    }
}
