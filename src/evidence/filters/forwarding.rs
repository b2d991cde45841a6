//! Marks of forwarding: why SPF may fail at a hop although nobody did wrong.

use super::corroborate::plain;
use super::doc::Known;
use super::marks::Marks;
use super::{CodeDoc, Context, Decoder, FieldDoc, Reading};
use crate::headers::FieldRef;

const ID: &str = "forwarding";

/// The decoder.
pub(super) static DECODER: Decoder =
    Decoder { id: ID, name: "Forwarding", fields: FIELDS, codes: CODES, exemption: None, decode };

const RESENT: Known = Known::documented("RFC 5322 section 3.6.6");
const POSTFIX: Known = Known::documented("Postfix: local(8), enable_original_recipient");
const REWRITING: Known = Known::documented("Sender Rewriting Scheme, shevek: The Sender Rewriting Scheme");
const MICROSOFT: Known = Known::documented("Microsoft: Sender Rewriting Scheme in Microsoft 365");
const TAGGED: Known = Known::documented("Bounce Address Tag Validation, draft-levine-smtp-batv");
const KNOWN: Known = Known::reported("reported by mail administrators");
const SEEN: Known = Known::observed("observed in delivered mail");

const FIELDS: &[FieldDoc] = &[
    REWRITING.field("Return-Path", "Envelope sender, with the mark of a forwarder that rewrote it."),
    SEEN.field("Delivered-To", "Address of a delivery; a second one shows that it was forwarded."),
    POSTFIX.field("X-Original-To", "Recipient before an alias replaced it."),
    RESENT.field("Resent-From", "Who sent the message on by hand."),
    RESENT.field("Resent-Sender", "Who sent the message on by hand for somebody else."),
    RESENT.field("Resent-To", "To whom it was sent on."),
    RESENT.field("Resent-Cc", "To whom it was sent on as a copy."),
    RESENT.field("Resent-Date", "When it was sent on."),
    RESENT.field("Resent-Message-ID", "Id that it got when it was sent on."),
    SEEN.field("X-MS-Exchange-ForwardingLoop", "Exchange forwarded it for this mailbox."),
    SEEN.field("X-MS-Exchange-Inbox-Rules-Loop", "An inbox rule of this mailbox forwarded it."),
    SEEN.field("X-Moderation-Data", "Written by Exchange where a moderator looks at mail; a date."),
];

const SPF: &str = "SPF is about the forwarder";
const FAILS: &str = "SPF is expected to fail at the next hop";

const CODES: &[CodeDoc] = &[
    REWRITING.code("Return-Path", "SRS0", "A forwarder rewrote the envelope sender.", SPF),
    REWRITING.code("Return-Path", "SRS1", "A second forwarder rewrote the envelope sender.", SPF),
    MICROSOFT.code("Return-Path", "SRS", "Microsoft 365 forwarded it and rewrote the envelope sender.", SPF),
    TAGGED.code("Return-Path", "prvs", "The sender tags its own envelope address to know its bounces.", ""),
    KNOWN.code("Return-Path", "btv1", "The sender tags its own envelope address to know its bounces.", ""),
    SEEN.code("Delivered-To", "", "It was delivered to this address first and forwarded from there.", FAILS),
    POSTFIX.code("X-Original-To", "", "It was addressed to this address; an alias led it here.", ""),
    RESENT.code("Resent-From", "", "Somebody sent it on by hand.", FAILS),
    RESENT.code("Resent-Sender", "", "Somebody sent it on by hand for somebody else.", FAILS),
    RESENT.code("Resent-To", "", "To whom it was sent on.", ""),
    RESENT.code("Resent-Cc", "", "To whom it was sent on as a copy.", ""),
    RESENT.code("Resent-Date", "", "When it was sent on.", ""),
    RESENT.code("Resent-Message-ID", "", "Id that it got when it was sent on.", ""),
    SEEN.code("ForwardingLoop", "", "Exchange forwarded it for this mailbox.", FAILS),
    SEEN.code("Inbox-Rules-Loop", "", "An inbox rule of this mailbox forwarded it.", FAILS),
    SEEN.opaque("Moderation-Data"),
];

const FACTS: [(&str, &str); 3] = [
    ("Resent-Date", "Resent-Date"),
    ("Resent-Message-ID", "Resent-Message-ID"),
    ("X-Moderation-Data", "Moderation-Data"),
];
const PERSONAL: [(&str, &str); 6] = [
    ("X-MS-Exchange-ForwardingLoop", "ForwardingLoop"),
    ("X-MS-Exchange-Inbox-Rules-Loop", "Inbox-Rules-Loop"),
    ("Resent-From", "Resent-From"),
    ("Resent-Sender", "Resent-Sender"),
    ("Resent-To", "Resent-To"),
    ("Resent-Cc", "Resent-Cc"),
];

/// More deliveries than this are not read.
const MAX_DELIVERIES: usize = 8;

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let mut marks = Marks::new(ID, context, CODES);
    if let Some(field) = headers.first("Return-Path")
        && let Some(tag) = tag(&plain(field))
    {
        marks.take(field, "Return-Path", tag);
    }
    deliveries(context, &mut marks);
    for (name, code) in PERSONAL {
        marks.personal(name, code);
    }
    for (name, code) in FACTS {
        marks.fact(name, code);
    }
    marks.finish(readings);
}

