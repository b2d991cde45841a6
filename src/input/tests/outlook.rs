//! Outlook's `.msg`: headers in either form, attached messages, honest rows, and files that are damaged.

use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::reader::Limits;
use super::super::{Container, Reader};
use super::containers::{Attachment, Item, msg};
use super::{All, corpora, drain, read_path, trickle};

const HEADERS: &str = "Received: from a.example.net (192.0.2.1) by b.example.edu;\r\n Mon, 2 Mar 2026 09:00:00 +0000\r\nFrom: a@example.org\r\nSubject: one\r\n\r\n";
const MAIL: &str = "From: a@example.org\r\nTo: b@example.edu\r\nSubject: two\r\n\r\nbody\r\n";

fn read(item: &Item) -> All {
    trickle(&msg(item), usize::MAX, Limits::default())
}

fn with_headers() -> Item {
    Item { headers: Some(HEADERS.to_owned()), ..Item::default() }
}

#[test]
fn the_headers_as_received() {
    let all = read(&with_headers());
    assert_eq!((all.texts(), all.unreadable.len()), (vec![HEADERS.to_owned()], 0));
    let origin = &all.messages[0].origin;
    assert_eq!((origin.container, origin.number), (Container::Msg, 1));
    assert_eq!((origin.offset, origin.length, origin.inside, origin.cut), (None, None, None, false));
    let old = format!("Microsoft Mail Internet Headers Version 2.0\r\n{HEADERS}\0");
    assert_eq!(read(&Item { headers: Some(old), ..Item::default() }).texts(), [HEADERS]);
}

#[test]
fn headers_in_a_code_page() {
    let all = read(&Item {
        headers_8bit: Some(
            b"From: a@example.org\r\nSubject: \xe1\xe8\xe1\xeb\xe8\xee\xf2\xe5\xea\xe0\r\n\r\n".to_vec(),
        ),
        codepage: Some(1251),
        ..Item::default()
    });
    assert_eq!(all.texts(), ["From: a@example.org\r\nSubject: библиотека\r\n\r\n"]);
}

#[test]
fn long_headers_are_cut() {
    let long = format!("{HEADERS}X: {}\r\n", "x".repeat(9000));
    let limits = Limits { window: 4000, ..Limits::default() };
    let all = trickle(&msg(&Item { headers: Some(long.clone()), ..Item::default() }), usize::MAX, limits);
    assert_eq!(all.texts(), [&long[..4000]]);
    assert!(all.messages[0].origin.cut);
}

#[test]
fn attached_messages_follow_their_carrier() {
    let inner = Item {
        headers: Some(HEADERS.replace("one", "inner")),
        attachments: vec![Attachment::Item(Item {
            headers: Some(HEADERS.replace("one", "innermost")),
            ..Item::default()
        })],
        ..Item::default()
    };
    let file = msg(&Item { headers: Some(HEADERS.replace("one", "as file")), ..Item::default() });
    let all = read(&Item {
        attachments: vec![
            Attachment::File("notes.txt", "text/plain", b"Received: x\r\n".to_vec()),
            Attachment::Item(inner),
            Attachment::File("notice.EML", "", MAIL.as_bytes().to_vec()),
            Attachment::File("x", "message/rfc822", b"\r\n\r\nFrom: a@example.org\r\n\r\n".to_vec()),
            Attachment::File("broken.eml", "", b"no message".to_vec()),
            Attachment::File("saved.msg", "", file),
        ],
        ..with_headers()
    });
    let told: Vec<_> = all
        .messages
        .iter()
        .map(|m| {
            let subject = m.text().lines().find_map(|l| l.strip_prefix("Subject: ").map(str::to_owned));
            (subject.unwrap_or_default(), m.origin.container, m.origin.number, m.origin.inside)
        })
        .collect();
    let row = |s: &str, container, number, inside| (s.to_owned(), container, number, inside);
    assert_eq!(
        told,
        [
            row("one", Container::Msg, 1, None),
            row("inner", Container::Msg, 1, Some(1)),
            row("innermost", Container::Msg, 1, Some(1)),
            row("two", Container::Eml, 2, Some(1)),
            row("", Container::Eml, 3, Some(1)),
            row("as file", Container::Msg, 4, Some(1)),
        ]
    );
    assert_eq!(all.unreadable, []);
}

#[test]
fn nesting_ends_at_a_limit() {
    let mut item = with_headers();
    for _ in 0..9 {
        item = Item { attachments: vec![Attachment::Item(item)], ..with_headers() };
    }
    let all = read(&item);
    assert_eq!((all.messages.len(), all.unreadable.len()), (5, 1));
    assert!(all.unreadable[0].reason.contains("nested 4 deep"), "{}", all.unreadable[0].reason);
}

