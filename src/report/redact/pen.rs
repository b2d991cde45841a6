//! Writes pseudonyms: for addresses, hosts and ids as a whole, and in text for every token that is not known to be harmless.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::keep::{Keep, is_host_name, is_internal, is_public};
use super::numbers::{Kind, Numbers};
use super::place::Place;
use super::shape::{GONE, date, digits, holds_quad, is_day, is_delimiter, is_number, unencoded};
use super::vocabulary::{self, Products};
use crate::evidence::route::is_private;
use crate::headers::address::organisational;

/// Pseudonyms of declared addresses lie in these blocks.
pub(super) const TRUSTED_BLOCKS: [&str; 4] = ["10.128.0.0/10", "241.0.0.0/10", "fd98::/32", "3fff:1::/32"];
/// Numbers of addresses reach so far; more than there are values.
const LAST_NUMBER: u32 = 0x3f_ffff;
/// Digits in the name of a code.
const DIGITS: usize = 6;
/// Ids that are looked for in the excerpts of one message.
const KNOWN: usize = 2000;

/// What a text is, and so which words of it stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Written by the program: its own words and small numbers.
    Prose,
    /// Out of DNS, with words of the program: those, public addresses, and hosts that hold no word of a person.
    Dns,
    /// Written by a filter: the documented words of these products, names of rules, small numbers.
    Codes(Products),
    /// Written by a mail server: the words of its grammar, times and small numbers.
    Trace,
    /// Written by a person: nothing.
    Strict,
}

/// Writes pseudonyms for one message.
pub(super) struct Pen<'k, 'r, 'n> {
    keep: &'k Keep<'r>,
    numbers: &'n mut Numbers,
    /// Ids of this message with their pseudonyms, so that an excerpt gives the same ones.
    known: HashMap<String, String>,
}

impl<'k, 'r, 'n> Pen<'k, 'r, 'n> {
    pub(super) fn new(keep: &'k Keep<'r>, numbers: &'n mut Numbers) -> Self {
        Self { keep, numbers, known: HashMap::new() }
    }

    /// The path of an input; standard input has none.
    pub(super) fn file(&mut self, path: &str) -> String {
        if path == "-" { path.to_owned() } else { self.numbers.pseudonym(Kind::File, path) }
    }

    /// A display name or a subject.
    pub(super) fn whole(&mut self, kind: Kind, text: &str) -> String {
        if text.is_empty() { String::new() } else { self.numbers.pseudonym(kind, text) }
    }

    /// An address of a person; the null sender stays. What has no `@` is a person, too.
    pub(super) fn address(&mut self, address: &str) -> String {
        let address = address.trim();
        if address.is_empty() {
            return String::new();
        }
        let lower = address.to_lowercase();
        match lower.rsplit_once('@') {
            Some(("", domain)) => format!("@{}", self.domain(domain)),
            Some((_, domain)) => {
                format!("{}@{}", self.numbers.pseudonym(Kind::Person, &lower), self.domain(domain))
            }
            None => self.numbers.pseudonym(Kind::Person, &lower),
        }
    }

    /// An id with a domain behind it, as in Message-ID, or without.
    pub(super) fn message_id(&mut self, id: &str) -> String {
        let pseudonym = self.numbers.pseudonym(Kind::Message, id);
        let (left, pseudonym) = match id.rsplit_once('@') {
            Some((left, domain)) => (left, format!("{pseudonym}@{}", self.domain(domain))),
            None => (id, pseudonym),
        };
        self.learn(id, &pseudonym);
        self.learn(left, &pseudonym);
        pseudonym
    }

    /// What stands behind an `@`. It may be a person's own name, so only an organisation that matters otherwise stays.
    fn domain(&mut self, domain: &str) -> String {
        let lower = domain.trim_end_matches('.').to_lowercase();
        if self.keep.is_of_kept_organisation(&lower) {
            return self.host(domain);
        }
        self.numbers.pseudonym(Kind::Host, &lower)
    }

