//! RichMail (139.com and China Mobile): opaque flags of its servers.

use super::doc::Known;
use super::words::{self, Spec, fact, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "richmail";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "RichMail (139.com, China Mobile)",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const OPAQUE: Known = Known::unknown("observed in mailing-list archives, on mail sent through it");

const FIELDS: &[FieldDoc] = &[
    OPAQUE.field("X-RM-SPAM-FLAG", "Eight digits; only zeros were ever seen."),
    OPAQUE.field("X-RM-SPAM", "Empty wherever it was seen."),
    OPAQUE.field("X-RM-TagInfo", "A kind of message, as a number."),
];

const UNEXPLAINED: &str = "Vendor diagnostic, not publicly documented.";

const CODES: &[CodeDoc] = &[
    OPAQUE.code("SPAM-FLAG", "", UNEXPLAINED, ""),
    OPAQUE.code("SPAM", "", UNEXPLAINED, ""),
    OPAQUE.code("TagInfo", "", UNEXPLAINED, ""),
];

const SPEC: Spec = Spec {
    id: ID,
    keys: &[],
    items: &[fact("X-RM-SPAM-FLAG", "SPAM-FLAG"), fact("X-RM-SPAM", "SPAM"), fact("X-RM-TagInfo", "TagInfo")],
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    words::decode(&SPEC, context, readings);
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
    fn flags_are_shown_and_never_a_verdict() {
        for flag in ["00000000", "00000001", "11111111", "", "YES"] {
            let text = message(&format!("X-RM-SPAM-FLAG: {flag}\r\nX-RM-TagInfo: emlType=0"));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{readings:?}") };
            assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
            assert_eq!(reading.code("SPAM-FLAG"), Some(flag));
        }
    }
}
