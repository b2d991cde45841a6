//! Sophos: PureMessage, Email Appliance and Sophos Email. They print probabilities; the limits are the site's.

use std::borrow::Cow;

use super::corroborate::{Claim, any_present, hashes, number, part_of, standing};
use super::words::meaning;
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Role};
use crate::headers::FieldRef;

const ID: &str = "sophos";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Sophos Email", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "observed in mailing-list archives";

const FIELDS: &[FieldDoc] = &[
    field("X-PMX-Spam", "Gauge, probability and rules of PureMessage.", Grade::Observed),
    field("X-PerlMx-Spam", "The same, older.", Grade::Observed),
    field("X-SEA-Spam", "The same, of the Email Appliance.", Grade::Observed),
    field("X-SASI-SpamProbability", "Probability of spam, in percent.", Grade::Observed),
    field("X-SASI-Hits", "Rules with their points.", Grade::Observed),
    field("X-LASED-SpamProbability", "Probability of spam, 0 to 1.", Grade::Observed),
    field("X-LASED-Hits", "Rules with their points.", Grade::Observed),
    field("X-LASED-Impersonation", "Whether it looks like an impersonation.", Grade::Observed),
    field("X-SASI-RCODE", "Undocumented number.", Grade::Unknown),
    field("X-Sophos-SenderHistory", "Undocumented counters.", Grade::Unknown),
];

const fn field(name: &'static str, about: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source: SOURCE, grade }
}

const CODES: &[CodeDoc] = &[
    code("Probability", "", "Probability of spam in percent; what it leads to is the site's policy."),
    code("Gauge", "", "The same as a bar: X is ten, I is one."),
    code("SpamProbability", "", "Probability of spam; what it leads to is the site's policy."),
    code("Impersonation", "True", "It looks like an impersonation."),
    code("Impersonation", "False", "It does not look like an impersonation."),
];

const fn code(name: &'static str, value: &'static str, meaning: &'static str) -> CodeDoc {
    CodeDoc { name, value, meaning, effect: "", source: SOURCE, grade: Grade::Observed }
}

const KEYS: [u32; 5] = hashes([
    "X-PMX-Spam",
    "X-PerlMx-Spam",
    "X-SEA-Spam",
    "X-SASI-SpamProbability",
    "X-LASED-SpamProbability",
]);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    if !any_present(headers, &KEYS) {
        return;
    }
    let reports = ["X-PMX-Spam", "X-PerlMx-Spam", "X-SEA-Spam"].map(|n| headers.all(n));
    let reports: Vec<_> = reports.into_iter().flatten().take(8).collect();
    let numbers = ["X-SASI-SpamProbability", "X-LASED-SpamProbability"].map(|n| headers.first(n));
    let instances = reports.len() + numbers.iter().flatten().count();
    for field in reports {
        let mut reading = start(context, field, instances);
        report(field, &mut reading);
        readings.push(reading);
    }
    for (field, prefix) in numbers.into_iter().zip(["X-SASI", "X-LASED"]) {
        let Some(field) = field else { continue };
        let mut reading = start(context, field, instances);
        let text = field.text();
        reading.score = number(&text);
        reading.codes.push(Code::new("SpamProbability", text, meaning(CODES, "SpamProbability", "")));
        let hits = if prefix == "X-SASI" { "X-SASI-Hits" } else { "X-LASED-Hits" };
        if let Some(hits) = headers.first(hits) {
            reading.places.push(hits.place());
            rules(hits.decoded(), &mut reading);
        }
        if let Some(flag) = headers.first("X-LASED-Impersonation").filter(|_| prefix == "X-LASED") {
            let text = flag.text();
            let known = meaning(CODES, "Impersonation", &text);
            reading.codes.push(Code::new("Impersonation", text, known));
        }
        readings.push(reading);
    }
}

fn start<'m>(context: &Context<'_, 'm>, field: FieldRef<'_, 'm>, instances: usize) -> Reading<'m> {
    let claim = Claim::appliance(ID, field.index(), instances, None);
    let mut reading = standing(context, claim).reading(ID);
    if reading.role != Role::SenderSide {
        // No public limits: the number never is a verdict.
        reading.role = Role::Diagnostic;
    }
    reading.places.push(field.place());
    reading
}

/// `Gauge=XXXIIIIIIII, Probability=38%, Report=' HTML_70_90 0.1, FROM_NAME_PHRASE 0'`
fn report<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    let text = field.decoded();
    let (head, list) = text.split_once("Report=").unwrap_or((&text, ""));
    for (key, value) in head.split(',').filter_map(|p| p.trim().split_once('=')).take(200) {
        if key == "Probability" {
            reading.score = number(value);
        }
        reading.codes.push(Code::new(part_of(&text, key), part_of(&text, value), meaning(CODES, key, "")));
    }
    let list = part_of(&text, list.trim().trim_matches('\''));
    rules(list, reading);
}

/// `RULE 0.1, OTHER_RULE 0`: the points of each rule.
fn rules<'m>(list: Cow<'m, str>, reading: &mut Reading<'m>) {
    for rule in list.split(',').map(str::trim).filter(|r| !r.is_empty()).take(200) {
        let (name, points) = rule.rsplit_once(' ').unwrap_or((rule, ""));
        let code = Code::new(part_of(&list, name.trim()), "", None);
        reading.codes.push(Code { points: number(points), ..code });
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::super::corroborate::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn codes_are_bounded() {
        let text = message(&format!("X-PMX-Spam: {}", "x=1, ".repeat(5000)));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert!((200..=201).contains(&readings[0].codes.len()), "{}", readings[0].codes.len());
    }

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn probabilities_are_no_verdict_but_rules_keep_their_points() {
        let text = message(
            "X-PMX-Spam: Gauge=XXXIIIIIIII, Probability=38%,\r\n Report=' HTML_70_90 0.1, FROM_NAME_PHRASE 0'",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let reading = &readings[0];
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
        assert_eq!(reading.score, Some(38.0));
        assert_eq!(reading.trust, Trust::Unverifiable);
        let rule = reading.codes.iter().find(|c| c.name == "HTML_70_90").and_then(|c| c.points);
        assert_eq!(rule, Some(0.1));
    }

    #[test]
    fn the_current_names_are_read() {
        let text =
            message("X-SASI-SpamProbability: 9%\r\nX-SASI-Hits: BODY_SIZE_1000 0.000000, HTML 1.500000");
        let readings = run(
            &DECODER,
            &text,
            Platform::Microsoft,
            &["x.mail.protection.outlook.com", "a.hydra.sophos.com"],
        );
        assert_eq!((readings[0].score, readings[0].trust), (Some(9.0), Trust::Probable));
        let text = message("X-LASED-SpamProbability: 0.085\r\nX-LASED-Impersonation: False");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].score, Some(0.085));
        assert_eq!(readings[0].code("Impersonation"), Some("False"));
    }
}
