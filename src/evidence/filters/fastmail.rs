//! Fastmail: its SpamAssassin rules, and whether the sender is known to the recipient.

use super::corroborate::{
    Claim, any_present, beside, first_word, hashes, items, nothing_else, number, part_of, standing,
};
use super::doc::Known;
use super::words::meaning;
use super::{Acted, By, Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Role, Verdict};
use crate::headers::FieldRef;

const ID: &str = "fastmail";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Fastmail", fields: FIELDS, codes: CODES, exemption: Some(&EXEMPTION), decode };

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    by: By::Recipient,
    about: "Mail of people in the address book is treated as wanted.",
    steps: &[
        "Add the address in From: Contacts > New contact.",
        "Select the message in Spam and choose Not spam. With custom protection look at Settings > Mail rules > Spam protection as well.",
    ],
    caution: "The address book goes by the address in From; an entry for a whole domain lets impostors through.",
    ..Exemption::documented("Fastmail help: spam protection, senders in your address book")
};

const SEEN: Known = Known::observed("observed in Fastmail mailboxes");
const OPAQUE: Known = Known::unknown("observed in Fastmail mailboxes");
/// The Sieve script that Fastmail generates shows its users what it does with the fields.
const SCRIPT: Known = Known::observed("the Sieve script that Fastmail generates for spam protection");

/// The spam folder starts here unless the user set another limit.
const DEFAULT_LIMIT: f64 = 5.0;

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Spam-hits", "SpamAssassin rules with their points."),
    SCRIPT.field("X-Spam-score", "Their sum; the spam folder starts at 5 by default."),
    SCRIPT.field(
        "X-Spam-known-sender",
        "Whether the sender is known to the recipient; then nothing is filed as spam.",
    ),
    OPAQUE.field("X-Spam-sender-reputation", "Number without a public scale."),
    SEEN.field("X-Spam-source", "Address, country and names of the source."),
    SEEN.field("X-Spam-charsets", "Character sets of the message."),
    SCRIPT.field("X-Backscatter", "Whether it is a bounce of mail that the recipient did not send."),
];

const CODES: &[CodeDoc] = &[
    SCRIPT.code(
        "known-sender",
        "yes",
        "The sender is known to the recipient, as a contact for instance.",
        "not filed as spam",
    ),
    SCRIPT.code("known-sender", "no", "The sender is not known to the recipient.", ""),
    OPAQUE.code("sender-reputation", "", "Vendor diagnostic, not publicly documented.", ""),
    SEEN.code("source", "", "Address, country and names of the source.", ""),
    SEEN.code("charsets", "", "Character sets of the message.", ""),
    SCRIPT.code(
        "Backscatter",
        "yes",
        "A bounce of mail that the recipient did not send.",
        "in the Spam folder",
    ),
    SCRIPT.code("Backscatter", "", "Whether it is a bounce of mail that the recipient did not send.", ""),
];

const KEYS: [u32; 3] = hashes(["X-Spam-known-sender", "X-Spam-sender-reputation", "X-Spam-hits"]);

/// Fields that become a code as they stand.
const FACTS: [(&str, &str); 5] = [
    ("X-Spam-known-sender", "known-sender"),
    ("X-Spam-sender-reputation", "sender-reputation"),
    ("X-Spam-source", "source"),
    ("X-Spam-charsets", "charsets"),
    ("X-Backscatter", "Backscatter"),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    if !any_present(headers, &KEYS) {
        return;
    }
    let hits = headers.first("X-Spam-hits");
    let facts = FACTS.map(|(name, code)| (headers.first(name), code));
    let Some(first) = hits.or_else(|| facts.iter().find_map(|f| f.0)) else { return };
    let instances = ["X-Spam-hits", "X-Spam-known-sender"].map(|n| headers.all(n).count());
    let claim = Claim::cloud(ID, first.index(), instances[0].max(instances[1]).max(1));
    let mut reading = standing(context, claim).reading(ID);
    if let Some(hits) = hits {
        rules(hits, &mut reading);
    }
    // Others use this name too; beside one of these two it is Fastmail's.
    if hits.is_some() || headers.first("X-Spam-known-sender").is_some() {
        score(beside(context, "X-Spam-score", first.index()), &mut reading);
    }
    for (field, code) in facts {
        let Some(field) = field else { continue };
        let text = field.decoded();
        let known = meaning(CODES, code, &text);
        if code == "known-sender" && reading.verdict == Verdict::Spam && first_word(&text) == "yes" {
            (reading.verdict, reading.acted) = (Verdict::AllowListed, Some(Acted::RecipientSafeSender));
        }
        reading.codes.push(Code::new(code, text, known));
        reading.places.push(field.place());
    }
    if reading.verdict == Verdict::Unknown && reading.role != Role::SenderSide {
        reading.role = Role::Diagnostic;
    }
    if !reading.trust.counts() {
        reading.acted = None;
    }
    readings.push(reading);
}

