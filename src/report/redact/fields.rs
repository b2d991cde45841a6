//! Which words of a field may stay in an excerpt, by the field's name.

use super::text::Mode;
use super::vocabulary::Products;

/// Fields that people write, or that name people.
const PEOPLE: &[&str] = &[
    "apparently-to",
    "bcc",
    "cc",
    "comments",
    "delivered-to",
    "disposition-notification-to",
    "envelope-to",
    "errors-to",
    "final-recipient",
    "original-recipient",
    "remote-mta",
    "reporting-mta",
    "from",
    "in-reply-to",
    "keywords",
    "list-id",
    "list-post",
    "list-unsubscribe",
    "message-id",
    "organization",
    "references",
    "reply-to",
    "return-path",
    "sender",
    "subject",
    "thread-index",
    "thread-topic",
    "to",
    "user-agent",
    "x-apparently-to",
    "x-auth-user",
    "x-authenticated-sender",
    "x-authenticated-user",
    "x-envelope-from",
    "x-envelope-to",
    "x-forwarded-for",
    "x-forwarded-to",
    "x-mailer",
    "x-original-from",
    "x-original-subject",
    "x-original-to",
    "x-sender",
    "x-source-auth",
];

/// Fields that mail servers write with a grammar of their own.
const TRACE: &[&str] = &[
    "arc-authentication-results",
    "authentication-results",
    "date",
    "original-authentication-results",
    "received",
    "received-spf",
    "x-received",
    "action",
    "arrival-date",
    "diagnostic-code",
    "status",
];

/// Signatures of mail servers.
const SIGNATURES: &[&str] = &["arc-message-signature", "arc-seal", "dkim-signature", "domainkey-signature"];

/// Whether the field of this name, lower case, is one that people write or that names people.
pub(super) fn is_of_people(name: &str) -> bool {
    PEOPLE.contains(&name) || name.starts_with("resent-")
}

/// Parts of the names of fields and codes that hold a subject, a person, a label or another word that people chose.
const FREE: &[&str] =
    &["from", "originalsubject", "rcpt", "recipient", "sender", "stream", "subj", "subject", "to", "user"];

/// Fields of such a name that hold a yes, a no or a folder of the product.
const ANSWERS: &[&str] = &["deliver-to", "x-spam-known-sender", "x-tm-as-user-approved-sender"];

/// Whether what the field or code of this name, lower case, holds is chosen by people.
pub(super) fn is_free(name: &str) -> bool {
    let mut parts = name.split(|c: char| !c.is_alphanumeric());
    name == "x-quarantine-id"
        || (!name.ends_with("-ip") && !ANSWERS.contains(&name) && parts.any(|part| FREE.contains(&part)))
}

/// What kind of text the field of this name holds.
pub(super) fn mode(name: &str) -> Mode {
    let name = name.to_ascii_lowercase();
    if is_of_people(&name) {
        return Mode::Strict;
    }
    if TRACE.contains(&name.as_str()) {
        return Mode::Trace;
    }
    if SIGNATURES.contains(&name.as_str()) {
        return Mode::Signature;
    }
    if is_free(&name) {
        return Mode::Strict;
    }
    let products = Products::of_field(&name);
    if products.is_empty() { Mode::Strict } else { Mode::Codes(products) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_people_are_strict_whoever_decodes_them() {
        assert_eq!(mode("Subject"), Mode::Strict);
        assert_eq!(mode("Resent-From"), Mode::Strict);
        assert_eq!(mode("X-Nobody-Knows"), Mode::Strict);
        assert_eq!(mode("Received"), Mode::Trace);
        assert!(matches!(mode("X-Forefront-Antispam-Report"), Mode::Codes(_)));
        assert!(matches!(mode("X-Spam-Status"), Mode::Codes(_)));
        assert_eq!(mode("X-Spam-Prev-Subject"), Mode::Strict);
        assert!(matches!(mode("X-Sender-IP"), Mode::Codes(_)));
        assert_eq!(mode("ARC-Seal"), Mode::Signature);
    }
}
