//! Mailbox files: where messages begin and end, whatever wrote them.

use super::super::Container;
use super::super::reader::Limits;
use super::{assert_same, read_bytes, trickle};

const A: &str = "From: a@example.org\nSubject: one\n\nfirst body\n";
const B: &str = "Received: from x by y; Mon, 2 Mar 2026 09:00:00 +0000\nSubject: two\n\nsecond\n\nbody\n";
const LINE: &str = "From a@example.org Mon Mar  2 09:00:00 2026\n";

/// Checks messages, offsets and lengths of a mailbox against the bytes themselves.
fn check(mbox: &[u8], expected: &[&str]) {
    let all = read_bytes(mbox);
    let expected: Vec<String> = expected.iter().map(|text| (*text).to_owned()).collect();
    assert_same(&all.texts(), &expected);
    assert_eq!(all.unreadable, []);
    assert_eq!(all.bytes, mbox.len() as u64);
    for (i, message) in all.messages.iter().enumerate() {
        let origin = &message.origin;
        assert_eq!((origin.container, origin.number), (Container::Mbox, i as u64 + 1));
        let (offset, length) = (origin.offset.unwrap() as usize, origin.length.unwrap() as usize);
        assert_eq!(&mbox[offset..offset + length], message.bytes);
        assert!(!origin.cut);
    }
}

#[test]
fn two_messages() {
    check(format!("{LINE}{A}\n{LINE}{B}\n").as_bytes(), &[A, B]);
}

#[test]
fn no_final_newline_and_no_empty_line() {
    check(format!("{LINE}{A}{LINE}{}", B.trim_end()).as_bytes(), &[A, B.trim_end()]);
}

#[test]
fn windows_line_ends() {
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let mbox = crlf(&format!("{LINE}{A}\n{LINE}{B}\n"));
    check(mbox.as_bytes(), &[&crlf(A), &crlf(B)]);
}

#[test]
fn old_macintosh_line_ends() {
    let cr = |text: &str| text.replace('\n', "\r");
    let mbox = cr(&format!("{LINE}{A}\n{LINE}{B}\n"));
    check(mbox.as_bytes(), &[&cr(A), &cr(B)]);
}

#[test]
fn byte_order_mark_and_empty_lines_first() {
    check(format!("\u{feff}\n\r\n{LINE}{A}\n{LINE}{B}\n").as_bytes(), &[A, B]);
}

#[test]
fn separators_of_many_writers() {
    for line in [
        "From 1869000000000000000@xxx Wed Jul 01 21:43:02 +0000 2026\n",
        "From - Mon Mar 02 09:00:00 2026\n",
        "From - \n",
        "From \n",
        "From MAILER-DAEMON Fri Jul  8 12:08:34 2011\n",
        "From a@example.org Mon, 2 Mar 2026 09:00:00 +0100\n",
        "From a@example.org  Mon Mar  2 09:00:00 CET 2026 remote from mx\n",
        "From \"a b\"@example.org Mon Mar  2 09:00 2026\n",
        "From a@example.org 2026-03-02 09:00:00\n",
    ] {
        check(format!("{line}{A}\n{line}{B}\n{LINE}{A}\n").as_bytes(), &[A, B, A]);
    }
}

#[test]
fn body_lines_that_begin_with_from() {
    for body in [
        "From what I can tell this works.\n",
        "From bob Mon Jan 1 10:00:00 2026\nhello\n",
        "From bob@example.org Mon Jan 1 10:00:00 2026\n\nhello\n",
        "From 10:30 on, in 2026\nNote: bring food\n",
        "From here http://example.org/2026\nhttp://example.org/: a link 10:00\n",
        "From \nthe start\n",
        ">From a@example.org Mon Mar  2 09:00:00 2026\nFrom: x\n",
        ">>From quoted twice\n",
        "From - to\n",
        "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nFrom: x <x@example.org>\n",
    ] {
        for before in ["", "text\n", "text\n\n"] {
            let first = format!("{A}{before}{body}");
            check(format!("{LINE}{first}\n{LINE}{B}\n").as_bytes(), &[&first, B]);
        }
    }
    let last = format!("{A}\nFrom bob@example.org Mon Jan 1 10:00:00 2026");
    check(format!("{LINE}{last}").as_bytes(), &[&last]);
}

