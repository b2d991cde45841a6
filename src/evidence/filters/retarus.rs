//! Retarus Email Security.

use super::doc::Known;
use super::facts::{self, keys};
use super::words::{Item, Spec, fact, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "retarus";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Retarus Email Security", fields: FIELDS, codes: CODES, exemption: None, decode };

const LISTED: Known = Known::reported("a third party's list of security products");
const OPAQUE: Known = Known::unknown("a third party's list of security products");

const UNDOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    LISTED.field("X-Retarus-Virus-Scan", "Its virus scan; the values are not documented."),
    OPAQUE.field("X-Retarus-*", "Not publicly documented."),
];

const CODES: &[CodeDoc] = &[OPAQUE.code("Virus-Scan", "", UNDOCUMENTED, "")];

const ITEMS: &[Item] = &[fact("X-Retarus-Virus-Scan", "Virus-Scan")];

static SPEC: Spec = Spec {
    id: ID,
    keys: &keys::<1>(ITEMS),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    facts::decode(&SPEC, context, readings);
    facts::unlisted(&SPEC, "X-Retarus-", Some(UNDOCUMENTED), context, readings, before);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::super::{Role, Verdict};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn it_counts_only_behind_a_retarus_host_and_says_nothing_of_spam() {
        for (hosts, trust) in [
            (&["mx1.example.edu", "mx1.retarus.com"][..], Trust::Probable),
            (&["mx1.example.edu"], Trust::SenderSupplied),
        ] {
            let text = message("X-Retarus-Virus-Scan: infected");
            let readings = run(&DECODER, &text, Platform::Other, hosts);
            assert_eq!(readings[0].trust, trust, "{hosts:?}");
            assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
        }
    }
}
