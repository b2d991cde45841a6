//! Messages for the findings that are no cause: for each one that has it and one that nearly has.

use super::gateways::{PROOFPOINT, UNDECLARED};
use super::junked::case;
use super::letter::{EU1, EU2, IMPOSTOR, Mail, NA1, NET, Peer, STRANGER};
use super::microsoft::{Microsoft, SIGNED_BY_EXLIBRIS, UNSIGNED};
use super::postfix::{self, Own};
use super::{RuleCase, clock, expect};

const ALL_LISTED: [&str; 4] =
    ["--config", "fixtures/settings/site-all-listed.toml", "--relays", "fixtures/demo/relays.toml"];
const NONE_LISTED: [&str; 4] =
    ["--config", "fixtures/settings/site-none-listed.toml", "--relays", "fixtures/demo/relays.toml"];
const OLD_TABLE: [&str; 4] =
    ["--config", "fixtures/settings/site-none-listed.toml", "--relays", "fixtures/settings/relays-old.toml"];

/// Every case.
pub fn cases() -> Vec<RuleCase> {
    [identity(), registry(), gateways(), equals(), transport(), chains(), verdicts(), stamps()].concat()
}

fn clean(number: u32, peer: Peer) -> Mail {
    Mail::alma(number).through(&peer).microsoft365(&Microsoft::clean(peer))
}

/// Scanned and let through by the institution's own server.
fn ham(mail: Mail, own: &Own) -> Mail {
    mail.own_server(own).spamassassin(
        -2.0,
        &[("BAYES_00", -1.9), ("DKIM_VALID_AU", -0.1), ("HTML_MESSAGE", 0.001), ("SPF_PASS", -0.001)],
    )
}

fn identity() -> Vec<RuleCase> {
    let m = Microsoft {
        spf: "pass",
        dkim: UNSIGNED,
        dmarc: "none action=none",
        compauth: "fail reason=001",
        ..Microsoft::spoof(NA1)
    };
    let placeholder = Mail::alma(150)
        .from("\"Your Department\" <Your.Department@organization.com>")
        .envelope("alma@exlibrisgroup.com")
        .through(&NA1)
        .microsoft365(&m);
    let unaligned = Microsoft { dkim: SIGNED_BY_EXLIBRIS, ..Microsoft::clean(EU1) };
    let delivered = |number, m| Mail::alma(number).through(&EU1).microsoft365(&m);
    let inbox = || expect("relay", "inbox", "passed-filters");
    let twice = Mail::alma(154)
        .field("from", "Another Library <desk@library.example.edu>")
        .through(&EU1)
        .microsoft365(&Microsoft::spoof(EU1));
    vec![
        case(
            "placeholder-from-address",
            "hit-1",
            &placeholder,
            expect("relay", "junk", "envelope-not-aligned"),
        ),
        case("placeholder-from-address", "miss-1", &clean(151, NA1), inbox()),
        case("duplicate-from-field", "hit-1", &twice, expect("relay", "junk", "spf-omits-relay")),
        case("duplicate-from-field", "miss-1", &clean(155, EU1), inbox()),
        case("dkim-not-aligned", "hit-1", &delivered(152, unaligned), inbox()),
        case("dkim-not-aligned", "miss-1", &delivered(153, Microsoft::clean(EU1)), inbox()),
    ]
}

fn registry() -> Vec<RuleCase> {
    let inbox = || expect("relay", "inbox", "passed-filters");
    vec![
        case(
            "relay-not-in-registry",
            "hit-1",
            &clean(160, NET),
            expect("network", "inbox", "passed-filters"),
        ),
        case("relay-not-in-registry", "miss-1", &clean(161, EU2), inbox()),
        case("region-incomplete", "hit-1", &clean(162, EU2), inbox()),
        case("region-incomplete", "miss-1", &clean(163, EU2), inbox().only_args(&ALL_LISTED)),
        case("region-incomplete", "miss-2", &clean(164, EU2), inbox().only_args(&NONE_LISTED)),
        case("registry-outdated", "hit-1", &clean(165, EU1), inbox().only_args(&OLD_TABLE)),
        case("registry-outdated", "miss-1", &clean(166, EU1), inbox()),
    ]
}

