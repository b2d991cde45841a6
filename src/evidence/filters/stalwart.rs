//! Stalwart Mail Server.

use std::borrow::Cow;

use super::corroborate::{
    Claim, any_present, first_word, hashes, items, nothing_else, number, part_of, standing,
};
use super::doc::Known;
use super::facts::without_verdict;
use super::words::{MAX_INSTANCES, meaning};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Group, Reading, Verdict};
use crate::headers::FieldRef;

const ID: &str = "stalwart";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Stalwart", fields: FIELDS, codes: CODES, exemption: Some(&EXEMPTION), decode };

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "A rule of your own can tag mail from the relays, and the tag can take points off.",
    steps: &[
        "Settings > Spam Filter > Rules: a rule of the kind Any whose condition returns a tag, say EXLIBRIS_RELAY, when remote_ip is one of the relays.",
        "Settings > Spam Filter > Scores: give that tag a negative score.",
    ],
    caution: "A score can be outweighed, and DMARC is enforced apart from it.",
    ..Exemption::documented("Stalwart documentation: Spam filter, Rules; Scores")
};

const GUIDE: Known = Known::documented("Stalwart: Spam filter, general settings");
const CODE: Known = Known::source("Stalwart source: the spam filter's scoring");

const FIELDS: &[FieldDoc] = &[
    GUIDE.field("X-Spam-Result", "Every tag with its points."),
    CODE.field("X-Spam-Score", "`spam` or `ham`, and the total; other products write the name as well."),
    CODE.field("X-Spam-LLM", "Class that a language model gave, and why."),
];

const CODES: &[CodeDoc] = &[
    CODE.code(
        "class",
        "spam",
        "The total reached the site's threshold.",
        "junked; the default threshold is 5",
    ),
    CODE.code("class", "ham", "The total stayed below the site's threshold.", "delivered"),
    CODE.code("avg_confidence", "", "How sure the classifier was.", ""),
    CODE.code("LLM", "", "Class that a language model gave.", "adds the points of its tag"),
    CODE.code("PROB_HAM_HIGH", "", "The classifier is sure that the message is wanted.", ""),
    CODE.code("PROB_HAM_MEDIUM", "", "The classifier takes the message for wanted.", ""),
    CODE.code("PROB_HAM_LOW", "", "The classifier leans to wanted.", ""),
    CODE.code("PROB_SPAM_UNCERTAIN", "", "The classifier cannot tell.", ""),
    CODE.code("PROB_SPAM_LOW", "", "The classifier leans to spam.", ""),
    CODE.code("PROB_SPAM_MEDIUM", "", "The classifier takes the message for spam.", ""),
    CODE.code("PROB_SPAM_HIGH", "", "The classifier is sure that the message is spam.", ""),
];

const KEYS: [u32; 3] = hashes(["X-Spam-Result", "X-Spam-Score", "X-Spam-LLM"]);

/// The threshold unless the site sets another; it is not printed.
const USUAL_THRESHOLD: f64 = 5.0;

/// More tags than this are not read.
const MOST_TAGS: usize = 200;

/// The fields that one server wrote together.
#[derive(Default)]
struct Stamp<'h, 'm> {
    score: Option<FieldRef<'h, 'm>>,
    result: Option<FieldRef<'h, 'm>>,
    llm: Option<FieldRef<'h, 'm>>,
}

impl Stamp<'_, '_> {
    fn top(&self) -> Option<u32> {
        [&self.score, &self.result, &self.llm].into_iter().flatten().map(|f| f.index()).min()
    }
}

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    if !any_present(context.headers, &KEYS) {
        return;
    }
    let stamps = stamps(context);
    for stamp in &stamps {
        let Some(top) = stamp.top() else { continue };
        let mut reading = standing(context, Claim::appliance(ID, top, stamps.len(), None)).reading(ID);
        read(stamp, &mut reading);
        without_verdict(&mut reading);
        readings.push(reading);
    }
}

/// The nth field of each name belongs to the nth stamp; fields in the form of other products are not taken.
fn stamps<'h, 'm>(context: &Context<'h, 'm>) -> Vec<Stamp<'h, 'm>> {
    let headers = context.headers;
    let scores: Vec<_> =
        headers.all("X-Spam-Score").filter(|f| class(&f.decoded()).is_some()).take(MAX_INSTANCES).collect();
    let results: Vec<_> =
        headers.all("X-Spam-Result").filter(|f| is_tags(&f.decoded())).take(MAX_INSTANCES).collect();
    (0..scores.len().max(results.len()))
        .map(|nth| Stamp {
            score: scores.get(nth).copied(),
            result: results.get(nth).copied(),
            llm: headers.all("X-Spam-LLM").nth(nth),
        })
        .collect()
}

/// The class of `spam, score=5.61`.
fn class(text: &str) -> Option<Verdict> {
    let (_, rest) = text.split_once(',')?;
    if !rest.trim_start().starts_with("score=") {
        return None;
    }
    match first_word(text).as_str() {
        "spam" => Some(Verdict::Spam),
        "ham" => Some(Verdict::NotSpam),
        _ => None,
    }
}

/// Whether the value begins with `TAG (0.00)`.
fn is_tags(text: &str) -> bool {
    items(text, nothing_else).next().and_then(tag).is_some()
}

