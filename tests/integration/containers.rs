//! One mailbox through every container: the same messages, diagnosis and proofs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::container_files::{Attachment, Item, Member, emlx, gzip, member, msg, tar, zip};
use super::run::{analyze, messages, objects, root, run, run_with_input, shared};

const MAILBOX: &str = "fixtures/demo/junk-folder.mbox";
const SETTINGS: [&str; 4] = ["--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"];

/// Signed messages of `fixtures/what-if-dns`, and answers that hold the keys of all of them.
const SIGNED: [&str; 4] = ["signed-content", "signed-gmail", "signed-microsoft-365", "signed-rspamd"];
const ANSWERS: &str = "fixtures/what-if-dns/signed-gmail/after.zone";

/// A mailbox: its bytes, each message in it with what the program says about it, and how the program was called.
struct Mailbox {
    bytes: Vec<u8>,
    messages: Vec<(Vec<u8>, Value)>,
    options: &'static [&'static str],
}

impl Mailbox {
    fn of(bytes: Vec<u8>, options: &'static [&'static str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mailbox");
        fs::write(&path, &bytes).unwrap();
        let cut = |message: Value| {
            let at = |key: &str| message["source"][key].as_u64().unwrap() as usize;
            (bytes[at("offset")..at("offset") + at("length")].to_vec(), message)
        };
        let messages = outer(analyze(options, &[path])).into_iter().map(cut).collect();
        Self { bytes, messages, options }
    }

    /// Everything that a junk folder holds.
    fn mixed() -> Self {
        let mailbox = Self::of(fs::read(root().join(MAILBOX)).unwrap(), &SETTINGS);
        assert!(mailbox.messages.len() >= 45);
        mailbox
    }

    /// Signatures that verify: one byte of the body changed on the way, and they do not.
    fn signed() -> Self {
        let mut bytes = Vec::new();
        for name in SIGNED {
            bytes.extend(b"From alma@exlibrisgroup.com Mon Mar  2 09:00:00 2026\n");
            bytes.extend(fs::read(root().join("fixtures/what-if-dns").join(name).join("after.eml")).unwrap());
            bytes.extend(b"\n");
        }
        let mailbox = Self::of(bytes, &["--dns", ANSWERS]);
        assert_eq!(mailbox.messages.len(), SIGNED.len());
        for (_, said) in &mailbox.messages {
            let dkim = said["authentication"]["dkim"].as_array().unwrap();
            let pass = |d: &&Value| d["source"] == "verified" && d["result"] == "pass";
            assert_eq!(dkim.iter().filter(pass).count(), 2, "{}", said["authentication"]);
        }
        mailbox
    }

    /// Its messages as members, each under a name made of its number and made into a file.
    fn members(&self, name: impl Fn(usize) -> String, file: impl Fn(&[u8]) -> Vec<u8>) -> Vec<Member> {
        let each = self.messages.iter().enumerate();
        each.map(|(n, (bytes, _))| member(name(n), file(bytes))).collect()
    }
}

fn outer(messages: Vec<Value>) -> Vec<Value> {
    messages.into_iter().filter(|m| m["source"]["inside"].is_null()).collect()
}

/// All that is said about a message but where it was found.
fn said(message: &Value) -> Value {
    let mut said = message.clone();
    said["source"] = json!(null);
    said
}

fn write(folder: &Path, members: &[Member]) {
    for member in members {
        let path = folder.join(&member.name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, &member.bytes).unwrap();
    }
}

fn eml(n: usize) -> String {
    format!("mail/{n:03}.eml")
}

fn maildir(n: usize) -> String {
    format!("Maildir/cur/1772442{n:03}.M1P1.host:2,S")
}

fn same(how: &str, mailbox: &Mailbox, found: Vec<Value>) {
    let found = outer(found);
    assert_eq!(found.len(), mailbox.messages.len(), "{how}");
    for ((_, expected), found) in mailbox.messages.iter().zip(&found) {
        assert_eq!(said(found), said(expected), "{how}: {}", found["source"]);
    }
}

#[test]
fn every_container_gives_the_same() {
    for mailbox in [Mailbox::mixed(), Mailbox::signed()] {
        through_every_container(&mailbox);
    }
}

