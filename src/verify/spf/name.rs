//! Domain names as SPF looks them up, and the reverse names of addresses.

use std::net::{IpAddr, Ipv4Addr};

/// Longest name in text form, and longest label (RFC 1035 section 2.3.4).
const MAX_NAME: usize = 253;
const MAX_LABEL: usize = 63;

/// The name to look up for an expanded domain-spec: lower case, no final dot, cut from the left by whole labels to
/// what DNS can carry (section 7.3). `None` when no query can be composed of it.
pub(super) fn target(expanded: &str) -> Option<String> {
    let mut name = expanded.strip_suffix('.').unwrap_or(expanded);
    while name.len() > MAX_NAME {
        name = name.split_once('.')?.1;
    }
    let fits = |label: &str| !label.is_empty() && label.len() <= MAX_LABEL;
    (name.is_ascii() && name.split('.').all(fits)).then(|| name.to_ascii_lowercase())
}

/// The domain that a check begins with, if it is one: several labels, no address (section 4.3).
pub(super) fn checked(domain: &str) -> Option<String> {
    let bare = domain.strip_suffix('.').unwrap_or(domain);
    let name = bare.contains('.') && !bare.starts_with('[') && bare.parse::<Ipv4Addr>().is_err();
    (name && bare.len() <= MAX_NAME).then(|| target(bare)).flatten()
}

/// Whether `name` is `domain` or a name below it; both lower case without a final dot.
pub(super) fn is_within(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// The name that the reverse name of an address is published at.
pub(super) fn reverse(ip: IpAddr) -> String {
    let mut labels: Vec<String> = labels(ip).split('.').map(str::to_owned).collect();
    labels.reverse();
    format!("{}.{}.arpa", labels.join("."), zone(ip)).to_ascii_lowercase()
}

/// The macro `i`: decimal bytes, or hexadecimal digits, with dots (section 7.3).
pub(super) fn labels(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let digits = ip.octets().map(|octet| format!("{:X}.{:X}", octet >> 4, octet & 15));
            digits.join(".")
        }
    }
}

/// The macro `v`: the label of the reverse tree.
pub(super) const fn zone(ip: IpAddr) -> &'static str {
    match ip {
        IpAddr::V4(_) => "in-addr",
        IpAddr::V6(_) => "ip6",
    }
}