#[test]
fn a_series_of_patches() {
    let line = "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\n";
    check(format!("{line}{A}\n{line}{B}\n").as_bytes(), &[A, B]);
}

#[test]
fn content_length_is_believed_where_it_fits() {
    let body = format!("quoted:\n\n{LINE}{A}\nend\n");
    let inner = format!("Subject: x\nContent-Length: {}\n\n{body}", body.len());
    check(format!("{LINE}{inner}\n{LINE}{B}\n").as_bytes(), &[&inner, B]);
    check(format!("{LINE}{inner}{LINE}{B}").as_bytes(), &[&inner, B]);
    check(format!("{LINE}{B}\n{LINE}{inner}").as_bytes(), &[B, &inner]);
    check(format!("{LINE}{B}\n{LINE}{inner}\n").as_bytes(), &[B, &inner]);
}

#[test]
fn content_length_is_ignored_where_it_does_not_fit() {
    for length in ["10", "30", "55", "1000", "99999999999999999999999", "18446744073709551615", "x"] {
        let a = A.replacen('\n', &format!("\nContent-Length: {length}\n"), 1);
        check(format!("{LINE}{a}\n{LINE}{B}\n{LINE}{A}\n").as_bytes(), &[&a, B, A]);
    }
}

#[test]
fn messages_longer_than_the_window_are_cut() {
    let long = format!("{A}{}", "0123456789abcde\n".repeat(5000));
    let mbox = format!("{LINE}{B}\n{LINE}{long}\n{LINE}{B}\n{LINE}{long}\n");
    for (step, block) in [(usize::MAX, 1000), (777, 5000), (4096, 4096), (usize::MAX, 1 << 20)] {
        let limits = Limits { block, window: 10_000, head: 64, ..Limits::default() };
        let all = trickle(mbox.as_bytes(), step, limits);
        assert_eq!(all.messages.len(), 4);
        assert_eq!(all.bytes, mbox.len() as u64);
        for (i, message) in all.messages.iter().enumerate() {
            let whole = if i % 2 == 0 { B } else { &long };
            let origin = &message.origin;
            assert_eq!(origin.length, Some(whole.len() as u64), "block {block}");
            assert_eq!(origin.cut, message.bytes.len() < whole.len());
            assert!(whole.as_bytes().starts_with(&message.bytes));
            assert!(message.bytes.len() >= whole.len().min(10_000));
            let offset = origin.offset.unwrap() as usize;
            assert_eq!(&mbox.as_bytes()[offset..offset + whole.len()], whole.as_bytes());
        }
    }
}

#[test]
fn a_message_without_end_takes_flat_memory() {
    let mbox = format!("{LINE}{A}{}", "x".repeat(3 << 20));
    let limits = Limits { block: 4096, window: 8192, head: 64, ..Limits::default() };
    let all = trickle(mbox.as_bytes(), usize::MAX, limits);
    assert_eq!(all.messages.len(), 1);
    assert_eq!(all.messages[0].bytes.len(), 8192);
    assert_eq!(all.messages[0].origin.length, Some((mbox.len() - LINE.len()) as u64));
}

#[test]
fn a_mailbox_that_lost_its_beginning() {
    let mbox = format!("end of a body\nwithout headers\n\n{LINE}{A}\n{LINE}{B}\n");
    let all = trickle(mbox.as_bytes(), usize::MAX, Limits::default());
    assert_eq!(all.texts(), [A, B]);
    assert_eq!(all.unreadable.len(), 1);
    assert_eq!(all.unreadable[0].offset, Some(0));
}

#[test]
fn many_messages_over_many_blocks() {
    let mut mbox = String::new();
    let mut expected = Vec::new();
    for i in 0..3000 {
        let message = format!("{B}{}\nline {i}\n", "x".repeat(i % 700));
        mbox += &format!("{LINE}{message}\n");
        expected.push(message);
    }
    let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
    check(mbox.as_bytes(), &expected);
}
