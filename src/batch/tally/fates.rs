//! What became of mail from Ex Libris, by region and by the filter that decided.

use std::collections::BTreeMap;

use super::{commonest, merge_counts, was_kept_out};
use crate::Analysis;
use crate::evidence::relays::REGIONS;
use crate::input::Folder;
use crate::report::{Counts, Fate, ProductCount, RegionCount};

/// By one property.
type ByKey = BTreeMap<Option<&'static str>, FateTally>;

/// By region and by filter.
#[derive(Debug, Default)]
pub(super) struct Fates {
    regions: ByKey,
    products: ByKey,
}

#[derive(Debug, Default)]
struct FateTally {
    messages: u64,
    delivered: u64,
    kept_out: u64,
    causes: Counts,
}

impl Fates {
    /// Counts a message that really came from Ex Libris.
    pub(super) fn add(&mut self, analysis: &Analysis<'_>) {
        let evidence = &analysis.evidence;
        let product =
            evidence.outcome.decided_by.and_then(|at| evidence.filters.get(at)).map(|filter| filter.product);
        self.regions.entry(region(analysis)).or_default().add(analysis);
        self.products.entry(product).or_default().add(analysis);
    }

    pub(super) fn merge(&mut self, later: Self) {
        merge(&mut self.regions, later.regions);
        merge(&mut self.products, later.products);
    }

    pub(super) fn finish(self) -> (Vec<RegionCount>, Vec<ProductCount>) {
        let regions = sorted(&self.regions).map(|(region, fate)| RegionCount { region, fate }).collect();
        let products = sorted(&self.products).map(|(product, fate)| ProductCount { product, fate }).collect();
        (regions, products)
    }
}

/// The region, when it is one of those that exist.
pub(super) fn region(analysis: &Analysis<'_>) -> Option<&'static str> {
    let region = analysis.evidence.exlibris.region.as_deref()?;
    REGIONS.iter().find(|known| **known == region).copied()
}

fn merge(into: &mut ByKey, later: ByKey) {
    for (key, more) in later {
        let tally = into.entry(key).or_default();
        tally.messages += more.messages;
        tally.delivered += more.delivered;
        tally.kept_out += more.kept_out;
        merge_counts(&mut tally.causes, &more.causes);
    }
}

/// Most messages first, of equal ones the first by id.
fn sorted(by_key: &ByKey) -> impl Iterator<Item = (Option<&'static str>, Fate)> {
    let mut list: Vec<_> = by_key.iter().map(|(key, tally)| (*key, tally.finish())).collect();
    list.sort_by_key(|(_, fate)| std::cmp::Reverse(fate.messages));
    list.into_iter()
}

impl FateTally {
    fn add(&mut self, analysis: &Analysis<'_>) {
        let folder = analysis.evidence.outcome.folder;
        self.messages += 1;
        self.delivered += u64::from(folder == Folder::Inbox);
        if was_kept_out(folder) {
            self.kept_out += 1;
            if let Some(cause) = analysis.diagnosis.cause {
                *self.causes.entry(cause.rule.id).or_default() += 1;
            }
        }
    }

    fn finish(&self) -> Fate {
        Fate {
            messages: self.messages,
            delivered: self.delivered,
            kept_out: self.kept_out,
            cause: commonest(&self.causes),
        }
    }
}