#[test]
fn attachments_end_at_a_limit() {
    let file = || Attachment::File("a.eml", "", MAIL.repeat(50).into_bytes());
    let item = Item { attachments: (0..9).map(|_| file()).collect(), ..with_headers() };
    let limits = Limits { single: 10_000, ..Limits::default() };
    let all = trickle(&msg(&item), usize::MAX, limits);
    assert!((3..8).contains(&all.messages.len()), "{}", all.messages.len());
    assert!(all.unreadable[0].reason.contains("10000 bytes"), "{}", all.unreadable[0].reason);
}

#[test]
fn attached_items_count_too() {
    let long = format!("{HEADERS}X: {}\r\n", "x".repeat(3000));
    let item = || Attachment::Item(Item { headers: Some(long.clone()), ..Item::default() });
    let limits = Limits { single: 10_000, ..Limits::default() };
    let items = Item { attachments: (0..20).map(|_| item()).collect(), ..with_headers() };
    let all = trickle(&msg(&items), usize::MAX, limits);
    let taken: usize = all.messages.iter().map(|m| m.bytes.len()).sum();
    assert!(taken <= 10_000 && all.messages.len() == 5, "{taken}: {}", all.messages.len());
    assert!(all.messages[4].origin.cut && all.unreadable[0].reason.contains("10000 bytes"));
}

