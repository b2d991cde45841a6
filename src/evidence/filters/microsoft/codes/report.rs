//! The keys of `X-Forefront-Antispam-Report`, `X-Microsoft-Antispam` and of single fields beside them.

use super::sources::{
    BULK, CLUTTERED, COMMUNITY, CONNECTORS, HEADERS, LEVEL, SAMPLES, SPOOFING, TROUBLE, VIEWER,
};
use super::{Group, row};
use crate::evidence::filters::CodeDoc;
use crate::evidence::filters::Grade::{Documented, Observed, Reported, Unknown};

/// Every key of the two report fields, commonest first.
pub(super) const GROUPS: &[&Group] = &[
    &CIP, &CTRY, &LANG, &SCL, &SRV, &IPV, &SFV, &H, &PTR, &CAT, &SFTY, &SFS, &DIR, &SFP, &BCL, &ARA, &ARC,
    &EFV, &UIP, &RULEID, &SRVR, &FPR, &SPF, &MX, &A,
];
/// Keys of other fields.
pub(super) const OTHERS: &[&Group] = &[
    &SKIP_LISTED,
    &SENDER_IP,
    &ORIGINAL_SCL,
    &MESSAGE_ID,
    &DIRECT_SEND,
    &ZAP,
    &DIAGNOSTIC_METADATA,
    &DIAGNOSTIC_OUTPUT,
    &SCAN_CONTEXT,
    &ATP,
    &SAFE_LINKS_STAT,
    &SAFE_LINKS_BITS,
    &SAFE_LINKS_KEY,
    &SAFE_LINKS_POLICY,
    &SAFE_ATTACHMENTS,
    &FIRST_CONTACT,
    &INTERNAL_SENDER,
    &NOT_COMPLIANT,
    &FOCUSED_INBOX,
    &CLUTTER,
    &FROM_ENTITY,
];

const OPAQUE: &str = "A vendor diagnostic; not documented by Microsoft.";
const JUNK: &str = "Goes to Junk unless the policy says otherwise.";

macro_rules! group {
    ($name:ident, $key:literal, $rows:ident) => {
        #[doc = concat!("`", $key, "`")]
        pub(in crate::evidence::filters::microsoft) static $name: Group = Group::new($key, $rows);
    };
    ($name:ident, $key:literal, $meaning:expr, $source:expr, $grade:expr) => {
        #[doc = concat!("`", $key, "`")]
        pub(in crate::evidence::filters::microsoft) static $name: Group =
            Group::new($key, &[row($key, "", $meaning, "", $source, $grade)]);
    };
}

group!(
    CIP,
    "CIP",
    "The address that connected to Microsoft; behind a gateway it is the gateway's.",
    HEADERS,
    Documented
);
group!(
    CTRY,
    "CTRY",
    "The country of the address that connected; not always where the mail began.",
    HEADERS,
    Documented
);
group!(LANG, "LANG", "The language that the message seems to be written in.", HEADERS, Documented);
group!(H, "H", "The name that the connecting server gave itself (HELO).", HEADERS, Documented);
group!(
    PTR,
    "PTR",
    "The reverse name of the address that connected, or why there is none.",
    HEADERS,
    Documented
);
group!(ARC, "ARC", "What the ARC chain of the message says.", HEADERS, Documented);
group!(SFS, "SFS", "Numbers of internal rules; not documented by Microsoft.", SAMPLES, Unknown);
group!(SFP, "SFP", OPAQUE, SAMPLES, Unknown);
group!(ARA, "ARA", "Numbers of internal rules; not documented by Microsoft.", SAMPLES, Unknown);
group!(RULEID, "RULEID", "Numbers of internal rules; not documented by Microsoft.", SAMPLES, Unknown);
group!(
    SRVR,
    "SRVR",
    "The server that wrote the report, in mail before 2020; not documented by Microsoft.",
    SAMPLES,
    Unknown
);
group!(EFV, "EFV", "Repeats IPV in old reports; not documented by Microsoft.", SAMPLES, Unknown);
group!(UIP, "UIP", OPAQUE, SAMPLES, Unknown);
group!(FPR, "FPR", OPAQUE, SAMPLES, Unknown);
group!(SPF, "SPF", "An SPF word of old reports; not documented by Microsoft.", SAMPLES, Unknown);
group!(MX, "MX", OPAQUE, SAMPLES, Unknown);
group!(A, "A", OPAQUE, SAMPLES, Unknown);
group!(
    SKIP_LISTED,
    "SkipListedInternetSender",
    "Enhanced filtering looked behind a gateway: this is the server that sent to the gateway.",
    CONNECTORS,
    Documented
);
group!(SENDER_IP, "SenderIP", "The address that handed the message to Outlook.com.", SAMPLES, Observed);
group!(ORIGINAL_SCL, "Original-Scl", "The SCL before something overrode it.", SAMPLES, Observed);
group!(
    MESSAGE_ID,
    "Network-Message-Id",
    "The id by which a message trace or Defender finds this message.",
    HEADERS,
    Documented
);
group!(
    DIRECT_SEND,
    "IsAnonymousDirectSend",
    "Reported by third parties: sent without authentication, straight to the tenant, under an own address.",
    COMMUNITY,
    Reported
);
group!(
    ZAP,
    "ZAP",
    "The message was judged again after delivery; the field's text is not documented by Microsoft.",
    SAMPLES,
    Unknown
);

