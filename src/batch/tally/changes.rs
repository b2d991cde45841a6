//! What changed over time: a cause among mail from Ex Libris that began or stopped on a day.
//!
//! The rule, which is to miss a change rather than to make one up. Only days with mail from Ex Libris count. A cause
//! began on the day before which its share was at most a twentieth of what it was from then on, when three things hold:
//! there are enough messages on both sides; the days that have the cause would hardly ever lie so by chance were they
//! shuffled, so that batches and weekdays are no change; and the messages would hardly ever, were each drawn with the
//! same chance, so that a busier time is none. A cause that stopped is the same with the time reversed.

use std::collections::BTreeSet;

use super::days::{Day, Days, date};
use crate::report::{Change, Period};

/// Messages from Ex Libris that there must be on either side.
const MESSAGES: u64 = 20;
/// Messages of the cause that there must be on its side.
const OF_CAUSE: u64 = 20;
/// The share on the one side is at most this part of the share on the other.
const RATIO: u64 = 20;
/// A day has the cause when the share is at least this part of the share over all days: a stray is no sign.
const STRAY: u64 = 4;
/// Natural logarithm of the chance below which it is none: 1 in 100,000.
const CHANCE: f64 = -11.5;
/// Days with mail from Ex Libris that are compared, the latest.
const DAYS: usize = 4000;

/// A day with mail from Ex Libris, as seen for one cause.
#[derive(Debug, Clone, Copy)]
struct Seen {
    messages: u64,
    of_cause: u64,
    /// The cause has more than a stray share of the day.
    active: bool,
}

/// What the counts of a day are, for one cause.
type Count<'c> = &'c dyn Fn(&Day) -> u64;

/// Finds the changes, in the order of their dates.
pub(super) fn find(days: &Days, notes: &mut Vec<String>) -> Vec<Change> {
    let mut days: Vec<(i64, &Day)> =
        days.0.iter().filter(|(_, day)| day.exlibris > 0).map(|(at, day)| (*at, day)).collect();
    if days.len() > DAYS {
        notes.push(format!("Only the latest {DAYS} days were searched for causes that began or stopped."));
        days.drain(..days.len() - DAYS);
    }
    let factorials = Factorials::up_to(days.len());
    let mut changes = Vec::new();
    let kept_out: BTreeSet<_> = days.iter().flat_map(|(_, day)| day.kept_out.keys()).collect();
    for id in kept_out {
        let count = |day: &Day| day.kept_out.get(id).copied().unwrap_or(0);
        changes.extend(of_cause(id, "kept-out", &days, &count, &factorials));
    }
    let listed: BTreeSet<_> = days.iter().flat_map(|(_, day)| day.listed.keys()).collect();
    for id in listed {
        let count = |day: &Day| day.listed.get(id).copied().unwrap_or(0);
        changes.extend(of_cause(id, "delivered", &days, &count, &factorials));
    }
    changes.sort_by(|a, b| a.date.cmp(&b.date).then(a.cause.cmp(b.cause)));
    changes
}

/// When one cause began and when it stopped.
fn of_cause(
    cause: &'static str,
    fate: &'static str,
    days: &[(i64, &Day)],
    count: Count<'_>,
    factorials: &Factorials,
) -> Vec<Change> {
    let mut seen = look(days, count);
    let began = onset(&seen, factorials);
    seen.reverse();
    let stopped = onset(&seen, factorials).map(|at| days.len() - at);
    let change = |what, from: usize, at: usize, to: usize| {
        let (before, after) = (period(&days[from..at], count), period(&days[at..to], count));
        Change::new(cause, fate, what, date(days[at].0), before, after)
    };
    let (began, stopped) = match (began, stopped) {
        // Both fit a cause that was away for a while; neither is the whole of it.
        (Some(a), Some(b)) if a >= b => (None, None),
        found => found,
    };
    let end = stopped.unwrap_or(days.len());
    let began_change = began.map(|at| change("began", 0, at, end));
    let stopped_change = stopped.map(|at| change("stopped", began.unwrap_or(0), at, days.len()));
    began_change.into_iter().chain(stopped_change).collect()
}

fn look(days: &[(i64, &Day)], count: Count<'_>) -> Vec<Seen> {
    let messages: u64 = days.iter().map(|(_, day)| day.exlibris).sum();
    let of_cause: u64 = days.iter().map(|(_, day)| count(day)).sum();
    let seen = |(_, day): &(i64, &Day)| {
        let (m, c) = (day.exlibris, count(day));
        let active = c > 0 && share(c, m, STRAY) >= share(of_cause, messages, 1);
        Seen { messages: m, of_cause: c, active }
    };
    days.iter().map(seen).collect()
}

