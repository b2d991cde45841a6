//! Records that are not published yet: their text, and a DNS in which they are.

use super::record::{Record, TermKind};
use crate::dns::{Answer, Dns, Kind, Record as DnsRecord};

/// DNS as it would be with another SPF record at one domain. Other texts stay.
///
/// ```ignore
/// let text = with_include(&record, "relays.example.org");
/// let then = evaluate(&Proposed::new(dns, "example.edu", &text), &request);
/// ```
pub struct Proposed<'a> {
    dns: &'a dyn Dns,
    domain: String,
    text: &'a str,
}

impl<'a> Proposed<'a> {
    /// Puts `text` in the place of every SPF record of `domain`.
    pub fn new(dns: &'a dyn Dns, domain: &str, text: &'a str) -> Self {
        let domain = domain.strip_suffix('.').unwrap_or(domain).to_ascii_lowercase();
        Self { dns, domain, text }
    }
}

impl Dns for Proposed<'_> {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        let answer = self.dns.look_up(name, kind);
        if kind != Kind::Txt || name != self.domain {
            return answer;
        }
        let stays = |r: &&DnsRecord| !matches!(r, DnsRecord::Txt(text) if Record::is_spf(text));
        let others = answer.records().iter().filter(stays).cloned();
        let proposed = DnsRecord::Txt(self.text.as_bytes().to_vec());
        Answer::Records(others.chain([proposed]).collect())
    }
}

/// The record with `include:` of one more domain: before `all`, else before `redirect=`, else at the end.
pub fn with_include(record: &Record, domain: &str) -> String {
    let before = record.all().or_else(|| record.redirect().map(|(term, _)| term));
    let term = format!("include:{domain}");
    match before.and_then(|term| record.terms.get(term)) {
        Some(before) => {
            let (head, tail) = record.text.split_at(before.at.start);
            format!("{head}{term} {tail}")
        }
        None => format!("{} {term}", record.text.trim_end_matches(' ')),
    }
}

/// The record without one of its terms.
pub fn without_term(record: &Record, term: usize) -> String {
    let keep = |(i, t): (usize, &super::Term)| (i != term).then(|| record.text.get(t.at.clone())).flatten();
    let words = record.terms.iter().enumerate().filter_map(keep);
    ["v=spf1"].into_iter().chain(words).collect::<Vec<_>>().join(" ")
}

/// Whether a term is a modifier that bears the name of a mechanism, as `include=` does: valid, and without effect.
pub(super) fn is_mistaken_modifier(kind: &TermKind) -> bool {
    const MECHANISMS: [&str; 8] = ["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"];
    matches!(kind, TermKind::UnknownModifier(name) if MECHANISMS.iter().any(|m| name.eq_ignore_ascii_case(m)))
}
