//! ESET Mail Security.

use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, judge, meaning, no_identifier};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};

const ID: &str = "eset";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "ESET Mail Security",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The approved IP list lets mail from an address through without a look at its content.",
    steps: &[
        "ESET Mail Security > F5 (Advanced setup) > Server > Antispam protection > Filtering and verification (newer: Mail transport protection > Blacklists and whitelists) > Approved IP list > Edit > Add: each relay.",
    ],
    caution: "Behind another gateway the list looks at the first address that is not ignored: put the gateway on the Ignored IP list. The Approved Senders list lets impostors through.",
    ..Exemption::documented(
        "ESET Knowledgebase KB5956; ESET Mail Security online help: Filtering and verification",
    )
};

const SEEN: Known = Known::observed("observed in delivered mail");
const OPAQUE: Known = Known::unknown("observed in delivered mail");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-ESET-Antispam", "OK or SPAM."),
    SEEN.field("X-ESET-AS", "Result (R) and undocumented keys."),
    SEEN.field("X-EsetResult", "Result of the virus scan."),
    OPAQUE.field("X-EsetId", "Id of the virus scan."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("Antispam", "OK", "Not spam.", ""),
    SEEN.code("Antispam", "SPAM", "Spam.", "the organisation's policy"),
    SEEN.code("AS-R", "OK", "Not spam.", ""),
    SEEN.code("AS-R", "SPAM", "Spam.", "the organisation's policy"),
    OPAQUE.code("AS-S", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-OP", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-TIME", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-VERSION", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-MC", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-ID", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-TRN", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-CRV", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-IPC", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-SP", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-SIPS", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-PI", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("AS-F", "", NOT_DOCUMENTED, ""),
    SEEN.code("Result", "clean", "No virus found.", ""),
    SEEN.code("Result", "", "Result of the virus scan.", ""),
    OPAQUE.code("EsetId", "", NOT_DOCUMENTED, ""),
];

const ITEMS: &[Item] = &[
    deciding("X-ESET-Antispam", "Antispam", word),
    deciding("X-ESET-AS", "", keyed),
    fact("X-EsetResult", "Result"),
    fact("X-EsetId", "EsetId"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: true, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

fn word(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("spam") {
        judge(reading, Verdict::Spam);
    } else if value.eq_ignore_ascii_case("ok") {
        judge(reading, Verdict::NotSpam);
    }
}

/// `R=OK;S=0;...`: only `R` is known.
fn keyed(value: &str, reading: &mut Reading<'_>) {
    for (key, value) in value.split(';').filter_map(|p| p.trim().split_once('=')).take(64) {
        if key == "R" {
            word(value, reading);
        }
        let name = format!("AS-{key}");
        let known = meaning(CODES, &name, value);
        reading.codes.push(Code::new(name, value.to_owned(), known));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, counts_only_at, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn words_are_verdicts() {
        for (fields, verdict) in [
            ("X-ESET-Antispam: OK", Verdict::NotSpam),
            ("X-ESET-Antispam: SPAM", Verdict::Spam),
            ("X-ESET-AS: R=OK;S=0;OP=CALC", Verdict::NotSpam),
            ("X-ESET-AS: S=99;R=SPAM", Verdict::Spam),
            ("X-ESET-AS: S=99", Verdict::Unknown),
            ("X-EsetResult: clean, is OK", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(&DECODER, "X-ESET-Antispam: OK", "mx1.example.edu", Trust::Unverifiable);
    }
}
