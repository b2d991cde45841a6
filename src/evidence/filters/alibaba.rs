//! Alibaba Mail (Aliyun): a list of keys, most of them opaque, with the class of the scan.

use std::borrow::Cow;

use super::corroborate::{Claim, part_of, standing};
use super::doc::Known;
use super::words::{facts_without_verdict, meaning};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};
use crate::headers::FieldRef;

const ID: &str = "alibaba";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Alibaba Mail", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in mailing-list archives; Alibaba publishes no grammar");

const FIELDS: &[FieldDoc] = &[SEEN.field("X-AliMail-AntiSpam", "Keys and values of the spam filter.")];

const CODES: &[CodeDoc] = &[
    SEEN.code("AC", "PASS", "Passed without a scan of the text.", ""),
    SEEN.code("AC", "CONTINUE", "Passed after a scan.", ""),
    SEEN.code("AC", "AD", "Taken for advertising.", ""),
    SEEN.code("DS", "ham_*", "The class of the scan is ham: not spam.", ""),
    SEEN.code("DS", "ad_normal", "The class of the scan is ordinary advertising.", ""),
    SEEN.opaque("CH"),
    SEEN.opaque("DM"),
    SEEN.opaque("BC"),
    SEEN.opaque("BR"),
    SEEN.opaque("FP"),
    SEEN.opaque("HT"),
    SEEN.code("MF", "", "The envelope sender.", ""),
    SEEN.opaque("NM"),
    SEEN.opaque("PH"),
    SEEN.opaque("RN"),
    SEEN.opaque("RT"),
    SEEN.opaque("SR"),
    SEEN.opaque("TI"),
];

/// More keys than this are not read.
const MAX_KEYS: usize = 48;

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    let instances = context.headers.all("X-AliMail-AntiSpam").count();
    for field in context.headers.all("X-AliMail-AntiSpam").take(8) {
        let mut reading = standing(context, Claim::cloud(ID, field.index(), instances)).reading(ID);
        keys(field, &mut reading);
        readings.push(reading);
    }
    facts_without_verdict(&mut readings[before..]);
}

fn keys<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    reading.places.push(field.place());
    let text = field.decoded();
    for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()).take(MAX_KEYS) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        if key == "DS" && class(value).starts_with("ham_") {
            reading.verdict = Verdict::NotSpam;
        }
        reading.codes.push(code(part_of(&text, key), part_of(&text, value)));
    }
}

fn code<'m>(key: Cow<'m, str>, value: Cow<'m, str>) -> Code<'m> {
    let meaning = match &*key {
        "DS" if class(&value).starts_with("ham_") => meaning(CODES, "DS", "ham_*"),
        "DS" => meaning(CODES, "DS", class(&value)),
        key => meaning(CODES, key, &value),
    };
    let personal = key == "MF";
    Code { personal, ..Code::new(key, value, meaning) }
}

/// The second part of `CONTINUE|ham_system_inform|0.1-0.2-0.3`.
fn class(value: &str) -> &str {
    value.split('|').nth(1).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn the_class_word_is_the_verdict() {
        for (value, verdict, ds) in [
            ("AC=CONTINUE;CH=green;DS=CONTINUE|ham_system_inform|0.01-0.02-0.97;", Verdict::NotSpam, true),
            ("AC=CONTINUE;DS=CONTINUE|ad_normal|0.1;", Verdict::Unknown, true),
            ("AC=AD;DS=AD|other|0.1", Verdict::Unknown, false),
            ("AC=PASS; BC=-1|-1; DS=||; MF=a@example.org", Verdict::Unknown, false),
            ("DS", Verdict::Unknown, false),
        ] {
            let text = message(&format!("X-AliMail-AntiSpam:{value}"));
            let readings = run(&DECODER, &text, Platform::Other, &[]);
            let [reading] = &readings[..] else { panic!("{readings:?}") };
            assert_eq!(reading.verdict, verdict, "{value}");
            assert_eq!(reading.role == Role::Diagnostic, verdict == Verdict::Unknown, "{value}");
            let code = reading.codes.iter().find(|c| c.name == "DS").expect("DS");
            assert_eq!(code.meaning.is_some(), ds, "{value}");
        }
    }

    #[test]
    fn every_key_is_kept_and_the_sender_is_personal() {
        let text = message("X-AliMail-AntiSpam: AC=PASS;MF=a@example.org;ZZ=1;NM");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let names: Vec<_> =
            readings[0].codes.iter().map(|c| (&*c.name, c.personal, c.meaning.is_some())).collect();
        assert_eq!(
            names,
            [("AC", false, true), ("MF", true, true), ("ZZ", false, false), ("NM", false, true)]
        );
    }
}
