//! The route as a line of hops, oldest first, with trust and delays.

use super::markup::{Markup, class, label};
use super::message::Depth;
use crate::report::model::{Hop, Report};
use crate::report::text::{route as row, words as plain};
use crate::rules;

/// Hops that are drawn; a hostile message can have thousands.
const SHOWN: usize = 30;
/// Seconds from which a delay is marked, and below which a clock is behind.
const SLOW: i64 = 300;
const BEHIND: i64 = -5;

/// Writes the route.
pub(super) fn write(report: &Report, depth: Depth, m: &mut Markup) {
    m.leaf(depth.heading(), &[], "Route, oldest hop first");
    let hops = &report.route.hops;
    if hops.is_empty() {
        m.leaf("p", &[], "No Received field: nothing tells which servers handled the message.");
        return;
    }
    let left_out = hops.len().saturating_sub(SHOWN);
    if left_out > 0 {
        m.leaf(
            "p",
            &[class("quiet")],
            &format!("The {left_out} oldest hops are left out; `whyjunk --verbose` shows them."),
        );
    }
    m.el("ol", &[class("route"), label("Route, oldest hop first")], |m| {
        for hop in hops.iter().skip(left_out) {
            one(hop, m);
        }
    });
}

fn one(hop: &Hop, m: &mut Markup) {
    let look = match (hop.trust, hop.exlibris) {
        ("border", Some(_)) => "hop border exlibris",
        ("border", None) => "hop border",
        ("claimed", Some(_)) => "hop claimed exlibris",
        ("claimed", None) => "hop claimed",
        (_, Some(_)) => "hop trusted exlibris",
        _ => "hop trusted",
    };
    m.el("li", &[class(look)], |m| {
        delay(hop, m);
        m.el("p", &[class("path")], |m| {
            m.leaf("span", &[class("number")], &format!("{}", hop.number));
            m.text(" ");
            m.foreign(&row::peer(hop));
            match hop.exlibris {
                Some("relay") => mark("Ex Libris relay", m),
                Some(_) => mark("Ex Libris network", m),
                None => {}
            }
            m.leaf("span", &[class("arrow")], " → ");
            m.foreign(&row::server(hop));
        });
        m.el("p", &[class("about")], |m| {
            m.leaf("span", &[class("trust")], trust(hop.trust));
            let date = hop.date.as_deref().map(plain::second);
            let tls = match row::tls(hop).as_str() {
                "yes" => "encrypted".to_owned(),
                "–" => "encryption not recorded".to_owned(),
                version => format!("encrypted (TLS {version})"),
            };
            for part in date.into_iter().chain([tls]) {
                m.text(" · ");
                m.text(&part);
            }
        });
        for flag in &hop.flags {
            m.leaf("p", &[class("flag")], rules::find(flag).map_or(flag, |rule| rule.title));
        }
    });
}

fn mark(text: &'static str, m: &mut Markup) {
    m.text(" ");
    m.leaf("span", &[class("chip mark")], text);
}

fn trust(id: &str) -> &'static str {
    match id {
        "trusted" => "trusted: written by your side",
        "border" => "border: your side's first server; the address it wrote down is a fact",
        _ => "claimed: written outside, proves nothing",
    }
}

/// How long it took since the hop before.
fn delay(hop: &Hop, m: &mut Markup) {
    let Some(seconds) = hop.delay_seconds else { return };
    let look = if (BEHIND..SLOW).contains(&seconds) { "delay" } else { "delay slow" };
    let text = if seconds < 0 {
        format!("clock {} behind the hop before", plain::delay(seconds.saturating_neg()))
    } else {
        format!("after {}", plain::delay(seconds))
    };
    m.leaf("p", &[class(look)], &text);
}
