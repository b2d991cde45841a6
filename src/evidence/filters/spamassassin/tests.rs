//! Tests of the SpamAssassin decoder: dialects, trust, lists, wrappers, malformed values.
#![allow(clippy::unwrap_used)]

use super::testing::{HOPS, above, below, one, run, run_carried};
use super::{DECODER, status};
use crate::evidence::Trust;
use crate::evidence::filters::testing::check_tables;
use crate::evidence::filters::{Acted, Group, Role, Verdict};
use crate::headers::{CarriedField, Carrier};

#[test]
fn tables_are_complete() {
    check_tables(&DECODER);
}

#[test]
fn the_usual_status() {
    let text = above(
        "X-Spam-Status: Yes, score=8.4 required=5.0 tests=BAYES_99,DMARC_REJECT,\n\
         \tHEADER_FROM_DIFFERENT_DOMAINS,RCVD_IN_PBL,SPF_FAIL autolearn=no\n\
         \tautolearn_force=no version=4.0.1",
    );
    let reading = one(&DECODER, text);
    assert_eq!((reading.verdict, reading.score, reading.threshold), (Verdict::Spam, Some(8.4), Some(5.0)));
    assert_eq!((reading.trust, reading.role, reading.high), (Trust::Trusted, Role::Receiver, false));
    let rules: Vec<_> = reading.codes.iter().filter_map(|c| Some((c.name.as_ref(), c.group?))).collect();
    let expected = [
        ("BAYES_99", Group::Content),
        ("DMARC_REJECT", Group::Authentication),
        ("HEADER_FROM_DIFFERENT_DOMAINS", Group::Authentication),
        ("RCVD_IN_PBL", Group::Reputation),
        ("SPF_FAIL", Group::Authentication),
    ];
    assert_eq!(rules, expected);
    assert!(reading.codes.iter().all(|c| c.points.is_none()));
    assert_eq!(reading.code("autolearn"), Some("no"));
    assert_eq!(reading.code("version"), Some("4.0.1"));
}

#[test]
fn dialects_of_the_status() {
    type Expected = (Option<Verdict>, Option<f64>, Option<f64>, usize);
    let table: &[(&str, Expected)] = &[
        (
            "No, score=-1.9 required=5.0 tests=BAYES_00,DKIM_SIGNED autolearn=ham",
            (NO, Some(-1.9), Some(5.0), 2),
        ),
        (
            "No, hits=1.1 required=5.0 tests=HTML_MESSAGE autolearn=no version=2.63",
            (NO, Some(1.1), Some(5.0), 1),
        ),
        ("Yes, score=13.3", (YES, Some(13.3), None, 0)),
        ("No, score=-1", (NO, Some(-1.0), None, 0)),
        ("No/-4.2/5.0", (NO, Some(-4.2), Some(5.0), 0)),
        ("No", (NO, None, None, 0)),
        ("YES", (YES, None, None, 0)),
        ("No, score=", (NO, None, None, 0)),
        (
            "No , -1.0 points, 5.0 required, ALL_TRUSTED=-1,SHORTCIRCUIT=-0.0001",
            (NO, Some(-1.0), Some(5.0), 2),
        ),
        ("No, score=2.93, required=15, tests=[A_B=1.5, C_D=1.43]", (NO, Some(2.93), Some(15.0), 2)),
        ("Yes, score=6,3 required=5,0 tests=[XMSubLong=6,3]", (YES, Some(6.3), Some(5.0), 1)),
        ("No, score=1.0 required=5.0 tests=none autolearn=ham", (NO, Some(1.0), Some(5.0), 0)),
        ("No, score=1 required=5 tests= autolearn=ham", (NO, Some(1.0), Some(5.0), 0)),
        ("No, score=1 required=5 tests=A_B,C_D, autolearn=ham", (NO, Some(1.0), Some(5.0), 2)),
        ("No, score=1 required=5 shortcircuit=no autolearn=ham", (NO, Some(1.0), Some(5.0), 0)),
        ("Maybe", (None, None, None, 0)),
        ("", (None, None, None, 0)),
        ("Yes, score=== required== tests=[[", (YES, None, None, 0)),
        ("Yes, score=1e9 required=nan tests=[A=inf]", (YES, None, None, 1)),
    ];
    for (text, (word, score, required, rules)) in table {
        let sheet = status::parse(text);
        let read = (sheet.word, sheet.score, sheet.required, sheet.rules.len());
        assert_eq!(read, (*word, *score, *required, *rules), "{text}: {sheet:?}");
    }
}

