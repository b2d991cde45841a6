//! The record to publish where the published one is known: it, with what the remedy changes.

use super::Snippet;
use super::known::{domains, is_host};
use crate::rules::Case;
use crate::verify::spf::{self, MAX_LOOKUPS};
use crate::verify::{Trial, Trials};

/// What was tried for the message's own envelope domain.
fn trials<'c>(case: &Case<'c, '_>) -> Option<&'c Trials> {
    let trials = &case.verified?.trials;
    let tried = trials.named.as_ref().or(trials.corrected.as_ref())?;
    let domain = domains(case).envelope;
    (domain.eq_ignore_ascii_case(&tried.domain) && is_host(domain)).then_some(trials)
}

/// Whether the envelope domain's record is known, with what naming the relays makes of it.
pub(super) fn is_known(case: &Case<'_, '_>) -> bool {
    trials(case).is_some_and(|trials| trials.named.is_some())
}

/// The record with the relays named; where that alone would not work, the corrected one.
pub(super) fn named(case: &Case<'_, '_>) -> Option<Snippet> {
    let trials = trials(case)?;
    let named = trials.named.as_ref()?;
    let works = named.result == spf::Result::Pass && named.candidate.fits();
    if works { snippet(named) } else { corrected(case) }
}

/// The corrected record.
pub(super) fn corrected(case: &Case<'_, '_>) -> Option<Snippet> {
    snippet(trials(case)?.corrected.as_ref().filter(|trial| trial.result == spf::Result::Pass)?)
}

/// The record of the From domain, where it has to name the relays before the envelope sender moves there.
pub(super) fn from_domain(case: &Case<'_, '_>) -> Option<Snippet> {
    let trial = case.verified?.trials.envelope.as_ref()?;
    let works = trial.result == spf::Result::Pass && trial.candidate.fits() && is_host(&trial.domain);
    works.then(|| snippet(trial)).flatten()
}

fn snippet(trial: &Trial) -> Option<Snippet> {
    let candidate = &trial.candidate;
    let mut text = candidate.line.clone()?;
    if trial.published == 0 {
        text.push_str(
            "\n; a first record: add everything else that sends for the domain before you publish it",
        );
    } else if candidate.changes.is_empty() {
        let added = candidate.added.join(" ");
        text.push_str(&format!("\n; the published record ({}) with {added}", trial.as_of()));
    } else {
        text.push_str(&format!("\n; the published record ({}), changed:", trial.as_of()));
        // A term of a broken record may hold a line end, and what follows would be pasted.
        let plain = |change: &&String| change.chars().all(|c| c == ' ' || c.is_ascii_graphic());
        candidate.changes.iter().filter(plain).for_each(|change| text.push_str(&format!("\n; - {change}")));
    }
    Some(Snippet { kind: "dns-txt", text })
}

/// The published record names the relays by now.
pub(super) fn done(case: &Case<'_, '_>) -> Option<String> {
    let trial = trials(case)?.named.as_ref()?;
    let passes = trial.result == spf::Result::Pass && trial.candidate.text.is_none();
    passes.then(|| {
        let Trial { domain, ip, .. } = trial;
        format!("The record of {domain} ({}) lets {ip} pass already: it was changed since.", trial.as_of())
    })
}

/// What is in the way of naming the relays, or is left to do after it.
pub(super) fn warnings(case: &Case<'_, '_>) -> Vec<String> {
    let Some(trial) = trials(case).and_then(|trials| trials.named.as_ref()) else { return Vec::new() };
    let Trial { candidate, ip, .. } = trial;
    let mut warnings = Vec::new();
    if trial.published > 1 {
        warnings.push(format!("There are {} SPF records today: make one of them.", trial.published));
    } else if !candidate.fits() {
        warnings.push(format!(
            "With the relays named the record would take {} look-ups, and {MAX_LOOKUPS} are allowed: take out what is no longer needed first.",
            candidate.lookups
        ));
    } else if trial.result != spf::Result::Pass {
        warnings.push(format!(
            "Compare what you add with the vendor's page first: {ip} would still get {}.",
            trial.result.id()
        ));
    }
    if trial.result == spf::Result::Pass && !candidate.lacking.is_empty() {
        let shown: Vec<String> = candidate.lacking.iter().take(6).map(|net| net.addr().to_string()).collect();
        warnings.push(format!(
            "The include leaves out {}, also a relay of the region: compare with the vendor's page, and ask Ex Libris.",
            shown.join(", ")
        ));
    }
    warnings
}
