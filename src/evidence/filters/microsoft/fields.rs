//! The fields that Microsoft's filters write, for people.

use super::super::FieldDoc;
use super::super::Grade::{self, Documented, Observed, Reported, Unknown};

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const HEADERS: &str = "Microsoft Learn: anti-spam message headers (2026-07-27)";
const STAMPS: &str = "Microsoft Learn: anti-spam stamps of Exchange Server";
const FIREWALL: &str = "Microsoft Learn: header firewall of Exchange Server";
const CUSTOM: &str = "Microsoft Learn: Advanced Spam Filter settings";
const CONNECTORS: &str = "Microsoft Learn: enhanced filtering for connectors";
const SAMPLES: &str = "public sample messages";
const COMMUNITY: &str = "administrators' reports";

/// Fields of Microsoft 365.
pub(in crate::evidence::filters) const CLOUD: &[FieldDoc] = &[
    field(
        "X-Forefront-Antispam-Report",
        "The filter's report: verdict, category, connecting address, direction.",
        HEADERS,
        Documented,
    ),
    field(
        "X-Forefront-Antispam-Report-Untrusted",
        "A report that came with the message, renamed: the sender's side, never the recipient's verdict.",
        SAMPLES,
        Observed,
    ),
    field("X-Forefront-Antispam-Report-Original", "A report of an earlier pass, renamed.", SAMPLES, Observed),
    field(
        "X-Microsoft-Antispam",
        "The bulk complaint level, and numbers of internal rules.",
        HEADERS,
        Documented,
    ),
    field("X-Microsoft-Antispam-Untrusted", "The same, as it came with the message.", SAMPLES, Observed),
    field("X-Microsoft-Antispam-Original", "The same, of an earlier pass.", SAMPLES, Observed),
    field(
        "X-Microsoft-Antispam-Mailbox-Delivery",
        "The folder that the mailbox used, and what decided it; the lowest instance counts. Not documented by Microsoft.",
        SAMPLES,
        Observed,
    ),
    field("X-CustomSpam", "The Advanced Spam Filter setting that matched.", CUSTOM, Documented),
    field("X-MS-Exchange-Organization-SCL", "The spam confidence level, -1 to 9.", STAMPS, Documented),
    field(
        "X-MS-Exchange-CrossPremises-SCL",
        "The spam confidence level, kept between cloud and own servers.",
        SAMPLES,
        Observed,
    ),
    field(
        "X-MS-Exchange-Organization-Original-Scl",
        "The spam confidence level before an override.",
        SAMPLES,
        Observed,
    ),
    field(
        "X-MS-Exchange-Organization-PCL",
        "The phishing confidence level; not written since 2025.",
        STAMPS,
        Documented,
    ),
    field(
        "X-MS-Exchange-Organization-AuthAs",
        "Whether the sender was authenticated as a part of the organisation.",
        STAMPS,
        Documented,
    ),
    field(
        "X-MS-Exchange-Organization-AuthSource",
        "The server that judged how the sender authenticated.",
        STAMPS,
        Documented,
    ),
    field(
        "X-MS-Exchange-Organization-AuthMechanism",
        "How the session authenticated; reported by third parties.",
        COMMUNITY,
        Reported,
    ),
    field(
        "X-MS-Exchange-Organization-MessageDirectionality",
        "Incoming, or the tenant's own mail.",
        SAMPLES,
        Observed,
    ),
    field(
        "X-MS-Exchange-Organization-Network-Message-Id",
        "The id for a message trace.",
        HEADERS,
        Documented,
    ),
    field(
        "X-MS-Exchange-Organization-IsAnonymousDirectSend",
        "Unauthenticated mail under an own address; reported by third parties.",
        COMMUNITY,
        Reported,
    ),
    field(
        "X-MS-Exchange-Organization-BypassFocusedInbox",
        "A mail flow rule forces the focused inbox.",
        "Microsoft Learn: rules to bypass Clutter",
        Documented,
    ),
    field(
        "X-MS-Exchange-Organization-*",
        "Other fields of the organisation; Exchange removes them from mail of strangers.",
        FIREWALL,
        Documented,
    ),
    field(
        "X-MS-Office365-Filtering-Correlation-Id",
        "The same id as the Network-Message-Id.",
        HEADERS,
        Documented,
    ),
    field("X-MS-Exchange-CrossTenant-Network-Message-Id", "The same id again.", SAMPLES, Observed),
    field("X-MS-Exchange-CrossTenant-Id", "The tenant of the mailbox.", SAMPLES, Observed),
    field("X-MS-Exchange-CrossTenant-*", "Who handed the message over to the tenant.", SAMPLES, Observed),
    field(
        "X-MS-Exchange-SkipListedInternetSender",
        "The real source behind a gateway, found by enhanced filtering.",
        CONNECTORS,
        Documented,
    ),
    field(
        "X-MS-Exchange-ExternalOriginalInternetSender",
        "The same, kept for later hops.",
        CONNECTORS,
        Documented,
    ),
    field(
        "X-MS-Exchange-AtpMessageProperties",
        "Safe Attachments or Safe Links looked at the message; reported by third parties.",
        COMMUNITY,
        Reported,
    ),
    field(
        "X-MS-Exchange-ForwardingLoop",
        "The mailbox forwarded the message automatically.",
        SAMPLES,
        Observed,
    ),
    field(
        "X-MS-Exchange-Inbox-Rules-Loop",
        "An inbox rule forwarded or redirected the message.",
        SAMPLES,
        Observed,
    ),
    field(
        "X-Microsoft-Antispam-ZAP-Message-Info",
        "The message was judged again after delivery; the text is encrypted.",
        SAMPLES,
        Unknown,
    ),
    field("X-Microsoft-Antispam-Message-Info", "Encrypted.", SAMPLES, Unknown),
    field(
        "X-Exchange-Antispam-Report-CFA-Test",
        "An older form of the bulk and phishing levels.",
        SAMPLES,
        Unknown,
    ),
    field("SpamDiagnosticMetadata", "Repeats the filter's verdict, in mail before 2020.", SAMPLES, Unknown),
];

