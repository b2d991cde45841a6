//! The record to publish: the smallest change that mends what can be mended, tried out before it is shown.

use ipnet::IpNet;

use super::terms::{self, Needless};
use super::{Authorised, Case, Proposal, authorised, test_all, words};
use crate::verify::spf::{self, Found, MAX_LOOKUPS, Mechanism, Qualifier, Record, Remark, TermKind};

/// Octets of one string of a TXT record (RFC 1035 section 3.3.14).
const MOST_STRING: usize = 255;
/// Octets of a record that is corrected or proposed; longer ones want another hand.
pub(super) const MOST_RECORD: usize = 4096;

/// The record under way, as text, with what was changed.
struct Draft {
    text: String,
    changes: Vec<String>,
}

/// The record to publish; `None` when the published one will do, or none can be written that works.
pub(crate) fn proposal(case: &Case<'_>) -> Option<Proposal> {
    if !case.is_readable() {
        return None;
    }
    if case.published.iter().any(|record| record.len() > MOST_RECORD) {
        return None;
    }
    let mut draft = start(case)?;
    draft.mend_terms()?;
    draft.close();
    if let Some(record) = case.record() {
        draft.drop_terms(
            record,
            &terms::broken_includes(case),
            "nothing is published there, which is an error",
        );
    }
    draft.name_relays(case);
    draft.shorten(case);
    let parsed = Record::parse(draft.text.as_bytes());
    let new = case.published != [draft.text.clone()] && !draft.changes.is_empty();
    // A first record that names nobody would only do harm.
    let empty = case.published.is_empty() && parsed.terms.len() < 2;
    if !new || empty || parsed.errors().next().is_some() || draft.text.len() > MOST_RECORD {
        return None;
    }
    let dns = spf::Proposed::new(case.question.dns, &case.domain, &draft.text);
    let walk = spf::walk(&dns, &case.domain);
    let lookups = walk.lookups();
    if lookups > MAX_LOOKUPS {
        return None;
    }
    let relays = test_all(&dns, &case.domain, &case.expected);
    let authorised = authorised(&relays, &walk);
    // Nobody is told to publish a record that does not help.
    let helps = authorised == Authorised::Yes || relays.is_empty() || authorised == Authorised::Unknown;
    let helps = helps
        || relays
            .iter()
            .zip(&case.relays)
            .any(|(then, now)| then.result == spf::Result::Pass && now.result != spf::Result::Pass);
    let line = line(&case.domain, &draft.text);
    helps.then_some(Proposal { text: draft.text, line, changes: draft.changes, lookups, authorised })
}

/// What to begin with: the record, all records in one, or an empty one.
fn start(case: &Case<'_>) -> Option<Draft> {
    match &case.walk.root.found {
        Found::Record(record) => Some(Draft { text: record.text.clone(), changes: Vec::new() }),
        Found::Several(records) => merged(records),
        // A text that was meant to be a record holds terms that nobody should lose.
        Found::Nothing { similar, .. } if similar.is_empty() => {
            let change =
                "A first record; add everything else that sends for the domain before you publish it.";
            Some(Draft { text: "v=spf1 ~all".to_owned(), changes: vec![change.to_owned()] })
        }
        _ => None,
    }
}

/// Several records as one: every term once, and the mildest `all`. A redirect means something else beside others.
fn merged(records: &[String]) -> Option<Draft> {
    let mut terms: Vec<String> = Vec::new();
    let mut end: Option<(Qualifier, String)> = None;
    for record in records {
        let record = Record::parse(record.as_bytes());
        let all = record.all();
        for (at, term) in record.terms.iter().enumerate() {
            let text = record.term_text(at);
            match &term.kind {
                TermKind::Redirect(_) => return None,
                TermKind::Directive(d) if d.mechanism == Mechanism::All => {
                    let milder = end.as_ref().is_none_or(|(q, _)| strictness(d.qualifier) < strictness(*q));
                    if milder && all == Some(at) {
                        end = Some((d.qualifier, text.to_owned()));
                    }
                }
                _ if all.is_some_and(|all| at > all) => {}
                _ if terms.iter().any(|t| t.eq_ignore_ascii_case(text)) => {}
                _ => terms.push(text.to_owned()),
            }
        }
    }
    terms.extend(end.map(|(_, text)| text));
    let text = format!("v=spf1 {}", terms.join(" "));
    Some(Draft {
        text,
        changes: vec![format!("The {} records became one; remove the others.", records.len())],
    })
}

