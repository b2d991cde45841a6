//! Kaspersky Secure Mail Gateway, Security for Linux Mail Server and for Exchange, and the older Anti-Spam.

use super::corroborate::{Claim, number, standing};
use super::doc::Known;
use super::words::{
    Item, Spec, allow_lists_acted, deciding, fact, fact_with, judge, meaning, no_identifier, personal_fact,
};
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Role, Verdict};
use crate::evidence::trust::Trust;

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

const KSMG: Known = Known::documented("Kaspersky Secure Mail Gateway help: About information X-headers");
const KLMS: Known = Known::documented("Kaspersky Security 8.0 for Linux Mail Server help: X-headers (9164)");
const KAS: Known = Known::documented("Kaspersky Anti-Spam 3.0 administrator's guide");
const SEEN: Known = Known::observed("observed in mailing-list archives");
const REPORTED: Known = Known::reported("reported by mail administrators");
const OPAQUE: Known = Known::unknown("observed in mailing-list archives");
const NOT_DOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    KSMG.field("X-KSMG-AntiSpam-Status", "Status word; it alone decides."),
    KSMG.field("X-KSMG-AntiSpam-Rate", "Number that does not decide."),
    KSMG.field("X-KSMG-AntiSpam-Method", "Method that decided."),
    KSMG.field("X-KSMG-AntiSpam-Info", "Internal marks of the filter."),
    KSMG.field("X-KSMG-AntiSpam-Auth", "Results of SPF, DKIM and DMARC."),
    KSMG.field("X-KSMG-AntiSpam-Version", "Version of the module."),
    KSMG.field("X-KSMG-AntiSpam-Envelope-From", "Sender of the envelope."),
    KSMG.field("X-KSMG-AntiSpam-Interceptor-Info", "Whether the spam scan ran."),
    KSMG.field("X-KSMG-AntiSpam-Lua-Profiles", "Version of the databases."),
    KSMG.field("X-KSMG-AntiSpam-Moebius-Timestamps", "Version of the signatures."),
    KSMG.field("X-KSMG-AntiPhishing", "Result of the phishing scan."),
    KSMG.field("X-KSMG-AntiVirus", "Product and databases of the virus scan."),
    KSMG.field("X-KSMG-AntiVirus-Status", "Result of the virus scan."),
    KSMG.field("X-KSMG-LinksScanning", "Result of the scan of links."),
    KSMG.field("X-KSMG-KATA-Status", "Result of the protection against targeted attacks."),
    KSMG.field("X-KSMG-Message-Action", "What was done with the message, and by which module."),
    KSMG.field("X-KSMG-Rule-ID", "Numbers of the rules that applied."),
    KLMS.field("X-KLMS-AntiSpam-Status", "Status word; it alone decides."),
    KLMS.field("X-KLMS-AntiSpam-Rate", "Number that does not decide."),
    KLMS.field("X-KLMS-AntiSpam-Method", "Method that decided."),
    KLMS.field("X-KLMS-AntiSpam-Info", "Internal marks of the filter."),
    KLMS.field("X-KLMS-AntiSpam-Auth", "Results of SPF, DKIM and DMARC."),
    KLMS.field("X-KLMS-AntiSpam-Version", "Version of the module."),
    KLMS.field("X-KLMS-AntiSpam-Envelope-From", "Sender of the envelope."),
    KLMS.field("X-KLMS-AntiSpam-Interceptor-Info", "Whether the spam scan ran."),
    KLMS.field("X-KLMS-AntiSpam-Lua-Profiles", "Version of the databases."),
    KLMS.field("X-KLMS-AntiSpam-Moebius-Timestamps", "Version of the signatures."),
    KLMS.field("X-KLMS-AntiPhishing", "Result of the phishing scan."),
    KLMS.field("X-KLMS-AntiVirus", "Product and databases of the virus scan."),
    KLMS.field("X-KLMS-AntiVirus-Status", "Result of the virus scan."),
    KLMS.field("X-KLMS-LinksScanning", "Result of the scan of links."),
    KLMS.field("X-KLMS-KATA-Status", "Result of the protection against targeted attacks."),
    KLMS.field("X-KLMS-Message-Action", "What was done with the message, and by which module."),
    KLMS.field("X-KLMS-Rule-ID", "Numbers of the rules that applied."),
    SEEN.field("X-KSE-AntiSpam-Info", "Status, rate, method and internal marks, one a field."),
    SEEN.field("X-KSE-AntiSpam-Status", "Status word; it alone decides."),
    SEEN.field("X-KSE-AntiSpam-Rate", "Number that does not decide."),
    SEEN.field("X-KSE-AntiSpam-Method", "Method that decided."),
    SEEN.field("X-KSE-AntiSpam-Version", "Version of the module."),
    SEEN.field("X-KSE-AntiSpam-Interceptor-Info", "Whether the spam scan ran."),
    SEEN.field("X-KSE-AntiSpam-Outbound-Interceptor-Info", "Whether the scan of outgoing mail ran."),
    SEEN.field("X-KSE-Antiphishing-Info", "Result of the phishing scan."),
    SEEN.field("X-KSE-Antiphishing-Method", "Method of the phishing scan."),
    SEEN.field("X-KSE-Antiphishing-ScanningType", "Kind of the phishing scan."),
    SEEN.field("X-KSE-Antiphishing-Bases", "Date of the databases."),
    SEEN.field("X-KSE-Antivirus-Info", "Result of the virus scan, and date of the databases."),
    SEEN.field("X-KSE-Antivirus-Interceptor-Info", "Whether the virus scan ran."),
    SEEN.field("X-KSE-Attachment-Filter-Scan-Result", "Result of the attachment filter."),
    SEEN.field("X-KSE-Attachment-Filter-Triggered-Filters", "Attachment filters that matched."),
    SEEN.field("X-KSE-Attachment-Filter-Triggered-Rules", "Attachment rules that matched."),
    SEEN.field("X-KSE-AttachmentFiltering-Interceptor-Info", "Whether the attachment filter ran."),
    SEEN.field("X-KSE-BulkMessagesFiltering-Scan-Result", "Result of the count of messages."),
    SEEN.field("X-KSE-ServerInfo", "The Exchange server that scanned the message."),
    KAS.field("X-SpamTest-Status", "Status word of the older product."),
    KAS.field("X-SpamTest-Status-Extended", "The same, with more words."),
    SEEN.field("X-SpamTest-Rate", "Number that does not decide."),
    SEEN.field("X-SpamTest-Method", "Method that decided."),
    SEEN.field("X-SpamTest-Group-ID", "Number of the policy group."),
    SEEN.field("X-SpamTest-Envelope-From", "Sender of the envelope."),
    SEEN.field("X-SpamTest-Info", "Versions and marks of the filter."),
    KAS.field("X-SpamTest-Header", "Text that the administrator chose."),
    SEEN.field("X-SpamTest-Version", "Version of the product."),
];

