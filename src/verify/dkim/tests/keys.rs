//! A throw-away RSA key for tests and nothing else, signing with it through `mail-auth`, and a zone that has it.

use std::collections::HashMap;

use mail_auth::common::crypto::{Ed25519Key, SigningKey};

use crate::dns::{Answer, Dns, Kind, Record};
use crate::verify::body::{Body, Canonicalization, Digest};

#[path = "../../../../tests/signing/mod.rs"]
#[allow(dead_code, missing_docs, unreachable_pub)]
mod signing;

pub(crate) use signing::{encode, key as rsa, record as rsa_record};

/// A fresh Ed25519 key.
pub(crate) fn ed25519() -> Ed25519Key {
    Ed25519Key::from_pkcs8_der(&Ed25519Key::generate_pkcs8().unwrap()).unwrap()
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
    /// `d=`.
    pub(crate) domain: &'r str,
}

impl Default for Recipe<'_> {
    fn default() -> Self {
        let relaxed = Canonicalization::Relaxed;
        Self {
            header: relaxed,
            body: relaxed,
            names: "From:To:Subject:Date:Message-ID:Reply-To",
            more: "",
            domain: "example.org",
        }
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
            " v=1; a={}; c={how}; d={}; s=test;{}\r\n h={}; bh={bh};\r\n b=",
            key.algorithm().name(),
            self.domain,
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
