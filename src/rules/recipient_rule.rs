//! `recipient-rule`: A rule or setting of the recipient's mailbox moved it.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::filters::Acted;
use crate::headers::Place;
use crate::remedies::RECIPIENT_CHECK_RULES;

/// See [`Rule`].
pub(super) static RECIPIENT_RULE: Rule = Rule {
    id: "recipient-rule",
    severity: Severity::High,
    kind: RuleKind::AnyCause,
    title: "A rule or setting of the recipient's mailbox moved it",
    what: "The mailbox says that a rule or an exclusive setting of the recipient decided the folder.",
    why: "Mailbox rules run after every filter and win.",
    remedies: &[&RECIPIENT_CHECK_RULES],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::acted(case, Acted::RecipientRule)
}

fn text(_: &Case<'_, '_>) -> String {
    "A rule or junk setting in the recipient's own mailbox decided the folder, not the spam filter."
        .to_owned()
}
