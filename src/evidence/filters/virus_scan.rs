//! Scanners that look for viruses only, and say nothing about spam.

use super::corroborate::{Standing, any_present, client_trust, contains_ignore_case, hashes, part_of};
use super::doc::Known;
use super::facts::without_verdict;
use super::spamassassin::standing::{Marks, of, settle};
use super::words::{judge, meaning};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Reading, Role, Verdict};
use crate::headers::FieldRef;

const ID: &str = "virus-scan";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Virus scanners", fields: FIELDS, codes: CODES, exemption: None, decode };

const MILTER: Known = Known::source("ClamAV source: clamav-milter");
const MANUAL: Known = Known::documented("clamassassin(1)");
const SEEN: Known = Known::observed("observed in mailing-list archives");

const FIELDS: &[FieldDoc] = &[
    MILTER.field("X-Virus-Scanned", "Scanner and server; Amavis has its own decoder."),
    MILTER.field("X-Virus-Status", "Clean or infected."),
    MANUAL.field("X-Virus-Report", "The viruses that were found."),
    SEEN.field("X-Antivirus", "Scanner on the recipient's computer, when it says that the mail came in."),
    SEEN.field("X-Antivirus-Status", "Its result."),
];

const CLEAN: &str = "No virus was found; nothing is said about spam.";
const INFECTED: &str = "A virus was found.";

const CODES: &[CodeDoc] = &[
    MILTER.code("Virus-Scanned", "", "Who looked for viruses; nothing is said about spam.", ""),
    MILTER.code("Virus-Status", "Clean", CLEAN, ""),
    MILTER.code("Virus-Status", "Infected", INFECTED, "the site's choice"),
    MANUAL.code("Virus-Status", "No", CLEAN, ""),
    MANUAL.code("Virus-Status", "Yes", INFECTED, "the site's choice"),
    MANUAL.code("Virus-Report", "", "The viruses that were found.", ""),
    SEEN.code("Antivirus", "", "Scanner on the recipient's computer.", ""),
    SEEN.code("Antivirus-Status", "Clean", CLEAN, ""),
];

/// Field and code.
const NAMES: [(&str, &str); 5] = [
    ("X-Virus-Scanned", "Virus-Scanned"),
    ("X-Virus-Status", "Virus-Status"),
    ("X-Virus-Report", "Virus-Report"),
    ("X-Antivirus", "Antivirus"),
    ("X-Antivirus-Status", "Antivirus-Status"),
];
const KEYS: [u32; 5] = hashes([NAMES[0].0, NAMES[1].0, NAMES[2].0, NAMES[3].0, NAMES[4].0]);

/// More fields than this are not read.
const MOST_FIELDS: usize = 24;

type Named<'h, 'm> = (&'static str, FieldRef<'h, 'm>);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    if !any_present(context.headers, &KEYS) {
        return;
    }
    let from = readings.len();
    let mut stamp: Vec<Named<'_, 'm>> = Vec::new();
    for (name, field) in fields(context) {
        let together = stamp.last().is_some_and(|(_, last)| field.index() - last.index() <= 2)
            && !stamp.iter().any(|(known, _)| *known == name);
        if !together && !stamp.is_empty() {
            readings.push(read(context, &stamp));
            stamp.clear();
        }
        stamp.push((name, field));
    }
    if !stamp.is_empty() {
        readings.push(read(context, &stamp));
    }
    settle(&mut readings[from..]);
}

/// The fields that no other decoder reads, in the order of the message.
fn fields<'h, 'm>(context: &Context<'h, 'm>) -> Vec<Named<'h, 'm>> {
    // A scanner on the sender's computer says `Outbound message`, or nothing.
    let inbound =
        context.headers.first("X-Antivirus").is_some_and(|f| contains_ignore_case(&f.decoded(), "inbound"));
    let mut fields: Vec<Named<'h, 'm>> = NAMES
        .iter()
        .filter(|(name, _)| inbound || !name.starts_with("X-Antivirus"))
        .flat_map(|(name, code)| context.headers.all(name).map(move |field| (*code, field)))
        .filter(|(_, field)| !contains_ignore_case(&field.decoded(), "amavis"))
        .take(MOST_FIELDS)
        .collect();
    fields.sort_by_key(|(_, field)| field.index());
    fields
}