const CODES: &[CodeDoc] = &[
    KSMG.code("AntiSpam-Status", "spam", "Spam.", "the organisation's policy"),
    SEEN.code("AntiSpam-Status", "KAS_STATUS_SPAM", "Spam.", "the organisation's policy"),
    KSMG.code("AntiSpam-Status", "probable_spam", "Probably spam.", "the organisation's policy"),
    SEEN.code("AntiSpam-Status", "phishing", "Phishing.", "the organisation's policy"),
    KSMG.code("AntiSpam-Status", "not_detected", "No spam found.", ""),
    SEEN.code("AntiSpam-Status", "KAS_STATUS_NOT_DETECTED", "No spam found.", ""),
    KSMG.code("AntiSpam-Status", "trusted", "The sender is trusted by a list.", "delivered"),
    KSMG.code(
        "AntiSpam-Status",
        "blacklisted",
        "The sender is on a block list.",
        "the organisation's policy",
    ),
    KSMG.code("AntiSpam-Status", "denylisted", "The sender is on a block list.", "the organisation's policy"),
    KSMG.code("AntiSpam-Status", "not scanned", "Not scanned.", ""),
    KSMG.code("AntiSpam-Status", "protection disabled", "Not scanned: protection is off.", ""),
    REPORTED.code("AntiSpam-Status", "mass_mail", "Mass mail, as reported by third parties.", ""),
    KAS.code("AntiSpam-Status", "formal", "An automatic answer of a mail server.", ""),
    KAS.code("SpamTest-Status", "SPAM", "Spam.", "the organisation's policy"),
    KAS.code("SpamTest-Status", "Probable Spam", "Probably spam.", "the organisation's policy"),
    KAS.code("SpamTest-Status", "Not detected", "No spam found.", ""),
    KAS.code(
        "SpamTest-Status",
        "Trusted",
        "The sender is trusted by a list, or the scan is off.",
        "delivered",
    ),
    KAS.code("SpamTest-Status-Extended", "spam", "Spam.", "the organisation's policy"),
    KAS.code("SpamTest-Status-Extended", "probable_spam", "Probably spam.", "the organisation's policy"),
    KAS.code("SpamTest-Status-Extended", "not_detected", "No spam found.", ""),
    KAS.code(
        "SpamTest-Status-Extended",
        "trusted",
        "The sender is trusted by a list, or the scan is off.",
        "delivered",
    ),
    KAS.code("SpamTest-Status-Extended", "blacklisted", "The sender is on a block list.", ""),
    KAS.code("SpamTest-Status-Extended", "formal", "An automatic answer of a mail server.", ""),
    KSMG.code("AntiPhishing", "Clean", "No phishing found.", ""),
    KSMG.code("AntiPhishing", "NotDetected", "No phishing found.", ""),
    KSMG.code("AntiPhishing", "Detected", "Phishing.", "the organisation's policy"),
    KSMG.code("AntiPhishing", "not scanned", "Not scanned for phishing.", ""),
    KSMG.code("AntiPhishing", "", "Result of the phishing scan.", ""),
    KSMG.code("AntiVirus-Status", "Clean", "No virus found.", ""),
    KSMG.code("AntiVirus-Status", "NotDetected", "No virus found.", ""),
    KSMG.code("AntiVirus-Status", "Infected", "A virus.", "the organisation's policy"),
    KSMG.code("AntiVirus-Status", "Encrypted", "Encrypted, so not scanned for viruses.", ""),
    KSMG.code("AntiVirus-Status", "Error", "The virus scan failed.", ""),
    KSMG.code("AntiVirus-Status", "", "Result of the virus scan.", ""),
    KSMG.code("AntiVirus", "", "Product and databases of the virus scan.", ""),
    KLMS.code("Interceptor-Info", "protection disabled", "Not scanned: the module is off.", ""),
    KLMS.code("Interceptor-Info", "timeout expired", "Not scanned: the scan took too long.", ""),
    KLMS.code("Interceptor-Info", "size exceeded", "Not scanned: the message is too large.", ""),
    KLMS.code("Interceptor-Info", "fallback", "Not scanned: the scan failed.", ""),
    KLMS.code("Interceptor-Info", "scan successful", "Scanned; the status tells the result.", ""),
    KSMG.code("Rate", "", "Number that does not decide; only the status does.", ""),
    KSMG.code("Method", "", "Method that decided.", ""),
    OPAQUE.code("Info", "", NOT_DOCUMENTED, ""),
    KSMG.code("Auth", "", "Results of SPF, DKIM and DMARC.", ""),
    KSMG.code("Version", "", "Version of the module.", ""),
    KSMG.code("Envelope-From", "", "Sender of the envelope.", ""),
    KSMG.code("Lua-Profiles", "", "Version of the databases.", ""),
    KSMG.code("Moebius-Timestamps", "", "Version of the signatures.", ""),
    KSMG.code("LinksScanning", "", "Result of the scan of links.", ""),
    KSMG.code("KATA-Status", "", "Result of the protection against targeted attacks.", ""),
    KSMG.code("Message-Action", "", "What was done with the message, and by which module.", ""),
    KSMG.code("Rule-ID", "", "Numbers of the rules that applied.", ""),
    SEEN.code("Outbound-Interceptor-Info", "", "Whether the scan of outgoing mail ran.", ""),
    SEEN.code("Antiphishing-Info", "", "Result of the phishing scan.", ""),
    SEEN.code("Antiphishing-Method", "", "Method of the phishing scan.", ""),
    SEEN.code("Antiphishing-ScanningType", "", "Kind of the phishing scan.", ""),
    SEEN.code("Antiphishing-Bases", "", "Date of the databases.", ""),
    SEEN.code("Antivirus-Interceptor-Info", "", "Whether the virus scan ran.", ""),
    SEEN.code("Attachment-Filter", "", "What the attachment filter did.", ""),
    SEEN.code("BulkMessagesFiltering", "InTheLimit", "The sender stayed below the limit of messages.", ""),
    SEEN.code("BulkMessagesFiltering", "", "Result of the count of messages.", ""),
    SEEN.code("ServerInfo", "", "The Exchange server that scanned the message.", ""),
    SEEN.code("Group-ID", "", "Number of the policy group.", ""),
    KAS.code("Header", "", "Text that the administrator chose.", ""),
];

