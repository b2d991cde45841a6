//! Counting: a partial summary per block, merged in input order, so that threads change nothing.

mod changes;
mod days;
mod delays;
mod fates;
mod first_met;
mod impostors;
mod mends;
mod senders;

use super::cover::Ways;
use crate::Analysis;
use crate::headers::date::Date;
use crate::input::Folder;
use crate::report::{Breakdown, Counts, Summary, Untold};
use crate::settings::Settings;

use days::Days;
use delays::Delays;
use fates::Fates;
use impostors::ImpostorTally;
use mends::Mends;
use senders::Senders;

/// Whether a message did not reach the inbox.
pub fn was_kept_out(folder: Folder) -> bool {
    matches!(folder, Folder::Junk | Folder::Quarantine | Folder::Rejected)
}

/// A partial summary: of one block, or of everything so far.
#[derive(Debug, Default)]
pub struct Tally {
    messages: u64,
    unreadable: u64,
    bytes: u64,
    all: Breakdown,
    exlibris: Breakdown,
    mends: Mends,
    ways: Ways,
    senders: Senders,
    fates: Fates,
    days: Days,
    impostors: ImpostorTally,
    untold: Untold,
    delays: Delays,
    first: Option<i64>,
    last: Option<i64>,
}

impl Tally {
    /// Counts one message.
    pub fn add(&mut self, analysis: &Analysis<'_>, settings: &Settings) {
        self.messages += 1;
        count(&mut self.all, analysis);
        if analysis.evidence.exlibris.relation.is_genuine() {
            count(&mut self.exlibris, analysis);
            self.fates.add(analysis);
            self.delays.add(analysis);
        }
        self.mends.add(analysis, settings);
        if was_kept_out(analysis.evidence.outcome.folder) {
            self.ways.add(&analysis.diagnosis.what_if);
        }
        self.senders.add(analysis);
        self.impostors.add(analysis);
        self.add_untold(analysis);
        match arrival(analysis) {
            Some(at) => {
                self.span(Some(at), Some(at));
                self.days.add(at, analysis);
            }
            None => self.untold.undated += 1,
        }
    }

    fn add_untold(&mut self, analysis: &Analysis<'_>) {
        let evidence = &analysis.evidence;
        let cause = analysis.diagnosis.cause.map(|cause| cause.rule.id);
        self.untold.no_verdict += u64::from(cause == Some("no-verdict-in-headers"));
        self.untold.unknown_folder += u64::from(evidence.outcome.folder == Folder::Unknown);
        self.untold.unknown_border += u64::from(evidence.route.border_ip().is_none());
    }

    /// Counts bytes of input.
    pub fn add_bytes(&mut self, bytes: u64) {
        self.bytes += bytes;
    }

    /// Counts inputs that could not be read.
    pub fn add_unreadable(&mut self, inputs: usize) {
        self.unreadable += inputs as u64;
    }

    fn span(&mut self, first: Option<i64>, last: Option<i64>) {
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.into_iter().chain(last).max();
    }

    /// Adds what was counted after this.
    pub fn merge(&mut self, later: Self) {
        self.messages += later.messages;
        self.unreadable += later.unreadable;
        self.bytes += later.bytes;
        merge_breakdown(&mut self.all, &later.all);
        merge_breakdown(&mut self.exlibris, &later.exlibris);
        self.mends.merge(later.mends);
        self.ways.merge(later.ways);
        self.senders.merge(later.senders);
        self.fates.merge(later.fates);
        self.days.merge(later.days);
        self.impostors.merge(later.impostors);
        self.delays.merge(later.delays);
        self.untold.no_verdict += later.untold.no_verdict;
        self.untold.unknown_folder += later.untold.unknown_folder;
        self.untold.unknown_border += later.untold.unknown_border;
        self.untold.undated += later.untold.undated;
        self.span(later.first, later.last);
    }

