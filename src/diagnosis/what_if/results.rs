//! The results before and after a change, in words.

use std::borrow::Cow;

use crate::evidence::authentication::{Authentication, Dkim, Spf};
use crate::rules::{Case, facts};

/// A result that a change alters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// `spf`, `dkim`, `dmarc`, `compauth`, `score`, or `spf-at-gateway` where a gateway reported it.
    pub what: &'static str,
    /// As it was; `none` where nothing was reported.
    pub before: Cow<'static, str>,
    /// As it would have been.
    pub after: Cow<'static, str>,
}

/// What differs between two views of the same message.
pub(super) fn shifts(before: &Case<'_, '_>, after: &Case<'_, '_>) -> Vec<Shift> {
    let mut shifts = Vec::with_capacity(4);
    let (b, a) = (&before.evidence.authentication, &after.evidence.authentication);
    let mut add = |what, before: Cow<'static, str>, after: Cow<'static, str>| {
        if before != after {
            shifts.push(Shift { what, before, after });
        }
    };
    add("spf", spf(before), spf(after));
    if let (Some(before), Some(after)) = (at_gateway(b), at_gateway(a)) {
        add("spf-at-gateway", word(&before.result, before.aligned), word(&after.result, after.aligned));
    }
    add("dkim", dkim(&b.dkim), dkim(&a.dkim));
    let refused = || facts::refusal(before, facts::Refusal::Dmarc).is_some();
    match (&b.dmarc, &a.dmarc) {
        (Some(before), Some(after)) => add("dmarc", known(&before.result), known(&after.result)),
        (None, None) if refused() && !facts::is_out(after) => add("dmarc", "fail".into(), "pass".into()),
        _ => {}
    }
    if let (Some(before), Some(after)) = (&b.compauth, &a.compauth) {
        add("compauth", known(&before.result), known(&after.result));
    }
    for (reading, now) in before.evidence.filters.iter().zip(&after.evidence.filters) {
        if let (Some(score), Some(new), Some(_)) = (reading.score, now.score, now.threshold)
            && score != new
        {
            add("score", score.to_string().into(), new.to_string().into());
        }
    }
    shifts
}

/// As the deciding server reported it.
fn spf(case: &Case<'_, '_>) -> Cow<'static, str> {
    facts::spf_at_server(case).map_or("none".into(), |spf| word(spf.result, spf.aligned))
}

fn at_gateway<'a, 'm>(authentication: &'a Authentication<'m>) -> Option<&'a Spf<'m>> {
    authentication.gateway.as_ref()?.spf.as_ref()
}

fn word(result: &str, aligned: Option<bool>) -> Cow<'static, str> {
    if result == "pass" && aligned == Some(false) { NOT_ALIGNED.into() } else { known(result) }
}

fn dkim(list: &[Dkim<'_>]) -> Cow<'static, str> {
    let passes =
        |aligned: bool| list.iter().any(|d| d.result == "pass" && (!aligned || d.aligned == Some(true)));
    if passes(true) {
        "pass".into()
    } else if passes(false) {
        NOT_ALIGNED.into()
    } else {
        list.first().map_or("none".into(), |d| known(&d.result))
    }
}

const NOT_ALIGNED: &str = "pass (not aligned)";

/// The words of RFC 8601 and Microsoft's own; any other word counts as unknown.
fn known(result: &str) -> Cow<'static, str> {
    const WORDS: [&str; 12] = [
        "pass",
        "fail",
        "softfail",
        "neutral",
        "none",
        "permerror",
        "temperror",
        "policy",
        "hardfail",
        "bestguesspass",
        "softpass",
        "unknown",
    ];
    WORDS.iter().find(|w| **w == result).map_or("unknown".into(), |w| (*w).into())
}
