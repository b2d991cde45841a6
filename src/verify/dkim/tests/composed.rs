//! Messages composed and signed here, then changed in one known way each.

use mail_auth::common::crypto::Ed25519Key;
use mail_auth::common::headers::HeaderWriter;
use mail_auth::dkim::{Canonicalization as Theirs, DkimSigner};

use super::keys::{MESSAGE, Recipe, Zone, ed25519, encode, rsa, rsa_record};
use super::{at, check, one};
use crate::dns::{Answer, Failure};
use crate::headers::{Limits, parse};
use crate::verify::body::{AppendedKind, BodyChange, BodyTest, Canonicalization, Reading, Whitespace};
use crate::verify::dkim::{
    Fault, HeaderChange, HeaderCheck, KeyFault, KeyLimit, KeyState, MOST_SIGNATURES, Outcome, Reason,
    SignedMessage, Verifier,
};

fn zone() -> Zone {
    Zone::with_key(&rsa_record())
}

fn signed() -> String {
    Recipe::default().sign(MESSAGE, &rsa())
}

#[test]
fn what_mail_auth_signs_verifies() {
    let key: Ed25519Key = ed25519();
    let public = format!("v=DKIM1; k=ed25519; p={}", encode(&key.public_key()));
    let signer =
        DkimSigner::from_key(key).domain("example.org").selector("test").headers(["From", "Subject"]);
    let signature = signer.sign(MESSAGE.as_bytes()).unwrap().to_header();
    let found = one(&format!("{signature}{MESSAGE}"), &Zone::with_key(&public));
    assert_eq!((found.outcome, found.reason), (Outcome::Pass, None));
    for (header, body) in [(Theirs::Simple, Theirs::Relaxed), (Theirs::Relaxed, Theirs::Simple)] {
        let signer = DkimSigner::from_key(rsa()).domain("example.org").selector("test");
        let signer = signer.headers(["From", "To", "Subject", "Date"]);
        let signer = signer.header_canonicalization(header).body_canonicalization(body);
        let signature = signer.sign(MESSAGE.as_bytes()).unwrap().to_header();
        let found = one(&format!("{signature}{MESSAGE}"), &zone());
        assert_eq!((found.outcome, found.reason), (Outcome::Pass, None));
        assert_eq!(found.header, HeaderCheck::Holds);
    }
}

#[test]
fn line_ends_do_not_matter() {
    for how in [Canonicalization::Simple, Canonicalization::Relaxed] {
        let message = Recipe { header: how, body: how, ..Recipe::default() }.sign(MESSAGE, &rsa());
        for text in [message.clone(), message.replace("\r\n", "\n"), message.replace("\r\n", "\r")] {
            assert_eq!(one(&text, &zone()).outcome, Outcome::Pass, "{text:?}");
        }
    }
}

#[test]
fn a_changed_body_is_told_from_a_changed_header() {
    let found = one(&signed().replace("one book  is", "two books are"), &zone());
    assert_eq!((found.outcome, found.reason), (Outcome::Fail, Some(Reason::BodyChanged)));
    assert_eq!(found.header, HeaderCheck::Holds);
    let explanation = found.body.unwrap().explanation.unwrap();
    assert_eq!(explanation.change, None);
    assert!(explanation.tried.contains(&BodyTest::Inserted) && !explanation.limited);

    let found = one(&signed().replace("10:00:00", "11:00:00"), &zone());
    assert_eq!((found.outcome, found.reason), (Outcome::Fail, Some(Reason::HeaderChanged)));
    let HeaderCheck::Changed { same_key: true, repair: None, tries, limited: false } = found.header else {
        panic!("{:?}", found.header)
    };
    assert!(tries > 5);

    let unknown = signed().replace("one book  is", "two books are");
    let unknown = one(&unknown, &crate::dns::Off).summary();
    assert_eq!(unknown.as_deref(), Some("the key is not recorded; the body hash differs"));
    let tagged = one(&signed().replace("Overdue", "[EXT] Overdue"), &zone()).summary().unwrap();
    assert!(tagged.ends_with("with one change undone the signature verifies: [EXT] was put into Subject"));
    assert_eq!(one(&signed(), &zone()).summary(), None);

    let both = signed().replace("10:00:00", "11:00:00").replace("one book  is", "two books are");
    assert_eq!(one(&both, &zone()).reason, Some(Reason::BodyAndHeaderChanged));
}

