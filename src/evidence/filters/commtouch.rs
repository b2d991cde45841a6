//! Commtouch (Cyren): the class of its service, as gateways and providers print it.

use super::corroborate::first_word;
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, facts_without_verdict, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "commtouch";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Commtouch (Cyren)", fields: FIELDS, codes: CODES, exemption: None, decode };

const CLASSES: Known = Known::documented("Commtouch for Plesk: Spam Classifications");
const SEEN: Known = Known::observed("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-CTCH-Spam", "Class of the message."),
    SEEN.field("X-CTCH-VOD", "Class of the virus outbreak check."),
    SEEN.field("X-CTCH-RefID", "Reference for reports of wrong classes to the vendor."),
    SEEN.field("X-CTCH-Score", "Score of rules that the site added."),
    SEEN.field("X-CTCH-ScoreCust", "Score of rules that the site added."),
    SEEN.field("X-CTCH-Rules", "Rules that the site added."),
    SEEN.field("X-CTCH-Flags", "Flags without a public meaning."),
    SEEN.field("X-CTCH-PVer", "Version of the protocol."),
];

const CODES: &[CodeDoc] = &[
    CLASSES.code("Spam", "Confirmed", "Spam from a known source.", "the site's policy"),
    CLASSES.code(
        "Spam",
        "Bulk",
        "Sent in bulk by a source that is not a confirmed spammer.",
        "the site's policy",
    ),
    CLASSES.code("Spam", "Suspect", "Sent to more people than usual; spam or not is open.", ""),
    CLASSES.code("Spam", "Suspected", "Sent to more people than usual; spam or not is open.", ""),
    CLASSES.code("Spam", "NonSpam", "From a trusted source.", ""),
    SEEN.code("Spam", "Unknown", "Commtouch knows nothing against it.", ""),
    SEEN.code("VOD", "Unknown", "No virus outbreak is known that it belongs to.", ""),
    SEEN.code("RefID", "", "Reference for reports of wrong classes to the vendor.", ""),
    SEEN.opaque("Score"),
    SEEN.opaque("ScoreCust"),
    SEEN.opaque("Rules"),
    SEEN.opaque("Flags"),
    SEEN.opaque("PVer"),
];

const ITEMS: &[Item] = &[
    deciding("X-CTCH-Spam", "Spam", class),
    fact("X-CTCH-VOD", "VOD"),
    fact("X-CTCH-RefID", "RefID"),
    fact("X-CTCH-Score", "Score"),
    fact("X-CTCH-ScoreCust", "ScoreCust"),
    fact("X-CTCH-Rules", "Rules"),
    fact("X-CTCH-Flags", "Flags"),
    fact("X-CTCH-PVer", "PVer"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: true, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    facts_without_verdict(&mut readings[before..]);
}

fn class(value: &str, reading: &mut Reading<'_>) {
    let verdict = match first_word(value).as_str() {
        "confirmed" => Verdict::Spam,
        "bulk" => Verdict::Bulk,
        "suspect" | "suspected" => Verdict::Suspect,
        "nonspam" => Verdict::NotSpam,
        _ => Verdict::Unknown,
    };
    judge(reading, verdict);
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn each_class_has_its_verdict() {
        for (class, verdict, known) in [
            ("Confirmed", Verdict::Spam, true),
            ("Bulk", Verdict::Bulk, true),
            ("Suspect", Verdict::Suspect, true),
            ("Suspected", Verdict::Suspect, true),
            ("NonSpam", Verdict::NotSpam, true),
            ("Unknown", Verdict::Unknown, true),
            ("Other", Verdict::Unknown, false),
            ("", Verdict::Unknown, false),
        ] {
            let text = message(&format!("X-CTCH-Spam: {class}\r\nX-CTCH-RefID: str=0001.0A020203,ss=1"));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{readings:?}") };
            assert_eq!((reading.verdict, reading.trust), (verdict, Trust::Unverifiable), "{class}");
            assert_eq!(reading.role == Role::Diagnostic, verdict == Verdict::Unknown, "{class}");
            assert_eq!(reading.codes[0].meaning.is_some(), known, "{class}");
        }
    }

    #[test]
    fn a_score_alone_judges_nothing() {
        let text = message("X-CTCH-Score: 99\r\nX-CTCH-VOD: Unknown");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
    }
}
