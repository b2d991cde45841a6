//! SmarterMail.

use std::borrow::Cow;

use super::corroborate::{items, nothing_else, number, part_of};
use super::doc::Known;
use super::facts::{self, keys};
use super::words::{Item, Spec, deciding, fact, meaning, no_identifier};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading};

const ID: &str = "smartermail";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "SmarterMail",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The whitelist of the security settings takes addresses and excepts them from abuse detection.",
    steps: &["As system administrator: Security > Whitelist > New: each relay, for the service SMTP."],
    caution: "The relays could then also send through your server to others: check the relay settings. Trusted Senders go by the address in From, which an impostor can use too.",
    ..Exemption::reported("Managed.com knowledge base: How to Whitelist an IP Address in SmarterMail")
};

const FORUM: Known = Known::reported("SmarterTools community: explanation of X-SmarterMail-TotalSpamWeight");

const FIELDS: &[FieldDoc] = &[
    FORUM.field("X-SmarterMail-TotalSpamWeight", "Sum of the weights; each site sets its own limits."),
    FORUM.field("X-SmarterMail-Spam", "The tests that ran, with their results."),
    FORUM.field("X-SmarterMail-SpamDetail", "A rule of the built-in SpamAssassin, with points."),
];

const CODES: &[CodeDoc] = &[
    FORUM.code("TotalSpamWeight", "", "Sum of the weights of all tests.", "the site's limits decide"),
    FORUM.code("TotalSpamWeight", "0 (Authenticated)", "The sender had logged in: no weight.", ""),
    FORUM.code("Test", "", "A test that ran, with its result.", ""),
    FORUM.code("Test", "SPF_Pass", "SPF passed.", ""),
    FORUM.code("Test", "SPF_Fail", "SPF failed.", ""),
    FORUM.code("Test", "SPF_SoftFail", "SPF failed softly.", ""),
    FORUM.code("Test", "SPF_None", "The domain has no SPF record.", ""),
    FORUM.code("Test", "DKIM_Pass", "A DKIM signature is valid.", ""),
    FORUM.code("Test", "DKIM_Fail", "A DKIM signature is not valid.", ""),
    FORUM.code("Test", "DKIM_None", "There is no DKIM signature.", ""),
    FORUM.code("SpamDetail", "", "A rule of the built-in SpamAssassin, with points.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-SmarterMail-TotalSpamWeight", "TotalSpamWeight", |value, reading| {
        reading.score = number(value);
    }),
    fact("X-SmarterMail-Spam", "Test"),
    fact("X-SmarterMail-SpamDetail", "SpamDetail"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &keys::<3>(ITEMS),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

/// More tests than this are not read.
const MOST_TESTS: usize = 100;

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    facts::decode(&SPEC, context, readings);
    for reading in &mut readings[from..] {
        reading.codes = std::mem::take(&mut reading.codes).into_iter().flat_map(split_tests).collect();
    }
}

/// `Reverse DNS Lookup [Passed], ISpamAssassin 0 [raw: 2], SPF_None` as one code for each test.
fn split_tests<'m>(code: Code<'m>) -> Vec<Code<'m>> {
    if code.name != "Test" {
        return vec![code];
    }
    let value: Cow<'m, str> = code.value;
    let test = |text: &str| Code::new("Test", part_of(&value, text), meaning(CODES, "Test", text));
    items(&value, nothing_else).filter(|t| !t.is_empty()).take(MOST_TESTS).map(test).collect()
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
    fn the_weight_is_shown_without_a_verdict() {
        for (weight, score) in
            [("14", Some(14.0)), ("0 (Authenticated)", Some(0.0)), ("-2", Some(-2.0)), ("", None)]
        {
            let text = message(&format!("X-SmarterMail-TotalSpamWeight: {weight}"));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let facts = (readings[0].verdict, readings[0].role, readings[0].score);
            assert_eq!(facts, (Verdict::Unknown, Role::Diagnostic, score), "{weight}");
        }
    }

    #[test]
    fn each_test_is_a_code_and_unknown_ones_stay() {
        let text = message(
            "X-SmarterMail-Spam: Reverse DNS Lookup [Passed], ISpamAssassin 0 [raw: 2],\r\n\tSPF_None, NEW-LIST,",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let codes: Vec<_> = readings[0].codes.iter().map(|c| c.value.as_ref()).collect();
        assert_eq!(
            codes,
            ["Reverse DNS Lookup [Passed]", "ISpamAssassin 0 [raw: 2]", "SPF_None", "NEW-LIST"]
        );
        assert_eq!(readings[0].codes[2].meaning, Some("The domain has no SPF record."));
    }
}
