//! Archives: the same messages as on disk, and harmful ones that end in a row.

use std::io::Cursor;
use std::path::PathBuf;
use std::time::Instant;

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::archive::Bounds;
use super::super::reader::Limits;
use super::super::{Container, Folder, Reader};
use super::containers::{
    self, Member, Record, gzip, member, record, tar, tar_entry, tar_header, zip, zip_of,
};
use super::{All, drain, trickle};

const MAIL: &str = "From: a@example.org\nTo: b@example.edu\n\nbody\n";
const MBOX: &str = "From a@example.org Mon Mar  2 09:00:00 2026\nFrom: a@example.org\nSubject: one\n\nbody\n\nFrom a@example.org Mon Mar  2 09:00:01 2026\nFrom: a@example.org\nSubject: two\n\nbody\n\n";

fn small() -> Bounds {
    Bounds { members: 20, names: 100_000, depth: 3, unpacked: 40 << 20, ratio: 50, free: 1 << 20, rows: 8 }
}

fn stdin(bytes: Vec<u8>, archive: Bounds) -> All {
    let limits = Limits { archive, ..Limits::default() };
    drain(Reader::with(vec![PathBuf::from("-")], Box::new(Cursor::new(bytes)), limits))
}

/// Reads an archive as a file, and as standard input, which must agree.
fn read_as(name: &str, bytes: &[u8], archive: Bounds) -> All {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let limits = Limits { archive, ..Limits::default() };
    let mut all = drain(Reader::with(vec![path.clone()], Box::new(std::io::empty()), limits));
    let root = path.to_string_lossy().into_owned();
    let short = |text: &str| text.strip_prefix(&root).unwrap_or(text).to_owned();
    for message in &mut all.messages {
        message.origin.path = short(&message.origin.path).into();
    }
    for row in &mut all.unreadable {
        row.path = short(&row.path).into();
    }
    let other = stdin(bytes.to_vec(), archive);
    // How much came before a ratio bit depends on when the archive's size is known.
    if !all.unreadable.iter().any(|row| row.reason.contains(" times its size")) {
        assert_eq!(other.texts(), all.texts());
    }
    assert_eq!(other.unreadable.len(), all.unreadable.len());
    for (a, b) in other.unreadable.iter().zip(&all.unreadable) {
        assert_eq!((a.path.strip_prefix('-').unwrap(), &a.reason), (&*b.path, &b.reason));
    }
    all
}

fn read(bytes: &[u8]) -> All {
    read_as("archive", bytes, Bounds::default())
}

fn paths(all: &All) -> Vec<&str> {
    all.messages.iter().map(|m| &*m.origin.path).collect()
}

fn rows(all: &All) -> Vec<(&str, &str)> {
    all.unreadable.iter().map(|row| (&*row.path, row.reason.as_str())).collect()
}

/// One row for the named path whose reason contains `words`, and the messages beside it.
fn assert_row(all: &All, path: &str, words: &str, messages: usize) {
    assert!(
        matches!(rows(all).as_slice(), [(p, reason)] if *p == path && reason.contains(words)),
        "{:?}",
        rows(all)
    );
    assert_eq!(all.messages.len(), messages);
}

fn takeout() -> Vec<Member> {
    vec![
        member("Takeout/archive_browser.html", "<html></html>"),
        member("Takeout/Mail/User Settings/Filters.json", "{}"),
        member("Takeout/Mail/Spam.mbox", MBOX),
        member("Takeout/Mail/All mail Including Spam and Trash.mbox", MBOX),
        member("Junk Email/", ""),
        member("Junk Email/1.eml", MAIL),
        member("__MACOSX/Junk Email/._1.eml", "x"),
        member(".Junk/cur/1772442000.M1P2.host:2,S", MAIL),
        member(format!("{}/2.eml", "long name ".repeat(12).trim()), MAIL),
    ]
}

