//! The demo mailbox: what a helpdesk collects in some weeks, from every platform, with every relation.

use super::clock;
use super::gateways::{MIMECAST, PROOFPOINT, UNDECLARED};
use super::google::{self, Gmail};
use super::letter::{AP1, CA1, EU1, EU2, FORWARDER, IMPOSTOR, Mail, NA1, NET, Peer, STRANGER};
use super::microsoft::{Microsoft, SIGNED_BY_EXLIBRIS};
use super::notices::{bounce, report_with_attachment};
use super::postfix::{self, Own};

const PASSED_AT_GATEWAY: &str = "spf=pass smtp.mailfrom=alma-bounce@library.example.edu;\n\tdkim=none; dmarc=pass header.from=library.example.edu";

/// Every message, oldest first.
pub fn messages() -> Vec<Mail> {
    let mut all =
        [microsoft(), microsoft_other(), gmail(), own(), gateways(), others(), strangers()].concat();
    all.sort_by_key(|m| m.at);
    all
}

/// All of them in one mailbox file (mboxrd).
pub fn mailbox() -> Vec<u8> {
    mbox(messages().iter().map(|m| (m.envelope.clone(), m.at, m.bytes())))
}

/// Messages with their envelope senders and times as a mailbox file (mboxrd).
pub fn mbox(messages: impl Iterator<Item = (String, i64, Vec<u8>)>) -> Vec<u8> {
    let mut out = Vec::new();
    for (sender, at, bytes) in messages {
        let sender = if sender.is_empty() { "MAILER-DAEMON".to_owned() } else { sender };
        out.extend_from_slice(format!("From {sender} {}\n", clock::ctime(at)).as_bytes());
        for line in bytes.split_inclusive(|b| *b == b'\n') {
            let unquoted = line.iter().skip_while(|b| **b == b'>').copied().take(5);
            if unquoted.eq(*b"From ") {
                out.push(b'>');
            }
            out.extend_from_slice(line);
        }
        out.push(b'\n');
    }
    out
}

fn notice(number: u32, subject: &str, to: &str) -> Mail {
    Mail::alma(number).subject(subject).to(to)
}

fn microsoft() -> Vec<Mail> {
    let spoof = |peer| Microsoft::spoof(peer);
    let unaligned = |peer| Microsoft {
        spf: "pass",
        dkim: SIGNED_BY_EXLIBRIS,
        dmarc: "fail action=oreject",
        ..spoof(peer)
    };
    let verdict = |peer, verdict, category| Microsoft::authenticated(peer, verdict, category);
    let send = |mail: Mail, m: Microsoft| mail.through(&m.peer).microsoft365(&m);
    vec![
        send(notice(1, "Courtesy notice: items due soon", "bob@example.edu"), spoof(EU1)),
        send(notice(2, "Overdue items", "carol@example.edu"), spoof(EU1)),
        send(notice(3, "On hold shelf: ready for pickup", "dave@example.edu"), spoof(EU2)),
        send(notice(4, "Loan receipt", "erin@example.edu"), Microsoft { spf: "softfail", ..spoof(EU2) }),
        send(
            notice(5, "Lost item bill", "frank@example.edu"),
            Microsoft { spf: "none", compauth: "fail reason=601", ..spoof(EU1) },
        ),
        send(
            notice(6, "Fine and fee notification", "grace@example.edu"),
            Microsoft { spf: "permerror", ..spoof(EU1) },
        ),
        send(
            notice(7, "Your interlibrary loan request", "heidi@example.edu")
                .envelope("alma@exlibrisgroup.com"),
            unaligned(NA1),
        ),
        send(
            notice(8, "Query from the library", "ivan@example.edu").envelope("alma@exlibrisgroup.com"),
            unaligned(EU1),
        ),
        send(
            notice(9, "Purchase order claim", "judy@example.edu")
                .from("\"Your Department\" <Your.Department@organization.com>")
                .envelope("alma@exlibrisgroup.com"),
            Microsoft { spf: "pass", dmarc: "none action=none", compauth: "fail reason=001", ..spoof(NA1) },
        ),
        send(notice(10, "Weekly activity report", "ken@example.edu"), spoof(NET)),
        send(
            notice(11, "Courtesy notice: items due soon", "laura@example.edu"),
            verdict(EU1, "SCL:6;SRV:;IPV:NLI;SFV:BLK", "NONE"),
        ),
        send(
            notice(12, "Overdue items", "mallory@example.edu"),
            verdict(EU1, "SCL:6;SRV:;IPV:NLI;SFV:SKB", "SPM"),
        ),
        send(
            notice(13, "Recall: please return", "niaj@example.edu"),
            verdict(EU2, "SCL:6;SRV:;IPV:NLI;SFV:SKS", "SPM"),
        ),
        send(
            notice(14, "New titles in your field", "olivia@example.edu"),
            Microsoft { bcl: 7, ..verdict(EU2, "SCL:6;SRV:BULK;IPV:NLI;SFV:SPM", "BULK") },
        ),
        send(
            notice(15, "Message from the director", "peggy@example.edu"),
            verdict(EU1, "SCL:5;SRV:;IPV:NLI;SFV:SPM;SFTY:9.20", "UIMP"),
        ),
        send(
            notice(16, "Your fees are due: pay now", "rupert@example.edu"),
            verdict(EU1, "SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM"),
        ),
    ]
}