    /// The published summary.
    pub fn finish(self) -> Summary {
        let mut notes = Vec::new();
        let (remedies, causes) = self.mends.finish();
        let (regions, products) = self.fates.finish();
        let senders = self.senders.finish(&mut notes);
        let what_if = self.ways.finish(&mut notes);
        let impostors = self.impostors.finish(&mut notes);
        let hop_delays = self.delays.finish(&mut notes);
        let changes = changes::find(&self.days, &mut notes);
        Summary {
            partial: false,
            messages: self.messages,
            unreadable: self.unreadable,
            bytes: self.bytes,
            all: self.all,
            exlibris: self.exlibris,
            remedies,
            what_if,
            causes,
            senders,
            regions,
            products,
            months: self.days.months(&mut notes),
            changes,
            impostors,
            untold: Untold { unreadable: self.unreadable, ..self.untold },
            hop_delays,
            first_date: self.first.map(utc),
            last_date: self.last.map(utc),
            notes,
        }
    }
}

/// The commonest id; of equally common ones the first by name, so that the answer is always the same.
fn commonest(counts: &Counts) -> Option<&'static str> {
    counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(id, _)| *id)
}

fn count(breakdown: &mut Breakdown, analysis: &Analysis<'_>) {
    let evidence = &analysis.evidence;
    *breakdown.by_relation.entry(evidence.exlibris.relation.id()).or_default() += 1;
    if let Some(region) = fates::region(analysis) {
        *breakdown.by_region.entry(region).or_default() += 1;
    }
    *breakdown.by_folder.entry(evidence.outcome.folder.id()).or_default() += 1;
    *breakdown.by_verdict.entry(evidence.outcome.verdict.id()).or_default() += 1;
    if let Some(cause) = analysis.diagnosis.cause {
        *breakdown.by_cause.entry(cause.rule.id).or_default() += 1;
        match evidence.outcome.folder {
            folder if was_kept_out(folder) => *breakdown.kept_out.entry(cause.rule.id).or_default() += 1,
            Folder::Inbox => *breakdown.delivered.entry(cause.rule.id).or_default() += 1,
            _ => {}
        }
    }
}

fn merge_breakdown(into: &mut Breakdown, later: &Breakdown) {
    merge_counts(&mut into.by_relation, &later.by_relation);
    merge_counts(&mut into.by_region, &later.by_region);
    merge_counts(&mut into.by_folder, &later.by_folder);
    merge_counts(&mut into.by_verdict, &later.by_verdict);
    merge_counts(&mut into.by_cause, &later.by_cause);
    merge_counts(&mut into.kept_out, &later.kept_out);
    merge_counts(&mut into.delivered, &later.delivered);
}

fn merge_counts(into: &mut Counts, later: &Counts) {
    for (id, messages) in later {
        *into.entry(id).or_default() += messages;
    }
}

/// When the message arrived: the border hop's date, else what the sender wrote; nothing that is not believable.
fn arrival(analysis: &Analysis<'_>) -> Option<i64> {
    let evidence = &analysis.evidence;
    let border = evidence.route.border.and_then(|at| evidence.route.hops.get(at)?.received.date);
    border.or(evidence.identity.date).map(|date| date.epoch).filter(|epoch| days::BELIEVABLE.contains(epoch))
}

fn utc(epoch: i64) -> String {
    Date { epoch, offset_minutes: Some(0), deviations: 0 }.to_rfc3339()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commonest_stands_and_ties_go_by_name() {
        let causes = Counts::from([("b-cause", 2), ("a-cause", 2), ("c-cause", 1)]);
        assert_eq!(commonest(&causes), Some("a-cause"));
    }

    #[test]
    fn the_span_is_the_same_in_any_order() {
        let mut tally = Tally::default();
        tally.span(Some(20), Some(20));
        tally.span(Some(10), Some(10));
        assert_eq!((tally.first, tally.last), (Some(10), Some(20)));
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
    }
}