fn change_of_body(message: &str) -> Option<BodyChange> {
    let found = one(message, &zone());
    assert_eq!(found.reason, Some(Reason::BodyChanged));
    let change = found.body.unwrap().explanation.unwrap().change;
    // without the key the same is known of the body, and the result is open
    let unknown = one(message, &crate::dns::Off);
    assert_eq!((unknown.outcome, unknown.reason), (Outcome::Unknown, Some(Reason::KeyNotRecorded)));
    assert_eq!(unknown.body.unwrap().explanation.unwrap().change, change);
    change
}

#[test]
fn changes_of_the_body_are_proved() {
    let footer = format!("{}{}\r\nReading mailing list\r\n", signed(), "_".repeat(47));
    let kind = AppendedKind::ListFooter;
    assert_eq!(change_of_body(&footer), Some(BodyChange::Appended { first: 6, lines: 2, kind }));
    let notice = format!("{}\r\nThis message is confidential.\r\n", signed());
    let kind = AppendedKind::Disclaimer;
    assert_eq!(change_of_body(&notice), Some(BodyChange::Appended { first: 6, lines: 2, kind }));
    let banner = signed().replace("\r\n\r\nDear", "\r\n\r\nCAUTION: from outside\r\n\r\nDear");
    assert_eq!(change_of_body(&banner), Some(BodyChange::Prepended { lines: 2 }));
    let simple = Recipe { body: Canonicalization::Simple, ..Recipe::default() }.sign(MESSAGE, &rsa());
    for (found, what) in [
        (simple.replace("\r\n\r\nDear", "\r\n\r\n\r\nDear"), Whitespace::LeadingLinesAdded),
        (simple.replace("-- \r\n", "--\r\n"), Whitespace::SignatureRuler),
    ] {
        assert_eq!(change_of_body(&found), Some(BodyChange::Whitespace(what)));
    }
    let dots = MESSAGE.replace("one book", ".one book");
    let dots = Recipe::default().sign(&dots, &rsa()).replace("\r\n.one", "\r\n..one");
    assert_eq!(change_of_body(&dots), Some(BodyChange::DotsDoubled));
}

#[test]
fn blocks_inside_parts_are_proved() {
    let (head, _) = MESSAGE.split_once("\r\n\r\n").unwrap();
    let part = |kind: &str, text: &str| format!("--bound\r\nContent-Type: {kind}\r\n\r\n{text}\r\n");
    let body = format!("{}{}--bound--\r\n", part("text/plain", "Text"), part("text/html", "<p>Text</p>"));
    let message = Recipe::default().sign(&format!("{head}\r\n\r\n{body}"), &rsa());
    let kind = AppendedKind::Other;
    let below = message.replace("Text\r\n--", "Text\r\nPlease note\r\nthis\r\n--");
    assert_eq!(change_of_body(&below), Some(BodyChange::Inserted { first: 5, lines: 2, kind }));
    let above = message.replace("\r\n\r\n<p>", "\r\n\r\n<b>Note</b>\r\n<p>");
    assert_eq!(change_of_body(&above), Some(BodyChange::Inserted { first: 8, lines: 1, kind }));
}

#[test]
fn a_transfer_encoding_put_on_later_is_proved() {
    let (head, body) = MESSAGE.split_once("\r\n\r\n").unwrap();
    let signed = signed();
    let (signature, _) = signed.split_once(head).unwrap();
    let mut encoded = encode(body.as_bytes());
    encoded.insert_str(76, "\r\n");
    let message = format!("{signature}{head}\r\n\r\n{encoded}\r\n");
    let change = change_of_body(&message);
    assert_eq!(change, Some(BodyChange::Encoded(crate::verify::body::Encoding::Base64)));
    let message = signed.replace("one book  is overdue", "one book =20is over=\r\ndue");
    let change = change_of_body(&message);
    assert_eq!(change, Some(BodyChange::Encoded(crate::verify::body::Encoding::QuotedPrintable)));
}

