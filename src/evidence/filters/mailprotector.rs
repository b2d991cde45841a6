//! Mailprotector CloudFilter.

use super::corroborate::{agrees_with_route, number};
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, facts_without_verdict, judge};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading, Verdict};

const ID: &str = "mailprotector";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Mailprotector", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::observed("observed in mailing-list archives; Mailprotector publishes no grammar");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Mailprotector-Results", "Word of the scan."),
    SEEN.field("X-Mailprotector-Score", "Score without a public scale."),
    SEEN.field("X-Mailprotector-Decision", "What was done with it."),
    SEEN.field(
        "X-Mailprotector-Connection",
        "TLS version, name and address of the server that handed it over.",
    ),
    SEEN.field("X-Mailprotector-IP-Analysis", "Reputation of that address."),
    SEEN.field("X-Mailprotector-Scan-Diagnostics", "Numbers without a public meaning."),
    SEEN.field("X-Mailprotector-ID", "Message on the server."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("Results", "clean", "The scan found it clean.", ""),
    SEEN.code("Decision", "deliver", "It was passed on.", "delivered"),
    SEEN.opaque("Score"),
    SEEN.code("Connection", "", "The server that handed it over.", ""),
    SEEN.opaque("IP-Analysis"),
    SEEN.opaque("Scan-Diagnostics"),
    SEEN.opaque("ID"),
];

const ITEMS: &[Item] = &[
    deciding("X-Mailprotector-Results", "Results", results),
    Item { read: score, ..fact("X-Mailprotector-Score", "Score") },
    fact("X-Mailprotector-Decision", "Decision"),
    fact("X-Mailprotector-Connection", "Connection"),
    fact("X-Mailprotector-IP-Analysis", "IP-Analysis"),
    fact("X-Mailprotector-Scan-Diagnostics", "Scan-Diagnostics"),
    fact("X-Mailprotector-ID", "ID"),
];

static SPEC: Spec = Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: false, agrees: peer };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    facts_without_verdict(&mut readings[before..]);
}

/// The third part of the connection is the address of the server that handed it over.
fn peer(context: &Context<'_, '_>) -> Option<bool> {
    let text = context.headers.first("X-Mailprotector-Connection")?.decoded();
    agrees_with_route(context, text.split('|').nth(2)?)
}

fn results(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("clean") {
        judge(reading, Verdict::NotSpam);
    }
}

fn score(value: &str, reading: &mut Reading<'_>) {
    reading.score = number(value);
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
    fn only_the_word_that_is_known_judges() {
        for (fields, verdict) in [
            ("X-Mailprotector-Results: clean\r\nX-Mailprotector-Score: 0", Verdict::NotSpam),
            ("X-Mailprotector-Results: other\r\nX-Mailprotector-Score: 99", Verdict::Unknown),
            ("X-Mailprotector-Decision: deliver", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &[]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn the_address_tells_whose_scan_it_was() {
        for (address, trust, role) in [
            ("192.0.2.10", Trust::Probable, Role::Receiver),
            ("203.0.113.9", Trust::SenderSupplied, Role::SenderSide),
        ] {
            let text = message(&format!(
                "X-Mailprotector-Results: clean\r\nX-Mailprotector-Connection: TLSv1.2|a.example.net|{address}|a|0.0"
            ));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!((readings[0].trust, readings[0].role), (trust, role), "{address}");
        }
    }
}
