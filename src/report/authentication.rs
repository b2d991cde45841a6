//! The published shape of authentication results and of what filters wrote.

use crate::evidence::authentication::{Authentication as Evidence, Reported as EvidenceReported};
use crate::evidence::filters::{self, Reading};
use crate::headers::Headers;

use super::build::{ip, owned};
use super::model::{Arc, Authentication, Code, Compauth, Dkim, Dmarc, Filter, Pairs, Reported, Spf};
use super::proof::{HIDDEN, Proofs};

/// What a server wrote into the message, as against what was computed anew.
const REPORTED: &str = "reported";
/// Properties of one pair that are kept; more is an attempt to waste time.
const PROPERTIES: usize = 256;

pub(super) fn authentication(
    headers: &Headers<'_>,
    evidence: &Evidence<'_>,
    proofs: &Proofs<'_, '_>,
) -> Authentication {
    Authentication {
        spf: evidence.spf.as_ref().map(|spf| Spf {
            result: spf.result.as_ref().to_owned(),
            domain: owned(&spf.domain),
            ip: spf.ip.map(ip),
            aligned: spf.aligned,
            identity: if spf.helo { "helo" } else { "mailfrom" },
            source: REPORTED,
            proof: proofs.resolve(&[spf.place]),
        }),
        dkim: evidence
            .dkim
            .iter()
            .map(|dkim| Dkim {
                result: dkim.result.as_ref().to_owned(),
                domain: owned(&dkim.domain),
                selector: owned(&dkim.selector),
                aligned: dkim.aligned,
                reason: owned(&dkim.reason),
                source: REPORTED,
                proof: proofs.resolve(&[dkim.place]),
            })
            .collect(),
        dmarc: evidence.dmarc.as_ref().map(|dmarc| Dmarc {
            result: dmarc.result.as_ref().to_owned(),
            policy: owned(&dmarc.policy),
            action: owned(&dmarc.action),
            domain: owned(&dmarc.domain),
            source: REPORTED,
            proof: proofs.resolve(&[dmarc.place]),
        }),
        arc: evidence.arc.as_ref().map(|arc| Arc {
            result: arc.result.as_ref().to_owned(),
            instances: arc.instances,
            source: REPORTED,
            proof: proofs.resolve(&[arc.place]),
        }),
        compauth: evidence.compauth.as_ref().map(|compauth| Compauth {
            result: compauth.result.as_ref().to_owned(),
            reason: owned(&compauth.reason),
            proof: proofs.resolve(&[compauth.place]),
        }),
        reported: evidence.reported.iter().map(|r| reported(headers, r)).collect(),
        verified: None,
    }
}

fn reported(headers: &Headers<'_>, reported: &EvidenceReported<'_>) -> Reported {
    let result = &reported.result;
    let mut properties = Pairs::default();
    for property in &result.properties {
        let name = match property.ptype.as_ref() {
            "" => property.name.as_ref().to_owned(),
            ptype => format!("{ptype}.{}", property.name),
        };
        if properties.0.len() < PROPERTIES && properties.0.iter().all(|(known, _)| *known != name) {
            properties.0.push((name, property.value.as_ref().to_owned()));
        }
    }
    let known = (reported.field as usize) < headers.fields.len() + headers.carried.len();
    Reported {
        method: result.method.as_ref().to_owned(),
        result: result.result.as_ref().to_owned(),
        properties,
        reason: owned(&result.reason),
        authserv_id: owned(&reported.authserv_id),
        field: if known { headers.at(reported.field).name().into_owned() } else { String::new() },
        instance: reported.instance,
        trust: reported.trust.id(),
        header: reported.field + 1,
    }
}

pub(super) fn filters(readings: &[Reading<'_>], personal: bool, proofs: &Proofs<'_, '_>) -> Vec<Filter> {
    let value = |code: &filters::Code<'_>| match code.personal && !personal {
        true => HIDDEN.to_owned(),
        false => code.value.as_ref().to_owned(),
    };
    let filters = readings.iter().map(|reading| Filter {
        product: reading.product,
        verdict: reading.verdict.id(),
        score: reading.score,
        threshold: reading.threshold,
        threshold_assumed: reading.threshold_assumed,
        trust: reading.trust.id(),
        role: reading.role.id(),
        hop: reading.hop.map(|h| h + 1),
        codes: reading
            .codes
            .iter()
            .map(|code| Code {
                name: code.name.as_ref().to_owned(),
                value: value(code),
                meaning: code.meaning,
                points: code.points,
            })
            .collect(),
        proof: proofs.resolve(&reading.places),
    });
    filters.collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::evidence::Trust;
    use crate::headers::auth_results::{MethodResult, Property};
    use crate::headers::{Limits, parse};

    #[test]
    fn properties_keep_their_order_and_first_value() {
        let headers = parse(b"Authentication-Results: x\r\n\r\n", &Limits::default());
        let property = |ptype: &'static str, name: &'static str, value: &'static str| Property {
            ptype: ptype.into(),
            name: name.into(),
            value: value.into(),
        };
        let properties = vec![
            property("smtp", "mailfrom", "example.edu"),
            property("", "action", "quarantine"),
            property("smtp", "mailfrom", "second"),
        ];
        let pair = EvidenceReported {
            result: MethodResult {
                method: "spf".into(),
                result: "pass".into(),
                properties,
                ..Default::default()
            },
            authserv_id: None,
            field: 0,
            instance: None,
            trust: Trust::Trusted,
        };
        let text = serde_json::to_string(&reported(&headers, &pair)).unwrap();
        assert!(
            text.contains(r#""properties":{"smtp.mailfrom":"example.edu","action":"quarantine"}"#),
            "{text}"
        );
        assert!(text.contains(r#""field":"Authentication-Results""#), "{text}");
    }
}
