//! `impersonates-exlibris`: The message only claims to come from Ex Libris.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::relays::Relation;
use crate::headers::Place;
use crate::remedies::{COMPLETE_RELAY_TABLE, DECLARE_SERVER, DO_NOT_ALLOW_LIST};

/// See [`Rule`].
pub(super) static IMPERSONATES_EXLIBRIS: Rule = Rule {
    id: "impersonates-exlibris",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "The message only claims to come from Ex Libris",
    what: "Text that the sender controls names Ex Libris, and what trusted servers recorded contradicts it.",
    why: "Allowing an impostor is worse than losing a notice.",
    remedies: &[&COMPLETE_RELAY_TABLE, &DO_NOT_ALLOW_LIST, &DECLARE_SERVER],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    let exlibris = &case.evidence.exlibris;
    let impostor = exlibris.relation == Relation::Claimed && !exlibris.contradicted.is_empty();
    impostor.then(|| exlibris.contradicted.clone())
}

fn text(case: &Case<'_, '_>) -> String {
    let peer = facts::peer_name(case);
    if !facts::knows_relays(case) {
        return format!(
            "The message names Ex Libris, but {peer} handed it over, and no known Ex Libris address is that. No relay table of the vendor was given (--relays), so a relay that is not known here looks the same as an impostor."
        );
    }
    format!(
        "The message names Ex Libris, but {peer} handed it over, and that is not theirs. Names in HELO, From and older Received lines are the sender's own words. Do not allow-list it."
    )
}
