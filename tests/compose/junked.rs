//! Messages that failed authentication and were junked or rejected: for each cause one that has it and one that nearly has.

use super::gateways::{MIMECAST, PROOFPOINT};
use super::google::Gmail;
use super::letter::{AP1, CA1, EU1, EU2, FORWARDER, IMPOSTOR, Mail, NA1, NET, Peer, STRANGER};
use super::microsoft::{Microsoft, SIGNED_BY_EXLIBRIS};
use super::notices::bounce;
use super::postfix::{self, Own};
use super::{Expect, RuleCase, clock, expect};

const JUNK: [&str; 2] = ["--folder", "junk"];

/// A case of a rule.
pub fn case(rule: &'static str, name: &'static str, mail: &Mail, expect: Expect) -> RuleCase {
    RuleCase { rule, name, mail: mail.bytes(), expect }
}

/// Every case.
pub fn cases() -> Vec<RuleCase> {
    [sender_policy(), alignment(), signatures(), own_domain(), refusals(), routing(), strangers()].concat()
}

/// The library's letter, handed over by `peer` and junked by Microsoft 365 because DMARC failed.
fn spoofed(number: u32, peer: &Peer) -> Mail {
    Mail::alma(number).through(peer).microsoft365(&Microsoft::spoof(*peer))
}

/// The library's letter, handed over and judged by Microsoft 365.
pub fn microsoft(number: u32, m: &Microsoft) -> Mail {
    Mail::alma(number).through(&m.peer).microsoft365(m)
}

fn from_exlibris_envelope(number: u32, m: &Microsoft) -> Mail {
    Mail::alma(number).envelope("alma@exlibrisgroup.com").through(&m.peer).microsoft365(m)
}

fn sender_policy() -> Vec<RuleCase> {
    let relay_junk = |cause| expect("relay", "junk", cause);
    let softfail_exlibris = Microsoft { spf: "softfail", ..Microsoft::spoof(NA1) };
    let bulk =
        Microsoft { bcl: 7, ..Microsoft::authenticated(EU1, "SCL:6;SRV:BULK;IPV:NLI;SFV:SPM", "BULK") };
    let spamassassin = Mail::alma(4).through(&EU1).own_server(&Own::new(EU1, postfix::FAILED)).spamassassin(
        6.3,
        &[
            ("BAYES_50", 0.8),
            ("DMARC_QUAR", 2.5),
            ("HTML_MESSAGE", 0.001),
            ("SPF_FAIL", 2.9),
            ("SPF_HELO_NONE", 0.001),
            ("T_SCC_BODY_TEXT_LINE", 0.098),
        ],
    );
    vec![
        case("spf-omits-relay", "hit-1", &spoofed(1, &EU1), relay_junk("spf-omits-relay")),
        case(
            "spf-omits-relay",
            "hit-2",
            &Mail::alma(2).through(&NA1).gmail(&Gmail::quarantined(NA1)),
            relay_junk("spf-omits-relay"),
        ),
        case(
            "spf-omits-relay",
            "hit-3",
            &spoofed(3, &NET),
            expect("network", "junk", "spf-omits-relay").finds(&["relay-not-in-registry"]),
        ),
        case("spf-omits-relay", "hit-4", &spamassassin, relay_junk("spf-omits-relay").args(&JUNK)),
        case("spf-omits-relay", "miss-1", &microsoft(5, &bulk), relay_junk("bulk-mail")),
        case(
            "spf-omits-relay",
            "miss-2",
            &from_exlibris_envelope(6, &softfail_exlibris),
            relay_junk("dkim-missing"),
        ),
    ]
}

