//! Files and folders as they are called: found as the command line finds them, and found again whatever their names.

use std::path::PathBuf;

use whyjunk::serve::Limits;

use super::{Visit, command_line, fixture};

#[test]
fn a_dropped_folder_is_walked_as_the_command_line_does() {
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let notice = std::fs::read(fixture("rules/spf-omits-relay/hit-1.eml")).unwrap();
    let files = [
        "mail/b.eml",
        "mail/a/z.eml",
        "mail/a.eml",
        "mail/.hidden/x.eml",
        "mail/.x.eml",
        "mail/desktop.ini",
        "mail/Spam/1.eml",
        "mail/box/cur/1.host:2,S",
        "mail/box/new/2.host",
        "mail/box/tmp/3.host",
        "mail/box/.Junk/cur/4.host:2,",
        "mail/box/.Junk/new/5",
        "mail/ä.eml",
    ];
    for file in files {
        let path = folder.path().join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, &notice).unwrap();
    }
    visit.drop_on(&[&folder.path().join("mail")]);
    visit.state("mailbox");
    for format in ["csv", "json"] {
        let (_, bytes) = visit.download(format);
        let wanted = command_line(folder.path(), &["mail", "--format", format], b"");
        assert_eq!(String::from_utf8(bytes).unwrap(), String::from_utf8(wanted).unwrap());
    }
    assert_eq!(visit.shown(), "9 messages");
}

/// Whatever a file is called, its message opens, and of two files of one name each its own.
#[test]
fn files_are_found_again_by_any_name() {
    let Some(visit) = Visit::begin(Limits::default()) else { return };
    let folder = tempfile::tempdir().unwrap();
    let notice = std::fs::read_to_string(fixture("rules/spf-omits-relay/hit-1.eml")).unwrap();
    let long = format!("{}.eml", "x".repeat(240));
    let names = [
        "a\u{202e}lme.eml",
        "b\u{1b}[31m.eml",
        "c\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}.eml",
        "d\\\"'&amp;<b>.eml",
        "e!.eml",
        "100%25 #1?.eml",
        &long,
    ];
    for name in names {
        std::fs::write(
            folder.path().join(name),
            notice.replacen("Subject: ", &format!("Subject: {} of ", name.len()), 1),
        )
        .unwrap();
    }
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    for place in [&one, &two] {
        std::fs::create_dir(place).unwrap();
        let own = place.file_name().unwrap().to_string_lossy().into_owned();
        std::fs::write(
            place.join("same.eml"),
            notice.replacen("Subject: ", &format!("Subject: {own} of "), 1),
        )
        .unwrap();
    }
    let mut all: Vec<PathBuf> = names.iter().map(|name| folder.path().join(name)).collect();
    all.extend([one.join("same.eml"), two.join("same.eml")]);
    visit.drop_on(&all.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    visit.state("mailbox");
    assert_eq!(visit.shown(), "9 messages");
    for place in 0..9 {
        let opener = format!("#rows .opener[data-place=\"{place}\"]");
        let subject = visit.text(&opener);
        visit.click(&opener);
        visit.browser.wait_for("!!document.querySelector('#d-body .beside, #d-body .alarm')");
        assert!(
            visit.text("#d-body").contains(&format!("“{subject}”")),
            "{subject}: {}",
            visit.text("#d-body")
        );
        visit.click("#d-close");
        visit.browser.wait_for("!document.querySelector('#d-body .beside, #d-body .alarm')");
    }
    assert!(visit.misdeeds().is_empty(), "{:?}", visit.misdeeds());
}
