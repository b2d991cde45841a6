//! Symantec Email Security.cloud (MessageLabs) and Messaging Gateway.

use super::corroborate::{agrees_with_route, hashes};
use super::words::{Item, Spec, deciding, fact, judge};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};

const ID: &str = "symantec";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Symantec Email Security.cloud",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const SOURCE: &str = "Broadcom knowledge base 161415 and 173201";

const FIELDS: &[FieldDoc] = &[
    field("X-SpamInfo", "Why it is spam.", SOURCE, Grade::Documented),
    field(
        "X-SpamReason",
        "Passive detection, Yes or No; Yes can stand on mail of approved senders.",
        SOURCE,
        Grade::Documented,
    ),
    field("X-Newsletter-Flag", "YES for newsletters.", SOURCE, Grade::Documented),
    field("X-Content-Flag", "YES when a data-protection rule matched.", SOURCE, Grade::Documented),
    field("X-ContentInfo", "The data-protection rule.", SOURCE, Grade::Documented),
    field("X-Originating-IP", "Address of the peer.", SOURCE, Grade::Documented),
    field("X-StarScan-Received", "Trace of the virus scan.", SOURCE, Grade::Documented),
    field("X-VirusChecked", "Checked.", SOURCE, Grade::Documented),
    field(
        "X-Brightmail-Tracker",
        "Undocumented binary record in base64 of gzip, no verdict.",
        SOURCE,
        Grade::Unknown,
    ),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code(
        "SpamInfo",
        "blackholed by Dynamic IP block list",
        "The sender's address is on the list of dynamic addresses.",
        "",
        SOURCE,
        Grade::Documented,
    ),
    code(
        "SpamInfo",
        "spam detected heuristically",
        "The heuristics took it for spam.",
        "",
        SOURCE,
        Grade::Documented,
    ),
    code("SpamInfo", "", "Why it is spam.", "", SOURCE, Grade::Documented),
    code(
        "SpamReason",
        "Yes",
        "The passive detection matched; nothing was done because of it.",
        "none",
        SOURCE,
        Grade::Documented,
    ),
    code("SpamReason", "No", "The passive detection did not match.", "", SOURCE, Grade::Documented),
    code("Newsletter-Flag", "YES", "A newsletter.", "the organisation's policy", SOURCE, Grade::Documented),
    code(
        "Content-Flag",
        "YES",
        "A data-protection rule of the organisation matched.",
        "the organisation's policy",
        SOURCE,
        Grade::Documented,
    ),
    code("ContentInfo", "", "The data-protection rule.", "", SOURCE, Grade::Documented),
    code("VirusChecked", "", "Scanned for viruses.", "", SOURCE, Grade::Documented),
];

const fn code(
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
    effect: &'static str,
    source: &'static str,
    grade: Grade,
) -> CodeDoc {
    CodeDoc { name, value, meaning, effect, source, grade }
}

const ITEMS: &[Item] = &[
    deciding("X-SpamInfo", "SpamInfo", info),
    deciding("X-SpamReason", "SpamReason", reason),
    deciding("X-Newsletter-Flag", "Newsletter-Flag", newsletter),
    fact("X-Content-Flag", "Content-Flag"),
    fact("X-ContentInfo", "ContentInfo"),
    fact("X-VirusChecked", "VirusChecked"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes([
        "X-StarScan-Received",
        "X-StarScan-Version",
        "X-VirusChecked",
        "X-Msg-Ref",
        "X-SpamReason",
    ]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: |context| {
        context.headers.first("X-Originating-IP").and_then(|f| agrees_with_route(context, &f.text()))
    },
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

fn info(value: &str, reading: &mut Reading<'_>) {
    if !value.is_empty() {
        judge(reading, Verdict::Spam);
    }
}

/// Passive detection is not acted on: `Yes` is a suspicion, `No` a clean scan.
fn reason(value: &str, reading: &mut Reading<'_>) {
    let word = value.split([',', ' ']).next().unwrap_or("");
    if word.eq_ignore_ascii_case("yes") {
        judge(reading, Verdict::Suspect);
    } else if word.eq_ignore_ascii_case("no") {
        judge(reading, Verdict::NotSpam);
    }
}

fn newsletter(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("yes") {
        judge(reading, Verdict::Bulk);
    }
}

#[cfg(test)]
mod tests {
    use super::super::corroborate::testing::{check_tables, message, run};
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
        let text = message("X-SpamReason: No");
        let readings = run(&DECODER, &text, Platform::Other, &["server-1.tower-2.messagelabs.com"]);
        assert_eq!(readings[0].trust, Trust::Probable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }
}
