//! Charts as inline SVG. Bars stand in the table that they draw, so that the numbers are there for everybody.

use super::counts::fates_legend;
use super::markup::{Anchor, Markup, class, href, id, labelled_by, number, own};
use crate::report::Month;
use crate::report::text::summary::sorted;
use crate::report::text::words::thousands;
use crate::rules;

/// Months that are drawn; the table beside the drawing has all.
const MONTHS: usize = 60;
/// Units of the drawing: the width of a month, the height of the columns, and the room for their names.
const STEP: u64 = 44;
const HEIGHT: u64 = 140;
const FOOT: u64 = 22;
const TOP: u64 = 16;

/// A filter of the table of messages: its data attribute and value.
pub(super) type Filter = (&'static str, &'static str);

/// A link to the messages that some filters leave.
pub(super) fn filtered(filters: &[Filter], text: &str, m: &mut Markup) {
    let mut attrs = vec![href(Anchor::Own("messages")), class("filter")];
    attrs.extend(filters.iter().map(|(name, value)| own(name, value)));
    m.leaf("a", &attrs, text);
}

/// One bar in a table.
#[derive(Debug)]
pub(super) struct Bar<'a> {
    /// What it stands for.
    pub(super) label: &'a str,
    /// What to know beside it, in small print.
    pub(super) note: Option<&'static str>,
    /// The filters of the table of messages by which those behind it are found; none where they cannot be.
    pub(super) filter: Vec<Filter>,
    /// Its parts: what each means, the class of its colour, its size.
    pub(super) parts: Vec<(&'static str, &'static str, u64)>,
    /// Its size, which stands beside it.
    pub(super) total: u64,
}

/// Bars in a table; nothing where there is none.
pub(super) fn bars(caption: &'static str, heads: [&'static str; 2], rows: &[Bar<'_>], m: &mut Markup) {
    let longest = rows.iter().map(|bar| bar.total).max().unwrap_or(0).max(1);
    if rows.is_empty() {
        return;
    }
    m.el("div", &[class("chart")], |m| {
        m.el("table", &[class("bars")], |m| {
            m.leaf("caption", &[], caption);
            m.el("thead", &[class("unseen")], |m| {
                m.el("tr", &[], |m| {
                    m.leaf("th", &[own("scope", "col")], heads[0]);
                    m.leaf("th", &[own("scope", "col")], heads[1]);
                });
            });
            m.el("tbody", &[], |m| rows.iter().for_each(|bar| row(bar, longest, m)));
        })
    });
}

fn row(bar: &Bar<'_>, longest: u64, m: &mut Markup) {
    m.el("tr", &[], |m| {
        m.el("th", &[own("scope", "row")], |m| {
            if bar.filter.is_empty() {
                m.foreign(bar.label);
            } else {
                filtered(&bar.filter, bar.label, m);
            }
            if let Some(note) = bar.note {
                m.leaf("span", &[class("note")], &format!("mostly: {note}"));
            }
        });
        m.el("td", &[], |m| {
            m.leaf("span", &[class("n")], &thousands(bar.total));
            let attrs = [
                class("bar"),
                own("viewBox", "0 0 1000 10"),
                own("preserveAspectRatio", "none"),
                own("aria-hidden", "true"),
            ];
            m.el("svg", &attrs, |m| {
                let mut at = 0;
                for (_, look, size) in &bar.parts {
                    let wide = scale(*size, longest, 1000);
                    if wide > 0 {
                        m.el(
                            "rect",
                            &[class(look), number("x", at), number("width", wide), number("height", 10)],
                            |_| {},
                        );
                    }
                    at += wide;
                }
            });
            let parts: Vec<String> = bar
                .parts
                .iter()
                .filter(|(what, _, size)| !what.is_empty() && *size > 0)
                .map(|(what, _, size)| format!("{} {what}", thousands(*size)))
                .collect();
            if !parts.is_empty() {
                m.leaf("span", &[class("note")], &parts.join(", "));
            }
        });
    });
}