    /// The id of a message in a server's queue.
    pub(super) fn queue_id(&mut self, id: &str) -> String {
        let pseudonym = self.numbers.pseudonym(Kind::Queue, id);
        self.learn(id, &pseudonym);
        pseudonym
    }

    fn learn(&mut self, value: &str, pseudonym: &str) {
        if self.known.len() < KNOWN {
            self.known.insert(value.to_lowercase(), pseudonym.to_owned());
        }
    }

    /// The name of a host, or an address in the place of one.
    pub(super) fn host(&mut self, host: &str) -> String {
        let bare = host.trim().trim_end_matches('.');
        let inner = bare.trim_start_matches('[').trim_end_matches(']');
        let literal =
            inner.get(..5).filter(|p| p.eq_ignore_ascii_case("ipv6:")).map_or(inner, |p| &inner[p.len()..]);
        if let Ok(ip) = literal.parse() {
            let ip = self.ip(ip);
            return if inner.len() < bare.len() { format!("[{ip}]") } else { ip };
        }
        let lower = bare.to_lowercase();
        if lower.is_empty() || self.keep.is_kept_host(&lower) {
            return bare.to_owned();
        }
        // The underscore in front may be cut off as punctuation.
        if let Some((labels, domain)) = lower.split_once("domainkey.").or(lower.split_once("dmarc."))
            && self.keep.is_kept_host(domain)
            && labels.split(['.', '_']).all(|label| label.is_empty() || self.keep.is_exact(label))
        {
            return bare.to_owned();
        }
        let pseudonym = self.numbers.pseudonym(Kind::Host, &lower);
        if is_host_name(&lower) && is_public(&lower) && self.keep.is_kept_host(organisational(&lower)) {
            return format!("{pseudonym}.{}", organisational(&lower));
        }
        let pseudonym = match lower.contains('.') && is_host_name(&lower) && !is_public(&lower) {
            true => self.internal(&pseudonym, &lower),
            false => pseudonym,
        };
        self.learn(&lower, &pseudonym);
        pseudonym
    }

    /// A name below no public suffix: hosts of one such domain stay hosts of one domain.
    fn internal(&mut self, pseudonym: &str, lower: &str) -> String {
        let domain = organisational(lower);
        if domain == lower {
            return format!("{pseudonym}.internal");
        }
        format!("{pseudonym}.{}.internal", self.numbers.pseudonym(Kind::Host, domain))
    }

    /// An address.
    pub(super) fn ip(&mut self, ip: IpAddr) -> String {
        let text = ip.to_canonical().to_string();
        if self.keep.is_kept_ip(ip) { text } else { self.address_of(ip.to_canonical(), &text) }
    }

    /// An address that nobody has, of the same family, private where the original is, and declared where it is.
    fn address_of(&mut self, ip: IpAddr, text: &str) -> String {
        let number = self.numbers.number(Kind::Address, text).unwrap_or(0) & LAST_NUMBER;
        let declared = self.keep.is_declared(ip);
        match (ip, is_private(ip)) {
            (IpAddr::V4(_), private) => {
                let block = match (private, declared) {
                    (true, false) => [10, 64, 0, 0],
                    (true, true) => [10, 128, 0, 0],
                    (false, false) => [240, 0, 0, 0],
                    (false, true) => [241, 0, 0, 0],
                };
                Ipv4Addr::from(u32::from_be_bytes(block) | number).to_string()
            }
            (IpAddr::V6(_), private) => {
                let block = match (private, declared) {
                    (true, false) => [0xfd99, 0],
                    (true, true) => [0xfd98, 0],
                    (false, false) => [0x3fff, 0],
                    (false, true) => [0x3fff, 1],
                };
                // Google's servers call themselves by such addresses, and are known by them.
                let of_google = matches!(ip, IpAddr::V6(v6) if v6.segments().starts_with(&[0x2002, 0x0a05]));
                let [a, b] = if of_google { [0x2002, 0x0a05] } else { block };
                let [high, low] =
                    [number >> 16, number & 0xffff].map(|half| u16::try_from(half).unwrap_or(0));
                Ipv6Addr::new(a, b, 0, 0, 0, 0, high, low).to_string()
            }
        }
    }