/// Secure Mail Gateway.
const GATEWAY: &[Item] = &[
    deciding("X-KSMG-AntiSpam-Status", "AntiSpam-Status", status),
    deciding("X-KSMG-AntiPhishing", "AntiPhishing", phishing),
    fact_with("X-KSMG-AntiSpam-Rate", "Rate", rate),
    fact("X-KSMG-AntiSpam-Method", "Method"),
    fact("X-KSMG-AntiSpam-Info", "Info"),
    personal_fact("X-KSMG-AntiSpam-Auth", "Auth"),
    fact("X-KSMG-AntiSpam-Version", "Version"),
    personal_fact("X-KSMG-AntiSpam-Envelope-From", "Envelope-From"),
    fact_with("X-KSMG-AntiSpam-Interceptor-Info", "Interceptor-Info", interceptor),
    fact("X-KSMG-AntiSpam-Lua-Profiles", "Lua-Profiles"),
    fact("X-KSMG-AntiSpam-Moebius-Timestamps", "Moebius-Timestamps"),
    fact("X-KSMG-AntiVirus", "AntiVirus"),
    fact_with("X-KSMG-AntiVirus-Status", "AntiVirus-Status", virus),
    fact("X-KSMG-LinksScanning", "LinksScanning"),
    fact("X-KSMG-KATA-Status", "KATA-Status"),
    fact("X-KSMG-Message-Action", "Message-Action"),
    fact("X-KSMG-Rule-ID", "Rule-ID"),
];