#[test]
fn every_kind_of_archive_gives_the_same() {
    let mut one = read(&zip(&takeout()));
    assert_eq!(one.unreadable, []);
    let stored: Vec<Record> = takeout().iter().map(|m| record(m, false)).collect();
    for (name, bytes) in [
        ("a.zip", zip_of(&stored)),
        ("a.tar", tar(&takeout())),
        ("a.tar.gz", gzip(&tar(&takeout()))),
        ("a.zip.gz", gzip(&zip(&takeout()))),
    ] {
        let other = read_as(name, &bytes, Bounds::default());
        assert_eq!(other.texts(), one.texts(), "{name}");
        let origins = |all: &All| all.messages.iter().map(|m| m.origin.clone()).collect::<Vec<_>>();
        assert_eq!(origins(&other), origins(&one), "{name}");
        assert_eq!((other.bytes, other.unreadable.len()), (one.bytes, 0), "{name}");
    }
    one.messages.truncate(6);
    let told: Vec<_> = one
        .messages
        .iter()
        .map(|m| {
            (
                &*m.origin.path,
                m.origin.container,
                m.origin.number,
                m.origin.folder_name.as_ref().map(|(f, _)| *f),
            )
        })
        .collect();
    let all_mail = "!/Takeout/Mail/All mail Including Spam and Trash.mbox";
    assert_eq!(
        told,
        [
            ("!/Takeout/Mail/Spam.mbox", Container::Mbox, 1, Some(Folder::Junk)),
            ("!/Takeout/Mail/Spam.mbox", Container::Mbox, 2, Some(Folder::Junk)),
            (all_mail, Container::Mbox, 1, None),
            (all_mail, Container::Mbox, 2, None),
            ("!/Junk Email/1.eml", Container::Eml, 1, Some(Folder::Junk)),
            ("!/.Junk/cur/1772442000.M1P2.host:2,S", Container::Maildir, 1, Some(Folder::Junk)),
        ]
    );
}

#[test]
fn places_are_those_in_the_unpacked_member() {
    let all = read(&zip(&[member("a.mbox", MBOX)]));
    for message in &all.messages {
        let (offset, length) =
            (message.origin.offset.unwrap() as usize, message.origin.length.unwrap() as usize);
        assert_eq!(&MBOX.as_bytes()[offset..offset + length], message.bytes);
    }
    assert_eq!(all.bytes, MBOX.len() as u64);
}

#[test]
fn a_compressed_mailbox_is_that_mailbox() {
    let all = read_as("Spam.mbox.gz", &gzip(MBOX.as_bytes()), Bounds::default());
    assert_eq!((paths(&all), all.unreadable.len()), (vec!["", ""], 0));
    let folder = all.messages[0].origin.folder_name.as_ref().map(|(folder, _)| *folder);
    assert_eq!((folder, all.bytes), (Some(Folder::Junk), MBOX.len() as u64));
    let two = [gzip(MBOX.as_bytes()), gzip(MBOX.as_bytes())].concat();
    assert_eq!(read(&two).messages.len(), 4);
}

#[test]
fn archives_inside_archives() {
    let inner = zip(&[member("Junk/1.eml", MAIL), member("2.eml", MAIL)]);
    let outer =
        zip(&[member("first.eml", MAIL), member("inner.zip", inner.clone()), member("last.eml", MAIL)]);
    let all = read(&outer);
    assert_eq!(paths(&all), ["!/first.eml", "!/inner.zip!/Junk/1.eml", "!/inner.zip!/2.eml", "!/last.eml"]);
    let all = read(&gzip(&tar(&[
        member("a/inner.zip", inner.clone()),
        member("b.tar", tar(&[member("3.eml", MAIL)])),
    ])));
    assert_eq!(paths(&all), ["!/a/inner.zip!/Junk/1.eml", "!/a/inner.zip!/2.eml", "!/b.tar!/3.eml"]);
    assert_eq!(all.unreadable, []);
    let all = read(&zip(&[member("a.tar.gz", gzip(&tar(&[member("c.zip", inner)])))]));
    assert_eq!(paths(&all), ["!/a.tar.gz!/c.zip!/Junk/1.eml", "!/a.tar.gz!/c.zip!/2.eml"]);
}

#[test]
fn nesting_ends_at_a_limit() {
    let mut bytes = zip(&[member("1.eml", MAIL)]);
    for _ in 0..8 {
        bytes = zip(&[member("a.eml", MAIL), member("a.zip", bytes)]);
    }
    assert_row(&read_as("x", &bytes, small()), "!/a.zip!/a.zip!/a.zip", "nested more than 3 deep", 3);
    let mut bytes = MAIL.as_bytes().to_vec();
    for _ in 0..5 {
        bytes = gzip(&bytes);
    }
    assert_row(&read_as("x", &bytes, small()), "", "nested more than 3 deep", 0);
}

