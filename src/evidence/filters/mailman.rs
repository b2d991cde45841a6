//! GNU Mailman 2 and 3: that a message passed a list, and which rules of the list it met.

use super::corroborate::{contains_ignore_case, part_of};
use super::doc::Known;
use super::marks::Marks;
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "mailman";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "GNU Mailman", fields: FIELDS, codes: CODES, exemption: None, decode };

const SOURCE: Known = Known::source("GNU Mailman 3, handlers and rules");
const OLD: Known = Known::source("GNU Mailman 2.1, Handlers");

const FIELDS: &[FieldDoc] = &[
    OLD.field("X-BeenThere", "Address of the list."),
    OLD.field("X-Mailman-Version", "Version of Mailman."),
    OLD.field("X-Mailman-Approved-At", "When a moderator let it through."),
    SOURCE.field("X-Mailman-Rule-Hits", "Rules of the list that the message met."),
    SOURCE.field("X-Mailman-Rule-Misses", "Rules of the list that it did not meet."),
    SOURCE.field("X-MailFrom", "Envelope sender before the list."),
    SOURCE.field("Message-ID-Hash", "Names the message in the list's archive."),
    SOURCE.field("X-Message-ID-Hash", "The same under its old name."),
];

const CODES: &[CodeDoc] = &[
    OLD.code(
        "BeenThere",
        "",
        "It passed this list, which may change subject and body: the author's signature breaks.",
        "",
    ),
    OLD.code("Version", "", "Version of Mailman.", ""),
    OLD.code("Approved-At", "", "A moderator let it through.", ""),
    SOURCE.code("Rule-Hits", "approved", "The message carried the moderator's password.", ""),
    SOURCE.code("Rule-Hits", "emergency", "The list holds all mail at present.", "held for a moderator"),
    SOURCE.code("Rule-Hits", "loop", "The message had passed the list before.", ""),
    SOURCE.code("Rule-Hits", "banned-address", "The sender is banned from the list.", ""),
    SOURCE.code("Rule-Hits", "member-moderation", "The sender is a member whose mail is moderated.", ""),
    SOURCE.code("Rule-Hits", "nonmember-moderation", "The sender is no member of the list.", ""),
    SOURCE.code("Rule-Hits", "administrivia", "It looks like a command to the list server.", ""),
    SOURCE.code("Rule-Hits", "implicit-dest", "The list is not among the visible recipients.", ""),
    SOURCE.code("Rule-Hits", "max-recipients", "It has more recipients than the list allows.", ""),
    SOURCE.code("Rule-Hits", "max-size", "It is larger than the list allows.", ""),
    SOURCE.code("Rule-Hits", "news-moderation", "The list feeds a moderated newsgroup.", ""),
    SOURCE.code("Rule-Hits", "no-subject", "It has no subject.", ""),
    SOURCE.code("Rule-Hits", "no-senders", "It has no valid sender.", ""),
    SOURCE.code("Rule-Hits", "digests", "It answers a digest, or quotes one whole.", ""),
    SOURCE.code("Rule-Hits", "suspicious-header", "A field matches a pattern of the list's owner.", ""),
    SOURCE.code(
        "Rule-Hits",
        "dmarc-mitigation",
        "The policy of the From domain makes the list act.",
        "From may be rewritten",
    ),
    SOURCE.code("Rule-Hits", "header-match-*", "A field matches a filter of the list.", ""),
    SOURCE.code("Rule-Hits", "any", "Another rule was met before.", ""),
    SOURCE.code("Rule-Misses", "", "Rules of the list that it did not meet.", ""),
    SOURCE.code("MailFrom", "", "Envelope sender before the list.", ""),
    SOURCE.code("Message-ID-Hash", "", "Names the message in the list's archive.", ""),
];

/// More rules than this are not read.
const MAX_RULES: usize = 32;

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let mut marks = Marks::new(ID, context, CODES);
    marks.fact("X-Mailman-Version", "Version");
    // Google Groups writes the field as well.
    let list =
        headers.first("X-BeenThere").filter(|f| !contains_ignore_case(&f.decoded(), "@googlegroups.com"));
    if let Some(field) = list.filter(|_| headers.first("X-Google-Group-Id").is_none()) {
        marks.take(field, "BeenThere", field.decoded());
    }
    marks.fact("X-Mailman-Approved-At", "Approved-At");
    if let Some(field) = headers.first("X-Mailman-Rule-Hits") {
        let text = field.decoded();
        for rule in text.split(';').map(str::trim).filter(|r| !r.is_empty()).take(MAX_RULES) {
            marks.take_as(field, "Rule-Hits", part_of(&text, rule), known(rule));
        }
    }
    marks.fact("X-Mailman-Rule-Misses", "Rule-Misses");
    if marks.is_empty() {
        return;
    }
    marks.personal("X-MailFrom", "MailFrom");
    if let Some(field) = headers.first("Message-ID-Hash").or_else(|| headers.first("X-Message-ID-Hash")) {
        marks.take(field, "Message-ID-Hash", field.decoded());
    }
    marks.finish(readings);
}

/// The row of a rule; filters of a list carry its name and a number.
fn known(rule: &str) -> &str {
    if rule.starts_with("header-match-") { "header-match-*" } else { rule }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, leaves_nothing, message, run};
    use super::super::{Role, Verdict};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn every_known_rule_is_explained() {
        for code in CODES.iter().filter(|c| c.name == "Rule-Hits") {
            let rule = code.value.replace('*', "list.example.org-0");
            let text = message(&format!(
                "X-Mailman-Rule-Hits: {rule}; something-new\r\nX-Mailman-Rule-Misses: loop;\r\n any"
            ));
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{readings:?}") };
            assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
            let found: Vec<_> =
                reading.codes.iter().map(|c| (&*c.name, &*c.value, c.meaning.is_some())).collect();
            assert_eq!(
                found,
                [
                    ("Rule-Hits", &*rule, true),
                    ("Rule-Hits", "something-new", false),
                    ("Rule-Misses", "loop; any", true)
                ]
            );
        }
    }

    #[test]
    fn mailman_2_names_the_list_and_its_version() {
        let text = message(
            "X-BeenThere: list@example.org\r\nX-Mailman-Version: 2.1.39\r\nX-MailFrom: a@example.org\r\nX-Mailman-Approved-At: Fri, 06 Mar 2026 07:00:00 +0000\r\nX-Message-ID-Hash: AAAA",
        );
        let readings = run(&DECODER, &text, Platform::Other, &[]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        let found: Vec<_> = reading.codes.iter().map(|c| (&*c.name, c.personal)).collect();
        assert_eq!(
            found,
            [
                ("Version", false),
                ("BeenThere", false),
                ("Approved-At", false),
                ("MailFrom", true),
                ("Message-ID-Hash", false)
            ]
        );
    }

    #[test]
    fn what_others_write_too_is_no_mark_alone() {
        leaves_nothing(
            &DECODER,
            &[
                "X-BeenThere: list@googlegroups.com",
                "X-BeenThere: list@example.org\r\nX-Google-Group-Id: 1",
                "X-MailFrom: a@example.org\r\nMessage-ID-Hash: AAAA",
                "X-Mailman-Rule-Hits: ;",
            ],
        );
    }
}
