//! The authentication table: what was checked, for which domain, and who says so.

use super::markup::{Attr, Markup, class, own};
use super::message::Depth;
use crate::report::model::Report;
use crate::report::text::checks as rows;
use crate::report::text::page::Tone;
use crate::report::text::words as plain;

/// Results that are listed one by one.
const PAIRS: usize = 60;

/// Writes the table, and what was reported but does not count.
pub(super) fn write(report: &Report, depth: Depth, m: &mut Markup) {
    m.leaf(depth.heading(), &[], "Authentication: is the sender who it says it is?");
    let checks = rows::checks(report);
    if checks.is_empty() {
        m.leaf("p", &[], rows::NONE);
    } else {
        table("Authentication", &["Check", "Result", "Domain", "Aligned with From", "Who says so"], m, |m| {
            for check in &checks {
                m.el("tr", &[], |m| {
                    m.leaf("th", &[own("scope", "row")], check.what);
                    m.el("td", &[], |m| m.leaf("span", &[class(chip(check.result))], &check.outcome));
                    m.el("td", &[], |m| m.foreign(check.domain.unwrap_or("–")));
                    m.leaf("td", &[], check.aligned.map_or("–", |a| if a { "yes" } else { "no" }));
                    m.el("td", &[], |m| {
                        m.foreign(&rows::said_by(report, check));
                        if let Some(proof) = check.proof.filter(|_| !check.now) {
                            m.text(&format!(", line {}", proof.line));
                        }
                    });
                });
            }
        });
    }
    super::anew::write(report, m);
    if let Some(text) = rows::discounted(report) {
        m.leaf("p", &[class("quiet")], &text);
    }
    reported(report, m);
}

/// The class of a result's colour.
fn chip(result: &str) -> &'static str {
    match rows::tone(result) {
        Tone::Good => "chip good",
        Tone::Bad => "chip bad",
        _ => "chip doubt",
    }
}

/// Everything that was reported, whoever wrote it.
fn reported(report: &Report, m: &mut Markup) {
    let pairs = &report.authentication.reported;
    if pairs.is_empty() {
        return;
    }
    m.el("details", &[], |m| {
        m.leaf("summary", &[], "Everything that was reported, and how far it may be believed");
        table("Every reported result", &["Result", "Details", "Where", "Trust"], m, |m| {
            for pair in pairs.iter().take(PAIRS) {
                let properties: Vec<String> =
                    pair.properties.0.iter().map(|(k, v)| format!("{k}={v}")).collect();
                let server = pair.authserv_id.as_deref().unwrap_or("no server named");
                m.el("tr", &[], |m| {
                    m.el("td", &[], |m| m.foreign(&format!("{}={}", pair.method, pair.result)));
                    m.el("td", &[], |m| m.foreign(&properties.join(" ")));
                    m.el("td", &[], |m| {
                        m.foreign(&format!("{} (field {}), {server}", pair.field, pair.header))
                    });
                    m.leaf("td", &[], plain::doubt(pair.trust).unwrap_or("trusted"));
                });
            }
        });
        if pairs.len() > PAIRS {
            m.leaf("p", &[class("quiet")], &format!("and {} more", pairs.len() - PAIRS));
        }
    });
}

/// The heads of columns of numbers.
const NUMBERS: [&str; 13] = [
    "Messages",
    "Mends",
    "Contradicted",
    "Kept out",
    "Really from Ex Libris",
    "Kept out of these",
    "All mail",
    "From Ex Libris",
    "In the inbox",
    "Elsewhere or unknown",
    "Hops",
    "Longest",
    "Points",
];

/// A table with its column heads, in a frame that scrolls when it is too wide.
pub(super) fn table(caption: &str, heads: &[&'static str], m: &mut Markup, rows: impl FnOnce(&mut Markup)) {
    let scroll: [Attr<'_>; 4] =
        [class("scroll"), own("tabindex", "0"), own("role", "region"), super::markup::label(caption)];
    m.el("div", &scroll, |m| {
        m.el("table", &[], |m| {
            m.leaf("caption", &[class("unseen")], caption);
            m.el("thead", &[], |m| {
                m.el("tr", &[], |m| {
                    for head in heads {
                        let attrs = [own("scope", "col"), class("n")];
                        m.leaf("th", &attrs[..1 + usize::from(NUMBERS.contains(head))], head);
                    }
                });
            });
            m.el("tbody", &[], rows);
        });
    });
}
