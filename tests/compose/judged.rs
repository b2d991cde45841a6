//! Messages that a list, a score or nothing at all put out of the inbox: for each cause one that has it and one that nearly has.

use super::google::{self, Gmail};
use super::junked::{case, microsoft};
use super::letter::{AP1, EU1, EU2, Mail, NA1, Peer, STRANGER};
use super::microsoft::{INBOX, Microsoft, UNSIGNED};
use super::postfix::{self, Own};
use super::{RuleCase, clock, expect};

const JUNK: [&str; 2] = ["--folder", "junk"];
const QUARANTINE: [&str; 2] = ["--folder", "quarantine"];

/// Every case.
pub fn cases() -> Vec<RuleCase> {
    [lists(), dangers(), blocklists(), contents(), silence()].concat()
}

fn lists() -> Vec<RuleCase> {
    let relay_junk = |cause| expect("relay", "junk", cause);
    let m = |verdict, category| Microsoft::authenticated(EU1, verdict, category);
    let content = m("SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM");
    let exclusive = Microsoft {
        delivery: "dest:J;OFR:ExclusiveSettings;ENG:(5062000305)(90000117);RF:JunkEmail;",
        ..Microsoft::clean(NA1)
    };
    let custom =
        Microsoft { delivery: "dest:C;OFR:CustomRules;ENG:(910001)(944506478);", ..Microsoft::clean(EU1) };
    let blocked = m("SCL:6;SRV:;IPV:NLI;SFV:BLK", "NONE");
    let by_policy = m("SCL:6;SRV:;IPV:NLI;SFV:SKB", "SPM");
    let by_rule = m("SCL:6;SRV:;IPV:NLI;SFV:SKS", "SPM");
    vec![
        case("recipient-block-list", "hit-1", &microsoft(60, &blocked), relay_junk("recipient-block-list")),
        case("recipient-block-list", "miss-1", &microsoft(61, &content), relay_junk("content-score")),
        case(
            "recipient-rule",
            "hit-1",
            &Mail::alma(62).through(&NA1).outlook_com(&exclusive),
            relay_junk("recipient-rule"),
        ),
        case("recipient-rule", "hit-2", &microsoft(63, &custom), expect("relay", "other", "recipient-rule")),
        case("recipient-rule", "miss-1", &microsoft(64, &content), relay_junk("content-score")),
        case("admin-block-list", "hit-1", &microsoft(65, &by_policy), relay_junk("admin-block-list")),
        case("admin-block-list", "miss-1", &microsoft(66, &blocked), relay_junk("recipient-block-list")),
        case("mail-flow-rule", "hit-1", &microsoft(67, &by_rule), relay_junk("mail-flow-rule")),
        case("mail-flow-rule", "miss-1", &microsoft(68, &by_policy), relay_junk("admin-block-list")),
    ]
}

fn dangers() -> Vec<RuleCase> {
    let malware = Microsoft { delivery: "", ..Microsoft::unwanted("SCL:9;SRV:;IPV:NLI;SFV:SPM", "MALW") };
    let phish = Microsoft {
        spf: "none",
        dkim: UNSIGNED,
        dmarc: "none action=none",
        compauth: "fail reason=001",
        ..Microsoft::unwanted("SCL:8;SRV:;IPV:NLI;SFV:SPM", "PHSH")
    };
    let impersonated = Microsoft::authenticated(EU1, "SCL:5;SRV:;IPV:NLI;SFV:SPM;SFTY:9.20", "UIMP");
    let infected = Mail::stranger(71, "Scans <scans@publisher.example.net>", "Scan 4711")
        .own_server(&Own::new(STRANGER, "spf=pass smtp.mailfrom=scans@publisher.example.net"))
        .above(&[
            "X-Quarantine-ID: <Ab1Cd-2eFg>".to_owned(),
            "X-Virus-Scanned: Debian amavis at example.edu".to_owned(),
            "X-Amavis-Alert: INFECTED, message contains virus: Example.Test.Signature".to_owned(),
        ]);
    let unsolicited = |number| {
        Mail::stranger(number, "Publisher <sales@publisher.example.net>", "Invoice")
            .microsoft365(&Microsoft::unwanted("SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM"))
    };
    let none = |cause| expect("none", "junk", cause);
    vec![
        case(
            "malware",
            "hit-1",
            &Mail::stranger(70, "Publisher <sales@publisher.example.net>", "Invoice").microsoft365(&malware),
            expect("none", "quarantine", "malware").args(&QUARANTINE),
        ),
        case("malware", "hit-2", &infected, expect("none", "quarantine", "malware").args(&QUARANTINE)),
        case("malware", "miss-1", &unsolicited(72), none("content-score")),
        case(
            "phishing-detected",
            "hit-1",
            &Mail::stranger(73, "Library <it@publisher.example.net>", "Verify your account")
                .microsoft365(&phish),
            none("phishing-detected"),
        ),
        case(
            "phishing-detected",
            "hit-2",
            &microsoft(74, &impersonated),
            expect("relay", "junk", "phishing-detected"),
        ),
        case("phishing-detected", "miss-1", &unsolicited(75), none("content-score")),
    ]
}

