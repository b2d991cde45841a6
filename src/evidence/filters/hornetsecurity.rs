//! Hornetsecurity (antispameurope): its values have no public grammar.

use super::corroborate::confirmed_by_route;
use super::doc::Known;
use super::words::{Item, Spec, fact, personal_fact};
use super::{CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Role};
use crate::evidence::trust::Trust;

const ID: &str = "hornetsecurity";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Hornetsecurity",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The customer's own list goes by the From field; an exception by address is made by the provider.",
    steps: &[
        "Do not use Control Panel > Black/Whitelist for the From domain: it compares the From field, which an impostor can use too.",
        "Ask Hornetsecurity's support for an exception for the addresses of the relays.",
    ],
    caution: "The Control Panel alone cannot tell a relay from an impostor.",
    ..Exemption::reported("IT-Seal knowledge base: How do I whitelist under HornetSecurity?")
};

const REPORTED: Known = Known::reported("reported by third parties; Hornetsecurity publishes no grammar");
const OPAQUE: Known = Known::unknown("reported by third parties; Hornetsecurity publishes no grammar");
const SEEN: Known = Known::observed("observed in mailing-list archives");
const SEEN_OPAQUE: Known = Known::unknown("observed in mailing-list archives");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    REPORTED.field("X-antispameurope-Spamstatus", "Status word."),
    REPORTED.field("X-antispameurope-REASON", "Stage that decided, as a rule."),
    REPORTED.field("X-antispameurope-Virusscan", "Result of the virus scan."),
    REPORTED.field("X-antispameurope-Connect", "The peer that handed the message over."),
    OPAQUE.field("X-hornetsecurity-identifier", "Id."),
    SEEN.field("X-cloud-security", "How long the scan on the way out took."),
    SEEN.field("X-cloud-security-sender", "Sender of the outgoing message."),
    SEEN.field("X-cloud-security-recipient", "Recipient of the outgoing message."),
    SEEN.field("X-cloud-security-connect", "The sender's server that handed the outgoing message over."),
    SEEN.field("X-cloud-security-Virusscan", "Virus scan on the way out."),
    SEEN_OPAQUE.field("X-cloud-security-crypt", "Note of the encryption module, on the way out."),
    SEEN_OPAQUE.field("X-cloud-security-Digest", "Checksum, on the way out."),
    SEEN.field("X-cloud-security-disclaimer", "The relay that scanned the outgoing message."),
];

const CODES: &[CodeDoc] = &[
    OPAQUE.code("Spamstatus", "", NOT_DOCUMENTED, ""),
    REPORTED.code("REASON", "", "Usually names the stage that decided, not publicly documented.", ""),
    REPORTED.code("Virusscan", "", "Result of the virus scan, as reported by third parties.", ""),
    REPORTED.code("Connect", "", "The peer that handed the message over, as reported by third parties.", ""),
    OPAQUE.code("identifier", "", NOT_DOCUMENTED, ""),
    SEEN.code("cloud-security", "", "How long the scan on the way out took.", NONE),
    SEEN.code("cloud-security-sender", "", "Sender of the outgoing message.", NONE),
    SEEN.code("cloud-security-recipient", "", "Recipient of the outgoing message.", NONE),
    SEEN.code("cloud-security-connect", "", "The sender's server that handed the message over.", NONE),
    SEEN.code("cloud-security-Virusscan", "CLEAN", "No virus found on the way out.", NONE),
    SEEN.code("cloud-security-Virusscan", "", "Virus scan on the way out.", NONE),
    SEEN_OPAQUE.code("cloud-security-crypt", "", NOT_DOCUMENTED, NONE),
    SEEN_OPAQUE.code("cloud-security-Digest", "", NOT_DOCUMENTED, NONE),
    SEEN.code("cloud-security-disclaimer", "", "The relay that scanned the outgoing message.", NONE),
];

const NONE: &str = "none for the recipient";

const ITEMS: &[Item] = &[
    fact("X-antispameurope-Spamstatus", "Spamstatus"),
    fact("X-antispameurope-REASON", "REASON"),
    fact("X-antispameurope-Virusscan", "Virusscan"),
    fact("X-antispameurope-Connect", "Connect"),
    fact("X-hornetsecurity-identifier", "identifier"),
];

/// Written on the way out of the sender's organisation, also under the names of resellers.
const OUTBOUND: &[Item] = &[
    fact("X-cloud-security", "cloud-security"),
    personal_fact("X-cloud-security-sender", "cloud-security-sender"),
    personal_fact("X-cloud-security-recipient", "cloud-security-recipient"),
    fact("X-cloud-security-connect", "cloud-security-connect"),
    fact("X-cloud-security-Virusscan", "cloud-security-Virusscan"),
    fact("X-cloud-security-crypt", "cloud-security-crypt"),
    fact("X-cloud-security-Digest", "cloud-security-Digest"),
    fact("X-cloud-security-disclaimer", "cloud-security-disclaimer"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &[],
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: |context| confirmed_by_route(context, "X-antispameurope-Connect"),
};

static OUTGOING: Spec = Spec { items: OUTBOUND, agrees: super::words::no_identifier, ..SPEC };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
    let before = readings.len();
    super::words::decode(&OUTGOING, context, readings);
    for reading in readings.iter_mut().skip(before) {
        (reading.trust, reading.role, reading.forged) = (Trust::SenderSupplied, Role::SenderSide, false);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::filters::Verdict;
    use crate::evidence::filters::words::meaning;
    use crate::evidence::route::Platform;

    const HOSTS: &[&str] = &["x.mail.protection.outlook.com", "mx-gate1-hz1.hornetsecurity.com"];

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn raw_values_give_no_verdict() {
        let text = message("X-antispameurope-Spamstatus: SPAM\r\nX-antispameurope-REASON: asecase42");
        let readings = run(&DECODER, &text, Platform::Microsoft, HOSTS);
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
        assert_eq!(readings[0].code("REASON"), Some("asecase42"));
    }

    #[test]
    fn the_scan_on_the_way_out_is_the_senders() {
        let text = message(
            "X-cloud-security-sender: a@example.org\r\nX-cloud-security-Virusscan: CLEAN\r\nX-cloud-security: scantime:.9",
        );
        let readings = run(&DECODER, &text, Platform::Microsoft, HOSTS);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.trust, reading.role), (Trust::SenderSupplied, Role::SenderSide));
        let personal: Vec<_> = reading.codes.iter().filter(|c| c.personal).map(|c| c.name.as_ref()).collect();
        assert_eq!(personal, ["cloud-security-sender"]);
        let known = meaning(CODES, "cloud-security-Virusscan", "CLEAN");
        assert_eq!(known, Some("No virus found on the way out."));
    }
}