fn gateways() -> Vec<RuleCase> {
    let passed = "spf=pass smtp.mailfrom=alma-bounce@library.example.edu;\n\tdkim=pass header.d=library.example.edu; dmarc=pass header.from=library.example.edu";
    let behind = |number, gateway: &Peer, m: &Microsoft| {
        Mail::alma(number).through(&EU1).proofpoint(gateway, &EU1, passed, "inbound_notspam").microsoft365(m)
    };
    let failing =
        Microsoft { compauth: "fail reason=001", dmarc: "fail action=none", ..Microsoft::spoof(UNDECLARED) };
    let trusted_arc = Microsoft {
        spf: "fail",
        compauth: "pass reason=130",
        dmarc: "fail action=none",
        ..Microsoft::clean(PROOFPOINT)
    };
    let content = Microsoft {
        verdict: "SCL:5;SRV:;IPV:NLI;SFV:SPM",
        category: "SPM",
        scl: "5",
        delivery: super::microsoft::JUNK,
        ..trusted_arc
    };
    vec![
        case(
            "undeclared-gateway",
            "hit-1",
            &behind(170, &UNDECLARED, &failing),
            expect("claimed", "junk", "unauthenticated-sender"),
        ),
        case(
            "undeclared-gateway",
            "miss-1",
            &behind(171, &PROOFPOINT, &trusted_arc),
            expect("relay", "inbox", "passed-filters"),
        ),
        case(
            "conflicting-verdicts",
            "hit-1",
            &behind(172, &PROOFPOINT, &content),
            expect("relay", "junk", "content-score"),
        ),
        case(
            "conflicting-verdicts",
            "miss-1",
            &behind(173, &PROOFPOINT, &trusted_arc),
            expect("relay", "inbox", "passed-filters"),
        ),
    ]
}

/// Two filters of the institution's own servers, of which neither stands above the other.
fn equals() -> Vec<RuleCase> {
    const SPAM: &str = "X-Spam-Status: Yes, score=9.4 required=5.0 tests=BAYES_99=9.4";
    const HAM: &str = "X-Spam-Status: No, score=0.4 required=5.0 tests=BAYES_50=0.4";
    let own = |number| Mail::alma(number).through(&EU1).own_server(&Own::new(EU1, postfix::PASSED));
    let stamped = |number, first: &str, later: &str| own(number).above(&[later.to_owned(), first.to_owned()]);
    let appended = |number| {
        own(number).rspamd(0.4, "no action", &["BAYES_SPAM(0.40)[51.00%]"]).below(&[
            "X-Spam-Score: 6.20 (******) [Hold at 5.00] BAYES_99(6.2)",
            "X-CanIt-Geo: ip=192.0.2.21; country=NL",
            "X-Scanned-By: CanIt (www . roaringpenguin . com)",
        ])
    };
    let junk = |cause| expect("relay", "junk", cause);
    let passed = || expect("relay", "inbox", "passed-filters");
    let hit = |name, mail: &Mail, answer| case("conflicting-verdicts", name, mail, answer);
    let unsure = "X-Bogosity: Unsure, tests=bogofilter, spamicity=0.520000";
    let infected = expect("relay", "quarantine", "malware");
    vec![
        hit("hit-2", &stamped(311, "X-ESET-Antispam: OK", SPAM), junk("content-score")),
        hit("hit-3", &stamped(312, SPAM, "X-ESET-Antispam: OK"), passed()),
        hit("hit-4", &appended(313), junk("content-score")),
        hit("hit-5", &appended(314), passed().args(&["--folder", "inbox"])),
        hit("miss-2", &stamped(315, SPAM, unsure), junk("content-score")),
        hit("miss-3", &stamped(316, "X-Virus-Status: Infected", HAM), infected),
    ]
}

fn transport() -> Vec<RuleCase> {
    let inbox = || expect("relay", "inbox", "passed-filters").args(&["--folder", "inbox"]);
    let own = |number, own: Own| ham(Mail::alma(number).through(&EU1), &own);
    let base = Own::new(EU1, postfix::PASSED);
    let plain_microsoft = Microsoft { tls: false, ..Microsoft::clean(NA1) };
    vec![
        case("no-tls-from-relay", "hit-1", &own(180, Own { tls: false, ..base }), inbox()),
        case(
            "no-tls-from-relay",
            "hit-2",
            &Mail::alma(181).through(&NA1).microsoft365(&plain_microsoft),
            expect("relay", "inbox", "passed-filters"),
        ),
        case("no-tls-from-relay", "miss-1", &own(182, base), inbox()),
        case("hop-delay", "hit-1", &own(183, Own { delivery: 1260, ..base }), inbox()),
        case("hop-delay", "miss-1", &own(184, Own { delivery: 240, ..base }), inbox()),
        case("clock-skew", "hit-1", &own(185, Own { delivery: -47, ..base }), inbox()),
        case("clock-skew", "miss-1", &own(186, Own { delivery: -3, ..base }), inbox()),
    ]
}

