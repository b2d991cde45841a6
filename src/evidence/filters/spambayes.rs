//! SpamBayes and its predecessor Hammie.

use super::corroborate::{first_word, hashes, number};
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "spambayes";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "SpamBayes", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: Known = Known::source("SpamBayes source, Options.py and message.py");
const OLD: Known = Known::observed("observed in mail of 2002");

const FIELDS: &[FieldDoc] = &[
    SOURCE.field("X-Spambayes-Classification", "Class and probability."),
    SOURCE.field("X-Spambayes-Spam-Probability", "Probability of spam."),
    SOURCE.field("X-Spambayes-Level", "Probability as stars, one for each tenth."),
    SOURCE.field("X-Spambayes-Evidence", "Words of the message with the probability of spam of each."),
    SOURCE.field("X-Spambayes-Trained", "How the user trained the filter with the message."),
    SOURCE.field("X-Spambayes-MailId", "Identifier for training."),
    OLD.field("X-Hammie-Disposition", "Class, probability and words, of 2002."),
];

const CODES: &[CodeDoc] = &[
    SOURCE.code("Classification", "ham", "Not spam.", ""),
    SOURCE.code(
        "Classification",
        "unsure",
        "Between the two limits (0.20 and 0.90 by default, as reported by third parties).",
        "",
    ),
    SOURCE.code("Classification", "spam", "Spam.", ""),
    SOURCE.code("Spam-Probability", "", "Probability of spam.", ""),
    SOURCE.code("Level", "", "Probability as stars, one for each tenth.", ""),
    SOURCE.code("Evidence", "", "Words of the message with the probability of spam of each.", ""),
    SOURCE.code("Trained", "spam", "The user trained it as spam, after delivery.", ""),
    SOURCE.code("Trained", "ham", "The user trained it as wanted, after delivery.", ""),
    SOURCE.code("MailId", "", "Identifier for training.", ""),
    OLD.code("Disposition", "Yes", "Spam.", ""),
    OLD.code("Disposition", "No", "Not spam.", ""),
    OLD.code("Disposition", "Unsure", "Between the two limits.", ""),
];

const ITEMS: &[Item] = &[
    deciding("X-Spambayes-Classification", "Classification", class),
    deciding("X-Hammie-Disposition", "Disposition", class),
    fact("X-Spambayes-Spam-Probability", "Spam-Probability"),
    fact("X-Spambayes-Level", "Level"),
    fact("X-Spambayes-Evidence", "Evidence"),
    fact("X-Spambayes-Trained", "Trained"),
    fact("X-Spambayes-MailId", "MailId"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes([
        "X-Spambayes-Classification",
        "X-Hammie-Disposition",
        "X-Spambayes-Spam-Probability",
        "X-Spambayes-Trained",
    ]),
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
    use super::super::testing::{check_tables, counts_only_at, message, run};
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
        counts_only_at(
            &DECODER,
            "X-Spambayes-Classification: ham; 0.00",
            "mx1.example.edu",
            Trust::Unverifiable,
        );
    }
}
