//! `whyjunk relays refresh`: what the SPF includes of the relays list today, and what changed.

use serde::Serialize;

use crate::relays::file::{Fate, Merged};
use crate::relays::refresh::{Resolved, Skipped};

use super::Look;
use super::model::SCHEMA;
use super::relay_import::fate_id;
use super::text::page::{Page, Text, Tone};
use super::untrusted;

/// What was resolved, and the file that was completed with it.
#[derive(Debug)]
pub struct Refreshed<'a> {
    /// The relay file; `None` when nothing was written.
    pub target: Option<&'a str>,
    /// The date of the entries.
    pub date: &'a str,
    /// Every include that was asked about.
    pub resolved: &'a [Resolved],
    /// Those that were not.
    pub skipped: &'a [Skipped],
    /// What became of the networks: one fate for each, in the order of the includes.
    pub merged: &'a Merged,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    written_to: Option<&'a str>,
    as_of: &'a str,
    includes: Vec<Include<'a>>,
    skipped: Vec<Skip<'a>>,
    removed: &'a [String],
}

#[derive(Serialize)]
struct Include<'a> {
    region: &'a str,
    spf_include: &'a str,
    entry: &'a str,
    state: &'static str,
    complete: bool,
    networks: Vec<Network<'a>>,
    refused: Vec<Refused>,
    gone: &'a [String],
    not_listed: &'a [String],
}

#[derive(Serialize)]
struct Network<'a> {
    address: String,
    new: bool,
    fate: &'static str,
    entry: &'a str,
}

#[derive(Serialize)]
struct Refused {
    address: String,
    reason: &'static str,
}

#[derive(Serialize)]
struct Skip<'a> {
    spf_include: &'a str,
    entry: &'a str,
    reason: &'a str,
}

/// An address alone, or a block.
fn shown(net: &ipnet::IpNet) -> String {
    if net.prefix_len() == net.max_prefix_len() { net.addr().to_string() } else { net.to_string() }
}

/// The includes with what became of each network.
fn with_fates<'a>(refreshed: &Refreshed<'a>) -> Vec<(&'a Resolved, Vec<(Network<'a>, Fate)>)> {
    let mut fates = refreshed.merged.fates.iter();
    let one = |resolved: &'a Resolved| {
        let network = |(net, (fate, id)): (&'a ipnet::IpNet, &'a (Fate, String))| {
            let new = resolved.new.contains(net);
            (Network { address: shown(net), new, fate: fate_id(*fate), entry: id }, *fate)
        };
        let networks = resolved.networks.iter().zip(fates.by_ref()).map(network).collect();
        (resolved, networks)
    };
    refreshed.resolved.iter().map(one).collect()
}

/// As JSON.
pub fn json(refreshed: &Refreshed<'_>) -> Vec<u8> {
    let includes = with_fates(refreshed).into_iter().map(|(resolved, networks)| Include {
        region: resolved.region,
        spf_include: &resolved.include,
        entry: &resolved.entry,
        state: resolved.state.id(),
        complete: resolved.complete,
        networks: networks.into_iter().map(|(network, _)| network).collect(),
        refused: resolved
            .refused
            .iter()
            .map(|(net, reason)| Refused { address: shown(net), reason })
            .collect(),
        gone: &resolved.gone,
        not_listed: &resolved.not_listed,
    });
    let skipped = refreshed.skipped.iter();
    let document = Document {
        schema: SCHEMA,
        written_to: refreshed.target,
        as_of: refreshed.date,
        includes: includes.collect(),
        skipped: skipped.map(|s| Skip { spf_include: &s.include, entry: &s.entry, reason: s.why }).collect(),
        removed: &refreshed.merged.removed,
    };
    let mut out = Vec::new();
    // Writing to memory a shape of texts cannot fail.
    let _ = untrusted::json(&document, &mut out);
    out.push(b'\n');
    out
}

