//! Addresses (RFC 5322 section 3.4) and domains.

use std::borrow::Cow;

use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::encoded_word;

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
///
/// A name without a mailbox gives an [`Address`] whose `address` is empty.
pub fn parse(raw: &[u8]) -> Vec<Address> {
    if let Some(simple) = std::str::from_utf8(raw).ok().and_then(simple) {
        return vec![simple];
    }
    let mut line = match std::str::from_utf8(raw) {
        Ok(text) => encoded_word::join(text).trim().as_bytes().to_vec(),
        Err(_) => raw.trim_ascii().to_vec(),
    };
    line.push(b'\n');
    match MessageStream::new(&line).parse_address() {
        HeaderValue::Address(mail_parser::Address::List(list)) => list.into_iter().map(mailbox).collect(),
        HeaderValue::Address(mail_parser::Address::Group(groups)) => {
            groups.into_iter().flat_map(|g| g.addresses).map(mailbox).collect()
        }
        _ => Vec::new(),
    }
}

/// `a@b`, `<a@b>` and `Name <a@b>` without anything that needs a grammar.
///
/// The name may contain `@`: a name that looks like an address is a common disguise.
fn simple(text: &str) -> Option<Address> {
    let grammar = |b: u8| matches!(b, b'"' | b'(' | b')' | b',' | b';' | b':' | b'\\' | b'\0' | b'[' | b']');
    if text.bytes().any(grammar) || super::has_encoded_word(text.as_bytes()) {
        return None;
    }
    let text = text.trim();
    let (name, address) = match text.split_once('<') {
        Some((name, rest)) => (name.trim(), rest.strip_suffix('>')?),
        None => ("", text),
    };
    let plain = |b: u8| b > b' ' && !matches!(b, b'<' | b'>' | 0x7f);
    if address.bytes().filter(|b| *b == b'@').count() != 1
        || !address.bytes().all(plain)
        || name.contains('>')
    {
        return None;
    }
    let name = (!name.is_empty()).then(|| super::unfold(name.as_bytes()).into_owned());
    Some(Address { address: address.to_owned(), domain: mailbox_domain(address), name })
}

fn mailbox(from: mail_parser::Addr<'_>) -> Address {
    let address = from.address.map(Cow::into_owned).unwrap_or_default();
    let name = from.name.map(|n| n.trim().to_owned()).filter(|n| !n.is_empty());
    Address { domain: mailbox_domain(&address), address, name }
}

fn mailbox_domain(address: &str) -> String {
    let domain = address.rsplit_once('@').map_or("", |(_, d)| d).trim_end_matches('.');
    if domain.is_ascii() { domain.to_ascii_lowercase() } else { domain.to_lowercase() }
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

/// [`domain_of`] with the lifetime of what the value borrows.
pub(crate) fn domain_of_value<'m>(value: &Cow<'m, str>) -> Option<Cow<'m, str>> {
    match value {
        Cow::Borrowed(text) => domain_of(text),
        Cow::Owned(text) => domain_of(text).map(|d| Cow::Owned(d.into_owned())),
    }
}