fn microsoft_other() -> Vec<Mail> {
    let send = |mail: Mail, m: Microsoft| mail.through(&m.peer).microsoft365(&m);
    let lost = |peer| Microsoft { spf: "temperror", ..Microsoft::spoof(peer) };
    let own_domain = Microsoft {
        dkim: SIGNED_BY_EXLIBRIS,
        dmarc: "fail action=none",
        compauth: "fail reason=601",
        ..lost(EU2)
    };
    let free_mailbox = Microsoft { spf: "none", compauth: "fail reason=001", ..Microsoft::spoof(CA1) };
    let rule =
        Microsoft { delivery: "dest:C;OFR:CustomRules;ENG:(910001)(944506478);", ..Microsoft::clean(EU1) };
    let exclusive = Microsoft {
        delivery: "dest:J;OFR:ExclusiveSettings;ENG:(5062000305)(90000117);RF:JunkEmail;",
        ..Microsoft::clean(NA1)
    };
    let moved = {
        let mail =
            send(notice(24, "Courtesy notice: items due soon", "trent@example.edu"), Microsoft::clean(EU1));
        let hop = format!(
            "Received: from AM0PR01MB0034.eurprd01.prod.exchangelabs.com\n by AM0PR01MB0034.eurprd01.prod.exchangelabs.com with MailboxResubmission by AntispamTT; {}",
            clock::rfc5322(mail.at + 9000, 0)
        );
        mail.top_line(&hop)
    };
    let broken = "fail (body hash did not verify) header.d=library.example.edu";
    let to = "sybil@example.edu";
    vec![
        send(notice(17, "Courtesy notice: items due soon", to), Microsoft { dkim: broken, ..lost(EU1) }),
        send(notice(18, "Overdue items", to), lost(EU2)),
        send(notice(19, "Loan receipt", to), own_domain),
        send(notice(20, "On hold shelf: ready for pickup", to), Microsoft::clean(EU1)),
        notice(21, "Courtesy notice: items due soon", "victor@outlook.example.org")
            .through(&CA1)
            .outlook_com(&free_mailbox),
        notice(22, "Overdue items", "walter@outlook.example.org").through(&NA1).outlook_com(&exclusive),
        send(notice(23, "Borrowing activity", to), rule),
        moved,
    ]
}

fn gmail() -> Vec<Mail> {
    let send = |mail: Mail, g: Gmail| mail.through(&g.peer).gmail(&g);
    vec![
        send(
            notice(25, "Courtesy notice: items due soon", "bob.reader@example.org"),
            Gmail::quarantined(NA1),
        ),
        send(
            notice(26, "Overdue items", "carol.reader@example.org"),
            Gmail { labels: "=?UTF-8?Q?Spam,Category_Updates,Unread?=", ..Gmail::quarantined(AP1) },
        ),
        send(notice(27, "On hold shelf: ready for pickup", "dave.reader@example.org"), Gmail::clean(AP1)),
        send(
            notice(28, "Saved search: new results", "erin.reader@example.org")
                .from("Primo <donotreply@exlibris.cloud>")
                .envelope("donotreply@exlibris.cloud"),
            Gmail {
                dkim: "dkim=pass header.i=@exlibris.cloud header.s=mail1 header.b=ZxCvBnMm",
                ..Gmail::clean(EU2)
            },
        ),
        send(
            notice(29, "Planned maintenance", "frank.reader@example.org")
                .from("Ex Libris <donotreply@exlibrisgroup.com>")
                .envelope("alma@exlibrisgroup.com"),
            Gmail { dkim: google::SIGNED_BY_EXLIBRIS, labels: "Inbox,Opened", ..Gmail::clean(EU1) },
        ),
    ]
}

