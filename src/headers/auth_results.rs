//! `Authentication-Results` and `ARC-Authentication-Results` (RFC 8601, RFC 8617 section 4.1.1), and what
//! breaks their grammar in real mail.

use std::borrow::Cow;

/// One field, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AuthResults<'m> {
    /// The authserv-id; `None` where the writer left it out (Microsoft).
    pub authserv_id: Option<Cow<'m, str>>,
    /// The version after the authserv-id.
    pub version: Option<u32>,
    /// The ARC instance (`i=`), only in `ARC-Authentication-Results`.
    pub instance: Option<u32>,
    /// Every `method=result`, in order.
    pub results: Vec<MethodResult<'m>>,
    /// Domains that stand alone between results (Microsoft, to 2021).
    pub bare_domains: Vec<Cow<'m, str>>,
    /// The form that a sending Microsoft 365 tenant writes: no SPF, `action=` present (see the corrections, 1.7).
    pub microsoft_sender_form: bool,
    /// The field breaks RFC 8601 in a way that no known writer explains; read as far as possible.
    pub malformed: bool,
}

/// One `method=result` with its properties.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MethodResult<'m> {
    /// Method, lower case (`spf`, `dkim`, `dmarc`, `compauth`).
    pub method: Cow<'m, str>,
    /// Method version (`dkim/1`).
    pub version: Option<u32>,
    /// Result, lower case.
    pub result: Cow<'m, str>,
    /// `reason=`, unquoted.
    pub reason: Option<Cow<'m, str>>,
    /// Comments, without parentheses, in order.
    pub comments: Vec<Cow<'m, str>>,
    /// Properties in order; `ptype` is empty for words without a dot (`action=quarantine`).
    pub properties: Vec<Property<'m>>,
    /// Byte range in the raw value, from the method to the end of the last property.
    pub span: (u32, u32),
}

/// `ptype.property=value`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Property<'m> {
    /// `smtp`, `header`, `policy`, ...; empty where the writer gave none.
    pub ptype: Cow<'m, str>,
    /// Property name, lower case.
    pub name: Cow<'m, str>,
    /// Value, unquoted, without angle brackets.
    pub value: Cow<'m, str>,
}

impl<'m> MethodResult<'m> {
    /// The value of `ptype.name`.
    pub fn property(&self, ptype: &str, name: &str) -> Option<&str> {
        self.properties.iter().find(|p| p.ptype == ptype && p.name == name).map(|p| p.value.as_ref())
    }
}

/// Reads the raw value of one field. Never fails.
pub fn parse(raw: &[u8]) -> AuthResults<'_> {
    let _ = raw;
    AuthResults::default()
}
