//! Which DMARC record speaks for a domain: by the public suffix list (RFC 7489 section 6.6.3) or by a walk up the tree
//! (RFC 9989 section 4.10).

use super::Rules;
use super::record::{Policy, Psd, Record, RecordError};
use crate::dns::{Answer, Dns, Failure, Kind};
use crate::headers::address::organisational;

/// Look-ups of one walk (RFC 9989 section 4.10).
const WALK: usize = 8;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A valid record.
    Record {
        /// The domain that publishes it (without `_dmarc.`).
        domain: String,
        /// The record.
        record: Record,
    },
    /// Certainly none.
    Nothing,
    /// Something that begins like a record, and is none.
    Invalid {
        /// The domain that publishes it.
        domain: String,
        /// Why.
        error: RecordError,
    },
    /// A look-up failed.
    Failed(Failure),
    /// An answer that decides was not recorded.
    NotRecorded,
}

/// The policy for one From domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// What was found.
    pub found: Found,
    /// The From domain.
    pub from: String,
    /// Its organisational domain; the From domain itself where that stayed open.
    pub organisational_domain: String,
    /// No answer was missing to tell the organisational domain.
    pub organisation_known: bool,
    /// The From domain certainly does not exist.
    pub nonexistent: bool,
    /// Names that were looked up, in order.
    pub looked_up: Vec<String>,
    rules: Rules,
}

impl Discovery {
    /// The record, when there is a valid one.
    pub fn record(&self) -> Option<&Record> {
        match &self.found {
            Found::Record { record, .. } => Some(record),
            _ => None,
        }
    }

    /// The domain whose record counts, when there is a valid one.
    pub fn record_domain(&self) -> Option<&str> {
        match &self.found {
            Found::Record { domain, .. } => Some(domain),
            _ => None,
        }
    }

    /// The policy for the From domain: `p` where it publishes the record itself, else `sp` or `np`.
    pub fn policy(&self) -> Option<Policy> {
        let Found::Record { domain, record } = &self.found else { return None };
        if *domain == self.from {
            return Some(record.policy);
        }
        let subdomains = record.subdomains.unwrap_or(record.policy);
        if self.rules == Rules::Rfc9989 && self.nonexistent {
            return Some(record.nonexistent.unwrap_or(subdomains));
        }
        Some(subdomains)
    }
}

/// Finds the policy for a From domain (lower case, no final dot).
pub fn discover(dns: &dyn Dns, rules: Rules, from: &str) -> Discovery {
    let mut looked_up = Vec::new();
    let (found, organisation) = match rules {
        Rules::Rfc7489 => by_suffix(dns, from, &mut looked_up),
        Rules::Rfc9989 => by_walk(dns, from, &mut looked_up),
    };
    let organisation_known = organisation.is_some();
    let organisational_domain = organisation.unwrap_or_else(|| from.to_owned());
    let nonexistent = rules == Rules::Rfc9989 && does_not_exist(dns, from);
    let from = from.to_owned();
    Discovery { found, from, organisational_domain, organisation_known, nonexistent, looked_up, rules }
}

/// The organisational domain of an authenticated domain; `None` when an answer that decides is missing.
pub(super) fn organisational_domain(dns: &dyn Dns, rules: Rules, domain: &str) -> Option<String> {
    match rules {
        Rules::Rfc7489 => Some(organisational(domain).to_owned()),
        Rules::Rfc9989 => by_walk(dns, domain, &mut Vec::new()).1,
    }
}

fn by_suffix(dns: &dyn Dns, from: &str, looked_up: &mut Vec<String>) -> (Found, Option<String>) {
    let organisation = organisational(from).to_owned();
    let mut found = look_up(dns, from, looked_up);
    if found == Found::Nothing && organisation != from {
        found = look_up(dns, &organisation, looked_up);
    }
    (found, Some(organisation))
}