    /// Text in which only what is known to be harmless stays.
    pub(super) fn text(&mut self, text: &str, mode: Mode) -> String {
        let mut out = Out { text: String::with_capacity(text.len()), mode, place: Place::default() };
        let plain = if mode == Mode::Strict { text.into() } else { unencoded(text) };
        let mut rest = plain.as_ref();
        while let Some(c) = rest.chars().next() {
            if is_delimiter(c) {
                out.delimiter(c);
                rest = &rest[c.len_utf8()..];
                continue;
            }
            if let Some(length) = date(rest).filter(|_| mode != Mode::Strict) {
                let (date, behind) = rest.split_at(length);
                out.push(&date.split_whitespace().collect::<Vec<_>>().join(" "));
                rest = behind;
                continue;
            }
            let (token, behind) = rest.split_at(rest.find(is_delimiter).unwrap_or(rest.len()));
            self.token(token, &mut out);
            rest = behind;
        }
        out.text
    }

    /// The name of a field or a code: as it is when its parts are known.
    pub(super) fn name(&mut self, name: &str) -> String {
        let is_part = |part: &str| {
            let part = part.to_lowercase();
            part.is_empty() || vocabulary::is_prose(&part) || vocabulary::is_code(&part)
        };
        if vocabulary::is_code(&name.to_lowercase()) {
            return name.to_owned();
        }
        let parts = name.split('-').map(|part| if is_part(part) { part } else { GONE });
        parts.collect::<Vec<_>>().join("-")
    }

    fn token(&mut self, token: &str, out: &mut Out) {
        const LEADING: &[char] = &['~', '-', '+', '#', '$', '.', '&', '%', '/', ':', '^', '_'];
        const TRAILING: &[char] = &['.', ':', '-', '/', '%', '+', '~', '&', '$', '_', '#', '@'];
        let core = token.trim_start_matches(LEADING);
        let lead = &token[..token.len() - core.len()];
        let core = core.trim_end_matches(TRAILING);
        let tail = &token[lead.len() + core.len()..];
        // A short address of IPv6 begins or ends with colons.
        if let Ok(ip) = token.parse() {
            let ip = self.ip(ip);
            return out.push(&ip);
        }
        out.punctuation(lead);
        let lower = core.to_lowercase();
        let safe = match out.place.of(&lower) {
            Some(kind) if matches!(out.mode, Mode::Codes(_) | Mode::Trace) => self.named(core, kind),
            _ => self.safe(core, out.mode),
        };
        out.place.behind(&lower, tail);
        match safe {
            Some(safe) => out.push(&safe),
            None if core.is_empty() => {}
            None => out.gone(),
        }
        out.punctuation(tail);
    }

    /// What may stand in the place of a token; `None` for nothing.
    fn safe(&mut self, token: &str, mode: Mode) -> Option<String> {
        if token.is_empty() {
            return None;
        }
        let lower = token.to_lowercase();
        if self.keep.is_exact(&lower) {
            return Some(token.to_owned());
        }
        // A variable of Perl in a text to paste.
        let is_own = |name: &str| name.split('_').all(|word| self.is_word(word, word, mode));
        if mode == Mode::Prose && lower.strip_prefix('@').is_some_and(is_own) {
            return Some(token.to_owned());
        }
        if token.contains('@') {
            return Some(self.known.get(&lower).cloned().unwrap_or_else(|| self.address(token)));
        }
        if let Some(ip) = self.network(token, mode) {
            return Some(ip);
        }
        if self.is_word(token, &lower, mode) || is_small(token, mode) {
            return Some(token.to_owned());
        }
        if let Some(known) = self.known.get(&lower) {
            return Some(known.clone());
        }
        if is_host_name(&lower) {
            let is_public = mode == Mode::Dns && is_public(&lower) && !self.keep.holds_private(&lower);
            return Some(if is_public { token.to_owned() } else { self.host(token) });
        }
        self.pieces(token, mode)
    }

