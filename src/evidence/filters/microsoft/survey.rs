//! Which Microsoft fields a message has and where: one pass over the name hashes.

use crate::evidence::filters::corroborate::plain;
use crate::headers::{FieldRef, Headers, hash_name};

macro_rules! fields {
    ($($kind:ident $name:literal,)*) => {
        /// A field that Microsoft writes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind { $(#[doc = $name] $kind,)* }

        /// The names of the fields.
        pub(super) const NAMES: &[&str] = &[$($name),*];
        const KINDS: usize = NAMES.len();
        const HASHES: [u32; KINDS] = [$(hash_name($name.as_bytes())),*];
    };
}

fields! {
    Report "X-Forefront-Antispam-Report",
    ReportUntrusted "X-Forefront-Antispam-Report-Untrusted",
    ReportOriginal "X-Forefront-Antispam-Report-Original",
    Antispam "X-Microsoft-Antispam",
    AntispamUntrusted "X-Microsoft-Antispam-Untrusted",
    AntispamOriginal "X-Microsoft-Antispam-Original",
    CustomSpam "X-CustomSpam",
    Scl "X-MS-Exchange-Organization-SCL",
    CrossPremisesScl "X-MS-Exchange-CrossPremises-SCL",
    OriginalScl "X-MS-Exchange-Organization-Original-Scl",
    Pcl "X-MS-Exchange-Organization-PCL",
    Stamps "X-MS-Exchange-Organization-Antispam-Report",
    SenderIdResult "X-MS-Exchange-Organization-SenderIdResult",
    AuthAs "X-MS-Exchange-Organization-AuthAs",
    AuthSource "X-MS-Exchange-Organization-AuthSource",
    MessageId "X-MS-Exchange-Organization-Network-Message-Id",
    DirectSend "X-MS-Exchange-Organization-IsAnonymousDirectSend",
    CrossTenantId "X-MS-Exchange-CrossTenant-Id",
    CrossTenantMessageId "X-MS-Exchange-CrossTenant-Network-Message-Id",
    CorrelationId "X-MS-Office365-Filtering-Correlation-Id",
    TenantAttributed "X-EOPTenantAttributedMessage",
    SkipListed "X-MS-Exchange-SkipListedInternetSender",
    ExternalOriginal "X-MS-Exchange-ExternalOriginalInternetSender",
    Resubmitted "X-MS-Exchange-Transport-Resubmitted-ClientId",
    Zap "X-Microsoft-Antispam-ZAP-Message-Info",
    SidResult "X-SID-Result",
    SenderIp "X-Sender-IP",
    TopMarker "X-IncomingTopHeaderMarker",
    HeaderCount "X-IncomingHeaderCount",
    Delivery "X-Microsoft-Antispam-Mailbox-Delivery",
    MessageDelivery "X-Message-Delivery",
    MessageDeliveryOriginal "X-Message-Delivery-Original",
    ReturnPath "Return-Path",
    CfaTest "X-Exchange-Antispam-Report-CFA-Test",
    DiagnosticMetadata "SpamDiagnosticMetadata",
    DiagnosticOutput "SpamDiagnosticOutput",
    ScanContext "X-MS-Exchange-CrossPremises-Antispam-ScanContext",
    AtpProperties "X-MS-Exchange-AtpMessageProperties",
    SafeLinksStat "X-MS-Exchange-ATPSafeLinks-Stat",
    SafeLinksBits "X-MS-Exchange-ATPSafeLinks-BitVector",
    SafeLinksKey "X-MS-Exchange-Safelinks-Url-KeyVer",
    SafeLinksPolicy "X-MS-Exchange-Organization-SafeLinksPolicy",
    SafeAttachments "X-MS-Exchange-Organization-SafeAttachmentPolicy",
    FirstContact "X-MS-Exchange-EnableFirstContactSafetyTip",
    InternalSender "X-MS-Exchange-Organization-InternalOrgSender",
    NotCompliant "X-MS-Office365-Filtering-P2NotCompliant",
    FocusedInbox "X-MS-Exchange-Organization-BypassFocusedInbox",
    Clutter "X-MS-Exchange-Organization-BypassClutter",
    Quarantine "X-MS-Exchange-Organization-Quarantine",
    Responsible "X-MS-Exchange-Organization-PRD",
    AvStamp "X-MS-Exchange-Organization-AVStamp-Enterprise",
    FromEntity "X-MS-Exchange-CrossTenant-FromEntityHeader",
    SidPra "X-SID-PRA",
    LastLogon "X-MS-UserLastLogonTime",
}

