//! `whyjunk relays check`: whether the relays are authorised, what is wrong, and the record to publish.

use serde::Serialize;

use crate::relays::check::{Authorised, Check, Finding, Tested};
use crate::relays::region_name;
use crate::rules::Severity;
use crate::verify::spf::{self, MAX_LOOKUPS};

use super::Look;
use super::model::SCHEMA;
use super::text::page::{Page, Text, Tone};
use super::untrusted;

#[derive(Serialize)]
struct Document<'c> {
    schema: &'static str,
    domain: &'c str,
    region: &'c str,
    authorised: &'static str,
    published: &'c [String],
    lookups: usize,
    complete: bool,
    include: Option<Include<'c>>,
    relays: Vec<Relay<'c>>,
    findings: Vec<Found<'c>>,
    proposed: Option<Proposed<'c>>,
}

#[derive(Serialize)]
struct Include<'c> {
    domain: &'c str,
    entry: &'c str,
    confidence: &'static str,
    state: &'static str,
}

#[derive(Serialize)]
struct Relay<'c> {
    address: String,
    known_from: &'c [String],
    result: &'static str,
    decided_by: Vec<Term<'c>>,
}

#[derive(Serialize)]
struct Term<'c> {
    domain: &'c str,
    term: &'c str,
}

#[derive(Serialize)]
struct Found<'c> {
    id: &'c str,
    severity: &'static str,
    text: &'c str,
    why: &'c str,
    todo: &'c [String],
    place: Option<Place<'c>>,
}

#[derive(Serialize)]
struct Place<'c> {
    domain: &'c str,
    record: &'c str,
    /// 1 = the first byte of the record.
    position: usize,
    length: usize,
}

#[derive(Serialize)]
struct Proposed<'c> {
    text: &'c str,
    line: &'c str,
    changes: &'c [String],
    lookups: usize,
    authorised: &'static str,
}

/// As JSON.
pub fn json(check: &Check) -> Vec<u8> {
    let document = Document {
        schema: SCHEMA,
        domain: &check.domain,
        region: check.region,
        authorised: check.authorised.id(),
        published: &check.published,
        lookups: check.lookups,
        complete: check.complete,
        include: check.include.as_ref().map(|include| Include {
            domain: &include.domain,
            entry: &include.entry,
            confidence: include.confidence.id(),
            state: include.state.id(),
        }),
        relays: check.relays.iter().map(relay).collect(),
        findings: check.findings.iter().map(found).collect(),
        proposed: check.proposal.as_ref().map(|proposal| Proposed {
            text: &proposal.text,
            line: &proposal.line,
            changes: &proposal.changes,
            lookups: proposal.lookups,
            authorised: proposal.authorised.id(),
        }),
    };
    let mut out = Vec::new();
    // Writing to memory a shape of texts cannot fail.
    let _ = untrusted::json(&document, &mut out);
    out.push(b'\n');
    out
}

fn relay(tested: &Tested) -> Relay<'_> {
    Relay {
        address: address(tested),
        known_from: &tested.known_from,
        result: tested.result.id(),
        decided_by: tested.decided_by.iter().map(|(domain, term)| Term { domain, term }).collect(),
    }
}

fn found(finding: &Finding) -> Found<'_> {
    Found {
        id: finding.id,
        severity: finding.severity.id(),
        text: &finding.what,
        why: finding.why,
        todo: &finding.todo,
        place: finding.spot.as_ref().map(|spot| Place {
            domain: &spot.domain,
            record: &spot.record,
            position: spot.at.start + 1,
            length: spot.at.len(),
        }),
    }
}

/// An address alone, or a block.
fn address(tested: &Tested) -> String {
    let net = tested.network;
    if net.prefix_len() == net.max_prefix_len() { net.addr().to_string() } else { net.to_string() }
}

