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
    /// Nothing to do with spam.
    Other,
}

/// Words and codes of a reply, and what they mean; the first that fits counts.
///
/// Codes 5.7.20 to 5.7.26: RFC 7372. 5.7.509 and 5.7.515: Microsoft. 5.7.26 with "unauthenticated": Google.
const REPLIES: &[(&str, Refusal)] = &[
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
    ("not authenticated sender", Refusal::Authentication),
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
    ("banned sending ip", Refusal::Blocklist),
    ("spam", Refusal::Content),
    ("junk", Refusal::Content),
    ("content rejected", Refusal::Content),
    ("unsolicited", Refusal::Content),
    ("message rejected due to content", Refusal::Content),
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
    let kind = REPLIES.iter().find(|(word, _)| text.contains(word)).map_or(Refusal::Other, |(_, kind)| *kind);
    Some((kind, place))
}
