//! The answer: where the message is, who put it there, what Ex Libris has to do with it, why, what to do.

use super::page::{Page, Tone};
use super::words;
use crate::report::model::{Exlibris, Remedy, Report, WhatIf};
use crate::rules;

/// Remedies whose steps are shown without `--verbose`.
const IN_FULL: usize = 2;

/// Writes the answer.
pub(super) fn write(report: &Report, carrier: Option<&Report>, page: &mut Page) {
    page.paragraph(0, &headline(report), tone(report));
    page.gap();
    page.paragraph(0, text(report), Tone::Plain);
    page.gap();
    facts(report, carrier, page);
    remedies(report, page);
}

/// The answer in running text.
pub(in crate::report) fn text(report: &Report) -> &str {
    match (&report.explanation, &report.cause) {
        (text, _) if !text.is_empty() => text,
        (_, Some(cause)) => &cause.text,
        _ => "The message does not say why it is where it is.",
    }
}

/// Where the message is, and the title of the cause.
pub(in crate::report) fn headline(report: &Report) -> String {
    let folder = words::folder(report.placement.folder);
    let cause = report.cause.as_ref().and_then(|cause| rules::find(cause.rule));
    match cause {
        Some(rule) => format!("{folder}: {}", lower_first(rule.title)),
        None => folder.to_owned(),
    }
}

fn tone(report: &Report) -> Tone {
    match report.placement.folder {
        "junk" | "quarantine" | "rejected" => Tone::Bad,
        "inbox" => Tone::Good,
        _ => Tone::Strong,
    }
}

/// A title as the rest of a sentence; names and abbreviations keep their capitals.
fn lower_first(title: &str) -> String {
    let mut chars = title.chars();
    let (first, second) = (chars.next(), chars.next());
    match (first, second) {
        (Some(f), Some(s)) if f.is_uppercase() && (s.is_lowercase() || s == ' ') && !is_name(title) => {
            f.to_lowercase().chain(title.chars().skip(1)).collect()
        }
        _ => title.to_owned(),
    }
}

fn is_name(title: &str) -> bool {
    ["Ex Libris", "Microsoft", "Gmail", "Google", "Alma", "Primo", "Proofpoint", "Mimecast"]
        .iter()
        .any(|name| title.starts_with(name))
}

fn facts(report: &Report, carrier: Option<&Report>, page: &mut Page) {
    let placement = &report.placement;
    let mut found = format!("{} ({})", placement.folder, words::basis(placement.basis));
    if let Some(word) = &placement.override_ {
        found.push_str(&format!(", put there by {word}"));
    }
    page.item(2, "Folder      ", &found, Tone::Plain);
    page.item(2, "Filter      ", &decision(report), Tone::Plain);
    let tone = if report.exlibris.relation == "none" { Tone::Plain } else { Tone::Marked };
    page.item(2, "Ex Libris   ", &relation(&report.exlibris), tone);
    if let Some(cause) = &report.cause {
        page.item(2, "Cause       ", &format!("{} ({})", cause.rule, cause.confidence), Tone::Plain);
    }
    page.item(2, "Message     ", &title(report), Tone::Plain);
    page.item(2, "Found in    ", &place(report), Tone::Plain);
    if let Some(carrier) = carrier {
        page.item(2, "Carried by  ", &title(carrier), Tone::Plain);
    }
}

/// Who decided, and what the verdict was.
pub(in crate::report) fn decision(report: &Report) -> String {
    let verdict = words::verdict(report.verdict.value);
    match report.verdict.decided_by {
        Some(product) => {
            let sure = if report.verdict.confidence_high { ", high confidence" } else { "" };
            format!("{}: {verdict}{sure}", words::product(product))
        }
        None => "no verdict in the headers that can be trusted".to_owned(),
    }
}

/// The relation in a sentence.
pub(in crate::report) fn relation(exlibris: &Exlibris) -> String {
    let mut text = match exlibris.relation {
        "relay" => "sent by a listed Ex Libris relay".to_owned(),
        "network" => "sent from an Ex Libris network, but by no listed relay".to_owned(),
        "forwarded" => "came from Ex Libris, then somebody else forwarded it".to_owned(),
        "claimed" => "only claims to come from Ex Libris; nothing trusted confirms it".to_owned(),
        _ => return "nothing points to Ex Libris".to_owned(),
    };
    let details = [
        exlibris.entry.clone(),
        exlibris.host.as_ref().map(|host| match exlibris.relation {
            "claimed" => format!("it names {host}"),
            _ => host.clone(),
        }),
        exlibris.ip.clone(),
        exlibris.region.as_ref().map(|r| format!("region {r}")),
        Some(words::relation_basis(exlibris.basis).to_owned()).filter(|b| !b.is_empty()),
    ];
    let details: Vec<String> = details.into_iter().flatten().collect();
    if !details.is_empty() {
        text.push_str(&format!(" ({})", details.join(", ")));
    }
    text
}

