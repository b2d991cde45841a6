//! Symantec Email Security.cloud (MessageLabs) and Messaging Gateway.

use super::corroborate::{agrees_with_route, contains_ignore_case, hashes, items, number, white_space};
use super::doc::Known;
use super::fortinet::spam_info;
use super::words::{Item, Spec, deciding, fact, judge, personal_fact};
use super::{CodeDoc, Context, Decoder, Exemption, FieldDoc, Group, Reading, Verdict};

pub(super) const ID: &str = "symantec";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Symantec Email Security.cloud",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The approved senders of the Anti-Spam service take domains, addresses or IP addresses.",
    steps: &[
        "Services > Email Services > Anti-Spam > Approved Senders: add the IP addresses of the relays.",
        "Anti-Spam > Detection Settings: let the approved senders be used by IP, not by domain and e-mail address.",
    ],
    caution: "By domain the list lets impostors through.",
    ..Exemption::reported("Claranet support page about Symantec Anti-Spam")
};

const GUIDE: Known = Known::documented("Broadcom knowledge base 161415 and 173201");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-SpamInfo", "Why it is spam; X-Spam-Flag: YES stands beside it."),
    GUIDE.field("X-SpamReason", "Passive detection, Yes or No; Yes can stand on mail of approved senders."),
    GUIDE.field("X-Newsletter-Flag", "YES for newsletters."),
    GUIDE.field("X-Content-Flag", "YES when a data-protection rule matched."),
    GUIDE.field("X-ContentInfo", "The data-protection rule: conditions, rule, domain."),
    GUIDE.field("X-Porninfo", "Level at which the image control found something."),
    GUIDE.field("X-Env-Sender", "Sender of the envelope."),
    GUIDE.field("X-Originating-IP", "Address of the peer; read only beside the other fields."),
    GUIDE.field("X-Msg-Ref", "Server and number of the message."),
    GUIDE.field("X-StarScan-Version", "Version of the scanner."),
    GUIDE.field("X-StarScan-Received", "Trace of the virus scan."),
    GUIDE.field("X-VirusChecked", "Checked."),
    OPAQUE.field("X-Brightmail-Tracker", "Undocumented binary record in base64 of gzip, no verdict."),
];

const CODES: &[CodeDoc] = &[
    GUIDE.code(
        "SpamInfo",
        "blackholed by Dynamic IP block list",
        "The sender's address is on the list of dynamic addresses.",
        "the organisation's policy",
    ),
    GUIDE.code(
        "SpamInfo",
        "spam detected heuristically",
        "The heuristics took it for spam.",
        "the organisation's policy",
    ),
    GUIDE.code("SpamInfo", "", "Why it is spam.", "the organisation's policy"),
    GUIDE.code("SpamReason", "Yes", "The passive detection matched; nothing was done because of it.", "none"),
    GUIDE.code("SpamReason", "No", "The passive detection did not match.", ""),
    GUIDE.code("Newsletter-Flag", "YES", "A newsletter.", "the organisation's policy"),
    GUIDE.code(
        "Content-Flag",
        "YES",
        "A data-protection rule of the organisation matched.",
        "the organisation's policy",
    ),
    GUIDE.code("ContentInfo", "", "The data-protection rule: conditions, rule, domain.", ""),
    GUIDE.code(
        "Porninfo",
        "",
        "The image control found something, at level 1 to 3.",
        "the organisation's policy",
    ),
    GUIDE.code("Env-Sender", "", "Sender of the envelope.", ""),
    GUIDE.code("Originating-IP", "", "Address of the peer.", ""),
    GUIDE.code("Msg-Ref", "", "Server and number of the message.", ""),
    GUIDE.code("StarScan-Version", "", "Version of the scanner.", ""),
    GUIDE.code("StarScan-Received", "", "Trace of the virus scan.", ""),
    GUIDE.code("VirusChecked", "", "Scanned for viruses.", ""),
    OPAQUE.code("Brightmail-Tracker", "", NOT_DOCUMENTED, ""),
];

const ITEMS: &[Item] = &[
    deciding("X-SpamInfo", "SpamInfo", info),
    deciding("X-SpamReason", "SpamReason", reason),
    deciding("X-Newsletter-Flag", "Newsletter-Flag", newsletter),
    fact("X-Content-Flag", "Content-Flag"),
    fact("X-ContentInfo", "ContentInfo"),
    fact("X-Porninfo", "Porninfo"),
    fact("X-VirusChecked", "VirusChecked"),
    fact("X-Originating-IP", "Originating-IP"),
    personal_fact("X-Env-Sender", "Env-Sender"),
    fact("X-Msg-Ref", "Msg-Ref"),
    fact("X-StarScan-Version", "StarScan-Version"),
    fact("X-StarScan-Received", "StarScan-Received"),
    fact("X-Brightmail-Tracker", "Brightmail-Tracker"),
];

