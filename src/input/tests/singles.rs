//! Files of one message, blocks of headers, and what is no mail.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use super::super::reader::Limits;
use super::super::source::{Input, Source};
use super::super::{Block, Container, Reader};
use super::{drain, read_bytes, read_path, trickle};

const MAIL: &str =
    "Received: from a by b; Mon, 2 Mar 2026 09:00:00 +0000\nFrom: a@example.org\nTo: b@example.edu\n";

#[test]
fn one_message() {
    let text = format!("{MAIL}\nbody\nFrom a friend\n");
    let all = read_bytes(text.as_bytes());
    assert_eq!(all.texts(), std::slice::from_ref(&text));
    let origin = &all.messages[0].origin;
    assert_eq!((origin.container, origin.number), (Container::Eml, 1));
    assert_eq!((origin.offset, origin.length), (Some(0), Some(text.len() as u64)));
    assert_eq!((&*origin.path, origin.cut, origin.inside), ("-", false, None));
}

#[test]
fn headers_alone() {
    for text in
        [MAIL.to_owned(), format!("{MAIL}\n"), format!("{MAIL}\r\n\r\n  \n"), MAIL.replace('\n', "\r")]
    {
        assert_eq!(read_bytes(text.as_bytes()).messages[0].origin.container, Container::Headers, "{text:?}");
    }
}

#[test]
fn a_byte_order_mark_and_empty_lines_first() {
    let all = read_bytes(format!("\u{feff}\r\n\n{MAIL}\nbody").as_bytes());
    assert!(all.texts()[0].starts_with("Received:"));
    assert_eq!(all.messages[0].origin.offset, Some(6));
}

#[test]
fn old_macintosh_line_ends() {
    let text = format!("{MAIL}\nbody\n").replace('\n', "\r");
    let all = read_bytes(text.as_bytes());
    assert_eq!(all.texts(), [text]);
    assert_eq!(all.messages[0].origin.container, Container::Eml);
}

#[test]
fn pasted_from_outlook_with_talk_around() {
    let text = format!("Hi,\n\nwhy was this junked?\n\n{MAIL}\n\nThanks\nBob\n");
    let all = read_bytes(text.as_bytes());
    assert_eq!(all.texts(), [MAIL]);
    let origin = &all.messages[0].origin;
    assert_eq!(origin.container, Container::Headers);
    assert_eq!(origin.offset, Some(text.find(MAIL).unwrap() as u64));
    assert_eq!(origin.length, Some(MAIL.len() as u64));
    let crlf = text.replace('\n', "\r\n");
    assert_eq!(read_bytes(crlf.as_bytes()).texts(), [MAIL.replace('\n', "\r\n")]);
}

#[test]
fn pasted_from_gmail() {
    let table = "From:\tLibrary <circ@example.edu>\nTo:\tbob@example.edu\nSubject:\tNotice\n\
                 SPF:\tPASS with IP 192.0.2.1 Learn more\nDKIM:\t'PASS' with domain example.edu\n\
                 DMARC:\t'PASS' Learn more\n";
    for before in
        ["Original Message\nMessage ID\t<1@example.edu>\nCreated at:\tMon, Mar 2, 2026 at 9:00 AM\n", ""]
    {
        for after in ["\nDownload Original\n \nCopy to clipboard\n \n", "\nDownload Original\n", "\n"] {
            let text = format!("{before}{table}{after}Delivered-To: bob@example.edu\n{MAIL}");
            let all = read_bytes(text.as_bytes());
            assert_eq!(all.texts(), [format!("Delivered-To: bob@example.edu\n{MAIL}")]);
        }
    }
}

#[test]
fn pasted_with_indentation_quoting_or_lost_folds() {
    let folded =
        "Received: from a\n\tby b; Mon, 2 Mar 2026 09:00:00 +0000\nFrom: a@example.org\nTo: b@example.edu\n";
    for prefix in ["    ", "> ", "\t", ">> "] {
        let text: String = folded.lines().map(|line| format!("{prefix}{line}\n")).collect();
        for talk in ["", "see here:\n\n"] {
            let all = read_bytes(format!("{talk}{text}").as_bytes());
            assert_eq!(all.texts(), [folded], "{prefix:?}");
            assert_eq!(all.messages[0].origin.length, Some(text.len() as u64));
        }
    }
    let lost = folded.replace('\t', "");
    let all = read_bytes(format!("see:\n{lost}").as_bytes());
    assert_eq!(all.texts(), [folded.replace("\n\t", " ")]);
    let spaced = folded.replace('\n', "\n\n").replace('\t', "  ");
    assert_eq!(read_bytes(spaced.as_bytes()).texts(), [folded.replace('\t', "  ")]);
}

