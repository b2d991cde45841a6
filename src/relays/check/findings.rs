//! What is wrong with the domain's record itself, whatever the relays are.

use super::{Case, Finding, Spot, words};
use crate::rules::Severity;
use crate::verify::relay_record::{self as terms, Needless};
use crate::verify::spf::{self, Found, MAX_LOOKUPS, MAX_VOID_LOOKUPS, Remark, Remarked};

/// Octets of an answer over UDP without extension (RFC 1035 section 2.3.4).
pub(super) const MOST_ANSWER: usize = 512;
/// Findings about single terms; who has more mends these first.
const MOST: usize = 40;
/// Remarks of the walk that are looked at.
const MOST_REMARKS: usize = 400;
/// Entries of a list in a sentence.
const SHOWN: usize = 6;

const PERMERROR: &str =
    "Receivers then report a permanent error for every message, and SPF protects and helps nobody.";

/// Every finding about the record.
pub(super) fn of_record(case: &Case<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let mut more = false;
    for remarked in case.walk.remarks.iter().take(MOST_REMARKS) {
        if findings.len() == MOST {
            more = true;
            break;
        }
        let Some(finding) = of_remark(case, remarked) else { continue };
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings.extend(lookups(case));
    findings.extend(voids(case));
    findings.extend(length(case));
    if more || case.walk.cut || case.walk.remarks.len() > MOST_REMARKS {
        findings.push(Finding {
            id: "record-tree-too-large",
            severity: Severity::Medium,
            what: format!(
                "The record is too large to be shown whole: more than {} records, {} terms or {MOST} findings.",
                spf::MAX_WALK_RECORDS,
                spf::MAX_WALK_TERMS
            ),
            why: "What lies beyond is not part of this answer.",
            todo: Vec::new(),
            spot: None,
        });
    }
    findings
}

/// Whose record it is, in words.
fn whose(case: &Case<'_>, domain: &str) -> String {
    if domain == case.domain {
        "The record".to_owned()
    } else {
        format!("The record of {domain}, which is included,")
    }
}

/// A remark with the words that its finding is made of.
struct Seen<'c> {
    domain: &'c str,
    /// The record, in words.
    whose: String,
    /// The term.
    text: String,
    spot: Option<Spot>,
    own: bool,
}

impl Seen<'_> {
    fn finding(
        &self,
        id: &'static str,
        severity: Severity,
        what: String,
        why: &'static str,
        todo: &str,
    ) -> Option<Finding> {
        Some(Finding { id, severity, what, why, todo: vec![todo.to_owned()], spot: self.spot.clone() })
    }

    /// What to do: in the own record the thing itself, elsewhere what leads there.
    fn todo(&self, own: &str) -> String {
        let elsewhere = || format!("Remove what leads to {} from the record, or ask its owner.", self.domain);
        if self.own { own.to_owned() } else { elsewhere() }
    }
}

fn of_remark(case: &Case<'_>, remarked: &Remarked) -> Option<Finding> {
    let Remarked { domain, term, remark } = remarked;
    let spot = terms::spot(&case.walk.root, domain, *term);
    let text = spot.as_ref().and_then(|s| s.record.get(s.at.clone())).unwrap_or_default().to_owned();
    let seen = Seen { domain, whose: whose(case, domain), text, spot, own: *domain == case.domain };
    match remark {
        Remark::NoRecord { no_such_domain, .. } => no_record(case, &seen, *no_such_domain),
        Remark::OneFamilyNotRecorded { kind, .. } if !case.families().contains(kind) => None,
        Remark::Failed(_) | Remark::NotRecorded | Remark::OneFamilyNotRecorded { .. } => {
            missing(&seen, remark)
        }
        Remark::PassesAll
        | Remark::MistakenModifier
        | Remark::NeverReached
        | Remark::Ptr
        | Remark::NoDefault => weak(&seen, remark),
        _ => broken(&seen, remark),
    }
}

/// What makes every check a permanent error.
fn broken(seen: &Seen<'_>, remark: &Remark) -> Option<Finding> {
    let Seen { domain, whose, text, .. } = seen;
    let (id, what, todo) = match remark {
        Remark::SeveralRecords => (
            "several-spf-records",
            format!("{domain} publishes several SPF records."),
            seen.todo("Keep one record with everything in it."),
        ),
        Remark::Syntax(error) => (
            "spf-syntax-error",
            format!(
                "{whose} has an error at position {}, {text:?}: {}.",
                error.at.start + 1,
                terms::syntax(error.kind)
            ),
            seen.todo("Mend the term, or remove it."),
        ),
        Remark::InvalidDomain => (
            "spf-syntax-error",
            format!("{whose} names {text:?}, which is no domain that can be looked up."),
            seen.todo("Mend the name, or remove the term."),
        ),
        Remark::Loop { by } if by == domain => (
            "spf-loop",
            format!("The record of {domain} names itself."),
            seen.todo(&format!("Remove {domain} from it.")),
        ),
        Remark::Loop { by } => (
            "spf-loop",
            format!("The record of {domain} leads to that of {by}, which leads back to {domain}."),
            seen.todo(&format!("Remove what leads to {by}, or ask its owner to remove {domain} from it.")),
        ),
        Remark::TooManyMxNames => (
            "too-many-mail-exchangers",
            format!("{whose} has {text:?}, which names more than {} mail exchangers.", spf::MAX_MX_NAMES),
            seen.todo("Name the addresses that really send instead."),
        ),
        _ => return None,
    };
    let mut finding = seen.finding(id, Severity::High, what, PERMERROR, &todo)?;
    if let (Remark::Syntax(error), Some(spot)) = (remark, &mut finding.spot) {
        spot.at = error.at.clone();
    }
    Some(finding)
}

