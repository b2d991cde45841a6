//! The record with nothing changed but the relays named, and the corrected one: what a remedy would publish.

use ipnet::IpNet;
use jiff::Timestamp;

use super::{Case, IncludeState, propose, test_all};
use crate::dns::Kind;
use crate::verify::spf::{self, Found, MAX_LOOKUPS, Record};

/// A record that could be published at a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its text; `None` where it is what is published.
    pub text: Option<String>,
    /// It as a line of a zone file; `None` without a text, for one that breaks the grammar, and for one that is too long for anybody to edit.
    pub line: Option<String>,
    /// The terms that name the relays, where they are new.
    pub added: Vec<String>,
    /// What else was changed, one sentence each.
    pub changes: Vec<String>,
    /// Look-ups that a check of it costs at most.
    pub lookups: usize,
    /// Relays of the region that certainly do not pass with it.
    pub lacking: Vec<IpNet>,
}

/// What is published at a domain, and what could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidates {
    /// When DNS answered for the record; `None` where the source does not say.
    pub(crate) answered: Option<Timestamp>,
    /// Records that are published; several are an error.
    pub(crate) published: usize,
    /// The published one as it is; `None` when nobody could read it.
    pub(crate) as_it_is: Option<Candidate>,
    /// The published one with the relays of the region named and nothing else changed.
    pub(crate) named: Option<Candidate>,
    /// The published one with all mended that can be.
    pub(crate) corrected: Option<Candidate>,
}

impl Candidates {
    /// Looks at the record of a domain.
    pub(crate) fn of(case: &Case<'_>) -> Self {
        let corrected = propose::proposal(case).map(|proposal| Candidate {
            line: Some(proposal.line),
            changes: proposal.changes,
            ..Candidate::trying(case, proposal.text)
        });
        let (as_it_is, named) = match case.is_readable() {
            true => (Some(Candidate::as_published(case)), named(case)),
            false => (None, None),
        };
        let answered = case.question.dns.given(&case.domain, Kind::Txt).at;
        Self { answered, published: case.published.len(), as_it_is, named, corrected }
    }
}

impl Candidate {
    fn as_published(case: &Case<'_>) -> Self {
        Self {
            text: None,
            line: None,
            added: Vec::new(),
            changes: Vec::new(),
            lookups: case.walk.lookups(),
            lacking: lacking(&case.relays),
        }
    }

    fn trying(case: &Case<'_>, text: String) -> Self {
        let dns = spf::Proposed::new(case.question.dns, &case.domain, &text);
        let lookups = spf::walk(&dns, &case.domain).lookups();
        let lacking = lacking(&test_all(&dns, &case.domain, &case.expected));
        let sound =
            text.len() <= propose::MOST_RECORD && Record::parse(text.as_bytes()).errors().next().is_none();
        let line = sound.then(|| propose::line(&case.domain, &text));
        Self { text: Some(text), line, added: Vec::new(), changes: Vec::new(), lookups, lacking }
    }

    /// It can be published: its check stays within the look-ups allowed.
    pub const fn fits(&self) -> bool {
        self.lookups <= MAX_LOOKUPS
    }
}

fn lacking(relays: &[super::Tested]) -> Vec<IpNet> {
    let certain =
        |result| !matches!(result, spf::Result::Pass | spf::Result::Unknown | spf::Result::TempError);
    relays.iter().filter(|tested| certain(tested.result)).map(|tested| tested.network).collect()
}

/// `None` where nobody knows what to name, or whether naming it would help.
fn named(case: &Case<'_>) -> Option<Candidate> {
    let empty;
    let record = match &case.walk.root.found {
        Found::Record(record) => record,
        Found::Several(_) => return Some(Candidate::as_published(case)),
        _ => {
            empty = Record::parse(b"v=spf1 ~all");
            &empty
        }
    };
    let include = case.expected.include.as_ref();
    let (text, added) = match include.map(|include| (include.state, include.domain.as_str())) {
        Some((IncludeState::NotRecorded | IncludeState::Failed(_), _)) => return None,
        Some((state, domain)) if state == IncludeState::Usable || case.relays.is_empty() => {
            if case.walk.include_of(domain).is_some_and(|found| found.passes) {
                return Some(Candidate::as_published(case));
            }
            (spf::with_include(record, domain), vec![format!("include:{domain}")])
        }
        _ => by_address(case, record)?,
    };
    Some(Candidate { added, ..Candidate::trying(case, text) })
}

/// Relays that do not pass yet, by their addresses.
fn by_address(case: &Case<'_>, record: &Record) -> Option<(String, Vec<String>)> {
    let open = case.relays.iter().filter(|tested| tested.result != spf::Result::Pass);
    let mut added = Vec::new();
    let mut text = record.text.clone();
    for tested in open {
        let term = propose::address_term(tested.network);
        text = propose::before_all(&Record::parse(text.as_bytes()), &term);
        added.push(term);
    }
    (!added.is_empty()).then_some((text, added))
}
