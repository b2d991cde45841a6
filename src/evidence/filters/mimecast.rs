//! Mimecast Email Security.

use super::corroborate::number;
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, judge};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};
use crate::evidence::providers;
use crate::evidence::route::HopTrust;
use crate::headers::received::Received;

const ID: &str = "mimecast";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Mimecast", fields: FIELDS, codes: CODES, exemption: Some(&EXEMPTION), decode };

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "A Permitted Senders policy with the relays' addresses as source skips spam scanning, greylisting and IP reputation.",
    steps: &[
        "Administration Console > Policies > Gateway Policies > Permitted Senders > New Policy: Permit Sender, addresses based on both, and the relays under Source IP Ranges (a single address with /32).",
        "Give the relays an Anti-Spoofing policy with Take No Action and the same Source IP Ranges: your From domain comes from outside.",
    ],
    caution: "Blocked Senders policies go first, and virus checks stay. Without Source IP Ranges the policy would let impostors through.",
    ..Exemption::documented(
        "Mimecast: Policies - Configuring and Managing Permitted Senders; Configuring Permitted Senders Policies",
    )
};

const SEEN: Known = Known::observed("observed in mailing-list archives");
const REPORTED: Known = Known::reported("reported by third parties; Mimecast publishes no bands");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    REPORTED.field(
        "X-Mimecast-Spam-Score",
        "A number that is higher for spammier mail; what it leads to is the organisation's policy.",
    ),
    SEEN.field("X-Mimecast-Spam-Signature", "Whether a spam signature matched."),
    SEEN.field("X-Mimecast-Bulk-Signature", "Whether a bulk-mail signature matched."),
    SEEN.field("X-Mimecast-Impersonation-Protect", "Policy and outcome of each check against impersonation."),
    SEEN.field("X-MC-Unique", "Id of the message, the end of the id in Mimecast's Received field."),
    SEEN.field("X-Mimecast-Originator", "Domain of the customer that Mimecast took the message from."),
    OPAQUE.field("X-Mimecast-MFC-PROC-ID", "Id of the scan."),
    OPAQUE.field("X-Mimecast-MFC-AGG-ID", "Id of the scan."),
];

