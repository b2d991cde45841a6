//! The summary of many messages, as a colleague would write it down.

use super::page::{Page, Text, Tone};
use super::words::{self, count};
use crate::report::{Counts, Summary};
use crate::{remedies, rules};

/// Rows of a table without `--all`.
const ROWS: usize = 15;
/// Remedies shown with their text to paste.
const REMEDIES: usize = 8;

/// Writes the summary.
pub(super) fn write(summary: &Summary, page: &mut Page) {
    page.heading("Summary");
    overview(summary, page);
    let (all, exlibris) = (&summary.all, &summary.exlibris);
    causes("Why Ex Libris mail was kept from the inbox", &exlibris.kept_out, page);
    first_remedies(summary, page);
    what_if(summary, page);
    causes("Why Ex Libris mail was delivered", &exlibris.delivered, page);
    let elsewhere = less(&less(&exlibris.by_cause, &exlibris.kept_out), &exlibris.delivered);
    causes("What the headers of other Ex Libris mail show", &elsewhere, page);
    causes("Why other mail was kept from the inbox", &less(&all.kept_out, &exlibris.kept_out), page);
    senders(summary, page);
    for note in &summary.notes {
        page.paragraph(0, note, Tone::Quiet);
    }
}

fn overview(summary: &Summary, page: &mut Page) {
    if summary.messages == 0 {
        page.paragraph(0, "No message was analysed.", Tone::Strong);
        return;
    }
    let mut text = count(summary.messages, "message", "messages");
    if let (Some(first), Some(last)) = (&summary.first_date, &summary.last_date) {
        let day = |date: &str| date.get(..10).unwrap_or(date).to_owned();
        if day(first) == day(last) {
            text.push_str(&format!(" of {}", day(first)));
        } else {
            text.push_str(&format!(", {} to {}", day(first), day(last)));
        }
    }
    text.push_str(&format!(": {}.", list(&summary.all.by_folder, words_of_folder)));
    page.paragraph(0, &text, Tone::Plain);
    let genuine: u64 = summary.exlibris.by_relation.values().sum();
    let text = if genuine == 0 {
        "None of them provably came from Ex Libris.".to_owned()
    } else {
        format!(
            "{} came from Ex Libris ({}): {}.",
            words::thousands(genuine),
            list(&summary.exlibris.by_relation, |id| match id {
                "relay" => "by a listed relay",
                "network" => "from its network",
                other => other,
            }),
            list(&summary.exlibris.by_folder, words_of_folder)
        )
    };
    page.paragraph(0, &text, Tone::Strong);
    if let Some(claimed) = summary.all.by_relation.get("claimed") {
        let contradicted = summary.all.by_cause.get("impersonates-exlibris").copied().unwrap_or(0);
        let claims = if *claimed == 1 { "only claims" } else { "only claim" };
        let text = match contradicted {
            0 => format!("{} {claims} to come from Ex Libris.", words::thousands(*claimed)),
            n => format!(
                "{} {claims} to come from Ex Libris; in {} something contradicts it.",
                words::thousands(*claimed),
                words::thousands(n)
            ),
        };
        page.paragraph(0, &text, Tone::Plain);
    }
    if summary.unreadable > 0 {
        let text = format!("{} could not be read, see above.", count(summary.unreadable, "input", "inputs"));
        page.paragraph(0, &text, Tone::Bad);
    }
}

/// A folder as the rest of "3 messages ...".
pub(in crate::report) fn words_of_folder(id: &str) -> &str {
    match id {
        "inbox" => "in the inbox",
        "junk" => "in junk",
        "quarantine" => "in quarantine",
        "other" => "in other folders",
        "unknown" => "whose folder nothing tells",
        other => other,
    }
}

/// `12 in the inbox, 3 in junk`, largest first.
pub(in crate::report) fn list<'w>(counts: &Counts, word: impl Fn(&'static str) -> &'w str) -> String {
    let parts: Vec<String> =
        sorted(counts).iter().map(|(id, n)| format!("{} {}", words::thousands(*n), word(id))).collect();
    parts.join(", ")
}

