//! Notes what is asked of another source, so that the same analysis can be repeated without a network.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::{Answer, Dns, Given, Kind, name};

/// A question with the answer it got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The name, lower case, no final dot.
    pub name: String,
    /// The type.
    pub kind: Kind,
    /// The answer.
    pub given: Given,
}

/// Answers from another source, each question noted once. What that source has not recorded is not noted either.
#[derive(Debug)]
pub struct Recorder<D> {
    source: D,
    noted: Mutex<BTreeMap<(String, Kind), Given>>,
}

impl<D: Dns> Recorder<D> {
    /// Notes what `source` is asked.
    pub const fn new(source: D) -> Self {
        Self { source, noted: Mutex::new(BTreeMap::new()) }
    }

    /// The source.
    pub const fn source(&self) -> &D {
        &self.source
    }

    /// Everything asked so far, by name and type.
    pub fn asked(&self) -> Vec<Asked> {
        let noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let asked = noted.iter().map(|((name, kind), given)| (name.clone(), *kind, given.clone()));
        asked.map(|(name, kind, given)| Asked { name, kind, given }).collect()
    }
}

impl<D: Dns> Dns for Recorder<D> {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        self.given(name, kind).answer
    }

    fn given(&self, name: &str, kind: Kind) -> Given {
        let given = self.source.given(name, kind);
        if given.answer != Answer::NotRecorded {
            let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
            noted.entry((name::canonical(name), kind)).or_insert_with(|| given.clone());
        }
        given
    }

    fn announce(&self, questions: &dyn Fn() -> Vec<(String, Kind)>) {
        self.source.announce(questions);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::dns::Recorded;

    #[test]
    fn notes_each_question_once_and_nothing_unknown() {
        let source =
            Recorded::parse(b"example.edu. 60 TXT \"v=spf1 -all\"\nexample.edu. A 192.0.2.1").unwrap();
        let recorder = Recorder::new(source);
        for name in ["example.edu", "EXAMPLE.edu.", "example.org"] {
            recorder.look_up(name, Kind::Txt);
        }
        let [asked] = &recorder.asked()[..] else { panic!() };
        assert_eq!((asked.name.as_str(), asked.kind, asked.given.ttl), ("example.edu", Kind::Txt, Some(60)));
    }
}
