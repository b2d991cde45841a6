//! `Received-SPF` (RFC 7208 section 9.1) and its dialects.

use std::borrow::Cow;
use std::net::IpAddr;

use super::address::{domain_of_value, lower, part};
use super::auth_results::cursor::{Cursor, is_space};

/// Pairs kept of one field: beyond what any server writes.
const MAX_PAIRS: usize = 64;

/// One field, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceivedSpf<'m> {
    /// Result, lower case; the older words `unknown` and `error` become `permerror` and `temperror`.
    pub result: Cow<'m, str>,
    /// The comment, without parentheses.
    pub comment: Option<Cow<'m, str>>,
    /// `client-ip`, else the address that the comment names.
    pub client_ip: Option<IpAddr>,
    /// The domain that was checked, as far as the pairs or the comment name it, lower case.
    pub domain: Option<Cow<'m, str>>,
    /// The domain is that of HELO: the field says so, or the envelope sender is null.
    pub helo_identity: bool,
    /// Every `key=value` pair in order, key lower case.
    pub pairs: Vec<(Cow<'m, str>, Cow<'m, str>)>,
}

impl<'m> ReceivedSpf<'m> {
    /// The value of the first pair `key`.
    pub fn pair(&self, key: &str) -> Option<&Cow<'m, str>> {
        self.pairs.iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// The mechanism that matched: the pair, else what the comment of Mail::SPF says.
    pub fn mechanism(&self) -> Option<Cow<'m, str>> {
        let pair = self.pair("mechanism").filter(|m| !m.is_empty()).cloned();
        pair.or_else(|| part(self.comment.as_ref()?, |c| c.rsplit_once("(mechanism '")?.1.split('\'').next()))
    }

    /// The server that checked: `receiver`, else the name before the colon of the comment.
    pub fn writer(&self) -> Option<Cow<'m, str>> {
        let receiver = self.pair("receiver").filter(|r| r.contains('.')).cloned();
        let host = |c: &str| !c.is_empty() && !c.contains([' ', '\t', '"']);
        receiver.or_else(|| {
            part(self.comment.as_ref()?, |c| c.split_once(": ").map(|(h, _)| h).filter(|h| host(h)))
        })
    }
}

/// Reads the raw value of one field. Never fails; `result` is empty when there is none.
pub fn parse(raw: &[u8]) -> ReceivedSpf<'_> {
    match std::str::from_utf8(raw) {
        Ok(text) => parse_text(text),
        Err(_) => into_owned(parse_text(&String::from_utf8_lossy(raw))),
    }
}

fn parse_text(text: &str) -> ReceivedSpf<'_> {
    let mut cursor = Cursor::new(text);
    let mut out = ReceivedSpf::default();
    skip(&mut cursor, &mut None);
    out.result = normal_result(cursor.word(ends_key));
    while let Some(byte) = skip(&mut cursor, &mut out.comment) {
        let key = cursor.word(ends_key);
        if key.is_empty() {
            // Separators, and quotes or brackets where a key belongs.
            if byte != b'"' || cursor.quoted().is_none() {
                cursor.at += 1;
            }
            continue;
        }
        skip(&mut cursor, &mut None);
        if cursor.take(b'=') && out.pairs.len() < MAX_PAIRS {
            out.pairs.push((lower(key), value(&mut cursor)));
        }
    }
    conclude(&mut out);
    out
}

/// Passes over space and comments, keeping the first; gives the next byte.
fn skip<'m>(cursor: &mut Cursor<'m>, comment: &mut Option<Cow<'m, str>>) -> Option<u8> {
    loop {
        cursor.skip_space();
        match cursor.comment() {
            Some(text) if comment.is_none() => *comment = Some(text),
            Some(_) => {}
            None => return cursor.peek(),
        }
    }
}

fn value<'m>(cursor: &mut Cursor<'m>) -> Cow<'m, str> {
    cursor.skip_space();
    if let Some(quoted) = cursor.quoted() {
        return quoted;
    }
    let word = cursor.word(|b| is_space(b) || b == b';');
    Cow::Borrowed(word.strip_prefix('<').map_or(word, |w| w.strip_suffix('>').unwrap_or(w)))
}

const fn ends_key(byte: u8) -> bool {
    is_space(byte) || matches!(byte, b';' | b'(' | b')' | b'=' | b'"' | b'<' | b'>' | b',')
}

fn normal_result(word: &str) -> Cow<'_, str> {
    match lower(word.trim_end_matches(':')) {
        word if word == "unknown" => Cow::Borrowed("permerror"),
        word if word == "error" => Cow::Borrowed("temperror"),
        word => word,
    }
}

