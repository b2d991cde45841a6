//! Counting: a partial summary per block, merged in input order, so that threads change nothing.

use std::collections::{BTreeMap, HashMap};

use super::cover::Ways;
use crate::Analysis;
use crate::evidence::relays::REGIONS;
use crate::headers::date::Date;
use crate::input::Folder;
use crate::remedies::Remedy;
use crate::report::{Breakdown, Counts, RemedyCount, Sender, Snippet, Summary};
use crate::settings::Settings;

/// Sender domains that are told apart; beyond them memory would grow with the input.
const DOMAINS_TRACKED: usize = 100_000;
/// Sender domains that the summary lists.
const DOMAINS_LISTED: usize = 1000;
/// Bytes of a domain name that are kept; DNS allows 253.
const DOMAIN_BYTES: usize = 255;

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
    remedies: BTreeMap<&'static str, RemedyTally>,
    ways: Ways,
    senders: Senders,
    first: Option<i64>,
    last: Option<i64>,
}

#[derive(Debug)]
struct RemedyTally {
    remedy: &'static Remedy,
    messages: u64,
    snippet: Option<Snippet>,
}

/// From domains in the order they were first met.
#[derive(Debug, Default)]
struct Senders {
    index: HashMap<String, usize>,
    list: Vec<SenderTally>,
    untracked: u64,
}

#[derive(Debug, Default)]
struct SenderTally {
    messages: u64,
    junked: u64,
    causes: Counts,
}

impl Tally {
    /// Counts one message.
    pub fn add(&mut self, analysis: &Analysis<'_>, settings: &Settings) {
        self.messages += 1;
        count(&mut self.all, analysis);
        if analysis.evidence.exlibris.relation.is_genuine() {
            count(&mut self.exlibris, analysis);
        }
        self.add_remedy(analysis, settings);
        if was_kept_out(analysis.evidence.outcome.folder) {
            self.ways.add(&analysis.diagnosis.what_if);
        }
        self.add_sender(analysis);
        if let Some(at) = arrival(analysis) {
            self.span(Some(at), Some(at));
        }
    }

    /// Counts bytes of input.
    pub fn add_bytes(&mut self, bytes: u64) {
        self.bytes += bytes;
    }

    /// Counts inputs that could not be read.
    pub fn add_unreadable(&mut self, inputs: usize) {
        self.unreadable += inputs as u64;
    }

    fn add_remedy(&mut self, analysis: &Analysis<'_>, settings: &Settings) {
        let Some((remedy, _)) = analysis.diagnosis.remedies.first() else { return };
        let tally =
            self.remedies.entry(remedy.id).or_insert(RemedyTally { remedy, messages: 0, snippet: None });
        tally.messages += 1;
        if tally.snippet.is_none() {
            tally.snippet = remedy
                .snippet(&analysis.case(settings))
                .map(|snippet| Snippet { kind: snippet.kind, text: snippet.text });
        }
    }

    fn add_sender(&mut self, analysis: &Analysis<'_>) {
        let Some(domain) = analysis.evidence.identity.from_domain() else { return };
        let junked = was_kept_out(analysis.evidence.outcome.folder);
        let Some(sender) = self.senders.entry(crate::report::untrusted::head(domain, DOMAIN_BYTES)) else {
            self.senders.untracked += 1;
            return;
        };
        sender.messages += 1;
        if junked {
            sender.junked += 1;
            if let Some(cause) = analysis.diagnosis.cause {
                *sender.causes.entry(cause.rule.id).or_default() += 1;
            }
        }
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
        for (id, remedy) in later.remedies {
            let tally =
                self.remedies.entry(id).or_insert(RemedyTally { messages: 0, ..remedy_like(&remedy) });
            tally.messages += remedy.messages;
            tally.snippet = tally.snippet.take().or(remedy.snippet);
        }
        self.ways.merge(later.ways);
        self.senders.merge(later.senders);
        self.span(later.first, later.last);
    }

    /// The published summary.
    pub fn finish(self) -> Summary {
        let mut remedies: Vec<RemedyCount> = self.remedies.into_values().map(remedy_count).collect();
        remedies.sort_by(|a, b| b.messages.cmp(&a.messages).then(a.id.cmp(b.id)));
        let mut notes = Vec::new();
        let senders = self.senders.finish(&mut notes);
        let what_if = self.ways.finish(&mut notes);
        Summary {
            partial: false,
            messages: self.messages,
            unreadable: self.unreadable,
            bytes: self.bytes,
            all: self.all,
            exlibris: self.exlibris,
            remedies,
            what_if,
            senders,
            first_date: self.first.map(utc),
            last_date: self.last.map(utc),
            notes,
        }
    }
}

fn remedy_like(tally: &RemedyTally) -> RemedyTally {
    RemedyTally { remedy: tally.remedy, messages: 0, snippet: None }
}

