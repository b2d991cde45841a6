//! Invariants on arbitrary input: nothing panics, nothing is lost, the size of reads and blocks changes nothing.

use proptest::collection::vec;
use proptest::prelude::*;

use super::super::attached::find;
use super::super::folder_name::of_path;
use super::super::reader::Limits;
use super::super::{Container, Origin, RawMessage};
use super::trickle;

/// Pieces that mail is made of, and some that break it.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "From a@example.org Mon Mar  2 09:00:00 2026\n",
        "From - Mon Mar 2 09:00:00 2026\n",
        "From \n",
        "From: a@example.org\n",
        ">From b Mon Mar  2 09:00:00 2026\n",
        "Subject: x\n",
        "Content-Length: 70\n",
        "Content-Length: 9\n",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "Content-Type: multipart/mixed; boundary=b\n",
        "Content-Type: message/rfc822\n",
        "Content-Type: multipart/report; boundary=\"c\"\n",
        "--b\n",
        "--b--\n",
        "--c\n",
        "--",
        "Content-Transfer-Encoding: base64\n",
        "RnJvbTogeAo=\n",
        "Content-Type: message/delivery-status\n",
        "Content-Type: text/rfc822-headers\n",
        "Return-Path: <>\n",
        "original message\n",
        "    Received: from a\n",
        "> Received: x\n",
        "Received: from a\nby b\n",
        "SPF: PASS\n",
        "=41=\n",
        "\u{feff}",
        "body text\n",
        "\0",
        "12\n",
    ]);
    prop_oneof![8 => known.prop_map(|text| text.as_bytes().to_vec()), 1 => vec(any::<u8>(), 0..40)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn reading_never_fails_and_sizes_do_not_matter(pieces in vec(piece(), 0..40), block in 1_usize..400, step in 1_usize..100) {
        let bytes = pieces.concat();
        let whole = trickle(&bytes, usize::MAX, Limits::default());
        let parts = trickle(&bytes, step, Limits { block, ..Limits::default() });
        prop_assert_eq!(whole.texts(), parts.texts());
        prop_assert_eq!(whole.bytes, bytes.len() as u64);
        prop_assert!(bytes.is_empty() || whole.messages.len() + whole.unreadable.len() > 0);
        for message in &whole.messages {
            let origin = &message.origin;
            if let (Some(offset), Some(length), Container::Mbox) = (origin.offset, origin.length, origin.container) {
                prop_assert_eq!(&bytes[offset as usize..(offset + length) as usize], &message.bytes[..]);
            }
        }
    }

    #[test]
    fn a_small_window_changes_only_what_is_kept(pieces in vec(piece(), 0..40), window in 1_usize..200, block in 1_usize..200) {
        let mut bytes = b"From a@example.org Mon Mar  2 09:00:00 2026\nFrom: a@example.org\n".to_vec();
        bytes.extend(pieces.concat());
        let bytes: Vec<u8> = String::from_utf8_lossy(&bytes).replace("Length", "X").into_bytes();
        let whole = trickle(&bytes, usize::MAX, Limits::default());
        let cut = trickle(&bytes, 50, Limits { block, window, head: 100, ..Limits::default() });
        prop_assert_eq!(whole.messages.len(), cut.messages.len());
        for (whole, cut) in whole.messages.iter().zip(&cut.messages) {
            prop_assert_eq!(whole.origin.offset, cut.origin.offset);
            prop_assert_eq!(whole.origin.length, cut.origin.length);
            prop_assert!(whole.bytes.starts_with(&cut.bytes));
            prop_assert_eq!(cut.origin.cut, cut.bytes.len() < whole.bytes.len());
        }
    }

    #[test]
    fn looking_for_carried_messages_never_fails(pieces in vec(piece(), 0..60)) {
        let bytes = pieces.concat();
        let origin = Origin {
            path: "x".into(), container: Container::Eml, number: 1, offset: Some(0), length: None, inside: None,
            folder_name: None, cut: false,
        };
        let raw = RawMessage { bytes: &bytes, origin, carried: Vec::new(), enclosed: Vec::new() };
        for message in find(&raw).messages {
            if let (Some(offset), Some(length)) = (message.origin.offset, message.origin.length) {
                prop_assert_eq!(&bytes[offset as usize..(offset + length) as usize], &*message.bytes);
            }
        }
    }

    #[test]
    fn names_never_fail(path in "[a-zA-Z&,/\\\\ .()@é垃-]{0,60}|\\PC{0,40}") {
        let _ = of_path(&path, 3, true);
    }
}