/// What works, and should not be so.
fn weak(seen: &Seen<'_>, remark: &Remark) -> Option<Finding> {
    let Seen { whose, text, .. } = seen;
    match remark {
        Remark::PassesAll => seen.finding(
            "spf-passes-everybody",
            Severity::High,
            format!(
                "{whose} has {text:?}: everybody, or a large part of the internet, may send for the domain."
            ),
            "Receivers distrust such a record, and anybody can forge the domain.",
            "List what sends for the domain, and nothing else; then publish ~all, and -all once everything is listed.",
        ),
        Remark::MistakenModifier => seen.finding(
            "spf-term-without-effect",
            Severity::Medium,
            format!(
                "{whose} has {text:?}: with an equals sign it is an unknown modifier, and has no effect."
            ),
            "What was meant to be listed is not.",
            "Write a colon.",
        ),
        Remark::NeverReached => seen.finding(
            "spf-term-never-reached",
            if text.contains(':') { Severity::Medium } else { Severity::Low },
            format!("{whose} has {text:?} after all, or a redirect beside it: no check comes to it."),
            "What stands there lets nobody pass.",
            "Move it before all, or remove it.",
        ),
        Remark::Ptr => seen.finding(
            "spf-ptr",
            Severity::Low,
            format!("{whose} uses {text:?}, which should not be published (RFC 7208 section 5.5)."),
            "It is slow, some receivers ignore it, and it costs a look-up.",
            "Name the addresses or hosts instead.",
        ),
        Remark::NoDefault => seen.finding(
            "spf-no-default",
            Severity::Low,
            format!("{whose} has no all at its end: for everybody who is not listed it says nothing."),
            "Forged mail gets the result neutral.",
            "End the record with ~all.",
        ),
        _ => None,
    }
}

/// An answer that is not there.
fn missing(seen: &Seen<'_>, remark: &Remark) -> Option<Finding> {
    let about = about(seen.domain, &seen.text);
    match remark {
        Remark::Failed(failure) => seen.finding(
            "dns-failed",
            Severity::High,
            words::failed(*failure, &about),
            "A receiver that gets no answer reports a temporary error, and may put mail off.",
            words::after_failure(*failure),
        ),
        Remark::OneFamilyNotRecorded { host, kind } => seen.finding(
            "dns-not-recorded",
            Severity::Info,
            format!("The {} records of {host} ({about}) are not recorded.", kind.id()),
            "The check is not complete.",
            "Repeat it with --dns live.",
        ),
        _ => seen.finding(
            "dns-not-recorded",
            Severity::Info,
            format!("The answer for {about} is not recorded: nothing is said about that part."),
            "The check is not complete.",
            "Repeat it with --dns live.",
        ),
    }
}

/// The name or the term that a look-up was for.
fn about(domain: &str, term: &str) -> String {
    if term.is_empty() || term.starts_with("v=spf1") {
        domain.to_owned()
    } else {
        format!("{term:?} of {domain}")
    }
}

fn no_record(case: &Case<'_>, seen: &Seen<'_>, no_such_domain: bool) -> Option<Finding> {
    let domain = seen.domain;
    if !seen.own {
        let missing = if no_such_domain { "does not exist" } else { "has no SPF record" };
        let what = format!("The record includes {domain}, which {missing}.");
        let todo = format!("Remove the include of {domain}, or mend its spelling.");
        return seen.finding("spf-include-of-nothing", Severity::High, what, PERMERROR, &todo);
    }
    let what = match no_such_domain {
        true => format!("There is no domain {domain} in DNS."),
        false => format!("{domain} publishes no SPF record."),
    };
    let why = "Nobody can tell the relays' mail from forged mail; strict filters junk both.";
    let Found::Nothing { similar, .. } = &case.walk.root.found else { return None };
    match similar.first() {
        Some(text) => {
            let what = format!("{what} A text looks like one, and is none: {text:?}.");
            let todo = "Let the text begin with v=spf1 and a space, and put one space between terms.";
            seen.finding("no-spf-record", Severity::High, what, why, todo)
        }
        None if no_such_domain => {
            let todo = "Check its spelling. If it is yours, its zone or the delegation to it is missing.";
            seen.finding("no-spf-record", Severity::High, what, why, todo)
        }
        None => {
            let todo = "Publish one that names everything that sends for the domain, the relays among it.";
            seen.finding("no-spf-record", Severity::High, what, why, todo)
        }
    }
}

