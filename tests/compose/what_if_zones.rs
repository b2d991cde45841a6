//! Pairs with recorded zones: what DNS says before a change, and with the change in place.

use super::demo::mbox;
use super::gateways::PROOFPOINT;
use super::google::{self, Gmail};
use super::letter::{AP1, EU1, EU2, Mail, NA1, NET, Peer};
use super::microsoft::{INBOX, Microsoft, SIGNED_BY_EXLIBRIS, UNSIGNED};
use super::postfix::{self, Own};
use super::what_if::{Pair, pair, vain};
use super::zones::Zone;

/// The library's record without the relays.
const OMITS: &str = "v=spf1 ip4:203.0.113.0/28 -all";
/// With those of Europe.
const NAMES: &str = "v=spf1 ip4:203.0.113.0/28 include:spf-eu.exlibrisgroup.com -all";

/// Every pair.
pub fn pairs() -> Vec<Pair> {
    [records(), still_failing(), regions(), envelopes(), policies(), signatures(), scores(), others()]
        .concat()
}

fn ms(number: u32, m: Microsoft) -> Mail {
    Mail::alma(number).through(&m.peer).microsoft365(&m)
}

/// SPF alone passes for the From domain.
const fn by_spf(peer: Peer) -> Microsoft {
    Microsoft { dkim: UNSIGNED, ..Microsoft::clean(peer) }
}

/// Junked as forged at Microsoft 365, delivered with the change.
fn forged(name: &'static str, number: u32, peer: Peer) -> Pair {
    pair(name, "add-spf-include", &ms(number, Microsoft::spoof(peer)), &ms(number, by_spf(peer)))
}

/// Junked as forged at Microsoft 365, with the change as well.
fn stays(name: &'static str, number: u32, peer: Peer) -> Pair {
    let mail = ms(number, Microsoft::spoof(peer));
    vain(name, "add-spf-include", &mail, &mail)
}

fn records() -> Vec<Pair> {
    let broken = Microsoft { spf: "permerror", ..Microsoft::spoof(EU1) };
    let pool = "v=spf1 ip4:203.0.113.16/28 -all";
    let redirected = |spf| Zone::new(spf).text("_spf.example.edu", pool);
    let second = "v=spf1 ip4:203.0.113.32/28 ~all";
    let misspelt = "v=spf1 ipv4:203.0.113.32/28 -all";
    vec![
        forged("missing-include", 400, EU1).zones(&Zone::new(OMITS), &Zone::new(NAMES)),
        forged("redirect", 401, EU2).zones(
            &redirected("v=spf1 redirect=_spf.example.edu"),
            &redirected("v=spf1 include:spf-eu.exlibrisgroup.com redirect=_spf.example.edu"),
        ),
        pair("several-records", "repair-spf-record", &ms(402, broken), &ms(402, by_spf(EU1))).zones(
            &Zone::new(OMITS).text("library.example.edu", second),
            &Zone::new("v=spf1 ip4:203.0.113.0/28 ip4:203.0.113.32/28 include:spf-eu.exlibrisgroup.com ~all"),
        ),
        pair("misspelt", "repair-spf-record", &ms(403, broken), &ms(403, by_spf(EU1))).zones(
            &Zone::new(misspelt),
            &Zone::new("v=spf1 ip4:203.0.113.32/28 include:spf-eu.exlibrisgroup.com -all"),
        ),
        forged("half-of-europe", 404, EU2).zones(
            &Zone::new("v=spf1 ip4:192.0.2.21 -all"),
            &Zone::new("v=spf1 ip4:192.0.2.21 include:spf-eu.exlibrisgroup.com -all"),
        ),
        forged("mended-since", 405, EU1).zones(&Zone::new(NAMES), &Zone::new(NAMES)),
    ]
}

/// A record that takes ten look-ups already.
fn full(zone: &Zone) -> Zone {
    let names: Vec<String> = (1..=9).map(|n| format!("s{n}.sender.example.net")).collect();
    let includes: Vec<String> = names.iter().map(|name| format!("include:{name}")).collect();
    let services = format!("v=spf1 {} -all", includes.join(" "));
    let zone = zone.clone().text("services.example.net", &services);
    names.iter().fold(zone, |zone, name| zone.text(name, "v=spf1 ip4:203.0.113.48/28 -all"))
}

