//! What Microsoft's keys and codes mean: the tables, and how a value is looked up in them.

mod authentication;
mod custom;
mod onpremises;
mod placement;
mod report;
mod sources;

use crate::evidence::filters::CodeDoc;
use crate::headers::hash_name;

/// One key of a Microsoft field with its rows. A group of one row without a value explains any value.
#[derive(Debug)]
pub(super) struct Group {
    /// The key as printed.
    pub(super) name: &'static str,
    /// Its rows.
    pub(super) rows: &'static [CodeDoc],
    hash: u32,
}

impl Group {
    const fn new(name: &'static str, rows: &'static [CodeDoc]) -> Self {
        Self { name, rows, hash: hash_name(name.as_bytes()) }
    }

    /// What `value` means: its own row, the range it lies in, or the key's row when there is no other.
    pub(super) fn meaning(&self, value: &str) -> Option<&'static str> {
        if let [only] = self.rows
            && only.value.is_empty()
        {
            return Some(only.meaning);
        }
        let exact = self.rows.iter().find(|r| !r.value.is_empty() && r.value.eq_ignore_ascii_case(value));
        exact.or_else(|| self.rows.iter().find(|r| covers(r.value, value))).map(|r| r.meaning)
    }
}

/// Whether the pattern (`5-6`, `1xx`) covers the value.
fn covers(pattern: &str, value: &str) -> bool {
    if let Some(family) = pattern.strip_suffix("xx") {
        return value.len() == 3 && value.starts_with(family) && value.bytes().all(|b| b.is_ascii_digit());
    }
    let Some((low, high)) = pattern.split_once('-').filter(|(low, _)| !low.is_empty()) else { return false };
    match (low.parse::<u32>(), high.parse::<u32>(), value.parse::<u32>()) {
        (Ok(low), Ok(high), Ok(value)) => (low..=high).contains(&value),
        _ => false,
    }
}

/// The group of a key of `X-Forefront-Antispam-Report` or `X-Microsoft-Antispam`.
pub(super) fn of_report(key: &str) -> Option<&'static Group> {
    find(key, report::GROUPS)
}

/// The group of a key of `X-Microsoft-Antispam-Mailbox-Delivery` or `X-Message-Delivery`.
pub(super) fn of_delivery(key: &str) -> Option<&'static Group> {
    find(key, placement::GROUPS)
}

/// The group of a tag of `X-MS-Exchange-Organization-Antispam-Report`.
pub(super) fn of_stamp(tag: &str) -> Option<&'static Group> {
    find(tag, onpremises::STAMPS)
}

/// Whether the group is a tag that stands without a value.
pub(super) fn is_bare(group: &Group) -> bool {
    onpremises::BARE.contains(&group.name)
}

fn find(key: &str, groups: &'static [&'static Group]) -> Option<&'static Group> {
    let hash = hash_name(key.as_bytes());
    groups.iter().find(|g| g.hash == hash && g.name.eq_ignore_ascii_case(key)).copied()
}

pub(super) use authentication::{AUTH_AS, COMPAUTH, SID_RESULT};
pub(super) use custom::ASF;
pub(super) use onpremises::{
    ALLOWED, AV_STAMP, BYPASS, CW, P100, PCL, QUARANTINE, RECIPIENTS, RESPONSIBLE, SENDER, SENDER_ID_RESULT,
};
pub(super) use report::{BCL, CAT, CIP, DIR, IPV, SCL, SFV, SRV};

pub(super) use placement::{
    A, COARSE, D, DEST, GD, L, LAST_LOGON, OFR, ORIGINAL, RESUBMISSION, RF, SID_PRA, UCF, US, V, WIMS_PRA,
    WIMS_SENDER_IP,
};
pub(super) use report::{
    ATP, CLUTTER, DIAGNOSTIC_METADATA, DIAGNOSTIC_OUTPUT, DIRECT_SEND, FIRST_CONTACT, FOCUSED_INBOX,
    FROM_ENTITY, INTERNAL_SENDER, MESSAGE_ID, NOT_COMPLIANT, ORIGINAL_SCL, SAFE_ATTACHMENTS, SAFE_LINKS_BITS,
    SAFE_LINKS_KEY, SAFE_LINKS_POLICY, SAFE_LINKS_STAT, SCAN_CONTEXT, SENDER_IP, SKIP_LISTED, ZAP,
};

const fn length(tables: &[&[&Group]]) -> usize {
    let (mut total, mut t) = (0, 0);
    while t < tables.len() {
        let mut g = 0;
        while g < tables[t].len() {
            total += tables[t][g].rows.len();
            g += 1;
        }
        t += 1;
    }
    total
}

const fn join<const N: usize>(tables: &[&[&Group]]) -> [CodeDoc; N] {
    let mut rows = [tables[0][0].rows[0]; N];
    let (mut at, mut t) = (0, 0);
    while t < tables.len() {
        let mut g = 0;
        while g < tables[t].len() {
            let mut r = 0;
            while r < tables[t][g].rows.len() {
                rows[at] = tables[t][g].rows[r];
                at += 1;
                r += 1;
            }
            g += 1;
        }
        t += 1;
    }
    rows
}

const CLOUD: &[&[&Group]] = &[
    report::GROUPS,
    &[&ASF],
    report::OTHERS,
    authentication::GROUPS,
    &[&PCL],
    placement::GROUPS,
    placement::OTHERS,
];
const CONSUMER: &[&[&Group]] =
    &[&[&SCL, &BCL, &PCL], report::OTHERS, authentication::GROUPS, placement::GROUPS, placement::OTHERS];
const SERVER: &[&[&Group]] = &[&[&SCL], onpremises::STAMPS, onpremises::OTHERS, &[&AUTH_AS]];

/// The rows of Microsoft 365.
pub(in crate::evidence::filters) static MICROSOFT_365: [CodeDoc; length(CLOUD)] = join(CLOUD);
/// The rows of Outlook.com.
pub(in crate::evidence::filters) static OUTLOOK_COM: [CodeDoc; length(CONSUMER)] = join(CONSUMER);
/// The rows of Exchange Server.
pub(in crate::evidence::filters) static EXCHANGE_SERVER: [CodeDoc; length(SERVER)] = join(SERVER);

/// A row for a table.
const fn row(
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
    effect: &'static str,
    source: &'static str,
    grade: crate::evidence::filters::Grade,
) -> CodeDoc {
    CodeDoc { name, value, meaning, effect, source, grade }
}

#[cfg(test)]
mod tests;
