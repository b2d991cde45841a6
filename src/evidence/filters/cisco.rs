//! Cisco Secure Email (IronPort): what it scanned and whom it knew. It writes no spam verdict of its own.

use super::corroborate::{agrees_with_route, number};
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, fact_with, judge, meaning};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};

const ID: &str = "cisco";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Cisco Secure Email",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "The sender group ALLOWED_LIST (formerly WHITELIST) applies a mail flow policy without spam scanning.",
    steps: &[
        "Mail Policies > HAT Overview: choose the listener, open the sender group ALLOWED_LIST (formerly WHITELIST), Add Sender for each relay, then Submit and Commit Changes.",
        "Or on the command line: listenerconfig > edit > hostaccess, then commit.",
    ],
    caution: "The group's policy decides what is skipped; by default spam scanning, not virus scanning. Do not enter host names of the From domain.",
    ..Exemption::documented(
        "Cisco AsyncOS User Guide: Defining Which Hosts Are Allowed to Connect Using the Host Access Table",
    )
};

const GUIDE: Known = Known::documented("Cisco AsyncOS user guide");
const SEEN: Known = Known::observed("observed in mailing-list archives");
const REPORTED: Known = Known::reported("reported by third parties");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-IronPort-Anti-Spam-Filtered", "The message was scanned; not a verdict."),
    SEEN.field("X-Amp-Result", "File reputation of the attachments."),
    SEEN.field("X-Amp-Original-Verdict", "File reputation before later knowledge changed it."),
    SEEN.field("X-Amp-File-Uploaded", "Whether an attachment was sent to the vendor for analysis."),
    GUIDE.field("X-SBRS", "Reputation of the sender's address, -10 to 10, or None."),
    GUIDE.field("X-IronPort-Reputation", "The same."),
    SEEN.field("X-IronPort-SenderGroup", "Sender group of the connection."),
    SEEN.field("X-SenderGroup", "The same."),
    SEEN.field("X-MailFlowPolicy", "Policy of the connection."),
    SEEN.field("X-IronPort-RemoteIP", "Address of the peer."),
    SEEN.field("X-IronPort-Listener", "The listener that took the connection."),
    SEEN.field("X-IronPort-MID", "Number of the message on the appliance."),
    SEEN.field("X-IronPort-AV", "Record of the virus scan, one field for each scanner."),
    GUIDE.field("X-IronPort-Outbreak-Status", "Level of the outbreak filter."),
    GUIDE.field("X-IronPort-Outbreak-Description", "What the outbreak filter recognised."),
    OPAQUE.field("X-IronPort-Anti-Spam-Result", "Encrypted, for the vendor only."),
    OPAQUE.field("X-IPAS-Result", "Encrypted, for the vendor only."),
    OPAQUE.field("IronPort-SDR", "Reputation of the sender's domain, encrypted."),
    OPAQUE.field("IronPort-Data", "Telemetry."),
    OPAQUE.field("IronPort-HdrOrdr", "Telemetry."),
    OPAQUE.field("IronPort-PHdr", "Telemetry."),
    OPAQUE.field("X-Talos-CUID", "Telemetry."),
    OPAQUE.field("X-Talos-MUID", "Telemetry."),
    OPAQUE.field("X-CSE-ConnectionGUID", "Id of the connection."),
    OPAQUE.field("X-CSE-MsgGUID", "Id of the message."),
];