/// How much an `all` refuses. One that lets everybody pass is replaced later, so it counts as the mildest but one.
const fn strictness(qualifier: Qualifier) -> u8 {
    match qualifier {
        Qualifier::Neutral => 0,
        Qualifier::SoftFail | Qualifier::Pass => 1,
        Qualifier::Fail => 2,
    }
}

impl Draft {
    fn record(&self) -> Record {
        Record::parse(self.text.as_bytes())
    }

    /// Puts another text in the place of a term.
    fn replace(&mut self, record: &Record, term: usize, new: &str) {
        if let Some(term) = record.terms.get(term) {
            self.text.replace_range(term.at.clone(), new);
        }
    }

    /// Repairs broken terms; `None` when one cannot be repaired without doubt.
    fn mend_terms(&mut self) -> Option<()> {
        let record = self.record();
        for term in (0..record.terms.len()).rev() {
            let text = record.term_text(term).to_owned();
            let mistaken = matches!(&record.terms[term].kind, TermKind::UnknownModifier(name)
                if ["include", "a", "mx", "ip4", "ip6", "exists"].iter().any(|m| name.eq_ignore_ascii_case(m)));
            if mistaken || matches!(record.terms[term].kind, TermKind::Invalid(_)) {
                let new = words::repaired(&text)?;
                self.replace(&record, term, &new);
                self.changes.push(format!("{text} became {new}."));
            }
        }
        Some(())
    }

    /// `+all` lets everybody pass: replaced by `~all`.
    fn close(&mut self) {
        let record = self.record();
        if let Some(all) = record.all()
            && let TermKind::Directive(directive) = &record.terms[all].kind
            && directive.qualifier == Qualifier::Pass
        {
            let text = record.term_text(all).to_owned();
            self.replace(&record, all, "~all");
            self.changes.push(format!("{text} became ~all."));
        }
    }

    /// Takes terms of the published record out, by their text.
    fn drop_terms(&mut self, published: &Record, terms: &[usize], why: &str) {
        for term in terms {
            let text = published.term_text(*term);
            let record = self.record();
            // The last one of the same text: the first may be needed.
            if let Some(at) = (0..record.terms.len()).rev().find(|at| record.term_text(*at) == text) {
                self.text = spf::without_term(&record, at);
                self.changes.push(format!("{text} is left out: {why}."));
            }
        }
    }

    /// Sees to it that the relays of the region pass.
    fn name_relays(&mut self, case: &Case<'_>) {
        let Some(include) = case.expected.usable_include() else { return self.name_addresses(case) };
        let included = case.walk.include_of(include);
        if included.is_some() && case.all_pass() {
            return self.replace_others(case, include);
        }
        // What was merged or mended may name it already.
        let record = self.record();
        let standing = (0..record.terms.len()).find(|at| is_include_of(&record, *at, include));
        if let Some(at) = standing {
            let good = at < record.all().unwrap_or(usize::MAX)
                && !record.term_text(at).starts_with(['-', '~', '?'])
                && (included.is_none() || !self.is_shadowed(case));
            if good {
                return self.replace_others(case, include);
            }
            self.text = spf::without_term(&record, at);
        } else if included.is_some_and(|i| i.passes) {
            // It stands deeper, and something else is wrong.
            return;
        }
        let moved = if standing.is_some() { "moved" } else { "added" };
        self.drop_by_hand(case);
        if self.is_shadowed(case) {
            let rest = self.text.get(6..).unwrap_or_default().trim_start().to_owned();
            self.text = format!("v=spf1 include:{include} {rest}").trim_end().to_owned();
            self.changes.push(format!("include:{include} is {moved}, before everything that stops it."));
        } else {
            self.text = spf::with_include(&self.record(), include);
            self.changes.push(format!("include:{include} is {moved} before the end."));
        }
        self.replace_others(case, include);
    }

