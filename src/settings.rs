//! What the user tells about their institution and the Ex Libris relays: the settings of an analysis.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::Deserialize;

use crate::evidence::relays::{REGIONS, Registry};
use crate::headers::address::is_under;
use crate::input::Folder;

/// Everything that an analysis depends on besides the message. No clock, network or locale.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The institution, from `--config`.
    pub institution: Institution,
    /// The relay registry: built in, with `--relays` laid over it.
    pub registry: Registry,
    /// Where the messages were found, from `--folder`.
    pub folder: Option<Folder>,
    /// Decoded values that hold addresses or habits of people are shown, from `--verbose`.
    pub personal: bool,
    /// What reports hold of the header section.
    pub sections: Sections,
}

/// What a report holds of the header section of its message.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sections {
    /// Nothing.
    #[default]
    Dropped,
    /// All, until it is redacted: who is named in it tells what must go, from `--redact`.
    ForNames,
    /// All, and redacted it stays, from `bundle`.
    Kept,
}

impl Sections {
    /// What a run needs that is redacted or not.
    pub const fn redacting(redact: bool) -> Self {
        if redact { Self::ForNames } else { Self::Dropped }
    }
}

/// The institution whose mail is analysed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Institution {
    /// Own domains, lower case.
    pub domains: Vec<String>,
    /// The Ex Libris region.
    pub region: Option<String>,
    /// Own servers and gateways by host name (lower case).
    pub trusted_hosts: Vec<String>,
    /// Own servers and gateways by address.
    pub trusted_nets: Vec<IpNet>,
    /// Trusted authserv-ids, lower case.
    pub authserv_ids: Vec<String>,
    /// What the mail filter already lets through.
    pub allow_listed: Vec<IpNet>,
}

/// A settings file that cannot be used: the user's to mend.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Not TOML, or a key of the wrong type.
    #[error(transparent)]
    Toml(#[from] Box<toml::de::Error>),
    /// A value that means nothing.
    #[error("institution.{key}: {value:?} is {problem}")]
    Value {
        /// The key.
        key: &'static str,
        /// What stands there.
        value: String,
        /// What is wrong with it.
        problem: String,
    },
    /// `institution` is no table.
    #[error("institution must be a table: write [institution] with one bracket")]
    NoTable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    institution: InstitutionTable,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct InstitutionTable {
    domains: Vec<String>,
    region: Option<String>,
    trusted: Vec<String>,
    authserv_ids: Vec<String>,
    allow_listed: Vec<String>,
}

impl Institution {
    /// Reads the text of a `--config` file.
    ///
    /// # Errors
    /// When the text is not TOML, a key is unknown, or a value is neither address nor name.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        // A list would be read as the values of the table in order.
        let document: toml::Table = toml::from_str(text).map_err(Box::new)?;
        if document.get("institution").is_some_and(|value| !value.is_table()) {
            return Err(SettingsError::NoTable);
        }
        let file: File = toml::from_str(text).map_err(Box::new)?;
        let table = file.institution;
        let mut institution = Self {
            domains: names("domains", &table.domains, "no domain name (example.edu)")?,
            authserv_ids: names("authserv_ids", &table.authserv_ids, "no host name (mx.example.edu)")?,
            region: table.region,
            ..Self::default()
        };
        if let Some(region) = institution.region.as_deref().filter(|region| !REGIONS.contains(region)) {
            return Err(wrong("region", region, format!("none of {}", REGIONS.join(", "))));
        }
        for entry in &table.trusted {
            match parse_net(entry) {
                Ok(net) => institution.trusted_nets.push(net),
                Err(NetError::Neither) if is_host_name(&normal(entry)) => {
                    institution.trusted_hosts.push(normal(entry));
                }
                Err(NetError::Neither) => {
                    return Err(wrong("trusted", entry, "no host name, address or CIDR block"));
                }
                Err(problem) => return Err(wrong("trusted", entry, problem.to_string())),
            }
        }
        for entry in &table.allow_listed {
            let net =
                parse_net(entry).map_err(|problem| wrong("allow_listed", entry, problem.to_string()))?;
            institution.allow_listed.push(net);
        }
        Ok(institution)
    }

    /// Whether `host` is a declared own server or gateway.
    pub fn trusts_host(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        self.trusted_hosts.iter().any(|t| t.eq_ignore_ascii_case(host))
    }

    /// Whether `ip` is declared as an own server or gateway.
    pub fn trusts_ip(&self, ip: IpAddr) -> bool {
        self.trusted_nets.iter().any(|n| n.contains(&ip))
    }

    /// Whether `domain` is one of the institution's, or below one.
    pub fn owns_domain(&self, domain: &str) -> bool {
        self.domains.iter().any(|d| is_under(domain, d))
    }

    /// Whether `id` is a declared authserv-id.
    pub fn trusts_authserv_id(&self, id: &str) -> bool {
        self.authserv_ids.iter().any(|a| a.eq_ignore_ascii_case(id))
    }
}

