//! The fields that Microsoft's filters write, for people.

use super::super::FieldDoc;
use super::super::doc::Known;

const HEADERS: Known = Known::documented("Microsoft Learn: anti-spam message headers (2026-07-27)");
const STAMPS: Known = Known::documented("Microsoft Learn: anti-spam stamps of Exchange Server");
const CUSTOM: Known = Known::documented("Microsoft Learn: Advanced Spam Filter settings");
const CONNECTORS: Known = Known::documented("Microsoft Learn: enhanced filtering for connectors");
const CLUTTER: Known = Known::documented("Microsoft Learn: rules to bypass Clutter");
const SAMPLES: Known = Known::observed("public sample messages");
const OPAQUE: Known = Known::unknown("public sample messages");
const COMMUNITY: Known = Known::reported("administrators' reports");

/// Fields of Microsoft 365, and what its decoder reads of consumer mailboxes.
pub(in crate::evidence::filters) const CLOUD: &[FieldDoc] = &[
    HEADERS.field("X-Forefront-Antispam-Report", "The filter's report: verdict, category, connecting address, direction."),
    SAMPLES.field("X-Forefront-Antispam-Report-Untrusted", "A report that came with the message, renamed: the sender's side, never the recipient's verdict."),
    SAMPLES.field("X-Forefront-Antispam-Report-Original", "A report of an earlier pass, renamed."),
    HEADERS.field("X-Microsoft-Antispam", "The bulk complaint level, and numbers of internal rules."),
    SAMPLES.field("X-Microsoft-Antispam-Untrusted", "The bulk complaint level as it came with the message."),
    SAMPLES.field("X-Microsoft-Antispam-Original", "The bulk complaint level of an earlier pass."),
    OPAQUE.field("X-Exchange-Antispam-Report-CFA-Test", "An older form of the bulk and phishing levels; the first group counts."),
    OPAQUE.field("SpamDiagnosticMetadata", "Repeats the filter's verdict, in mail before 2020; not documented by Microsoft."),
    OPAQUE.field("SpamDiagnosticOutput", "Two numbers, in mail before 2020; not documented by Microsoft."),
    SAMPLES.field("X-Microsoft-Antispam-Mailbox-Delivery", "The folder that the mailbox used, and what decided it; the lowest instance counts. Not documented by Microsoft."),
    CUSTOM.field("X-CustomSpam", "The Advanced Spam Filter setting that matched."),
    STAMPS.field("X-MS-Exchange-Organization-SCL", "The spam confidence level, -1 to 9."),
    SAMPLES.field("X-MS-Exchange-CrossPremises-SCL", "The spam confidence level, kept between cloud and own servers."),
    SAMPLES.field("X-MS-Exchange-CrossPremises-Antispam-ScanContext", "What the other half of a hybrid organisation found."),
    SAMPLES.field("X-MS-Exchange-Organization-Original-Scl", "The spam confidence level before an override."),
    STAMPS.field("X-MS-Exchange-Organization-PCL", "The phishing confidence level; not written since 2025."),
    STAMPS.field("X-MS-Exchange-Organization-Antispam-Report", "What the anti-spam agents of Exchange Server found, as tags."),
    STAMPS.field("X-MS-Exchange-Organization-SenderIdResult", "Result of the Sender ID test."),
    STAMPS.field("X-MS-Exchange-Organization-PRD", "The domain that the Sender ID test looked at."),
    STAMPS.field("X-MS-Exchange-Organization-Quarantine", "The message came out of the quarantine mailbox."),
    STAMPS.field("X-MS-Exchange-Organization-AVStamp-Enterprise", "An anti-virus program scanned the message."),
    STAMPS.field("X-MS-Exchange-Organization-AuthAs", "Whether the sender was authenticated as a part of the organisation."),
    STAMPS.field("X-MS-Exchange-Organization-AuthSource", "The server that judged how the sender authenticated."),
    HEADERS.field("X-MS-Exchange-Organization-Network-Message-Id", "The id for a message trace."),
    COMMUNITY.field("X-MS-Exchange-Organization-IsAnonymousDirectSend", "Unauthenticated mail under an own address; reported by third parties."),
    COMMUNITY.field("X-MS-Exchange-Organization-InternalOrgSender", "The sender's address is one of the tenant's own; reported by third parties."),
    CLUTTER.field("X-MS-Exchange-Organization-BypassFocusedInbox", "A mail flow rule forces the focused inbox."),
    CLUTTER.field("X-MS-Exchange-Organization-BypassClutter", "A mail flow rule keeps the message out of Clutter."),
    HEADERS.field("X-MS-Office365-Filtering-Correlation-Id", "The same id as the Network-Message-Id."),
    COMMUNITY.field("X-MS-Office365-Filtering-P2NotCompliant", "The From field breaks the rules of RFC 5322; reported by third parties."),
    SAMPLES.field("X-MS-Exchange-CrossTenant-Network-Message-Id", "The same id as the Network-Message-Id."),
    SAMPLES.field("X-MS-Exchange-CrossTenant-Id", "The tenant of the mailbox."),
    SAMPLES.field("X-MS-Exchange-CrossTenant-FromEntityHeader", "Who handed the message over to the tenant: the internet, another tenant, own servers."),
    CONNECTORS.field("X-MS-Exchange-SkipListedInternetSender", "The real source behind a gateway, found by enhanced filtering."),
    CONNECTORS.field("X-MS-Exchange-ExternalOriginalInternetSender", "The real source behind a gateway, kept for later hops."),
    COMMUNITY.field("X-MS-Exchange-AtpMessageProperties", "Safe Attachments (SA) or Safe Links (SL) handled the message; reported by third parties."),
    OPAQUE.field("X-MS-Exchange-ATPSafeLinks-Stat", "A number of Safe Links; not documented by Microsoft."),
    OPAQUE.field("X-MS-Exchange-ATPSafeLinks-BitVector", "Numbers of Safe Links; not documented by Microsoft."),
    OPAQUE.field("X-MS-Exchange-Safelinks-Url-KeyVer", "A number of Safe Links; not documented by Microsoft."),
    OPAQUE.field("X-MS-Exchange-Organization-SafeLinksPolicy", "The Safe Links policy that applied; not documented by Microsoft."),
    OPAQUE.field("X-MS-Exchange-Organization-SafeAttachmentPolicy", "The Safe Attachments policy that applied; not documented by Microsoft."),
    COMMUNITY.field("X-MS-Exchange-EnableFirstContactSafetyTip", "The reader may see a tip that the sender is new; reported by third parties."),
    OPAQUE.field("X-Microsoft-Antispam-ZAP-Message-Info", "The message was judged again after delivery; the text is encrypted."),
    SAMPLES.field("X-Message-Delivery", "The folder as a number, in base64; its SCL is another scale. Not documented by Microsoft."),
    SAMPLES.field("X-Message-Delivery-Original", "The numbers of X-Message-Delivery before a second delivery."),
    SAMPLES.field("X-IncomingTopHeaderMarker", "The sender's own fields begin below it."),
    SAMPLES.field("X-IncomingHeaderCount", "The sender's own fields end above it; the lowest instance counts."),
    SAMPLES.field("X-Sender-IP", "The address that handed the message over."),
    SAMPLES.field("X-SID-Result", "A Sender ID style test of the visible sender."),
    SAMPLES.field("X-SID-PRA", "The visible sender that was tested: personal data."),
    SAMPLES.field("X-EOPTenantAttributedMessage", "The tenant of the mailbox."),
    SAMPLES.field("X-MS-Exchange-Transport-Resubmitted-ClientId", "The message was put into the mailbox again after a second judgement."),
    SAMPLES.field("X-MS-UserLastLogonTime", "When the recipient last signed in: personal data."),
];

