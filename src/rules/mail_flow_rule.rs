//! `mail-flow-rule`: A mail flow rule marked it as spam.

use super::facts::Refusal;
use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Acted;
use crate::headers::Place;
use crate::remedies::REVIEW_MAIL_FLOW_RULE;

/// See [`Rule`].
pub(super) static MAIL_FLOW_RULE: Rule = Rule {
    id: "mail-flow-rule",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "A mail flow rule marked it as spam",
    what: "A filter says that a rule of the organisation, or its own Exchange server, set the spam verdict before filtering.",
    why: "Such rules set the verdict themselves; the filter did not look at the message.",
    remedies: &[&REVIEW_MAIL_FLOW_RULE],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::acted(case, Acted::MailFlowRule).or_else(|| facts::refusal(case, Refusal::MailFlowRule))
}

fn text(_: &Case<'_, '_>) -> String {
    "A mail flow rule of the organisation marked the message as spam before the filter looked at it."
        .to_owned()
}
