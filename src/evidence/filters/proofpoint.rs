//! Proofpoint Protection Server, on Demand and Essentials.

use super::corroborate::{
    Claim, Standing, any_present, contains_ignore_case, hashes, number, part_of, standing,
};
use super::{Acted, Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Grade, Reading, Role, Verdict};
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

const OBSERVED: &str = "observed in mailing-list archives and public samples";
const REPORTED: &str = "reported by mail administrators; Proofpoint publishes no grammar";

const FIELDS: &[FieldDoc] = &[
    field("X-Proofpoint-Spam-Details", "Rule that fired, policy and sub-scores, as key=value pairs."),
    field("X-Proofpoint-Spam-Reason", "A safe list that took effect: safe or orgsafe."),
    field(
        "X-Proofpoint-Action",
        "Received-Header-Sanitized: internal hops were deleted, the chain is incomplete.",
    ),
    field("X-Proofpoint-Virus-Version", "Versions of the virus scanners, no verdict."),
    FieldDoc {
        name: "X-Proofpoint-Spam-Details-Enc",
        about: "Encrypted copy, for the vendor only.",
        source: OBSERVED,
        grade: Grade::Unknown,
    },
    FieldDoc { name: "X-Proofpoint-Spam-Info", about: "Opaque.", source: OBSERVED, grade: Grade::Unknown },
];

const fn field(name: &'static str, about: &'static str) -> FieldDoc {
    FieldDoc { name, about, source: OBSERVED, grade: Grade::Observed }
}

const CODES: &[CodeDoc] = &[
    code("rule", "", "Name of the rule that fired; the organisation may choose its own names.", "decides"),
    code("rule", "*notspam*", "Scanned, no spam rule fired.", "passed on"),
    code("rule", "*spam*", "A spam rule fired.", "the organisation's policy: quarantine, tag or pass on"),
    code("rule", "*phish*", "A phishing rule fired.", "the organisation's policy"),
    code("rule", "*impostor*", "A rule against impersonation fired.", "the organisation's policy"),
    code("rule", "*malware*", "A malware rule fired.", "the organisation's policy"),
    code("rule", "*bulk*", "A bulk-mail rule fired.", "the organisation's policy"),
    code("rule", "*suspect*", "Suspicious, below the spam limit.", "the organisation's policy"),
    code("rule", "*lowpriority*", "Low-priority (bulk) mail.", "may go to a low-priority folder"),
    code("rule", "*safe*", "A safe list let it through.", "passed on"),
    code("rule", "*blocked*", "A block list stopped it.", "quarantined or discarded"),
    code(
        "rule",
        "outbound*",
        "Scanned on the way out of the sender's organisation.",
        "none for the recipient",
    ),
    code("policy", "", "Name of the policy that was applied.", ""),
    code(
        "route",
        "outbound",
        "Scanned on the way out of the sender's organisation.",
        "none for the recipient",
    ),
    reported("score", "Overall score, 0 to 100; the limits are the organisation's policy.", ""),
    code("spamscore", "", "Spam classifier, 0 to 100.", ""),
    code("mlxscore", "", "Machine-learning classifier, 0 to 100.", ""),
    code("mlxlogscore", "", "Machine-learning classifier, 0 to 999.", ""),
    code("suspectscore", "", "Suspicious-mail classifier, 0 to 100.", ""),
    code("phishscore", "", "Phishing classifier, 0 to 100.", ""),
    code("malwarescore", "", "Malware classifier, 0 to 100.", ""),
    code("adultscore", "", "Adult-content classifier, 0 to 100.", ""),
    code("bulkscore", "", "Bulk-mail classifier, 0 to 100.", ""),
    code("impostorscore", "", "Impersonation classifier, 0 to 100.", ""),
    code("lowpriorityscore", "", "Low-priority classifier, 0 to 100.", ""),
    code("ndrscore", "", "Bounce classifier, 0 to 100.", ""),
    code("priorityscore", "", "Undocumented number, not a percentage (1501 is usual).", ""),
    code("clxscore", "", "Undocumented number, not a percentage (1011 to 1034 are usual).", ""),
    code("cotscore", "", "Undocumented number; -2147483648 is unset.", ""),
    code("classifier", "", "Name of the classifier, never a verdict, whatever it says.", ""),
    reported("reason", "Bookkeeping of the classifier.", ""),
    reported("safe", "The recipient's safe list took effect, by its words.", "passed on"),
    reported("orgsafe", "The organisation's safe list took effect, by its words.", "passed on"),
    code(
        "X-Proofpoint-Action",
        "Received-Header-Sanitized",
        "Received fields of internal hops were deleted: the chain is incomplete.",
        "",
    ),
];