fn share(part: u64, of: u64, times: u64) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let share = (part * times) as f64 / of.max(1) as f64;
    share
}

/// The first day of a cause that began; the likeliest where several fit.
fn onset(seen: &[Seen], factorials: &Factorials) -> Option<usize> {
    // What comes after the cause was seen for the last time says nothing about its beginning.
    let last = seen.iter().rposition(|day| day.active)?;
    let seen = seen.get(..=last)?;
    let total = seen.iter().fold(Sums::default(), Sums::plus);
    let mut before = Sums::default();
    let mut best: Option<(usize, f64)> = None;
    for (at, day) in seen.iter().enumerate() {
        if day.active && at > 0 {
            let chance = before.chance(total, seen.len(), at, factorials);
            if chance.is_some_and(|chance| best.is_none_or(|(_, least)| chance < least)) {
                best = chance.map(|chance| (at, chance));
            }
        }
        before = before.plus(day);
    }
    best.map(|(at, _)| at)
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    messages: u64,
    of_cause: u64,
    active: usize,
}

impl Sums {
    fn plus(self, day: &Seen) -> Self {
        Self {
            messages: self.messages + day.messages,
            of_cause: self.of_cause + day.of_cause,
            active: self.active + usize::from(day.active),
        }
    }

    /// Logarithm of the chance that the first `at` of `days` days have so little of the cause; `None` when it is not
    /// small enough, or there is too little to go by. The last day has the cause, as it was chosen so.
    fn chance(self, total: Self, days: usize, at: usize, factorials: &Factorials) -> Option<f64> {
        let after = (total.messages - self.messages, total.of_cause - self.of_cause);
        let enough = self.messages >= MESSAGES && after.0 >= MESSAGES && after.1 >= OF_CAUSE;
        if !enough || share(self.of_cause, self.messages, RATIO) > share(after.1, after.0, 1) {
            return None;
        }
        let by_day = factorials.at_most(self.active, at, total.active - 1, days - 1);
        let by_message = by_message(self, total);
        (by_day <= CHANCE && by_message <= CHANCE).then_some(by_day)
    }
}

/// Logarithm of an upper bound of the chance that so few of the first messages have the cause (Chernoff, Hoeffding
/// 1963).
fn by_message(before: Sums, total: Sums) -> f64 {
    let expected = share(total.of_cause, total.messages, 1);
    let found = share(before.of_cause, before.messages, 1);
    let part = |a: f64, b: f64| if a > 0.0 { a * (a / b.max(f64::MIN_POSITIVE)).ln() } else { 0.0 };
    let divergence = part(found, expected) + part(1.0 - found, 1.0 - expected);
    #[allow(clippy::cast_precision_loss)]
    let messages = before.messages as f64;
    -messages * divergence
}

/// Natural logarithms of factorials.
struct Factorials(Vec<f64>);

impl Factorials {
    fn up_to(most: usize) -> Self {
        let mut sum = 0.0;
        #[allow(clippy::cast_precision_loss)]
        let rest = (1..=most).map(|n| {
            sum += (n as f64).ln();
            sum
        });
        Self(std::iter::once(0.0).chain(rest).collect())
    }

    fn choose(&self, n: usize, k: usize) -> f64 {
        let of = |n: usize| self.0.get(n).copied().unwrap_or(f64::NAN);
        if k > n { f64::NEG_INFINITY } else { of(n) - of(k) - of(n - k) }
    }

    /// Logarithm of the chance that at most `few` of `marked` days lie among the first `at` of `days` days.
    fn at_most(&self, few: usize, at: usize, marked: usize, days: usize) -> f64 {
        let all = self.choose(days, marked);
        let ways =
            (0..=few.min(marked)).map(|n| self.choose(at, n) + self.choose(days - at, marked - n) - all);
        ways.map(f64::exp).sum::<f64>().ln()
    }
}