fn remedy_count(tally: RemedyTally) -> RemedyCount {
    RemedyCount {
        id: tally.remedy.id,
        messages: tally.messages,
        title: tally.remedy.title,
        actor: tally.remedy.actor.id(),
        snippet: tally.snippet,
    }
}

impl Senders {
    /// The tally of a domain; `None` when there are too many domains already.
    fn entry(&mut self, domain: &str) -> Option<&mut SenderTally> {
        let at = match self.index.get(domain) {
            Some(at) => *at,
            None if self.list.len() >= DOMAINS_TRACKED => return None,
            None => {
                let at = self.list.len();
                self.index.insert(domain.to_owned(), at);
                self.list.push(SenderTally::default());
                at
            }
        };
        self.list.get_mut(at)
    }

    fn merge(&mut self, later: Self) {
        self.untracked += later.untracked;
        // In the order of the input, so that the limit bites at the same domain whatever the blocks were.
        for (domain, tally) in later.into_ordered() {
            match self.entry(&domain) {
                None => self.untracked += tally.messages,
                Some(sender) => {
                    sender.messages += tally.messages;
                    sender.junked += tally.junked;
                    merge_counts(&mut sender.causes, &tally.causes);
                }
            }
        }
    }

    fn into_ordered(self) -> impl Iterator<Item = (String, SenderTally)> {
        let mut domains: Vec<(usize, String)> =
            self.index.into_iter().map(|(domain, at)| (at, domain)).collect();
        domains.sort_unstable();
        domains.into_iter().map(|(_, domain)| domain).zip(self.list)
    }

    fn finish(self, notes: &mut Vec<String>) -> Vec<Sender> {
        if self.untracked > 0 {
            notes.push(format!(
                "More than {DOMAINS_TRACKED} sender domains: {} messages of further domains are not in the list.",
                self.untracked
            ));
        }
        let mut senders: Vec<Sender> =
            self.into_ordered().map(|(domain, tally)| sender(domain, &tally)).collect();
        senders.sort_by(|a, b| b.messages.cmp(&a.messages).then_with(|| a.domain.cmp(&b.domain)));
        if senders.len() > DOMAINS_LISTED {
            notes.push(format!("{} sender domains; the {DOMAINS_LISTED} largest are listed.", senders.len()));
            senders.truncate(DOMAINS_LISTED);
        }
        senders
    }
}

fn sender(domain: String, tally: &SenderTally) -> Sender {
    // Of equally common causes the first by name, so that the answer is always the same.
    let cause = tally.causes.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(id, _)| *id);
    Sender { domain, messages: tally.messages, junked: tally.junked, cause }
}

fn count(breakdown: &mut Breakdown, analysis: &Analysis<'_>) {
    let evidence = &analysis.evidence;
    *breakdown.by_relation.entry(evidence.exlibris.relation.id()).or_default() += 1;
    let region = evidence.exlibris.region.as_deref();
    if let Some(region) = REGIONS.iter().find(|known| Some(**known) == region) {
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

/// When the message arrived: the border hop's date, else what the sender wrote.
fn arrival(analysis: &Analysis<'_>) -> Option<i64> {
    let evidence = &analysis.evidence;
    let border = evidence.route.border.and_then(|at| evidence.route.hops.get(at)?.received.date);
    border.or(evidence.identity.date).map(|date| date.epoch)
}

fn utc(epoch: i64) -> String {
    Date { epoch, offset_minutes: Some(0), deviations: 0 }.to_rfc3339()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn senders(domains: &[&str]) -> Senders {
        let mut senders = Senders::default();
        for domain in domains {
            senders.entry(domain).into_iter().for_each(|s| s.messages += 1);
        }
        senders
    }

    #[test]
    fn merging_blocks_equals_counting_at_once() {
        let mut halves = senders(&["a.example", "b.example"]);
        halves.merge(senders(&["b.example", "c.example"]));
        let whole = senders(&["a.example", "b.example", "b.example", "c.example"]);
        let mut notes = Vec::new();
        assert_eq!(halves.finish(&mut notes), whole.finish(&mut notes));
        assert!(notes.is_empty());
    }

    #[test]
    fn the_commonest_cause_stands_and_ties_go_by_name() {
        let causes = Counts::from([("b-cause", 2), ("a-cause", 2), ("c-cause", 1)]);
        let tally = SenderTally { messages: 5, junked: 5, causes };
        assert_eq!(sender("a.example".into(), &tally).cause, Some("a-cause"));
    }

    #[test]
    fn domains_are_bounded_and_the_rest_is_said() {
        let mut all = Senders::default();
        for number in 0..DOMAINS_TRACKED + 10 {
            let later = senders(&[format!("d{number}.example").as_str()]);
            all.merge(later);
        }
        let mut notes = Vec::new();
        assert_eq!(all.finish(&mut notes).len(), DOMAINS_LISTED);
        assert!(notes[0].contains("10 messages"), "{notes:?}");
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
