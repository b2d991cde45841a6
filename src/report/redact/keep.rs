//! What of one message stays as it is: domains that matter, addresses of relays and of the border, names of entries.

use std::collections::HashSet;
use std::net::IpAddr;

use super::people;
use super::vocabulary;
use crate::evidence::providers;
use crate::evidence::relays::is_exlibris_domain;
use crate::headers::address::organisational;
use crate::report::Summary;
use crate::report::model::Report;
use crate::settings::Settings;

/// Names of people that are looked for inside longer words.
const GLUED: usize = 200;
/// Letters of such a name: shorter ones stand in many words by chance.
const GLUED_LETTERS: usize = 4;
/// Blocks in which pseudonyms lie: an address of a message that is in one of them does not stay.
const PSEUDONYMS: [&str; 4] = ["10.64.0.0/10", "240.0.0.0/4", "fd98::/15", "3fff::/20"];

/// What stays.
#[derive(Debug)]
pub(super) struct Keep<'r> {
    settings: &'r Settings,
    /// Domains and other tokens, lower case.
    exact: HashSet<String>,
    /// Organisations of servers that took part, lower case: their names stay, those of their hosts do not.
    organisations: HashSet<String>,
    ips: HashSet<IpAddr>,
    /// Words of people and subjects, lower case, of which no kept name may hold one.
    private: HashSet<String>,
    /// Those of them that are names of people and internal hosts: not even a sentence of the program keeps them.
    names: HashSet<String>,
    /// Whole addresses, lower case.
    addresses: HashSet<String>,
    /// Those names that are looked for inside longer words as well.
    glued: Vec<String>,
}

impl<'r> Keep<'r> {
    /// Nothing but what is public, and the organisations that the settings name.
    pub(super) fn empty(settings: &'r Settings) -> Self {
        let mut keep = Self {
            settings,
            exact: HashSet::new(),
            organisations: HashSet::new(),
            ips: HashSet::new(),
            private: HashSet::new(),
            names: HashSet::new(),
            addresses: HashSet::new(),
            glued: Vec::new(),
        };
        let institution = &settings.institution;
        let hosts = institution.trusted_hosts.iter().chain(&institution.authserv_ids);
        hosts.chain(&institution.domains).for_each(|host| keep.organisation(host));
        keep
    }

    /// What matters of a message.
    pub(super) fn of(report: &Report, settings: &'r Settings) -> Self {
        let mut keep = Self::empty(settings);
        keep.find_private(report);
        keep.servers(report);
        keep.domains(report);
        keep.receivers(report);
        keep.addresses(report);
        let selectors = report.authentication.dkim.iter().filter_map(|d| d.selector.as_deref());
        for token in selectors.chain(report.exlibris.entry.as_deref()) {
            let token = token.to_ascii_lowercase();
            if !keep.holds_private(&token) {
                keep.exact.insert(token);
            }
        }
        keep
    }

    /// What matters of a run: the sender domains that it lists, and those that its DNS records are for.
    pub(super) fn of_summary(summary: &Summary, settings: &'r Settings) -> Self {
        let mut keep = Self::empty(settings);
        for sender in &summary.senders {
            keep.domain(&sender.domain);
        }
        for hop in &summary.hop_delays.slowest {
            keep.organisation(&hop.by);
        }
        let strangers = summary.impostors.senders.iter().flat_map(|sender| &sender.addresses);
        let shown = strangers.filter(|address| !address.logged_in).filter_map(|address| address.ip);
        keep.ips.extend(shown.filter(|ip| !is_internal(*ip)));
        for impostor in &summary.impostors.senders {
            keep.domain(impostor.domain.as_deref().unwrap_or_default());
        }
        let records =
            summary.remedies.iter().filter_map(|r| r.snippet.as_ref()).filter(|s| s.kind == "dns-txt");
        for token in records.flat_map(|snippet| snippet.text.split([' ', '\n', '"', ':', '='])) {
            keep.domain(token.trim_end_matches('.'));
        }
        keep
    }

    /// The organisations of the servers. A greeting of two labels may be anything, `given.surname` as well.
    fn servers(&mut self, report: &Report) {
        for hop in report.route.hops.iter().filter(|hop| !hop.authenticated) {
            hop.rdns.iter().chain(&hop.by).for_each(|host| self.organisation(host));
            let helo = hop.helo.as_deref().unwrap_or_default();
            if organisational(helo).len() < helo.len() {
                self.organisation(helo);
            }
        }
    }

