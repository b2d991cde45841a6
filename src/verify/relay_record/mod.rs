//! Whether a domain's SPF record lets the relays of a region pass, and the record to publish: one way to say so for
//! the check of a domain and for what a change would have done.

mod candidate;
mod expected;
mod propose;
mod terms;
mod words;

use std::ops::Range;

use ipnet::IpNet;

use super::spf::{self, Found, Identity, Request, Walk};
use crate::dns::{Dns, Kind};
use crate::evidence::relays::Registry;

pub use candidate::Candidate;
pub(crate) use candidate::Candidates;
pub(crate) use expected::Expected;
pub use expected::{IncludeState, RelayInclude};
pub(crate) use propose::proposal;
pub(crate) use terms::{Needless, costs, needless, spot};
pub(crate) use words::syntax;

/// Networks of relays that are checked one by one; a region has a handful.
pub const MOST_RELAYS: usize = 64;

/// What is asked.
pub struct Question<'a> {
    /// The domain of the institution's sender addresses.
    pub domain: &'a str,
    /// Region id.
    pub region: &'static str,
    /// What is known of the relays.
    pub registry: &'a Registry,
    /// Where answers come from.
    pub dns: &'a dyn Dns,
    /// In the corrected record, put the region's include in place of those of other regions.
    pub replace: bool,
}

/// Whether the relays are authorised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authorised {
    /// Every known relay passes.
    Yes,
    /// Some do.
    Partly,
    /// None does.
    No,
    /// An answer or an address is missing to say so.
    Unknown,
}

impl Authorised {
    /// The word in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

/// One relay, or a block of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// Address or block.
    pub network: IpNet,
    /// Where it is known from: ids of registry entries, `include:...`.
    pub known_from: Vec<String>,
    /// The result for its first address, and for its last when that is another.
    pub result: spf::Result,
    /// The way to the term that decided: terms with the domains that publish them.
    pub decided_by: Vec<(String, String)>,
}

/// A place in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The domain that publishes it.
    pub domain: String,
    /// The record.
    pub record: String,
    /// The bytes.
    pub at: Range<usize>,
}

/// A record to publish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The record.
    pub text: String,
    /// It as a line of a zone file, in strings of at most 255 octets.
    pub line: String,
    /// What was changed, one sentence each.
    pub changes: Vec<String>,
    /// Look-ups that a check of it costs at most.
    pub lookups: usize,
    /// Whether the relays are authorised with it.
    pub authorised: Authorised,
}

/// Everything that findings and the proposal look at.
pub(crate) struct Case<'a> {
    pub(crate) question: &'a Question<'a>,
    pub(crate) domain: String,
    pub(crate) walk: Walk,
    pub(crate) expected: Expected,
    pub(crate) relays: Vec<Tested>,
    /// The SPF records that are published.
    pub(crate) published: Vec<String>,
}

/// What the results for the relays come to.
fn authorised(relays: &[Tested], walk: &Walk) -> Authorised {
    let unsure = |t: &Tested| matches!(t.result, spf::Result::Unknown | spf::Result::TempError);
    let passing = relays.iter().filter(|t| t.result == spf::Result::Pass).count();
    if relays.is_empty() {
        // Without a usable record nobody passes, whatever the addresses are.
        let broken = matches!(walk.root.found, Found::Nothing { .. } | Found::Several(_));
        return if broken { Authorised::No } else { Authorised::Unknown };
    }
    if passing == relays.len() {
        Authorised::Yes
    } else if relays.iter().any(unsure) {
        Authorised::Unknown
    } else if passing > 0 {
        Authorised::Partly
    } else {
        Authorised::No
    }
}

/// The result for each relay of the region.
fn test_all(dns: &dyn Dns, domain: &str, expected: &Expected) -> Vec<Tested> {
    expected
        .relays
        .iter()
        .take(MOST_RELAYS)
        .map(|(network, from)| test(dns, domain, *network, from))
        .collect()
}

/// The result for a relay, or for both ends of a block: the worse one.
fn test(dns: &dyn Dns, domain: &str, network: IpNet, from: &[String]) -> Tested {
    let sender = format!("postmaster@{domain}");
    let evaluate = |ip| {
        let identity = Identity::MailFrom(&sender);
        spf::evaluate(dns, &Request { ip, identity, helo: "", receiver: "", time: 0 })
    };
    let mut evaluation = evaluate(network.network());
    if evaluation.result == spf::Result::Pass && network.network() != network.broadcast() {
        evaluation = evaluate(network.broadcast());
    }
    let decided_by = evaluation.matched.into_iter().map(|place| (place.domain, place.text)).collect();
    Tested { network, known_from: from.to_vec(), result: evaluation.result, decided_by }
}

impl<'a> Case<'a> {
    /// Looks at the record, and tries it for every relay.
    pub(crate) fn study(question: &'a Question<'a>) -> Self {
        let domain = question.domain.trim_end_matches('.').to_ascii_lowercase();
        let expected = Expected::of(question);
        let walk = spf::walk(question.dns, &domain);
        let published = match &walk.root.found {
            Found::Record(record) => vec![record.text.clone()],
            Found::Several(records) => records.clone(),
            _ => Vec::new(),
        };
        let relays = test_all(question.dns, &domain, &expected);
        Self { question, domain, walk, expected, relays, published }
    }

    /// Whether the relays are authorised.
    pub(crate) fn authorised(&self) -> Authorised {
        authorised(&self.relays, &self.walk)
    }

    /// Whether the record of the domain was read at all.
    pub(crate) fn is_readable(&self) -> bool {
        matches!(
            self.walk.root.found,
            Found::Record(_) | Found::Several(_) | Found::Nothing { no_such_domain: false, .. }
        )
    }

    /// The published record, when there is exactly one.
    pub(crate) fn record(&self) -> Option<&spf::Record> {
        self.walk.root.found.record()
    }

    /// The record types that hold the relays' addresses; both where no relay is known.
    pub(crate) fn families(&self) -> Vec<Kind> {
        if self.expected.relays.is_empty() {
            return vec![Kind::A, Kind::Aaaa];
        }
        let is = |v4: bool| self.expected.relays.iter().any(|(net, _)| net.addr().is_ipv4() == v4);
        [(is(true), Kind::A), (is(false), Kind::Aaaa)].into_iter().filter(|f| f.0).map(|f| f.1).collect()
    }

    /// Every known relay passes.
    pub(crate) fn all_pass(&self) -> bool {
        !self.relays.is_empty() && self.relays.iter().all(|t| t.result == spf::Result::Pass)
    }

    /// The place of a term of the domain's own record.
    pub(crate) fn own_spot(&self, term: usize) -> Option<Spot> {
        terms::spot(&self.walk.root, &self.domain, Some(term))
    }
}
