//! What a result says, whatever words its writer chose for it.

use std::borrow::Cow;
use std::net::IpAddr;

use super::MethodResult;
use crate::headers::address::{domain_of_value as domain, lower, part};
use crate::headers::received_spf::{domain_in_comment, ip_in_comment, parse_ip};

/// Properties that carry the envelope sender, the registered one first.
const MAIL_FROM: [(&str, &str); 6] = [
    ("smtp", "mailfrom"),
    ("smtp", "mail"),
    ("smtp", "mfrom"),
    ("smtp", "from"),
    ("smtp", "sender"),
    ("", "envelope-from"),
];

/// Properties that carry the client's address.
const CLIENT_IP: [(&str, &str); 4] =
    [("", "client-ip"), ("smtp", "remote-ip"), ("smtp", "client-ip"), ("policy", "iprev")];

/// What the comment and the policy properties of a `dmarc` result say, in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DmarcComment<'m> {
    /// The published policy (`p=`).
    pub policy: Option<Cow<'m, str>>,
    /// The published policy for subdomains (`sp=`).
    pub subdomain_policy: Option<Cow<'m, str>>,
    /// The disposition that the receiver applied (`dis=`).
    pub disposition: Option<Cow<'m, str>>,
}

impl<'m> MethodResult<'m> {
    /// The value of `ptype.name`.
    pub fn property(&self, ptype: &str, name: &str) -> Option<&str> {
        self.value(ptype, name).map(AsRef::as_ref)
    }

    /// The value of `ptype.name` with the lifetime of the message.
    pub fn value(&self, ptype: &str, name: &str) -> Option<&Cow<'m, str>> {
        self.properties.iter().find(|p| p.name == name && p.ptype == ptype).map(|p| &p.value)
    }

    /// The envelope sender, by whatever property; empty values are skipped.
    pub fn mail_from(&self) -> Option<&Cow<'m, str>> {
        MAIL_FROM.iter().find_map(|(ptype, name)| self.value(ptype, name).filter(|v| !v.is_empty()))
    }

    /// The name given with HELO or EHLO.
    pub fn helo(&self) -> Option<&Cow<'m, str>> {
        self.value("smtp", "helo").or_else(|| self.value("", "helo")).filter(|v| !v.is_empty())
    }

    /// The domain that an SPF result is about, lower case, and whether it is the HELO name.
    pub fn spf_domain(&self) -> Option<(Cow<'m, str>, bool)> {
        if let Some(domain) = self.mail_from().and_then(domain) {
            return Some((domain, false));
        }
        if let Some(domain) = self.helo().and_then(domain) {
            return Some((domain, true));
        }
        let named = |c: &Cow<'m, str>| part(c, domain_in_comment).and_then(|d| domain(&d));
        self.comments.iter().find_map(named).map(|d| (d, false))
    }

    /// The signing domain, lower case: `header.d`, else the domain of `header.i`. Microsoft's `none` is none.
    pub fn signing_domain(&self) -> Option<Cow<'m, str>> {
        let named = self.value("header", "d").and_then(domain).filter(|d| d != "none");
        named.or_else(|| self.value("header", "i").and_then(domain))
    }

    /// The selector of the signature.
    pub fn selector(&self) -> Option<Cow<'m, str>> {
        self.value("header", "s").filter(|s| !s.is_empty()).cloned()
    }

    /// The domain of `From` that was checked, lower case.
    pub fn header_from(&self) -> Option<Cow<'m, str>> {
        self.value("header", "from").and_then(domain)
    }

    /// The writer's explanation: the reason, else the first comment.
    pub fn explanation(&self) -> Option<Cow<'m, str>> {
        self.reason.as_ref().or_else(|| self.comments.first()).filter(|t| !t.is_empty()).cloned()
    }

    /// The client's address that this result was computed for.
    pub fn sender_ip(&self) -> Option<IpAddr> {
        let property = || CLIENT_IP.iter().find_map(|(p, n)| self.property(p, n).and_then(parse_ip));
        self.comments.iter().find_map(|c| ip_in_comment(c)).or_else(property)
    }

    /// Policy and disposition, from properties and from the comment dialects of Gmail, OpenDMARC, Rspamd,
    /// Fastmail and Microsoft's ARC.
    pub fn dmarc_comment(&self) -> DmarcComment<'m> {
        let property = |ptype, name| self.value(ptype, name).filter(|v| !v.is_empty()).map(lowered);
        let mut found = DmarcComment {
            policy: property("policy", "dmarc")
                .or_else(|| property("policy", "published-domain-policy"))
                .or_else(|| property("", "policy")),
            subdomain_policy: property("policy", "published-subdomain-policy"),
            disposition: property("policy", "applied-disposition"),
        };
        for comment in &self.comments {
            let said = |keys: &[&str]| part(comment, |c| word_of(c, keys)).map(|v| lowered(&v));
            found.policy = found.policy.or_else(|| said(&["p", "policy"]));
            found.subdomain_policy = found.subdomain_policy.or_else(|| said(&["sp"]));
            found.disposition = found.disposition.or_else(|| said(&["dis", "disposition", "d"]));
        }
        found
    }

    /// Whether only Microsoft writes a result like this.
    pub(super) fn is_microsoft(&self) -> bool {
        match self.method.as_ref() {
            "compauth" => true,
            "dmarc" => self.property("", "action").is_some(),
            "spf" => self
                .comments
                .iter()
                .any(|c| c.get(..12).is_some_and(|start| start.eq_ignore_ascii_case("sender IP is"))),
            "dkim" => self.property("header", "d") == Some("none"),
            _ => false,
        }
    }
}

fn lowered<'m>(value: &Cow<'m, str>) -> Cow<'m, str> {
    match value {
        Cow::Borrowed(text) => lower(text),
        Cow::Owned(text) => Cow::Owned(text.to_ascii_lowercase()),
    }
}

/// The value of the first `key=value` word of a comment with one of `keys`.
fn word_of<'a>(comment: &'a str, keys: &[&str]) -> Option<&'a str> {
    comment
        .split([' ', '\t', ',', ';'])
        .filter_map(|word| word.split_once('='))
        .find(|(key, value)| !value.is_empty() && keys.iter().any(|k| key.eq_ignore_ascii_case(k)))
        .map(|(_, value)| value)
}
