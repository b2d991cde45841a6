//! The user's relay file: entries are added, renewed and taken out without touching anything else that stands in it.

use std::ops::Range;

use ipnet::IpNet;
use toml::de::{DeTable, DeValue};

use crate::evidence::relays::{Confidence, Entry, Kind, RegistryError, entries};

/// What a new file begins with.
const HEAD: &str = "# Ex Libris relays, laid over the built-in registry with --relays.\n";

/// An entry to write: a relay by address, or an SPF include.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// Region id.
    pub region: &'static str,
    /// Address or block.
    pub address: Option<IpNet>,
    /// Host name.
    pub host: Option<String>,
    /// The SPF include; with an address, the one that it was resolved from.
    pub spf_include: Option<String>,
    /// Where it comes from.
    pub source: String,
    /// Date of the source, `2026-10-01`.
    pub as_of: String,
    /// `Vendor` or `Dns`.
    pub confidence: Confidence,
}

/// What became of a new entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Written as a new table.
    Added,
    /// It was there; source and date are the new ones.
    Renewed,
    /// It is there already, from a source as good and as new.
    Kept,
    /// Another entry of the file gives it another region. Nothing was written.
    Conflict,
}

/// A file with its changes.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The new text.
    pub text: String,
    /// What became of each new entry, in their order, with the id of the entry of the file.
    pub fates: Vec<(Fate, String)>,
    /// Ids that were taken out.
    pub removed: Vec<String>,
    /// Entries of the file that were left as they are.
    pub untouched: usize,
}

/// Why a file cannot be completed.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read as it is.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The changed text would not be what was meant: the file is written in a way that cannot be completed.
    #[error(
        "is written in a way that cannot be completed by a program: write every entry as a [[relay]] table"
    )]
    Form,
}

/// Lays new entries into the text of a relay file, and takes those out that `is_gone` names.
///
/// # Errors
/// When the text is no relay file, or is written so that entries cannot be added to it.
pub fn merge(text: &str, new: &[NewEntry], is_gone: impl Fn(&Entry) -> bool) -> Result<Merged, FileError> {
    let old = entries(text)?;
    let tables = tables(text);
    if tables.len() != old.len() {
        return Err(FileError::Form);
    }
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut merged = Merged { text: String::new(), fates: Vec::new(), removed: Vec::new(), untouched: 0 };
    let mut expected = old.clone();
    let mut appended = Vec::new();
    for entry in new {
        let (fate, id) = match place(&expected, entry) {
            Place::New => {
                let id = free_id(&expected, entry);
                expected.push(entry.under(&id));
                appended.push(table(entry, &id));
                (Fate::Added, id)
            }
            Place::Same(at) => (Fate::Kept, expected[at].id.clone()),
            Place::Other(at) => (Fate::Conflict, expected[at].id.clone()),
            Place::Older(at) => {
                expected[at].as_of.clone_from(&entry.as_of);
                expected[at].source.clone_from(&entry.source);
                if let Some(table) = tables.get(at) {
                    edits.push((table.as_of.clone(), entry.as_of.clone()));
                    edits.push((table.source.clone(), quoted(&entry.source)));
                }
                (Fate::Renewed, expected[at].id.clone())
            }
        };
        merged.fates.push((fate, id));
    }
    for (entry, table) in old.iter().zip(&tables).filter(|(entry, _)| is_gone(entry)) {
        edits.retain(|(range, _)| range.start < table.whole.start || range.start >= table.whole.end);
        edits.push((table.whole.clone(), String::new()));
        expected.retain(|e| e.id != entry.id);
        merged.removed.push(entry.id.clone());
    }
    let touched =
        merged.fates.iter().filter(|(fate, _)| *fate == Fate::Renewed).count() + merged.removed.len();
    merged.untouched = old.len().saturating_sub(touched);
    merged.text = apply(text, edits, &appended);
    // The text is edited, not the entries: read back, it must say exactly what was meant.
    match entries(&merged.text) {
        Ok(entries) if entries == expected => Ok(merged),
        _ => Err(FileError::Form),
    }
}

impl NewEntry {
    fn under(&self, id: &str) -> Entry {
        Entry {
            id: id.to_owned(),
            kind: Kind::MailRelay,
            region: Some(self.region.to_owned()),
            address: self.address,
            host: self.host.clone(),
            spf_include: self.spf_include.clone(),
            source: self.source.clone(),
            as_of: self.as_of.clone(),
            confidence: self.confidence,
            built_in: false,
        }
    }
}