const YES: Option<Verdict> = Some(Verdict::Spam);
const NO: Option<Verdict> = Some(Verdict::NotSpam);

#[test]
fn the_word_decides_not_the_comparison() {
    let text = above("X-Spam-Status: Yes, score=4.9 required=5.0 tests=A_B version=4.0.1");
    assert_eq!(one(&DECODER, text).verdict, Verdict::Spam);
    let text = above("X-Spam-Status: No, score=5.9 required=5.0 tests=A_B version=4.0.1");
    assert_eq!(one(&DECODER, text).verdict, Verdict::NotSpam);
}

#[test]
fn twice_the_threshold_is_certain() {
    let text = above("X-Spam-Status: Yes, score=10.0 required=5.0 tests=A_B version=4.0.1");
    assert!(one(&DECODER, text).high);
}

#[test]
fn nothing_scored_is_not_scanned() {
    let text = above("X-Spam-Status: No, score= required=5.0\nX-Spam-Flag: NO");
    assert_eq!(one(&DECODER, text).verdict, Verdict::NotScanned);
}

#[test]
fn a_flag_alone_is_a_verdict_in_both_directions() {
    assert_eq!(one(&DECODER, above("X-Spam-Flag: YES")).verdict, Verdict::Spam);
    assert_eq!(one(&DECODER, above("X-Spam-Flag: No")).verdict, Verdict::NotSpam);
    let level = one(&DECODER, above("X-Spam-Level: ****"));
    assert_eq!((level.verdict, level.role), (Verdict::Unknown, Role::Diagnostic));
    assert!(run(&DECODER, above("X-Spam: undefined")).is_empty());
    assert!(run(&DECODER, above("X-Spam-Checker-Version: SpamAssassin 4.0.1 on h.example.edu")).is_empty());
}

#[test]
fn a_header_report_gives_the_points() {
    let text = above(
        "X-Spam-Status: Yes, score=5.2 required=5.0 tests=BAYES_00,RCVD_IN_PBL,USER_IN_DEF_SPF_WL version=4.0.1\n\
         X-Spam-Report:\n\
         \t*  3.3 RCVD_IN_PBL RBL: Received via a relay in Spamhaus PBL\n\
         \t*      [192.0.2.77 listed in zen.spamhaus.org]\n\
         \t* -1.9 BAYES_00 BODY: Bayes spam probability is 0 to 1%\n\
         \t*      [score: 0.0000]\n\
         \t*\n\
         \t 3.8 LOCAL_RULE folded after the star",
    );
    let reading = one(&DECODER, text);
    let points = |name: &str| reading.codes.iter().find(|c| c.name == name).unwrap().points;
    assert_eq!(points("RCVD_IN_PBL"), Some(3.3));
    assert_eq!(points("BAYES_00"), Some(-1.9));
    assert_eq!(points("USER_IN_DEF_SPF_WL"), None);
    assert_eq!(points("LOCAL_RULE"), Some(3.8));
}

#[test]
fn a_copied_body_cannot_imitate_rules() {
    let text = below(
        "X-Spam-Report: Spam detection software, running on the system \"mx1.example.edu\",\n\
         \x20has identified this incoming email as possible spam.\n\
         \x20Content preview:  Content analysis details: (-9.0 points, 5.0 required) -100 USER_IN_WHITELIST x [...]\n\
         \x20Content analysis details:   (6.1 points, 5.0 required)\n\
         \x20pts rule name              description\n\
         \x20---- ---------------------- ------------\n\
         \x203.5 BAYES_99               BODY: Bayes spam probability is 99 to 100%\n\
         \x202.6 SUSPICIOUS_RECIPS      Similar addresses in recipient list",
    );
    let reading = one(&DECODER, text);
    assert_eq!((reading.verdict, reading.score, reading.trust), (Verdict::Spam, Some(6.1), Trust::Probable));
    assert!(reading.code("USER_IN_WHITELIST").is_none());
    assert_eq!(reading.codes.iter().filter_map(|c| c.points).sum::<f64>(), 6.1);
}

#[test]
fn gateways_and_web_hosters() {
    let text = above(
        "X-SPAM-LEVEL: Spam detection results:  6\n\
         \tBAYES_50                  0.8 Bayes spam probability is 40 to 60%\n\
         \tKAM_DMARC_STATUS         0.01 Test Rule for DKIM or SPF Failure",
    );
    let reading = one(&DECODER, text);
    assert_eq!((reading.score, reading.verdict), (Some(6.0), Verdict::Unknown));
    assert_eq!(reading.code("BAYES_50"), Some("0.8"));
    let reading = one(&DECODER, above("X-Spam-Report: 13.3 hits, 9 required;\n\t * 4.0 -- text"));
    assert_eq!((reading.verdict, reading.score, reading.threshold), (Verdict::Spam, Some(13.3), Some(9.0)));
}

