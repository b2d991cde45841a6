//! Yahoo Mail and AOL.

use super::corroborate::hashes;
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, judge, no_identifier, personal_fact};
use super::{By, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};
use crate::input::Folder;

const ID: &str = "yahoo";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Yahoo / AOL Mail",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    by: By::Recipient,
    about: "A contact is less likely to be filed as spam.",
    steps: &[
        "Open the folder Spam, select the message and choose Not Spam.",
        "Add the address in From: Contacts > Add a new contact.",
    ],
    caution: "Yahoo does not promise that a contact is never filed as spam.",
    ..Exemption::reported("pages of other organisations about Yahoo Mail contacts")
};

const SEEN: Known = Known::observed("observed in delivered mail");
const OPAQUE: Known = Known::unknown("observed in delivered mail");
const TOLD: Known = Known::reported("reported by mail administrators");
const UNDOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-YahooFilteredBulk", "Its presence: filed in Spam; the value is the sender's address."),
    TOLD.field("x-aol-global-disposition", "S or G, in old AOL mail; on sent mail too."),
    TOLD.field("X-AOL-SPAM-FLAG", "A number, in old AOL mail."),
    SEEN.field("X-AOL-VSS-CODE", "Result of AOL's virus scan."),
    SEEN.field("X-AOL-VSS-INFO", "Version of AOL's virus scan."),
    OPAQUE.field("X-AOL-SCOLL-SCORE", "Undocumented numbers."),
    OPAQUE.field("X-AOL-SCOLL-URL_COUNT", "Undocumented number."),
    SEEN.field("X-AOL-SCOLL-AUTHENTICATION", "AOL's DKIM result."),
    SEEN.field("X-AOL-SCOLL-DMARC", "AOL's DMARC result."),
    SEEN.field("X-AOL-SPF", "AOL's SPF result."),
    SEEN.field("X-AOL-IP", "The address that connected to AOL."),
    OPAQUE.field("x-aol-sid", "Session identifier."),
    SEEN.field("X-Apparently-To", "The recipient's address: personal data."),
    OPAQUE.field("X-YMailISG", "Encoded data of the receiving filter."),
    OPAQUE.field("X-YMail-OSG", "Encoded data of Yahoo's outbound side."),
    OPAQUE.field("X-Sonic-MF", "Encoded data of Yahoo's outbound side."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("FilteredBulk", "", "Yahoo filed it in Spam.", "in the Spam folder"),
    TOLD.code("global-disposition", "S", "Spam, as reported by third parties.", ""),
    TOLD.code("global-disposition", "G", "Good, as reported by third parties.", ""),
    OPAQUE.code("SPAM-FLAG", "", UNDOCUMENTED, ""),
    SEEN.code("VSS-CODE", "clean", "No virus found.", ""),
    SEEN.code("VSS-CODE", "", "Result of the virus scan.", ""),
    SEEN.code("VSS-INFO", "", "Version of the virus scan.", ""),
    OPAQUE.code("SCOLL-SCORE", "", UNDOCUMENTED, ""),
    OPAQUE.code("SCOLL-URL_COUNT", "", UNDOCUMENTED, ""),
    SEEN.code("SCOLL-AUTHENTICATION", "", "AOL's DKIM result.", ""),
    SEEN.code("SCOLL-DMARC", "", "AOL's DMARC result.", ""),
    SEEN.code("SPF", "", "AOL's SPF result.", ""),
    SEEN.code("IP", "", "The address that connected to AOL.", ""),
    SEEN.code("Apparently-To", "", "The recipient's address.", ""),
    OPAQUE.code("YMailISG", "", UNDOCUMENTED, ""),
    OPAQUE.code("YMail-OSG", "", "Written when Yahoo sent the message; not publicly documented.", ""),
    OPAQUE.code("Sonic-MF", "", "Written when Yahoo sent the message; not publicly documented.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-YahooFilteredBulk", "FilteredBulk", bulk),
    deciding("x-aol-global-disposition", "global-disposition", disposition),
    fact("X-AOL-SPAM-FLAG", "SPAM-FLAG"),
    fact("X-AOL-VSS-CODE", "VSS-CODE"),
    fact("X-AOL-VSS-INFO", "VSS-INFO"),
    fact("X-AOL-SCOLL-SCORE", "SCOLL-SCORE"),
    fact("X-AOL-SCOLL-URL_COUNT", "SCOLL-URL_COUNT"),
    fact("X-AOL-SCOLL-AUTHENTICATION", "SCOLL-AUTHENTICATION"),
    fact("X-AOL-SCOLL-DMARC", "SCOLL-DMARC"),
    fact("X-AOL-SPF", "SPF"),
    fact("X-AOL-IP", "IP"),
    personal_fact("X-Apparently-To", "Apparently-To"),
    fact("X-YMailISG", "YMailISG"),
    fact("X-YMail-OSG", "YMail-OSG"),
    fact("X-Sonic-MF", "Sonic-MF"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes([
        "X-YahooFilteredBulk",
        "x-aol-global-disposition",
        "X-AOL-SPAM-FLAG",
        "X-YMailISG",
        "X-YMail-OSG",
        "X-Sonic-MF",
    ]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode_placement(&SPEC, context, readings);
}

fn bulk(value: &str, reading: &mut Reading<'_>) {
    if !value.is_empty() {
        reading.folder = Some(Folder::Junk);
        judge(reading, Verdict::Spam);
    }
}

fn disposition(value: &str, reading: &mut Reading<'_>) {
    match value {
        "S" => judge(reading, Verdict::Spam),
        "G" => judge(reading, Verdict::NotSpam),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, counts_only_at, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn presence_is_the_spam_folder() {
        for (fields, verdict) in [
            ("X-YahooFilteredBulk: 203.0.113.9", Verdict::Spam),
            ("X-YahooFilteredBulk:", Verdict::Unknown),
            ("x-aol-global-disposition: G", Verdict::NotSpam),
            ("x-aol-global-disposition: S", Verdict::Spam),
            ("x-aol-global-disposition: Q", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mta1.mail.bf1.yahoo.com"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(
            &DECODER,
            "X-YahooFilteredBulk: 203.0.113.9",
            "mta1.mail.bf1.yahoo.com",
            Trust::Probable,
        );
    }

    #[test]
    fn the_folder_is_a_placement() {
        let text = message("X-YahooFilteredBulk: 203.0.113.9");
        let readings = run(&DECODER, &text, Platform::Other, &["mta1.mail.bf1.yahoo.com"]);
        assert_eq!((readings[0].folder, readings[0].role), (Some(Folder::Junk), Role::Placement));
    }
}