group!(
    DIAGNOSTIC_METADATA,
    "SpamDiagnosticMetadata",
    "Repeats the filter's word, in mail before 2020; not documented by Microsoft.",
    SAMPLES,
    Unknown
);
group!(DIAGNOSTIC_OUTPUT, "SpamDiagnosticOutput", OPAQUE, SAMPLES, Unknown);
group!(
    SCAN_CONTEXT,
    "Antispam-ScanContext",
    "What the other half of a hybrid organisation found: direction, verdict, and whether it skipped.",
    SAMPLES,
    Observed
);
group!(SAFE_LINKS_STAT, "ATPSafeLinks-Stat", OPAQUE, SAMPLES, Unknown);
group!(SAFE_LINKS_BITS, "ATPSafeLinks-BitVector", OPAQUE, SAMPLES, Unknown);
group!(SAFE_LINKS_KEY, "Safelinks-Url-KeyVer", OPAQUE, SAMPLES, Unknown);
group!(SAFE_LINKS_POLICY, "SafeLinksPolicy", OPAQUE, SAMPLES, Unknown);
group!(SAFE_ATTACHMENTS, "SafeAttachmentPolicy", OPAQUE, SAMPLES, Unknown);
group!(
    FIRST_CONTACT,
    "FirstContactSafetyTip",
    "Reported by third parties: the reader may see a tip that this sender is new. Not a spam verdict.",
    COMMUNITY,
    Reported
);
group!(
    INTERNAL_SENDER,
    "InternalOrgSender",
    "Reported by third parties: the sender's address is one of the tenant's own.",
    COMMUNITY,
    Reported
);
group!(
    NOT_COMPLIANT,
    "P2NotCompliant",
    "Reported by third parties: the From field breaks the rules of RFC 5322.",
    COMMUNITY,
    Reported
);
group!(
    FOCUSED_INBOX,
    "BypassFocusedInbox",
    "A mail flow rule put the message into the focused inbox; no spam verdict.",
    CLUTTERED,
    Documented
);
group!(
    CLUTTER,
    "BypassClutter",
    "A mail flow rule kept the message out of Clutter; no spam verdict.",
    CLUTTERED,
    Documented
);

group!(ATP, "ATP", ATP_ROWS);
const ATP_ROWS: &[CodeDoc] = &[
    row(
        "ATP",
        "",
        "Parts of Defender for Office 365 that handled the message; reported by third parties.",
        "",
        COMMUNITY,
        Reported,
    ),
    row("ATP", "SA", "Reported by third parties: Safe Attachments handled it.", "", COMMUNITY, Reported),
    row("ATP", "SL", "Reported by third parties: Safe Links handled it.", "", COMMUNITY, Reported),
];

group!(FROM_ENTITY, "FromEntityHeader", ENTITY_ROWS);
const ENTITY_ROWS: &[CodeDoc] = &[
    row("FromEntityHeader", "", "Who handed the message over to the tenant.", "", SAMPLES, Observed),
    row("FromEntityHeader", "Internet", "It came from the internet.", "", SAMPLES, Observed),
    row("FromEntityHeader", "Hosted", "It came from a Microsoft 365 organisation.", "", SAMPLES, Observed),
    row(
        "FromEntityHeader",
        "HybridOnPrem",
        "It came from the institution's own Exchange.",
        "",
        SAMPLES,
        Observed,
    ),
];

