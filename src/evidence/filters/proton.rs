//! Proton Mail.

use super::corroborate::hashes;
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, judge, no_identifier, personal_fact};
use super::{By, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};
use crate::input::Folder;

const ID: &str = "proton";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Proton Mail",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    by: By::Recipient,
    about: "The allow list puts mail of an address into the inbox.",
    steps: &[
        "Settings > All settings > Proton Mail > Filters > Spam, block, and allow lists > Add address or domain > Allow: the address in From.",
    ],
    caution: "The list goes by the address in From, which an impostor can use too: add the address of the notices, never a whole domain.",
    ..Exemption::documented("Proton support: Spam, block, and allow lists")
};

const SEEN: Known = Known::observed("observed in delivered mail");
const OPAQUE: Known = Known::unknown("observed in delivered mail");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Pm-Spam-Action", "What Proton did: inbox, spam or phishing."),
    OPAQUE.field("X-Pm-Spamscore", "Number that does not follow the action."),
    SEEN.field("X-Pm-Origin", "Whether it came from outside Proton or from inside."),
    OPAQUE.field("X-Pm-Spam", "Encoded data of the filter."),
    SEEN.field("X-Pm-Transfer-Encryption", "Encryption of the connection that brought it."),
    SEEN.field("X-Pm-Content-Encryption", "When the text was encrypted for the mailbox."),
    SEEN.field("X-Pm-Forwarded-To", "The address that it was forwarded to: personal data."),
    OPAQUE.field("X-Pm-Message-ID", "Identifier that Proton writes on sent mail."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("Spam-Action", "inbox", "Delivered to the inbox.", "in the inbox"),
    SEEN.code("Spam-Action", "spam", "Taken for spam.", "in the Spam folder"),
    SEEN.code("Spam-Action", "phishing", "Taken for phishing.", "in the Spam folder with a warning"),
    SEEN.code("Spam-Action", "dunno", "No decision.", ""),
    OPAQUE.code(
        "Spamscore",
        "",
        "Vendor diagnostic, not publicly documented; it does not follow the action.",
        "",
    ),
    SEEN.code("Origin", "external", "From outside Proton.", ""),
    SEEN.code("Origin", "internal", "From another Proton account.", ""),
    OPAQUE.code("Spam", "", "Vendor diagnostic, not publicly documented.", ""),
    SEEN.code("Transfer-Encryption", "", "Encryption of the connection that brought it.", ""),
    SEEN.code("Content-Encryption", "", "When the text was encrypted for the mailbox.", ""),
    SEEN.code("Forwarded-To", "", "The address that it was forwarded to.", ""),
    OPAQUE.code("Message-ID", "", "Identifier of a message that Proton sent; not a verdict.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-Pm-Spam-Action", "Spam-Action", action),
    fact("X-Pm-Spamscore", "Spamscore"),
    fact("X-Pm-Origin", "Origin"),
    fact("X-Pm-Spam", "Spam"),
    fact("X-Pm-Transfer-Encryption", "Transfer-Encryption"),
    fact("X-Pm-Content-Encryption", "Content-Encryption"),
    personal_fact("X-Pm-Forwarded-To", "Forwarded-To"),
    fact("X-Pm-Message-ID", "Message-ID"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-Pm-Spam-Action", "X-Pm-Spamscore", "X-Pm-Spam", "X-Pm-Origin", "X-Pm-Message-ID"]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode_placement(&SPEC, context, readings);
}

fn action(value: &str, reading: &mut Reading<'_>) {
    let (folder, verdict) = match value.to_ascii_lowercase().as_str() {
        "inbox" => (Folder::Inbox, Verdict::NotSpam),
        "spam" => (Folder::Junk, Verdict::Spam),
        "phishing" => (Folder::Junk, Verdict::Phish),
        _ => return,
    };
    reading.folder = Some(folder);
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
    fn the_action_is_the_verdict() {
        for (fields, verdict) in [
            ("X-Pm-Spam-Action: phishing\r\nX-Pm-Spamscore: 0", Verdict::Phish),
            ("X-Pm-Spam-Action: inbox\r\nX-Pm-Spamscore: 102", Verdict::NotSpam),
            ("X-Pm-Spam-Action: spam", Verdict::Spam),
            ("X-Pm-Spam-Action: dunno", Verdict::Unknown),
            ("X-Pm-Spamscore: 101", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mailin001.protonmail.ch"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(&DECODER, "X-Pm-Spam-Action: inbox", "mailin001.protonmail.ch", Trust::Probable);
    }
}