    /// A token in the place of a person's name or a host's.
    fn named(&mut self, token: &str, kind: Kind) -> Option<String> {
        let lower = token.to_lowercase();
        if self.keep.is_exact(&lower) {
            return Some(token.to_owned());
        }
        if let Some(ip) = self.network(token, Mode::Trace) {
            return Some(ip);
        }
        if let Some((host, port)) = token.rsplit_once(':')
            && host.parse::<IpAddr>().is_ok()
            && is_small(port, Mode::Trace)
        {
            return Some(format!("{}:{port}", self.host(host)));
        }
        Some(match kind {
            Kind::Host => self.host(token),
            _ if is_host_name(&lower) => self.host(token),
            _ => self.address(token),
        })
    }

    /// A token of several words: each for itself, but names with hyphens only whole.
    fn pieces(&mut self, token: &str, mode: Mode) -> Option<String> {
        if let Some(mark) =
            ['/', ':', '+', '&', '#', '%', '~', '$', '^'].into_iter().find(|mark| token.contains(*mark))
        {
            let mut any = false;
            let mut place = Place::default();
            let pieces: Vec<String> = token
                .split(mark)
                .map(|piece| {
                    let kind = place.of(&piece.to_lowercase());
                    place.behind(&piece.to_lowercase(), ":");
                    match kind {
                        Some(kind) if matches!(mode, Mode::Codes(_) | Mode::Trace) => self.named(piece, kind),
                        _ => self.safe(piece, mode),
                    }
                })
                .zip(token.split(mark))
                .map(|(safe, piece)| match safe {
                    Some(safe) => {
                        any = true;
                        safe
                    }
                    None if piece.is_empty() => String::new(),
                    None => GONE.to_owned(),
                })
                .collect();
            return any.then(|| pieces.join(mark.encode_utf8(&mut [0; 4])));
        }
        let mark = ['-', '_', '.'].into_iter().find(|mark| token.contains(*mark))?;
        let is_safe = |piece: &str| {
            let lower = piece.to_lowercase();
            piece.is_empty() || self.is_word(piece, &lower, mode) || is_small(piece, mode)
        };
        let small = digits(token) <= DIGITS && !holds_quad(token);
        (small && token.split(mark).all(|piece| piece.split(['-', '_', '.']).all(is_safe)))
            .then(|| token.to_owned())
    }

    fn is_word(&self, token: &str, lower: &str, mode: Mode) -> bool {
        let is_programs = matches!(mode, Mode::Prose | Mode::Dns);
        if if is_programs { self.keep.is_name(lower) } else { self.keep.is_private(lower) } {
            return false;
        }
        match mode {
            Mode::Prose | Mode::Dns => vocabulary::is_prose(lower) || self.is_rule(token, lower),
            Mode::Codes(of) => vocabulary::is_code_of(of, lower) || self.is_rule(token, lower),
            Mode::Trace => vocabulary::is_trace(lower),
            Mode::Strict => false,
        }
    }

    /// Whether a token has the form of a rule's name (`URIBL_BLACK`) and holds no word of a person.
    fn is_rule(&self, token: &str, lower: &str) -> bool {
        token.len() <= 64
            && token.contains('_')
            && token.starts_with(|c: char| c.is_ascii_uppercase())
            && token.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
            && digits(token) <= 4
            && !holds_quad(token)
            && !self.keep.holds_private(lower)
    }

    /// An address or a block of them, with the word that SPF or RFC 5321 puts in front.
    fn network(&mut self, token: &str, mode: Mode) -> Option<String> {
        let prefix = ["ip4:", "ip6:", "ipv6:", "ip:"]
            .into_iter()
            .find(|prefix| token.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)));
        let (prefix, rest) = token.split_at(prefix.map_or(0, str::len));
        let (address, length) = match rest.split_once('/') {
            Some((address, length)) if length.len() <= 3 && length.bytes().all(|b| b.is_ascii_digit()) => {
                (address, format!("/{length}"))
            }
            Some(_) => return None,
            None => (rest, String::new()),
        };
        // The zone of an address (RFC 4007) names somebody's interface.
        let ip: IpAddr = address.split('%').next()?.parse().ok()?;
        if length.get(1..).is_some_and(|l| l.parse().is_ok_and(|l| self.keep.is_kept_block(ip, l))) {
            return Some(token.to_owned());
        }
        if mode == Mode::Dns && !is_internal(ip) {
            return Some(token.to_owned());
        }
        Some(format!("{prefix}{}{length}", self.ip(ip)))
    }
}

