//! Coremail, the server of NetEase and of many Chinese universities and companies: opaque stamps.

use super::doc::Known;
use super::words::{Item, Spec, fact, no_identifier, personal_fact};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "coremail";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Coremail", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::unknown("observed in mailing-list archives; Coremail publishes no grammar");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Coremail-Antispam", "Opaque token of the spam filter."),
    SEEN.field("X-CM-TRANSID", "Transaction on the server."),
    SEEN.field("X-CM-SenderInfo", "The sending account, encoded."),
    SEEN.field("X-Coremail-Locale", "Language of the web page that sent it."),
];

const CODES: &[CodeDoc] = &[
    SEEN.opaque("Coremail-Antispam"),
    SEEN.opaque("CM-TRANSID"),
    SEEN.opaque("CM-SenderInfo"),
    SEEN.opaque("Coremail-Locale"),
];

const ITEMS: &[Item] = &[
    fact("X-Coremail-Antispam", "Coremail-Antispam"),
    fact("X-CM-TRANSID", "CM-TRANSID"),
    personal_fact("X-CM-SenderInfo", "CM-SenderInfo"),
    fact("X-Coremail-Locale", "Coremail-Locale"),
];

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
                ("X-Coremail-Antispam: 1Uk129KBjAAAA", "Coremail-Antispam", "1Uk129KBjAAAA", true),
                ("X-CM-TRANSID:AQAAf8AxAA--.10201S3", "CM-TRANSID", "AQAAf8AxAA--.10201S3", true),
                ("X-CM-SenderInfo: abc/", "CM-SenderInfo", "abc/", true),
                ("X-Coremail-Locale: zh_CN", "Coremail-Locale", "zh_CN", true),
            ],
        );
    }
}