/// For people.
pub fn text(refreshed: &Refreshed<'_>, look: Look) -> String {
    let mut page = Page::new(look);
    for (resolved, networks) in with_fates(refreshed) {
        let title = format!("{}: {} (entry {})", resolved.region, resolved.include, resolved.entry);
        page.heading(&title);
        include(resolved, &networks, &mut page);
    }
    if !refreshed.skipped.is_empty() {
        page.heading("Not asked about");
        for skipped in refreshed.skipped {
            let text = format!("{} (entry {}): {}", skipped.include, skipped.entry, skipped.why);
            page.paragraph(2, &text, Tone::Quiet);
        }
    }
    page.gap();
    page.paragraph(0, &end(refreshed), Tone::Strong);
    if refreshed.target.is_none() && !refreshed.merged.fates.is_empty() {
        page.gap();
        page.snippet(0, &refreshed.merged.text);
    }
    page.finish().trim_start_matches('\n').to_owned()
}

fn include(resolved: &Resolved, networks: &[(Network<'_>, Fate)], page: &mut Page) {
    use crate::relays::check::IncludeState;
    match resolved.state {
        IncludeState::Usable => {}
        IncludeState::Broken => {
            page.paragraph(2, "It has no usable SPF record.", Tone::Bad);
        }
        IncludeState::Failed(failure) => {
            page.paragraph(2, &format!("The look-up failed: {failure}."), Tone::Doubtful);
        }
        IncludeState::NotRecorded => {
            page.paragraph(2, "The answer is not recorded.", Tone::Doubtful);
        }
    }
    if !networks.is_empty() {
        let rows: Vec<Vec<Text>> = networks.iter().map(row).collect();
        page.table(2, &["Relay", "Against the registry", "In the relay file"], &rows, 2);
    }
    for (net, why) in &resolved.refused {
        page.paragraph(2, &format!("{} {why}: not written.", shown(net)), Tone::Doubtful);
    }
    for id in &resolved.gone {
        page.paragraph(2, &format!("No longer listed: entry {id}."), Tone::Doubtful);
    }
    for id in &resolved.not_listed {
        let text = format!("Your entry {id} is not listed here. Compare it with the vendor's page.");
        page.paragraph(2, &text, Tone::Doubtful);
    }
    if resolved.state == IncludeState::Usable && !resolved.complete {
        page.paragraph(
            2,
            "A part could not be read: there may be more, and nothing is taken out.",
            Tone::Doubtful,
        );
    }
}

fn row((network, fate): &(Network<'_>, Fate)) -> Vec<Text> {
    let (became, tone) = match fate {
        Fate::Added => (format!("new: {}", network.entry), Tone::Good),
        Fate::Renewed => (format!("renewed: {}", network.entry), Tone::Good),
        Fate::Kept => (format!("there already: {}", network.entry), Tone::Plain),
        Fate::Conflict => (format!("not written: contradicts {}", network.entry), Tone::Bad),
    };
    let against = if network.new { "not known before" } else { "known" };
    vec![Text::new(&network.address), Text::new(against), Text::toned(&became, tone)]
}

/// What was written, in one sentence.
fn end(refreshed: &Refreshed<'_>) -> String {
    let merged = refreshed.merged;
    let count = |fate: Fate| merged.fates.iter().filter(|(f, _)| *f == fate).count();
    match refreshed.target {
        _ if merged.fates.is_empty() && merged.removed.is_empty() => {
            "No include could be resolved, and nothing was written.".to_owned()
        }
        None => "Nothing was written: name your relay file with -o. It would get:".to_owned(),
        Some(target) => format!(
            "{target}: {} added, {} renewed, {} there already, {} taken out because the include no longer lists them; everything else in it stands as it was. The entries are dated {}.",
            count(Fate::Added),
            count(Fate::Renewed),
            count(Fate::Kept),
            merged.removed.len(),
            refreshed.date
        ),
    }
}
