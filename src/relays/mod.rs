//! Keeps what is known of the Ex Libris relays up to date: reads the vendor's table, and writes the user's relay file.

pub mod check;
pub mod file;
pub mod refresh;
pub mod table;

use ipnet::IpNet;

/// The widest blocks that can be a list of mail relays, bits of the prefix: IPv4 and IPv6.
const WIDEST: (u8, u8) = (20, 40);

/// A region of Ex Libris hosting: its id, the name that the vendor writes out, its short forms (lower case).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// The id in files and JSON.
    pub id: &'static str,
    /// The name written out.
    pub name: &'static str,
    /// Other ways to write it, lower case, words separated by one space.
    short: &'static [&'static str],
}

/// The regions, in the order of [`crate::evidence::relays::REGIONS`].
pub const REGIONS: [Region; 5] = [
    Region { id: "na", name: "North America", short: &["na"] },
    Region { id: "eu", name: "Europe", short: &["eu"] },
    Region { id: "ap", name: "Asia Pacific", short: &["ap", "apac"] },
    Region { id: "ca", name: "Canada", short: &["ca"] },
    Region { id: "cn", name: "China", short: &["cn"] },
];

/// The region's name written out; the id itself when it is none.
pub fn region_name(id: &str) -> &str {
    REGIONS.iter().find(|region| region.id == id).map_or(id, |region| region.name)
}

/// What a text says about the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Named {
    /// Nothing.
    No,
    /// One region.
    One(Region),
    /// Several.
    Several,
}

impl Region {
    /// The region that is the whole text, written out or short, with or without the word "region".
    pub fn exactly(text: &str) -> Option<Self> {
        let words = words(text);
        let name = words.trim().trim_start_matches("region ").trim_end_matches(" region");
        let long = |region: &Self| region.name.eq_ignore_ascii_case(name);
        // "Europe (EU)" names one region twice.
        let both = |region: &Self| {
            name.split_once(&region.name.to_ascii_lowercase())
                .is_some_and(|(before, after)| before.is_empty() && region.short.contains(&after.trim()))
        };
        REGIONS.into_iter().find(|r| long(r) || r.short.contains(&name) || both(r))
    }

    /// The region that is written out somewhere in the text. Short forms do not count: "NA" may mean anything.
    pub fn within(text: &str) -> Named {
        let words = words(text);
        let mut named = REGIONS
            .into_iter()
            .filter(|region| words.contains(&format!(" {} ", region.name.to_ascii_lowercase())));
        match (named.next(), named.next()) {
            (None, _) => Named::No,
            (Some(region), None) => Named::One(region),
            _ => Named::Several,
        }
    }
}

/// Lower-case words with one space before, between and after them.
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        words.push_str(&word.to_lowercase());
        words.push(' ');
    }
    words
}

/// Why an address cannot be a public mail relay's.
fn not_public(net: &IpNet) -> Option<&'static str> {
    use std::net::IpAddr;
    let inside = match net.addr() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || a == 0
                || a >= 224
                || (a == 100 && (64..128).contains(&b))
        }
        IpAddr::V6(v6) => {
            v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_unique_local()
                || v6.is_unicast_link_local()
                || v6.is_multicast()
                || v6.to_ipv4_mapped().is_some()
        }
    };
    let widest = if net.addr().is_ipv4() { WIDEST.0 } else { WIDEST.1 };
    if inside {
        Some("is no public address")
    } else {
        (net.prefix_len() < widest).then_some("is too wide a block for mail relays")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> Option<&'static str> {
        Region::exactly(text).map(|region| region.id)
    }

    #[test]
    fn regions_are_known_by_name_and_short_form() {
        let regions: Vec<&str> = REGIONS.iter().map(|region| region.id).collect();
        assert_eq!(regions, crate::evidence::relays::REGIONS);
        for (text, is) in [
            ("Europe", Some("eu")),
            ("  europe (EU): ", Some("eu")),
            ("Asia-Pacific", Some("ap")),
            ("APAC", Some("ap")),
            ("North\u{a0}America", Some("na")),
            ("Region: CN", Some("cn")),
            ("Canada region", Some("ca")),
            ("N/A", None),
            ("Europe, China", None),
            ("", None),
            ("Middle East", None),
        ] {
            assert_eq!(id(text), is, "{text}");
        }
    }

    #[test]
    fn within_a_sentence_only_the_long_name_counts() {
        assert_eq!(Region::within("relays of Europe, new").to_owned(), Named::One(REGIONS[1]));
        assert_eq!(Region::within("North America (without Canada)"), Named::Several);
        assert_eq!(Region::within("eu na ap Chinatown"), Named::No);
    }
}
