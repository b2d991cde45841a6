//! Signs composed messages with a throw-away key: relaxed/relaxed, at a given time, the same bytes every time.
//!
//! Shared by the composer of fixtures, the unit tests and the generator of mailboxes; nothing here is the code under
//! test.

use mail_auth::common::crypto::{RsaKey, Sha256, SigningKey};

/// THROW-AWAY TEST KEY, published on purpose: RSA, 2048 bits, PKCS #1. It protects nothing.
const TEST_KEY: &[&str] = &[
    "MIIEoAIBAAKCAQEAkC1yth6DzqHIKkcpQ9/6PF3y+DgRPhWafxsqEvOZFE02chmnjHqIRFePW5t+Q1wTg0/IV5svTnRPVE7jV0Jz",
    "hCL6EOj0hLZgvCHMrLs9tGdNf4vS543QUbas3AnRdPSz1tYBIj8BnYt08HQ7AGlTCsbW2iNKtZEYelsAF5dfK+izzEHdLKsuuN5O",
    "SNQxzwY3bgIYBawbmnZLovD/ZyYB+ENC2FYF4BWISi3shTSkGo0iTVOJqkHwr7BlbiU33IPa756NuswYFu2sVvyDk0lfXnR3MGrl",
    "asTJaq4PaBp6w0tz9HmUvCrGEbZnC4ltzId+9hRVncFravZkQjNwsWuXQQIDAQABAoH/dmjdDTWCivHTsuU+vr/0hB+krLdfcd3M",
    "RRfKNkZaMpI3ZP4s3PLFd1tyIYpS6H92hyG/KDQLZiOgA13G2KN6u8r+FWU9bMFcMSaRMkuVIdS1kUsEq6eMr4+X6B8oJyXRjV+1",
    "DqswaHNgVxseWfgme3NSgVT6xqOjttmF+doYD7aR2kfuT1MLUSucuZ2/HGaZykC3yW3BSQNkK/5/VMwtSYycYrSuBPlIV0e+b75X",
    "f+vUnPIjO3DkuHlwrtV2veIhCrtZHwX86ezuauseUXo6kO7qu5JISnmkdnJZeEc+6g3qBMTiPAP3YRMD1dya45a/L5RWk5rIM3ph",
    "gf1qiaABAoGBAMuW/+8XP1EA4vy3T2A8DCRIBIj1d2HfbFj4gHcinE3gwiD0+4EURIEU+k+07bIyladD3Ypf6F2Ftvs6GSKRpGIf",
    "iAwaGFHRIgGflher+5TMTONfCQDmuwpa6rvK0bSoXGwxuayhBgdI8aPIv0txwdWiBXvrCDDTLwPXYwrUf3IBAoGBALVLDTpgmgIT",
    "ClIACsn98jUCP+iCLV50ZVt1TyWM7iU5oE4a+j+6R2BRbyvr/ii0z8+eR7pHg7vBuedsouL5et98jCNxX1KtZZPF48pImE/YRgm5",
    "C2y//t59iu/ffN45Ahys6gheO/CHk+Idf6D73icD6Hd90+I/y4nVNPE+laVBAoGAJOeybTzhlWV7wCPal69K5CjJ6anVgkBl+5rQ",
    "bsgvXU6o4iCGltd9s4iB94DstajFyBRdTIAmNw3OJaxachHEoqTknIz+a5Zle7XaF2BtsoN2TKElmKw6q53ffzs82GrMljBNYCWw",
    "WhG2++GgC6ULZhaAt/3a9j7R/vhEU+pBUAECgYA7fRolGsfOgHL1f2AK8hKFRGy2HelHQkh0H2VOPBV1D5jDqGSPfs+nEnG5ZuHq",
    "d5JtXVHKFWdrt+EJyIMWmaixJwxRIQWXeqCHQftCSFn6cUxiKl9OWx4F4goyNhKiVPCVekP9ZPakMcjb/LQBnkRCZyzj8N0TM73V",
    "R6nss42lQQKBgDe9LrgDvRzBY0pk+6JyHRODU8q550TQBkf33jQ/u4TCXzCrdqSRJ23E19OC3C+xXfz1AfvY/j8WAmj6HWXfMkHc",
    "6bkN+JaOzdhSvmDDNJiNXIbOcy5fn6eqrBypNwZVQ3BFOax0GvsvKiD6Bn4Ux60GTmjacBKz8nK5/HLX0tqQ",
];