group!(SFV, "SFV", SFV_ROWS);
const SFV_ROWS: &[CodeDoc] = &[
    row("SFV", "", "Which part of the filter decided, and how.", "", HEADERS, Documented),
    row("SFV", "NSPM", "The content filter found no spam.", "Delivered to the inbox.", TROUBLE, Documented),
    row(
        "SFV",
        "SPM",
        "The content filter found spam; CAT and X-CustomSpam say more.",
        JUNK,
        TROUBLE,
        Documented,
    ),
    row(
        "SFV",
        "SKN",
        "A mail flow rule told the filter to skip the message (SCL -1).",
        "Delivered unless it is malware or high-confidence phishing.",
        TROUBLE,
        Documented,
    ),
    row(
        "SFV",
        "SKA",
        "The sender or domain is on the allow list of an anti-spam policy.",
        "Delivered unless it is malware or high-confidence phishing.",
        TROUBLE,
        Documented,
    ),
    row(
        "SFV",
        "SFE",
        "The sender is on the recipient's own safe senders list.",
        "Delivered unless it is malware or high-confidence phishing.",
        TROUBLE,
        Documented,
    ),
    row(
        "SFV",
        "SKI",
        "The connecting address is on the tenant's IP Allow List; in older mail also used for mail inside the organisation.",
        "Filtering was skipped.",
        TROUBLE,
        Documented,
    ),
    row(
        "SFV",
        "SKS",
        "A mail flow rule, or Exchange on the institution's own servers, marked the message as spam before the filter saw it.",
        JUNK,
        TROUBLE,
        Documented,
    ),
    row(
        "SFV",
        "SKB",
        "The sender or domain is on the block list of an anti-spam policy.",
        JUNK,
        TROUBLE,
        Documented,
    ),
    row(
        "SFV",
        "BLK",
        "The sender is on the recipient's own blocked senders list.",
        "Goes to Junk.",
        TROUBLE,
        Documented,
    ),
    row(
        "SFV",
        "SKQ",
        "The message was released from quarantine.",
        "Delivered after the release; the first verdict was bad.",
        TROUBLE,
        Documented,
    ),
    row(
        "SFV",
        "DMS",
        "Reported by third parties: found to be spam, but the tenant's settings ignore that.",
        "",
        VIEWER,
        Reported,
    ),
];

group!(CAT, "CAT", CAT_ROWS);
const QUARANTINE: &str = "Always quarantined; no allow list lets it through.";
const CAT_ROWS: &[CodeDoc] = &[
    row("CAT", "", "The category of protection that acted on the message.", "", HEADERS, Documented),
    row("CAT", "NONE", "No protection policy acted.", "", TROUBLE, Observed),
    row("CAT", "AMP", "The anti-malware policy acted.", "Quarantined.", HEADERS, Documented),
    row("CAT", "MALW", "Malware.", "Quarantined.", HEADERS, Documented),
    row(
        "CAT",
        "SAP",
        "Safe Attachments found malware (Defender for Office 365).",
        "Quarantined.",
        HEADERS,
        Documented,
    ),
    row("CAT", "FTBP", "An attachment of a blocked file type.", "Quarantined.", HEADERS, Documented),
    row("CAT", "HPHSH", "Phishing, with high confidence.", QUARANTINE, HEADERS, Documented),
    row("CAT", "HPHISH", "Phishing, with high confidence.", QUARANTINE, HEADERS, Documented),
    row("CAT", "PHSH", "Phishing.", "Junk or quarantine, as the policy says.", HEADERS, Documented),
    row(
        "CAT",
        "INTOS",
        "Phishing inside the organisation.",
        "Junk or quarantine, as the policy says.",
        HEADERS,
        Documented,
    ),
    row(
        "CAT",
        "SPOOF",
        "The sender's address looks forged: authentication failed.",
        "Junk or quarantine, as the anti-phishing policy says.",
        HEADERS,
        Documented,
    ),
    row(
        "CAT",
        "UIMP",
        "The sender imitates a protected person (Defender for Office 365).",
        "As the anti-phishing policy says.",
        HEADERS,
        Documented,
    ),
    row(
        "CAT",
        "DIMP",
        "The sender imitates a protected domain (Defender for Office 365).",
        "As the anti-phishing policy says.",
        HEADERS,
        Documented,
    ),
    row(
        "CAT",
        "BIMP",
        "The message imitates a brand (Defender for Office 365).",
        "As the anti-phishing policy says.",
        HEADERS,
        Documented,
    ),
    row(
        "CAT",
        "GIMP",
        "The sender imitates somebody the recipient usually writes with (Defender for Office 365).",
        "As the anti-phishing policy says.",
        HEADERS,
        Documented,
    ),
    row(
        "CAT",
        "HSPM",
        "Spam, with high confidence.",
        "Junk by default, quarantine under the preset policies.",
        HEADERS,
        Documented,
    ),
    row("CAT", "SPM", "Spam.", JUNK, HEADERS, Documented),
    row("CAT", "BULK", "Bulk mail above the tenant's threshold.", JUNK, HEADERS, Documented),
    row(
        "CAT",
        "OSPM",
        "Spam found on the way out of the sender's own tenant: not the recipient's verdict.",
        "",
        HEADERS,
        Documented,
    ),
];

