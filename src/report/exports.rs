//! `whyjunk rules export`: how to get messages out of each mail program, and what that keeps and loses.

use super::Look;
use super::text::page::{Page, Text, Tone};

/// A way out of a mail program or service.
#[derive(Debug)]
pub struct Export {
    /// Id, for `whyjunk rules`.
    pub id: &'static str,
    /// Program or service.
    pub program: &'static str,
    /// What comes out.
    pub gives: &'static str,
    /// How much of the header section it keeps.
    pub headers: &'static str,
    /// Whether the body is there as it was sent, which checking DKIM needs.
    pub body: &'static str,
    /// How the folder can be told.
    pub folder: &'static str,
    /// What becomes of marks (junk, read, flagged).
    pub flags: &'static str,
    /// What to do, in order.
    pub steps: &'static [&'static str],
    /// What to look out for; may be empty.
    pub caution: &'static str,
    /// Where that is known from.
    pub source: &'static str,
}

const ALL: &str = "all";
const AS_SENT: &str = "as sent";
const LOST: &str = "lost";
const BY_NAME: &str = "by the name of the folder or file";

/// Every way, sorted by id.
pub static EXPORTS: &[Export] = &[
    Export {
        id: "export-apple-mail",
        program: "Apple Mail",
        gives: ".mbox package, .eml or .emlx",
        headers: ALL,
        body: AS_SENT,
        folder: "by the name of the package (Junk.mbox)",
        flags: "junk mark in .emlx only",
        steps: &[
            "A whole folder: select Junk, then Mailbox > Export Mailbox. The result is a folder Junk.mbox: give that.",
            "One message: drag it to the desktop (.eml), or File > Save As with the format Raw Message Source.",
            "With Mail's own marks: give the folder Junk.mbox under ~/Library/Mail itself; its .emlx files say what Mail marked as junk.",
        ],
        caution: "Save As in the formats Rich Text and Plain Text loses the headers.",
        source: "Apple, Mail User Guide: Import or export mailboxes; Save emails as files",
    },
    Export {
        id: "export-barracuda",
        program: "Barracuda Email Gateway Defense or Spam Firewall",
        gives: "headers as text",
        headers: "all that the gateway had; what came after it is missing",
        body: LOST,
        folder: "--folder quarantine",
        flags: LOST,
        steps: &[
            "Open the Message Log and the message in it, then View Source.",
            "Copy everything into a text file, and run whyjunk FILE --folder quarantine.",
        ],
        caution: "Downloads differ by product and version; the form of others is not public.",
        source: "Barracuda Spam Firewall User's Guide: Viewing Message Details",
    },
    Export {
        id: "export-exchange",
        program: "Exchange and Microsoft Purview (eDiscovery)",
        gives: ".msg or .eml in folders or a zip, or .pst",
        headers: ALL,
        body: "lost in .msg and .pst, as sent in .eml",
        folder: "by the path, when the folder structure is exported",
        flags: LOST,
        steps: &[
            "In Purview: search the mailbox, and export as individual messages with the folder and path of the source.",
            "Give the zip or its folder as it is.",
            "On Exchange Server, New-MailboxExportRequest writes a .pst: see export-pst.",
        ],
        caution: "",
        source: "Microsoft Graph: ediscoverySearchExportOperation (format, additionalOptions); Microsoft: New-MailboxExportRequest",
    },
    Export {
        id: "export-gmail",
        program: "Gmail: one message",
        gives: ".eml, or headers as text",
        headers: ALL,
        body: AS_SENT,
        folder: "--folder junk",
        flags: LOST,
        steps: &[
            "In a browser: open the message, the three dots, Show original, then Download Original.",
            "Run whyjunk FILE --folder junk when it lay in Spam.",
        ],
        caution: "Gmail does not write the reason into the headers.",
        source: "Gmail Help: Trace an email with its full header",
    },
    Export {
        id: "export-mobile",
        program: "Telephones and tablets",
        gives: "nothing of use",
        headers: LOST,
        body: LOST,
        folder: LOST,
        flags: LOST,
        steps: &[
            "Open the same mailbox in a browser or on a computer and export there: the message is on the server.",
            "Where that is impossible, have the message forwarded as an attachment by somebody who can open the mailbox.",
        ],
        caution: "Forwarding inside the text, and screenshots, lose the headers: nothing can be told from them.",
        source: "RFC 5322 section 3.6.6 and RFC 2046 section 5.2.1: what forwarding keeps",
    },
    Export {
        id: "export-outlook-classic",
        program: "Outlook for Windows, classic",
        gives: ".msg, or headers as text",
        headers: "all, as received; none in drafts and sent items",
        body: LOST,
        folder: BY_NAME,
        flags: LOST,
        steps: &[
            "A whole folder: make a folder named Junk Email on the computer, select the messages (Ctrl+A) and drag them into it.",
            "One message: File > Save As, type Outlook Message Format (.msg).",
            "Headers alone: open the message, File > Properties, Internet headers; copy all into a text file.",
        ],
        caution: "A .msg does not keep the message as it was sent: DKIM signatures cannot be recomputed from it.",
        source: "Microsoft Support: View internet message headers in Outlook; [MS-OXMSG]",
    },
    Export {
        id: "export-outlook-mac",
        program: "Outlook for Mac",
        gives: ".eml",
        headers: ALL,
        body: AS_SENT,
        folder: BY_NAME,
        flags: LOST,
        steps: &["Make a folder named Junk Email on the computer, and drag the messages into it."],
        caution: "The export to an .olm archive is not read.",
        source: "Microsoft Support: Export items to an archive file in Outlook for Mac",
    },
    Export {
        id: "export-outlook-new",
        program: "Outlook, new and on the web",
        gives: ".eml (or .msg)",
        headers: ALL,
        body: AS_SENT,
        folder: BY_NAME,
        flags: LOST,
        steps: &[
            "Open the message, the three dots, Save as or Download, and choose EML. Or drag it to the desktop.",
            "Headers alone: the three dots, View, View message source; copy all into a text file.",
        ],
        caution: "Prefer EML to MSG: only EML keeps the message as it was sent.",
        source: "Microsoft Support: View internet message headers in Outlook",
    },
    Export {
        id: "export-proofpoint",
        program: "Proofpoint quarantine",
        gives: "the released message",
        headers: "all, with the marks of the release",
        body: AS_SENT,
        folder: "--folder quarantine",
        flags: LOST,
        steps: &[
            "Release the message from the digest or the quarantine page, and export it from the mailbox.",
            "Run whyjunk FILE --folder quarantine.",
        ],
        caution: "Administrators may have a download of the original; its form is not public.",
        source: "Proofpoint Essentials End-User Guide: Quarantine Digest",
    },
    Export {
        id: "export-pst",
        program: "Outlook data files (.pst, .ost)",
        gives: ".eml in folders, made by readpst",
        headers: "all, as received; made up where there were none",
        body: LOST,
        folder: BY_NAME,
        flags: LOST,
        steps: &[
            "Install readpst: package pst-utils of Debian and Ubuntu, libpst elsewhere.",
            "mkdir out && readpst -te -e -D -o out FILE.pst && whyjunk out",
            "Or open the file in Outlook and drag the messages into a folder: see export-outlook-classic.",
        ],
        caution: "readpst writes the body anew: a DKIM signature that fails on its output proves nothing.",
        source: "readpst(1) of libpst",
    },
    Export {
        id: "export-quarantine-365",
        program: "Microsoft 365 quarantine",
        gives: ".eml, in a zip that may be encrypted",
        headers: ALL,
        body: AS_SENT,
        folder: "--folder quarantine, or by the name of the zip",
        flags: LOST,
        steps: &[
            "In the Defender portal: Review > Quarantine, select the messages, More, Download messages.",
            "Where a password was asked for: unpack the zip with it (7z x FILE) and give the folder.",
            "With PowerShell: Export-QuarantineMessage writes an .eml for each message.",
        ],
        caution: "",
        source: "Microsoft: Manage quarantined messages and files as an admin; Export-QuarantineMessage",
    },
    Export {
        id: "export-server",
        program: "Mail servers (Dovecot, Courier, Cyrus)",
        gives: "Maildir folders or mbox files",
        headers: ALL,
        body: AS_SENT,
        folder: "by the name of the folder (.Junk)",
        flags: "Status and X-Keywords in mbox",
        steps: &[
            "Copy the Maildir, or pack it: tar czf junk.tar.gz Maildir/.Junk",
            "Dovecot's own formats (dbox): doveadm backup -u USER maildir:/tmp/export",
        ],
        caution: "",
        source: "Dovecot documentation: doveadm-sync, Maildir; Courier: maildir(5)",
    },
    Export {
        id: "export-takeout",
        program: "Gmail: many messages (Google Takeout)",
        gives: ".zip or .tgz with .mbox files",
        headers: ALL,
        body: AS_SENT,
        folder: "X-Gmail-Labels of each message, and the file's name",
        flags: "labels",
        steps: &[
            "takeout.google.com: Deselect all, choose Mail, All Mail data included, and select the label Spam (and Inbox to compare).",
            "Give the .zip or .tgz as it is.",
        ],
        caution: "Large exports come in several archives: give them all.",
        source: "Google Takeout's own description in archive_browser.html",
    },
    Export {
        id: "export-thunderbird",
        program: "Thunderbird",
        gives: ".eml, or the mailbox file",
        headers: ALL,
        body: AS_SENT,
        folder: "by the name of the mailbox file (Junk)",
        flags: "X-Mozilla-Status and X-Mozilla-Keys in the mailbox file",
        steps: &[
            "One message: File > Save As > File.",
            "A whole folder: Help > Troubleshooting Information > Profile Folder, then the file Junk under Mail or ImapMail.",
        ],
        caution: "A folder that is not kept offline may not be on the computer.",
        source: "Mozilla Support: Profiles - Where Thunderbird stores your messages",
    },
];