/// The key, ready to sign.
#[expect(deprecated, reason = "the other constructor needs a type of a crate that is not a dependency")]
pub fn key() -> RsaKey<Sha256> {
    RsaKey::from_der(&decode(&TEST_KEY.concat())).unwrap()
}

/// The record that publishes the key.
pub fn record() -> String {
    format!("v=DKIM1; k=rsa; p={}", encode(&key().public_key()))
}

/// Base64, padded.
pub fn encode(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, i| bits << 8 | u32::from(*chunk.get(i).unwrap_or(&0)));
        for i in 0..4_usize {
            let digit = DIGITS[(bits >> (18 - 6 * i) & 63) as usize];
            text.push(if i <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    text
}

/// Base64 without line ends, as the key is written.
fn decode(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u32> = text.bytes().filter(|c| *c != b'=').map(|c| u32::from(digit(c))).collect();
    let mut bytes = Vec::new();
    for four in digits.chunks(4) {
        let bits = four.iter().enumerate().fold(0, |bits, (i, d)| bits | d << (18 - 6 * i));
        bytes.extend(bits.to_be_bytes().get(1..four.len()).unwrap());
    }
    bytes
}

/// Who signs what, and when.
#[derive(Debug, Clone, Copy)]
pub struct Signature<'a> {
    /// `d=`.
    pub domain: &'a str,
    /// `s=`.
    pub selector: &'a str,
    /// `t=`, seconds since 1970.
    pub time: i64,
    /// `h=`: names of fields, each signed once.
    pub names: &'a str,
}

impl Signature<'_> {
    /// The value of `DKIM-Signature` for a message of plain ASCII (LF or CRLF), folded with LF.
    pub fn of(&self, message: &str, key: &RsaKey<Sha256>) -> String {
        let text = message.replace("\r\n", "\n");
        let (head, body) = text.split_once("\n\n").unwrap();
        let body_hash = encode(key.hash(relaxed_body(body).as_bytes()).as_ref());
        let value = format!(
            "v=1; a=rsa-sha256; c=relaxed/relaxed; d={}; s={};\n t={}; h={};\n bh={body_hash};\n b=",
            self.domain, self.selector, self.time, self.names
        );
        let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
        let mut signed = String::new();
        for name in self.names.split(':') {
            let field = unfolded
                .lines()
                .rfind(|line| line.split_once(':').is_some_and(|(n, _)| n.trim().eq_ignore_ascii_case(name)));
            if let Some((_, value)) = field.and_then(|line| line.split_once(':')) {
                signed.push_str(&format!("{}:{}\r\n", name.to_lowercase(), collapsed(value).trim()));
            }
        }
        signed.push_str(&format!("dkim-signature:{}", collapsed(&value.replace('\n', "")).trim()));
        let signature = encode(&key.sign(signed.as_bytes()).unwrap());
        let lines: Vec<&str> =
            signature.as_bytes().chunks(70).map(|line| std::str::from_utf8(line).unwrap()).collect();
        format!("{value}{}", lines.join("\n  "))
    }
}

fn collapsed(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        let blank = matches!(c, ' ' | '\t');
        if !(blank && out.ends_with(' ')) {
            out.push(if blank { ' ' } else { c });
        }
    }
    out
}

fn relaxed_body(body: &str) -> String {
    let lines: Vec<String> = body.lines().map(|line| collapsed(line).trim_end().to_owned()).collect();
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    lines.iter().take(end).map(|line| format!("{line}\r\n")).collect()
}
