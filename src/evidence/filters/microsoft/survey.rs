//! Which Microsoft fields a message has and where: one pass over the name hashes.

use crate::headers::{FieldRef, Headers, hash_name};

macro_rules! fields {
    ($($kind:ident $hash:ident $name:literal,)*) => {
        /// A field that Microsoft writes.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum Kind { $(#[doc = $name] $kind,)* }

        $(const $hash: u32 = hash_name($name.as_bytes());)*

        impl Kind {
            fn of(hash: u32) -> Option<Self> {
                match hash { $($hash => Some(Self::$kind),)* _ => None }
            }

            fn name(self) -> &'static str {
                match self { $(Self::$kind => $name,)* }
            }
        }
    };
}

fields! {
    Report REPORT "X-Forefront-Antispam-Report",
    ReportUntrusted REPORT_UNTRUSTED "X-Forefront-Antispam-Report-Untrusted",
    ReportOriginal REPORT_ORIGINAL "X-Forefront-Antispam-Report-Original",
    Antispam ANTISPAM "X-Microsoft-Antispam",
    AntispamUntrusted ANTISPAM_UNTRUSTED "X-Microsoft-Antispam-Untrusted",
    AntispamOriginal ANTISPAM_ORIGINAL "X-Microsoft-Antispam-Original",
    CustomSpam CUSTOM_SPAM "X-CustomSpam",
    Scl ORG_SCL "X-MS-Exchange-Organization-SCL",
    CrossPremisesScl CROSS_SCL "X-MS-Exchange-CrossPremises-SCL",
    OriginalScl ORIGINAL_SCL "X-MS-Exchange-Organization-Original-Scl",
    Pcl ORG_PCL "X-MS-Exchange-Organization-PCL",
    Stamps STAMPS "X-MS-Exchange-Organization-Antispam-Report",
    SenderIdResult SENDER_ID "X-MS-Exchange-Organization-SenderIdResult",
    AuthAs AUTH_AS "X-MS-Exchange-Organization-AuthAs",
    AuthSource AUTH_SOURCE "X-MS-Exchange-Organization-AuthSource",
    MessageId MESSAGE_ID "X-MS-Exchange-Organization-Network-Message-Id",
    DirectSend DIRECT_SEND "X-MS-Exchange-Organization-IsAnonymousDirectSend",
    CrossTenantId TENANT_ID "X-MS-Exchange-CrossTenant-Id",
    CrossTenantMessageId TENANT_MESSAGE "X-MS-Exchange-CrossTenant-Network-Message-Id",
    CorrelationId CORRELATION "X-MS-Office365-Filtering-Correlation-Id",
    TenantAttributed ATTRIBUTED "X-EOPTenantAttributedMessage",
    SkipListed SKIP_LISTED "X-MS-Exchange-SkipListedInternetSender",
    ExternalOriginal EXTERNAL_ORIGINAL "X-MS-Exchange-ExternalOriginalInternetSender",
    Resubmitted RESUBMITTED "X-MS-Exchange-Transport-Resubmitted-ClientId",
    Zap ZAP "X-Microsoft-Antispam-ZAP-Message-Info",
    SidResult SID_RESULT "X-SID-Result",
    SenderIp SENDER_IP "X-Sender-IP",
    TopMarker TOP_MARKER "X-IncomingTopHeaderMarker",
    HeaderCount HEADER_COUNT "X-IncomingHeaderCount",
    Delivery DELIVERY "X-Microsoft-Antispam-Mailbox-Delivery",
    MessageDelivery MESSAGE_DELIVERY "X-Message-Delivery",
}

/// The tenant of consumer mailboxes.
const CONSUMER_TENANT: &str = "84df9e7f-e9f6-40af-b435-aaaaaaaaaaaa";

/// The Microsoft fields of one message.
#[derive(Debug)]
pub(super) struct Survey<'h, 'm> {
    headers: &'h Headers<'m>,
    hits: Vec<(Kind, u32)>,
    zone: Option<(u32, u32)>,
}

