//! Fortinet FortiMail and FortiGate.

use super::corroborate::{agrees_with_route, any_present, hashes, number};
use super::words::{Item, Spec, deciding, fact, judge};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};

const ID: &str = "fortinet";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Fortinet FortiMail / FortiGate",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const GUIDE: &str = "Fortinet documentation, antispam headers";
const OBSERVED: &str = "observed in mailing-list archives";

const FIELDS: &[FieldDoc] = &[
    field("X-SpamInfo", "Why FortiGate tagged the message.", GUIDE, Grade::Documented),
    field(
        "X-FEAS-DEEPHEADER",
        "Confidence of the header analysis; its default limit is 95.",
        GUIDE,
        Grade::Documented,
    ),
    field("X-FEAS-Client-IP", "Address of the peer.", OBSERVED, Grade::Observed),
    field("X-FE-Policy-ID", "Numbers of the policies that applied.", OBSERVED, Grade::Observed),
    field("X-FE-Last-Public-Client-IP", "Last public address of the route.", OBSERVED, Grade::Observed),
    field("X-FEAS-BEC-Info", "Opaque.", OBSERVED, Grade::Unknown),
    field("X-FEAS-DLP", "A data-protection rule matched.", OBSERVED, Grade::Observed),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code("SpamInfo", "", "Why FortiGate tagged the message as spam.", "tagged", GUIDE, Grade::Documented),
    code("DEEPHEADER", "", "Confidence of the header analysis.", "", GUIDE, Grade::Documented),
    code("Client-IP", "", "Address of the peer.", "", OBSERVED, Grade::Observed),
    code(
        "Policy-ID",
        "",
        "Numbers of the access, address and recipient policies that applied.",
        "",
        OBSERVED,
        Grade::Observed,
    ),
    code("Last-Public-Client-IP", "", "Last public address of the route.", "", OBSERVED, Grade::Observed),
    code("DLP", "", "A data-protection rule matched.", "", OBSERVED, Grade::Observed),
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
    deciding("X-FEAS-DEEPHEADER", "DEEPHEADER", deepheader),
    fact("X-FEAS-Client-IP", "Client-IP"),
    fact("X-FE-Policy-ID", "Policy-ID"),
    fact("X-FE-Last-Public-Client-IP", "Last-Public-Client-IP"),
    fact("X-FEAS-DLP", "DLP"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes([
        "X-SpamInfo",
        "X-FEAS-DEEPHEADER",
        "X-FEAS-Client-IP",
        "X-FE-Policy-ID",
        "X-FE-Last-Public-Client-IP",
    ]),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: |context| {
        context.headers.first("X-FEAS-Client-IP").and_then(|f| agrees_with_route(context, &f.text()))
    },
};

/// Symantec writes a field of the same name, beside its own trace fields.
const SYMANTEC: [u32; 4] =
    hashes(["X-StarScan-Received", "X-StarScan-Version", "X-VirusChecked", "X-Msg-Ref"]);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    if !any_present(context.headers, &SYMANTEC) {
        super::words::decode(&SPEC, context, readings);
    }
}

fn info(value: &str, reading: &mut Reading<'_>) {
    if !value.is_empty() {
        judge(reading, Verdict::Spam);
    }
}

/// The confidence of the header analysis: a number, but what acts on it is the profile of the site.
fn deepheader(value: &str, reading: &mut Reading<'_>) {
    reading.score = number(value);
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
    fn only_a_tag_is_a_verdict() {
        for (fields, verdict) in [
            ("X-SpamInfo: FortiGuard AntiSpam URL", Verdict::Spam),
            ("X-FEAS-DEEPHEADER: 98.5", Verdict::Unknown),
            ("X-FE-Policy-ID: 2:6:0:SYSTEM", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["fml.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn the_peers_address_must_agree() {
        for (ip, expected) in [("192.0.2.10", Trust::Probable), ("198.51.100.1", Trust::SenderSupplied)] {
            let text = message(&format!("X-FEAS-Client-IP: {ip}\r\nX-FEAS-DEEPHEADER: 1.5"));
            let readings = run(&DECODER, &text, Platform::Other, &["fml.example.edu"]);
            assert_eq!((readings[0].trust, readings[0].score), (expected, Some(1.5)));
        }
    }

    #[test]
    fn the_namesake_of_symantec_is_left_alone() {
        let text = message("X-SpamInfo: spam detected heuristically\r\nX-StarScan-Received: x");
        assert!(run(&DECODER, &text, Platform::Other, &["fml.example.edu"]).is_empty());
    }
}
