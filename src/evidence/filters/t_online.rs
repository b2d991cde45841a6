//! T-Online: what its eXpurgate filter prints under the provider's own names.

use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, facts_without_verdict, judge, no_identifier};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "t-online";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "T-Online", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in mailing-list archives");
const CLASS: Known = Known::reported("the classes of eXpurgate; T-Online publishes no list");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-TOI-EXPURGATEID", "Message on the filter, then its class."),
    CLASS.field("X-TOI-VIRUSSCAN", "Result of the virus scan."),
    SEEN.field("X-TOI-MSGID", "Message on the server."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("EXPURGATEID", "CLEAN", "The filter takes it for clean.", ""),
    CLASS.code("EXPURGATEID", "SPAM", "The filter takes it for spam.", "the provider's policy"),
    CLASS.code("EXPURGATEID", "BULK", "The filter takes it for bulk mail.", "the provider's policy"),
    CLASS.code("EXPURGATEID", "SUSPECT", "The filter takes it for suspicious.", ""),
    CLASS.code("EXPURGATEID", "DANGEROUS", "The filter found malware.", "the provider's policy"),
    CLASS.code("VIRUSSCAN", "clean", "The virus scan found nothing.", ""),
    SEEN.opaque("MSGID"),
];

const ITEMS: &[Item] = &[
    deciding("X-TOI-EXPURGATEID", "EXPURGATEID", class),
    fact("X-TOI-VIRUSSCAN", "VIRUSSCAN"),
    fact("X-TOI-MSGID", "MSGID"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: false, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    for reading in &mut readings[before..] {
        for code in reading.codes.iter_mut().filter(|c| c.name == "EXPURGATEID") {
            code.meaning = super::words::meaning(CODES, "EXPURGATEID", word(&code.value));
        }
    }
    facts_without_verdict(&mut readings[before..]);
}

/// The word after the identifier of `150726::1-2-3/0/0 CLEAN NORMAL`.
fn word(value: &str) -> &str {
    value.split_whitespace().nth(1).unwrap_or("")
}

fn class(value: &str, reading: &mut Reading<'_>) {
    let verdict = match word(value).to_ascii_uppercase().as_str() {
        "CLEAN" => Verdict::NotSpam,
        "SPAM" => Verdict::Spam,
        "BULK" => Verdict::Bulk,
        "SUSPECT" => Verdict::Suspect,
        "DANGEROUS" => Verdict::Malware,
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
    fn the_class_stands_behind_the_identifier() {
        for (class, verdict) in [
            ("CLEAN NORMAL", Verdict::NotSpam),
            ("SPAM", Verdict::Spam),
            ("BULK", Verdict::Bulk),
            ("SUSPECT", Verdict::Suspect),
            ("DANGEROUS", Verdict::Malware),
            ("OTHER", Verdict::Unknown),
            ("", Verdict::Unknown),
        ] {
            let text = message(&format!("X-TOI-EXPURGATEID: 150726::1-2-3/0/0 {class}\r\nX-TOI-MSGID: 1"));
            let readings = run(&DECODER, &text, Platform::Other, &[]);
            let [reading] = &readings[..] else { panic!("{readings:?}") };
            assert_eq!(reading.verdict, verdict, "{class}");
            assert_eq!(reading.role == Role::Diagnostic, verdict == Verdict::Unknown, "{class}");
            assert_eq!(reading.codes[0].meaning.is_some(), verdict != Verdict::Unknown, "{class}");
        }
    }

    #[test]
    fn it_counts_only_on_the_providers_hosts() {
        let text = message("X-TOI-EXPURGATEID: 150726::1-2-3/0/0 CLEAN NORMAL");
        let readings = run(&DECODER, &text, Platform::Other, &["mailin00.t-online.de"]);
        assert_eq!(readings[0].trust, Trust::Probable);
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!((readings[0].trust, readings[0].role), (Trust::SenderSupplied, Role::SenderSide));
    }
}
