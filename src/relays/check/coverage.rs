//! Whether the record lets the relays of the region pass, and why not.

use jiff::civil::Date;

use super::findings::shorten;
use super::{Case, Finding, IncludeState, Proposal, words};
use crate::relays::region_name;
use crate::rules::Severity;
use crate::verify::spf::{self, Listed, MAX_LOOKUPS};

/// Entries of a list in a sentence.
const SHOWN: usize = 6;
/// Days after which an entry is old.
const OLD: i32 = 366;

const JUNKED: &str =
    "SPF does not pass for mail from the relays that are not listed, and filters take it for forged.";

/// Every finding about the relays.
pub(super) fn of_relays(case: &Case<'_>, proposal: Option<&Proposal>, as_of: Date) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(include_itself(case));
    if case.record().is_some() {
        findings.extend(other_regions(case));
        findings.extend(by_hand(case));
        findings.extend(missing(case, &findings));
        findings.extend(without_effect(case));
        findings.extend(stale(case));
    }
    findings.extend(would_exceed(case, proposal));
    findings.extend(outdated(case, as_of));
    findings
}

/// The region in words.
fn region(case: &Case<'_>) -> &'static str {
    region_name(case.question.region)
}

/// "Add include:x before all", with the warning that the include wants to be compared.
fn add(case: &Case<'_>) -> Vec<String> {
    match (case.expected.usable_include(), &case.expected.include) {
        (Some(domain), Some(include)) => {
            let mut todo = vec![format!("Add include:{domain} before the all at the end.")];
            if !include.confidence.may_recommend() {
                todo.push("The include is known from other institutions' records: compare it with the vendor's page.".to_owned());
            }
            todo
        }
        _ => vec![
            "Take the region's SPF include from the vendor's page, or read its table with `whyjunk relays import`."
                .to_owned(),
        ],
    }
}

/// The include that should be named is not what it should be, or nobody knows it.
fn include_itself(case: &Case<'_>) -> Option<Finding> {
    let make = |id, severity, what, why, todo: &str| {
        Some(Finding { id, severity, what, why, todo: vec![todo.to_owned()], spot: None })
    };
    let Some(include) = &case.expected.include else {
        let what = format!("whyjunk knows no SPF include for the region {}.", region(case));
        let todo = "Read the vendor's table with `whyjunk relays import`, and give the file with --relays.";
        let why = "Only the addresses that your relay file lists can be checked.";
        return make("relay-include-unknown", Severity::Medium, what, why, todo);
    };
    let domain = &include.domain;
    match include.state {
        IncludeState::Usable => None,
        IncludeState::Broken => make(
            "relay-include-broken",
            Severity::High,
            format!(
                "{domain}, the SPF include of the region {} (entry {}), has no usable SPF record: none, a broken one, or \
                 one that lets everybody pass.",
                region(case),
                include.entry
            ),
            "Whoever includes it gets a permanent error for every message, or lets everybody send.",
            "Do not include it. Compare its spelling with the vendor's page.",
        ),
        IncludeState::Failed(failure) => make(
            "dns-failed",
            Severity::Medium,
            words::failed(failure, &format!("{domain}, the SPF include of the relays,")),
            "The relays' addresses are not known from it.",
            words::after_failure(failure),
        ),
        IncludeState::NotRecorded => make(
            "dns-not-recorded",
            Severity::Info,
            format!("The record of {domain}, the SPF include of the relays, is not recorded."),
            "The relays' addresses are not known from it.",
            "Repeat the check with --dns live.",
        ),
    }
}

/// The region's include stands in the tree.
fn included<'c>(case: &'c Case<'_>) -> Option<&'c spf::Included> {
    case.walk.include_of(&case.expected.include.as_ref()?.domain)
}

/// The include of another region.
fn other_regions(case: &Case<'_>) -> Vec<Finding> {
    let own = included(case).is_some();
    let mut findings = Vec::new();
    for (other, domain) in &case.expected.others {
        let Some(found) = case.walk.include_of(domain) else { continue };
        let other = region_name(other);
        let spot = case.own_spot(found.term).filter(|_| found.by == case.domain);
        let finding = if own || case.all_pass() {
            Finding {
                id: "include-of-other-region",
                severity: Severity::Info,
                what: format!("The record includes the relays of {other} too ({domain})."),
                why: "Only those of the own region are needed; the others cost look-ups and may send for you.",
                todo: vec![format!("Remove include:{domain} unless you use a service hosted there.")],
                spot,
            }
        } else {
            Finding {
                id: "include-of-other-region-only",
                severity: Severity::High,
                what: format!(
                    "The record includes the relays of {other} ({domain}), not those of {}.",
                    region(case)
                ),
                why: JUNKED,
                todo: add(case),
                spot,
            }
        };
        findings.push(finding);
    }
    findings
}

/// Relays that the own record lists by address, and those that it does not.
fn by_hand(case: &Case<'_>) -> Option<Finding> {
    let by_hand = |listed: &&Listed| listed.passes && listed.by == case.domain && listed.host.is_none();
    let listed: Vec<&Listed> = case.walk.listed.iter().filter(by_hand).collect();
    let covers = |relay: &ipnet::IpNet| listed.iter().any(|l| l.network.contains(relay));
    let covered = case.expected.relays.iter().filter(|(relay, _)| covers(relay)).count();
    let first = listed.iter().find(|l| case.expected.overlaps(&l.network))?;
    let spot = case.own_spot(first.term);
    if case.all_pass() {
        let include = case.expected.usable_include().filter(|_| included(case).is_none())?;
        return Some(Finding {
            id: "relays-listed-by-hand",
            severity: Severity::Low,
            what: "The record lists the relays by address.".to_owned(),
            why: "Addresses change; the vendor keeps the include up to date.",
            todo: vec![format!("Put include:{include} in their place.")],
            spot,
        });
    }
    if included(case).is_some() {
        return None;
    }
    let lacking: Vec<String> = case
        .relays
        .iter()
        .filter(|t| t.result != spf::Result::Pass)
        .take(SHOWN)
        .map(|t| shown(&t.network))
        .collect();
    let all = case.expected.relays.len();
    let needs =
        if case.question.region == "eu" { " Europe needs all of its relays, not one of them." } else { "" };
    Some(Finding {
        id: "relays-incomplete",
        severity: Severity::High,
        what: format!(
            "The record lists {covered} of {all} relays by address and lacks {}.{needs}",
            lacking.join(", ")
        ),
        why: JUNKED,
        todo: add(case),
        spot,
    })
}

/// Neither the include nor an address of a relay.
fn missing(case: &Case<'_>, findings: &[Finding]) -> Option<Finding> {
    let said = ["include-of-other-region-only", "relays-incomplete"];
    if case.all_pass() || included(case).is_some() || findings.iter().any(|f| said.contains(&f.id)) {
        return None;
    }
    // An include that could not be read may hold the relays.
    let unsure =
        case.relays.iter().any(|t| matches!(t.result, spf::Result::Unknown | spf::Result::TempError));
    let unknown = unsure || (case.relays.is_empty() && !case.walk.is_complete());
    let name = case.expected.include.as_ref().map_or_else(
        || format!("the relays of {}", region(case)),
        |include| format!("include:{}, the relays of {}", include.domain, region(case)),
    );
    let (severity, doubt) = if unknown {
        (Severity::Medium, "; a part of it could not be read and may hold them")
    } else {
        (Severity::High, "")
    };
    (!case.relays.is_empty() || case.expected.include.is_some()).then(|| Finding {
        id: "relay-include-missing",
        severity,
        what: format!("The record does not name {name}{doubt}."),
        why: JUNKED,
        todo: add(case),
        spot: None,
    })
}

/// The include is there, and relays do not pass all the same.
fn without_effect(case: &Case<'_>) -> Option<Finding> {
    let found = included(case)?;
    let certain = |t: &&super::Tested| {
        !matches!(t.result, spf::Result::Pass | spf::Result::Unknown | spf::Result::TempError)
    };
    let failing: Vec<&super::Tested> = case.relays.iter().filter(certain).collect();
    let first = failing.first()?;
    let include = &found.domain;
    let ours = format!("include:{include}");
    let shown: Vec<String> = failing.iter().take(SHOWN).map(|t| shown(&t.network)).collect();
    let spot = case.own_spot(found.term).filter(|_| found.by == case.domain);
    if failing.iter().all(|t| !t.known_from.contains(&ours)) && case.expected.usable_include().is_some() {
        return Some(Finding {
            id: "relay-not-in-include",
            severity: Severity::Medium,
            what: format!("include:{include} is there, but does not list {}.", shown.join(", ")),
            why: "Either your relay file is out of date, or the vendor's include is.",
            todo: vec![
                "Run `whyjunk relays refresh`, and compare your file with the vendor's page.".to_owned(),
            ],
            spot,
        });
    }
    let because = match (first.result, first.decided_by.first()) {
        (spf::Result::PermError, _) => {
            "the check ends in a permanent error; the other findings say why".to_owned()
        }
        _ if !found.passes => "it stands after all, or has a sign other than plus".to_owned(),
        (_, Some((domain, term))) => format!("{term} of {domain} decides first"),
        _ => format!("the result is {}", first.result.id()),
    };
    Some(Finding {
        id: "relay-include-without-effect",
        severity: Severity::High,
        what: format!(
            "include:{include} is there, but {} {}: {because}.",
            if shown.len() == 1 { format!("{} gets", shown[0]) } else { format!("{} get", shown.join(", ")) },
            first.result.id()
        ),
        why: JUNKED,
        todo: match first.result {
            spf::Result::PermError => vec!["Mend what the other findings name.".to_owned()],
            _ => vec![format!("Move include:{include} before what stops it, without a sign.")],
        },
        spot,
    })
}

/// Addresses of Ex Libris in the own record that are no relay of the region as far as anybody knows.
fn stale(case: &Case<'_>) -> Option<Finding> {
    let registry = case.question.registry;
    if case.expected.relays.is_empty() {
        return None;
    }
    let is_stale = |listed: &&Listed| {
        let ip = listed.network.network();
        let theirs = registry.relay(ip).or_else(|| registry.network(ip)).is_some();
        theirs
            && listed.by == case.domain
            && listed.host.is_none()
            && !case.expected.overlaps(&listed.network)
    };
    let stale: Vec<&Listed> = case.walk.listed.iter().filter(is_stale).collect();
    let first = stale.first()?;
    let shown: Vec<String> = stale.iter().take(SHOWN).map(|l| shown(&l.network)).collect();
    Some(Finding {
        id: "relay-addresses-stale",
        severity: Severity::Medium,
        what: format!(
            "The record lists {}: of Ex Libris, but no relay of {} that whyjunk knows.",
            shown.join(", "),
            region(case)
        ),
        why: "Relays move; an address that was given up may belong to somebody else, who may then send for you.",
        todo: vec![
            "Compare with the vendor's page, and remove what is no longer a relay of your region.".to_owned(),
        ],
        spot: case.own_spot(first.term),
    })
}

/// The include would make too many look-ups.
fn would_exceed(case: &Case<'_>, proposal: Option<&Proposal>) -> Option<Finding> {
    let record = case.record()?;
    let include = case.expected.usable_include()?;
    if included(case).is_some() || case.walk.lookups() > MAX_LOOKUPS {
        return None;
    }
    let text = spf::with_include(record, include);
    let then = spf::walk(&spf::Proposed::new(case.question.dns, &case.domain, &text), &case.domain).lookups();
    if then <= MAX_LOOKUPS {
        return None;
    }
    let mut todo = shorten(case);
    if proposal.is_some_and(|p| p.lookups <= MAX_LOOKUPS) {
        todo.push("The corrected record leaves out what is not needed.".to_owned());
    }
    Some(Finding {
        id: "include-would-exceed-lookups",
        severity: Severity::High,
        what: format!(
            "The record takes {} look-ups; with include:{include} it would take {then}, and {MAX_LOOKUPS} are allowed.",
            case.walk.lookups()
        ),
        why: "Adding the include alone would break SPF for all mail of the domain.",
        todo,
        spot: None,
    })
}

/// What is known of the relays is old.
fn outdated(case: &Case<'_>, as_of: Date) -> Option<Finding> {
    let (entry, date) = case.expected.oldest.as_ref()?;
    let since = date.parse::<jiff::civil::Date>().ok()?;
    // What DNS says today is not old, whoever named the include.
    let live = case.expected.usable_include().is_some();
    let vendor = case.expected.relays.iter().any(|(_, from)| from.iter().any(|id| id == entry));
    let days = as_of.since(since).ok()?.get_days();
    (days > OLD && (vendor || !live)).then(|| Finding {
        id: "registry-outdated",
        severity: Severity::Low,
        what: format!("The entry {entry} of the relay list is of {date}, more than a year ago."),
        why: "Relay addresses change; an old entry may belong to somebody else today.",
        todo: vec!["Run `whyjunk relays refresh` and `whyjunk relays import`.".to_owned()],
        spot: None,
    })
}

fn shown(network: &ipnet::IpNet) -> String {
    if network.prefix_len() == network.max_prefix_len() {
        network.addr().to_string()
    } else {
        network.to_string()
    }
}
