//! What Microsoft wrote on the sender's side: outbound scans, renamed foreign reports, and every Microsoft
//! field of a message that somebody else delivered. Never the recipient's verdict.

use super::codes;
use super::items::{Dialect, List};
use super::receiver::{self, Report, from_report, push, push_list};
use super::standing::{self, Standing};
use super::survey::{Kind, Survey};
use super::verdict::{self, Facts};
use crate::evidence::filters::{Reading, Role};
use crate::evidence::route::Route;
use crate::evidence::trust::Trust;

/// More instances of one field than any product writes.
const MOST: usize = 4;

/// Reports that Microsoft renamed because they came with the message.
pub(super) fn renamed<'m>(survey: &Survey<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let reports = [Kind::ReportUntrusted, Kind::ReportOriginal];
    let bulk = [Kind::AntispamUntrusted, Kind::AntispamOriginal];
    pair(survey, None, &reports, &bulk, readings);
}

/// Every Microsoft field of a message that somebody else delivered.
pub(super) fn foreign<'m>(survey: &Survey<'_, 'm>, route: &Route<'_>, readings: &mut Vec<Reading<'m>>) {
    let first = readings.len();
    pair(survey, Some(route), &[Kind::Report], &[Kind::Antispam], readings);
    older_levels(survey, first, readings);
    for field in survey.all(Kind::Scl).take(MOST) {
        if readings.len() == first {
            readings.push(sender_side());
        }
        if let Some(reading) = readings.get_mut(first) {
            push(&mut reading.codes, &codes::SCL, field.decoded());
            reading.places.push(field.place());
            reading.score = reading.score.or_else(|| field.decoded().parse::<i8>().ok().map(f64::from));
        }
    }
    if let (Some(field), true) = (survey.first(Kind::Stamps), readings.len() == first) {
        let mut reading = sender_side();
        reading.product = super::SERVER;
        reading.places.push(field.place());
        push_list(&mut reading.codes, &List::read(field, Dialect::Stamps));
        readings.push(reading);
    }
    let Some(reading) = readings.get_mut(first).filter(|r| r.codes.iter().all(|c| c.name != "SFV")) else {
        return;
    };
    let level = reading.score.map(|s| s as i32);
    let decision = verdict::decide(&Facts { level, ..Facts::default() });
    (reading.verdict, reading.high) = (decision.verdict, decision.high);
}

/// What older mail says beside the report, or instead of it.
fn older_levels<'m>(survey: &Survey<'_, 'm>, first: usize, readings: &mut Vec<Reading<'m>>) {
    if let (Some(field), false) = (survey.first(Kind::CfaTest), survey.has(Kind::Antispam)) {
        if readings.len() == first {
            readings.push(sender_side());
        }
        if let (Some(reading), Some((field, list))) = (readings.get_mut(first), receiver::older(field)) {
            reading.places.push(field.place());
            push_list(&mut reading.codes, &list);
        }
    }
    let Some(reading) = readings.get_mut(first) else { return };
    for (kind, group) in [
        (Kind::DiagnosticMetadata, &codes::DIAGNOSTIC_METADATA),
        (Kind::DiagnosticOutput, &codes::DIAGNOSTIC_OUTPUT),
    ] {
        if let Some(field) = survey.first(kind) {
            push(&mut reading.codes, group, field.decoded());
        }
    }
}

fn sender_side<'m>() -> Reading<'m> {
    Reading::new(super::CLOUD, Trust::SenderSupplied, Role::SenderSide)
}

/// One reading for each report, with the bulk level of the field that goes with it.
fn pair<'m>(
    survey: &Survey<'_, 'm>,
    delivery: Option<&Route<'_>>,
    reports: &[Kind],
    bulk: &[Kind],
    readings: &mut Vec<Reading<'m>>,
) {
    let first = readings.len();
    for field in reports.iter().flat_map(|k| survey.all(*k)).take(MOST) {
        let list = List::read(field, Dialect::Report);
        let standing = delivery.map_or(Standing::SENDER, |route| standing::of_foreign(route, &list));
        readings.push(from_report(&Report { field, list, standing }));
    }
    for (at, field) in bulk.iter().flat_map(|k| survey.all(*k)).take(MOST).enumerate() {
        if readings.get(first + at).is_none() {
            let mut reading = sender_side();
            reading.places.push(field.place());
            readings.push(reading);
        }
        if let Some(reading) = readings.get_mut(first + at) {
            push_list(&mut reading.codes, &List::read(field, Dialect::Report));
        }
    }
}