fn own(number: u32, peer: Peer) -> Mail {
    Mail::alma(number).through(&peer).own_server(&Own::new(peer, postfix::PASSED))
}

fn listed() -> Mail {
    own(80, NA1).amavis(
        7.343,
        &[
            ("BAYES_50", 0.8),
            ("DKIM_VALID_AU", -0.1),
            ("HTML_MESSAGE", 0.001),
            ("RCVD_IN_BL_SPAMCOP_NET", 1.347),
            ("RCVD_IN_PSBL", 2.7),
            ("RCVD_IN_SBL", 2.596),
            ("SPF_PASS", -0.001),
        ],
    )
}

fn content_rspamd() -> Mail {
    own(82, EU1).rspamd(
        8.1,
        "add header",
        &[
            "BAYES_SPAM(5.10)[99.98%]",
            "FUZZY_PROB(3.00)[1:abcdef:1.00:txt]",
            "MIME_HTML_ONLY(0.20)[]",
            "R_SPF_ALLOW(-0.20)[+ip4:192.0.2.21]",
        ],
    )
}

fn microsoft_content() -> Mail {
    microsoft(86, &Microsoft::authenticated(EU1, "SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM"))
}

fn blocklists() -> Vec<RuleCase> {
    let relay_junk = |cause| expect("relay", "junk", cause);
    let listed_rspamd = own(81, NA1).rspamd(
        6.7,
        "add header",
        &[
            "RBL_SPAMHAUS_SBL(4.00)[198.51.100.31:from]",
            "RBL_BLOCKLISTDE(4.00)[198.51.100.31:from]",
            "BAYES_HAM(-1.20)[81.02%]",
            "DMARC_POLICY_ALLOW(-0.50)[library.example.edu,quarantine]",
            "R_DKIM_ALLOW(-0.20)[library.example.edu:s=alma]",
            "MIME_HTML_ONLY(0.20)[]",
            "RCVD_NO_TLS_LAST(0.40)[]",
        ],
    );
    let bulk =
        Microsoft { bcl: 8, ..Microsoft::authenticated(NA1, "SCL:6;SRV:BULK;IPV:NLI;SFV:SPM", "BULK") };
    let named = own(301, EU1).mailscanner(
        "spam, SBL+XBL, spamcop.net,\n\tSpamAssassin (not cached, score=5.5, required 6, BAYES_99 3.50, URI_HEX 2.00)",
        5,
    );
    let not_enough = own(302, EU1).mailscanner(
        "spam, SBL+XBL,\n\tSpamAssassin (not cached, score=7.5, required 6, BAYES_99 3.50, URI_HEX 4.00)",
        7,
    );
    let (listed, content_rspamd, microsoft_content) = (listed(), content_rspamd(), microsoft_content());
    vec![
        case("relay-on-blocklist", "hit-3", &named, relay_junk("relay-on-blocklist").args(&JUNK)),
        case("relay-on-blocklist", "hit-4", &not_enough, relay_junk("content-score").args(&JUNK)),
        case("relay-on-blocklist", "hit-1", &listed, relay_junk("relay-on-blocklist").args(&JUNK)),
        case("relay-on-blocklist", "hit-2", &listed_rspamd, relay_junk("relay-on-blocklist").args(&JUNK)),
        case("relay-on-blocklist", "miss-1", &content_rspamd, relay_junk("content-score").args(&JUNK)),
        case("bulk-mail", "hit-1", &microsoft(88, &bulk), relay_junk("bulk-mail")),
        case("bulk-mail", "miss-1", &microsoft_content, relay_junk("content-score")),
    ]
}

