//! Tencent QQ Mail and Exmail: opaque stamps.

use super::doc::Known;
use super::words::{Item, Spec, fact, no_identifier, personal_fact};
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};

const ID: &str = "tencent-qq";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Tencent QQ Mail", fields: FIELDS, codes: CODES, exemption: None, decode };

const SEEN: Known = Known::unknown("observed in mailing-list archives; Tencent publishes no grammar");

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-QQ-Spam", "true in mail that Tencent sent on; what it means is not public."),
    SEEN.field("X-QQ-RECHKSPAM", "A second check; what its number means is not public."),
    SEEN.field("X-QQ-SSF", "String of digits without a public meaning."),
    SEEN.field("X-QQ-GoodBg", "Flag without a public meaning."),
    SEEN.field("X-QQ-BgRelay", "Flag without a public meaning."),
    SEEN.field("X-QQ-mid", "Message on the server."),
    SEEN.field("X-QQ-FEAT", "Opaque token."),
    SEEN.field("X-QQ-XMRINFO", "Opaque token."),
    SEEN.field("X-QQ-XMAILINFO", "Opaque token."),
    SEEN.field("X-QQ-XMAILREADINFO", "Opaque token."),
    SEEN.field("X-QQ-Business-Origin", "Number without a public meaning."),
    SEEN.field("X-QQ-ReplyHash", "Hash of a thread."),
    SEEN.field("X-QQ-Originating-IP", "The address that sent it, encrypted."),
    SEEN.field("X-QQ-SENDSIZE", "Size of the message."),
    SEEN.field("X-QQ-STYLE", "Layout of the message."),
    SEEN.field("X-QQ-MIME", "Tencent composed the message."),
    SEEN.field("X-QQ-Mailer", "Tencent composed the message."),
    SEEN.field("X-QQ-CSender", "The account that sent it for somebody else."),
    SEEN.field("X-QQ-ORGSender", "The account that it was sent for."),
];

const CODES: &[CodeDoc] = &[
    SEEN.opaque("QQ-Spam"),
    SEEN.opaque("QQ-RECHKSPAM"),
    SEEN.opaque("QQ-SSF"),
    SEEN.opaque("QQ-GoodBg"),
    SEEN.opaque("QQ-BgRelay"),
    SEEN.opaque("QQ-mid"),
    SEEN.opaque("QQ-FEAT"),
    SEEN.opaque("QQ-XMRINFO"),
    SEEN.opaque("QQ-XMAILINFO"),
    SEEN.opaque("QQ-XMAILREADINFO"),
    SEEN.opaque("QQ-Business-Origin"),
    SEEN.opaque("QQ-ReplyHash"),
    SEEN.opaque("QQ-Originating-IP"),
    SEEN.opaque("QQ-SENDSIZE"),
    SEEN.opaque("QQ-STYLE"),
    SEEN.opaque("QQ-MIME"),
    SEEN.opaque("QQ-Mailer"),
    SEEN.opaque("QQ-CSender"),
    SEEN.opaque("QQ-ORGSender"),
];

const ITEMS: &[Item] = &[
    fact("X-QQ-Spam", "QQ-Spam"),
    fact("X-QQ-RECHKSPAM", "QQ-RECHKSPAM"),
    fact("X-QQ-SSF", "QQ-SSF"),
    fact("X-QQ-GoodBg", "QQ-GoodBg"),
    fact("X-QQ-BgRelay", "QQ-BgRelay"),
    fact("X-QQ-mid", "QQ-mid"),
    fact("X-QQ-FEAT", "QQ-FEAT"),
    fact("X-QQ-XMRINFO", "QQ-XMRINFO"),
    fact("X-QQ-XMAILINFO", "QQ-XMAILINFO"),
    fact("X-QQ-XMAILREADINFO", "QQ-XMAILREADINFO"),
    fact("X-QQ-Business-Origin", "QQ-Business-Origin"),
    fact("X-QQ-ReplyHash", "QQ-ReplyHash"),
    fact("X-QQ-Originating-IP", "QQ-Originating-IP"),
    fact("X-QQ-SENDSIZE", "QQ-SENDSIZE"),
    fact("X-QQ-STYLE", "QQ-STYLE"),
    fact("X-QQ-MIME", "QQ-MIME"),
    fact("X-QQ-Mailer", "QQ-Mailer"),
    personal_fact("X-QQ-CSender", "QQ-CSender"),
    personal_fact("X-QQ-ORGSender", "QQ-ORGSender"),
];

static SPEC: Spec =
    Spec { id: ID, keys: &[], items: ITEMS, codes: CODES, appliance: false, agrees: no_identifier };

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode(&SPEC, context, readings);
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, shows_facts};
    use super::*;

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn facts_are_shown_and_judge_nothing() {
        shows_facts(
            &DECODER,
            &[
                ("X-QQ-Spam: AAAA1", "QQ-Spam", "AAAA1", true),
                ("X-QQ-RECHKSPAM: AAAA1", "QQ-RECHKSPAM", "AAAA1", true),
                ("X-QQ-SSF: AAAA1", "QQ-SSF", "AAAA1", true),
                ("X-QQ-GoodBg: AAAA1", "QQ-GoodBg", "AAAA1", true),
                ("X-QQ-BgRelay: AAAA1", "QQ-BgRelay", "AAAA1", true),
                ("X-QQ-mid: AAAA1", "QQ-mid", "AAAA1", true),
                ("X-QQ-FEAT: AAAA1", "QQ-FEAT", "AAAA1", true),
                ("X-QQ-XMRINFO: AAAA1", "QQ-XMRINFO", "AAAA1", true),
                ("X-QQ-XMAILINFO: AAAA1", "QQ-XMAILINFO", "AAAA1", true),
                ("X-QQ-XMAILREADINFO: AAAA1", "QQ-XMAILREADINFO", "AAAA1", true),
                ("X-QQ-Business-Origin: AAAA1", "QQ-Business-Origin", "AAAA1", true),
                ("X-QQ-ReplyHash: AAAA1", "QQ-ReplyHash", "AAAA1", true),
                ("X-QQ-Originating-IP: AAAA1", "QQ-Originating-IP", "AAAA1", true),
                ("X-QQ-SENDSIZE: AAAA1", "QQ-SENDSIZE", "AAAA1", true),
                ("X-QQ-STYLE: AAAA1", "QQ-STYLE", "AAAA1", true),
                ("X-QQ-MIME: AAAA1", "QQ-MIME", "AAAA1", true),
                ("X-QQ-Mailer: AAAA1", "QQ-Mailer", "AAAA1", true),
                ("X-QQ-CSender: AAAA1", "QQ-CSender", "AAAA1", true),
                ("X-QQ-ORGSender: AAAA1", "QQ-ORGSender", "AAAA1", true),
            ],
        );
    }
}
