//! Fields of filters and mail systems that carry no verdict: known by name, read by no decoder, each with the reason.

use super::doc::{FieldDoc, Known};

const SEEN: Known = Known::observed("observed in mailing-list archives");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");

const MICROSOFT: Known = Known::unknown("public sample messages");

/// Sorted by name without regard to case.
pub static SILENT: &[FieldDoc] = &[
    SEEN.field("DKIM-Filter", "Version of OpenDKIM; its result stands in Authentication-Results."),
    SEEN.field("DMARC-Filter", "Version of OpenDMARC; its result stands in Authentication-Results."),
    SEEN.field("X-Atmail-ID", "The sender's account at Atmail: an address, no verdict."),
    MICROSOFT
        .field("X-CrossPremisesHeadersFiltered", "Bookkeeping between the halves of a hybrid organisation."),
    MICROSOFT.field(
        "X-CrossPremisesHeadersFilteredBySendConnector",
        "Bookkeeping between the halves of a hybrid organisation.",
    ),
    SEEN.field("X-DISCLAIMER", "Whether a disclaimer was added to an outgoing message."),
    MICROSOFT.field("X-EOPAttributedMessage", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-Exchange-Antispam-Report-Test", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-Exchange-RoutingPolicyChecked", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-ExternalRecipientOutboundConnectors", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-Forefront-PRVS", "Identifiers of an earlier hop inside Microsoft's cloud."),
    OPAQUE.field("X-HalOne-Cookie", "Opaque id of the hosting company's outgoing servers (one.com)."),
    OPAQUE.field("X-HalOne-ID", "Opaque id of the hosting company's outgoing servers (one.com)."),
    OPAQUE.field(
        "X-HPE-SCL",
        "A company's own copy of a Microsoft level; nobody but Microsoft's own field counts.",
    ),
    MICROSOFT.field("X-LD-Processed", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-Message-Info", "Encrypted by Microsoft; nobody else can read it."),
    MICROSOFT.field("X-Message-Info-Original", "Encrypted by Microsoft; nobody else can read it."),
    MICROSOFT.field("X-Microsoft-Antispam-Message-Info", "Encrypted by Microsoft; nobody else can read it."),
    MICROSOFT.field(
        "X-Microsoft-Antispam-Message-Info-Original",
        "Encrypted by Microsoft; nobody else can read it.",
    ),
    MICROSOFT.field("X-Microsoft-Antispam-PRVS", "Identifiers of an earlier hop inside Microsoft's cloud."),
    MICROSOFT.field("X-Microsoft-Exchange-Diagnostics", "Encrypted by Microsoft; nobody else can read it."),
    MICROSOFT.field(
        "X-MS-Exchange-AntiSpam-ExternalHop-MessageData-0",
        "Encrypted by Microsoft; nobody else can read it.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-AntiSpam-ExternalHop-MessageData-ChunkCount",
        "Encrypted by Microsoft; nobody else can read it.",
    ),
    MICROSOFT
        .field("X-MS-Exchange-AntiSpam-MessageData-0", "Encrypted by Microsoft; nobody else can read it."),
    MICROSOFT
        .field("X-MS-Exchange-AntiSpam-MessageData-1", "Encrypted by Microsoft; nobody else can read it."),
    MICROSOFT.field(
        "X-MS-Exchange-AntiSpam-MessageData-ChunkCount",
        "Encrypted by Microsoft; nobody else can read it.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-AntiSpam-MessageData-Original-0",
        "Encrypted by Microsoft; nobody else can read it.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-AntiSpam-MessageData-Original-1",
        "Encrypted by Microsoft; nobody else can read it.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-AntiSpam-MessageData-Original-ChunkCount",
        "Encrypted by Microsoft; nobody else can read it.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-AntiSpam-Relay",
        "A number of the sending tenant; not documented by Microsoft.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossPremises-AuthAs",
        "Bookkeeping between the halves of a hybrid organisation.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossPremises-AuthMechanism",
        "Bookkeeping between the halves of a hybrid organisation.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossPremises-AuthSource",
        "Bookkeeping between the halves of a hybrid organisation.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossPremises-OriginalClientIPAddress",
        "Bookkeeping between the halves of a hybrid organisation.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossPremises-Processed-By-Journaling",
        "Bookkeeping between the halves of a hybrid organisation.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossPremises-TransportTrafficType",
        "Bookkeeping between the halves of a hybrid organisation.",
    ),
    MICROSOFT
        .field("X-MS-Exchange-CrossTenant-AuthAs", "Bookkeeping between the tenants that a message passes."),
    MICROSOFT.field(
        "X-MS-Exchange-CrossTenant-AuthSource",
        "Bookkeeping between the tenants that a message passes.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossTenant-MailboxType",
        "Bookkeeping between the tenants that a message passes.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossTenant-OriginalArrivalTime",
        "Bookkeeping between the tenants that a message passes.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossTenant-OriginalAttributedTenantConnectingIp",
        "Bookkeeping between the tenants that a message passes.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossTenant-RMS-PersistedConsumerOrg",
        "Bookkeeping between the tenants that a message passes.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-CrossTenant-UserPrincipalName",
        "Bookkeeping between the tenants that a message passes.",
    ),
    MICROSOFT.field("X-MS-Exchange-EOPDirect", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-MS-Exchange-Message-Is-Ndr", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-MS-Exchange-MessageSentRepresentingType", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-MS-Exchange-Organization-AuthDomain", "How the sending session authenticated."),
    MICROSOFT.field("X-MS-Exchange-Organization-AuthMechanism", "How the sending session authenticated."),
    MICROSOFT.field(
        "X-MS-Exchange-Organization-ExpirationInterval",
        "Bookkeeping of the recipient's organisation.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-Organization-ExpirationIntervalReason",
        "Bookkeeping of the recipient's organisation.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-Organization-ExpirationStartTime",
        "Bookkeeping of the recipient's organisation.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-Organization-ExpirationStartTimeReason",
        "Bookkeeping of the recipient's organisation.",
    ),
    MICROSOFT
        .field("X-MS-Exchange-Organization-HygienePolicy", "Bookkeeping of the recipient's organisation."),
    MICROSOFT.field("X-MS-Exchange-Organization-Id", "Bookkeeping of the recipient's organisation."),
    MICROSOFT.field("X-MS-Exchange-Organization-IsAtpTenant", "Bookkeeping of the recipient's organisation."),
    MICROSOFT.field(
        "X-MS-Exchange-Organization-MessageDirectionality",
        "Whether the message was incoming or the tenant's own; the report says it too (DIR).",
    ),
    MICROSOFT
        .field("X-MS-Exchange-Organization-MessageScope", "Bookkeeping of the recipient's organisation."),
    MICROSOFT
        .field("X-MS-Exchange-Organization-MxPointsToUs", "Bookkeeping of the recipient's organisation."),
    MICROSOFT
        .field("X-MS-Exchange-Organization-OrgEopForest", "Bookkeeping of the recipient's organisation."),
    MICROSOFT
        .field("X-MS-Exchange-Organization-Original-Sender", "Bookkeeping of the recipient's organisation."),
    MICROSOFT.field(
        "X-MS-Exchange-Organization-OriginalArrivalTime",
        "Bookkeeping of the recipient's organisation.",
    ),
    MICROSOFT
        .field("X-MS-Exchange-Organization-OriginalSize", "Bookkeeping of the recipient's organisation."),
    MICROSOFT.field(
        "X-MS-Exchange-Organization-RecordReviewCfmType",
        "Bookkeeping of the recipient's organisation.",
    ),
    MICROSOFT.field("X-MS-Exchange-Processed-By-BccFoldering", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-MS-Exchange-PUrlCount", "Bookkeeping of Microsoft's transport."),
    MICROSOFT
        .field("X-MS-Exchange-SenderADCheck", "A number of the sending tenant; not documented by Microsoft."),
    MICROSOFT.field("X-MS-Exchange-SLBlob-MailProps", "Encrypted by Microsoft; nobody else can read it."),
    MICROSOFT.field(
        "X-MS-Exchange-Transport-CrossTenantHeadersPromoted",
        "Bookkeeping between the tenants that a message passes.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-Transport-CrossTenantHeadersStamped",
        "Bookkeeping between the tenants that a message passes.",
    ),
    MICROSOFT.field(
        "X-MS-Exchange-Transport-CrossTenantHeadersStripped",
        "Bookkeeping between the tenants that a message passes.",
    ),
    MICROSOFT.field("X-MS-Exchange-Transport-EndToEndLatency", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-MS-Exchange-Transport-Forked", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-MS-Iris-MetaData", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field(
        "X-MS-Office365-Filtering-Correlation-Id-Prvs",
        "Identifiers of an earlier hop inside Microsoft's cloud.",
    ),
    MICROSOFT.field("X-MS-Office365-Filtering-HT", "Identifiers of an earlier hop inside Microsoft's cloud."),
    MICROSOFT.field("X-MS-Oob-TLC-OOBClassifiers", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-MS-PublicTrafficType", "Bookkeeping of Microsoft's transport."),
    MICROSOFT.field("X-MS-TrafficTypeDiagnostic", "Bookkeeping of Microsoft's transport."),
    MICROSOFT
        .field("X-OrganizationHeadersPreserved", "Bookkeeping between the halves of a hybrid organisation."),
    MICROSOFT.field("X-OriginatorOrg", "The organisation that sent the message, by its own tenant."),
    OPAQUE.field("X-Spam-Combo", "A site's own note of the sender's name; its meaning is not published."),
];

#[cfg(test)]
mod tests {
    use super::super::DECODERS;
    use super::*;

    #[test]
    fn sorted_with_reasons_and_read_by_nobody() {
        let names: Vec<String> = SILENT.iter().map(|f| f.name.to_ascii_lowercase()).collect();
        assert!(names.windows(2).all(|w| w[0] < w[1]));
        for field in SILENT {
            assert!(field.about.ends_with('.'), "{}", field.name);
            let reader = DECODERS.iter().find(|d| d.fields.iter().any(|f| f.is_named(field.name)));
            assert!(reader.is_none(), "{} is read by {}", field.name, reader.map_or("", |d| d.id));
        }
    }
}
