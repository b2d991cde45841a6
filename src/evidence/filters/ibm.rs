//! The spam filter of IBM's hosted mail: scores of modules without a public scale.

use super::corroborate::{Claim, beside, part_of, standing};
use super::doc::Known;
use super::words::meaning;
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Role};
use crate::headers::FieldRef;

const ID: &str = "ibm";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "IBM hosted mail", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in mailing-list archives; IBM publishes no bands");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-IBM-SpamModules-Scores", "One score for each module; no limit is public."),
    SEEN.field("X-IBM-SpamModules-Versions", "Versions of the modules."),
    SEEN.field("X-IBM-AV-DETECTION", "Results of the virus scanners."),
    SEEN.field("X-IBM-AV-VERSION", "Versions of the virus scanners."),
];

const CODES: &[CodeDoc] = &[
    SEEN.opaque("BY"),
    SEEN.opaque("FL"),
    SEEN.opaque("FP"),
    SEEN.opaque("FZ"),
    SEEN.opaque("HX"),
    SEEN.opaque("KW"),
    SEEN.opaque("PH"),
    SEEN.opaque("SC"),
    SEEN.opaque("ST"),
    SEEN.opaque("TS"),
    SEEN.opaque("UL"),
    SEEN.opaque("ISC"),
    SEEN.opaque("MB"),
    SEEN.code("SpamModules-Versions", "", "Versions of the modules.", ""),
    SEEN.code("AV-DETECTION", "", "Results of the virus scanners, by scanner.", ""),
    SEEN.code("AV-VERSION", "", "Versions of the virus scanners.", ""),
];

const FACTS: [(&str, &str); 3] = [
    ("X-IBM-SpamModules-Versions", "SpamModules-Versions"),
    ("X-IBM-AV-DETECTION", "AV-DETECTION"),
    ("X-IBM-AV-VERSION", "AV-VERSION"),
];

/// More modules than this are not read.
const MAX_MODULES: usize = 48;

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let scores = headers.first("X-IBM-SpamModules-Scores");
    let Some(first) = scores.or_else(|| FACTS.iter().find_map(|f| headers.first(f.0))) else { return };
    let mut reading = standing(context, Claim::cloud(ID, first.index(), 1)).reading(ID);
    reading.role = Role::Diagnostic;
    if let Some(field) = scores {
        modules(field, &mut reading);
    }
    for (name, code) in FACTS {
        let Some(field) = beside(context, name, first.index()) else { continue };
        reading.places.push(field.place());
        reading.codes.push(Code::new(code, field.decoded(), meaning(CODES, code, "")));
    }
    readings.push(reading);
}

fn modules<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    reading.places.push(field.place());
    let text = field.decoded();
    for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()).take(MAX_MODULES) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let meaning = meaning(CODES, key, value);
        reading.codes.push(Code::new(part_of(&text, key), part_of(&text, value), meaning));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn scores_are_shown_and_judge_nothing() {
        let text = message(
            "X-IBM-SpamModules-Scores: BY=0.2; FL=0; SC=0.42;\r\n ISC=; ZZ=9\r\nX-IBM-AV-DETECTION: SAVI=unsuspicious",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!(
            (reading.verdict, reading.role, reading.score),
            (Verdict::Unknown, Role::Diagnostic, None)
        );
        for (name, value, explained) in
            [("BY", "0.2", true), ("SC", "0.42", true), ("ISC", "", true), ("ZZ", "9", false)]
        {
            let code = reading.codes.iter().find(|c| c.name == name).expect(name);
            assert_eq!((&*code.value, code.meaning.is_some()), (value, explained), "{name}");
        }
        assert_eq!(reading.code("AV-DETECTION"), Some("SAVI=unsuspicious"));
    }
}