/// The table, with a line on how to learn more.
pub(super) fn table(page: &mut Page) {
    page.paragraph(0, "What each mail program exports, and what that keeps", Tone::Strong);
    page.paragraph(0, "whyjunk rules ID (such as export-gmail) tells the steps.", Tone::Quiet);
    page.gap();
    let titles = ["id", "gives", "headers", "body", "folder"];
    let rows = EXPORTS.iter().map(|export| {
        vec![
            Text::id(export.id),
            Text::new(export.gives),
            Text::new(export.headers),
            Text::new(export.body),
            Text::new(export.folder),
        ]
    });
    page.table(2, &titles, &rows.collect::<Vec<_>>(), 1);
}

/// Everything about one way.
pub(super) fn about(export: &Export, page: &mut Page) {
    page.paragraph(0, &format!("Exporting: {} [{}]", export.program, export.id), Tone::Strong);
    page.gap();
    for (name, text) in [
        ("Gives    ", export.gives),
        ("Headers  ", export.headers),
        ("Body     ", export.body),
        ("Folder   ", export.folder),
        ("Marks    ", export.flags),
    ] {
        page.item(0, name, text, Tone::Plain);
    }
    page.heading("What to do");
    for step in export.steps {
        page.item(2, "- ", step, Tone::Plain);
    }
    if !export.caution.is_empty() {
        page.paragraph(2, export.caution, Tone::Plain);
    }
    page.paragraph(2, &format!("Source: {}", export.source), Tone::Quiet);
}

/// The page for `export` or the id of one way; `None` when it is neither.
pub(super) fn entry(id: &str, look: Look) -> Option<Page> {
    let mut page = Page::new(look);
    if id.eq_ignore_ascii_case("export") {
        table(&mut page);
        return Some(page);
    }
    about(EXPORTS.iter().find(|export| export.id.eq_ignore_ascii_case(id))?, &mut page);
    Some(page)
}
