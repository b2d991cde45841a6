//! Filters and stamps of the sender's side that look like verdicts, and never are the recipient's.

use std::borrow::Cow;

use super::corroborate::{
    any_present, contains_ignore_case, ends_with_ignore_case, first_word, hashes, number,
};
use super::doc::Known;
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Role, Verdict};
use crate::evidence::trust::Trust;
use crate::headers::{FieldRef, Headers};

const ID: &str = "sender-side";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Outbound filters and stamps of the sender",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const SEEN: Known = Known::observed("observed in mailing-list archives and public samples");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives and public samples");

const FIELDS: &[FieldDoc] = &[
    SEEN.field(
        "X-*-Outgoing-Class",
        "Outbound scan of SpamExperts, SpamPanel or a reseller's brand of them.",
    ),
    SEEN.field("X-*-Outgoing-Evidence", "Classifier and probability of that scan."),
    SEEN.field("X-UI-Out-Filterresults", "Outbound scan of GMX, WEB.DE, mail.com or IONOS."),
    SEEN.field("UI-OutboundReport", "Outbound scan of GMX, WEB.DE, mail.com or IONOS."),
    SEEN.field("X-Outgoing-Spam-Status", "Outbound SpamAssassin scan of a hosting provider."),
    SEEN.field("X-Antivirus", "Virus scanner on the sender's computer."),
    SEEN.field("X-Antivirus-Status", "Its result."),
    SEEN.field("X-cloud-security-Virusscan", "Outbound virus scan at Hornetsecurity."),
    SEEN.field("X-SYMC-ESS-Client-Auth", "Symantec Email Security.cloud recognised its customer's server."),
    SEEN.field("X-AntiAbuse", "cPanel's note on where the message was submitted."),
    SEEN.field("X-Google-DKIM-Signature", "Gmail sent the message."),
    OPAQUE.field("X-Gm-Message-State", "Gmail sent the message; opaque."),
    OPAQUE.field("X-Gm-Gg", "Gmail sent the message; opaque."),
];

/// What an outbound scan does to the recipient's mail.
const NONE: &str = "none for the recipient";

const CODES: &[CodeDoc] = &[
    SEEN.code("Outgoing-Class", "", "Class given on the way out of the sender's provider.", NONE),
    SEEN.code("Outgoing-Evidence", "", "Classifier and probability of the outbound scan.", NONE),
    SEEN.code("X-UI-Out-Filterresults", "", "Result of the sender's provider on the way out.", NONE),
    SEEN.code("UI-OutboundReport", "", "Result of the sender's provider on the way out.", NONE),
    SEEN.code("X-Outgoing-Spam-Status", "", "Result of the sender's provider on the way out.", NONE),
    SEEN.code("X-Antivirus", "", "Virus scanner on a personal computer.", NONE),
    SEEN.code("X-Antivirus-Status", "", "Its result; it looks for viruses, not for spam.", NONE),
    SEEN.code("X-cloud-security-Virusscan", "", "Virus scan on the way out of Hornetsecurity.", NONE),
    SEEN.code(
        "X-SYMC-ESS-Client-Auth",
        "",
        "Symantec Email Security.cloud recognised its customer's server.",
        NONE,
    ),
    SEEN.code("X-AntiAbuse", "", "Where the message was submitted, for abuse reports.", NONE),
    SEEN.code("X-Google-DKIM-Signature", "", "Gmail's own signature over the sent message.", NONE),
    OPAQUE.code(
        "X-Gm-Message-State",
        "",
        "State of the sending Gmail account; not publicly documented.",
        NONE,
    ),
    OPAQUE.code("X-Gm-Gg", "", "State of the sending Gmail account; not publicly documented.", NONE),
];

/// Reads the verdict out of a value.
type Judge = fn(&str) -> Verdict;

/// Fields of an outbound scan, each with how its value tells the verdict.
const SCANS: [(&str, Judge); 4] = [
    ("X-UI-Out-Filterresults", filter_results),
    ("UI-OutboundReport", filter_results),
    ("X-Outgoing-Spam-Status", yes_no),
    ("X-cloud-security-Virusscan", |_| Verdict::Unknown),
];
const SCAN_KEYS: [u32; 4] = hashes([SCANS[0].0, SCANS[1].0, SCANS[2].0, SCANS[3].0]);

/// Fields that only tell that the message was sent through something.
const STAMPS: [&str; 7] = [
    "X-SYMC-ESS-Client-Auth",
    "X-Antivirus",
    "X-Antivirus-Status",
    "X-AntiAbuse",
    "X-Google-DKIM-Signature",
    "X-Gm-Message-State",
    "X-Gm-Gg",
];
const STAMP_KEYS: [u32; 7] = hashes(STAMPS);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    if any_present(headers, &SCAN_KEYS) {
        for (name, verdict) in SCANS {
            readings.extend(headers.all(name).take(8).map(|f| scan(f, name, verdict)));
        }
    }
    branded(headers, readings);
    if any_present(headers, &STAMP_KEYS) {
        stamps(headers, readings);
    }
}

fn scan<'m>(field: FieldRef<'_, 'm>, name: &'static str, verdict: Judge) -> Reading<'m> {
    let text = field.decoded();
    let mut reading = Reading::new(ID, Trust::SenderSupplied, Role::SenderSide);
    reading.verdict = verdict(&text);
    reading.score = text.split("score=").nth(1).and_then(number);
    reading.places.push(field.place());
    let meaning = meaning(name, &text);
    reading.codes.push(Code::new(name, text, meaning));
    reading
}

