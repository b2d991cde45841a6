//! `whyjunk rules`: every rule, remedy, filter and code, from the same lists that the analysis runs on.

use crate::evidence::filters::{CodeDoc, DECODERS, Decoder, Exemption, FieldDoc, SILENT, rule_family};
use crate::remedies::{Advice, REMEDIES, Remedy, source};
use crate::rules::{RULES, Rule, RuleKind};

use super::Look;
use super::exports::{self, EXPORTS};
use super::text::page::{Page, Text, Tone};
use super::text::words;

/// Groups of the list of rules.
const KINDS: &[(RuleKind, &str, &str)] = &[
    (
        RuleKind::JunkedCause,
        "Why mail was junked, quarantined or rejected",
        "can be the cause of a message junked, quarantined or rejected",
    ),
    (RuleKind::DeliveredCause, "Why mail was delivered", "can be the cause of a message delivered"),
    (RuleKind::AnyCause, "Why mail was delivered or not", "can be the cause of either"),
    (RuleKind::Finding, "Findings that are no cause by themselves", "a finding, no cause by itself"),
];

/// Everything, by id and title.
pub fn list(look: Look) -> String {
    let mut page = Page::new(look);
    page.paragraph(
        0,
        "whyjunk rules ID tells more about a rule, a remedy, a filter, a field or a code (SFV:SPM).",
        Tone::Quiet,
    );
    for (kind, title, _) in KINDS {
        let rules = RULES.iter().filter(|rule| rule.kind == *kind);
        let rows = rules.map(|rule| row(rule.id, rule.severity.id(), rule.title));
        section(title, rows.collect(), &mut page);
    }
    let remedies = REMEDIES.iter().map(|remedy| row(remedy.id, remedy.actor.id(), remedy.title));
    section("Remedies", remedies.collect(), &mut page);
    let filters = DECODERS.iter().map(|decoder| {
        let codes = words::count(decoder.codes.len() as u64, "code", "codes");
        row(decoder.id, &codes, decoder.name)
    });
    section("Filters", filters.collect(), &mut page);
    let exports = EXPORTS.iter().map(|export| row(export.id, export.gives, export.program));
    section("Ways to export mail (whyjunk rules export)", exports.collect(), &mut page);
    page.finish()
}

fn row(id: &str, word: &str, title: &str) -> Vec<Text> {
    vec![Text::id(id), Text::toned(word, Tone::Quiet), Text::new(title)]
}

fn section(title: &str, rows: Vec<Vec<Text>>, page: &mut Page) {
    if !rows.is_empty() {
        page.heading(title);
        page.table(2, &[], &rows, 2);
    }
}

/// What is known about one id: a rule, a remedy, a filter, a field, a code or its value. `None` when there is no
/// such thing.
pub fn entry(id: &str, look: Look) -> Option<String> {
    let id = id.trim();
    if let Some(page) = exports::entry(id, look) {
        return Some(page.finish());
    }
    let mut page = Page::new(look);
    if let Some(rule) = RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(id)) {
        about_rule(rule, &mut page);
    } else if let Some(remedy) = REMEDIES.iter().find(|remedy| remedy.id.eq_ignore_ascii_case(id)) {
        about_remedy(remedy, &mut page);
    } else if let Some(decoder) = DECODERS.iter().find(|decoder| decoder.id.eq_ignore_ascii_case(id)) {
        about_filter(decoder, &mut page);
    } else {
        let fields = about_fields(id, &mut page);
        let codes = about_codes(id, &mut page);
        if !fields && !codes && !about_values(id, &mut page) && !about_family(id, &mut page) {
            return None;
        }
    }
    Some(page.finish().trim_start_matches('\n').to_owned())
}

fn about_rule(rule: &Rule, page: &mut Page) {
    page.paragraph(0, &format!("{} [{}, {}]", rule.title, rule.id, rule.severity.id()), Tone::Strong);
    let kind = KINDS.iter().find(|(kind, ..)| *kind == rule.kind).map_or("", |(.., kind)| kind);
    page.paragraph(0, kind, Tone::Quiet);
    page.gap();
    page.item(0, "What  ", rule.what, Tone::Plain);
    page.item(0, "Why   ", rule.why, Tone::Plain);
    if !rule.remedies.is_empty() {
        page.heading("What can be done, the first to try first");
        let remedies = rule.remedies.iter().map(|remedy| row(remedy.id, remedy.actor.id(), remedy.title));
        page.table(2, &[], &remedies.collect::<Vec<_>>(), 2);
    }
}

