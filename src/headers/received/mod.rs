//! `Received` (RFC 5321 section 4.4): one trace field taken apart, whatever server wrote it.

mod clause;
mod dialect;
mod ip;
mod names;
mod peer;
mod protocol;
mod read;
mod recognise;
mod remark;
#[cfg(test)]
mod tests;
mod tls;
mod token;
mod when;

use std::borrow::Cow;
use std::net::IpAddr;

use super::date::Date;
pub(crate) use dialect::software;

/// One `Received` field by its clauses. What the field does not say is `None`; a field that cannot be
/// understood is still a hop, with [`Received::dialect`] `"unknown"`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Received<'m> {
    /// The name the client gave itself (HELO, EHLO, LHLO). The peer's word.
    pub helo: Option<Cow<'m, str>>,
    /// The client's reverse name as the server wrote it, without a final dot.
    pub rdns: Option<Cow<'m, str>>,
    /// Whether the dialect is known to confirm the reverse name forward and did not say otherwise
    /// (Postfix, Exim, Sendmail without "may be forged", Gmail).
    pub rdns_confirmed: bool,
    /// The client's address, IPv4-mapped ones as IPv4, zone ids dropped.
    pub ip: Option<IpAddr>,
    /// The client's port.
    pub port: Option<u16>,
    /// The server that wrote the field; an address literal when it names no host.
    pub by: Option<Cow<'m, str>>,
    /// The server's own address.
    pub by_ip: Option<IpAddr>,
    /// The protocol word(s) of the `with` clause.
    pub with: Option<Cow<'m, str>>,
    /// The queue id.
    pub id: Option<Cow<'m, str>>,
    /// The recipient of the `for` clause, without angle brackets.
    pub for_: Option<Cow<'m, str>>,
    /// The `via` clause, all its words.
    pub via: Option<Cow<'m, str>>,
    /// Envelope sender, where the dialect records it.
    pub envelope_from: Option<Cow<'m, str>>,
    /// TLS as recorded. `None` does not mean clear text, see [`Received::tls_absence_means_clear`].
    pub tls: Option<Tls<'m>>,
    /// The dialect always records TLS, so its absence means that there was none.
    pub tls_absence_means_clear: bool,
    /// The client authenticated itself.
    pub authenticated: bool,
    /// The date, with its deviations from RFC 5322.
    pub date: Option<Date>,
    /// Id of the dialect that was recognised, or `"unknown"`.
    pub dialect: &'static str,
    /// The field has the shape of a spam tool's template (a date where the address belongs, `with NNFMP`).
    pub invented: bool,
    /// Where the client's address stands in the raw value, as a byte range; `(0, 0)` when it does not.
    pub ip_span: (u32, u32),
}

/// TLS as a hop recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tls<'m> {
    /// Protocol version as written (`TLS1_3`, `TLSv1.3`).
    pub version: Option<Cow<'m, str>>,
    /// Cipher suite as written.
    pub cipher: Option<Cow<'m, str>>,
}

/// Reads the raw value of one `Received` field. Never fails.
pub fn parse(raw: &[u8]) -> Received<'_> {
    read::read(raw)
}