    fn organisation(&mut self, host: &str) {
        let host = host.trim_end_matches('.').to_lowercase();
        // Below a suffix that a company lets to people (`synology.me`) the name is a home's, not an organisation's.
        let suffix = psl::suffix(host.as_bytes());
        let is_let = suffix.is_some_and(|suffix| suffix.typ() == Some(psl::Type::Private));
        if is_host_name(&host) && is_public(&host) && !is_let {
            self.organisations.insert(organisational(&host).to_owned());
        }
    }

    fn domains(&mut self, report: &Report) {
        let message = &report.message;
        if let Some(from) = &message.from {
            self.domain(&from.domain);
        }
        let behind_at =
            |text: &str| text.rsplit_once('@').map_or(text.to_owned(), |(_, domain)| domain.to_owned());
        if let Some(path) = message.return_path.as_deref().filter(|path| path.contains('@')) {
            self.domain(&behind_at(path));
        }
        // For the null sender SPF is checked for the greeting, and some servers report that as if it were an envelope.
        let hops = report.route.hops.iter().flat_map(|hop| [&hop.helo, &hop.rdns]).flatten();
        let hosts: HashSet<String> = hops.map(|host| host.to_ascii_lowercase()).collect();
        let is_host = |domain: &str| hosts.contains(&domain.to_ascii_lowercase());
        let authentication = &report.authentication;
        let spf = authentication.spf.as_ref().filter(|spf| spf.identity == "mailfrom");
        let bare = message.return_path.as_deref().filter(|path| !path.contains('@'));
        // A login in the place of an address is no domain, whatever it ends in.
        let is_login = |domain: &str, names: &HashSet<String>| {
            bare.is_some_and(|bare| bare.eq_ignore_ascii_case(domain))
                || names.contains(&domain.to_lowercase())
        };
        let spf = spf.and_then(|spf| spf.domain.as_deref());
        let spf = spf.filter(|domain| !is_host(domain) && !is_login(domain, &self.names));
        let dmarc = authentication.dmarc.as_ref().and_then(|d| d.domain.as_deref());
        let signers = authentication.dkim.iter().filter_map(|d| d.domain.as_deref());
        for domain in spf.into_iter().chain(dmarc).chain(signers) {
            self.domain(&behind_at(domain));
        }
        for (name, value) in authentication.reported.iter().flat_map(|r| &r.properties.0) {
            if let "header.from" | "header.d" | "header.i" | "smtp.mailfrom" = name.as_str() {
                let domain = behind_at(value);
                let is_domain = value.contains('@') || !(is_host(&domain) || is_login(&domain, &self.names));
                if name != "smtp.mailfrom" || is_domain {
                    self.domain(&domain);
                }
            }
        }
    }

    /// The organisations whose servers received the message, and the institution's own domains: recipients are there.
    fn receivers(&mut self, report: &Report) {
        let trusted = report.route.hops.iter().filter(|hop| hop.trust != "claimed");
        for by in trusted.filter_map(|hop| hop.by.as_deref()) {
            let by = by.to_lowercase();
            if !self.holds_private(organisational(&by)) {
                self.domain(organisational(&by));
            }
        }
        for domain in &self.settings.institution.domains {
            self.domain(domain);
        }
    }

    fn domain(&mut self, domain: &str) {
        let domain = domain.trim_matches(['<', '>', '.']).to_lowercase();
        if is_host_name(&domain) && is_public(&domain) && !is_like_pseudonym(&domain) {
            self.exact.insert(domain);
        }
    }

    fn addresses(&mut self, report: &Report) {
        let parse = |ip: &Option<String>| ip.as_ref().and_then(|ip| ip.parse::<IpAddr>().ok());
        self.ips.extend(parse(&report.exlibris.ip));
        let border = report.route.border.as_ref();
        // Where the client logged in, its address is somebody's home.
        let logged_in = border
            .and_then(|b| report.route.hops.get(b.hop.checked_sub(1)?))
            .is_some_and(|h| h.authenticated);
        let peer = border.filter(|_| !logged_in).and_then(|b| parse(&b.ip));
        let checked = report.authentication.spf.as_ref().filter(|_| !logged_in).and_then(|s| parse(&s.ip));
        self.ips.extend(
            peer.into_iter()
                .chain(checked)
                .filter(|ip| !is_internal(*ip) && !self.settings.institution.trusts_ip(*ip)),
        );
    }