fn about_remedy(remedy: &Remedy, page: &mut Page) {
    page.paragraph(0, &format!("{} [{}]", remedy.title, remedy.id), Tone::Strong);
    page.paragraph(0, words::actor(remedy.actor.id()), Tone::Quiet);
    page.gap();
    page.paragraph(0, remedy.about, Tone::Plain);
    match remedy.advice {
        Advice::Product(_, exemption) => about_exemption(exemption, page),
        Advice::Products => section("The settings of each product", products(), page),
        Advice::Written { .. } => {}
    }
    let stands_for = |listed: &Remedy| {
        listed.id == remedy.id
            || matches!((&listed.advice, &remedy.advice), (Advice::Products, Advice::Product(..)))
    };
    let rules = RULES.iter().filter(|rule| rule.remedies.iter().any(|r| stands_for(r)));
    section("For", rules.map(|rule| row(rule.id, rule.severity.id(), rule.title)).collect(), page);
}

fn products() -> Vec<Vec<Text>> {
    let products = REMEDIES.iter().filter(|remedy| matches!(remedy.advice, Advice::Product(..)));
    products.map(|remedy| row(remedy.id, remedy.actor.id(), remedy.title)).collect()
}

/// The product's own instructions, with `<...>` where a message fills something in.
fn about_exemption(exemption: &Exemption, page: &mut Page) {
    page.heading("What to do");
    let steps = exemption.steps.iter().chain(Some(&exemption.include)).filter(|step| !step.is_empty());
    for step in steps {
        page.item(2, "- ", &with_places(step), Tone::Plain);
    }
    if let Some((_, text)) = exemption.snippet {
        page.snippet(4, &with_places(text));
    }
    page.paragraph(2, &source(exemption), Tone::Quiet);
}

/// The names of what a message fills in.
fn with_places(text: &str) -> String {
    text.replace("{from}", "<From domain>")
        .replace("{include}", "<SPF include of the region>")
        .replace("{address}", "<address of each relay>")
        .replace("{infrastructure}", "<exlibrisgroup.com, or the /24 network of each relay>")
        .replace("{spoof-type}", "<Internal for an own From domain, or else External>")
}

fn about_filter(decoder: &Decoder, page: &mut Page) {
    page.paragraph(0, &format!("{} [{}]", decoder.name, decoder.id), Tone::Strong);
    page.heading("Fields");
    for field in decoder.fields {
        about_field(field, page);
    }
    if !decoder.codes.is_empty() {
        page.heading("Codes");
        let rows: Vec<Vec<Text>> = decoder
            .codes
            .iter()
            .map(|code| vec![Text::toned(&key(code), Tone::Strong), Text::new(code.meaning)])
            .collect();
        page.table(2, &[], &rows, 1);
    }
    let own = |r: &&&Remedy| matches!(r.advice, Advice::Product(of, _) if of.id == decoder.id);
    if let Some(remedy) = REMEDIES.iter().find(own) {
        section(
            "Letting the Ex Libris relays through",
            vec![row(remedy.id, remedy.actor.id(), remedy.title)],
            page,
        );
    }
}

fn about_field(field: &FieldDoc, page: &mut Page) {
    page.item(2, "", field.name, Tone::Strong);
    page.paragraph(4, field.about, Tone::Plain);
    page.paragraph(4, &format!("Source: {} ({})", field.source, field.grade.id()), Tone::Quiet);
}

/// Writes every field of this name; whether there is one.
fn about_fields(name: &str, page: &mut Page) -> bool {
    let name = name.trim_end_matches(':');
    let mut any = false;
    for field in SILENT.iter().filter(|field| field.is_named(name)) {
        page.heading("A field without a verdict");
        about_field(field, page);
        any = true;
    }
    for (decoder, field) in readers(name) {
        page.heading(&format!("A field of {} [{}]", decoder.name, decoder.id));
        about_field(field, page);
        any = true;
    }
    any
}

/// The fields of this name with their products: exact names before patterns, then those first whose product lists
/// the field among its first ones.
fn readers(name: &str) -> Vec<(&'static Decoder, &'static FieldDoc)> {
    let mut found = Vec::new();
    for decoder in DECODERS {
        let named = decoder.fields.iter().enumerate().filter(|(_, field)| field.is_named(name));
        found.extend(named.map(|(at, field)| {
            (field.name.contains('*'), at * 1000 / decoder.fields.len(), *decoder, field)
        }));
    }
    found.sort_by_key(|(star, at, ..)| (*star, *at));
    found.into_iter().map(|(_, _, decoder, field)| (decoder, field)).collect()
}

