//! Addresses as servers write them: literals, mapped addresses, zone ids, ports glued on.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// An address that was read, with its port and the length of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) ip: IpAddr,
    pub(super) port: Option<u16>,
    /// Where the address itself begins in the text given.
    pub(super) start: usize,
    /// Where it ends, zone id and port excluded.
    pub(super) end: usize,
}

/// Reads the whole of `text` as an address, `IPv6:` before it and a zone id or port after it allowed.
/// A damaged address is `None`, never another address.
pub(super) fn read(text: &[u8]) -> Option<Address> {
    let start = match text.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case(b"IPv6:") => 5,
        _ => 0,
    };
    let body = &text[start..];
    if !body.first()?.is_ascii_hexdigit() && body[0] != b':' {
        return None;
    }
    let colons = body.iter().filter(|b| **b == b':').count();
    if colons <= 1 && start == 0 {
        return read_v4(body);
    }
    let end = body.iter().position(|b| *b == b'%').unwrap_or(body.len());
    let ip = read_v6(&body[..end])?;
    let ip = ip.to_ipv4_mapped().map_or(IpAddr::V6(ip), IpAddr::V4);
    Some(Address { ip, port: None, start, end: start + end })
}

/// The text forms of RFC 4291 section 2.2: groups, one `::`, an IPv4 address at the end.
fn read_v6(text: &[u8]) -> Option<Ipv6Addr> {
    let mut groups = [0_u16; 8];
    let mut count = 0;
    let mut gap = None;
    let mut at = 0;
    if text.starts_with(b"::") {
        gap = Some(0);
        at = 2;
    }
    while at < text.len() {
        let (value, length) = hexadecimal(&text[at..]);
        if text.get(at + length) == Some(&b'.') {
            let last = read_v4(&text[at..]).filter(|a| a.port.is_none() && at + a.end == text.len())?;
            let IpAddr::V4(last) = last.ip else { return None };
            let [a, b, c, d] = last.octets();
            *groups.get_mut(count)? = u16::from_be_bytes([a, b]);
            *groups.get_mut(count + 1)? = u16::from_be_bytes([c, d]);
            count += 2;
            break;
        }
        if length == 0 || length > 4 {
            return None;
        }
        *groups.get_mut(count)? = value;
        count += 1;
        at += length;
        match text[at..] {
            [] => {}
            [b':', b':', ..] if gap.is_none() => {
                gap = Some(count);
                at += 2;
            }
            [b':', next, ..] if next != b':' => at += 1,
            _ => return None,
        }
    }
    match gap {
        None if count == 8 => {}
        Some(gap) if count < 8 => groups[gap..].rotate_right(8 - count),
        _ => return None,
    }
    Some(Ipv6Addr::from(groups))
}

/// A run of hexadecimal digits: its value when it is no longer than four, and its length.
fn hexadecimal(text: &[u8]) -> (u16, usize) {
    let mut value = 0_u16;
    for (i, byte) in text.iter().take(5).enumerate() {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            b'A'..=b'F' => byte - b'A' + 10,
            _ => return (value, i),
        };
        value = value << 4 | u16::from(digit);
    }
    (value, text.len().min(5))
}

/// `a.b.c.d`, `a.b.c.d:port`, `a.b.c.d.port`.
fn read_v4(text: &[u8]) -> Option<Address> {
    let mut octets = [0_u8; 4];
    let mut at = 0;
    for (i, octet) in octets.iter_mut().enumerate() {
        if i > 0 {
            if text.get(at) != Some(&b'.') {
                return None;
            }
            at += 1;
        }
        let (value, length) = number(&text[at..], 3)?;
        if length > 1 && text[at] == b'0' {
            return None;
        }
        *octet = u8::try_from(value).ok()?;
        at += length;
    }
    let port = match text.get(at) {
        None => None,
        Some(b':' | b'.') => {
            let (port, length) = number(&text[at + 1..], 5)?;
            if at + 1 + length != text.len() {
                return None;
            }
            Some(u16::try_from(port).ok()?)
        }
        Some(_) => return None,
    };
    Some(Address { ip: IpAddr::V4(Ipv4Addr::from(octets)), port, start: 0, end: at })
}

/// A decimal number of at most `most` digits at the beginning: its value and length.
pub(super) fn number(text: &[u8], most: usize) -> Option<(u32, usize)> {
    let length = text.iter().take(most + 1).take_while(|b| b.is_ascii_digit()).count();
    if length == 0 || length > most {
        return None;
    }
    let value = text[..length].iter().fold(0, |value, digit| value * 10 + u32::from(digit - b'0'));
    Some((value, length))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_shape() {
        for (text, ip, port) in [
            ("192.0.2.10", "192.0.2.10", None),
            ("192.0.2.10:4123", "192.0.2.10", Some(4123)),
            ("192.0.2.10.41234", "192.0.2.10", Some(41234)),
            ("IPv6:2001:db8::1", "2001:db8::1", None),
            ("2001:db8::1", "2001:db8::1", None),
            ("::ffff:192.0.2.1", "192.0.2.1", None),
            ("IPv6:::1", "::1", None),
            ("fe80::1%4", "fe80::1", None),
            ("fe80::1%eth0", "fe80::1", None),
        ] {
            let address = read(text.as_bytes()).unwrap();
            assert_eq!((address.ip.to_string().as_str(), address.port), (ip, port), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_standard_library(text in "[0-9a-f:.]{2,24}|(::|[0-9a-f]{1,4}:){2,9}[0-9a-f]{0,5}|::([0-9]{1,3}[.]){3}[0-9]{1,3}") {
            let standard: Option<Ipv6Addr> = text.parse().ok();
            proptest::prop_assert_eq!(read_v6(text.as_bytes()), standard);
        }

        #[test]
        fn reads_every_address(bits in proptest::prelude::any::<u128>(), mask in proptest::prelude::any::<u128>()) {
            let ip = Ipv6Addr::from(bits & mask & mask.rotate_left(17));
            proptest::prop_assert_eq!(read_v6(ip.to_string().as_bytes()), Some(ip));
        }
    }

    #[test]
    fn damage_is_no_address() {
        for text in [
            "",
            "1",
            "192.0.2",
            "192.0.2.256",
            "192.0.02.1",
            "1.2.3.4.5.6",
            "192.0.2.1:",
            "192.0.2.1:99999",
            "a.b.c.d",
            "193.x@y.113.44",
            "192.0.2.1x",
            "2001:db8::g",
            "mail.example.org",
            ":",
            "1:2:3",
            "8.18.1.2/8.18.1.2",
        ] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }
}
