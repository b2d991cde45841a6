//! Cloudmark Authority, as carriers and Trustwave MailMarshal run it.

use super::corroborate::number;
use super::doc::Known;
use super::facts::keys;
use super::words::{Item, Spec, fact, no_identifier};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading};
use crate::headers::date::Date;

const ID: &str = "cloudmark";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Cloudmark Authority",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "An address on the whitelist of Cloudmark Server Edition is let through.",
    steps: &[
        "Cloudmark Server Edition: Server Configuration > Whitelist > Add: the address of each relay.",
        "Where a carrier or another filter runs Cloudmark Authority, ask its operator for an exception for the addresses of the relays.",
    ],
    caution: "An entry for an e-mail address or domain lets impostors through.",
    ..Exemption::documented("Cloudmark Server Edition help: Adding and modifying whitelist entries")
};

const GUIDE: Known = Known::documented("Cloudmark: Getting message fingerprints");
const SEEN: Known = Known::observed("observed in mailing-list archives");
const VALIDITY: Known = Known::reported("Validity: How to identify a Cloudmark spammy fingerprint");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");

const SCORE: &str = "Score from 0 to 100; the limits are the provider's own.";
const ANALYSIS: &str = "Fingerprints of the message; opaque except for the time.";
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-CMAE-Score", SCORE),
    SEEN.field("X-CM-Score", SCORE),
    SEEN.field("X-Optus-CM-Score", "Score at the carrier Optus; its limits are not public."),
    SEEN.field("X-SEG-SpamProfiler-Score", "Score of SpamProfiler in Trustwave MailMarshal."),
    SEEN.field("X-CMAE-Scan-Result", "Score at the hoster Rackspace."),
    SEEN.field("X-Spam-CMAESCORE", "Score, as an older provider's SpamAssassin prints it."),
    SEEN.field("X-CMAE-Analysis", ANALYSIS),
    SEEN.field("X-CM-Analysis", ANALYSIS),
    SEEN.field("X-CNFS-Analysis", ANALYSIS),
    SEEN.field("X-Authority-Analysis", ANALYSIS),
    VALIDITY.field("X-Cloudmark-Analysis", ANALYSIS),
    SEEN.field("X-Optus-CM-Analysis", ANALYSIS),
    SEEN.field("X-SEG-SpamProfiler-Analysis", ANALYSIS),
    GUIDE.field("X-Spam-CMAE-Analysis", "Fingerprints of the message, from the SpamAssassin plug-in."),
    SEEN.field("X-Spam-CMAETAG", "Fingerprints of the message, from an older SpamAssassin plug-in."),
    OPAQUE.field("X-Spam-CMAECATEGORY", "Category number; not explained."),
    OPAQUE.field("X-Spam-CMAESUBCATEGORY", "Subcategory number; not explained."),
    OPAQUE.field("X-CMAE-Envelope", "Note beside the analysis; not explained."),
    OPAQUE.field("X-CM-Envelope", "Note beside the analysis; not explained."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("Score", "", SCORE, "the provider's choice"),
    SEEN.code("Score", "0", "Nothing known against the message.", ""),
    SEEN.code("Score", "100", "The highest score of the scale.", "the provider's choice"),
    SEEN.code("ts", "", "When the message was analysed, in UTC.", ""),
    VALIDITY.code("p", "", "A fingerprint that Cloudmark lists as spam.", "often junked, says Validity"),
    OPAQUE.code("Analysis", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("Category", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("Subcategory", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("Envelope", "", NOT_DOCUMENTED, ""),
];

const fn scored(field: &'static str) -> Item {
    Item { field, code: "Score", decides: true, personal: false, read: score }
}

const fn analysed(field: &'static str) -> Item {
    Item { field, code: "Analysis", decides: false, personal: false, read: analysis }
}

const ITEMS: &[Item] = &[
    scored("X-CMAE-Score"),
    scored("X-CM-Score"),
    scored("X-Optus-CM-Score"),
    scored("X-SEG-SpamProfiler-Score"),
    scored("X-CMAE-Scan-Result"),
    scored("X-Spam-CMAESCORE"),
    analysed("X-CMAE-Analysis"),
    analysed("X-CM-Analysis"),
    analysed("X-CNFS-Analysis"),
    analysed("X-Authority-Analysis"),
    analysed("X-Cloudmark-Analysis"),
    analysed("X-Optus-CM-Analysis"),
    analysed("X-SEG-SpamProfiler-Analysis"),
    analysed("X-Spam-CMAE-Analysis"),
    analysed("X-Spam-CMAETAG"),
    fact("X-Spam-CMAECATEGORY", "Category"),
    fact("X-Spam-CMAESUBCATEGORY", "Subcategory"),
    fact("X-CMAE-Envelope", "Envelope"),
    fact("X-CM-Envelope", "Envelope"),
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
    super::facts::decode(&SPEC, context, readings);
}

fn score(value: &str, reading: &mut Reading<'_>) {
    reading.score = reading.score.or_else(|| number(value));
}

/// `v=2.4 cv=token c=1 sm=1 tr=0 ts=<hex epoch> p=token:10 a=token:117 ...`
fn analysis(value: &str, reading: &mut Reading<'_>) {
    let word = |key: &str| value.split_ascii_whitespace().find_map(|w| w.strip_prefix(key));
    let meaning = |name: &str| super::words::meaning(CODES, name, "");
    if let Some(time) = word("ts=").and_then(time) {
        reading.codes.push(Code::new("ts", time, meaning("ts")));
    }
    if let Some(print) = word("p=").filter(|p| !p.is_empty()) {
        reading.codes.push(Code::new("p", print.to_owned(), meaning("p")));
    }
}

fn time(hex: &str) -> Option<String> {
    let epoch = u32::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 8)?;
    let date = Date { epoch: i64::from(epoch), offset_minutes: Some(0), ..Date::default() };
    Some(date.to_rfc3339())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::super::{Role, Verdict};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    fn read(fields: &str) -> Vec<Reading<'static>> {
        let text: &'static str = format!("{fields}\r\n{}", message("X-Other: 1")).leak();
        run(&DECODER, text, Platform::Other, &["mx1.example.edu"])
    }

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn a_score_is_shown_and_never_judged() {
        for (field, score) in [
            ("X-CMAE-Score: 100", Some(100.0)),
            ("X-CMAE-Score: 0", Some(0.0)),
            ("X-CM-Score: 0.00", Some(0.0)),
            ("X-CM-Score: 12,5", Some(12.5)),
            ("X-Optus-CM-Score: 0", Some(0.0)),
            ("X-SEG-SpamProfiler-Score: 0", Some(0.0)),
            ("X-CMAE-Scan-Result: 100", Some(100.0)),
            ("X-Spam-CMAESCORE: high", None),
            ("X-CMAE-Envelope: AAAA", None),
        ] {
            let readings = read(field);
            let [reading] = &readings[..] else { panic!("{field}: {readings:?}") };
            assert_eq!((reading.score, reading.verdict), (score, Verdict::Unknown), "{field}");
            assert_eq!((reading.trust, reading.role), (Trust::Trusted, Role::Diagnostic), "{field}");
        }
    }

    #[test]
    fn only_time_and_listed_fingerprint_are_read_out_of_the_analysis() {
        let readings = read(
            "X-CMAE-Analysis: v=2.4 cv=AAAA c=0 sm=1 tr=0 ts=69a94b00\r\n p=AAAA:10 a=AAAA==:117\r\n\ta=BBBB:10",
        );
        assert_eq!(readings[0].code("ts"), Some("2026-03-05T09:21:04Z"));
        assert_eq!(readings[0].code("p"), Some("AAAA:10"));
        assert!(readings[0].code("Analysis").is_some_and(|a| a.starts_with("v=2.4 cv=AAAA c=0")));
        for broken in ["ts=", "ts=zz", "ts=ffffffffffff", "p="] {
            let readings = read(&format!("X-Authority-Analysis: v=2.4 {broken}"));
            assert_eq!(readings[0].codes.len(), 1, "{broken}");
        }
    }
}
