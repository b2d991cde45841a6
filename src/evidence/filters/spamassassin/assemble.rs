//! From the fields of one stamp to one reading: which word decides, and whether a list did.

use std::borrow::Cow;

use super::sheet::{Sheet, number};
use super::stamp::{Kind, Stamp};
use super::{report, score, status};
use crate::evidence::filters::corroborate::Standing;
use crate::evidence::filters::{Acted, Code, Group, Reading, Role, Verdict};

/// SpamAssassin's own threshold, for messages that do not print one.
const USUAL_REQUIRED: f64 = 5.0;

/// Reads every field of `stamp` into one sheet; what stands in the stronger field wins.
pub(in crate::evidence::filters) fn sheet<'m>(stamp: &Stamp<'_, 'm>) -> Sheet<'m> {
    let mut sheet = Sheet::default();
    for &(kind, field) in &stamp.fields {
        let read = match kind {
            Kind::Status | Kind::SiteStatus | Kind::RspamdStatus => status::parse,
            Kind::Report => report::parse,
            Kind::Tests => status::tests,
            Kind::Score | Kind::SiteScore => score::parse,
            Kind::ScoreTimesTen => score::times_ten,
            Kind::Flag => score::flag,
            Kind::Level | Kind::SiteLevel | Kind::Bar => score::level,
            Kind::Checker => score::checker,
            Kind::EximScanned => score::exim_scanned,
            _ => continue,
        };
        sheet.merge(Sheet::of(field, read));
    }
    score::undo_ten(stamp, &mut sheet);
    sheet.words.extend(notes(stamp));
    sheet
}

/// What the fields tell besides the verdict, each named as its field without `X-` and the product.
static NOTES: &[(&str, &str)] = &[
    ("ASN", "The network of the handover address."),
    ("AWL", "The sender's history at this site, in points."),
    ("Bayes", "What the site's statistical classifier gives for spam."),
    ("Languages", "The languages that the text may be written in."),
    ("Prev-Content-Type", "The Content-Type before the message was wrapped."),
    ("Prev-Subject", "The subject before it was marked."),
    ("Pyzor", "What the Pyzor network counted."),
    ("Relay-Country", "The countries of the servers on the way."),
    ("RelayCountry", "The countries of the servers on the way."),
    ("SA-Exim-Mail-From", "The envelope sender that sa-exim saw."),
    ("SA-Exim-Rcpt-To", "The recipients that sa-exim saw."),
    ("SA-Exim-Version", "The version of sa-exim."),
];

/// Fields without a word on the verdict, as codes.
fn notes<'m>(stamp: &Stamp<'_, 'm>) -> impl Iterator<Item = Code<'m>> {
    stamp.fields.iter().filter_map(|&(kind, field)| {
        let personal = match kind {
            Kind::Note | Kind::EximNote => false,
            Kind::EximAddress => true,
            _ => return None,
        };
        let name = match field.name() {
            Cow::Borrowed(name) => Cow::Borrowed(short_name(name)),
            Cow::Owned(name) => Cow::Owned(short_name(&name).to_owned()),
        };
        let meaning = NOTES.iter().find(|(n, _)| name.eq_ignore_ascii_case(n)).map(|(_, meaning)| *meaning);
        Some(Code { personal, ..Code::new(name, field.decoded(), meaning) })
    })
}

fn short_name(name: &str) -> &str {
    let start = ["X-Spam-", "X-"]
        .iter()
        .find(|start| name.get(..start.len()).is_some_and(|s| s.eq_ignore_ascii_case(start)));
    start.map_or(name, |start| &name[start.len()..])
}

/// The reading of a sheet; `None` when the fields say nothing at all.
pub(in crate::evidence::filters) fn reading<'m>(
    product: &'static str,
    stamp: &Stamp<'_, 'm>,
    sheet: Sheet<'m>,
    standing: Standing,
) -> Option<Reading<'m>> {
    let mut reading = Reading::new(product, standing.trust, standing.role);
    reading.forged = standing.forged;
    reading.places = stamp.places();
    reading.score = sheet.score;
    reading.threshold = sheet.required;
    decide(&sheet, &mut reading);
    if reading.verdict == Verdict::Unknown && matches!(reading.role, Role::Receiver | Role::Upstream) {
        reading.role = Role::Diagnostic;
    }
    reading.codes = sheet.words;
    reading.codes.extend(sheet.rules);
    (reading.verdict != Verdict::Unknown || !reading.codes.is_empty()).then_some(reading)
}