fn through_every_container(mailbox: &Mailbox) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let plain = |bytes: &[u8]| bytes.to_vec();
    let emls = mailbox.members(eml, plain);
    write(&at("folder"), &emls);
    write(&at("server"), &mailbox.members(maildir, plain));
    fs::create_dir_all(at("server/Maildir/new")).unwrap();
    write(
        &at("apple"),
        &mailbox.members(
            |n| format!("mail.mbox/0A1B2C3D-0000-4000-8000-000000000001/Data/Messages/{n:03}.emlx"),
            |m| emlx(m, 0),
        ),
    );
    write(&at("package"), &[member("mail.mbox/mbox", &*mailbox.bytes)]);
    let one = [member("Takeout/Mail/All mail.mbox", &*mailbox.bytes)];
    for (name, bytes) in [
        ("mailbox", mailbox.bytes.clone()),
        ("emls.zip", zip(&emls)),
        ("mailbox.zip", zip(&one)),
        ("emls.tar", tar(&emls)),
        ("mailbox.gz", gzip(&mailbox.bytes)),
        ("server.tar.gz", gzip(&tar(&mailbox.members(maildir, plain)))),
        ("zip-in-zip", zip(&[member("mail.zip", zip(&emls))])),
        ("zip-in-tar.gz", gzip(&tar(&[member("mail.zip", zip(&one))]))),
    ] {
        fs::write(at(name), &bytes).unwrap();
        let mut args: Vec<&str> = vec!["--format", "ndjson", "-"];
        args.extend(mailbox.options);
        same(&format!("{name} on standard input"), mailbox, messages(&run_with_input(&args, &bytes)));
    }
    for entry in fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let found = analyze(mailbox.options, std::slice::from_ref(&path));
        same(&path.to_string_lossy(), mailbox, found);
    }
}

/// Outlook keeps the header section only: the same is said but for the note that says so.
#[test]
fn outlook_items_give_the_same() {
    let mailbox = Mailbox::mixed();
    let folder = tempfile::tempdir().unwrap();
    let head = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.split_once("\n\n").map_or(text.clone(), |(head, _)| format!("{head}\n"))
    };
    let item = |bytes: &[u8]| Item { headers: Some(head(bytes)), class: Some("IPM.Note"), ..Item::default() };
    write(folder.path(), &mailbox.members(|n| format!("{n:03}.msg"), |bytes| msg(&item(bytes))));
    let found = analyze(&SETTINGS, &[folder.path().to_owned()]);
    assert_eq!(found.len(), mailbox.messages.len());
    let mut compared = 0;
    for ((bytes, expected), found) in mailbox.messages.iter().zip(&found) {
        // What the body carries is not in the header section.
        if String::from_utf8_lossy(bytes).contains("message/rfc822") {
            continue;
        }
        let (mut found, expected) = (said(found), said(expected));
        let notes = found["notes"].as_array_mut().unwrap();
        assert!(notes.remove(0).as_str().unwrap().contains("cannot be recomputed"));
        assert_eq!(found, expected);
        compared += 1;
    }
    assert!(compared >= 45, "{compared}");
}

#[test]
fn a_report_from_outlook_is_explained_by_what_it_carries() {
    let junked = "Received: from a.example.net (a.example.net [192.0.2.1])\n\tby mx1.example.edu (Postfix); Mon, 02 Mar 2026 09:00:05 +0000\nFrom: circ@library.example.edu\nSubject: Overdue\n";
    let report = Item {
        headers: Some(junked.replace("Overdue", "Fw: junk")),
        attachments: vec![Attachment::Item(Item { headers: Some(junked.to_owned()), ..Item::default() })],
        ..Item::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.msg");
    fs::write(&path, msg(&report)).unwrap();
    let text = run(&[&path]);
    let text = String::from_utf8(text.out).unwrap();
    assert!(text.contains("Route, oldest hop first") && !text.contains("Summary"), "{text}");
    let found = analyze::<&str>(&[], std::slice::from_ref(&path));
    let inside: Vec<_> = found.iter().map(|m| m["source"]["inside"].as_u64()).collect();
    assert_eq!(inside, [None, Some(1)]);
    assert_eq!(found[1]["source"]["container"], "msg");
    assert!(found[1]["source"]["offset"].is_null() && found[1]["source"]["length"].is_null());
}

#[test]
fn the_junk_mark_of_apple_mail_counts() {
    let message = b"Received: from a.example.net (a.example.net [192.0.2.1])\n\tby mx1.example.edu (Postfix); Mon, 02 Mar 2026 09:00:05 +0000\nFrom: circ@library.example.edu\n\nbody\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("1.emlx");
    fs::write(&path, emlx(message, 1 << 24)).unwrap();
    let found = analyze::<&str>(&[], &[path]);
    assert_eq!(found[0]["placement"]["folder"], "junk");
    let proof = &found[0]["filters"][0]["proof"][0];
    assert_eq!((&proof["header"], &proof["excerpt"]), (&json!("emlx-flags"), &json!("16777216")), "{proof}");
}

fn reasons(paths: &[PathBuf]) -> (Option<i32>, Vec<String>) {
    let mut args: Vec<String> = vec!["--format".into(), "ndjson".into()];
    args.extend(paths.iter().map(|p| p.to_string_lossy().into_owned()));
    let run = run(&args);
    let rows = objects(&run).into_iter().filter(|o| o["type"] == "unreadable");
    (run.code, rows.map(|row| row["reason"].as_str().unwrap().to_owned()).collect())
}

#[test]
fn wrong_input_gets_one_sentence_and_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes, words) in [
        ("a.pdf", &b"%PDF-1.7\n\xe2\xe3"[..], "a PDF, not mail"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG), not mail"),
        (
            "a.xlsx",
            &zip(&[member("[Content_Types].xml", "<x/>")]),
            "a Word, Excel or PowerPoint document, not mail",
        ),
        ("a.pst", b"!BDN\0\0\0\0SM", "mkdir out && readpst -te -e -D -o out FILE.pst && whyjunk out"),
        ("empty", b"", "empty file: export"),
        ("a.html", b"<!DOCTYPE html><html><body>hello</body></html>", "a web page, not mail"),
        ("a.csv", b"name;loans\nann;3\n", "not recognised as mail: give"),
        ("a.mbox.xz", b"\xfd7zXZ\0\0\0", "an xz file: unpack it first"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let (code, reasons) = reasons(&[path]);
        assert_eq!((code, reasons.len()), (Some(2), 1), "{name}: {reasons:?}");
        assert!(reasons[0].contains(words), "{name}: {reasons:?}");
    }
    let empty = folder.path().join("folder");
    fs::create_dir(&empty).unwrap();
    let run = run(&[&empty]);
    assert_eq!(run.code, Some(1));
    assert!(
        run.err.contains("no message found: ") && run.err.contains("whyjunk rules export"),
        "{}",
        run.err
    );
}

