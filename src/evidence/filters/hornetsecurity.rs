//! Hornetsecurity (antispameurope): its values have no public grammar.

use super::corroborate::hashes;
use super::words::{Item, Spec, fact, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Grade, Reading};

const ID: &str = "hornetsecurity";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Hornetsecurity", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: &str = "reported by third parties; Hornetsecurity publishes no grammar";

const FIELDS: &[FieldDoc] = &[
    field("X-antispameurope-Spamstatus", "Status word.", SOURCE, Grade::Reported),
    field("X-antispameurope-REASON", "Stage that decided, as a rule.", SOURCE, Grade::Reported),
    field("X-antispameurope-Virusscan", "Result of the virus scan.", SOURCE, Grade::Reported),
    field("X-hornetsecurity-identifier", "Id.", SOURCE, Grade::Unknown),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code("Spamstatus", "", "Vendor diagnostic, not publicly documented.", "", SOURCE, Grade::Unknown),
    code(
        "REASON",
        "",
        "Usually names the stage that decided, not publicly documented.",
        "",
        SOURCE,
        Grade::Reported,
    ),
    code("Virusscan", "", "Result of the virus scan.", "", SOURCE, Grade::Reported),
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
    fact("X-antispameurope-Spamstatus", "Spamstatus"),
    fact("X-antispameurope-REASON", "REASON"),
    fact("X-antispameurope-Virusscan", "Virusscan"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-antispameurope-Spamstatus", "X-antispameurope-REASON", "X-antispameurope-Virusscan"]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

#[cfg(test)]
mod tests {
    use super::super::corroborate::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::filters::{Role, Verdict};
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn raw_values_give_no_verdict() {
        let text = message("X-antispameurope-Spamstatus: SPAM\r\nX-antispameurope-REASON: asecase42");
        let readings = run(
            &DECODER,
            &text,
            Platform::Microsoft,
            &["x.mail.protection.outlook.com", "mx-gate1-hz1.hornetsecurity.com"],
        );
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
        assert_eq!(readings[0].code("REASON"), Some("asecase42"));
    }
}
