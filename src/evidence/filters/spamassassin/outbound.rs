//! `X-Spam-Filter-4` and `SpamTally`: SpamAssassin's total and rules as a sender's provider writes them on the way out.

use super::rules::rule;
use super::sheet::{MOST_RULES, is_name, number};
use crate::evidence::filters::corroborate::{Standing, part_of};
use crate::evidence::filters::{Code, Context, Reading};

/// More instances than this are not read.
const MOST: usize = 8;

/// One reading for each such field, always the sender's: nothing else was ever seen.
pub(super) fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    for field in context.headers.all("X-Spam-Filter-4").take(MOST) {
        let mut reading = Standing::sender().reading("spamassassin");
        reading.places.push(field.place());
        let text = field.decoded();
        let (total, rules) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let score = total.strip_prefix("h=").unwrap_or(total);
        reading.score = number(score);
        reading.codes.push(Code::new("h", part_of(&text, score), Some("The total of an outbound scan.")));
        for name in rules.split([',', ' ']).filter(|n| is_name(n)).take(MOST_RULES) {
            let known = rule(name, "", None);
            reading
                .codes
                .push(Code { group: known.group, ..Code::new(part_of(&text, name), "", known.meaning) });
        }
        readings.push(reading);
    }
    for field in context.headers.all("SpamTally").take(MOST) {
        let mut reading = Standing::sender().reading("spamassassin");
        reading.places.push(field.place());
        reading.codes.push(Code::new(
            "SpamTally",
            field.decoded(),
            Some("Why an outbound scan gave no total."),
        ));
        readings.push(reading);
    }
}