/// What readpst writes verifies as little as what Outlook keeps: that is said, instead of a broken signature.
#[test]
fn a_body_that_readpst_wrote_is_not_checked() {
    let message = "Received: from a.example.net (a.example.net [192.0.2.1])\n\tby mx1.example.edu (Postfix); Mon, 02 Mar 2026 09:00:05 +0000\nDKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=s1; h=from; bh=AAAA; b=AAAA\nFrom: circ@library.example.edu\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"--boundary-LibPST-iamunique-1_-_-\"\n\n----boundary-LibPST-iamunique-1_-_-\n\nbody\n----boundary-LibPST-iamunique-1_-_---\n";
    let folder = tempfile::tempdir().unwrap();
    let zone = folder.path().join("zone");
    fs::write(&zone, "example.org. 3600 IN TXT \"v=spf1 -all\"\n").unwrap();
    let path = folder.path().join("1.eml");
    for (text, expected) in [(message.to_owned(), 1), (message.replace("LibPST", "other"), 0)] {
        fs::write(&path, text).unwrap();
        let found = analyze(&["--dns", zone.to_str().unwrap()], std::slice::from_ref(&path));
        let notes = found[0]["notes"].as_array().unwrap();
        let told = notes.iter().filter(|note| note.as_str().unwrap().starts_with("readpst wrote the body"));
        assert_eq!(told.count(), expected, "{notes:?}");
    }
}

/// The route that is named for Outlook data files, where readpst is installed: with the file in `WHYJUNK_PST`, which
/// must have mail in it, or the empty one of the corpora.
#[test]
fn readpst_makes_a_folder_that_can_be_read() {
    let Ok(help) = Command::new("readpst").arg("-h").output() else {
        assert!(std::env::var_os("WHYJUNK_TEST_ALL").is_none(), "readpst (pst-utils) is not installed");
        return eprintln!("passed over: no readpst");
    };
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    for option in ["-t[eajc]", "-e\t", "-D\t", "-o <dirname>"] {
        assert!(help.contains(option), "{option}: {help}");
    }
    let own = std::env::var_os("WHYJUNK_PST").map(PathBuf::from);
    let has_mail = own.is_some();
    let Some(pst) = own.or_else(|| shared("corpora/msg_pst/microsoft_Empty.pst")) else { return };
    let (code, reasons) = reasons(std::slice::from_ref(&pst));
    assert_eq!(code, Some(2));
    let command = "readpst -te -e -D -o out ";
    assert!(reasons[0].contains(&format!("{command}FILE.pst")), "{reasons:?}");
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    fs::create_dir(&out).unwrap();
    let mut readpst = Command::new("readpst");
    let args = command.split_whitespace().skip(1);
    assert!(readpst.current_dir(folder.path()).arg("-q").args(args).arg(&pst).status().unwrap().success());
    let run = run(&["--format".as_ref(), "json".as_ref(), out.as_os_str()]);
    if has_mail {
        let report: Value = serde_json::from_slice(&run.out).unwrap();
        let (messages, unreadable) = (&report["summary"]["messages"], &report["summary"]["unreadable"]);
        assert!(run.code == Some(0) && messages.as_u64() > Some(0), "{messages}, {unreadable}: {}", run.err);
        eprintln!("{messages} messages");
    } else {
        assert!(run.code == Some(1) && run.err.contains("no message found"), "{}", run.err);
    }
}
