//! DuoCircle Advanced Threat Defense and its resellers: scores without a printed limit.

use super::doc::Known;
use super::facts::unlisted;
use super::words::{Item, Spec, fact, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "duocircle";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "DuoCircle", fields: FIELDS, codes: CODES, exemption: None, decode };

const HELP: Known = Known::documented("DuoCircle support: What headers are added to the mail messages");

const OPAQUE: Known = Known::unknown("observed in delivered mail");
const UNDOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    HELP.field("X-SMX-Message-Totalscore", "Sum of the scores; the limit is not printed."),
    HELP.field("X-SMX-Message-Score", "One score of the message, with the method that gave it."),
    HELP.field("X-SMX-IP-Score", "One score of the sending address, with the method that gave it."),
    HELP.field("X-SMX-Spam-Prob", "Bayesian probability of spam, 0 to 1."),
    HELP.field("X-SMX-HMM-Spam-Prob", "Probability of spam by another statistical model, 0 to 1."),
    HELP.field("X-SMX-Tag", "A limit or rule that took effect."),
    HELP.field("X-SMX-Version", "Version of the filter."),
    HELP.field("X-SMX-ID", "Message on the server."),
    HELP.field("X-SMX-Session", "Connection on the server."),
    OPAQUE.field("X-SMX-*", "Not publicly documented."),
];

const CODES: &[CodeDoc] = &[
    HELP.code("Message-Totalscore", "", "Sum of the scores; the limit is not printed.", ""),
    HELP.code("Message-Score", "", "One score of the message; its scale is not documented.", ""),
    HELP.code("IP-Score", "", "One score of the sending address; its scale is not documented.", ""),
    HELP.code("Spam-Prob", "", "Bayesian probability of spam, 0 to 1; the limit is not printed.", ""),
    HELP.code(
        "HMM-Spam-Prob",
        "",
        "Probability of spam by a second model, 0 to 1; the limit is not printed.",
        "",
    ),
    HELP.opaque("Tag"),
    HELP.opaque("Version"),
    HELP.opaque("ID"),
    HELP.opaque("Session"),
];

const ITEMS: &[Item] = &[
    fact("X-SMX-Message-Totalscore", "Message-Totalscore"),
    fact("X-SMX-Message-Score", "Message-Score"),
    fact("X-SMX-IP-Score", "IP-Score"),
    fact("X-SMX-Spam-Prob", "Spam-Prob"),
    fact("X-SMX-HMM-Spam-Prob", "HMM-Spam-Prob"),
    fact("X-SMX-Tag", "Tag"),
    fact("X-SMX-Version", "Version"),
    fact("X-SMX-ID", "ID"),
    fact("X-SMX-Session", "Session"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: false, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    unlisted(&SPEC, "X-SMX-", Some(UNDOCUMENTED), context, readings, before);
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
                ("X-SMX-Message-Totalscore: 50", "Message-Totalscore", "50", true),
                (
                    "X-SMX-Message-Score: 5 (HMM Probability: 1.0000)",
                    "Message-Score",
                    "5 (HMM Probability: 1.0000)",
                    true,
                ),
                ("X-SMX-IP-Score: -3", "IP-Score", "-3", true),
                ("X-SMX-Spam-Prob: 1.00000", "Spam-Prob", "1.00000", true),
                ("X-SMX-HMM-Spam-Prob: 0.00000", "HMM-Spam-Prob", "0.00000", true),
                ("X-SMX-Tag: MessageLimit", "Tag", "MessageLimit", true),
            ],
        );
    }
}
