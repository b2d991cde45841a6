//! Reason codes of composite authentication, and the other words about who sent the message.

use super::sources::{COMMUNITY, HEADERS, SAMPLES, STAMPS};
use super::{Group, row};
use crate::evidence::filters::CodeDoc;
use crate::evidence::filters::Grade::{Documented, Observed, Reported, Unknown};

/// Every group of this file.
pub(super) const GROUPS: &[&Group] = &[&COMPAUTH, &DMARC, &ACTION, &AUTH_AS, &SID_RESULT];

/// Reason codes of `compauth`.
pub(in crate::evidence::filters::microsoft) static COMPAUTH: Group = Group::new("compauth", REASONS);
/// `dmarc` in Microsoft's `Authentication-Results`: the words that only Microsoft writes.
static DMARC: Group = Group::new(
    "dmarc",
    &[row(
        "dmarc",
        "bestguesspass",
        "The domain has no DMARC record, but the message would have passed one.",
        "",
        HEADERS,
        Documented,
    )],
);
/// `action` in Microsoft's `Authentication-Results`.
static ACTION: Group = Group::new("action", ACTIONS);
/// `X-MS-Exchange-Organization-AuthAs`.
pub(in crate::evidence::filters::microsoft) static AUTH_AS: Group = Group::new("AuthAs", AUTHENTICATED);
/// `X-SID-Result`.
pub(in crate::evidence::filters::microsoft) static SID_RESULT: Group = Group::new("SID-Result", SENDER_ID);

const ALONE: &str = "Never blocks alone; other signals decide.";

const fn reason(value: &'static str, meaning: &'static str, effect: &'static str) -> CodeDoc {
    row("compauth", value, meaning, effect, HEADERS, Documented)
}

const fn action(value: &'static str, meaning: &'static str, effect: &'static str) -> CodeDoc {
    row("action", value, meaning, effect, HEADERS, Documented)
}

const OVERRIDDEN: &str =
    "The sender's DMARC policy is to reject; the receiver treated the message as spam instead.";

const ACTIONS: &[CodeDoc] = &[
    action("", "What Microsoft did because of the DMARC result.", ""),
    action("none", "Nothing was done because of DMARC.", ""),
    action("quarantine", "DMARC failed, and the sender's policy is quarantine.", "Junk or quarantine."),
    action("reject", "DMARC failed, and the sender's policy is reject.", "Refused or quarantined."),
    action("oreject", OVERRIDDEN, "Junk or quarantine."),
    action("o.reject", OVERRIDDEN, "Junk or quarantine."),
    action("pct.quarantine", "DMARC failed, but the policy's percentage left this message out.", ""),
    action("pct.reject", "DMARC failed, but the policy's percentage left this message out.", ""),
    row(
        "action",
        "opctreject",
        "DMARC failed with the policy reject; the word is not documented by Microsoft.",
        "",
        SAMPLES,
        Unknown,
    ),
    action("permerror", "The sender's DMARC record could not be read.", ""),
    action("temperror", "The sender's DMARC record could not be fetched for now.", ""),
];

