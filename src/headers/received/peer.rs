//! The client of a hop: what the `from` clause and its comments say about it, before any dialect is known.

use std::net::IpAddr;

use super::ip;
use super::remark::{Remark, rest, starts};
use super::token::{Kind, Token, Tokens};

/// What one comment says about the connection (`TCP-info` of RFC 5321 section 4.4 and its variants).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Info<'m> {
    /// The first name in it.
    pub(super) name: Option<&'m [u8]>,
    /// The last name in it.
    pub(super) latest: Option<&'m [u8]>,
    /// Address, with the text it was read from.
    pub(super) ip: Option<(IpAddr, &'m [u8])>,
    pub(super) port: Option<u16>,
    /// The address stood in square brackets.
    pub(super) bracketed: bool,
    /// `helo=x`, `"EHLO x"`.
    pub(super) greeting: Option<&'m [u8]>,
    /// `user@` stood before the name or address.
    pub(super) ident: bool,
    /// The server says that names and address do not agree.
    pub(super) doubted: bool,
    /// `verified` (CommuniGate Pro).
    pub(super) verified: bool,
    /// The greeting stood in quotes (zmailer).
    pub(super) quoted: bool,
    /// `Not Verified` (MailMarshal).
    pub(super) unverified: bool,
    /// A date where the address belongs.
    pub(super) dated: bool,
}

/// The `from` clause.
#[derive(Debug, Default)]
pub(super) struct Peer<'m> {
    /// What stands directly after `from`, brackets included.
    pub(super) first: Option<(Kind, &'m [u8])>,
    /// Number of words before the first comment.
    pub(super) words: usize,
    /// The connection comment closest to `from`.
    pub(super) near: Info<'m>,
    /// The connection comment closest to `by`; the one the server wrote when a client injected others.
    pub(super) last: Info<'m>,
    /// `(HELO x)` and the like: present, perhaps empty.
    pub(super) greeting: Option<&'m [u8]>,
    /// The greeting was `LHLO`.
    pub(super) lhlo: bool,
    /// A greeting comment was seen.
    pub(super) greeted: bool,
    /// `claiming to be "x"`.
    pub(super) claimed: bool,
    /// The comment was `(account x …)`.
    pub(super) account: bool,
}

impl<'m> Peer<'m> {
    /// Takes the tokens of the clause; comments that are no connection comment go to `remark`.
    pub(super) fn read(
        tokens: &Tokens<'m>,
        clause: &[Token],
        mut remark: impl FnMut(&'m [u8]) -> Remark<'m>,
    ) -> Self {
        let mut peer = Self::default();
        let mut commented = false;
        for (i, token) in clause.iter().enumerate() {
            let inner = tokens.inner(*token);
            match token.kind {
                Kind::Comment => {
                    commented = true;
                    peer.comment(inner, remark(inner));
                }
                Kind::Literal if i > 0 => peer.take(Info::literal(inner)),
                Kind::Word | Kind::Literal | Kind::Quoted | Kind::Path if i == 0 => {
                    peer.first = Some((token.kind, tokens.text(*token)));
                    peer.words = 1;
                }
                Kind::Quoted if commented => {
                    peer.claimed = true;
                    peer.greet(inner);
                }
                Kind::Word if i == 1 && inner.starts_with(b":") => {
                    peer.near.word(inner);
                    peer.last.word(inner);
                }
                Kind::Word if !commented => peer.words += 1,
                _ => {}
            }
        }
        peer
    }

    fn comment(&mut self, inner: &'m [u8], remark: Remark<'m>) {
        match remark {
            Remark::Greeting(name) => {
                self.lhlo |= starts(inner, b"LHLO");
                self.greet(name);
            }
            Remark::Account(name) => {
                self.account = true;
                self.greet(name);
            }
            Remark::Other => self.take(Info::read(inner)),
            _ => {}
        }
    }

    fn greet(&mut self, name: &'m [u8]) {
        self.greeted = true;
        if !name.is_empty() && self.greeting.is_none() {
            self.greeting = Some(name);
        }
    }

    fn take(&mut self, info: Info<'m>) {
        if self.near.is_empty() {
            self.near = info;
        }
        if self.last.is_empty() || (info.ip.is_some() && self.last.greeting.is_none()) {
            self.last = info;
        }
        self.near.dated |= info.dated;
        self.near.doubted |= info.doubted;
        self.last.doubted |= info.doubted;
    }
}

impl<'m> Info<'m> {
    fn is_empty(&self) -> bool {
        self.name.is_none() && self.ip.is_none() && self.greeting.is_none()
    }

    /// A literal that stands by itself.
    pub(super) fn literal(inner: &'m [u8]) -> Self {
        let mut info = Self::default();
        info.bracket(inner);
        info
    }