/// Fields of Outlook.com.
pub(in crate::evidence::filters) const CONSUMER: &[FieldDoc] = &[
    SAMPLES.field("X-Microsoft-Antispam-Mailbox-Delivery", "The folder that the mailbox used, and what decided it; the lowest instance counts. Not documented by Microsoft."),
    SAMPLES.field("X-Message-Delivery", "The folder as a number, in base64; its SCL is another scale. Not documented by Microsoft."),
    SAMPLES.field("X-Message-Delivery-Original", "The numbers of X-Message-Delivery before a second delivery."),
    SAMPLES.field("X-IncomingTopHeaderMarker", "The sender's own fields begin below it."),
    SAMPLES.field("X-IncomingHeaderCount", "The sender's own fields end above it; the lowest instance counts."),
    SAMPLES.field("X-Sender-IP", "The address that handed the message over."),
    SAMPLES.field("X-SID-Result", "A Sender ID style test of the visible sender."),
    SAMPLES.field("X-SID-PRA", "The visible sender that was tested: personal data."),
    SAMPLES.field("X-EOPTenantAttributedMessage", "The tenant of the mailbox."),
    SAMPLES.field("X-MS-Exchange-Transport-Resubmitted-ClientId", "The message was put into the mailbox again after a second judgement."),
    SAMPLES.field("X-MS-UserLastLogonTime", "When the recipient last signed in: personal data."),
    STAMPS.field("X-MS-Exchange-Organization-SCL", "The spam confidence level, -1 to 9."),
    STAMPS.field("X-MS-Exchange-Organization-PCL", "The phishing confidence level; not written since 2025."),
    HEADERS.field("X-Microsoft-Antispam", "The bulk complaint level, and numbers of internal rules."),
];

