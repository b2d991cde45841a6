//! `bulk-mail`: The filter sorted it out as bulk mail.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::{Group, Verdict};
use crate::headers::Place;
use crate::remedies::{ALLOW_RELAY, REPORT_FALSE_POSITIVE, TUNE_BULK_THRESHOLD};

/// See [`Rule`].
pub(super) static BULK_MAIL: Rule = Rule {
    id: "bulk-mail",
    severity: Severity::Medium,
    kind: RuleKind::JunkedCause,
    title: "The filter sorted it out as bulk mail",
    what: "The deciding filter's verdict is bulk, or digests of bulk mail carried its score over the threshold.",
    why: "Bulk is not spam: the threshold is a setting of the receiving side.",
    remedies: &[&TUNE_BULK_THRESHOLD, &ALLOW_RELAY, &REPORT_FALSE_POSITIVE],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::decided(case, &[Verdict::Bulk]).or_else(|| facts::needed_group(case, Group::Bulk))
}

fn text(_: &Case<'_, '_>) -> String {
    "The filter took the notice for bulk mail and sorted it out by the organisation's own threshold."
        .to_owned()
}
