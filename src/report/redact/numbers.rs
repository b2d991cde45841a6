//! The numbers of pseudonyms: the first value of a kind is 1, in the order in which they are met.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Values that are told apart; beyond them memory would grow with the input.
const MOST: usize = 900_000;

/// What a pseudonym stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Person,
    Name,
    Subject,
    Message,
    Queue,
    Host,
    Address,
    File,
}

/// Every kind, in the order of the enumeration.
const WORDS: [&str; 8] = ["person", "name", "subject", "message", "queue", "host", "address", "file"];

/// The values met so far, as hashes with keys that never leave the process: 24 bytes each, and no two values meet.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    keys: [RandomState; 2],
    of: HashMap<(u64, u64), u32>,
    last: [u32; WORDS.len()],
}

impl Numbers {
    /// `person-1`; `person-x` when too many values were met to tell more apart.
    pub(super) fn pseudonym(&mut self, kind: Kind, value: &str) -> String {
        let word = WORDS[kind as usize];
        match self.number(kind, value) {
            Some(number) => format!("{word}-{number}"),
            None => format!("{word}-x"),
        }
    }

    /// The number of a value, 1-based; `None` when too many were met to tell more apart.
    pub(super) fn number(&mut self, kind: Kind, value: &str) -> Option<u32> {
        let [one, other] = [0, 1].map(|at| self.keys[at].hash_one((kind, value)));
        if let Some(number) = self.of.get(&(one, other)) {
            return Some(*number);
        }
        if self.of.len() >= MOST {
            return None;
        }
        let last = &mut self.last[kind as usize];
        *last += 1;
        self.of.insert((one, other), *last);
        Some(*last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_as_they_are_met_and_each_kind_by_itself() {
        let mut numbers = Numbers::default();
        let mut of = |kind, value| numbers.pseudonym(kind, value);
        assert_eq!(of(Kind::Person, "bob@example.edu"), "person-1");
        assert_eq!(of(Kind::Host, "bob@example.edu"), "host-1");
        assert_eq!(of(Kind::Person, "alice@example.edu"), "person-2");
        assert_eq!(of(Kind::Person, "bob@example.edu"), "person-1");
    }

    #[test]
    fn values_beyond_the_limit_are_not_told_apart() {
        let mut numbers = Numbers::default();
        for value in 0..MOST {
            numbers.number(Kind::Queue, &value.to_string());
        }
        assert_eq!(numbers.pseudonym(Kind::Person, "late"), "person-x");
        assert_eq!(numbers.pseudonym(Kind::Queue, "0"), "queue-1");
    }
}
