//! Messages that were delivered: for each cause one that has it and one that nearly has.

use super::google::Gmail;
use super::junked::case;
use super::letter::{AP1, CA1, EU1, EU2, Mail, NA1, NET, Peer};
use super::microsoft::{INBOX, Microsoft};
use super::postfix::{self, Own};
use super::{RuleCase, expect};

const FOUND_IN_INBOX: [&str; 2] = ["--folder", "inbox"];

/// Every case.
pub fn cases() -> Vec<RuleCase> {
    [clean(), lists(), overridden(), unscanned()].concat()
}

fn microsoft(number: u32, m: &Microsoft) -> Mail {
    Mail::alma(number).through(&m.peer).microsoft365(m)
}

/// Authentication failed, but something let the message in.
fn let_in(peer: Peer, verdict: &'static str) -> Microsoft {
    Microsoft { verdict, category: "NONE", scl: "-1", delivery: INBOX, ..Microsoft::spoof(peer) }
}

fn clean() -> Vec<RuleCase> {
    let inbox = |cause| expect("relay", "inbox", cause);
    let ham: [(&str, f64); 4] =
        [("BAYES_00", -1.9), ("DKIM_VALID_AU", -0.1), ("HTML_MESSAGE", 0.001), ("SPF_PASS", -0.001)];
    let spamassassin =
        Mail::alma(101).through(&EU2).own_server(&Own::new(EU2, postfix::PASSED)).spamassassin(-2.0, &ham);
    let gmail = Mail::alma(102).through(&NA1).gmail(&Gmail { labels: "Inbox,Opened", ..Gmail::clean(NA1) });
    let spam = Microsoft::authenticated(EU1, "SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM");
    vec![
        case("passed-filters", "hit-1", &microsoft(100, &Microsoft::clean(EU1)), inbox("passed-filters")),
        case("passed-filters", "hit-2", &spamassassin, inbox("passed-filters").args(&FOUND_IN_INBOX)),
        case("passed-filters", "hit-3", &gmail, inbox("passed-filters")),
        case("passed-filters", "miss-1", &microsoft(103, &spam), expect("relay", "junk", "content-score")),
    ]
}

fn lists() -> Vec<RuleCase> {
    let inbox = |cause| expect("relay", "inbox", cause);
    let by_address = let_in(EU1, "SCL:-1;SRV:;IPV:CAL;SFV:SKI");
    let by_address_scanned =
        Microsoft { peer: NET, verdict: "SCL:-1;SRV:;IPV:CAL;SFV:NSPM", ..let_in(NET, "") };
    let by_rule = let_in(EU2, "SRV:;IPV:NLI;SFV:SKN");
    let by_policy = let_in(NA1, "SRV:;IPV:NLI;SFV:SKA");
    let safe_sender = let_in(AP1, "SRV:;IPV:NLI;SFV:SFE");
    let trusted_list = Microsoft {
        scl: "5",
        compauth: "fail reason=001",
        dmarc: "none action=none",
        delivery: "dest:I;OFR:TrustedSenderList;ENG:(5062000308)(920221119095)(90000117);",
        ..Microsoft::spoof(CA1)
    };
    let clean = Microsoft::clean(EU1);
    vec![
        case("allow-listed-ip", "hit-1", &microsoft(110, &by_address), inbox("allow-listed-ip")),
        case(
            "allow-listed-ip",
            "hit-2",
            &microsoft(111, &by_address_scanned),
            expect("network", "inbox", "allow-listed-ip"),
        ),
        case("allow-listed-ip", "miss-1", &microsoft(112, &by_rule), inbox("allow-listed-by-rule")),
        case("allow-listed-by-rule", "hit-1", &microsoft(113, &by_rule), inbox("allow-listed-by-rule")),
        case("allow-listed-by-rule", "miss-1", &microsoft(114, &by_policy), inbox("allow-listed-by-policy")),
        case("allow-listed-by-policy", "hit-1", &microsoft(115, &by_policy), inbox("allow-listed-by-policy")),
        case("allow-listed-by-policy", "miss-1", &microsoft(116, &clean), inbox("passed-filters")),
        case("recipient-safe-sender", "hit-1", &microsoft(117, &safe_sender), inbox("recipient-safe-sender")),
        case(
            "recipient-safe-sender",
            "hit-2",
            &Mail::alma(118).through(&CA1).outlook_com(&trusted_list),
            inbox("recipient-safe-sender"),
        ),
        case("recipient-safe-sender", "miss-1", &microsoft(119, &clean), inbox("passed-filters")),
    ]
}

fn overridden() -> Vec<RuleCase> {
    let inbox = |cause| expect("relay", "inbox", cause);
    let released = let_in(EU1, "SRV:;IPV:NLI;SFV:SKQ");
    let despite =
        Microsoft { delivery: INBOX, ..Microsoft::authenticated(EU2, "SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM") };
    let passed_again = Microsoft {
        scl: "6",
        delivery: "dest:I;OFR:SpamFilterPass;ENG:(5062000305)(90000117);",
        ..Microsoft::clean(NA1)
    };
    let clean = Microsoft::clean(EU2);
    vec![
        case(
            "released-from-quarantine",
            "hit-1",
            &microsoft(120, &released),
            inbox("released-from-quarantine"),
        ),
        case("released-from-quarantine", "miss-1", &microsoft(121, &clean), inbox("passed-filters")),
        case(
            "delivered-despite-verdict",
            "hit-1",
            &microsoft(122, &despite),
            inbox("delivered-despite-verdict"),
        ),
        case(
            "delivered-despite-verdict",
            "hit-2",
            &Mail::alma(123).through(&NA1).outlook_com(&passed_again),
            inbox("delivered-despite-verdict"),
        ),
        case("delivered-despite-verdict", "miss-1", &microsoft(124, &clean), inbox("passed-filters")),
    ]
}

fn unscanned() -> Vec<RuleCase> {
    let inbox = |cause| expect("relay", "inbox", cause).args(&FOUND_IN_INBOX);
    let empty = Mail::alma(130).through(&EU1).cpanel(&EU1).below(&[
        "X-Spam-Status: No, score=",
        "X-Spam-Score:",
        "X-Spam-Bar:",
        "X-Ham-Report:",
        "X-Spam-Flag: NO",
    ]);
    let bypassed = Mail::alma(131).through(&EU2).exchange(
        &EU2,
        "DV:3.3.13320.600;SID:SenderIDStatus Fail;AllRecipientsBypassed;OrigIP:192.0.2.22",
        "-1",
    );
    let scanned = Mail::alma(132).through(&EU1).cpanel(&EU1).cpanel_score(
        0.8,
        &[
            ("BAYES_50", 0.8, "BODY: Bayes spam probability is 40 to 60%"),
            ("SPF_PASS", -0.0, "SPF: sender matches SPF record"),
        ],
    );
    let too_large = Mail::alma(133)
        .through(&EU1)
        .own_server(&Own::new(EU1, postfix::PASSED))
        .mailscanner("not spam (too large)", 0);
    vec![
        case("not-scanned", "hit-1", &too_large, inbox("not-scanned")),
        case("not-scanned", "hit-2", &bypassed, inbox("not-scanned")),
        case("not-scanned", "miss-2", &empty, inbox("no-verdict-in-headers")),
        case("not-scanned", "miss-1", &scanned, inbox("passed-filters")),
    ]
}