/// Whether a token is a number that may stay.
fn is_small(token: &str, mode: Mode) -> bool {
    match mode {
        Mode::Strict => false,
        Mode::Prose | Mode::Dns => is_number(token) || is_day(token),
        Mode::Codes(_) | Mode::Trace => is_number(token),
    }
}

/// The text as it grows.
struct Out {
    text: String,
    mode: Mode,
    place: Place,
}

impl Out {
    fn push(&mut self, safe: &str) {
        self.text.push_str(safe);
    }

    fn punctuation(&mut self, marks: &str) {
        if self.mode != Mode::Strict {
            self.text.push_str(marks);
        }
    }

    fn delimiter(&mut self, c: char) {
        self.place.delimiter(c);
        match self.mode {
            Mode::Prose | Mode::Dns => self.text.push(c),
            Mode::Strict if !matches!(c, '<' | '>' | ',' | ' ' | '\t') => {}
            _ if c.is_whitespace() => {
                if !self.text.is_empty() && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            }
            _ => self.text.push(c),
        }
    }

    /// One mark for a run of words that go.
    fn gone(&mut self) {
        if !self.text.trim_end().ends_with(GONE) {
            self.text.push_str(GONE);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;

    fn written(text: &str, mode: Mode) -> String {
        let settings = Settings::default();
        let keep = Keep::empty(&settings);
        let mut numbers = Numbers::default();
        Pen::new(&keep, &mut numbers).text(text, mode)
    }

    #[test]
    fn nothing_of_a_person_stays() {
        assert_eq!(
            written("=?utf-8?q?Bob_M=C3=BCller?= <bob.mueller@mx1.example.edu>", Mode::Strict),
            "… <person-1@host-1>"
        );
        assert_eq!(written("Your loan 12345, Ms. Will", Mode::Strict), "… , … ");
    }

    #[test]
    fn the_words_of_servers_and_filters_stay() {
        assert_eq!(
            written(
                "from pc7.lan (pc7.lan [10.1.2.3]) by mx1.example.edu with ESMTPS id 4XyZ12345ab; Mon, 02 Mar 2026 09:00:05 +0000",
                Mode::Trace
            ),
            "from host-1.internal (host-1.internal [10.64.0.1]) by host-2.example.edu with ESMTPS id …; Mon, 02 Mar 2026 09:00:05 +0000"
        );
        assert_eq!(
            written("spf=fail (sender IP is 10.0.0.1) smtp.mailfrom=bob@example.edu", Mode::Trace),
            "spf=fail (sender IP is 10.64.0.1) smtp.mailfrom=person-1@host-1"
        );
        assert_eq!(
            written(
                "Yes, score=6.3 tests=[URIBL_BLACK=5.2,BOBS regel]",
                Mode::Codes(Products::of("spamassassin"))
            ),
            "Yes, score=6.3 tests=[URIBL_BLACK=5.2,… ]"
        );
        assert_eq!(written("v=spf1 ip4:10.0.0.0/8 ~all", Mode::Prose), "v=spf1 ip4:10.64.0.1/8 ~all");
    }

    #[test]
    fn long_numbers_and_encoded_words_go() {
        assert_eq!(
            written("card 21234567890 Qm9iIE3DvGxsZXI= %42%6f%62", Mode::Codes(Products::of("spamassassin"))),
            "… = …"
        );
        assert_eq!(written("=?utf-8?q?=42=6f=62?= x=42=6f; id=42", Mode::Trace), "… x…; id=42");
        assert_eq!(written("::1 fe80::1 2001:db8::7", Mode::Trace), "::1 fd99::1 3fff::2");
    }
}
