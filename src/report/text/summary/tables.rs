//! The tables of the summary: senders, regions, filters, months, servers that are slow, impostors. A table of one row
//! says nothing new and is left out.

use super::super::page::{Page, Text, Tone};
use super::super::words::{self, count, thousands};
use crate::report::{Fate, Impostor, Impostors, Month, Sender, SlowHop, Summary};

/// Rows of a table without `--all`.
const ROWS: usize = 15;
/// Columns from which senders are shown with their share of Ex Libris mail.
const ROOMY: usize = 110;
/// Months without `--all`, the latest.
const MONTHS: usize = 24;
/// Addresses of an impostor without `--all`.
const ADDRESSES: usize = 3;

/// Every table that has more than one row.
pub(super) fn write(summary: &Summary, page: &mut Page) {
    senders(summary, page);
    let regions = summary.regions.iter().map(|r| (r.region.map_or("not known", words_of_region), r.fate));
    fates("Ex Libris mail by region of the relay", "Region", &regions.collect::<Vec<_>>(), page);
    let products = summary.products.iter().map(|p| (p.product.map_or("none", words::product), p.fate));
    fates("Ex Libris mail by the filter that decided", "Filter", &products.collect::<Vec<_>>(), page);
    months(summary, page);
    slow(summary, page);
}

fn rows(page: &Page) -> usize {
    if page.look().all { usize::MAX } else { ROWS }
}

fn more(of: usize, shown: usize, page: &mut Page) {
    if of > shown {
        page.paragraph(2, &format!("and {} more (--all shows them)", of - shown), Tone::Quiet);
    }
}

fn number(number: u64) -> Text {
    Text::number(&thousands(number))
}

fn cause(id: Option<&'static str>) -> Text {
    Text::toned(id.unwrap_or("–"), if id.is_some() { Tone::Bad } else { Tone::Plain })
}

fn senders(summary: &Summary, page: &mut Page) {
    if summary.senders.len() < 2 {
        return;
    }
    page.heading("Senders, all mail");
    let (shown, roomy) = (rows(page), page.look().width >= ROOMY);
    let row = |sender: &Sender| {
        let mut row = vec![Text::new(&sender.domain), number(sender.messages), number(sender.junked)];
        if roomy {
            row.extend([number(sender.exlibris), number(sender.exlibris_kept_out)]);
        }
        row.push(cause(sender.cause));
        row
    };
    let table: Vec<Vec<Text>> = summary.senders.iter().take(shown).map(row).collect();
    let header = ["From domain", "Messages", "Kept out", "Ex Libris", "Kept out", "Mostly because of"];
    let narrow = ["From domain", "Messages", "Kept out", "Mostly because of"];
    page.table(2, if roomy { &header } else { &narrow }, &table, 0);
    more(summary.senders.len(), shown, page);
}