    fn find_private(&mut self, report: &Report) {
        let people = people::of(report);
        self.addresses = people.addresses;
        for local in &people.local_parts {
            // A forwarder writes the first address into the local part, with its domain.
            let of_forwarder = local.contains('=');
            for part in local.split('=').filter(|part| !(of_forwarder && is_host_name(part))) {
                self.name(part);
                words(part).for_each(|word| self.glue(&word));
            }
        }
        for word in people.names.iter().flat_map(|name| words(name)) {
            self.name(&word);
            self.glue(&word);
        }
        for host in report.route.hops.iter().flat_map(|h| [&h.helo, &h.rdns, &h.by]).flatten() {
            let host = host.to_lowercase();
            if !(is_host_name(&host) && is_public(&host)) && host.parse::<IpAddr>().is_err() {
                self.name(&host);
            }
        }
        for word in report.message.subject.iter().flat_map(|subject| words(subject)) {
            if word.chars().count() > 2 && !vocabulary::is_common(&word) {
                self.private.insert(word);
            }
        }
    }

    /// Remembers a person's name, lower case, that may stand inside a longer word; not one that is a word itself.
    fn glue(&mut self, name: &str) {
        let is_word =
            || vocabulary::is_prose(name) || vocabulary::is_code(name) || vocabulary::is_common(name);
        let is_name = name.chars().count() >= GLUED_LETTERS && name.chars().all(char::is_alphabetic);
        if is_name && self.glued.len() < GLUED && !is_word() && !self.glued.iter().any(|known| known == name)
        {
            self.glued.push(name.to_owned());
        }
    }

    /// Remembers what somebody or something inside is called, lower case, and its words.
    fn name(&mut self, name: &str) {
        let parts = words(name).filter(|word| word.chars().count() > 2);
        for word in parts.chain([name.to_owned()]) {
            if word.chars().count() > 1 && !vocabulary::is_common(&word) {
                self.names.insert(word.clone());
                self.private.insert(word);
            }
        }
    }

    /// Whether a token, lower case, is what somebody or something inside is called.
    pub(super) fn is_name(&self, token: &str) -> bool {
        self.names.contains(token)
    }

    /// Whether a text, lower case, is an address of somebody whom the message names.
    pub(super) fn is_address(&self, text: &str) -> bool {
        self.addresses.contains(text)
    }

    /// Whether a token, lower case, is such a name or a word of the subject.
    pub(super) fn is_private(&self, token: &str) -> bool {
        self.private.contains(token)
    }

    /// Whether a token, lower case, stays as it is.
    pub(super) fn is_exact(&self, token: &str) -> bool {
        self.exact.contains(token)
    }

    /// Whether a name, lower case, holds a word of a person or subject.
    pub(super) fn holds_private(&self, name: &str) -> bool {
        name.split(|c: char| !c.is_alphanumeric()).any(|part| self.private.contains(part))
    }

    /// Whether a name, lower case, has a person's name in a part of it, as `block_janedoe`.
    pub(super) fn holds_glued(&self, name: &str) -> bool {
        self.glued.iter().any(|person| name.contains(person.as_str()))
    }

    /// Whether a name of a host, lower case, stays as it is.
    pub(super) fn is_kept_host(&self, host: &str) -> bool {
        if !is_host_name(host) {
            return host == "localhost";
        }
        if host == "localhost.localdomain" {
            return true;
        }
        let is_organisation = || self.organisations.contains(host) && !self.is_of_person(host);
        self.exact.contains(host) || is_well_known(host) || is_organisation()
    }

    /// Whether an organisation's name holds a person's, and is none that matters.
    fn is_of_person(&self, organisation: &str) -> bool {
        let (unicode, _) = idna::domain_to_unicode(organisation);
        [organisation, &unicode].iter().any(|name| self.holds_private(name) || self.holds_glued(name))
            && !self.exact.iter().any(|kept| organisational(kept) == organisation)
    }

    /// Whether a name, lower case, belongs to an organisation of which a domain stays, or to a known provider.
    pub(super) fn is_of_kept_organisation(&self, host: &str) -> bool {
        let is_kept = |organisation| self.exact.iter().any(|kept| organisational(kept) == organisation);
        is_host_name(host) && (is_well_known(host) || (is_public(host) && is_kept(organisational(host))))
    }

