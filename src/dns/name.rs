//! Domain names as text: lower case, no final dot, odd octets as `\DDD` (RFC 1035 section 5.1, RFC 4343).

use std::fmt::Write;

/// Octets of one label (RFC 1035 section 2.3.4).
pub const MAX_LABEL: usize = 63;
/// Octets of a name on the wire: each label with its length, and the root (RFC 1035 section 2.3.4).
pub const MAX_NAME: usize = 255;

/// The form in which names are looked up: lower case, without the final dot.
pub fn canonical(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

/// Whether DNS can hold this name: no empty label, none above 63 octets, 255 octets in all. The empty text is the
/// root.
pub fn can_exist(name: &str) -> bool {
    name.is_empty() || fits(name.split('.').map(str::len))
}

fn fits(lengths: impl Iterator<Item = usize>) -> bool {
    let mut total = 1;
    for length in lengths {
        if length == 0 || length > MAX_LABEL {
            return false;
        }
        total += length + 1;
    }
    total <= MAX_NAME
}

/// The text of these labels. An octet that would read as something else is escaped; a dot inside a label is
/// `\046`, so that every dot of the text separates.
pub(crate) fn from_labels<'a>(labels: impl Iterator<Item = &'a [u8]>) -> String {
    let mut text = String::new();
    for label in labels {
        if !text.is_empty() {
            text.push('.');
        }
        let plain = std::str::from_utf8(label).ok().filter(|l| !l.chars().any(needs_escape));
        match plain {
            Some(label) => text.push_str(&label.to_ascii_lowercase()),
            None => label.iter().for_each(|octet| escape(*octet, &mut text)),
        }
    }
    text
}

fn needs_escape(c: char) -> bool {
    c.is_control() || matches!(c, '.' | '\\' | ' ' | '"' | ';' | '(' | ')')
}

fn escape(octet: u8, text: &mut String) {
    match octet {
        b'\\' | b'"' | b';' | b'(' | b')' => {
            text.push('\\');
            text.push(char::from(octet));
        }
        0x21..=0x2D | 0x2F..=0x7E => text.push(char::from(octet.to_ascii_lowercase())),
        _ => {
            let _ = write!(text, "\\{octet:03}");
        }
    }
}

/// Reads a name of a master file: escapes, `@`, relative to `origin` unless it ends in a dot; the reason when it is
/// no name. Without an origin every name is taken as absolute, as `dig` users write them.
pub(crate) fn from_master(raw: &[u8], origin: Option<&str>) -> Result<String, String> {
    if raw == b"@" {
        return origin.map(str::to_owned).ok_or_else(|| "@ stands for $ORIGIN, and there is none".to_owned());
    }
    if raw == b"." {
        return Ok(String::new());
    }
    let (labels, absolute) = labels(raw)?;
    let mut text = from_labels(labels.iter().map(Vec::as_slice));
    let mut length = labels.iter().map(|l| l.len() + 1).sum::<usize>() + 1;
    if let (false, Some(origin)) = (absolute, origin.filter(|o| !o.is_empty())) {
        text.push('.');
        text.push_str(origin);
        // escapes of the origin count as several octets here: too strict by a little, for nobody's name
        length += origin.len() + 1;
    }
    if length > MAX_NAME {
        return Err(format!("a name longer than {MAX_NAME} octets"));
    }
    Ok(text)
}

/// The labels with escapes undone, and whether a final dot made the name absolute.
fn labels(raw: &[u8]) -> Result<(Vec<Vec<u8>>, bool), String> {
    let mut labels = vec![Vec::new()];
    let mut rest = raw;
    while let Some((octet, after)) = rest.split_first() {
        rest = after;
        match octet {
            b'.' => labels.push(Vec::new()),
            b'\\' => {
                let (octet, after) = unescape(after)?;
                rest = after;
                if let Some(label) = labels.last_mut() {
                    label.push(octet);
                }
            }
            _ => {
                if let Some(label) = labels.last_mut() {
                    label.push(*octet);
                }
            }
        }
    }
    let absolute = labels.len() > 1 && labels.last().is_some_and(Vec::is_empty);
    if absolute {
        labels.pop();
    }
    if labels.iter().any(Vec::is_empty) {
        return Err("a name with an empty label".to_owned());
    }
    if labels.iter().any(|l| l.len() > MAX_LABEL) {
        return Err(format!("a name with a label longer than {MAX_LABEL} octets"));
    }
    Ok((labels, absolute))
}

/// What stands after a backslash: `DDD` or any octet. Gives the octet and the rest.
pub(crate) fn unescape(after: &[u8]) -> Result<(u8, &[u8]), String> {
    let digits = after.iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    match (digits, after) {
        (3, [a, b, c, rest @ ..]) => {
            let value = [a, b, c].iter().fold(0_u16, |n, d| n * 10 + u16::from(**d - b'0'));
            u8::try_from(value).map(|v| (v, rest)).map_err(|_| format!("\\{value} is no octet"))
        }
        (1.., _) => Err("a backslash with fewer than three digits".to_owned()),
        (_, [octet, rest @ ..]) => Ok((*octet, rest)),
        (_, []) => Err("a backslash with nothing after it".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn names_that_dns_can_hold() {
        assert!(can_exist("") && can_exist("example.edu") && can_exist("_dmarc.example.edu"));
        assert!(!can_exist("a..b") && !can_exist(".a") && !can_exist("a."));
        let label = "a".repeat(63);
        assert!(can_exist(&label) && !can_exist(&format!("{label}a")));
        let name = [label.as_str(); 3].join(".");
        assert!(can_exist(&format!("{name}.{}", "a".repeat(61))));
        assert!(!can_exist(&format!("{name}.{}", "a".repeat(62))));
    }

    #[test]
    fn master_names() {
        let read = |raw: &str, origin| from_master(raw.as_bytes(), origin);
        assert_eq!(read("WWW", Some("example.edu")).unwrap(), "www.example.edu");
        assert_eq!(read("www.example.edu.", Some("example.org")).unwrap(), "www.example.edu");
        assert_eq!(read("www.example.edu", None).unwrap(), "www.example.edu");
        assert_eq!(read("@", Some("example.edu")).unwrap(), "example.edu");
        assert_eq!(read(".", Some("example.edu")).unwrap(), "");
        assert_eq!(read(r"a\.b.\065\;", Some("")).unwrap(), r"a\046b.a\;");
        assert_eq!(read(r"\255x", None).unwrap(), r"\255x");
        for bad in ["", "a..b", r"a\", r"\25", r"\300", "@"] {
            assert!(read(bad, None).is_err(), "{bad}");
        }
        assert!(read(&"a.".repeat(128), None).is_err());
    }
}
