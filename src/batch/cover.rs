//! Which changes would have delivered how many messages: each alone, and the smallest set that would most.
//!
//! A message has ways to the inbox: sets of remedies, each of which is enough. Messages with the same ways are counted
//! together, so that memory does not grow with the mailbox. The smallest set is found exactly as long as that is
//! little work, else by taking again and again the way that delivers most for each remedy that it adds.

use std::collections::BTreeMap;

use crate::diagnosis::WhatIf;
use crate::remedies::REMEDIES;
use crate::report::{RemedyEffect, SmallestSet, WhatIfSummary};

/// Different ways that are counted; beyond them memory would grow with the input.
const PATTERNS: usize = 4096;
/// Comparisons of a set with a way that the exact search may take.
const EXACT: u64 = 4_000_000;

/// A set of remedies: one bit for each place in [`REMEDIES`].
type Set = u128;

/// Messages by their ways to the inbox.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// The smallest sets that deliver a message, sorted, to the number of such messages.
    counts: BTreeMap<Vec<Set>, u64>,
    uncounted: u64,
}

impl Ways {
    /// Counts one message that was kept out.
    pub(super) fn add(&mut self, what_if: &[WhatIf]) {
        let mut ways: Vec<Set> = what_if.iter().filter_map(way).collect();
        if ways.is_empty() {
            return;
        }
        ways.sort_unstable();
        ways.dedup();
        self.count(ways, 1);
    }

    /// Adds what was counted after this.
    pub(super) fn merge(&mut self, later: Self) {
        self.uncounted += later.uncounted;
        for (ways, messages) in later.counts {
            self.count(ways, messages);
        }
    }

    fn count(&mut self, ways: Vec<Set>, messages: u64) {
        if let Some(known) = self.counts.get_mut(&ways) {
            *known += messages;
        } else if self.counts.len() < PATTERNS {
            self.counts.insert(ways, messages);
        } else {
            self.uncounted += messages;
        }
    }

    /// The published summary.
    pub(super) fn finish(self, notes: &mut Vec<String>) -> WhatIfSummary {
        if self.uncounted > 0 {
            notes.push(format!(
                "More than {PATTERNS} combinations of helpful changes: {} messages are not in what they would have delivered.",
                self.uncounted
            ));
        }
        let single = self.single();
        let order = self.order(&single);
        let best = self.exact(&order).unwrap_or_else(|| self.greedy(&order));
        let remedies = order.iter().filter(|bit| best & **bit != 0).filter_map(|bit| id(*bit)).collect();
        WhatIfSummary {
            single: single
                .iter()
                .filter_map(|(bit, messages)| Some(RemedyEffect { remedy: id(*bit)?, messages: *messages }))
                .collect(),
            smallest_set: SmallestSet { remedies, messages: self.delivered(best) },
        }
    }

    /// Each remedy that delivers by itself, most messages first, of equal ones the first by id.
    fn single(&self) -> Vec<(Set, u64)> {
        let mut counts: BTreeMap<Set, u64> = BTreeMap::new();
        for (ways, messages) in &self.counts {
            for way in ways.iter().filter(|way| way.count_ones() == 1) {
                *counts.entry(*way).or_default() += messages;
            }
        }
        let mut single: Vec<(Set, u64)> = counts.into_iter().collect();
        // Bits are in the order of ids already.
        single.sort_by_key(|(_, messages)| std::cmp::Reverse(*messages));
        single
    }

    /// Every remedy of any way: those that deliver most by themselves first, then by id.
    fn order(&self, single: &[(Set, u64)]) -> Vec<Set> {
        let all = self.counts.keys().flatten().fold(0, |all, way| all | way);
        let mut order: Vec<Set> = single.iter().map(|(bit, _)| *bit).collect();
        let alone: Set = order.iter().fold(0, |all, bit| all | bit);
        order.extend((0..Set::BITS).map(|at| 1 << at).filter(|bit| all & !alone & bit != 0));
        order
    }

    /// Messages that a set delivers.
    fn delivered(&self, set: Set) -> u64 {
        let holds = |ways: &&Vec<Set>| ways.iter().any(|way| way & !set == 0);
        self.counts.iter().filter(|(ways, _)| holds(ways)).map(|(_, messages)| messages).sum()
    }

    /// The smallest set that delivers all that any set can; of equal ones the first in `order`. `None` where finding
    /// it would take too long.
    fn exact(&self, order: &[Set]) -> Option<Set> {
        let ways: u64 = self.counts.keys().map(|ways| ways.len() as u64).sum();
        let sets = 1_u64.checked_shl(u32::try_from(order.len()).ok()?).filter(|n| *n <= EXACT)?;
        if sets.checked_mul(ways)? > EXACT {
            return None;
        }
        (0..=order.len()).find_map(|size| self.of_size(order, size, 0))
    }

    /// A set of `size` more remedies out of `order` that with `taken` delivers everybody.
    fn of_size(&self, order: &[Set], size: usize, taken: Set) -> Option<Set> {
        if size == 0 {
            let all = || self.counts.keys().all(|ways| ways.iter().any(|way| way & !taken == 0));
            return all().then_some(taken);
        }
        order.iter().enumerate().find_map(|(at, bit)| {
            let rest = order.get(at + 1..).unwrap_or_default();
            (rest.len() + 1 >= size).then(|| self.of_size(rest, size - 1, taken | bit)).flatten()
        })
    }

