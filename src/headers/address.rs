//! Addresses (RFC 5322 section 3.4) and domains.

use std::borrow::Cow;

/// One mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Address {
    /// `local@domain` as written, without angle brackets.
    pub address: String,
    /// The domain in lower case, without a final dot; empty when there is none.
    pub domain: String,
    /// The display name, decoded.
    pub name: Option<String>,
}

/// Reads the mailboxes of a raw `From`, `To`, `Reply-To`, ... value; groups are flattened. Never fails.
pub fn parse(raw: &[u8]) -> Vec<Address> {
    let _ = raw;
    Vec::new()
}

/// The domain of an address or of a bare domain, lower case, without angle brackets and final dot.
pub fn domain_of(address: &str) -> Option<Cow<'_, str>> {
    let bare = address.trim().trim_start_matches('<').trim_end_matches('>');
    let domain = bare.rsplit_once('@').map_or(bare, |(_, d)| d).trim_end_matches('.');
    if domain.is_empty() {
        return None;
    }
    Some(lower(domain))
}

/// Lower case, borrowing when it already is.
pub fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(text.to_ascii_lowercase())
    } else {
        Cow::Borrowed(text)
    }
}

/// The organisational domain (RFC 7489 section 3.2) by the public suffix list. `domain` must be lower case.
pub fn organisational(domain: &str) -> &str {
    psl::domain_str(domain).unwrap_or(domain)
}

/// Whether `name` is `domain` or a subdomain of it (any case).
pub fn is_under(name: &str, domain: &str) -> bool {
    let name = name.trim_end_matches('.');
    name.len() >= domain.len()
        && name.is_char_boundary(name.len() - domain.len())
        && name[name.len() - domain.len()..].eq_ignore_ascii_case(domain)
        && (name.len() == domain.len() || name.as_bytes()[name.len() - domain.len() - 1] == b'.')
}
