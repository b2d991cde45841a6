//! Messages by the domain in From.

use super::first_met::FirstMet;
use super::{commonest, merge_counts, was_kept_out};
use crate::Analysis;
use crate::report::{Counts, Sender, untrusted};

/// Sender domains that are told apart; beyond them memory would grow with the input.
const TRACKED: usize = 100_000;
/// Sender domains that the summary lists.
const LISTED: usize = 1000;
/// Bytes of a domain name that are kept; DNS allows 253.
pub(super) const DOMAIN_BYTES: usize = 255;

/// From domains in the order they were first met.
#[derive(Debug, Default)]
pub(super) struct Senders(FirstMet<String, SenderTally, TRACKED>);

#[derive(Debug, Default)]
struct SenderTally {
    messages: u64,
    junked: u64,
    exlibris: u64,
    exlibris_kept_out: u64,
    causes: Counts,
}

impl Senders {
    pub(super) fn add(&mut self, analysis: &Analysis<'_>) {
        let Some(domain) = analysis.evidence.identity.from_domain() else { return };
        let Some(sender) = self.0.entry(untrusted::head(domain, DOMAIN_BYTES), 1) else { return };
        let kept_out = u64::from(was_kept_out(analysis.evidence.outcome.folder));
        sender.messages += 1;
        sender.junked += kept_out;
        if analysis.evidence.exlibris.relation.is_genuine() {
            sender.exlibris += 1;
            sender.exlibris_kept_out += kept_out;
        }
        if let (1, Some(cause)) = (kept_out, analysis.diagnosis.cause) {
            *sender.causes.entry(cause.rule.id).or_default() += 1;
        }
    }

    pub(super) fn merge(&mut self, later: Self) {
        self.0.merge(
            later.0,
            |tally| tally.messages,
            |sender, tally| {
                sender.messages += tally.messages;
                sender.junked += tally.junked;
                sender.exlibris += tally.exlibris;
                sender.exlibris_kept_out += tally.exlibris_kept_out;
                merge_counts(&mut sender.causes, &tally.causes);
            },
        );
    }

    pub(super) fn finish(self, notes: &mut Vec<String>) -> Vec<Sender> {
        if self.0.untracked() > 0 {
            notes.push(format!(
                "More than {TRACKED} sender domains: {} messages of further domains are not in the list.",
                self.0.untracked()
            ));
        }
        let mut senders: Vec<Sender> =
            self.0.into_ordered().map(|(domain, tally)| sender(domain, &tally)).collect();
        senders.sort_by(|a, b| b.messages.cmp(&a.messages).then_with(|| a.domain.cmp(&b.domain)));
        if senders.len() > LISTED {
            notes.push(format!("{} sender domains; the {LISTED} largest are listed.", senders.len()));
            senders.truncate(LISTED);
        }
        senders
    }
}

fn sender(domain: String, tally: &SenderTally) -> Sender {
    Sender {
        domain,
        messages: tally.messages,
        junked: tally.junked,
        cause: commonest(&tally.causes),
        exlibris: tally.exlibris,
        exlibris_kept_out: tally.exlibris_kept_out,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_bounded_and_the_rest_is_said() {
        let mut all = Senders::default();
        for number in 0..TRACKED + 10 {
            let mut later = Senders::default();
            let domain = format!("d{number}.example");
            later.0.entry(domain.as_str(), 1).into_iter().for_each(|s| s.messages += 1);
            all.merge(later);
        }
        let mut notes = Vec::new();
        assert_eq!(all.finish(&mut notes).len(), LISTED);
        assert!(notes[0].contains("10 messages"), "{notes:?}");
    }
}
