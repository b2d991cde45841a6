//! The verdict of the filter that delivered: one reading out of the report, the level, the bulk level and
//! composite authentication, and one more for every field that contradicts it.

use std::borrow::Cow;

use super::codes::{self, Group};
use super::items::{Dialect, List};
use super::placement::Delivery;
use super::standing::{self, Side, Standing};
use super::survey::{Kind, Survey};
use super::verdict::{self, Decision, Facts, Stamps};
use crate::evidence::authentication::Compauth;
use crate::evidence::filters::corroborate::plain;
use crate::evidence::filters::{Acted, Code, Context, Reading, Role, Verdict};
use crate::evidence::trust::Trust;
use crate::headers::{FieldRef, Place};

/// More instances of one field than any product writes.
const MOST: usize = 8;

/// An antispam report with its standing.
#[derive(Debug)]
pub(super) struct Report<'h, 'm> {
    pub(super) field: FieldRef<'h, 'm>,
    pub(super) list: List<'m>,
    pub(super) standing: Standing,
}

/// An SCL field with its standing.
#[derive(Debug)]
struct Level<'h, 'm> {
    field: FieldRef<'h, 'm>,
    trust: Trust,
}

/// Everything of one message that the verdict may rest on.
#[derive(Debug)]
pub(super) struct Evidence<'c, 'h, 'm> {
    context: &'c Context<'h, 'm>,
    survey: &'c Survey<'h, 'm>,
    side: Side,
    report: Option<Report<'h, 'm>>,
    others: Vec<Report<'h, 'm>>,
    /// A report without a word about the message: its items are shown, nothing rests on it.
    silent: Option<Report<'h, 'm>>,
    level: Option<Level<'h, 'm>>,
    levels: Vec<Level<'h, 'm>>,
    antispam: Option<(FieldRef<'h, 'm>, List<'m>)>,
    stamps: Option<(FieldRef<'h, 'm>, List<'m>)>,
}

impl<'c, 'h, 'm> Evidence<'c, 'h, 'm> {
    /// Sorts the fields: what counts, and what stands beside it.
    pub(super) fn gather(context: &'c Context<'h, 'm>, survey: &'c Survey<'h, 'm>, side: Side) -> Self {
        let (silent, mut others): (Vec<_>, Vec<_>) =
            reports(context, survey, side).into_iter().partition(|r| is_silent(r));
        let report = best_report(&mut others);
        let mut levels = levels(survey, side);
        let level = best_level(&mut levels, report.as_ref());
        // A report that nothing ties to the delivery does not outweigh Exchange's own level.
        let outweighed = |r: &Report<'_, '_>| {
            !r.standing.trust.counts() && level.as_ref().is_some_and(|l| l.trust == Trust::Trusted)
        };
        let report = match report {
            Some(weak) if outweighed(&weak) => {
                others.push(weak);
                None
            }
            report => report,
        };
        let list = |kind, dialect| survey.own(kind).map(|f| (f, List::read(f, dialect)));
        Self {
            context,
            survey,
            side,
            report,
            others,
            silent: silent.into_iter().next_back(),
            level,
            levels,
            // The older field repeats its groups; the first speaks of the whole message.
            antispam: list(Kind::Antispam, Dialect::Report).or_else(|| older(survey.own(Kind::CfaTest)?)),
            stamps: list(Kind::Stamps, Dialect::Stamps),
        }
    }

    /// Which of the three products spoke.
    pub(super) fn product(&self) -> &'static str {
        if self.report.is_some() {
            super::CLOUD
        } else if self.side == Side::Server {
            super::SERVER
        } else if self.survey.is_consumer() {
            super::CONSUMER
        } else {
            super::CLOUD
        }
    }

    /// The reading, when any field carries a verdict.
    pub(super) fn reading(&self, delivery: Option<&Delivery<'h, 'm>>) -> Option<Reading<'m>> {
        let junked = delivery.filter(|d| d.trust().counts()).and_then(Delivery::junked);
        let spoken = self.report.is_some()
            || self.silent.is_some()
            || self.level.is_some()
            || self.antispam.is_some()
            || self.stamps.is_some()
            || self.survey.own(Kind::CrossPremisesScl).is_some();
        if !spoken && junked.is_none() {
            return None;
        }
        let facts = self.facts(delivery, junked.is_some());
        let decision = verdict::decide(&facts);
        let (trust, role) = self.weight(delivery);
        let mut reading = Reading::new(self.product(), trust, role);
        reading.verdict = decision.verdict;
        reading.high = decision.high;
        reading.acted = decision.acted;
        reading.score = facts.level.map(f64::from);
        reading.places = self.places(&decision, junked);
        self.write_codes(&mut reading.codes);
        Some(reading)
    }

    /// The fields that do not count, each as a reading of its own.
    pub(super) fn rest(&self, readings: &mut Vec<Reading<'m>>) {
        for report in self.others.iter().filter(|r| !r.list.is_empty()) {
            readings.push(from_report(report));
        }
        let chosen = self.level.as_ref().map(|l| l.field.decoded());
        for level in &self.levels {
            let role = if level.trust == Trust::SenderSupplied { Role::SenderSide } else { Role::Receiver };
            let mut reading = Reading::new(self.product(), level.trust, role);
            reading.forged = level.trust == Trust::SenderSupplied
                && chosen.as_ref().is_some_and(|c| *c != level.field.decoded());
            let number = number(level.field);
            let decision = verdict::decide(&Facts { level: number, ..Facts::default() });
            (reading.verdict, reading.high) = (decision.verdict, decision.high);
            reading.score = number.map(f64::from);
            reading.places.push(level.field.place());
            push(&mut reading.codes, &codes::SCL, level.field.decoded());
            readings.push(reading);
        }
    }

    fn weight(&self, delivery: Option<&Delivery<'h, 'm>>) -> (Trust, Role) {
        if let Some(report) = &self.report {
            return (report.standing.trust, report.standing.role);
        }
        let role = if self.side == Side::Passing { Role::Upstream } else { Role::Receiver };
        let trust = match (&self.level, delivery, &self.silent) {
            (Some(level), ..) => level.trust,
            _ if self.side.delivers() && self.stamps.is_some() => Trust::Trusted,
            (None, Some(delivery), _) => delivery.trust(),
            (None, None, Some(silent)) if self.antispam.is_none() => silent.standing.trust,
            _ if self.side.delivers() => Trust::Probable,
            _ => Trust::Unverifiable,
        };
        (trust, role)
    }

    fn report_value(&self, key: &'static Group) -> Option<&str> {
        self.report.as_ref().and_then(|r| r.list.get(key))
    }

    fn level_number(&self) -> Option<i32> {
        let field = self.level.as_ref().map(|l| l.field);
        field.and_then(number).or_else(|| self.report_value(&codes::SCL).and_then(parse_level)).or_else(
            || {
                // Between the halves of a hybrid organisation the level travels under another name.
                self.survey.own(Kind::CrossPremisesScl).and_then(number)
            },
        )
    }

    /// The conclusion of composite authentication, which only the delivering side draws.
    fn compauth(&self) -> Option<&'c Compauth<'m>> {
        self.context.authentication.compauth.as_ref().filter(|_| self.side != Side::Passing)
    }

    fn facts(&self, delivery: Option<&Delivery<'h, 'm>>, junked: bool) -> Facts<'_> {
        let is = |key, word| self.report.as_ref().is_some_and(|r| r.list.says(key, word));
        let auth_as = self.survey.own(Kind::AuthAs).map(plain);
        let complaints = self.antispam.as_ref().and_then(|(_, l)| l.get(&codes::BCL));
        let forged = |c: &Compauth<'_>| verdict::is_forged_sender(&c.result, c.reason.as_deref());
        Facts {
            report: self.report.is_some(),
            category: self.report_value(&codes::CAT),
            filter: self.report_value(&codes::SFV),
            bulk: is(&codes::SRV, "BULK"),
            address_allowed: is(&codes::IPV, "CAL") && is(&codes::DIR, "INB"),
            internal: is(&codes::DIR, "INT")
                || auth_as.is_some_and(|a| a.trim_ascii().eq_ignore_ascii_case(b"Internal")),
            level: self.level_number(),
            complaints: complaints.and_then(|c| c.parse().ok()),
            forged_sender: self.compauth().is_some_and(forged),
            consumer: self.product() == super::CONSUMER,
            delivered_by: delivery.filter(|d| d.trust().counts()).and_then(Delivery::acted),
            junked,
            stamps: self.stamps.as_ref().map(|(_, l)| read_stamps(l)).unwrap_or_default(),
        }
    }

    /// Where the verdict is said.
    fn places(&self, decision: &Decision, junked: Option<Place>) -> Vec<Place> {
        let mut places = Vec::with_capacity(4);
        if let Some(report) = &self.report {
            let keys: &[&'static Group] = match decision.acted {
                Some(Acted::AllowListedIp) => &[&codes::SFV, &codes::IPV, &codes::CAT],
                _ if decision.verdict == Verdict::Bulk => &[&codes::CAT, &codes::SRV, &codes::SFV],
                _ => &[&codes::CAT, &codes::SFV],
            };
            places.extend(keys.iter().filter_map(|k| report.list.item(k)).map(|i| i.place));
            if places.is_empty() {
                places.push(report.field.place());
            }
        }
        places.extend(self.level.as_ref().map(|l| l.field.place()));
        if decision.verdict == Verdict::Bulk || places.is_empty() {
            places.extend(
                self.antispam.as_ref().map(|(f, l)| l.item(&codes::BCL).map_or(f.place(), |i| i.place)),
            );
        }
        if places.is_empty() || self.side == Side::Server {
            places.extend(self.stamps.as_ref().map(|(f, _)| f.place()));
        }
        if decision.verdict == Verdict::Spoof {
            places.extend(self.compauth().map(|c| c.place));
        }
        if places.is_empty() {
            places.extend(junked);
        }
        if places.is_empty() {
            places.extend(self.silent.as_ref().map(|r| r.field.place()));
        }
        places.dedup();
        places
    }

    fn write_codes(&self, codes: &mut Vec<Code<'m>>) {
        codes.reserve(24);
        if let Some(level) = &self.level {
            push(codes, &codes::SCL, level.field.decoded());
        } else if let Some(field) = self.survey.own(Kind::CrossPremisesScl).filter(|_| self.report.is_none())
        {
            push(codes, &codes::SCL, field.decoded());
        }
        if let Some((_, list)) = &self.antispam {
            push_list(codes, list);
        }
        if let Some(field) = self.survey.own(Kind::Pcl) {
            push(codes, &codes::PCL, field.decoded());
        }
        for report in self.silent.iter().chain(&self.report) {
            push_list(codes, &report.list);
        }
        if let Some(compauth) = self.compauth() {
            let value = compauth.reason.clone().unwrap_or_else(|| compauth.result.clone());
            push(codes, &codes::COMPAUTH, value);
        }
        for field in self.survey.all(Kind::CustomSpam).filter(|f| !self.survey.in_zone(f.index())).take(MOST)
        {
            push(codes, &codes::ASF, field.decoded());
        }
        if let Some((_, list)) = &self.stamps {
            push_list(codes, list);
        }
        for (kind, group) in EXTRA {
            if let Some(field) = self.survey.own(*kind) {
                push(codes, group, field.decoded());
            }
        }
        for (kind, group) in PERSONAL {
            if let Some(field) = self.survey.own(*kind) {
                let text = field.decoded();
                let meaning = group.meaning(&text);
                codes.push(Code::new(group.name, text, meaning).personal());
            }
        }
        if let Some(field) = self.survey.own(Kind::AtpProperties) {
            field.decoded().split('|').take(MOST).for_each(|part| {
                let part = part.trim();
                push(codes, &codes::ATP, part.to_owned().into());
            });
        }
        if self.survey.own(Kind::Zap).is_some() {
            codes.push(Code::new(codes::ZAP.name, "1", codes::ZAP.meaning("1")));
        }
    }
}

