//! DSPAM.

use super::corroborate::{hashes, number, part_of};
use super::doc::Known;
use super::words::{
    Item, Spec, allow_lists_acted, deciding, fact, judge, meaning, no_identifier, personal_fact,
};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "dspam";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "DSPAM", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: Known = Known::source("DSPAM source, add_xdspam_headers");

const FIELDS: &[FieldDoc] = &[
    SOURCE.field("X-DSPAM-Result", "Class of the message; in one form also everything else in one line."),
    SOURCE.field("X-DSPAM-Reclassified", "Class after the user retrained it."),
    SOURCE.field("X-DSPAM-Probability", "Probability of spam, 0 to 1."),
    SOURCE.field("X-DSPAM-Confidence", "Confidence in the result, 0 to 1."),
    SOURCE.field("X-DSPAM-Improbability", "The probability in words."),
    SOURCE.field("X-DSPAM-Processed", "Time of the scan."),
    SOURCE.field("X-DSPAM-Signature", "Identifier for retraining."),
    SOURCE.field("X-DSPAM-User", "The account whose training was used: personal data."),
    SOURCE.field("X-DSPAM-Check", "Identifier of the check."),
    SOURCE
        .field("X-DSPAM-Factors", "Words of the message and the probability of spam of each: personal data."),
];

const CODES: &[CodeDoc] = &[
    SOURCE.code("Result", "Innocent", "Not spam.", ""),
    SOURCE.code("Result", "Spam", "Spam.", ""),
    SOURCE.code("Result", "Whitelisted", "The sender is on the automatic allow list.", ""),
    SOURCE.code("Result", "Virus", "A virus.", ""),
    SOURCE.code("Result", "Blacklisted", "The sender's address is on a block list.", ""),
    SOURCE.code("Result", "Blocklisted", "The sender's address is on a block list.", ""),
    SOURCE.code("Class", "", "The class that the result belongs to.", ""),
    SOURCE.code("Reclassified", "Innocent", "The user said that it is not spam.", ""),
    SOURCE.code("Reclassified", "Spam", "The user said that it is spam.", ""),
    SOURCE.code("Probability", "", "Probability of spam.", ""),
    SOURCE.code("Confidence", "", "Confidence in the result.", ""),
    SOURCE.code("Improbability", "", "The probability in words.", ""),
    SOURCE.code("Processed", "", "Time of the scan.", ""),
    SOURCE.code("Signature", "", "Identifier for retraining.", ""),
    SOURCE.code("User", "", "The account whose training was used.", ""),
    SOURCE.code("Check", "", "Identifier of the check.", ""),
    SOURCE.code("Factors", "", "Words of the message and the probability of spam of each.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-DSPAM-Result", "Result", result),
    deciding("X-DSPAM-Reclassified", "Reclassified", reclassified),
    deciding("X-DSPAM-Probability", "Probability", probability),
    fact("X-DSPAM-Confidence", "Confidence"),
    fact("X-DSPAM-Improbability", "Improbability"),
    fact("X-DSPAM-Processed", "Processed"),
    fact("X-DSPAM-Signature", "Signature"),
    personal_fact("X-DSPAM-User", "User"),
    fact("X-DSPAM-Check", "Check"),
    personal_fact("X-DSPAM-Factors", "Factors"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-DSPAM-Result", "X-DSPAM-Reclassified", "X-DSPAM-Probability"]),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    readings[before..].iter_mut().for_each(expand);
    allow_lists_acted(&mut readings[before..]);
}

/// Makes codes of the form with everything in one line: `user; result="Innocent"; probability=0.0010; ...`.
fn expand(reading: &mut Reading<'_>) {
    let Some(at) = reading.codes.iter().position(|c| c.name == "Result" && c.value.contains("result=\""))
    else {
        return;
    };
    let line = reading.codes.remove(at).value;
    let parts = line.split(';').take(16).enumerate().filter_map(|(nth, part)| {
        let (key, value) = match part.split_once('=') {
            Some((key, value)) => (key.trim(), value.trim().trim_matches('"')),
            None if nth == 0 => ("user", part.trim()),
            None => return None,
        };
        let known = ITEMS.iter().map(|i| i.code).chain(["Class"]).find(|c| c.eq_ignore_ascii_case(key));
        let name = known.map_or_else(|| part_of(&line, key), Into::into);
        let meaning = meaning(CODES, &name, value);
        let code = Code::new(name, part_of(&line, value), meaning);
        Some(if code.name == "User" { code.personal() } else { code })
    });
    let parts: Vec<_> = parts.collect();
    let inside = parts.iter().find(|c| c.name == "Probability").and_then(|c| number(&c.value));
    reading.score = reading.score.or(inside);
    reading.codes.splice(at..at, parts);
}

fn class(value: &str) -> Verdict {
    // The single-line form of the LMTP agent: `user; result="Innocent"; class=...`
    let word = match value.split("result=\"").nth(1) {
        Some(rest) => rest.split('"').next().unwrap_or(""),
        None => value,
    };
    match word.to_ascii_lowercase().as_str() {
        "innocent" => Verdict::NotSpam,
        "spam" => Verdict::Spam,
        "whitelisted" => Verdict::AllowListed,
        "virus" => Verdict::Malware,
        "blacklisted" | "blocklisted" => Verdict::BlockListed,
        _ => Verdict::Unknown,
    }
}

fn result(value: &str, reading: &mut Reading<'_>) {
    judge(reading, class(value));
}

/// The user's word replaces the filter's.
fn reclassified(value: &str, reading: &mut Reading<'_>) {
    let verdict = class(value);
    if verdict != Verdict::Unknown {
        reading.verdict = verdict;
    }
}

fn probability(value: &str, reading: &mut Reading<'_>) {
    reading.score = number(value);
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
    fn the_users_word_replaces_the_filters() {
        for (fields, verdict) in [
            ("X-DSPAM-Result: Innocent", Verdict::NotSpam),
            ("X-DSPAM-Result: Spam\r\nX-DSPAM-Reclassified: Innocent", Verdict::NotSpam),
            ("X-DSPAM-Result: Whitelisted\r\nX-DSPAM-Probability: 0.0000", Verdict::AllowListed),
            ("X-DSPAM-Result: Virus", Verdict::Malware),
            ("X-DSPAM-Result: Blocklisted", Verdict::BlockListed),
            ("X-DSPAM-Result: bob; result=\"Spam\"; class=\"Spam\"; probability=1.0", Verdict::Spam),
            ("X-DSPAM-Result: ?", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn one_line_is_taken_apart() {
        let line = "bob@example.edu; result=\"Innocent\"; class=\"Innocent\"; probability=0.0010; confidence=0.99; signature=1,4a; x=y";
        let text = message(&format!("X-DSPAM-Result: {line}"));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.verdict, reading.score), (Verdict::NotSpam, Some(0.001)));
        for (name, value) in [
            ("User", "bob@example.edu"),
            ("Result", "Innocent"),
            ("Class", "Innocent"),
            ("Probability", "0.0010"),
            ("Confidence", "0.99"),
            ("Signature", "1,4a"),
            ("x", "y"),
        ] {
            assert_eq!(reading.code(name), Some(value));
        }
        assert!(reading.codes.iter().all(|c| c.personal == (c.name == "User")));
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        counts_only_at(&DECODER, "X-DSPAM-Result: Spam", "mx1.example.edu", Trust::Unverifiable);
    }
}
