//! The stamps of Exchange on the institution's own servers.

use super::sources::{PROTOCOL, STAMPS as STAMPED};
use super::{Group, row};
use crate::evidence::filters::CodeDoc;
use crate::evidence::filters::Grade::Documented;

/// Every tag of `X-MS-Exchange-Organization-Antispam-Report`.
pub(super) const STAMPS: &[&Group] = &[
    &DV,
    &SID,
    &PCL,
    &SA,
    &SV,
    &CW,
    &P100,
    &PP,
    &TIME,
    &MIME,
    &ALLOWED,
    &BYPASS,
    &SENDER,
    &RECIPIENTS,
    &ORIGIN,
];

/// Tags that stand without a value.
pub(super) const BARE: &[&str] =
    &["IPOnAllowList", "MessageSecurityAntispamBypass", "SenderBypassed", "AllRecipientsBypassed"];

macro_rules! stamps {
    ($($name:ident $key:literal $meaning:literal $effect:literal),* $(,)?) => { $(
        #[doc = concat!("`", $key, "`")]
        pub(in crate::evidence::filters::microsoft) static $name: Group = Group::new($key, &[row($key, "", $meaning, $effect, STAMPED, Documented)]);
    )* };
}
stamps!(
    DV "DV" "Version of the filter's definitions." "",
    SID "SID" "Result of the Sender ID test." "",
    SA "SA" "Action of the content filter's signature." "",
    SV "SV" "Version of the content filter's signatures." "",
    CW "CW" "A word or phrase of the administrator's own list occurs." "A blocked phrase gives SCL 9, an allowed one SCL 0.",
    P100 "P100" "The message contains the address of a known phishing site." "Raises the score.",
    PP "PP" "A valid postmark: the sender's program solved a puzzle." "Lowers the score.",
    TIME "TIME" "The time of sending added to the score." "",
    MIME "MIME" "How well the message keeps to the MIME rules added to the score." "",
    ALLOWED "IPOnAllowList" "The connecting address is on the administrator's IP allow list." "Not filtered.",
    BYPASS "MessageSecurityAntispamBypass" "The sending connection has the permission to bypass the filter." "Not filtered.",
    SENDER "SenderBypassed" "The sender is on the content filter's list of bypassed senders." "Not filtered.",
    RECIPIENTS "AllRecipientsBypassed" "All recipients are exempt from the filter." "Not filtered.",
    ORIGIN "OrigIP" "The address that the message first came from." "",
);

/// Single fields beside the stamps.
pub(super) const OTHERS: &[&Group] = &[&SENDER_ID_RESULT, &QUARANTINE, &RESPONSIBLE, &AV_STAMP];
stamps!(
    QUARANTINE "Quarantine" "The message came out of the quarantine mailbox." "",
    RESPONSIBLE "PRD" "The domain that the Sender ID test looked at." "",
    AV_STAMP "AVStamp-Enterprise" "An anti-virus program scanned the message." "",
);

/// Phishing confidence level.
pub(in crate::evidence::filters::microsoft) static PCL: Group = Group::new("PCL", PHISHING);
const PHISHING: &[CodeDoc] = &[
    row("PCL", "", "Phishing confidence level.", "", STAMPED, Documented),
    row("PCL", "0", "Not judged for phishing.", "", STAMPED, Documented),
    row("PCL", "1-3", "Probably no phishing.", "", STAMPED, Documented),
    row("PCL", "4-8", "Probably phishing.", "", STAMPED, Documented),
    row("PCL", "PhishingLevel NEUTRAL", "Probably no phishing.", "", STAMPED, Documented),
    row("PCL", "PhishingLevel SUSPICIOUS", "Probably phishing.", "", STAMPED, Documented),
];

/// `X-MS-Exchange-Organization-SenderIdResult`.
pub(in crate::evidence::filters::microsoft) static SENDER_ID_RESULT: Group =
    Group::new("SenderIdResult", SENDER_ID);
const SENDER_ID: &[CodeDoc] = &[
    row("SenderIdResult", "", "Result of the Sender ID test.", "", PROTOCOL, Documented),
    row("SenderIdResult", "Pass", "The sending address is authorised.", "", PROTOCOL, Documented),
    row(
        "SenderIdResult",
        "Neutral",
        "The sender's domain says nothing about the sending address.",
        "",
        PROTOCOL,
        Documented,
    ),
    row(
        "SenderIdResult",
        "SoftFail",
        "The sending address is probably not authorised.",
        "",
        PROTOCOL,
        Documented,
    ),
    row("SenderIdResult", "Fail", "The sending address is not authorised.", "", PROTOCOL, Documented),
    row("SenderIdResult", "None", "The sender's domain publishes no record.", "", PROTOCOL, Documented),
    row("SenderIdResult", "TempError", "The record could not be fetched.", "", PROTOCOL, Documented),
    row("SenderIdResult", "PermError", "The record cannot be understood.", "", PROTOCOL, Documented),
];
