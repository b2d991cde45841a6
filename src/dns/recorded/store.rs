//! What a file said so far, by name; later answers replace earlier ones of the same question.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::master::Data;
use crate::dns::{Answer, Failure, Given, Kind, MAX_ALIASES, Record};

/// Names that one file may hold.
pub const MAX_NAMES: usize = 1_000_000;

/// Records of one name and type: no answer of a server holds more (65 535 octets, RFC 1035 section 4.2.2, of which the
/// shortest record takes more than twelve).
pub(super) const MAX_RECORDS: usize = 5000;

const UNKNOWN: Given = Given::undated(Answer::NotRecorded);

/// What is known of the names.
#[derive(Debug, Default)]
pub(super) struct Store {
    names: HashMap<Box<str>, Name>,
    /// Entries of types and classes that nobody asks for here.
    pub skipped: usize,
}

/// What is known of one name.
#[derive(Debug, Default)]
struct Name {
    sets: Vec<(Kind, Set)>,
    alias: Option<(String, Option<u32>)>,
    missing: bool,
}

/// What is known of one name and type.
#[derive(Debug)]
enum Set {
    /// Records, to which the next entry may add.
    Growing(Vec<Record>, Option<u32>),
    /// A whole answer.
    Whole(Given),
}

impl Store {
    /// How many names are known.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Takes in one record of a zone.
    pub(super) fn add(&mut self, owner: String, ttl: Option<u32>, data: Data) {
        let record = match data {
            Data::Record(record) => record,
            Data::Alias(target) => {
                let name = self.name(owner);
                name.alias = Some((target, ttl));
                name.missing = false;
                return;
            }
            Data::Soa | Data::Ns => {
                self.skipped += 1;
                return;
            }
        };
        let name = self.name(owner);
        name.missing = false;
        let kind = record.kind();
        match name.sets.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, Set::Growing(records, least))) => {
                records.push(record);
                *least = shorter(*least, ttl);
            }
            Some((_, set)) => *set = Set::Growing(vec![record], ttl),
            None => name.sets.push((kind, Set::Growing(vec![record], ttl))),
        }
    }

    /// Takes in the records of one answer: each set of them is whole, and replaces what was known before.
    pub(super) fn replace(&mut self, answers: Vec<(String, Option<u32>, Data)>) {
        for (owner, _, data) in &answers {
            match (data, self.names.get_mut(owner.as_str())) {
                (Data::Record(record), Some(name)) => name.sets.retain(|(kind, _)| *kind != record.kind()),
                (Data::Alias(_), Some(name)) => name.sets.clear(),
                _ => {}
            }
        }
        for (owner, ttl, data) in answers {
            self.add(owner, ttl, data);
        }
    }

    /// Takes in a whole answer. A failure does not replace what servers said at another time.
    pub(super) fn put(&mut self, owner: String, kind: Kind, given: Given) {
        let name = self.name(owner);
        let failed = !given.answer.is_conclusive();
        name.missing &= failed;
        match name.sets.iter_mut().find(|(k, _)| *k == kind) {
            Some((_, set)) => {
                let known = match set {
                    Set::Growing(..) => true,
                    Set::Whole(given) => given.answer.is_conclusive(),
                };
                if !(known && failed) {
                    *set = Set::Whole(given);
                }
            }
            None => name.sets.push((kind, Set::Whole(given))),
        }
    }

    /// Takes in that a name does not exist, for any type.
    pub(super) fn missing(&mut self, owner: String) {
        *self.name(owner) = Name { missing: true, ..Name::default() };
    }

    fn name(&mut self, owner: String) -> &mut Name {
        self.names.entry(owner.into_boxed_str()).or_default()
    }

    /// No more is read: repeated records go.
    pub(super) fn settle(&mut self) {
        for (_, set) in self.names.values_mut().flat_map(|name| &mut name.sets) {
            if let Set::Growing(records, ttl) = set {
                let mut seen = HashSet::new();
                records.retain(|record| seen.insert(record.clone()));
                if records.len() > MAX_RECORDS {
                    self.skipped += records.len() - MAX_RECORDS;
                    records.truncate(MAX_RECORDS);
                }
                let answer = Answer::Records(std::mem::take(records).into());
                *set = Set::Whole(Given { answer, at: None, ttl: *ttl });
            }
        }
    }

    /// The answer, aliases followed.
    pub(super) fn look_up(&self, owner: &str, kind: Kind) -> Given {
        let (mut current, mut least) = (owner, None);
        for _ in 0..=MAX_ALIASES {
            let Some(known) = self.names.get(current) else { return UNKNOWN };
            if let Some((_, Set::Whole(given))) = known.sets.iter().find(|(k, _)| *k == kind) {
                return Given { ttl: shorter(least, given.ttl), ..given.clone() };
            }
            match &known.alias {
                Some((target, ttl)) => {
                    least = shorter(least, *ttl);
                    current = target;
                }
                None if known.missing => return Given::undated(Answer::NxDomain),
                None => return UNKNOWN,
            }
        }
        Given::undated(Answer::Failed(Failure::Malformed))
    }

    /// Times of the first and the last answer that has one.
    pub(super) fn period(&self) -> Option<(Timestamp, Timestamp)> {
        let sets = self.names.values().flat_map(|name| &name.sets);
        let times = sets.filter_map(|(_, set)| match set {
            Set::Whole(given) => given.at,
            Set::Growing(..) => None,
        });
        times.fold(None, |period, at| match period {
            None => Some((at, at)),
            Some((first, last)) => Some((first.min(at), last.max(at))),
        })
    }

    /// All names, sorted.
    pub(super) fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.names.keys().map(AsRef::as_ref).collect();
        names.sort_unstable();
        names
    }
}

fn shorter(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}
