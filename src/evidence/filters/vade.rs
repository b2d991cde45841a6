//! Vade (Vade Secure, Hornetsecurity) under the names of its resellers: OVH, RENATER, Fastmail and others.

mod cause;

use super::corroborate::{Claim, ends_with_ignore_case, number, standing};
use super::words::meaning;
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};
use crate::headers::{FieldRef, Headers};

const ID: &str = "vade";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Vade", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "observed in delivered mail of several resellers";
const REPORTED: &str = "reported by third parties";

const FIELDS: &[FieldDoc] = &[
    field(
        "X-*-SpamState",
        "Class of the message (X-VR-, X-VADE-, X-OVH-, X-Renater-Ptge-).",
        Grade::Observed,
    ),
    field("X-*-SpamScore", "Score: -100 allowed, 0 clean, 100 and more spam.", Grade::Reported),
    field("X-*-SpamCause", "Rules that matched, encoded; holds recipient addresses.", Grade::Reported),
    field("X-ME-VSCategory", "Class of the message, at Fastmail.", Grade::Observed),
    field("X-ME-VSScore", "Score, at Fastmail.", Grade::Reported),
    field("X-ME-VSCause", "Rules that matched, encoded, at Fastmail.", Grade::Reported),
    field("X-Vade-Verdict", "Class of the message.", Grade::Observed),
    field("X-VADE-STATUS", "Class of the message.", Grade::Observed),
    field("X-Vade-Analysis-*", "The encoded rules in pieces.", Grade::Observed),
];

const fn field(name: &'static str, about: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source: SOURCE, grade }
}

const CODES: &[CodeDoc] = &[
    code("SpamState", "clean", "Clean.", SOURCE, Grade::Observed),
    code("SpamState", "OK", "Clean.", SOURCE, Grade::Observed),
    code("SpamState", "LEGIT", "Clean.", SOURCE, Grade::Observed),
    code("SpamState", "spam", "Spam.", SOURCE, Grade::Observed),
    code("SpamState", "spam:low", "Spam, low confidence.", SOURCE, Grade::Observed),
    code("SpamState", "spam:medium", "Spam, medium confidence.", SOURCE, Grade::Observed),
    code("SpamState", "spam:high", "Spam, high confidence.", SOURCE, Grade::Observed),
    code("SpamState", "commercial", "Commercial bulk mail.", SOURCE, Grade::Observed),
    code("SpamState", "community", "Mail of a social network or list.", SOURCE, Grade::Observed),
    code("SpamState", "transactional", "Automatic mail about an order or account.", SOURCE, Grade::Observed),
    code("SpamState", "mce", "Commercial mail.", REPORTED, Grade::Reported),
    code("SpamState", "pce", "Professional commercial mail.", REPORTED, Grade::Reported),
    code("SpamState", "dce", "Dirty commercial mail.", REPORTED, Grade::Reported),
    code("SpamState", "phishing", "Phishing.", SOURCE, Grade::Observed),
    code("SpamState", "scam", "A scam.", SOURCE, Grade::Observed),
    code("SpamState", "suspect", "Suspicious.", SOURCE, Grade::Observed),
    code("SpamState", "virus", "Malware.", SOURCE, Grade::Observed),
    code("SpamState", "malware", "Malware.", SOURCE, Grade::Observed),
    code("SpamState", "account", "Vendor diagnostic, not publicly documented.", SOURCE, Grade::Unknown),
    code(
        "SpamScore",
        "",
        "Score: -100 allowed, 0 clean, 100 and more spam, 300 final.",
        REPORTED,
        Grade::Reported,
    ),
    code("SpamCause", "", "The rules that matched, as the engine wrote them.", REPORTED, Grade::Reported),
];

const fn code(
    name: &'static str,
    value: &'static str,
    meaning: &'static str,
    source: &'static str,
    grade: Grade,
) -> CodeDoc {
    CodeDoc { name, value, meaning, effect: "", source, grade }
}

/// Endings of the fields that name the class, and of the score and cause beside them.
const ENDINGS: [(&[u8], &[u8], &[u8]); 2] =
    [(b"spamstate", b"spamscore", b"spamcause"), (b"vscategory", b"vsscore", b"vscause")];

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let states: Vec<_> = headers.iter().filter_map(|f| Some((f, ending(f.name_bytes())?))).take(8).collect();
    for (state, names) in &states {
        let mut reading =
            standing(context, Claim::appliance(ID, state.index(), states.len(), None)).reading(ID);
        let text = state.decoded();
        (reading.verdict, reading.high) = class(&text);
        let word = text.rsplit('\\').next().unwrap_or(&text);
        let known = meaning(CODES, "SpamState", word);
        reading.codes.push(Code::new("SpamState", text, known));
        reading.places.push(state.place());
        match names {
            Some((score, cause)) => details(headers, *state, score, cause, &mut reading),
            None => pieces(headers, &mut reading),
        }
        readings.push(reading);
    }
}

/// The endings of score and cause for a field that names the class; the whole-name forms have none.
fn ending(name: &[u8]) -> Option<Option<(&'static [u8], &'static [u8])>> {
    // The last letter sorts out nearly all other fields.
    match name.last()?.to_ascii_lowercase() {
        b'e' | b'y' => ENDINGS
            .iter()
            .find(|(state, ..)| ends_with_ignore_case(name, state))
            .map(|(_, score, cause)| Some((*score, *cause))),
        b't' if name.eq_ignore_ascii_case(b"X-Vade-Verdict") => Some(None),
        b's' if name.eq_ignore_ascii_case(b"X-VADE-STATUS") => Some(None),
        _ => None,
    }
}

