//! Gmail, Google Workspace, Takeout exports, and the Postini service of old.

mod labels;
mod postini;

use super::corroborate::{Claim, any_present, hashes, receiving_role, standing};
use super::doc::Known;
use super::{Code, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Role, Verdict};
use crate::evidence::route::Platform;
use crate::evidence::trust::Trust;
use crate::headers::{FieldRef, Headers};

const ID: &str = "google";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Gmail / Google Workspace",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    product: Some(("google-workspace", "Google Workspace")),
    about: "The email allowlist of the Admin console takes addresses and keeps mail from them out of the spam label.",
    steps: &[
        "Admin console > Apps > Google Workspace > Gmail > Spam, Phishing and Malware > Email allowlist: add the addresses of the relays for the top-level organisation.",
        "A personal Gmail account has no such list: mark the message as not spam there, and create a filter with \"Never send it to Spam\".",
    ],
    include: "Instead of addresses: in the same place, Spam > Configure, bypass spam filters for an address list that holds {from} and requires authentication; with {include} in the SPF record of {from} SPF passes.",
    caution: "Gmail still enforces DMARC: mend SPF or DKIM first. It may also still show a warning, and ignores an address that is set as an inbound gateway.",
    ..Exemption::documented(
        "Google Workspace Admin Help: Add IP addresses to allowlists in Gmail; Customize spam filter settings",
    )
};

const TAKEOUT: Known = Known::observed("observed in Google Takeout exports");
const ADMIN: Known = Known::documented("Google Workspace admin help, routing settings");
const POSTINI: Known = Known::documented("Google Message Security administration guide");
const SEEN: Known = Known::observed("observed in delivered mail");
const OPAQUE: Known = Known::unknown("observed in delivered mail");

const FIELDS: &[FieldDoc] = &[
    TAKEOUT.field("X-Gmail-Labels", "Labels of the message in the account, written by an export."),
    SEEN.field("X-GM-LABELS", "Labels of the message, written by IMAP download tools."),
    SEEN.field("X-Keywords", "Labels of the message with other download tools, beside X-GM-THRID."),
    TAKEOUT.field("X-GM-THRID", "Number of the conversation in the account."),
    SEEN.field("X-GM-MSGID", "Number of the message in the account."),
    ADMIN.field("X-Gm-Spam", "1 when Gmail classified routed mail as spam."),
    ADMIN.field("X-Gm-Phishy", "1 when Gmail classified routed mail as phishing."),
    ADMIN.field("X-Gm-Original-To", "The recipient before routing: personal data."),
    SEEN.field("X-Forwarded-To", "A Gmail account forwarded the message to this address: personal data."),
    SEEN.field("X-Forwarded-For", "The forwarding account and the addresses it forwarded to: personal data."),
    OPAQUE.field("X-Forwarded-Encrypted", "Encoded data of a forwarding account."),
    SEEN.field("X-Gmail-Fetch-Info", "Gmail fetched the message from another mailbox: personal data."),
    SEEN.field("X-Gmail-Original-Message-ID", "The Message-ID before Gmail replaced it."),
    SEEN.field("X-Google-Group-Id", "The message passed a Google Group."),
    SEEN.field("X-Spam-Checked-In-Group", "A Google Group checked it; not a verdict."),
    SEEN.field("X-Google-Original-From", "Google rewrote From."),
    SEEN.field("X-Google-Sender-Delegation", "Somebody sent it in another account's name."),
    SEEN.field("X-Google-Appengine-App-Id", "A program on App Engine sent it."),
    POSTINI.field("X-pstn-levels", "Postini scores: lower is spammier."),
    POSTINI.field("X-pstn-settings", "Postini user level and thresholds."),
    POSTINI.field("X-pstn-disposition", "What Postini did."),
    POSTINI.field("X-pstnvirus", "The virus that Postini found."),
    Known::unknown("Google Message Security administration guide")
        .field("X-pstn-neptune", "Undocumented numbers."),
];

const FORWARDED: &str = "A Gmail account forwarded it: SPF is expected to fail at the next hop.";