/// `size` of `all` in `units`; at least one unit for what is there at all.
fn scale(size: u64, all: u64, units: u64) -> u64 {
    let scaled = u128::from(size) * u128::from(units) / u128::from(all.max(1));
    u64::try_from(scaled).unwrap_or(units).clamp(u64::from(size > 0), units)
}

/// Delivered and junked mail from Ex Libris by month: columns, and the same as a table.
pub(super) fn months(months: &[Month], m: &mut Markup) {
    let drawn = months.get(months.len().saturating_sub(MONTHS)..).unwrap_or_default();
    let highest = drawn.iter().map(|month| month.exlibris).max().unwrap_or(0);
    if highest == 0 {
        return;
    }
    m.el("figure", &[class("months")], |m| {
        m.leaf("figcaption", &[id(Anchor::Own("months-title"))], "Mail from Ex Libris by month of arrival");
        fates_legend(m);
        let frame = [
            class("scroll"),
            own("tabindex", "0"),
            own("role", "region"),
            labelled_by(Anchor::Own("months-title")),
        ];
        m.el("div", &frame, |m| columns(drawn, highest, m));
        m.el("details", &[], |m| {
            m.leaf("summary", &[], "The same as a table");
            table(months, m);
        });
    });
}

fn columns(drawn: &[Month], highest: u64, m: &mut Markup) {
    let width = STEP * drawn.len() as u64 + 8;
    let attrs = [
        number("width", width),
        number("height", TOP + HEIGHT + FOOT),
        own("aria-hidden", "true"),
        class("columns"),
    ];
    m.el("svg", &attrs, |m| {
        for (at, month) in drawn.iter().enumerate() {
            let x = at as u64 * STEP + 8;
            let mut floor = TOP + HEIGHT;
            for (look, size) in [("bad", month.kept_out), ("good", month.delivered), ("other", month.other)] {
                let tall = scale(size, highest, HEIGHT);
                floor = floor.saturating_sub(tall);
                if tall > 0 {
                    let attrs = [
                        class(look),
                        number("x", x),
                        number("y", floor),
                        number("width", STEP - 12),
                        number("height", tall),
                    ];
                    m.el("rect", &attrs, |_| {});
                }
            }
            let middle = x + (STEP - 12) / 2;
            m.leaf(
                "text",
                &[number("x", middle), number("y", floor.saturating_sub(4))],
                &thousands(month.exlibris),
            );
            m.leaf("text", &[number("x", middle), number("y", TOP + HEIGHT + 16)], short(&month.month));
        }
    });
}

/// `26-03` of `2026-03`.
fn short(month: &str) -> &str {
    month.get(2..).unwrap_or(month)
}

fn table(months: &[Month], m: &mut Markup) {
    let heads = [
        "Month",
        "All mail",
        "From Ex Libris",
        "In the inbox",
        "Kept out",
        "Elsewhere or unknown",
        "Mostly because",
    ];
    super::checks::table("Mail by month", &heads, m, |m| {
        for month in months {
            m.el("tr", &[], |m| {
                m.leaf("th", &[own("scope", "row")], &month.month);
                for n in [month.messages, month.exlibris, month.delivered, month.kept_out, month.other] {
                    m.leaf("td", &[class("n")], &thousands(n));
                }
                let most = sorted(&month.causes).first().and_then(|(id, _)| rules::find(id));
                m.leaf("td", &[], most.map_or("–", |rule| rule.title));
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_seen_and_nothing_is_too_long() {
        assert_eq!(scale(0, 10, 1000), 0);
        assert_eq!(scale(1, 1_000_000, 1000), 1);
        assert_eq!(scale(10, 10, 1000), 1000);
        assert_eq!(scale(u64::MAX, 1, 1000), 1000);
    }
}