/// Writes every code that `id` (`SFV:SPM`, `SFV`) names; whether there is one.
fn about_codes(id: &str, page: &mut Page) -> bool {
    let (name, value) = id.split_once([':', '=']).map_or((id, None), |(n, v)| (n.trim(), Some(v.trim())));
    let mut any = false;
    for decoder in DECODERS {
        let named = || decoder.codes.iter().filter(|code| code.name.eq_ignore_ascii_case(name));
        let mut codes: Vec<&CodeDoc> = match value {
            None => named().collect(),
            Some(value) => named().filter(|code| code.value.eq_ignore_ascii_case(value)).collect(),
        };
        if let (Some(value), true) = (value, codes.is_empty()) {
            codes = named().filter(|code| covers(code.value, value)).collect();
        }
        if codes.is_empty() {
            codes = named().filter(|code| code.value.is_empty()).collect();
        }
        if !codes.is_empty() {
            page.heading(&format!("{} [{}]", decoder.name, decoder.id));
            codes.iter().for_each(|code| about_code(code, page));
            any = true;
        }
    }
    any
}

/// Writes every code of this value, by product; whether there is one.
fn about_values(value: &str, page: &mut Page) -> bool {
    let mut any = false;
    for decoder in DECODERS {
        let of = |fits: fn(&str, &str) -> bool| {
            decoder.codes.iter().filter(move |c| !c.value.is_empty() && fits(c.value, value))
        };
        let mut codes: Vec<&CodeDoc> = of(|known, value| known.eq_ignore_ascii_case(value)).collect();
        if codes.is_empty() {
            codes = of(is_family_of).collect();
        }
        if !codes.is_empty() {
            page.heading(&format!("{} [{}]", decoder.name, decoder.id));
            codes.iter().for_each(|code| about_code(code, page));
            any = true;
        }
    }
    any
}

/// Whether a pattern with digits left open (`6xx`) covers a number; a range of numbers tells no product by itself.
fn is_family_of(pattern: &str, value: &str) -> bool {
    let open = |c: char| c.is_ascii_digit() || c == 'x';
    pattern.contains('x') && pattern.chars().all(open) && covers(pattern, value)
}

/// Writes what the beginning of a rule's name tells; whether it tells anything.
fn about_family(name: &str, page: &mut Page) -> bool {
    let name = name.to_ascii_uppercase();
    if name.strip_prefix("T_").is_some_and(|bare| about_codes(bare, page)) {
        return true;
    }
    let Some(meaning) = rule_family(&name).filter(|_| name.contains('_')) else { return false };
    page.heading("A rule of SpamAssassin or a symbol of Rspamd, by the beginning of its name");
    page.item(2, &format!("{name}  "), meaning, Tone::Plain);
    true
}

fn about_code(code: &CodeDoc, page: &mut Page) {
    page.item(2, &format!("{}  ", key(code)), code.meaning, Tone::Plain);
    if !code.effect.is_empty() {
        page.item(4, "Effect: ", code.effect, Tone::Plain);
    }
    page.item(4, "Source: ", &format!("{} ({})", code.source, code.grade.id()), Tone::Quiet);
}

fn key(code: &CodeDoc) -> String {
    if code.value.is_empty() { code.name.to_owned() } else { format!("{}:{}", code.name, code.value) }
}

/// Whether a documented pattern (`5-6`, `6xx`, `0, 1`) covers a value.
fn covers(pattern: &str, value: &str) -> bool {
    pattern.split([',', '|', '/']).map(str::trim).any(|part| {
        let range = part.split_once("..").or_else(|| part.split_once('-').filter(|(low, _)| !low.is_empty()));
        let number = |text: &str| text.trim().parse::<f64>().ok();
        if let Some((low, high)) = range.and_then(|(l, h)| Some((number(l)?, number(h)?))) {
            return number(value).is_some_and(|v| low <= v && v <= high);
        }
        let same = |(p, v): (char, char)| p.eq_ignore_ascii_case(&v) || (p == 'x' && v.is_ascii_digit());
        !part.is_empty()
            && part.chars().count() == value.chars().count()
            && part.chars().zip(value.chars()).all(same)
    })
}

/// The known ids nearest to one that is not known, best first; none that is far off.
pub fn nearest(id: &str) -> Vec<String> {
    let rules = RULES.iter().map(|rule| rule.id.to_owned());
    let remedies = REMEDIES.iter().map(|remedy| remedy.id.to_owned());
    let filters = DECODERS.iter().map(|decoder| decoder.id.to_owned());
    let codes = DECODERS.iter().flat_map(|decoder| decoder.codes).map(key);
    let fields = DECODERS.iter().flat_map(|decoder| decoder.fields).chain(SILENT).map(|f| f.name.to_owned());
    let exports = EXPORTS.iter().map(|export| export.id.to_owned()).chain(["export".to_owned()]);
    near(id, rules.chain(remedies).chain(filters).chain(codes).chain(fields).chain(exports))
}