/// Single fields that become a code as they stand.
const EXTRA: &[(Kind, &Group)] = &[
    (Kind::AuthAs, &codes::AUTH_AS),
    (Kind::SenderIdResult, &codes::SENDER_ID_RESULT),
    (Kind::OriginalScl, &codes::ORIGINAL_SCL),
    (Kind::SidResult, &codes::SID_RESULT),
    (Kind::SenderIp, &codes::SENDER_IP),
    (Kind::SkipListed, &codes::SKIP_LISTED),
    (Kind::DirectSend, &codes::DIRECT_SEND),
    (Kind::MessageId, &codes::MESSAGE_ID),
    (Kind::DiagnosticMetadata, &codes::DIAGNOSTIC_METADATA),
    (Kind::DiagnosticOutput, &codes::DIAGNOSTIC_OUTPUT),
    (Kind::ScanContext, &codes::SCAN_CONTEXT),
    (Kind::SafeLinksStat, &codes::SAFE_LINKS_STAT),
    (Kind::SafeLinksBits, &codes::SAFE_LINKS_BITS),
    (Kind::SafeLinksKey, &codes::SAFE_LINKS_KEY),
    (Kind::SafeLinksPolicy, &codes::SAFE_LINKS_POLICY),
    (Kind::SafeAttachments, &codes::SAFE_ATTACHMENTS),
    (Kind::FirstContact, &codes::FIRST_CONTACT),
    (Kind::InternalSender, &codes::INTERNAL_SENDER),
    (Kind::NotCompliant, &codes::NOT_COMPLIANT),
    (Kind::FocusedInbox, &codes::FOCUSED_INBOX),
    (Kind::Clutter, &codes::CLUTTER),
    (Kind::Quarantine, &codes::QUARANTINE),
    (Kind::Responsible, &codes::RESPONSIBLE),
    (Kind::AvStamp, &codes::AV_STAMP),
    (Kind::FromEntity, &codes::FROM_ENTITY),
];