#[test]
fn members_end_at_a_limit() {
    let members: Vec<Member> = (0..30).map(|n| member(format!("{n:02}.eml"), MAIL)).collect();
    for bytes in [zip(&members), tar(&members), zip(&[member("in.tar", tar(&members))])] {
        let all = read_as("x", &bytes, small());
        let [(_, reason)] = rows(&all)[..] else { panic!("{:?}", rows(&all)) };
        assert!(
            reason.contains("more than 20 members") && (19..=20).contains(&all.messages.len()),
            "{reason}"
        );
    }
}

#[test]
fn bombs_end_at_a_limit() {
    let body = "a".repeat(100) + "\n";
    let bomb = MBOX.to_owned() + &body.repeat(100_000);
    for (bytes, path) in [
        (zip(&[member("b.mbox", &*bomb), member("c.eml", MAIL)]), "!/b.mbox"),
        (gzip(bomb.as_bytes()), ""),
        (gzip(&tar(&[member("b.mbox", &*bomb)])), "!/b.mbox"),
        (zip(&[member("i.zip", zip(&[member("b.mbox", &*bomb)]))]), "!/i.zip!/b.mbox"),
    ] {
        let all = read_as("x", &bytes, small());
        assert_row(&all, path, "unpacks to more than 50 times its size", 2);
    }
    let sized = Bounds { ratio: u64::MAX, unpacked: 2 << 20, ..small() };
    let all = read_as("x", &zip(&[member("b.mbox", &*bomb)]), sized);
    assert_row(&all, "!/b.mbox", "unpacks to more than 2097152 bytes", 2);
    let free = Bounds { free: 1 << 30, ..small() };
    assert_eq!(read_as("x", &gzip(bomb.as_bytes()), free).unreadable, []);
}

#[test]
fn rows_end_at_a_limit() {
    let members: Vec<Member> = (0..15).map(|n| member(format!("{n:02}.png"), "\u{1}\0\0")).collect();
    for bytes in [zip(&members), tar(&members)] {
        let all = read_as("x", &bytes, small());
        let rows = rows(&all);
        assert_eq!((rows.len(), rows[8].0), (9, ""));
        assert!(rows[8].1.starts_with("7 more members"), "{}", rows[8].1);
    }
    let inner = zip(&members[..5]);
    let all =
        read_as("x", &zip(&["a.zip", "b.zip", "c.zip"].map(|name| member(name, inner.clone()))), small());
    let rows = rows(&all);
    assert_eq!((rows.len(), rows[7].0, rows[8].0), (9, "!/b.zip!/02.png", ""));
    assert!(rows[8].1.starts_with("7 more members"), "{}", rows[8].1);
}

#[test]
fn names_in_memory_end_at_a_limit() {
    let members: Vec<Member> = (0..5).map(|n| member(format!("{n}{}.eml", "x".repeat(3995)), MAIL)).collect();
    let bounds = Bounds { names: 10_000, ..small() };
    assert_row(&read_as("x", &zip(&members), bounds), "", "names of members take more than 10000 bytes", 2);
}

#[test]
fn the_limit_that_bites_is_named_whatever_came_before() {
    let members: Vec<Member> = (0..30).map(|n| member(format!("{n:02}.png"), "\u{1}\0\0")).collect();
    let all = read_as("x", &zip(&members), small());
    let rows = rows(&all);
    assert_eq!(rows.len(), 10, "{rows:?}");
    assert!(rows[8].1.contains("more than 20 members") && rows[9].1.starts_with("12 more"), "{rows:?}");
}

#[test]
fn names_that_lead_out_are_rows() {
    for name in ["../evil.eml", "/etc/evil.eml", "a/../../evil.eml", "C:\\evil.eml"] {
        for bytes in [
            zip(&[member(name, MAIL), member("1.eml", MAIL)]),
            tar(&[member(name, MAIL), member("1.eml", MAIL)]),
        ] {
            assert_row(&read(&bytes), &format!("!/{name}"), "leads out of the archive", 1);
        }
    }
    let long = "n".repeat(5000);
    let all = read(&zip(&[member(&*long, MAIL), member("1.eml", MAIL)]));
    assert_row(&all, &format!("!/{}", &long[..200]), "longer than 4096 bytes", 1);
}