/// More look-ups than allowed.
fn lookups(case: &Case<'_>) -> Option<Finding> {
    let lookups = case.walk.lookups();
    if lookups <= MAX_LOOKUPS {
        return None;
    }
    let at_least = if case.walk.is_complete_for(&[]) { "" } else { "at least " };
    Some(Finding {
        id: "too-many-lookups",
        severity: Severity::High,
        what: format!("The record takes {at_least}{lookups} look-ups; {MAX_LOOKUPS} are allowed."),
        why: "A check that needs more ends in a permanent error (RFC 7208 section 4.6.4).",
        todo: shorten(case),
        spot: None,
    })
}

/// What costs the look-ups, and what could go.
pub(super) fn shorten(case: &Case<'_>) -> Vec<String> {
    let mut todo = Vec::new();
    if let Some(record) = case.record() {
        let needless = terms::needless(case);
        let costly =
            |(term, _): &&(usize, Needless)| case.walk.root.leaves.get(*term).is_some_and(|l| l.lookups > 0);
        for (term, why) in needless.iter().filter(costly).take(SHOWN) {
            let cost = case.walk.root.leaves.get(*term).map_or(0, |leaf| leaf.lookups);
            todo.push(format!("Remove {}: {}. It costs {cost}.", record.term_text(*term), why.why()));
        }
    }
    let costs = terms::costs(case);
    let dearest: Vec<String> =
        costs.iter().take(SHOWN).map(|(text, cost)| format!("{text} {cost}")).collect();
    if !dearest.is_empty() {
        todo.push(format!(
            "Remove the includes of services that no longer send. The dearest terms: {}.",
            dearest.join(", ")
        ));
    }
    todo
}

/// Names without records.
fn voids(case: &Case<'_>) -> Option<Finding> {
    let void: Vec<&Remarked> = case.walk.remarks.iter().filter(|r| r.remark == Remark::Void).collect();
    let first = void.first()?;
    let names: Vec<String> = void
        .iter()
        .take(SHOWN)
        .filter_map(|r| terms::spot(&case.walk.root, &r.domain, r.term))
        .map(|spot| spot.record.get(spot.at).unwrap_or_default().to_owned())
        .collect();
    let too_many = void.len() > MAX_VOID_LOOKUPS;
    Some(Finding {
        id: "void-lookups",
        severity: if too_many { Severity::High } else { Severity::Low },
        what: format!("{} of the record's names have no address: {}.", void.len(), names.join(", ")),
        why: if too_many {
            "More than two such look-ups in one check are a permanent error (RFC 7208 section 4.6.4)."
        } else {
            "More than two such look-ups in one check would be a permanent error (RFC 7208 section 4.6.4)."
        },
        todo: vec!["Remove what no longer exists.".to_owned()],
        spot: terms::spot(&case.walk.root, &first.domain, first.term),
    })
}

/// An answer that does not fit.
fn length(case: &Case<'_>) -> Option<Finding> {
    let Found::Record(record) = &case.walk.root.found else { return None };
    let octets = answer_octets(case, &record.text);
    (octets > MOST_ANSWER).then(|| Finding {
        id: "spf-record-too-long",
        severity: Severity::Low,
        what: format!(
            "The answer with the TXT records of {} takes about {octets} octets; {MOST_ANSWER} fit everywhere.",
            case.domain
        ),
        why: "Larger answers need a second question over TCP, which some firewalls do not let through (RFC 7208 section 3.4).",
        todo: vec!["Shorten the record, or remove TXT records that nobody needs any more.".to_owned()],
        spot: None,
    })
}

/// Octets of the answer to the question for the domain's TXT records, if this were its SPF record.
pub(super) fn answer_octets(case: &Case<'_>, text: &str) -> usize {
    use crate::dns::{Kind, Record};
    let others = case.question.dns.look_up(&case.domain, Kind::Txt);
    let others = others.records().iter().filter_map(|record| match record {
        Record::Txt(text) if !spf::Record::is_spf(text) => Some(text.len()),
        _ => None,
    });
    // A compressed name, type, class, time to live and length; one octet more for each string of 255.
    let record = |length: usize| 12 + length + length.div_ceil(255).max(1);
    // A header, the name with its length octets, type and class.
    12 + case.domain.len() + 2 + 4 + others.chain([text.len()]).map(record).sum::<usize>()
}
