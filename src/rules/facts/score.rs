//! Scores: which group of rules a score-based filter could not have done without.

use super::{authentication_blamed, counted, deciding};
use crate::evidence::filters::{Acted, Code, Group, Reading, Role, Verdict};
use crate::headers::Place;
use crate::rules::Case;

/// Lists of web addresses in the text judge the content, not the server.
const CONTENT_LISTS: &[&str] = &["URIBL", "DBL_", "_SURBL", "PHISH", "SEM_URIBL", "RSPAMD_URIBL", "MSBL_EBL"];

fn group_of(code: &Code<'_>) -> Group {
    match code.group {
        Some(Group::Reputation) if CONTENT_LISTS.iter().any(|l| code.name.contains(l)) => Group::Content,
        Some(group) => group,
        None => Group::Content,
    }
}

const GROUPS: [Group; 5] =
    [Group::Authentication, Group::Reputation, Group::Bulk, Group::Content, Group::List];

/// Points of each group.
fn totals(reading: &Reading<'_>) -> [(Group, f64); 5] {
    let sum = |group| {
        let points = reading.codes.iter().filter(|c| group_of(c) == group).filter_map(|c| c.points);
        points.sum::<f64>()
    };
    GROUPS.map(|g| (g, sum(g)))
}

/// The groups without which the score falls below the threshold.
fn needed(reading: &Reading<'_>) -> Vec<Group> {
    let (Some(score), Some(threshold)) = (reading.score, reading.threshold) else { return Vec::new() };
    if score < threshold || reading.codes.iter().all(|c| c.points.is_none()) {
        return Vec::new();
    }
    let mut totals = totals(reading);
    totals.sort_by(|a, b| b.1.total_cmp(&a.1));
    // A printed score is rounded, so a rest within a hundredth of the threshold still reaches it.
    let without: Vec<Group> = totals
        .iter()
        .filter(|(_, sum)| *sum > 0.0 && score - sum < threshold - 0.005)
        .map(|(g, _)| *g)
        .collect();
    if without.is_empty() {
        totals.first().filter(|t| t.1 > 0.0).map(|t| t.0).into_iter().collect()
    } else {
        without
    }
}

/// The score-based reading that decided, when one did.
fn scored<'a, 'm>(case: &Case<'a, 'm>) -> Option<&'a Reading<'m>> {
    deciding(case).filter(|r| {
        matches!(r.verdict, Verdict::Spam | Verdict::Bulk | Verdict::Spoof | Verdict::BlockListed)
    })
}

/// The deciding score would have stayed below its threshold without this group of rules.
///
/// Authentication is asked first by the ranking, so for it any need counts; for the others the largest does.
pub(crate) fn needed_group(case: &Case<'_, '_>, group: Group) -> Option<Vec<Place>> {
    let reading = scored(case)?;
    let needed = needed(reading);
    let holds =
        if group == Group::Authentication { needed.contains(&group) } else { needed.first() == Some(&group) };
    holds.then(|| reading.places.clone())
}

/// The deciding filter called it spam for its content, as far as it says.
pub(crate) fn content_decided(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let reading = deciding(case).filter(|r| r.verdict == Verdict::Spam && r.role != Role::Placement)?;
    if counted(case).any(|r| r.acted.is_some_and(stops)) || authentication_blamed(case).is_some() {
        return None;
    }
    match needed(reading).first() {
        None | Some(Group::Content) if !by_lists(case, reading) => Some(reading.places.clone()),
        _ => None,
    }
}

/// The deciding filter called it spam, names lists that have the address, and no score of its own reached its limit.
pub(crate) fn lists_decided(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    deciding(case).filter(|r| by_lists(case, r)).map(|r| r.places.clone())
}

/// Also where the deciding word is a bare one, and another filter that agrees with it names the lists.
fn by_lists(case: &Case<'_, '_>, deciding: &Reading<'_>) -> bool {
    let bare = deciding.score.is_none() && deciding.codes.iter().all(|c| c.group.is_none());
    by_lists_alone(deciding)
        || (bare && deciding.verdict == Verdict::Spam && counted(case).any(by_lists_alone))
}

fn by_lists_alone(reading: &Reading<'_>) -> bool {
    let reached = reading.score.is_some() && !short_of_threshold(reading);
    reading.verdict == Verdict::Spam && !reached && reading.codes.iter().any(is_listing)
}

/// The printed score stays on the good side of the printed threshold, whatever the verdict says.
pub(crate) fn short_of_threshold(reading: &Reading<'_>) -> bool {
    let good = |(score, threshold)| if low_is_spam(reading) { score >= threshold } else { score < threshold };
    reading.score.zip(reading.threshold).is_some_and(good)
}

/// Postini counts down: the lower its score, the more it takes a message for spam.
pub(crate) fn low_is_spam(reading: &Reading<'_>) -> bool {
    reading.product == "google"
}

pub(super) const fn stops(acted: Acted) -> bool {
    matches!(
        acted,
        Acted::RecipientBlockList | Acted::AdminBlockList | Acted::MailFlowRule | Acted::RecipientRule
    )
}

fn listings<'a, 'm>(reading: &'a Reading<'m>) -> impl Iterator<Item = &'a Code<'m>> {
    let by_address =
        |name: &str| name.starts_with("RCVD_IN_") || name.starts_with("RBL_") || name.starts_with("SPAMHAUS");
    reading.codes.iter().filter(move |c| {
        let scored =
            c.group == Some(Group::Reputation) && by_address(&c.name) && c.points.is_some_and(|p| p >= 0.1);
        scored || is_listing(c)
    })
}

fn is_listing(code: &Code<'_>) -> bool {
    code.group == Some(Group::Listing)
}

/// A filter that counts scored the sending address by a list of bad addresses, or names such a list.
pub(crate) fn listed_address(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    counted(case).find(|r| listings(r).next().is_some()).map(|r| r.places.clone())
}

/// The list, or the filter's words that name it.
fn list_name<'c>(code: &'c Code<'_>) -> &'c str {
    if is_listing(code) && !code.value.is_empty() { code.value.as_ref() } else { code.name.as_ref() }
}

/// The names of those lists.
pub(crate) fn listing_names(case: &Case<'_, '_>) -> String {
    let names: Vec<&str> = counted(case).flat_map(listings).map(list_name).take(6).collect();
    names.join(", ")
}

/// The three rules that cost most.
pub(crate) fn top_rules(reading: &Reading<'_>) -> String {
    let mut scored: Vec<(&str, f64)> = reading
        .codes
        .iter()
        .filter_map(|c| Some((c.name.as_ref(), c.points?)))
        .filter(|(_, p)| *p > 0.0)
        .collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    if scored.is_empty() {
        return "the message does not list the rules with their points".to_owned();
    }
    let parts: Vec<String> =
        scored.iter().take(3).map(|(name, points)| format!("{name} ({points})")).collect();
    parts.join(", ")
}
