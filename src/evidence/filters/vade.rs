//! Vade (Vade Secure, Hornetsecurity) under the names of its resellers: OVH, RENATER, Fastmail and others.

mod cause;

use super::corroborate::{
    Claim, appended_last, ends_with_ignore_case, items, nearest, number, plain, standing, standing_among,
    white_space,
};
use super::doc::Known;
use super::words::meaning;
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Role, Verdict};
use crate::headers::FieldRef;

const ID: &str = "vade";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Vade", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in delivered mail of several resellers");
const REPORTED: Known = Known::reported("reported by third parties");
const OPAQUE: Known = Known::unknown("observed in delivered mail of several resellers");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-*-SpamState", "Class of the message (X-VR-, X-VADE-, X-OVH-, X-Renater-Ptge-)."),
    REPORTED.field("X-*-SpamScore", "Score: -100 allowed, 0 clean, 100 and more spam."),
    REPORTED.field("X-*-SpamCause", "Rules that matched, encoded; holds recipient addresses."),
    SEEN.field("X-ME-VSCategory", "Class of the message, at Fastmail."),
    REPORTED.field("X-ME-VSScore", "Score, at Fastmail."),
    REPORTED.field("X-ME-VSCause", "Rules that matched, encoded, at Fastmail."),
    SEEN.field("X-Vade-Verdict", "Class of the message."),
    SEEN.field("X-VADE-STATUS", "Class of the message."),
    SEEN.field("X-Vade-Tracker", "Score, class and encoded rules in one field."),
    SEEN.field("X-Vade-Analysis-*", "The encoded rules in pieces."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("SpamState", "clean", "Clean.", ""),
    SEEN.code("SpamState", "OK", "Clean.", ""),
    SEEN.code("SpamState", "LEGIT", "Clean.", ""),
    SEEN.code("SpamState", "spam", "Spam.", ""),
    SEEN.code("SpamState", "spam:low", "Spam, low confidence.", ""),
    SEEN.code("SpamState", "spam:medium", "Spam, medium confidence.", ""),
    SEEN.code("SpamState", "spam:high", "Spam, high confidence.", ""),
    SEEN.code("SpamState", "commercial", "Commercial bulk mail.", ""),
    SEEN.code("SpamState", "commercial:mce", "Commercial bulk mail.", ""),
    SEEN.code("SpamState", "community", "Mail of a social network or list.", ""),
    SEEN.code("SpamState", "transactional", "Automatic mail about an order or account.", ""),
    REPORTED.code("SpamState", "mce", "Commercial mail.", ""),
    REPORTED.code("SpamState", "pce", "Professional commercial mail.", ""),
    REPORTED.code("SpamState", "dce", "Dirty commercial mail.", ""),
    SEEN.code("SpamState", "phishing", "Phishing.", ""),
    SEEN.code("SpamState", "scam", "A scam.", ""),
    SEEN.code("SpamState", "suspect", "Suspicious.", ""),
    SEEN.code("SpamState", "virus", "Malware.", ""),
    SEEN.code("SpamState", "malware", "Malware.", ""),
    OPAQUE.code("SpamState", "account", "Vendor diagnostic, not publicly documented.", ""),
    REPORTED.code("SpamScore", "", "Score: -100 allowed, 0 clean, 100 and more spam, 300 final.", ""),
    REPORTED.code("SpamCause", "", "The rules that matched, as the engine wrote them.", ""),
    REPORTED.code(
        "SpamCause-details",
        "",
        "What the engine noted of sender, peer and recipients, as it wrote it.",
        "",
    ),
    OPAQUE.code("Tracker-state", "", "Vendor diagnostic, not publicly documented.", ""),
];

/// Endings of the fields that name the class, and of the score and cause beside them.
const ENDINGS: [(&[u8], &[u8], &[u8]); 2] =
    [(b"spamstate", b"spamscore", b"spamcause"), (b"vscategory", b"vsscore", b"vscause")];

/// Fields of one kind that are read.
const MOST: usize = 8;

/// How the field that names the class is written.
#[derive(Clone, Copy)]
enum Form {
    /// Score and cause stand in fields with these endings.
    Siblings(&'static [u8], &'static [u8]),
    /// The cause stands in pieces, `X-Vade-Analysis-1` and so on.
    Pieces,
    /// `score=512, verdict=spam:high, state=1 spamcause=...`
    Tracker,
}

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let states: Vec<_> =
        headers.iter().filter_map(|f| Some((f, form(f.name_bytes())?))).take(MOST + 1).collect();
    let fields: Vec<u32> = states.iter().map(|(f, _)| f.index()).collect();
    let last = appended_last(context, ID, &fields).filter(|_| fields.len() <= MOST);
    for (state, form) in states.iter().take(MOST) {
        let claim = Claim::appliance(ID, state.index(), states.len(), None);
        let mut reading = standing_among(context, claim, last).reading(ID);
        reading.places.push(state.place());
        match form {
            Form::Tracker => tracker(*state, &mut reading),
            Form::Siblings(score, cause) => {
                take_class(state.decoded().as_ref(), &mut reading);
                details(context, *state, score, cause, &mut reading);
            }
            Form::Pieces => {
                take_class(state.decoded().as_ref(), &mut reading);
                pieces(context, *state, &mut reading);
            }
        }
        readings.push(reading);
    }
    if states.is_empty() {
        alone(context, readings);
    }
}