fn wrong(key: &'static str, value: &str, problem: impl Into<String>) -> SettingsError {
    SettingsError::Value { key, value: value.to_owned(), problem: problem.into() }
}

/// Names in their normal form, each of which must look like a host name.
fn names(key: &'static str, texts: &[String], problem: &'static str) -> Result<Vec<String>, SettingsError> {
    let name = |text: &String| {
        Some(normal(text)).filter(|name| is_host_name(name)).ok_or_else(|| wrong(key, text, problem))
    };
    texts.iter().map(name).collect()
}

/// Why a text is no network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// Not written like one.
    #[error("no address or CIDR block")]
    Neither,
    /// Bits are set behind the prefix.
    #[error("an address inside a network: write {} for the network or {} for the address alone", .0.trunc(), .0.addr())]
    HostBits(IpNet),
}

/// Reads an address or a CIDR block.
///
/// # Errors
/// When it is neither, or a block with host bits set, of which nobody knows what was meant.
pub fn parse_net(text: &str) -> Result<IpNet, NetError> {
    let text = text.trim();
    let net = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    match net {
        None => Err(NetError::Neither),
        Some(net) if net != net.trunc() => Err(NetError::HostBits(net)),
        Some(net) => Ok(net),
    }
}

fn normal(text: &str) -> String {
    text.trim().trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a text looks like a host name: labels of letters, digits, hyphens and underscores, none empty, and
/// a letter somewhere.
pub fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    text.len() <= 253 && text.split('.').all(is_label) && text.bytes().any(|b| b.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_full_file_is_read() {
        let text = "[institution]\ndomains = [\"Example.EDU.\"]\nregion = \"eu\"\n\
            trusted = [\"mx.example.edu\", \"192.0.2.0/24\", \"2001:db8::1\"]\n\
            authserv_ids = [\"mx_1.example.edu\"]\nallow_listed = [\"198.51.100.7\"]\n";
        let institution = Institution::parse(text).unwrap();
        assert_eq!(institution.domains, ["example.edu"]);
        assert_eq!((institution.trusted_hosts.len(), institution.trusted_nets.len()), (1, 2));
        assert_eq!(Institution::parse("").unwrap(), Institution::default());
    }

    #[test]
    fn values_that_mean_nothing_are_refused_by_key_and_value() {
        for name in
            ["", "a b", "*", "*.edu", "a@b.edu", "\\u001b[31m", "a..b", ".edu", "192.0.2.1x:", "12.34"]
        {
            for key in ["domains", "authserv_ids", "trusted"] {
                let text = format!("[institution]\n{key} = [\"{name}\"]\n");
                let error = Institution::parse(&text).unwrap_err().to_string();
                assert!(error.starts_with(&format!("institution.{key}: \"")), "{error}");
            }
        }
        for text in ["institution = []", "[[institution]]", "institution = [[\"example.edu\"]]"] {
            assert!(matches!(Institution::parse(text), Err(SettingsError::NoTable)), "{text}");
        }
    }

    #[test]
    fn host_bits_are_refused_with_the_network() {
        for key in ["trusted", "allow_listed"] {
            let text = format!("[institution]\n{key} = [\"192.0.2.10/24\"]\n");
            let error = Institution::parse(&text).unwrap_err().to_string();
            assert!(error.contains("192.0.2.0/24") && error.contains("192.0.2.10 "), "{error}");
        }
        assert_eq!(parse_net("192.0.2.10"), Ok("192.0.2.10/32".parse().unwrap()));
    }
}
