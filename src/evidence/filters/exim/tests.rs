//! Tests of the Exim and cPanel decoder.
#![allow(clippy::unwrap_used)]

use super::DECODER;
use crate::evidence::Trust;
use crate::evidence::filters::Verdict;
use crate::evidence::filters::spamassassin::testing::{above, below, one, run};
use crate::evidence::filters::testing::check_tables;

#[test]
fn tables_are_complete() {
    check_tables(&DECODER);
}

#[test]
fn cpanel_prints_tenfold_totals() {
    let fields =
        "X-Spam-Status: Yes, score=13.3\nX-Spam-Score: 133\nX-Spam-Bar: +++++++++++++\nX-Spam-Flag: YES";
    let reading = one(&DECODER, above(fields));
    assert_eq!((reading.verdict, reading.score), (Verdict::Spam, Some(13.3)));
    assert_eq!((reading.threshold, reading.threshold_assumed, reading.high), (Some(5.0), true, true));
    let reading = one(&DECODER, above("X-Spam-Score: 133\nX-Spam-Bar: +++++++++++++"));
    assert_eq!((reading.verdict, reading.score), (Verdict::Unknown, Some(13.3)));
    let reading = one(&DECODER, above("X-Spam-Score: 13\nX-Spam-Bar: +++++++++++++"));
    assert_eq!(reading.score, Some(13.0));
    let reading = one(&DECODER, above("X-Spam-Score: -5\nX-Spam-Bar: /"));
    assert_eq!(reading.score, Some(-0.5));
    let reading = one(&DECODER, above("X-Spam_score_int: 47\nX-Spam_bar: ++++"));
    assert_eq!(reading.score, Some(4.7));
}

#[test]
fn empty_fields_are_not_scanned() {
    let fields = "X-Spam-Status: No, score=\nX-Spam-Score:\nX-Spam-Bar:\nX-Ham-Report:\nX-Spam-Flag: NO";
    assert_eq!(one(&DECODER, above(fields)).verdict, Verdict::NotScanned);
}

#[test]
fn a_bar_beside_the_score() {
    let reading = one(&DECODER, above("X-Spam-Score: -8.4 (--------)"));
    assert_eq!((reading.verdict, reading.score), (Verdict::Unknown, Some(-8.4)));
    assert_eq!(one(&DECODER, above("X-Spam-Score: 0.3 (/)")).score, Some(0.3));
}

#[test]
fn reports() {
    let reading = one(
        &DECODER,
        above(
            "X-Spam_score: 4.7\nX-Spam_report: (4.7 / 5.0 requ) BAYES_50=0.8,HTML_MESSAGE=0.001,SPF_FAIL=3.899",
        ),
    );
    assert_eq!((reading.verdict, reading.threshold), (Verdict::NotSpam, Some(5.0)));
    assert_eq!(reading.codes.iter().filter_map(|c| c.points).count(), 3);
    let ham = one(
        &DECODER,
        below(
            "X-Ham-Report: Spam detection software, running on the system \"mx1.example.edu\",\n\
             \x20has NOT identified this incoming email as spam.\n\
             \x20Content analysis details:   (-1.0 points, 5.0 required)\n\
             \x20pts rule name description\n\x20---- ---\n\x20-1.0 ALL_TRUSTED  Passed through trusted hosts",
        ),
    );
    assert_eq!((ham.verdict, ham.trust, ham.score), (Verdict::NotSpam, Trust::Probable, Some(-1.0)));
}

#[test]
fn a_sites_score_and_level_stand_beside_its_status_only() {
    let status =
        "X-Example-Spam-Status: No , -1.0 points, 5.0 required,  ALL_TRUSTED=-1,SHORTCIRCUIT=-0.0001";
    let reading = one(
        &DECODER,
        above(&format!(
            "X-Example-Spam-Level: -\nX-Example-Spam-Score: -1.0\nX-Other-Spam-Score: 77\n{status}"
        )),
    );
    assert_eq!((reading.verdict, reading.score, reading.places.len()), (Verdict::NotSpam, Some(-1.0), 3));
    assert_eq!(reading.code("level"), Some("-"));
    assert!(run(&DECODER, above("X-Mimecast-Spam-Score: 77\nX-Other-Spam-Level: *****")).is_empty());
    let two = above(&format!("{status}\nX-Second-Spam-Status: Yes, 9.0 points, 5.0 required, A_B=9"));
    assert_eq!(run(&DECODER, two).len(), 2);
}

#[test]
fn a_sites_own_names() {
    let reading =
        one(&DECODER, above("X-Example-Spam-Status: No , -1.0 points, 5.0 required, ALL_TRUSTED=-1"));
    assert_eq!(
        (reading.verdict, reading.score, reading.threshold),
        (Verdict::NotSpam, Some(-1.0), Some(5.0))
    );
}

#[test]
fn sa_exim() {
    let fields = "X-SA-Exim-Connect-IP: 192.0.2.10\nX-SA-Exim-Scanned: No (on mx1.example.edu); SAEximRunCond expanded to false";
    let reading = one(&DECODER, below(fields));
    assert_eq!((reading.verdict, reading.trust), (Verdict::NotScanned, Trust::Probable));
    assert!(run(&DECODER, below("X-SA-Exim-Connect-IP: 192.0.2.10")).is_empty());
    let judged = |ip: &str, host: &str| {
        let text = below(&format!(
            "X-SA-Exim-Connect-IP: {ip}\nX-SA-Exim-Scanned: Yes (on {host})\nX-SA-Exim-Rcpt-To: bob@example.edu"
        ));
        let reading = one(&DECODER, text);
        assert!(reading.codes.iter().any(|c| c.name == "SA-Exim-Rcpt-To" && c.personal));
        (reading.trust, reading.forged)
    };
    assert_eq!(judged("::ffff:192.0.2.10", "mx1.example.edu"), (Trust::Probable, false));
    assert_eq!(judged("203.0.113.9", "mx1.example.edu"), (Trust::SenderSupplied, true));
    assert_eq!(judged("203.0.113.9", "mail.example.org"), (Trust::Unverifiable, false));
    assert_eq!(judged("<locally generated>", "mx1.example.edu"), (Trust::Probable, false));
}
