//! `forwarding-broke-authentication`: Forwarding broke the authentication.

use super::{Case, Rule, RuleKind, Severity, facts};
use crate::evidence::relays::Relation;
use crate::headers::Place;
use crate::remedies::{DELIVER_WITHOUT_FORWARDING, SIGN_WITH_OWN_DOMAIN};

/// See [`Rule`].
pub(super) static FORWARDING_BROKE_AUTHENTICATION: Rule = Rule {
    id: "forwarding-broke-authentication",
    severity: Severity::High,
    kind: RuleKind::JunkedCause,
    title: "Forwarding broke the authentication",
    what: "Somebody else forwarded an Ex Libris notice: SPF fails for the forwarder's address, and no DKIM signature of the From domain survives.",
    why: "SPF cannot survive forwarding. Only a DKIM signature of the From domain can.",
    remedies: &[&SIGN_WITH_OWN_DOMAIN, &DELIVER_WITHOUT_FORWARDING],
    check,
    text,
};

fn check(case: &Case<'_, '_>) -> Option<Vec<Place>> {
    if case.evidence.exlibris.relation != Relation::Forwarded || facts::aligned_dkim_passes(case) {
        return None;
    }
    let spf = facts::spf_at_server(case).filter(|s| s.result != "pass")?;
    let mut places = vec![spf.place];
    places.extend(case.evidence.route.border_hop().map(|h| h.ip_place()));
    Some(places)
}

fn text(case: &Case<'_, '_>) -> String {
    let by = facts::peer_name(case);
    format!(
        "The message came from Ex Libris, but {by} handed it over, after forwarding. SPF names the servers of the sender, never those of a forwarder, so it fails here, and no DKIM signature of the From domain is left to prove the sender.{}",
        facts::when_checked(case)
    )
}