const CODES: &[CodeDoc] = &[
    GUIDE.code("Anti-Spam-Filtered", "true", "Scanned; the field does not say with what result.", ""),
    SEEN.code("Amp-Result", "CLEAN", "The attachments are known to be clean.", ""),
    SEEN.code(
        "Amp-Result",
        "MALICIOUS",
        "An attachment is known to be malicious.",
        "the organisation's policy",
    ),
    SEEN.code("Amp-Result", "UNKNOWN", "The attachments are not known.", ""),
    SEEN.code("Amp-Result", "UNSCANNABLE", "An attachment could not be scanned.", ""),
    SEEN.code("Amp-Result", "SKIPPED(no", "There was nothing to scan.", ""),
    SEEN.code("Amp-Result", "SKIPPED", "There was nothing to scan.", ""),
    SEEN.code("Amp-Original-Verdict", "", "File reputation before later knowledge changed it.", ""),
    SEEN.code("Amp-File-Uploaded", "True", "An attachment was sent to the vendor for analysis.", ""),
    SEEN.code("Amp-File-Uploaded", "False", "No attachment was sent to the vendor for analysis.", ""),
    GUIDE.code(
        "SBRS",
        "None",
        "No reputation data about the address, which is not a neutral reputation.",
        "",
    ),
    GUIDE.code("SBRS", "", "Reputation of the address: -10 worst, 0 neutral, 10 best.", ""),
    GUIDE.code("SBRS-group", "suspectlist", "The factory settings throttle such an address.", ""),
    GUIDE.code("SBRS-group", "blacklist", "The factory settings refuse such an address.", ""),
    GUIDE.code("SBRS-group", "unknownlist", "The factory settings accept such an address.", ""),
    GUIDE.code("SenderGroup", "WHITELIST", "The organisation trusts the peer.", "as a rule no spam scan"),
    GUIDE.code("SenderGroup", "ALLOWED_LIST", "The organisation trusts the peer.", "as a rule no spam scan"),
    GUIDE.code("SenderGroup", "BLACKLIST", "The organisation refuses the peer.", "blocked"),
    GUIDE.code("SenderGroup", "BLOCKED_LIST", "The organisation refuses the peer.", "blocked"),
    GUIDE.code("SenderGroup", "SUSPECTLIST", "The peer is suspicious.", "throttled"),
    GUIDE.code(
        "SenderGroup",
        "UNKNOWNLIST",
        "Nothing speaks for or against the peer.",
        "accepted and scanned",
    ),
    GUIDE.code("SenderGroup", "RELAYLIST", "The peer may send through the organisation.", "relayed"),
    SEEN.code("SenderGroup", "RELAY_O365", "The peer is the organisation's Microsoft 365.", "relayed"),
    GUIDE.code("SenderGroup", "ALL", "The group of all other peers.", "accepted and scanned"),
    GUIDE.code("SenderGroup", "", "Sender group of the connection; the organisation may choose its own.", ""),
    GUIDE.code("MailFlowPolicy", "$BLOCKED", "The connection was blocked by policy.", "blocked"),
    GUIDE.code("MailFlowPolicy", "$THROTTLED", "The connection was throttled by policy.", "throttled"),
    GUIDE.code("MailFlowPolicy", "$ACCEPTED", "The connection was accepted by the usual policy.", ""),
    GUIDE.code("MailFlowPolicy", "$TRUSTED", "The connection was trusted.", "as a rule no spam scan"),
    GUIDE.code("MailFlowPolicy", "$RELAYED", "The peer may send through the organisation.", "relayed"),
    GUIDE.code("MailFlowPolicy", "", "Policy of the connection.", ""),
    SEEN.code("RemoteIP", "", "Address of the peer.", ""),
    SEEN.code("Listener", "", "The listener that took the connection.", ""),
    SEEN.code("MID", "", "Number of the message on the appliance.", ""),
    SEEN.code("AV-engine", "", "The virus scanner that looked at the message.", ""),
    REPORTED.code("AV-version", "", "Versions of the scanner and of its definitions, as reported.", ""),
    REPORTED.code("AV-parts", "", "What was done with the parts of the message, as reported.", ""),
    OPAQUE.code("AV-id", "", NOT_DOCUMENTED, ""),
    REPORTED.code("AV-error", "", "An error of the virus scanner, as reported.", ""),
    REPORTED.code("AV-virus", "", "Name of what the virus scanner found, as reported.", ""),
    SEEN.code("Outbreak-Status", "No", "The outbreak filter recognised nothing.", ""),
    GUIDE.code("Outbreak-Status", "", "Level of the outbreak filter.", ""),
    GUIDE.code("Outbreak-Description", "", "What the outbreak filter recognised.", ""),
    OPAQUE.code("Anti-Spam-Result", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("IPAS-Result", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("SDR", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("Data", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("HdrOrdr", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("PHdr", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("Talos-CUID", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("Talos-MUID", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("CSE-ConnectionGUID", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("CSE-MsgGUID", "", NOT_DOCUMENTED, ""),
];

const ITEMS: &[Item] = &[
    deciding("X-IronPort-Anti-Spam-Filtered", "Anti-Spam-Filtered", |_, _| {}),
    deciding("X-Amp-Result", "Amp-Result", |value, reading| {
        if value.eq_ignore_ascii_case("malicious") {
            judge(reading, Verdict::Malware);
        }
    }),
    fact("X-Amp-Original-Verdict", "Amp-Original-Verdict"),
    fact("X-Amp-File-Uploaded", "Amp-File-Uploaded"),
    fact_with("X-SBRS", "SBRS", reputation),
    fact_with("X-IronPort-Reputation", "SBRS", reputation),
    fact("X-IronPort-SenderGroup", "SenderGroup"),
    fact("X-SenderGroup", "SenderGroup"),
    fact("X-MailFlowPolicy", "MailFlowPolicy"),
    fact("X-IronPort-RemoteIP", "RemoteIP"),
    fact("X-IronPort-Listener", "Listener"),
    fact("X-IronPort-MID", "MID"),
    fact_with("X-IronPort-AV", "", virus_scan),
    fact("X-IronPort-Outbreak-Status", "Outbreak-Status"),
    fact("X-IronPort-Outbreak-Description", "Outbreak-Description"),
    fact("X-IronPort-Anti-Spam-Result", "Anti-Spam-Result"),
    fact("X-IPAS-Result", "IPAS-Result"),
    fact("IronPort-SDR", "SDR"),
    fact("IronPort-Data", "Data"),
    fact("IronPort-HdrOrdr", "HdrOrdr"),
    fact("IronPort-PHdr", "PHdr"),
    fact("X-Talos-CUID", "Talos-CUID"),
    fact("X-Talos-MUID", "Talos-MUID"),
    fact("X-CSE-ConnectionGUID", "CSE-ConnectionGUID"),
    fact("X-CSE-MsgGUID", "CSE-MsgGUID"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &[],
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: |context| {
        context.headers.first("X-IronPort-RemoteIP").and_then(|f| agrees_with_route(context, &f.decoded()))
    },
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

/// What the factory settings make of a reputation; `None` is no number, so nothing.
fn reputation(value: &str, reading: &mut Reading<'_>) {
    let group = match number(value) {
        Some(score) if (-10.0..-3.0).contains(&score) => "blacklist",
        Some(score) if (-3.0..-1.0).contains(&score) => "suspectlist",
        Some(score) if (-1.0..=10.0).contains(&score) => "unknownlist",
        _ => return,
    };
    reading.codes.push(Code::new("SBRS-group", group, meaning(CODES, "SBRS-group", group)));
}

/// `E=Sophos;i="6.25,101,1782864000"; d="scan'208";a="10020030"`; the engine may be left out.
fn virus_scan(value: &str, reading: &mut Reading<'_>) {
    const KEYS: [(&str, &str); 6] = [
        ("E", "AV-engine"),
        ("i", "AV-version"),
        ("d", "AV-parts"),
        ("a", "AV-id"),
        ("e", "AV-error"),
        ("v", "AV-virus"),
    ];
    for (key, value) in value.split(';').filter_map(|p| p.trim().split_once('=')).take(32) {
        let name =
            KEYS.iter().find(|(k, _)| *k == key).map_or_else(|| format!("AV-{key}"), |k| k.1.to_owned());
        let value = value.trim().trim_matches('"').to_owned();
        let known = meaning(CODES, &name, "");
        reading.codes.push(Code::new(name, value, known));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
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

    #[test]
    fn none_is_no_neutral_reputation() {
        for (value, group) in [
            ("None", None),
            ("rfc1918", None),
            ("-4.2", Some("blacklist")),
            ("-3.0", Some("suspectlist")),
            ("0.0", Some("unknownlist")),
            ("+5.1", Some("unknownlist")),
            ("99", None),
        ] {
            let text = message(&format!("X-SBRS: {value}"));
            let reading = &run(&DECODER, &text, Platform::Other, &["esa1.example.edu"])[0];
            assert_eq!(reading.code("SBRS-group"), group, "{value}");
            assert_eq!((reading.verdict, reading.score), (Verdict::Unknown, None), "{value}");
        }
    }

    #[test]
    fn each_virus_scanner_is_named() {
        let text = message(
            "X-IronPort-AV: E=Sophos;i=\"6.25,101,1782864000\"; \r\n   d=\"gz'50?scan'50,208,217\";a=\"1\"\r\n\
             X-IronPort-AV: E=McAfee;i=\"6800,10657,11800\"\r\nX-IronPort-AV: i=\"5.1\"; a=\"9:sNHT9\";x=1",
        );
        let reading = &run(&DECODER, &text, Platform::Other, &["esa1.example.edu"])[0];
        let values = |name: &str| -> Vec<&str> {
            reading.codes.iter().filter(|c| c.name == name).map(|c| c.value.as_ref()).collect()
        };
        assert_eq!(values("AV-engine"), ["Sophos", "McAfee"]);
        assert_eq!(values("AV-version"), ["6.25,101,1782864000", "6800,10657,11800", "5.1"]);
        assert_eq!(values("AV-parts"), ["gz'50?scan'50,208,217"]);
        assert_eq!((values("AV-id"), values("AV-x")), (vec!["1", "9:sNHT9"], vec!["1"]));
    }

    #[test]
    fn file_reputations() {
        for (word, verdict) in [
            ("CLEAN", Verdict::Unknown),
            ("MALICIOUS", Verdict::Malware),
            ("UNKNOWN", Verdict::Unknown),
            ("UNSCANNABLE", Verdict::Unknown),
            ("SKIPPED(no attachment in message)", Verdict::Unknown),
        ] {
            let text = message(&format!("X-Amp-Result: {word}"));
            let reading = &run(&DECODER, &text, Platform::Other, &["esa1.example.edu"])[0];
            assert_eq!(reading.verdict, verdict, "{word}");
            assert!(reading.codes[0].meaning.is_some(), "{word}");
        }
    }
}
