//! Yandex Mail.

use super::corroborate::hashes;
use super::words::{Item, Spec, deciding, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Verdict};

const ID: &str = "yandex";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Yandex Mail", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "observed in delivered mail";

const FIELDS: &[FieldDoc] = &[
    field("X-Yandex-Spam", "1 is not spam, 4 is spam.", SOURCE, Grade::Observed),
    field("X-Yandex-Fwd", "Opaque.", SOURCE, Grade::Unknown),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code(
        "Spam",
        "1",
        "Not spam (some tools read it the other way round, wrongly).",
        "in the inbox",
        SOURCE,
        Grade::Observed,
    ),
    code("Spam", "2", "Seen on clean mail, not documented.", "", SOURCE, Grade::Unknown),
    code("Spam", "4", "Spam.", "in the Spam folder", SOURCE, Grade::Observed),
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

const ITEMS: &[Item] = &[deciding("X-Yandex-Spam", "Spam", spam)];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-Yandex-Spam"]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

fn spam(value: &str, reading: &mut Reading<'_>) {
    match value {
        "1" => judge(reading, Verdict::NotSpam),
        "4" => judge(reading, Verdict::Spam),
        _ => {}
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
    fn one_is_not_spam() {
        for (fields, verdict) in [
            ("X-Yandex-Spam: 1", Verdict::NotSpam),
            ("X-Yandex-Spam: 4", Verdict::Spam),
            ("X-Yandex-Spam: 2", Verdict::Unknown),
            ("X-Yandex-Spam: x", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mxfront1.mail.yandex.net"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-Yandex-Spam: 4");
        let readings = run(&DECODER, &text, Platform::Other, &["mxfront1.mail.yandex.net"]);
        assert_eq!(readings[0].trust, Trust::Probable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }
}
