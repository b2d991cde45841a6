//! Postini (Google Message Security), until 2015: scores where lower is spammier.

use super::{ID, any_present, hashes, meaning, postini_standing};
use crate::evidence::filters::corroborate::number;
use crate::evidence::filters::{Code, Context, Reading, Verdict};

const NAMES: [&str; 4] = ["X-pstn-levels", "X-pstn-settings", "X-pstn-disposition", "X-pstnvirus"];
const KEYS: [u32; 4] = hashes(NAMES);

/// Reads the Postini fields.
pub(super) fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    if !any_present(headers, &KEYS) {
        return;
    }
    let fields = NAMES.map(|name| headers.first(name));
    let Some(first) = fields.iter().flatten().next() else { return };
    let (trust, role) = postini_standing(context, *first);
    let mut reading = Reading::new(ID, trust, role);
    reading.places.extend(fields.iter().flatten().map(|f| f.place()));
    let [levels, settings, disposition, virus] = fields;
    reading.score = levels.and_then(|f| overall(&f.decoded()));
    reading.threshold = settings.and_then(|f| effective_threshold(&f.decoded()));
    if let (Some(score), Some(threshold)) = (reading.score, reading.threshold) {
        reading.verdict = if score < threshold { Verdict::Spam } else { Verdict::NotSpam };
    }
    if let Some(field) = levels {
        reading.codes.extend(scores(&field.decoded()));
    }
    if let Some(field) = settings {
        reading.codes.push(Code::new("level", field.decoded(), meaning("level", "")));
    }
    if let Some(field) = disposition {
        let text = field.decoded();
        reading.codes.push(Code::new("X-pstn-disposition", text, meaning("X-pstn-disposition", "")));
    }
    if let Some(field) = virus {
        reading.verdict = Verdict::Malware;
        reading.codes.push(Code::new("X-pstnvirus", field.decoded(), meaning("X-pstnvirus", "")));
    }
    readings.push(reading);
}

/// `(S: 0.50000/99.90000 CV:99.9000 R:95.9000 )` as one code for each letter.
fn scores<'o>(levels: &str) -> Vec<Code<'o>> {
    let mut codes = Vec::new();
    let mut words = levels.trim_matches(['(', ')', ' ']).split_whitespace().take(32);
    while let Some((key, value)) = words.next().and_then(|w| w.split_once(':')) {
        let value = if value.is_empty() { words.next().unwrap_or("") } else { value };
        codes.push(Code::new(key.to_owned(), value.to_owned(), meaning(key, "")));
    }
    codes
}

/// The overall score: the first number after `S:`, before the `/`.
fn overall(levels: &str) -> Option<f64> {
    let after = levels.split("S:").nth(1)?;
    number(after.trim_start().split(['/', ' ']).next()?)
}

/// The effective threshold: the number after the colon of `5 (2.0000:6.0000)`.
fn effective_threshold(settings: &str) -> Option<f64> {
    let inside = settings.split('(').nth(1)?;
    number(inside.split(':').nth(1)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::filters::google::DECODER;
    use crate::evidence::filters::testing::{message, run};
    use crate::evidence::route::Platform;

    #[test]
    fn lower_than_the_threshold_is_spam() {
        for (score, verdict) in [("0.50000/99.90000", Verdict::Spam), ("6.0/99.9", Verdict::NotSpam)] {
            let text = message(&format!(
                "X-pstn-levels: (S: {score} CV:99.9000 R:95.9000 )\r\nX-pstn-settings: 5 (2.0000:6.0000) r p m C"
            ));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!((readings[0].verdict, readings[0].threshold), (verdict, Some(6.0)));
            assert_eq!((readings[0].code("S"), readings[0].code("R")), (Some(score), Some("95.9000")));
        }
    }

    #[test]
    fn without_a_threshold_there_is_no_verdict() {
        let text = message("X-pstn-levels: (S: 0.5/99 )\r\nX-pstn-neptune: 0/0/0/0");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!((readings[0].verdict, readings[0].score), (Verdict::Unknown, Some(0.5)));
        let text = message("X-pstn-levels: broken\r\nX-pstn-settings: 5");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].verdict, Verdict::Unknown);
    }
}