    /// Reads the inside of a comment.
    pub(super) fn read(comment: &'m [u8]) -> Self {
        let mut info = Self::default();
        let mut words = 0;
        let mut rest = comment;
        while let Some(byte) = rest.first() {
            let length = match byte {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => 1,
                b'[' => enclosed(rest, b']').map_or(1, |inner| {
                    info.bracket(inner);
                    inner.len() + 2
                }),
                b'(' => enclosed(rest, b')').map_or(1, |inner| {
                    info.doubted |= starts(inner, b"may be forged");
                    inner.len() + 2
                }),
                b'"' => enclosed(rest, b'"').map_or(1, |inner| {
                    info.quotation(inner);
                    inner.len() + 2
                }),
                _ => {
                    let word = word(rest);
                    info.word(word);
                    words += 1;
                    word.len()
                }
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        if info.ip.is_none() && words > 1 {
            info.name = None;
        }
        info.dated = info.ip.is_none() && memchr::memchr(b':', comment).is_some() && is_date(comment);
        info
    }

    fn bracket(&mut self, inner: &'m [u8]) {
        let inner = inner.trim_ascii();
        let inner = inner.strip_prefix(b"(").and_then(|i| i.strip_suffix(b")")).unwrap_or(inner);
        if self.greeting.is_some() {
            return;
        }
        if let Some(address) = ip::read(inner) {
            self.ip = Some((address.ip, &inner[address.start..address.end]));
            self.port = address.port.or(self.port);
            self.bracketed = true;
            // The server writes its name directly before the address; what stands farther off may be injected.
            self.name = self.latest.take().or(self.name);
        } else {
            self.dated |= is_date(inner);
        }
    }

    fn quotation(&mut self, inner: &'m [u8]) {
        for command in [b"EHLO ", b"HELO ", b"LHLO "] {
            if let Some(name) = rest(inner, command) {
                self.greeting = Some(name);
                self.quoted = true;
            }
        }
    }

    fn word(&mut self, word: &'m [u8]) {
        let port = word.strip_prefix(b":").or_else(|| word.strip_prefix(b"port="));
        let port = port.and_then(|p| ip::number(p, 5).filter(|(_, length)| *length == p.len()));
        if let Some((port, _)) = port {
            self.port = u16::try_from(port).ok().or(self.port);
        } else if starts(word, b"helo=") {
            self.greeting = Some(&word[5..]);
        } else if self.ip.is_some() && [&b"HELO"[..], b"EHLO"].contains(&word) {
            self.greeting = Some(&[]);
        } else if self.greeting == Some(&[]) {
            self.greeting = Some(word);
        } else if starts(word, b"ident=") {
            self.ident = true;
        } else if word == b"Not" {
            self.unverified = true;
        } else if word.eq_ignore_ascii_case(b"verified") {
            self.verified = !self.unverified;
        } else if [&b"unverified"[..], b"softdnserr", b"RDNS"].iter().any(|w| w.eq_ignore_ascii_case(word)) {
            self.doubted = true;
        } else if self.greeting.is_none() {
            self.host(word);
        }
    }

    /// A name, an address, or either with `user@` or `IDENT:` before it.
    fn host(&mut self, word: &'m [u8]) {
        let host = match memchr::memrchr(b'@', word) {
            Some(at) => &word[at + 1..],
            None => word,
        };
        let address = ip::read(host);
        if let Some(address) = address.filter(|_| self.name.is_none() && self.ip.is_none()) {
            self.ident = host.len() != word.len();
            self.ip = Some((address.ip, &host[address.start..address.end]));
            self.port = address.port.or(self.port);
        } else if address.is_none() && is_name(host) && !starts(word, b"mailfrom:") {
            self.ident = host.len() != word.len();
            self.latest = Some(host);
            self.name = self.name.or(Some(host));
        } else if host.is_empty() {
            self.ident = true;
        }
    }
}

fn is_name(host: &[u8]) -> bool {
    !host.is_empty() && !host.iter().any(|b| matches!(b, b':' | b'='))
}

/// A word inside a comment; `helo=[192.0.2.1]` and `ident=[x]` keep their brackets.
fn word(text: &[u8]) -> &[u8] {
    let keyed = starts(text, b"helo=") || starts(text, b"ident=");
    let ends = |b: &u8| b.is_ascii_whitespace() || *b == b',' || (!keyed && matches!(b, b'[' | b'('));
    let length = text.iter().position(ends).unwrap_or(text.len());
    &text[..length.max(1)]
}

/// What stands between the first byte and the next `closing`.
fn enclosed(text: &[u8], closing: u8) -> Option<&[u8]> {
    let rest = &text[1..];
    memchr::memchr(closing, &rest[..rest.len().min(512)]).map(|end| &rest[..end])
}

/// Begins with a weekday and a comma and is a date: the mark of a template filled in wrongly.
fn is_date(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"[").unwrap_or(text);
    let text = text.strip_suffix(b"]").unwrap_or(text);
    text.get(3) == Some(&b',')
        && text[..3].is_ascii()
        && std::str::from_utf8(text).is_ok_and(|text| super::super::date::parse(text).is_some())
}