/// Single fields that tell an address or a habit of somebody.
const PERSONAL: &[(Kind, &Group)] = &[(Kind::SidPra, &codes::SID_PRA), (Kind::LastLogon, &codes::LAST_LOGON)];

/// Bulk and phishing levels as they were written until about 2019.
pub(super) fn older<'h, 'm>(field: FieldRef<'h, 'm>) -> Option<(FieldRef<'h, 'm>, List<'m>)> {
    let list = List::read(field, Dialect::Report).until_repeated(&codes::BCL);
    (!list.is_empty()).then_some((field, list))
}

fn reports<'h, 'm>(context: &Context<'h, 'm>, survey: &Survey<'h, 'm>, side: Side) -> Vec<Report<'h, 'm>> {
    let mut reports = Vec::new();
    for field in survey.all(Kind::Report).take(MOST) {
        let list = List::read(field, Dialect::Report);
        let standing = standing::of_report(survey, context.route, side, &list, field.index());
        reports.push(Report { field, list, standing });
    }
    reports
}

/// What a report must name to say something about the message: a verdict, or whose delivery it speaks of.
const SPEAKING: &[&Group] = &[&codes::CAT, &codes::SFV, &codes::SRV, &codes::SCL, &codes::CIP];

/// Whether the report says nothing about the message, as one that holds `EFV:NLI;` alone.
fn is_silent(report: &Report<'_, '_>) -> bool {
    let list = &report.list;
    let speaks = || SPEAKING.iter().any(|key| list.item(key).is_some()) || list.says(&codes::IPV, "CAL");
    report.standing.role != Role::SenderSide && !list.is_empty() && !speaks()
}