const CODES: &[CodeDoc] = &[
    TAKEOUT.code("label", "Spam", "The message lies in Spam.", "in the Spam folder"),
    TAKEOUT.code("label", "Inbox", "The message lies in the inbox.", "in the inbox"),
    TAKEOUT.code("label", "Trash", "The message lies in the bin.", "in the bin"),
    TAKEOUT.code("label", "Archived", "The message was taken out of the inbox.", "in All Mail"),
    TAKEOUT.code("label", "Sent", "The account sent the message.", "in Sent"),
    TAKEOUT.code("label", "Unread", "The message is unread.", ""),
    TAKEOUT.code("label", "Opened", "The message was opened.", ""),
    TAKEOUT.code("label", "Starred", "The recipient starred the message.", ""),
    TAKEOUT.code("label", "Important", "Gmail or the recipient marked it as important.", ""),
    TAKEOUT.code("label", "Chat", "A chat message.", ""),
    TAKEOUT.code("label", "Category *", "The tab of the inbox that Gmail chose.", ""),
    ADMIN.code("X-Gm-Spam", "1", "Gmail classified it as spam.", "the next server decides"),
    ADMIN.code("X-Gm-Spam", "0", "Gmail did not classify it as spam.", ""),
    ADMIN.code("X-Gm-Phishy", "1", "Gmail classified it as phishing.", "the next server decides"),
    ADMIN.code("X-Gm-Phishy", "0", "Gmail did not classify it as phishing.", ""),
    ADMIN.code("X-Gm-Original-To", "", "The recipient before routing.", ""),
    POSTINI.code("S", "", "Postini overall score; lower is spammier.", "spam below the threshold"),
    POSTINI.code("R", "", "Postini score for racially insensitive text; lower is spammier.", ""),
    POSTINI.code("P", "", "Postini score for sexually explicit text; lower is spammier.", ""),
    POSTINI.code("M", "", "Postini score for get-rich-quick offers; lower is spammier.", ""),
    POSTINI.code("C", "", "Postini score for commercial offers; lower is spammier.", ""),
    POSTINI.code("level", "", "Postini level of the user, and which categories are on; a capital acted.", ""),
    POSTINI.code("X-pstn-disposition", "", "What Postini did with it.", ""),
    POSTINI.code("X-pstnvirus", "", "Postini found this virus.", ""),
    SEEN.code("X-Forwarded-To", "", FORWARDED, ""),
    SEEN.code("X-Forwarded-For", "", FORWARDED, ""),
    OPAQUE.code("X-Forwarded-Encrypted", "", "Vendor diagnostic, not publicly documented.", ""),
    SEEN.code(
        "X-Gmail-Fetch-Info",
        "",
        "Gmail fetched it by POP: the fields below belong to another mailbox.",
        "",
    ),
    SEEN.code("X-Gmail-Original-Message-ID", "", "The Message-ID before Gmail replaced it.", ""),
    SEEN.code("X-Google-Group-Id", "", "It passed a Google Group.", ""),
    SEEN.code("X-Spam-Checked-In-Group", "", "A Google Group checked it; this is not a verdict.", ""),
    SEEN.code("X-Google-Original-From", "", "Google rewrote From; this is the original.", ""),
    SEEN.code("X-Google-Sender-Delegation", "", "Somebody sent it in another account's name.", ""),
    SEEN.code("X-Google-Appengine-App-Id", "", "A program on App Engine sent it.", ""),
];

const FACTS: [&str; 11] = [
    "X-Forwarded-To",
    "X-Forwarded-For",
    "X-Gm-Original-To",
    "X-Gmail-Fetch-Info",
    "X-Google-Group-Id",
    "X-Spam-Checked-In-Group",
    "X-Google-Original-From",
    "X-Google-Sender-Delegation",
    "X-Google-Appengine-App-Id",
    "X-Gmail-Original-Message-ID",
    "X-Forwarded-Encrypted",
];
const FACT_KEYS: [u32; 11] = hashes(FACTS);
/// How many of [`FACTS`] tell an address of the recipient.
const PERSONAL: usize = 4;
const ROUTED: [u32; 2] = hashes(["X-Gm-Spam", "X-Gm-Phishy"]);

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    labels::decode(context, readings);
    if any_present(context.headers, &ROUTED) {
        routed(context, readings);
    }
    if any_present(context.headers, &FACT_KEYS) {
        facts(context, readings);
    }
    postini::decode(context, readings);
}

/// What a code means, by name and value.
fn meaning(name: &str, value: &str) -> Option<&'static str> {
    CODES
        .iter()
        .find(|c| c.name.eq_ignore_ascii_case(name) && (c.value.is_empty() || c.value == value))
        .map(|c| c.meaning)
}

