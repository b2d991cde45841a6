//! What the words of a cell are: addresses, SPF includes, host names, or nothing that counts.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Subnets};

use crate::relays::not_public;
use crate::settings::{is_host_name, parse_net};

/// Blocks that a range may be made of.
const MOST_BLOCKS: usize = 16;

/// A word that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Word {
    /// A public address or block.
    Net(IpNet),
    /// The domain of an SPF include.
    Include(String),
    /// A host name.
    Host(String),
    /// Written like an address, but none that a relay can have: the word, and why.
    Wrong(String, String),
}

/// The words of a text that count, in order, and the rest of it.
pub(super) fn read(text: &str) -> (Vec<Word>, String) {
    let text = join_ranges(text);
    let mut words = Vec::new();
    let mut rest = String::new();
    for word in
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')' | '"' | '<' | '>' | '|'))
    {
        let word = word.trim_matches(|c: char| matches!(c, '.' | '\'' | '“' | '”' | '[' | ']' | '*'));
        // "Europe:" ends with a colon, "2001:db8::" does not.
        let word = if word.ends_with("::") { word } else { word.trim_end_matches(':') };
        match classify(word) {
            Some(found) => words.extend(found),
            None => {
                rest.push_str(word);
                rest.push(' ');
            }
        }
    }
    (words, rest)
}

/// "a - b" as one word when both are addresses.
fn join_ranges(text: &str) -> String {
    let parts: Vec<&str> = text.split_whitespace().collect();
    let is_address =
        |part: Option<&&str>| part.is_some_and(|p| p.trim_end_matches([',', ';']).parse::<IpAddr>().is_ok());
    let mut joined = String::with_capacity(text.len());
    for (at, part) in parts.iter().enumerate() {
        let dash = matches!(*part, "-" | "–" | "—" | "to");
        let between = dash && at > 0 && is_address(parts.get(at - 1)) && is_address(parts.get(at + 1));
        if between {
            joined.truncate(joined.trim_end().len());
            joined.push('-');
        } else {
            joined.push_str(part);
            joined.push(' ');
        }
    }
    joined
}

fn classify(word: &str) -> Option<Vec<Word>> {
    let plain = word.trim_start_matches(['+', '-', '~', '?']);
    let lower = plain.to_ascii_lowercase();
    if let Some(domain) = lower.strip_prefix("include:") {
        let domain = domain.trim_end_matches('.');
        let good = is_host_name(domain) && domain.contains('.');
        let wrong = || Word::Wrong(word.to_owned(), "is no include of a domain".to_owned());
        return Some(vec![if good { Word::Include(domain.to_owned()) } else { wrong() }]);
    }
    let address = lower.strip_prefix("ip4:").or_else(|| lower.strip_prefix("ip6:"));
    let address = address.unwrap_or(&lower);
    if is_like_address(address) {
        return Some(addresses(address));
    }
    is_name(&lower).then(|| {
        let first = lower.split('.').next().unwrap_or_default();
        let spf = first.trim_start_matches('_').split(['-', '_']).next() == Some("spf");
        vec![if spf { Word::Include(lower.clone()) } else { Word::Host(lower.clone()) }]
    })
}

/// Only the characters of addresses, and enough dots or colons: `1.5`, `10:30` and `2026-10-01` are none.
fn is_like_address(word: &str) -> bool {
    let v4 = word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'/' | b'-' | b'x' | b'*'));
    let v6 = word.bytes().all(|b| b.is_ascii_hexdigit() || matches!(b, b'.' | b'/' | b'-' | b':'));
    (v4 && word.bytes().filter(|b| *b == b'.').count() >= 3)
        || (v6 && word.bytes().filter(|b| *b == b':').count() >= 2 && !is_clock(word))
}

/// A time of day: `10:30:00`.
fn is_clock(word: &str) -> bool {
    word.split(':').count() == 3
        && word.split(':').all(|p| p.len() == 2 && p.bytes().all(|b| b.is_ascii_digit()))
}

fn addresses(word: &str) -> Vec<Word> {
    // "192.0.2.1/192.0.2.2" are two addresses, not a block.
    if let Some((a, b)) = word.split_once('/')
        && let (Ok(a), Ok(b)) = (a.parse::<IpAddr>(), b.parse::<IpAddr>())
    {
        return [a, b].map(|ip| checked(ip.into(), &ip.to_string())).into();
    }
    if let Some((a, b)) = word.split_once('-') {
        return range(word, a, b);
    }
    match parse_net(word) {
        Ok(net) => vec![checked(net, word)],
        Err(problem) => vec![Word::Wrong(word.to_owned(), format!("is {problem}"))],
    }
}

fn checked(net: IpNet, word: &str) -> Word {
    match not_public(&net) {
        None => Word::Net(net),
        Some(why) => Word::Wrong(word.to_owned(), why.to_owned()),
    }
}

/// All addresses from one to another, as blocks.
fn range(word: &str, first: &str, last: &str) -> Vec<Word> {
    let wrong = |why: &str| vec![Word::Wrong(word.to_owned(), why.to_owned())];
    let (Ok(IpAddr::V4(first)), Ok(IpAddr::V4(last))) = (first.parse(), last.parse()) else {
        return wrong("is no range of two IPv4 addresses");
    };
    if first > last {
        return wrong("is a range that ends before it begins");
    }
    let blocks: Vec<_> = Ipv4Subnets::new(first, last, 0).take(MOST_BLOCKS + 1).collect();
    if blocks.len() > MOST_BLOCKS {
        return wrong("is a range of more than 16 blocks");
    }
    let block = |net: ipnet::Ipv4Net| checked(net.into(), word);
    blocks.into_iter().map(block).collect()
}

/// A host name with a top-level domain of letters. Addresses of people and of pages are none.
fn is_name(word: &str) -> bool {
    let top = word.rsplit('.').next().unwrap_or_default();
    word.contains('.') && is_host_name(word) && top.len() >= 2 && top.bytes().all(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shown(text: &str) -> String {
        let word = |word: &Word| match word {
            Word::Net(net) => net.to_string(),
            Word::Include(domain) => format!("include {domain}"),
            Word::Host(host) => host.clone(),
            Word::Wrong(word, why) => format!("{word} {why}"),
        };
        read(text).0.iter().map(word).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn words_are_what_they_look_like() {
        for (text, is) in [
            ("192.0.2.10 (relay1.example.org)", "192.0.2.10/32; relay1.example.org"),
            ("192.0.2.8 – 192.0.2.11, 2001:db8::5", "192.0.2.8/30; 2001:db8::5/128"),
            ("192.0.2.1/192.0.2.2 192.0.2.0/28", "192.0.2.1/32; 192.0.2.2/32; 192.0.2.0/28"),
            (
                "v=spf1 include:SPF-EU.example.org. ip4:192.0.2.4 ~all",
                "include spf-eu.example.org; 192.0.2.4/32",
            ),
            ("spf-eu.example.org", "include spf-eu.example.org"),
            ("10.1.2.3", "10.1.2.3 is no public address"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1 is no public address"),
            ("198.0.0.0/8", "198.0.0.0/8 is too wide a block for mail relays"),
            ("192.0.2.999", "192.0.2.999 is no address or CIDR block"),
            ("192.0.2.x", "192.0.2.x is no address or CIDR block"),
            (
                "see e.g. https://docs.example.org/a.html or help@example.org at 10:30:00, 2026-10-01, v1.5",
                "",
            ),
        ] {
            assert_eq!(shown(text).split(": write").next().unwrap(), is, "{text}");
        }
        assert!(shown("192.0.2.10/24").contains("192.0.2.0/24"));
    }
}
