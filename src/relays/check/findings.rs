//! What is wrong with the domain's record itself, whatever the relays are.

use super::terms::{self, Needless};
use super::{Case, Finding, Spot, words};
use crate::rules::Severity;
use crate::verify::spf::{self, Found, MAX_LOOKUPS, MAX_VOID_LOOKUPS, Remark, Remarked};

/// Octets of an answer over UDP without extension (RFC 1035 section 2.3.4).
pub(super) const MOST_ANSWER: usize = 512;
/// Entries of a list in a sentence.
const SHOWN: usize = 6;

const PERMERROR: &str =
    "Receivers then report a permanent error for every message, and SPF protects and helps nobody.";

/// Every finding about the record.
pub(super) fn of_record(case: &Case<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    for remarked in &case.walk.remarks {
        let Some(finding) = of_remark(case, remarked) else { continue };
        if !findings.contains(&finding) {
            findings.push(finding);
        }
    }
    findings.extend(lookups(case));
    findings.extend(voids(case));
    findings.extend(length(case));
    if case.walk.cut {
        findings.push(Finding {
            id: "record-tree-too-large",
            severity: Severity::Medium,
            what: format!("The record leads to more records than whyjunk reads ({}).", spf::MAX_WALK_RECORDS),
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

fn of_remark(case: &Case<'_>, remarked: &Remarked) -> Option<Finding> {
    let Remarked { domain, term, remark } = remarked;
    let own = *domain == case.domain;
    let spot = terms::spot(&case.walk.root, domain, *term);
    let text = spot.as_ref().and_then(|s| s.record.get(s.at.clone())).unwrap_or_default().to_owned();
    let whose = whose(case, domain);
    let make = |id, severity, what: String, why, todo: Vec<String>| {
        Some(Finding { id, severity, what, why, todo, spot: spot.clone() })
    };
    let lead = format!("Remove what leads to {domain} from the record, or ask its owner.");
    match remark {
        Remark::NoRecord { no_such_domain, .. } => no_record(case, remarked, *no_such_domain, make),
        Remark::SeveralRecords => {
            let todo = if own { "Keep one record with everything in it.".to_owned() } else { lead };
            let what = format!("{domain} publishes several SPF records.");
            make("several-spf-records", Severity::High, what, PERMERROR, vec![todo])
        }
        Remark::Syntax(error) => {
            let at = error.at.start + 1;
            let what =
                format!("{whose} has an error at position {at}, {text:?}: {}.", words::syntax(error.kind));
            let todo = if own { "Mend the term, or remove it.".to_owned() } else { lead };
            let spot = spot.clone().map(|spot| Spot { at: error.at.clone(), ..spot });
            Some(Finding {
                id: "spf-syntax-error",
                severity: Severity::High,
                what,
                why: PERMERROR,
                todo: vec![todo],
                spot,
            })
        }
        Remark::Loop => make(
            "spf-loop",
            Severity::High,
            format!("{domain} includes itself, directly or through others."),
            PERMERROR,
            vec![format!("Remove what leads back to {domain}.")],
        ),
        Remark::InvalidDomain => make(
            "spf-syntax-error",
            Severity::High,
            format!("{whose} names {text:?}, which is no domain that can be looked up."),
            PERMERROR,
            vec!["Mend the name, or remove the term.".to_owned()],
        ),
        Remark::TooManyMxNames => make(
            "too-many-mail-exchangers",
            Severity::High,
            format!("{whose} has {text:?}, which names more than {} mail exchangers.", spf::MAX_MX_NAMES),
            PERMERROR,
            vec!["Name the addresses that really send instead.".to_owned()],
        ),
        Remark::PassesAll => make(
            "spf-passes-everybody",
            Severity::High,
            format!("{whose} ends with {text:?}: everybody on earth may send for the domain."),
            "Receivers distrust such a record, and anybody can forge the domain.",
            vec!["Publish ~all, and -all once everything that sends is listed.".to_owned()],
        ),
        Remark::MistakenModifier => make(
            "spf-term-without-effect",
            Severity::Medium,
            format!(
                "{whose} has {text:?}: with an equals sign it is an unknown modifier, and has no effect."
            ),
            "What was meant to be listed is not.",
            vec!["Write a colon.".to_owned()],
        ),
        Remark::NeverReached => make(
            "spf-term-never-reached",
            if text.contains(':') { Severity::Medium } else { Severity::Low },
            format!("{whose} has {text:?} after all, or a redirect beside it: no check comes to it."),
            "What stands there lets nobody pass.",
            vec!["Move it before all, or remove it.".to_owned()],
        ),
        Remark::Ptr => make(
            "spf-ptr",
            Severity::Low,
            format!("{whose} uses {text:?}, which should not be published (RFC 7208 section 5.5)."),
            "It is slow, some receivers ignore it, and it costs a look-up.",
            vec!["Name the addresses or hosts instead.".to_owned()],
        ),
        Remark::NoDefault => make(
            "spf-no-default",
            Severity::Low,
            "The record has no all at its end: for everybody who is not listed it says nothing.".to_owned(),
            "Forged mail gets the result neutral.",
            vec!["End the record with ~all.".to_owned()],
        ),
        Remark::Failed(failure) => make(
            "dns-failed",
            Severity::High,
            format!("A look-up for {} failed: {failure}.", about(domain, &text)),
            "While it does, receivers report a temporary error, and some put mail off.",
            vec![
                "Try again; when it fails again, ask whoever runs the name servers of the domain.".to_owned(),
            ],
        ),
        Remark::NotRecorded => make(
            "dns-not-recorded",
            Severity::Info,
            format!(
                "The answer for {} is not recorded: nothing is said about that part.",
                about(domain, &text)
            ),
            "The check is not complete.",
            vec!["Repeat it with --dns live.".to_owned()],
        ),
        Remark::DependsOnMessage | Remark::Void => None,
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

fn no_record(
    case: &Case<'_>,
    remarked: &Remarked,
    no_such_domain: bool,
    make: impl Fn(&'static str, Severity, String, &'static str, Vec<String>) -> Option<Finding>,
) -> Option<Finding> {
    let domain = &remarked.domain;
    if *domain == case.domain {
        let what = if no_such_domain {
            format!("There is no domain {domain} in DNS.")
        } else {
            format!("{domain} publishes no SPF record.")
        };
        let why = "Nobody can tell the relays' mail from forged mail; strict filters junk both.";
        let Found::Nothing { similar, .. } = &case.walk.root.found else { return None };
        let Some(text) = similar.first() else {
            return make("no-spf-record", Severity::High, what, why, Vec::new());
        };
        let what = format!("{what} A text looks like one, and is none: {text:?}.");
        let todo =
            vec!["Let the text begin with v=spf1 and a space, and put one space between terms.".to_owned()];
        return make("no-spf-record", Severity::High, what, why, todo);
    }
    let missing = if no_such_domain { "does not exist" } else { "has no SPF record" };
    let what = format!("The record includes {domain}, which {missing}.");
    let todo = vec![format!("Remove the include of {domain}, or mend its spelling.")];
    make("spf-include-of-nothing", Severity::High, what, PERMERROR, todo)
}

/// More look-ups than allowed.
fn lookups(case: &Case<'_>) -> Option<Finding> {
    let lookups = case.walk.lookups();
    if lookups <= MAX_LOOKUPS {
        return None;
    }
    let at_least = if case.walk.is_complete() { "" } else { "at least " };
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