/// The message as people call it.
fn title(report: &Report) -> String {
    let message = &report.message;
    let mut text = match &message.subject {
        Some(subject) => format!("“{subject}”"),
        None => "(no subject)".to_owned(),
    };
    if let Some(from) = &message.from {
        let name = from.name.as_ref().map(|n| format!("{n} ")).unwrap_or_default();
        text.push_str(&format!(" from {name}<{}>", from.address));
    }
    match message.to.as_slice() {
        [] => {}
        [one] => text.push_str(&format!(" to {one}")),
        [first, rest @ ..] => text.push_str(&format!(" to {first} and {} more", rest.len())),
    }
    if let Some(date) = &message.date {
        text.push_str(&format!(", {}", words::minute(date)));
    }
    text
}

/// The file and the place in it.
pub(in crate::report) fn place(report: &Report) -> String {
    let source = &report.source;
    match (source.inside, source.container) {
        (Some(carrier), _) => format!("{}, inside message {carrier}", source.path),
        (None, "mbox") => format!("{}, message {}", source.path, source.number),
        (None, "headers") => format!("{}, headers alone", source.path),
        _ => source.path.clone(),
    }
}

fn remedies(report: &Report, page: &mut Page) {
    let remedies: &[Remedy] = &report.remedies;
    if remedies.is_empty() {
        return;
    }
    page.heading("What to do");
    let full = if page.look().verbose { remedies.len() } else { remedies.len().min(IN_FULL) };
    let (first, others) = remedies.split_at(full);
    for (at, remedy) in first.iter().enumerate() {
        if at > 0 {
            page.gap();
        }
        let label = format!("{}. ", at + 1);
        let title = format!("{}: {}", words::actor(remedy.actor), remedy.title);
        page.item(1, &label, &title, Tone::Strong);
        for step in &remedy.steps {
            page.item(4, "- ", step, Tone::Plain);
        }
        if let Some(what_if) = report.what_if.iter().find(|w| w.remedy == remedy.id) {
            page.item(4, "Would have: ", &would_have(what_if, report.placement.folder), Tone::Plain);
            for sentence in &what_if.computed {
                page.paragraph(6, sentence, Tone::Plain);
            }
        }
        if let Some(snippet) = &remedy.snippet {
            page.snippet(6, &snippet.text);
        }
    }
    if !others.is_empty() {
        page.gap();
        page.paragraph(1, "Then, or instead (--verbose shows the steps):", Tone::Plain);
        for (at, remedy) in others.iter().enumerate() {
            let label = format!("{}. ", full + at + 1);
            page.item(1, &label, &format!("{}: {}", words::actor(remedy.actor), remedy.title), Tone::Plain);
        }
    }
}

/// What a remedy would have done, in one line.
pub(in crate::report) fn would_have(what_if: &WhatIf, before: &str) -> String {
    let changes: Vec<String> = what_if
        .changes
        .iter()
        .map(|c| format!("{} {} → {}", words::result(c.what), c.before, c.after))
        .collect();
    let mut text = changes.join(", ");
    if !text.is_empty() {
        text.push_str("; ");
    }
    text.push_str(&match (what_if.folder, what_if.cause) {
        ("inbox", _) => format!("to the inbox ({})", what_if.confidence),
        ("unknown", _) => "nothing tells where it would be".to_owned(),
        (folder, Some(cause)) if folder == before => {
            format!("still {folder}, {cause} ({})", what_if.confidence)
        }
        (folder, _) => format!("{folder} ({})", what_if.confidence),
    });
    if !what_if.needs.is_empty() {
        text.push_str(&format!("; to the inbox with {}", what_if.needs.join(", ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_follow_a_colon_in_lower_case_unless_they_are_names() {
        assert_eq!(lower_first("The SPF record omits the relay"), "the SPF record omits the relay");
        assert_eq!(lower_first("SPF fails"), "SPF fails");
        assert_eq!(lower_first("A gateway"), "a gateway");
        assert_eq!(lower_first("Ex Libris says so"), "Ex Libris says so");
    }
}