/// The word decides, then the total; a list that explains the word goes before both.
pub(in crate::evidence::filters) fn decide(sheet: &Sheet<'_>, reading: &mut Reading<'_>) {
    reading.verdict = if sheet.unscored && sheet.score.is_none() {
        Verdict::NotScanned
    } else if let Some(word) = sheet.word {
        word
    } else if let (Some(score), Some(required)) = (sheet.score, sheet.required) {
        if score >= required { Verdict::Spam } else { Verdict::NotSpam }
    } else {
        Verdict::Unknown
    };
    assume_threshold(reading);
    if let (Verdict::Spam, Some(score), Some(required)) = (reading.verdict, reading.score, reading.threshold)
    {
        reading.high = required > 0.0 && score >= 2.0 * required;
    }
    if let Some(listed) = sheet.listed.or_else(|| list_decided(&sheet.rules, reading)) {
        apply_list(listed, reading);
    }
}

/// Takes the usual threshold where none is printed and the word does not contradict it.
fn assume_threshold(reading: &mut Reading<'_>) {
    let Some(score) = reading.score.filter(|_| reading.threshold.is_none()) else { return };
    let fits = match reading.verdict {
        Verdict::Spam => score >= USUAL_REQUIRED,
        Verdict::NotSpam => score < USUAL_REQUIRED,
        _ => false,
    };
    if fits {
        reading.threshold = Some(USUAL_REQUIRED);
        reading.threshold_assumed = true;
    }
}

/// Records that a list, not the content, explains the verdict.
pub(in crate::evidence::filters) fn apply_list(listed: Verdict, reading: &mut Reading<'_>) {
    let fits = match listed {
        Verdict::AllowListed => !reading.verdict.is_bad(),
        _ => reading.verdict != Verdict::NotSpam,
    };
    if !fits {
        return;
    }
    reading.verdict = listed;
    reading.acted = Some(match listed {
        Verdict::AllowListed => Acted::AllowListedByPolicy,
        _ => Acted::AdminBlockList,
    });
}

/// The list that decided: its points alone reach the threshold, or the verdict changes without them.
/// Where no points are printed, only a total that nothing else reaches tells.
pub(in crate::evidence::filters) fn list_decided(
    rules: &[Code<'_>],
    reading: &Reading<'_>,
) -> Option<Verdict> {
    let score = reading.score?;
    let required = reading.threshold.unwrap_or(USUAL_REQUIRED);
    let lists = || rules.iter().filter(|r| r.group == Some(Group::List));
    let sum =
        |positive: bool| -> f64 { lists().filter_map(|r| r.points).filter(|p| (*p > 0.0) == positive).sum() };
    let printed = lists().any(|r| r.points.is_some());
    match reading.verdict {
        Verdict::Spam if printed => (sum(true) > 0.0 && score - sum(true) < required
            || sum(true) >= required && required > 0.0)
            .then_some(Verdict::BlockListed),
        Verdict::NotSpam if printed => (sum(false) < 0.0 && score - sum(false) >= required
            || sum(false) <= -required && required > 0.0)
            .then_some(Verdict::AllowListed),
        Verdict::Spam => (score >= 50.0 && lists().any(|r| blocks(&r.name))).then_some(Verdict::BlockListed),
        Verdict::NotSpam => {
            (score <= -50.0 && lists().any(|r| !blocks(&r.name))).then_some(Verdict::AllowListed)
        }
        _ => None,
    }
}

fn blocks(name: &str) -> bool {
    name.contains("BLOCK") || name.contains("BLACK")
}

/// The number of characters of an Exim bar, with its sign; `None` for anything else.
pub(in crate::evidence::filters) fn bar(text: &str) -> Option<i32> {
    let first = text.bytes().next()?;
    let sign = match first {
        b'+' | b'*' => 1,
        b'-' => -1,
        b'/' => return (text.len() == 1).then_some(0),
        _ => return None,
    };
    text.bytes().all(|b| b == first).then(|| sign * i32::try_from(text.len()).unwrap_or(i32::MAX))
}

/// A total printed ten times too large, when `text` is one.
pub(in crate::evidence::filters) fn tenth(text: &str) -> Option<f64> {
    if text.contains(['.', ',']) {
        return None;
    }
    number(text).map(|n| n / 10.0)
}
