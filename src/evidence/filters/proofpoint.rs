//! Proofpoint Protection Server, on Demand and Essentials.

use super::corroborate::{
    Claim, Standing, any_present, appended_last, contains_ignore_case, hashes, number, part_of,
    standing_among,
};
use super::doc::Known;
use super::words::{self, Item, Spec, fact, no_identifier};
use super::{Acted, Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};
use crate::headers::FieldRef;

const ID: &str = "proofpoint";
/// Fields of one kind, and codes of one field, that are read; real ones hold some thirty.
const MOST_FIELDS: usize = 16;
const MOST_CODES: usize = 200;

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Proofpoint", fields: FIELDS, codes: CODES, exemption: Some(&EXEMPTION), decode };

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "A policy route for the relays' addresses skips the spam module of Proofpoint; Essentials has a list of safe senders.",
    steps: &[
        "Protection Server: System > Policy Route > New Route, with a condition Sender IP Address, Equals, for each relay, joined by OR.",
        "Then Email Protection > Spam Detection > Settings > General: under \"Disable Processing for Selected Policy Routes\" choose that route. Do the same in your anti-spoofing rule, Email Protection > Email Firewall > Rules.",
        "Essentials: Security Settings > Email > Sender Lists > Safe Sender List: add the addresses of the relays.",
    ],
    caution: "Only the module or rule named is skipped; in Essentials a filter overrides the list. Do not enter the From domain: an impostor can use it too.",
    ..Exemption::documented(
        "Proofpoint help: Security Awareness Safelisting in Proofpoint Protection Services; Setting Up Sender Lists",
    )
};

const SEEN: Known = Known::observed("observed in mailing-list archives and public samples");
const REPORTED: Known = Known::reported("reported by mail administrators; Proofpoint publishes no grammar");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives and public samples");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    SEEN.field(DETAILS, "Rule that fired, policy and sub-scores, as key=value pairs."),
    REPORTED.field(REASON, "A safe list that took effect: safe or orgsafe."),
    SEEN.field(
        "X-Proofpoint-Action",
        "Received-Header-Sanitized: internal hops were deleted, the chain is incomplete.",
    ),
    SEEN.field("X-Proofpoint-UnRewURL", "How many rewritten links were restored."),
    SEEN.field("X-Proofpoint-Reinject", "How often the message went through Proofpoint again."),
    OPAQUE.field("X-Proofpoint-FIU-O365", "Undocumented switch beside Microsoft 365."),
    SEEN.field("X-Proofpoint-Virus-Version", "Versions of the virus scanners, no verdict."),
    SEEN.field("X-Proofpoint-GUID", "Id of the message."),
    SEEN.field("X-Proofpoint-ORIG-GUID", "Id of the message at its first pass."),
    OPAQUE.field("X-Proofpoint-Spam-Details-Enc", "Encrypted copy, for the vendor only."),
    OPAQUE.field("X-Proofpoint-Spam-Info", "Opaque."),
    OPAQUE.field("X-CLX-Spam", "Undocumented word of the classifier that carriers use."),
    OPAQUE.field("X-CLX-Score", "Undocumented number of the classifier that carriers use."),
    OPAQUE.field("X-CLX-Shades", "Undocumented class of the classifier that carriers use."),
    OPAQUE.field("X-CLX-UShades", "Undocumented class of the classifier that carriers use."),
    OPAQUE.field("X-CLX-UnSpecialScore", "Undocumented number of the classifier that carriers use."),
    OPAQUE.field("X-MANTSH", "Opaque record of the classifier that carriers use."),
];

const DETAILS: &str = "X-Proofpoint-Spam-Details";
const REASON: &str = "X-Proofpoint-Spam-Reason";

