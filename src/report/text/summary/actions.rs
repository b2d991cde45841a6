//! Why mail from Ex Libris was kept out, and what to do about it: who, what, and how many messages it mends.

use super::super::page::{Page, Tone};
use super::super::words::{self, count, thousands};
use crate::remedies::Actor;
use crate::report::{CauseCount, RemedyCount, Summary};
use crate::{remedies, rules};

/// Causes shown without `--all`.
const CAUSES: usize = 10;
/// Remedies shown without `--all`.
const REMEDIES: usize = 6;
/// Remedies that are shown with their text to paste, without `--all`.
const SNIPPETS: usize = 3;

/// What the counts behind a change mean.
const MENDS: &str = "A change mends what it alone would have put into the inbox, as far as the headers tell.";

/// The causes, each with the change that mends most of it.
pub(super) fn causes(summary: &Summary, page: &mut Page) {
    if summary.causes.is_empty() {
        return;
    }
    page.heading("Why Ex Libris mail was kept from the inbox");
    page.paragraph(2, MENDS, Tone::Quiet);
    let shown = if page.look().all { usize::MAX } else { CAUSES };
    for cause in summary.causes.iter().take(shown) {
        let label = format!("{:>6}  ", thousands(cause.messages));
        let title = rules::find(cause.cause).map_or("", |rule| rule.title);
        page.item(0, &label, &format!("{title} [{}]", cause.cause), Tone::Plain);
        if let Some(text) = answer(cause) {
            page.item(8, "→ ", &text, Tone::Quiet);
        }
    }
    more(summary.causes.len(), shown, page);
}

/// Who changes what, and how many messages that mends.
fn answer(cause: &CauseCount) -> Option<String> {
    let remedy = remedies::find(cause.remedy?)?;
    let who = words::actor(remedy.actor.id());
    Some(match (cause.mends, cause.messages) {
        (0, _) => format!("{who}: {}", remedy.title),
        (1, 1) => format!("{who}: {}; mends it", remedy.title),
        (mends, all) if mends == all => format!("{who}: {}; mends all {}", remedy.title, thousands(all)),
        (mends, all) => format!("{who}: {}; mends {} of {}", remedy.title, thousands(mends), thousands(all)),
    })
}

/// What to do: the changes that mend most first, then where to begin with the rest.
pub(super) fn remedies(summary: &Summary, page: &mut Page) {
    let mut mending: Vec<&RemedyCount> = summary.remedies.iter().filter(|r| r.mends > 0).collect();
    mending.sort_by(|a, b| (b.mends, b.messages).cmp(&(a.mends, a.messages)).then(a.id.cmp(b.id)));
    let others: Vec<&RemedyCount> =
        summary.remedies.iter().filter(|r| r.mends == 0 && r.actor != Actor::Nobody.id()).collect();
    let all = page.look().all;
    let shown = if all { usize::MAX } else { REMEDIES };
    if !mending.is_empty() {
        page.heading("What to ask for, by the messages that it mends");
        for (at, remedy) in mending.iter().take(shown).enumerate() {
            one(remedy, remedy.mends, all || at < SNIPPETS, page);
        }
        more(mending.len(), shown, page);
        together(summary, page);
    }
    if !others.is_empty() {
        page.heading("Where to begin with the rest");
        for remedy in others.iter().take(shown) {
            one(remedy, remedy.messages, all, page);
        }
        more(others.len(), shown, page);
    }
}

fn one(remedy: &RemedyCount, messages: u64, with_snippet: bool, page: &mut Page) {
    let label = format!("{:>6}  ", thousands(messages));
    page.item(0, &label, &format!("{}: {}", words::actor(remedy.actor), remedy.title), Tone::Plain);
    if let Some(snippet) = remedy.snippet.as_ref().filter(|_| with_snippet) {
        if messages > 1 {
            page.paragraph(8, &words::snippet_for(remedy.snippet_for.as_deref()), Tone::Quiet);
        }
        page.snippet(8, &snippet.text);
    }
}

/// The fewest changes that together would have delivered most.
fn together(summary: &Summary, page: &mut Page) {
    let set = &summary.what_if.smallest_set;
    let [_, _, ..] = set.remedies[..] else { return };
    let kept_out: u64 = summary.exlibris.kept_out.values().sum();
    let text = format!(
        "Together {} would have delivered {} of {}; fewer do not deliver as many:",
        count(set.remedies.len() as u64, "change", "changes"),
        thousands(set.messages),
        thousands(kept_out)
    );
    page.paragraph(2, &text, Tone::Strong);
    for id in &set.remedies {
        let title = remedies::find(id).map_or(*id, |remedy| remedy.title);
        page.item(4, "- ", title, Tone::Plain);
    }
}

fn more(of: usize, shown: usize, page: &mut Page) {
    if of > shown {
        page.paragraph(8, &format!("and {} more (--all shows them)", of - shown), Tone::Quiet);
    }
}
