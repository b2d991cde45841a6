//! Apple iCloud Mail.

use super::corroborate::hashes;
use super::doc::Known;
use super::words::{Item, Spec, deciding, fact, judge, no_identifier};
use super::{By, CodeDoc, Context, Decoder, Exemption, FieldDoc, Reading, Verdict};
use crate::input::Folder;

const ID: &str = "apple";

/// The decoder.
pub(super) static DECODER: Decoder = Decoder {
    id: ID,
    name: "Apple iCloud Mail",
    fields: FIELDS,
    codes: CODES,
    exemption: Some(&EXEMPTION),
    decode,
};

/// How a sender is let through.
static EXEMPTION: Exemption = Exemption {
    by: By::Recipient,
    about: "iCloud learns that later messages of the sender are not junk.",
    steps: &[
        "In Mail on iCloud.com open Junk > the message > Not Junk. Later messages of the same sender are no longer marked.",
    ],
    caution: "What iCloud refuses before it reaches the mailbox cannot be changed by the recipient.",
    ..Exemption::documented("iCloud User Guide: Manage junk mail in Mail on iCloud.com")
};

const SEEN: Known = Known::observed("observed in iCloud mailboxes");
const OPAQUE: Known = Known::unknown("observed in iCloud mailboxes");
const UNDOCUMENTED: &str = "Vendor diagnostic, not publicly documented.";

const FIELDS: &[FieldDoc] = &[
    SEEN.field("X-Apple-MoveToFolder", "The folder that iCloud chose."),
    SEEN.field("X-Apple-Action", "The rule that chose it, and the folder."),
    SEEN.field("X-Suspected-Spam", "Written when the content classifier took it for spam."),
    SEEN.field("X-CLX-Spam", "Word of the content classifier, true or false."),
    OPAQUE.field("X-CLX-Shades", "Class word of the content classifier; not publicly documented."),
    OPAQUE.field("X-CLX-UShades", "Class word for this user; not publicly documented."),
    OPAQUE.field("X-CLX-Score", "Number of the content classifier without a public scale."),
    OPAQUE.field("X-CLX-UnSpecialScore", "Number of the content classifier without a public scale."),
    OPAQUE.field("X-MANTSH", "Encoded data of the content classifier."),
    OPAQUE.field("X-ICL-SCORE", "Undocumented number."),
    OPAQUE.field("X-ICL-Info", "Encoded data."),
    OPAQUE.field("X-ICL-Repid", "Undocumented identifier."),
];

const CODES: &[CodeDoc] = &[
    SEEN.code("MoveToFolder", "Junk", "iCloud filed it in Junk.", "in the Junk folder"),
    SEEN.code("MoveToFolder", "INBOX", "iCloud filed it in the inbox.", "in the inbox"),
    SEEN.code("Action", "CLXJUNK/Junk", "The content classifier filed it in Junk.", "in the Junk folder"),
    SEEN.code("Action", "MOVE_TO_FOLDER/INBOX", "iCloud filed it in the inbox.", "in the inbox"),
    SEEN.code("Suspected-Spam", "true", "The content classifier suspects spam.", ""),
    SEEN.code("CLX-Spam", "true", "The content classifier says spam.", ""),
    SEEN.code("CLX-Spam", "false", "The content classifier does not say spam.", ""),
    OPAQUE.code("CLX-Shades", "", UNDOCUMENTED, ""),
    OPAQUE.code("CLX-UShades", "", UNDOCUMENTED, ""),
    OPAQUE.code("CLX-Score", "", UNDOCUMENTED, ""),
    OPAQUE.code("CLX-UnSpecialScore", "", UNDOCUMENTED, ""),
    OPAQUE.code("MANTSH", "", UNDOCUMENTED, ""),
    OPAQUE.code("ICL-SCORE", "", UNDOCUMENTED, ""),
    OPAQUE.code("ICL-Info", "", UNDOCUMENTED, ""),
    OPAQUE.code("ICL-Repid", "", UNDOCUMENTED, ""),
];

