//! Mimecast Email Security.

use super::corroborate::{Claim, any_present, hashes, number, part_of, standing};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};
use crate::headers::FieldRef;

const ID: &str = "mimecast";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Mimecast", fields: FIELDS, codes: CODES, exemption: Some(&EXEMPTION), decode };

/// How a sender is let through.
static EXEMPTION: super::Exemption = super::Exemption {
    about: "A Permitted Senders policy with the relays' addresses as source skips spam scanning, greylisting and IP reputation.",
    steps: &[
        "Administration Console > Policies > Gateway Policies > Permitted Senders > New Policy: Permit Sender, addresses based on both, and the relays under Source IP Ranges (a single address with /32).",
        "Give the relays an Anti-Spoofing policy with Take No Action and the same Source IP Ranges: your From domain comes from outside.",
    ],
    caution: "Blocked Senders policies go first, and virus checks stay. Without Source IP Ranges the policy would let impostors through.",
    ..super::Exemption::documented(
        "Mimecast: Policies - Configuring and Managing Permitted Senders; Configuring Permitted Senders Policies",
    )
};

const OBSERVED: &str = "observed in mailing-list archives";
const REPORTED: &str = "reported by third parties; Mimecast publishes no bands";

const FIELDS: &[FieldDoc] = &[
    FieldDoc {
        name: "X-Mimecast-Spam-Score",
        about: "A number that is higher for spammier mail; what it leads to is the organisation's policy.",
        source: REPORTED,
        grade: Grade::Reported,
    },
    field("X-Mimecast-Spam-Signature", "Whether a spam signature matched."),
    field("X-Mimecast-Bulk-Signature", "Whether a bulk-mail signature matched."),
    field("X-Mimecast-Impersonation-Protect", "Policy and outcome of each check against impersonation."),
];

const fn field(name: &'static str, about: &'static str) -> FieldDoc {
    FieldDoc { name, about, source: OBSERVED, grade: Grade::Observed }
}

const CODES: &[CodeDoc] = &[
    CodeDoc {
        name: "Spam-Score",
        value: "",
        meaning: "Spam score without published bands; it is no verdict by itself.",
        effect: "depends on the organisation's policy (relaxed, moderate, aggressive)",
        source: REPORTED,
        grade: Grade::Reported,
    },
    code("Spam-Signature", "yes", "A spam signature matched.", "depends on the organisation's policy"),
    code("Bulk-Signature", "yes", "A bulk-mail signature matched.", "treated as bulk mail"),
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
];

const fn code(
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
    effect: &'static str,
) -> CodeDoc {
    CodeDoc { name, value, meaning, effect, source: OBSERVED, grade: Grade::Observed }
}

const fn check(name: &'static str, value: &'static str, meaning: &'static str) -> CodeDoc {
    code(name, value, meaning, "the number of hits is weighed against the policy")
}

const NAMES: [&str; 4] = [
    "X-Mimecast-Spam-Score",
    "X-Mimecast-Spam-Signature",
    "X-Mimecast-Bulk-Signature",
    "X-Mimecast-Impersonation-Protect",
];
/// Checks of one field that are read; real ones hold a dozen.
const MOST_CHECKS: usize = 200;
const KEYS: [u32; 4] = hashes(NAMES);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    if !any_present(context.headers, &KEYS) {
        return;
    }
    let instances = NAMES.iter().map(|n| context.headers.all(n).count()).max().unwrap_or(0);
    for nth in 0..instances.min(8) {
        let fields: Vec<_> = NAMES.iter().filter_map(|n| context.headers.all(n).nth(nth)).collect();
        if let Some(first) = fields.first() {
            let mut reading = standing(context, Claim::cloud(ID, first.index(), instances)).reading(ID);
            fields.iter().for_each(|f| read(*f, &mut reading));
            readings.push(reading);
        }
    }
}

fn read<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    let text = field.decoded();
    let name = field.name_bytes().to_ascii_lowercase();
    reading.places.push(field.place());
    match name.as_slice() {
        b"x-mimecast-spam-score" => {
            reading.score = number(&text);
            reading.codes.push(Code::new("Spam-Score", text, Some(CODES[0].meaning)));
        }
        b"x-mimecast-spam-signature" => {
            let hit = text.eq_ignore_ascii_case("yes");
            // A signature hit is observed, but not what a policy makes of it: no more than a suspicion.
            worsen(reading, hit, Verdict::Suspect);
            reading.codes.push(Code::new("Spam-Signature", text, hit.then_some(CODES[1].meaning)));
        }
        b"x-mimecast-bulk-signature" => {
            let hit = text.eq_ignore_ascii_case("yes");
            worsen(reading, hit, Verdict::Bulk);
            reading.codes.push(Code::new("Bulk-Signature", text, hit.then_some(CODES[2].meaning)));
        }
        _ => checks(field, reading),
    }
}

fn worsen(reading: &mut Reading<'_>, hit: bool, verdict: Verdict) {
    if hit && (reading.verdict == Verdict::Unknown || verdict < reading.verdict) {
        reading.verdict = verdict;
    }
}

/// The checks that hit, and those that nobody knows; the ones that did not hit say nothing.
fn checks<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    let text = field.decoded();
    for (name, value) in text.split(';').filter_map(|p| p.split_once('=')).take(MOST_CHECKS) {
        let (name, value) = (name.trim(), value.trim());
        let known = CODES.iter().find(|c| c.name.eq_ignore_ascii_case(name));
        if known.is_some_and(|c| c.value == "true") && !value.eq_ignore_ascii_case("true") {
            continue;
        }
        let meaning = known.map(|c| c.meaning);
        reading.codes.push(Code::new(part_of(&text, name), part_of(&text, value), meaning));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::corroborate::testing::{check_tables, message, run};
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
        assert!(readings.len() == 2 && readings.iter().all(|r| r.trust == Trust::Unverifiable));
    }
}
