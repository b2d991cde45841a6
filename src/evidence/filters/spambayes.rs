//! SpamBayes and its predecessor Hammie.

use super::corroborate::{first_word, hashes, number};
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};

const ID: &str = "spambayes";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "SpamBayes", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "SpamBayes source, Options.py and message.py";
const OLD: &str = "observed in mail of 2002";

const FIELDS: &[FieldDoc] = &[
    field("X-Spambayes-Classification", "Class and probability.", SOURCE, Grade::Source),
    field("X-Spambayes-Spam-Probability", "Probability of spam.", SOURCE, Grade::Source),
    field("X-Hammie-Disposition", "Class and probability, of 2002.", OLD, Grade::Observed),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code("Classification", "ham", "Not spam.", "", SOURCE, Grade::Source),
    code("Classification", "unsure", "Between the two limits.", "", SOURCE, Grade::Source),
    code("Classification", "spam", "Spam.", "", SOURCE, Grade::Source),
    code("Spam-Probability", "", "Probability of spam.", "", SOURCE, Grade::Source),
    code("Disposition", "Yes", "Spam.", "", OLD, Grade::Observed),
    code("Disposition", "No", "Not spam.", "", OLD, Grade::Observed),
    code("Disposition", "Unsure", "Between the two limits.", "", OLD, Grade::Observed),
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
    deciding("X-Spambayes-Classification", "Classification", class),
    deciding("X-Hammie-Disposition", "Disposition", class),
    fact("X-Spambayes-Spam-Probability", "Spam-Probability"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-Spambayes-Classification", "X-Hammie-Disposition"]),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

/// `unsure; 0.55 (2)`
fn class(value: &str, reading: &mut Reading<'_>) {
    let verdict = match first_word(value).as_str() {
        "ham" | "no" => Verdict::NotSpam,
        "spam" | "yes" => Verdict::Spam,
        "unsure" => Verdict::Suspect,
        _ => Verdict::Unknown,
    };
    judge(reading, verdict);
    if let Some(probability) = value.split(';').nth(1).and_then(number) {
        reading.score = Some(probability);
    }
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
    fn words_are_verdicts() {
        for (fields, verdict) in [
            ("X-Spambayes-Classification: unsure; 0.55", Verdict::Suspect),
            ("X-Spambayes-Classification: ham", Verdict::NotSpam),
            ("X-Spambayes-Classification: spam; 1.00 (7)", Verdict::Spam),
            ("X-Hammie-Disposition: Yes; 1.00; x", Verdict::Spam),
            ("X-Spambayes-Classification: ?", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-Spambayes-Classification: ham; 0.00");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].trust, Trust::Unverifiable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }
}
