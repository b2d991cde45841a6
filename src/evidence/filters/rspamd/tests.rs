//! Tests of the Rspamd decoder: the result's grammar, actions, thresholds, trust, renamed copies.
#![allow(clippy::unwrap_used)]

use super::DECODER;
use super::result::result;
use crate::evidence::Trust;
use crate::evidence::filters::spamassassin::testing::{above, below, one, run, run_with};
use crate::evidence::filters::testing::check_tables;
use crate::evidence::filters::{Acted, Group, Reading, Role, Verdict};
use crate::input::Folder;
use crate::settings::{Institution, Settings};

#[test]
fn tables_are_complete() {
    check_tables(&DECODER);
}

const RESULT: &str = "X-Spamd-Result: default: False [8.10 / 15.00];\n\
    \tBAYES_SPAM(5.10)[99.98%];\n\
    \tMIME_HTML_ONLY(0.20)[];\n\
    \tFUZZY_PROB(3.00)[1:abcdef:1.00:txt];\n\
    \tR_SPF_ALLOW(-0.20)[+ip4:198.51.100.20]";

fn limits(reading: &Reading<'_>) -> (Option<f64>, Option<f64>, bool) {
    (reading.score, reading.threshold, reading.threshold_assumed)
}

#[test]
fn a_marked_message() {
    let fields = format!(
        "{RESULT}\nX-Rspamd-Queue-Id: 4XyZab1cDz9s\nX-Rspamd-Server: mx1\nX-Rspamd-Action: add header\nX-Spam: Yes"
    );
    let reading = one(&DECODER, below(&fields));
    assert_eq!((reading.verdict, reading.high), (Verdict::Spam, false));
    assert_eq!((reading.trust, reading.role), (Trust::Probable, Role::Receiver));
    assert_eq!(limits(&reading), (Some(8.1), Some(6.0), true));
    assert_eq!(reading.code("action"), Some("add header"));
    assert_eq!(reading.code("reject"), Some("15.00"));
    let symbols: Vec<_> =
        reading.codes.iter().filter_map(|c| Some((c.name.as_ref(), c.value.as_ref(), c.points?))).collect();
    let expected = [
        ("BAYES_SPAM", "5.10", 5.1),
        ("MIME_HTML_ONLY", "0.20", 0.2),
        ("FUZZY_PROB", "3.00", 3.0),
        ("R_SPF_ALLOW", "-0.20", -0.2),
    ];
    assert_eq!(symbols, expected);
    assert_eq!(reading.places[0].field, 4);
}

#[test]
fn options_may_hold_brackets_and_parentheses() {
    let sheet = result(
        "default: False [0.50 / 15.00]; ARC_REJECT(1.00)[signature check failed: fail, {[1] = sig:d:reject}]; \
         DMARC_POLICY_SOFTFAIL(0.10)[example.org : SPF not aligned (relaxed), No valid DKIM,none];\
         ASN(0.00)[asn:64500, ipnet:192.0.2.0/24, country:ZZ]",
    );
    let names: Vec<_> = sheet.rules.iter().map(|r| r.name.as_ref()).collect();
    assert_eq!(names, ["ARC_REJECT", "DMARC_POLICY_SOFTFAIL", "ASN"]);
}

#[test]
fn malformed_results_end_quietly() {
    for (text, rules) in [
        ("", 0),
        ("default", 0),
        ("default: False [", 0),
        ("default: False [1.0 / 15.0]; A(1)[unclosed; B(2)[", 1),
        ("default: True [x / y]; A(z)[]; ;; B", 2),
        ("(((((", 0),
        ("default: False [1 / 2]; \u{e9}(1)[]", 1),
    ] {
        assert_eq!(result(text).rules.len(), rules, "{text}");
    }
    let hostile = format!("default: False [1 / 2]; {}", "A(1)[".repeat(100_000));
    assert!(result(&hostile).rules.len() <= 2);
    let hostile = format!("default: False [1 / 2]; A(1)[{}", "] ".repeat(100_000));
    assert!(result(&hostile).rules.len() <= 2);
}

