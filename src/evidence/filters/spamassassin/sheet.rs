//! What one score field says, whatever its dialect, before anybody judges it.

use std::borrow::Cow;

use crate::evidence::filters::{Code, Verdict};
use crate::headers::FieldRef;

/// Rules kept of one field; a hostile list ends here.
pub(in crate::evidence::filters) const MOST_RULES: usize = 512;

/// One field, read.
#[derive(Debug, Clone, Default)]
pub(in crate::evidence::filters) struct Sheet<'t> {
    /// What the field's own word says.
    pub(in crate::evidence::filters) word: Option<Verdict>,
    /// A list that decided, when the field says so in a word (`WHITELISTED`).
    pub(in crate::evidence::filters) listed: Option<Verdict>,
    /// The total.
    pub(in crate::evidence::filters) score: Option<f64>,
    /// There is a place for the total, but it is empty or `x`: nothing was scored.
    pub(in crate::evidence::filters) unscored: bool,
    /// The total from which on the word is Yes.
    pub(in crate::evidence::filters) required: Option<f64>,
    /// The host that names itself as the scanner.
    pub(in crate::evidence::filters) host: Option<Cow<'t, str>>,
    /// Keys and words of the field.
    pub(in crate::evidence::filters) words: Vec<Code<'t>>,
    /// Rules or symbols.
    pub(in crate::evidence::filters) rules: Vec<Code<'t>>,
}

impl<'t> Sheet<'t> {
    /// Reads `field` with `parse`, on the raw bytes where they are plain text, else on the decoded value.
    pub(in crate::evidence::filters) fn of(
        field: FieldRef<'_, 't>,
        parse: for<'x> fn(&'x str) -> Sheet<'x>,
    ) -> Self {
        let raw = field.raw();
        match std::str::from_utf8(raw) {
            Ok(text) if !crate::headers::has_encoded_word(raw) => parse(text.trim()),
            _ => parse(field.decoded().trim()).into_owned(),
        }
    }

    pub(in crate::evidence::filters) fn into_owned<'x>(self) -> Sheet<'x> {
        let own = |codes: Vec<Code<'t>>| codes.into_iter().map(own_code).collect();
        Sheet {
            word: self.word,
            listed: self.listed,
            score: self.score,
            unscored: self.unscored,
            required: self.required,
            host: self.host.map(|h| Cow::Owned(h.into_owned())),
            words: own(self.words),
            rules: own(self.rules),
        }
    }

    /// Adds what `other` knows and this one does not. Points of rules that both name are taken over.
    pub(in crate::evidence::filters) fn merge(&mut self, other: Sheet<'t>) {
        self.word = self.word.or(other.word);
        self.listed = self.listed.or(other.listed);
        self.score = self.score.or(if self.unscored { None } else { other.score });
        self.unscored |= other.unscored && self.score.is_none();
        self.required = self.required.or(other.required);
        if self.host.is_none() {
            self.host = other.host;
        }
        for word in other.words {
            if !self.words.iter().any(|w| w.name == word.name) {
                self.words.push(word);
            }
        }
        self.merge_rules(other.rules);
    }

    fn merge_rules(&mut self, rules: Vec<Code<'t>>) {
        if self.rules.is_empty() {
            self.rules = rules;
            return;
        }
        let own = self.rules.len();
        for rule in rules {
            match self.rules[..own].iter().position(|r| r.name == rule.name) {
                Some(at) if self.rules[at].points.is_none() => self.rules[at] = rule,
                Some(_) => {}
                None if self.rules.len() < MOST_RULES => self.rules.push(rule),
                None => return,
            }
        }
    }

    /// Whether it is a verdict word without a total or a reason.
    pub(in crate::evidence::filters) fn is_bare(&self) -> bool {
        self.word.is_some() && self.score.is_none() && !self.unscored && self.rules.is_empty()
    }

    /// Adds a word.
    pub(in crate::evidence::filters) fn say(
        &mut self,
        name: &'static str,
        value: &'t str,
        meaning: Option<&'static str>,
    ) {
        if self.words.len() < MOST_RULES {
            self.words.push(Code::new(name, value, meaning));
        }
    }
}

fn own_code<'x>(code: Code<'_>) -> Code<'x> {
    Code {
        name: Cow::Owned(code.name.into_owned()),
        value: Cow::Owned(code.value.into_owned()),
        meaning: code.meaning,
        points: code.points,
        group: code.group,
        personal: code.personal,
    }
}

/// A plain decimal number, sign and decimal comma allowed; no exponent, no words.
pub(in crate::evidence::filters) fn number(text: &str) -> Option<f64> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let mut mantissa = 0u64;
    let mut count = 0;
    let mut decimals = None;
    for &b in digits {
        match b {
            b'0'..=b'9' => {
                mantissa = mantissa * 10 + u64::from(b - b'0');
                count += 1;
                decimals = decimals.map(|d| d + 1);
            }
            b'.' | b',' if decimals.is_none() => decimals = Some(0),
            _ => return None,
        }
        // Up to 15 digits, mantissa and power of ten are exact, and so is their quotient.
        if count > 15 {
            return None;
        }
    }
    let value = mantissa as f64 / 10f64.powi(decimals.unwrap_or(0));
    (count > 0).then_some(if negative { -value } else { value })
}

/// Whether `text` can be a rule's name: a letter or `_`, then letters, digits and `_`.
pub(in crate::evidence::filters) fn is_name(text: &str) -> bool {
    text.len() <= 128
        && text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A place in a value that moves on.
#[derive(Debug)]
pub(in crate::evidence::filters) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    /// At the start of `text`.
    pub(in crate::evidence::filters) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// The next byte.
    pub(in crate::evidence::filters) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// What is left.
    pub(in crate::evidence::filters) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    /// Where it stands, bytes.
    pub(in crate::evidence::filters) fn at(&self) -> usize {
        self.at
    }

    /// Back or on to `at`.
    pub(in crate::evidence::filters) fn set(&mut self, at: usize) {
        self.at = at.min(self.text.len());
    }

    /// Skips the next byte if it is `byte`.
    pub(in crate::evidence::filters) fn eat(&mut self, byte: u8) -> bool {
        let hit = self.peek() == Some(byte);
        self.at += usize::from(hit);
        hit
    }

    /// Skips one character.
    pub(in crate::evidence::filters) fn skip_one(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    /// The bytes that satisfy `wanted`; it must hold for a character's bytes all alike.
    pub(in crate::evidence::filters) fn take(&mut self, wanted: impl Fn(u8) -> bool) -> &'t str {
        let rest = self.rest();
        let len = rest.bytes().position(|b| !wanted(b)).unwrap_or(rest.len());
        self.at += len;
        rest.get(..len).unwrap_or("")
    }

    /// Skips white space, folds included.
    pub(in crate::evidence::filters) fn space(&mut self) {
        self.take(|b| b.is_ascii_whitespace());
    }
}
