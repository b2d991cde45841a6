//! The route as a table, oldest hop first.

use super::page::{Page, Text, Tone};
use super::words;
use crate::report::model::{Hop, Report};

/// Hops shown without `--verbose`; a hostile message can have thousands.
const SHOWN: usize = 30;

/// Writes the route.
pub(super) fn write(report: &Report, page: &mut Page) {
    let hops = &report.route.hops;
    page.heading("Route, oldest hop first");
    if hops.is_empty() {
        page.paragraph(2, "No Received field: nothing tells which servers handled the message.", Tone::Plain);
        return;
    }
    let shown = if page.look().verbose { hops.len() } else { hops.len().min(SHOWN) };
    let left_out = hops.len() - shown;
    if left_out > 0 {
        page.paragraph(
            2,
            &format!("The {left_out} oldest hops are left out (--verbose shows them)."),
            Tone::Quiet,
        );
    }
    let rows: Vec<Vec<Text>> = hops.iter().skip(left_out).map(row).collect();
    page.table(1, &["#", "From → by", "Delay", "TLS", "Trust"], &rows, 1);
    if let Some(border) = &report.route.border {
        let text = format!(
            "Hop {} is the border: the last server whose word counts. Below it everything is the sender's claim.",
            border.hop
        );
        page.paragraph(2, &text, Tone::Quiet);
    }
}

fn row(hop: &Hop) -> Vec<Text> {
    let mut path = Text::toned(&peer(hop), hop.exlibris.map_or(Tone::Plain, |_| Tone::Marked));
    match hop.exlibris {
        Some("relay") => path = path.line("◀ Ex Libris relay"),
        Some(_) => path = path.line("◀ Ex Libris network"),
        None => {}
    }
    path = path.line(&format!("→ {}", server(hop)));
    if !hop.flags.is_empty() {
        path = path.line(&format!("! {}", hop.flags.join(", ")));
    }
    let trust = match hop.trust {
        "claimed" => Text::toned("claimed", Tone::Quiet),
        "border" => Text::toned("border", Tone::Strong),
        other => Text::toned(other, Tone::Good),
    };
    vec![Text::number(&hop.number.to_string()), path, delay(hop), Text::new(&tls(hop)), trust]
}

/// The peer: its names and address.
pub(in crate::report) fn peer(hop: &Hop) -> String {
    let mut text = match (&hop.rdns, &hop.helo) {
        (Some(rdns), Some(helo)) if !rdns.eq_ignore_ascii_case(helo) => format!("{rdns} (HELO {helo})"),
        (Some(name), _) | (None, Some(name)) => name.clone(),
        (None, None) => String::new(),
    };
    match &hop.ip {
        Some(ip) if text.trim_matches(['[', ']']) == ip => {}
        Some(ip) if text.is_empty() => text = format!("[{ip}]"),
        Some(ip) => text.push_str(&format!(" [{ip}]")),
        None => {}
    }
    if text.is_empty() {
        text = if hop.dialect == "unknown" { "(not understood)".into() } else { "(no client named)".into() };
    }
    text
}

/// The server that wrote the field.
pub(in crate::report) fn server(hop: &Hop) -> String {
    let by = hop.by.as_deref().or(hop.by_ip.as_deref()).unwrap_or("(no server named)");
    let user = if hop.authenticated { ", client logged in" } else { "" };
    format!("{by}{user}")
}

fn delay(hop: &Hop) -> Text {
    let tone = match hop.delay_seconds {
        Some(s) if !(-5..300).contains(&s) => Tone::Bad,
        _ => Tone::Plain,
    };
    Text::toned(&hop.delay_seconds.map_or("–".to_owned(), words::delay), tone)
}

/// Whether and how the line was encrypted.
pub(in crate::report) fn tls(hop: &Hop) -> String {
    match &hop.tls {
        Some(tls) => tls.version.as_deref().map_or("yes".to_owned(), words::tls_version),
        None => "–".to_owned(),
    }
}
