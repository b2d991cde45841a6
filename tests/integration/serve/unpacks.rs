//! Archives and Outlook items through the local page: the same bytes as on the command line, every message opened, and
//! nothing kept on disk.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use whyjunk::serve::Limits;

use super::super::container_files::{Attachment, Item, emlx, gzip, member, msg, tar, zip};
use super::super::run::{program, root};
use super::Client;

/// Every container, with the demonstration mailbox or a part of it in it.
fn containers() -> Vec<(&'static str, Vec<u8>)> {
    let mailbox = fs::read(root().join("fixtures/demo/junk-folder.mbox")).unwrap();
    let notice = fs::read(root().join("fixtures/rules/spf-omits-relay/hit-1.eml")).unwrap();
    let head = String::from_utf8_lossy(&notice).split("\n\n").next().unwrap().to_owned() + "\n";
    let carried = Item { headers: Some(head.clone()), ..Item::default() };
    let report = Item {
        headers: Some(head),
        attachments: vec![
            Attachment::Item(carried),
            Attachment::File("2.eml", "message/rfc822", notice.clone()),
        ],
        ..Item::default()
    };
    let report = msg(&report);
    let members = [
        member("Takeout/Mail/Spam.mbox", mailbox.clone()),
        member("Takeout/archive_browser.html", "<html></html>"),
        member("Junk Email/1.msg", report.clone()),
        member("Junk Email/2.emlx", emlx(&notice, 1 << 24)),
        member("list.pdf", "%PDF-1.7\n"),
        member("inner.zip", zip(&[member("Junk/1.eml", notice.clone())])),
    ];
    vec![
        ("takeout.zip", zip(&members)),
        ("takeout.tgz", gzip(&tar(&members))),
        ("Junk.mbox.gz", gzip(&mailbox)),
        ("report.msg", report),
        ("1.emlx", emlx(&notice, 1 << 24)),
    ]
}

fn command_line(folder: &Path, args: &[&str]) -> Vec<u8> {
    program().current_dir(folder).args(args).output().unwrap().stdout
}

#[test]
fn containers_give_what_the_command_line_gives() {
    let (_server, client) = Client::serve(Limits::default());
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in containers() {
        fs::write(folder.path().join(name), &bytes).unwrap();
        for format in ["ndjson", "csv", "html"] {
            let wanted = command_line(folder.path(), &[name, "--format", format]);
            let found = client.download(&[(name, &bytes)], &json!({}), format);
            assert_eq!((found.status, found.whole), (200, true), "{name}");
            assert!(!wanted.is_empty() && found.body == wanted, "{name} as {format}");
        }
    }
}

/// The page counts the messages of an archive before the one that is opened; it sends the archive again.
#[test]
fn every_message_of_a_container_is_opened() {
    let (_server, client) = Client::serve(Limits::default());
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in containers() {
        fs::write(folder.path().join(name), &bytes).unwrap();
        let wanted: Value =
            serde_json::from_slice(&command_line(folder.path(), &[name, "--format", "json"])).unwrap();
        let (mut before, mut which) = (-1, 0);
        for message in wanted["messages"].as_array().unwrap() {
            let outer = message["source"]["inside"].is_null();
            (before, which) = if outer { (before + 1, 0) } else { (before, which + 1) };
            let file = json!({"path": name, "size": bytes.len()});
            let question = json!({"settings": {}, "file": file, "before": before, "which": which});
            let reply = client.explain(&question, &bytes);
            assert_eq!(reply.status, 200, "{name}: {}", reply.error());
            let explained: Value = serde_json::from_slice(&reply.body).unwrap();
            let html = explained["html"].as_str().unwrap();
            let cause = message["cause"]["rule"].as_str().unwrap_or_default();
            assert!(html.contains(cause), "{name}, {}: {html}", message["source"]);
            let headers = explained["headers"].as_str().unwrap();
            let count = message["message"]["header_count"].as_u64().unwrap() as usize;
            assert!(headers.matches("<li ").count() >= count, "{name}, {}", message["source"]);
        }
        let beyond =
            json!({"settings": {}, "file": {"path": name, "size": bytes.len()}, "before": before + 1});
        assert_eq!(client.explain(&beyond, &bytes).status, 422, "{name}");
    }
}

#[test]
fn what_cannot_be_read_is_named_by_the_page_too() {
    let (_server, client) = Client::serve(Limits::default());
    let encrypted = {
        let mut bytes = zip(&[member("1.eml", "From: a@example.org\n\nbody\n")]);
        // bit 0 of the flags, in the member's own record and in the directory
        bytes[6] |= 1;
        let directory = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
        bytes[directory + 8] |= 1;
        bytes
    };
    for (name, bytes, words) in [
        ("a.pst", b"!BDN\0\0\0\0SM".to_vec(), "readpst -te -e -D -o out FILE.pst"),
        ("a.zip", encrypted, "encrypted"),
        ("a.pdf", b"%PDF-1.7\n".to_vec(), "a PDF, not mail"),
        (
            "../../evil.zip",
            zip(&[member("../evil.eml", "From: a@example.org\n\n")]),
            "leads out of the archive",
        ),
    ] {
        let reply = client.download(&[(name, &bytes)], &json!({}), "ndjson");
        let rows = reply.events();
        let row = rows.iter().find(|event| event["type"] == "unreadable").unwrap();
        assert!(row["reason"].as_str().unwrap().contains(words), "{row}");
    }
}
