//! Tallies by key in the order the keys were first met, bounded: which keys are kept does not depend on the blocks.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;

/// At most `LIMIT` keys; what falls to further ones is only counted.
///
/// A block holds far fewer keys than any limit, so that counting block by block gives the same as counting at once.
#[derive(Debug)]
pub(super) struct FirstMet<K, V, const LIMIT: usize> {
    index: HashMap<K, usize>,
    list: Vec<V>,
    untracked: u64,
}

impl<K, V, const LIMIT: usize> Default for FirstMet<K, V, LIMIT> {
    fn default() -> Self {
        Self { index: HashMap::new(), list: Vec::new(), untracked: 0 }
    }
}

impl<K: Hash + Eq + Ord, V: Default, const LIMIT: usize> FirstMet<K, V, LIMIT> {
    /// The tally of a key; `None`, with `messages` noted as left out, when there are too many keys already.
    pub(super) fn entry<Q>(&mut self, key: &Q, messages: u64) -> Option<&mut V>
    where
        Q: Hash + Eq + ToOwned<Owned = K> + ?Sized,
        K: Borrow<Q>,
    {
        let at = match self.index.get(key) {
            Some(at) => *at,
            None if self.list.len() >= LIMIT => {
                self.untracked += messages;
                return None;
            }
            None => {
                let at = self.list.len();
                self.index.insert(key.to_owned(), at);
                self.list.push(V::default());
                at
            }
        };
        self.list.get_mut(at)
    }

    /// Adds what was counted after this, in the order of the input; `messages` tells how many a tally stands for.
    pub(super) fn merge(&mut self, later: Self, messages: impl Fn(&V) -> u64, add: impl Fn(&mut V, V))
    where
        K: Clone,
    {
        self.untracked += later.untracked;
        for (key, tally) in later.into_ordered() {
            if let Some(known) = self.entry(&key, messages(&tally)) {
                add(known, tally);
            }
        }
    }

    /// What was left out because there were too many keys.
    pub(super) const fn untracked(&self) -> u64 {
        self.untracked
    }

    /// Every key with its tally, in the order first met.
    pub(super) fn into_ordered(self) -> impl Iterator<Item = (K, V)> {
        let mut keys: Vec<(usize, K)> = self.index.into_iter().map(|(key, at)| (at, key)).collect();
        keys.sort_unstable();
        keys.into_iter().map(|(_, key)| key).zip(self.list)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Few = FirstMet<String, u64, 3>;

    fn of(keys: &[&str]) -> Few {
        let mut few = Few::default();
        keys.iter().for_each(|key| few.entry(*key, 1).into_iter().for_each(|n| *n += 1));
        few
    }

    #[test]
    fn merging_equals_counting_at_once_and_the_limit_bites_at_the_same_key() {
        let mut halves = of(&["b", "a"]);
        halves.merge(of(&["a", "c", "d"]), |n| *n, |known, more| *known += more);
        let whole = of(&["b", "a", "a", "c", "d"]);
        assert_eq!((halves.untracked(), whole.untracked()), (1, 1));
        let (halves, whole): (Vec<_>, Vec<_>) =
            (halves.into_ordered().collect(), whole.into_ordered().collect());
        assert_eq!(halves, whole);
        assert_eq!(halves, [("b".to_owned(), 1), ("a".to_owned(), 2), ("c".to_owned(), 1)]);
    }
}
