//! Folders: what the walk takes, what it leaves alone, and what names tell.

use std::fs;
use std::path::Path;

use super::super::folder_name::{of_name, of_path};
use super::super::{Container, Folder, Reader};
use super::{All, drain, read_path};

const MAIL: &str = "From: a@example.org\nTo: b@example.edu\n\nbody\n";
const MBOX: &str = "From a@example.org Mon Mar  2 09:00:00 2026\nFrom: a@example.org\n\nbody\n\n";

fn put(root: &Path, name: &str, content: &str) {
    let path = root.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn names(all: &All, root: &Path) -> Vec<String> {
    let root = format!("{}/", root.display());
    all.messages.iter().map(|m| m.origin.path.strip_prefix(&root).unwrap().to_owned()).collect()
}

#[test]
fn walks_in_the_order_of_names_and_leaves_hidden_files_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for name in ["b.eml", "a/2.eml", "a/10.eml", ".hidden.eml", ".git/x.eml", "Inbox.msf", "c/d/e.eml"] {
        put(root, name, MAIL);
    }
    put(root, "empty.eml", "");
    put(root, "image.png", "\u{1}\0\0PNG");
    let all = read_path(root);
    assert_eq!(names(&all, root), ["a/10.eml", "a/2.eml", "b.eml", "c/d/e.eml"]);
    let reasons: Vec<&str> =
        all.unreadable.iter().map(|row| row.reason.split(':').next().unwrap_or_default()).collect();
    assert_eq!(reasons, ["empty file", "not recognised as mail"]);
    assert_eq!(all.blocks, 1);
}

#[test]
fn a_maildir() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("Maildir");
    for name in
        ["cur/1:2,S", "new/2", "tmp/3", ".Junk/cur/4:2,", ".git/5", ".INBOX.Spam/new/6", "dovecot-uidlist"]
    {
        put(&root, name, MAIL);
    }
    fs::create_dir_all(root.join(".Junk/new")).unwrap();
    fs::create_dir_all(root.join(".INBOX.Spam/cur")).unwrap();
    let all = read_path(&root);
    assert_eq!(names(&all, &root), [".INBOX.Spam/new/6", ".Junk/cur/4:2,", "cur/1:2,S", "new/2"]);
    assert!(all.messages.iter().all(|m| m.origin.container == Container::Maildir));
    assert_eq!(all.messages[0].origin.folder_name, Some((Folder::Junk, "Spam".into())));
    assert_eq!(all.messages[1].origin.folder_name, Some((Folder::Junk, "Junk".into())));
    assert_eq!(all.messages[3].origin.folder_name, None);
    for given in ["new", "new/2"] {
        assert_eq!(read_path(&root.join(given)).messages[0].origin.container, Container::Maildir);
    }
}

#[test]
fn a_thunderbird_profile() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("abcd1234.default");
    for name in
        ["prefs.js", "cert9.db", "places.sqlite", "extensions/x.xpi", "Mail/Local Folders/msgFilterRules.dat"]
    {
        put(&root, name, "user_pref(\"mail.x\", 1);");
    }
    for name in [
        "Mail/Local Folders/Junk.msf",
        "Mail/Local Folders/Trash.msf",
        "ImapMail/imap.example.edu/junklog.html",
    ] {
        put(&root, name, "// <!-- <mdb:mork:z v=\"1.4\"/> -->");
    }
    put(&root, "Mail/Local Folders/Trash", "");
    put(&root, "Mail/Local Folders/Junk", MBOX);
    put(&root, "ImapMail/imap.example.edu/INBOX", MBOX);
    put(&root, "ImapMail/imap.example.edu/INBOX.sbd/Spam", MBOX);
    put(&root, "ImapMail/imap.example.edu/INBOX.sbd/Project", MBOX);
    let all = read_path(&root);
    assert_eq!(all.unreadable, []);
    let told: Vec<_> =
        all.messages.iter().map(|m| m.origin.folder_name.as_ref().map(|(folder, _)| *folder)).collect();
    assert_eq!(told, [Some(Folder::Inbox), None, Some(Folder::Junk), Some(Folder::Junk)]);
}