fn conclude(out: &mut ReceivedSpf<'_>) {
    let comment = out.comment.as_ref();
    out.client_ip =
        out.pair("client-ip").and_then(|v| parse_ip(v)).or_else(|| comment.and_then(|c| ip_in_comment(c)));
    let helo_checked = match out.pair("identity") {
        Some(identity) => identity.eq_ignore_ascii_case("helo"),
        None => comment.is_some_and(|c| c.contains("'helo' identity")),
    };
    let sender = out.pair("envelope-from");
    let null_sender = sender.is_some_and(|s| s.is_empty());
    let helo = out.pair("helo").filter(|_| helo_checked || null_sender).and_then(domain_of_value);
    let named = || comment.and_then(|c| part(c, domain_in_comment)).and_then(|d| domain_of_value(&d));
    let helo_identity = helo_checked || helo.is_some();
    let sender = || sender.filter(|_| !helo_checked).and_then(domain_of_value);
    out.domain = helo.or_else(sender).or_else(named);
    out.helo_identity = helo_identity;
}

fn into_owned<'m>(from: ReceivedSpf<'_>) -> ReceivedSpf<'m> {
    let owned = |t: Cow<'_, str>| Cow::Owned(t.into_owned());
    ReceivedSpf {
        result: owned(from.result),
        comment: from.comment.map(owned),
        client_ip: from.client_ip,
        domain: from.domain.map(owned),
        helo_identity: from.helo_identity,
        pairs: from.pairs.into_iter().map(|(k, v)| (owned(k), owned(v))).collect(),
    }
}

/// The address or domain that the comment of an SPF result names: `domain of X designates ...` and its kin.
pub(crate) fn domain_in_comment(comment: &str) -> Option<&str> {
    let after = |marker: &str| comment.split_once(marker).map(|(_, rest)| rest);
    if let Some(rest) = after("domain of ") {
        return first_mailbox(rest.strip_prefix("transitioning ").unwrap_or(rest));
    }
    if let Some(rest) = after("authorized to use '") {
        return rest.split_once('\'').map(|(sender, _)| sender);
    }
    if let Some(rest) = after("lookup of ") {
        return first_mailbox(rest);
    }
    let (before, _) = comment.split_once(" does not designate permitted")?;
    before.rsplit([' ', ':']).next().filter(|d| !d.is_empty() && before.contains(' '))
}

/// The first word, a quoted local part taken whole.
fn first_mailbox(text: &str) -> Option<&str> {
    let quoted = text.strip_prefix('"').and_then(|t| t.find('"')).map_or(0, |i| i + 2);
    let rest = text.get(quoted..)?;
    let length = quoted + rest.find([' ', '\t', ',', ')']).unwrap_or(rest.len());
    let mailbox = text.get(..length)?.trim_matches(['"', '\'', ':', '.']);
    (!mailbox.is_empty() && !matches!(mailbox, "designates" | "does")).then_some(mailbox)
}

/// The client's address that the comment of an SPF result names.
///
/// Markers are searched from the end: the sender's own words stand before them.
pub(crate) fn ip_in_comment(comment: &str) -> Option<IpAddr> {
    const BEFORE_IP: [&str; 5] = [" designates ", " designate ", " use of ", "result for ", "checking ip "];
    let start = comment.trim_start();
    if let Some(rest) = start.get(..12).filter(|s| s.eq_ignore_ascii_case("sender IP is")) {
        return start.get(rest.len()..).and_then(first_ip);
    }
    let marked = BEFORE_IP
        .iter()
        .find_map(|marker| comment.rfind(marker).and_then(|at| first_ip(&comment[at + marker.len()..])));
    marked.or_else(|| {
        let subject = comment.split_once(": ").map_or(comment, |(_, rest)| rest);
        first_ip(subject)
    })
}

fn first_ip(text: &str) -> Option<IpAddr> {
    text.split_ascii_whitespace().next().and_then(parse_ip)
}

/// An address as fields write it: brackets, `IPv6:`, zone ids and IPv4-mapped forms are undone.
pub(crate) fn parse_ip(text: &str) -> Option<IpAddr> {
    let text =
        text.trim_matches(|c: char| matches!(c, '[' | ']' | '"' | ',' | '(' | ')') || c.is_whitespace());
    let text = match text.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("ipv6:") => &text[5..],
        _ => text,
    };
    let text = text.split_once('%').map_or(text, |(address, _)| address);
    text.parse::<IpAddr>().ok().map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests;
