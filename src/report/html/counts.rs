//! The rest of the summary: impostors, what changed, who sent, which filter, how long hops took, what is not known.

use super::charts::{Bar, bars, filtered, months};
use super::checks::table;
use super::markup::{Anchor, Markup, class, id, labelled_by, own};
use super::words::{region, relation};
use crate::report::text::summary::{less, sorted};
use crate::report::text::words::{self as plain, count, thousands};
use crate::report::{Fate, Summary};
use crate::rules;

/// Rows of a table of the summary.
const ROWS: usize = 25;
/// Addresses of an impostor that are named.
const ADDRESSES: usize = 4;
/// Servers that are named as slow.
const SLOW: usize = 10;

fn section(
    name: &'static str,
    title_id: &'static str,
    title: &str,
    m: &mut Markup,
    inner: impl FnOnce(&mut Markup),
) {
    m.el("section", &[id(Anchor::Own(name)), labelled_by(Anchor::Own(title_id))], |m| {
        m.leaf("h2", &[id(Anchor::Own(title_id))], title);
        inner(m);
    });
}

/// Who only claims to be Ex Libris.
pub(super) fn impostors(summary: &Summary, m: &mut Markup) {
    let impostors = &summary.impostors;
    if impostors.messages == 0 {
        return;
    }
    m.el("section", &[class("danger"), id(Anchor::Own("impostors")), labelled_by(Anchor::Own("impostors-title"))], |m| {
        m.leaf("h2", &[id(Anchor::Own("impostors-title"))], "Not from Ex Libris, though it says so");
        m.leaf(
            "p",
            &[],
            "Nothing that your own servers wrote confirms these messages. Where something contradicts the claim, report them as impersonation and allow-list nothing. Where nothing does, they may have come through a server of yours that you have not declared.",
        );
        m.el("p", &[], |m| {
            let text = format!("Show {}", count(impostors.messages, "message", "messages"));
            filtered(&[("data-relation", "claimed")], &text, m);
        });
        table("Impostors by the domain in From", &["Domain in From", "Messages", "Contradicted", "Handed over by"], m, |m| {
            for sender in impostors.senders.iter().take(ROWS) {
                m.el("tr", &[], |m| {
                    m.el("th", &[own("scope", "row")], |m| m.foreign(sender.domain.as_deref().unwrap_or("(none)")));
                    m.leaf("td", &[class("n")], &thousands(sender.messages));
                    m.leaf("td", &[class("n")], &thousands(sender.contradicted));
                    let named = sender.addresses.iter().take(ADDRESSES);
                    let mut from: Vec<String> = named
                        .map(|a| a.ip.map_or("an address that no trusted server wrote down".to_owned(), |ip| ip.to_string()))
                        .collect();
                    if sender.addresses.len() > ADDRESSES {
                        from.push(format!("{} more", sender.addresses.len() - ADDRESSES));
                    }
                    m.leaf("td", &[], &from.join(", "));
                });
            }
        });
        more(impostors.senders.len(), m);
    });
}

fn more(rows: usize, m: &mut Markup) {
    if rows > ROWS {
        m.leaf(
            "p",
            &[class("quiet")],
            &format!("and {} more; `--format json` has all that were counted", rows - ROWS),
        );
    }
}

/// Whether there is something to say about time: one month alone says nothing.
pub(super) fn has_time(summary: &Summary) -> bool {
    let months = summary.months.iter().filter(|month| month.exlibris > 0);
    !summary.changes.is_empty() || months.count() > 1
}

/// What began or stopped, and the months.
pub(super) fn over_time(summary: &Summary, m: &mut Markup) {
    if !has_time(summary) {
        return;
    }
    section("time", "time-title", "What changed over time", m, |m| {
        if summary.changes.is_empty() {
            m.leaf("p", &[], "No cause began or stopped on a day that can be told.");
        }
        m.el("ul", &[class("changes")], |m| {
            for change in &summary.changes {
                m.el("li", &[], |m| {
                    m.leaf("span", &[class("chip")], &change.date);
                    m.text(" ");
                    m.text(&change.text);
                });
            }
        });
        months(&summary.months, m);
    });
}

/// Relations, regions, filters, senders, delays.
pub(super) fn breakdown(summary: &Summary, m: &mut Markup) {
    if summary.messages == 0 {
        return;
    }
    section("counts", "counts-title", "Where it came from, and who judged it", m, |m| {
        m.el("div", &[class("pair")], |m| {
            relations(summary, m);
            regions(summary, m);
            products(summary, m);
            other_causes(summary, m);
            delays(summary, m);
        });
        senders(summary, m);
    });
}

