//! Why a server refused a message, from its reply in a delivery status (RFC 3464, RFC 3463, RFC 7372).

use crate::headers::{Carrier, Place};
use crate::input::Folder;
use crate::rules::Case;

/// The kind of reason that a refusal gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The DMARC policy of the From domain.
    Dmarc,
    /// SPF, DKIM, or authentication in general.
    Authentication,
    /// A list of bad addresses.
    Blocklist,
    /// Content.
    Content,
    /// Malware.
    Malware,
    /// Phishing.
    Phishing,
    /// The recipient's own list.
    RecipientList,
    /// A mail flow rule of the organisation.
    MailFlowRule,
    /// The address, the mailbox or the system: nothing to do with spam.
    Undeliverable,
    /// A policy that the reply does not name.
    Unnamed,
}

/// Words and codes of a reply, and what they mean; the first that fits counts.
///
/// Codes 5.7.20 to 5.7.27: RFC 7372 and RFC 7505. 5.7.509, 5.7.511, 5.7.515, TRANSPORT.RULES: Microsoft.
/// 5.7.26 with "unauthenticated": Google.
const REPLIES: &[(&str, Refusal)] = &[
    ("virus", Refusal::Malware),
    ("malware", Refusal::Malware),
    ("phish", Refusal::Phishing),
    ("transport.rules", Refusal::MailFlowRule),
    ("transport rule", Refusal::MailFlowRule),
    ("recipient has blocked", Refusal::RecipientList),
    ("blocked by recipient", Refusal::RecipientList),
    ("list of the recipient", Refusal::RecipientList),
    ("recipient's block", Refusal::RecipientList),
    ("dmarc", Refusal::Dmarc),
    ("5.7.509", Refusal::Dmarc),
    ("5.7.515", Refusal::Authentication),
    ("5.7.20", Refusal::Authentication),
    ("5.7.21", Refusal::Authentication),
    ("5.7.22", Refusal::Authentication),
    ("5.7.23", Refusal::Authentication),
    ("5.7.24", Refusal::Authentication),
    ("5.7.26", Refusal::Authentication),
    ("5.7.27", Refusal::Authentication),
    ("unauthenticated", Refusal::Authentication),
    ("spf", Refusal::Authentication),
    ("dkim", Refusal::Authentication),
    ("spoof", Refusal::Authentication),
    ("spamhaus", Refusal::Blocklist),
    ("spamcop", Refusal::Blocklist),
    ("dnsbl", Refusal::Blocklist),
    ("blocklist", Refusal::Blocklist),
    ("block list", Refusal::Blocklist),
    ("blacklist", Refusal::Blocklist),
    ("black list", Refusal::Blocklist),
    ("reputation", Refusal::Blocklist),
    ("banned send", Refusal::Blocklist),
    ("5.7.511", Refusal::Blocklist),
    ("spam", Refusal::Content),
    ("junk", Refusal::Content),
    ("content", Refusal::Content),
    ("unsolicited", Refusal::Content),
];

/// Words and classes of status codes (RFC 3463) that have nothing to do with spam.
const NOT_SPAM: &[&str] = &[
    "5.1.",
    "5.2.",
    "5.3.",
    "5.4.",
    "5.5.",
    "5.6.",
    "user unknown",
    "unknown user",
    "no such user",
    "does not exist",
    "mailbox full",
    "quota",
    "mailbox unavailable",
    "recipient not found",
    "host not found",
];

/// The refusal is of this kind: the place of the reply.
pub(crate) fn refusal(case: &Case<'_, '_>, kind: Refusal) -> Option<Vec<Place>> {
    if case.evidence.outcome.folder != Folder::Rejected {
        return None;
    }
    let (found, place) = read(case)?;
    (found == kind).then(|| vec![place])
}

fn read(case: &Case<'_, '_>) -> Option<(Refusal, Place)> {
    let fields = || case.headers.carried_by(Carrier::DeliveryStatus);
    let named =
        |name: &'static str| fields().find(move |f| f.name_bytes().eq_ignore_ascii_case(name.as_bytes()));
    let reply = named("Diagnostic-Code");
    let status = named("Status");
    let mut text = String::new();
    for field in [reply, status].into_iter().flatten() {
        text.push_str(&field.text().to_ascii_lowercase());
        text.push(' ');
    }
    let place = reply.or(status).map(|f| f.place())?;
    let named = REPLIES.iter().find(|(word, _)| text.contains(word)).map(|(_, kind)| *kind);
    let plain =
        || if NOT_SPAM.iter().any(|w| text.contains(w)) { Refusal::Undeliverable } else { Refusal::Unnamed };
    Some((named.unwrap_or_else(plain), place))
}
