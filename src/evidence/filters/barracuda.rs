//! Barracuda Email Security Gateway and Email Gateway Defense.

use std::borrow::Cow;

use super::corroborate::{
    Claim, Standing, agrees_with_route, any_present, appended_last, contains_ignore_case, first_word, hashes,
    number, part_of, standing,
};
use super::doc::Known;
use super::spamassassin::sheet::number as exact;
use super::words::{judge, meaning};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Group, Reading, Role, Verdict};
use crate::evidence::route::HopTrust;
use crate::headers::FieldRef;

const ID: &str = "barracuda";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Barracuda", fields: FIELDS, codes: CODES, exemption: Some(&EXEMPTION), decode };

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "An exempt address skips spam scoring and block lists.",
    steps: &[
        "Email Gateway Defense: Inbound Settings > IP Address Policies > IP Blocking / Exemption: each relay with netmask 255.255.255.255 and policy Exempt.",
        "Email Security Gateway: BLOCK/ACCEPT > IP Filters > Allowed IP/Range: each relay with netmask 255.255.255.255.",
    ],
    caution: "Viruses are still looked for. Barracuda advises against exempting domains, because spammers forge them.",
    ..Exemption::documented(
        "Barracuda Campus: IP Analysis - Inbound (Email Gateway Defense); IP Analysis (Email Security Gateway)",
    )
};

const SEEN: Known = Known::observed("observed in mailing-list archives");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Barracuda-Spam-Status", "Verdict, score, the site's levels and the tests that matched."),
    SEEN.field("X-Barracuda-Spam-Score", "The score alone."),
    SEEN.field("X-Barracuda-Spam-Flag", "YES when the message was tagged."),
    SEEN.field("X-Barracuda-Spam-Report", "The rules with their points."),
    SEEN.field("X-Barracuda-BRTS-Status", "1 when the real-time system knew the message."),
    OPAQUE.field("X-Barracuda-BRTS-Evidence", "Fingerprint that the real-time system knew."),
    SEEN.field(
        "X-Barracuda-Bayes",
        "Class, scope, probability, confidence and points of the learning filter.",
    ),
    SEEN.field("X-Barracuda-Connect", "Name and address of the peer that handed the message over."),
    SEEN.field("X-Barracuda-Start-Time", "When the message came, in seconds since 1970."),
    SEEN.field("X-Barracuda-Encrypted", "Cipher of the connection."),
    SEEN.field("X-Barracuda-Apparent-Source-IP", "The source behind trusted forwarders."),
    SEEN.field("X-Barracuda-Effective-Source-IP", "The source behind trusted forwarders."),
    SEEN.field("X-Barracuda-RBL-IP", "Address that was looked up in block lists."),
    SEEN.field("X-Barracuda-RBL-Trusted-Forwarder", "Forwarder that was left out of the look-up."),
    SEEN.field("X-Barracuda-Envelope-From", "Sender of the envelope."),
    SEEN.field("X-Barracuda-URL", "Address of the quarantine's web page."),
    SEEN.field("X-Barracuda-Scan-Msg-Size", "Size that was scanned."),
    OPAQUE.field("X-ASG-Debug-ID", "Id of the message."),
    SEEN.field("X-ASG-Orig-Subj", "The subject before it was tagged."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code(
        "Spam-Status",
        "Yes",
        "The score reached a level of the site.",
        "tagged, quarantined or blocked",
    ),
    SEEN.code("Spam-Status", "No", "The score stayed below the site's levels.", "delivered"),
    SEEN.code("Spam-Flag", "YES", "The message was tagged as spam.", "tagged"),
    SEEN.code("BRTS-Status", "1", "The real-time system knew the message as spam or its links as bad.", ""),
    SEEN.code("BRTS-Status", "0", "The real-time system did not know the message.", ""),
    OPAQUE.code("BRTS-Evidence", "", NOT_DOCUMENTED, ""),
    SEEN.code("Bayes", "INNOCENT", "The learning filter takes it for wanted mail.", ""),
    SEEN.code("Bayes", "SPAM", "The learning filter takes it for spam.", ""),
    SEEN.code("Connect", "", "The peer that handed the message over.", ""),
    SEEN.code("Start-Time", "", "When the message came, in seconds since 1970.", ""),
    SEEN.code("Encrypted", "", "Cipher of the connection.", ""),
    SEEN.code("Apparent-Source-IP", "", "The source behind trusted forwarders.", ""),
    SEEN.code("Effective-Source-IP", "", "The source behind trusted forwarders.", ""),
    SEEN.code("RBL-IP", "", "Address that was looked up in block lists.", ""),
    SEEN.code("RBL-Trusted-Forwarder", "", "Forwarder that was left out of the look-up.", ""),
    SEEN.code("Envelope-From", "", "Sender of the envelope.", ""),
    SEEN.code("URL", "", "Address of the quarantine's web page.", ""),
    SEEN.code("Scan-Msg-Size", "", "Size that was scanned.", ""),
    OPAQUE.code("ASG-Debug-ID", "", NOT_DOCUMENTED, ""),
    SEEN.code("ASG-Orig-Subj", "", "The subject before it was tagged.", ""),
    SEEN.code("TAG_LEVEL", "", "Score from which the subject is tagged; 1000 is off.", "tagged"),
    SEEN.code("QUARANTINE_LEVEL", "", "Score from which the message is held; 1000 is off.", "quarantined"),
    SEEN.code("KILL_LEVEL", "", "Score from which the message is refused; 1000 is off.", "blocked"),
];