fn score<'m>(field: Option<FieldRef<'_, 'm>>, reading: &mut Reading<'m>) {
    let Some(field) = field else { return };
    let Some(score) = number(&field.decoded()) else { return };
    reading.score = Some(score);
    (reading.threshold, reading.threshold_assumed) = (Some(DEFAULT_LIMIT), true);
    reading.verdict = if score >= DEFAULT_LIMIT { Verdict::Spam } else { Verdict::NotSpam };
    reading.places.push(field.place());
}

/// `BAYES_00 -1.9, DKIM_VALID -0.1, LANGUAGES en, BAYES_USED user, SA_VERSION 3.4.6`
fn rules<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    let text = field.decoded();
    reading.places.push(field.place());
    for (name, value) in items(&text, nothing_else).filter_map(|r| r.split_once(' ')).take(200) {
        if matches!(name, "LANGUAGES" | "BAYES_USED" | "SA_VERSION") {
            continue;
        }
        let code = Code::new(part_of(&text, name), "", None);
        reading.codes.push(Code { points: number(value), ..code });
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    const HOSTS: &[&str] = &["mx1.messagingengine.com"];

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn the_default_limit_is_assumed() {
        for (score, verdict) in [
            ("6.1", Verdict::Spam),
            ("5.0", Verdict::Spam),
            ("-2", Verdict::NotSpam),
            ("x", Verdict::Unknown),
        ] {
            let text = message(&format!(
                "X-Spam-known-sender: no\r\nX-Spam-score: {score}\r\n\
                 X-Spam-hits: BAYES_50 0.8, RCVD_IN_PBL 3.3, LANGUAGES en, SA_VERSION 3.4.6"
            ));
            let readings = run(&DECODER, &text, Platform::Other, HOSTS);
            let [reading] = &readings[..] else { panic!("{readings:?}") };
            assert_eq!((reading.verdict, reading.trust), (verdict, Trust::Probable), "{score}");
            assert_eq!(reading.threshold_assumed, verdict != Verdict::Unknown);
            let points = reading.codes.iter().find(|c| c.name == "RCVD_IN_PBL").and_then(|c| c.points);
            assert_eq!(points, Some(3.3));
            assert!(!reading.codes.iter().any(|c| c.name == "SA_VERSION"));
        }
    }

    #[test]
    fn mail_of_a_known_sender_is_not_filed_as_spam() {
        for (score, verdict, acted) in
            [("6.1", Verdict::AllowListed, Some(Acted::RecipientSafeSender)), ("1.0", Verdict::NotSpam, None)]
        {
            let text = message(&format!(
                "X-Spam-known-sender: yes (\"Address Book\")\r\nX-Spam-score: {score}\r\nX-Spam-hits: BAYES_50 0.8"
            ));
            let readings = run(&DECODER, &text, Platform::Other, HOSTS);
            assert_eq!((readings[0].verdict, readings[0].acted), (verdict, acted), "{score}");
        }
    }

    #[test]
    fn the_score_counts_without_the_rules() {
        let text = message("X-Spam-known-sender: no\r\nX-Spam-score: 9.0");
        let readings = run(&DECODER, &text, Platform::Other, HOSTS);
        assert_eq!((readings[0].verdict, readings[0].score), (Verdict::Spam, Some(9.0)));
    }

    #[test]
    fn a_known_sender_is_a_fact() {
        let text =
            message("X-Spam-known-sender: yes (\"Address Book\")\r\nX-Spam-sender-reputation: 500 (none)");
        let readings = run(&DECODER, &text, Platform::Other, HOSTS);
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
        let readings = run(&DECODER, &text, Platform::Google, &["mx.google.com"]);
        assert_eq!((readings[0].trust, readings[0].role), (Trust::SenderSupplied, Role::SenderSide));
    }
}
