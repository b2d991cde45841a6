//! The keys of `X-Microsoft-Antispam-Mailbox-Delivery` and `X-Message-Delivery`: where the message was put.

use super::sources::{OXFORD, SAMPLES, VIEWER};
use super::{Group, row};
use crate::evidence::filters::CodeDoc;
use crate::evidence::filters::Grade::{Observed, Reported, Unknown};

/// Every key of the two delivery fields.
pub(super) const GROUPS: &[&Group] = &[
    &DEST,
    &OFR,
    &RF,
    &UCF,
    &JMR,
    &AUTH,
    &WL,
    &PCWL,
    &ENG,
    &EX,
    &PSP,
    &ABWL,
    &KL,
    &DWL,
    &DKL,
    &RWL,
    &IWL,
    &IJL,
    &WIMS_AUTH,
    &WIMS_SPF,
    &WIMS_DKIM,
    &WIMS_PRA,
    &WIMS_SENDER_IP,
    &D,
    &GD,
    &V,
    &US,
    &L,
    &A,
    &COARSE,
];
/// Keys of other fields.
pub(super) const OTHERS: &[&Group] = &[&RESUBMISSION, &ORIGINAL, &SID_PRA, &LAST_LOGON];

const OPAQUE: &str = "A vendor diagnostic; not documented by Microsoft.";

macro_rules! opaque {
    ($($name:ident $key:literal),*) => { $(
        #[doc = concat!("`", $key, "`")]
        pub(in crate::evidence::filters::microsoft) static $name: Group = Group::new($key, &[row($key, "", OPAQUE, "", SAMPLES, Unknown)]);
    )* };
}
opaque!(
    EX "ex", PSP "psp", ABWL "abwl", KL "kl", DWL "dwl", DKL "dkl", RWL "rwl", IWL "iwl", IJL "ijl", JMR "jmr",
    GD "GD", V "V", US "us", L "l", A "a"
);

static ENG: Group = Group::new(
    "ENG",
    &[row("ENG", "", "Numbers of internal rules; not documented by Microsoft.", "", SAMPLES, Unknown)],
);
macro_rules! plain {
    ($($name:ident $key:literal $meaning:literal $grade:ident),* $(,)?) => { $(
        #[doc = concat!("`", $key, "`")]
        pub(in crate::evidence::filters::microsoft) static $name: Group = Group::new($key, &[row($key, "", $meaning, "", SAMPLES, $grade)]);
    )* };
}
plain!(
    WIMS_AUTH "WIMS-AUTH" "A test of mail from Outlook.com itself; not documented by Microsoft." Unknown,
    WIMS_SPF "WIMS-SPF" "A test of mail from Outlook.com itself; not documented by Microsoft." Unknown,
    WIMS_DKIM "WIMS-DKIM" "A test of mail from Outlook.com itself; not documented by Microsoft." Unknown,
    WIMS_PRA "WIMS-PRA" "The sender's address in mail from Outlook.com itself." Observed,
    WIMS_SENDER_IP "WIMS-SenderIP" "The sender's network address in mail from Outlook.com itself." Observed,
    SID_PRA "SID-PRA" "The visible sender that the Sender ID style test looked at." Observed,
    LAST_LOGON "UserLastLogonTime" "When the recipient last signed in." Observed,
    ORIGINAL "Message-Delivery-Original" "The numbers of X-Message-Delivery before a second delivery." Observed,
);
/// `SCL` of `X-Message-Delivery`, which is another scale than the filter's.
pub(in crate::evidence::filters::microsoft) static COARSE: Group = Group::new(
    "Delivery-SCL",
    &[
        row(
            "Delivery-SCL",
            "",
            "SCL inside X-Message-Delivery: a coarse level on another scale than the filter's; not documented by Microsoft.",
            "",
            SAMPLES,
            Observed,
        ),
        row("Delivery-SCL", "-1", "A trusted sender, on the mailbox's own scale.", "", SAMPLES, Observed),
        row("Delivery-SCL", "3", "Ordinary mail, on the mailbox's own scale.", "", SAMPLES, Observed),
        row("Delivery-SCL", "6", "Junk, on the mailbox's own scale.", "", SAMPLES, Observed),
    ],
);

