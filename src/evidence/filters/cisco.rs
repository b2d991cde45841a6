//! Cisco Secure Email (IronPort): what it scanned and whom it knew. It writes no spam verdict of its own.

use super::corroborate::{agrees_with_route, hashes};
use super::words::{Item, Spec, deciding, fact, judge};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};

const ID: &str = "cisco";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Cisco Secure Email", fields: FIELDS, codes: CODES, exemption: None, decode };

const GUIDE: &str = "Cisco AsyncOS user guide";
const OBSERVED: &str = "observed in mailing-list archives";

const FIELDS: &[FieldDoc] = &[
    field(
        "X-IronPort-Anti-Spam-Filtered",
        "The message was scanned; not a verdict.",
        GUIDE,
        Grade::Documented,
    ),
    field("X-Amp-Result", "File reputation of the attachments.", OBSERVED, Grade::Observed),
    field("X-SBRS", "Reputation of the sender's address, -10 to 10, or None.", GUIDE, Grade::Documented),
    field("X-IronPort-Reputation", "The same.", GUIDE, Grade::Documented),
    field("X-IronPort-SenderGroup", "Sender group of the connection.", OBSERVED, Grade::Observed),
    field("X-SenderGroup", "The same.", OBSERVED, Grade::Observed),
    field("X-MailFlowPolicy", "Policy of the connection.", OBSERVED, Grade::Observed),
    field("X-IronPort-RemoteIP", "Address of the peer.", OBSERVED, Grade::Observed),
    field("X-IronPort-AV", "Record of the virus scan.", OBSERVED, Grade::Observed),
    field("X-IronPort-Outbreak-Status", "Level of the outbreak filter.", GUIDE, Grade::Documented),
    field("X-IronPort-Anti-Spam-Result", "Encrypted, for the vendor only.", OBSERVED, Grade::Unknown),
    field("X-IPAS-Result", "Encrypted, for the vendor only.", OBSERVED, Grade::Unknown),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    documented("Anti-Spam-Filtered", "true", "Scanned; the field does not say with what result."),
    code("Amp-Result", "CLEAN", "The attachments are known to be clean.", OBSERVED),
    code("Amp-Result", "MALICIOUS", "An attachment is known to be malicious.", OBSERVED),
    code("Amp-Result", "UNKNOWN", "The attachments are not known.", OBSERVED),
    code("Amp-Result", "UNSCANNABLE", "An attachment could not be scanned.", OBSERVED),
    code("Amp-Result", "SKIPPED", "There was nothing to scan.", OBSERVED),
    documented("SBRS", "None", "No reputation data about the address, which is not a neutral reputation."),
    documented("SBRS", "", "Reputation of the address: -10 worst, 0 neutral, 10 best."),
    code("SenderGroup", "", "Sender group of the connection.", OBSERVED),
    code("MailFlowPolicy", "$BLOCKED", "The connection was blocked by policy.", OBSERVED),
    code("MailFlowPolicy", "$THROTTLED", "The connection was throttled by policy.", OBSERVED),
    code("MailFlowPolicy", "$ACCEPTED", "The connection was accepted by the usual policy.", OBSERVED),
    code(
        "MailFlowPolicy",
        "$TRUSTED",
        "The connection was trusted: spam scanning is off for it as a rule.",
        OBSERVED,
    ),
    code("MailFlowPolicy", "", "Policy of the connection.", OBSERVED),
    code("RemoteIP", "", "Address of the peer.", OBSERVED),
    code("AV", "", "Record of the virus scan, no verdict on spam.", OBSERVED),
    documented("Outbreak-Status", "", "Level of the outbreak filter."),
];

const fn code(
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
    source: &'static str,
) -> CodeDoc {
    CodeDoc { name, value, meaning, effect: "", source, grade: Grade::Observed }
}

const fn documented(name: &'static str, value: &'static str, meaning: &'static str) -> CodeDoc {
    CodeDoc { name, value, meaning, effect: "", source: GUIDE, grade: Grade::Documented }
}

const ITEMS: &[Item] = &[
    deciding("X-IronPort-Anti-Spam-Filtered", "Anti-Spam-Filtered", |_, _| {}),
    deciding("X-Amp-Result", "Amp-Result", |value, reading| {
        if value.eq_ignore_ascii_case("malicious") {
            judge(reading, Verdict::Malware);
        }
    }),
    fact("X-SBRS", "SBRS"),
    fact("X-IronPort-Reputation", "SBRS"),
    fact("X-IronPort-SenderGroup", "SenderGroup"),
    fact("X-SenderGroup", "SenderGroup"),
    fact("X-MailFlowPolicy", "MailFlowPolicy"),
    fact("X-IronPort-RemoteIP", "RemoteIP"),
    fact("X-IronPort-AV", "AV"),
    fact("X-IronPort-Outbreak-Status", "Outbreak-Status"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes([
        "X-IronPort-Anti-Spam-Filtered",
        "X-Amp-Result",
        "X-SBRS",
        "X-IronPort-Reputation",
        "X-IronPort-SenderGroup",
        "X-SenderGroup",
        "X-MailFlowPolicy",
        "X-IronPort-AV",
    ]),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: |context| {
        context.headers.first("X-IronPort-RemoteIP").and_then(|f| agrees_with_route(context, &f.text()))
    },
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::corroborate::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn filtered_is_not_a_verdict() {
        let text = "X-IronPort-Anti-Spam-Filtered: true\r\nReceived: a\r\nFrom: a@example.org\r\n\r\n";
        let readings = run(&DECODER, text, Platform::Other, &["esa1.example.edu"]);
        assert_eq!((readings[0].verdict, readings[0].trust), (Verdict::Unknown, Trust::Trusted));
        assert_eq!(readings[0].code("Anti-Spam-Filtered"), Some("true"));
    }

    #[test]
    fn a_malicious_file_is_malware() {
        let text = message("X-Amp-Result: MALICIOUS\r\nX-IronPort-RemoteIP: 192.0.2.10");
        let readings = run(&DECODER, &text, Platform::Other, &["esa1.example.edu"]);
        assert_eq!((readings[0].verdict, readings[0].trust), (Verdict::Malware, Trust::Probable));
        let text = message("X-Amp-Result: SKIPPED(no attachment in message)");
        let readings =
            run(&DECODER, &text, Platform::Microsoft, &["x.mail.protection.outlook.com", "a.iphmx.com"]);
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Upstream));
    }

    #[test]
    fn the_virus_record_alone_is_a_fact() {
        let text =
            message("X-IronPort-AV: E=Sophos;i=\"6.25,101,1782864000\"; d=\"scan'208\";a=\"10020030\"");
        let readings = run(&DECODER, &text, Platform::Other, &["esa1.example.edu"]);
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
    }
}
