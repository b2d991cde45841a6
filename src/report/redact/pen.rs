//! Writes pseudonyms for addresses, hosts and ids as a whole; [`super::text`] goes through text.

use std::collections::{HashMap, HashSet};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::keep::{Keep, a_labels, is_host_name, is_public};
use super::numbers::{Kind, Numbers};
use super::shape::GONE;
use super::vocabulary;
use crate::evidence::route::is_private;
use crate::headers::address::organisational;

/// Pseudonyms of declared addresses lie in these blocks.
pub(super) const TRUSTED_BLOCKS: [&str; 4] = ["10.128.0.0/10", "241.0.0.0/10", "fd98::/32", "3fff:1::/32"];
/// Numbers of addresses reach so far; more than there are values.
const LAST_NUMBER: u32 = 0x3f_ffff;
/// Ids that are looked for in the excerpts of one message.
const KNOWN: usize = 2000;

/// Writes pseudonyms for one message.
pub(super) struct Pen<'k, 'r, 'n> {
    pub(super) keep: &'k Keep<'r>,
    numbers: &'n mut Numbers,
    /// Ids of this message with their pseudonyms, so that an excerpt gives the same ones.
    pub(super) known: HashMap<String, String>,
    /// Names that records of DNS spell out, lower case: whoever asks for the record reads them.
    pub(super) published: HashSet<String>,
}

impl<'k, 'r, 'n> Pen<'k, 'r, 'n> {
    pub(super) fn new(keep: &'k Keep<'r>, numbers: &'n mut Numbers) -> Self {
        Self { keep, numbers, known: HashMap::new(), published: HashSet::new() }
    }

    /// The path of an input; standard input has none.
    pub(super) fn file(&mut self, path: &str) -> String {
        if path == "-" { path.to_owned() } else { self.numbers.pseudonym(Kind::File, path) }
    }

    /// A display name or a subject.
    pub(super) fn whole(&mut self, kind: Kind, text: &str) -> String {
        if text.is_empty() { String::new() } else { self.numbers.pseudonym(kind, text) }
    }

    /// An address of a person; the null sender stays. What has no `@` is a person, too.
    pub(super) fn address(&mut self, address: &str) -> String {
        let address = address.trim().trim_end_matches('.');
        if address.is_empty() {
            return String::new();
        }
        let lower = address.to_lowercase();
        match lower.rsplit_once('@') {
            Some(("", domain)) => format!("@{}", self.domain(domain)),
            Some((local, domain)) => {
                let shown = self.domain(domain);
                let person = self.behind(Kind::Person, &format!("{local}@{}", a_labels(domain)), domain);
                format!("{person}@{shown}")
            }
            None => self.numbers.pseudonym(Kind::Person, &lower),
        }
    }

    /// An id with a domain behind it, as in Message-ID, or without.
    pub(super) fn message_id(&mut self, id: &str) -> String {
        let (left, pseudonym) = match id.rsplit_once('@') {
            Some((left, domain)) => {
                let pseudonym = self.behind(Kind::Message, id, domain);
                (left, format!("{pseudonym}@{}", self.domain(domain)))
            }
            None => (id, self.numbers.pseudonym(Kind::Message, id)),
        };
        self.learn(id, &pseudonym);
        self.learn(left, &pseudonym);
        pseudonym
    }

    /// The pseudonym of what stands in front of a domain. Where the domain is hidden it is another one: with the same a
    /// message that shows the domain would tell what another hides.
    fn behind(&mut self, kind: Kind, value: &str, domain: &str) -> String {
        if self.keep.is_of_kept_organisation(&domain.to_lowercase()) {
            return self.numbers.pseudonym(kind, value);
        }
        self.numbers.pseudonym(kind, &format!("{value} hidden"))
    }

    /// What stands behind an `@`. It may be a person's own name, so only an organisation that matters otherwise stays.
    pub(super) fn domain(&mut self, domain: &str) -> String {
        let lower = domain.trim_end_matches('.').to_lowercase();
        if self.keep.is_of_kept_organisation(&lower) {
            return self.host(domain);
        }
        self.numbers.pseudonym(Kind::Host, &a_labels(&lower))
    }

    /// The id of a message in a server's queue.
    pub(super) fn queue_id(&mut self, id: &str) -> String {
        let pseudonym = self.numbers.pseudonym(Kind::Queue, id);
        self.learn(id, &pseudonym);
        pseudonym
    }

    fn learn(&mut self, value: &str, pseudonym: &str) {
        if self.known.len() < KNOWN {
            self.known.insert(value.to_owned(), pseudonym.to_owned());
            self.known.entry(value.to_lowercase()).or_insert_with(|| pseudonym.to_owned());
        }
    }

