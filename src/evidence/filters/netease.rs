//! NetEase Qiye, hosted mail for companies: opaque stamps.

use super::doc::Known;
use super::words::{Item, Spec, fact, no_identifier, personal_fact};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "netease";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "NetEase Qiye", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::unknown("observed in mailing-list archives; NetEase publishes no grammar");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-HM-Spam-Status", "Result of the spam filter, encoded."),
    SEEN.field("X-HM-Sender-Digest", "Digest of the sender."),
    SEEN.field("X-HM-Tid", "Transaction on the server."),
    SEEN.field("X-HM-MType", "Kind of message."),
];

const CODES: &[CodeDoc] = &[
    SEEN.opaque("HM-Spam-Status"),
    SEEN.opaque("HM-Sender-Digest"),
    SEEN.opaque("HM-Tid"),
    SEEN.opaque("HM-MType"),
];

const ITEMS: &[Item] = &[
    fact("X-HM-Spam-Status", "HM-Spam-Status"),
    personal_fact("X-HM-Sender-Digest", "HM-Sender-Digest"),
    fact("X-HM-Tid", "HM-Tid"),
    fact("X-HM-MType", "HM-MType"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: false, agrees: no_identifier };

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
                ("X-HM-Spam-Status: e1kfGhgUAAAA", "HM-Spam-Status", "e1kfGhgUAAAA", true),
                ("X-HM-Sender-Digest: e1kMAAAA", "HM-Sender-Digest", "e1kMAAAA", true),
                ("X-HM-Tid: 0a00", "HM-Tid", "0a00", true),
                ("X-HM-MType: 1", "HM-MType", "1", true),
            ],
        );
    }
}
