//! `no-verdict-in-headers`: The headers do not say why.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::route::Platform;
use crate::headers::Place;
use crate::remedies::{ASK_FOR_MESSAGE_TRACE, EXPORT_WITH_FULL_HEADERS};

/// See [`Rule`].
pub(super) static NO_VERDICT_IN_HEADERS: Rule = Rule {
    id: "no-verdict-in-headers",
    severity: Severity::Info,
    kind: RuleKind::AnyCause,
    title: "The headers do not say why",
    what: "No filter of the receiving side wrote a verdict that explains the folder.",
    why: "Some platforms write no verdict into the message. A guess would be worse than none.",
    remedies: &[&ASK_FOR_MESSAGE_TRACE, &EXPORT_WITH_FULL_HEADERS],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    facts::silent(case)
}

fn text(case: &Case<'_, '_>) -> String {
    if let Some(reading) = facts::unsure(case) {
        return format!(
            "{} was not sure whether the message is spam, and the headers do not say what decided.",
            facts::product_name(reading.product)
        );
    }
    if case.evidence.route.platform == Platform::Google {
        return "Gmail writes no spam verdict into the message, and its reported authentication gives no reason. Only the mail administrator can see more.".to_owned();
    }
    "No trusted filter wrote a verdict that explains where the message lies. The headers do not say more."
        .to_owned()
}