/// Takes out the report that counts: the best believed, of equals the lowest, for Exchange appends.
fn best_report<'h, 'm>(reports: &mut Vec<Report<'h, 'm>>) -> Option<Report<'h, 'm>> {
    let usable = |r: &Report<'_, '_>| {
        // The report of a cloud filter in front of an own Exchange is not that server's verdict.
        let foreign = r.standing.role == Role::Upstream && r.standing.trust == Trust::Unverifiable;
        r.standing.role != Role::SenderSide && !foreign && !r.list.is_empty()
    };
    let mut best: Option<usize> = None;
    for (index, report) in reports.iter().enumerate().filter(|(_, r)| usable(r)) {
        if best.is_none_or(|b| report.standing.trust <= reports[b].standing.trust) {
            best = Some(index);
        }
    }
    let chosen = reports.remove(best?);
    for other in reports.iter_mut().filter(|r| r.standing.trust == chosen.standing.trust) {
        other.standing.trust = Trust::Unverifiable;
    }
    Some(chosen)
}

fn levels<'h, 'm>(survey: &Survey<'h, 'm>, side: Side) -> Vec<Level<'h, 'm>> {
    let own = survey.all(Kind::Scl).filter(|f| !survey.in_zone(f.index())).count();
    let fields = survey.all(Kind::Scl).take(MOST);
    fields
        .map(|field| Level { field, trust: standing::of_organisation(survey, side, field.index(), own == 1) })
        .collect()
}

