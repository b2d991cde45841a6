//! `Authentication-Results` and `ARC-Authentication-Results` (RFC 8601, RFC 8617 section 4.1.1), and what
//! breaks their grammar in real mail.

use std::borrow::Cow;

pub(crate) mod cursor;
mod lookup;
mod parser;
#[cfg(test)]
mod tests;

pub use lookup::DmarcComment;

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

/// Reads the raw value of one field. Never fails.
pub fn parse(raw: &[u8]) -> AuthResults<'_> {
    match std::str::from_utf8(raw) {
        Ok(text) if !crate::headers::has_encoded_word(raw) => parser::Parser::run(text),
        // Microsoft encodes the whole value when a domain in it is not ASCII.
        Ok(text) if text.contains("?=") => parse_copy(&super::encoded_word::decode(&super::unfold(raw))),
        Ok(text) => parser::Parser::run(text),
        Err(_) => parse_copy(&super::unfold(raw)),
    }
}

/// Reads text that does not live as long as the value: everything is copied and no span is known.
fn parse_copy<'m>(text: &str) -> AuthResults<'m> {
    let parsed = parser::Parser::run(text);
    AuthResults {
        authserv_id: parsed.authserv_id.map(owned),
        version: parsed.version,
        instance: parsed.instance,
        results: parsed.results.into_iter().map(MethodResult::into_owned).collect(),
        bare_domains: parsed.bare_domains.into_iter().map(owned).collect(),
        microsoft_sender_form: parsed.microsoft_sender_form,
        malformed: parsed.malformed,
    }
}

impl MethodResult<'_> {
    fn into_owned<'m>(self) -> MethodResult<'m> {
        let property =
            |p: Property<'_>| Property { ptype: owned(p.ptype), name: owned(p.name), value: owned(p.value) };
        MethodResult {
            method: owned(self.method),
            version: self.version,
            result: owned(self.result),
            reason: self.reason.map(owned),
            comments: self.comments.into_iter().map(owned).collect(),
            properties: self.properties.into_iter().map(property).collect(),
            span: (0, 0),
        }
    }
}

fn owned<'m>(text: Cow<'_, str>) -> Cow<'m, str> {
    Cow::Owned(text.into_owned())
}