fn alignment() -> Vec<RuleCase> {
    let relay_junk = |cause| expect("relay", "junk", cause);
    let permerror = Microsoft { spf: "permerror", ..Microsoft::spoof(EU2) };
    let gmail_permerror = Gmail { spf: "permerror", ..Gmail::quarantined(CA1) };
    let unaligned = Microsoft {
        spf: "pass",
        dkim: SIGNED_BY_EXLIBRIS,
        dmarc: "fail action=oreject",
        verdict: "SCL:7;SRV:;IPV:NLI;SFV:SPM",
        scl: "7",
        ..Microsoft::spoof(NA1)
    };
    let bulk =
        Microsoft { bcl: 7, ..Microsoft::authenticated(EU1, "SCL:6;SRV:BULK;IPV:NLI;SFV:SPM", "BULK") };
    let unaligned_results = "dkim=none;\n\tspf=pass smtp.mailfrom=alma@exlibrisgroup.com;\n\tdmarc=fail reason=\"SPF not aligned (relaxed), No valid DKIM\" header.from=library.example.edu (policy=reject)";
    let rspamd = Mail::alma(12)
        .envelope("alma@exlibrisgroup.com")
        .through(&AP1)
        .own_server(&Own::new(AP1, unaligned_results))
        .rspamd(
            6.3,
            "add header",
            &[
                "BAYES_SPAM(4.10)[96.80%]",
                "DMARC_POLICY_REJECT(2.00)[library.example.edu : SPF not aligned (relaxed), No valid DKIM,reject]",
                "MIME_HTML_ONLY(0.20)[]",
                "R_DKIM_NA(0.00)[]",
                "ARC_NA(0.00)[]",
            ],
        );
    vec![
        case("spf-permerror", "hit-1", &microsoft(7, &permerror), relay_junk("spf-permerror")),
        case(
            "spf-permerror",
            "hit-2",
            &Mail::alma(8).through(&CA1).gmail(&gmail_permerror),
            relay_junk("spf-permerror"),
        ),
        case("spf-permerror", "miss-1", &spoofed(9, &EU2), relay_junk("spf-omits-relay")),
        case(
            "envelope-not-aligned",
            "hit-1",
            &from_exlibris_envelope(10, &unaligned),
            relay_junk("envelope-not-aligned").finds(&["dkim-not-aligned"]),
        ),
        case("envelope-not-aligned", "hit-2", &rspamd, relay_junk("envelope-not-aligned").args(&JUNK)),
        case("envelope-not-aligned", "miss-1", &microsoft(11, &bulk), relay_junk("bulk-mail")),
    ]
}

fn signatures() -> Vec<RuleCase> {
    let relay_junk = |cause| expect("relay", "junk", cause);
    let lost = Microsoft { spf: "temperror", ..Microsoft::spoof(EU1) };
    let broken = "fail (body hash did not verify) header.d=library.example.edu";
    vec![
        case(
            "dkim-broken",
            "hit-1",
            &microsoft(20, &Microsoft { dkim: broken, ..lost }),
            relay_junk("dkim-broken"),
        ),
        case(
            "dkim-broken",
            "hit-2",
            &microsoft(21, &Microsoft { dkim: broken, ..Microsoft::spoof(EU1) }),
            relay_junk("spf-omits-relay"),
        ),
        case("dkim-broken", "miss-1", &microsoft(22, &lost), relay_junk("dkim-missing")),
        case("dkim-missing", "hit-1", &microsoft(23, &lost), relay_junk("dkim-missing")),
        case(
            "dkim-missing",
            "miss-1",
            &microsoft(24, &Microsoft { dkim: broken, ..lost }),
            relay_junk("dkim-broken"),
        ),
    ]
}

fn own_domain() -> Vec<RuleCase> {
    let relay_junk = |cause| expect("relay", "junk", cause);
    let own_domain = Microsoft {
        spf: "temperror",
        dkim: SIGNED_BY_EXLIBRIS,
        dmarc: "fail action=none",
        compauth: "fail reason=601",
        ..Microsoft::spoof(EU2)
    };
    let consortium = Microsoft { spf: "temperror", dkim: SIGNED_BY_EXLIBRIS, ..Microsoft::spoof(NA1) };
    let stranger_spoof = Microsoft { spf: "none", compauth: "fail reason=010", ..Microsoft::spoof(STRANGER) };
    let outsider = Microsoft {
        spf: "none",
        dmarc: "none action=none",
        compauth: "fail reason=001",
        ..Microsoft::spoof(STRANGER)
    };
    vec![
        case("spoof-of-own-domain", "hit-1", &microsoft(25, &own_domain), relay_junk("spoof-of-own-domain")),
        case(
            "spoof-of-own-domain",
            "hit-2",
            &Mail::stranger(26, "Library <circ@library.example.edu>", "Your account")
                .microsoft365(&stranger_spoof),
            expect("none", "junk", "unauthenticated-sender"),
        ),
        case(
            "spoof-of-own-domain",
            "miss-1",
            &Mail::stranger(29, "Offers <offers@example.org>", "Spring offers").microsoft365(&outsider),
            expect("none", "junk", "unauthenticated-sender"),
        ),
        case(
            "dmarc-policy",
            "hit-1",
            &Mail::alma(30)
                .from("Consortium <notices@consortium.example.org>")
                .envelope("bounce@consortium.example.org")
                .through(&NA1)
                .microsoft365(&consortium),
            relay_junk("dmarc-policy"),
        ),
        case(
            "dmarc-policy",
            "miss-1",
            &microsoft(31, &Microsoft::authenticated(EU1, "SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM")),
            relay_junk("content-score"),
        ),
    ]
}