fn contents() -> Vec<RuleCase> {
    let relay_junk = |cause| expect("relay", "junk", cause);
    let (listed, content_rspamd, microsoft_content) = (listed(), content_rspamd(), microsoft_content());
    let content = own(83, EU2).spamassassin(
        6.8,
        &[
            ("BAYES_99", 3.5),
            ("BAYES_999", 0.2),
            ("HTML_MESSAGE", 0.001),
            ("MPART_ALT_DIFF", 0.7),
            ("SPF_PASS", -0.001),
            ("URI_HEX", 2.4),
        ],
    );
    let cpanel = Mail::alma(84).through(&EU1).cpanel(&EU1).cpanel_score(
        5.8,
        &[
            ("BAYES_99", 3.5, "BODY: Bayes spam probability is 99 to 100%"),
            ("HTML_IMAGE_ONLY_24", 1.6, "BODY: HTML: images with 2000-2400 bytes of words"),
            ("SPF_PASS", -0.0, "SPF: sender matches SPF record"),
            ("MIME_HTML_ONLY", 0.7, "BODY: Message only has text/html MIME parts"),
        ],
    );
    let mailscanner = own(85, EU1).mailscanner(
        "spam, SpamAssassin (not cached,\n\tscore=7.4, required 6, BAYES_99 3.50, HTML_MESSAGE 0.00,\n\tMIME_HTML_ONLY 0.72, URI_HEX 3.18)",
        7,
    );
    let below =
        own(303, EU1).above(&["X-Spam-Status: Yes, score=1.3 required=5.0 tests=BAYES_50=1.3".to_owned()]);
    let authentication = Mail::alma(87).through(&EU1).own_server(&Own::new(EU1, postfix::FAILED)).rspamd(
        6.5,
        "add header",
        &[
            "BAYES_SPAM(3.90)[93.10%]",
            "DMARC_POLICY_QUARANTINE(1.50)[library.example.edu : SPF not aligned (relaxed), No valid DKIM,quarantine]",
            "R_SPF_FAIL(1.00)[-all:c]",
            "MIME_HTML_ONLY(0.10)[]",
        ],
    );
    vec![
        case("content-score", "hit-1", &content_rspamd, relay_junk("content-score").args(&JUNK)),
        case("content-score", "hit-2", &content, relay_junk("content-score").args(&JUNK)),
        case("content-score", "hit-3", &cpanel, relay_junk("content-score").args(&JUNK)),
        case("content-score", "hit-4", &mailscanner, relay_junk("content-score").args(&JUNK)),
        case("content-score", "hit-5", &microsoft_content, relay_junk("content-score")),
        case("content-score", "hit-6", &below, relay_junk("content-score").args(&JUNK)),
        case("content-score", "miss-1", &authentication, relay_junk("spf-omits-relay").args(&JUNK)),
        case("content-score", "miss-2", &listed, relay_junk("relay-on-blocklist").args(&JUNK)),
    ]
}

fn silence() -> Vec<RuleCase> {
    let relay_junk = |cause| expect("relay", "junk", cause);
    let again = {
        let mail = microsoft(90, &Microsoft::clean(EU1));
        let hop = format!(
            "Received: from AM0PR01MB0010.eurprd01.prod.exchangelabs.com\n by AM0PR01MB0010.eurprd01.prod.exchangelabs.com with MailboxResubmission by AntispamTT; {}",
            clock::rfc5322(mail.at + 9000, 0)
        );
        mail.top_line(&hop)
    };
    let found_in_junk = microsoft(91, &Microsoft { delivery: INBOX, ..Microsoft::clean(EU2) });
    let spam = microsoft(92, &Microsoft::authenticated(EU2, "SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM"));
    let gmail = Mail::alma(93).through(&NA1).gmail(&Gmail::clean(NA1));
    let plain = Mail::alma(94).through(&EU1).own_server(&Own::new(EU1, ""));
    let gmail_quarantined = Mail::alma(95).through(&NA1).gmail(&Gmail::quarantined(NA1));
    let gmail_exlibris = Mail::alma(96)
        .from("Ex Libris <donotreply@exlibrisgroup.com>")
        .envelope("alma@exlibrisgroup.com")
        .through(&AP1)
        .gmail(&Gmail { dkim: google::SIGNED_BY_EXLIBRIS, ..Gmail::clean(AP1) });
    vec![
        case("moved-after-delivery", "hit-1", &again, relay_junk("moved-after-delivery").args(&JUNK)),
        case("moved-after-delivery", "hit-2", &found_in_junk, relay_junk("moved-after-delivery").args(&JUNK)),
        case("moved-after-delivery", "miss-1", &spam, relay_junk("content-score").args(&JUNK)),
        case("no-verdict-in-headers", "hit-1", &gmail, relay_junk("no-verdict-in-headers")),
        case("no-verdict-in-headers", "hit-2", &plain, relay_junk("no-verdict-in-headers").args(&JUNK)),
        case(
            "no-verdict-in-headers",
            "hit-3",
            &plain,
            expect("relay", "inbox", "no-verdict-in-headers").args(&["--folder", "inbox"]),
        ),
        case("no-verdict-in-headers", "hit-4", &gmail_exlibris, relay_junk("no-verdict-in-headers")),
        case("no-verdict-in-headers", "miss-1", &gmail_quarantined, relay_junk("spf-omits-relay")),
    ]
}
