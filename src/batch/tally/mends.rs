//! What to do: how often a remedy is the first, how many messages it mends, and which mends most of each cause.

use std::collections::BTreeMap;

use super::{merge_counts, was_kept_out};
use crate::Analysis;
use crate::remedies::Remedy;
use crate::report::{CauseCount, Counts, RemedyCount, Snippet};
use crate::settings::Settings;

/// Bytes of the longest name of a host (RFC 1035, section 2.3.4, without the root).
const HOST: usize = 253;

/// Remedies, and the causes that they are for.
#[derive(Debug, Default)]
pub(super) struct Mends {
    remedies: BTreeMap<&'static str, RemedyTally>,
    /// Why mail from Ex Libris was kept out.
    causes: BTreeMap<&'static str, CauseTally>,
}

#[derive(Debug)]
struct RemedyTally {
    remedy: &'static Remedy,
    messages: u64,
    mends: u64,
    snippet: Option<Snippet>,
    /// The domain in From of the message that has it.
    snippet_for: Option<String>,
}

#[derive(Debug, Default)]
struct CauseTally {
    messages: u64,
    first: Counts,
    mends: Counts,
}

impl Mends {
    pub(super) fn add(&mut self, analysis: &Analysis<'_>, settings: &Settings) {
        let diagnosis = &analysis.diagnosis;
        let first = diagnosis.remedies.first().map(|(remedy, _)| *remedy);
        if let Some(remedy) = first {
            self.remedy(remedy, analysis, settings).messages += 1;
        }
        if !was_kept_out(analysis.evidence.outcome.folder) {
            return;
        }
        let mends = || diagnosis.what_if.iter().filter(|what_if| what_if.delivers());
        for what_if in mends() {
            self.remedy(what_if.remedy, analysis, settings).mends += 1;
        }
        let genuine = analysis.evidence.exlibris.relation.is_genuine();
        let Some(cause) = diagnosis.cause.filter(|_| genuine) else { return };
        let cause = self.causes.entry(cause.rule.id).or_default();
        cause.messages += 1;
        if let Some(remedy) = first {
            *cause.first.entry(remedy.id).or_default() += 1;
        }
        mends().for_each(|what_if| *cause.mends.entry(what_if.remedy.id).or_default() += 1);
    }

    /// The tally of a remedy, with the text to paste of the first message that has one.
    fn remedy(
        &mut self,
        remedy: &'static Remedy,
        analysis: &Analysis<'_>,
        settings: &Settings,
    ) -> &mut RemedyTally {
        let tally = self.remedies.entry(remedy.id).or_insert_with(|| RemedyTally::new(remedy));
        if tally.snippet.is_none() {
            tally.snippet = remedy
                .snippet(&analysis.case(settings))
                .map(|snippet| Snippet { kind: snippet.kind, text: snippet.text });
            if tally.snippet.is_some() {
                tally.snippet_for = sender(analysis);
            }
        }
        tally
    }

    pub(super) fn merge(&mut self, later: Self) {
        for (id, more) in later.remedies {
            let tally = self.remedies.entry(id).or_insert_with(|| RemedyTally::new(more.remedy));
            tally.messages += more.messages;
            tally.mends += more.mends;
            if tally.snippet.is_none() {
                (tally.snippet, tally.snippet_for) = (more.snippet, more.snippet_for);
            }
        }
        for (id, more) in later.causes {
            let tally = self.causes.entry(id).or_default();
            tally.messages += more.messages;
            merge_counts(&mut tally.first, &more.first);
            merge_counts(&mut tally.mends, &more.mends);
        }
    }

    pub(super) fn finish(self) -> (Vec<RemedyCount>, Vec<CauseCount>) {
        let mut remedies: Vec<RemedyCount> = self.remedies.into_values().map(RemedyTally::finish).collect();
        remedies.sort_by(|a, b| (b.messages, b.mends).cmp(&(a.messages, a.mends)).then(a.id.cmp(b.id)));
        let mut causes: Vec<CauseCount> = self.causes.iter().map(|(id, tally)| tally.finish(id)).collect();
        causes.sort_by(|a, b| b.messages.cmp(&a.messages).then(a.cause.cmp(b.cause)));
        (remedies, causes)
    }
}

/// The domain in From, if it is the name of a host.
fn sender(analysis: &Analysis<'_>) -> Option<String> {
    let is_host = |domain: &&str| {
        domain.len() <= HOST && domain.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
    };
    analysis.evidence.identity.from_domain().filter(is_host).map(str::to_owned)
}

impl RemedyTally {
    const fn new(remedy: &'static Remedy) -> Self {
        Self { remedy, messages: 0, mends: 0, snippet: None, snippet_for: None }
    }

    fn finish(self) -> RemedyCount {
        RemedyCount {
            id: self.remedy.id,
            messages: self.messages,
            mends: self.mends,
            title: self.remedy.title,
            actor: self.remedy.actor.id(),
            snippet: self.snippet,
            snippet_for: self.snippet_for,
        }
    }
}

impl CauseTally {
    fn finish(&self, cause: &'static str) -> CauseCount {
        let count = |counts: &Counts, id: &str| counts.get(id).copied().unwrap_or(0);
        let ids = self.first.keys().chain(self.mends.keys()).copied();
        // Of equally good remedies the one that is more often the first, then the first by id.
        let rank =
            |id: &&'static str| (count(&self.mends, id), count(&self.first, id), std::cmp::Reverse(*id));
        let remedy = ids.max_by_key(rank);
        let mends = remedy.map_or(0, |id| count(&self.mends, id));
        CauseCount { cause, messages: self.messages, remedy, mends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_goes_with_the_change_that_mends_most_of_it() {
        let mut tally = CauseTally {
            messages: 9,
            first: Counts::from([("a-first", 9)]),
            mends: Counts::from([("b-mends", 4), ("c-mends", 6)]),
        };
        let best = tally.finish("some-cause");
        assert_eq!((best.remedy, best.mends), (Some("c-mends"), 6));
        tally.mends.clear();
        let best = tally.finish("some-cause");
        assert_eq!((best.remedy, best.mends), (Some("a-first"), 0));
    }
}