#[test]
fn links_are_rows() {
    let link = Record { attributes: 0o120_777 << 16, ..record(&member("link.eml", "/etc/passwd"), false) };
    assert_row(&read(&zip_of(&[link, record(&member("1.eml", MAIL), true)])), "!/link.eml", "a link", 1);
    for (kind, words) in
        [(b'1', "a link"), (b'2', "a link"), (b'3', "a device"), (b'6', "a device"), (b'S', "a sparse")]
    {
        let mut bytes = Vec::new();
        bytes.extend(tar_header("x.eml", kind, 0));
        tar_entry(&mut bytes, "1.eml", b'0', MAIL.as_bytes());
        assert_row(&read(&bytes), "!/x.eml", words, 1);
    }
}

#[test]
fn overlapping_members_are_rows() {
    let one = record(&member("1.eml", MAIL), false);
    let again = Record { offset: Some(0), ..one.clone() };
    assert_row(&read(&zip_of(&[one.clone(), again])), "!/1.eml", "overlaps another member", 1);
    // A member whose bytes hold a whole other one.
    let inner = record(&member("2.eml", MAIL), false);
    let mut quoted = zip_of(std::slice::from_ref(&inner));
    quoted.truncate(30 + 5 + MAIL.len());
    let outer = record(&member("1.eml", [MAIL.as_bytes(), &quoted].concat()), false);
    let offset = (30 + 5 + MAIL.len()) as u32;
    let inside = Record { offset: Some(offset), ..inner };
    assert_row(&read(&zip_of(&[outer, inside])), "!/2.eml", "overlaps another member", 1);
}

#[test]
fn what_the_directory_says_is_checked() {
    let good = record(&member("1.eml", MAIL), true);
    let last = record(&member("2.eml", MAIL), true);
    for (wrong, words, messages) in [
        (Record { crc: 1, ..good.clone() }, "checksum", 2),
        (Record { unpacked: 3, ..good.clone() }, "longer than the 3 bytes", 1),
        (Record { unpacked: 999, ..good.clone() }, "where the archive says 999", 2),
        (Record { own_name: b"x.eml".to_vec(), ..good.clone() }, "another than its own", 1),
        (Record { packed: good.packed[..9].to_vec(), ..good.clone() }, "", 2),
        (Record { packed: vec![7; 40], ..good.clone() }, "damaged", 1),
        (Record { offset: Some(17), ..good.clone() }, "no member where", 1),
        (Record { offset: Some(u32::MAX), ..good.clone() }, "no member where", 1),
        (Record { method: 14, ..good.clone() }, "LZMA", 1),
        (Record { method: 99, flags: 1, ..good.clone() }, "encrypted", 1),
    ] {
        let all = read(&zip_of(&[wrong, last.clone()]));
        assert_eq!(all.unreadable.len(), 1, "{words}: {:?}", rows(&all));
        assert!(all.unreadable[0].reason.contains(words), "{:?}", rows(&all));
        assert!((1..=messages).contains(&all.messages.len()), "{words}: {:?}", all.texts());
    }
}

#[test]
fn an_encrypted_archive_is_one_row() {
    let records: Vec<Record> =
        (0..5).map(|n| Record { flags: 1, ..record(&member(format!("{n}.eml"), MAIL), true) }).collect();
    let all = read(&zip_of(&records));
    assert_row(&all, "!/0.eml", "encrypted", 0);
    assert!(all.unreadable[0].reason.contains("7z x"));
}

#[test]
fn archives_that_are_cut_off_are_rows() {
    let whole = zip(&takeout());
    let all = read(&whole[..whole.len() - 40]);
    assert_row(&all, "", "cut off", 0);
    let packed = gzip(MBOX.as_bytes());
    assert_row(&read(&packed[..packed.len() - 10]), "", "cut off", 2);
    let plain = tar(&[member("1.eml", MAIL), member("2.mbox", MBOX)]);
    assert_row(&read(&plain[..1536 + 100]), "!/2.mbox", "cut off", 2);
    assert_row(&read(&plain[..540]), "!/1.eml", "cut off", 1);
    // The member is whole, and what should follow it is missing.
    assert_row(&read(&plain[..600]), "", "cut off", 1);
    let mut damaged = plain.clone();
    damaged[1024] ^= 1;
    assert_row(&read(&damaged), "", "damaged", 1);
}

