//! `whyjunk relays list`: the registry and where each entry comes from.

use serde::Serialize;

use crate::evidence::relays::{Entry, Kind, Registry};

use super::Look;
use super::model::SCHEMA;
use super::text::page::{Page, Text, Tone};
use super::untrusted;

/// One entry as published.
#[derive(Serialize)]
struct Relay<'r> {
    id: &'r str,
    kind: &'static str,
    region: Option<&'r str>,
    address: Option<String>,
    host: Option<&'r str>,
    spf_include: Option<&'r str>,
    source: &'r str,
    as_of: &'r str,
    confidence: &'static str,
    may_recommend: bool,
    built_in: bool,
}

#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    relays: Vec<Relay<'r>>,
}

fn relay(entry: &Entry) -> Relay<'_> {
    Relay {
        id: &entry.id,
        kind: entry.kind.id(),
        region: entry.region.as_deref(),
        address: address(entry),
        host: entry.host.as_deref(),
        spf_include: entry.spf_include.as_deref(),
        source: &entry.source,
        as_of: &entry.as_of,
        confidence: entry.confidence.id(),
        may_recommend: entry.confidence.may_recommend(),
        built_in: entry.built_in,
    }
}

/// An address alone, or a block.
fn address(entry: &Entry) -> Option<String> {
    entry.address.map(|net| {
        if net.prefix_len() == net.max_prefix_len() { net.addr().to_string() } else { net.to_string() }
    })
}

/// The registry as JSON.
pub fn json(registry: &Registry) -> Vec<u8> {
    let mut out = Vec::new();
    let document = Document { schema: SCHEMA, relays: registry.entries.iter().map(relay).collect() };
    // Writing to memory a shape of texts cannot fail.
    let _ = untrusted::json(&document, &mut out);
    out.push(b'\n');
    out
}

/// The registry for people.
pub fn text(registry: &Registry, look: Look) -> String {
    let mut page = Page::new(look);
    for (kind, title) in [(Kind::MailRelay, "Mail relays"), (Kind::Network, "Networks")] {
        let entries = registry.entries.iter().filter(|entry| entry.kind == kind);
        let rows: Vec<Vec<Text>> = entries.map(row).collect();
        if !rows.is_empty() {
            page.heading(title);
            page.table(2, &["Id", "Region", "Address, and where it is known from"], &rows, 2);
        }
    }
    page.gap();
    let text = "An entry that is known from the vendor or from DNS (“vendor”, “dns”) may be put into an allow-list. \
                The others serve to recognise Ex Libris mail, never to let it through. Lay your own list over this \
                one with --relays.";
    page.paragraph(0, text, Tone::Quiet);
    page.finish().trim_start_matches('\n').to_owned()
}

fn row(entry: &Entry) -> Vec<Text> {
    let include = entry.spf_include.as_ref().map(|include| format!("include:{include}"));
    let what: Vec<String> = [address(entry), entry.host.clone(), include].into_iter().flatten().collect();
    let from = format!("{}: {}, {}", entry.confidence.id(), entry.source, entry.as_of);
    let tone = if entry.confidence.may_recommend() { Tone::Good } else { Tone::Plain };
    vec![
        Text::new(&entry.id),
        Text::new(entry.region.as_deref().unwrap_or("–")),
        Text::toned(&what.join(", "), tone).line(&from),
    ]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn both_forms_name_every_entry() {
        let registry = Registry::default();
        let text = text(&registry, Look::default());
        let value: serde_json::Value = serde_json::from_slice(&json(&registry)).unwrap();
        assert_eq!(value["relays"].as_array().unwrap().len(), registry.entries.len());
        assert!(registry.entries.iter().all(|e| text.contains(e.id.as_str())));
    }
}
