//! How long the hops of mail from Ex Libris took, and where messages waited.

use super::first_met::FirstMet;
use super::senders::DOMAIN_BYTES;
use crate::Analysis;
use crate::evidence::route::{Hop, HopTrust};
use crate::report::{DelayBucket, HopDelays, SlowHop, untrusted};

/// Seconds that the delays of each bucket stay below, but for the last.
const BOUNDS: [i64; 5] = [10, 60, 300, 3600, 86_400];
/// Seconds from which a server is named: those of the finding `hop-delay`.
const SLOW: i64 = 300;
/// Names of slow servers that are told apart; beyond them memory would grow with the input.
const TRACKED: usize = 50_000;
/// Slow servers that are listed.
const LISTED: usize = 10;

/// Hops so far.
#[derive(Debug, Default)]
pub(super) struct Delays {
    buckets: [DelayBucket; BOUNDS.len() + 1],
    backwards: u64,
    unknown: u64,
    slow: FirstMet<String, SlowTally, TRACKED>,
}

#[derive(Debug, Default)]
struct SlowTally {
    hops: u64,
    longest: i64,
}

impl Delays {
    /// Counts the hops of a message that really came from Ex Libris; the oldest has nothing to wait for.
    pub(super) fn add(&mut self, analysis: &Analysis<'_>) {
        analysis.evidence.route.hops.iter().skip(1).for_each(|hop| self.hop(hop));
    }

    fn hop(&mut self, hop: &Hop<'_>) {
        let Some(delay) = hop.delay else {
            self.unknown += 1;
            return;
        };
        if delay < 0 {
            self.backwards += 1;
            return;
        }
        let at = BOUNDS.iter().position(|bound| delay < *bound).unwrap_or(BOUNDS.len());
        let bucket = &mut self.buckets[at];
        let place = match hop.trust {
            HopTrust::Claimed => &mut bucket.sending,
            HopTrust::Border => &mut bucket.border,
            HopTrust::Trusted => &mut bucket.receiving,
        };
        *place += 1;
        // What claimed hops call themselves is the sender's word.
        if delay >= SLOW
            && hop.trust != HopTrust::Claimed
            && let Some(by) = hop.received.by.as_deref()
        {
            let name = untrusted::head(by, DOMAIN_BYTES).to_ascii_lowercase();
            if let Some(slow) = self.slow.entry(name.as_str(), 1) {
                slow.hops += 1;
                slow.longest = slow.longest.max(delay);
            }
        }
    }

    pub(super) fn merge(&mut self, later: Self) {
        for (bucket, more) in self.buckets.iter_mut().zip(later.buckets) {
            bucket.sending += more.sending;
            bucket.border += more.border;
            bucket.receiving += more.receiving;
        }
        self.backwards += later.backwards;
        self.unknown += later.unknown;
        self.slow.merge(
            later.slow,
            |slow| slow.hops,
            |known, slow| {
                known.hops += slow.hops;
                known.longest = known.longest.max(slow.longest);
            },
        );
    }

    pub(super) fn finish(self, notes: &mut Vec<String>) -> HopDelays {
        if self.slow.untracked() > 0 {
            notes.push(format!(
                "More than {TRACKED} slow servers: {} slow hops at further ones are not in their list.",
                self.slow.untracked()
            ));
        }
        let mut slowest: Vec<SlowHop> = self
            .slow
            .into_ordered()
            .map(|(by, slow)| SlowHop { by, hops: slow.hops, longest_seconds: slow.longest })
            .collect();
        slowest.sort_by(|a, b| b.hops.cmp(&a.hops).then_with(|| a.by.cmp(&b.by)));
        if slowest.len() > LISTED {
            notes.push(format!(
                "{} slow servers; the {LISTED} with most slow hops are listed.",
                slowest.len()
            ));
            slowest.truncate(LISTED);
        }
        let bounds = BOUNDS.into_iter().map(Some).chain([None]);
        let buckets = self.buckets.into_iter().zip(bounds);
        let buckets =
            buckets.map(|(bucket, under_seconds)| DelayBucket { under_seconds, ..bucket }).collect();
        HopDelays { buckets, backwards: self.backwards, unknown: self.unknown, slowest }
    }
}