/// Name and points of `TAG (0.00)`.
fn tag(text: &str) -> Option<(&str, f64)> {
    let (name, points) = text.trim().split_once(" (")?;
    let known = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    known.then_some(())?;
    Some((name, number(points.strip_suffix(')')?)?))
}

fn read<'m>(stamp: &Stamp<'_, 'm>, reading: &mut Reading<'m>) {
    if let Some(field) = stamp.score {
        reading.places.push(field.place());
        read_score(&field.decoded(), reading);
    }
    if let Some(field) = stamp.llm {
        reading.places.push(field.place());
        let text = field.decoded();
        let class = part_of(&text, text.split(" (").next().unwrap_or(""));
        reading.codes.push(Code::new("LLM", class, meaning(CODES, "LLM", "")));
    }
    if let Some(field) = stamp.result {
        reading.places.push(field.place());
        let text = field.decoded();
        for (name, points) in items(&text, nothing_else).take(MOST_TAGS).filter_map(tag) {
            let meaning = meaning(CODES, name, "");
            let name: Cow<'m, str> = part_of(&text, name);
            let group = group(&name);
            reading.codes.push(Code { points: Some(points), group, ..Code::new(name, "", meaning) });
        }
    }
}

/// `spam, score=5.61, avg_confidence=0.99`
fn read_score(text: &str, reading: &mut Reading<'_>) {
    reading.verdict = class(text).unwrap_or_default();
    let word = text.split(',').next().unwrap_or("").trim();
    reading.codes.push(Code::new("class", word.to_owned(), meaning(CODES, "class", word)));
    for part in items(text, nothing_else).skip(1).take(MAX_INSTANCES) {
        match part.split_once('=') {
            Some(("score", value)) => reading.score = number(value),
            Some((name, value)) => {
                let meaning = meaning(CODES, name, value);
                reading.codes.push(Code::new(name.to_owned(), value.to_owned(), meaning));
            }
            None => {}
        }
    }
    let spam = reading.verdict == Verdict::Spam;
    if reading.score.is_some_and(|score| (score >= USUAL_THRESHOLD) == spam) {
        reading.threshold = Some(USUAL_THRESHOLD);
        reading.threshold_assumed = true;
    }
}

/// Kinds that the tag names themselves tell.
fn group(name: &str) -> Option<Group> {
    const KINDS: [(&str, Group); 12] = [
        ("SPF_", Group::Authentication),
        ("DKIM_", Group::Authentication),
        ("DMARC_", Group::Authentication),
        ("ARC_", Group::Authentication),
        ("AUTH_", Group::Authentication),
        ("VIOLATED_DIRECT_SPF", Group::Authentication),
        ("RBL_", Group::Reputation),
        ("DBL_", Group::Reputation),
        ("URIBL_", Group::Reputation),
        ("SURBL_", Group::Reputation),
        ("SEM_", Group::Reputation),
        ("PROB_", Group::Content),
    ];
    KINDS.iter().find(|(start, _)| name.starts_with(start)).map(|(_, group)| *group)
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    fn read(fields: &str) -> Vec<Reading<'static>> {
        let text: &'static str = message(fields).leak();
        run(&DECODER, text, Platform::Other, &["mx1.example.edu"])
    }

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn the_word_is_the_verdict() {
        for (value, verdict, score, threshold) in [
            ("spam, score=5.61", Verdict::Spam, Some(5.61), Some(5.0)),
            ("spam, score=3.10", Verdict::Spam, Some(3.1), None),
            ("ham, score=-1.20, avg_confidence=0.98", Verdict::NotSpam, Some(-1.2), Some(5.0)),
            ("ham, score=", Verdict::NotSpam, None, None),
        ] {
            let readings = read(&format!("X-Spam-Score: {value}"));
            let [reading] = &readings[..] else { panic!("{value}: {readings:?}") };
            assert_eq!((reading.verdict, reading.score, reading.threshold), (verdict, score, threshold));
        }
    }

    #[test]
    fn the_tags_carry_points() {
        let readings = read(
            "X-Spam-Result: ARC_NA (0.00),\r\n\tPROB_SPAM_HIGH (3.00),\r\n\tVIOLATED_DIRECT_SPF (3.50), NEW (x)\r\n\
             X-Spam-Score: spam, score=6.50\r\nX-Spam-LLM: Commercial (It offers goods)",
        );
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        let codes: Vec<_> = reading.codes.iter().map(|c| (c.name.as_ref(), c.points)).collect();
        let expected = [
            ("class", None),
            ("LLM", None),
            ("ARC_NA", Some(0.0)),
            ("PROB_SPAM_HIGH", Some(3.0)),
            ("VIOLATED_DIRECT_SPF", Some(3.5)),
        ];
        assert_eq!(codes, expected);
        assert_eq!(reading.code("LLM"), Some("Commercial"));
        let readings = read("X-Spam-Result: DMARC_NA (1.00)");
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
    }

    #[test]
    fn forms_of_other_products_are_left_to_them() {
        for fields in [
            "X-Spam-Score: 6.2",
            "X-Spam-Score: 6.2 (******) [Hold at 5.00] A(1)",
            "X-Spam-Score: spam",
            "X-Spam-Score: maybe, score=5",
            "X-Spam-Result: eyJkZWZhdWx0Ijp7fX0=",
            "X-Spam-Result: (0.00)",
        ] {
            assert!(read(fields).is_empty(), "{fields}");
        }
    }
}
