//! Kaspersky Secure Mail Gateway, Security for Linux Mail Server and for Exchange.

use super::corroborate::{Claim, hashes, standing};
use super::words::{Item, Spec, deciding, fact, judge, meaning, no_identifier};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Grade, Reading, Role, Verdict};

const ID: &str = "kaspersky";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Kaspersky", fields: FIELDS, codes: CODES, exemption: Some(&EXEMPTION), decode };

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    about: "A message processing rule for the relays' addresses can do without the Anti-Spam module.",
    steps: &[
        "Secure Mail Gateway: Rules > Create: \"Use the settings of scan modules\", under Sender the IP addresses of the relays; switch Anti-Spam off in the rule and place it above Default.",
        "Security for Exchange: in the Anti-Spam settings, allowlist of senders > Add a record of the kind IP address for each relay.",
    ],
    caution: "The ready rule AllowList with \"Skip without scanning\" skips the virus scan too.",
    ..Exemption::documented(
        "Kaspersky Secure Mail Gateway help: Creating message processing rules; Kaspersky Security for Exchange help: Address Allowlist Record Parameters window",
    )
};

const GUIDE: &str = "support.kaspersky.com, KSMG X-headers (269140)";
const OBSERVED: &str = "observed in mailing-list archives";

const FIELDS: &[FieldDoc] = &[
    field("X-KSMG-AntiSpam-Status", "Status word.", GUIDE, Grade::Documented),
    field("X-KLMS-AntiSpam-Status", "Status word.", GUIDE, Grade::Documented),
    field("X-KSE-AntiSpam-Status", "Status word.", OBSERVED, Grade::Observed),
    field("X-SpamTest-Status", "Status word of the older product.", OBSERVED, Grade::Observed),
    field("X-SpamTest-Status-Extended", "The same.", OBSERVED, Grade::Observed),
    field("X-KSMG-AntiPhishing", "Result of the phishing scan.", GUIDE, Grade::Documented),
    field("X-KLMS-AntiPhishing", "Result of the phishing scan.", GUIDE, Grade::Documented),
    field("X-KSMG-AntiSpam-Rate", "Number that does not decide.", OBSERVED, Grade::Observed),
    field(
        "X-KSE-AntiSpam-Info",
        "Status, rate, method and internal marks, one a field.",
        OBSERVED,
        Grade::Observed,
    ),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code("AntiSpam-Status", "spam", "Spam.", "", GUIDE, Grade::Documented),
    code("AntiSpam-Status", "KAS_STATUS_SPAM", "Spam.", "", GUIDE, Grade::Documented),
    code("AntiSpam-Status", "probable_spam", "Probably spam.", "", GUIDE, Grade::Documented),
    code("AntiSpam-Status", "not_detected", "No spam found.", "", GUIDE, Grade::Documented),
    code("AntiSpam-Status", "KAS_STATUS_NOT_DETECTED", "No spam found.", "", GUIDE, Grade::Documented),
    code("AntiSpam-Status", "trusted", "The sender is trusted by a list.", "", GUIDE, Grade::Documented),
    code("AntiSpam-Status", "blacklisted", "The sender is on a block list.", "", GUIDE, Grade::Documented),
    code("AntiSpam-Status", "not scanned", "Not scanned.", "", GUIDE, Grade::Documented),
    code(
        "AntiSpam-Status",
        "mass_mail",
        "Mass mail, as reported by third parties.",
        "",
        GUIDE,
        Grade::Documented,
    ),
    code(
        "AntiSpam-Status",
        "formal",
        "Formal message, as reported by third parties.",
        "",
        GUIDE,
        Grade::Documented,
    ),
    code(
        "AntiSpam-Status",
        "protection disabled",
        "Not scanned: protection is off.",
        "",
        GUIDE,
        Grade::Documented,
    ),
    code("SpamTest-Status", "SPAM", "Spam.", "", OBSERVED, Grade::Observed),
    code("SpamTest-Status", "Probable Spam", "Probably spam.", "", OBSERVED, Grade::Observed),
    code("SpamTest-Status", "Not detected", "No spam found.", "", OBSERVED, Grade::Observed),
    code("SpamTest-Status", "Trusted", "The sender is trusted by a list.", "", OBSERVED, Grade::Observed),
    code("AntiPhishing", "", "Result of the phishing scan.", "", GUIDE, Grade::Documented),
    code("Rate", "", "Number that does not decide; only the status does.", "", OBSERVED, Grade::Observed),
    code("Method", "", "Method that decided.", "", OBSERVED, Grade::Observed),
    code("Info", "", "Internal mark of the filter.", "", OBSERVED, Grade::Unknown),
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
    deciding("X-KSMG-AntiSpam-Status", "AntiSpam-Status", status),
    deciding("X-KLMS-AntiSpam-Status", "AntiSpam-Status", status),
    deciding("X-KSE-AntiSpam-Status", "AntiSpam-Status", status),
    deciding("X-SpamTest-Status", "SpamTest-Status", status),
    deciding("X-SpamTest-Status-Extended", "SpamTest-Status", status),
    deciding("X-KSMG-AntiPhishing", "AntiPhishing", phishing),
    deciding("X-KLMS-AntiPhishing", "AntiPhishing", phishing),
    fact("X-KSMG-AntiSpam-Rate", "Rate"),
    fact("X-KLMS-AntiSpam-Rate", "Rate"),
    fact("X-KSE-AntiSpam-Rate", "Rate"),
    fact("X-SpamTest-Rate", "Rate"),
    fact("X-KSMG-AntiSpam-Method", "Method"),
    fact("X-KLMS-AntiSpam-Method", "Method"),
    fact("X-KSE-AntiSpam-Method", "Method"),
];