const fn code(
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
    effect: &'static str,
) -> CodeDoc {
    CodeDoc { name, value, meaning, effect, source: OBSERVED, grade: Grade::Observed }
}

const fn reported(name: &'static str, meaning: &'static str, effect: &'static str) -> CodeDoc {
    CodeDoc { name, value: "", meaning, effect, source: REPORTED, grade: Grade::Reported }
}

const KEYS: [u32; 4] = hashes([
    "X-Proofpoint-Spam-Details",
    "X-Proofpoint-Spam-Reason",
    "X-Proofpoint-Action",
    "X-Proofpoint-Virus-Version",
]);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    if !any_present(headers, &KEYS) {
        return;
    }
    let before = readings.len();
    let outbound = |f: &FieldRef<'_, 'm>| is_outbound(&f.decoded());
    let inbound = headers.all("X-Proofpoint-Spam-Details").filter(|f| !outbound(f)).count()
        + headers.all("X-Proofpoint-Spam-Reason").count();
    for field in headers.all("X-Proofpoint-Spam-Details").take(MOST_FIELDS) {
        readings.push(details(context, field, inbound));
    }
    for field in headers.all("X-Proofpoint-Spam-Reason").take(MOST_FIELDS) {
        readings.push(reason(context, field, inbound));
    }
    facts(context, readings, before);
}

/// Whether the scan was one of the sender's organisation.
fn is_outbound(value: &str) -> bool {
    value.split_ascii_whitespace().filter_map(|p| p.split_once('=')).any(|(key, v)| match key {
        "rule" => contains_ignore_case(v, "outbound"),
        "policy" | "route" => v.eq_ignore_ascii_case("outbound"),
        _ => false,
    })
}

fn details<'m>(context: &Context<'_, 'm>, field: FieldRef<'_, 'm>, instances: usize) -> Reading<'m> {
    let text = field.decoded();
    let standing = if is_outbound(&text) {
        Standing::sender()
    } else {
        standing(context, Claim::cloud(ID, field.index(), instances))
    };
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

fn reason<'m>(context: &Context<'_, 'm>, field: FieldRef<'_, 'm>, instances: usize) -> Reading<'m> {
    let mut reading = standing(context, Claim::cloud(ID, field.index(), instances)).reading(ID);
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

/// Fields without a verdict: added to the product's reading, or a reading of their own.
fn facts<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>, before: usize) {
    let action = context.headers.first("X-Proofpoint-Action");
    let alone = readings.len() == before;
    let virus = context.headers.first("X-Proofpoint-Virus-Version").filter(|_| alone);
    if action.is_none() && virus.is_none() {
        return;
    }
    let first = action.or(virus).map_or(0, FieldRef::index);
    let mut reading = standing(context, Claim::cloud(ID, first, 1)).reading(ID);
    reading.role = Role::Diagnostic;
    for field in action.into_iter().chain(virus) {
        let name = field.name();
        let meaning = CODES.iter().find(|c| name.eq_ignore_ascii_case(c.name)).map(|c| c.meaning);
        reading.codes.push(Code::new(name, field.decoded(), meaning));
        reading.places.push(field.place());
    }
    readings.push(reading);
}

#[cfg(test)]
mod tests {
    use super::super::corroborate::testing::{check_tables, message, run};
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
    fn two_instances_are_not_believed() {
        let text =
            message(&format!("{SPAM}\r\nX-Proofpoint-Spam-Details: rule=notspam policy=default score=0"));
        let readings = run(&DECODER, &text, Platform::Microsoft, GATEWAY);
        assert_eq!(readings.len(), 2);
        assert!(readings.iter().all(|r| r.trust == Trust::Unverifiable));
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
}