/// A score or cause without a class tells facts only.
fn alone<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let is_part = |name: &[u8]| {
        ENDINGS.iter().any(|(_, score, cause)| {
            ends_with_ignore_case(name, cause) || (ends_with_ignore_case(name, score) && is_vades(name))
        })
    };
    let Some(field) = context.headers.iter().find(|f| {
        let last = f.name_bytes().last().map(u8::to_ascii_lowercase);
        last == Some(b'e') && is_part(f.name_bytes())
    }) else {
        return;
    };
    let claim = Claim::appliance(ID, field.index(), 1, None);
    let mut reading = Reading { role: Role::Diagnostic, ..standing(context, claim).reading(ID) };
    reading.places.push(field.place());
    if ends_with_ignore_case(field.name_bytes(), b"cause") {
        take_cause(&plain(field), &mut reading);
    } else {
        take_score(&field.decoded(), &mut reading);
    }
    if !reading.codes.is_empty() {
        readings.push(reading);
    }
}

/// Score fields of others end alike (`X-MailScanner-SpamScore`): without a class, only known names are taken.
fn is_vades(name: &[u8]) -> bool {
    const NAMES: [&str; 5] =
        ["X-VR-SpamScore", "X-VADE-SpamScore", "X-OVH-SpamScore", "X-Renater-Ptge-SpamScore", "X-ME-VSScore"];
    NAMES.iter().any(|n| n.as_bytes().eq_ignore_ascii_case(name))
}

/// How a field names the class, if it does.
fn form(name: &[u8]) -> Option<Form> {
    // The last letter sorts out nearly all other fields.
    match name.last()?.to_ascii_lowercase() {
        b'e' | b'y' => ENDINGS
            .iter()
            .find(|(state, ..)| ends_with_ignore_case(name, state))
            .map(|(_, score, cause)| Form::Siblings(score, cause)),
        b't' if name.eq_ignore_ascii_case(b"X-Vade-Verdict") => Some(Form::Pieces),
        b's' if name.eq_ignore_ascii_case(b"X-VADE-STATUS") => Some(Form::Pieces),
        b'r' if name.eq_ignore_ascii_case(b"X-Vade-Tracker") => Some(Form::Tracker),
        _ => None,
    }
}

fn take_class(text: &str, reading: &mut Reading<'_>) {
    (reading.verdict, reading.high) = class(text);
    let word = text.rsplit('\\').next().unwrap_or(text);
    let known = meaning(CODES, "SpamState", word);
    reading.codes.push(Code::new("SpamState", text.to_owned(), known));
}

fn take_score(text: &str, reading: &mut Reading<'_>) {
    reading.score = number(text);
    reading.codes.push(Code::new("SpamScore", text.to_owned(), meaning(CODES, "SpamScore", "")));
}

/// The rules for everybody, what the engine noted of people only when asked for. An encrypted cause tells nothing.
fn take_cause(raw: &[u8], reading: &mut Reading<'_>) -> bool {
    let Some(text) = cause::decode(raw) else { return false };
    let (rules, details) = cause::split(&text);
    let code = |name: &'static str, text: &str| Code::new(name, text.to_owned(), meaning(CODES, name, ""));
    reading.codes.push(code("SpamCause", rules));
    if !details.is_empty() {
        reading.codes.push(code("SpamCause-details", details).personal());
    }
    true
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

/// Score and cause of the same reseller, on the same side of the border.
fn details<'m>(
    context: &Context<'_, 'm>,
    state: FieldRef<'_, 'm>,
    score: &[u8],
    cause: &[u8],
    reading: &mut Reading<'m>,
) {
    let name = state.name_bytes();
    let ending = if ends_with_ignore_case(name, b"spamstate") { 9 } else { 10 };
    let stem = &name[..name.len() - ending];
    let sibling = |ending: &[u8]| {
        nearest(context, state, |other| {
            other.len() == stem.len() + ending.len()
                && other[..stem.len()].eq_ignore_ascii_case(stem)
                && ends_with_ignore_case(other, ending)
        })
    };
    if let Some(field) = sibling(score) {
        take_score(&field.decoded(), reading);
        reading.places.push(field.place());
    }
    let cause = sibling(cause).filter(|f| take_cause(&plain(*f), reading));
    reading.places.extend(cause.map(FieldRef::place));
}