/// Fields of Outlook.com.
pub(in crate::evidence::filters) const CONSUMER: &[FieldDoc] = &[
    field(
        "X-Microsoft-Antispam-Mailbox-Delivery",
        "The folder that the mailbox used, and what decided it; the lowest instance counts. Not documented by Microsoft.",
        SAMPLES,
        Observed,
    ),
    field(
        "X-Message-Delivery",
        "The folder as a number, in base64; its SCL is another scale. Not documented by Microsoft.",
        SAMPLES,
        Observed,
    ),
    field("X-Message-Delivery-Original", "The same, before a second delivery.", SAMPLES, Observed),
    field("X-MS-Exchange-Organization-SCL", "The spam confidence level, -1 to 9.", STAMPS, Documented),
    field(
        "X-MS-Exchange-Organization-PCL",
        "The phishing confidence level; not written since 2025.",
        STAMPS,
        Documented,
    ),
    field(
        "X-Microsoft-Antispam",
        "The bulk complaint level, and numbers of internal rules.",
        HEADERS,
        Documented,
    ),
    field("X-IncomingTopHeaderMarker", "The sender's own fields begin below it.", SAMPLES, Observed),
    field(
        "X-IncomingHeaderCount",
        "The sender's own fields end above it; the lowest instance counts.",
        SAMPLES,
        Observed,
    ),
    field("X-Sender-IP", "The address that handed the message over.", SAMPLES, Observed),
    field("X-SID-Result", "A Sender ID style test of the visible sender.", SAMPLES, Observed),
    field("X-SID-PRA", "The visible sender that was tested.", SAMPLES, Observed),
    field("X-EOPTenantAttributedMessage", "The tenant of the mailbox.", SAMPLES, Observed),
    field(
        "X-MS-Exchange-Transport-Resubmitted-ClientId",
        "The message was put into the mailbox again after a second judgement.",
        SAMPLES,
        Observed,
    ),
    field("X-MS-UserLastLogonTime", "When the recipient last signed in: personal data.", SAMPLES, Observed),
    field("X-Message-Info", "Encrypted.", SAMPLES, Unknown),
];

/// Fields of Exchange Server.
pub(in crate::evidence::filters) const SERVER: &[FieldDoc] = &[
    field(
        "X-MS-Exchange-Organization-Antispam-Report",
        "What the anti-spam agents found, as tags.",
        STAMPS,
        Documented,
    ),
    field(
        "X-MS-Exchange-Organization-SCL",
        "The spam confidence level, -1 to 9; gateways may write it too.",
        STAMPS,
        Documented,
    ),
    field("X-MS-Exchange-Organization-PCL", "The phishing confidence level.", STAMPS, Documented),
    field("X-MS-Exchange-Organization-SenderIdResult", "Result of the Sender ID test.", STAMPS, Documented),
    field(
        "X-MS-Exchange-Organization-PRD",
        "The domain that the Sender ID test looked at.",
        STAMPS,
        Documented,
    ),
    field(
        "X-MS-Exchange-Organization-AuthAs",
        "Whether the sender was authenticated as a part of the organisation.",
        STAMPS,
        Documented,
    ),
    field(
        "X-MS-Exchange-Organization-AVStamp-Enterprise",
        "An anti-virus program scanned the message.",
        STAMPS,
        Documented,
    ),
    field(
        "X-MS-Exchange-Organization-Quarantine",
        "The message came out of the quarantine mailbox.",
        STAMPS,
        Documented,
    ),
];