    /// The pseudonym of an id or a host that was met in this message; ids may differ in letters being large or small.
    pub(super) fn learned(&self, value: &str) -> Option<String> {
        self.known.get(value).or_else(|| self.known.get(&value.to_lowercase())).cloned()
    }

    /// The name of a host, or an address in the place of one.
    pub(super) fn host(&mut self, host: &str) -> String {
        let bare = host.trim().trim_end_matches('.');
        let inner = bare.trim_start_matches('[').trim_end_matches(']');
        let literal =
            inner.get(..5).filter(|p| p.eq_ignore_ascii_case("ipv6:")).map_or(inner, |p| &inner[p.len()..]);
        if let Ok(ip) = literal.parse() {
            let ip = self.ip(ip);
            return if inner.len() < bare.len() { format!("[{ip}]") } else { ip };
        }
        let lower = bare.to_lowercase();
        if lower.is_empty() || self.keep.is_kept_host(&lower) {
            return bare.to_owned();
        }
        // The underscore in front may be cut off as punctuation.
        if let Some((labels, domain)) = lower.split_once("domainkey.").or(lower.split_once("dmarc."))
            && self.keep.is_kept_host(domain)
            && labels.split(['.', '_']).all(|label| label.is_empty() || self.keep.is_exact(label))
        {
            return bare.to_owned();
        }
        if is_host_name(&lower) && is_public(&lower) && self.keep.is_kept_host(organisational(&lower)) {
            let pseudonym = self.numbers.pseudonym(Kind::Host, &format!("{} shown", a_labels(&lower)));
            return format!("{pseudonym}.{}", organisational(&lower));
        }
        let pseudonym = self.numbers.pseudonym(Kind::Host, &a_labels(&lower));
        let pseudonym = match lower.contains('.') && is_host_name(&lower) && !is_public(&lower) {
            true => self.internal(&pseudonym, &lower),
            false => pseudonym,
        };
        self.learn(&lower, &pseudonym);
        pseudonym
    }

    /// A name below no public suffix: hosts of one such domain stay hosts of one domain.
    fn internal(&mut self, pseudonym: &str, lower: &str) -> String {
        let domain = organisational(lower);
        if domain == lower {
            return format!("{pseudonym}.internal");
        }
        format!("{pseudonym}.{}.internal", self.numbers.pseudonym(Kind::Host, domain))
    }

    /// An address.
    pub(super) fn ip(&mut self, ip: IpAddr) -> String {
        let text = ip.to_canonical().to_string();
        if self.keep.is_kept_ip(ip) { text } else { self.address_of(ip.to_canonical(), &text) }
    }

    /// An address that nobody has, of the same family, private where the original is, and declared where it is.
    fn address_of(&mut self, ip: IpAddr, text: &str) -> String {
        let number = self.numbers.number(Kind::Address, text).unwrap_or(0) & LAST_NUMBER;
        let declared = self.keep.is_declared(ip);
        match (ip, is_private(ip)) {
            (IpAddr::V4(_), private) => {
                let block = match (private, declared) {
                    (true, false) => [10, 64, 0, 0],
                    (true, true) => [10, 128, 0, 0],
                    (false, false) => [240, 0, 0, 0],
                    (false, true) => [241, 0, 0, 0],
                };
                Ipv4Addr::from(u32::from_be_bytes(block) | number).to_string()
            }
            (IpAddr::V6(_), private) => {
                let block = match (private, declared) {
                    (true, false) => [0xfd99, 0],
                    (true, true) => [0xfd98, 0],
                    (false, false) => [0x3fff, 0],
                    (false, true) => [0x3fff, 1],
                };
                // Google's servers call themselves by such addresses, and are known by them.
                let of_google = matches!(ip, IpAddr::V6(v6) if v6.segments().starts_with(&[0x2002]));
                let [a, b] = if of_google { [0x2002, 0x0a05] } else { block };
                let [high, low] =
                    [number >> 16, number & 0xffff].map(|half| u16::try_from(half).unwrap_or(0));
                Ipv6Addr::new(a, b, 0, 0, 0, 0, high, low).to_string()
            }
        }
    }

    /// The name of a field: as it is when it is documented, else the parts that are known and no name.
    pub(super) fn name(&mut self, name: &str) -> String {
        let is_part = |part: &str| {
            let part = part.to_lowercase();
            let is_known = vocabulary::is_prose(&part) || vocabulary::is_code(&part);
            part.is_empty() || (is_known && !self.keep.is_private(&part))
        };
        if vocabulary::is_code(&name.to_lowercase()) {
            return name.to_owned();
        }
        let parts = name.split('-').map(|part| if is_part(part) { part } else { GONE });
        parts.collect::<Vec<_>>().join("-")
    }
}