fn still_failing() -> Vec<Pair> {
    let stale = |zone: Zone| zone.instead("spf-eu.exlibrisgroup.com", "v=spf1 ip4:192.0.2.21 -all");
    let ten = "v=spf1 include:services.example.net -all";
    let eleven = "v=spf1 include:services.example.net include:spf-eu.exlibrisgroup.com -all";
    let over = Microsoft { spf: "permerror", ..Microsoft::spoof(EU1) };
    let (failed, errs) = (postfix::FAILED, FULL);
    let own = |number, results| Mail::alma(number).through(&EU1).own_server(&Own::new(EU1, results));
    let rest = [("BAYES_95", 3.0), ("DMARC_QUAR", 1.198), ("HTML_MESSAGE", 0.001), ("URI_HEX", 1.2)];
    let tests = |spf| [rest.as_slice(), &[spf]].concat();
    let network = Microsoft::spoof(NET);
    vec![
        vain("over-the-limit", "add-spf-include", &ms(410, Microsoft::spoof(EU1)), &ms(410, over))
            .zones(&full(&Zone::new(ten)), &full(&Zone::new(eleven))),
        vain(
            "over-the-limit-scored",
            "add-spf-include",
            &own(411, failed).spamassassin(6.318, &tests(("SPF_FAIL", 0.919))),
            &own(411, errs).spamassassin(5.409, &tests(("T_SPF_PERMERROR", 0.01))),
        )
        .found("junk", "junk")
        .sure("possible")
        .zones(&full(&Zone::new(ten)), &full(&Zone::new(eleven))),
        stays("stale-include", 412, EU2).zones(&stale(Zone::new(OMITS)), &stale(Zone::new(NAMES))),
        stays("stale-include-is-there", 413, EU2).zones(&stale(Zone::new(NAMES)), &stale(Zone::new(NAMES))),
        vain("no-relay", "add-spf-include", &ms(414, network), &ms(414, network))
            .zones(&Zone::new(OMITS), &Zone::new(NAMES)),
    ]
}

const FULL: &str = "dkim=none;\n\tspf=permerror (mx1.example.edu: too many DNS look-ups) smtp.mailfrom=alma-bounce@library.example.edu;\n\tdmarc=fail (policy=quarantine) header.from=library.example.edu";

fn regions() -> Vec<Pair> {
    let send = |number, g: &Gmail| Mail::alma(number).through(&g.peer).gmail(g);
    let delivered = |peer| Gmail { dkim: "", labels: "Inbox,Unread", ..Gmail::clean(peer) };
    let both =
        "v=spf1 ip4:203.0.113.0/28 include:spf-eu.exlibrisgroup.com include:spf-na.exlibrisgroup.com -all";
    let by_address = "v=spf1 ip4:203.0.113.0/28 ip4:198.51.100.61 -all";
    vec![
        pair(
            "other-region",
            "add-spf-include",
            &send(420, &Gmail::quarantined(NA1)),
            &send(420, &delivered(NA1)),
        )
        .zones(&Zone::new(NAMES), &Zone::new(both)),
        pair(
            "region-by-address",
            "add-spf-include",
            &send(421, &Gmail::quarantined(AP1)),
            &send(421, &delivered(AP1)),
        )
        .zones(&Zone::new(OMITS), &Zone::new(by_address)),
    ]
}

