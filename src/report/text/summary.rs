//! The summary of many messages, as a colleague would write it down.

mod actions;
mod tables;

use super::page::{Page, Text, Tone};
use super::words::{self, count, thousands};
use crate::report::{Counts, Summary};
use crate::rules;

/// Folders of mail that was kept from the inbox.
const KEPT_OUT: [&str; 3] = ["junk", "quarantine", "rejected"];
/// Messages from which a share is worth a percentage.
const ENOUGH_FOR_PERCENT: u64 = 20;

/// Writes the summary: first what everybody needs, then the tables.
pub(super) fn write(summary: &Summary, page: &mut Page) {
    page.heading("Summary");
    if summary.messages == 0 {
        page.paragraph(0, "No message was analysed.", Tone::Strong);
        return;
    }
    overview(summary, page);
    let (all, exlibris) = (&summary.all, &summary.exlibris);
    actions::causes(summary, page);
    changes(summary, page);
    actions::remedies(summary, page);
    tables::impostors(&summary.impostors, page);
    causes("Why Ex Libris mail was delivered", &exlibris.delivered, page);
    let elsewhere = less(&less(&exlibris.by_cause, &exlibris.kept_out), &exlibris.delivered);
    causes("What the headers of other Ex Libris mail show", &elsewhere, page);
    tables::write(summary, page);
    causes("Why other mail was kept from the inbox", &less(&all.kept_out, &exlibris.kept_out), page);
    untold(summary, page);
    for note in &summary.notes {
        page.paragraph(2, note, Tone::Quiet);
    }
}

fn overview(summary: &Summary, page: &mut Page) {
    let genuine: u64 = summary.exlibris.by_relation.values().sum();
    let mut text = count(summary.messages, "message", "messages");
    if let (Some(first), Some(last)) = (&summary.first_date, &summary.last_date) {
        let day = |date: &str| date.get(..10).unwrap_or(date).to_owned();
        if day(first) == day(last) {
            text.push_str(&format!(" of {}", day(first)));
        } else {
            text.push_str(&format!(", {} to {}", day(first), day(last)));
        }
    }
    if genuine == 0 {
        text.push_str(". None of them provably came from Ex Libris.");
    } else {
        let relations = list(&summary.exlibris.by_relation, |id| match id {
            "relay" => "by a listed relay",
            "network" => "from its network",
            _ => "forwarded by somebody else",
        });
        text.push_str(&format!(". {} came from Ex Libris: {relations}.", thousands(genuine)));
    }
    page.paragraph(0, &text, Tone::Plain);
    if genuine > 0 {
        let kept_out = kept_out(&summary.exlibris.by_folder);
        let tone = if kept_out > 0 { Tone::Strong } else { Tone::Good };
        page.paragraph(0, &fate(&summary.exlibris.by_folder, genuine), tone);
    }
    if summary.impostors.messages > 0 {
        page.paragraph(0, &tables::impostors_in_a_line(&summary.impostors), Tone::Bad);
    }
    if summary.unreadable > 0 {
        let text = format!("{} could not be read, see above.", count(summary.unreadable, "input", "inputs"));
        page.paragraph(0, &text, Tone::Bad);
    }
}

fn kept_out(folders: &Counts) -> u64 {
    KEPT_OUT.iter().filter_map(|id| folders.get(id)).sum()
}

/// What became of the mail from Ex Libris, in a sentence.
fn fate(folders: &Counts, all: u64) -> String {
    let of = |id: &str| folders.get(id).copied().unwrap_or(0);
    let out = kept_out(folders);
    if of("inbox") == all {
        return if all == 1 { "It reached the inbox." } else { "All of them reached the inbox." }.to_owned();
    }
    let kept: Counts =
        folders.iter().filter(|(id, _)| KEPT_OUT.contains(id)).map(|(id, n)| (*id, *n)).collect();
    let mut parts = vec![match (out, kept.len()) {
        (0, _) => "None was kept from the inbox".to_owned(),
        (1, _) => format!("1{} was kept from the inbox, {}", percent(out, all), places(&kept)),
        (_, 1) => {
            format!("{}{} were kept from the inbox, all {}", thousands(out), percent(out, all), places(&kept))
        }
        _ => format!(
            "{}{} were kept from the inbox: {}",
            thousands(out),
            percent(out, all),
            list(&kept, words_of_folder)
        ),
    }];
    let rest = [
        ("inbox", "reached the inbox"),
        ("other", "in other folders"),
        ("unknown", "where nothing tells the folder"),
    ];
    let rest = rest.into_iter().filter(|(id, _)| of(id) > 0);
    parts.extend(rest.map(|(id, words)| format!("{} {words}", thousands(of(id)))));
    parts.join("; ") + "."
}