/// Fields of one kind that are read.
const MOST: usize = 8;
const STATUS: &str = "X-Barracuda-Spam-Status";
const SCORE: &str = "X-Barracuda-Spam-Score";
const REPORT: &str = "X-Barracuda-Spam-Report";
const FLAG: &str = "X-Barracuda-Spam-Flag";

/// Fields with one fact each and their codes; the marked ones hold addresses or words of people.
const FACTS: [(&str, &str, bool); 16] = [
    (FLAG, "Spam-Flag", false),
    ("X-Barracuda-BRTS-Status", "BRTS-Status", false),
    ("X-Barracuda-BRTS-Evidence", "BRTS-Evidence", false),
    ("X-Barracuda-Bayes", "Bayes", false),
    ("X-Barracuda-Connect", "Connect", false),
    ("X-Barracuda-Start-Time", "Start-Time", false),
    ("X-Barracuda-Encrypted", "Encrypted", false),
    ("X-Barracuda-Apparent-Source-IP", "Apparent-Source-IP", false),
    ("X-Barracuda-Effective-Source-IP", "Effective-Source-IP", false),
    ("X-Barracuda-RBL-IP", "RBL-IP", false),
    ("X-Barracuda-RBL-Trusted-Forwarder", "RBL-Trusted-Forwarder", false),
    ("X-Barracuda-Envelope-From", "Envelope-From", true),
    ("X-Barracuda-URL", "URL", false),
    ("X-Barracuda-Scan-Msg-Size", "Scan-Msg-Size", false),
    ("X-ASG-Debug-ID", "ASG-Debug-ID", false),
    ("X-ASG-Orig-Subj", "ASG-Orig-Subj", true),
];

const KEYS: [u32; 18] = hashes([
    STATUS,
    SCORE,
    REPORT,
    FLAG,
    "X-Barracuda-BRTS-Status",
    "X-Barracuda-BRTS-Evidence",
    "X-Barracuda-Bayes",
    "X-Barracuda-Connect",
    "X-Barracuda-Start-Time",
    "X-Barracuda-Encrypted",
    "X-Barracuda-Apparent-Source-IP",
    "X-Barracuda-Effective-Source-IP",
    "X-Barracuda-RBL-IP",
    "X-Barracuda-RBL-Trusted-Forwarder",
    "X-Barracuda-Envelope-From",
    "X-Barracuda-URL",
    "X-ASG-Debug-ID",
    "X-ASG-Orig-Subj",
]);