/// Where a new entry belongs among those of the file.
enum Place {
    New,
    Same(usize),
    Older(usize),
    Other(usize),
}

fn place(entries: &[Entry], new: &NewEntry) -> Place {
    let is_it = |entry: &Entry| match (entry.address, new.address) {
        (Some(old), Some(new)) => old == new,
        (None, None) => entry.spf_include == new.spf_include,
        _ => false,
    };
    let known = || entries.iter().enumerate().filter(|(_, e)| e.kind == Kind::MailRelay && is_it(e));
    if let Some((at, _)) =
        known().find(|(_, e)| e.region.as_deref().is_some_and(|region| region != new.region))
    {
        return Place::Other(at);
    }
    let as_good = known().filter(|(_, e)| e.region.is_some() && e.confidence.may_recommend());
    match as_good.min_by_key(|(_, e)| e.confidence != new.confidence) {
        None => Place::New,
        // Dates of this form are in the order of their text.
        Some((at, e)) if e.confidence == new.confidence && e.as_of < new.as_of => Place::Older(at),
        Some((at, _)) => Place::Same(at),
    }
}

/// An id that stands nowhere in the file: `vendor-eu-1`, `dns-na-spf`.
fn free_id(entries: &[Entry], new: &NewEntry) -> String {
    let start = format!("{}-{}", new.confidence.id(), new.region);
    let ids = std::iter::once("spf".to_owned()).filter(|_| new.address.is_none());
    let ids = ids
        .chain((1_usize..).map(|n| if new.address.is_none() { format!("spf-{n}") } else { n.to_string() }));
    ids.map(|end| format!("{start}-{end}")).find(|id| entries.iter().all(|e| e.id != *id)).unwrap_or(start)
}

/// The table of an entry.
fn table(new: &NewEntry, id: &str) -> String {
    let mut text =
        format!("[[relay]]\nid = {}\nkind = \"mail-relay\"\nregion = {}\n", quoted(id), quoted(new.region));
    let address = new.address.map(|net| {
        if net.prefix_len() == net.max_prefix_len() { net.addr().to_string() } else { net.to_string() }
    });
    let optional = [("address", &address), ("host", &new.host), ("spf_include", &new.spf_include)];
    for (key, value) in optional.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?))) {
        text.push_str(&format!("{key} = {}\n", quoted(value)));
    }
    text.push_str(&format!("source = {}\nas_of = {}\n", quoted(&new.source), new.as_of));
    text.push_str(&format!("confidence = {}\n", quoted(new.confidence.id())));
    text
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// Where an entry stands in the text.
struct Spans {
    whole: Range<usize>,
    source: Range<usize>,
    as_of: Range<usize>,
}

/// The `[[relay]]` tables of a text, in order; fewer than it has entries when some are written in another way.
fn tables(text: &str) -> Vec<Spans> {
    let Ok(document) = DeTable::parse(text) else { return Vec::new() };
    let Some(DeValue::Array(tables)) = document.get_ref().get("relay").map(|value| value.get_ref()) else {
        return Vec::new();
    };
    let spans = tables.iter().filter_map(|table| {
        let header = table.span();
        if !text.get(header.clone())?.starts_with("[[") {
            return None;
        }
        let keys = table.get_ref().as_table()?;
        let value = |key: &str| Some(keys.get(key)?.span());
        let end = keys.iter().map(|(_, value)| value.span().end).max()?.max(header.end);
        // With the rest of its last line, and one empty line behind it.
        let line = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        let rest = &text[line..];
        let blank =
            rest.split_inclusive('\n').next().filter(|next| next.trim().is_empty()).map_or(0, str::len);
        Some(Spans { whole: header.start..line + blank, source: value("source")?, as_of: value("as_of")? })
    });
    spans.collect()
}