fn period(days: &[(i64, &Day)], count: Count<'_>) -> Period {
    let day = |at: Option<&(i64, &Day)>| at.map(|(at, _)| date(*at)).unwrap_or_default();
    let sum = |of: &dyn Fn(&Day) -> u64| days.iter().map(|(_, day)| of(day)).sum();
    Period {
        first: day(days.first()),
        last: day(days.last()),
        days: days.len() as u64,
        messages: sum(&|day| day.exlibris),
        of_cause: sum(count),
        delivered: sum(&|day| day.delivered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Counts;

    const FIRST: i64 = 20_500;

    /// A small generator of numbers, so that series are the same in every run (xorshift).
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, end: u64) -> u64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            self.0 % end
        }
    }

    /// A series: messages and those kept out, for each day.
    fn series(days: impl Iterator<Item = (u64, u64)>) -> Days {
        let day = |(exlibris, out): (u64, u64)| Day {
            messages: exlibris,
            exlibris,
            delivered: exlibris - out,
            out,
            kept_out: if out > 0 { Counts::from([("spf-omits-relay", out)]) } else { Counts::new() },
            ..Day::default()
        };
        Days((FIRST..).zip(days.map(day)).collect())
    }

    fn found(days: impl Iterator<Item = (u64, u64)>) -> Vec<(&'static str, i64)> {
        let changes = find(&series(days), &mut Vec::new());
        let day = |date: &str| (0..1000).find(|d| super::date(FIRST + d) == date).unwrap_or(-1);
        changes.iter().map(|c| (c.what, day(&c.date))).collect()
    }

    /// Each message is kept out with `percent`.
    fn drawn(numbers: &mut Numbers, messages: u64, percent: u64) -> (u64, u64) {
        (messages, (0..messages).filter(|_| numbers.below(100) < percent).count() as u64)
    }

    #[test]
    fn a_cause_that_begins_is_found_on_its_day() {
        let mut numbers = Numbers(7);
        assert_eq!(
            found((0..60).map(|d| drawn(&mut numbers, 8, if d < 30 { 0 } else { 60 }))),
            [("began", 30)]
        );
        assert_eq!(found((0..40).map(|d| (2, u64::from(d >= 15) * 2))), [("began", 15)]);
    }

    #[test]
    fn a_cause_that_stops_is_found_on_the_first_day_without_it() {
        let mut numbers = Numbers(8);
        let days = (0..90).map(|d| drawn(&mut numbers, 10, if d < 50 { 80 } else { 0 }));
        assert_eq!(found(days), [("stopped", 50)]);
    }

    #[test]
    fn a_short_trouble_has_a_beginning_and_an_end() {
        let days = (0..100).map(|d| (9, if (40..54).contains(&d) { 7 } else { 0 }));
        assert_eq!(found(days), [("began", 40), ("stopped", 54)]);
        let changes =
            find(&series((0..100).map(|d| (9, if (40..54).contains(&d) { 7 } else { 0 }))), &mut Vec::new());
        let [began, stopped] = &changes[..] else { panic!("{changes:?}") };
        assert_eq!((began.before.of_cause, began.before.messages, began.before.delivered), (0, 360, 360));
        assert_eq!((began.after.of_cause, began.after.messages, began.after.days), (98, 126, 14));
        assert_eq!(began.after, stopped.before);
        assert_eq!((stopped.after.of_cause, stopped.after.messages), (0, 414));
        assert!(began.text.contains("0 of 360") && began.text.contains("98 of 126"), "{}", began.text);
    }

    #[test]
    fn strays_on_busy_days_do_not_hide_a_change() {
        let days = (0..60).map(|d| (100, if d < 30 { u64::from(d % 6 == 0) } else { 50 }));
        assert_eq!(found(days), [("began", 30)]);
    }

    #[test]
    fn a_handful_is_never_a_change() {
        assert_eq!(found((0..6).map(|d| (50, u64::from(d >= 3) * 50))), []);
        assert_eq!(found((0..400).map(|d| (1, u64::from(d >= 385)))), []);
        assert_eq!(found((0..19).map(|d| (1, u64::from(d >= 10)))), []);
        assert_eq!(found(std::iter::empty()), []);
    }

    #[test]
    fn batches_and_busier_times_are_no_change() {
        // Every Monday the overdue letters, the first one after a week.
        assert_eq!(found((0..120).map(|d| if d % 7 == 6 { (200, 180) } else { (20, 0) })), []);
        // Little mail at first, with the same mix.
        let mut numbers = Numbers(9);
        assert_eq!(found((0..120).map(|d| drawn(&mut numbers, if d < 60 { 1 } else { 80 }, 4))), []);
        // It was away for a while.
        assert_eq!(found((0..90).map(|d| (9, if (30..60).contains(&d) { 0 } else { 7 }))), []);
    }

    #[test]
    fn a_constant_mix_is_no_change_whatever_its_noise() {
        let mut fired = 0;
        for seed in 1..=2000 {
            let mut numbers = Numbers(seed * 7919);
            let (percent, most) = ([1, 3, 10, 30, 60, 95][(seed % 6) as usize], 1 + numbers.below(40));
            let length = 20 + numbers.below(120);
            let days = (0..length).map(|_| {
                let messages = numbers.below(most + 1);
                // A share that wanders by half from day to day.
                let percent = percent / 2 + numbers.below(percent + 1);
                drawn(&mut numbers, messages, percent)
            });
            let days: Vec<_> = days.collect();
            fired += found(days.into_iter()).len();
        }
        assert_eq!(fired, 0);
    }
}