fn change_of_header(message: &str) -> (Option<String>, Option<HeaderChange>) {
    let found = one(message, &zone());
    assert_eq!((found.outcome, found.reason), (Outcome::Fail, Some(Reason::HeaderChanged)), "{message}");
    let HeaderCheck::Changed { same_key: true, repair, .. } = found.header else {
        panic!("{:?}", found.header)
    };
    repair.map(|r| (Some(r.name), Some(r.change))).unwrap_or_default()
}

#[test]
fn changes_of_the_header_are_proved() {
    let message = signed();
    let name = |name: &str| Some(name.to_owned());
    for (tag, after) in [
        ("[EXTERNAL]", " "),
        ("{Spam?}", " "),
        ("***SPAM***", " "),
        ("*** SPAM ***", " "),
        ("(External)", ""),
        ("SPAM:", " "),
        ("[Lib]", ": "),
    ] {
        let tagged = message.replace("Overdue", &format!("{tag}{after}Overdue"));
        let change = HeaderChange::SubjectTag(tag.to_owned());
        assert_eq!(change_of_header(&tagged), (name("Subject"), Some(change)), "{tag}");
    }
    let twice = message.replace("Overdue", "[EXTERNAL] [SPAM] Overdue");
    let change = HeaderChange::SubjectTag("[EXTERNAL] [SPAM]".to_owned());
    assert_eq!(change_of_header(&twice), (name("Subject"), Some(change)));
    let recoded = message.replace("Overdue: one book", "=?utf-8?B?W1hdIE92ZXJkdWU6IG9uZSBib29r?=");
    assert_eq!(change_of_header(&recoded), (name("Subject"), Some(HeaderChange::SubjectRecoded)));

    let munged =
        message.replace("From: Library <library@example.org>", "From: Library via List <l@example.com>");
    let kept =
        munged.replace("\r\n\r\nDear", "\r\nX-Original-From: Library <library@example.org>\r\n\r\nDear");
    let change = HeaderChange::Replaced("X-Original-From".to_owned());
    assert_eq!(change_of_header(&kept), (name("From"), Some(change)));

    let added = message.replace("\r\n\r\nDear", "\r\nReply-To: l@example.com\r\n\r\nDear");
    assert_eq!(change_of_header(&added), (name("Reply-To"), Some(HeaderChange::Added)));
    let quoted = message.replace("From: Library", "From: \"Library\"");
    assert_eq!(change_of_header(&quoted), (name("From"), Some(HeaderChange::Quotes)));
    let zone = message.replace("10:00:00 +0000", "10:00:00 GMT");
    assert_eq!(change_of_header(&zone), (name("Date"), Some(HeaderChange::DateForm)));
    let second = message.replace("\r\n\r\nDear", "\r\nSubject: Another\r\n\r\nDear");
    let (_, change) = change_of_header(&second);
    assert!(matches!(change, Some(HeaderChange::Order)), "{change:?}");
}

#[test]
fn a_munged_from_with_reply_to_is_two_changes_unless_reply_to_is_not_signed() {
    let recipe = Recipe { names: "From:To:Subject", ..Recipe::default() };
    let message = recipe.sign(MESSAGE, &rsa());
    let munged = message.replace("From: Library <library@example.org>", "From: List <l@example.com>");
    let munged = munged.replace("\r\n\r\nDear", "\r\nReply-To: Library <library@example.org>\r\n\r\nDear");
    let change = HeaderChange::Replaced("Reply-To".to_owned());
    assert_eq!(change_of_header(&munged), (Some("From".to_owned()), Some(change)));
}

#[test]
fn folding_matters_to_simple_alone() {
    let message = MESSAGE.replace("Overdue: one", "Overdue:\r\n\tone");
    let recipe = Recipe { header: Canonicalization::Simple, ..Recipe::default() };
    let message = recipe.sign(&message, &rsa());
    assert_eq!(one(&message, &zone()).outcome, Outcome::Pass);
    let refolded = message.replace("Overdue:\r\n\tone", "Overdue:\r\n one");
    assert_eq!(change_of_header(&refolded), (Some(String::new()), Some(HeaderChange::Folding)));
}

