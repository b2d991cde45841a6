//! `spf-omits-relay`: The sender domain's SPF record does not name the Ex Libris relay.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::headers::Place;
use crate::remedies::{ADD_SPF_INCLUDE, ALLOW_RELAY, ALLOW_RELAY_POSTFIX};

/// See [`Rule`].
pub(super) static SPF_OMITS_RELAY: Rule = Rule {
    id: "spf-omits-relay",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "The sender domain's SPF record does not name the Ex Libris relay",
    what: "SPF for the institution's own envelope domain does not pass, while the message provably came from an Ex Libris relay or network.",
    why: "The record tells receivers that the relay may not send for the domain. Filters then take the notice for a forgery.",
    remedies: &[&ADD_SPF_INCLUDE, &ALLOW_RELAY, &ALLOW_RELAY_POSTFIX],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    if !facts::from_relay(case) {
        return None;
    }
    let spf =
        facts::relay_spf(case).filter(|s| matches!(s.result, "fail" | "softfail" | "neutral" | "none"))?;
    let own = facts::is_own_envelope(case, spf.domain.as_deref());
    own.then(|| {
        std::iter::once(spf.place).chain(case.evidence.route.border_hop().map(|h| h.ip_place())).collect()
    })
}

fn text(case: &Case<'_, '_>) -> String {
    let domain = facts::envelope_domain(case);
    let result = facts::relay_spf(case).map_or("not pass", |s| s.result);
    let source = facts::source_name(case);
    format!(
        "The message came from {source}, but SPF for {domain} says {result}: the domain's record does not name it. Receivers must take such mail for a forgery.{}",
        facts::when_checked(case)
    )
}