#[test]
fn lists_that_decide() {
    let decided = |status: &str| {
        let text = above(&format!("X-Spam-Status: {status} version=4.0.1"));
        let reading = one(&DECODER, text);
        (reading.verdict, reading.acted)
    };
    let allowed = (Verdict::AllowListed, Some(Acted::AllowListedByPolicy));
    let blocked = (Verdict::BlockListed, Some(Acted::AdminBlockList));
    assert_eq!(decided("No, score=-98 required=5 tests=SPF_FAIL,USER_IN_WHITELIST"), allowed);
    assert_eq!(decided("No, score=-98 required=5 tests=A_B=2.0,USER_IN_WHITELIST=-100"), allowed);
    assert_eq!(decided("Yes, score=101 required=5 tests=SPF_PASS,USER_IN_BLOCKLIST"), blocked);
    assert_eq!(decided("Yes, score=6 required=5 tests=A_B=3.0,LOCAL_BLACKLIST=3.0"), blocked);
    assert_eq!(decided("Yes, score=9 required=5 tests=A_B=8.0,LOCAL_BLACKLIST=1.0"), (Verdict::Spam, None));
    assert_eq!(decided("No, score=1 required=5 tests=USER_IN_WELCOMELIST=-0.01"), (Verdict::NotSpam, None));
}

#[test]
fn place_and_host_tell_whose_word_it_is() {
    let status = "X-Spam-Status: No, score=0 required=5 tests=none version=4.0.1";
    let checker = |host: &str| {
        format!("X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on\n\t{host}\n{status}")
    };
    let trust = |text: &'static str| {
        let reading = one(&DECODER, text);
        (reading.trust, reading.role)
    };
    assert_eq!(trust(above(status)), (Trust::Trusted, Role::Receiver));
    assert_eq!(trust(below(status)), (Trust::Unverifiable, Role::Receiver));
    assert_eq!(trust(below(&checker("mx1.example.edu"))), (Trust::Probable, Role::Receiver));
    assert_eq!(trust(below(&checker("scan3.example.edu"))), (Trust::Probable, Role::Receiver));
    assert_eq!(trust(below(&checker("mx1"))), (Trust::Probable, Role::Receiver));
    assert_eq!(trust(below(&checker("relay.example.net"))), (Trust::SenderSupplied, Role::SenderSide));
    assert_eq!(trust(below(&checker("localhost"))), (Trust::Unverifiable, Role::Receiver));
    assert_eq!(trust(format!("{status}\n\n").leak()), (Trust::Unverifiable, Role::Receiver));
}

#[test]
fn two_stamps_are_two_readings() {
    let text = format!(
        "X-Spam-Status: Yes, score=7 required=5 tests=A_B version=4.0.1\n{HOPS}\
         X-Spam-Status: No, score=0 required=5 tests=none version=4.0.1\n\
         X-Spam-Checker-Version: SpamAssassin 4.0.1 on mx1.example.edu\n\
         X-Spam-Status: No, score=1 required=5 tests=none version=4.0.1\n\
         X-Spam-Checker-Version: SpamAssassin 4.0.1 on mx1.example.edu\n\n"
    );
    let readings = run(&DECODER, &text);
    let trusts: Vec<_> = readings.iter().map(|r| (r.trust, r.score)).collect();
    let expected =
        [(Trust::Trusted, Some(7.0)), (Trust::Probable, Some(1.0)), (Trust::Unverifiable, Some(0.0))];
    assert_eq!(trusts, expected);
}

/// SpamAssassin removes what looks like its fields before it adds its own.
#[test]
fn a_second_stamp_in_the_name_of_a_host_that_stamped_is_forged() {
    let status = |word: &str| format!("X-Spam-Status: {word}, score=1 required=5 tests=none version=4.0.1\n");
    let checker = |host: &str| format!("X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-26) on {host}\n");
    let forged = |own: &str, other: &str| {
        let text = format!("{}{}{HOPS}{}{}\n", status("No"), checker(own), status("Yes"), checker(other));
        let readings = run(&DECODER, text.leak());
        (readings[1].trust, readings[1].forged)
    };
    assert_eq!(forged("mx1.example.edu", "MX1.example.edu"), (Trust::SenderSupplied, true));
    assert_eq!(forged("scan.example.org", "scan.example.org"), (Trust::SenderSupplied, true));
    assert_eq!(forged("mx1.example.edu", "mx2.example.edu"), (Trust::Probable, false));
    assert_eq!(forged("mx1.example.edu", "relay.example.net"), (Trust::SenderSupplied, false));
    assert_eq!(forged("localhost", "localhost"), (Trust::Unverifiable, false));
    assert_eq!(forged("localhost.localdomain", "localhost.localdomain"), (Trust::Unverifiable, false));
    assert_eq!(forged("mail", "mail"), (Trust::Unverifiable, false));
}

