//! SonicWall Email Security.

use super::doc::Known;
use super::facts::{self, keys};
use super::words::{Item, Spec, fact, no_identifier, personal_fact};
use super::{CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading};

const ID: &str = "sonicwall";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "SonicWall Email Security",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The list of allowed addresses of the connection management lets servers connect; address books go by sender.",
    steps: &[
        "Manage > Security Services > Connection Management > Manually Edit IP Address Lists > Allowed: add the addresses of the relays.",
    ],
    caution: "It acts on the connection; the content may still be judged. Companies or domains in the Allowed address book let impostors through.",
    ..Exemption::reported("SonicWall Email Security administration guides, as quoted by others")
};

const SEEN: Known = Known::observed("observed in mailing-list archives");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");

const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Mlf-Version", "Version of the product."),
    SEEN.field("X-Mlf-DSE-Version", "Version of an engine."),
    SEEN.field("X-Mlf-Rules-Version", "Versions of the rule sets."),
    SEEN.field("X-Mlf-Smartnet-Version", "Version of a data base."),
    SEEN.field("X-Mlf-Envelope-From", "Envelope sender."),
    SEEN.field("X-Mlf-UniqueId", "Id of the message; looks it up in the product's log."),
    OPAQUE.field("X-Mlf-CnxnMgmt-Allow", "An address beside which connection management noted `Allow`."),
    OPAQUE.field("X-Mlf-Spam-Status", "Named in lists of spam fields; its values are not documented."),
    OPAQUE.field("X-Mlf-License", "Letters of the licence; not explained."),
];

const CODES: &[CodeDoc] = &[
    OPAQUE.code("Spam-Status", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("CnxnMgmt-Allow", "", NOT_DOCUMENTED, ""),
    SEEN.code("UniqueId", "", "Id of the message in the product's log.", ""),
    SEEN.code("Envelope-From", "", "Envelope sender.", ""),
    SEEN.code("Version", "", "Version of the product.", ""),
    OPAQUE.code("DSE-Version", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("Rules-Version", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("Smartnet-Version", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("License", "", NOT_DOCUMENTED, ""),
];

const ITEMS: &[Item] = &[
    fact("X-Mlf-Spam-Status", "Spam-Status"),
    fact("X-Mlf-CnxnMgmt-Allow", "CnxnMgmt-Allow"),
    fact("X-Mlf-UniqueId", "UniqueId"),
    personal_fact("X-Mlf-Envelope-From", "Envelope-From"),
    fact("X-Mlf-Version", "Version"),
    fact("X-Mlf-DSE-Version", "DSE-Version"),
    fact("X-Mlf-Rules-Version", "Rules-Version"),
    fact("X-Mlf-Smartnet-Version", "Smartnet-Version"),
    fact("X-Mlf-License", "License"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &keys::<9>(ITEMS),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    facts::decode(&SPEC, context, readings);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::super::{Role, Verdict};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn fields_are_shown_and_never_judged() {
        for (name, value) in [
            ("Spam-Status", "spam"),
            ("CnxnMgmt-Allow", "192.0.2.10"),
            ("UniqueId", "i202603020900000000001"),
            ("Version", "10.0.16.7295"),
            ("License", "BSVKCAP__"),
        ] {
            let text = message(&format!("X-Mlf-{name}: {value}"));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{name}: {readings:?}") };
            assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic), "{name}");
            assert_eq!(reading.code(name), Some(value));
        }
    }

    #[test]
    fn the_sender_is_personal() {
        let text = message("X-Mlf-Envelope-From: a@example.org");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert!(readings[0].codes[0].personal);
    }
}
