//! Gmail, Google Workspace, Takeout exports, and the Postini service of old.

mod labels;
mod postini;

use super::corroborate::{Claim, any_present, hashes, receiving_role, standing};
use super::{Code, CodeDoc, Context, Decoder, FieldDoc, Grade, Reading, Role, Verdict};
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
    exemption: None,
    decode,
};

const TAKEOUT: &str = "observed in Google Takeout exports";
const ADMIN: &str = "Google Workspace admin help, routing settings";
const POSTINI: &str = "Google Message Security administration guide";
const OBSERVED: &str = "observed in delivered mail";

const FIELDS: &[FieldDoc] = &[
    field(
        "X-Gmail-Labels",
        "Labels of the message in the account, written by an export.",
        TAKEOUT,
        Grade::Observed,
    ),
    field("X-GMAIL-LABELS", "The same, written by IMAP download tools.", OBSERVED, Grade::Observed),
    field("X-Keywords", "The same, with other download tools, beside X-GM-THRID.", OBSERVED, Grade::Observed),
    field("X-Gm-Spam", "1 when Gmail classified routed mail as spam.", ADMIN, Grade::Documented),
    field("X-Gm-Phishy", "1 when Gmail classified routed mail as phishing.", ADMIN, Grade::Documented),
    field(
        "X-Forwarded-To",
        "A Gmail account forwarded the message to this address.",
        OBSERVED,
        Grade::Observed,
    ),
    field(
        "X-Forwarded-For",
        "The forwarding account and the addresses it forwarded to.",
        OBSERVED,
        Grade::Observed,
    ),
    field("X-Gmail-Fetch-Info", "Gmail fetched the message from another mailbox.", OBSERVED, Grade::Observed),
    field("X-Google-Group-Id", "The message passed a Google Group.", OBSERVED, Grade::Observed),
    field("X-Spam-Checked-In-Group", "A Google Group checked it; not a verdict.", OBSERVED, Grade::Observed),
    field("X-Google-Original-From", "Google rewrote From.", OBSERVED, Grade::Observed),
    field("X-pstn-levels", "Postini scores: lower is spammier.", POSTINI, Grade::Documented),
    field("X-pstn-settings", "Postini user level and thresholds.", POSTINI, Grade::Documented),
    field("X-pstn-disposition", "What Postini did.", POSTINI, Grade::Documented),
];

const fn field(name: &'static str, about: &'static str, source: &'static str, grade: Grade) -> FieldDoc {
    FieldDoc { name, about, source, grade }
}

const CODES: &[CodeDoc] = &[
    code("label", "Spam", "The message lies in Spam.", "in the Spam folder", TAKEOUT, Grade::Observed),
    code("label", "Inbox", "The message lies in the inbox.", "in the inbox", TAKEOUT, Grade::Observed),
    code("label", "Trash", "The message lies in the bin.", "in the bin", TAKEOUT, Grade::Observed),
    code(
        "label",
        "Archived",
        "The message was taken out of the inbox.",
        "in All Mail",
        TAKEOUT,
        Grade::Observed,
    ),
    code("label", "Sent", "The account sent the message.", "in Sent", TAKEOUT, Grade::Observed),
    code("label", "Unread", "The message is unread.", "", TAKEOUT, Grade::Observed),
    code("label", "Opened", "The message was opened.", "", TAKEOUT, Grade::Observed),
    code("label", "Starred", "The recipient starred the message.", "", TAKEOUT, Grade::Observed),
    code(
        "label",
        "Important",
        "Gmail or the recipient marked it as important.",
        "",
        TAKEOUT,
        Grade::Observed,
    ),
    code("label", "Category *", "The tab of the inbox that Gmail chose.", "", TAKEOUT, Grade::Observed),
    code(
        "X-Gm-Spam",
        "1",
        "Gmail classified it as spam.",
        "the next server decides",
        ADMIN,
        Grade::Documented,
    ),
    code("X-Gm-Spam", "0", "Gmail did not classify it as spam.", "", ADMIN, Grade::Documented),
    code(
        "X-Gm-Phishy",
        "1",
        "Gmail classified it as phishing.",
        "the next server decides",
        ADMIN,
        Grade::Documented,
    ),
    code("X-Gm-Phishy", "0", "Gmail did not classify it as phishing.", "", ADMIN, Grade::Documented),
    code(
        "S",
        "",
        "Postini overall score; lower is spammier.",
        "spam below the threshold",
        POSTINI,
        Grade::Documented,
    ),
    code("X-pstn-disposition", "", "What Postini did with it.", "", POSTINI, Grade::Documented),
    code("X-pstnvirus", "", "Postini found this virus.", "", POSTINI, Grade::Documented),
    fact("X-Forwarded-To", "A Gmail account forwarded it: SPF is expected to fail at the next hop."),
    fact("X-Forwarded-For", "A Gmail account forwarded it: SPF is expected to fail at the next hop."),
    fact("X-Gmail-Fetch-Info", "Gmail fetched it by POP: the fields below belong to another mailbox."),
    fact("X-Google-Group-Id", "It passed a Google Group."),
    fact("X-Spam-Checked-In-Group", "A Google Group checked it; this is not a verdict."),
    fact("X-Google-Original-From", "Google rewrote From; this is the original."),
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

const fn fact(name: &'static str, meaning: &'static str) -> CodeDoc {
    code(name, "", meaning, "", OBSERVED, Grade::Observed)
}

const FACTS: [&str; 6] = [
    "X-Forwarded-To",
    "X-Forwarded-For",
    "X-Gmail-Fetch-Info",
    "X-Google-Group-Id",
    "X-Spam-Checked-In-Group",
    "X-Google-Original-From",
];
const FACT_KEYS: [u32; 6] = hashes(FACTS);
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
    let fields: Vec<_> = FACTS.iter().flat_map(|n| context.headers.all(n)).take(16).collect();
    if fields.is_empty() {
        return;
    }
    let above = fields.iter().all(|f| context.route.is_above_border(f.index()));
    let trust = if above { Trust::Trusted } else { Trust::Unverifiable };
    let mut reading = Reading::new(ID, trust, Role::Diagnostic);
    for field in fields {
        let name = field.name();
        let meaning = meaning(&name, "");
        reading.codes.push(Code::new(name, field.decoded(), meaning));
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
    use super::super::corroborate::testing::{check_tables, message, run};
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
