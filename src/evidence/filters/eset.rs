//! ESET Mail Security.

use super::corroborate::hashes;
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};

const ID: &str = "eset";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "ESET Mail Security", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "observed in delivered mail";

const FIELDS: &[FieldDoc] = &[
    field("X-ESET-Antispam", "OK or SPAM.", SOURCE, Grade::Observed),
    field("X-ESET-AS", "Result and undocumented keys.", SOURCE, Grade::Observed),
    field("X-EsetResult", "Result of the virus scan.", SOURCE, Grade::Observed),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code("Antispam", "OK", "Not spam.", "", SOURCE, Grade::Observed),
    code("Antispam", "SPAM", "Spam.", "the organisation's policy", SOURCE, Grade::Observed),
    code("AS", "", "Result (R) and undocumented keys.", "", SOURCE, Grade::Observed),
    code("Result", "", "Result of the virus scan.", "", SOURCE, Grade::Observed),
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
    deciding("X-ESET-Antispam", "Antispam", word),
    deciding("X-ESET-AS", "AS", keyed),
    fact("X-EsetResult", "Result"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-ESET-Antispam", "X-ESET-AS", "X-EsetResult"]),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

fn word(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("spam") {
        judge(reading, Verdict::Spam);
    } else if value.eq_ignore_ascii_case("ok") {
        judge(reading, Verdict::NotSpam);
    }
}

/// `R=OK;S=0;...`: only `R` is known.
fn keyed(value: &str, reading: &mut Reading<'_>) {
    if let Some(result) = value.split(';').find_map(|p| p.trim().strip_prefix("R=")) {
        word(result, reading);
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
            ("X-ESET-Antispam: OK", Verdict::NotSpam),
            ("X-ESET-Antispam: SPAM", Verdict::Spam),
            ("X-ESET-AS: R=OK;S=0;OP=CALC", Verdict::NotSpam),
            ("X-ESET-AS: S=99;R=SPAM", Verdict::Spam),
            ("X-ESET-AS: S=99", Verdict::Unknown),
            ("X-EsetResult: clean, is OK", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-ESET-Antispam: OK");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].trust, Trust::Unverifiable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }
}
