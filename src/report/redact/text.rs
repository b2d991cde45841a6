//! Goes through text word by word: nothing stays but what is known to be harmless where it stands.

use std::net::IpAddr;

use super::keep::{is_host_name, is_internal, is_public};
use super::pen::Pen;
use super::place::{Named, Place};
use super::shape::{
    GONE, addr_spec, date, digits, holds_quad, is_birthday, is_day, is_delimiter, is_number, is_scores,
    is_this_century, spf_macro, telephone, unencoded,
};
use super::vocabulary::{self, Products};
use crate::report::proof::HIDDEN;

/// Digits in the name of a code.
const DIGITS: usize = 6;

/// Whose fields hold keys that no table has, of a few capital letters.
const MICROSOFT: &[&str] = &["exchange-server", "microsoft-365", "outlook-com"];

/// Whose fields hold several scores in one word.
const TREND_MICRO: &[&str] = &["trend-micro"];

/// What a text is, and so which words of it stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Written by the program: its own words, as far as nobody is called so, and small numbers.
    Prose,
    /// What to do, and text to paste: the program's own words, since without one of them it would not work.
    Paste,
    /// About DNS, with words of the program: those, public addresses, and names that records spell out.
    Dns,
    /// A record of DNS, which everybody can read: public names and addresses.
    Record,
    /// Written by a filter: the documented words of these products, names of rules, small numbers.
    Codes(Products),
    /// Written by a mail server: the words of its grammar, times and small numbers.
    Trace,
    /// A signature, written by a mail server: as [`Mode::Trace`], with its selector.
    Signature,
    /// Written by a person: nothing.
    Strict,
}

impl Mode {
    /// Whether a filter or a mail server wrote it, in a grammar of its own.
    const fn has_grammar(self) -> bool {
        matches!(self, Self::Codes(_) | Self::Trace | Self::Signature)
    }

    /// Whether the program wrote it, or DNS.
    const fn is_programs(self) -> bool {
        matches!(self, Self::Prose | Self::Paste | Self::Dns | Self::Record)
    }
}

