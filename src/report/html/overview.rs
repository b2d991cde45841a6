//! The first screen for a mailbox: what came through Ex Libris, what became of it, what to ask whom for.

use super::causes::request_for;
use super::markup::{Anchor, Markup, class, href, id, labelled_by};
use super::remedies::{caption_of, paste};
use super::words::{gloss, in_folder, is_asked, whom};
use crate::remedies::Remedy;
use crate::report::text::words::{self as plain, count, thousands};
use crate::report::{CauseCount, Counts, Summary};
use crate::{remedies, rules};

/// Messages that really came from Ex Libris.
pub(super) fn genuine(summary: &Summary) -> u64 {
    summary.exlibris.by_relation.values().sum()
}

/// Those of them that were kept out of the inbox.
pub(super) fn kept_out(summary: &Summary) -> u64 {
    let folders = &summary.exlibris.by_folder;
    ["junk", "quarantine", "rejected"].iter().filter_map(|id| folders.get(id)).sum()
}

/// Writes it.
pub(super) fn write(summary: &Summary, m: &mut Markup) {
    m.el("section", &[id(Anchor::Own("answer")), labelled_by(Anchor::Own("title"))], |m| {
        m.leaf("h1", &[id(Anchor::Own("title"))], &headline(summary));
        if summary.partial {
            m.leaf("p", &[class("alarm")], plain::PARTIAL);
        }
        if summary.messages == 0 {
            return;
        }
        m.leaf("p", &[class("lead")], &account(summary));
        alarm(summary, m);
        first(summary, m);
        if summary.unreadable > 0 {
            m.el("p", &[class("doubt")], |m| {
                let what = count(summary.unreadable, "input or part", "inputs or parts");
                m.text(&format!("{what} could not be read: "));
                m.leaf("a", &[href(Anchor::Own("untold"))], "which, and why");
                m.text(".");
            });
        }
        fewest(summary, m);
    });
}

fn headline(summary: &Summary) -> String {
    let (genuine, kept_out) = (genuine(summary), kept_out(summary));
    let unknown = summary.exlibris.by_folder.get("unknown").copied().unwrap_or(0);
    match (summary.messages, genuine, kept_out) {
        (0, ..) => "No message was analysed".to_owned(),
        (_, 0, _) => "None of this mail provably came from Ex Libris".to_owned(),
        (_, _, 0) if unknown == genuine => "Nothing tells where this mail from Ex Libris lies".to_owned(),
        (_, all, 0) if summary.exlibris.by_folder.get("inbox") == Some(&all) => {
            format!("All mail from Ex Libris reached the inbox: {}", count(all, "message", "messages"))
        }
        (_, _, 0) => "No mail from Ex Libris is known to have been kept from the inbox".to_owned(),
        (_, 1, 1) => "The one message from Ex Libris did not reach the inbox".to_owned(),
        (_, all, kept) if all == kept => {
            format!("None of the {} messages from Ex Libris reached the inbox", thousands(kept))
        }
        (_, all, kept) => format!(
            "{} of {} from Ex Libris did not reach the inbox",
            thousands(kept),
            count(all, "message", "messages")
        ),
    }
}

/// How much there is, of when, and where it lies.
fn account(summary: &Summary) -> String {
    let mut text = format!("This report covers {}", count(summary.messages, "message", "messages"));
    if let (Some(first), Some(last)) = (&summary.first_date, &summary.last_date) {
        let day = |date: &str| date.get(..10).unwrap_or(date).to_owned();
        if day(first) == day(last) {
            text.push_str(&format!(" of {}", day(first)));
        } else {
            text.push_str(&format!(" from {} to {}", day(first), day(last)));
        }
    }
    text.push_str(". ");
    match genuine(summary) {
        0 => text.push_str("Nothing that can be trusted shows that one of them came through Ex Libris. If your mail passes a filter or gateway of your own first, whoever runs whyjunk can name it with --config, and run it again."),
        genuine => text.push_str(&format!(
            "{} really came through Ex Libris, the way by which Alma and Primo send a library's mail: {}.",
            thousands(genuine),
            list(&summary.exlibris.by_folder)
        )),
    }
    text
}