fn envelopes() -> Vec<Pair> {
    let foreign = |number| Mail::alma(number).envelope("alma@exlibrisgroup.com");
    let unaligned = Microsoft { spf: "pass", dmarc: "fail action=oreject", ..Microsoft::spoof(NA1) };
    let with_na = "v=spf1 include:spf-na.exlibrisgroup.com -all";
    let zone = |spf| Zone::new(spf).policy("v=DMARC1; p=reject").exlibris();
    let own = "dkim=none;\n\tspf=pass smtp.mailfrom=alma@exlibrisgroup.com;\n\tdmarc=fail header.from=library.example.edu (policy=reject)";
    let aligned = "dkim=none;\n\tspf=pass smtp.mailfrom=alma@library.example.edu;\n\tdmarc=pass header.from=library.example.edu (policy=reject)";
    let symbols =
        |policy| ["BAYES_SPAM(4.20)[97.00%]", policy, "MIME_HTML_ONLY(0.20)[]", "R_DKIM_NA(0.00)[]"];
    let failing =
        "DMARC_POLICY_REJECT(2.00)[library.example.edu : SPF not aligned (relaxed), No valid DKIM,reject]";
    let moved = |number| Mail::alma(number).envelope("alma@library.example.edu").through(&EU1);
    vec![
        pair(
            "envelope-elsewhere",
            "align-envelope-sender",
            &foreign(430).through(&NA1).microsoft365(&unaligned),
            &Mail::alma(430).envelope("alma@library.example.edu").through(&NA1).microsoft365(&by_spf(NA1)),
        )
        .zones(&zone(with_na), &zone(with_na)),
        pair(
            "envelope-elsewhere-unnamed",
            "align-envelope-sender",
            &foreign(431).through(&EU1).own_server(&Own::new(EU1, own)).rspamd(
                6.4,
                "add header",
                &symbols(failing),
            ),
            &moved(431).own_server(&Own::new(EU1, aligned)).rspamd(
                3.9,
                "no action",
                &symbols("DMARC_POLICY_ALLOW(-0.50)[library.example.edu,reject]"),
            ),
        )
        .found("junk", "inbox")
        .sure("possible")
        .zones(&zone(OMITS), &zone(NAMES)),
    ]
}

fn policies() -> Vec<Pair> {
    let below = |number| Mail::alma(number).envelope("alma@bounce.library.example.edu").through(&EU1);
    let strict = |spf| {
        Zone::new("v=spf1 -all")
            .text("bounce.library.example.edu", spf)
            .policy("v=DMARC1; p=quarantine; aspf=s")
            .missing("_dmarc.bounce.library.example.edu")
    };
    let fails = Gmail { spf: "pass", ..Gmail::quarantined(EU1) };
    let lax = Microsoft { dmarc: "fail action=none", compauth: "fail reason=001", ..Microsoft::spoof(EU2) };
    let none = |spf| Zone::new(spf).policy("v=DMARC1; p=none; rua=mailto:dmarc@example.edu");
    let refused = Microsoft { dmarc: "fail action=oreject", ..Microsoft::spoof(EU1) };
    let above = |spf| {
        Zone::new(spf)
            .missing("_dmarc.library.example.edu")
            .instead("_dmarc.example.edu", "v=DMARC1; p=none; sp=reject")
    };
    let sampled = |spf| Zone::new(spf).policy("v=DMARC1; p=quarantine; pct=50");
    vec![
        vain(
            "strict-alignment",
            "add-spf-include",
            &below(440).gmail(&Gmail::quarantined(EU1)),
            &below(440).gmail(&fails),
        )
        .zones(&strict(OMITS), &strict(NAMES)),
        pair("policy-none", "add-spf-include", &ms(441, lax), &ms(441, by_spf(EU2)))
            .zones(&none(OMITS), &none(NAMES)),
        pair("policy-of-subdomains", "add-spf-include", &ms(442, refused), &ms(442, by_spf(EU1)))
            .zones(&above(OMITS), &above(NAMES)),
        forged("policy-sampled", 443, EU2).zones(&sampled(OMITS), &sampled(NAMES)),
    ]
}

const BOTH: &str = "pass (signature was verified) header.d=exlibrisgroup.com;dkim=pass (signature was verified)\n header.d=library.example.edu";

/// The vendor's signature.
fn vendor(number: u32) -> Mail {
    Mail::alma(number).envelope("alma@exlibrisgroup.com").signed("exlibrisgroup.com", "mail1")
}

/// The vendor's and the library's.
fn signed(number: u32) -> Mail {
    vendor(number).signed("library.example.edu", "alma")
}