fn relations(summary: &Summary, m: &mut Markup) {
    let order = ["relay", "network", "forwarded", "claimed", "none"];
    let rows: Vec<Bar<'_>> = order
        .iter()
        .filter_map(|id| {
            let (id, messages) = summary.all.by_relation.get_key_value(id)?;
            let look = match *id {
                "claimed" => "bad",
                "none" => "other",
                _ => "mark",
            };
            let filter = vec![("data-relation", *id)];
            Some(Bar {
                label: relation(id),
                note: None,
                filter,
                parts: vec![("", look, *messages)],
                total: *messages,
            })
        })
        .collect();
    bars("All mail by what Ex Libris has to do with it", ["Relation", "Messages"], &rows, m);
}

/// The causes of mail that nobody has to mend: delivered, elsewhere, or not from Ex Libris.
fn other_causes(summary: &Summary, m: &mut Markup) {
    let (all, exlibris) = (&summary.all, &summary.exlibris);
    let elsewhere = less(&less(&exlibris.by_cause, &exlibris.kept_out), &exlibris.delivered);
    let others = less(&all.kept_out, &exlibris.kept_out);
    for (caption, counts, look) in [
        ("Why mail from Ex Libris was delivered", &exlibris.delivered, "good"),
        ("What the headers of other mail from Ex Libris show", &elsewhere, "other"),
        ("Why other mail was kept from the inbox", &others, "bad"),
    ] {
        let rows: Vec<Bar<'_>> = sorted(counts)
            .into_iter()
            .map(|(id, messages)| Bar {
                label: rules::find(id).map_or(id, |rule| rule.title),
                note: None,
                filter: Vec::new(),
                parts: vec![("", look, messages)],
                total: messages,
            })
            .collect();
        bars(caption, ["Cause", "Messages"], &rows, m);
    }
}