/// `12 in junk, 3 in the inbox`, most first.
fn list(counts: &Counts) -> String {
    let mut counts: Vec<(&str, u64)> = counts.iter().map(|(id, n)| (*id, *n)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let parts: Vec<String> =
        counts.iter().map(|(id, n)| format!("{} {}", thousands(*n), in_folder(id))).collect();
    parts.join(", ")
}

/// The commonest cause, whom to ask for what, the text to paste, and how much that mends.
fn first(summary: &Summary, m: &mut Markup) {
    let Some(first) = summary.causes.first() else { return };
    let Some(rule) = rules::find(first.cause) else { return };
    m.el("div", &[class("first")], |m| {
        m.el("dl", &[class("asked")], |m| {
            let only = only_cause(summary);
            m.leaf("dt", &[], if only { "The reason" } else { "Most often" });
            m.el("dd", &[], |m| {
                m.leaf("strong", &[], rule.title);
                let messages = count(first.messages, "message", "messages");
                m.text(&format!(" ({messages}). {}", rule.why));
                let remedy = first.remedy.and_then(remedies::find).map_or("", |remedy| remedy.title);
                let meant = gloss(&format!("{} {} {remedy}", rule.title, rule.why));
                if !meant.is_empty() {
                    m.leaf("span", &[class("quiet")], &format!(" In plain words: {meant}"));
                }
            });
            if let Some(remedy) = first.remedy.and_then(remedies::find) {
                change(first, remedy, kept_out(summary), m);
            }
        });
        let counted = summary.remedies.iter().find(|r| Some(r.id) == first.remedy);
        let snippet = counted.and_then(|r| r.snippet.as_ref());
        if let Some((counted, snippet)) = counted.zip(snippet) {
            paste(&caption_of(counted), snippet, m);
        }
        if let Some(remedy) = first.remedy.and_then(remedies::find) {
            request_for(first, remedy, snippet, m);
        }
        m.el("p", &[class("quiet")], |m| {
            m.leaf("a", &[href(Anchor::Numbered("cause", 1))], "More about it");
            if !only_cause(summary) {
                m.text("; ");
                m.leaf("a", &[href(Anchor::Own("ask"))], "the other causes");
            }
        });
    });
}

fn only_cause(summary: &Summary) -> bool {
    summary.causes.len() == 1
}

/// The change, who makes it, and what it mends.
fn change(cause: &CauseCount, remedy: &Remedy, kept_out: u64, m: &mut Markup) {
    let (actor, who) = whom(remedy.actor.id());
    if is_asked(remedy.actor.id()) {
        m.leaf("dt", &[], "Ask");
        m.el("dd", &[], |m| {
            m.leaf("span", &[class("actor")], actor);
            m.text(&format!(" ({who})"));
        });
        m.leaf("dt", &[], "For this");
    } else {
        m.leaf("dt", &[], "What to do");
    }
    m.el("dd", &[], |m| {
        m.leaf("strong", &[], remedy.title);
    });
    m.leaf("dt", &[], "It mends");
    m.el("dd", &[], |m| match cause.mends {
        0 => m.text("nobody can say how many: the headers do not tell what it would have changed."),
        mends => {
            let of = format!("{} of these {}", thousands(mends), thousands(cause.messages));
            m.leaf("strong", &[], &of);
            if kept_out > cause.messages {
                m.text(&format!(" ({} in all did not reach the inbox)", thousands(kept_out)));
            }
            m.text(", by itself and as far as the headers tell. What a content filter makes of the text, nobody can foretell.");
        }
    });
}

/// Impostors, where nobody can overlook them.
fn alarm(summary: &Summary, m: &mut Markup) {
    let impostors = &summary.impostors;
    if impostors.messages == 0 {
        return;
    }
    m.el("p", &[class("alarm")], |m| {
        let who = count(impostors.messages, "message only claims", "messages only claim");
        m.leaf("strong", &[], &format!("Impostors: {who} to come from Ex Libris"));
        if impostors.contradicted > 0 {
            let all = if impostors.contradicted == impostors.messages { "all " } else { "" };
            m.text(&format!("; in {all}{} something contradicts the claim", thousands(impostors.contradicted)));
        }
        if impostors.delivered > 0 {
            m.text(&format!("; {} in the inbox", count(impostors.delivered, "lies", "lie")));
        }
        m.text(". Ask nobody to let their senders through (to allow-list them); show them to your mail administrator. ");
        m.leaf("a", &[href(Anchor::Own("impostors"))], "Who they are");
    });
}

/// The fewest changes that would have delivered most.
fn fewest(summary: &Summary, m: &mut Markup) {
    let set = &summary.what_if.smallest_set;
    if set.remedies.len() < 2 || set.messages == 0 {
        return;
    }
    m.el("details", &[class("fewest")], |m| {
        m.leaf(
            "summary",
            &[],
            &format!(
                "The fewest changes that together would have delivered most: {} for {} of {}",
                count(set.remedies.len() as u64, "change", "changes"),
                thousands(set.messages),
                count(kept_out(summary), "message", "messages")
            ),
        );
        m.el("ol", &[], |m| {
            for remedy in set.remedies.iter().filter_map(|id| remedies::find(id)) {
                m.el("li", &[], |m| {
                    m.leaf("span", &[class("actor")], plain::actor(remedy.actor.id()));
                    m.text(" ");
                    m.text(remedy.title);
                });
            }
        });
    });
}