/// The word after an optional prefix (`1\SPAM`), and high confidence.
fn class(value: &str) -> (Verdict, bool) {
    let lower = value.rsplit('\\').next().unwrap_or(value).trim().to_ascii_lowercase();
    let (word, detail) = lower.split_once(':').unwrap_or((&lower, ""));
    let verdict = match word {
        "clean" | "ok" | "legit" => Verdict::NotSpam,
        "spam" => Verdict::Spam,
        "commercial" | "mce" | "pce" | "dce" | "community" | "transactional" => Verdict::Bulk,
        "phishing" | "scam" => Verdict::Phish,
        "suspect" => Verdict::Suspect,
        "virus" | "malware" => Verdict::Malware,
        _ => Verdict::Unknown,
    };
    (verdict, word == "spam" && detail == "high")
}

/// Score and cause of the same reseller.
fn details<'m>(
    headers: &Headers<'m>,
    state: FieldRef<'_, 'm>,
    score: &[u8],
    cause: &[u8],
    reading: &mut Reading<'m>,
) {
    let name = state.name_bytes();
    let ending = if ends_with_ignore_case(name, b"spamstate") { 9 } else { 10 };
    let stem = &name[..name.len() - ending];
    let sibling = |ending: &[u8]| {
        headers.iter().find(|f| {
            let other = f.name_bytes();
            other.len() == stem.len() + ending.len()
                && other[..stem.len()].eq_ignore_ascii_case(stem)
                && ends_with_ignore_case(other, ending)
        })
    };
    if let Some(field) = sibling(score) {
        let text = field.text();
        reading.score = number(&text);
        reading.places.push(field.place());
        reading.codes.push(Code::new("SpamScore", text, meaning(CODES, "SpamScore", "")));
    }
    let cause = sibling(cause).and_then(|f| Some((f, cause::decode(f.raw())?)));
    if let Some((field, text)) = cause {
        reading.places.push(field.place());
        reading.codes.push(Code::new("SpamCause", text, meaning(CODES, "SpamCause", "")));
    }
}

/// The cause cut into `X-Vade-Analysis-1`, `-2` and so on.
fn pieces<'m>(headers: &Headers<'m>, reading: &mut Reading<'m>) {
    const PREFIX: &[u8] = b"x-vade-analysis-";
    let mut pieces: Vec<(u8, FieldRef<'_, 'm>)> = headers
        .iter()
        .filter_map(|f| {
            let name = f.name_bytes();
            let head = name.get(..PREFIX.len())?;
            let number = std::str::from_utf8(&name[PREFIX.len()..]).ok()?.parse().ok()?;
            head.eq_ignore_ascii_case(PREFIX).then_some((number, f))
        })
        .take(64)
        .collect();
    pieces.sort_by_key(|p| p.0);
    let joined: Vec<u8> = pieces.iter().flat_map(|(_, f)| f.raw().iter().copied()).collect();
    if let Some(text) = cause::decode(&joined) {
        reading.places.extend(pieces.iter().map(|(_, f)| f.place()));
        reading.codes.push(Code::new("SpamCause", text, meaning(CODES, "SpamCause", "")));
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
    fn states_of_all_resellers_are_verdicts() {
        for (field, verdict) in [
            ("X-VR-SPAMSTATE: OK", Verdict::NotSpam),
            ("X-VADE-SPAMSTATE: clean", Verdict::NotSpam),
            ("X-Renater-Ptge-SpamState: spam:medium", Verdict::Spam),
            ("X-ME-VSCategory: transactional:account", Verdict::Bulk),
            ("X-ME-VSCategory: commercial:mce", Verdict::Bulk),
            ("X-OVH-SPAMSTATE: 1\\SPAM", Verdict::Spam),
            ("X-VR-SPAMSTATE: phishing", Verdict::Phish),
            ("X-VADE-STATUS: LEGIT", Verdict::NotSpam),
            ("X-Vade-Verdict: spam:high", Verdict::Spam),
            ("X-VR-SPAMSTATE: ACCOUNT", Verdict::Unknown),
            ("X-VR-SPAMSTATE:", Verdict::Unknown),
        ] {
            let text = message(field);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{field}");
            assert_eq!((readings[0].verdict, readings[0].trust), (verdict, Trust::Unverifiable), "{field}");
        }
    }

    #[test]
    fn score_and_cause_stand_beside_the_state() {
        let text = message(&format!(
            "X-VR-SPAMSTATE: spam:high\r\nX-VR-SPAMSCORE: 300\r\nX-VR-SPAMCAUSE: {}",
            cause::SAMPLE
        ));
        let readings =
            run(&DECODER, &text, Platform::Microsoft, &["x.mail.protection.outlook.com", "mx.renater.fr"]);
        let reading = &readings[0];
        assert_eq!((reading.score, reading.high, reading.trust), (Some(300.0), true, Trust::Probable));
        assert_eq!(
            reading.code("SpamCause"),
            Some("Vade Retro 01.000 AS+AV Profile: DEMO; Bailout: 300; ^DemoRule (100)")
        );
    }

    #[test]
    fn a_cause_in_pieces_is_joined_by_number() {
        let (first, second) = cause::SAMPLE.split_at(60);
        let text = message(&format!(
            "X-Vade-Verdict: clean\r\nX-Vade-Analysis-2: {second}\r\nX-Vade-Analysis-1: {first}\r\nX-Vade-Analysis-x: 1"
        ));
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert!(readings[0].code("SpamCause").is_some_and(|c| c.starts_with("Vade Retro")));
    }

    #[test]
    fn a_senders_vade_is_not_the_recipients() {
        let text = message("X-VR-SPAMSTATE: clean");
        let readings = run(&DECODER, &text, Platform::Google, &["mx.google.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
        let text = message("X-Other-Estate: clean\r\nX-Category: y");
        assert!(run(&DECODER, &text, Platform::Other, &[]).is_empty());
    }
}