/// Security for Linux Mail Server.
const LINUX: &[Item] = &[
    deciding("X-KLMS-AntiSpam-Status", "AntiSpam-Status", status),
    deciding("X-KLMS-AntiPhishing", "AntiPhishing", phishing),
    fact_with("X-KLMS-AntiSpam-Rate", "Rate", rate),
    fact("X-KLMS-AntiSpam-Method", "Method"),
    fact("X-KLMS-AntiSpam-Info", "Info"),
    personal_fact("X-KLMS-AntiSpam-Auth", "Auth"),
    fact("X-KLMS-AntiSpam-Version", "Version"),
    personal_fact("X-KLMS-AntiSpam-Envelope-From", "Envelope-From"),
    fact_with("X-KLMS-AntiSpam-Interceptor-Info", "Interceptor-Info", interceptor),
    fact("X-KLMS-AntiSpam-Lua-Profiles", "Lua-Profiles"),
    fact("X-KLMS-AntiSpam-Moebius-Timestamps", "Moebius-Timestamps"),
    fact("X-KLMS-AntiVirus", "AntiVirus"),
    fact_with("X-KLMS-AntiVirus-Status", "AntiVirus-Status", virus),
    fact("X-KLMS-LinksScanning", "LinksScanning"),
    fact("X-KLMS-KATA-Status", "KATA-Status"),
    fact("X-KLMS-Message-Action", "Message-Action"),
    fact("X-KLMS-Rule-ID", "Rule-ID"),
];

/// Security for Exchange; `X-KSE-AntiSpam-Info` is read apart.
const EXCHANGE: &[Item] = &[
    deciding("X-KSE-AntiSpam-Status", "AntiSpam-Status", status),
    fact_with("X-KSE-AntiSpam-Rate", "Rate", rate),
    fact("X-KSE-AntiSpam-Method", "Method"),
    fact("X-KSE-AntiSpam-Version", "Version"),
    fact_with("X-KSE-AntiSpam-Interceptor-Info", "Interceptor-Info", interceptor),
    fact("X-KSE-AntiSpam-Outbound-Interceptor-Info", "Outbound-Interceptor-Info"),
    fact("X-KSE-Antiphishing-Info", "Antiphishing-Info"),
    fact("X-KSE-Antiphishing-Method", "Antiphishing-Method"),
    fact("X-KSE-Antiphishing-ScanningType", "Antiphishing-ScanningType"),
    fact("X-KSE-Antiphishing-Bases", "Antiphishing-Bases"),
    fact_with("X-KSE-Antivirus-Info", "AntiVirus-Status", virus),
    fact("X-KSE-Antivirus-Interceptor-Info", "Antivirus-Interceptor-Info"),
    fact("X-KSE-Attachment-Filter-Scan-Result", "Attachment-Filter"),
    fact("X-KSE-Attachment-Filter-Triggered-Filters", "Attachment-Filter"),
    fact("X-KSE-Attachment-Filter-Triggered-Rules", "Attachment-Filter"),
    fact("X-KSE-AttachmentFiltering-Interceptor-Info", "Attachment-Filter"),
    fact("X-KSE-BulkMessagesFiltering-Scan-Result", "BulkMessagesFiltering"),
    fact("X-KSE-ServerInfo", "ServerInfo"),
];