/// One scan: the fields from behind the scan before it to in front of the one after it.
struct Block {
    /// The field that speaks: the status, without one the score, the flag or any fact.
    main: u32,
    first: u32,
    last: u32,
    /// Whether its identifiers agree with a trusted hop.
    agrees: Option<bool>,
}

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    if !any_present(context.headers, &KEYS) {
        return;
    }
    let (blocks, speaks) = blocks(context);
    let winner = winner(context, &blocks);
    for block in blocks.iter().take(MOST) {
        let claim = Claim::appliance(ID, block.main, blocks.len(), block.agrees);
        let standing = match winner {
            _ if context.route.is_above_border(block.main) => standing(context, claim),
            _ if block.agrees == Some(false) && is_of_senders_hop(context, block) => Standing::sender(),
            _ if block.agrees == Some(false) => standing(context, claim),
            Some(main) if main == block.main => standing(context, Claim { instances: 1, ..claim }),
            Some(_) => Standing::sender(),
            None => standing(context, Claim { agrees: claim.agrees.filter(|_| blocks.len() == 1), ..claim }),
        };
        let mut reading = standing.reading(ID);
        if !speaks {
            reading.role = Role::Diagnostic;
        }
        read_block(context, block, &mut reading);
        readings.push(reading);
    }
}

/// The scans of the message, from the top, and whether they say more than facts.
fn blocks(context: &Context<'_, '_>) -> (Vec<Block>, bool) {
    let all = |name: &'static str| context.headers.all(name).take(MOST + 1).map(|f| f.index());
    let mut speaks = true;
    let mut mains: Vec<u32> = [STATUS, SCORE, FLAG]
        .iter()
        .map(|n| all(n).collect::<Vec<_>>())
        .find(|found| !found.is_empty())
        .unwrap_or_default();
    if mains.is_empty() {
        speaks = false;
        mains.extend(FACTS.iter().filter_map(|(name, ..)| all(name).next()).min());
        mains.extend(all(REPORT).next().filter(|_| mains.is_empty()));
    }
    let border = context.route.border_field;
    let blocks = mains.iter().enumerate().map(|(i, main)| {
        let above = context.route.is_above_border(*main);
        let side = if above { (0, border.unwrap_or(u32::MAX)) } else { (border.unwrap_or(0), u32::MAX) };
        let before = i.checked_sub(1).map_or(0, |b| mains[b] + 1);
        let after = mains.get(i + 1).copied().unwrap_or(u32::MAX);
        let mut block =
            Block { main: *main, first: before.max(side.0), last: after.min(side.1), agrees: None };
        block.agrees = agrees(context, &block);
        block
    });
    (blocks.collect(), speaks)
}

/// The field of one kind in a block: the report and the flag stand behind the status, the rest in front of it.
fn field_of<'h, 'm>(
    context: &Context<'h, 'm>,
    block: &Block,
    name: &'static str,
) -> Option<FieldRef<'h, 'm>> {
    let inside = |f: &FieldRef<'_, 'm>| (block.first..block.last).contains(&f.index());
    let in_front = |f: &FieldRef<'_, 'm>| f.index() <= block.main;
    let mut found = context.headers.all(name).take(MOST + 1).filter(inside);
    // A scan that is the last has everything behind it as well.
    let follows = name == REPORT || name == FLAG || block.last == u32::MAX;
    if follows { found.next() } else { found.filter(in_front).last() }
}

/// Whether the peer's address is one that a trusted hop recorded, and the time is near that of one.
fn agrees(context: &Context<'_, '_>, block: &Block) -> Option<bool> {
    let address = field_of(context, block, "X-Barracuda-Connect")
        .and_then(|f| agrees_with_route(context, &f.decoded()));
    let started = field_of(context, block, "X-Barracuda-Start-Time").and_then(|f| number(&f.decoded()));
    if started.is_some_and(|s| is_another_time(context, s)) { Some(false) } else { address }
}

