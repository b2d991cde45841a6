//! What the analysis could not see or had to assume, in words for people.

use super::authentication::{Authentication, MOST_REPORTED};
use super::filters::Reading;
use super::route::{MAX_HOPS, Route};
use crate::headers::{Headers, Limits, OddityKind};
use crate::input::{Container, Origin};

/// Collects the notes; an ordinary message has none.
pub(super) fn collect(
    headers: &Headers<'_>,
    origin: &Origin,
    route: &Route<'_>,
    authentication: &Authentication<'_>,
    filters: &[Reading<'_>],
) -> Vec<String> {
    let mut notes = Vec::new();
    if origin.container == Container::Msg {
        notes.push("Outlook keeps the header section but not the message as it was sent, so its DKIM and ARC signatures cannot be recomputed.".to_owned());
    }
    limits(headers, origin, route, &mut notes);
    if authentication.reported.len() >= MOST_REPORTED {
        notes.push(format!("Only the first {MOST_REPORTED} authentication results were read."));
    }
    if route.hops.is_empty() && !headers.fields.is_empty() {
        notes.push(
            "There is no Received field, so nothing tells which fields the receiving side wrote.".to_owned(),
        );
    }
    if headers.oddities.iter().any(|o| o.kind == OddityKind::Nul) {
        notes.push("The header section contains NUL bytes; servers may have read it differently.".to_owned());
    }
    if filters.iter().any(|f| f.threshold_assumed && f.trust.counts()) {
        notes.push("The message does not print the filter's threshold for the action that was taken; its usual value is assumed.".to_owned());
    }
    notes
}

fn limits(headers: &Headers<'_>, origin: &Origin, route: &Route<'_>, notes: &mut Vec<String>) {
    let limits = Limits::default();
    if headers.oddities.iter().any(|o| o.kind == OddityKind::Cut) {
        notes.push(format!(
            "The header section was read up to a limit ({} bytes, {} fields); what follows was not analysed.",
            limits.header_bytes, limits.fields
        ));
    } else if origin.cut && headers.body_start >= headers.bytes.len() {
        notes.push("The header section is longer than the part of the message that is kept; the rest was not analysed.".to_owned());
    }
    if route.hops.len() >= MAX_HOPS {
        notes.push(format!("Only the newest {MAX_HOPS} Received fields were read."));
    }
    if origin.cut {
        notes.push(
            "Only the beginning of the body was kept, so attached messages further down were not looked for."
                .to_owned(),
        );
    }
}