fn fate(label: &'static str, fate: &Fate) -> Bar<'static> {
    let other = fate.messages.saturating_sub(fate.kept_out + fate.delivered);
    let parts = vec![
        ("kept out", "bad", fate.kept_out),
        ("in the inbox", "good", fate.delivered),
        ("elsewhere or unknown", "other", other),
    ];
    let note = fate.cause.and_then(rules::find).map(|rule| rule.title);
    Bar { label, note, filter: Vec::new(), parts, total: fate.messages }
}

fn regions(summary: &Summary, m: &mut Markup) {
    let rows: Vec<Bar<'_>> =
        summary.regions.iter().map(|r| fate(region(r.region.unwrap_or_default()), &r.fate)).collect();
    bars("Mail from Ex Libris by region of the relay", ["Region", "Messages"], &rows, m);
}

/// What the colours of a bar of fates mean.
pub(super) fn fates_legend(m: &mut Markup) {
    legend(
        &[
            ("key bad", "kept out of the inbox"),
            ("key good", "in the inbox"),
            ("key other", "elsewhere, or nothing tells"),
        ],
        m,
    );
}

fn legend(keys: &[(&'static str, &'static str)], m: &mut Markup) {
    m.el("p", &[class("legend")], |m| {
        for (look, text) in keys {
            m.leaf("span", &[class(look)], text);
        }
    });
}

fn products(summary: &Summary, m: &mut Markup) {
    let name = |id: Option<&'static str>| id.map_or("no filter that counts", plain::product);
    let rows: Vec<Bar<'_>> =
        summary.products.iter().take(ROWS).map(|p| fate(name(p.product), &p.fate)).collect();
    bars("Mail from Ex Libris by the filter that decided", ["Filter", "Messages"], &rows, m);
}

fn delays(summary: &Summary, m: &mut Markup) {
    let delays = &summary.hop_delays;
    if delays.buckets.iter().all(|b| b.sending + b.border + b.receiving == 0) {
        return;
    }
    let mut from = None;
    let labels: Vec<String> = delays
        .buckets
        .iter()
        .map(|bucket| {
            let label = match (from, bucket.under_seconds) {
                (None, Some(to)) => format!("under {}", plain::delay(to)),
                (Some(from), Some(to)) => format!("{} to {}", plain::delay(from), plain::delay(to)),
                (Some(from), None) => format!("{} or more", plain::delay(from)),
                (None, None) => "any".to_owned(),
            };
            from = bucket.under_seconds;
            label
        })
        .collect();
    let rows: Vec<Bar<'_>> = delays
        .buckets
        .iter()
        .zip(&labels)
        .map(|(b, label)| Bar {
            label,
            note: None,
            filter: Vec::new(),
            parts: vec![
                ("at the sender", "other", b.sending),
                ("at the border", "mark", b.border),
                ("on your side", "good", b.receiving),
            ],
            total: b.sending + b.border + b.receiving,
        })
        .collect();
    m.el("div", &[class("chart")], |m| {
        bars("Hops of mail from Ex Libris by how long they took", ["Delay", "Hops"], &rows, m);
        legend(
            &[("key other", "at the sender"), ("key mark", "at the border"), ("key good", "on your side")],
            m,
        );
        slow(summary, m);
    });
}

fn slow(summary: &Summary, m: &mut Markup) {
    let delays = &summary.hop_delays;
    if delays.backwards > 0 {
        let hops = count(delays.backwards, "hop has", "hops have");
        m.leaf("p", &[class("quiet")], &format!("{hops} a clock behind that of the hop before."));
    }
    if delays.slowest.is_empty() {
        return;
    }
    m.el("details", &[], |m| {
        m.leaf("summary", &[], "Servers at which mail waited five minutes or more");
        table("Slow servers", &["Server", "Hops", "Longest"], m, |m| {
            for hop in delays.slowest.iter().take(SLOW) {
                m.el("tr", &[], |m| {
                    m.el("th", &[own("scope", "row")], |m| m.foreign(&hop.by));
                    m.leaf("td", &[class("n")], &thousands(hop.hops));
                    m.leaf("td", &[class("n")], &plain::delay(hop.longest_seconds));
                });
            }
        });
    });
}

fn senders(summary: &Summary, m: &mut Markup) {
    if summary.senders.is_empty() {
        return;
    }
    let heads = [
        "Domain in From",
        "Messages",
        "Kept out",
        "Really from Ex Libris",
        "Kept out of these",
        "Mostly because",
    ];
    m.leaf("h3", &[], "Senders");
    table("Senders by the domain in From", &heads, m, |m| {
        for sender in summary.senders.iter().take(ROWS) {
            m.el("tr", &[], |m| {
                m.el("th", &[own("scope", "row")], |m| m.foreign(&sender.domain));
                for n in [sender.messages, sender.junked, sender.exlibris, sender.exlibris_kept_out] {
                    m.leaf("td", &[class("n")], &thousands(n));
                }
                let title = sender.cause.and_then(rules::find).map_or("–", |rule| rule.title);
                m.leaf("td", &[], title);
            });
        }
    });
    more(summary.senders.len(), m);
}

/// What could not be told, and what the summary leaves out.
pub(super) fn untold(summary: &Summary, unreadable: &[String], m: &mut Markup) {
    let untold = &summary.untold;
    let lines = [
        (
            untold.no_verdict,
            "whose headers do not say why it is where it is",
            "whose headers do not say why they are where they are",
        ),
        (
            untold.unknown_folder,
            "that nothing says where it lies; say it with --folder, or on the local page under “Where was it found?”",
            "that nothing says where they lie; say it with --folder, or on the local page under “Where was it found?”",
        ),
        (
            untold.unknown_border,
            "that no trusted server says who handed it over",
            "that no trusted server says who handed them over",
        ),
        (untold.undated, "without a date that can be believed", "without a date that can be believed"),
    ];
    let told = lines.iter().all(|(n, ..)| *n == 0) && untold.unreadable == 0 && summary.notes.is_empty();
    section("untold", "untold-title", "What could not be told", m, |m| {
        if told {
            m.leaf("p", &[], "Nothing: every message said where it lies, who handed it over, and why.");
            return;
        }
        m.el("ul", &[], |m| {
            for (n, one, many) in lines.iter().filter(|(n, ..)| *n > 0) {
                let what = count(*n, "message", "messages");
                m.leaf("li", &[], &format!("{what} {}.", if *n == 1 { one } else { many }));
            }
            if untold.unreadable > 0 {
                let text = count(untold.unreadable, "input or part could", "inputs or parts could");
                m.leaf("li", &[], &format!("{text} not be read."));
            }
            summary.notes.iter().for_each(|note| m.leaf("li", &[], note));
        });
        unread(unreadable, untold.unreadable, m);
    });
}

fn unread(unreadable: &[String], all: u64, m: &mut Markup) {
    if unreadable.is_empty() {
        return;
    }
    m.el("details", &[], |m| {
        m.leaf("summary", &[], "What could not be read");
        m.el("ul", &[], |m| unreadable.iter().for_each(|text| m.el("li", &[], |m| m.foreign(text))));
        let left = all.saturating_sub(unreadable.len() as u64);
        if left > 0 {
            m.leaf("p", &[class("quiet")], &format!("and {} more", thousands(left)));
        }
    });
}
