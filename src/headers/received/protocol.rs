//! The words of the `with` and `via` clauses: registered protocol types (RFC 3848) and set phrases.

use super::super::date::Date;
use super::token::{Kind, Token, Tokens};

/// What a protocol word says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Protocol {
    /// TLS was active.
    pub(super) secure: bool,
    /// The client authenticated itself.
    pub(super) authenticated: bool,
    /// Submitted by a program on the server.
    pub(super) local: bool,
    /// Submitted through the web, where nobody says HELO.
    pub(super) web: bool,
}

/// Reads a single protocol word; `None` when it is not one that is in use.
pub(super) fn read(word: &[u8]) -> Option<Protocol> {
    if word.len() < 4 || word.len() > 16 {
        return None;
    }
    let rest = strip(word, b"UTF8").unwrap_or(word);
    if let Some(local) = strip(word, b"local") {
        let secure = local.ends_with(b"esmtps");
        return Some(Protocol { local: true, secure, ..Protocol::default() });
    }
    if rest.eq_ignore_ascii_case(b"ASMTP") {
        return Some(Protocol { authenticated: true, ..Protocol::default() });
    }
    if let Some(rest) = strip(word, b"HTTP") {
        let known = [&b""[..], b"S", b"U", b"REST"].iter().any(|s| s.eq_ignore_ascii_case(rest));
        return known.then(|| Protocol {
            secure: rest.eq_ignore_ascii_case(b"S"),
            web: true,
            ..Protocol::default()
        });
    }
    let suffix = strip(rest, b"ESMTP").or_else(|| strip(rest, b"SMTP")).or_else(|| strip(rest, b"LMTP"));
    if let Some(suffix) = suffix {
        let (secure, authenticated) = match suffix {
            b"" => (false, false),
            b"S" | b"s" | b"-TLS" => (true, false),
            b"A" | b"a" => (false, true),
            b"SA" | b"sa" => (true, true),
            _ => return None,
        };
        return Some(Protocol { secure, authenticated, ..Protocol::default() });
    }
    let plain = [&b"BSMTP"[..], b"QMQP", b"QMTP", b"IMAP", b"POP3", b"REST", b"mapi"];
    plain.iter().any(|p| p.eq_ignore_ascii_case(word)).then(Protocol::default)
}

fn strip<'a>(word: &'a [u8], start: &[u8]) -> Option<&'a [u8]> {
    let head = word.get(..start.len())?;
    head.eq_ignore_ascii_case(start).then(|| &word[start.len()..])
}

/// The set phrase that the words begin with, if any: servers fold such phrases in the middle.
pub(super) fn known_phrase(tokens: &Tokens<'_>, words: &[Token]) -> Option<&'static str> {
    let [first, second, rest @ ..] = words else { return None };
    if first.kind != Kind::Word || second.kind != Kind::Word {
        return None;
    }
    Some(match (tokens.text(*first), tokens.text(*second)) {
        (b"Microsoft", b"SMTP") if rest.first().is_some_and(|t| tokens.text(*t) == b"Server") => {
            "Microsoft SMTP Server"
        }
        (b"Microsoft", b"SMTPSVC") => "Microsoft SMTPSVC",
        (b"Frontend", b"Transport") => "Frontend Transport",
        (b"Mailbox", b"Transport") => "Mailbox Transport",
        (b"Internet", b"Mail") => "Internet Mail Service",
        (b"Forcepoint", b"Email") => "Forcepoint Email",
        (b"MailEnable", b"Inbound") => "MailEnable Inbound Mail Agent",
        _ => return None,
    })
}

/// The beginning of a clause as it is matched against dialects.
pub(super) fn words<'m>(tokens: &Tokens<'m>, clause: &[Token]) -> &'m [u8] {
    let Some(first) = clause.first() else { return &[] };
    if let Some(phrase) = known_phrase(tokens, clause) {
        return phrase.as_bytes();
    }
    if first.kind == Kind::Literal {
        return tokens.inner(*first);
    }
    let end = clause.iter().take(4).take_while(|t| t.kind == Kind::Word).last().unwrap_or(first).end;
    &tokens.raw[first.start as usize..end as usize]
}

/// 2016-01-01: no server writes the words of [`is_template`] any more.
const WORDS_DIED_OUT: i64 = 1_451_606_400;

/// Whether hop words of long-gone servers, without an id, betray a spam tool's template.
pub(super) fn is_template(with: &[u8], id: &[u8], date: Option<Date>) -> bool {
    let word = [&b"NNFMP"[..], b"QMQP", b"ASMTP", b"LOCAL"].contains(&with);
    word && id.is_empty() && date.is_none_or(|d| d.epoch >= WORDS_DIED_OUT)
}
