//! Macros: their grammar and their expansion (RFC 7208 section 7).

use std::net::IpAddr;

use super::name;
use super::record::{SyntaxError, SyntaxErrorKind};
use super::{MAX_IDENTITY_LENGTH, MAX_RECORD_LENGTH};

/// A domain-spec or an explanation, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MacroString {
    /// As published.
    pub text: String,
    /// Its parts in order.
    pub parts: Vec<Part>,
}

/// A part of a [`MacroString`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text that stands for itself, with `%%`, `%_` and `%-` already replaced.
    Literal(String),
    /// Text that depends on the check.
    Macro(Macro),
}

/// One `%{...}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Macro {
    /// The letter, lower case: one of `s l o d i p h c r t v`.
    pub letter: u8,
    /// The letter was upper case: what is not unreserved in a URL is percent-encoded.
    pub escape: bool,
    /// The number of labels kept, from the right.
    pub keep: Option<usize>,
    /// The labels are reversed before.
    pub reverse: bool,
    /// What separates labels; a dot where none is given.
    pub delimiters: String,
}

/// Where a macro string stands, which decides what may stand in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// A domain-spec: no spaces, no macros of the explanation.
    Domain,
    /// The value of a modifier that nobody interprets.
    Unknown,
    /// The text of an explanation.
    Explanation,
}

/// What the macros stand for in one check.
#[derive(Debug)]
pub(super) struct Values<'a> {
    pub(super) local: &'a str,
    pub(super) sender_domain: &'a str,
    pub(super) ip: IpAddr,
    pub(super) helo: &'a str,
    pub(super) receiver: &'a str,
    pub(super) time: i64,
}

impl MacroString {
    /// Reads `text`, which begins at byte `at` of the record.
    pub(super) fn parse(text: &str, at: usize, place: Use) -> Result<Self, SyntaxError> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let start = at + text.len() - rest.len();
            let (part, length) = match rest.strip_prefix('%') {
                Some(after) => expand(after, start, place).map(|(part, length)| (part, length + 1))?,
                None => {
                    let length = rest.find('%').unwrap_or(rest.len());
                    (Part::Literal(literal(&rest[..length], start, place)?), length)
                }
            };
            match (parts.last_mut(), part) {
                (Some(Part::Literal(before)), Part::Literal(more)) => before.push_str(&more),
                (_, part) => parts.push(part),
            }
            rest = &rest[length..];
        }
        Ok(Self { text: text.to_owned(), parts })
    }

    /// Whether the macro `p` stands in it, which costs a look-up.
    pub fn uses_validated_name(&self) -> bool {
        self.macros().any(|m| m.letter == b'p')
    }

    /// Whether it is the same for every message of a domain: at most the macros `d` and `o`.
    pub fn is_fixed(&self) -> bool {
        self.macros().all(|m| matches!(m.letter, b'd' | b'o'))
    }

    fn macros(&self) -> impl Iterator<Item = &Macro> {
        self.parts.iter().filter_map(|part| match part {
            Part::Macro(m) => Some(m),
            Part::Literal(_) => None,
        })
    }

    /// Expands for the record of `domain`; `validated` stands for `%{p}`. `None` when it grows beyond `limit` bytes.
    pub(super) fn expand(
        &self,
        values: &Values<'_>,
        domain: &str,
        validated: &str,
        limit: usize,
    ) -> Option<String> {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Macro(m) => m.expand(&values.of(m.letter, domain, validated), &mut out),
            }
            if out.len() > limit {
                return None;
            }
        }
        Some(out)
    }

    /// Expands for a query. Of a long one only the end counts, which is all that a name can hold.
    pub(super) fn expand_name(&self, values: &Values<'_>, domain: &str, validated: &str) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Macro(m) => m.expand(&values.of(m.letter, domain, validated), &mut out),
            }
            if out.len() > MAX_RECORD_LENGTH {
                let enough = out.len() - MAX_IDENTITY_LENGTH;
                let cut = (enough..out.len()).find(|i| out.is_char_boundary(*i));
                out.drain(..cut.unwrap_or_default());
            }
        }
        out
    }
}

