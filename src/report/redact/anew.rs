//! What was checked anew: results and what DNS publishes stay, names in questions only as far as they tell nothing.

use super::parts::{proofs, text};
use super::pen::Pen;
use super::text::Mode;
use crate::report::anew::{
    Anew, ArcCheck, ArcSet, Difference, DkimCheck, DmarcCheck, DmarcResult, Line, Matched, SpfCheck,
};

/// Redacts the checks.
pub(super) fn anew(anew: &mut Anew, pen: &mut Pen<'_, '_, '_>) {
    let Anew { spf: spf_check, dkim, dkim_left_out: _, dmarc, arc, differences } = anew;
    if let Some(check) = spf_check {
        spf(check, pen);
    }
    dkim.iter_mut().for_each(|check| signature(check, pen));
    if let Some(DmarcCheck { rfc7489, rfc9989, same: _, answered: _ }) = dmarc {
        [rfc7489, rfc9989].into_iter().flatten().for_each(|result| self::dmarc(result, pen));
    }
    if let Some(ArcCheck { result: _, reason: _, unchanged_since: _, sets }) = arc {
        for ArcSet { instance: _, domain, cv: _, message_signature: _, message_text, seal: _ } in sets {
            *domain = pen.host(domain);
            text(message_text, Mode::Prose, pen);
        }
    }
    for Difference { method: _, domain, reported, verified: _, why: _, text: words, proof } in differences {
        text(domain, Mode::Dns, pen);
        *reported = pen.text(reported, Mode::Trace);
        *words = pen.text(words, Mode::Prose);
        proofs(proof, pen);
    }
}

fn spf(check: &mut SpfCheck, pen: &mut Pen<'_, '_, '_>) {
    let SpfCheck {
        result: _,
        possible: _,
        domain,
        ip,
        identity: _,
        aligned: _,
        answered: _,
        lookups: _,
        lookup_limit: _,
        void_lookups: _,
        void_lookup_limit: _,
        limit,
        matched,
        trace,
        trace_left_out: _,
        not_recorded,
        explanation,
    } = check;
    publish(domain, matched, trace, pen);
    *domain = pen.host(domain);
    *ip = pen.host(ip);
    text(limit, Mode::Prose, pen);
    for Matched { domain, term } in matched {
        *domain = pen.text(domain, Mode::Dns);
        *term = pen.text(term, Mode::Record);
    }
    for Line { depth: _, domain, term, outcome, text: words, lookups } in trace {
        *domain = pen.text(domain, Mode::Dns);
        text(term, Mode::Record, pen);
        *words = pen.text(words, if *outcome == "record" { Mode::Record } else { Mode::Dns });
        all(lookups, pen);
    }
    all(not_recorded, pen);
    text(explanation, Mode::Trace, pen);
}

/// Remembers the names that the records spell out. What macros expanded to is not among them: it may be a local part or
/// a greeting.
fn publish(domain: &str, matched: &[Matched], trace: &[Line], pen: &mut Pen<'_, '_, '_>) {
    let terms =
        matched.iter().map(|matched| &matched.term).chain(trace.iter().filter_map(|line| line.term.as_ref()));
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    for name in
        terms.flat_map(|term| term.split(|c| !is_name(c))).chain([domain]).filter(|name| name.contains('.'))
    {
        pen.published.insert(name.trim_end_matches('.').to_lowercase());
    }
}

fn signature(check: &mut DkimCheck, pen: &mut Pen<'_, '_, '_>) {
    let DkimCheck {
        header: _,
        result: _,
        reason: _,
        text: words,
        domain,
        selector,
        algorithm: _,
        canonicalization: _,
        key: _,
        key_bits: _,
        key_answered: _,
        body_holds: _,
        body_read: _,
        body_change,
        unsigned_octets: _,
        fields: _,
        field_change,
        signed_at: _,
        expires: _,
    } = check;
    *domain = pen.host(domain);
    *selector = pen.text(selector, Mode::Trace);
    [words, body_change, field_change].into_iter().for_each(|words| text(words, Mode::Prose, pen));
}

fn dmarc(result: &mut DmarcResult, pen: &mut Pen<'_, '_, '_>) {
    let DmarcResult {
        result: _,
        policy: _,
        disposition: _,
        record_domain,
        organisational_domain,
        spf_aligned: _,
        dkim_aligned: _,
        looked_up,
    } = result;
    text(record_domain, Mode::Dns, pen);
    *organisational_domain = pen.text(organisational_domain, Mode::Dns);
    all(looked_up, pen);
}

/// Questions to DNS: a name and a type.
fn all(questions: &mut [String], pen: &mut Pen<'_, '_, '_>) {
    for question in questions {
        *question = pen.text(question, Mode::Dns);
    }
}
