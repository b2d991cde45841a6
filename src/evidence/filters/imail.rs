//! Ipswitch IMail Server.

use super::doc::Known;
use super::facts::{self, keys};
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "imail";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "IMail Server", fields: FIELDS, codes: CODES, exemption: None, decode };

const GUIDE: Known = Known::documented("IMail Server help: X-Header explanations");

const HIT: &str = "Present when this test hit.";

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-IMAIL-SPAM-STATISTICS", "The statistical filter identified spam; id and probability."),
    GUIDE.field("X-IMAIL-SPAM-STATISTIC", "The statistical filter identified spam; id and probability."),
    GUIDE.field("X-IMail-SPAM-SPF-Fail", HIT),
    GUIDE.field("X-IMail-SPAM-SPF-Softfail", HIT),
    GUIDE.field("X-IMAIL-SPAM-ADDRBL", HIT),
    GUIDE.field("X-IMAIL-SPAM-DNSBL", HIT),
    GUIDE.field("X-IMAIL-SPAM-HELOBL", HIT),
    GUIDE.field("X-IMAIL-SPAM-RHSBL", HIT),
    GUIDE.field("X-IMAIL-SPAM-IP4R", HIT),
    GUIDE.field("X-IMAIL-SPAM-HELODOMAIN", HIT),
    GUIDE.field("X-IMAIL-SPAM-VALHELO", HIT),
    GUIDE.field("X-IMAIL-SPAM-REVDNS", HIT),
    GUIDE.field("X-IMAIL-SPAM-VALREVDNS", HIT),
    GUIDE.field("X-IMAIL-SPAM-VALFROM", HIT),
    GUIDE.field("X-IMAIL-SPAM-INVALIDFROM", HIT),
    GUIDE.field("X-IMAIL-SPAM-PHRASE", HIT),
    GUIDE.field("X-IMAIL-SPAM-HTML-FEATURES", HIT),
    GUIDE.field("X-IMAIL-SPAM-URL-DBL", HIT),
    GUIDE.field("X-IMAIL-Broken-MIME-HEADERS", HIT),
    GUIDE.field("X-IMAIL-SPAM-*", HIT),
];

const TEST: &str = "A test of the site hit.";
const SITE: &str = "the site's choice for this test";

const CODES: &[CodeDoc] = &[
    GUIDE.code("STATISTICS", "", "The statistical filter takes the message for spam.", SITE),
    GUIDE.code("SPF-Fail", "", "The sender failed SPF.", SITE),
    GUIDE.code("SPF-Softfail", "", "SPF failed softly.", SITE),
    GUIDE.code("ADDRBL", "", "An address block list has the sender.", SITE),
    GUIDE.code("DNSBL", "", "A DNS block list has the sending server.", SITE),
    GUIDE.code("HELOBL", "", "A block list has the HELO name.", SITE),
    GUIDE.code("RHSBL", "", "A block list has the sender's domain.", SITE),
    GUIDE.code("IP4R", "", "A block list has the sending server's address.", SITE),
    GUIDE.code("HELODOMAIN", "", "The domain of the HELO name was not confirmed.", SITE),
    GUIDE.code("VALHELO", "", "The HELO name was not confirmed.", SITE),
    GUIDE.code("REVDNS", "", "The sending server's address has no name.", SITE),
    GUIDE.code("VALREVDNS", "", "The name of the sending server's address was not confirmed.", SITE),
    GUIDE.code("VALFROM", "", "The envelope sender was not confirmed.", SITE),
    GUIDE.code("INVALIDFROM", "", "The address in From is not valid.", SITE),
    GUIDE.code("PHRASE", "", "A phrase of the site's list is in the message.", SITE),
    GUIDE.code("HTML-FEATURES", "", "The message has HTML elements that the site counts.", SITE),
    GUIDE.code("URL-DBL", "", "The site's list has a domain that the message links to.", SITE),
    GUIDE.code("Broken-MIME-HEADERS", "", "A MIME field is broken.", SITE),
];

fn spam(_: &str, reading: &mut Reading<'_>) {
    judge(reading, Verdict::Spam);
}

const ITEMS: &[Item] = &[
    deciding("X-IMAIL-SPAM-STATISTICS", "STATISTICS", spam),
    deciding("X-IMAIL-SPAM-STATISTIC", "STATISTICS", spam),
    fact("X-IMail-SPAM-SPF-Fail", "SPF-Fail"),
    fact("X-IMail-SPAM-SPF-Softfail", "SPF-Softfail"),
    fact("X-IMAIL-SPAM-ADDRBL", "ADDRBL"),
    fact("X-IMAIL-SPAM-DNSBL", "DNSBL"),
    fact("X-IMAIL-SPAM-HELOBL", "HELOBL"),
    fact("X-IMAIL-SPAM-RHSBL", "RHSBL"),
    fact("X-IMAIL-SPAM-IP4R", "IP4R"),
    fact("X-IMAIL-SPAM-HELODOMAIN", "HELODOMAIN"),
    fact("X-IMAIL-SPAM-VALHELO", "VALHELO"),
    fact("X-IMAIL-SPAM-REVDNS", "REVDNS"),
    fact("X-IMAIL-SPAM-VALREVDNS", "VALREVDNS"),
    fact("X-IMAIL-SPAM-VALFROM", "VALFROM"),
    fact("X-IMAIL-SPAM-INVALIDFROM", "INVALIDFROM"),
    fact("X-IMAIL-SPAM-PHRASE", "PHRASE"),
    fact("X-IMAIL-SPAM-HTML-FEATURES", "HTML-FEATURES"),
    fact("X-IMAIL-SPAM-URL-DBL", "URL-DBL"),
    fact("X-IMAIL-Broken-MIME-HEADERS", "Broken-MIME-HEADERS"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &keys::<19>(ITEMS),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    facts::decode(&SPEC, context, readings);
    facts::unlisted(&SPEC, "X-IMAIL-SPAM-", Some(TEST), context, readings, before);
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn only_the_test_that_calls_the_message_spam_decides() {
        for item in ITEMS {
            let text = message(&format!("{}: (97976604)", item.field));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{}: {readings:?}", item.field) };
            let verdict = match item.code {
                "STATISTICS" => Verdict::Spam,
                _ => Verdict::Unknown,
            };
            assert_eq!(reading.verdict, verdict, "{}", item.field);
            assert_eq!(reading.code(item.code), Some("(97976604)"));
            assert!(reading.codes[0].meaning.is_some(), "{}", item.code);
        }
    }

    #[test]
    fn a_test_without_a_row_is_a_fact() {
        let text = message("X-IMail-SPAM-NEWTEST: (97976604)");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
        assert_eq!(reading.code("X-IMail-SPAM-NEWTEST"), Some("(97976604)"));
    }

    #[test]
    fn several_lists_may_hit_and_a_value_may_be_missing() {
        let text = message(
            "X-IMAIL-SPAM-DNSBL: (list-a,8ca903,192.0.2.10)\r\nX-IMAIL-SPAM-DNSBL: (list-b,8ca903,192.0.2.10)\r\n\
             X-IMAIL-SPAM-VALHELO:",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings.len(), 1);
        assert_eq!(readings[0].codes.len(), 3);
    }
}
