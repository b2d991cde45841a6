//! Barracuda Email Security Gateway and Email Gateway Defense.

use std::borrow::Cow;

use super::corroborate::{
    Claim, agrees_with_route, any_present, contains_ignore_case, first_word, hashes, number, part_of,
    standing,
};
use super::words::{judge, meaning};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Grade, Group, Reading, Role, Verdict};
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

const SOURCE: &str = "observed in mailing-list archives";

const FIELDS: &[FieldDoc] = &[
    field("X-Barracuda-Spam-Status", "Verdict, score, the site's levels and the tests that matched."),
    field("X-Barracuda-Spam-Score", "The score alone."),
    field("X-Barracuda-Spam-Flag", "YES when the message was tagged."),
    field("X-Barracuda-Spam-Report", "The rules with their points."),
    field("X-Barracuda-BRTS-Status", "1 when the real-time system knew the message."),
    field("X-Barracuda-Bayes", "Class, scope, probability, confidence and points of the learning filter."),
    field("X-Barracuda-Connect", "Name and address of the peer that handed the message over."),
    field("X-Barracuda-Apparent-Source-IP", "The source behind trusted forwarders."),
];

const fn field(name: &'static str, about: &'static str) -> FieldDoc {
    FieldDoc { name, about, source: SOURCE, grade: Grade::Observed }
}

const CODES: &[CodeDoc] = &[
    code("Spam-Status", "Yes", "The score reached a level of the site.", "tagged, quarantined or blocked"),
    code("Spam-Status", "No", "The score stayed below the site's levels.", "delivered"),
    code("Spam-Flag", "YES", "The message was tagged as spam.", "tagged"),
    code("BRTS-Status", "1", "The real-time system knew the message as spam or its links as bad.", ""),
    code("BRTS-Status", "0", "The real-time system did not know the message.", ""),
    code("Bayes", "INNOCENT", "The learning filter takes it for wanted mail.", ""),
    code("Bayes", "SPAM", "The learning filter takes it for spam.", ""),
    code("Connect", "", "The peer that handed the message over.", ""),
    code("Apparent-Source-IP", "", "The source behind trusted forwarders.", ""),
    code("TAG_LEVEL", "", "Score from which the subject is tagged; 1000 is off.", "tagged"),
    code("QUARANTINE_LEVEL", "", "Score from which the message is held; 1000 is off.", "quarantined"),
    code("KILL_LEVEL", "", "Score from which the message is refused; 1000 is off.", "blocked"),
];

const fn code(
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
    effect: &'static str,
) -> CodeDoc {
    CodeDoc { name, value, meaning, effect, source: SOURCE, grade: Grade::Observed }
}

const KEYS: [u32; 5] = hashes([
    "X-Barracuda-Spam-Status",
    "X-Barracuda-Spam-Score",
    "X-Barracuda-Spam-Flag",
    "X-Barracuda-BRTS-Status",
    "X-Barracuda-Connect",
]);

const FACTS: [(&str, &str); 5] = [
    ("X-Barracuda-Spam-Flag", "Spam-Flag"),
    ("X-Barracuda-BRTS-Status", "BRTS-Status"),
    ("X-Barracuda-Bayes", "Bayes"),
    ("X-Barracuda-Connect", "Connect"),
    ("X-Barracuda-Apparent-Source-IP", "Apparent-Source-IP"),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    if !any_present(headers, &KEYS) {
        return;
    }
    let statuses = headers.all("X-Barracuda-Spam-Status").count();
    let scores = headers.all("X-Barracuda-Spam-Score").count();
    let instances = statuses.max(scores);
    let agrees = match instances {
        0 | 1 => headers.first("X-Barracuda-Connect").and_then(|f| agrees_with_route(context, &f.text())),
        _ => None,
    };
    for nth in 0..instances.clamp(1, 8) {
        let status = headers.all("X-Barracuda-Spam-Status").nth(nth);
        let score = headers.all("X-Barracuda-Spam-Score").nth(nth);
        let facts = FACTS.iter().filter_map(|(name, code)| Some((headers.all(name).nth(nth)?, *code)));
        let facts: Vec<_> = facts.collect();
        let first = status.or(score).or(facts.first().map(|f| f.0));
        let Some(first) = first else { continue };
        let claim = Claim::appliance(ID, first.index(), instances.max(1), agrees);
        let mut reading = standing(context, claim).reading(ID);
        if instances == 0 {
            reading.role = Role::Diagnostic;
        }
        reading.places.extend(status.or(score).map(FieldRef::place));
        if let Some(field) = status {
            read_status(field, &mut reading);
        } else if let Some(field) = score {
            reading.score = number(&field.text());
        }
        for (field, code) in facts {
            read_fact(field, code, &mut reading);
        }
        if let Some(report) = headers.all("X-Barracuda-Spam-Report").nth(nth) {
            read_report(report, &mut reading);
        }
        readings.push(reading);
    }
}

fn read_fact<'m>(field: FieldRef<'_, 'm>, code: &'static str, reading: &mut Reading<'m>) {
    let text = field.decoded();
    if code == "Spam-Flag" && text.eq_ignore_ascii_case("yes") {
        judge(reading, Verdict::Spam);
    }
    reading.places.push(field.place());
    let meaning = meaning(CODES, code, &text);
    reading.codes.push(Code::new(code, text, meaning));
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
        let Ok(points) = points.parse::<f64>() else { continue };
        if !points.is_finite() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
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
    use super::super::corroborate::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    const STATUS: &str = "X-Barracuda-Spam-Status: Yes, SCORE=5.12 using global scores of TAG_LEVEL=3.5\r\n \
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
        let text = message(&format!("X-Barracuda-Connect: mail.example.org[192.0.2.10]\r\n{STATUS}"));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!(reading.verdict, Verdict::Spam);
        assert_eq!((reading.score, reading.threshold), (Some(5.12), Some(3.5)));
        assert_eq!(reading.trust, Trust::Probable);
        assert!(reading.codes.iter().any(|c| c.name == "RDNS_NONE"));
    }

    #[test]
    fn an_address_that_no_trusted_hop_recorded_is_another_hop_of_the_sender() {
        let text = message(&format!("X-Barracuda-Connect: UNKNOWN[198.51.100.7]\r\n{STATUS}"));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!((readings[0].trust, readings[0].role), (Trust::SenderSupplied, Role::SenderSide));
        let text = message(STATUS);
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
            "{STATUS}\r\nX-Barracuda-Spam-Report: Code version 3.2, rules version 3.2.3.1\r\n\tRule breakdown below\r\n\
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
}