/// Takes out the level that counts: the one that a believed report repeats, or else the best believed; of equals the
/// lowest, for Exchange appends.
fn best_level<'h, 'm>(
    levels: &mut Vec<Level<'h, 'm>>,
    report: Option<&Report<'h, 'm>>,
) -> Option<Level<'h, 'm>> {
    let best = levels.iter().map(|l| l.trust).min().filter(|t| *t != Trust::SenderSupplied)?;
    let said = report.filter(|r| r.standing.trust.counts()).and_then(|r| r.list.get(&codes::SCL));
    let said = said.and_then(parse_level);
    let repeated =
        |l: &Level<'_, '_>| l.trust != Trust::SenderSupplied && said.is_some() && number(l.field) == said;
    let index = levels.iter().rposition(repeated).or_else(|| levels.iter().rposition(|l| l.trust == best))?;
    let chosen = levels.remove(index);
    for other in levels.iter_mut().filter(|l| l.trust <= chosen.trust) {
        other.trust = Trust::Unverifiable;
    }
    Some(chosen)
}

fn parse_level(text: &str) -> Option<i32> {
    text.trim().parse().ok().filter(|l| (-1..=9).contains(l))
}

fn number(field: FieldRef<'_, '_>) -> Option<i32> {
    parse_level(&field.decoded())
}

fn read_stamps(list: &List<'_>) -> Stamps {
    let suspicious = |v: &str| v.to_ascii_uppercase().contains("SUSPICIOUS");
    let allowed = if list.has(&codes::ALLOWED) {
        Some(Acted::AllowListedIp)
    } else if list.has(&codes::SENDER) || list.has(&codes::BYPASS) {
        Some(Acted::AllowListedByPolicy)
    } else {
        None
    };
    Stamps {
        phishing: list.has(&codes::P100) || list.get(&codes::PCL).is_some_and(suspicious),
        word: list.has(&codes::CW),
        allowed,
        exempt: list.has(&codes::RECIPIENTS),
    }
}

/// A report by itself: what it says, as far as it goes.
pub(super) fn from_report<'m>(report: &Report<'_, 'm>) -> Reading<'m> {
    let list = &report.list;
    let is = |key, word| list.says(key, word);
    let facts = Facts {
        report: true,
        category: list.get(&codes::CAT),
        filter: list.get(&codes::SFV),
        bulk: is(&codes::SRV, "BULK"),
        address_allowed: is(&codes::IPV, "CAL") && is(&codes::DIR, "INB"),
        internal: is(&codes::DIR, "INT"),
        level: list.get(&codes::SCL).and_then(parse_level),
        ..Facts::default()
    };
    let decision = verdict::decide(&facts);
    let mut reading = Reading::new(super::CLOUD, report.standing.trust, report.standing.role);
    reading.forged = report.standing.forged;
    (reading.verdict, reading.high) = (decision.verdict, decision.high);
    if report.standing.trust.counts() {
        reading.acted = decision.acted;
    }
    reading.score = facts.level.map(f64::from);
    let said = [&codes::CAT, &codes::SFV, &codes::DIR].into_iter().filter_map(|k| list.item(k));
    reading.places.extend(said.map(|i| i.place));
    if reading.places.is_empty() {
        reading.places.push(report.field.place());
    }
    reading.places.dedup();
    push_list(&mut reading.codes, list);
    reading
}

/// Adds a field's value as a code.
pub(super) fn push<'m>(codes: &mut Vec<Code<'m>>, group: &'static Group, value: Cow<'m, str>) {
    if !value.is_empty() {
        let meaning = group.meaning(&value);
        codes.push(Code::new(group.name, value, meaning));
    }
}

/// Adds every item that has a value, and every known tag that needs none. Levels that stand in two fields
/// come once, unless the fields differ.
pub(super) fn push_list<'m>(codes: &mut Vec<Code<'m>>, list: &List<'m>) {
    for item in list.iter() {
        let bare = item.value.is_empty();
        if bare && !item.group.is_some_and(codes::is_bare) {
            continue;
        }
        let level = [&codes::SCL, &codes::BCL, &codes::PCL].into_iter().any(|g| item.is(g));
        if !(level
            && codes.iter().any(|c| c.value == item.value && item.group.is_some_and(|g| g.name == c.name)))
        {
            codes.push(item.code());
        }
    }
}
