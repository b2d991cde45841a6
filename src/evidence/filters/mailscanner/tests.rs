//! Tests of the MailScanner decoder.
#![allow(clippy::unwrap_used)]

use super::DECODER;
use crate::evidence::Trust;
use crate::evidence::filters::spamassassin::testing::{above, below, one, run, run_with};
use crate::evidence::filters::testing::check_tables;
use crate::evidence::filters::{Acted, Group, Role, Verdict};
use crate::settings::{Institution, Settings};

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
    assert_eq!(reading.codes[0].group, Some(Group::Listing));
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
    let settings = Settings {
        institution: Institution::parse("[institution]\ndomains = [\"example.edu\"]\n").unwrap(),
        ..Settings::default()
    };
    let judged = |org: &str, id: &str| {
        let fields = format!("X-{org}-MailScanner-ID: {id}\nX-{org}-MailScanner-SpamCheck: spam");
        let reading = run_with(&DECODER, below(&fields), &settings).remove(0);
        (reading.trust, reading.forged)
    };
    assert_eq!(judged("EXAMPLE", "4XyZab1cDz9s.A1B2C"), (Trust::Probable, false));
    assert_eq!(judged("EXAMPLE", "4XyZ0a1bCd.A1B2C"), (Trust::SenderSupplied, false));
    assert_eq!(judged("EXAMPLE", "4Zother00.A1B2C"), (Trust::SenderSupplied, true));
    assert_eq!(judged("Example-EDU", "4Zother00.A1B2C"), (Trust::SenderSupplied, true));
    // Another site's id is no claim to be the receiving side's.
    assert_eq!(judged("OTHER", "4Zother00.A1B2C"), (Trust::SenderSupplied, false));
    assert_eq!(judged("EXAMPLE", ""), (Trust::Unverifiable, false));
    assert_eq!(judged("EXAMPLE", "unknown"), (Trust::Unverifiable, false));
}

#[test]
fn mailcleaner_runs_checks_in_a_row() {
    let reading = one(
        &DECODER,
        above(
            "X-MailCleaner-SpamCheck: spam, Newsl (score=1.0, required=5.0, MC_NEWS=1.0, position : 0, not decisive),\n\
             \tNiceBayes (99.9%, position : 2, not decisive),\n\
             \tSpamc (score=7.2, required=5.0, BAYES_99 3.5, RCVD_IN_PBL 3.7, position : 6, spam decisive)",
        ),
    );
    assert_eq!((reading.verdict, reading.score, reading.threshold), (Verdict::Spam, Some(7.2), Some(5.0)));
    assert_eq!(reading.codes.iter().filter_map(|c| c.points).collect::<Vec<_>>(), [3.5, 3.7]);
    assert_eq!(reading.code("NiceBayes"), Some("99.9%, position : 2, not decisive"));
}

#[test]
fn addresses_are_personal() {
    let fields = "X-EXAMPLE-MailScanner: Found to be clean\nX-EXAMPLE-MailScanner-From: bob@example.edu\n\
                  X-EXAMPLE-MailScanner-Watermark: 1772780407.12345@abc";
    let reading = one(&DECODER, above(fields));
    let personal: Vec<_> = reading.codes.iter().map(|c| (c.name.as_ref(), c.personal)).collect();
    assert_eq!(personal, [("MailScanner", false), ("From", true), ("Watermark", false)]);
}

#[test]
fn an_encoded_value_is_decoded_first() {
    let text = above(
        "X-EXAMPLE-MailScanner-SpamCheck: =?utf-8?q?spam=2C_SpamAssassin_=28score=3D7=2C_required_5=29?=",
    );
    assert_eq!((one(&DECODER, text).verdict, one(&DECODER, text).score), (Verdict::Spam, Some(7.0)));
}

#[test]
fn hostile_values_end() {
    let text = format!("X-MailScanner-SpamCheck: {}", "spam (((,".repeat(50_000));
    assert!(run(&DECODER, above(&text)).len() <= 8);
    let text = format!("X-MailScanner-SpamCheck: {}", "spam (score=1),".repeat(50_000));
    assert!(run(&DECODER, above(&text)).len() <= 8);
}