/// A pair in which the library's signature is added.
fn signature(name: &'static str, before: &Mail, after: &Mail) -> Pair {
    let zone = Zone::new(OMITS).policy("v=DMARC1; p=reject").exlibris();
    let key = zone.clone().key("library.example.edu", "alma");
    pair(name, "sign-with-own-domain", before, after).zones(&zone, &key)
}

fn signatures() -> Vec<Pair> {
    let foreign = Microsoft {
        spf: "pass",
        dkim: SIGNED_BY_EXLIBRIS,
        dmarc: "fail action=oreject",
        ..Microsoft::spoof(EU2)
    };
    let held = Microsoft { dkim: BOTH, ..Microsoft::clean(EU2) };
    let spam = Microsoft {
        dkim: SIGNED_BY_EXLIBRIS,
        dmarc: "fail action=none",
        compauth: "softpass reason=202",
        ..Microsoft::authenticated(EU2, "SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM")
    };
    let still = Microsoft { dmarc: "pass action=none", compauth: "pass reason=100", dkim: BOTH, ..spam };
    let rejecting = Gmail {
        spf: "pass",
        dkim: google::SIGNED_BY_EXLIBRIS,
        dmarc: "fail (p=REJECT sp=REJECT dis=QUARANTINE)",
        ..Gmail::quarantined(AP1)
    };
    let passing = Gmail {
        dkim: "dkim=pass header.i=@exlibrisgroup.com header.s=mail1 header.b=QwErTyUi;\n       dkim=pass header.i=@library.example.edu header.s=alma header.b=AbCdEfGh",
        dmarc: "pass (p=REJECT sp=REJECT dis=NONE)",
        labels: "Inbox,Unread",
        ..Gmail::clean(AP1)
    };
    let unsigned = Microsoft { spf: "fail", dmarc: "fail action=oreject", ..Microsoft::spoof(PROOFPOINT) };
    let behind = Microsoft { spf: "fail", dkim: super::microsoft::SIGNED, ..Microsoft::clean(PROOFPOINT) };
    let gated = |mail: Mail, results, m: &Microsoft| {
        mail.through(&EU2).proofpoint(&PROOFPOINT, &EU2, results, "inbound_notspam").microsoft365(m)
    };
    let before = "spf=pass smtp.mailfrom=alma@exlibrisgroup.com;\n\tdkim=none; dmarc=fail header.from=library.example.edu";
    let after = "spf=pass smtp.mailfrom=alma@exlibrisgroup.com;\n\tdkim=pass header.d=library.example.edu; dmarc=pass header.from=library.example.edu";
    let plain = |number| Mail::alma(number).envelope("alma@exlibrisgroup.com");
    vec![
        signature(
            "signed-microsoft-365",
            &vendor(450).through(&EU2).microsoft365(&foreign),
            &signed(450).through(&EU2).microsoft365(&held),
        ),
        signature(
            "signed-content",
            &vendor(451).through(&EU2).microsoft365(&spam),
            &signed(451).through(&EU2).microsoft365(&still),
        )
        .in_vain(),
        signature(
            "signed-gmail",
            &vendor(452).through(&AP1).gmail(&rejecting),
            &signed(452).through(&AP1).gmail(&passing),
        ),
        signature(
            "signed-behind-gateway",
            &gated(plain(453), before, &unsigned),
            &gated(plain(453).signed("library.example.edu", "alma"), after, &behind),
        )
        .sure("possible"),
    ]
}

