//! The summary of many messages for a ticket.

use super::sheet::Sheet;
use crate::report::text::{summary as prose, words};
use crate::report::{Counts, Summary};
use crate::{remedies, rules};

/// Rows of a table.
const ROWS: usize = 10;
/// Remedies with their text to paste.
const REMEDIES: usize = 5;

/// Writes the summary.
pub(super) fn write(summary: &Summary, sheet: &mut Sheet) {
    let kept_out: u64 = summary.exlibris.kept_out.values().sum();
    let genuine: u64 = summary.exlibris.by_relation.values().sum();
    sheet.headline(&match (genuine, kept_out) {
        _ if summary.messages == 0 => "No message was analysed".to_owned(),
        (0, _) => "No mail that provably came from Ex Libris".to_owned(),
        (_, 0) => format!("Of {} from Ex Libris none was kept from the inbox", messages(genuine)),
        _ => format!(
            "{} of {} from Ex Libris kept from the inbox",
            words::thousands(kept_out),
            messages(genuine)
        ),
    });
    if summary.partial {
        sheet.alarm(words::PARTIAL);
    }
    overview(summary, sheet);
    causes("Why Ex Libris mail was kept from the inbox", &summary.exlibris.kept_out, sheet);
    what_to_do(summary, sheet);
    senders(summary, sheet);
    for note in &summary.notes {
        sheet.paragraph(&format!("Note: {note}"));
    }
}

/// How many messages there were, from when, where they lie, and who only claims to be Ex Libris.
fn overview(summary: &Summary, sheet: &mut Sheet) {
    if summary.messages == 0 {
        return;
    }
    let day = |date: &str| date.get(..10).unwrap_or(date).to_owned();
    let time = match (&summary.first_date, &summary.last_date) {
        (Some(first), Some(last)) => format!(", {} to {}", day(first), day(last)),
        _ => String::new(),
    };
    let folders = prose::list(&summary.all.by_folder, prose::words_of_folder);
    sheet.item("All mail", &format!("{}{time}: {folders}", messages(summary.messages)), None);
    if summary.exlibris.by_folder.values().sum::<u64>() > 0 {
        let folders = prose::list(&summary.exlibris.by_folder, prose::words_of_folder);
        sheet.item("From Ex Libris", &folders, None);
    }
    if let Some(claimed) = summary.all.by_relation.get("claimed") {
        let contradicted = summary.all.by_cause.get("impersonates-exlibris").copied().unwrap_or(0);
        let text = format!(
            "{}; in {} something contradicts the claim. Do not allow-list them",
            messages(*claimed),
            words::thousands(contradicted)
        );
        sheet.item("Only claim to come from Ex Libris", &text, None);
    }
    if summary.unreadable > 0 {
        let inputs = words::count(summary.unreadable, "input", "inputs");
        sheet.item("Could not be read", &inputs, None);
    }
}

fn messages(number: u64) -> String {
    words::count(number, "message", "messages")
}

fn causes(title: &str, counts: &Counts, sheet: &mut Sheet) {
    let causes = prose::sorted(counts);
    if causes.is_empty() {
        return;
    }
    sheet.heading(title);
    let row = |(id, messages): &(&'static str, u64)| {
        let title = rules::find(id).map_or("", |rule| rule.title);
        vec![words::thousands(*messages), title.to_owned(), (*id).to_owned()]
    };
    let rows: Vec<Vec<String>> = causes.iter().take(ROWS).map(row).collect();
    sheet.table(&["Messages", "Cause", "Rule"], 1, &rows);
    more(causes.len(), ROWS, sheet);
}

fn more(of: usize, shown: usize, sheet: &mut Sheet) {
    if of > shown {
        sheet.paragraph(&format!("and {} more", of - shown));
    }
}

fn what_to_do(summary: &Summary, sheet: &mut Sheet) {
    if summary.remedies.is_empty() {
        return;
    }
    sheet.heading("What to do, by the messages it is the first remedy for");
    for (at, remedy) in summary.remedies.iter().take(REMEDIES).enumerate() {
        let title =
            format!("{}: {}: {}", messages(remedy.messages), words::actor(remedy.actor), remedy.title);
        sheet.number(at + 1, &title);
        let alone = summary.what_if.single.iter().find(|effect| effect.remedy == remedy.id);
        if let Some(effect) = alone {
            let text =
                format!("alone {} to the inbox, as far as the headers tell", messages(effect.messages));
            sheet.step("Would have brought", &text);
        }
        if let Some(snippet) = &remedy.snippet {
            if remedy.messages > 1 {
                sheet.step("", "For the first of these messages:");
            }
            sheet.snippet(snippet.kind, &snippet.text);
        }
    }
    more(summary.remedies.len(), REMEDIES, sheet);
    let set = &summary.what_if.smallest_set;
    if set.messages > 0 {
        let kept_out: u64 = summary.exlibris.kept_out.values().sum();
        sheet.gap();
        sheet.paragraph(&format!(
            "The fewest changes that would have delivered most, {} of {}:",
            words::thousands(set.messages),
            words::thousands(kept_out)
        ));
        for id in &set.remedies {
            sheet.item("", remedies::find(id).map_or(id, |remedy| remedy.title), None);
        }
    }
}

fn senders(summary: &Summary, sheet: &mut Sheet) {
    let junked: Vec<_> = summary.senders.iter().filter(|sender| sender.junked > 0).collect();
    if junked.is_empty() {
        return;
    }
    sheet.heading("Senders whose mail was kept from the inbox");
    let rows: Vec<Vec<String>> = junked
        .iter()
        .take(ROWS)
        .map(|sender| {
            let cause = sender.cause.unwrap_or("–").to_owned();
            vec![
                words::thousands(sender.messages),
                words::thousands(sender.junked),
                sender.domain.clone(),
                cause,
            ]
        })
        .collect();
    sheet.table(&["Messages", "Kept out", "From domain", "Mostly because of"], 2, &rows);
    more(junked.len(), ROWS, sheet);
}