#[test]
fn folders_of_apple_mail() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let emlx = format!("{}\n{MAIL}<plist></plist>\n", MAIL.len());
    let uuid = "V10/0A1B2C3D-0000-4000-8000-000000000001/Junk.mbox/0A1B2C3D-0000-4000-8000-000000000002/Data";
    put(root, &format!("{uuid}/1/Messages/1001.emlx"), &emlx);
    put(root, &format!("{uuid}/1/Messages/1002.partial.emlx"), &emlx);
    put(root, &format!("{uuid}/1/Attachments/1002/2/list.pdf"), "%PDF-1.7");
    put(root, "V10/0A1B2C3D-0000-4000-8000-000000000001/Junk.mbox/Info.plist", "<plist></plist>");
    put(root, "exported/Junk.mbox/mbox", MBOX);
    put(root, "exported/Junk.mbox/table_of_contents", "\0\u{1}\0");
    let all = read_path(root);
    assert_eq!((all.messages.len(), all.unreadable.len()), (3, 0));
    assert!(
        all.messages.iter().all(|m| m.origin.folder_name == Some((Folder::Junk, "Junk.mbox".into()))),
        "{:?}",
        all.messages.iter().map(|m| &m.origin.folder_name).collect::<Vec<_>>()
    );
}

#[test]
fn folders_of_servers() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    for name in
        ["cyrus/Junk/1.", "dovecot/Junk/cur/1772442000.M1P2.host:2,Sa", "courier/.Junk/new/1772442000.M1"]
    {
        put(root, name, MAIL);
    }
    for name in [
        "cyrus/Junk/cyrus.header",
        "cyrus/Junk/cyrus.index",
        "dovecot/Junk/dovecot-keywords",
        "dovecot/Junk/dovecot.index.log",
        "dovecot/subscriptions",
        "courier/courierimapsubscribed",
        "courier/.Junk/courierimapuiddb",
        "courier/.Junk/maildirfolder",
    ] {
        put(root, name, "x");
    }
    fs::create_dir_all(root.join("courier/cur")).unwrap();
    let all = read_path(root);
    assert_eq!(all.unreadable, []);
    let told = all.messages.iter().map(|m| m.origin.folder_name.as_ref().map(|(folder, _)| *folder));
    assert_eq!(told.collect::<Vec<_>>(), [Some(Folder::Junk); 3]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_inside() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    let (root, outside) = (folder.path().join("root"), folder.path().join("outside"));
    put(&outside, "secret.eml", MAIL);
    put(&root, "a/1.eml", MAIL);
    put(&root, ".store/2.eml", MAIL);
    symlink(&outside, root.join("out")).unwrap();
    symlink(outside.join("secret.eml"), root.join("out.eml")).unwrap();
    symlink(&root, root.join("a/loop")).unwrap();
    symlink("1.eml", root.join("a/same.eml")).unwrap();
    symlink(".store/2.eml", root.join("b.eml")).unwrap();
    symlink("nowhere", root.join("broken")).unwrap();
    let all = read_path(&root);
    assert_eq!(names(&all, &root), ["a/1.eml", "b.eml"]);
    assert_eq!(all.unreadable, []);
    symlink(&root, folder.path().join("given")).unwrap();
    assert_eq!(read_path(&folder.path().join("given")).messages.len(), 2);
}

#[test]
fn many_small_files_share_blocks() {
    let folder = tempfile::tempdir().unwrap();
    for i in 0..300 {
        put(folder.path(), &format!("{i:04}.eml"), MAIL);
    }
    put(folder.path(), "0250.mbox", &MBOX.repeat(100));
    let all = read_path(folder.path());
    assert_eq!((all.messages.len(), all.blocks), (400, 2));
    assert!(all.messages.iter().all(|m| m.text() == MAIL || m.origin.container == Container::Mbox));
}

#[test]
fn place_is_told_by_folders_and_mailbox_files() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("export");
    put(&root, "Junk Email/1.eml", MAIL);
    put(&root, "Takeout/Mail/Spam.mbox", MBOX);
    put(&root, "junk.eml", MAIL);
    put(&root, "Inbox", MBOX);
    let all = read_path(&root);
    let told: Vec<Option<Folder>> =
        all.messages.iter().map(|m| m.origin.folder_name.as_ref().map(|(folder, _)| *folder)).collect();
    assert_eq!(told, [Some(Folder::Inbox), Some(Folder::Junk), Some(Folder::Junk), None]);
    let file = drain(Reader::new(vec![root.join("Junk Email/1.eml")]));
    assert_eq!(file.messages[0].origin.folder_name, Some((Folder::Junk, "Junk Email".into())));
}

