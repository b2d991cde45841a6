//! The ranked causes, each with the change that mends it, whom to ask for it, and the text to paste.

use super::charts::{Bar, Filter, bars, filtered};
use super::markup::{Anchor, Markup, class, href, id, labelled_by, own};
use super::remedies::{Measure, Request, caption_of, letter, paste, request};
use super::words::{ask, is_asked, whom};
use super::{checks::table, overview};
use crate::remedies::Actor;
use crate::report::text::words::{self as plain, count, thousands};
use crate::report::{CauseCount, RemedyCount, Snippet, Summary};
use crate::{remedies, rules};

/// Causes that have a card of their own.
const CARDS: usize = 6;
/// Causes that have a bar of their own.
const BARS: usize = 8;

/// Writes them.
pub(super) fn write(summary: &Summary, m: &mut Markup) {
    if summary.causes.is_empty() {
        return;
    }
    m.el("section", &[id(Anchor::Own("ask")), labelled_by(Anchor::Own("ask-title"))], |m| {
        m.leaf("h2", &[id(Anchor::Own("ask-title"))], "Why, and what to ask whom for");
        chart(summary, m);
        m.el("ol", &[class("cards")], |m| {
            for (at, cause) in summary.causes.iter().take(CARDS).enumerate() {
                let anchor = Anchor::Numbered("cause", at as u64 + 1);
                m.el("li", &[class("card"), id(anchor)], |m| card(cause, &summary.causes[..at], summary, m));
            }
        });
        if summary.causes.len() > CARDS {
            rest(summary, m);
        }
        every_change(summary, m);
    });
}

/// The mail from Ex Libris that a cause kept out.
fn kept_out_by(cause: &'static str) -> [Filter; 3] {
    [("data-cause", cause), ("data-folder", "kept-out"), ("data-relation", "genuine")]
}

fn chart(summary: &Summary, m: &mut Markup) {
    let parts = |mends: u64, messages: u64| {
        vec![("mended by its change", "good", mends), ("not mended", "bad", messages - mends)]
    };
    let bar = |cause: &CauseCount| Bar {
        label: rules::find(cause.cause).map_or(cause.cause, |rule| rule.title),
        note: None,
        filter: kept_out_by(cause.cause).to_vec(),
        parts: parts(cause.mends.min(cause.messages), cause.messages),
        total: cause.messages,
    };
    let all = &summary.causes;
    let drawn = if all.len() > BARS + 1 { BARS } else { all.len() };
    let mut rows: Vec<Bar<'_>> = all.iter().take(drawn).map(bar).collect();
    let rarer = format!("{} rarer causes", all.len() - drawn);
    if all.len() > drawn {
        let sum = |size: fn(&CauseCount) -> u64| all.iter().skip(drawn).map(size).sum();
        let (total, mends) = (sum(|c| c.messages), sum(|c| c.mends.min(c.messages)));
        let parts = parts(mends, total);
        rows.push(Bar { label: &rarer, note: None, filter: Vec::new(), parts, total });
    }
    bars("Why mail from Ex Libris was kept from the inbox", ["Cause", "Messages"], &rows, m);
    m.leaf(
        "p",
        &[class("quiet legend")],
        "The green part would have reached the inbox with the one change that is named for the cause below, as far as the headers tell.",
    );
}

fn card(cause: &CauseCount, before: &[CauseCount], summary: &Summary, m: &mut Markup) {
    let Some(rule) = rules::find(cause.cause) else { return };
    m.leaf("h3", &[], rule.title);
    m.el("p", &[class("count")], |m| {
        m.leaf("strong", &[], &count(cause.messages, "message", "messages"));
        let share = percent(cause.messages, overview::kept_out(summary));
        m.text(&format!(", {share} of those kept out. "));
        filtered(&kept_out_by(cause.cause), "Show them", m);
    });
    m.el("p", &[], |m| {
        m.leaf("strong", &[], "What happens: ");
        m.text(rule.why);
    });
    let Some(remedy) = cause.remedy.and_then(remedies::find) else { return };
    let (_, who) = whom(remedy.actor.id());
    m.el("p", &[class("ask")], |m| {
        m.leaf("span", &[class("actor")], &ask(remedy.actor.id()));
        m.text(" ");
        m.leaf("strong", &[], remedy.title);
        m.leaf("span", &[class("quiet")], &format!(" ({who})"));
    });
    m.leaf("p", &[], remedy.about);
    if cause.mends > 0 {
        m.el("p", &[class("would")], |m| {
            m.leaf(
                "strong",
                &[],
                &format!("Would have delivered {} of {}", thousands(cause.mends), thousands(cause.messages)),
            );
            m.text(", this change alone, as far as the headers tell.");
        });
    }
    if let Some(earlier) = before.iter().position(|c| c.remedy == cause.remedy) {
        m.el("p", &[], |m| {
            m.text("It is the same change as for ");
            m.leaf(
                "a",
                &[href(Anchor::Numbered("cause", earlier as u64 + 1))],
                &format!("cause {}", earlier + 1),
            );
            m.text(", where its text stands.");
        });
        return;
    }
    text_of(cause, remedy, summary, m);
}