const ITEMS: &[Item] = &[
    deciding("X-Apple-MoveToFolder", "MoveToFolder", place),
    deciding("X-Apple-Action", "Action", place),
    deciding("X-Suspected-Spam", "Suspected-Spam", suspected),
    deciding("X-CLX-Spam", "CLX-Spam", suspected),
    fact("X-CLX-Shades", "CLX-Shades"),
    fact("X-CLX-UShades", "CLX-UShades"),
    fact("X-CLX-Score", "CLX-Score"),
    fact("X-CLX-UnSpecialScore", "CLX-UnSpecialScore"),
    fact("X-ICL-SCORE", "ICL-SCORE"),
    fact("X-ICL-Info", "ICL-Info"),
    fact("X-ICL-Repid", "ICL-Repid"),
    fact("X-MANTSH", "MANTSH"),
];

// The fields of the classifier are written by other servers with the same classifier too, so they come only
// beside one of Apple's own.
static SPEC: Spec = Spec {
    id: ID,
    keys: &hashes(["X-Apple-MoveToFolder", "X-Apple-Action", "X-ICL-SCORE", "X-ICL-Info"]),
    items: ITEMS,
    codes: CODES,
    appliance: false,
    agrees: no_identifier,
};

fn decode<'m>(context: &Context<'_, 'm>, readings: &mut Vec<Reading<'m>>) {
    super::words::decode_placement(&SPEC, context, readings);
}

/// The folder stands alone or after the action's slash.
fn place(value: &str, reading: &mut Reading<'_>) {
    let folder = value.rsplit('/').next().unwrap_or(value).trim();
    if folder.eq_ignore_ascii_case("junk") {
        reading.folder = Some(Folder::Junk);
        judge(reading, Verdict::Spam);
    } else if folder.eq_ignore_ascii_case("inbox") {
        reading.folder = Some(Folder::Inbox);
    } else if !folder.is_empty() {
        reading.folder = Some(Folder::Other);
    }
}

fn suspected(value: &str, reading: &mut Reading<'_>) {
    if value.eq_ignore_ascii_case("true") {
        judge(reading, Verdict::Spam);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Role;
    use super::super::testing::{check_tables, message, run};
    use super::*;
    use crate::evidence::route::Platform;
    use crate::evidence::trust::Trust;

    const HOSTS: &[&str] = &["ms00000000.mac.com", "mx01.mail.icloud.com"];

    #[test]
    fn tables_hold() {
        check_tables(&DECODER);
    }

    #[test]
    fn the_folder_is_a_placement() {
        for (fields, folder, verdict) in [
            ("X-Apple-MoveToFolder: Junk\r\nX-Apple-Action: CLXJUNK/Junk", Some(Folder::Junk), Verdict::Spam),
            (
                "X-Apple-MoveToFolder: INBOX\r\nX-Apple-Action: MOVE_TO_FOLDER/INBOX",
                Some(Folder::Inbox),
                Verdict::Unknown,
            ),
            ("X-Apple-MoveToFolder: Library", Some(Folder::Other), Verdict::Unknown),
            ("X-Apple-MoveToFolder:", None, Verdict::Unknown),
        ] {
            let text = message(fields);
            let readings = run(&DECODER, &text, Platform::Other, HOSTS);
            assert_eq!((readings[0].folder, readings[0].verdict), (folder, verdict), "{fields}");
            assert_eq!(readings[0].trust, Trust::Probable);
            assert_eq!(readings[0].role == Role::Placement, folder.is_some());
        }
    }

    #[test]
    fn elsewhere_it_is_the_senders() {
        let text = message("X-Apple-MoveToFolder: INBOX");
        let readings = run(&DECODER, &text, Platform::Google, &["mx.google.com"]);
        assert_eq!((readings[0].trust, readings[0].role), (Trust::SenderSupplied, Role::SenderSide));
    }

    #[test]
    fn opaque_numbers_give_no_verdict() {
        let text = message("X-ICL-SCORE: 3.33");
        let readings = run(&DECODER, &text, Platform::Other, HOSTS);
        assert_eq!((readings[0].verdict, readings[0].role), (Verdict::Unknown, Role::Diagnostic));
    }
}
