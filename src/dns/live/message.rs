//! What one answer on the wire says about the question: records, none, the next alias, or a failure.

use mail_auth::hickory_resolver::proto::op::{Message, ResponseCode};
use mail_auth::hickory_resolver::proto::rr::{DNSClass, Name, RData, RecordType};

use crate::dns::{Answer, Failure, Kind, MAX_ALIASES, Record, name};

/// What an answer says.
#[derive(Debug)]
pub(super) enum Reading {
    /// The end.
    Answer(Answer),
    /// Nothing is said about the name that the alias leads to: ask for that.
    AskFor(Name),
}

/// A question on its way through aliases.
#[derive(Debug)]
pub(super) struct Path {
    kind: Kind,
    names: Vec<Name>,
    /// Shortest time to live so far, in seconds.
    pub ttl: Option<u32>,
}

impl Path {
    pub(super) const fn new(kind: Kind) -> Self {
        Self { kind, names: Vec::new(), ttl: None }
    }

    /// Reads the answer to a question for `asked`.
    pub(super) fn read(&mut self, message: &Message, asked: &Name) -> Reading {
        let code = message.response_code;
        if !matches!(code, ResponseCode::NoError | ResponseCode::NXDomain) {
            return Reading::Answer(Answer::Failed(failure(code)));
        }
        let Some(last) = self.follow(message, asked) else {
            return Reading::Answer(Answer::Failed(Failure::Malformed));
        };
        let found = self.records(message, &last);
        if !found.is_empty() {
            return Reading::Answer(Answer::Records(found.into()));
        }
        let authority = message
            .authorities
            .iter()
            .find_map(|r| if let RData::SOA(soa) = &r.data { Some(r.ttl.min(soa.minimum)) } else { None });
        if let Some(ttl) = authority {
            self.keep(ttl);
        }
        let referral = message.authorities.iter().any(|r| r.record_type() == RecordType::NS);
        Reading::Answer(match code {
            // of the last alias, not of the name asked for (RFC 6604 section 3)
            ResponseCode::NXDomain => Answer::NxDomain,
            _ if authority.is_some() => Answer::NoData,
            _ if last != *asked => return Reading::AskFor(last),
            // it knows who would know, and does not ask them for us (RFC 2308 section 2.2)
            _ if referral && !message.authoritative && !message.recursion_available => {
                Answer::Failed(Failure::Refused)
            }
            _ => Answer::NoData,
        })
    }

    /// The last name that the aliases in this answer lead to; `None` for a circle or too long a chain.
    fn follow(&mut self, message: &Message, asked: &Name) -> Option<Name> {
        let mut last = asked.clone();
        loop {
            if self.names.contains(&last) || self.names.len() > MAX_ALIASES {
                return None;
            }
            let alias = message.answers.iter().find_map(|r| match &r.data {
                RData::CNAME(target) if r.name == last && r.dns_class == DNSClass::IN => {
                    Some((&target.0, r.ttl))
                }
                _ => None,
            });
            let Some((target, ttl)) = alias else { return Some(last) };
            self.keep(ttl);
            self.names.push(std::mem::replace(&mut last, target.clone()));
        }
    }

    /// The records of `owner`, sorted, since servers turn them round, each once (RFC 2181 section 5).
    fn records(&mut self, message: &Message, owner: &Name) -> Vec<Record> {
        let mut found = Vec::new();
        for answer in &message.answers {
            if answer.name != *owner || answer.dns_class != DNSClass::IN {
                continue;
            }
            let record = match (self.kind, &answer.data) {
                (Kind::A, RData::A(address)) => Record::A(address.0),
                (Kind::Aaaa, RData::AAAA(address)) => Record::Aaaa(address.0),
                (Kind::Mx, RData::MX(mx)) => Record::Mx(mx.preference, text(&mx.exchange)),
                (Kind::Ptr, RData::PTR(host)) => Record::Ptr(text(&host.0)),
                (Kind::Txt, RData::TXT(txt)) => Record::Txt(txt.txt_data.concat()),
                _ => continue,
            };
            self.keep(answer.ttl);
            found.push(record);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn keep(&mut self, ttl: u32) {
        self.ttl = Some(self.ttl.map_or(ttl, |least| least.min(ttl)));
    }
}

const fn failure(code: ResponseCode) -> Failure {
    match code {
        ResponseCode::Refused => Failure::Refused,
        _ => Failure::ServerFailure,
    }
}

/// The name of a question; `None` when DNS cannot hold it.
pub(super) fn wire_name(text: &str) -> Option<Name> {
    if !name::can_exist(text) {
        return None;
    }
    let labels = text.split('.').filter(|label| !label.is_empty()).map(str::as_bytes);
    Name::from_labels(labels).ok()
}

fn text(host: &Name) -> String {
    name::from_labels(host.iter())
}

/// The type on the wire.
pub(super) const fn record_type(kind: Kind) -> RecordType {
    match kind {
        Kind::A => RecordType::A,
        Kind::Aaaa => RecordType::AAAA,
        Kind::Mx => RecordType::MX,
        Kind::Ptr => RecordType::PTR,
        Kind::Txt => RecordType::TXT,
    }
}