/// `dest`
pub(in crate::evidence::filters::microsoft) static DEST: Group = Group::new(
    "dest",
    &[
        row(
            "dest",
            "",
            "The folder that the message was delivered to; not documented by Microsoft.",
            "",
            OXFORD,
            Reported,
        ),
        row("dest", "I", "Delivered to the inbox.", "", OXFORD, Observed),
        row("dest", "J", "Delivered to Junk Email.", "", OXFORD, Observed),
        row("dest", "C", "Delivered to another folder, by a rule of the recipient.", "", OXFORD, Observed),
    ],
);
/// `OFR`
pub(in crate::evidence::filters::microsoft) static OFR: Group = Group::new(
    "OFR",
    &[
        row("OFR", "", "What decided the folder; not documented by Microsoft.", "", VIEWER, Reported),
        row(
            "OFR",
            "SpamFilterAuthJ",
            "The spam filter's verdict decided.",
            "Always Junk.",
            SAMPLES,
            Observed,
        ),
        row("OFR", "SpamFilterPass", "The spam filter let the message pass.", "Inbox.", SAMPLES, Observed),
        row(
            "OFR",
            "TrustedSenderList",
            "The recipient's list of trusted senders decided.",
            "Always the inbox.",
            SAMPLES,
            Observed,
        ),
        row(
            "OFR",
            "SenderInAddressBook",
            "The sender is in the recipient's address book.",
            "Inbox.",
            SAMPLES,
            Observed,
        ),
        row(
            "OFR",
            "CustomRules",
            "A rule of the recipient decided.",
            "Always the rule's folder.",
            SAMPLES,
            Observed,
        ),
        row(
            "OFR",
            "ExclusiveSettings",
            "Reported by third parties: the recipient accepts mail from known contacts only.",
            "Junk.",
            VIEWER,
            Reported,
        ),
    ],
);
/// `RF`
pub(in crate::evidence::filters::microsoft) static RF: Group = Group::new(
    "RF",
    &[
        row(
            "RF",
            "",
            "The folder that was used, as a word; not documented by Microsoft.",
            "",
            SAMPLES,
            Observed,
        ),
        row("RF", "JunkEmail", "Filed to Junk Email.", "Junk.", SAMPLES, Observed),
    ],
);
/// `ucf`
pub(in crate::evidence::filters::microsoft) static UCF: Group = Group::new(
    "ucf",
    &[
        row(
            "ucf",
            "",
            "Whether a rule of the recipient fired; not documented by Microsoft.",
            "",
            OXFORD,
            Reported,
        ),
        row("ucf", "0", "No rule of the recipient fired.", "", OXFORD, Reported),
        row("ucf", "1", "A rule of the recipient fired.", "The rule's folder.", OXFORD, Reported),
    ],
);
static AUTH: Group = Group::new(
    "auth",
    &[
        row(
            "auth",
            "",
            "Whether the Sender ID style test passed. It is not composite authentication.",
            "",
            SAMPLES,
            Observed,
        ),
        row("auth", "0", "The Sender ID style test did not pass.", "", SAMPLES, Observed),
        row("auth", "1", "The Sender ID style test passed.", "", SAMPLES, Observed),
    ],
);
const LISTED: &[CodeDoc] = &[
    row(
        "wl",
        "",
        "Whether the sender is on a list of the recipient; OFR says whether that decided anything.",
        "",
        SAMPLES,
        Observed,
    ),
    row("wl", "0", "The sender is on no list of the recipient.", "", SAMPLES, Observed),
    row(
        "wl",
        "1",
        "The sender is on a list of the recipient; OFR says whether that decided anything.",
        "",
        SAMPLES,
        Observed,
    ),
];
static WL: Group = Group::new("wl", LISTED);
static PCWL: Group = Group::new(
    "pcwl",
    &[
        row(
            "pcwl",
            "",
            "Repeats wl, for the address book; not documented by Microsoft.",
            "",
            SAMPLES,
            Observed,
        ),
        row("pcwl", "0", "The sender is on no list of the recipient.", "", SAMPLES, Observed),
        row(
            "pcwl",
            "1",
            "The sender is on a list of the recipient; OFR says whether that decided anything.",
            "",
            SAMPLES,
            Observed,
        ),
    ],
);
/// `D`
pub(in crate::evidence::filters::microsoft) static D: Group = Group::new(
    "D",
    &[
        row(
            "D",
            "",
            "The folder as a number, in X-Message-Delivery; not documented by Microsoft.",
            "",
            SAMPLES,
            Observed,
        ),
        row("D", "1", "Delivered to the inbox, or to a folder by a rule.", "", SAMPLES, Observed),
        row("D", "2", "Delivered to Junk Email.", "", SAMPLES, Observed),
        row("D", "0", "Old or sent mail; not documented by Microsoft.", "", SAMPLES, Unknown),
    ],
);

/// A message that was put into the mailbox again.
pub(in crate::evidence::filters::microsoft) static RESUBMISSION: Group = Group::new(
    "Resubmission",
    &[
        row(
            "Resubmission",
            "",
            "The message was judged again after its first delivery, so its folder may have changed then.",
            "",
            SAMPLES,
            Observed,
        ),
        row(
            "Resubmission",
            "AntispamTT",
            "The message was judged again after its first delivery, so its folder may have changed then.",
            "",
            SAMPLES,
            Observed,
        ),
        row(
            "Resubmission",
            "MailboxResubmission",
            "Stands after `with` in a Received field: the message was put into the mailbox again after a second judgement.",
            "",
            SAMPLES,
            Observed,
        ),
    ],
);