/// Addresses that the message had before the one it was delivered to last.
fn deliveries<'m>(context: &Context<'_, 'm>, marks: &mut Marks<'_, '_, 'm>) {
    let headers = context.headers;
    let Some(last) = headers.first("Delivered-To") else { return };
    let is_other = |f: &FieldRef<'_, 'm>| !same(&plain(*f), &plain(last));
    if let Some(field) = headers.all("Delivered-To").take(MAX_DELIVERIES).find(is_other) {
        marks.take_personal(field, "Delivered-To", field.decoded());
    }
    if let Some(field) = headers.first("X-Original-To").filter(is_other) {
        marks.take_personal(field, "X-Original-To", field.decoded());
    }
}

fn same(one: &[u8], other: &[u8]) -> bool {
    fn bare(value: &[u8]) -> &[u8] {
        let value = value.trim_ascii();
        value.strip_prefix(b"<").and_then(|v| v.strip_suffix(b">")).unwrap_or(value)
    }
    bare(one).eq_ignore_ascii_case(bare(other))
}

/// The mark in the local part of an envelope sender.
fn tag(value: &[u8]) -> Option<&'static str> {
    let local = value.trim_ascii().strip_prefix(b"<").unwrap_or(value).trim_ascii_start();
    let local = local.split(|b| *b == b'@').next().unwrap_or(local);
    let starts = |with: &[u8]| local.get(..with.len()).is_some_and(|s| s.eq_ignore_ascii_case(with));
    let separated =
        |with: &[u8]| starts(with) && local.get(4).is_some_and(|b| matches!(b, b'=' | b'+' | b'-'));
    match local.first()?.to_ascii_lowercase() {
        b's' if separated(b"srs0") => Some("SRS0"),
        b's' if separated(b"srs1") => Some("SRS1"),
        b'p' if starts(b"prvs=") => Some("prvs"),
        b'b' if starts(b"btv1==") => Some("btv1"),
        _ => local.windows(5).any(|w| w.eq_ignore_ascii_case(b"+srs=")).then_some("SRS"),
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
        for (fields, code, value, personal) in [
            ("Return-Path: <SRS0=AbC=De=example.org=a@example.net>", "Return-Path", "SRS0", false),
            ("Return-Path: srs1+AbC=example.net=De=example.org=a@example.com", "Return-Path", "SRS1", false),
            ("Return-Path: <bounces+SRS=abcde=fg@example.org>", "Return-Path", "SRS", false),
            ("Return-Path: <prvs=1234567890=a@example.org>", "Return-Path", "prvs", false),
            ("Return-Path: <btv1==012==a@example.org>", "Return-Path", "btv1", false),
            (
                "Delivered-To: b@example.edu\r\nDelivered-To: old@example.org",
                "Delivered-To",
                "old@example.org",
                true,
            ),
            (
                "X-Original-To: alias@example.edu\r\nDelivered-To: b@example.edu",
                "X-Original-To",
                "alias@example.edu",
                true,
            ),
            ("Resent-From: a@example.org", "Resent-From", "a@example.org", true),
            ("Resent-Sender: a@example.org", "Resent-Sender", "a@example.org", true),
            ("Resent-To: b@example.edu", "Resent-To", "b@example.edu", true),
            ("Resent-Cc: b@example.edu", "Resent-Cc", "b@example.edu", true),
            (
                "Resent-Date: Fri, 06 Mar 2026 07:00:00 +0000",
                "Resent-Date",
                "Fri, 06 Mar 2026 07:00:00 +0000",
                false,
            ),
            ("Resent-Message-ID: <1@example.org>", "Resent-Message-ID", "<1@example.org>", false),
            ("X-MS-Exchange-ForwardingLoop: b@example.edu;1", "ForwardingLoop", "b@example.edu;1", true),
            ("X-MS-Exchange-Inbox-Rules-Loop: b@example.edu", "Inbox-Rules-Loop", "b@example.edu", true),
            ("X-Moderation-Data: 1/1/2026", "Moderation-Data", "1/1/2026", false),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]);
            let [reading] = &readings[..] else { panic!("{fields}: {readings:?}") };
            assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic), "{fields}");
            let [found] = &reading.codes[..] else { panic!("{fields}: {reading:?}") };
            assert_eq!((&*found.name, &*found.value, found.personal), (code, value, personal), "{fields}");
            assert!(found.meaning.is_some(), "{fields}");
        }
    }

    #[test]
    fn ordinary_deliveries_leave_no_mark() {
        for fields in [
            "Return-Path: <a@example.org>",
            "Return-Path: <>",
            "Return-Path: <srs0@example.org>",
            "Return-Path: <srs01=x@example.org>",
            "Return-Path: <a@srs0=example.org>",
            "X-Original-To: B@example.edu\r\nDelivered-To: <b@example.edu>\r\nDelivered-To: b@EXAMPLE.edu",
            "X-Original-To: b@example.edu",
            "X-Forwarded-Message-Id: <1@example.org>",
        ] {
            let text = message(fields);
            assert!(run(&DECODER, &text, Platform::Other, &["mx1.example.edu"]).is_empty(), "{fields}");
        }
    }
}