#[test]
fn documents_in_zip_format_are_one_sentence() {
    for (name, words) in [
        ("[Content_Types].xml", "a Word, Excel or PowerPoint document"),
        ("mimetype", "an OpenDocument file"),
        ("META-INF/MANIFEST.MF", "a program"),
        ("Categories.xml", "an Outlook for Mac archive"),
    ] {
        let all =
            read(&zip(&[member("first.xml", "<x/>"), member(name, "x"), member("word/document.xml", "x")]));
        assert_row(&all, "", words, 0);
    }
    assert_row(&read(&zip(&[])), "", "an empty zip archive", 0);
}

#[test]
fn large_archives_have_a_second_end_record() {
    let members: Vec<Member> = (0..65_600).map(|n| member(format!("d{}/", n % 7), "")).collect();
    let mut records: Vec<Record> = members.iter().map(|m| record(m, false)).collect();
    records.push(record(&member("1.eml", MAIL), true));
    let start = Instant::now();
    let all = read(&zip_of(&records));
    assert_eq!((paths(&all), all.unreadable.len()), (vec!["!/1.eml"], 0));
    assert!(start.elapsed().as_secs() < 30);
}

#[test]
fn pax_headers_and_old_programs() {
    let mut bytes = Vec::new();
    let name = "Müll/".to_owned() + &"x".repeat(120) + ".eml";
    let record = |key: &str, value: &str| {
        let rest = format!(" {key}={value}\n");
        let digits = (rest.len() + 3).to_string().len();
        format!("{}{rest}", rest.len() + digits)
    };
    let extended =
        record("mtime", "1772442000.5") + &record("path", &name) + &record("size", &MAIL.len().to_string());
    tar_entry(&mut bytes, "PaxHeaders/x", b'x', extended.as_bytes());
    let mut header = tar_header("short", b'0', MAIL.len() as u64);
    header[257..265].fill(0);
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|b| u32::from(*b)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    bytes.extend(header);
    bytes.extend(MAIL.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(512), 0);
    tar_entry(&mut bytes, "2.eml", b'0', MAIL.as_bytes());
    let all = read(&bytes);
    assert_eq!(paths(&all), [format!("!/{name}").as_str(), "!/2.eml"]);
}

#[test]
fn blocks_of_any_size_give_the_same() {
    let bytes = gzip(&tar(&[member("a.mbox", MBOX.repeat(50)), member("i.zip", zip(&takeout()))]));
    let whole = trickle(&bytes, usize::MAX, Limits::default());
    for (step, block) in [(1, 64), (7, 1000), (1000, 333)] {
        let parts = trickle(&bytes, step, Limits { block, head: 4096, ..Limits::default() });
        assert_eq!(parts.texts(), whole.texts());
        assert_eq!(parts.unreadable, whole.unreadable);
        let places = |all: &All| all.messages.iter().map(|m| m.origin.clone()).collect::<Vec<_>>();
        assert_eq!(places(&parts), places(&whole));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn damaged_archives_end(
        kind in 0_usize..6,
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let inner = containers::msg(&containers::Item { headers: Some(MAIL.to_owned()), ..Default::default() });
        let members = [member("Junk/1.eml", MAIL), member("b.mbox", MBOX), member("c.msg", inner)];
        let mut bytes = match kind {
            0 | 5 => zip(&members),
            1 => tar(&members),
            2 => gzip(&tar(&members)),
            3 => zip(&[member("i.zip", zip(&members)), member("1.eml", MAIL)]),
            _ => zip_of(&members.iter().map(|m| record(m, false)).collect::<Vec<_>>()),
        };
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if kind == 5 {
            bytes.truncate(cut.index(bytes.len()));
        }
        let all = stdin(bytes, small());
        prop_assert!(all.messages.len() < 100);
    }
}
