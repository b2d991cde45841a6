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
/// In the place of private addresses.
const NOBODYS_V4: &str = "10.127.255.254";
const NOBODYS_V6: &str = "fd99::ffff:ffff";
/// Modifiers of SPF that name whom to report to (RFC 6652 section 3).
const REPORTS: [&[u8]; 3] = [b"ra=", b"rp=", b"rr="];
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
        // Addresses of relays and providers stay in the messages, so they stay trusted by their own.
        let stays = |net: &&ipnet::IpNet| keep.is_kept_ip(net.addr());
        trusted.extend(institution.trusted_nets.iter().filter(stays).map(ToString::to_string));
        let allowed = institution.allow_listed.iter();
        let allowed: Vec<String> = allowed
            .filter(|net| stays(net) || keep.is_kept_block(net.addr(), net.prefix_len()))
            .map(ToString::to_string)
            .collect();
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
                ("address", entry.address.map(|address| public(&address.to_string()))),
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
        let is_report = |term: &&[u8]| REPORTS.iter().any(|modifier| term.starts_with(modifier));
        let terms = octets.split(|b| *b == b' ').filter(|term| !is_report(term));
        return terms.map(term).collect::<Vec<_>>().join(&b' ');
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

/// An address or block; in the place of a private one another, which no pseudonym matches.
fn public(address: &str) -> String {
    let ip = address.split('/').next().and_then(|ip| ip.parse().ok());
    match ip {
        Some(ip) if is_internal(ip) && ip.is_ipv4() => NOBODYS_V4.to_owned(),
        Some(ip) if is_internal(ip) => NOBODYS_V6.to_owned(),
        _ => address.to_owned(),
    }
}

/// A term of SPF; a private address is replaced, which no pseudonym matches either.
fn term(term: &[u8]) -> Vec<u8> {
    let network = std::str::from_utf8(term).ok().and_then(|text| text.split_once(':'));
    let address = network.and_then(|(_, rest)| rest.split('/').next()?.parse().ok());
    match address {
        Some(ip) if is_internal(ip) => {
            let sign = term.first().filter(|b| b"+-~?".contains(b));
            let mut other = sign.copied().into_iter().collect::<Vec<u8>>();
            let other_ip =
                if ip.is_ipv4() { format!("ip4:{NOBODYS_V4}") } else { format!("ip6:{NOBODYS_V6}") };
            other.extend_from_slice(other_ip.as_bytes());
            other
        }
        _ => term.to_vec(),
    }
}

/// A string in TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
