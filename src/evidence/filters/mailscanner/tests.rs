//! Tests of the MailScanner decoder.
#![allow(clippy::unwrap_used)]

use super::DECODER;
use crate::evidence::Trust;
use crate::evidence::filters::corroborate::testing::check_tables;
use crate::evidence::filters::spamassassin::testing::{above, below, one, run};
use crate::evidence::filters::{Acted, Group, Role, Verdict};

#[test]
fn tables_are_complete() {
    check_tables(&DECODER);
}

#[test]
fn a_spam_check() {
    let reading = one(
        &DECODER,
        above(
            "X-EXAMPLE-MailScanner-SpamCheck: spam, SpamAssassin (not cached,\n\
             \tscore=7.4, required 6, autolearn=no, BAYES_99 3.50,\n\tRCVD_IN_PBL 3.34, SPF_FAIL 0.56)\n\
             X-EXAMPLE-MailScanner-SpamScore: sssssss",
        ),
    );
    assert_eq!((reading.verdict, reading.trust), (Verdict::Spam, Trust::Trusted));
    assert_eq!((reading.score, reading.threshold), (Some(7.4), Some(6.0)));
    let points: Vec<f64> = reading.codes.iter().filter_map(|c| c.points).collect();
    assert_eq!(points, [3.5, 3.34, 0.56]);
    assert_eq!(reading.code("autolearn"), Some("no"));
}

#[test]
fn dialects() {
    let check = |value: &str| {
        let reading = one(&DECODER, above(&format!("X-MailScanner-SpamCheck: {value}")));
        let rules = reading.codes.iter().filter(|c| c.group.is_some()).count();
        (reading.verdict, reading.score, reading.threshold, rules)
    };
    assert_eq!(check("not spam"), (Verdict::NotSpam, None, None, 0));
    assert_eq!(check("not spam, SpamAssassin ()"), (Verdict::NotSpam, None, None, 0));
    assert_eq!(check("not spam, SpamAssassin (timed out)"), (Verdict::NotSpam, None, None, 0));
    assert_eq!(
        check("not spam, SpamAssassin (score=-5.1, required 5,\n\tPGP_SIGNATURE)"),
        (Verdict::NotSpam, Some(-5.1), Some(5.0), 1)
    );
    assert_eq!(check("spam, spamhaus-ZEN"), (Verdict::Spam, None, None, 1));
    assert_eq!(check("not spam (too large)"), (Verdict::NotScanned, None, None, 0));
    assert_eq!(
        check("polluriel, SpamAssassin (score=7, requis 5, BAYES_99 3.50)"),
        (Verdict::Spam, Some(7.0), Some(5.0), 1)
    );
    assert_eq!(
        check("n'est pas un polluriel, SpamAssassin (score=1, requis 5)"),
        (Verdict::NotSpam, Some(1.0), Some(5.0), 0)
    );
    assert_eq!(
        check("quelque chose, SpamAssassin (score=7, required 5)"),
        (Verdict::Spam, Some(7.0), Some(5.0), 0)
    );
}

#[test]
fn lists() {
    let reading = one(
        &DECODER,
        above(
            "X-EXAMPLE-MailScanner-SpamCheck: not spam (whitelisted), SpamAssassin (not cached, score=-5, required 4, AUTH_USER -5.00)",
        ),
    );
    assert_eq!((reading.verdict, reading.acted), (Verdict::AllowListed, Some(Acted::AllowListedByPolicy)));
    let reading = one(&DECODER, above("X-EXAMPLE-MailScanner-SpamCheck: spam (blacklisted)"));
    assert_eq!((reading.verdict, reading.acted), (Verdict::BlockListed, Some(Acted::AdminBlockList)));
    let reading = one(&DECODER, above("X-EXAMPLE-MailScanner-SpamCheck: spam, SORBS-DUL"));
    assert_eq!(reading.codes[0].group, Some(Group::Reputation));
}

#[test]
fn a_second_server_appends_its_report() {
    let readings = run(
        &DECODER,
        below(
            "X-EXAMPLE-MailScanner-ID: 4XyZab1cDz9s.A1B2C\n\
             X-EXAMPLE-MailScanner-SpamCheck: not spam, SpamAssassin (score=0, required 5), spam, SpamAssassin (score=9, required 6, A_B 9.00)",
        ),
    );
    let read: Vec<_> = readings.iter().map(|r| (r.verdict, r.score, r.trust)).collect();
    let expected =
        [(Verdict::Spam, Some(9.0), Trust::Probable), (Verdict::NotSpam, Some(0.0), Trust::Unverifiable)];
    assert_eq!(read, expected);
}

#[test]
fn the_virus_check_is_no_spam_verdict() {
    let virus = |value: &str| {
        let reading = one(&DECODER, above(&format!("X-EXAMPLE-MailScanner: {value}")));
        (reading.verdict, reading.role)
    };
    assert_eq!(virus("Found to be clean, Found to be clean"), (Verdict::Unknown, Role::Diagnostic));
    assert_eq!(virus("Found to be infected"), (Verdict::Malware, Role::Receiver));
    assert_eq!(virus("Not scanned: please contact your provider"), (Verdict::NotScanned, Role::Receiver));
}

#[test]
fn relatives_by_their_suffixes() {
    for name in
        ["X-EXAMPLE-MailScanner-eFa-SpamCheck", "X-example-Libra-ESVA-SpamCheck", "X-MailCleaner-SpamCheck"]
    {
        let reading =
            one(&DECODER, above(&format!("{name}: spam, Spamc (score=7.0, required=5.0, A_B 7.0)")));
        assert_eq!((reading.verdict, reading.threshold), (Verdict::Spam, Some(5.0)), "{name}");
    }
    let reading = one(&DECODER, above("X-EXAMPLE-Libra-ESVA-SpamScore: ssss"));
    assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
}

#[test]
fn the_queue_id_tells_whose_word_it_is() {
    let trust = |id: &str| {
        let fields = format!("X-EXAMPLE-MailScanner-ID: {id}\nX-EXAMPLE-MailScanner-SpamCheck: spam");
        one(&DECODER, below(&fields)).trust
    };
    assert_eq!(trust("4XyZab1cDz9s.A1B2C"), Trust::Probable);
    assert_eq!(trust("4XyZ0a1bCd.A1B2C"), Trust::SenderSupplied);
    assert_eq!(trust("other.A1B2C"), Trust::Unverifiable);
}

#[test]
fn hostile_values_end() {
    let text = format!("X-MailScanner-SpamCheck: {}", "spam (((,".repeat(50_000));
    assert!(run(&DECODER, above(&text)).len() <= 8);
    let text = format!("X-MailScanner-SpamCheck: {}", "spam (score=1),".repeat(50_000));
    assert!(run(&DECODER, above(&text)).len() <= 8);
}
