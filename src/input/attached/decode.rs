//! Content-Transfer-Encoding (RFC 2045 section 6) undone, whatever is out of order in it.

/// How the body of a part is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Encoding {
    /// Not at all.
    #[default]
    None,
    /// Base64.
    Base64,
    /// Quoted-printable.
    QuotedPrintable,
}

impl Encoding {
    /// Reads the value of the field.
    pub(super) fn read(value: &[u8]) -> Self {
        let value = value.trim_ascii();
        if value.eq_ignore_ascii_case(b"base64") {
            Self::Base64
        } else if value.eq_ignore_ascii_case(b"quoted-printable") {
            Self::QuotedPrintable
        } else {
            Self::None
        }
    }

    /// Whether bytes differ from what they stand for.
    pub(super) fn is_encoded(self) -> bool {
        self != Self::None
    }

    /// The bytes that `body` stands for.
    pub(super) fn decode(self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::None => body.to_vec(),
            Self::Base64 => base64(body),
            Self::QuotedPrintable => quoted_printable(body),
        }
    }
}

/// Bytes outside the alphabet are passed over; padding ends it.
fn base64(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in body {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            decoded.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    decoded
}

/// What is no valid escape stays as it is.
fn quoted_printable(body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = memchr::memchr(b'=', rest) {
        decoded.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let soft = match rest.get(blanks..) {
            Some([b'\r', b'\n', ..]) => blanks + 2,
            Some([b'\n' | b'\r', ..]) => blanks + 1,
            _ => 0,
        };
        match (rest, soft) {
            ([high, low, after @ ..], 0) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    decoded.push(high << 4 | low);
                    rest = after;
                }
                _ => decoded.push(b'='),
            },
            (_, 0) => decoded.push(b'='),
            (_, soft) => rest = &rest[soft..],
        }
    }
    decoded.extend_from_slice(rest);
    decoded
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolerant_decoding() {
        assert_eq!(base64(b"RnJv\r\nbTog*YUB4\n"), b"From: a@x");
        assert_eq!(base64(b"YQ==YQ"), b"a");
        assert_eq!(quoted_printable(b"a=3Db=\r\nc= \nd=XYe=4"), b"a=bcd=XYe=4");
        assert_eq!(Encoding::read(b" BASE64 "), Encoding::Base64);
        assert_eq!(Encoding::read(b"8bit").decode(b"x"), b"x");
    }
}
