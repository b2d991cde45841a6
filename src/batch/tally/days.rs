//! Messages by the day of their arrival, of which the months and the changes are made.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{merge_counts, utc, was_kept_out};
use crate::Analysis;
use crate::input::Folder;
use crate::report::{Counts, Month};

const DAY: i64 = 86_400;

/// Arrivals from 1990 to 2099, seconds since 1970. No server wrote the others, so they tell nothing; it also bounds
/// the days that are held.
pub(super) const BELIEVABLE: Range<i64> = 7305 * DAY..47_482 * DAY;

/// Months that the summary lists.
const MONTHS_LISTED: usize = 120;

/// Causes of delivered mail that say which list let it through.
const LISTS: &[&str] =
    &["allow-listed-by-policy", "allow-listed-by-rule", "allow-listed-ip", "recipient-safe-sender"];

/// Days since 1970 in UTC, with what arrived on them.
#[derive(Debug, Default)]
pub(super) struct Days(pub(super) BTreeMap<i64, Day>);

/// What arrived on a day; all but `messages` of mail that really came from Ex Libris.
#[derive(Debug, Default)]
pub(super) struct Day {
    pub(super) messages: u64,
    pub(super) exlibris: u64,
    pub(super) delivered: u64,
    /// By cause.
    pub(super) kept_out: Counts,
    /// Delivered by a list, by cause.
    pub(super) listed: Counts,
    /// Kept out, with or without a cause.
    pub(super) out: u64,
}

impl Days {
    /// Counts a message that arrived at `at`, seconds since 1970.
    pub(super) fn add(&mut self, at: i64, analysis: &Analysis<'_>) {
        let day = self.0.entry(at.div_euclid(DAY)).or_default();
        day.messages += 1;
        if !analysis.evidence.exlibris.relation.is_genuine() {
            return;
        }
        let cause = analysis.diagnosis.cause.map(|cause| cause.rule.id);
        day.exlibris += 1;
        match analysis.evidence.outcome.folder {
            folder if was_kept_out(folder) => {
                day.out += 1;
                cause.into_iter().for_each(|id| *day.kept_out.entry(id).or_default() += 1);
            }
            Folder::Inbox => {
                day.delivered += 1;
                let list = cause.filter(|id| LISTS.contains(id));
                list.into_iter().for_each(|id| *day.listed.entry(id).or_default() += 1);
            }
            _ => {}
        }
    }

    pub(super) fn merge(&mut self, later: Self) {
        for (at, more) in later.0 {
            let day = self.0.entry(at).or_default();
            day.messages += more.messages;
            day.exlibris += more.exlibris;
            day.delivered += more.delivered;
            day.out += more.out;
            merge_counts(&mut day.kept_out, &more.kept_out);
            merge_counts(&mut day.listed, &more.listed);
        }
    }

    /// The months, oldest first; the busiest where there are too many.
    pub(super) fn months(&self, notes: &mut Vec<String>) -> Vec<Month> {
        let mut months: BTreeMap<String, Month> = BTreeMap::new();
        for (at, day) in &self.0 {
            let name = date(*at).get(..7).unwrap_or_default().to_owned();
            let month = months.entry(name).or_default();
            month.messages += day.messages;
            month.exlibris += day.exlibris;
            month.delivered += day.delivered;
            month.kept_out += day.out;
            month.other += day.exlibris - day.delivered - day.out;
            merge_counts(&mut month.causes, &day.kept_out);
        }
        let named = months.into_iter().map(|(name, month)| Month { month: name, ..month });
        let mut months: Vec<Month> = named.collect();
        if months.len() > MONTHS_LISTED {
            let text = format!("{} months; the {MONTHS_LISTED} with most messages are listed.", months.len());
            notes.push(text);
            months.sort_by(|a, b| b.messages.cmp(&a.messages).then_with(|| a.month.cmp(&b.month)));
            months.truncate(MONTHS_LISTED);
            months.sort_by(|a, b| a.month.cmp(&b.month));
        }
        months
    }
}

/// A day as `2026-03-02`.
pub(super) fn date(day: i64) -> String {
    let mut text = utc(day * DAY);
    text.truncate(10);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_make_months_and_the_busiest_are_kept() {
        let mut days = Days::default();
        for month in 0..130 {
            let messages = if month < 10 { 1 } else { 2 };
            days.0.insert(20_000 + month * 31, Day { messages, ..Day::default() });
        }
        let mut notes = Vec::new();
        let months = days.months(&mut notes);
        assert_eq!(months.len(), MONTHS_LISTED);
        assert!(months.iter().all(|m| m.messages == 2) && months.is_sorted_by(|a, b| a.month < b.month));
        assert!(notes[0].starts_with("130 months"), "{notes:?}");
        assert_eq!(date(20_514), "2026-03-02");
    }

    #[test]
    fn merging_equals_counting_at_once() {
        let day = |n| Day {
            messages: n,
            exlibris: n,
            out: n,
            kept_out: Counts::from([("a-cause", n)]),
            ..Day::default()
        };
        let mut halves = Days(BTreeMap::from([(1, day(2))]));
        halves.merge(Days(BTreeMap::from([(1, day(3)), (40, day(1))])));
        let whole = Days(BTreeMap::from([(1, day(5)), (40, day(1))]));
        assert_eq!(halves.months(&mut Vec::new()), whole.months(&mut Vec::new()));
        assert_eq!(halves.months(&mut Vec::new())[0].causes, Counts::from([("a-cause", 5)]));
    }
}
