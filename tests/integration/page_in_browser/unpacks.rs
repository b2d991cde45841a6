//! Exports dropped as they are: archives, Outlook items and a profile folder, of which every message opens.

use std::fs;

use whyjunk::serve::Limits;

use super::super::container_files::{Attachment, Item, emlx, gzip, member, msg, tar, zip};
use super::{Visit, command_line, fixture, opens_every_one};

/// A message whose subject tells it from others.
fn notice(subject: &str) -> Vec<u8> {
    let text = fs::read_to_string(fixture("rules/spf-omits-relay/hit-1.eml")).unwrap();
    let line = text.lines().find(|line| line.starts_with("Subject: ")).unwrap();
    text.replace(line, &format!("Subject: {subject}")).into_bytes()
}

fn item(subject: &str, attachments: Vec<Attachment>) -> Item {
    let text = String::from_utf8(notice(subject)).unwrap();
    Item {
        headers: Some(text.split("\n\n").next().unwrap().to_owned() + "\n"),
        attachments,
        ..Item::default()
    }
}

#[test]
fn dropped_exports_are_opened_message_by_message() {
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("mail");
    let put = |name: &str, bytes: &[u8]| {
        let path = root.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    let attached = |subject: &str| Attachment::Item(item(subject, Vec::new()));
    let report = msg(&item("report", vec![attached("carried one"), attached("carried two")]));
    let mailbox: Vec<u8> = ["first", "second"]
        .iter()
        .flat_map(|s| {
            [b"From a@example.org Mon Mar  2 09:00:00 2026\n".to_vec(), notice(s), b"\n".to_vec()].concat()
        })
        .collect();
    let members = [
        member("Takeout/Mail/Spam.mbox", mailbox.clone()),
        member("Takeout/Mail/Junk.msg", report.clone()),
        member("inner.zip", zip(&[member("1.eml", notice("inner"))])),
        member("last.eml", notice("last")),
    ];
    put("a.zip", &zip(&members));
    put("b.tgz", &gzip(&tar(&members)));
    put("c.mbox.gz", &gzip(&mailbox));
    put(
        "draft.msg",
        &msg(&Item {
            flags: 8,
            attachments: vec![attached("in a draft"), attached("beside it")],
            ..Item::default()
        }),
    );
    put("e.msg", &report);
    put("f.emlx", &emlx(&notice("apple"), 1 << 24));
    put("profile/prefs.js", b"user_pref();");
    put("profile/places.sqlite", b"SQLite format 3\0");
    put("profile/Mail/Local Folders/Junk", &mailbox);
    put("profile/Mail/Local Folders/Trash", b"");
    put("profile/Mail/Local Folders/Trash.msf", b"");
    visit.drop_on(&[&root]);
    visit.state("mailbox");
    assert_eq!(visit.shown(), "24 messages");
    for format in ["csv", "json"] {
        let (_, bytes) = visit.download(format);
        let wanted = command_line(folder.path(), &["mail", "--format", format], b"");
        assert_eq!(String::from_utf8(bytes).unwrap(), String::from_utf8(wanted).unwrap());
    }
    opens_every_one(&visit, 24);
    visit.click("#again");
    visit.state("start");
    visit.drop_on(&[&root.join("draft.msg")]);
    visit.state("mailbox");
    opens_every_one(&visit, 2);
    assert!(visit.misdeeds().is_empty(), "{:?}", visit.misdeeds());
}