impl Pen<'_, '_, '_> {
    /// Text in which only what is known to be harmless stays.
    pub(super) fn text(&mut self, text: &str, mode: Mode) -> String {
        self.placed(text, mode, Place::default())
    }

    /// The value that stands behind this name, as in `smtp.auth=`.
    pub(super) fn value(&mut self, name: &str, text: &str, mode: Mode) -> String {
        self.placed(text, mode, Place::behind_name(&name.to_lowercase()))
    }

    /// The name of a code of a product.
    pub(super) fn code_name(&mut self, name: &str, mode: Mode) -> String {
        let is_known = self.is_key(name, mode) || vocabulary::is_code_name(&name.to_lowercase());
        if is_known { name.to_owned() } else { self.text(name, mode) }
    }

    fn placed(&mut self, text: &str, mode: Mode, place: Place) -> String {
        let mut out = Out { text: String::with_capacity(text.len()), mode, place };
        let plain = if mode == Mode::Strict { text.into() } else { unencoded(text) };
        let mut rest = plain.as_ref();
        let ends = |c: char| is_delimiter(c) || (c == '%' && mode == Mode::Record);
        while let Some(c) = rest.chars().next() {
            let length = match self.run(rest, &mut out) {
                Some(length) => length,
                None if ends(c) => {
                    out.delimiter(c);
                    c.len_utf8()
                }
                None => {
                    let (token, behind) = rest.split_at(rest.find(ends).unwrap_or(rest.len()));
                    self.token(token, behind.chars().next(), &mut out);
                    token.len()
                }
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        out.text
    }

    /// Writes what is one thing though delimiters are in it, and tells its length in bytes.
    fn run(&mut self, rest: &str, out: &mut Out) -> Option<usize> {
        let mode = out.mode;
        if mode != Mode::Strict && rest.starts_with(HIDDEN) {
            out.push(HIDDEN);
            return Some(HIDDEN.len());
        }
        if let Some(length) = spf_macro(rest).filter(|_| mode == Mode::Record) {
            out.push(rest.get(..length)?);
            return Some(length);
        }
        if let Some(length) = date(rest).filter(|_| mode != Mode::Strict) {
            out.push(&rest.get(..length)?.split_whitespace().collect::<Vec<_>>().join(" "));
            return Some(length);
        }
        if let Some(length) = telephone(rest).filter(|_| mode != Mode::Strict) {
            out.gone();
            return Some(length);
        }
        let (key, length) = addr_spec(rest)?;
        let address = rest.get(..length)?;
        let is_value = key.is_some_and(|key| {
            let key = key.rsplit([':', '/']).next().unwrap_or(key).to_lowercase();
            vocabulary::is_trace(&key)
                || matches!(mode, Mode::Codes(of) if vocabulary::is_code_name_of(of, &key))
        });
        if is_value && !self.keep.is_address(&address.to_lowercase()) {
            return None;
        }
        let safe = match self.learned(address) {
            Some(known) => known,
            None => self.address(address),
        };
        out.place = Place::default();
        out.push(&safe);
        Some(length)
    }

    fn token(&mut self, token: &str, next: Option<char>, out: &mut Out) {
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
        let is_key = tail.starts_with(':') || (tail.is_empty() && next == Some('='));
        let safe = match out.place.of(&lower).filter(|_| out.mode.has_grammar()) {
            Some(named) => self.named(core, named, out.mode),
            None if is_key && self.is_key(core, out.mode) => Some(core.to_owned()),
            None => self.safe(core, out.mode),
        };
        out.place.behind(&lower, tail);
        match safe {
            Some(safe) => out.push(&safe),
            None if core.is_empty() => {}
            None => out.gone(),
        }
        out.punctuation(tail);
    }

    /// Whether a word is the name of a value in the grammar of this text: that it is somebody's name as well, or a word
    /// of the subject, it does not tell.
    fn is_key(&self, word: &str, mode: Mode) -> bool {
        let lower = word.to_lowercase();
        match mode {
            Mode::Codes(of) => {
                let has_form = (2..=6).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_uppercase());
                vocabulary::is_code_name_of(of, &lower)
                    || vocabulary::is_trace(&lower)
                    || (has_form
                        && of.holds(MICROSOFT)
                        && !self.keep.holds_private(&lower)
                        && !self.keep.holds_glued(&lower))
            }
            Mode::Trace | Mode::Signature => vocabulary::is_trace(&lower),
            _ => false,
        }
    }

    /// What may stand in the place of a token; `None` for nothing.
    fn safe(&mut self, token: &str, mode: Mode) -> Option<String> {
        if token.is_empty() || (is_birthday(token) && mode.has_grammar()) {
            return None;
        }
        let lower = token.to_lowercase();
        if self.keep.is_exact(&lower) {
            return Some(token.to_owned());
        }
        // A variable of Perl in a text to paste.
        let is_own = |name: &str| name.split('_').all(|word| self.is_word(word, word, mode));
        if matches!(mode, Mode::Prose | Mode::Paste) && lower.strip_prefix('@').is_some_and(is_own) {
            return Some(token.to_owned());
        }
        if token.contains('@') {
            return Some(self.address_in(token, mode));
        }
        if let Some(ip) = self.network(token, mode) {
            return Some(ip);
        }
        if self.is_word(token, &lower, mode) || is_small(token, mode) {
            return Some(token.to_owned());
        }
        if let Some(known) = self.learned(token) {
            return Some(known);
        }
        if is_host_name(&lower) {
            return Some(match mode {
                Mode::Record if is_public(&lower) => token.to_owned(),
                Mode::Dns if self.published.contains(&lower) => token.to_owned(),
                Mode::Strict => self.domain(token),
                _ => self.host(token),
            });
        }
        self.pieces(token, mode)
    }

    /// An address, with what may stand in front of it, as in `mailto:` or `user/`.
    fn address_in(&mut self, token: &str, mode: Mode) -> String {
        if let Some(known) = self.learned(token) {
            return known;
        }
        let local = token.split('@').next().unwrap_or_default();
        match local.rfind([':', '/']) {
            Some(mark) => {
                let front = self.safe(&token[..mark], mode).unwrap_or_else(|| GONE.to_owned());
                format!("{front}{}{}", &token[mark..=mark], self.address(&token[mark + 1..]))
            }
            None => self.address(token),
        }
    }

    /// A token in a place that tells what it is.
    fn named(&mut self, token: &str, named: Named, mode: Mode) -> Option<String> {
        let lower = token.to_lowercase();
        if self.keep.is_exact(&lower) {
            return Some(token.to_owned());
        }
        let stays = match named {
            Named::Location => return None,
            Named::Person | Named::Host => false,
            Named::Country => token.len() == 2 && token.bytes().all(|b| b.is_ascii_alphabetic()),
            Named::Protocol => vocabulary::is_trace(&lower),
            Named::Selector => {
                mode == Mode::Signature && !holds_quad(token) && !self.keep.holds_private(&lower)
            }
        };
        if stays {
            return Some(token.to_owned());
        }
        if !matches!(named, Named::Person | Named::Host) {
            return self.safe(token, mode);
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
        Some(match named {
            Named::Host => self.host(token),
            _ if is_host_name(&lower) => self.domain(token),
            _ => self.address_in(token, mode),
        })
    }

    /// A token of several words: each for itself, but names with hyphens only whole.
    fn pieces(&mut self, token: &str, mode: Mode) -> Option<String> {
        if let Some(mark) =
            ['/', ':', '+', '&', '#', '%', '~', '$', '^'].into_iter().find(|mark| token.contains(*mark))
        {
            let mut any = false;
            let mut place = Place::default();
            let last = token.matches(mark).count();
            let pieces: Vec<String> = token
                .split(mark)
                .enumerate()
                .map(|(at, piece)| {
                    let named = place.of(&piece.to_lowercase()).filter(|_| mode.has_grammar());
                    place.behind(&piece.to_lowercase(), ":");
                    match named {
                        Some(named) => self.named(piece, named, mode),
                        None if mark == ':' && at < last && self.is_key(piece, mode) => {
                            Some(piece.to_owned())
                        }
                        None => self.safe(piece, mode),
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
        let is_taken = match mode {
            Mode::Paste | Mode::Record => false,
            Mode::Prose | Mode::Dns => self.keep.is_name(lower),
            _ => self.keep.is_private(lower),
        };
        if is_taken {
            return false;
        }
        match mode {
            Mode::Prose | Mode::Paste | Mode::Dns | Mode::Record => {
                vocabulary::is_prose(lower) || self.is_rule(token, lower)
            }
            Mode::Codes(of) => vocabulary::is_code_of(of, lower) || self.is_rule(token, lower),
            Mode::Trace | Mode::Signature => vocabulary::is_trace(lower),
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
            && !self.keep.holds_glued(lower)
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
        if matches!(mode, Mode::Dns | Mode::Record) && !is_internal(ip) {
            return Some(token.to_owned());
        }
        Some(format!("{prefix}{}{length}", self.ip(ip)))
    }
}

/// Whether a token is a number that may stay.
fn is_small(token: &str, mode: Mode) -> bool {
    match mode {
        Mode::Strict => false,
        Mode::Prose | Mode::Paste | Mode::Dns | Mode::Record => is_number(token) || is_day(token),
        Mode::Trace | Mode::Signature => is_number(token) || (is_day(token) && is_this_century(token)),
        Mode::Codes(of) => is_number(token) || (of.holds(TREND_MICRO) && is_scores(token)),
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
            mode if mode.is_programs() => self.text.push(c),
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
    use super::super::keep::Keep;
    use super::super::numbers::Numbers;
    use super::*;
    use crate::settings::Settings;

    fn written(text: &str, mode: Mode) -> String {
        let mut settings = Settings::default();
        settings.institution.domains.push("example.edu".to_owned());
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