/// Whether the time lies hours from that of every trusted hop.
fn is_another_time(context: &Context<'_, '_>, started: f64) -> bool {
    const FAR: f64 = 6.0 * 3600.0;
    let mut times = context.route.trusted_hops().filter_map(|h| h.received.date.as_ref()).peekable();
    times.peek().is_some() && times.all(|date| (date.epoch as f64 - started).abs() > FAR)
}

/// Whether the peer is one that a hop of the sender's side recorded: then it is that side's Barracuda, no forgery.
fn is_of_senders_hop(context: &Context<'_, '_>, block: &Block) -> bool {
    let Some(field) = field_of(context, block, "X-Barracuda-Connect") else { return false };
    let text = field.decoded();
    let address = text.rsplit_once('[').and_then(|(_, rest)| rest.split(']').next()?.parse().ok());
    let mut claimed = context.route.hops.iter().filter(|h| h.trust == HopTrust::Claimed);
    address.is_some() && claimed.any(|h| h.received.ip == address)
}

/// The scan below the border that is the receiving side's: the only one that agrees, or was not contradicted, or that
/// the product appended last.
fn winner(context: &Context<'_, '_>, blocks: &[Block]) -> Option<u32> {
    if blocks.len() > MOST || blocks.iter().any(|b| context.route.is_above_border(b.main)) {
        return None;
    }
    let with = |wanted: Option<bool>| blocks.iter().filter(move |b| b.agrees == wanted).map(|b| b.main);
    let agreeing: Vec<u32> = with(Some(true)).collect();
    let open: Vec<u32> = with(Some(true)).chain(with(None)).collect();
    match (&agreeing[..], &open[..]) {
        ([only], _) | ([], [only]) => Some(*only),
        ([], []) => None,
        ([], several) | (several, _) => appended_last(context, ID, several),
    }
}

fn read_block<'m>(context: &Context<'_, 'm>, block: &Block, reading: &mut Reading<'m>) {
    let field = |name: &'static str| field_of(context, block, name);
    let status = field(STATUS);
    let score = field(SCORE);
    reading.places.extend(status.or(score).map(FieldRef::place));
    if let Some(field) = status {
        read_status(field, reading);
    } else if let Some(field) = score {
        reading.score = number(&field.decoded());
    }
    for (name, code, personal) in FACTS {
        if let Some(field) = field(name) {
            read_fact(field, code, personal, reading);
        }
    }
    if let Some(report) = field(REPORT) {
        read_report(report, reading);
    }
}

fn read_fact<'m>(field: FieldRef<'_, 'm>, code: &'static str, personal: bool, reading: &mut Reading<'m>) {
    let text = field.decoded();
    if code == "Spam-Flag" && text.eq_ignore_ascii_case("yes") {
        judge(reading, Verdict::Spam);
    }
    reading.places.push(field.place());
    // `INNOCENT GLOBAL 0.0000 1.0000 -2.0210`: the last number is what it added to the score.
    let points = if code == "Bayes" { text.split_ascii_whitespace().nth(4).and_then(number) } else { None };
    let meaning = meaning(CODES, code, &text);
    reading.codes.push(Code { personal, points, ..Code::new(code, text, meaning) });
}