/// `X-Gm-Spam` and `X-Gm-Phishy`, which Workspace adds to mail that it routes on to another server.
fn routed<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let headers = context.headers;
    let instances = count(headers, "X-Gm-Spam").max(count(headers, "X-Gm-Phishy"));
    for nth in 0..instances.min(8) {
        let fields: Vec<_> =
            ["X-Gm-Spam", "X-Gm-Phishy"].iter().filter_map(|n| headers.all(n).nth(nth)).collect();
        let Some(first) = fields.first() else { continue };
        let mut reading = standing(context, Claim::cloud(ID, first.index(), instances)).reading(ID);
        // In a Gmail mailbox the option is off as a rule, and the sender can write the fields as well.
        if reading.trust == Trust::Probable && context.route.platform == Platform::Google {
            reading.trust = Trust::Unverifiable;
        }
        fields.iter().for_each(|f| flag(*f, &mut reading));
        readings.push(reading);
    }
}

fn count(headers: &Headers<'_>, name: &'static str) -> usize {
    headers.all(name).count()
}

fn flag<'m>(field: FieldRef<'_, 'm>, reading: &mut Reading<'m>) {
    let text = field.decoded();
    let phishy = field.name_bytes().eq_ignore_ascii_case(b"X-Gm-Phishy");
    let name = if phishy { "X-Gm-Phishy" } else { "X-Gm-Spam" };
    let verdict = match text.as_ref() {
        "1" if phishy => Verdict::Phish,
        "1" => Verdict::Spam,
        "0" => Verdict::NotSpam,
        _ => Verdict::Unknown,
    };
    reading.verdict = reading.verdict.min(verdict);
    reading.places.push(field.place());
    reading.codes.push(Code::new(name, text.clone(), meaning(name, &text)));
}

/// Fields that only tell how the message travelled.
fn facts<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    let of = |(nth, name): (usize, &'static str)| context.headers.all(name).map(move |f| (nth, name, f));
    let fields: Vec<_> = FACTS.into_iter().enumerate().flat_map(of).take(16).collect();
    if fields.is_empty() {
        return;
    }
    let above = fields.iter().all(|(.., f)| context.route.is_above_border(f.index()));
    let trust = if above { Trust::Trusted } else { Trust::Unverifiable };
    let mut reading = Reading::new(ID, trust, Role::Diagnostic);
    for (nth, name, field) in fields {
        let code = Code::new(name, field.decoded(), meaning(name, ""));
        reading.codes.push(Code { personal: nth < PERSONAL, ..code });
        reading.places.push(field.place());
    }
    readings.push(reading);
}

/// The part of Postini, which always stood in front of other mailboxes.
fn postini_standing(context: &Context<'_, '_>, field: FieldRef<'_, '_>) -> (Trust, Role) {
    let trusted = context.route.is_above_border(field.index());
    (if trusted { Trust::Trusted } else { Trust::Unverifiable }, receiving_role(context.route, "postini"))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{check_tables, message, run};
    use super::*;

    const GATEWAY: &[&str] = &["mx1.example.edu", "mx.google.com"];

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn routed_mail_carries_a_verdict() {
        for (fields, verdict) in [
            ("X-Gm-Spam: 1\r\nX-Gm-Phishy: 0", Verdict::Spam),
            ("X-Gm-Spam: 0\r\nX-Gm-Phishy: 1", Verdict::Phish),
            ("X-Gm-Phishy: 0\r\nX-Gm-Spam: 0", Verdict::NotSpam),
            ("X-Gm-Spam: 2", Verdict::Unknown),
            ("X-Gm-Spam:", Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, GATEWAY);
            assert_eq!(readings.len(), 1);
            assert_eq!((readings[0].verdict, readings[0].trust), (verdict, Trust::Probable), "{fields}");
        }
    }

    #[test]
    fn a_gmail_mailbox_does_not_believe_routing_fields_of_the_sender() {
        let text = message("X-Gm-Spam: 0");
        let readings = run(&DECODER, &text, Platform::Google, &["mx.google.com"]);
        assert_eq!(readings[0].trust, Trust::Unverifiable);
        let readings = run(&DECODER, &text, Platform::Microsoft, &["XX0.mail.protection.outlook.com"]);
        assert_eq!((readings[0].trust, readings[0].role), (Trust::SenderSupplied, Role::SenderSide));
    }

    #[test]
    fn forwarding_and_groups_are_facts() {
        let text = message("X-Spam-Checked-In-Group: g@example.org\r\nX-Forwarded-To: b@example.edu");
        let readings = run(&DECODER, &text, Platform::Google, &["mx.google.com"]);
        let [reading] = &readings[..] else { panic!("{readings:?}") };
        assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
        assert_eq!(reading.code("X-Forwarded-To"), Some("b@example.edu"));
    }
}
