//! Which name servers are asked: those of the system, or the one that the user names.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use mail_auth::hickory_resolver::config::ProtocolConfig;
use mail_auth::hickory_resolver::system_conf::read_system_conf;

/// Name servers that are used, as many as the system's own resolver takes.
pub const MAX_SERVERS: usize = 3;
/// The port of DNS (RFC 1035 section 4.2).
const PORT: u16 = 53;

/// What `--resolver` cannot use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no ADDRESS or ADDRESS:PORT (an IPv6 address with a port stands in brackets)")]
pub struct ResolverError(String);

/// Reads `ADDRESS[:PORT]`: IPv4, IPv6, or IPv6 in brackets.
pub fn resolver(text: &str) -> Result<SocketAddr, ResolverError> {
    let bare = text.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
    let address = match bare {
        Some(bare) => bare.parse().ok().map(IpAddr::V6),
        None => IpAddr::from_str(text).ok(),
    };
    let server = match address {
        Some(address) => Some(SocketAddr::new(address, PORT)),
        None => SocketAddr::from_str(text).ok(),
    };
    server.filter(|s| s.port() != 0 && !s.ip().is_unspecified()).ok_or_else(|| ResolverError(text.to_owned()))
}

/// The name servers of the system; none when it names none, or its settings cannot be read.
pub fn system_servers() -> Vec<SocketAddr> {
    let Ok((config, _)) = read_system_conf() else { return Vec::new() };
    let servers = config.name_servers().iter().filter_map(|server| {
        let plain = server.connections.iter().find(|c| c.protocol == ProtocolConfig::Udp)?;
        Some(SocketAddr::new(server.ip, plain.port))
    });
    servers.take(MAX_SERVERS).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn addresses_with_and_without_port() {
        let cases = [
            ("192.0.2.53", "192.0.2.53:53"),
            ("192.0.2.53:5353", "192.0.2.53:5353"),
            ("2001:db8::53", "[2001:db8::53]:53"),
            ("[2001:db8::53]", "[2001:db8::53]:53"),
            ("[2001:db8::53]:5353", "[2001:db8::53]:5353"),
        ];
        for (text, server) in cases {
            assert_eq!(resolver(text).unwrap().to_string(), server);
        }
        for bad in
            ["", "ns1.example.edu", "192.0.2.53:0", "192.0.2.53:", "[192.0.2.53]", "0.0.0.0", "192.0.2"]
        {
            assert!(resolver(bad).is_err(), "{bad}");
        }
    }
}