#[test]
fn a_copy_in_the_signature_tells_the_signed_value() {
    let more = " z=From:Library=20<library@example.org>|Message-ID:<1@example.org>;";
    let message = Recipe { more, ..Recipe::default() }.sign(MESSAGE, &rsa());
    let message = message.replace("ID: <1@example.org>", "ID: <2@example.com>");
    let change = HeaderChange::ReplacedCopied;
    assert_eq!(change_of_header(&message), (Some("Message-ID".to_owned()), Some(change)));
}

#[test]
fn an_edwards_key_proves_repairs_too() {
    let key = ed25519();
    let zone = Zone::with_key(&format!("v=DKIM1; k=ed25519; p={}", encode(&key.public_key())));
    let message = Recipe::default().sign(MESSAGE, &key).replace("Overdue", "[EXT] Overdue");
    let found = one(&message, &zone);
    let HeaderCheck::Changed { same_key: true, repair: Some(repair), .. } = found.header else { panic!() };
    assert_eq!(repair.change, HeaderChange::SubjectTag("[EXT]".to_owned()));
}

#[test]
fn a_replaced_key_is_told_from_a_changed_header() {
    let dkimpy = "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB";
    let found = one(&signed(), &Zone::with_key(dkimpy));
    assert_eq!((found.outcome, found.reason), (Outcome::Fail, Some(Reason::OtherKey)));
    assert!(found.body.unwrap().holds());
    // with several records each is tried
    let name = "test._domainkey.example.org";
    let both = Zone::of([(name, dkimpy), (name, rsa_record().as_str())], Answer::NotRecorded);
    let found = one(&signed(), &both);
    assert_eq!(found.outcome, Outcome::Pass);
    assert!(matches!(found.key, KeyState::Found(facts) if facts.records == 2 && facts.bits == 2048));
}

#[test]
fn every_state_of_the_key_is_told() {
    let message = signed();
    for (answer, outcome, reason) in [
        (Answer::NotRecorded, Outcome::Unknown, Reason::KeyNotRecorded),
        (Answer::NxDomain, Outcome::PermError, Reason::KeyMissing),
        (Answer::NoData, Outcome::PermError, Reason::KeyMissing),
        (Answer::Failed(Failure::Timeout), Outcome::TempError, Reason::KeyFailed(Failure::Timeout)),
    ] {
        let found = one(&message, &Zone::of([], answer));
        assert_eq!((found.outcome, found.reason), (outcome, Some(reason)));
        assert!(found.body.unwrap().holds());
    }
    let record = rsa_record();
    let with = |more: &str| format!("{record}; {more}");
    for (record, reason) in [
        ("v=DKIM1; p=".to_owned(), Reason::KeyRevoked),
        ("v=DKIM1: p=x".to_owned(), Reason::KeyInvalid(KeyFault::Syntax)),
        ("v=spf1 -all".to_owned(), Reason::KeyInvalid(KeyFault::Syntax)),
        ("k=rsa; p=!!".to_owned(), Reason::KeyInvalid(KeyFault::Material)),
        ("k=rsa; p=AAAA".to_owned(), Reason::KeyInvalid(KeyFault::Material)),
        ("k=ed25519; p=AAAA".to_owned(), Reason::KeyInvalid(KeyFault::Material)),
        ("k=dsa; p=AAAA".to_owned(), Reason::KeyInvalid(KeyFault::Type)),
        (format!("k=ed25519; p={}", encode(&[7; 32])), Reason::KeyUnfit(KeyLimit::Type)),
        (with("h=sha1"), Reason::KeyUnfit(KeyLimit::Hash)),
        (with("s=tlsrpt"), Reason::KeyUnfit(KeyLimit::Service)),
    ] {
        let found = one(&message, &Zone::with_key(&record));
        assert_eq!((found.outcome, found.reason), (Outcome::PermError, Some(reason)), "{record}");
    }
    for more in ["h=sha1:sha256", "s=*", "s=email", "t=y:s", "t=s"] {
        let found = one(&message, &Zone::with_key(&with(more)));
        assert_eq!(found.outcome, Outcome::Pass, "{more}");
        let KeyState::Found(facts) = found.key else { panic!() };
        assert_eq!(
            (facts.testing, facts.exact_identity),
            (more.contains('y'), more.contains("s") && more.starts_with("t="))
        );
    }
    let below = Recipe { more: " i=@lib.example.org;", ..Recipe::default() }.sign(MESSAGE, &rsa());
    assert_eq!(one(&below, &zone()).outcome, Outcome::Pass);
    let found = one(&below, &Zone::with_key(&with("t=s")));
    assert_eq!(found.reason, Some(Reason::KeyUnfit(KeyLimit::Identity)));
}