/// The rules that can be a cause, nearest to an id that is not known.
pub fn nearest_cause(id: &str) -> Vec<String> {
    near(id, RULES.iter().filter(|rule| rule.kind != RuleKind::Finding).map(|rule| rule.id.to_owned()))
}

fn near(id: &str, known: impl Iterator<Item = String>) -> Vec<String> {
    let wanted: Vec<char> = id.chars().take(64).flat_map(char::to_lowercase).collect();
    let allowed = (wanted.len() / 3).max(1);
    let mut found: Vec<(usize, String)> = known
        .map(|known| {
            let text = known.to_lowercase();
            let part = wanted.len() >= 4 && text.contains(&wanted.iter().collect::<String>());
            (if part { 1 } else { distance(&wanted, &text) }, known)
        })
        .filter(|(distance, _)| *distance <= allowed)
        .collect();
    found.sort();
    found.dedup();
    found.into_iter().take(3).map(|(_, known)| known).collect()
}

/// Edit distance: letters to insert, delete or change.
fn distance(from: &[char], to: &str) -> usize {
    let mut row: Vec<usize> = (0..=from.len()).collect();
    for (at, letter) in to.chars().enumerate() {
        let mut diagonal = at;
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
        for (column, other) in from.iter().enumerate() {
            let change = diagonal + usize::from(*other != letter);
            diagonal = row[column + 1];
            row[column + 1] = change.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn distances_are_those_of_levenshtein() {
        let d = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), b);
        assert_eq!(d("kitten", "sitting"), 3);
        assert_eq!(d("", "abc"), 3);
        assert_eq!(d("same", "same"), 0);
    }

    #[test]
    fn patterns_cover_ranges_and_wildcards() {
        assert!(covers("5-6", "5") && covers("5-6", "6") && !covers("5-6", "7"));
        assert!(covers("6xx", "601") && !covers("6xx", "501"));
        assert!(covers("0, 1", "1") && covers("-1", "-1"));
    }

    #[test]
    fn every_listed_id_has_an_entry() {
        let look = Look::default();
        let ids = RULES
            .iter()
            .map(|r| r.id)
            .chain(REMEDIES.iter().map(|r| r.id))
            .chain(DECODERS.iter().map(|d| d.id));
        for id in ids {
            assert!(entry(id, look).unwrap().contains(id), "{id}");
            assert!(list(look).contains(id), "{id}");
        }
        for code in DECODERS.iter().flat_map(|d| d.codes) {
            assert!(entry(&key(code), look).is_some(), "{}", key(code));
        }
        assert!(entry("no-such-thing", look).is_none());
    }

    #[test]
    fn values_and_rules_without_a_row_are_found() {
        let shown = |id: &str| entry(id, Look::default()).unwrap_or_default();
        for (id, words) in [
            ("T_SPF_PERMERROR", "SPF could not be evaluated"),
            ("NEURAL_SPAM_LONG", "neural network"),
            ("SFP:1501", "SFP"),
            ("oreject", "action:oreject"),
            ("opctreject", "action:opctreject"),
            ("bestguesspass", "dmarc:bestguesspass"),
            ("commercial:mce", "SpamState:commercial:mce"),
            ("MailboxResubmission", "Resubmission:MailboxResubmission"),
            ("KAS_STATUS_NOT_DETECTED", "Kaspersky"),
            ("000", "compauth:000"),
            ("010", "compauth:010"),
            ("601", "compauth:601"),
            ("699", "compauth:6xx"),
        ] {
            assert!(shown(id).contains(words), "{id}: {}", shown(id));
        }
        assert!(shown("NO_SUCH_RULE_OF_ANYBODY").is_empty());
    }

    #[test]
    fn the_product_that_names_a_field_comes_first() {
        for (field, first) in [
            ("X-NAI-Spam-Score", "mcafee"),
            ("X-Mimecast-Spam-Score", "mimecast"),
            ("X-Message-Delivery", "outlook-com"),
            ("X-Microsoft-Antispam", "microsoft-365"),
            ("X-MS-Exchange-Organization-Antispam-Report", "exchange-server"),
        ] {
            assert_eq!(readers(field)[0].0.id, first, "{field}");
        }
    }

    #[test]
    fn a_misspelt_id_finds_its_neighbour() {
        let known = ["spf-omits-relay", "dkim-missing"].map(String::from);
        assert_eq!(near("spf-omit-relay", known.clone().into_iter()), ["spf-omits-relay"]);
        assert_eq!(near("dkim", known.clone().into_iter()), ["dkim-missing"]);
        assert!(near("xyzzy", known.into_iter()).is_empty());
    }
}