/// A part of a value, with the lifetime of what the value borrows.
pub(crate) fn part<'m>(
    from: &Cow<'m, str>,
    cut: impl for<'a> Fn(&'a str) -> Option<&'a str>,
) -> Option<Cow<'m, str>> {
    match from {
        Cow::Borrowed(text) => cut(text).map(Cow::Borrowed),
        Cow::Owned(text) => cut(text).map(|t| Cow::Owned(t.to_owned())),
    }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(raw: &str) -> Vec<(String, String, String)> {
        let row = |a: Address| (a.address, a.domain, a.name.unwrap_or_default());
        parse(raw.as_bytes()).into_iter().map(row).collect()
    }

    fn one(raw: &str) -> (String, String, String) {
        let all = read(raw);
        assert_eq!(all.len(), 1, "{raw}: {all:?}");
        all.into_iter().next().unwrap()
    }

    fn row(address: &str, domain: &str, name: &str) -> (String, String, String) {
        (address.to_owned(), domain.to_owned(), name.to_owned())
    }

    #[test]
    fn common_forms() {
        let bare = row("Bob@Example.EDU", "example.edu", "");
        assert_eq!(one(" Bob@Example.EDU"), bare);
        assert_eq!(one(" <Bob@Example.EDU>\r\n"), bare);
        assert_eq!(one("(x) Bob@Example.EDU").0, "Bob@Example.EDU");
        let named = row("a@example.org", "example.org", "The Library");
        for raw in [
            "The Library <a@example.org>",
            "The\r\n Library\r\n\t<a@example.org>",
            "\"The Library\" <a@example.org>",
            "=?utf-8?Q?The_Library?= <a@example.org>",
            "=?utf-8?Q?The_?=\r\n =?utf-8?Q?Library?= <a@example.org>",
        ] {
            assert_eq!(one(raw), named, "{raw}");
        }
        assert_eq!(one("a@example.org."), row("a@example.org.", "example.org", ""));
    }

    #[test]
    fn disguises_and_damage() {
        assert_eq!(
            one("b@example.edu <a@example.org>"),
            row("a@example.org", "example.org", "b@example.edu")
        );
        assert_eq!(one("\"b@example.edu\" <a@example.org>").0, "a@example.org");
        assert_eq!(one("=?utf-8?Q?b=40example.edu?= <a@example.org>").1, "example.org");
        assert_eq!(one("Undisclosed"), row("", "", "Undisclosed"));
        for raw in ["", " ", "<>", "\"", "(", "<", ">", "<<a@b>>", "a@b@c <", "\\", "=?", ":;", ",,,", "<a@b"]
        {
            parse(raw.as_bytes());
        }
        parse(b"\xff\xfe <a\xe9@example.org>, \0 \"");
    }

    #[test]
    fn lists_and_groups() {
        let two = read("A <a@example.org>, \"B, C\" <b@example.net>");
        assert_eq!(
            two,
            [row("a@example.org", "example.org", "A"), row("b@example.net", "example.net", "B, C")]
        );
        assert_eq!(read("Staff: a@example.org, B <b@example.net>; c@example.edu").len(), 3);
        assert!(read("undisclosed-recipients:;").is_empty());
    }

    #[test]
    fn a_character_split_over_two_words() {
        assert_eq!(one("=?utf-8?B?w?= =?utf-8?B?qQ==?= <a@example.org>").0, "a@example.org");
        assert_eq!(one("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?= <a@example.org>").2, "café");
    }

    #[test]
    fn hostile_lists_take_linear_time() {
        let many = "Name Of Somebody <somebody@example.org>,\r\n ".repeat(100_000);
        assert_eq!(parse(many.as_bytes()).len(), 100_000);
        for part in ["(", "<", "\"", "\\", "a:", "=?utf-8?Q?a", "=?utf-8?B?a?= ", "@", "\r\n ", "=?"] {
            parse(part.repeat(300_000).as_bytes());
        }
    }

    #[test]
    fn domains() {
        assert_eq!(domain_of("<a@Example.org.>").as_deref(), Some("example.org"));
        assert_eq!(domain_of("example.org").as_deref(), Some("example.org"));
        assert_eq!(domain_of("<>"), None);
        assert_eq!(domain_of("a@"), None);
        assert!(is_under("Mail.Example.org.", "example.org") && is_under("example.org", "example.org"));
        assert!(!is_under("notexample.org", "example.org") && !is_under("é.org", "xample.org"));
    }

    /// The list's own cases. Where it names no registrable domain (a public suffix) the name itself stands;
    /// an empty label is none of a mail domain's, so names with a leading dot are left out.
    #[test]
    fn public_suffix_list_cases() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/dmarc/psl_tests.txt");
        let Ok(text) = std::fs::read_to_string(path) else { return };
        let cases = text.lines().filter(|l| !l.starts_with("//")).filter_map(|l| l.split_once(' '));
        let mut counted = 0;
        for (name, expected) in cases.filter(|(n, _)| *n != "null" && !n.starts_with('.')) {
            let name = name.to_lowercase();
            let expected = if expected == "null" { name.as_str() } else { expected };
            assert_eq!(organisational(&name), expected, "{name}");
            counted += 1;
        }
        assert!(counted >= 70, "{counted}");
    }
}
