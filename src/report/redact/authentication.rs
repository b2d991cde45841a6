//! Authentication results: results and the domains that they are for stay, reasons and comments only as far as known.

use super::anew::anew;
use super::parts::{host, proofs, text};
use super::pen::Pen;
use super::text::Mode;
use crate::report::model::{Arc, Authentication, Compauth, Dkim, Dmarc, Pairs, Reported, Spf};

/// Redacts the results.
pub(super) fn authentication(results: &mut Authentication, pen: &mut Pen<'_, '_, '_>) {
    let Authentication { spf, dkim, dmarc, arc, compauth, reported, verified } = results;
    if let Some(Spf { result, domain, ip, aligned: _, identity: _, source: _, proof }) = spf {
        word(result, pen);
        host(domain, pen);
        host(ip, pen);
        proofs(proof, pen);
    }
    for Dkim { result, domain, selector, aligned: _, reason, source: _, proof } in dkim {
        word(result, pen);
        host(domain, pen);
        text(selector, Mode::Trace, pen);
        text(reason, Mode::Trace, pen);
        proofs(proof, pen);
    }
    if let Some(Dmarc { result, policy, action, domain, source: _, proof }) = dmarc {
        word(result, pen);
        text(policy, Mode::Trace, pen);
        text(action, Mode::Trace, pen);
        host(domain, pen);
        proofs(proof, pen);
    }
    if let Some(Arc { result, instances: _, source: _, proof }) = arc {
        word(result, pen);
        proofs(proof, pen);
    }
    if let Some(Compauth { result, reason, proof }) = compauth {
        word(result, pen);
        text(reason, Mode::Trace, pen);
        proofs(proof, pen);
    }
    if let Some(checks) = verified {
        anew(checks, pen);
    }
    reported.iter_mut().for_each(|pair| self::reported(pair, pen));
}

fn reported(pair: &mut Reported, pen: &mut Pen<'_, '_, '_>) {
    let Reported { method, result, properties, reason, authserv_id, field, instance: _, trust: _, header: _ } =
        pair;
    word(method, pen);
    word(result, pen);
    let Pairs(properties) = properties;
    for (name, value) in properties {
        *value = pen.value(name, value, Mode::Trace);
        word(name, pen);
    }
    text(reason, Mode::Trace, pen);
    host(authserv_id, pen);
    *field = pen.name(field);
}

fn word(word: &mut String, pen: &mut Pen<'_, '_, '_>) {
    *word = pen.text(word, Mode::Trace);
}
