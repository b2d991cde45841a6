//! Mail.ru.

use super::corroborate::hashes;
use super::words::{Item, Spec, deciding, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};

const ID: &str = "mail-ru";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Mail.ru", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "observed in delivered mail";

const FIELDS: &[FieldDoc] = &[
    field("X-Mras", "Ok for wanted mail; other words are not known.", SOURCE, Grade::Observed),
    field("X-Mailru-Sender", "Opaque.", SOURCE, Grade::Unknown),
    field("X-7564579A", "Opaque.", SOURCE, Grade::Unknown),
    field("X-77F55803", "Opaque.", SOURCE, Grade::Unknown),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code("Mras", "Ok", "Not spam.", "in the inbox", SOURCE, Grade::Observed),
    code("Mras", "PASS", "Not spam.", "in the inbox", SOURCE, Grade::Observed),
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

const ITEMS: &[Item] = &[deciding("X-Mras", "Mras", mras)];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-Mras"]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

fn mras(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("ok") || value.eq_ignore_ascii_case("pass") {
        judge(reading, Verdict::NotSpam);
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
    fn only_ok_is_known() {
        for (fields, verdict) in [
            ("X-Mras: Ok", Verdict::NotSpam),
            ("X-Mras: PASS", Verdict::NotSpam),
            ("X-Mras: Bad", Verdict::Unknown),
            ("X-Mras:", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx123.mail.ru"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-Mras: Ok");
        let readings = run(&DECODER, &text, Platform::Other, &["mx123.mail.ru"]);
        assert_eq!(readings[0].trust, Trust::Probable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }
}