fn refusals() -> Vec<RuleCase> {
    let refused = |number, status, reply| {
        let mail = Mail::alma(number + 1).to("dana@example.org").through(&EU1);
        bounce(number, &mail, "mx.example.org", status, reply).own_server(&Own::new(EU1, ""))
    };
    let policy = refused(
        27,
        "5.7.1",
        "550 5.7.1 Unauthenticated email from library.example.edu is not accepted due to domain's DMARC policy. DMARC unauthenticated mail is prohibited.",
    );
    let unknown =
        refused(32, "5.1.1", "550 5.1.1 <dana@example.org>: Recipient address rejected: User unknown");
    vec![
        case("dmarc-policy", "hit-2", &policy, expect("relay", "rejected", "dmarc-policy")),
        case("undeliverable", "hit-1", &unknown, expect("relay", "rejected", "undeliverable")),
        case("undeliverable", "miss-1", &policy, expect("relay", "rejected", "dmarc-policy")),
    ]
}

/// Handed by a relay to somebody who forwards it.
pub fn forwarded(mail: Mail) -> Mail {
    let hop = format!(
        "Received: from {} ({} [{}])\n\tby fwd.alumni.example.org (Postfix) with ESMTPS id {}\n\tfor <bob@alumni.example.org>; {} (UTC)",
        NA1.helo,
        NA1.rdns,
        NA1.ip,
        mail.queue_id("4Fw"),
        clock::rfc5322(mail.at - 4, 0)
    );
    mail.through(&NA1).top_line(&hop)
}

fn routing() -> Vec<RuleCase> {
    let relay_junk = |cause| expect("relay", "junk", cause);
    let passed_at_gateway = "spf=pass smtp.mailfrom=alma-bounce@library.example.edu;\n\tdkim=none; dmarc=pass header.from=library.example.edu";
    let failed_at_gateway = "spf=fail smtp.mailfrom=alma-bounce@library.example.edu;\n\tdkim=none; dmarc=fail header.from=library.example.edu";
    let behind = |number, results| {
        Mail::alma(number)
            .through(&EU2)
            .proofpoint(&PROOFPOINT, &EU2, results, "inbound_notspam")
            .microsoft365(&Microsoft::spoof(PROOFPOINT))
    };
    let mimecast = Mail::alma(42)
        .through(&NA1)
        .mimecast(&NA1, passed_at_gateway, "0")
        .microsoft365(&Microsoft { spf: "softfail", ..Microsoft::spoof(MIMECAST) });
    let broken = Microsoft { dkim: SIGNED_BY_EXLIBRIS, ..Microsoft::spoof(FORWARDER) };
    let survives = Microsoft {
        spf: "fail",
        dkim: SIGNED_BY_EXLIBRIS,
        dmarc: "pass action=none",
        ..Microsoft::authenticated(FORWARDER, "SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM")
    };
    let from_exlibris = Mail::alma(45)
        .from("Ex Libris Support <support@exlibrisgroup.com>")
        .envelope("support@exlibrisgroup.com")
        .subject("Planned maintenance of your Alma environment");
    vec![
        case(
            "gateway-hides-relay",
            "hit-1",
            &behind(40, passed_at_gateway),
            relay_junk("gateway-hides-relay").finds(&["conflicting-verdicts"]),
        ),
        case("gateway-hides-relay", "hit-2", &mimecast, relay_junk("gateway-hides-relay")),
        case("gateway-hides-relay", "miss-1", &behind(41, failed_at_gateway), relay_junk("spf-omits-relay")),
        case("gateway-hides-relay", "miss-2", &spoofed(43, &EU2), relay_junk("spf-omits-relay")),
        case(
            "forwarding-broke-authentication",
            "hit-1",
            &forwarded(Mail::alma(44)).microsoft365(&broken),
            expect("forwarded", "junk", "forwarding-broke-authentication"),
        ),
        case(
            "forwarding-broke-authentication",
            "hit-2",
            &sealed(),
            expect("forwarded", "junk", "forwarding-broke-authentication"),
        ),
        case(
            "forwarding-broke-authentication",
            "miss-1",
            &forwarded(from_exlibris).microsoft365(&survives),
            expect("forwarded", "junk", "content-score"),
        ),
    ]
}