fn own() -> Vec<Mail> {
    let failed = |number, subject, peer: Peer| {
        notice(number, subject, "bob@example.edu").through(&peer).own_server(&Own::new(peer, postfix::FAILED))
    };
    let passed = |number, subject, peer: Peer| {
        notice(number, subject, "bob@example.edu").through(&peer).own_server(&Own::new(peer, postfix::PASSED))
    };
    let slow = Own { tls: false, delivery: 1320, ..Own::new(EU1, postfix::FAILED) };
    vec![
        failed(30, "Courtesy notice: items due soon", EU1).spamassassin(
            6.3,
            &[("BAYES_50", 0.8), ("DMARC_QUAR", 2.5), ("HTML_MESSAGE", 0.001), ("SPF_FAIL", 2.9), ("SPF_HELO_NONE", 0.001), ("T_SCC_BODY_TEXT_LINE", 0.098)],
        ),
        passed(31, "Overdue items", NA1).amavis(
            7.343,
            &[("BAYES_50", 0.8), ("DKIM_VALID_AU", -0.1), ("HTML_MESSAGE", 0.001), ("RCVD_IN_BL_SPAMCOP_NET", 1.347), ("RCVD_IN_PSBL", 2.7), ("RCVD_IN_SBL", 2.596), ("SPF_PASS", -0.001)],
        ),
        passed(32, "New titles in your field", EU2).rspamd(
            8.1,
            "add header",
            &["BAYES_SPAM(5.10)[99.98%]", "FUZZY_PROB(3.00)[1:abcdef:1.00:txt]", "MIME_HTML_ONLY(0.20)[]", "R_SPF_ALLOW(-0.20)[+ip4:192.0.2.22]"],
        ),
        failed(33, "Lost item bill", EU2).rspamd(
            6.5,
            "add header",
            &["BAYES_SPAM(3.90)[93.10%]", "DMARC_POLICY_QUARANTINE(1.50)[library.example.edu : SPF not aligned (relaxed), No valid DKIM,quarantine]", "R_SPF_FAIL(1.00)[-all:c]", "MIME_HTML_ONLY(0.10)[]"],
        ),
        notice(34, "Fine and fee notification", "bob@example.edu").through(&EU1).own_server(&slow).spamassassin(
            5.5,
            &[("BAYES_20", -0.001), ("DMARC_QUAR", 2.5), ("HTML_MESSAGE", 0.001), ("SPF_FAIL", 3.0)],
        ),
        passed(35, "Courtesy notice: items due soon", EU1).spamassassin(-2.0, &[("BAYES_00", -1.9), ("DKIM_VALID_AU", -0.1), ("HTML_MESSAGE", 0.001), ("SPF_PASS", -0.001)]),
        passed(36, "Your fees are due: pay now", EU1).mailscanner("spam, SpamAssassin (not cached,\n\tscore=7.4, required 6, BAYES_99 3.50, HTML_MESSAGE 0.00,\n\tMIME_HTML_ONLY 0.72, URI_HEX 3.18)", 7),
        notice(37, "Loan receipt", "bob@example.edu").through(&EU1).cpanel(&EU1).cpanel_score(
            5.8,
            &[("BAYES_99", 3.5, "BODY: Bayes spam probability is 99 to 100%"), ("HTML_IMAGE_ONLY_24", 1.6, "BODY: HTML: images with 2000-2400 bytes of words"), ("MIME_HTML_ONLY", 0.7, "BODY: Message only has text/html MIME parts")],
        ),
    ]
}

fn gateways() -> Vec<Mail> {
    let behind = |number, subject, peer: Peer, m: Microsoft| {
        notice(number, subject, "bob@example.edu")
            .through(&peer)
            .proofpoint(&m.peer, &peer, PASSED_AT_GATEWAY, "inbound_notspam")
            .microsoft365(&m)
    };
    vec![
        behind(38, "Courtesy notice: items due soon", EU1, Microsoft::spoof(PROOFPOINT)),
        behind(39, "Overdue items", EU2, Microsoft::spoof(PROOFPOINT)),
        notice(40, "On hold shelf: ready for pickup", "bob@example.edu")
            .through(&NA1)
            .mimecast(&NA1, PASSED_AT_GATEWAY, "0")
            .microsoft365(&Microsoft { spf: "softfail", ..Microsoft::spoof(MIMECAST) }),
        behind(
            41,
            "Query from the library",
            EU1,
            Microsoft {
                compauth: "fail reason=001",
                dmarc: "fail action=none",
                ..Microsoft::spoof(UNDECLARED)
            },
        ),
    ]
}