/// `Yes, SCORE=5.1 using global scores of TAG_LEVEL=3.5 QUARANTINE_LEVEL=1000.0 KILL_LEVEL=9.0 tests=A, B`
fn read_status<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    let text = field.decoded();
    match first_word(&text).as_str() {
        "yes" => judge(reading, Verdict::Spam),
        "no" => judge(reading, Verdict::NotSpam),
        _ => {}
    }
    let word = &text[..text.find(',').unwrap_or(0)];
    reading.codes.push(Code::new("Spam-Status", part_of(&text, word), meaning(CODES, "Spam-Status", word)));
    let (head, tests) = text.split_once("tests=").unwrap_or((&text, ""));
    for (key, value) in head.split_ascii_whitespace().filter_map(|w| w.split_once('=')).take(200) {
        match key {
            "SCORE" => reading.score = number(value),
            _ => {
                let meaning = meaning(CODES, key, value);
                reading.codes.push(Code::new(part_of(&text, key), part_of(&text, value), meaning));
            }
        }
    }
    reading.threshold = threshold(reading);
    for test in tests.split([',', ' ']).map(str::trim).filter(|t| !t.is_empty()).take(200) {
        reading.codes.push(rule(part_of(&text, test), None));
    }
}

/// The level that the score reached, the highest first; below all levels, the lowest that is switched on.
fn threshold(reading: &Reading<'_>) -> Option<f64> {
    const OFF: f64 = 1000.0;
    let level = |name: &str| reading.code(name).and_then(number).filter(|l| *l < OFF);
    let levels = [level("KILL_LEVEL"), level("QUARANTINE_LEVEL"), level("TAG_LEVEL")];
    let score = reading.score?;
    let reached = levels.iter().flatten().find(|l| score >= **l).copied();
    reached.or_else(|| levels.iter().flatten().copied().min_by(f64::total_cmp))
}

fn rule<'m>(name: Cow<'m, str>, points: Option<f64>) -> Code<'m> {
    let group = group(&name);
    Code { points, group, ..Code::new(name, "", None) }
}

/// Kinds that the rule names themselves tell.
fn group(name: &str) -> Option<Group> {
    const KINDS: [(&str, Group); 7] = [
        ("spf", Group::Authentication),
        ("dkim", Group::Authentication),
        ("dmarc", Group::Authentication),
        ("rbl", Group::Reputation),
        ("brbl", Group::Reputation),
        ("brts", Group::Reputation),
        ("bayes", Group::Content),
    ];
    KINDS.iter().find(|(word, _)| contains_ignore_case(name, word)).map(|(_, group)| *group)
}