    /// Takes the way that delivers most messages for each remedy that it adds, until all are delivered; then drops
    /// what is not needed. Of equal ones the earlier in `order` is taken.
    fn greedy(&self, order: &[Set]) -> Set {
        let mut taken: Set = 0;
        loop {
            let left = |ways: &Vec<Set>| !ways.iter().any(|way| way & !taken == 0);
            let mut gains: BTreeMap<Set, u64> = BTreeMap::new();
            for (ways, messages) in self.counts.iter().filter(|(ways, _)| left(ways)) {
                let mut more: Vec<Set> = ways.iter().map(|way| way & !taken).collect();
                more.sort_unstable();
                more.dedup();
                more.iter().for_each(|way| *gains.entry(*way).or_default() += messages);
            }
            let rank = |set: Set| order.iter().position(|bit| set & bit != 0);
            let best = gains.into_iter().max_by(|(a, x), (b, y)| {
                let each = (x * u64::from(b.count_ones())).cmp(&(y * u64::from(a.count_ones())));
                each.then_with(|| rank(*b).cmp(&rank(*a))).then(b.cmp(a))
            });
            match best {
                Some((way, _)) => taken |= way,
                None => break,
            }
        }
        let all = self.delivered(taken);
        for bit in order.iter().rev() {
            if taken & bit != 0 && self.delivered(taken & !bit) == all {
                taken &= !bit;
            }
        }
        taken
    }
}

/// The remedies that together deliver the message, when there is such a way.
fn way(what_if: &WhatIf) -> Option<Set> {
    let own = bit(what_if.remedy.id)?;
    if what_if.delivers() {
        return Some(own);
    }
    let more = what_if.needs.iter().map(|r| bit(r.id)).try_fold(0, |all, bit| Some(all | bit?))?;
    (more != 0).then_some(own | more)
}

fn bit(id: &str) -> Option<Set> {
    let at = REMEDIES.binary_search_by(|r| r.id.cmp(id)).ok()?;
    1_u128.checked_shl(u32::try_from(at).ok()?)
}

fn id(bit: Set) -> Option<&'static str> {
    REMEDIES.get(bit.trailing_zeros() as usize).map(|r| r.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(ids: &[&str]) -> Set {
        ids.iter().filter_map(|id| bit(id)).fold(0, |all, bit| all | bit)
    }

    fn ways(counts: &[(&[&[&str]], u64)]) -> Ways {
        let mut ways = Ways::default();
        for (sets, messages) in counts {
            let mut sets: Vec<Set> = sets.iter().map(|s| set(s)).collect();
            sets.sort_unstable();
            ways.count(sets, *messages);
        }
        ways
    }

    const SPF: &str = "add-spf-include";
    const SKIP: &str = "skip-list-gateway";
    const SIGN: &str = "sign-with-own-domain";
    const LIST: &str = "allow-relay-microsoft-365";

    #[test]
    fn every_remedy_has_a_bit() {
        assert!(REMEDIES.len() <= Set::BITS as usize);
        assert!(REMEDIES.iter().all(|r| bit(r.id).and_then(id) == Some(r.id)));
    }

    #[test]
    fn the_smallest_set_delivers_most() {
        let ways =
            ways(&[(&[&[SPF], &[SIGN]], 10), (&[&[SPF, SKIP]], 3), (&[&[SIGN]], 2), (&[&[LIST], &[SPF]], 4)]);
        let summary = ways.finish(&mut Vec::new());
        let single: Vec<_> = summary.single.iter().map(|s| (s.remedy, s.messages)).collect();
        assert_eq!(single, [(SPF, 14), (SIGN, 12), (LIST, 4)]);
        assert_eq!(summary.smallest_set.remedies, [SPF, SIGN, SKIP]);
        assert_eq!(summary.smallest_set.messages, 19);
    }

    #[test]
    fn nothing_helps_nobody() {
        assert_eq!(Ways::default().finish(&mut Vec::new()), WhatIfSummary::default());
    }

    #[test]
    fn equal_sets_go_by_what_delivers_more_and_then_by_id() {
        let summary = ways(&[(&[&[LIST], &[SPF]], 4)]).finish(&mut Vec::new());
        assert_eq!(summary.smallest_set.remedies, [SPF]);
        let summary = ways(&[(&[&[LIST], &[SPF]], 4), (&[&[LIST], &[SIGN]], 1)]).finish(&mut Vec::new());
        assert_eq!(summary.smallest_set.remedies, [LIST]);
    }

    #[test]
    fn greedy_covers_as_much_as_exact() {
        let ways = ways(&[
            (&[&[SPF], &[SIGN]], 10),
            (&[&[SPF, SKIP], &[LIST]], 3),
            (&[&[SIGN, SKIP]], 2),
            (&[&[LIST], &[SPF]], 4),
        ]);
        let order = ways.order(&ways.single());
        let (exact, greedy) = (ways.exact(&order).unwrap_or_default(), ways.greedy(&order));
        assert_eq!(ways.delivered(greedy), 19);
        assert_eq!(ways.delivered(exact), 19);
        assert!(exact.count_ones() <= greedy.count_ones());
    }

    #[test]
    fn merging_blocks_equals_counting_at_once() {
        let mut halves = ways(&[(&[&[SPF]], 2), (&[&[SIGN]], 1)]);
        halves.merge(ways(&[(&[&[SIGN]], 5)]));
        let whole = ways(&[(&[&[SPF]], 2), (&[&[SIGN]], 6)]);
        assert_eq!(halves.finish(&mut Vec::new()), whole.finish(&mut Vec::new()));
    }

    #[test]
    fn patterns_are_bounded_and_the_rest_is_said() {
        let mut all = Ways::default();
        for number in 1..=PATTERNS as u128 + 7 {
            all.count(vec![number << 1], 1);
        }
        let mut notes = Vec::new();
        let summary = all.finish(&mut notes);
        assert!(notes[0].contains("7 messages"), "{notes:?}");
        assert_eq!(summary.smallest_set.messages, PATTERNS as u64);
    }
}
