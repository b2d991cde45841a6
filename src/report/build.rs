//! From an analysis to its published shape: copies and formats, decides nothing.

use std::borrow::Cow;
use std::net::IpAddr;

use crate::Analysis;
use crate::diagnosis;
use crate::evidence::route::{Hop as EvidenceHop, Route as EvidenceRoute};
use crate::headers::address;
use crate::headers::date::Date;
use crate::headers::received::Tls as EvidenceTls;
use crate::rules::{Case, Severity};
use crate::settings::{Sections, Settings};

use super::model::{
    Border, Cause, Change, Exlibris, Finding, Hop, Mailbox, Message, Placement, Remedy, Report, Route,
    Snippet, Source, Tls, Verdict, WhatIf,
};
use super::proof::Proofs;
use super::{authentication, verified};

/// Addresses of To that are listed.
const RECIPIENTS: usize = 1000;

impl Report {
    /// The published shape of an analysis.
    pub fn new(analysis: &Analysis<'_>, settings: &Settings) -> Self {
        let case = analysis.case(settings);
        let evidence = &analysis.evidence;
        let mut notes = evidence.notes.clone();
        verified::note(&case, &mut notes);
        let proofs = Proofs::new(&analysis.headers, &evidence.filters, settings.personal);
        Self {
            source: source(analysis),
            message: message(analysis, &mut notes),
            placement: placement(analysis, &proofs),
            verdict: verdict(analysis, &proofs),
            exlibris: exlibris(&case, &proofs),
            route: route(&evidence.route),
            authentication: {
                let mut shown =
                    authentication::authentication(&analysis.headers, &evidence.authentication, &proofs);
                verified::lay_over(&mut shown, &case, &proofs);
                shown
            },
            filters: authentication::filters(&evidence.filters, settings.personal, &proofs),
            findings: findings(analysis, &case, &proofs),
            cause: analysis.diagnosis.cause.map(|cause| Cause {
                rule: cause.rule.id,
                confidence: cause.confidence.id(),
                text: (cause.rule.text)(&case),
            }),
            explanation: diagnosis::explain(&case, &analysis.diagnosis),
            remedies: remedies(analysis, &case),
            what_if: analysis.diagnosis.what_if.iter().map(|w| what_if(w, analysis)).collect(),
            notes,
            header_section: header_section(analysis, settings),
        }
    }
}

fn header_section(analysis: &Analysis<'_>, settings: &Settings) -> Vec<u8> {
    let headers = &analysis.headers;
    let section = headers.bytes.get(..headers.body_start).filter(|_| settings.sections != Sections::Dropped);
    section.unwrap_or_default().to_vec()
}

fn source(analysis: &Analysis<'_>) -> Source {
    let origin = &analysis.origin;
    Source {
        path: origin.path.as_ref().to_owned(),
        container: origin.container.id(),
        number: origin.number,
        offset: origin.offset,
        length: origin.length,
        inside: origin.inside,
    }
}

fn message(analysis: &Analysis<'_>, notes: &mut Vec<String>) -> Message {
    let headers = &analysis.headers;
    let identity = &analysis.evidence.identity;
    let mut to: Vec<String> = Vec::new();
    let mut more = 0;
    for address in headers.all("To").flat_map(|f| address::parse(f.raw())) {
        if to.len() < RECIPIENTS { to.push(address.address) } else { more += 1 }
    }
    if more > 0 {
        notes.push(format!("To has {more} more addresses than the {RECIPIENTS} that are listed."));
    }
    Message {
        message_id: headers.first("Message-ID").map(|f| {
            let text = f.text();
            text.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(&text).to_owned()
        }),
        date: rfc3339(identity.date),
        from: identity.from.as_ref().map(|from| Mailbox {
            address: from.address.clone(),
            domain: from.domain.clone(),
            name: from.name.clone(),
        }),
        return_path: owned(&identity.return_path),
        reply_to: headers
            .first("Reply-To")
            .and_then(|f| Some(address::parse(f.raw()).into_iter().next()?.address)),
        to,
        subject: headers.first("Subject").map(|f| f.decoded().into_owned()),
        header_count: headers.fields.len(),
        received_count: headers.all("Received").count(),
    }
}

fn placement(analysis: &Analysis<'_>, proofs: &Proofs<'_, '_>) -> Placement {
    let outcome = &analysis.evidence.outcome;
    Placement {
        folder: outcome.folder.id(),
        basis: outcome.basis.id(),
        override_: owned(&outcome.override_),
        proof: proofs.resolve(&outcome.folder_places),
    }
}

fn verdict(analysis: &Analysis<'_>, proofs: &Proofs<'_, '_>) -> Verdict {
    let outcome = &analysis.evidence.outcome;
    let decided = outcome.decided_by.and_then(|i| analysis.evidence.filters.get(i));
    Verdict {
        value: outcome.verdict.id(),
        confidence_high: outcome.high,
        decided_by: decided.map(|r| r.product),
        proof: decided.map(|r| proofs.resolve(&r.places)).unwrap_or_default(),
    }
}

