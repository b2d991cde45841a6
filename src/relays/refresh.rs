//! What the SPF includes of the relays list today, as entries of confidence `dns`, and what changed.

use ipnet::IpNet;

use super::check::IncludeState;
use super::file::NewEntry;
use super::{REGIONS, not_public};
use crate::dns::Dns;
use crate::evidence::relays::{Confidence, Entry, Registry, is_exlibris_domain};
use crate::verify::spf::{self, Found};

/// Networks of one include that are taken over; a region has a handful.
pub const MOST_NETWORKS: usize = 256;

/// One include, resolved with all that it includes.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// Region id.
    pub region: &'static str,
    /// The include.
    pub include: String,
    /// Id of the registry entry that names it.
    pub entry: String,
    /// What DNS says of it.
    pub state: IncludeState,
    /// The networks that it lets pass, each once, in its order.
    pub networks: Vec<IpNet>,
    /// Networks that cannot be mail relays, with why. They are not written.
    pub refused: Vec<(IpNet, &'static str)>,
    /// Every answer was there, and no limit was met.
    pub complete: bool,
    /// Networks that no entry of the registry for this region lists.
    pub new: Vec<IpNet>,
    /// Entries of the registry that say they come from this include, and that it no longer lists.
    pub gone: Vec<String>,
    /// Entries of the vendor's table for this region that it does not list.
    pub not_listed: Vec<String>,
}

/// An include of the registry that was not asked about, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The include.
    pub include: String,
    /// Id of the registry entry that names it.
    pub entry: String,
    /// Why.
    pub why: &'static str,
}

/// Resolves every SPF include that the registry names, each once.
pub fn resolve(registry: &Registry, dns: &dyn Dns) -> (Vec<Resolved>, Vec<Skipped>) {
    let (mut resolved, mut skipped): (Vec<Resolved>, Vec<Skipped>) = (Vec::new(), Vec::new());
    for entry in &registry.entries {
        let Some(include) = &entry.spf_include else { continue };
        let known =
            resolved.iter().any(|r| r.include == *include) || skipped.iter().any(|s| s.include == *include);
        if known {
            continue;
        }
        let region = REGIONS.iter().find(|r| Some(r.id) == entry.region.as_deref());
        // What is resolved may be recommended for an allow-list: only the vendor's own word counts.
        let theirs = entry.confidence.may_recommend() || is_exlibris_domain(include);
        match region {
            Some(region) if theirs => resolved.push(one(registry, dns, entry, include, region.id)),
            _ => {
                let why = if theirs { "it has no region" } else { "nobody says that it is the vendor's" };
                skipped.push(Skipped { include: include.clone(), entry: entry.id.clone(), why });
            }
        }
    }
    (resolved, skipped)
}

fn one(registry: &Registry, dns: &dyn Dns, entry: &Entry, include: &str, region: &'static str) -> Resolved {
    let walk = spf::walk(dns, include);
    let state = IncludeState::of(&walk);
    let mut resolved = Resolved {
        region,
        include: include.to_owned(),
        entry: entry.id.clone(),
        state,
        networks: Vec::new(),
        refused: Vec::new(),
        complete: walk.is_complete() && state == IncludeState::Usable,
        new: Vec::new(),
        gone: Vec::new(),
        not_listed: Vec::new(),
    };
    if state != IncludeState::Usable || !matches!(walk.root.found, Found::Record(_)) {
        return resolved;
    }
    for listed in walk.listed.iter().filter(|listed| listed.passes) {
        let network = listed.network;
        if let Some(why) = not_public(&network) {
            resolved.refused.push((network, why));
        } else if resolved.networks.len() == MOST_NETWORKS {
            resolved.complete = false;
        } else if !resolved.networks.contains(&network) {
            resolved.networks.push(network);
        }
    }
    resolved.compare(registry);
    resolved
}

impl Resolved {
    /// What changed against the registry.
    fn compare(&mut self, registry: &Registry) {
        let known: Vec<&Entry> = registry.recommendable(self.region).collect();
        self.new =
            self.networks.iter().copied().filter(|n| known.iter().all(|e| e.address != Some(*n))).collect();
        for entry in known {
            if self.is_gone(entry) {
                self.gone.push(entry.id.clone());
            } else if entry.confidence == Confidence::Vendor
                && self.complete
                && entry.address.is_some_and(|a| !self.networks.iter().any(|n| n.contains(&a)))
            {
                self.not_listed.push(entry.id.clone());
            }
        }
    }

