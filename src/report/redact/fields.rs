//! Which words of a field may stay in an excerpt, by the field's name.

use super::pen::Mode;
use crate::evidence::filters::DECODERS;

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
    "arc-message-signature",
    "arc-seal",
    "authentication-results",
    "date",
    "dkim-signature",
    "domainkey-signature",
    "original-authentication-results",
    "received",
    "received-spf",
    "x-received",
    "action",
    "arrival-date",
    "diagnostic-code",
    "final-recipient",
    "original-recipient",
    "remote-mta",
    "reporting-mta",
    "status",
];

/// Whether the field of this name, lower case, is one that people write or that names people.
pub(super) fn is_of_people(name: &str) -> bool {
    PEOPLE.contains(&name) || name.starts_with("resent-")
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
    let is_filters = DECODERS.iter().any(|d| d.fields.iter().any(|f| f.name != "*" && f.is_named(&name)));
    if is_filters { Mode::Codes } else { Mode::Strict }
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
        assert_eq!(mode("X-Forefront-Antispam-Report"), Mode::Codes);
        assert_eq!(mode("X-Spam-Status"), Mode::Codes);
    }
}