static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes([
        "X-KSMG-AntiSpam-Status",
        "X-KLMS-AntiSpam-Status",
        "X-KSE-AntiSpam-Status",
        "X-KSMG-AntiPhishing",
        "X-SpamTest-Status",
        "X-KSE-AntiSpam-Info",
    ]),
    items: ITEMS,
    codes: CODES,
    appliance: true,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let before = readings.len();
    super::words::decode(&SPEC, context, readings);
    marks(context, readings, before);
}

/// The Exchange product writes one fact a field, under one name.
fn marks<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>, before: usize) {
    let mut fields = context.headers.all("X-KSE-AntiSpam-Info").take(32).peekable();
    let Some(first) = fields.peek() else { return };
    if readings.len() == before {
        readings.push(standing(context, Claim::appliance(ID, first.index(), 1, None)).reading(ID));
    }
    let Some(reading) = readings.get_mut(before) else { return };
    for field in fields {
        let text = field.decoded();
        if let Some(word) = text.strip_prefix("Status:") {
            status(word.trim(), reading);
        } else if !text.starts_with('{') && !text.starts_with("Method:") {
            continue;
        }
        reading.places.push(field.place());
        reading.codes.push(Code::new("Info", text, meaning(CODES, "Info", "")));
    }
    if reading.verdict == Verdict::Unknown && reading.role != Role::SenderSide {
        reading.role = Role::Diagnostic;
    }
}

fn status(value: &str, reading: &mut Reading<'_>) {
    let word = value.to_ascii_lowercase().replace([' ', '-'], "_");
    let word = word.strip_prefix("kas_status_").unwrap_or(&word);
    let verdict = match word {
        "spam" => Verdict::Spam,
        "phishing" => Verdict::Phish,
        "probable_spam" => Verdict::Suspect,
        "not_detected" => Verdict::NotSpam,
        "trusted" => Verdict::AllowListed,
        "blacklisted" | "denylisted" => Verdict::BlockListed,
        "mass_mail" => Verdict::Bulk,
        _ if word.starts_with("not_scanned") || word.starts_with("protection_disabled") => {
            Verdict::NotScanned
        }
        _ => Verdict::Unknown,
    };
    judge(reading, verdict);
}

fn phishing(value: &str, reading: &mut Reading<'_>) {
    if value.get(..8).is_some_and(|w| w.eq_ignore_ascii_case("detected")) {
        judge(reading, Verdict::Phish);
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
    fn only_the_status_decides() {
        for (fields, verdict) in [
            ("X-KSMG-AntiSpam-Status: probable_spam\r\nX-KSMG-AntiSpam-Rate: 62", Verdict::Suspect),
            ("X-KSMG-AntiSpam-Status: spam", Verdict::Spam),
            ("X-KSE-AntiSpam-Status: KAS_STATUS_NOT_DETECTED\r\nX-KSE-AntiSpam-Rate: 59", Verdict::NotSpam),
            ("X-SpamTest-Status: Not detected\r\nX-SpamTest-Rate: 55", Verdict::NotSpam),
            ("X-SpamTest-Status: Probable Spam", Verdict::Suspect),
            ("X-KLMS-AntiSpam-Status: trusted", Verdict::AllowListed),
            ("X-KLMS-AntiSpam-Status: blacklisted", Verdict::BlockListed),
            ("X-KSMG-AntiSpam-Status: not scanned, disabled by settings", Verdict::NotScanned),
            ("X-KSMG-AntiSpam-Status: formal", Verdict::Unknown),
            ("X-KSMG-AntiSpam-Status: not_detected\r\nX-KSMG-AntiPhishing: Detected (x)", Verdict::Phish),
            ("X-KSE-AntiSpam-Info: Status: spam\r\nX-KSE-AntiSpam-Info: {Mark}", Verdict::Spam),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{fields}");
            assert_eq!(readings[0].verdict, verdict, "{fields}");
        }
    }

    #[test]
    fn it_counts_only_where_the_product_runs() {
        let text = message("X-KSMG-AntiSpam-Status: not_detected");
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        assert_eq!(readings[0].trust, Trust::Unverifiable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!(readings[0].trust, Trust::SenderSupplied);
    }
}
