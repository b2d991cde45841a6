//! Marks of bulk and automatic mail that senders write themselves: what they mean, never a verdict.

use super::corroborate::plain;
use super::doc::Known;
use super::marks::Marks;
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "bulk-markers";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Bulk and automatic mail",
    fields: FIELDS,
    codes: CODES,
    exemption: None,
    decode,
};

const LISTS: Known = Known::documented("RFC 2369");
const LIST_ID: Known = Known::documented("RFC 2919");
const ONE_CLICK: Known = Known::documented("RFC 8058; Gmail and Yahoo sender requirements");
const AUTOMATIC: Known = Known::documented("RFC 3834");
const NOTICE: Known = Known::documented("RFC 5436");
const OLD: Known = Known::documented("RFC 2076 section 3.9");
const LOOP: Known = Known::documented("Gmail sender guidelines: Feedback Loop");
const EXCHANGE: Known =
    Known::documented("Microsoft: X-Auto-Response-Suppress, [MS-OXCMAIL] and [MS-OXOMSG]");
const SEEN: Known = Known::observed("observed in delivered mail");

const FIELDS: &[FieldDoc] = &[
    LIST_ID.field("List-Id", "Names the list or the kind of mail."),
    LISTS.field("List-Unsubscribe", "How to unsubscribe: by mail or on a web page."),
    ONE_CLICK.field("List-Unsubscribe-Post", "The mailbox can unsubscribe with one click."),
    LISTS.field("List-Post", "Where to write to the list; NO when nobody can."),
    OLD.field("Precedence", "How much of a hurry the message is in: bulk, list or junk."),
    AUTOMATIC.field("Auto-Submitted", "Whether a program wrote the message."),
    LOOP.field("Feedback-ID", "Groups the mail of a sender for statistics of complaints."),
    EXCHANGE.field("X-Auto-Response-Suppress", "Automatic answers that the sender does not want."),
    SEEN.field("X-Autoreply", "An automatic answer."),
    SEEN.field("X-Autorespond", "An automatic answer."),
];

const CODES: &[CodeDoc] = &[
    LIST_ID.code("List-Id", "", "Names the list or the kind of mail.", ""),
    LISTS.code("List-Unsubscribe", "mail", "The recipient can unsubscribe by mail.", ""),
    LISTS.code("List-Unsubscribe", "web", "The recipient can unsubscribe on a web page.", ""),
    LISTS.code(
        "List-Unsubscribe",
        "mail and web",
        "The recipient can unsubscribe by mail and on a web page.",
        "",
    ),
    ONE_CLICK.code(
        "List-Unsubscribe-Post",
        "List-Unsubscribe=One-Click",
        "The recipient can unsubscribe with one click, as Gmail and Yahoo want it of bulk mail.",
        "",
    ),
    LISTS.code("List-Post", "NO", "Only its owner writes to this list.", ""),
    OLD.code("Precedence", "bulk", "The sender calls it bulk mail.", "some filters count it as bulk"),
    OLD.code("Precedence", "list", "A mailing list sent it.", ""),
    OLD.code("Precedence", "junk", "The sender calls it unimportant.", "some filters count it as bulk"),
    AUTOMATIC.code("Auto-Submitted", "no", "A person wrote it.", ""),
    AUTOMATIC.code(
        "Auto-Submitted",
        "auto-generated",
        "A program wrote it, not as an answer.",
        "no automatic answer",
    ),
    AUTOMATIC.code("Auto-Submitted", "auto-replied", "An automatic answer.", "no automatic answer"),
    NOTICE.code(
        "Auto-Submitted",
        "auto-notified",
        "An automatic notice about other mail.",
        "no automatic answer",
    ),
    LOOP.code("Feedback-ID", "", "Gmail counts complaints about the sender's mail by it.", ""),
    EXCHANGE.code("X-Auto-Response-Suppress", "All", "The sender wants no automatic answer at all.", ""),
    EXCHANGE.code("X-Auto-Response-Suppress", "None", "The sender accepts every automatic answer.", ""),
    EXCHANGE.code("X-Auto-Response-Suppress", "DR", "The sender wants no delivery report.", ""),
    EXCHANGE.code("X-Auto-Response-Suppress", "NDR", "The sender wants no report of failed delivery.", ""),
    EXCHANGE.code("X-Auto-Response-Suppress", "RN", "The sender wants no read receipt.", ""),
    EXCHANGE.code("X-Auto-Response-Suppress", "NRN", "The sender wants no report of unread deletion.", ""),
    EXCHANGE.code("X-Auto-Response-Suppress", "OOF", "The sender wants no out-of-office answer.", ""),
    EXCHANGE.code("X-Auto-Response-Suppress", "AutoReply", "The sender wants no automatic reply.", ""),
    SEEN.code("X-Autoreply", "", "An automatic answer.", ""),
    SEEN.code("X-Autorespond", "", "An automatic answer.", ""),
];

