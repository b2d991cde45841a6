//! The grammar of records (RFC 7208 section 12): every term on its own, each error with its place.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::Range;

use ipnet::{Ipv4Net, Ipv6Net};

use super::MAX_RECORD_LENGTH;
use super::macros::{MacroString, Use};
use super::record::{
    Directive, Mechanism, Prefixes, Qualifier, Record, SyntaxError, SyntaxErrorKind as Kind, Term, TermKind,
};

/// Length of `v=spf1`.
const VERSION: usize = 6;

impl Record {
    /// Reads one TXT record for which [`Record::is_spf`] holds.
    pub fn parse(text: &[u8]) -> Self {
        let kept = text.get(..MAX_RECORD_LENGTH).unwrap_or(text);
        let mut record = Self { text: String::from_utf8_lossy(kept).into_owned(), terms: Vec::new() };
        if kept.len() < text.len() {
            let at = 0..record.text.len();
            record.terms.push(invalid(at.clone(), at, Kind::TooLong));
            return record;
        }
        let (mut redirect, mut explanation) = (false, false);
        let mut start = VERSION.min(record.text.len());
        for word in record.text.get(start..).unwrap_or_default().split(' ') {
            let at = start..start + word.len();
            start = at.end + 1;
            if word.is_empty() {
                continue;
            }
            let kind = term(word, at.start).unwrap_or_else(TermKind::Invalid);
            let again = match &kind {
                TermKind::Redirect(_) => std::mem::replace(&mut redirect, true),
                TermKind::Explanation(_) => std::mem::replace(&mut explanation, true),
                _ => false,
            };
            record.terms.push(match again {
                true => invalid(at.clone(), at, Kind::DuplicateModifier),
                false => Term { at, kind },
            });
        }
        record
    }
}

fn invalid(term: Range<usize>, at: Range<usize>, kind: Kind) -> Term {
    Term { at: term, kind: TermKind::Invalid(SyntaxError { at, kind }) }
}

/// A piece of the record's text with its place.
#[derive(Clone, Copy)]
struct Piece<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Piece<'t> {
    /// Two pieces, the second beginning at byte `i`.
    fn split(self, i: usize) -> (Self, Self) {
        let (head, tail) = self.text.split_at(i);
        (Self { text: head, at: self.at }, Self { text: tail, at: self.at + i })
    }

    fn skip(self, bytes: usize) -> Self {
        self.split(bytes).1
    }

    fn bad<T>(self, kind: Kind) -> Result<T, SyntaxError> {
        Err(SyntaxError { at: self.at..self.at + self.text.len(), kind })
    }
}

fn term(text: &str, at: usize) -> Result<TermKind, SyntaxError> {
    let word = Piece { text, at };
    if let Some((i, c)) = text.char_indices().find(|(_, c)| !c.is_ascii_graphic()) {
        return Piece { text: &text[i..i + c.len_utf8()], at: at + i }.bad(Kind::InvalidCharacter);
    }
    // The first of these decides: `=` makes a modifier, even where the value holds the others.
    match text.find([':', '/', '=']) {
        Some(i) if text.as_bytes()[i] == b'=' => {
            let (name, value) = word.split(i);
            modifier(name, value.skip(1))
        }
        _ => directive(word).map(TermKind::Directive),
    }
}

fn modifier(name: Piece<'_>, value: Piece<'_>) -> Result<TermKind, SyntaxError> {
    let mut bytes = name.text.bytes();
    let first = bytes.next().is_some_and(|b| b.is_ascii_alphabetic());
    if !first || !bytes.all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)) {
        return name.bad(Kind::InvalidModifierName);
    }
    match name.text.to_ascii_lowercase().as_str() {
        "redirect" => domain_spec(value).map(TermKind::Redirect),
        "exp" => domain_spec(value).map(TermKind::Explanation),
        _ => MacroString::parse(value.text, value.at, Use::Unknown)
            .map(|_| TermKind::UnknownModifier(name.text.to_owned())),
    }
}

fn directive(word: Piece<'_>) -> Result<Directive, SyntaxError> {
    let (qualifier, length) = match word.text.as_bytes().first() {
        Some(b'+') => (Qualifier::Pass, 1),
        Some(b'-') => (Qualifier::Fail, 1),
        Some(b'~') => (Qualifier::SoftFail, 1),
        Some(b'?') => (Qualifier::Neutral, 1),
        _ => (Qualifier::Pass, 0),
    };
    let word = word.skip(length);
    let (name, rest) = word.split(word.text.find([':', '/']).unwrap_or(word.text.len()));
    let mechanism = match name.text.to_ascii_lowercase().as_str() {
        "all" if rest.text.is_empty() => Mechanism::All,
        "all" => return rest.bad(Kind::UnexpectedValue),
        "include" => Mechanism::Include(required(word, rest)?),
        "exists" => Mechanism::Exists(required(word, rest)?),
        "ptr" if rest.text.is_empty() => Mechanism::Ptr(None),
        "ptr" => Mechanism::Ptr(Some(required(word, rest)?)),
        "a" => with_prefixes(rest).map(|(target, prefixes)| Mechanism::A(target, prefixes))?,
        "mx" => with_prefixes(rest).map(|(target, prefixes)| Mechanism::Mx(target, prefixes))?,
        "ip4" => Mechanism::Ip4(ip4(word, rest)?),
        "ip6" => Mechanism::Ip6(ip6(word, rest)?),
        "redirect" | "exp" => return word.bad(Kind::ModifierWithColon),
        _ => return word.bad(Kind::UnknownMechanism),
    };
    Ok(Directive { qualifier, mechanism })
}