fn scores() -> Vec<Pair> {
    let own = |mail: Mail, results| mail.through(&EU1).own_server(&Own::new(EU1, results));
    let before = "dkim=pass header.d=exlibrisgroup.com header.s=mail1;\n\tspf=pass smtp.mailfrom=alma@exlibrisgroup.com;\n\tdmarc=fail (policy=reject) header.from=library.example.edu";
    let after = "dkim=pass header.d=exlibrisgroup.com header.s=mail1;\n\tdkim=pass header.d=library.example.edu header.s=alma;\n\tspf=pass smtp.mailfrom=alma@exlibrisgroup.com;\n\tdmarc=pass (policy=reject) header.from=library.example.edu";
    let tests = |more: (&'static str, f64)| {
        [("BAYES_80", 2.0), ("DKIM_SIGNED", 0.1), ("DKIM_VALID", -0.1), ("URI_HEX", 1.9), more]
    };
    let symbols = |policy, keys| {
        [
            "BAYES_SPAM(5.00)[99.00%]",
            policy,
            "MIME_HTML_ONLY(0.20)[]",
            keys,
            "R_SPF_ALLOW(-0.20)[+ip4:192.0.2.0/24]",
        ]
    };
    let one = "R_DKIM_ALLOW(-0.20)[exlibrisgroup.com:s=mail1]";
    let two = "R_DKIM_ALLOW(-0.20)[exlibrisgroup.com:s=mail1,library.example.edu:s=alma]";
    let failing = "DMARC_POLICY_REJECT(2.00)[library.example.edu : SPF not aligned (relaxed), DKIM not aligned (relaxed),reject]";
    vec![
        signature(
            "signed-spamassassin",
            &own(vendor(460), before).spamassassin(5.697, &tests(("DMARC_REJECT", 1.797))),
            &own(signed(460), after).spamassassin(3.899, &tests(("DMARC_PASS", -0.001))),
        )
        .found("junk", "inbox"),
        signature(
            "signed-rspamd",
            &own(vendor(461), before).rspamd(6.8, "add header", &symbols(failing, one)),
            &own(signed(461), after).rspamd(
                4.3,
                "no action",
                &symbols("DMARC_POLICY_ALLOW(-0.50)[library.example.edu,reject]", two),
            ),
        )
        .found("junk", "inbox")
        .sure("possible"),
    ]
}

fn others() -> Vec<Pair> {
    let listed = Microsoft {
        scl: "1",
        verdict: "SCL:1;SRV:;IPV:NLI;SFV:NSPM",
        category: "NONE",
        delivery: INBOX,
        ..Microsoft::spoof(EU2)
    };
    vec![
        pair("spoof-allowed", "allow-relay-microsoft-365", &ms(470, Microsoft::spoof(EU2)), &ms(470, listed))
            .zones(&Zone::new(OMITS), &Zone::new(OMITS)),
    ]
}

/// A mailbox whose summary is known, and what DNS says of all its domains.
///
/// Five messages want the include; three of a domain whose record has no look-up left want it and a repair; two of a
/// domain with strict alignment want it and a signature; four with a foreign envelope sender want that aligned or a
/// signature; one was taken for spam by its text, and an allow-list would let it through.
pub fn mailbox() -> (Vec<u8>, Vec<u8>) {
    let gmail = |number, domain: &str, envelope: &str| {
        Mail::alma(number)
            .from(&format!("Library <circ@{domain}>"))
            .envelope(&format!("alma@{envelope}"))
            .through(&EU1)
            .gmail(&Gmail::quarantined(EU1))
    };
    let foreign = Gmail { spf: "pass", dkim: google::SIGNED_BY_EXLIBRIS, ..Gmail::quarantined(AP1) };
    let spam = Microsoft::authenticated(EU1, "SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM");
    let mails = [
        (500..505).map(|n| gmail(n, "library.example.edu", "library.example.edu")).collect::<Vec<_>>(),
        (505..508).map(|n| gmail(n, "full.example.edu", "full.example.edu")).collect(),
        (508..510).map(|n| gmail(n, "strict.example.edu", "bounce.strict.example.edu")).collect(),
        (510..514).map(|n| vendor(n).through(&AP1).gmail(&foreign)).collect(),
        vec![Mail::alma(514).through(&EU1).microsoft365(&spam)],
    ];
    let messages = mails.concat().into_iter().map(|mail| (mail.envelope.clone(), mail.at, mail.bytes()));
    let zone = full(&Zone::new(OMITS).exlibris())
        .text("full.example.edu", "v=spf1 include:services.example.net -all")
        .text("_dmarc.full.example.edu", "v=DMARC1; p=quarantine")
        .text("bounce.strict.example.edu", OMITS)
        .text("strict.example.edu", "v=spf1 -all")
        .text("_dmarc.strict.example.edu", "v=DMARC1; p=quarantine; aspf=s")
        .missing("_dmarc.bounce.strict.example.edu");
    (mbox(messages), zone.file())
}
