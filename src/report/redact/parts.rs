//! The parts of a message's report, each taken apart whole: what is the program's own word stays, the rest is replaced.

use super::authentication::authentication;
use super::fields;
use super::numbers::Kind;
use super::pen::Pen;
use super::text::Mode;
use super::vocabulary::Products;
use crate::report::model::{
    Border, Cause, Change, Code, Exlibris, Filter, Finding, Hop, Mailbox, Message, Placement, Proof, Remedy,
    Report, Route, Snippet, Source, Tls, Verdict, WhatIf,
};
use crate::report::proof::{HIDDEN, cut};

/// Redacts a report.
pub(super) fn report(report: &mut Report, pen: &mut Pen<'_, '_, '_>) {
    let Report {
        source,
        message,
        placement,
        verdict,
        exlibris,
        route,
        authentication: results,
        filters,
        findings,
        cause,
        explanation,
        remedies,
        what_if,
        notes,
        header_section,
    } = report;
    let Source { path, container: _, number: _, offset: _, length: _, inside: _ } = source;
    *path = pen.file(path);
    self::message(message, pen);
    self::route(route, pen);
    let Placement { folder: _, basis: _, override_, proof } = placement;
    text(override_, Mode::Codes(Products::all()), pen);
    proofs(proof, pen);
    let Verdict { value: _, confidence_high: _, decided_by: _, proof } = verdict;
    proofs(proof, pen);
    self::exlibris(exlibris, pen);
    authentication(results, pen);
    filters.iter_mut().for_each(|f| filter(f, pen));
    for Finding { rule: _, severity: _, title: _, text, proof } in findings {
        *text = pen.text(text, Mode::Prose);
        proofs(proof, pen);
    }
    if let Some(Cause { rule: _, confidence: _, text }) = cause {
        *text = pen.text(text, Mode::Prose);
    }
    *explanation = pen.text(explanation, Mode::Prose);
    remedies.iter_mut().for_each(|r| remedy(r, pen));
    for WhatIf {
        remedy: _,
        changes,
        folder: _,
        verdict: _,
        cause: _,
        confidence: _,
        needs: _,
        computed,
        text,
    } in what_if
    {
        for Change { what: _, before, after } in changes {
            *before = pen.text(before, Mode::Prose);
            *after = pen.text(after, Mode::Prose);
        }
        for sentence in computed {
            *sentence = pen.text(sentence, Mode::Dns);
        }
        *text = pen.text(text, Mode::Prose);
    }
    for note in notes {
        *note = pen.text(note, Mode::Prose);
    }
    // Last, so that the ids that the report names are known.
    if !header_section.is_empty() {
        *header_section = super::mail::section(header_section, pen);
    }
}

fn message(message: &mut Message, pen: &mut Pen<'_, '_, '_>) {
    let Message {
        message_id,
        date: _,
        from,
        return_path,
        reply_to,
        to,
        subject,
        header_count: _,
        received_count: _,
    } = message;
    if let Some(id) = message_id {
        *id = pen.message_id(id);
    }
    if let Some(Mailbox { address, domain, name }) = from {
        *address = pen.address(address);
        *domain = pen.host(domain);
        if let Some(name) = name {
            *name = pen.whole(Kind::Name, name);
        }
    }
    for address in return_path.iter_mut().chain(reply_to).chain(to) {
        *address = pen.address(address);
    }
    if let Some(subject) = subject {
        *subject = pen.whole(Kind::Subject, subject);
    }
}

fn exlibris(exlibris: &mut Exlibris, pen: &mut Pen<'_, '_, '_>) {
    let Exlibris { relation: _, region: _, ip, host, basis: _, entry, proof } = exlibris;
    self::host(ip, pen);
    self::host(host, pen);
    text(entry, Mode::Prose, pen);
    proofs(proof, pen);
}

fn route(route: &mut Route, pen: &mut Pen<'_, '_, '_>) {
    let Route { hops, border } = route;
    hops.iter_mut().for_each(|h| hop(h, pen));
    if let Some(Border { hop: _, ip, rdns, helo, by, tls }) = border {
        [ip, rdns, helo, by].into_iter().for_each(|name| host(name, pen));
        self::tls(tls, pen);
    }
}

fn hop(hop: &mut Hop, pen: &mut Pen<'_, '_, '_>) {
    let Hop {
        number: _,
        header: _,
        helo,
        rdns,
        ip,
        by,
        by_ip,
        with,
        id,
        for_,
        via,
        tls,
        authenticated: _,
        date: _,
        delay_seconds: _,
        dialect: _,
        trust: _,
        exlibris: _,
        flags: _,
    } = hop;
    [helo, rdns, ip, by, by_ip].into_iter().for_each(|name| host(name, pen));
    [with, via].into_iter().for_each(|word| text(word, Mode::Trace, pen));
    if let Some(id) = id {
        *id = pen.queue_id(id);
    }
    if let Some(address) = for_ {
        *address = pen.address(address);
    }
    self::tls(tls, pen);
}

fn tls(tls: &mut Option<Tls>, pen: &mut Pen<'_, '_, '_>) {
    if let Some(Tls { version, cipher }) = tls {
        text(version, Mode::Trace, pen);
        text(cipher, Mode::Trace, pen);
    }
}

fn filter(filter: &mut Filter, pen: &mut Pen<'_, '_, '_>) {
    let Filter {
        product,
        verdict: _,
        score: _,
        threshold: _,
        threshold_assumed: _,
        trust: _,
        role: _,
        hop: _,
        codes,
        proof,
    } = filter;
    let mode = Mode::Codes(Products::of(product));
    for Code { name, value, meaning: _, points: _ } in codes {
        if value.as_str() != HIDDEN && !super::vocabulary::is_documented(product, name, value) {
            let is_free = super::fields::is_free(&name.to_lowercase());
            *value = pen.value(name, value, if is_free { Mode::Strict } else { mode });
        }
        *name = pen.code_name(name, mode);
    }
    proofs(proof, pen);
}

fn remedy(remedy: &mut Remedy, pen: &mut Pen<'_, '_, '_>) {
    let Remedy { id: _, actor: _, title: _, steps, snippet, for_rules: _ } = remedy;
    for step in steps {
        *step = pen.text(step, Mode::Paste);
    }
    if let Some(snippet) = snippet {
        self::snippet(snippet, pen);
    }
}

/// Text to paste; what goes into DNS is public there.
pub(super) fn snippet(snippet: &mut Snippet, pen: &mut Pen<'_, '_, '_>) {
    let Snippet { kind, text } = snippet;
    *text = pen.text(text, if *kind == "dns-txt" { Mode::Record } else { Mode::Paste });
}

/// Excerpts, by what their fields hold.
pub(super) fn proofs(proofs: &mut [Proof], pen: &mut Pen<'_, '_, '_>) {
    for Proof { header, number: _, line: _, excerpt } in proofs {
        // A pseudonym can be longer than what it stands for.
        *excerpt = cut(&pen.text(excerpt, fields::mode(header)));
        *header = pen.name(header);
    }
}

/// A name of a host or an address.
pub(super) fn host(host: &mut Option<String>, pen: &mut Pen<'_, '_, '_>) {
    if let Some(host) = host {
        *host = pen.host(host);
    }
}

/// A text.
pub(super) fn text(text: &mut Option<String>, mode: Mode, pen: &mut Pen<'_, '_, '_>) {
    if let Some(text) = text {
        *text = pen.text(text, mode);
    }
}