#[test]
fn an_item_without_headers_says_what_remains() {
    let sent = Item {
        class: Some("IPM.Note"),
        subject: Some("Overdue"),
        sender: Some("circ@library.example.edu"),
        to: Some("Bob"),
        submitted: Some(1_772_442_000),
        ..Item::default()
    };
    let reason = |item: &Item| {
        let mut all = read(item);
        assert!(all.messages.is_empty());
        all.unreadable.remove(0).reason
    };
    let text = reason(&sent);
    for words in [
        "without internet headers",
        "sender, recipients, subject, time of submission (2026-03-02T09:00:00Z) and message class (IPM.Note)",
        "cannot be told",
        "DKIM signatures cannot be recomputed",
        "as received (.eml or .msg)",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // What people wrote stays out of a row, which is shown without pseudonyms.
    for personal in ["Overdue", "circ@", "Bob"] {
        assert!(!text.contains(personal), "{text}");
    }
    assert!(reason(&Item { flags: 8, ..sent.clone() }).starts_with("an Outlook draft"));
    assert!(
        reason(&Item { class: Some("IPM.Contact"), ..sent }).starts_with("an Outlook item that is no mail")
    );
    assert!(
        reason(&Item { class: Some("\u{1b}[2J"), ..Item::default() }).contains("Nothing of it can be read")
    );
    assert!(
        reason(&Item { headers: Some(" \r\n".to_owned()), ..Item::default() })
            .contains("without internet headers")
    );
}

#[test]
fn a_draft_can_carry_the_message_that_matters() {
    let all =
        read(&Item { flags: 8, attachments: vec![Attachment::Item(with_headers())], ..Item::default() });
    assert_eq!((all.texts(), all.unreadable.len()), (vec![HEADERS.to_owned()], 1));
    assert_eq!((all.messages[0].origin.number, all.messages[0].origin.inside), (1, None));
}

/// What is no message of its own carries none: numbers go on within the nearest one that is.
#[test]
fn items_without_headers_are_not_counted() {
    let between = |inner: Vec<Item>| Item {
        attachments: inner.into_iter().map(Attachment::Item).collect(),
        ..Item::default()
    };
    let reports = vec![with_headers(), between(vec![with_headers(), with_headers()]), with_headers()];
    let places =
        |all: &All| -> Vec<_> { all.messages.iter().map(|m| (m.origin.number, m.origin.inside)).collect() };
    let all = read(&between(reports.clone()));
    assert_eq!(places(&all), [(1, None), (2, None), (3, None), (4, None)]);
    let rows: Vec<_> =
        all.unreadable.iter().map(|row| (row.number, row.reason.starts_with("attached"))).collect();
    assert_eq!(rows, [(None, false), (None, true)]);
    let all = read(&Item { headers: Some(HEADERS.to_owned()), ..between(reports) });
    assert_eq!(places(&all), [(1, None), (1, Some(1)), (2, Some(1)), (3, Some(1)), (4, Some(1))]);
    assert_eq!(all.unreadable[0].number, Some(1));
}

#[test]
fn other_compound_files_are_one_sentence() {
    for (stream, words) in
        [("/WordDocument", "a Word document"), ("/Workbook", "an Excel workbook"), ("/x", "another program")]
    {
        let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        file.create_stream(stream).unwrap();
        let bytes = file.into_inner().into_inner();
        let all = trickle(&bytes, usize::MAX, Limits::default());
        assert!(all.messages.is_empty() && all.unreadable[0].reason.contains(words), "{:?}", all.unreadable);
    }
    let cut = &msg(&with_headers())[..700];
    let all = trickle(cut, usize::MAX, Limits::default());
    assert!(all.unreadable[0].reason.contains("damaged or cut off"), "{:?}", all.unreadable);
}

/// Names and numbers of fields as Python's extract-msg 0.57 gives them; 0 where the item has no header section.
const CORPUS: [(&str, usize); 23] = [
    ("omp_CC_duplicate_recipients_bug.msg", 64),
    ("omp_HTML_mail_with_replyto_and_attachment_and_embedded_image.msg", 40),
    ("omp_S_MIME_test_message_encrypted.msg", 13),
    ("omp_S_MIME_test_message_signed.msg", 10),
    ("omp_S_MIME_test_message_signed_and_encrypted.msg", 13),
    ("omp_Test_at_sign_in_personal_From_header.msg", 16),
    ("omp_attachment_with_a_bracket_in_the_name.msg", 0),
    ("omp_attachments.msg", 31),
    ("omp_chinese_message.msg", 0),
    ("omp_embedded_image.msg", 21),
    ("omp_issue-16-rtf-sample-email-with-attachment.msg", 25),
    ("omp_issue-16-rtf-sample-email.msg", 25),
    ("omp_issue-87-client-submit-time-corrected.msg", 0),
    ("omp_issue-87-client-submit-time.msg", 0),
    ("omp_nested_simple_mail.msg", 42),
    ("omp_plain_chain.msg", 0),
    ("omp_simple_email_with_TO_and_CC_multiple.msg", 14),
    ("omp_simple_email_with_TO_and_CC_single.msg", 19),
    ("omp_simple_reply_with_CC.msg", 25),
    ("omp_simple_sent.msg", 4),
    ("omp_test_subject_duplicated_recipients.msg", 0),
    ("omp_tst_unicode.msg", 0),
    ("omp_unsent_draft.msg", 0),
];

#[test]
fn real_items_have_as_many_fields_as_elsewhere() {
    let Some(corpora) = corpora() else { return };
    for (name, fields) in CORPUS {
        let all = read_path(&corpora.join("msg_pst").join(name));
        let found = all
            .messages
            .first()
            .map_or(0, |m| crate::headers::parse(&m.bytes, &crate::headers::Limits::default()).fields.len());
        assert_eq!(
            (found, all.unreadable.len()),
            (fields, usize::from(fields == 0)),
            "{name}: {:?}",
            all.unreadable
        );
    }
}

#[test]
fn a_real_attached_item() {
    let Some(corpora) = corpora() else { return };
    let all = read_path(&corpora.join("msg_pst/omp_nested_simple_mail.msg"));
    let inside: Vec<_> = all.messages.iter().map(|m| m.origin.inside).collect();
    assert_eq!(inside, [None, Some(1)]);
}

#[test]
fn real_items_that_are_damaged_end() {
    let Some(corpora) = corpora() else { return };
    for (name, _) in CORPUS.iter().take(8) {
        let bytes = std::fs::read(corpora.join("msg_pst").join(name)).unwrap();
        for step in 0..60 {
            let mut damaged = bytes.clone();
            for at in (step * 7..damaged.len()).step_by(997 + step * 13) {
                damaged[at] ^= 1 << (step % 8);
            }
            damaged.truncate(bytes.len() - step * bytes.len() / 80);
            let _ = trickle(&damaged, usize::MAX, Limits::default());
        }
    }
}

#[test]
fn a_folder_of_items() {
    let folder = tempfile::tempdir().unwrap();
    let junk = folder.path().join("Junk Email");
    std::fs::create_dir(&junk).unwrap();
    for n in 0..3 {
        std::fs::write(junk.join(format!("{n}.msg")), msg(&with_headers())).unwrap();
    }
    let all = drain(Reader::new(vec![folder.path().to_owned()]));
    assert_eq!((all.messages.len(), all.unreadable.len()), (3, 0));
    assert!(all.messages.iter().all(|m| Path::new(&*m.origin.path).starts_with(&junk)));
    assert!(all.messages.iter().all(|m| m.origin.folder_name.is_some()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damaged_items_end(changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..40), cut in any::<prop::sample::Index>(), cuts in any::<bool>()) {
        let item = Item {
            attachments: vec![Attachment::Item(with_headers()), Attachment::File("a.eml", "", MAIL.into())],
            ..with_headers()
        };
        let mut bytes = msg(&item);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        let all = trickle(&bytes, usize::MAX, Limits::default());
        prop_assert!(all.messages.len() < 50);
    }
}