/// For people.
pub fn text(check: &Check, look: Look) -> String {
    let mut page = Page::new(look);
    let (answer, tone) = answer(check);
    page.paragraph(0, &answer, tone);
    page.gap();
    for record in &check.published {
        page.item(2, "Record    ", record, Tone::Plain);
    }
    if !check.published.is_empty() {
        let more = if check.complete { "" } else { " at least; not every answer was there" };
        let count = if check.lookups > MAX_LOOKUPS {
            format!("{}, more than the {MAX_LOOKUPS} allowed", check.lookups)
        } else {
            format!("{} of {MAX_LOOKUPS}", check.lookups)
        };
        page.item(2, "Look-ups  ", &format!("{count}{more}"), Tone::Plain);
    }
    if let Some(include) = &check.include {
        let text =
            format!("include:{} ({}, entry {})", include.domain, include.confidence.id(), include.entry);
        page.item(2, "Relays    ", &text, Tone::Plain);
    }
    if !check.relays.is_empty() {
        page.gap();
        let rows: Vec<Vec<Text>> = check.relays.iter().map(row).collect();
        page.table(2, &["Relay", "SPF", "Decided by"], &rows, 2);
    }
    findings(check, &mut page);
    proposal(check, &mut page);
    page.finish()
}

/// The answer in one sentence.
fn answer(check: &Check) -> (String, Tone) {
    let region = region_name(check.region);
    let passing = check.relays.iter().filter(|t| t.result == spf::Result::Pass).count();
    let all = check.relays.len();
    let domain = &check.domain;
    match check.authorised {
        Authorised::Yes => (format!("{domain} authorises the Ex Libris relays of {region}."), Tone::Good),
        Authorised::Partly => {
            (format!("{domain} authorises {passing} of {all} Ex Libris relays of {region}."), Tone::Bad)
        }
        Authorised::No => {
            (format!("{domain} does not authorise the Ex Libris relays of {region}."), Tone::Bad)
        }
        Authorised::Unknown => {
            let text = "cannot be said whether it authorises the Ex Libris relays of";
            (format!("{domain}: it {text} {region}; the findings say what is missing."), Tone::Doubtful)
        }
    }
}

fn row(tested: &Tested) -> Vec<Text> {
    let tone = match tested.result {
        spf::Result::Pass => Tone::Good,
        spf::Result::Unknown | spf::Result::TempError => Tone::Doubtful,
        _ => Tone::Bad,
    };
    let way: Vec<&str> = tested.decided_by.iter().map(|(_, term)| term.as_str()).collect();
    let decided = if way.is_empty() { "–".to_owned() } else { way.join(" → ") };
    let known = format!("known from {}", tested.known_from.join(", "));
    vec![Text::new(&address(tested)), Text::toned(tested.result.id(), tone), Text::new(&decided).line(&known)]
}

fn findings(check: &Check, page: &mut Page) {
    if check.findings.is_empty() {
        return;
    }
    page.heading("Findings");
    for (at, finding) in check.findings.iter().enumerate() {
        if at > 0 {
            page.gap();
        }
        let tone = match finding.severity {
            Severity::Decisive | Severity::High => Tone::Bad,
            Severity::Medium => Tone::Doubtful,
            _ => Tone::Strong,
        };
        page.paragraph(2, &format!("{} [{}, {}]", finding.what, finding.id, finding.severity.id()), tone);
        page.paragraph(4, finding.why, Tone::Plain);
        for todo in &finding.todo {
            page.item(4, "→ ", todo, Tone::Plain);
        }
        if let Some(spot) = &finding.spot
            && let Some(term) = spot.record.get(spot.at.clone())
        {
            let label = format!("position {} of {}: ", spot.at.start + 1, spot.domain);
            page.item(4, &untrusted::terminal(&label), term, Tone::Quiet);
        }
    }
}

fn proposal(check: &Check, page: &mut Page) {
    let Some(proposal) = &check.proposal else {
        // Of a domain without any record the finding says all.
        if check.findings.iter().any(|f| f.severity <= Severity::High && f.id != "no-spf-record")
            && check.authorised != Authorised::Unknown
        {
            page.gap();
            let text =
                "No corrected record is shown: one that works needs a decision that only you can take.";
            page.paragraph(0, text, Tone::Strong);
        }
        return;
    };
    page.heading("The record to publish");
    page.snippet(2, &proposal.line);
    for change in &proposal.changes {
        page.item(2, "- ", change, Tone::Plain);
    }
    let then = match proposal.authorised {
        Authorised::Yes => "the relays are authorised",
        Authorised::Partly => "some of the relays are authorised",
        Authorised::No => "the relays are not authorised yet",
        Authorised::Unknown => "whether the relays are authorised cannot be said from these answers",
    };
    let at_least = if check.complete { "" } else { "at least " };
    let cost = format!("{at_least}{} of {MAX_LOOKUPS} look-ups", proposal.lookups);
    page.paragraph(2, &format!("With it, a check takes {cost}, and {then}."), Tone::Plain);
}