#[test]
fn actions_and_their_limits() {
    let judged = |fields: &str| {
        let reading = one(&DECODER, above(fields));
        (reading.verdict, reading.threshold, reading.threshold_assumed, reading.high)
    };
    let result = |score: &str, action: &str| {
        judged(&format!(
            "X-Spamd-Result: default: False [{score} / 15.00]; A_B({score})[]\nX-Rspamd-Action: {action}"
        ))
    };
    assert_eq!(result("1.00", "no action"), (Verdict::NotSpam, Some(6.0), true, false));
    assert_eq!(result("7.00", "no action"), (Verdict::NotSpam, None, false, false));
    assert_eq!(result("4.50", "greylist"), (Verdict::Suspect, Some(4.0), true, false));
    assert_eq!(result("8.00", "rewrite subject"), (Verdict::Spam, Some(6.0), true, false));
    assert_eq!(result("12.50", "add header"), (Verdict::Spam, Some(6.0), true, true));
    assert_eq!(result("4.50", "add header"), (Verdict::Spam, None, false, false));
    assert_eq!(result("16.00", "reject"), (Verdict::Spam, Some(15.0), false, true));
    assert_eq!(result("4.50", "soft reject"), (Verdict::Suspect, Some(6.0), true, false));
    let bare = |result: &str| judged(&format!("X-Spamd-Result: default: {result}"));
    assert_eq!(bare("True [16.00 / 15.00]"), (Verdict::Spam, Some(15.0), false, true));
    assert_eq!(bare("False [7.00 / 15.00]"), (Verdict::Suspect, None, false, false));
    assert_eq!(bare("False [2.00 / 15.00]"), (Verdict::NotSpam, Some(6.0), true, false));
}

#[test]
fn flags_decide_where_there_is_no_action() {
    let marked =
        one(&DECODER, above("X-Spamd-Result: default: False [6.30 / 25.00]; A_B(6.30)[]\nX-Spam: Yes"));
    assert_eq!((marked.verdict, limits(&marked)), (Verdict::Spam, (Some(6.3), Some(6.0), true)));
    let status =
        above("X-Spamd-Result: default: False [2.00 / 15.00]; A_B(2.00)[]\nX-Spam-Status: No, score=2.00");
    assert_eq!(one(&DECODER, status).verdict, Verdict::NotSpam);
    assert_eq!(one(&DECODER, above("X-Spam: Yes")).verdict, Verdict::Spam);
    assert!(run(&DECODER, above("X-Spam: Not detected")).is_empty());
    let junk = one(&DECODER, above("X-Spamd-Result: default: False [6.30 / 25.00]\nDeliver-To: Junk"));
    assert_eq!((junk.verdict, junk.folder), (Verdict::Spam, Some(Folder::Junk)));
    assert!(run(&DECODER, above("Deliver-To: bob@example.edu")).is_empty());
}

#[test]
fn what_decided_before_the_symbols() {
    let pre = |pre: &str, action: &str| {
        let fields = format!(
            "X-Spamd-Result: default: False [4.50 / 15.00]; A_B(4.50)[]\nX-Rspamd-Action: {action}\nX-Rspamd-Pre-Result: {pre}"
        );
        one(&DECODER, above(&fields))
    };
    let dmarc = pre("action=add header; module=dmarc; Action set by DMARC", "add header");
    assert_eq!((dmarc.verdict, dmarc.code("module")), (Verdict::Spoof, Some("dmarc")));
    assert_eq!(dmarc.codes.iter().find(|c| c.name == "module").unwrap().group, Some(Group::Authentication));
    let reply =
        pre("action=no action; module=replies;\n\tMessage is reply to one we originated", "no action");
    assert_eq!((reply.verdict, reply.acted), (Verdict::NotSpam, None));
    let listed = pre("action=add header; module=multimap; Matched map: LOCAL_BL", "add header");
    assert_eq!((listed.verdict, listed.acted), (Verdict::BlockListed, Some(Acted::AdminBlockList)));
}

#[test]
fn malware_outranks_the_total() {
    let fields =
        "X-Spamd-Result: default: False [1.00 / 15.00]; CLAM_VIRUS(1.00)[Eicar]\nX-Virus: Eicar-Test";
    assert_eq!(one(&DECODER, above(fields)).verdict, Verdict::Malware);
    assert!(run(&DECODER, above("X-Virus: no")).is_empty());
}