impl<'h, 'm> Survey<'h, 'm> {
    /// Looks through the message; `None` when no field here says anything about filtering.
    pub(super) fn of(headers: &'h Headers<'m>) -> Option<Self> {
        let mut hits = Vec::new();
        for (index, hash) in headers.hashes.iter().enumerate() {
            if let Some(kind) = Kind::of(*hash) {
                let field = headers.at(index as u32);
                if field.name_bytes().eq_ignore_ascii_case(kind.name().as_bytes()) {
                    if hits.is_empty() {
                        hits.reserve(32);
                    }
                    hits.push((kind, field.index()));
                }
            }
        }
        if hits.is_empty() {
            return None;
        }
        let mut survey = Self { headers, hits, zone: None };
        survey.zone = survey.supplied();
        Some(survey)
    }

    /// The fields that Outlook.com says were in the message when it came: exactly the sender's.
    fn supplied(&self) -> Option<(u32, u32)> {
        let top = self.first(Kind::TopMarker)?.index();
        let bottom = self.last(Kind::HeaderCount)?.index();
        (top < bottom).then_some((top, bottom))
    }

    /// Every instance, topmost first.
    pub(super) fn all(&self, kind: Kind) -> impl DoubleEndedIterator<Item = FieldRef<'h, 'm>> {
        self.hits.iter().filter(move |(k, _)| *k == kind).map(|(_, index)| self.headers.at(*index))
    }

    /// The topmost instance.
    pub(super) fn first(&self, kind: Kind) -> Option<FieldRef<'h, 'm>> {
        self.all(kind).next()
    }

    /// The lowest instance.
    pub(super) fn last(&self, kind: Kind) -> Option<FieldRef<'h, 'm>> {
        self.all(kind).next_back()
    }

    /// The lowest instance that the sender did not supply.
    pub(super) fn own(&self, kind: Kind) -> Option<FieldRef<'h, 'm>> {
        self.all(kind).rev().find(|f| !self.in_zone(f.index()))
    }

    /// Whether a field is one of those that the sender supplied, as far as Outlook.com marked them.
    pub(super) fn in_zone(&self, field: u32) -> bool {
        self.zone.is_some_and(|(top, bottom)| field > top && field < bottom)
    }

    /// The index from which on Exchange itself wrote: the first bookkeeping field below the sender's.
    pub(super) fn block_start(&self) -> Option<u32> {
        let id = [Kind::MessageId, Kind::AuthSource, Kind::CorrelationId, Kind::CrossTenantMessageId];
        let first = id.into_iter().filter_map(|k| self.own(k)).map(FieldRef::index).min();
        let path = self.headers.all("Return-Path").last().map(FieldRef::index);
        match (path, first) {
            (Some(path), Some(first)) if path < first => Some(path),
            (_, first) => first,
        }
    }

    /// Whether two of the message's correlation ids are there and agree.
    pub(super) fn ids_agree(&self) -> bool {
        let ids = [Kind::MessageId, Kind::CorrelationId, Kind::CrossTenantMessageId];
        let mut ids = ids.into_iter().filter_map(|k| self.own(k)).map(|f| f.raw().trim_ascii());
        let Some(first) = ids.next().filter(|id| !id.is_empty()) else { return false };
        let mut others = 0;
        let same = ids.all(|id| {
            others += 1;
            id.eq_ignore_ascii_case(first)
        });
        same && others > 0
    }
}

/// Whether the mailbox is a consumer's.
pub(super) fn is_consumer(headers: &Headers<'_>) -> bool {
    let has = |hash: u32| headers.hashes.contains(&hash);
    if has(TOP_MARKER) || has(SID_RESULT) {
        return true;
    }
    let tenant = |f: FieldRef<'_, '_>| {
        let id = f.raw().trim_ascii().get(..CONSUMER_TENANT.len());
        id.is_some_and(|id| id.eq_ignore_ascii_case(CONSUMER_TENANT.as_bytes()))
    };
    has(TENANT_ID) && headers.all("X-MS-Exchange-CrossTenant-Id").last().is_some_and(tenant)
        || has(ATTRIBUTED) && headers.all("X-EOPTenantAttributedMessage").last().is_some_and(tenant)
}