fn others() -> Vec<Mail> {
    let exchange = notice(42, "Courtesy notice: items due soon", "bob@example.edu").through(&EU1).exchange(
        &EU1,
        "DV:3.3.13320.600;SID:SenderIDStatus Fail;PCL:PhishingLevel SUSPICIOUS;CW:CustomList;OrigIP:192.0.2.21",
        "7",
    );
    let refused = bounce(
        43,
        &notice(143, "Overdue items", "dana@example.org").through(&EU1),
        "mx.example.org",
        "5.7.1",
        "550 5.7.1 Unauthenticated email from library.example.edu is not accepted due to domain's DMARC policy. DMARC unauthenticated mail is prohibited.",
    )
    .own_server(&Own::new(EU1, ""));
    let unknown = bounce(
        52,
        &notice(152, "Courtesy notice: items due soon", "gone@example.org").through(&EU2),
        "mx.example.org",
        "5.1.1",
        "550 5.1.1 <gone@example.org>: Recipient address rejected: User unknown",
    )
    .own_server(&Own::new(EU2, ""));
    let reported = {
        let inner = notice(144, "Courtesy notice: items due soon", "bob@example.edu")
            .through(&EU2)
            .microsoft365(&Microsoft::spoof(EU2));
        report_with_attachment(44, &inner.bytes())
    };
    let forwarded = {
        let mail = notice(45, "Courtesy notice: items due soon", "bob@example.edu").through(&NA1);
        let hop = format!(
            "Received: from {} ({} [{}])\n\tby fwd.alumni.example.org (Postfix) with ESMTPS id {}\n\tfor <bob@alumni.example.org>; {} (UTC)",
            NA1.helo,
            NA1.rdns,
            NA1.ip,
            mail.queue_id("4Fw"),
            clock::rfc5322(mail.at - 4, 0)
        );
        mail.top_line(&hop)
            .microsoft365(&Microsoft { dkim: SIGNED_BY_EXLIBRIS, ..Microsoft::spoof(FORWARDER) })
    };
    vec![exchange, refused, unknown, reported, forwarded]
}

fn strangers() -> Vec<Mail> {
    let outsider = Microsoft {
        spf: "none",
        dmarc: "none action=none",
        compauth: "fail reason=001",
        ..Microsoft::spoof(STRANGER)
    };
    let phish = Microsoft { verdict: "SCL:8;SRV:;IPV:NLI;SFV:SPM", category: "PHSH", scl: "8", ..outsider };
    let impostor = Microsoft { spf: "none", compauth: "fail reason=010", ..Microsoft::spoof(IMPOSTOR) };
    let pretended = {
        let mail = notice(47, "Your library account will be closed", "bob@example.edu").through(&EU1);
        let hop = format!(
            "Received: from {} ({} [{}])\n\tby mail.sender.example.com (Postfix) with ESMTPS id 4Abc; {}",
            EU1.helo,
            EU1.rdns,
            EU1.ip,
            clock::rfc5322(mail.at - 4, 0)
        );
        mail.top_line(&hop).microsoft365(&impostor)
    };
    let gmail_impostor = Gmail {
        spf: "softfail",
        dkim: "",
        dmarc: "fail (p=REJECT sp=REJECT dis=QUARANTINE)",
        ..Gmail::clean(STRANGER)
    };
    vec![
        notice(46, "Library account: verify now", "bob@example.edu").microsoft365(&impostor),
        pretended,
        Mail::stranger(48, "Alma Support <alma@exlibrisgroup.com>", "Your licence expires")
            .to("carol.reader@example.org")
            .gmail(&gmail_impostor),
        Mail::stranger(49, "Publisher <sales@publisher.example.net>", "New journals").microsoft365(&outsider),
        Mail::stranger(50, "IT Service <it@publisher.example.net>", "Verify your account")
            .microsoft365(&phish),
        Mail::stranger(51, "Offers <offers@example.com>", "Spring offers").microsoft365(&Microsoft {
            bcl: 9,
            ..Microsoft::unwanted("SCL:6;SRV:BULK;IPV:NLI;SFV:SPM", "BULK")
        }),
    ]
}