/// Anti-Spam 3.0 and its relatives.
const SPAM_TEST: &[Item] = &[
    deciding("X-SpamTest-Status", "SpamTest-Status", status),
    deciding("X-SpamTest-Status-Extended", "SpamTest-Status-Extended", status),
    fact_with("X-SpamTest-Rate", "Rate", rate),
    fact("X-SpamTest-Method", "Method"),
    fact("X-SpamTest-Group-ID", "Group-ID"),
    personal_fact("X-SpamTest-Envelope-From", "Envelope-From"),
    fact("X-SpamTest-Info", "Info"),
    fact("X-SpamTest-Header", "Header"),
    fact("X-SpamTest-Version", "Version"),
];

const fn spec(items: &'static [Item], agrees: fn(&Context<'_, '_>) -> Option<bool>) -> Spec {
    Spec { id: ID, keys: &[], items, codes: CODES, appliance: true, agrees }
}

static SPECS: [Spec; 3] =
    [spec(GATEWAY, no_identifier), spec(LINUX, no_identifier), spec(SPAM_TEST, no_identifier)];
static EXCHANGE_SPEC: Spec = spec(EXCHANGE, server_agrees);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let from = readings.len();
    for spec in &SPECS {
        super::words::decode(spec, context, readings);
    }
    let before = readings.len();
    super::words::decode(&EXCHANGE_SPEC, context, readings);
    marks(context, readings, before);
    allow_lists_acted(&mut readings[from..]);
}

/// `X-KSE-ServerInfo: ex1.example.edu, 9` names a trusted hop, or tells nothing.
fn server_agrees(context: &Context<'_, '_>) -> Option<bool> {
    let text = context.headers.first("X-KSE-ServerInfo")?.decoded();
    let server = text.split(',').next()?.trim();
    let mut hosts = context.route.trusted_hops().filter_map(|h| h.received.by.as_deref());
    hosts.any(|host| host.eq_ignore_ascii_case(server)).then_some(true)
}

/// The Exchange product writes one fact a field, under one name: they belong to its reading on their side of the
/// border.
fn marks<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>, before: usize) {
    for field in context.headers.all("X-KSE-AntiSpam-Info").take(64) {
        let above = context.route.is_above_border(field.index());
        let mine = readings.iter().skip(before).rposition(|r| (r.trust == Trust::Trusted) == above);
        let at = mine.map_or(readings.len(), |i| before + i);
        if at == readings.len() {
            let claim = Claim::appliance(ID, field.index(), 1, server_agrees(context));
            readings.push(Reading { role: Role::Diagnostic, ..standing(context, claim).reading(ID) });
        }
        let Some(reading) = readings.get_mut(at) else { continue };
        let text = field.decoded();
        let is_personal = text.contains('@') && !text.starts_with('{');
        if let Some(word) = text.strip_prefix("Status:") {
            restore_role(context, field.index(), reading);
            second_status(word.trim(), reading);
        } else if let Some(number) = text.strip_prefix("Rate:") {
            rate(number, reading);
        }
        reading.places.push(field.place());
        let code = Code::new("Info", text, meaning(CODES, "Info", ""));
        reading.codes.push(Code { personal: is_personal, ..code });
    }
}

/// A status among the facts makes the reading one of a filter that speaks.
fn restore_role(context: &Context<'_, '_>, field: u32, reading: &mut Reading<'_>) {
    if reading.role == Role::Diagnostic {
        reading.role = standing(context, Claim::appliance(ID, field, 1, server_agrees(context))).role;
    }
}