const REASONS: &[CodeDoc] = &[
    reason(
        "",
        "Composite authentication: Microsoft's own conclusion from SPF, DKIM, DMARC and history.",
        ALONE,
    ),
    reason(
        "000",
        "Failed explicitly: DMARC fails and the sender's policy is quarantine or reject.",
        "Junk or quarantine; still shown where an allow entry let the message through.",
    ),
    reason(
        "001",
        "Failed implicitly: the sender's domain publishes no or only weak authentication records.",
        ALONE,
    ),
    reason(
        "002",
        "Failed: the administrator forbids this sender to use this domain.",
        "As the anti-phishing policy says.",
    ),
    reason(
        "010",
        "Failed: DMARC fails with policy quarantine or reject, and From is one of the tenant's own domains.",
        "As the anti-phishing policy says.",
    ),
    reason("100", "Passed: SPF or DKIM passes, and the envelope sender and From agree.", ""),
    reason("101", "Passed: signed with DKIM by the domain in From.", ""),
    reason("102", "Passed: SPF passes and the envelope sender and From agree.", ""),
    reason("103", "Passed: the From domain agrees with the reverse name of the sending address.", ""),
    reason("104", "Passed: the From domain agrees with the reverse name of the sending address.", ""),
    row("compauth", "105", "Passed; this sub-code is not documented by Microsoft.", "", SAMPLES, Unknown),
    reason("108", "Passed: DKIM failed only because an earlier legitimate server changed the body.", ""),
    reason("109", "Passed: the domain has no DMARC record, but the message would have passed one.", ""),
    reason("111", "Passed: DMARC could not be evaluated, but the SPF or DKIM domain agrees with From.", ""),
    reason("112", "Passed: the DMARC record could not be fetched in time.", ""),
    reason("115", "Passed: sent from a Microsoft 365 organisation that owns the From domain.", ""),
    reason(
        "116",
        "Passed: the mail servers of the From domain agree with the reverse name of the connecting address.",
        "",
    ),
    reason("130", "Passed: the ARC result of a trusted sealer outweighed the DMARC failure.", ""),
    reason("1xx", "Passed explicit or implicit authentication; this sub-code is internal.", ""),
    reason("201", "Passed softly: reverse names of the From domain and of the connecting network agree.", ""),
    reason(
        "202",
        "Passed softly: the From domain agrees with the domain of the connecting address's reverse name.",
        "",
    ),
    reason("2xx", "Passed implicit authentication softly; this sub-code is internal.", ""),
    reason("3xx", "Not checked.", ""),
    row(
        "compauth",
        "405",
        "Bypassed. The sub-code is not documented by Microsoft; reported by third parties for mail that comes through a gateway or a detour.",
        "",
        COMMUNITY,
        Reported,
    ),
    row(
        "compauth",
        "451",
        "Bypassed. The sub-code is not documented by Microsoft; reported by third parties for mail that comes through a gateway or a detour.",
        "",
        COMMUNITY,
        Reported,
    ),
    row(
        "compauth",
        "460",
        "Bypassed. The sub-code is not documented by Microsoft; reported by third parties for mail that comes through a gateway or a detour.",
        "",
        COMMUNITY,
        Reported,
    ),
    reason("4xx", "Bypassed; this sub-code is not documented by Microsoft.", ""),
    reason("501", "DMARC not enforced: a valid bounce, and the two had already written to each other.", ""),
    reason("502", "DMARC not enforced: a valid bounce of a message sent from this organisation.", ""),
    reason(
        "601",
        "Failed implicitly: From is one of the tenant's own domains, but the message does not authenticate as such.",
        ALONE,
    ),
    reason("6xx", "Failed implicitly; From is one of the tenant's own domains.", ALONE),
    reason(
        "701",
        "DMARC not enforced: the organisation has had legitimate mail from these servers before.",
        "",
    ),
    reason(
        "702",
        "DMARC not enforced: the organisation has had legitimate mail from these servers before.",
        "",
    ),
    reason(
        "703",
        "DMARC not enforced: the organisation has had legitimate mail from these servers before.",
        "",
    ),
    reason(
        "704",
        "DMARC not enforced: the organisation has had legitimate mail from these servers before.",
        "",
    ),
    reason("7xx", "Passed implicit authentication; this sub-code is internal.", ""),
    reason(
        "905",
        "Not enforced because of complex routing: the mail reached Microsoft through the institution's own servers or another service.",
        "",
    ),
    reason("9xx", "Bypassed; this sub-code is internal.", ""),
];

const AUTHENTICATED: &[CodeDoc] = &[
    row("AuthAs", "", "How the sending server was authenticated.", "", STAMPS, Documented),
    row(
        "AuthAs",
        "Anonymous",
        "Came from the internet, without authentication.",
        "Filtered.",
        STAMPS,
        Documented,
    ),
    row(
        "AuthAs",
        "Internal",
        "Authenticated inside the organisation.",
        "Spam filtering is skipped.",
        STAMPS,
        Documented,
    ),
    row("AuthAs", "External", "Authenticated as an external server.", "", STAMPS, Documented),
    row("AuthAs", "Partner", "Came over a connection secured with a partner domain.", "", STAMPS, Documented),
];

const SENDER_ID: &[CodeDoc] = &[
    row("SID-Result", "", "Outlook.com's Sender ID style test of the visible sender.", "", SAMPLES, Observed),
    row(
        "SID-Result",
        "PASS",
        "The visible sender's domain authorises the sending address.",
        "",
        SAMPLES,
        Observed,
    ),
    row(
        "SID-Result",
        "FAIL",
        "The visible sender's domain does not authorise the sending address.",
        "",
        SAMPLES,
        Observed,
    ),
    row(
        "SID-Result",
        "NONE",
        "The visible sender's domain says nothing about the sending address.",
        "",
        SAMPLES,
        Observed,
    ),
];