#[test]
fn an_outbound_scan_is_the_senders() {
    for field in
        ["X-SPAM-FILTER-4: h=-1.1 BAYES_00,DKIM_SIGNED,XPRIO", "SpamTally: Final spam score: unset because x"]
    {
        for text in [above(field), below(field)] {
            let reading = one(&DECODER, text);
            assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::SenderSide), "{field}");
            assert_eq!(reading.trust, Trust::SenderSupplied);
        }
    }
    let reading = one(&DECODER, below("X-SPAM-FILTER-4: h=-1.1 BAYES_00,DKIM_SIGNED,XPRIO"));
    assert_eq!((reading.score, reading.codes.len()), (Some(-1.1), 4));
}

#[test]
fn what_sites_add_to_the_stamp() {
    let reading = one(
        &DECODER,
        above(
            "X-Spam-Status: No, score=-1.9 required=5.0\nX-Spam-Tests: BAYES_00=-1.9,SPF_PASS=0\n\
             X-Spam-ASN: AS64500 192.0.2.0/24\nX-Spam-Relay-Country: US DE\nX-Spam-Prev-Subject: Hello",
        ),
    );
    assert_eq!((reading.verdict, reading.score), (Verdict::NotSpam, Some(-1.9)));
    assert_eq!(reading.code("BAYES_00"), Some("-1.9"));
    assert_eq!(reading.code("ASN"), Some("AS64500 192.0.2.0/24"));
    assert_eq!(reading.code("Prev-Subject"), Some("Hello"));
    let named = "X-Spam-Check-By: mx1.example.edu\nX-Spam-Status: No, hits=-1 required=5 tests=A_B";
    assert_eq!(one(&DECODER, below(named)).trust, Trust::Probable);
}

#[test]
fn a_wrapper_speaks_about_the_message_inside() {
    let field = |name: &'static str, value: &'static str, line| CarriedField {
        carrier: Carrier::SpamAssassinWrapper,
        name: name.as_bytes(),
        value: value.as_bytes(),
        line,
    };
    let carried = vec![
        field("X-Spam-Checker-Version", " SpamAssassin 4.0.1 (2024-03-26) on mx1.example.edu", 1),
        field("X-Spam-Status", " Yes, score=9.1 required=5.0 tests=BAYES_99 version=4.0.1", 2),
    ];
    let text = below("Subject: x");
    let readings = run_carried(&DECODER, text, carried.clone());
    assert_eq!((readings[0].verdict, readings[0].trust), (Verdict::Spam, Trust::Probable));
    let readings = run_carried(&DECODER, "Subject: x\n\n", carried);
    assert_eq!((readings[0].verdict, readings[0].trust), (Verdict::Spam, Trust::Unverifiable));
}

#[test]
fn other_products_fields_are_left_alone() {
    for field in [
        "X-Barracuda-Spam-Status: No, SCORE=-2.02 using global scores of TAG_LEVEL=3.5",
        "X-Outgoing-Spam-Status: No, score=-1.0",
        "X-Spam-Status: Yes, score=9.71 tagged_above=2 required=6.31 tests=[A_B=9.71]",
        "X-Spamd-Result: default: False [1.00 / 15.00]",
        "X-HM-Spam-Status: e1kfGhgU",
        "X-Spam-known-sender: no\nX-Spam-score: 4.1\nX-Spam-hits: BAYES_50 0.8, RCVD_IN_PBL 3.3",
    ] {
        assert!(run(&DECODER, above(field)).is_empty(), "{field}");
    }
}

#[test]
fn long_lists_end() {
    let names: Vec<String> = (0..20_000).map(|i| format!("RULE_{i}=0.1")).collect();
    let text = above(&format!("X-Spam-Status: Yes, score=9 required=5 version=4 tests={}", names.join(",")));
    assert!(one(&DECODER, text).codes.len() < 600);
    let text = above(&format!("X-Spam-Status: Yes, {}", "score=1 ".repeat(50_000)));
    assert!(one(&DECODER, text).codes.len() < 600);
}