fn exlibris(case: &Case<'_, '_>, proofs: &Proofs<'_, '_>) -> Exlibris {
    let exlibris = &case.evidence.exlibris;
    let entry = exlibris.entry.and_then(|i| case.settings.registry.entries.get(i));
    Exlibris {
        relation: exlibris.relation.id(),
        region: exlibris.region.clone(),
        ip: exlibris.ip.map(ip),
        host: owned(&exlibris.host),
        basis: exlibris.basis,
        entry: entry.map(|e| e.id.clone()),
        proof: proofs.resolve(&exlibris.places),
    }
}

fn route(route: &EvidenceRoute<'_>) -> Route {
    let border = route.border.and_then(|at| Some((at, route.hops.get(at)?)));
    Route {
        hops: route.hops.iter().enumerate().map(|(at, h)| hop(at + 1, h)).collect(),
        border: border.map(|(at, h)| Border {
            hop: at + 1,
            ip: h.received.ip.map(ip),
            rdns: owned(&h.received.rdns),
            helo: owned(&h.received.helo),
            by: owned(&h.received.by),
            tls: tls(&h.received.tls),
        }),
    }
}

fn hop(number: usize, hop: &EvidenceHop<'_>) -> Hop {
    let received = &hop.received;
    Hop {
        number,
        header: hop.field + 1,
        helo: owned(&received.helo),
        rdns: owned(&received.rdns),
        ip: received.ip.map(ip),
        by: owned(&received.by),
        by_ip: received.by_ip.map(ip),
        with: owned(&received.with),
        id: owned(&received.id),
        for_: owned(&received.for_),
        via: owned(&received.via),
        tls: tls(&received.tls),
        authenticated: received.authenticated,
        date: rfc3339(received.date),
        delay_seconds: hop.delay,
        dialect: received.dialect,
        trust: hop.trust.id(),
        exlibris: hop.exlibris,
        flags: hop.flags.clone(),
    }
}

fn tls(tls: &Option<EvidenceTls<'_>>) -> Option<Tls> {
    tls.as_ref().map(|t| Tls { version: owned(&t.version), cipher: owned(&t.cipher) })
}

fn findings(analysis: &Analysis<'_>, case: &Case<'_, '_>, proofs: &Proofs<'_, '_>) -> Vec<Finding> {
    let cause = analysis.diagnosis.cause.map(|c| c.rule.id);
    let findings = analysis.diagnosis.findings.iter().map(|finding| {
        let rule = finding.rule;
        let severity = if cause == Some(rule.id) { Severity::Decisive } else { rule.severity };
        Finding {
            rule: rule.id,
            severity: severity.id(),
            title: rule.title,
            text: (rule.text)(case),
            proof: proofs.resolve(&finding.places),
        }
    });
    findings.collect()
}

fn remedies(analysis: &Analysis<'_>, case: &Case<'_, '_>) -> Vec<Remedy> {
    let remedies = analysis.diagnosis.remedies.iter().map(|(remedy, rules)| Remedy {
        id: remedy.id,
        actor: remedy.actor.id(),
        title: remedy.title,
        steps: remedy.steps(case),
        snippet: remedy.snippet(case).map(|s| Snippet { kind: s.kind, text: s.text }),
        for_rules: rules.clone(),
    });
    remedies.collect()
}

fn what_if(what_if: &diagnosis::WhatIf, analysis: &Analysis<'_>) -> WhatIf {
    let changes = what_if.shifts.iter().map(|shift| Change {
        what: shift.what,
        before: shift.before.clone().into_owned(),
        after: shift.after.clone().into_owned(),
    });
    WhatIf {
        remedy: what_if.remedy.id,
        changes: changes.collect(),
        folder: what_if.folder.id(),
        verdict: what_if.verdict.id(),
        cause: what_if.cause.map(|c| c.rule.id),
        confidence: what_if.confidence.id(),
        needs: what_if.needs.iter().map(|r| r.id).collect(),
        computed: what_if.computed.clone(),
        text: what_if.text(analysis.evidence.outcome.folder),
    }
}

pub(super) fn owned(text: &Option<Cow<'_, str>>) -> Option<String> {
    text.as_ref().map(|t| t.as_ref().to_owned())
}

/// RFC 5952, IPv4-mapped addresses as IPv4.
pub(super) fn ip(ip: IpAddr) -> String {
    ip.to_canonical().to_string()
}

fn rfc3339(date: Option<Date>) -> Option<String> {
    date.map(Date::to_rfc3339).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_follow_rfc_5952() {
        let text = |a: &str| a.parse().map(ip).unwrap_or_default();
        assert_eq!(text("2001:0DB8:0:0:0:0:0:1"), "2001:db8::1");
        assert_eq!(text("::ffff:192.0.2.1"), "192.0.2.1");
    }
}
