//! Ids in the words that people use.

use crate::evidence::filters;

/// Where a message lies, as the start of a sentence.
pub(in crate::report) fn folder(id: &str) -> &'static str {
    match id {
        "inbox" => "In the inbox",
        "junk" => "In the junk folder",
        "quarantine" => "In quarantine",
        "rejected" => "Rejected, not delivered",
        "other" => "In another folder",
        _ => "Nothing says where it lies",
    }
}

/// What says where a message lies.
pub(in crate::report) fn basis(id: &str) -> &'static str {
    match id {
        "header" => "the mail system's own field says so",
        "label" => "the mail system's own label says so",
        "folder-name" => "by the name of the folder or file it was found in",
        "option" => "by --folder",
        "verdict" => "as the verdict implies",
        _ => "say it with --folder",
    }
}

/// What a relation rests on.
pub(in crate::report) fn relation_basis(id: &str) -> &'static str {
    match id {
        "relay-table" => "by the relay list",
        "spf-include" => "by the SPF include",
        "network" => "by the network list",
        "rdns" => "by its confirmed reverse name",
        "dkim" => "by its DKIM signature",
        "arc" => "by a trusted ARC chain",
        _ => "",
    }
}

/// Who can do something, as the start of a sentence.
pub(in crate::report) fn actor(id: &str) -> &'static str {
    match id {
        "dns-admin" => "DNS administrator",
        "mail-admin" => "Mail administrator",
        "alma-admin" => "Alma administrator",
        "recipient" => "Recipient",
        "helpdesk" => "Helpdesk",
        "exlibris-support" => "Ex Libris support",
        _ => "Nobody",
    }
}

/// A product by its name.
pub(in crate::report) fn product(id: &'static str) -> &'static str {
    filters::DECODERS.iter().find(|d| d.id == id).map_or(id, |d| d.name)
}

/// What part a filter played.
pub(in crate::report) fn role(id: &str) -> &'static str {
    match id {
        "receiver" => "the mailbox's filter",
        "placement" => "chose the folder",
        "upstream" => "a filter on the way in",
        "sender-side" => "a scan on the sender's side, no verdict about this mailbox",
        _ => "facts only",
    }
}

/// How far somebody's word goes, when it does not count in full.
pub(in crate::report) fn doubt(trust: &str) -> Option<&'static str> {
    match trust {
        "probable" => Some("probable: it agrees with a trusted server"),
        "unverifiable" => Some("not counted: nothing confirms it"),
        "sender-supplied" => Some("not counted: the sender could have written it"),
        _ => None,
    }
}

/// Whether somebody's word counts.
pub(in crate::report) fn counts(trust: &str) -> bool {
    matches!(trust, "trusted" | "probable")
}

/// A verdict in words.
pub(in crate::report) fn verdict(id: &str) -> &'static str {
    match id {
        "malware" => "malware",
        "phish" => "phishing",
        "spoof" => "forged sender",
        "spam" => "spam",
        "bulk" => "bulk mail",
        "suspect" => "suspicious",
        "not-spam" => "not spam",
        "allow-listed" => "let through by a list or rule",
        "block-listed" => "stopped by a list or rule",
        "not-scanned" => "not scanned",
        _ => "no verdict",
    }
}

/// A kind of result as people write it.
pub(in crate::report) fn result(what: &'static str) -> &'static str {
    match what {
        "spf" => "SPF",
        "dkim" => "DKIM",
        "dmarc" => "DMARC",
        "spf-at-gateway" => "SPF at the gateway",
        other => other,
    }
}

/// What a run says that was interrupted.
pub(in crate::report) const PARTIAL: &str =
    "This is a partial result: the run was interrupted. Messages after the last one read are not counted.";

/// A delay in at most two units.
pub(in crate::report) fn delay(seconds: i64) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let s = seconds.unsigned_abs();
    match s {
        0..60 => format!("{sign}{s} s"),
        60..3600 => two(sign, s / 60, "min", s % 60, "s"),
        3600..86_400 => two(sign, s / 3600, "h", s % 3600 / 60, "min"),
        _ => two(sign, s / 86_400, "d", s % 86_400 / 3600, "h"),
    }
}

fn two(sign: &str, large: u64, large_unit: &str, small: u64, small_unit: &str) -> String {
    if small == 0 {
        format!("{sign}{large} {large_unit}")
    } else {
        format!("{sign}{large} {large_unit} {small} {small_unit}")
    }
}

/// A TLS version as people write it: `TLS1_3` and `TLSv1.3` become `1.3`.
pub(in crate::report) fn tls_version(version: &str) -> String {
    let digits = version.trim_start_matches(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | ' '));
    if digits.is_empty() { version.to_owned() } else { digits.replace('_', ".") }
}

/// `1 message`, `2 messages`, with thousands set apart.
pub(in crate::report) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// A number with thousands set apart.
pub(in crate::report) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The day and minute of an RFC 3339 date; the whole text when it is none.
pub(in crate::report) fn minute(date: &str) -> String {
    shortened(date, 16)
}

/// The day and second of an RFC 3339 date; the whole text when it is none.
pub(in crate::report) fn second(date: &str) -> String {
    shortened(date, 19)
}

fn shortened(date: &str, end: usize) -> String {
    match (date.get(..10), date.get(11..end), date.get(19..)) {
        (Some(day), Some(time), Some("Z" | "+00:00")) => format!("{day} {time} UTC"),
        (Some(day), Some(time), Some(zone)) => format!("{day} {time} {zone}"),
        _ => date.to_owned(),
    }
}

/// What stands above a text to paste that is made for one of several messages, which has this domain in From.
pub(in crate::report) fn snippet_for(domain: Option<&str>) -> String {
    match domain {
        Some(domain) => format!("as it is for mail from {domain}; another sender may need another text:"),
        None => "as it is for one of these messages; another may need another text:".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(delay(7), "7 s");
        assert_eq!(delay(-61), "-1 min 1 s");
        assert_eq!(delay(7200), "2 h");
        assert_eq!(delay(i64::MIN).chars().next(), Some('-'));
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(count(1, "message", "messages"), "1 message");
        assert_eq!(tls_version("TLS1_3"), "1.3");
        assert_eq!(tls_version("TLSv1.2"), "1.2");
        assert_eq!(minute("2026-03-02T09:00:05Z"), "2026-03-02 09:00 UTC");
        assert_eq!(minute("2026-03-02T09:00:05+01:00"), "2026-03-02 09:00 +01:00");
    }
}
