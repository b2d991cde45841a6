//! Fields of filters that carry no verdict: known by name, read by no decoder, each with the reason.

use super::doc::{FieldDoc, Known};

const SEEN: Known = Known::observed("observed in mailing-list archives");

/// Sorted by name without regard to case.
pub static SILENT: &[FieldDoc] = &[
    SEEN.field(
        "DKIM-Filter",
        "Version of OpenDKIM that checked signatures; the result is in Authentication-Results.",
    ),
    SEEN.field(
        "DMARC-Filter",
        "Version of OpenDMARC that checked the policy; the result is in Authentication-Results.",
    ),
];