/// Fields of Exchange Server.
pub(in crate::evidence::filters) const SERVER: &[FieldDoc] = &[
    STAMPS.field(
        "X-MS-Exchange-Organization-Antispam-Report",
        "What the anti-spam agents of Exchange Server found, as tags.",
    ),
    STAMPS.field(
        "X-MS-Exchange-Organization-SCL",
        "The spam confidence level, -1 to 9; gateways may write it too.",
    ),
    STAMPS.field("X-MS-Exchange-Organization-PCL", "The phishing confidence level."),
    STAMPS.field("X-MS-Exchange-Organization-SenderIdResult", "Result of the Sender ID test."),
    STAMPS.field("X-MS-Exchange-Organization-PRD", "The domain that the Sender ID test looked at."),
    STAMPS.field(
        "X-MS-Exchange-Organization-AuthAs",
        "Whether the sender was authenticated as a part of the organisation.",
    ),
    STAMPS.field(
        "X-MS-Exchange-Organization-AuthSource",
        "The server that judged how the sender authenticated.",
    ),
    STAMPS
        .field("X-MS-Exchange-Organization-AVStamp-Enterprise", "An anti-virus program scanned the message."),
    STAMPS.field("X-MS-Exchange-Organization-Quarantine", "The message came out of the quarantine mailbox."),
    HEADERS.field("X-MS-Exchange-Organization-Network-Message-Id", "The id for a message trace."),
    HEADERS.field(
        "X-Forefront-Antispam-Report",
        "Report of Microsoft's cloud filter, where it stands in front of the own servers.",
    ),
    SAMPLES.field(
        "X-Forefront-Antispam-Report-Untrusted",
        "A report that came with the message, renamed: the sender's side.",
    ),
    SAMPLES.field("X-Forefront-Antispam-Report-Original", "A report of an earlier pass, renamed."),
    HEADERS.field("X-Microsoft-Antispam", "The bulk complaint level of the cloud filter."),
    SAMPLES.field("X-Microsoft-Antispam-Untrusted", "The bulk complaint level as it came with the message."),
    SAMPLES.field("X-Microsoft-Antispam-Original", "The bulk complaint level of an earlier pass."),
    OPAQUE.field(
        "X-Exchange-Antispam-Report-CFA-Test",
        "An older form of the bulk and phishing levels; the first group counts.",
    ),
    SAMPLES.field(
        "X-MS-Exchange-CrossPremises-SCL",
        "The spam confidence level of the cloud, kept on the way to the own servers.",
    ),
    SAMPLES.field(
        "X-MS-Exchange-CrossPremises-Antispam-ScanContext",
        "What the cloud found, kept on the way to the own servers.",
    ),
    SAMPLES.field("X-Microsoft-Antispam-Mailbox-Delivery", "The folder that a cloud mailbox used before."),
    SAMPLES.field("X-Message-Delivery", "The folder of a consumer mailbox before, as a number in base64."),
];