/// Lines `1.20 RULE_NAME description` of the report give the points of the rules.
fn read_report<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    for line in field.raw().split(|b| *b == b'\n').take(200) {
        let Ok(line) = std::str::from_utf8(line) else { continue };
        let mut words = line.split_ascii_whitespace();
        let (Some(points), Some(name)) = (words.next(), words.next()) else { continue };
        let Some(points) = exact(points) else { continue };
        if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            continue;
        }
        match reading.codes.iter_mut().find(|c| c.name == name) {
            Some(known) => known.points = Some(points),
            None => reading.codes.push(rule(Cow::Borrowed(name), Some(points))),
        }
    }
    reading.places.push(field.place());
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    const REAL: &str = "X-Barracuda-Spam-Status: Yes, SCORE=5.12 using global scores of TAG_LEVEL=3.5\r\n \
        QUARANTINE_LEVEL=1000.0 KILL_LEVEL=9.0 tests=BSF_SC0_MISMATCH_TO, RDNS_NONE";

    #[test]
    fn codes_are_bounded() {
        let text = message(&format!("X-Barracuda-Spam-Status: No, {}", "x=1 ".repeat(5000)));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert!((200..=201).contains(&readings[0].codes.len()), "{}", readings[0].codes.len());
    }

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn the_status_tells_verdict_score_and_the_level_that_was_reached() {
        let text = message(&format!("X-Barracuda-Connect: mail.example.org[192.0.2.10]\r\n{REAL}"));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!(reading.verdict, Verdict::Spam);
        assert_eq!((reading.score, reading.threshold), (Some(5.12), Some(3.5)));
        assert_eq!(reading.trust, Trust::Probable);
        assert!(reading.codes.iter().any(|c| c.name == "RDNS_NONE"));
    }

    #[test]
    fn an_address_that_no_trusted_hop_recorded_is_another_hop_of_the_sender() {
        let text = message(&format!("X-Barracuda-Connect: UNKNOWN[198.51.100.7]\r\n{REAL}"));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!((readings[0].trust, readings[0].role), (Trust::SenderSupplied, Role::SenderSide));
        let text = message(REAL);
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].trust, Trust::Unverifiable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }

    #[test]
    fn levels_of_1000_are_off() {
        let text = message(
            "X-Barracuda-Spam-Status: No, SCORE=-2.00 using per-user scores of TAG_LEVEL=1000.0 \
             QUARANTINE_LEVEL=1000.0 KILL_LEVEL=9.0 tests=HTML_MESSAGE",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!((readings[0].verdict, readings[0].threshold), (Verdict::NotSpam, Some(9.0)));
    }

    #[test]
    fn the_report_gives_points() {
        let text = message(&format!(
            "{REAL}\r\nX-Barracuda-Spam-Report: Code version 3.2, rules version 3.2.3.1\r\n\tRule breakdown below\r\n\
             \t pts rule name              description\r\n\t---- ---------- -----\r\n\t1.62 RDNS_NONE  no rDNS\r\n\
             \t3.50 NEW_SPF_RULE  other"
        ));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let find = |name: &str| readings[0].codes.iter().find(|c| c.name == name).cloned();
        assert_eq!(find("RDNS_NONE").and_then(|c| c.points), Some(1.62));
        let rule = find("NEW_SPF_RULE");
        assert_eq!(rule.as_ref().and_then(|c| c.points), Some(3.5));
        assert_eq!(rule.and_then(|c| c.group), Some(Group::Authentication));
    }

    #[test]
    fn a_forged_status_takes_no_identifier_of_the_true_one() {
        const HOST: &[&str] = &["d1.ess.barracuda.com"];
        let real = format!("X-Barracuda-Connect: mail.example.org[192.0.2.10]\r\n{REAL}");
        for (forged, trust, is_forged) in [
            ("X-Barracuda-Spam-Status: No, SCORE=-9", Trust::SenderSupplied, false),
            (
                "X-Barracuda-Connect: x[198.51.100.7]\r\nX-Barracuda-Spam-Status: No, SCORE=-9",
                Trust::SenderSupplied,
                true,
            ),
            (
                "X-Barracuda-Connect: x[192.0.2.10]\r\nX-Barracuda-Spam-Status: No, SCORE=-9",
                Trust::SenderSupplied,
                false,
            ),
        ] {
            let text = message(&format!("{forged}\r\n{real}"));
            let readings = run(&DECODER, &text, Platform::Other, HOST);
            let [first, second] = &readings[..] else { panic!("{readings:?}") };
            assert_eq!((first.trust, first.forged), (trust, is_forged), "{forged}");
            assert_eq!((second.trust, second.verdict), (Trust::Probable, Verdict::Spam), "{forged}");
        }
    }

    #[test]
    fn above_the_border_nothing_from_below_is_taken() {
        let text = format!(
            "{REAL}\r\nReceived: a\r\nFrom: a@example.org\r\nX-Barracuda-Spam-Flag: NO\r\nX-Barracuda-Bayes: SPAM\r\n\r\n"
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!((readings.len(), readings[0].trust), (1, Trust::Trusted));
        assert_eq!((readings[0].code("Bayes"), readings[0].code("Spam-Flag")), (None, None));
    }

    #[test]
    fn facts_alone_are_a_diagnosis() {
        let text = message("X-ASG-Orig-Subj: hello\r\nX-Barracuda-Bayes: INNOCENT GLOBAL 0.0 1.0 -2.02");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
        let bayes = readings[0].codes.iter().find(|c| c.name == "Bayes");
        assert_eq!(bayes.and_then(|c| c.points), Some(-2.02));
        assert!(readings[0].codes.iter().any(|c| c.name == "ASG-Orig-Subj" && c.personal));
    }
}