/// Reads what follows a `%`: the part and its length.
fn expand(after: &str, start: usize, place: Use) -> Result<(Part, usize), SyntaxError> {
    let bad = |length: usize, kind| Err(SyntaxError { at: start..start + 1 + length, kind });
    let fixed = |text: &str| Ok((Part::Literal(text.to_owned()), 1));
    match after.bytes().next() {
        Some(b'%') => fixed("%"),
        Some(b'_') => fixed(" "),
        Some(b'-') => fixed("%20"),
        Some(b'{') => {
            let Some(close) = after.find('}') else {
                return bad(after.len(), SyntaxErrorKind::InvalidMacro);
            };
            let Some(found) = body(&after[1..close]) else {
                return bad(close + 1, SyntaxErrorKind::InvalidMacro);
            };
            if place == Use::Domain && matches!(found.letter, b'c' | b'r' | b't') {
                return bad(close + 1, SyntaxErrorKind::MacroOfExplanation);
            }
            Ok((Part::Macro(found), close + 1))
        }
        _ => bad(0, SyntaxErrorKind::InvalidMacro),
    }
}

/// Reads what stands between the braces: letter, digits, `r`, delimiters.
fn body(text: &str) -> Option<Macro> {
    let (&first, rest) = text.as_bytes().split_first()?;
    let letter = first.to_ascii_lowercase();
    if !b"slodiphcrtv".contains(&letter) {
        return None;
    }
    let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    let number = rest[..digits]
        .iter()
        .fold(0_usize, |n, digit| n.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
    if digits > 0 && number == 0 {
        return None;
    }
    let rest = &text[1 + digits..];
    let reverse = rest.starts_with(['r', 'R']);
    let delimiters = if reverse { &rest[1..] } else { rest };
    delimiters.bytes().all(|b| b".-+,/_=".contains(&b)).then(|| Macro {
        letter,
        escape: first.is_ascii_uppercase(),
        keep: (digits > 0).then_some(number),
        reverse,
        delimiters: delimiters.to_owned(),
    })
}

/// Checks that every character may stand outside a macro.
fn literal(text: &str, start: usize, place: Use) -> Result<String, SyntaxError> {
    let allowed = |c: char| c.is_ascii_graphic() || (c == ' ' && place == Use::Explanation);
    match text.char_indices().find(|(_, c)| !allowed(*c)) {
        None => Ok(text.to_owned()),
        Some((i, c)) => Err(SyntaxError {
            at: start + i..start + i + c.len_utf8(),
            kind: SyntaxErrorKind::InvalidCharacter,
        }),
    }
}

impl Macro {
    fn expand(&self, value: &str, out: &mut String) {
        let shaped = if self.keep.is_none() && !self.reverse && self.delimiters.is_empty() {
            value.to_owned()
        } else {
            let splits = if self.delimiters.is_empty() { "." } else { &self.delimiters };
            let mut labels: Vec<&str> = value.split(|c| splits.contains(c)).collect();
            if self.reverse {
                labels.reverse();
            }
            let dropped = labels.len().saturating_sub(self.keep.unwrap_or(usize::MAX));
            labels[dropped..].join(".")
        };
        if !self.escape {
            out.push_str(&shaped);
            return;
        }
        for byte in shaped.bytes() {
            // RFC 3986 section 2.3
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
}

impl Values<'_> {
    fn of(&self, letter: u8, domain: &str, validated: &str) -> String {
        let or_unknown = |text: &str| if text.is_empty() { "unknown" } else { text }.to_owned();
        match letter {
            b's' => format!("{}@{}", self.local, self.sender_domain),
            b'l' => self.local.to_owned(),
            b'o' => self.sender_domain.to_owned(),
            b'd' => domain.to_owned(),
            b'i' => name::labels(self.ip),
            b'p' => or_unknown(validated),
            b'h' => or_unknown(self.helo),
            b'c' => self.ip.to_string(),
            b'r' => or_unknown(self.receiver),
            b't' => self.time.to_string(),
            _ => name::zone(self.ip).to_owned(),
        }
    }
}