/// The text to paste, and a request that holds it.
fn text_of(cause: &CauseCount, remedy: &remedies::Remedy, summary: &Summary, m: &mut Markup) {
    let counted: Option<&RemedyCount> = summary.remedies.iter().find(|r| r.id == remedy.id);
    let snippet = counted.and_then(|r| r.snippet.as_ref());
    if let Some(snippet) = snippet {
        let caption = counted.map_or_else(String::new, caption_of);
        paste(&caption, snippet, m);
    }
    request_for(cause, remedy, snippet, m);
}

/// A request for a change because of a cause, if somebody has to be asked.
pub(super) fn request_for(
    cause: &CauseCount,
    remedy: &remedies::Remedy,
    snippet: Option<&Snippet>,
    m: &mut Markup,
) {
    if is_asked(remedy.actor.id()) {
        let because = rules::find(cause.cause).map_or("", |rule| rule.title);
        let text = letter(&Request {
            what: remedy.title,
            because,
            steps: &[],
            snippet,
            measure: Measure::Many(cause.messages, cause.mends),
        });
        request(remedy.actor.id(), &text, m);
    }
}

/// The rarer causes in a table.
fn rest(summary: &Summary, m: &mut Markup) {
    m.leaf("h3", &[], "Rarer causes");
    table("Rarer causes", &["Messages", "Cause", "Ask", "For"], m, |m| {
        for (at, cause) in summary.causes.iter().enumerate().skip(CARDS) {
            let remedy = cause.remedy.and_then(remedies::find);
            m.el("tr", &[id(Anchor::Numbered("cause", at as u64 + 1))], |m| {
                m.leaf("td", &[class("n")], &thousands(cause.messages));
                m.el("th", &[own("scope", "row")], |m| {
                    let title = rules::find(cause.cause).map_or(cause.cause, |rule| rule.title);
                    filtered(&kept_out_by(cause.cause), title, m);
                });
                m.leaf("td", &[], remedy.map_or("–", |r| plain::actor(r.actor.id())));
                m.leaf("td", &[], remedy.map_or("–", |r| r.title));
            });
        }
    });
}

/// Every change by the messages that it alone would have delivered, and where to begin with the rest.
fn every_change(summary: &Summary, m: &mut Markup) {
    let mut mending: Vec<&RemedyCount> = summary.remedies.iter().filter(|r| r.mends > 0).collect();
    mending.sort_by(|a, b| (b.mends, b.messages).cmp(&(a.mends, a.messages)).then(a.id.cmp(b.id)));
    let others: Vec<&RemedyCount> =
        summary.remedies.iter().filter(|r| r.mends == 0 && r.actor != Actor::Nobody.id()).collect();
    if !mending.is_empty() {
        m.el("details", &[], |m| {
            m.leaf("summary", &[], "Every change, by the messages that it alone would have delivered");
            changes(["Every change", "Mends"], &mending, |remedy| remedy.mends, m);
            texts(&mending, summary, m);
        });
    }
    if !others.is_empty() {
        m.el("details", &[], |m| {
            m.leaf("summary", &[], "Where to begin with the rest");
            changes(["Where to begin", "Messages"], &others, |remedy| remedy.messages, m);
            texts(&others, summary, m);
        });
    }
}

fn changes(
    [caption, head]: [&'static str; 2],
    remedies: &[&RemedyCount],
    size: impl Fn(&RemedyCount) -> u64,
    m: &mut Markup,
) {
    table(caption, &[head, "Change", "Ask"], m, |m| {
        for remedy in remedies {
            m.el("tr", &[], |m| {
                m.leaf("td", &[class("n")], &thousands(size(remedy)));
                m.leaf("th", &[own("scope", "row")], remedy.title);
                m.leaf("td", &[], plain::actor(remedy.actor));
            });
        }
    });
}

/// The texts to paste that stand on no card.
fn texts(remedies: &[&RemedyCount], summary: &Summary, m: &mut Markup) {
    let on_card = |id| summary.causes.iter().take(CARDS).any(|cause| cause.remedy == Some(id));
    for remedy in remedies.iter().filter(|remedy| !on_card(remedy.id)) {
        if let Some(snippet) = &remedy.snippet {
            paste(remedy.title, snippet, m);
        }
    }
}

/// A share in whole percent, rounded; what is there at all is never 0 %, what lacks something never 100 %.
pub(super) fn percent(part: u64, all: u64) -> String {
    match (part, all) {
        (_, 0) | (0, _) => "0 %".to_owned(),
        (part, all) if part >= all => "100 %".to_owned(),
        (part, all) => {
            let share = (u128::from(part) * 200 + u128::from(all)) / (u128::from(all) * 2);
            if share == 0 { "under 1 %".to_owned() } else { format!("{} %", share.min(99)) }
        }
    }
}