/// The folders without their numbers.
fn places(kept: &Counts) -> String {
    kept.keys().map(|id| words_of_folder(id)).collect::<Vec<_>>().join(", ")
}

/// ` (34%)`, where there are enough messages for that to mean something.
fn percent(part: u64, of: u64) -> String {
    if of < ENOUGH_FOR_PERCENT { String::new() } else { format!(" ({}%)", (part * 200 + of) / (of * 2)) }
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
pub(in crate::report) fn less(all: &Counts, some: &Counts) -> Counts {
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
        vec![Text::number(&thousands(*messages)), Text::toned(title, Tone::Plain), Text::id(id)]
    };
    page.table(2, &[], &causes.iter().map(row).collect::<Vec<_>>(), 1);
}

fn changes(summary: &Summary, page: &mut Page) {
    if summary.changes.is_empty() {
        return;
    }
    page.heading("What changed over time");
    for change in &summary.changes {
        page.item(2, &format!("{}  ", change.date), &change.text, Tone::Plain);
    }
}

/// What could not be told, and why.
fn untold(summary: &Summary, page: &mut Page) {
    let untold = &summary.untold;
    let lines = [
        (untold.no_verdict, "no header says why they are where they are"),
        (untold.unknown_folder, "nothing says in which folder they lay; --folder says it for all"),
        (untold.unknown_border, "no trusted server wrote down who handed them over"),
        (untold.undated, "no believable date, so they are in no month"),
    ];
    if lines.iter().all(|(messages, _)| *messages == 0) {
        return;
    }
    page.heading("What could not be told");
    let row = |(messages, text): &(u64, &str)| vec![Text::number(&thousands(*messages)), Text::new(text)];
    page.table(2, &[], &lines.iter().filter(|(messages, _)| *messages > 0).map(row).collect::<Vec<_>>(), 1);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Breakdown, CauseCount, Look};

    fn text(summary: &Summary) -> String {
        let mut page = Page::new(Look::default());
        write(summary, &mut page);
        page.finish()
    }

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
        let cause =
            CauseCount { cause: "spf-omits-relay", messages: 2, remedy: Some("add-spf-include"), mends: 1 };
        let summary = Summary {
            messages: 6,
            all: exlibris.clone(),
            exlibris,
            causes: vec![cause],
            ..Summary::default()
        };
        let text = text(&summary);
        let count_under = |title: &str| {
            let mut words =
                text.lines().skip_while(|line| *line != title).filter_map(|l| l.split_whitespace().next());
            words.find(|word| word.parse::<u64>().is_ok()).unwrap_or_default().to_owned()
        };
        assert_eq!(count_under("Why Ex Libris mail was kept from the inbox"), "2", "{text}");
        assert_eq!(count_under("Why Ex Libris mail was delivered"), "1", "{text}");
        assert_eq!(count_under("What the headers of other Ex Libris mail show"), "3", "{text}");
        assert!(!text.contains("Why other mail"), "{text}");
        assert!(text.contains("2 were kept from the inbox, all in junk; 1 reached the inbox; 3"), "{text}");
        assert!(text.contains("mends 1 of 2"), "{text}");
    }

    #[test]
    fn small_inputs_need_no_tables() {
        let exlibris = Breakdown {
            by_relation: Counts::from([("relay", 1)]),
            by_folder: Counts::from([("inbox", 1)]),
            ..Breakdown::default()
        };
        let text = text(&Summary { messages: 1, exlibris, ..Summary::default() });
        assert_eq!(
            text,
            "\nSummary\n1 message. 1 came from Ex Libris: 1 by a listed relay.\nIt reached the inbox.\n"
        );
    }

    #[test]
    fn percentages_are_rounded_and_kept_from_handfuls() {
        assert_eq!(
            (percent(1, 3), percent(2, 30), percent(20, 20)),
            (String::new(), " (7%)".into(), " (100%)".into())
        );
    }
}