/// More kinds of answers than this are not read.
const MAX_KINDS: usize = 8;

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let mut marks = Marks::new(ID, context, CODES);
    marks.fact("Precedence", "Precedence");
    if let Some(field) = headers.first("Auto-Submitted") {
        // What follows the word may be the address of an owner.
        let text = field.decoded();
        let word = text.split([';', ' ', '\t']).next().unwrap_or("");
        marks.take(field, "Auto-Submitted", super::corroborate::part_of(&text, word));
    }
    if let Some(field) = headers.first("List-Unsubscribe")
        && let Some(ways) = ways(&plain(field))
    {
        marks.take(field, "List-Unsubscribe", ways);
    }
    marks.fact("List-Unsubscribe-Post", "List-Unsubscribe-Post");
    marks.fact("List-Id", "List-Id");
    if let Some(field) = headers.first("List-Post")
        && plain(field).trim_ascii().eq_ignore_ascii_case(b"no")
    {
        marks.take(field, "List-Post", "NO");
    }
    marks.fact("Feedback-ID", "Feedback-ID");
    if let Some(field) = headers.first("X-Auto-Response-Suppress") {
        let text = field.decoded();
        for kind in text.split([',', ';']).map(str::trim).filter(|k| !k.is_empty()).take(MAX_KINDS) {
            marks.take(field, "X-Auto-Response-Suppress", super::corroborate::part_of(&text, kind));
        }
    }
    marks.fact("X-Autoreply", "X-Autoreply");
    marks.fact("X-Autorespond", "X-Autorespond");
    marks.finish(readings);
}

/// The ways to unsubscribe; the links themselves often name the recipient.
fn ways(value: &[u8]) -> Option<&'static str> {
    let offers = |scheme: &[u8]| {
        value.iter().enumerate().any(|(at, b)| {
            *b == b'<'
                && value[at + 1..]
                    .trim_ascii_start()
                    .get(..scheme.len())
                    .is_some_and(|s| s.eq_ignore_ascii_case(scheme))
        })
    };
    match (offers(b"mailto:"), offers(b"http")) {
        (true, true) => Some("mail and web"),
        (true, false) => Some("mail"),
        (false, true) => Some("web"),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::super::{Role, Verdict};
    use super::*;
    use crate::evidence::route::Platform;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn each_mark_says_what_it_means() {
        for (fields, code, value, explained) in [
            ("Precedence: bulk", "Precedence", "bulk", true),
            ("Precedence: list", "Precedence", "list", true),
            ("Precedence: Junk", "Precedence", "Junk", true),
            ("Precedence: first-class", "Precedence", "first-class", false),
            ("Auto-Submitted: no", "Auto-Submitted", "no", true),
            ("Auto-Submitted: auto-replied", "Auto-Submitted", "auto-replied", true),
            (
                "Auto-Submitted: auto-notified; owner-email=\"a@example.org\"",
                "Auto-Submitted",
                "auto-notified",
                true,
            ),
            ("Auto-Submitted: auto-generated (cron)", "Auto-Submitted", "auto-generated", true),
            ("List-Unsubscribe: <mailto:a@example.org>", "List-Unsubscribe", "mail", true),
            ("List-Unsubscribe: < https://example.org/u>", "List-Unsubscribe", "web", true),
            (
                "List-Unsubscribe: <MAILTO:a@example.org>,\r\n <http://example.org>",
                "List-Unsubscribe",
                "mail and web",
                true,
            ),
            (
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                "List-Unsubscribe-Post",
                "List-Unsubscribe=One-Click",
                true,
            ),
            ("List-Unsubscribe-Post: other", "List-Unsubscribe-Post", "other", false),
            ("List-Id: Notices <notices.example.edu>", "List-Id", "Notices <notices.example.edu>", true),
            ("List-Post: NO", "List-Post", "NO", true),
            ("Feedback-ID: a:b:c:sender", "Feedback-ID", "a:b:c:sender", true),
            ("X-Auto-Response-Suppress: All", "X-Auto-Response-Suppress", "All", true),
            ("X-Auto-Response-Suppress: None", "X-Auto-Response-Suppress", "None", true),
            ("X-Auto-Response-Suppress: DR, NDR", "X-Auto-Response-Suppress", "NDR", true),
            ("X-Auto-Response-Suppress: RN;NRN", "X-Auto-Response-Suppress", "NRN", true),
            ("X-Auto-Response-Suppress: OOF, AutoReply", "X-Auto-Response-Suppress", "AutoReply", true),
            ("X-Auto-Response-Suppress: XX", "X-Auto-Response-Suppress", "XX", false),
            ("X-Autoreply: yes", "X-Autoreply", "yes", true),
            ("X-Autorespond: x", "X-Autorespond", "x", true),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
            assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic), "{fields}");
            let found = reading.codes.iter().find(|c| c.name == code && c.value == value);
            assert_eq!(found.map(|c| c.meaning.is_some()), Some(explained), "{fields}: {reading:?}");
        }
    }

    #[test]
    fn all_marks_are_one_reading_and_links_are_not_shown() {
        let text = message(
            "Precedence: bulk\r\nList-Unsubscribe: <https://example.org/u?bob@example.edu>\r\nFeedback-ID: 1:2:3:x\r\nList-Post: <mailto:l@example.org>",
        );
        let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!(reading.codes.len(), 3);
        assert!(!format!("{:?}", reading.codes).contains("bob@"));
    }

    #[test]
    fn what_offers_nothing_is_no_mark() {
        for fields in
            ["List-Unsubscribe: see below", "List-Unsubscribe:", "List-Post: <mailto:l@example.org>"]
        {
            let text = message(fields);
            assert!(run(&DECODER, &text, Platform::Other, &[]).is_empty(), "{fields}");
        }
    }
}