#[test]
fn the_queue_id_tells_whose_word_it_is() {
    let trust = |fields: &str| {
        let reading = one(&DECODER, below(&format!("{RESULT}\n{fields}")));
        (reading.trust, reading.role, reading.forged)
    };
    let forged = (Trust::SenderSupplied, Role::SenderSide, true);
    let sender = (Trust::SenderSupplied, Role::SenderSide, false);
    let probable = (Trust::Probable, Role::Receiver, false);
    let open = (Trust::Unverifiable, Role::Receiver, false);
    assert_eq!(trust("X-Rspamd-Queue-Id: 4XyZab1cDz9s"), probable);
    assert_eq!(trust("X-Rspamd-Queue-Id: 4XyZab1cDz9s\nX-Rspamd-Server: scanner7"), probable);
    assert_eq!(trust("X-Rspamd-Queue-Id: 4XyZ0a1bCd"), sender);
    // Another id than that of the server that is named, or of the only one that can have asked.
    assert_eq!(trust("X-Rspamd-Queue-Id: 4Zother00\nX-Rspamd-Server: mx1.example.edu"), forged);
    assert_eq!(trust("X-Rspamd-Queue-Id: 4Zother00\nX-Rspamd-Server: mx1"), forged);
    assert_eq!(trust("X-Rspamd-Queue-Id: 4Zother00\nX-Rspamd-Server: scanner.example.edu"), forged);
    assert_eq!(trust("X-Rspamd-Queue-Id: 4Zother00"), forged);
    // Somebody else's server does not speak for the receiving side, even with an id that nobody has.
    assert_eq!(trust("X-Rspamd-Queue-Id: 4Zother00\nX-Rspamd-Server: mail.example.org"), sender);
    assert_eq!(trust("X-Rspamd-Queue-Id: 4Zother00\nX-Rspamd-Server: relay"), sender);
    assert_eq!(trust("X-Rspamd-Queue-Id: unknown"), open);
    assert_eq!(trust("X-Rspamd-Queue-Id:"), open);
    assert_eq!(trust("X-Rspamd-Queue-Id: unknown\nX-Rspamd-Server: mx1"), probable);
    assert_eq!(trust("X-Rspamd-Server: mx1"), probable);
    assert_eq!(trust("X-Rspamd-Server: relay"), sender);
    assert_eq!(trust("X-Spam: Yes"), open);
}

/// What the sender wrote does not get into the block that a trusted server appended after it.
#[test]
fn fields_of_the_sender_stay_out_of_the_appended_block() {
    let own = "X-Rspamd-Queue-Id: 4XyZab1cDz9s\nX-Spamd-Result: default: False [0.40 / 15.00];\n\tMIME_HTML_ONLY(0.40)[]";
    let judged = |sender: &str| {
        let readings = run(&DECODER, below(&format!("{sender}\n{own}")));
        readings.iter().map(|r| (r.verdict, r.score, r.trust)).collect::<Vec<_>>()
    };
    let genuine = (Verdict::NotSpam, Some(0.4), Trust::Probable);
    let open = |verdict, score| [genuine, (verdict, score, Trust::Unverifiable)];
    assert_eq!(judged("X-Spam: Yes"), open(Verdict::Spam, None));
    assert_eq!(judged("X-Rspamd-Action: reject\nSubject: x"), open(Verdict::Spam, None));
    assert_eq!(judged("X-Spamd-Result: default: True [99.00 / 15.00]"), open(Verdict::Spam, Some(99.0)));
    assert_eq!(
        judged("X-Spamd-Result: default: True [99.00 / 15.00]\nX-Rspamd-Queue-Id: 4Zother00"),
        [genuine, (Verdict::Spam, Some(99.0), Trust::SenderSupplied)]
    );
    let marked = run(&DECODER, below(&format!("{own}\nX-Spam: Yes")));
    assert_eq!((marked.len(), marked[0].verdict, marked[0].trust), (1, Verdict::Spam, Trust::Probable));
}

/// Where a server left no id, or more than one server may have asked, another id contradicts nothing.
#[test]
fn an_id_that_need_not_stand_in_the_message_is_no_contradiction() {
    let judged = |hops: &str, fields: &str| {
        let text = format!("{hops}From: a@example.org\n{RESULT}\n{fields}\n\n");
        let own = "[institution]\ndomains = [\"example.edu\"]\ntrusted = [\"mx1.example.edu\", \"mx2.example.edu\"]\n";
        let settings = Settings { institution: Institution::parse(own).unwrap(), ..Settings::default() };
        let reading = run_with(&DECODER, text.leak(), &settings).remove(0);
        (reading.trust, reading.forged)
    };
    let without = "Received: from relay.example.net ([192.0.2.10]) by mx1.example.edu; Mon, 02 Mar 2026 09:00:05 +0000\n";
    let two = "Received: from mx2.example.edu (mx2.example.edu [198.51.100.2]) by mx1.example.edu (Postfix) with ESMTP id 4AaaaBbbb1; Mon, 02 Mar 2026 09:00:06 +0000\n\
               Received: from relay.example.net ([192.0.2.10]) by mx2.example.edu (Postfix) with ESMTP id 4CcccDddd2; Mon, 02 Mar 2026 09:00:05 +0000\n";
    let lmtp = "Received: from mx1.example.edu ([10.0.0.5]) by imap.example.edu with LMTP id ab12CD; Mon, 02 Mar 2026 09:00:07 +0000\n\
                Received: from relay.example.net ([192.0.2.10]) by mx1.example.edu; Mon, 02 Mar 2026 09:00:05 +0000\n";
    let id = "X-Rspamd-Queue-Id: 4Zother00";
    assert_eq!(judged(without, id), (Trust::Unverifiable, false));
    assert_eq!(judged(without, &format!("{id}\nX-Rspamd-Server: mx1")), (Trust::Probable, false));
    assert_eq!(judged(two, id), (Trust::Unverifiable, false));
    assert_eq!(judged(two, &format!("{id}\nX-Rspamd-Server: mx2")), (Trust::SenderSupplied, true));
    assert_eq!(judged(two, "X-Rspamd-Queue-Id: 4CcccDddd2"), (Trust::Probable, false));
    assert_eq!(judged(lmtp, id), (Trust::Unverifiable, false));
}