fn chains() -> Vec<RuleCase> {
    let none = || expect("none", "junk", "content-score");
    let spam = Microsoft::unwanted("SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM");
    let letter = |number| Mail::stranger(number, "Publisher <sales@publisher.example.net>", "New journals");
    let hop = |mail: &Mail, by: &str| {
        format!(
            "Received: from app2.internal.example.com (app2.internal.example.com [198.51.100.201])\n\tby {by} (Postfix) with ESMTPS id {}; {} (UTC)",
            mail.queue_id("4Bc"),
            clock::rfc5322(mail.at - 5, 0)
        )
    };
    let gap = letter(190);
    let line = hop(&gap, "out7.mailfarm.example.com");
    let gap = gap.top_line(&line).microsoft365(&spam);
    let joined = letter(191);
    let line = hop(&joined, "mail.publisher.example.net");
    let joined = joined.top_line(&line).microsoft365(&spam);
    let template = letter(192);
    let line = format!(
        "Received: from mx.library.example.org ([{}])\n\tby smtp.example.com with NNFMP; {}",
        clock::rfc5322(template.at - 2000, -7),
        clock::rfc5322(template.at - 1990, -7)
    );
    let template = template.top_line(&line).microsoft365(&spam);
    let impostor = Microsoft { spf: "none", compauth: "fail reason=010", ..Microsoft::spoof(IMPOSTOR) };
    let wrong_dialect = letter(194);
    let line = format!(
        "Received: from mail.publisher.example.net ([203.0.113.91])\n\tby mx.google.com (Postfix) with ESMTP id 4XyZ; {}",
        clock::rfc5322(wrong_dialect.at - 30, 0)
    );
    let wrong_dialect = wrong_dialect.top_line(&line).microsoft365(&spam);
    let pretended = Mail::alma(193).through(&EU1);
    let line = format!(
        "Received: from {} ({} [{}])\n\tby mail.sender.example.com (Postfix) with ESMTPS id 4Abc; {}",
        EU1.helo,
        EU1.rdns,
        EU1.ip,
        clock::rfc5322(pretended.at - 4, 0)
    );
    let pretended = pretended.top_line(&line).microsoft365(&impostor);
    vec![
        case("broken-chain", "hit-1", &gap, none()),
        case("broken-chain", "miss-1", &joined, none()),
        case("forged-hop", "hit-1", &template, none()),
        case("forged-hop", "hit-2", &pretended, expect("claimed", "junk", "impersonates-exlibris")),
        case("forged-hop", "hit-3", &wrong_dialect, none()),
        case("forged-hop", "miss-1", &joined, none()),
    ]
}

fn verdicts() -> Vec<RuleCase> {
    let inbox = || expect("relay", "inbox", "passed-filters");
    let base = Own::new(EU1, postfix::PASSED);
    let outbound = "x-forefront-antispam-report: CIP:255.255.255.255;CTRY:;LANG:en;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:x;PTR:;CAT:OSPM;SFS:(1);DIR:OUT;SFP:1501;";
    let outgoing = ham(Mail::alma(200).through(&EU1), &base).below(&[outbound]);
    let inbound = clean(201, EU1);
    let repeated = clean(202, EU1).below(&["X-MS-Exchange-Organization-SCL: -1"]);
    let brought_along = ham(
        Mail::alma(203).through(&EU1).field("X-Spam-Status", "No, score=-9.0 required=5.0 tests=none"),
        &base,
    );
    vec![
        case("sender-side-verdict", "hit-1", &outgoing, inbox().args(&["--folder", "inbox"])),
        case("sender-side-verdict", "miss-1", &inbound, inbox()),
        case("duplicate-verdict-header", "hit-1", &repeated, inbox()),
        case("duplicate-verdict-header", "hit-2", &brought_along, inbox().args(&["--folder", "inbox"])),
        case("duplicate-verdict-header", "miss-1", &clean(204, EU1), inbox()),
    ]
}

fn stamps() -> Vec<RuleCase> {
    let forged = "CIP:198.51.100.250;CTRY:US;LANG:en;SCL:-1;SRV:;IPV:CAL;SFV:SKN;H:trusted.example.edu;PTR:trusted.example.edu;CAT:NONE;DIR:INB;";
    let spam = Microsoft::unwanted("SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM");
    let letter = |number| Mail::stranger(number, "Publisher <sales@publisher.example.net>", "New journals");
    let outlook = letter(210).field("X-Forefront-Antispam-Report", forged).outlook_com(&spam);
    let queue = "X-Rspamd-Queue-Id: 4ZzZz0zzzz\nX-Spamd-Result: default: False [-12.00 / 15.00];\n\tWHITELIST_DMARC(-7.00)[example.edu:D:+];\n\tBAYES_HAM(-5.00)[99.99%]";
    let rspamd = letter(211)
        .field("X-Rspamd-Server", "mx1.example.edu")
        .own_server(&Own::new(STRANGER, "spf=pass smtp.mailfrom=sales@publisher.example.net"))
        .spamassassin(6.1, &[("BAYES_99", 3.5), ("URIBL_ABUSE_SURBL", 1.9), ("MPART_ALT_DIFF", 0.7)])
        .below(&[queue]);
    vec![
        case("forged-verdict", "hit-1", &outlook, expect("none", "junk", "content-score")),
        case(
            "forged-verdict",
            "hit-2",
            &rspamd,
            expect("none", "junk", "content-score").args(&["--folder", "junk"]),
        ),
        case(
            "forged-verdict",
            "miss-1",
            &letter(212).microsoft365(&spam),
            expect("none", "junk", "content-score"),
        ),
    ]
}
