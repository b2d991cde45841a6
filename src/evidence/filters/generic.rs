//! Flags that many products write under the same names: weak evidence, and only where no other decoder took them.

use super::corroborate::{Claim, number, standing};
use super::doc::Known;
use super::fortinet::spam_info;
use super::words::{facts_without_verdict, judge, meaning};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "generic";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "A filter that does not name itself",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const SEEN: Known = Known::observed("observed in delivered mail of several products");
const CATCHER: Known =
    Known::documented("CommuniGate Pro: MailShell SpamCatcher Plugin; other products write it too");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Suspected-Spam", "Written by filters that suspect spam."),
    SEEN.field("X-IP-Spam-Verdict", "A word about the sending address."),
    CATCHER.field("X-Junk-Score", "A score, with one X for each step."),
    SEEN.field("X-SpamInfo", "A reason for a tag, in words that neither Fortinet nor Symantec documents."),
    SEEN.field("X-Spam-Probability", "A probability or its class; what wrote it is not told."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("Suspected-Spam", "true", "A filter suspects spam; it does not name itself.", ""),
    SEEN.code("IP-Spam-Verdict", "spam", "A filter takes the sending address for a source of spam.", ""),
    CATCHER.code("Junk-Score", "", "A score, the higher the likelier spam; the limit is not printed.", ""),
    SEEN.opaque("SpamInfo"),
    SEEN.opaque("Spam-Probability"),
];

/// Field, code, and the value that means a suspicion.
const FLAGS: [(&str, &str, &str); 5] = [
    ("X-Suspected-Spam", "Suspected-Spam", "true"),
    ("X-IP-Spam-Verdict", "IP-Spam-Verdict", "spam"),
    ("X-Junk-Score", "Junk-Score", ""),
    ("X-Spam-Probability", "Spam-Probability", ""),
    ("X-SpamInfo", "SpamInfo", ""),
];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    for (name, code, suspicion) in FLAGS {
        let Some(field) = context.headers.first(name) else { continue };
        let taken = |r: &Reading<'_>| r.places.iter().any(|p| p.field == field.index());
        let text = field.decoded();
        let is_known = code == "SpamInfo" && (text.is_empty() || spam_info(context.headers).is_some());
        if is_known || readings.iter().any(taken) {
            continue;
        }
        let claim = Claim::appliance(ID, field.index(), context.headers.all(name).count(), None);
        let mut reading = standing(context, claim).reading(ID);
        if !suspicion.is_empty() && text.eq_ignore_ascii_case(suspicion) {
            judge(&mut reading, Verdict::Suspect);
        }
        if code == "Junk-Score" {
            reading.score = number(&text);
        }
        reading.places.push(field.place());
        let meaning = meaning(CODES, code, &text);
        reading.codes.push(Code::new(code, text, meaning));
        readings.push(reading);
    }
    facts_without_verdict(&mut readings[before..]);
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::authentication::Authentication;
    use crate::evidence::route::Platform;
    use crate::settings::Settings;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn a_flag_is_a_suspicion_at_most() {
        for (field, verdict, explained) in [
            ("X-Suspected-Spam: true", Verdict::Suspect, true),
            ("X-Suspected-Spam: false", Verdict::Unknown, false),
            ("X-IP-Spam-Verdict: SPAM", Verdict::Suspect, true),
            ("X-IP-Spam-Verdict: clean", Verdict::Unknown, false),
            ("X-Junk-Score: 92 [XXXX]", Verdict::Unknown, true),
            ("X-Spam-Probability: 99%", Verdict::Unknown, true),
            ("X-SpamInfo: perhaps", Verdict::Unknown, true),
        ] {
            let text = message(field);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{field}: {readings:?}") };
            assert_eq!(reading.verdict, verdict, "{field}");
            assert_eq!(reading.role == Role::Diagnostic, verdict == Verdict::Unknown, "{field}");
            assert_eq!(reading.codes[0].meaning.is_some(), explained, "{field}");
        }
    }

    #[test]
    fn what_another_decoder_took_is_left_to_it() {
        let text = message("X-Apple-MoveToFolder: Junk\r\nX-Suspected-Spam: true");
        let headers = crate::headers::parse(text.as_bytes(), &crate::headers::Limits::default());
        let route = super::super::testing::route(&headers, Platform::Other, &[]);
        let (authentication, settings) = (Authentication::default(), Settings::default());
        let context = Context {
            headers: &headers,
            route: &route,
            authentication: &authentication,
            settings: &settings,
        };
        let mut readings = Vec::new();
        super::super::decode(&context, &mut readings);
        assert!(readings.iter().all(|r| r.product == "apple"), "{readings:?}");
    }

    #[test]
    fn subjects_are_no_evidence() {
        let text = message("Subject: [SPAM] ***SPAM*** {Spam?} [Bulk] [EXTERNAL]");
        assert!(run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]).is_empty());
    }
}