fn words_of_region(id: &'static str) -> &'static str {
    match id {
        "na" => "North America (na)",
        "eu" => "Europe (eu)",
        "ap" => "Asia Pacific (ap)",
        "ca" => "Canada (ca)",
        "cn" => "China (cn)",
        other => other,
    }
}

fn fates(title: &str, what: &str, fates: &[(&'static str, Fate)], page: &mut Page) {
    if fates.len() < 2 {
        return;
    }
    page.heading(title);
    let shown = rows(page);
    let row = |(name, fate): &(&'static str, Fate)| {
        vec![
            Text::new(name),
            number(fate.messages),
            number(fate.delivered),
            number(fate.kept_out),
            cause(fate.cause),
        ]
    };
    let table: Vec<Vec<Text>> = fates.iter().take(shown).map(row).collect();
    page.table(2, &[what, "Messages", "Delivered", "Kept out", "Mostly because of"], &table, 0);
    more(fates.len(), shown, page);
}

fn months(summary: &Summary, page: &mut Page) {
    let months = &summary.months;
    if months.len() < 2 || months.iter().all(|month| month.exlibris == 0) {
        return;
    }
    page.heading("Ex Libris mail by month of arrival");
    let shown = if page.look().all { months.len() } else { MONTHS.min(months.len()) };
    let row = |month: &Month| {
        let most = month.causes.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(id, _)| *id);
        vec![
            Text::id(&month.month),
            number(month.exlibris),
            number(month.delivered),
            number(month.kept_out),
            cause(most),
        ]
    };
    let earlier = months.len() - shown;
    let table: Vec<Vec<Text>> = months.iter().skip(earlier).map(row).collect();
    page.table(2, &["Month", "Messages", "Delivered", "Kept out", "Mostly because of"], &table, 4);
    if earlier > 0 {
        page.paragraph(2, &format!("and {earlier} months before (--all shows them)"), Tone::Quiet);
    }
}

/// The servers at which mail waited, when more than the odd message did.
fn slow(summary: &Summary, page: &mut Page) {
    let slowest = &summary.hop_delays.slowest;
    if slowest.iter().map(|slow| slow.hops).sum::<u64>() < 2 {
        return;
    }
    page.heading("Where Ex Libris mail waited five minutes or more");
    let row = |slow: &SlowHop| {
        let longest = format!("longest {}", words::delay(slow.longest_seconds));
        vec![Text::new(&slow.by), Text::number(&count(slow.hops, "time", "times")), Text::new(&longest)]
    };
    page.table(2, &[], &slowest.iter().map(row).collect::<Vec<_>>(), 0);
}

/// How many only claim to come from Ex Libris, with the warning.
pub(super) fn impostors_in_a_line(impostors: &Impostors) -> String {
    let claims = if impostors.messages == 1 { "only claims" } else { "only claim" };
    let contradicted = match (impostors.contradicted, impostors.messages) {
        (0, _) => String::new(),
        (1, 1) => "; something contradicts it".to_owned(),
        (n, _) => format!("; in {} something contradicts it", thousands(n)),
    };
    let delivered = match impostors.delivered {
        0 => String::new(),
        n => format!("; {} reached the inbox", thousands(n)),
    };
    let messages = count(impostors.messages, "message", "messages");
    let them = if impostors.messages == 1 { "it" } else { "them" };
    format!(
        "Beware: {messages} {claims} to come from Ex Libris{contradicted}{delivered}. Do not allow-list {them}."
    )
}

/// Who claims to be Ex Libris, and who really handed it over.
pub(super) fn impostors(impostors: &Impostors, page: &mut Page) {
    if impostors.messages == 0 {
        return;
    }
    page.heading("Not Ex Libris: never allow-list these");
    let all = page.look().all;
    let (shown, addresses) = if all { (usize::MAX, usize::MAX) } else { (ROWS, ADDRESSES) };
    let row = |sender: &Impostor| {
        let mut handed_over: Vec<String> = sender
            .addresses
            .iter()
            .take(addresses)
            .map(|a| a.ip.map_or_else(|| "nobody that is known".to_owned(), |ip| ip.to_string()))
            .collect();
        if sender.addresses.len() > addresses {
            handed_over.push(format!("and {} more", sender.addresses.len() - addresses));
        }
        vec![
            Text::toned(sender.domain.as_deref().unwrap_or("no domain"), Tone::Bad),
            number(sender.messages),
            number(sender.contradicted),
            Text::new(&handed_over.join(", ")),
        ]
    };
    let table: Vec<Vec<Text>> = impostors.senders.iter().take(shown).map(row).collect();
    page.table(2, &["From domain", "Messages", "Contradicted", "Handed over by"], &table, 3);
    more(impostors.senders.len(), shown, page);
    if impostors.contradicted < impostors.messages {
        let text = "If one of these addresses is a gateway of yours, declare it in --config (trusted) and run again.";
        page.paragraph(2, text, Tone::Quiet);
    }
}
