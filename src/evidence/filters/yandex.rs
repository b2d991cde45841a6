//! Yandex Mail.

use super::corroborate::hashes;
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, judge, no_identifier, personal_fact};
use super::{CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};

const ID: &str = "yandex";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Yandex Mail",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    product: Some(("yandex", "Yandex 360")),
    about: "The antispam list of an organisation holds addresses and networks whose mail Spamooborona does not take for spam.",
    steps: &[
        "An organisation on Yandex 360 for business: set the antispam list with the addresses of the relays by the API, service MailAntispamIpAllowlistService.",
    ],
    caution: "There is no page for it in the administration, and a personal mailbox has no such list. Writing the list replaces the former one: read it first.",
    ..Exemption::documented("Yandex 360 for business API: Antispam list (MailAntispamIpAllowlistService)")
};

const SEEN: Known = Known::observed("observed in delivered mail");
const OPAQUE: Known = Known::unknown("observed in delivered mail");
const UNDOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Yandex-Spam", "1 is not spam, 4 is spam; on sent mail too."),
    SEEN.field("X-Yandex-Front", "The server that took the message in."),
    OPAQUE.field("X-Yandex-TimeMark", "Time of that, as a number."),
    OPAQUE.field("X-Yandex-Fwd", "Encoded identifiers."),
    OPAQUE.field("X-Yandex-Forward", "Mark against forwarding loops."),
    OPAQUE.field("X-Yandex-Internal", "Mark of mail inside Yandex."),
    OPAQUE.field("X-Yandex-Uniq", "Undocumented identifier."),
    SEEN.field("X-Yandex-Suid-Status", "Numbers of the recipients' accounts: personal data."),
    SEEN.field("X-Yandex-Envelope", "Envelope addresses, encoded: personal data."),
    SEEN.field("X-Yandex-Sender-Uid", "Number of the sender's account: personal data."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("Spam", "1", "Not spam (some tools read it the other way round, wrongly).", "in the inbox"),
    OPAQUE.code("Spam", "2", "Seen on clean mail, not documented.", ""),
    SEEN.code("Spam", "4", "Spam.", "in the Spam folder"),
    SEEN.code("Front", "", "The server that took the message in.", ""),
    OPAQUE.code("TimeMark", "", UNDOCUMENTED, ""),
    OPAQUE.code("Fwd", "", UNDOCUMENTED, ""),
    OPAQUE.code("Forward", "", UNDOCUMENTED, ""),
    OPAQUE.code("Internal", "", UNDOCUMENTED, ""),
    OPAQUE.code("Uniq", "", UNDOCUMENTED, ""),
    SEEN.code("Suid-Status", "", "Numbers of the recipients' accounts.", ""),
    SEEN.code("Envelope", "", "Envelope addresses, encoded.", ""),
    SEEN.code("Sender-Uid", "", "Number of the sender's account.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-Yandex-Spam", "Spam", spam),
    fact("X-Yandex-Front", "Front"),
    fact("X-Yandex-TimeMark", "TimeMark"),
    fact("X-Yandex-Fwd", "Fwd"),
    fact("X-Yandex-Forward", "Forward"),
    fact("X-Yandex-Internal", "Internal"),
    fact("X-Yandex-Uniq", "Uniq"),
    personal_fact("X-Yandex-Suid-Status", "Suid-Status"),
    personal_fact("X-Yandex-Envelope", "Envelope"),
    personal_fact("X-Yandex-Sender-Uid", "Sender-Uid"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-Yandex-Spam", "X-Yandex-Front", "X-Yandex-Fwd", "X-Yandex-Forward"]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

fn spam(value: &str, reading: &mut Reading<'_>) {
    match value {
        "1" => judge(reading, Verdict::NotSpam),
        "4" => judge(reading, Verdict::Spam),
        _ => {}
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
    fn one_is_not_spam() {
        for (fields, verdict) in [
            ("X-Yandex-Spam: 1", Verdict::NotSpam),
            ("X-Yandex-Spam: 4", Verdict::Spam),
            ("X-Yandex-Spam: 2", Verdict::Unknown),
            ("X-Yandex-Spam: x", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mxfront1.mail.yandex.net"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(&DECODER, "X-Yandex-Spam: 4", "mxfront1.mail.yandex.net", Trust::Probable);
    }
}
