//! The relays of a region that a domain's record must let pass: those of the include, and those of the registry.

use ipnet::IpNet;

use super::Question;
use crate::dns::Failure;
use crate::evidence::relays::{Confidence, Entry};
use crate::verify::spf::{self, Found, Remark, Walk};

/// What is known of a region's relays.
pub(crate) struct Expected {
    /// The include.
    pub(crate) include: Option<RelayInclude>,
    /// Addresses with where they are known from, each once.
    pub(crate) relays: Vec<(IpNet, Vec<String>)>,
    /// Includes of other regions: region, domain.
    pub(crate) others: Vec<(String, String)>,
    /// The oldest of the entries that were used: id and date.
    pub(crate) oldest: Option<(String, String)>,
    complete: bool,
}

/// The SPF include of a region's relays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelayInclude {
    /// Its domain.
    pub domain: String,
    /// Id of the registry entry.
    pub entry: String,
    /// How it is known.
    pub confidence: Confidence,
    /// What DNS says of it.
    pub state: IncludeState,
}

/// What DNS says of an include.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncludeState {
    /// It has a record that lists addresses.
    Usable,
    /// It has none, a broken one, or one that lets everybody pass.
    Broken,
    /// The look-up failed.
    Failed(Failure),
    /// Nobody asked.
    NotRecorded,
}

impl IncludeState {
    /// The word in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Broken => "broken",
            Self::Failed(_) => "failed",
            Self::NotRecorded => "not-recorded",
        }
    }
}

impl Expected {
    pub(crate) fn of(question: &Question<'_>) -> Self {
        let entries =
            || question.registry.entries.iter().filter(|e| e.region.as_deref() == Some(question.region));
        let named = entries().find(|e| e.address.is_none() && e.spf_include.is_some());
        let named = named.or_else(|| entries().find(|e| e.spf_include.is_some()));
        let mut expected = Self {
            include: None,
            relays: Vec::new(),
            others: others(question),
            oldest: None,
            complete: true,
        };
        if let Some((entry, domain)) = named.and_then(|e| Some((e, e.spf_include.clone()?))) {
            let walk = spf::walk(question.dns, &domain);
            let state = IncludeState::of(&walk);
            expected.complete &= walk.is_complete();
            if state == IncludeState::Usable {
                for listed in walk.listed.iter().filter(|listed| listed.passes) {
                    expected.add(listed.network, &format!("include:{domain}"));
                }
            }
            expected.used(entry);
            let (entry, confidence) = (entry.id.clone(), entry.confidence);
            expected.include = Some(RelayInclude { domain, entry, confidence, state });
        }
        // What a past refresh read out of the include counts only where the include itself cannot be read now.
        let readable = expected.include.as_ref().is_some_and(|i| i.state == IncludeState::Usable);
        for entry in question.registry.recommendable(question.region) {
            if let Some(network) =
                entry.address.filter(|_| !(readable && entry.confidence == Confidence::Dns))
            {
                expected.add(network, &entry.id);
                expected.used(entry);
            }
        }
        expected
    }

    fn add(&mut self, network: IpNet, from: &str) {
        match self.relays.iter_mut().find(|(known, _)| *known == network) {
            Some((_, origins)) => origins.push(from.to_owned()),
            None => self.relays.push((network, vec![from.to_owned()])),
        }
    }

    fn used(&mut self, entry: &Entry) {
        if self.oldest.as_ref().is_none_or(|(_, date)| entry.as_of < *date) {
            self.oldest = Some((entry.id.clone(), entry.as_of.clone()));
        }
    }

    /// Whether a relay of the region lies in the network, or the network in a relay's block.
    pub(crate) fn overlaps(&self, network: &IpNet) -> bool {
        self.relays.iter().any(|(relay, _)| relay.contains(network) || network.contains(relay))
    }

    /// The include, when it can be published.
    pub(crate) fn usable_include(&self) -> Option<&str> {
        let include = self.include.as_ref()?;
        (include.state == IncludeState::Usable).then_some(include.domain.as_str())
    }

    /// No answer was missing.
    pub(crate) fn is_complete(&self) -> bool {
        self.complete
    }
}

/// The includes that are known of other regions.
fn others(question: &Question<'_>) -> Vec<(String, String)> {
    let mut others: Vec<(String, String)> = Vec::new();
    for entry in &question.registry.entries {
        if let (Some(region), Some(include)) = (&entry.region, &entry.spf_include)
            && region != question.region
            && others.iter().all(|(_, known)| known != include)
        {
            others.push((region.clone(), include.clone()));
        }
    }
    others
}

impl IncludeState {
    /// What a walk of its record came to.
    pub(crate) fn of(walk: &Walk) -> Self {
        match &walk.root.found {
            // Relays are a few addresses: what lets everybody pass is not their list.
            Found::Record(_) if walk.remarks.iter().any(|r| r.remark == Remark::PassesAll) => Self::Broken,
            Found::Record(record) if record.errors().next().is_none() => Self::Usable,
            Found::NotRecorded => Self::NotRecorded,
            Found::Failed(failure) => Self::Failed(*failure),
            _ => Self::Broken,
        }
    }
}
