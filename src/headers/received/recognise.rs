//! Which dialect a trace field is written in: by what the server says of itself, then by its layout.

use super::clause::{Clauses, Key};
use super::dialect::{self as d, Dialect};
use super::peer::Peer;
use super::remark::{find, starts};
use crate::headers::date::Date;

/// What the reader has found when the dialect is asked for.
pub(super) struct Signs<'a, 'm> {
    pub(super) clauses: &'a Clauses,
    pub(super) peer: &'a Peer<'m>,
    /// The dialect of the server's own comment.
    pub(super) software: Option<&'static Dialect>,
    /// A comment after `by` that names a program we do not know.
    pub(super) renamed: bool,
    /// First comment before any keyword.
    pub(super) lead: &'m [u8],
    pub(super) by: &'m [u8],
    pub(super) with: &'m [u8],
    pub(super) via: &'m [u8],
    pub(super) id: &'m [u8],
    pub(super) login: bool,
    /// `AUTH:`, `SSL:` or `TLS:` in the comment of the client.
    pub(super) courier: bool,
    /// `(using TLSv1.3 with cipher …)`.
    pub(super) using_tls: bool,
    /// `CIPHER encrypted`.
    pub(super) encrypted: bool,
    /// An envelope sender was recorded in a comment.
    pub(super) envelope: bool,
    pub(super) date: Option<&'a Date>,
    /// The date begins with a weekday.
    pub(super) weekday: bool,
    /// The `with` word is a registered protocol type.
    pub(super) registered: bool,
}

impl Signs<'_, '_> {
    /// The dialect; [`d::UNKNOWN`] when nothing fits.
    pub(super) fn dialect(&self) -> &'static Dialect {
        d::by_protocol(self.with)
            .or_else(|| self.by_software())
            .or_else(|| d::by_id(self.id))
            .or_else(|| d::by_lead(self.lead))
            .or_else(|| d::by_host(self.by))
            .or_else(|| self.by_client())
            .or_else(|| self.by_layout())
            .or_else(|| self.by_grammar())
            .unwrap_or(&d::UNKNOWN)
    }

    /// What the server calls itself; Proofpoint's own Sendmail keeps Sendmail's version comment.
    fn by_software(&self) -> Option<&'static Dialect> {
        let proofpoint = || d::by_host(self.by).filter(|dialect| dialect.id == "proofpoint");
        self.software.filter(|dialect| dialect.id == "sendmail").and_then(|_| proofpoint()).or(self.software)
    }

    /// What the server writes about the client.
    fn by_client(&self) -> Option<&'static Dialect> {
        let (peer, near) = (self.peer, &self.peer.last);
        let mapped = near.ip.is_some_and(|(ip, text)| ip.is_ipv4() && starts(text, b"::ffff:"));
        Some(match () {
            () if self.login => &d::SQUIRRELMAIL,
            () if self.courier || mapped => &d::COURIER,
            () if peer.account => &d::COMMUNIGATE,
            () if near.unverified => &d::MAILMARSHAL,
            () if near.quoted => &d::VGER,
            () if peer.claimed => &d::SMTPD,
            () if self.with == b"SMTPs" => &d::YAHOO,
            () if near.greeting.is_some() => &d::EXIM,
            () if peer.lhlo => &d::ZIMBRA,
            () if self.encrypted => &d::QMAIL,
            () if peer.greeted && near.bracketed => &d::CISCO,
            () if peer.greeted => &d::QMAIL,
            () if near.ident && near.ip.is_some() && near.name.is_none() => &d::QMAIL,
            () if near.name == Some(b"Unknown") => &d::HMAILSERVER,
            () => return None,
        })
    }

    /// How the clauses are arranged.
    fn by_layout(&self) -> Option<&'static Dialect> {
        let near = &self.peer.last;
        let has = |key| self.clauses.has(key);
        let plain = near.ip.is_some() && near.name.is_none();
        let brief = self.date.is_some() && !self.weekday && self.id.is_empty() && plain;
        let lower = self.with.first().is_some_and(u8::is_ascii_lowercase);
        Some(match () {
            () if starts(self.with, b"LMTP") && has(Key::Id) => &d::DOVECOT,
            () if starts(self.via, b"smap") || starts(self.via, b"csmap") => &d::SMAP,
            () if starts(self.via, b"listexpand") => &d::VGER,
            () if is_listexpand(self.id) && !has(Key::By) && !has(Key::From) => &d::VGER,
            () if is_mailgun(self.by, self.id) => &d::MAILGUN,
            () if is_doubled(self.id) => &d::FORTIMAIL,
            () if is_exim_id(self.id) && lower => &d::EXIM,
            () if contains(self.by, b"barracuda") => &d::BARRACUDA,
            () if brief && !near.bracketed && starts(self.with, b"SMTP") => &d::QMAIL,
            () if brief && near.bracketed && starts(self.with, b"ESMTP") => &d::CISCO,
            () if self.envelope && !has(Key::With) && has(Key::Id) => &d::POWERMTA,
            () if self.envelope && starts(self.with, b"ESMTP") && has(Key::Id) && plain => &d::DOVECOT,
            () if self.using_tls && near.name.is_some() => &d::POSTFIX_LIKE,
            () if self.renamed && (near.name.is_some() || !has(Key::From)) => &d::POSTFIX_LIKE,
            () if self.id.ends_with(b".1") && self.id.len() > 16 => &d::GATEWAY_CLOUD,
            () => return None,
        })
    }

    /// What RFC 5321 section 4.4 asks for, or most of it.
    fn by_grammar(&self) -> Option<&'static Dialect> {
        let transported = self.registered || !self.id.is_empty();
        let traced = self.peer.first.is_some() && self.peer.words == 1 && self.date.is_some();
        (!self.by.is_empty() && (transported || traced)).then_some(&d::RFC5321)
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    find(text, part).is_some()
}

/// `S1234567AbCDE` (zmailer).
fn is_listexpand(id: &[u8]) -> bool {
    id.len() > 8 && id[0] == b'S' && id[1..8].iter().all(u8::is_ascii_digit)
}

/// A container id as server name and 24 hexadecimal digits as id.
fn is_mailgun(by: &[u8], id: &[u8]) -> bool {
    let hex = |text: &[u8]| text.iter().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    matches!(by.len(), 12 | 64) && id.len() == 24 && hex(by) && hex(id)
}

/// FortiMail's `09C8oPpH002236-09C8oPpJ002236`.
fn is_doubled(id: &[u8]) -> bool {
    id.len() == 29 && id[14] == b'-' && id[8..14] == id[23..29]
}

/// Exim's `1tABcD-0005ab-2C` (to 4.96) and `1tABcD-000000001aB-2CdE`.
fn is_exim_id(id: &[u8]) -> bool {
    let lengths = match id.len() {
        16 => (6, 13),
        23 => (6, 18),
        _ => return false,
    };
    id[lengths.0] == b'-' && id[lengths.1] == b'-'
}
