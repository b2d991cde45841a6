//! The answer in plain words: where the message is, who decided, what Ex Libris has to do with it, why, what to do.

use super::{Cause, Confidence, Diagnosis};
use crate::evidence::filters::{Role, Verdict};
use crate::evidence::outcome::Basis;
use crate::evidence::relays::Relation;
use crate::input::Folder;
use crate::remedies::Actor;
use crate::rules::{Case, facts};

/// The whole answer in plain words, a few sentences, naming the Ex Libris relation.
pub fn explain(case: &Case<'_, '_>, diagnosis: &Diagnosis) -> String {
    let mut sentences = vec![placement(case), relation(case)];
    if let Some(cause) = diagnosis.cause {
        sentences.push(reason(case, cause));
    }
    if let Some((remedy, _)) = diagnosis.remedies.first() {
        sentences.push(match remedy.actor {
            Actor::Nobody => format!("{}.", remedy.title.trim_end_matches('.')),
            _ => format!("What to do: {}.", remedy.title.trim_end_matches('.')),
        });
    }
    sentences.retain(|s| !s.is_empty());
    sentences.join(" ")
}

/// Where the message lies, and who says so.
pub fn placement(case: &Case<'_, '_>) -> String {
    let outcome = &case.evidence.outcome;
    let place = match outcome.folder {
        Folder::Inbox => "The message is in the inbox",
        Folder::Junk => "The message is in Junk",
        Folder::Quarantine => "The message is in quarantine",
        Folder::Rejected => "The message was refused and returned",
        Folder::Other => "The message is in another folder",
        Folder::Unknown => return "The headers do not say where the message lies.".to_owned(),
    };
    let basis = match outcome.basis {
        Basis::Header if outcome.folder == Folder::Rejected => ", says the server's reply",
        Basis::Header => ", says the mailbox platform",
        Basis::Label => ", says the platform's label",
        Basis::FolderName => ", by the name of the folder it was found in",
        Basis::Option => ", as you said",
        Basis::Verdict => " by what the filter's verdict implies; nothing says it directly",
        Basis::None => "",
    };
    let filter = match facts::deciding(case) {
        Some(reading) => {
            format!(" {} {}.", facts::product_name(reading.product), verdict_words(case))
        }
        None => String::new(),
    };
    format!("{place}{basis}.{filter}")
}

/// The deciding verdict, as the end of a sentence that begins with the filter's name.
fn verdict_words(case: &Case<'_, '_>) -> String {
    let outcome = &case.evidence.outcome;
    let high = if outcome.high { ", with high confidence" } else { "" };
    if facts::deciding(case).is_some_and(|r| r.role == Role::Placement && r.verdict == Verdict::Spam) {
        return "filed it as spam (its label says so)".to_owned();
    }
    let words = match outcome.verdict {
        Verdict::Malware => "found malware in it",
        Verdict::Phish => "took it for phishing",
        Verdict::Spoof => "took its sender for forged (spoof)",
        Verdict::Spam => "took it for spam",
        Verdict::Bulk => "took it for bulk mail",
        Verdict::Suspect => "was not sure about it (suspect)",
        Verdict::NotSpam => "found no spam in it",
        Verdict::AllowListed => "let it through by a list or rule",
        Verdict::BlockListed => "stopped it by a list or rule",
        Verdict::NotScanned => "did not scan it",
        Verdict::Unknown => "gave no verdict",
    };
    format!("{words}{high}")
}

/// The Ex Libris relation, in one or two sentences.
pub fn relation(case: &Case<'_, '_>) -> String {
    let exlibris = &case.evidence.exlibris;
    let region = exlibris.region.as_deref().map(|r| format!(" of region {r}")).unwrap_or_default();
    let address = facts::relay_address(case);
    match exlibris.relation {
        Relation::Relay => {
            let entry = exlibris.entry.map(|e| &case.settings.registry.entries[e]);
            let known =
                entry.map(|e| format!(" (entry {}, {})", e.id, e.confidence.id())).unwrap_or_default();
            format!("It came through an Ex Libris mail relay{region}: {address}{known}.")
        }
        Relation::Network => {
            format!("It came from an Ex Libris network{region} ({address}), but from no listed mail relay.")
        }
        Relation::Forwarded => {
            let by = facts::peer_name(case);
            format!("It came from Ex Libris{region}, but {by} forwarded it.")
        }
        Relation::Claimed => {
            let by = facts::peer_name(case);
            format!(
                "It only claims to come from Ex Libris: {by} handed it over, and no trusted server confirms the claim."
            )
        }
        Relation::None => "Nothing in it points to Ex Libris.".to_owned(),
    }
}

fn reason(case: &Case<'_, '_>, cause: Cause) -> String {
    let text = (cause.rule.text)(case);
    match cause.confidence {
        Confidence::Certain => text,
        Confidence::Likely => format!("Most likely: {text}"),
        Confidence::Possible => format!("Possibly: {text}"),
    }
}