const CODES: &[CodeDoc] = &[
    REPORTED.code(
        "Spam-Score",
        "",
        "Spam score without published bands; it is no verdict by itself.",
        "depends on the organisation's policy (relaxed, moderate, aggressive)",
    ),
    SEEN.code("Spam-Signature", "yes", "A spam signature matched.", "depends on the organisation's policy"),
    SEEN.code("Bulk-Signature", "yes", "A bulk-mail signature matched.", "treated as bulk mail"),
    check("Policy", "", "Name of the policy against impersonation."),
    check("Similar Internal Domain", "true", "The sender's domain looks like one of the organisation's own."),
    check("Similar Monitored External Domain", "true", "The sender's domain looks like a monitored one."),
    check("Custom External Domain", "true", "The sender's domain looks like one on the organisation's list."),
    check("Mimecast External Domain", "true", "The sender's domain looks like one on Mimecast's list."),
    check("Newly Observed Domain", "true", "The sender's domain was first seen recently."),
    check("Internal User Name", "true", "The display name is that of an internal user."),
    check("Custom Display Name List", "true", "The display name is on the organisation's list."),
    check("Reply-to Address Mismatch", "true", "Reply-To differs from From."),
    check("Targeted Threat Dictionary", "true", "A phrase of the threat dictionary occurs."),
    check("Mimecast Threat Dictionary", "true", "A phrase of Mimecast's dictionary occurs."),
    check("Custom Threat Dictionary", "true", "A phrase of the organisation's dictionary occurs."),
    SEEN.code("MC-Unique", "", "Id of the message, the end of the id in Mimecast's Received field.", ""),
    SEEN.code("Originator", "", "Domain of the customer that Mimecast took the message from.", ""),
    OPAQUE.code("MFC-PROC-ID", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("MFC-AGG-ID", "", NOT_DOCUMENTED, ""),
];

const fn check(name: &'static str, value: &'static str, meaning: &'static str) -> CodeDoc {
    SEEN.code(name, value, meaning, "the number of hits is weighed against the policy")
}

/// Checks of one field that are read; real ones hold a dozen.
const MOST_CHECKS: usize = 200;

const ITEMS: &[Item] = &[
    deciding("X-Mimecast-Spam-Score", "Spam-Score", |value, reading| reading.score = number(value)),
    // A signature hit is observed, but not what a policy makes of it: no more than a suspicion.
    deciding("X-Mimecast-Spam-Signature", "Spam-Signature", |value, reading| {
        hit(value, Verdict::Suspect, reading);
    }),
    deciding("X-Mimecast-Bulk-Signature", "Bulk-Signature", |value, reading| {
        hit(value, Verdict::Bulk, reading);
    }),
    deciding("X-Mimecast-Impersonation-Protect", "", checks),
    fact("X-MC-Unique", "MC-Unique"),
    fact("X-Mimecast-Originator", "Originator"),
    fact("X-Mimecast-MFC-PROC-ID", "MFC-PROC-ID"),
    fact("X-Mimecast-MFC-AGG-ID", "MFC-AGG-ID"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: false, agrees: id_agrees };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    if is_senders(context) {
        readings.iter_mut().skip(before).for_each(|r| r.forged = false);
    }
}

/// Whether the id is that of a Mimecast hop of the sender's side: no forgery, but a scan on the way out.
fn is_senders(context: &Context<'_, '_>) -> bool {
    let claimed = context.route.hops.iter().filter(|h| h.trust == HopTrust::Claimed);
    let ids: Vec<_> = claimed.filter_map(|h| mimecast_id(&h.received)).take(64).collect();
    let mut fields = context.headers.all("X-MC-Unique").take(8).map(|f| f.decoded());
    fields.any(|unique| ids.iter().any(|id| ends_with(id, &unique)))
}

/// Whether `X-MC-Unique` ends the id that a trusted hop of Mimecast wrote.
fn id_agrees(context: &Context<'_, '_>) -> Option<bool> {
    let ids: Vec<_> = context.route.trusted_hops().filter_map(|h| mimecast_id(&h.received)).collect();
    let mut fields = context.headers.all("X-MC-Unique").take(8).map(|f| f.decoded()).peekable();
    if ids.is_empty() || fields.peek().is_none() {
        return None;
    }
    Some(fields.any(|unique| ids.iter().any(|id| ends_with(id, &unique))))
}

/// `us-mta-335-gV9YCc7kOS-v14PIxFtcrg-1` ends with the id of the field.
fn ends_with(id: &str, unique: &str) -> bool {
    unique.len() > 8 && id.ends_with(unique)
}

/// The id `us-mta-335-...` of a hop that one of Mimecast's servers wrote.
fn mimecast_id<'r>(received: &'r Received<'_>) -> Option<&'r str> {
    let host = received.by.as_deref()?;
    let own = providers::by_receiving_host(host).is_some_and(|p| p.product == Some(ID));
    received.id.as_deref().filter(|id| own && id.contains("-mta-"))
}

fn hit(value: &str, verdict: Verdict, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("yes") {
        judge(reading, verdict);
    }
}

/// The checks that hit, and those that nobody knows; the ones that did not hit say nothing.
fn checks(value: &str, reading: &mut Reading<'_>) {
    for (name, value) in value.split(';').filter_map(|p| p.split_once('=')).take(MOST_CHECKS) {
        let (name, value) = (name.trim(), value.trim());
        let known = CODES.iter().find(|c| c.name.eq_ignore_ascii_case(name));
        if known.is_some_and(|c| c.value == "true") && !value.eq_ignore_ascii_case("true") {
            continue;
        }
        let meaning = known.map(|c| c.meaning);
        reading.codes.push(Code::new(name.to_owned(), value.to_owned(), meaning));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    const GATEWAY: &[&str] = &["XX0.mail.protection.outlook.com", "relay.mimecast.com"];

    #[test]
    fn codes_are_bounded() {
        let text = message(&format!("X-Mimecast-Impersonation-Protect: {}", "x=1; ".repeat(5000)));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert!((200..=201).contains(&readings[0].codes.len()), "{}", readings[0].codes.len());
    }

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn a_number_alone_is_no_verdict() {
        let text = message("X-Mimecast-Spam-Score: 8.003");
        let readings = run(&DECODER, &text, Platform::Microsoft, GATEWAY);
        assert_eq!(readings[0].verdict, Verdict::Unknown);
        assert_eq!(readings[0].score, Some(8.003));
        assert_eq!((readings[0].trust, readings[0].role), (Trust::Probable, Role::Upstream));
    }

    #[test]
    fn a_bulk_signature_is_bulk() {
        let text = message("X-Mimecast-Spam-Score: 1\r\nX-Mimecast-Bulk-Signature: yes");
        let readings = run(&DECODER, &text, Platform::Google, GATEWAY);
        assert_eq!((readings.len(), readings[0].verdict, readings[0].places.len()), (1, Verdict::Bulk, 2));
    }

    #[test]
    fn impersonation_hits_are_listed_without_a_verdict() {
        let text = message(
            "X-Mimecast-Impersonation-Protect: Policy=Default; Similar Internal Domain=false;\r\n \
             Newly Observed Domain=true; Internal User Name=true; New Check=maybe",
        );
        let reading = &run(&DECODER, &text, Platform::Microsoft, GATEWAY)[0];
        assert_eq!(reading.verdict, Verdict::Unknown);
        let names: Vec<_> = reading.codes.iter().map(|c| c.name.as_ref()).collect();
        assert_eq!(names, ["Policy", "Newly Observed Domain", "Internal User Name", "New Check"]);
    }

    #[test]
    fn the_senders_mimecast_is_not_the_recipients() {
        let text = message("X-Mimecast-Spam-Score: 0");
        let readings = run(&DECODER, &text, Platform::Google, &["mx.google.com"]);
        assert_eq!((readings[0].trust, readings[0].role), (Trust::SenderSupplied, Role::SenderSide));
        let text = message("X-Mimecast-Spam-Score: 0\r\nX-Mimecast-Spam-Score: 9");
        let readings = run(&DECODER, &text, Platform::Microsoft, GATEWAY);
        let trust: Vec<_> = readings.iter().map(|r| r.trust).collect();
        assert_eq!(trust, [Trust::SenderSupplied, Trust::Probable]);
    }

    #[test]
    fn signatures_are_suspicions() {
        for (field, verdict) in [
            ("X-Mimecast-Spam-Signature: yes", Verdict::Suspect),
            ("X-Mimecast-Spam-Signature: no", Verdict::Unknown),
            ("X-Mimecast-Bulk-Signature: yes", Verdict::Bulk),
            ("X-Mimecast-Bulk-Signature: yes\r\nX-Mimecast-Spam-Signature: yes", Verdict::Bulk),
            ("X-Mimecast-Bulk-Signature:", Verdict::Unknown),
            ("X-Mimecast-Originator: example.org", Verdict::Unknown),
        ] {
            let text = message(field);
            let readings = run(&DECODER, &text, Platform::Microsoft, GATEWAY);
            assert_eq!((readings.len(), readings[0].verdict), (1, verdict), "{field}");
        }
    }
}
