//! What the user tells about their institution and the Ex Libris relays: the settings of an analysis.

use std::net::IpAddr;

use ipnet::IpNet;
use serde::Deserialize;

use crate::evidence::relays::Registry;
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
    #[error("{0}")]
    Toml(#[from] Box<toml::de::Error>),
    /// A value that means nothing.
    #[error("institution.{key}: {value:?} is {problem}")]
    Value {
        /// The key.
        key: &'static str,
        /// What stands there.
        value: String,
        /// What is wrong with it.
        problem: &'static str,
    },
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
        let file: File = toml::from_str(text).map_err(Box::new)?;
        let table = file.institution;
        let mut institution = Self {
            domains: table.domains.iter().map(|d| normal(d)).collect(),
            authserv_ids: table.authserv_ids.iter().map(|d| normal(d)).collect(),
            ..Self::default()
        };
        if let Some(region) = table.region {
            if !crate::evidence::relays::REGIONS.contains(&region.as_str()) {
                return Err(SettingsError::Value {
                    key: "region",
                    value: region,
                    problem: "none of na, eu, ap, ca, cn",
                });
            }
            institution.region = Some(region);
        }
        for entry in table.trusted {
            match parse_net(&entry) {
                Some(net) => institution.trusted_nets.push(net),
                None if looks_like_host(&entry) => institution.trusted_hosts.push(normal(&entry)),
                None => {
                    return Err(SettingsError::Value {
                        key: "trusted",
                        value: entry,
                        problem: "no host name, address or CIDR block",
                    });
                }
            }
        }
        for entry in table.allow_listed {
            let Some(net) = parse_net(&entry) else {
                return Err(SettingsError::Value {
                    key: "allow_listed",
                    value: entry,
                    problem: "no address or CIDR block",
                });
            };
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

/// An address or a CIDR block.
pub fn parse_net(text: &str) -> Option<IpNet> {
    let text = text.trim();
    text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from)).map(|n| n.trunc())
}

fn normal(text: &str) -> String {
    text.trim().trim_end_matches('.').to_ascii_lowercase()
}

fn looks_like_host(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
        && text.bytes().any(|b| b.is_ascii_alphabetic())
}
