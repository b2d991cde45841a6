//! The relay registry: built-in entries with the user's laid over them, each with its source and confidence.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::Deserialize;

use crate::settings::{is_host_name, parse_net};

/// The regions of Ex Libris hosting.
pub const REGIONS: &[&str] = &["na", "eu", "ap", "ca", "cn"];

const BUILT_IN: &str = include_str!("registry.toml");

/// Every known relay and network.
#[derive(Debug, Clone)]
pub struct Registry {
    /// Entries: the user's first, then the built-in ones.
    pub entries: Vec<Entry>,
}

/// One relay, network or SPF include.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Id, unique.
    pub id: String,
    /// Relay or network.
    pub kind: Kind,
    /// Region, when known.
    pub region: Option<String>,
    /// Address or block.
    pub address: Option<IpNet>,
    /// Host name.
    pub host: Option<String>,
    /// SPF include that covers the region's relays.
    pub spf_include: Option<String>,
    /// Where the entry comes from.
    pub source: String,
    /// Date of the source, as written.
    pub as_of: String,
    /// How far it goes.
    pub confidence: Confidence,
    /// The entry came with the program.
    pub built_in: bool,
}

/// What an entry lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A mail relay.
    MailRelay,
    /// A network in which relays and other servers may stand.
    Network,
}

/// How an entry is known. Only `Vendor` and `Dns` may be recommended for an allow-list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// From the vendor's own table.
    Vendor,
    /// Resolved from the vendor's SPF include.
    Dns,
    /// Published somewhere that is not the vendor.
    Published,
    /// Inferred.
    Inferred,
}

impl Kind {
    /// The word in files and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::MailRelay => "mail-relay",
            Self::Network => "network",
        }
    }
}

impl Confidence {
    /// The word in files and on screen.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Vendor => "vendor",
            Self::Dns => "dns",
            Self::Published => "published",
            Self::Inferred => "inferred",
        }
    }

    /// Whether an entry may be recommended for an allow-list.
    pub const fn may_recommend(self) -> bool {
        matches!(self, Self::Vendor | Self::Dns)
    }
}

