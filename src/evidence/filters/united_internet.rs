//! United Internet: GMX, WEB.DE, mail.com and IONOS.

use super::corroborate::hashes;
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{By, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};

const ID: &str = "united-internet";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "GMX / WEB.DE / mail.com / IONOS",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    by: By::Recipient,
    about: "The list of wanted senders keeps mail of an address out of the spam folder of one mailbox.",
    steps: &[
        "In the mailbox open Einstellungen (Settings) > Erwünschtliste, and add the address in From.",
        "In the folder Spamverdacht (Spam) mark the message as \"Kein Spam\" (Not spam).",
    ],
    caution: "The list goes by the address in From, which an impostor can use too: add the address of the notices, never a whole domain.",
    ..Exemption::documented("GMX: Die Erwünscht- und Sperrliste (E-Mail tips)")
};

const SEEN: Known = Known::observed("observed in delivered mail");
const OPAQUE: Known = Known::unknown("observed in delivered mail");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-GMX-Antispam", "0 for wanted mail; any other number with the reason."),
    SEEN.field("X-UI-Filterresults", "Verdict word, number and opaque data."),
    SEEN.field("UI-InboundReport", "Verdict word, number and opaque data, the newer name."),
    SEEN.field("X-GMX-Antivirus", "0 when no virus was found."),
    OPAQUE.field("X-UI-Sender-Class", "Class of the sending account, written when the message was sent."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("GMX-Antispam", "0", "Not recognised as spam.", "in the inbox"),
    SEEN.code("GMX-Antispam", "", "Recognised as spam; the text names the reason.", "in the spam folder"),
    SEEN.code("UI-Filterresults", "notjunk", "Not spam.", "in the inbox"),
    SEEN.code("UI-Filterresults", "junk", "Spam.", "in the spam folder"),
    SEEN.code("UI-Filterresults", "unknown", "No verdict.", ""),
    SEEN.code("GMX-Antivirus", "0", "No virus found.", ""),
    SEEN.code("GMX-Antivirus", "", "Record of the virus scan.", ""),
    OPAQUE.code("UI-Sender-Class", "", "Vendor diagnostic, not publicly documented.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-GMX-Antispam", "GMX-Antispam", antispam),
    deciding("X-UI-Filterresults", "UI-Filterresults", results),
    deciding("UI-InboundReport", "UI-Filterresults", results),
    fact("X-GMX-Antivirus", "GMX-Antivirus"),
    fact("X-UI-Sender-Class", "UI-Sender-Class"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes([
        "X-GMX-Antispam",
        "X-UI-Filterresults",
        "UI-InboundReport",
        "X-GMX-Antivirus",
        "X-UI-Sender-Class",
    ]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

/// `6 (nemesis text pattern profiler); Detail=V3;`
fn antispam(value: &str, reading: &mut Reading<'_>) {
    let digits = value.split(|c: char| !c.is_ascii_digit()).next().unwrap_or("");
    match digits.parse::<u32>() {
        Ok(0) => judge(reading, Verdict::NotSpam),
        Ok(_) => judge(reading, Verdict::Spam),
        Err(_) => {}
    }
}

fn results(value: &str, reading: &mut Reading<'_>) {
    judge(reading, super::sender_side::filter_results(value));
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
    fn the_first_word_is_the_verdict() {
        for (fields, verdict) in [
            ("X-GMX-Antispam: 0 (Mail was not recognized as spam); Detail=V3;", Verdict::NotSpam),
            ("X-GMX-Antispam: 6 (nemesis text pattern profiler); Detail=V3;", Verdict::Spam),
            ("X-UI-Filterresults: junk:10;V03:K0:AAAA;", Verdict::Spam),
            ("X-UI-Filterresults: notjunk:1;V03:K0:AAAA;", Verdict::NotSpam),
            ("UI-InboundReport: unknown:2;", Verdict::Unknown),
            ("X-GMX-Antispam: x", Verdict::Unknown),
            ("X-GMX-Antispam: 99999999999999999999", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx.gmx.net"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(&DECODER, "X-UI-Filterresults: junk:10;", "mx.web.de", Trust::Probable);
    }
}
