//! The threat scanner of Cisco gateways: whether it found something, not whether the message is spam.

use super::doc::Known;
use super::words::{Item, Spec, fact, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "threatscanner";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "ThreatScanner on Cisco gateways",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const SEEN: Known = Known::observed("observed in mail through Cisco gateways");

const FIELDS: &[FieldDoc] = &[SEEN.field("X-ThreatScanner-Verdict", "Negative or Positive.")];

const CODES: &[CodeDoc] = &[
    SEEN.code("Verdict", "Negative", "The threat scanner found nothing; that is no word about spam.", ""),
    SEEN.code(
        "Verdict",
        "Positive",
        "The threat scanner found something; what, and what followed, is not documented.",
        "",
    ),
];

const ITEMS: &[Item] = &[fact("X-ThreatScanner-Verdict", "Verdict")];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: true, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, shows_facts};
    use super::*;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn facts_are_shown_and_judge_nothing() {
        shows_facts(
            &DECODER,
            &[
                ("X-ThreatScanner-Verdict: Negative", "Verdict", "Negative", true),
                ("X-ThreatScanner-Verdict: positive", "Verdict", "positive", true),
                ("X-ThreatScanner-Verdict: Maybe", "Verdict", "Maybe", false),
            ],
        );
    }
}