/// The domain after the colon of a mechanism that has no prefix lengths.
fn required(word: Piece<'_>, rest: Piece<'_>) -> Result<MacroString, SyntaxError> {
    match rest.text.as_bytes().first() {
        None => word.bad(Kind::MissingDomain),
        Some(b':') => domain_spec(rest.skip(1)),
        Some(_) => rest.bad(Kind::InvalidPrefix),
    }
}

/// `[":" domain-spec] [dual-cidr-length]`.
fn with_prefixes(rest: Piece<'_>) -> Result<(Option<MacroString>, Prefixes), SyntaxError> {
    let (domain, v4, v6) = split_prefixes(rest);
    let prefixes = Prefixes {
        v4: v4.map_or(Ok(32), |piece| prefix(piece, 32))?,
        v6: v6.map_or(Ok(128), |piece| prefix(piece, 128))?,
    };
    match domain.text.as_bytes().first() {
        None => Ok((None, prefixes)),
        Some(b':') => Ok((Some(domain_spec(domain.skip(1))?), prefixes)),
        Some(_) => domain.bad(Kind::InvalidPrefix),
    }
}

/// Takes `/digits` and `//digits` off the end. A slash before anything else belongs to the domain.
fn split_prefixes(rest: Piece<'_>) -> (Piece<'_>, Option<Piece<'_>>, Option<Piece<'_>>) {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let (mut domain, mut v4, mut v6) = (rest, None, None);
    if let Some(i) = rest.text.rfind("//").filter(|i| is_number(&rest.text[i + 2..])) {
        let (head, tail) = rest.split(i);
        (domain, v6) = (head, Some(tail.skip(2)));
    }
    if let Some(i) = domain.text.rfind('/').filter(|i| is_number(&domain.text[i + 1..])) {
        let (head, tail) = domain.split(i);
        (domain, v4) = (head, Some(tail.skip(1)));
    }
    (domain, v4, v6)
}

fn prefix(piece: Piece<'_>, most: u8) -> Result<u8, SyntaxError> {
    let plain =
        piece.text.bytes().all(|b| b.is_ascii_digit()) && (piece.text == "0" || !piece.text.starts_with('0'));
    match piece.text.parse::<u8>() {
        Ok(length) if plain && length <= most => Ok(length),
        _ => piece.bad(Kind::InvalidPrefix),
    }
}

fn ip4(word: Piece<'_>, rest: Piece<'_>) -> Result<Ipv4Net, SyntaxError> {
    let (address, length) = network(word, rest, 32)?;
    let parsed = address.text.parse::<Ipv4Addr>().ok();
    parsed.and_then(|ip| Ipv4Net::new(ip, length).ok()).map_or_else(|| address.bad(Kind::InvalidAddress), Ok)
}

fn ip6(word: Piece<'_>, rest: Piece<'_>) -> Result<Ipv6Net, SyntaxError> {
    let (address, length) = network(word, rest, 128)?;
    let parsed = address.text.parse::<Ipv6Addr>().ok();
    parsed.and_then(|ip| Ipv6Net::new(ip, length).ok()).map_or_else(|| address.bad(Kind::InvalidAddress), Ok)
}

/// The address and the prefix length after the colon of `ip4` and `ip6`.
fn network<'t>(word: Piece<'t>, rest: Piece<'t>, most: u8) -> Result<(Piece<'t>, u8), SyntaxError> {
    if !rest.text.starts_with(':') {
        return word.bad(Kind::InvalidAddress);
    }
    let rest = rest.skip(1);
    match rest.text.find('/') {
        None => Ok((rest, most)),
        Some(i) => {
            let (address, length) = rest.split(i);
            Ok((address, prefix(length.skip(1), most)?))
        }
    }
}

/// `domain-spec`: macros and text, ending in a macro or in a dot and a top label.
fn domain_spec(piece: Piece<'_>) -> Result<MacroString, SyntaxError> {
    if piece.text.is_empty() {
        return piece.bad(Kind::MissingDomain);
    }
    if piece.text.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
        return piece.bad(Kind::AddressAsDomain);
    }
    let spec = MacroString::parse(piece.text, piece.at, Use::Domain)?;
    let end = literal_end(piece.text);
    if end.is_empty() {
        return Ok(spec);
    }
    let end = end.strip_suffix('.').unwrap_or(end);
    match end.rsplit_once('.') {
        Some((_, label)) if is_top_label(label) => Ok(spec),
        _ => piece.bad(Kind::InvalidDomain),
    }
}

/// What follows the last macro of a text whose macros are well formed.
fn literal_end(text: &str) -> &str {
    let mut rest = text;
    while let Some(i) = rest.find('%') {
        let after = &rest[i + 1..];
        let length = if after.starts_with('{') { after.find('}').map_or(after.len(), |i| i + 1) } else { 1 };
        rest = after.get(length..).unwrap_or_default();
    }
    rest
}

/// Letters, digits and inner hyphens, and not digits alone.
fn is_top_label(label: &str) -> bool {
    let plain = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let digits = label.bytes().all(|b| b.is_ascii_digit());
    plain && !digits && !label.starts_with('-') && !label.ends_with('-')
}