fn apply(text: &str, mut edits: Vec<(Range<usize>, String)>, appended: &[String]) -> String {
    let mut out = if text.trim().is_empty() { HEAD.to_owned() } else { text.to_owned() };
    edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
    for (range, new) in edits {
        out.replace_range(range, &new);
    }
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    for table in appended {
        if !out.ends_with('\n') {
            out.push_str(end);
        }
        out.push_str(end);
        out.push_str(&table.replace('\n', end));
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const OWN: &str = "# mine\r\n[[relay]]\r\nid = \"eu-1\"   # the first\r\nkind = \"mail-relay\"\r\nregion = \"eu\"\r\n\
        address = \"192.0.2.10\"\r\nsource = 'typed'\r\nas_of = 2026-01-02\r\nconfidence = \"vendor\" # sure\r\n\r\n\
        # about the second\r\n[[relay]]\r\nid = \"vendor-eu-1\"\r\nkind = \"mail-relay\"\r\naddress = \"192.0.2.11\"\r\n\
        source = \"x\"\r\nas_of = \"2026-01-02\"\r\nconfidence = \"inferred\"";

    fn address(region: &'static str, address: &str, as_of: &str) -> NewEntry {
        NewEntry {
            region,
            address: Some(address.parse().unwrap()),
            host: None,
            spf_include: None,
            source: "vendor table \"a\\b\".html".to_owned(),
            as_of: as_of.to_owned(),
            confidence: Confidence::Vendor,
        }
    }

    fn fates(merged: &Merged) -> Vec<(Fate, &str)> {
        merged.fates.iter().map(|(fate, id)| (*fate, id.as_str())).collect()
    }

    #[test]
    fn own_entries_comments_and_line_ends_stay() {
        let new = [
            address("eu", "192.0.2.10/32", "2026-11-23"),
            address("eu", "192.0.2.11/32", "2026-11-23"),
            address("na", "192.0.2.10/32", "2026-11-23"),
        ];
        let merged = merge(OWN, &new, |_| false).unwrap();
        let is = [(Fate::Renewed, "eu-1"), (Fate::Added, "vendor-eu-2"), (Fate::Conflict, "eu-1")];
        assert_eq!(fates(&merged), is);
        assert_eq!(merged.untouched, 1);
        assert!(merged.text.starts_with("# mine\r\n[[relay]]\r\nid = \"eu-1\"   # the first\r\n"));
        assert!(
            merged
                .text
                .contains("as_of = 2026-11-23\r\nconfidence = \"vendor\" # sure\r\n\r\n# about the second")
        );
        assert!(
            merged.text.contains("confidence = \"inferred\"\r\n\r\n[[relay]]\r\nid = \"vendor-eu-2\"\r\n")
        );
        assert_eq!(merged.text.matches('\n').count(), merged.text.matches("\r\n").count());
        let again = merge(&merged.text, &new[..2], |_| false).unwrap();
        assert_eq!(again.text, merged.text);
        assert!(again.fates.iter().all(|(fate, _)| *fate == Fate::Kept));
    }

    #[test]
    fn a_table_is_taken_out_with_nothing_else() {
        let merged = merge(OWN, &[], |entry| entry.id == "eu-1").unwrap();
        assert!(merged.text.starts_with("# mine\r\n# about the second\r\n[[relay]]"), "{}", merged.text);
        assert_eq!(merged.removed, ["eu-1"]);
        let all = merge(OWN, &[], |_| true).unwrap();
        assert_eq!(all.text, "# mine\r\n# about the second\r\n");
    }

    #[test]
    fn a_new_file_gets_a_head_and_its_includes() {
        let mut include = address("cn", "192.0.2.1/32", "2026-11-23");
        (include.address, include.spf_include) = (None, Some("spf-cn.example.org".to_owned()));
        let merged = merge("", &[include.clone(), include], |_| false).unwrap();
        assert_eq!(fates(&merged), [(Fate::Added, "vendor-cn-spf"), (Fate::Kept, "vendor-cn-spf")]);
        assert!(merged.text.starts_with(HEAD));
        assert!(
            merged.text.contains("source = 'vendor table \"a\\b\".html'\nas_of = 2026-11-23\n"),
            "{}",
            merged.text
        );
    }

    #[test]
    fn what_cannot_be_edited_is_refused() {
        let inline = "relay = [{ id = \"a\", kind = \"mail-relay\", address = \"192.0.2.1\", source = \"x\", as_of = \
            2026-01-01, confidence = \"vendor\" }]\n";
        let new = [address("eu", "192.0.2.10/32", "2026-11-23")];
        assert!(matches!(merge(inline, &new, |_| false), Err(FileError::Form)));
        assert!(matches!(merge("relay = 1", &new, |_| false), Err(FileError::Registry(_))));
    }
}
