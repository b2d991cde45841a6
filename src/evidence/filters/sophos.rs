//! Sophos: PureMessage, Email Appliance and Sophos Email. They print probabilities; the limits are the site's.

use super::corroborate::{confirmed_by_route, items, nothing_else, number};
use super::doc::Known;
use super::words::{Spec, deciding, fact, fact_with, meaning, no_identifier};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Role};

const ID: &str = "sophos";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Sophos Email",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "An entry of the inbound allow list skips the spam scan.",
    steps: &[
        "Sophos Central Admin > Global Settings > Inbound Allow/Block > Allow: add the addresses of the relays, where your release takes addresses of servers.",
    ],
    include: "Or add {from} there with \"Enforce Sender Authentication\" (newer releases: \"Enforce Message Authentication\") on: then only mail that passes is let through, and {include} in the SPF record of {from} makes SPF pass.",
    caution: "Never add the domain with that switch off: forged mail would be let through. A block entry of the same sender must go.",
    ..Exemption::documented("Sophos Central Admin help: Inbound Allow/Block")
};

const SEEN: Known = Known::observed("observed in mailing-list archives");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-PMX-Spam", "Gauge, probability and rules of PureMessage."),
    SEEN.field("X-PerlMx-Spam", "The same, older."),
    SEEN.field("X-SEA-Spam", "The same, of the Email Appliance."),
    SEEN.field("X-PMX-Version", "Version of the engine."),
    SEEN.field("X-PMX-Whitelist", "Note of an allow list of PureMessage."),
    SEEN.field("X-Spam-PmxInfo", "Server, versions and the peer's address."),
    SEEN.field("X-SASI-SpamProbability", "Probability of spam, in percent."),
    SEEN.field("X-SASI-Hits", "Rules with their points."),
    SEEN.field("X-SASI-Version", "Version of the engine."),
    OPAQUE.field("X-SASI-RCODE", "Undocumented number."),
    SEEN.field("X-LASED-SpamProbability", "Probability of spam, 0 to 1."),
    SEEN.field("X-LASED-SpamProbabilty", "The same, as older versions spell it."),
    SEEN.field("X-LASED-Hits", "Rules with their points."),
    SEEN.field("X-LASED-Impersonation", "Whether it looks like an impersonation."),
    OPAQUE.field("X-LASED-MailType", "Undocumented class of the message."),
    SEEN.field("X-LASED-From-ReplyTo-Diff", "Whether Reply-To differs from From."),
    SEEN.field("X-Sophos-Email", "Sophos Email scanned the message; its versions."),
    OPAQUE.field("X-Sophos-SenderHistory", "Undocumented counters."),
    OPAQUE.field("X-Sophos-OBS", "Undocumented."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code(
        "Probability",
        "",
        "Probability of spam in percent; what it leads to is the site's policy.",
        "",
    ),
    SEEN.code("Gauge", "", "The same as a bar: X is ten, I is one.", ""),
    SEEN.code("PMX-Version", "", "Version of the engine.", ""),
    SEEN.code("PMX-Whitelist", "", "Note of an allow list of PureMessage; its words are not documented.", ""),
    SEEN.code("PmxInfo", "", "Server, versions and the peer's address.", ""),
    SEEN.code("SpamProbability", "", "Probability of spam; what it leads to is the site's policy.", ""),
    SEEN.code("SASI-Version", "", "Version of the engine.", ""),
    OPAQUE.code("RCODE", "", NOT_DOCUMENTED, ""),
    SEEN.code("Impersonation", "True", "It looks like an impersonation.", ""),
    SEEN.code("Impersonation", "False", "It does not look like an impersonation.", ""),
    OPAQUE.code("MailType", "", NOT_DOCUMENTED, ""),
    SEEN.code("From-ReplyTo-Diff", "True", "Reply-To differs from From.", ""),
    SEEN.code("From-ReplyTo-Diff", "False", "Reply-To does not differ from From.", ""),
    SEEN.code("Sophos-Email", "", "Sophos Email scanned the message.", ""),
    OPAQUE.code("SenderHistory", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("OBS", "", NOT_DOCUMENTED, ""),
];

/// PureMessage and the Email Appliance.
static PURE_MESSAGE: Spec = Spec {
    id: ID,
    keys: &[],
    items: &[
        deciding("X-PMX-Spam", "", report),
        deciding("X-PerlMx-Spam", "", report),
        deciding("X-SEA-Spam", "", report),
        fact("X-PMX-Version", "PMX-Version"),
        fact("X-PMX-Whitelist", "PMX-Whitelist"),
        fact("X-Spam-PmxInfo", "PmxInfo"),
    ],
    codes: CODES,
    appliance: true,
    agrees: |context| confirmed_by_route(context, "X-Spam-PmxInfo"),
};

/// The engine of the current products.
static SASI: Spec = Spec {
    items: &[
        deciding("X-SASI-SpamProbability", "SpamProbability", probability),
        fact_with("X-SASI-Hits", "", rules),
        fact("X-SASI-Version", "SASI-Version"),
        fact("X-SASI-RCODE", "RCODE"),
    ],
    agrees: no_identifier,
    ..PURE_MESSAGE
};

/// Sophos Email.
static CENTRAL: Spec = Spec {
    items: &[
        deciding("X-LASED-SpamProbability", "SpamProbability", probability),
        deciding("X-LASED-SpamProbabilty", "SpamProbability", probability),
        fact_with("X-LASED-Hits", "", rules),
        fact("X-LASED-Impersonation", "Impersonation"),
        fact("X-LASED-MailType", "MailType"),
        fact("X-LASED-From-ReplyTo-Diff", "From-ReplyTo-Diff"),
        fact("X-Sophos-Email", "Sophos-Email"),
        fact("X-Sophos-SenderHistory", "SenderHistory"),
        fact("X-Sophos-OBS", "OBS"),
    ],
    agrees: no_identifier,
    ..PURE_MESSAGE
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    for spec in [&PURE_MESSAGE, &SASI, &CENTRAL] {
        super::words::decode(spec, context, readings);
    }
    for reading in readings.iter_mut().skip(before).filter(|r| r.role != Role::SenderSide) {
        // No public limits: the number never is a verdict.
        reading.role = Role::Diagnostic;
    }
}

fn probability(value: &str, reading: &mut Reading<'_>) {
    reading.score = number(value);
}

/// `Gauge=XXXIIIIIIII, Probability=38%, Report=' HTML_70_90 0.1, FROM_NAME_PHRASE 0'`
fn report(value: &str, reading: &mut Reading<'_>) {
    let (head, list) = value.split_once("Report=").unwrap_or((value, ""));
    for (key, value) in items(head, nothing_else).filter_map(|p| p.split_once('=')).take(200) {
        if key == "Probability" {
            reading.score = number(value);
        }
        let known = meaning(CODES, key, "");
        reading.codes.push(Code::new(key.to_owned(), value.to_owned(), known));
    }
    rules(list.trim().trim_matches('\''), reading);
}

/// `RULE 0.1, OTHER_RULE 0`: the points of each rule.
fn rules(list: &str, reading: &mut Reading<'_>) {
    for rule in items(list, nothing_else).filter(|r| !r.is_empty()).take(200) {
        let (name, points) = rule.rsplit_once(' ').unwrap_or((rule, ""));
        let code = Code::new(name.trim().to_owned(), "", None);
        reading.codes.push(Code { points: number(points), ..code });
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn codes_are_bounded() {
        let text = message(&format!("X-PMX-Spam: {}", "x=1, ".repeat(5000)));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert!((200..=201).contains(&readings[0].codes.len()), "{}", readings[0].codes.len());
    }

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn probabilities_are_no_verdict_but_rules_keep_their_points() {
        let text = message(
            "X-PMX-Spam: Gauge=XXXIIIIIIII, Probability=38%,\r\n Report=' HTML_70_90 0.1, FROM_NAME_PHRASE 0'",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let reading = &readings[0];
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
        assert_eq!(reading.score, Some(38.0));
        assert_eq!(reading.trust, Trust::Unverifiable);
        let rule = reading.codes.iter().find(|c| c.name == "HTML_70_90").and_then(|c| c.points);
        assert_eq!(rule, Some(0.1));
    }

    #[test]
    fn the_current_names_are_read() {
        let text =
            message("X-SASI-SpamProbability: 9%\r\nX-SASI-Hits: BODY_SIZE_1000 0.000000, HTML 1.500000");
        let readings = run(
            &DECODER,
            &text,
            Platform::Microsoft,
            &["x.mail.protection.outlook.com", "a.hydra.sophos.com"],
        );
        assert_eq!((readings[0].score, readings[0].trust), (Some(9.0), Trust::Probable));
        let text = message("X-LASED-SpamProbability: 0.085\r\nX-LASED-Impersonation: False");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].score, Some(0.085));
        assert_eq!(readings[0].code("Impersonation"), Some("False"));
    }

    #[test]
    fn each_field_is_shown_and_none_is_a_verdict() {
        for field in FIELDS {
            let text = message(&format!("{}: True", field.name));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{}", field.name);
            assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
        }
    }

    #[test]
    fn the_peers_address_confirms() {
        let text = message("X-PMX-Spam: Probability=9%\r\nX-Spam-PmxInfo: Server=gw, SenderIP=[192.0.2.10]");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].trust, Trust::Probable);
    }
}