#[test]
fn times_are_judged_by_the_arrival() {
    let message = Recipe { more: " t=1000000; x=2000000;", ..Recipe::default() }.sign(MESSAGE, &rsa());
    let found = at(&message, &zone(), None);
    assert_eq!((found.outcome, found.time.expired_on_arrival), (Outcome::Pass, None));
    let found = at(&message, &zone(), Some(1_500_000));
    assert_eq!((found.outcome, found.time.expired_on_arrival), (Outcome::Pass, Some(false)));
    assert_eq!(found.time.expires, Some(2_000_000));
    let found = at(&message, &zone(), Some(2_000_001));
    assert_eq!((found.outcome, found.reason), (Outcome::Neutral, Some(Reason::Expired)));
    assert_eq!(at(&message, &zone(), Some(999_800)).outcome, Outcome::Pass);
    let found = at(&message, &zone(), Some(900_000));
    assert_eq!((found.outcome, found.reason), (Outcome::Neutral, Some(Reason::SignedInFuture)));
    assert_eq!(found.time.signed_after_arrival, Some(100_000));
}

#[test]
fn what_is_out_of_order_is_refused() {
    let good = signed();
    for (from, to, outcome, fault) in [
        (" v=1;", "", Outcome::PermError, Fault::Missing("v")),
        (" v=1;", " v=2;", Outcome::Neutral, Fault::Version),
        ("rsa-sha256", "rsa-sha512", Outcome::Neutral, Fault::Algorithm),
        ("c=relaxed/relaxed", "c=loose", Outcome::Neutral, Fault::Canonicalization),
        ("h=From:To", "h=To", Outcome::PermError, Fault::FromNotSigned),
        ("s=test;", "s=test; i=@example.com;", Outcome::PermError, Fault::IdentityOutsideDomain),
        ("s=test;", "s=test; i=@badexample.org;", Outcome::PermError, Fault::IdentityOutsideDomain),
        ("s=test;", "s=test; q=ldap;", Outcome::Neutral, Fault::Query),
        ("d=example.org", "d=example.org(.example.com", Outcome::Neutral, Fault::Invalid("d")),
        ("bh=", "bh=!", Outcome::Neutral, Fault::Invalid("bh")),
    ] {
        let found = one(&good.replacen(from, to, 1), &zone());
        assert_eq!((found.outcome, found.reason), (outcome, Some(Reason::Syntax(fault))), "{to}");
    }
    for (more, outcome, fault) in [
        (" t=9; x=9;", Outcome::PermError, Fault::ExpiresBeforeSigned),
        (" t=soon;", Outcome::Neutral, Fault::Invalid("t")),
        (" x=;", Outcome::Neutral, Fault::Invalid("x")),
    ] {
        let found = one(&Recipe { more, ..Recipe::default() }.sign(MESSAGE, &rsa()), &zone());
        assert_eq!((found.outcome, found.reason), (outcome, Some(Reason::Syntax(fault))), "{more}");
        assert_eq!(found.header, HeaderCheck::Holds);
    }
}