/// Slots: a power of two, many times the number of names.
const SIZE: usize = 1024;

/// Nothing stands in a slot of [`SLOTS`].
const FREE: u8 = u8::MAX;

/// A multiplier that gives every name a slot of its own.
const SPREAD: u32 = spread();

/// Which name may have a hash: one look instead of a search for each of a message's fields.
const SLOTS: [u8; SIZE] = match slots(SPREAD) {
    Some(slots) => slots,
    None => [FREE; SIZE],
};

const fn slot(hash: u32, spread: u32) -> usize {
    (hash.wrapping_mul(spread) >> 22) as usize
}

const fn slots(spread: u32) -> Option<[u8; SIZE]> {
    let (mut slots, mut i) = ([FREE; SIZE], 0);
    while i < KINDS {
        let at = slot(HASHES[i], spread);
        if slots[at] != FREE {
            return None;
        }
        slots[at] = i as u8;
        i += 1;
    }
    Some(slots)
}

const fn spread() -> u32 {
    let mut spread = 0x9e37_79b1;
    while slots(spread).is_none() {
        spread = spread.wrapping_add(2);
    }
    spread
}

/// No field.
const NONE: u32 = u32::MAX;

/// The tenant of consumer mailboxes.
const CONSUMER_TENANT: &str = "84df9e7f-e9f6-40af-b435-aaaaaaaaaaaa";

/// The Microsoft fields of one message: the topmost and the lowest instance of each.
#[derive(Debug)]
pub(super) struct Survey<'h, 'm> {
    headers: &'h Headers<'m>,
    first: [u32; KINDS],
    last: [u32; KINDS],
    zone: Option<(u32, u32)>,
    block: Option<u32>,
}

impl<'h, 'm> Survey<'h, 'm> {
    /// Looks through the message; `None` when it has no Microsoft field.
    pub(super) fn of(headers: &'h Headers<'m>) -> Option<Self> {
        let mut survey = Self { headers, first: [NONE; KINDS], last: [NONE; KINDS], zone: None, block: None };
        let mut any = false;
        for (index, hash) in headers.hashes.iter().enumerate() {
            let kind = SLOTS[slot(*hash, SPREAD)] as usize;
            if kind < KINDS && HASHES[kind] == *hash && names(headers, index, kind) {
                let index = index as u32;
                survey.first[kind] = survey.first[kind].min(index);
                survey.last[kind] = index;
                any |= kind != Kind::ReturnPath as usize;
            }
        }
        survey.zone = survey.supplied();
        survey.block = any.then(|| survey.find_block()).flatten();
        any.then_some(survey)
    }

    /// The fields that Outlook.com says were in the message when it came: exactly the sender's.
    fn supplied(&self) -> Option<(u32, u32)> {
        let top = self.first(Kind::TopMarker)?.index();
        let bottom = self.last(Kind::HeaderCount)?.index();
        (top < bottom).then_some((top, bottom))
    }

