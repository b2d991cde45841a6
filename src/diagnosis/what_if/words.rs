//! Predictions in words. None promises what a content filter would make of a message.

use super::{Confidence, Effect, Shift, WhatIf};
use crate::evidence::filters::Verdict;
use crate::input::Folder;

/// The prediction, a few sentences.
pub(super) fn text(what_if: &WhatIf, before: Folder) -> String {
    let mut sentences = what_if.computed.clone();
    let results: Vec<String> = what_if.shifts.iter().filter(|s| s.what != "score").map(result).collect();
    if !results.is_empty() {
        sentences.push(format!("With it: {}.", results.join(", ")));
    }
    sentences.extend(effect(what_if));
    sentences.push(end(what_if, before));
    sentences.join(" ")
}

fn result(shift: &Shift) -> String {
    let what = match shift.what {
        "spf" => "SPF",
        "dkim" => "DKIM",
        "dmarc" => "DMARC",
        "compauth" => "composite authentication",
        "spf-at-gateway" => "SPF at the gateway",
        other => other,
    };
    format!("{what} {} instead of {}", shift.after, shift.before)
}

/// What becomes of the rule that decided.
fn effect(what_if: &WhatIf) -> Option<String> {
    let score = what_if.shifts.iter().find(|s| s.what == "score");
    let total = |end: &str| {
        score.map(|s| format!("The score would have been {} instead of {}{end}.", s.after, s.before))
    };
    match what_if.effect {
        Effect::Stays if what_if.folder != Folder::Inbox => total(", still not below the limit"),
        Effect::Stays => None,
        Effect::NotForged => Some("The filter's rule for forged senders would not have applied.".to_owned()),
        Effect::NoPolicy => Some("The policy of the From domain would not have been enforced.".to_owned()),
        Effect::BelowLimit => total(", below the limit"),
        Effect::Listed => Some("The list would have let it through.".to_owned()),
    }
}

fn end(what_if: &WhatIf, before: Folder) -> String {
    match what_if.folder {
        Folder::Inbox => {
            let start = match what_if.confidence {
                Confidence::Possible => "It might then have reached the inbox",
                _ => "Nothing else in the headers would have kept it from the inbox",
            };
            let counted = what_if.effect == Effect::BelowLimit || what_if.verdict == Verdict::AllowListed;
            let open =
                if counted { "." } else { "; what a content filter makes of the text nobody can foretell." };
            format!("{start}{open}")
        }
        Folder::Unknown => "Where it would have been put nothing tells.".to_owned(),
        folder => {
            let place = match folder {
                Folder::Quarantine => "in quarantine",
                Folder::Rejected => "refused",
                _ => "in Junk",
            };
            let verb = if folder == before { "It would still be" } else { "It would be" };
            let why = what_if.cause.map(|c| format!(": {}", lower_first(c.rule.title))).unwrap_or_default();
            let needs: Vec<&str> = what_if.needs.iter().map(|r| r.id).collect();
            let together = if needs.is_empty() {
                String::new()
            } else {
                format!(" Together with {} it might have reached the inbox.", needs.join(" and "))
            };
            format!("{verb} {place}{why}.{together}")
        }
    }
}

/// The title of a rule as the end of a sentence. All begin with a plain word.
fn lower_first(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