#[test]
fn renamed_and_other_layouts() {
    let mailcow = one(&DECODER, above("X-Rspamd-Score: -5.49 / 15.00 / 15.00"));
    assert_eq!((mailcow.verdict, mailcow.score), (Verdict::NotSpam, Some(-5.49)));
    let renamed = one(
        &DECODER,
        above("X-Rspamd-Status: No, score=1.20\nX-Rspamd-Result: default: False [1.20 / 15.00]; A_B(1.20)[]"),
    );
    assert_eq!((renamed.verdict, renamed.score), (Verdict::NotSpam, Some(1.2)));
    let hosted = one(&DECODER, above("X-Atmailcloud-Spam-Score: 7.1\nX-Atmailcloud-Spam-Action: add header"));
    assert_eq!((hosted.verdict, hosted.score), (Verdict::Spam, Some(7.1)));
    let zone = one(
        &DECODER,
        above("X-Zone-Spam-Status: No, score=2.93, required=15, tests=[R_SPF_FAIL=1.0, MISSING_MID=1.93]"),
    );
    assert_eq!((zone.verdict, limits(&zone)), (Verdict::NotSpam, (Some(2.93), Some(15.0), false)));
    assert_eq!(
        zone.codes.iter().find(|c| c.name == "R_SPF_FAIL").unwrap().group,
        Some(Group::Authentication)
    );
    let exim = one(
        &DECODER,
        above(
            "X-Spam-Report: Action: add header\n Symbol: FAKE_REPLY(1.00)\n Symbol: MISSING_TO(2.00)\n Message-ID: x",
        ),
    );
    assert_eq!((exim.verdict, exim.code("MISSING_TO")), (Verdict::Spam, Some("2.00")));
    let report =
        one(&DECODER, above("X-Rspamd-Report: R_SPF_FAIL(1.00) MISSING_TO(2.00)\nX-Rspamd-Score: 3.00"));
    assert_eq!(report.codes.iter().filter_map(|c| c.points).sum::<f64>(), 3.0);
}

#[test]
fn refused_queries_are_not_listings() {
    let text = above(
        "X-Spamd-Result: default: False [0.00 / 15.00]; DBL_BLOCKED_OPENRESOLVER(0.00)[example.net:url]",
    );
    let reading = one(&DECODER, text);
    let code = reading.codes.iter().find(|c| c.name == "DBL_BLOCKED_OPENRESOLVER").unwrap();
    assert!(code.meaning.unwrap().contains("not a listing"));
}

#[test]
fn groups_by_name() {
    for (name, group) in [
        ("R_SPF_FAIL", Group::Authentication),
        ("DMARC_POLICY_QUARANTINE", Group::Authentication),
        ("BLACKLIST_DMARC", Group::Authentication),
        ("FORGED_SENDER", Group::Authentication),
        ("KAM_DMARC_REJECT", Group::Authentication),
        ("MY_SPOOF_CHECK", Group::Authentication),
        ("RBL_SPAMHAUS_XBL", Group::Reputation),
        ("RECEIVED_SPAMHAUS_PBL", Group::Reputation),
        ("SITE_DNSBL", Group::Reputation),
        ("DCC_BULK", Group::Bulk),
        ("PRECEDENCE_BULK", Group::Bulk),
        ("WHITELIST_SENDER_DOMAIN", Group::List),
        ("LOCAL_BLOCKLIST", Group::List),
        ("SOMETHING_ELSE", Group::Content),
    ] {
        assert_eq!(super::explain(name).1, Some(group), "{name}");
    }
}
