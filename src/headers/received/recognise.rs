//! Which dialect a trace field is written in: by what the server says of itself, then by its layout.

use super::clause::{Clauses, Key};
use super::dialect::{self as d, Dialect};
use super::peer::Peer;
use super::remark::starts;
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
            .or(self.software)
            .or_else(|| d::by_id(self.id))
            .or_else(|| self.by_lead())
            .or_else(|| d::by_host(self.by))
            .or_else(|| self.by_client())
            .or_else(|| self.by_layout())
            .or_else(|| self.by_grammar())
            .unwrap_or(&d::UNKNOWN)
    }

    fn by_lead(&self) -> Option<&'static Dialect> {
        let qmail = [&b"qmail "[..], b"wp-smtpd", b"qp "].iter().any(|s| starts(self.lead, s));
        qmail.then_some(&d::QMAIL)
    }

    /// What the server writes about the client.
    fn by_client(&self) -> Option<&'static Dialect> {
        let (peer, near) = (self.peer, &self.peer.last);
        let mapped = near.ip.is_some_and(|(ip, text)| ip.is_ipv4() && starts(text, b"::ffff:"));
        Some(match () {
            () if self.login => &d::SQUIRRELMAIL,
            () if self.courier || mapped => &d::COURIER,
            () if peer.account => &d::COMMUNIGATE,
            () if near.name == Some(b"Not") => &d::MAILMARSHAL,
            () if near.quoted => &d::VGER,
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

    fn by_grammar(&self) -> Option<&'static Dialect> {
        let named = !self.by.is_empty() && (self.registered || !self.id.is_empty());
        named.then_some(&d::RFC5321)
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    memchr::memmem::find(text, part).is_some()
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