/// What the walk found, and the organisational domain, `None` when an answer that decides it is missing.
fn by_walk(dns: &dyn Dns, from: &str, looked_up: &mut Vec<String>) -> (Found, Option<String>) {
    let mut records: Vec<(String, Record)> = Vec::new();
    let mut first = None;
    for domain in walk(from) {
        match look_up(dns, domain, looked_up) {
            Found::Record { domain, record } => {
                let ends = record.psd != Psd::Unknown;
                records.push((domain, record));
                if ends {
                    break;
                }
            }
            // A record that is none counts as no record on the way up; at the From domain it is an error of its owner.
            found @ Found::Invalid { .. } if domain == from => first = Some(found),
            Found::Invalid { .. } | Found::Nothing => {}
            // Its own record speaks for the domain, whatever stands above; only who else belongs to it stays open.
            _ if records.first().is_some_and(|(domain, _)| domain == from) => {
                let (domain, record) = records.swap_remove(0);
                return (Found::Record { domain, record }, None);
            }
            stopped => return (stopped, None),
        }
    }
    let organisation = organisation_of(from, &records);
    if let Some(invalid) = first {
        return (invalid, Some(organisation));
    }
    let own = records.iter().position(|(domain, _)| domain == from);
    let parent = records.iter().position(|(domain, _)| *domain == organisation);
    // A public suffix speaks for those below it that publish nothing.
    let suffix = records.iter().position(|(_, record)| record.psd == Psd::Yes);
    let found = match own.or(parent).or(suffix) {
        Some(at) => {
            let (domain, record) = records.swap_remove(at);
            Found::Record { domain, record }
        }
        None => Found::Nothing,
    };
    (found, Some(organisation))
}

/// The organisational domain among the records of a walk, which are ordered from the longest name to the shortest.
fn organisation_of(from: &str, records: &[(String, Record)]) -> String {
    let Some((last, record)) = records.last() else { return from.to_owned() };
    if record.psd == Psd::Yes && last != from {
        return one_below(last, from).to_owned();
    }
    last.clone()
}

/// The name on the way from `suffix` to `from` that has one label more than `suffix`.
fn one_below<'f>(suffix: &str, from: &'f str) -> &'f str {
    let above = from.len().saturating_sub(suffix.len() + 1);
    let start = from.get(..above).and_then(|labels| labels.rfind('.')).map_or(0, |dot| dot + 1);
    from.get(start..).unwrap_or(from)
}

/// The names of a walk: the domain itself, then its parents; of long names only the last seven labels and up.
fn walk(from: &str) -> impl Iterator<Item = &str> {
    let labels = from.split('.').count();
    let parents = std::iter::successors(Some(from), |name| name.split_once('.').map(|(_, parent)| parent));
    parents
        .enumerate()
        .filter(move |(above, _)| *above == 0 || labels - above < WALK)
        .map(|(_, name)| name)
        .take(WALK)
}

/// The record at `_dmarc.` of a domain; several are none (RFC 7489 section 6.6.3).
fn look_up(dns: &dyn Dns, domain: &str, looked_up: &mut Vec<String>) -> Found {
    let name = format!("_dmarc.{domain}");
    let answer = dns.look_up(&name, Kind::Txt);
    looked_up.push(name);
    let records = match &answer {
        Answer::Records(records) => records,
        Answer::NoData | Answer::NxDomain => return Found::Nothing,
        Answer::Failed(failure) => return Found::Failed(*failure),
        Answer::NotRecorded => return Found::NotRecorded,
    };
    let texts = records.iter().filter_map(|r| match r {
        crate::dns::Record::Txt(text) => Record::parse(text),
        _ => None,
    });
    let mut texts: Vec<_> = texts.take(2).collect();
    let domain = domain.to_owned();
    match (texts.len(), texts.pop()) {
        (1, Some(Ok(record))) => Found::Record { domain, record },
        (1, Some(Err(error))) => Found::Invalid { domain, error },
        _ => Found::Nothing,
    }
}

/// RFC 9989 section 3.2.13: neither A, AAAA nor MX, and the name itself is denied.
fn does_not_exist(dns: &dyn Dns, domain: &str) -> bool {
    [Kind::A, Kind::Aaaa, Kind::Mx].iter().all(|kind| dns.look_up(domain, *kind) == Answer::NxDomain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_keeps_to_eight_names() {
        let names = |from: &'static str| walk(from).collect::<Vec<_>>();
        assert_eq!(
            names("a.mail.example.org"),
            ["a.mail.example.org", "mail.example.org", "example.org", "org"]
        );
        assert_eq!(
            names("a.b.c.d.e.f.g.h.i.j.mail.example.org"),
            [
                "a.b.c.d.e.f.g.h.i.j.mail.example.org",
                "g.h.i.j.mail.example.org",
                "h.i.j.mail.example.org",
                "i.j.mail.example.org",
                "j.mail.example.org",
                "mail.example.org",
                "example.org",
                "org"
            ]
        );
        assert_eq!(names(""), [""]);
    }

    #[test]
    fn one_label_below_a_suffix() {
        assert_eq!(one_below("org", "a.b.example.org"), "example.org");
        assert_eq!(one_below("co.example", "x.y.co.example"), "y.co.example");
        assert_eq!(one_below("org", "example.org"), "example.org");
    }
}
