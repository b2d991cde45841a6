//! The clauses of a trace field: which tokens follow `from`, `by`, `via`, `with`, `id`, `for` and their kin.

use super::token::{Kind, Token, Tokens};

/// The keywords that begin a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    From,
    By,
    Via,
    With,
    Id,
    For,
    /// `tls CIPHER` (RFC 8314 section 4.3).
    Tls,
    /// `envelope-from <a>` (Haraka), and a second `from <a>` after `for` (XMail).
    EnvelopeFrom,
}

const KEYS: usize = 8;

/// Token ranges by clause, keyword excluded.
#[derive(Debug, Default)]
pub(super) struct Clauses {
    ranges: [Option<(u8, u8)>; KEYS],
    /// Tokens before the first keyword.
    pub(super) lead: (u8, u8),
    /// Index of the first token that belongs to the date.
    pub(super) date_from: usize,
}

impl Clauses {
    /// The tokens of a clause; empty when there is no such clause.
    pub(super) fn of<'t>(&self, tokens: &'t Tokens<'_>, key: Key) -> &'t [Token] {
        match self.ranges[key as usize] {
            Some((from, to)) => &tokens.all()[usize::from(from)..usize::from(to)],
            None => &[],
        }
    }

    /// Whether the keyword stands in the field.
    pub(super) const fn has(&self, key: Key) -> bool {
        self.ranges[key as usize].is_some()
    }
}

fn keyword(word: &[u8]) -> Option<Key> {
    let key = match word.len() {
        2 => match word[0] | 0x20 {
            b'b' => (&b"by"[..], Key::By),
            b'i' => (&b"id"[..], Key::Id),
            _ => return None,
        },
        3 => match word[0] | 0x20 {
            b'f' => (&b"for"[..], Key::For),
            b'v' => (&b"via"[..], Key::Via),
            b't' => (&b"tls"[..], Key::Tls),
            _ => return None,
        },
        4 => match word[0] | 0x20 {
            b'w' => (&b"with"[..], Key::With),
            b'f' => (&b"from"[..], Key::From),
            _ => return None,
        },
        13 => (&b"envelope-from"[..], Key::EnvelopeFrom),
        _ => return None,
    };
    key.0.eq_ignore_ascii_case(word).then_some(key.1)
}

/// Splits the tokens before `date_from` into clauses. A keyword counts once; what follows a repeated one
/// belongs to no clause.
pub(super) fn split(tokens: &Tokens<'_>, date_from: usize) -> Clauses {
    let all = tokens.all();
    let end = date_from.min(all.len());
    let mut clauses = Clauses { date_from: end, lead: (0, end as u8), ..Clauses::default() };
    let mut open: Option<Key> = None;
    let mut led = false;
    for (i, token) in all[..end].iter().copied().enumerate() {
        let next = match token.kind {
            Kind::Word => keyword(tokens.text(token)),
            Kind::Semicolon => {
                close(&mut clauses, open.take(), i);
                continue;
            }
            _ => None,
        };
        let Some(key) = next else { continue };
        let stray = key == Key::Tls && !clauses.has(Key::With) && !clauses.has(Key::Id);
        if stray || names_the_client(tokens, &clauses, open, i, end) {
            continue;
        }
        if !led {
            clauses.lead = (0, i as u8);
            led = true;
        }
        close(&mut clauses, open, i);
        if key == Key::By && injected(tokens, &clauses, i) {
            let from = clauses.ranges[Key::From as usize].map(|range| (range.0, i as u8));
            clauses.ranges = [None; KEYS];
            clauses.ranges[Key::From as usize] = from;
        }
        open = admit(&clauses, key);
        if let Some(key) = open {
            clauses.ranges[key as usize] = Some((i as u8 + 1, end as u8));
        }
    }
    close(&mut clauses, open, end);
    clauses
}

/// The clause that a keyword opens here, if any.
fn admit(clauses: &Clauses, key: Key) -> Option<Key> {
    match key {
        Key::From if clauses.has(Key::From) && clauses.has(Key::For) => {
            (!clauses.has(Key::EnvelopeFrom)).then_some(Key::EnvelopeFrom)
        }
        Key::From if clauses.has(Key::By) => None,
        _ => (!clauses.has(key)).then_some(key),
    }
}

/// Whether a client put a whole field into its greeting: then the server's own comment with the address
/// follows what looks like a `by` clause, and the real one follows that comment.
fn injected(tokens: &Tokens<'_>, clauses: &Clauses, at: usize) -> bool {
    let Some((by, _)) = clauses.ranges[Key::By as usize] else { return false };
    let between = &tokens.all()[usize::from(by)..at];
    clauses.has(Key::From)
        && between.iter().any(|t| t.kind == Kind::Comment && memchr::memchr(b'[', tokens.text(*t)).is_some())
}

fn close(clauses: &mut Clauses, open: Option<Key>, at: usize) {
    if let Some(key) = open
        && let Some(range) = &mut clauses.ranges[key as usize]
    {
        range.1 = at as u8;
    }
}

/// A client may call itself `by`: then a comment, a literal or the real `by` follows its name.
fn names_the_client(
    tokens: &Tokens<'_>,
    clauses: &Clauses,
    open: Option<Key>,
    at: usize,
    end: usize,
) -> bool {
    let first =
        open == Some(Key::From) && clauses.ranges[Key::From as usize].is_some_and(|r| usize::from(r.0) == at);
    if !first || at + 1 >= end {
        return false;
    }
    let next = tokens.all()[at + 1];
    match next.kind {
        Kind::Comment | Kind::Literal => true,
        Kind::Word => keyword(tokens.text(next)) == Some(Key::By),
        _ => false,
    }
}