/// Forwarded by a mailbox at Google, which sealed what it saw: the relay, and SPF that passed.
fn sealed() -> Mail {
    let google = Peer {
        ip: "209.85.208.41",
        helo: "mail-ed1-f41.google.com",
        rdns: "mail-ed1-f41.google.com",
        country: "US",
    };
    let mail = Mail::alma(46).to("bob@alumni.example.org").through(&EU1);
    let seal = "b=AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWxYz01\n         23456789==";
    let lines = [
        format!("ARC-Seal: i=1; a=rsa-sha256; t=1772620000; cv=none;\n        d=google.com; s=arc-20240605;\n        {seal}"),
        format!("ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=arc-20240605;\n        h=message-id:date:subject:to:from;\n        bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\n        {seal}"),
        "ARC-Authentication-Results: i=1; mx.google.com;\n       spf=pass (google.com: domain of alma-bounce@library.example.edu designates 192.0.2.21 as permitted sender) smtp.mailfrom=alma-bounce@library.example.edu;\n       dmarc=pass (p=QUARANTINE sp=NONE dis=NONE) header.from=library.example.edu".to_owned(),
        format!(
            "Received: from {} ({}. [{}])\n        by mx.google.com with ESMTPS id a1b2-20020a17090a4433si1234567abc.12.{}\n        for <bob@alumni.example.org>\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        {} (PST)",
            EU1.helo,
            EU1.rdns,
            EU1.ip,
            clock::dotted(mail.at - 5, -8),
            clock::rfc5322(mail.at - 5, -8)
        ),
    ];
    mail.above(&lines).top_line("X-Forwarded-To: bob.reader@example.org").gmail(&Gmail {
        spf: "softfail",
        arc: "arc=pass (i=1 spf=pass spfdomain=library.example.edu dmarc=pass fromdomain=library.example.edu)",
        ..Gmail::quarantined(google)
    })
}

fn strangers() -> Vec<RuleCase> {
    let outsider = Microsoft {
        spf: "none",
        dmarc: "none action=none",
        compauth: "fail reason=001",
        ..Microsoft::spoof(STRANGER)
    };
    let campus = Peer {
        ip: "203.0.113.95",
        helo: "mail.campus.example.com",
        rdns: "mail.campus.example.com",
        country: "NL",
    };
    let through_campus = {
        let mail = Mail::alma(51).through(&EU1);
        let hop = format!(
            "Received: from {} ({} [{}])\n\tby mail.campus.example.com (Postfix) with ESMTPS id {}\n\tfor <bob@example.edu>; {} (UTC)",
            EU1.helo,
            EU1.rdns,
            EU1.ip,
            mail.queue_id("4Ca"),
            clock::rfc5322(mail.at - 3, 0)
        );
        mail.top_line(&hop).microsoft365(&Microsoft {
            spf: "softfail",
            compauth: "fail reason=001",
            dmarc: "fail action=none",
            ..Microsoft::spoof(campus)
        })
    };
    let impostor = Microsoft { spf: "none", compauth: "fail reason=010", ..Microsoft::spoof(IMPOSTOR) };
    let gmail_impostor = Gmail {
        spf: "softfail",
        dkim: "",
        dmarc: "fail (p=REJECT sp=REJECT dis=QUARANTINE)",
        ..Gmail::clean(STRANGER)
    };
    let claimed = |cause| expect("claimed", "junk", cause);
    vec![
        case(
            "unauthenticated-sender",
            "hit-1",
            &Mail::stranger(50, "Publisher <sales@publisher.example.net>", "New journals")
                .microsoft365(&outsider),
            expect("none", "junk", "unauthenticated-sender"),
        ),
        case("unauthenticated-sender", "hit-2", &through_campus, claimed("unauthenticated-sender")),
        case(
            "unauthenticated-sender",
            "miss-1",
            &spoofed(52, &AP1),
            expect("relay", "junk", "spf-omits-relay"),
        ),
        case(
            "impersonates-exlibris",
            "hit-1",
            &Mail::alma(53).microsoft365(&impostor),
            claimed("impersonates-exlibris"),
        ),
        case(
            "impersonates-exlibris",
            "hit-2",
            &Mail::stranger(54, "Alma Support <alma@exlibrisgroup.com>", "Your licence expires")
                .gmail(&gmail_impostor),
            claimed("impersonates-exlibris"),
        ),
        case("impersonates-exlibris", "miss-1", &through_campus, claimed("unauthenticated-sender")),
        case(
            "impersonates-exlibris",
            "miss-2",
            &spoofed(55, &CA1),
            expect("relay", "junk", "spf-omits-relay"),
        ),
    ]
}