fn read<'m>(context: &Context<'_, 'm>, stamp: &[Named<'_, 'm>]) -> Reading<'m> {
    let mut reading = standing(context, stamp).reading(ID);
    for (name, field) in stamp {
        let text = field.decoded();
        let word = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or("");
        if name.ends_with("-Status") && ["infected", "yes"].iter().any(|w| word.eq_ignore_ascii_case(w)) {
            judge(&mut reading, Verdict::Malware);
        }
        let meaning = meaning(CODES, name, word);
        reading.places.push(field.place());
        reading.codes.push(Code::new(*name, text, meaning));
    }
    without_verdict(&mut reading);
    reading
}

fn standing(context: &Context<'_, '_>, stamp: &[Named<'_, '_>]) -> Standing {
    let top = stamp.first().map_or(0, |(_, field)| field.index());
    if stamp.iter().any(|(name, _)| *name == "Antivirus") {
        return Standing::new(client_trust(context, top), Role::Receiver);
    }
    let scanned = stamp.iter().find(|(name, _)| *name == "Virus-Scanned").map(|(_, f)| f.decoded());
    let host = scanned.as_ref().and_then(|text| Some(part_of(text, host(text)?)));
    of(context, top, false, &Marks { host, ..Marks::default() })
}

/// The server after the last `at` or `on`.
fn host(text: &str) -> Option<&str> {
    let at = text.rfind(" at ").max(text.rfind(" on "))?;
    text[at + 4..].split_ascii_whitespace().next()
}

#[cfg(test)]
mod tests {
    use super::super::spamassassin::testing::{above, below, one, run};
    use super::super::testing::check_tables;
    use super::*;
    use crate::evidence::trust::Trust;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn only_a_found_virus_is_a_verdict() {
        for (value, verdict, known) in [
            ("Clean", Verdict::Unknown, true),
            ("clean(F-Secure/fsigk_smtp/550/av.example.edu)", Verdict::Unknown, true),
            ("No", Verdict::Unknown, true),
            ("Infected (Eicar-Signature)", Verdict::Malware, true),
            ("Infected with Exploit.PDF-9669", Verdict::Malware, true),
            ("INFECTED", Verdict::Malware, true),
            ("Yes", Verdict::Malware, true),
            ("Not scanned", Verdict::Unknown, false),
            ("", Verdict::Unknown, false),
        ] {
            let reading = one(&DECODER, above(&format!("X-Virus-Status: {value}")));
            assert_eq!(reading.verdict, verdict, "{value}");
            assert_eq!(reading.codes[0].meaning.is_some(), known, "{value}");
            let role = if verdict == Verdict::Malware { Role::Receiver } else { Role::Diagnostic };
            assert_eq!(reading.role, role, "{value}");
        }
    }

    #[test]
    fn fields_side_by_side_are_one_scan_and_the_server_tells_whose() {
        for (host, trust) in [
            ("mx1.example.edu", Trust::Probable),
            ("relay.example.net", Trust::SenderSupplied),
            ("av.example.com", Trust::Unverifiable),
        ] {
            let text = format!("X-Virus-Scanned: clamav-milter 1.0.7 at {host}\nX-Virus-Status: Clean");
            let reading = one(&DECODER, below(&text));
            assert_eq!((reading.trust, reading.codes.len()), (trust, 2), "{host}");
        }
        let text = below("X-Virus-Scanned: a at mx1.example.edu\nX-Virus-Scanned: b at relay.example.net");
        let trusts: Vec<_> = run(&DECODER, text).iter().map(|r| r.trust).collect();
        assert_eq!(trusts, [Trust::Probable, Trust::SenderSupplied]);
    }

    #[test]
    fn scans_that_others_decode_are_left_to_them() {
        for fields in [
            "X-Virus-Scanned: Debian amavis at example.edu",
            "X-Virus-Scanned: amavisd-new at example.edu",
            "X-Antivirus: Avast (VPS 210113-0), Outbound message\nX-Antivirus-Status: Clean",
            "X-Antivirus-Status: Clean",
        ] {
            assert!(run(&DECODER, below(fields)).is_empty(), "{fields}");
        }
        let text = above("X-Antivirus: Avast (VPS 210113-0), Inbound message\nX-Antivirus-Status: Clean");
        let reading = one(&DECODER, text);
        assert_eq!((reading.trust, reading.verdict), (Trust::Trusted, Verdict::Unknown));
    }
}