/// Counts, largest first.
pub(in crate::report) fn sorted(counts: &Counts) -> Vec<(&'static str, u64)> {
    let mut counts: Vec<(&'static str, u64)> = counts.iter().map(|(id, n)| (*id, *n)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    counts
}

/// What is left of some counts when others are taken away.
fn less(all: &Counts, some: &Counts) -> Counts {
    let left = all.iter().map(|(id, n)| (*id, n.saturating_sub(some.get(id).copied().unwrap_or(0))));
    left.filter(|(_, n)| *n > 0).collect()
}

/// The causes of one fate, most messages first.
fn causes(title: &str, counts: &Counts, page: &mut Page) {
    let causes = sorted(counts);
    if causes.is_empty() {
        return;
    }
    page.heading(title);
    let row = |(id, messages): &(&'static str, u64)| {
        let title = rules::find(id).map_or("", |rule| rule.title);
        vec![Text::number(&words::thousands(*messages)), Text::toned(title, Tone::Plain), Text::id(id)]
    };
    page.table(2, &[], &causes.iter().map(row).collect::<Vec<_>>(), 1);
}

fn first_remedies(summary: &Summary, page: &mut Page) {
    let remedies: Vec<_> = summary.remedies.iter().filter(|r| r.messages > 0).collect();
    if remedies.is_empty() {
        return;
    }
    page.heading("What to do, by the messages it is the first remedy for");
    let shown = if page.look().all { usize::MAX } else { REMEDIES };
    for remedy in remedies.iter().take(shown) {
        let label = format!("{:>6}  ", words::thousands(remedy.messages));
        page.item(0, &label, &format!("{}: {}", words::actor(remedy.actor), remedy.title), Tone::Plain);
        if let Some(snippet) = &remedy.snippet {
            if remedy.messages > 1 {
                page.paragraph(8, "for the first of these messages:", Tone::Quiet);
            }
            page.snippet(8, &snippet.text);
        }
    }
    if remedies.len() > shown {
        let more = remedies.len() - shown;
        page.paragraph(8, &format!("and {more} more (--all shows them)"), Tone::Quiet);
    }
}

/// Which change alone, and which few together, would have delivered how many.
fn what_if(summary: &Summary, page: &mut Page) {
    let set = &summary.what_if.smallest_set;
    if set.messages == 0 {
        return;
    }
    page.heading("What would have reached the inbox, as far as the headers tell, with one change alone");
    let shown = if page.look().all { usize::MAX } else { REMEDIES };
    let title = |id: &str| remedies::find(id).map_or(String::new(), |r| r.title.to_owned());
    for effect in summary.what_if.single.iter().take(shown) {
        let label = format!("{:>6}  ", words::thousands(effect.messages));
        page.item(0, &label, &title(effect.remedy), Tone::Plain);
    }
    if summary.what_if.single.len() > shown {
        let more = summary.what_if.single.len() - shown;
        page.paragraph(8, &format!("and {more} more (--all shows them)"), Tone::Quiet);
    }
    let kept_out: u64 = summary.exlibris.kept_out.values().sum();
    let changes = count(set.remedies.len() as u64, "change", "changes");
    let text = format!(
        "The fewest that would have delivered most, {} of {}: {changes}.",
        words::thousands(set.messages),
        words::thousands(kept_out)
    );
    page.paragraph(2, &text, Tone::Strong);
    for id in &set.remedies {
        page.item(4, "- ", &title(id), Tone::Plain);
    }
}

fn senders(summary: &Summary, page: &mut Page) {
    if summary.senders.is_empty() {
        return;
    }
    page.heading("Senders");
    let shown = if page.look().all { usize::MAX } else { ROWS };
    let rows: Vec<Vec<Text>> = summary
        .senders
        .iter()
        .take(shown)
        .map(|sender| {
            let tone = if sender.junked > 0 { Tone::Bad } else { Tone::Plain };
            vec![
                Text::new(&sender.domain),
                Text::number(&words::thousands(sender.messages)),
                Text::number(&words::thousands(sender.junked)),
                Text::toned(sender.cause.unwrap_or("–"), tone),
            ]
        })
        .collect();
    page.table(2, &["From domain", "Messages", "Kept out", "Mostly because of"], &rows, 0);
    if summary.senders.len() > shown {
        let more = summary.senders.len() - shown;
        page.paragraph(2, &format!("and {more} more (--all shows them)"), Tone::Quiet);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Breakdown, Look};

    #[test]
    fn only_mail_that_was_kept_out_is_counted_so() {
        let exlibris = Breakdown {
            by_relation: Counts::from([("relay", 6)]),
            by_folder: Counts::from([("junk", 2), ("inbox", 1), ("unknown", 3)]),
            by_cause: Counts::from([("spf-omits-relay", 6)]),
            kept_out: Counts::from([("spf-omits-relay", 2)]),
            delivered: Counts::from([("spf-omits-relay", 1)]),
            ..Breakdown::default()
        };
        let summary = Summary { messages: 6, all: exlibris.clone(), exlibris, ..Summary::default() };
        let mut page = Page::new(Look::default());
        write(&summary, &mut page);
        let text = page.finish();
        let count_under = |title: &str| {
            let mut lines = text.lines().skip_while(|line| *line != title).skip(1);
            lines.next().and_then(|line| line.split_whitespace().next()).unwrap_or_default().to_owned()
        };
        assert_eq!(count_under("Why Ex Libris mail was kept from the inbox"), "2", "{text}");
        assert_eq!(count_under("Why Ex Libris mail was delivered"), "1", "{text}");
        assert_eq!(count_under("What the headers of other Ex Libris mail show"), "3", "{text}");
        assert!(!text.contains("Why other mail"), "{text}");
    }
}