/// A status that differs from one before leaves the reading in doubt: one of the two is somebody else's.
fn second_status(word: &str, reading: &mut Reading<'_>) {
    let before = std::mem::take(&mut reading.verdict);
    status(word, reading);
    if before != Verdict::Unknown && reading.verdict != before {
        reading.verdict = before;
        if reading.trust == Trust::Probable {
            reading.trust = Trust::Unverifiable;
        }
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

fn virus(value: &str, reading: &mut Reading<'_>) {
    if value.get(..8).is_some_and(|w| w.eq_ignore_ascii_case("infected")) {
        judge(reading, Verdict::Malware);
    }
}

/// A number that does not decide: spam and clean mail have carried the same one.
fn rate(value: &str, reading: &mut Reading<'_>) {
    reading.score = number(value);
}

/// Why there is no status.
fn interceptor(value: &str, reading: &mut Reading<'_>) {
    let skipped = ["protection disabled", "timeout expired", "size exceeded", "fallback"];
    if reading.verdict == Verdict::Unknown && skipped.iter().any(|s| value.trim().eq_ignore_ascii_case(s)) {
        judge(reading, Verdict::NotScanned);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, counts_only_at, message, run};
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
            ("X-KSMG-AntiSpam-Status: mass_mail", Verdict::Bulk),
            ("X-KSMG-AntiSpam-Status: denylisted", Verdict::BlockListed),
            ("X-KSMG-AntiSpam-Status: protection disabled", Verdict::NotScanned),
            ("X-KSE-AntiSpam-Status: KAS_STATUS_SPAM", Verdict::Spam),
            ("X-KSE-AntiSpam-Status: phishing", Verdict::Phish),
            ("X-KSMG-AntiSpam-Interceptor-Info: fallback", Verdict::NotScanned),
            ("X-KLMS-AntiSpam-Interceptor-Info: size exceeded", Verdict::NotScanned),
            ("X-KLMS-AntiSpam-Interceptor-Info: timeout expired", Verdict::NotScanned),
            ("X-KSMG-AntiSpam-Interceptor-Info: scan successful", Verdict::Unknown),
            ("X-KSMG-AntiSpam-Status: spam\r\nX-KSMG-AntiSpam-Interceptor-Info: fallback", Verdict::Spam),
            ("X-KSMG-AntiVirus-Status: Infected, skipped", Verdict::Malware),
            ("X-KSMG-AntiVirus-Status: NotDetected, skipped", Verdict::Unknown),
            ("X-KSMG-AntiPhishing: not scanned, disabled by settings", Verdict::Unknown),
            ("X-SpamTest-Status: SPAM\r\nX-SpamTest-Status-Extended: blacklisted", Verdict::BlockListed),
            ("X-SpamTest-Status: Trusted", Verdict::AllowListed),
            ("X-SpamTest-Status-Extended: formal", Verdict::Unknown),
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
        counts_only_at(
            &DECODER,
            "X-KSMG-AntiSpam-Status: not_detected",
            "mx1.example.edu",
            Trust::Unverifiable,
        );
    }

    #[test]
    fn every_field_is_read_and_addresses_are_personal() {
        for field in FIELDS {
            let text = message(&format!("{}: x@example.org", field.name));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            assert_eq!(readings.len(), 1, "{}", field.name);
            let personal = ["Envelope-From", "AntiSpam-Auth", "KSE-AntiSpam-Info"];
            let expected = personal.iter().any(|p| field.name.ends_with(p));
            assert_eq!(readings[0].codes[0].personal, expected, "{}", field.name);
        }
    }

    #[test]
    fn marks_below_the_border_stay_out_of_the_trusted_reading() {
        let text = "X-KSE-AntiSpam-Status: KAS_STATUS_SPAM\r\nX-KSE-AntiSpam-Info: {Mark}\r\nReceived: a\r\n\
            From: a@example.org\r\nX-KSE-AntiSpam-Info: Status: trusted\r\n\r\n";
        let readings = run(&DECODER, text, Platform::Other, &["ex1.example.edu"]);
        let verdicts: Vec<_> = readings.iter().map(|r| (r.verdict, r.trust)).collect();
        let below = (Verdict::AllowListed, Trust::Unverifiable);
        assert_eq!(verdicts, [(Verdict::Spam, Trust::Trusted), below]);
    }

    #[test]
    fn a_second_status_that_differs_leaves_doubt() {
        let text = message(
            "X-KSE-ServerInfo: ex1.example.edu\r\nX-KSE-AntiSpam-Status: KAS_STATUS_SPAM\r\n\
             X-KSE-AntiSpam-Info: Status: trusted",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["ex1.example.edu"]);
        assert_eq!((readings[0].verdict, readings[0].trust), (Verdict::Spam, Trust::Unverifiable));
    }

    #[test]
    fn the_server_that_scanned_is_a_trusted_hop() {
        let text = message("X-KSE-ServerInfo: EX1.example.edu, 9\r\nX-KSE-AntiSpam-Info: Status: spam");
        let readings = run(&DECODER, &text, Platform::Other, &["ex1.example.edu"]);
        assert_eq!(readings.len(), 1);
        let facts = (readings[0].verdict, readings[0].trust, readings[0].role);
        assert_eq!(facts, (Verdict::Spam, Trust::Probable, Role::Receiver));
    }
}
