//! eXpurgate, as used by German providers.

use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "expurgate";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "eXpurgate", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("Variomedia FAQ on X-purgate; observed in delivered mail");
const OPAQUE: Known = Known::unknown("observed in delivered mail");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-purgate-type", "Class of the message."),
    SEEN.field("X-purgate", "Class of the message, or a notice."),
    OPAQUE.field("X-purgate-ID", "Id of the scan."),
    SEEN.field("X-purgate-size", "Size that was scanned."),
    SEEN.field("X-purgate-Ad", "Advertisement of the vendor."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("type", "clean", "Clean.", "delivered"),
    SEEN.code("type", "clean.empty", "Clean; an empty message.", "delivered"),
    SEEN.code("type", "clean.bounce", "Clean; a bounce.", "delivered"),
    SEEN.code("type", "spam", "Spam.", "the provider's policy"),
    SEEN.code("type", "bulk", "Bulk mail.", "the provider's policy"),
    SEEN.code("type", "bulk.advertising", "Advertising sent in bulk.", "the provider's policy"),
    SEEN.code("type", "bulk.porn", "Pornography sent in bulk.", "the provider's policy"),
    SEEN.code("type", "suspect", "Suspicious.", ""),
    SEEN.code("type", "dangerous.virus", "A virus.", "the provider's policy"),
    SEEN.code("type", "dangerous.virus-outbreak", "A new virus.", "the provider's policy"),
    SEEN.code("type", "dangerous.attachment", "A dangerous attachment.", "the provider's policy"),
    SEEN.code("purgate", "", "Class or notice.", ""),
    OPAQUE.code("ID", "", "Vendor diagnostic, not publicly documented.", ""),
    SEEN.code("size", "", "Size that was scanned.", ""),
    SEEN.code("Ad", "", "Advertisement of the vendor.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-purgate-type", "type", class),
    deciding("X-purgate", "purgate", class),
    fact("X-purgate-ID", "ID"),
    fact("X-purgate-size", "size"),
    fact("X-purgate-Ad", "Ad"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: true, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

/// The part before the dot decides.
fn class(value: &str, reading: &mut Reading<'_>) {
    let verdict = match value.split(['.', ' ']).next().unwrap_or("").to_ascii_lowercase().as_str() {
        "clean" => Verdict::NotSpam,
        "spam" => Verdict::Spam,
        "bulk" => Verdict::Bulk,
        "suspect" => Verdict::Suspect,
        "dangerous" => Verdict::Malware,
        _ => Verdict::Unknown,
    };
    judge(reading, verdict);
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
    fn the_class_is_the_verdict() {
        for (fields, verdict) in [
            ("X-purgate-type: bulk.advertising", Verdict::Bulk),
            ("X-purgate-type: clean.bounce", Verdict::NotSpam),
            ("X-purgate-type: dangerous.virus-outbreak", Verdict::Malware),
            ("X-purgate-type: bulk", Verdict::Bulk),
            ("X-purgate-type: bulk.porn", Verdict::Bulk),
            ("X-purgate-type: clean.empty", Verdict::NotSpam),
            ("X-purgate-type: dangerous.virus", Verdict::Malware),
            ("X-purgate-type: dangerous.attachment", Verdict::Malware),
            ("X-purgate: This mail is considered clean", Verdict::Unknown),
            ("X-purgate-ID: 1::2", Verdict::Unknown),
            ("X-purgate-type: spam", Verdict::Spam),
            ("X-purgate-type: suspect", Verdict::Suspect),
            ("X-purgate-type: new.thing", Verdict::Unknown),
            ("X-purgate: clean\r\nX-purgate-type: clean", Verdict::NotSpam),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx.expurgate.net"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(&DECODER, "X-purgate-type: spam", "mx.expurgate.net", Trust::Probable);
    }
}