#[test]
fn mailbox_quoting_is_undone_and_named() {
    for (text, mboxrd, mboxo) in [
        ("From here on", ">From here on", ">From here on"),
        (">From here on", ">>From here on", ">From here on"),
    ] {
        let message = MESSAGE.replace("one book  is", &format!("{text}\r\none book  is"));
        let message = Recipe::default().sign(&message, &rsa());
        assert_eq!(one(&message, &zone()).reason, None);
        let stored = message.replace(&format!("\r\n{text}"), &format!("\r\n{mboxrd}"));
        let found = one(&stored, &zone());
        assert_eq!(found.outcome, Outcome::Pass);
        assert_eq!(found.reason, Some(Reason::MailboxQuoting(Reading::Mboxrd)));
        let stored = message.replace(&format!("\r\n{text}"), &format!("\r\n{mboxo}"));
        assert_eq!(one(&stored, &zone()).outcome, Outcome::Pass);
    }
    // both kinds of line: what one reading undoes, the other leaves
    let message = MESSAGE.replace("one book  is", "From a\r\n>>From b\r\none book  is");
    let message = Recipe::default().sign(&message, &rsa());
    let stored = message.replace("\r\nFrom a", "\r\n>From a");
    assert_eq!(one(&stored, &zone()).reason, Some(Reason::MailboxQuoting(Reading::Mboxo)));
}

#[test]
fn a_body_length_covers_only_what_it_says() {
    let (head, body) = MESSAGE.split_once("\r\n\r\n").unwrap();
    let relaxed = body.replace("  ", " ").replace("-- \r", "--\r");
    let bh = encode(&crate::verify::body::Digest::Sha256.of([&relaxed.as_bytes()[..20]]));
    let message = Recipe { more: " l=20;", ..Recipe::default() }.sign_hash(MESSAGE, head, &bh, &rsa());
    let found = one(&format!("{message}Added by a list\r\n"), &zone());
    assert_eq!((found.outcome, found.length), (Outcome::Pass, Some(20)));
    let octets = relaxed.len() as u64 + 17;
    let body = found.body.unwrap();
    assert_eq!((body.octets, body.unsigned_octets), (octets, octets - 20));
    let short = message.replace("reader,\r\n\r\none book  is overdue.\r\n-- \r\nThe library\r\n", "\r\n");
    let found = one(&short, &zone());
    assert_eq!(found.reason, Some(Reason::BodyChanged));
    assert!(found.body.unwrap().computed.is_empty());
}

#[test]
fn a_header_section_alone_is_never_called_changed() {
    let message = signed();
    let headers = message.split_once("Dear").unwrap().0;
    let headers = parse(headers.as_bytes(), &Limits::default());
    let zone = zone();
    let found = SignedMessage::read(&headers, false).dkim(&Verifier::new(&zone), None);
    let found = &found.signatures[0];
    assert_eq!((found.outcome, found.reason), (Outcome::Unknown, Some(Reason::BodyNotThere)));
    assert_eq!((&found.header, &found.body), (&HeaderCheck::Holds, &None));
}

#[test]
fn a_short_key_is_verified_and_not_counted() {
    // a modulus of 512 bits cannot have made a signature of 256 octets
    let short =
        [&[0x30, 0x48, 0x02, 0x41, 0x00, 0xc1][..], &[0x55; 63], &[0x02, 0x03, 0x01, 0x00, 0x01]].concat();
    let found = one(&signed(), &Zone::with_key(&format!("p={}", encode(&short))));
    assert!(matches!(found.key, KeyState::Found(facts) if facts.bits == 512));
    assert_eq!((found.outcome, found.reason), (Outcome::Fail, Some(Reason::OtherKey)));
}

#[test]
fn signatures_beyond_the_limit_are_dropped_and_counted() {
    let message = signed();
    let field = message.split_once(MESSAGE).unwrap().0;
    let found = check(format!("{}{message}", field.repeat(998)).as_bytes(), &zone(), None);
    assert_eq!((found.signatures.len(), found.dropped), (MOST_SIGNATURES, 999 - MOST_SIGNATURES as u32));
    assert!(found.signatures.iter().all(|s| s.outcome == Outcome::Pass));
}

#[test]
fn a_body_signed_as_empty_need_not_be_kept() {
    let head = MESSAGE.split_once("\r\n\r\n").unwrap().0;
    let outcome = |message: &str| {
        let headers = parse(message.as_bytes(), &Limits::default());
        SignedMessage::read(&headers, false).dkim(&Verifier::new(&zone()), None).signatures.remove(0).outcome
    };
    let empty = Recipe::default().sign(&format!("{head}\r\n\r\n"), &rsa());
    assert_eq!(outcome(&empty), Outcome::Pass);
    assert_eq!(outcome(&signed()), Outcome::Unknown);
}