#[test]
fn notepad_unicode() {
    for little in [true, false] {
        let mut bytes = Vec::new();
        for unit in format!("\u{feff}{MAIL}\nGrüße\n").encode_utf16() {
            bytes.extend(if little { unit.to_le_bytes() } else { unit.to_be_bytes() });
        }
        let all = read_bytes(&bytes);
        assert_eq!(all.texts(), [format!("{MAIL}\nGrüße\n")]);
        assert_eq!((all.messages[0].origin.offset, all.messages[0].origin.length), (None, None));
    }
}

#[test]
fn apple_mail() {
    let mail = format!("{MAIL}\nbody\n");
    let all =
        read_bytes(format!("{}       \n{mail}<?xml version=\"1.0\"?>\n<plist/>\n", mail.len()).as_bytes());
    assert_eq!(all.texts(), [mail]);
    assert_eq!(all.messages[0].origin.offset, Some(10));
}

#[test]
fn what_is_no_mail_says_why() {
    let cases: [(&[u8], &str); 10] = [
        (b"", "empty file"),
        (b"\n\n \n", "empty file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "Outlook .msg"),
        (b"PK\x03\x04rest", "zip"),
        (b"\x1f\x8b\x08rest", "cut off"),
        (b"!BDNrest", ".pst"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"a note\nName: value\nand text\n", "not recognised"),
        (b"From 10:30 on Mon 5 Jan 2026 we are closed.\n\nThe library\n", "not recognised"),
        (b"name: build\non: push\njobs: x\n", "not recognised"),
    ];
    for (bytes, reason) in cases {
        let all = read_bytes(bytes);
        assert_eq!(all.messages.len(), 0, "{reason}");
        assert_eq!(all.unreadable.len(), 1);
        assert!(all.unreadable[0].reason.contains(reason), "{}", all.unreadable[0].reason);
    }
}

#[test]
fn long_files_are_cut() {
    let text = format!("{MAIL}\n{}", "x".repeat(100_000));
    let limits = Limits { single: 20_000, head: 4096, ..Limits::default() };
    let all = trickle(text.as_bytes(), 5000, limits);
    assert_eq!(all.messages[0].bytes.len(), 20_000);
    assert_eq!(all.messages[0].origin.length, Some(text.len() as u64));
    assert!(all.messages[0].origin.cut);
    assert_eq!(all.bytes, text.len() as u64);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long");
    fs::write(&path, &text).unwrap();
    let all = drain(Reader::with(vec![path], Box::new(std::io::empty()), limits));
    assert_eq!(all.messages[0].origin.length, Some(text.len() as u64));
    assert_eq!((all.messages[0].bytes.len(), all.bytes), (20_000, text.len() as u64));
}

#[test]
fn given_paths_that_lead_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("good.eml");
    fs::write(&good, format!("{MAIL}\nx")).unwrap();
    let paths = vec![folder.path().join("missing.eml"), good.clone(), PathBuf::from("-"), PathBuf::from("-")];
    let input = std::io::Cursor::new(format!("{MAIL}\ny"));
    let all = drain(Reader::with(paths, Box::new(input), Limits::default()));
    assert_eq!(all.messages.len(), 2);
    let reasons: Vec<&str> = all.unreadable.iter().map(|row| row.reason.as_str()).collect();
    assert_eq!(reasons, ["no such file or folder", "standard input can be read only once"]);
    assert!(read_path(&folder.path().join("other")).messages.is_empty());
    assert_eq!(Reader::new(vec![good.clone()]).known_bytes(), Some(MAIL.len() as u64 + 2));
    assert_eq!(Reader::new(vec![good, PathBuf::from("-")]).known_bytes(), None);
}

#[test]
fn a_file_that_shrinks_or_grows_while_it_is_read_is_reported() {
    let text = format!("{MAIL}\nbody\n");
    let len = text.len() as u64;
    for (expected, said) in [(len + 5, "shrank"), (len - 5, "grew"), (len, "")] {
        let input = std::io::Cursor::new(text.clone().into_bytes());
        let mut source = Source::new(Input::Stream(Box::new(input)), Arc::from("a.eml"), Some(expected));
        let mut block = Block::default();
        source.read_to(&mut block, 0, 1 << 20);
        assert!(source.ended);
        let rows: Vec<&str> = block.unreadable.iter().map(|row| &*row.reason).collect();
        assert_eq!(rows.len(), usize::from(!said.is_empty()), "{rows:?}");
        assert!(rows.iter().all(|row| row.contains(said)), "{rows:?}");
        assert_eq!(block.bytes().len() as u64, expected.min(len));
    }
}