fn meaning(name: &str, value: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|c| c.name == name && (c.value.is_empty() || c.value.eq_ignore_ascii_case(value)))
        .map(|c| c.meaning)
}

/// The verdict word of United Internet's fields (`notjunk:1;V03:...`).
pub(super) fn filter_results(value: &str) -> Verdict {
    match first_word(value).as_str() {
        "notjunk" => Verdict::NotSpam,
        "junk" => Verdict::Spam,
        _ => Verdict::Unknown,
    }
}

fn yes_no(value: &str) -> Verdict {
    match first_word(value).as_str() {
        "yes" => Verdict::Spam,
        "no" => Verdict::NotSpam,
        _ => Verdict::Unknown,
    }
}

/// `X-<brand>-Outgoing-Class` with its evidence.
fn branded<'m>(headers: &Headers<'m>, readings: &mut Vec<Reading<'m>>) {
    for field in headers.iter().filter(|f| ends_with_ignore_case(f.name_bytes(), b"-outgoing-class")).take(8)
    {
        let text = field.decoded();
        let mut reading = Reading::new(ID, Trust::SenderSupplied, Role::SenderSide);
        reading.verdict = super::corroborate::spam_class(&text);
        reading.places.push(field.place());
        reading.codes.push(Code::new("Outgoing-Class", text, meaning("Outgoing-Class", "")));
        let name = field.name_bytes();
        let stem = &name[..name.len() - b"class".len()];
        let evidence = headers.iter().find(|f| {
            let other = f.name_bytes();
            other.len() == stem.len() + 8
                && other[..stem.len()].eq_ignore_ascii_case(stem)
                && other[stem.len()..].eq_ignore_ascii_case(b"evidence")
        });
        if let Some(evidence) = evidence {
            reading.places.push(evidence.place());
            reading.codes.push(Code::new(
                "Outgoing-Evidence",
                evidence.decoded(),
                meaning("Outgoing-Evidence", ""),
            ));
        }
        readings.push(reading);
    }
}

/// All stamps in one reading without a verdict.
fn stamps<'m>(headers: &Headers<'m>, readings: &mut Vec<Reading<'m>>) {
    let mut reading = Reading::new(ID, Trust::SenderSupplied, Role::Diagnostic);
    // A scanner on the recipient's computer writes the same field and says so.
    let inbound = headers.first("X-Antivirus").is_some_and(|f| contains_ignore_case(&f.decoded(), "inbound"));
    for name in STAMPS {
        let Some(field) = headers.first(name) else { continue };
        let opaque = name.starts_with("X-Google") || name.starts_with("X-Gm");
        let text = if opaque { Cow::Borrowed("") } else { field.decoded() };
        if inbound && name.starts_with("X-Antivirus") {
            continue;
        }
        reading.places.push(field.place());
        reading.codes.push(Code::new(name, text, meaning(name, "")));
    }
    if !reading.codes.is_empty() {
        readings.push(reading);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn outbound_scans_are_never_the_recipients() {
        for (fields, verdict, score) in [
            ("X-UI-Out-Filterresults: notjunk:1;V03:K0:AAAA;", Verdict::NotSpam, None),
            ("UI-OutboundReport: junk:10;M01:P0:AAAA;", Verdict::Spam, None),
            ("X-UI-Out-Filterresults: unknown:2;", Verdict::Unknown, None),
            ("X-OutGoing-Spam-Status: No, score=-1.0", Verdict::NotSpam, Some(-1.0)),
            (
                "X-SpamExperts-Outgoing-Class: unsure\r\nX-SpamExperts-Outgoing-Evidence: Combined (0.78)",
                Verdict::Suspect,
                None,
            ),
            ("X-Brand-Outgoing-Class: spam", Verdict::Spam, None),
            ("X-cloud-security-Virusscan: CLEAN", Verdict::Unknown, None),
            ("X-UI-Out-Filterresults:", Verdict::Unknown, None),
        ] {
            let text = message(fields);
            for hosts in [&["XX0.mail.protection.outlook.com"][..], &[]] {
                let readings = run(&DECODER, &text, Platform::Microsoft, hosts);
                let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
                assert_eq!((reading.verdict, reading.score), (verdict, score), "{fields}");
                assert_eq!((reading.trust, reading.role), (Trust::SenderSupplied, Role::SenderSide));
            }
        }
    }

    #[test]
    fn stamps_are_one_reading_without_a_verdict() {
        let text = message(
            "X-Google-DKIM-Signature: v=1; b=AAAA\r\nX-Gm-Message-State: AAAA\r\nX-Antivirus: Avast (VPS 1), Outbound message",
        );
        let readings = run(&DECODER, &text, Platform::Google, &["mx.google.com"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
        assert_eq!(reading.codes.len(), 3);
        let text = message("X-Antivirus: Avast (VPS 1), Inbound message\r\nX-Antivirus-Status: Clean");
        assert!(run(&DECODER, &text, Platform::Google, &["mx.google.com"]).is_empty());
    }

    #[test]
    fn a_class_without_a_brand_is_something_else() {
        let text = message("Outgoing-Class: spam\r\nX-Outgoing: spam\r\nX-UI-Sender-Class: 0");
        assert!(run(&DECODER, &text, Platform::Other, &[]).is_empty());
    }
}