    /// Whether an entry came from this include, which no longer lists it.
    pub fn is_gone(&self, entry: &Entry) -> bool {
        self.complete
            && entry.confidence == Confidence::Dns
            && entry.spf_include.as_deref() == Some(self.include.as_str())
            && entry.address.is_some_and(|address| !self.networks.contains(&address))
    }

    /// What it lists as entries of a relay file.
    pub fn entries(&self, as_of: &str) -> Vec<NewEntry> {
        let entry = |network: &IpNet| NewEntry {
            region: self.region,
            address: Some(*network),
            host: None,
            spf_include: Some(self.include.clone()),
            source: format!("DNS, SPF record of {}", self.include),
            as_of: as_of.to_owned(),
            confidence: Confidence::Dns,
        };
        self.networks.iter().map(entry).collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::dns::Recorded;

    const REST: &str = "source = \"x\"\nas_of = 2026-01-01\n";

    fn registry() -> Registry {
        let relay =
            |id: &str, rest: &str| format!("[[relay]]\nid = \"{id}\"\nkind = \"mail-relay\"\n{rest}\n{REST}");
        let text = [
            relay("a", "region = \"eu\"\nspf_include = \"spf-eu.example.org\"\nconfidence = \"vendor\""),
            relay("b", "region = \"eu\"\naddress = \"192.0.2.10\"\nconfidence = \"vendor\""),
            relay("c", "region = \"eu\"\naddress = \"192.0.2.99\"\nconfidence = \"vendor\""),
            relay(
                "d",
                "region = \"eu\"\naddress = \"192.0.2.50\"\nspf_include = \"spf-eu.example.org\"\nconfidence = \"dns\"",
            ),
            relay("e", "region = \"na\"\nspf_include = \"spf.example.net\"\nconfidence = \"inferred\""),
            relay(
                "f",
                "region = \"cn\"\nspf_include = \"spf-cn.exlibrisgroup.com\"\nconfidence = \"published\"",
            ),
        ];
        Registry { entries: crate::evidence::relays::entries(&text.concat()).unwrap() }
    }

    #[test]
    fn nested_includes_are_flattened_and_compared() {
        let zone = "spf-eu.example.org. TXT \"v=spf1 include:one.example.org ip4:10.0.0.1 -ip4:192.0.2.70 -all\"\n\
            one.example.org. TXT \"v=spf1 ip4:192.0.2.10 a:relay.example.org ip4:192.0.2.10 ?ip4:192.0.2.71 -all\"\n\
            relay.example.org. A 192.0.2.11\nrelay.example.org. AAAA 2001:db8::11\n";
        let dns = Recorded::parse(zone.as_bytes()).unwrap();
        let (resolved, skipped) = resolve(&registry(), &dns);
        assert_eq!(skipped.iter().map(|s| s.entry.as_str()).collect::<Vec<_>>(), ["e"]);
        let eu = &resolved[0];
        let networks: Vec<String> = eu.networks.iter().map(|n| n.addr().to_string()).collect();
        assert_eq!(networks, ["192.0.2.10", "192.0.2.11", "2001:db8::11"]);
        assert_eq!((eu.new.len(), eu.refused.len(), eu.complete), (2, 1, true));
        assert_eq!(
            (eu.gone.as_slice(), eu.not_listed.as_slice()),
            (&["d".to_owned()][..], &["c".to_owned()][..])
        );
        assert_eq!(resolved[1].state, IncludeState::NotRecorded);
        assert!(resolved[1].networks.is_empty() && !resolved[1].complete);
        let text = crate::relays::file::merge("", &eu.entries("2026-11-23"), |_| false).unwrap().text;
        assert!(text.contains("id = \"dns-eu-3\"") && text.contains("as_of = 2026-11-23"), "{text}");
    }

    #[test]
    fn an_answer_that_is_missing_takes_nothing_away() {
        let zone = "spf-eu.example.org. TXT \"v=spf1 include:unseen.example.org ip4:192.0.2.10 -all\"\n";
        let dns = Recorded::parse(zone.as_bytes()).unwrap();
        let (resolved, _) = resolve(&registry(), &dns);
        assert!(!resolved[0].complete && resolved[0].gone.is_empty() && resolved[0].not_listed.is_empty());
        assert_eq!(resolved[0].networks.len(), 1);
    }
}
