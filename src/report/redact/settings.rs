//! The settings and DNS answers of a case, redacted: in the form in which the program reads them.

use std::fmt::Write;
use std::sync::Arc;

use super::Redactor;
use super::keep::{Keep, is_internal};
use super::pen::{Pen, TRUSTED_BLOCKS};
use super::text::Mode;
use crate::dns::{Answer, Asked, Given, Record};

/// In the place of a text record that no check reads.
const OTHER: &[u8] = b"redacted";
/// Tags of a DMARC record that a check reads (RFC 7489 section 6.3, RFC 9989 section 4.7).
const POLICY: &[&[u8]] = &[b"v", b"p", b"sp", b"np", b"adkim", b"aspf", b"pct", b"psd", b"t"];

impl Redactor<'_> {
    /// The institution as `--config` reads it. Pseudonyms of declared addresses lie in blocks that are declared.
    pub fn institution(&mut self) -> String {
        let institution = &self.settings.institution;
        let keep = Keep::empty(self.settings);
        let mut pen = Pen::new(&keep, &mut self.numbers);
        let mut hosts = |names: &[String]| names.iter().map(|name| pen.host(name)).collect::<Vec<String>>();
        let mut trusted = hosts(&institution.trusted_hosts);
        let authserv_ids = hosts(&institution.authserv_ids);
        if !institution.trusted_nets.is_empty() {
            trusted.extend(TRUSTED_BLOCKS.map(str::to_owned));
        }
        let public = |net: &&ipnet::IpNet| !is_internal(net.addr());
        // Addresses of relays and providers stay in the messages, so they stay trusted by their own.
        let stays = |net: &&ipnet::IpNet| keep.is_kept_ip(net.addr());
        trusted.extend(institution.trusted_nets.iter().filter(stays).map(ToString::to_string));
        let allowed: Vec<String> =
            institution.allow_listed.iter().filter(public).map(ToString::to_string).collect();
        let mut text = "[institution]\n".to_owned();
        for (key, values) in [
            ("domains", &institution.domains),
            ("trusted", &trusted),
            ("authserv_ids", &authserv_ids),
            ("allow_listed", &allowed),
        ] {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            let _ = writeln!(text, "{key} = [{}]", values.join(", "));
        }
        if let Some(region) = &institution.region {
            let _ = writeln!(text, "region = {}", quoted(region));
        }
        text
    }

    /// The user's relay entries as `--relays` reads them.
    pub fn relays(&mut self) -> String {
        let keep = Keep::empty(self.settings);
        let mut pen = Pen::new(&keep, &mut self.numbers);
        let mut text = String::new();
        for entry in self.settings.registry.entries.iter().filter(|entry| !entry.built_in) {
            let strings = [
                ("id", Some(entry.id.clone())),
                ("kind", Some(entry.kind.id().to_owned())),
                ("region", entry.region.clone()),
                ("address", entry.address.map(|address| address.to_string())),
                ("host", entry.host.as_deref().map(|host| pen.host(host))),
                ("spf_include", entry.spf_include.clone()),
                ("source", Some(pen.text(&entry.source, Mode::Prose))),
                ("confidence", Some(entry.confidence.id().to_owned())),
            ];
            text.push_str("[[relay]]\n");
            for (key, value) in strings {
                if let Some(value) = value {
                    let _ = writeln!(text, "{key} = {}", quoted(&value));
                }
            }
            let _ = writeln!(text, "as_of = {}\n", entry.as_of);
        }
        text
    }

    /// Answers without what a check does not read: other text records, who gets DMARC reports, internal addresses.
    pub fn answers(&mut self, asked: Vec<Asked>) -> Vec<Asked> {
        asked.into_iter().map(answer).collect()
    }
}

fn answer(asked: Asked) -> Asked {
    let Answer::Records(records) = &asked.given.answer else { return asked };
    let records: Vec<Record> = records.iter().map(record).collect();
    Asked { given: Given { answer: Answer::Records(Arc::from(records)), ..asked.given }, ..asked }
}

fn record(record: &Record) -> Record {
    match record {
        Record::A(ip) if is_internal((*ip).into()) => Record::A([10, 127, 255, 254].into()),
        Record::Aaaa(ip) if is_internal((*ip).into()) => {
            Record::Aaaa([0xfd99, 0, 0, 0, 0, 0, 0xffff, 0xffff].into())
        }
        Record::Txt(text) => Record::Txt(self::text(text)),
        other => other.clone(),
    }
}

fn text(octets: &[u8]) -> Vec<u8> {
    let is =
        |version: &[u8]| octets.get(..version.len()).is_some_and(|start| start.eq_ignore_ascii_case(version));
    if is(b"v=spf1") {
        return octets.split(|b| *b == b' ').map(term).collect::<Vec<_>>().join(&b' ');
    }
    if !is(b"v=dmarc1") {
        return OTHER.to_vec();
    }
    let is_read = |tag: &&[u8]| {
        let name = tag.split(|b| *b == b'=').next().unwrap_or_default().trim_ascii();
        POLICY.iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    octets.split(|b| *b == b';').filter(is_read).collect::<Vec<_>>().join(&b';')
}

/// A term of SPF; a private address is replaced, which no pseudonym matches either.
fn term(term: &[u8]) -> Vec<u8> {
    let network = std::str::from_utf8(term).ok().and_then(|text| text.split_once(':'));
    let address = network.and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
    match address {
        Some(ip) if is_internal(ip) => {
            let sign = term.first().filter(|b| b"+-~?".contains(b));
            let mut other = sign.copied().into_iter().collect::<Vec<u8>>();
            other.extend_from_slice(if ip.is_ipv4() {
                b"ip4:10.127.255.254"
            } else {
                b"ip6:fd99::ffff:ffff"
            });
            other
        }
        _ => term.to_vec(),
    }
}

/// A string in TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