    /// Whether an address is one of the institution's servers.
    pub(super) fn is_declared(&self, ip: IpAddr) -> bool {
        self.settings.institution.trusts_ip(ip)
    }

    /// Whether a block of addresses stays, because it holds one that stays.
    pub(super) fn is_kept_block(&self, ip: IpAddr, length: u8) -> bool {
        let Ok(block) = ipnet::IpNet::new(ip, length) else { return false };
        let relays = self.settings.registry.entries.iter().filter_map(|e| e.address.map(|a| a.to_string()));
        let relays = relays
            .filter_map(|a| a.parse::<IpAddr>().ok().or(a.parse::<ipnet::IpNet>().ok().map(|n| n.addr())));
        !is_internal(ip) && self.ips.iter().copied().chain(relays).any(|kept| block.contains(&kept))
    }

    /// Whether an address stays as it is.
    pub(super) fn is_kept_ip(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        // No host has 0.0.0.0 or a mask.
        let is_hosts = !matches!(ip, IpAddr::V4(v4) if matches!(v4.octets(), [0 | 255, ..]));
        ip.is_loopback()
            || !is_hosts
            || (self.ips.contains(&ip) && !is_pseudonym(ip))
            || self.settings.registry.relay(ip).is_some()
            || self.settings.registry.network(ip).is_some()
            || providers::by_address(ip).is_some()
    }
}

/// Whether a host is one of Ex Libris or of a mail provider that the program knows.
fn is_well_known(host: &str) -> bool {
    is_exlibris_domain(host)
        || providers::by_receiving_host(host).is_some()
        || providers::by_outbound_host(host).is_some()
}

/// The words of a text, lower case.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase)
}

/// Whether a pseudonym may lie where this address does.
fn is_pseudonym(ip: IpAddr) -> bool {
    PSEUDONYMS.iter().filter_map(|net| net.parse::<ipnet::IpNet>().ok()).any(|net| net.contains(&ip))
}

/// Whether a domain begins as pseudonyms do, so that both could be the same.
fn is_like_pseudonym(domain: &str) -> bool {
    let number = domain.split('.').next().and_then(|label| label.strip_prefix("host-"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// A domain in lower case, with labels in other scripts as A-labels, so that both spellings are one.
pub(super) fn a_labels(domain: &str) -> String {
    let lower = domain.trim_end_matches('.').to_lowercase();
    if lower.is_ascii() { lower } else { idna::domain_to_ascii(&lower).unwrap_or(lower) }
}

/// Whether a text is a name of a host with at least two labels (RFC 1123 section 2.1, or letters of any script).
pub(super) fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let top = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(is_label)
        && (top.chars().all(char::is_alphabetic) || top.starts_with("xn--"))
}

/// Whether a name ends in a public suffix that somebody registered; `.local` and `.internal` do not.
pub(super) fn is_public(host: &str) -> bool {
    psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known())
}

/// Whether an address is of a private network (RFC 1918, 4193), of a link, or shared by a provider (RFC 6598).
pub(super) fn is_internal(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(v4) => v4.is_private() || v4.is_link_local() || matches!(v4.octets(), [100, 64..128, ..]),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_by_their_form_and_suffix() {
        for name in
            ["mx1.example.edu", "xn--bcherei-n2a.example.edu", "bücherei.example.edu", "a_b.example.org"]
        {
            assert!(is_host_name(name) && is_public(name), "{name}");
        }
        for name in ["localhost", "a..b", "-a.example.edu", "192.0.2.1", "a b.example.edu", ""] {
            assert!(!is_host_name(name), "{name}");
        }
        for name in ["dc01.corp.local", "mail.internal", "nas.lan"] {
            assert!(!is_public(name), "{name}");
        }
    }

    #[test]
    fn private_addresses_are_known() {
        for ip in [
            "10.0.0.5",
            "172.16.3.4",
            "192.168.1.1",
            "169.254.1.1",
            "100.64.0.1",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(ip.parse().is_ok_and(is_internal), "{ip}");
        }
        for ip in ["192.0.2.1", "2001:db8::1", "100.128.0.1"] {
            assert!(!ip.parse().is_ok_and(is_internal), "{ip}");
        }
    }
}