/// A relay file that cannot be used: the user's to mend. Names the table and the key.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// Not TOML.
    #[error(transparent)]
    Toml(#[from] Box<toml::de::Error>),
    /// Something beside the tables.
    #[error("{key:?}: {problem}")]
    Beside {
        /// The key.
        key: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A table with a wrong or missing key.
    #[error("[[relay]] table {number} ({id}): {key}: {problem}")]
    Table {
        /// Number of the table, 1-based.
        number: usize,
        /// Its id, or "no id".
        id: String,
        /// The key.
        key: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl Default for Registry {
    fn default() -> Self {
        Self { entries: parse_entries(BUILT_IN, true).unwrap_or_default() }
    }
}

impl Registry {
    /// Lays the entries of a `--relays` file over the built-in ones; an entry with the same id replaces it.
    ///
    /// # Errors
    /// When the text is not TOML, or a table is wrong.
    pub fn with(mut self, text: &str) -> Result<Self, RegistryError> {
        let mut entries = parse_entries(text, false)?;
        self.entries.retain(|e| entries.iter().all(|n| n.id != e.id));
        entries.append(&mut self.entries);
        Ok(Self { entries })
    }

    /// The listed mail relay with this address: the most specific, the user's before the built-in.
    pub fn relay(&self, ip: IpAddr) -> Option<usize> {
        self.find(ip, Kind::MailRelay)
    }

    /// The Ex Libris network that holds this address.
    pub fn network(&self, ip: IpAddr) -> Option<usize> {
        self.find(ip, Kind::Network)
    }

    fn find(&self, ip: IpAddr, kind: Kind) -> Option<usize> {
        self.entries
            .iter()
            .enumerate()
            .filter(|(_, e)| e.kind == kind && e.address.is_some_and(|n| n.contains(&ip)))
            .min_by_key(|(i, e)| (std::cmp::Reverse(e.address.map_or(0, |n| n.prefix_len())), *i))
            .map(|(i, _)| i)
    }

    /// The SPF include of a region, when one is known.
    pub fn spf_include(&self, region: &str) -> Option<&str> {
        self.entries
            .iter()
            .filter(|e| e.region.as_deref() == Some(region))
            .find_map(|e| e.spf_include.as_deref())
    }

    /// The relays of a region that may be recommended for an allow-list.
    pub fn recommendable<'r>(&'r self, region: &'r str) -> impl Iterator<Item = &'r Entry> {
        self.entries.iter().filter(move |e| {
            e.kind == Kind::MailRelay
                && e.region.as_deref() == Some(region)
                && e.address.is_some()
                && e.confidence.may_recommend()
        })
    }
}

/// The entries of a `--relays` file, in its order.
///
/// # Errors
/// When the text is not TOML, or a table is wrong.
pub fn entries(text: &str) -> Result<Vec<Entry>, RegistryError> {
    parse_entries(text, false)
}

fn parse_entries(text: &str, built_in: bool) -> Result<Vec<Entry>, RegistryError> {
    let document: toml::Table = toml::from_str(text).map_err(Box::new)?;
    let mut entries: Vec<Entry> = Vec::new();
    for (key, value) in &document {
        let tables = value.as_array().filter(|_| key == "relay");
        let Some(tables) = tables else {
            return Err(RegistryError::Beside { key: key.clone(), problem: beside(key, value) });
        };
        for (index, table) in tables.iter().enumerate() {
            let entry = parse_entry(table, index + 1, built_in)?;
            if entries.iter().any(|e| e.id == entry.id) {
                let problem = "stands in an earlier table already".to_owned();
                return Err(RegistryError::Table {
                    number: index + 1,
                    id: entry.id,
                    key: "id".into(),
                    problem,
                });
            }
            entries.push(entry);
        }
    }
    Ok(entries)
}

/// Why a key of the document is no list of relays.
fn beside(key: &str, value: &toml::Value) -> &'static str {
    match key {
        "relay" if value.is_table() => {
            "every entry is a table of a list: write [[relay]] with two brackets, not [relay]"
        }
        "relay" => "must be [[relay]] tables",
        _ => "unknown key; only [[relay]] tables belong here",
    }
}

const KEYS: &[&str] =
    &["id", "kind", "region", "address", "host", "spf_include", "source", "as_of", "confidence"];

fn parse_entry(value: &toml::Value, number: usize, built_in: bool) -> Result<Entry, RegistryError> {
    let empty = toml::Table::new();
    let table = value.as_table().unwrap_or(&empty);
    let id = table.get("id").and_then(|v| v.as_str()).unwrap_or("no id").to_owned();
    let wrong = |key: &str, problem: String| RegistryError::Table {
        number,
        id: id.clone(),
        key: key.into(),
        problem,
    };
    if let Some(key) = table.keys().find(|k| !KEYS.contains(&k.as_str())) {
        return Err(wrong(key, format!("unknown key; known are {}", KEYS.join(", "))));
    }
    let text = |key: &str| -> Result<Option<String>, RegistryError> {
        match table.get(key) {
            None => Ok(None),
            Some(toml::Value::String(s)) => Ok(Some(s.trim().to_owned())),
            Some(toml::Value::Datetime(d)) if key == "as_of" => Ok(Some(d.to_string())),
            Some(_) => Err(wrong(key, "must be a text".into())),
        }
    };
    let need =
        |key: &str| text(key)?.filter(|t| !t.is_empty()).ok_or_else(|| wrong(key, "is missing".into()));
    let kind = match need("kind")?.as_str() {
        "mail-relay" => Kind::MailRelay,
        "network" => Kind::Network,
        other => return Err(wrong("kind", format!("{other:?} is neither mail-relay nor network"))),
    };
    let confidence = match need("confidence")?.as_str() {
        "vendor" => Confidence::Vendor,
        "dns" => Confidence::Dns,
        "published" => Confidence::Published,
        "inferred" => Confidence::Inferred,
        other => {
            return Err(wrong(
                "confidence",
                format!("{other:?} is none of vendor, dns, published, inferred"),
            ));
        }
    };
    let region = text("region")?;
    if let Some(region) = region.as_deref().filter(|r| !REGIONS.contains(r)) {
        return Err(wrong("region", format!("{region:?} is none of na, eu, ap, ca, cn")));
    }
    let address = match text("address")? {
        None => None,
        Some(a) => Some(parse_net(&a).map_err(|problem| wrong("address", format!("{a:?} is {problem}")))?),
    };
    let name = |key: &str| match text(key)?.map(|name| name.trim_end_matches('.').to_ascii_lowercase()) {
        Some(name) if !is_host_name(&name) => Err(wrong(key, format!("{name:?} is no host name"))),
        name => Ok(name),
    };
    let spf_include = name("spf_include")?;
    if address.is_none() && spf_include.is_none() {
        return Err(wrong("address", "is missing, and there is no spf_include either".into()));
    }
    let as_of = need("as_of")?;
    if as_of.parse::<jiff::civil::Date>().is_err() {
        return Err(wrong("as_of", format!("{as_of:?} is no date (2026-10-01)")));
    }
    Ok(Entry {
        id: need("id")?,
        kind,
        region,
        address,
        host: name("host")?,
        spf_include,
        source: need("source")?,
        as_of,
        confidence,
        built_in,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const REST: &str = "source = \"x\"\nas_of = 2026-01-01\nconfidence = \"vendor\"\n";

    fn error(text: &str) -> String {
        Registry::default().with(text).unwrap_err().to_string()
    }

    #[test]
    fn the_built_in_entries_are_sound() {
        assert!(parse_entries(BUILT_IN, true).unwrap().len() > 5);
    }

    #[test]
    fn values_that_mean_nothing_are_refused_by_table_key_and_value() {
        for (key, value, says) in [
            ("host", "a b\\n", "no host name"),
            ("spf_include", "x y\\\" evil", "no host name"),
            ("address", "192.0.2.10/24", "192.0.2.0/24"),
        ] {
            let other = if key == "address" { "" } else { "address = \"192.0.2.1\"\n" };
            let table =
                format!("[[relay]]\nid = \"one\"\nkind = \"mail-relay\"\n{other}{key} = \"{value}\"\n{REST}");
            let error = error(&table);
            assert!(error.starts_with(&format!("[[relay]] table 1 (one): {key}: \"")), "{error}");
            assert!(error.contains(says), "{error}");
        }
    }

    #[test]
    fn one_bracket_and_bad_syntax_are_named() {
        assert!(error("[relay]\nid = \"one\"\n").contains("write [[relay]] with two brackets"));
        assert!(error("relays = 1\n").contains("\"relays\": unknown key"));
        assert!(error("\nas_of = 2026-13-41\n").contains("line 2"));
    }
}