/// `score=512, verdict=spam:high, state=1 spamcause=gggru...`
fn tracker<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    let text = field.decoded();
    let (head, cause) = text.split_once("spamcause=").unwrap_or((&text, ""));
    for (key, value) in items(head, white_space).filter_map(|w| w.split_once('=')).take(32) {
        match key {
            "verdict" => take_class(value, reading),
            "score" => take_score(value, reading),
            _ => {
                let known = meaning(CODES, "Tracker-state", "").filter(|_| key == "state");
                reading.codes.push(Code::new(format!("Tracker-{key}"), value.to_owned(), known));
            }
        }
    }
    take_cause(cause.as_bytes(), reading);
}

/// The cause cut into `X-Vade-Analysis-1`, `-2` and so on.
fn pieces<'m>(context: &Context<'_, 'm>, state: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    const PREFIX: &[u8] = b"x-vade-analysis-";
    let above = context.route.is_above_border(state.index());
    let mut pieces: Vec<(u8, FieldRef<'_, 'm>)> = context
        .headers
        .iter()
        .filter(|f| context.route.is_above_border(f.index()) == above)
        .filter_map(|f| {
            let name = f.name_bytes();
            let head = name.get(..PREFIX.len())?;
            let number = std::str::from_utf8(&name[PREFIX.len()..]).ok()?.parse().ok()?;
            head.eq_ignore_ascii_case(PREFIX).then_some((number, f))
        })
        .take(64)
        .collect();
    pieces.sort_by_key(|p| p.0);
    let joined: Vec<u8> = pieces.iter().flat_map(|(_, f)| plain(*f).into_owned()).collect();
    if take_cause(&joined, reading) {
        reading.places.extend(pieces.iter().map(|(_, f)| f.place()));
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
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

    #[test]
    fn the_tracker_holds_all_in_one_field() {
        let text = message(&format!(
            "X-Vade-Tracker: score=512, verdict=spam:high, state=1\r\n spamcause={}",
            cause::SAMPLE
        ));
        let reading = &run(&DECODER, &text, Platform::Other, &["mx1.example.edu"])[0];
        assert_eq!((reading.verdict, reading.high, reading.score), (Verdict::Spam, true, Some(512.0)));
        assert_eq!(reading.code("Tracker-state"), Some("1"));
        assert!(reading.code("SpamCause").is_some_and(|c| c.starts_with("Vade Retro")));
    }

    #[test]
    fn addresses_in_a_cause_are_personal() {
        let real =
            "Vade Retro 01.1 AS Profile: X; Bailout: 300; ^R (9); From=a <a@example.org>; Ip=192.0.2.1";
        let text = message(&format!("X-VR-SPAMSTATE: clean\r\nX-VR-SPAMCAUSE: {}", cause::encode(real)));
        let reading = &run(&DECODER, &text, Platform::Other, &["mx1.example.edu"])[0];
        assert_eq!(reading.code("SpamCause"), Some("Vade Retro 01.1 AS Profile: X; Bailout: 300; ^R (9)"));
        let personal: Vec<_> =
            reading.codes.iter().filter(|c| c.personal).map(|c| c.value.as_ref()).collect();
        assert_eq!(personal, ["From=a <a@example.org>; Ip=192.0.2.1"]);
    }

    #[test]
    fn parts_without_a_class_are_facts() {
        for (fields, readings) in [
            ("X-VR-SPAMSCORE: -100", 1),
            ("X-Org-MailScanner-SpamScore: ssss", 0),
            ("X-VR-SPAMCAUSE: dmFkZTEAAAA=", 0),
        ] {
            let text = message(fields);
            let found = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(found.len(), readings, "{fields}");
            assert!(found.iter().all(|r| (r.verdict, r.role) == (Verdict::Unknown, Role::Diagnostic)));
        }
    }

    #[test]
    fn all_states() {
        for (state, verdict) in [
            ("spam:low", Verdict::Spam),
            ("commercial", Verdict::Bulk),
            ("community", Verdict::Bulk),
            ("mce", Verdict::Bulk),
            ("pce", Verdict::Bulk),
            ("dce", Verdict::Bulk),
            ("scam", Verdict::Phish),
            ("suspect", Verdict::Suspect),
            ("virus", Verdict::Malware),
            ("malware", Verdict::Malware),
        ] {
            assert_eq!(class(state), (verdict, false), "{state}");
        }
    }
}