/// Names that only this product writes.
pub(super) const OWN: &[u32] = &hashes([
    "X-StarScan-Received",
    "X-StarScan-Version",
    "X-VirusChecked",
    "X-Msg-Ref",
    "X-SpamReason",
    "X-Content-Flag",
    "X-ContentInfo",
    "X-Porninfo",
    "X-Newsletter-Flag",
    "X-Brightmail-Tracker",
]);

const SPEC_ITEMS: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: false, agrees: peer_agrees };

/// Where `X-SpamInfo` is known to be its own.
static SPEC: Spec = SPEC_ITEMS;

/// Where it is not.
static WITHOUT_INFO: Spec = Spec {
    keys: OWN,
    items: match ITEMS {
        [_, rest @ ..] => rest,
        [] => &[],
    },
    ..SPEC_ITEMS
};

/// Whether `X-SpamInfo` holds words that this product documents; others write the field too.
pub(super) fn is_reason(value: &str) -> bool {
    ["blackholed by ", "spam detected ", "signature"].iter().any(|words| contains_ignore_case(value, words))
}

/// Webmail programs write a field of the same name: of several, one that agrees is enough.
fn peer_agrees(context: &Context<'_, '_>) -> Option<bool> {
    let answers = context.headers.all("X-Originating-IP").take(8);
    let answers: Vec<bool> = answers.filter_map(|f| agrees_with_route(context, &f.decoded())).collect();
    match answers[..] {
        [only] => Some(only),
        _ => answers.contains(&true).then_some(true),
    }
}

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    let own = spam_info(context.headers) == Some(ID);
    super::words::decode(if own { &SPEC } else { &WITHOUT_INFO }, context, readings);
    for code in readings.iter_mut().skip(before).flat_map(|r| &mut r.codes) {
        if code.name == "SpamInfo" && contains_ignore_case(&code.value, "block list") {
            code.group = Some(Group::Listing);
        }
    }
}

fn info(value: &str, reading: &mut Reading<'_>) {
    if !value.is_empty() {
        judge(reading, Verdict::Spam);
    }
}

/// Passive detection is not acted on: `Yes` is a suspicion, `No` a clean scan. `No, hits=0.1 required=7.0`
fn reason(value: &str, reading: &mut Reading<'_>) {
    let mut words = items(value, white_space);
    match words.next().unwrap_or("") {
        word if word.eq_ignore_ascii_case("yes") => judge(reading, Verdict::Suspect),
        word if word.eq_ignore_ascii_case("no") => judge(reading, Verdict::NotSpam),
        _ => {}
    }
    for (key, value) in words.filter_map(|w| w.split_once('=')).take(16) {
        match key {
            "hits" => reading.score = number(value),
            "required" => reading.threshold = number(value),
            _ => {}
        }
    }
}

fn newsletter(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("yes") {
        judge(reading, Verdict::Bulk);
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
    fn reasons_and_flags() {
        for (fields, verdict) in [
            ("X-StarScan-Received: x\r\nX-SpamInfo: spam detected heuristically", Verdict::Spam),
            ("X-SpamInfo: blackholed by Dynamic IP block list", Verdict::Spam),
            ("X-SpamReason: Yes", Verdict::Suspect),
            ("X-SpamReason: No, hits=0.0 required=7.0", Verdict::NotSpam),
            ("X-VirusChecked: Checked\r\nX-Newsletter-Flag: YES", Verdict::Bulk),
            ("X-VirusChecked: Checked", Verdict::Unknown),
            ("X-SpamReason: maybe", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["server-1.tower-2.messagelabs.com"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(&DECODER, "X-SpamReason: No", "server-1.tower-2.messagelabs.com", Trust::Probable);
    }

    #[test]
    fn passive_detection_keeps_its_numbers() {
        let text = message("X-SpamReason: No, hits=-0.5 required=7.0 tests=A,B");
        let readings = run(&DECODER, &text, Platform::Other, &["server-1.tower-2.messagelabs.com"]);
        assert_eq!((readings[0].score, readings[0].threshold), (Some(-0.5), Some(7.0)));
    }

    #[test]
    fn the_peers_address_must_agree_and_other_programs_addresses_do_not_count() {
        for (ips, forged) in [
            ("X-Originating-IP: [198.51.100.9]", true),
            ("X-Originating-IP: [192.0.2.10]", false),
            ("X-Originating-IP: [198.51.100.9]\r\nX-Originating-IP: [192.0.2.10]", false),
            ("X-Originating-IP: [198.51.100.9]\r\nX-Originating-IP: [198.51.100.8]", false),
        ] {
            let text = message(&format!("X-SpamReason: No\r\n{ips}"));
            let readings = run(&DECODER, &text, Platform::Other, &["server-1.tower-2.messagelabs.com"]);
            assert_eq!(readings[0].forged, forged, "{ips}");
        }
        let text = message("X-Originating-IP: [192.0.2.10]\r\nX-SpamInfo: perhaps");
        assert!(run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]).is_empty());
    }
}