    /// A term other than `all` refuses a relay before the end of the record.
    fn is_shadowed(&self, case: &Case<'_>) -> bool {
        case.relays.iter().any(|tested| {
            let refused =
                matches!(tested.result, spf::Result::Fail | spf::Result::SoftFail | spf::Result::Neutral);
            let decided =
                tested.decided_by.first().map(|(_, term)| term.trim_start_matches(['+', '-', '~', '?']));
            refused && decided.is_some_and(|term| !term.eq_ignore_ascii_case("all"))
        })
    }

    /// Relays by address are covered by the include that takes their place.
    fn drop_by_hand(&mut self, case: &Case<'_>) {
        let Some(published) = case.record() else { return };
        let by_hand = |l: &&spf::Listed| l.by == case.domain && l.host.is_none();
        let covered = |l: &&spf::Listed| {
            case.expected.relays.iter().any(|(relay, from)| {
                relay.contains(&l.network) && from.iter().any(|origin| origin.starts_with("include:"))
            })
        };
        let covered: Vec<usize> =
            case.walk.listed.iter().filter(by_hand).filter(covered).map(|l| l.term).collect();
        self.drop_terms(published, &covered, "the include names it");
    }

    /// Includes of other regions go when that was asked for.
    fn replace_others(&mut self, case: &Case<'_>, include: &str) {
        for (_, domain) in case.expected.others.iter().filter(|_| case.question.replace) {
            let record = self.record();
            if let Some(at) = (0..record.terms.len()).find(|at| is_include_of(&record, *at, domain)) {
                self.text = spf::without_term(&record, at);
                self.changes
                    .push(format!("include:{domain} is left out: include:{include} is your region's."));
            }
        }
    }

    /// Where no include is known: the addresses that may be recommended.
    fn name_addresses(&mut self, case: &Case<'_>) {
        let not_passing = case.relays.iter().filter(|t| t.result != spf::Result::Pass);
        for tested in not_passing {
            let term = address_term(tested.network);
            self.text = before_all(&self.record(), &term);
            self.changes.push(format!("{term} is added before the end."));
        }
    }

    /// Leaves out what is not needed while there are too many look-ups.
    fn shorten(&mut self, case: &Case<'_>) {
        let Some(published) = case.record() else { return };
        for (term, why) in terms::needless(case) {
            let costs = case.walk.root.leaves.get(term).is_some_and(|leaf| leaf.lookups > 0);
            if !costs && why != Needless::Void {
                continue;
            }
            let dns = spf::Proposed::new(case.question.dns, &case.domain, &self.text);
            let walk = spf::walk(&dns, &case.domain);
            let voids = walk.remarks.iter().filter(|r| r.remark == Remark::Void).count();
            if walk.lookups() <= MAX_LOOKUPS && voids <= spf::MAX_VOID_LOOKUPS {
                return;
            }
            self.drop_terms(published, &[term], why.why());
        }
    }
}

/// The term includes this domain, with whatever sign.
fn is_include_of(record: &Record, term: usize, domain: &str) -> bool {
    let text = record.term_text(term).trim_start_matches(['+', '-', '~', '?']).to_ascii_lowercase();
    text.strip_prefix("include:").is_some_and(|name| name.trim_end_matches('.').eq_ignore_ascii_case(domain))
}

/// The term that names a relay by its address.
pub(super) fn address_term(net: IpNet) -> String {
    let name = if net.addr().is_ipv4() { "ip4" } else { "ip6" };
    match net.prefix_len() == net.max_prefix_len() {
        true => format!("{name}:{}", net.addr()),
        false => format!("{name}:{net}"),
    }
}

/// The record with one more term before `all`, else at the end.
pub(super) fn before_all(record: &Record, term: &str) -> String {
    match record.all().and_then(|all| record.terms.get(all)) {
        Some(all) => format!("{}{term} {}", &record.text[..all.at.start], &record.text[all.at.start..]),
        None => format!("{} {term}", record.text.trim_end()),
    }
}

/// A line for a zone file.
pub(super) fn line(domain: &str, text: &str) -> String {
    let mut strings = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let mut end = MOST_STRING.min(rest.len());
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let (string, tail) = rest.split_at(end);
        strings.push(format!("\"{}\"", string.replace('\\', "\\\\").replace('"', "\\\"")));
        rest = tail;
    }
    format!("{domain}. IN TXT {}", strings.join(" "))
}