#[test]
fn names_of_the_junk_folder() {
    for name in [
        "Junk",
        "Junk Email",
        "Junk E-Mail",
        "Junk E-mail.mbox",
        "Spam",
        "SPAM.mbx",
        "Bulk",
        "Bulk Mail",
        "Junk-E-Mail",
        "Spamverdacht",
        "Unerwünscht",
        "Courrier indésirable",
        "Courrier inde\u{301}sirable",
        "Pourriel",
        "Indésirables",
        "Correo no deseado",
        "Posta indesiderata",
        "Ongewenste e-mail",
        "Lixo Eletrônico",
        "Correio não solicitado",
        "Skräppost",
        "Uønsket mail",
        "Søppelpost",
        "Roskaposti",
        "Wiadomości-śmieci",
        "Nevyžádaná pošta",
        "Levélszemét",
        "Gereksiz E-posta",
        "Спам",
        "Нежелательная почта",
        "垃圾邮件",
        "迷惑メール",
        "스팸",
        "스팸함.mbox",
        "Courrier ind&AOk-sirable",
        "&V4NXPpCuTvY-",
        "Junk (1)",
        "Junk-1",
        "junk-folder.mbox",
        "spam_export",
        "Junk.sbd",
        "bob@example.edu - Junk Email",
        "bob@example.edu-Spam.mbox",
        "spam-2",
        "Junk Mail copy",
        "Junk.tar.gz!",
        "Spam.mbox.gz",
        "junk.ZIP!",
    ] {
        assert_eq!(of_name(name), Some(Folder::Junk), "{name}");
    }
}

#[test]
fn names_of_other_folders() {
    for name in
        ["INBOX", "Inbox.mbox", "Posteingang", "Boîte de réception", "Bandeja de entrada", "Posta in arrivo"]
    {
        assert_eq!(of_name(name), Some(Folder::Inbox), "{name}");
    }
    for name in ["Quarantine", "quarantine-export.mbox"] {
        assert_eq!(of_name(name), Some(Folder::Quarantine), "{name}");
    }
    for name in [
        "spam-why-explained",
        "spam_corpus",
        "not junk",
        "nospam",
        "ham",
        "antispam",
        "All mail Including Spam and Trash.mbox",
        "Alle E-Mails inklusive Spam und Papierkorb.mbox",
        "Tous les messages, y compris ceux des dossiers Spam et Corbeille.mbox",
        "Todo el correo, incluidos Spam y Papelera.mbox",
        "Tutta la posta, inclusi Spam e Cestino.mbox",
        "Trash",
        "junkyard",
        "mail",
        "",
        "1",
        "(1)",
        "inbox-vs-junk",
        "e-mail",
        "easy-ham-1",
        "hard spam",
        "&",
        "&A-",
    ] {
        assert_eq!(of_name(name), None, "{name}");
    }
}

#[test]
fn the_nearest_folder_counts() {
    let told = |path: &str, mailbox| of_path(path, 0, mailbox).map(|(folder, _)| folder);
    assert_eq!(told("INBOX/Junk/1.eml", false), Some(Folder::Junk));
    assert_eq!(told("Junk/2026/1.eml", false), Some(Folder::Junk));
    assert_eq!(told("INBOX/Projects/1.eml", false), None);
    assert_eq!(told("Inbox/1.eml", false), Some(Folder::Inbox));
    assert_eq!(told("[Gmail].sbd/Spam", true), Some(Folder::Junk));
    assert_eq!(told("[Gmail]/Spam/1.eml", false), Some(Folder::Junk));
    assert_eq!(told("Spam", false), None);
    assert_eq!(told("C:\\mail\\Junk\\1.eml", false), Some(Folder::Junk));
    assert_eq!(told("spam/a/b/c/d/e/1.eml", false), None);
    assert_eq!(of_path("spam/a/b/c/d/e/1.eml", 6, false).map(|(f, _)| f), Some(Folder::Junk));
    assert_eq!(told("/home/x/spam_corpus/ham/1.eml", false), None);
    assert_eq!(told("junk/../1.eml", false), None);
    let apple = "0A1B2C3D-0000-4000-8000-000000000001/Data/1/2/Messages/3.emlx";
    assert_eq!(told(&format!("/Users/a/Library/Mail/V10/x/Junk.mbox/{apple}"), false), Some(Folder::Junk));
    assert_eq!(told(&format!("Mail/INBOX.mbox/{apple}"), false), Some(Folder::Inbox));
    assert_eq!(told("Junk.mbox/mbox", true), Some(Folder::Junk));
    assert_eq!(told("Quarantined Messages.zip!/1.eml", false), Some(Folder::Quarantine));
    assert_eq!(told("mail.zip!/Junk Email/1.msg", false), Some(Folder::Junk));
}
