//! A throw-away RSA key for tests and nothing else, signing with it through `mail-auth`, and a zone that has it.

use std::collections::HashMap;

use mail_auth::common::crypto::{Ed25519Key, RsaKey, Sha256, SigningKey};

use crate::dns::{Answer, Dns, Kind, Record};
use crate::verify::body::{Body, Canonicalization, Digest};
use crate::verify::dkim::base64;

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

/// The test key, ready to sign.
#[expect(deprecated, reason = "the other constructor needs a type of a crate that is not a dependency")]
pub(crate) fn rsa() -> RsaKey<Sha256> {
    RsaKey::from_der(&base64(TEST_KEY.concat().as_bytes()).unwrap()).unwrap()
}

/// A fresh Ed25519 key.
pub(crate) fn ed25519() -> Ed25519Key {
    Ed25519Key::from_pkcs8_der(&Ed25519Key::generate_pkcs8().unwrap()).unwrap()
}

/// The record that publishes the RSA test key.
pub(crate) fn rsa_record() -> String {
    format!("v=DKIM1; k=rsa; p={}", encode(&rsa().public_key()))
}

pub(crate) fn encode(bytes: &[u8]) -> String {
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

/// A zone: what is not in it is answered with `otherwise`.
pub(crate) struct Zone {
    pub(crate) answers: HashMap<String, Answer>,
    pub(crate) otherwise: Answer,
}

impl Zone {
    pub(crate) fn of<'r>(records: impl IntoIterator<Item = (&'r str, &'r str)>, otherwise: Answer) -> Self {
        let mut texts: HashMap<String, Vec<Record>> = HashMap::new();
        for (name, text) in records {
            let name = name.trim_end_matches('.').to_lowercase();
            texts.entry(name).or_default().push(Record::Txt(text.as_bytes().to_vec()));
        }
        let answers = texts.into_iter().map(|(n, r)| (n, Answer::Records(r.into()))).collect();
        Self { answers, otherwise }
    }

    /// One record at the name that the composed messages use.
    pub(crate) fn with_key(record: &str) -> Self {
        Self::of([("test._domainkey.example.org", record)], Answer::NotRecorded)
    }
}

impl Dns for Zone {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        assert_eq!(kind, Kind::Txt);
        assert_eq!(name, name.to_lowercase());
        self.answers.get(name).cloned().unwrap_or(self.otherwise.clone())
    }
}

/// A message of documentation names.
pub(crate) const MESSAGE: &str = concat!(
    "From: Library <library@example.org>\r\n",
    "To: Reader <reader@example.net>\r\n",
    "Subject: Overdue: one book\r\n",
    "Date: Mon, 02 Feb 2026 10:00:00 +0000\r\n",
    "Message-ID: <1@example.org>\r\n",
    "\r\n",
    "Dear reader,\r\n",
    "\r\n",
    "one book  is overdue.\r\n",
    "-- \r\n",
    "The library\r\n",
);

/// How a composed message is signed.
pub(crate) struct Recipe<'r> {
    pub(crate) header: Canonicalization,
    pub(crate) body: Canonicalization,
    /// `h=`.
    pub(crate) names: &'r str,
    /// More tags, each with its semicolon.
    pub(crate) more: &'r str,
}

impl Default for Recipe<'_> {
    fn default() -> Self {
        let relaxed = Canonicalization::Relaxed;
        Self { header: relaxed, body: relaxed, names: "From:To:Subject:Date:Message-ID:Reply-To", more: "" }
    }
}

impl Recipe<'_> {
    /// The message with a signature in front. The header is canonicalized by `mail-auth`, not by what is tested.
    pub(crate) fn sign(&self, message: &str, key: &impl SigningKey) -> String {
        let (head, body) = message.split_once("\r\n\r\n").unwrap();
        let body = Body { bytes: body.as_bytes(), bare_cr: false };
        let bh = encode(&body.hash(self.body, Digest::Sha256, &[]).whole);
        self.sign_hash(message, head, &bh, key)
    }

    /// The same with a given hash of the body.
    pub(crate) fn sign_hash(&self, message: &str, head: &str, bh: &str, key: &impl SigningKey) -> String {
        let how = format!("{}/{}", self.header.id(), self.body.id());
        let value = format!(
            " v=1; a={}; c={how}; d=example.org; s=test;{}\r\n h={}; bh={bh};\r\n b=",
            key.algorithm().name(),
            self.more,
            self.names
        );
        let head = format!("{head}\r\n").replace("\r\n ", "\0").replace("\r\n\t", "\u{1}");
        let unfold = |line: &str| line.replace('\0', "\r\n ").replace('\u{1}', "\r\n\t");
        let mut lines: Vec<String> = head.split_inclusive("\r\n").map(unfold).collect();
        let mut fields: Vec<(String, String)> = Vec::new();
        for name in self.names.split(':') {
            let is = |l: &String| {
                l.split_once(':').is_some_and(|(n, _)| n.trim_end().eq_ignore_ascii_case(name.trim()))
            };
            if let Some(at) = lines.iter().rposition(is) {
                let line = lines.remove(at);
                let (name, value) = line.split_once(':').unwrap();
                fields.push((name.to_owned(), value.to_owned()));
            }
        }
        fields.push(("DKIM-Signature".to_owned(), value.clone()));
        let mut signed: Vec<u8> = Vec::new();
        let how = match self.header {
            Canonicalization::Simple => mail_auth::dkim::Canonicalization::Simple,
            Canonicalization::Relaxed => mail_auth::dkim::Canonicalization::Relaxed,
        };
        how.canonicalize_headers(fields.iter().map(|(n, v)| (n.as_bytes(), v.as_bytes())), &mut signed);
        let signature = encode(&key.sign(signed.as_slice()).unwrap());
        format!("DKIM-Signature:{value}{signature}\r\n{message}")
    }
}
