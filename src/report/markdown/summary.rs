//! The summary of many messages for a ticket.

use super::sheet::Sheet;
use crate::report::text::{summary as prose, words};
use crate::report::{CauseCount, Impostor, Summary};
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
    causes(summary, sheet);
    what_to_do(summary, sheet);
    changes(summary, sheet);
    impostors(summary, sheet);
    senders(summary, sheet);
    untold(summary, sheet);
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
    if summary.unreadable > 0 {
        let inputs = words::count(summary.unreadable, "input", "inputs");
        sheet.item("Could not be read", &inputs, None);
    }
}

fn messages(number: u64) -> String {
    words::count(number, "message", "messages")
}

/// Each cause with the change that would have mended most of it.
fn causes(summary: &Summary, sheet: &mut Sheet) {
    if summary.causes.is_empty() {
        return;
    }
    sheet.heading("Why Ex Libris mail was kept from the inbox");
    let row = |count: &CauseCount| {
        let title = rules::find(count.cause).map_or(count.cause, |rule| rule.title);
        let remedy = count.remedy.map_or("–", title_of);
        let cause = format!("{title} ({})", count.cause);
        vec![words::thousands(count.messages), cause, remedy.to_owned(), words::thousands(count.mends)]
    };
    let rows: Vec<Vec<String>> = summary.causes.iter().take(ROWS).map(row).collect();
    sheet.table(&["Messages", "Cause", "Change that mends most", "Mends"], 1, &rows);
    more(summary.causes.len(), ROWS, sheet);
}

fn title_of(remedy: &'static str) -> &'static str {
    remedies::find(remedy).map_or(remedy, |remedy| remedy.title)
}

fn more(of: usize, shown: usize, sheet: &mut Sheet) {
    if of > shown {
        sheet.paragraph(&format!("and {} more", of - shown));
    }
}

fn what_to_do(summary: &Summary, sheet: &mut Sheet) {
    let mut remedies: Vec<_> = summary.remedies.iter().filter(|r| r.mends > 0 || r.messages > 0).collect();
    if remedies.is_empty() {
        return;
    }
    // Of equal ones the order of the summary stays.
    remedies.sort_by_key(|remedy| std::cmp::Reverse((remedy.mends, remedy.messages)));
    sheet.heading("What to do, what mends most first");
    for (at, remedy) in remedies.iter().take(REMEDIES).enumerate() {
        sheet.number(at + 1, &format!("{}: {}", words::actor(remedy.actor), remedy.title));
        let text = format!(
            "alone {} to the inbox, as far as the headers tell; the first thing to try for {}",
            words::thousands(remedy.mends),
            messages(remedy.messages)
        );
        sheet.step("Would have brought", &text);
        if let Some(snippet) = &remedy.snippet {
            if remedy.messages > 1 {
                sheet.step("", &words::snippet_for(remedy.snippet_for.as_deref()));
            }
            sheet.snippet(snippet.kind, &snippet.text);
        }
    }
    more(remedies.len(), REMEDIES, sheet);
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
            sheet.item("", title_of(id), None);
        }
    }
}

/// Causes that began or stopped.
fn changes(summary: &Summary, sheet: &mut Sheet) {
    if summary.changes.is_empty() {
        return;
    }
    sheet.heading("What changed");
    for change in summary.changes.iter().take(ROWS) {
        sheet.item(&change.date, &change.text, None);
    }
    sheet.gap();
    more(summary.changes.len(), ROWS, sheet);
}

/// Who only claims to be Ex Libris.
fn impostors(summary: &Summary, sheet: &mut Sheet) {
    let impostors = &summary.impostors;
    if impostors.messages == 0 {
        return;
    }
    sheet.heading("Do not allow-list: only claim to come from Ex Libris");
    sheet.alarm(&format!(
        "{}: in {} something contradicts the claim, {} lie in the inbox.",
        messages(impostors.messages),
        words::thousands(impostors.contradicted),
        words::thousands(impostors.delivered)
    ));
    let row = |impostor: &Impostor| {
        let domain = impostor.domain.clone().unwrap_or_else(|| "–".to_owned());
        let first = impostor.addresses.iter().find_map(|a| a.ip);
        let address = first.map_or("–".to_owned(), |ip| ip.to_string());
        vec![words::thousands(impostor.messages), words::thousands(impostor.contradicted), domain, address]
    };
    let rows: Vec<Vec<String>> = impostors.senders.iter().take(ROWS).map(row).collect();
    sheet.table(&["Messages", "Contradicted", "From domain", "Handed over mostly by"], 2, &rows);
    more(impostors.senders.len(), ROWS, sheet);
}

/// What could not be told.
fn untold(summary: &Summary, sheet: &mut Sheet) {
    let untold = &summary.untold;
    let rows = [
        (untold.no_verdict, "without a reason that the headers name"),
        (untold.unknown_folder, "without a folder: --folder tells it"),
        (
            untold.unknown_border,
            "without a known border, where your servers took over: --config tells which are yours",
        ),
        (untold.undated, "without a believable date"),
    ];
    if rows.iter().all(|(messages, _)| *messages == 0) {
        return;
    }
    sheet.heading("What the headers do not tell");
    for (number, what) in rows.into_iter().filter(|(messages, _)| *messages > 0) {
        sheet.item("", &format!("{} {what}", messages(number)), None);
    }
    sheet.gap();
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
