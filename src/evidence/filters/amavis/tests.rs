//! Tests of the Amavis decoder.
#![allow(clippy::unwrap_used)]

use super::DECODER;
use crate::evidence::Trust;
use crate::evidence::filters::spamassassin::testing::{HOPS, above, below, one, run};
use crate::evidence::filters::testing::check_tables;
use crate::evidence::filters::{Acted, Role, Verdict};

#[test]
fn tables_are_complete() {
    check_tables(&DECODER);
}

const STATUS: &str = "X-Spam-Status: Yes, score=9.71 tagged_above=2 required=6.31 tests=[BAYES_99=3.5,\n\
    \tRCVD_IN_PBL=3.335, RDNS_NONE=0.793, URIBL_BLACK=1.7] autolearn=no\n\tautolearn_force=no";

#[test]
fn status_with_points() {
    let reading = one(&DECODER, above(&format!("X-Spam-Flag: YES\nX-Spam-Score: 9.71\n{STATUS}")));
    assert_eq!((reading.product, reading.verdict, reading.trust), ("amavis", Verdict::Spam, Trust::Trusted));
    assert_eq!((reading.score, reading.threshold), (Some(9.71), Some(6.31)));
    let points: Vec<f64> = reading.codes.iter().filter_map(|c| c.points).collect();
    assert_eq!(points, [3.5, 3.335, 0.793, 1.7]);
    assert_eq!(reading.code("tagged_above"), Some("2"));
}

#[test]
fn lists_decide_whatever_the_score() {
    let listed = |status: &str| {
        let reading = one(&DECODER, above(&format!("X-Spam-Status: {status}")));
        (reading.verdict, reading.acted, reading.score)
    };
    assert_eq!(
        listed("No, score=x tagged_above=-999 required=6.2 WHITELISTED tests=[] autolearn=unavailable"),
        (Verdict::AllowListed, Some(Acted::AllowListedByPolicy), None)
    );
    assert_eq!(
        listed("Yes, score=64 tagged_above=-999 required=6.2 BLACKLISTED tests=[A_B=1]"),
        (Verdict::BlockListed, Some(Acted::AdminBlockList), Some(64.0))
    );
    assert_eq!(
        listed("No, score=x tagged_above=-999 required=6.2 tests=[]"),
        (Verdict::NotScanned, None, None)
    );
    assert_eq!(
        listed("Yes, score=6.5..7.5 tag=2 tag2=6.2 kill=6.9 tests=[A_B=6.5]"),
        (Verdict::Spam, None, Some(7.5))
    );
}

#[test]
fn alerts() {
    let alert = |text: &str| {
        let reading = one(&DECODER, above(&format!("X-Amavis-Alert: {text}")));
        (reading.verdict, reading.role)
    };
    assert_eq!(alert("INFECTED, message contains virus: Eicar"), (Verdict::Malware, Role::Receiver));
    assert_eq!(alert("BANNED, message contains .exe"), (Verdict::BlockListed, Role::Receiver));
    assert_eq!(alert("BAD HEADER SECTION, x"), (Verdict::Unknown, Role::Diagnostic));
    let quarantined = one(&DECODER, above(&format!("X-Quarantine-ID: <AbC-1dEf>\n{STATUS}")));
    assert!(quarantined.high);
}

#[test]
fn the_site_or_the_quarantine_id_corroborates() {
    let trust = |fields: &str| one(&DECODER, below(&format!("{fields}\n{STATUS}"))).trust;
    assert_eq!(trust("X-Virus-Scanned: Debian amavis at example.edu"), Trust::Probable);
    assert_eq!(trust("X-Virus-Scanned: amavisd-new at relay.example.net"), Trust::SenderSupplied);
    assert_eq!(trust("X-Quarantine-ID: <4XyZab1cDz9s>"), Trust::Probable);
    assert_eq!(trust("X-Virus-Scanned: clamav at mx1.example.edu"), Trust::Unverifiable);
}

/// The scanner's own hop bears its id: a stamp with another one in the site's name is forged.
#[test]
fn a_quarantine_id_that_the_scanners_hop_does_not_bear() {
    let scanner = "Received: from mx1.example.edu (localhost [127.0.0.1]) by mx1.example.edu (Postfix) with ESMTP id 4XyZab9zzz; Mon, 02 Mar 2026 09:00:06 +0000\n\
                   Received: from mx1.example.edu ([127.0.0.1]) by localhost (mx1.example.edu [127.0.0.1]) (amavis, port 10024) with ESMTP id AbC1dEf2GhI3; Mon, 02 Mar 2026 09:00:06 +0000\n";
    let judged = |hops: &str, fields: &str| {
        let (first, rest) = HOPS.split_once('\n').unwrap();
        let text = format!("{first}\n{hops}{rest}{fields}\n{STATUS}\n\n");
        let reading = run(&DECODER, text.leak()).remove(0);
        (reading.trust, reading.forged)
    };
    let ours = "X-Virus-Scanned: Debian amavis at example.edu\n";
    let id = |id: &str| format!("X-Quarantine-ID: <{id}>");
    assert_eq!(judged(scanner, &id("AbC1dEf2GhI3")), (Trust::Probable, false));
    assert_eq!(judged(scanner, &format!("{ours}{}", id("ZzZ9yYy8XxX7"))), (Trust::SenderSupplied, true));
    assert_eq!(judged(scanner, &id("ZzZ9yYy8XxX7")), (Trust::SenderSupplied, true));
    assert_eq!(judged("", &format!("{ours}{}", id("ZzZ9yYy8XxX7"))), (Trust::Probable, false));
    let other = "X-Virus-Scanned: amavis at example.org\n";
    assert_eq!(judged(scanner, &format!("{other}{}", id("ZzZ9yYy8XxX7"))), (Trust::SenderSupplied, false));
}

#[test]
fn what_else_it_tells() {
    let reading = one(&DECODER, above("X-Amavis-PenPals: age 3 05:12:40\nX-Amavis-Modified: Cut by mx1"));
    assert_eq!((reading.verdict, reading.role), (Verdict::Unknown, Role::Diagnostic));
    assert_eq!(reading.code("PenPals"), Some("age 3 05:12:40"));
    assert!(reading.codes.iter().all(|c| c.meaning.is_some()));
}

#[test]
fn nothing_from_other_products() {
    assert!(run(&DECODER, above("X-Virus-Scanned: Debian amavis at example.edu")).is_empty());
    assert!(run(&DECODER, above("X-Spam-Status: No, score=1 required=5 tests=A_B version=4")).is_empty());
}