group!(SCL, "SCL", SCL_ROWS);
const SCL_ROWS: &[CodeDoc] = &[
    row(
        "SCL",
        "",
        "Spam confidence level. In the cloud it records the outcome; CAT says what was decided.",
        "",
        HEADERS,
        Documented,
    ),
    row(
        "SCL",
        "-1",
        "An instruction to skip spam filtering: a safe sender, a rule or the IP Allow List.",
        "Delivered to the inbox.",
        LEVEL,
        Documented,
    ),
    row("SCL", "0-1", "Not spam.", "Delivered to the inbox.", LEVEL, Documented),
    row(
        "SCL",
        "2-4",
        "Not spam; the cloud filter for organisations does not use this level.",
        "Delivered to the inbox.",
        LEVEL,
        Documented,
    ),
    row("SCL", "5-6", "Spam.", "Junk by default; quarantine under the strict preset.", LEVEL, Documented),
    row(
        "SCL",
        "7-9",
        "Spam, with high confidence.",
        "Junk by default; quarantine under the preset policies.",
        LEVEL,
        Documented,
    ),
];

group!(BCL, "BCL", BCL_ROWS);
const BCL_ROWS: &[CodeDoc] = &[
    row(
        "BCL",
        "",
        "Bulk complaint level. The tenant's threshold decides: 7 by default, 6 in the standard and 5 in the strict preset.",
        "",
        BULK,
        Documented,
    ),
    row("BCL", "0", "Not from a bulk sender.", "", BULK, Documented),
    row("BCL", "1-3", "From a bulk sender that few people complain about.", "", BULK, Documented),
    row(
        "BCL",
        "4-7",
        "From a bulk sender with a mixed number of complaints.",
        "Junk when the tenant's threshold is at or below it.",
        BULK,
        Documented,
    ),
    row(
        "BCL",
        "8-9",
        "From a bulk sender that many people complain about.",
        "Junk when the tenant's threshold is at or below it.",
        BULK,
        Documented,
    ),
];

group!(SRV, "SRV", SRV_ROWS);
const SRV_ROWS: &[CodeDoc] = &[
    row("SRV", "", "Whether the message was treated as bulk mail.", "", HEADERS, Documented),
    row("SRV", "BULK", "Bulk mail: the BCL reached the tenant's threshold.", JUNK, HEADERS, Documented),
];

group!(IPV, "IPV", IPV_ROWS);
const IPV_ROWS: &[CodeDoc] = &[
    row("IPV", "", "What is known of the connecting address.", "", HEADERS, Documented),
    row(
        "IPV",
        "CAL",
        "The address is on the tenant's IP Allow List. In outbound mail it only means that an own server was recognised.",
        "Inbound: filtering was skipped.",
        HEADERS,
        Documented,
    ),
    row("IPV", "NLI", "The address is on no reputation list.", "", HEADERS, Documented),
];

group!(DIR, "DIR", DIR_ROWS);
const DIR_ROWS: &[CodeDoc] = &[
    row("DIR", "", "Which way the message went when this was written.", "", HEADERS, Documented),
    row("DIR", "INB", "Inbound: the recipient's own filter wrote this.", "", HEADERS, Documented),
    row(
        "DIR",
        "OUT",
        "Outbound: the sender's tenant wrote this, not the recipient's filter.",
        "",
        HEADERS,
        Documented,
    ),
    row("DIR", "INT", "Inside one organisation.", "", HEADERS, Documented),
];

group!(SFTY, "SFTY", SFTY_ROWS);
const SFTY_ROWS: &[CodeDoc] = &[
    row("SFTY", "", "Which safety tip the reader sees.", "", HEADERS, Documented),
    row(
        "SFTY",
        "9.19",
        "Safety tip: the sender's domain imitates another.",
        "A warning in the message.",
        HEADERS,
        Documented,
    ),
    row(
        "SFTY",
        "9.20",
        "Safety tip: the sender imitates a person.",
        "A warning in the message.",
        HEADERS,
        Documented,
    ),
    row(
        "SFTY",
        "9.25",
        "Safety tip: first contact with this sender. Not a spam verdict.",
        "A hint in the message.",
        HEADERS,
        Documented,
    ),
    row(
        "SFTY",
        "9.11",
        "Safety tip: the sender claims to be inside the organisation and is not (documented until 2024).",
        "A warning in the message.",
        SPOOFING,
        Documented,
    ),
    row(
        "SFTY",
        "9.22",
        "Safety tip: the sender claims a foreign domain and authentication fails (documented until 2024).",
        "A warning in the message.",
        SPOOFING,
        Documented,
    ),
    row("SFTY", "9.1", "A safety tip; not documented by Microsoft.", "", COMMUNITY, Unknown),
    row("SFTY", "9.21", "A safety tip; not documented by Microsoft.", "", COMMUNITY, Unknown),
    row("SFTY", "9.23", "A safety tip; not documented by Microsoft.", "", COMMUNITY, Unknown),
    row("SFTY", "9.24", "A safety tip; not documented by Microsoft.", "", COMMUNITY, Unknown),
];