    /// Every instance, topmost first.
    pub(super) fn all(&self, kind: Kind) -> impl DoubleEndedIterator<Item = FieldRef<'h, 'm>> {
        let (first, last) = (self.first[kind as usize], self.last[kind as usize]);
        let range = if first == NONE { 0..0 } else { first..last.saturating_add(1) };
        let headers = self.headers;
        range
            .filter(move |i| headers.hashes.get(*i as usize) == Some(&HASHES[kind as usize]))
            .filter(move |i| names(headers, *i as usize, kind as usize))
            .map(move |i| headers.at(i))
    }

    /// Whether there is an instance.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.first[kind as usize] != NONE
    }

    /// The topmost instance.
    pub(super) fn first(&self, kind: Kind) -> Option<FieldRef<'h, 'm>> {
        self.has(kind).then(|| self.headers.at(self.first[kind as usize]))
    }

    /// The lowest instance.
    pub(super) fn last(&self, kind: Kind) -> Option<FieldRef<'h, 'm>> {
        self.has(kind).then(|| self.headers.at(self.last[kind as usize]))
    }

    /// The lowest instance that the sender did not supply.
    pub(super) fn own(&self, kind: Kind) -> Option<FieldRef<'h, 'm>> {
        let last = self.last(kind)?;
        if self.in_zone(last.index()) {
            return self.all(kind).rev().find(|f| !self.in_zone(f.index()));
        }
        Some(last)
    }

    /// Whether a field is one of those that the sender supplied, as far as Outlook.com marked them.
    pub(super) fn in_zone(&self, field: u32) -> bool {
        self.zone.is_some_and(|(top, bottom)| field > top && field < bottom)
    }

    /// The index from which on Exchange itself wrote: the first bookkeeping field below the sender's.
    pub(super) fn block_start(&self) -> Option<u32> {
        self.block
    }

    fn find_block(&self) -> Option<u32> {
        let id = [Kind::MessageId, Kind::AuthSource, Kind::CorrelationId, Kind::CrossTenantMessageId];
        let first = id.into_iter().filter_map(|k| self.own(k)).map(FieldRef::index).min();
        // At the top of a message it is of a later delivery.
        let from = self.headers.first("From").map(FieldRef::index);
        let path = self.own(Kind::ReturnPath).map(FieldRef::index).filter(|path| Some(*path) > from);
        match (path, first) {
            (Some(path), Some(first)) if path < first => Some(path),
            (_, first) => first,
        }
    }

    /// Whether two of the message's correlation ids are there and agree.
    pub(super) fn ids_agree(&self) -> bool {
        let ids = [Kind::MessageId, Kind::CorrelationId, Kind::CrossTenantMessageId];
        let mut ids = ids.into_iter().filter_map(|k| self.own(k)).map(plain);
        let Some(first) = ids.next().filter(|id| !id.trim_ascii().is_empty()) else { return false };
        let mut others = 0;
        let same = ids.all(|id| {
            others += 1;
            id.trim_ascii().eq_ignore_ascii_case(first.trim_ascii())
        });
        same && others > 0
    }

    /// Whether the mailbox is a consumer's.
    pub(super) fn is_consumer(&self) -> bool {
        self.has(Kind::TopMarker)
            || self.has(Kind::SidResult)
            || [Kind::CrossTenantId, Kind::TenantAttributed].into_iter().any(|k| {
                let is_consumers = |id: &[u8]| id.eq_ignore_ascii_case(CONSUMER_TENANT.as_bytes());
                let id = self.last(k).map(plain);
                id.is_some_and(|id| id.trim_ascii().get(..CONSUMER_TENANT.len()).is_some_and(is_consumers))
            })
    }
}

fn names(headers: &Headers<'_>, index: usize, kind: usize) -> bool {
    headers.at(index as u32).name_bytes().eq_ignore_ascii_case(NAMES[kind].as_bytes())
}

/// Whether the message has a field that only consumer mailboxes have.
pub(super) fn looks_consumer(headers: &Headers<'_>) -> bool {
    let has = |kind: Kind| headers.hashes.contains(&HASHES[kind as usize]);
    has(Kind::TopMarker) || has(Kind::SidResult)
}