const CODES: &[CodeDoc] = &[
    SEEN.code(
        "rule",
        "",
        "Name of the rule that fired; the organisation may choose its own names.",
        "decides",
    ),
    SEEN.code("rule", "*notspam*", "Scanned, no spam rule fired.", "passed on"),
    SEEN.code(
        "rule",
        "*spam*",
        "A spam rule fired.",
        "the organisation's policy: quarantine, tag or pass on",
    ),
    SEEN.code("rule", "*phish*", "A phishing rule fired.", "the organisation's policy"),
    SEEN.code("rule", "*impostor*", "A rule against impersonation fired.", "the organisation's policy"),
    SEEN.code("rule", "*malware*", "A malware rule fired.", "the organisation's policy"),
    SEEN.code("rule", "*bulk*", "A bulk-mail rule fired.", "the organisation's policy"),
    SEEN.code("rule", "*suspect*", "Suspicious, below the spam limit.", "the organisation's policy"),
    SEEN.code("rule", "*lowpriority*", "Low-priority (bulk) mail.", "may go to a low-priority folder"),
    SEEN.code("rule", "*safe*", "A safe list let it through.", "passed on"),
    SEEN.code("rule", "*blocked*", "A block list stopped it.", "quarantined or discarded"),
    SEEN.code(
        "rule",
        "outbound*",
        "Scanned on the way out of the sender's organisation.",
        "none for the recipient",
    ),
    SEEN.code("policy", "", "Name of the policy that was applied.", ""),
    SEEN.code(
        "route",
        "outbound",
        "Scanned on the way out of the sender's organisation.",
        "none for the recipient",
    ),
    REPORTED.code("score", "", "Overall score, 0 to 100; the limits are the organisation's policy.", ""),
    SEEN.code("spamscore", "", "Spam classifier, 0 to 100.", ""),
    SEEN.code("mlxscore", "", "Machine-learning classifier, 0 to 100.", ""),
    SEEN.code("mlxlogscore", "", "Machine-learning classifier, 0 to 999.", ""),
    SEEN.code("suspectscore", "", "Suspicious-mail classifier, 0 to 100.", ""),
    SEEN.code("phishscore", "", "Phishing classifier, 0 to 100.", ""),
    SEEN.code("malwarescore", "", "Malware classifier, 0 to 100.", ""),
    SEEN.code("adultscore", "", "Adult-content classifier, 0 to 100.", ""),
    SEEN.code("bulkscore", "", "Bulk-mail classifier, 0 to 100.", ""),
    SEEN.code("impostorscore", "", "Impersonation classifier, 0 to 100.", ""),
    SEEN.code("lowpriorityscore", "", "Low-priority classifier, 0 to 100.", ""),
    SEEN.code("ndrscore", "", "Bounce classifier, 0 to 100.", ""),
    OPAQUE.code("priorityscore", "", "Undocumented number, not a percentage (1501 is usual).", ""),
    OPAQUE.code("clxscore", "", "Undocumented number, not a percentage (1011 to 1034 are usual).", ""),
    OPAQUE.code("cotscore", "", "Undocumented number; -2147483648 is unset.", ""),
    SEEN.code("classifier", "", "Name of the classifier, never a verdict, whatever it says.", ""),
    REPORTED.code("reason", "", "Bookkeeping of the classifier.", ""),
    REPORTED.code("safe", "", "The recipient's safe list took effect, by its words.", "passed on"),
    REPORTED.code("orgsafe", "", "The organisation's safe list took effect, by its words.", "passed on"),
    SEEN.code(
        "X-Proofpoint-Action",
        "Received-Header-Sanitized",
        "Received fields of internal hops were deleted: the chain is incomplete.",
        "",
    ),
    REPORTED.code("definitions", "", "Version of the classifier's data.", ""),
    SEEN.code("X-Proofpoint-UnRewURL", "", "Links that Proofpoint had rewritten were restored.", ""),
    SEEN.code("X-Proofpoint-Reinject", "", "How often the message went through Proofpoint again.", ""),
    OPAQUE.code("X-Proofpoint-FIU-O365", "", NOT_DOCUMENTED, ""),
    SEEN.code("X-Proofpoint-Virus-Version", "", "Versions of a virus scanner, no verdict.", ""),
    SEEN.code("X-Proofpoint-GUID", "", "Id of the message.", ""),
    SEEN.code("X-Proofpoint-ORIG-GUID", "", "Id of the message at its first pass.", ""),
    OPAQUE.code("X-Proofpoint-Spam-Details-Enc", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("X-Proofpoint-Spam-Info", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("X-CLX-Spam", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("X-CLX-Score", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("X-CLX-Shades", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("X-CLX-UShades", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("X-CLX-UnSpecialScore", "", NOT_DOCUMENTED, ""),
    OPAQUE.code("X-MANTSH", "", NOT_DOCUMENTED, ""),
];

const fn facts(items: &'static [Item]) -> Spec {
    Spec { id: ID, keys: &[], items, codes: CODES, appliance: false, agrees: no_identifier }
}

/// Facts that explain a route or a verdict; shown beside it.
static NOTES: Spec = facts(&[
    fact("X-Proofpoint-Action", "X-Proofpoint-Action"),
    fact("X-Proofpoint-UnRewURL", "X-Proofpoint-UnRewURL"),
    fact("X-Proofpoint-Reinject", "X-Proofpoint-Reinject"),
    fact("X-Proofpoint-FIU-O365", "X-Proofpoint-FIU-O365"),
]);

/// Book-keeping that tells nothing beside a verdict.
static BOOKS: Spec = facts(&[
    fact("X-Proofpoint-Virus-Version", "X-Proofpoint-Virus-Version"),
    fact("X-Proofpoint-GUID", "X-Proofpoint-GUID"),
    fact("X-Proofpoint-ORIG-GUID", "X-Proofpoint-ORIG-GUID"),
    fact("X-Proofpoint-Spam-Details-Enc", "X-Proofpoint-Spam-Details-Enc"),
    fact("X-Proofpoint-Spam-Info", "X-Proofpoint-Spam-Info"),
]);

/// The classifier that carriers use, as they leave it in the message.
static CLASSIFIER: Spec = facts(&[
    fact("X-CLX-Spam", "X-CLX-Spam"),
    fact("X-CLX-Score", "X-CLX-Score"),
    fact("X-CLX-Shades", "X-CLX-Shades"),
    fact("X-CLX-UShades", "X-CLX-UShades"),
    fact("X-CLX-UnSpecialScore", "X-CLX-UnSpecialScore"),
    fact("X-MANTSH", "X-MANTSH"),
]);

/// iCloud writes the classifier's fields beside its own; its decoder reads them then.
const APPLE: [u32; 4] = hashes(["X-Apple-MoveToFolder", "X-Apple-Action", "X-ICL-SCORE", "X-ICL-Info"]);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    let of = |name: &'static str| context.headers.all(name).take(MOST_FIELDS + 1);
    let scans: Vec<_> = of(DETAILS).map(|f| (f, is_outbound(&f.decoded()))).collect();
    let open = scans.iter().filter(|(_, outbound)| !outbound).map(|s| s.0.index());
    let inbound: Vec<u32> = open.chain(of(REASON).map(|f| f.index())).collect();
    // More than are read hide which is the last.
    let last = if inbound.len() > MOST_FIELDS { None } else { appended_last(context, ID, &inbound) };
    let standing_of = |field: FieldRef<'_, 'm>| {
        standing_among(context, Claim::cloud(ID, field.index(), inbound.len()), last)
    };
    for (field, outbound) in scans.iter().take(MOST_FIELDS) {
        let standing = if *outbound { Standing::sender() } else { standing_of(*field) };
        readings.push(details(*field, standing));
    }
    for field in of(REASON).take(MOST_FIELDS) {
        readings.push(reason(field, standing_of(field)));
    }
    if readings.len() == before {
        words::decode(&BOOKS, context, readings);
        if !any_present(context.headers, &APPLE) {
            words::decode(&CLASSIFIER, context, readings);
        }
    }
    words::decode(&NOTES, context, readings);
}

/// Whether the scan was one of the sender's organisation.
fn is_outbound(value: &str) -> bool {
    value.split_ascii_whitespace().filter_map(|p| p.split_once('=')).any(|(key, v)| match key {
        "rule" => contains_ignore_case(v, "outbound"),
        "policy" | "route" => v.eq_ignore_ascii_case("outbound"),
        _ => false,
    })
}

fn details<'m>(field: FieldRef<'_, 'm>, standing: Standing) -> Reading<'m> {
    let text = field.decoded();
    let mut reading = standing.reading(ID);
    reading.places.push(field.place());
    for (key, value) in text.split_ascii_whitespace().filter_map(|p| p.split_once('=')) {
        match key {
            "rule" => {
                (reading.verdict, reading.acted) = rule_verdict(value);
                reading.high = reading.verdict == Verdict::Spam && contains_ignore_case(value, "definite");
            }
            "score" => reading.score = number(value),
            _ if is_bookkeeping(key) || (key.ends_with("score") && value == "0") => continue,
            _ => {}
        }
        if reading.codes.len() >= MOST_CODES {
            break;
        }
        let meaning = meaning(key, value);
        reading.codes.push(Code::new(part_of(&text, key), part_of(&text, value), meaning));
    }
    reading
}

/// The verdict that a rule's name tells; `notspam` first, for `spam` is in it.
fn rule_verdict(rule: &str) -> (Verdict, Option<Acted>) {
    const WORDS: [(&str, Verdict); 10] = [
        ("notspam", Verdict::NotSpam),
        ("phish", Verdict::Phish),
        ("malware", Verdict::Malware),
        ("virus", Verdict::Malware),
        ("impostor", Verdict::Phish),
        ("spam", Verdict::Spam),
        ("bulk", Verdict::Bulk),
        ("suspect", Verdict::Suspect),
        ("lowpriority", Verdict::Bulk),
        ("blocked", Verdict::BlockListed),
    ];
    if let Some((_, verdict)) = WORDS.iter().find(|(word, _)| contains_ignore_case(rule, word)) {
        return (*verdict, None);
    }
    match rule.rsplit('_').next() {
        Some(word) if word.eq_ignore_ascii_case("safe") => {
            (Verdict::AllowListed, Some(Acted::RecipientSafeSender))
        }
        Some(word) if word.eq_ignore_ascii_case("orgsafe") => {
            (Verdict::AllowListed, Some(Acted::AllowListedByPolicy))
        }
        _ => (Verdict::Unknown, None),
    }
}

fn is_bookkeeping(key: &str) -> bool {
    matches!(
        key,
        "scancount"
            | "engine"
            | "definitions"
            | "adjust"
            | "adjustscore"
            | "authscore"
            | "authtc"
            | "authcc"
            | "reason"
    )
}

fn meaning(key: &str, value: &str) -> Option<&'static str> {
    let row = |pattern: &str| CODES.iter().find(|c| c.name == key && c.value == pattern).map(|c| c.meaning);
    if key != "rule" {
        return CODES.iter().find(|c| c.name == key).map(|c| c.meaning);
    }
    let (verdict, _) = rule_verdict(value);
    row(match verdict {
        Verdict::NotSpam => "*notspam*",
        Verdict::Phish if contains_ignore_case(value, "phish") => "*phish*",
        Verdict::Phish => "*impostor*",
        Verdict::Malware => "*malware*",
        Verdict::Spam => "*spam*",
        Verdict::Bulk if contains_ignore_case(value, "bulk") => "*bulk*",
        Verdict::Bulk => "*lowpriority*",
        Verdict::Suspect => "*suspect*",
        Verdict::AllowListed => "*safe*",
        Verdict::BlockListed => "*blocked*",
        _ => return None,
    })
}

fn reason<'m>(field: FieldRef<'_, 'm>, standing: Standing) -> Reading<'m> {
    let mut reading = standing.reading(ID);
    let text = field.decoded();
    (reading.verdict, reading.acted) = match text.as_ref() {
        t if t.eq_ignore_ascii_case("safe") => (Verdict::AllowListed, Some(Acted::RecipientSafeSender)),
        t if t.eq_ignore_ascii_case("orgsafe") => (Verdict::AllowListed, Some(Acted::AllowListedByPolicy)),
        _ => (Verdict::Unknown, None),
    };
    let meaning = CODES.iter().find(|c| text.eq_ignore_ascii_case(c.name)).map(|c| c.meaning);
    reading.codes.push(Code::new("Spam-Reason", text, meaning));
    reading.places.push(field.place());
    reading
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    const GATEWAY: &[&str] = &["XX0.mail.protection.outlook.com", "mx0a-00000000.pphosted.com"];
    const SPAM: &str = "X-Proofpoint-Spam-Details: rule=inbound_spam_definite policy=inbound score=100\r\n \
        mlxscore=100 spamscore=100 phishscore=0 priorityscore=1501 clxscore=1034 classifier=spam adjust=0\r\n \
        reason=mlx scancount=1 engine=8.19.0-2401010000 definitions=main-2607010001 authtc= authcc= newkey=7";

    #[test]
    fn codes_are_bounded() {
        let details = "a=1 ".repeat(5000);
        let text = message(format!("X-Proofpoint-Spam-Details: {details}\r\n").repeat(40).trim_end());
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings.len(), MOST_FIELDS);
        assert!(readings.iter().all(|r| r.codes.len() == MOST_CODES));
    }

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn a_spam_rule_of_a_trusted_gateway_is_probable() {
        let text = message(SPAM);
        let readings = run(&DECODER, &text, Platform::Microsoft, GATEWAY);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.verdict, reading.high), (Verdict::Spam, true));
        assert_eq!((reading.trust, reading.role), (Trust::Probable, Role::Upstream));
        assert_eq!(reading.score, Some(100.0));
        assert_eq!(reading.code("rule"), Some("inbound_spam_definite"));
        assert_eq!(reading.code("newkey"), Some("7"));
        assert_eq!(reading.code("phishscore"), None);
        assert_eq!(reading.code("engine"), None);
    }

    #[test]
    fn without_a_proofpoint_hop_it_is_the_senders_gateway() {
        let text = message(SPAM);
        for (platform, host) in
            [(Platform::Microsoft, "XX0.mail.protection.outlook.com"), (Platform::Other, "mx1.example.edu")]
        {
            let readings = run(&DECODER, &text, platform, &[host]);
            assert_eq!((readings[0].trust, readings[0].role), (Trust::SenderSupplied, Role::SenderSide));
        }
        let readings = run(&DECODER, &text, Platform::Other, &[]);
        assert_eq!(readings[0].trust, Trust::Unverifiable);
    }

    #[test]
    fn of_two_instances_the_last_is_the_gateways() {
        const CLEAN: &str = "X-Proofpoint-Spam-Details: rule=notspam policy=default score=0";
        let trust = |text: &str| -> Vec<Trust> {
            run(&DECODER, text, Platform::Microsoft, GATEWAY).iter().map(|r| r.trust).collect()
        };
        let text = message(&format!("{CLEAN}\r\n{SPAM}"));
        assert_eq!(trust(&text), [Trust::SenderSupplied, Trust::Probable]);
        let text = message(&format!("X-Proofpoint-Spam-Reason: safe\r\n{SPAM}"));
        assert_eq!(trust(&text), [Trust::Probable, Trust::SenderSupplied]);
        // Above the sender's own fields it could be the gateway's as well.
        let text = format!("Received: a\r\nReceived: b\r\n{CLEAN}\r\nFrom: a@example.org\r\n{SPAM}\r\n\r\n");
        assert_eq!(trust(&text), [Trust::Unverifiable; 2]);
    }

    #[test]
    fn an_outbound_scan_is_the_senders_and_no_duplicate() {
        let text = message(&format!("{SPAM}\r\nX-Proofpoint-Spam-Details: rule=fb_outbound_notspam score=0"));
        let readings = run(&DECODER, &text, Platform::Microsoft, GATEWAY);
        assert_eq!(readings[0].trust, Trust::Probable);
        assert_eq!((readings[1].trust, readings[1].role), (Trust::SenderSupplied, Role::SenderSide));
        assert_eq!(readings[1].verdict, Verdict::NotSpam);
    }

    #[test]
    fn rule_names_tell_the_verdict() {
        for (rule, verdict) in [
            ("notspam", Verdict::NotSpam),
            ("inbound_notspam", Verdict::NotSpam),
            ("fb_default_notspam", Verdict::NotSpam),
            ("spam", Verdict::Spam),
            ("inbound_phish", Verdict::Phish),
            ("impostor", Verdict::Phish),
            ("malware", Verdict::Malware),
            ("inbound_bulk", Verdict::Bulk),
            ("lowpriority", Verdict::Bulk),
            ("suspect", Verdict::Suspect),
            ("safe", Verdict::AllowListed),
            ("orgsafe", Verdict::AllowListed),
            ("unsafe", Verdict::Unknown),
            ("blocked", Verdict::BlockListed),
            ("our_own_name", Verdict::Unknown),
            ("", Verdict::Unknown),
        ] {
            assert_eq!(rule_verdict(rule).0, verdict, "{rule}");
        }
    }

    #[test]
    fn a_safe_list_is_reported_and_versions_alone_are_no_verdict() {
        let text = message("X-Proofpoint-Spam-Reason: orgsafe");
        let readings = run(&DECODER, &text, Platform::Microsoft, GATEWAY);
        assert_eq!(
            (readings[0].verdict, readings[0].acted),
            (Verdict::AllowListed, Some(Acted::AllowListedByPolicy))
        );
        let text = message("X-Proofpoint-Virus-Version: vendor=baseguard engine=1 signatures=0");
        let readings = run(&DECODER, &text, Platform::Microsoft, GATEWAY);
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
    }

    #[test]
    fn every_field_is_read() {
        for field in FIELDS {
            let text = message(&format!("{}: True", field.name));
            let readings = run(&DECODER, &text, Platform::Microsoft, GATEWAY);
            assert_eq!((readings.len(), readings[0].verdict), (1, Verdict::Unknown), "{}", field.name);
        }
        let text = message(&format!("{SPAM}\r\nX-Proofpoint-GUID: x\r\nX-Proofpoint-Reinject: loops=2"));
        let readings = run(&DECODER, &text, Platform::Microsoft, GATEWAY);
        let [_, notes] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((notes.codes.len(), notes.role), (1, Role::Diagnostic));
    }
}
