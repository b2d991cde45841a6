//! Pairs of messages: as one arrived, and as it would have arrived with one change in place.

use serde_json::{Value, json};

use super::SITE;
use super::gateways::{MIMECAST, PROOFPOINT};
use super::google::{self, Gmail};
use super::letter::{AP1, CA1, EU1, EU2, FORWARDER, Mail, NA1, Peer};
use super::microsoft::{INBOX, Microsoft, SIGNED_BY_EXLIBRIS, UNSIGNED};
use super::notices::bounce;
use super::postfix::{self, Own};
use super::zones::Zone;

/// A message before and after a change.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Name of its folder.
    pub name: &'static str,
    /// The remedy that makes the change.
    remedy: &'static str,
    /// The message as it arrived.
    pub before: Vec<u8>,
    /// The message as it would have arrived.
    pub after: Vec<u8>,
    /// Where both were found, when their fields do not say so.
    found: [Option<&'static str>; 2],
    /// Whether the change would have delivered it.
    delivers: bool,
    /// How sure.
    confidence: &'static str,
    /// What DNS says before and after, where it was recorded.
    pub zones: Option<[Vec<u8>; 2]>,
}

impl Pair {
    /// `expected.json`.
    pub fn to_json(&self) -> Value {
        let args = |found: Option<&'static str>| {
            let more = found.map(|f| ["--folder", f]).into_iter().flatten();
            SITE.into_iter().chain(more).collect::<Vec<_>>()
        };
        json!({
            "remedy": self.remedy,
            "args": { "before": args(self.found[0]), "after": args(self.found[1]) },
            "delivers": self.delivers,
            "confidence": self.confidence,
        })
    }

    pub(super) fn found(self, before: &'static str, after: &'static str) -> Self {
        Self { found: [Some(before), Some(after)], ..self }
    }

    pub(super) fn sure(self, confidence: &'static str) -> Self {
        Self { confidence, ..self }
    }

    /// The change does not deliver the message.
    pub(super) fn in_vain(self) -> Self {
        Self { delivers: false, ..self }
    }

    /// What DNS says before and after.
    pub(super) fn zones(self, before: &Zone, after: &Zone) -> Self {
        Self { zones: Some([before.file(), after.file()]), ..self }
    }
}

pub(super) fn pair(name: &'static str, remedy: &'static str, before: &Mail, after: &Mail) -> Pair {
    Pair {
        name,
        remedy,
        before: before.bytes(),
        after: after.bytes(),
        found: [None; 2],
        delivers: true,
        confidence: "likely",
        zones: None,
    }
}

/// A change that does not deliver the message.
pub(super) fn vain(name: &'static str, remedy: &'static str, before: &Mail, after: &Mail) -> Pair {
    pair(name, remedy, before, after).in_vain()
}

/// Every pair.
pub fn pairs() -> Vec<Pair> {
    [microsoft365(), content(), outlook_com(), gateways(), gmail(), scores(), lists(), elsewhere()].concat()
}

fn ms(number: u32, m: Microsoft) -> Mail {
    Mail::alma(number).through(&m.peer).microsoft365(&m)
}

/// The library's letter with an envelope sender at Ex Libris.
fn foreign(number: u32) -> Mail {
    Mail::alma(number).envelope("alma@exlibrisgroup.com")
}

/// SPF alone passes for the From domain.
const fn by_spf(peer: Peer) -> Microsoft {
    Microsoft { dkim: UNSIGNED, ..Microsoft::clean(peer) }
}

/// Ex Libris's signature, and one of the library.
const BOTH: &str = "pass (signature was verified) header.d=exlibrisgroup.com;dkim=pass (signature was verified)\n header.d=library.example.edu";
const BROKEN: &str = "fail (body hash did not verify) header.d=library.example.edu";
const MENDED: &str = "pass (signature was verified) header.d=library.example.edu";

fn microsoft365() -> Vec<Pair> {
    let weak = Microsoft {
        spf: "softfail",
        dmarc: "none action=none",
        compauth: "fail reason=001",
        ..Microsoft::spoof(EU2)
    };
    let no_policy =
        Microsoft { dmarc: "bestguesspass action=none", compauth: "pass reason=109", ..by_spf(EU2) };
    let own = Microsoft {
        spf: "temperror",
        dkim: SIGNED_BY_EXLIBRIS,
        dmarc: "fail action=none",
        compauth: "fail reason=601",
        ..Microsoft::spoof(EU2)
    };
    let signed =
        Microsoft { spf: "temperror", dkim: BOTH, compauth: "pass reason=101", ..Microsoft::clean(EU2) };
    let unaligned = Microsoft { spf: "pass", dmarc: "fail action=oreject", ..Microsoft::spoof(NA1) };
    let unmended = Microsoft { spf: "temperror", dkim: BROKEN, ..Microsoft::spoof(EU1) };
    let mended = Microsoft { spf: "temperror", dkim: MENDED, ..Microsoft::clean(EU1) };
    let lost = Microsoft { spf: "permerror", ..Microsoft::spoof(EU2) };
    vec![
        pair("microsoft-000-spf", "add-spf-include", &ms(300, Microsoft::spoof(EU1)), &ms(300, by_spf(EU1))),
        pair("microsoft-001-spf", "add-spf-include", &ms(301, weak), &ms(301, no_policy)),
        pair("microsoft-601-signature", "sign-with-own-domain", &ms(302, own), &ms(302, signed)),
        pair(
            "microsoft-envelope",
            "align-envelope-sender",
            &foreign(303).through(&NA1).microsoft365(&unaligned),
            &ms(303, by_spf(NA1)),
        ),
        pair("microsoft-mended", "find-what-breaks-signature", &ms(304, unmended), &ms(304, mended))
            .sure("possible"),
        pair("microsoft-permerror", "repair-spf-record", &ms(305, lost), &ms(305, by_spf(EU2)))
            .sure("possible"),
        pair(
            "microsoft-spoof-allowed",
            "allow-relay-microsoft-365",
            &ms(306, Microsoft::spoof(EU2)),
            &ms(
                306,
                Microsoft {
                    scl: "1",
                    verdict: "SCL:1;SRV:;IPV:NLI;SFV:NSPM",
                    category: "NONE",
                    delivery: INBOX,
                    ..Microsoft::spoof(EU2)
                },
            ),
        ),
    ]
}

/// What no change of authentication mends.
fn content() -> Vec<Pair> {
    let signed_by_exlibris = |m: Microsoft| Microsoft { dkim: SIGNED_BY_EXLIBRIS, ..m };
    let both = |m: Microsoft| Microsoft { dkim: BOTH, ..m };
    let spam = |peer| Microsoft::authenticated(peer, "SCL:5;SRV:;IPV:NLI;SFV:SPM", "SPM");
    let blocked = Microsoft::authenticated(EU2, "SCL:6;SRV:;IPV:NLI;SFV:BLK", "NONE");
    let unproven =
        Microsoft { spf: "fail", dmarc: "fail action=quarantine", compauth: "fail reason=000", ..spam(NA1) };
    let bulky = Microsoft { bcl: 8, ..Microsoft::spoof(CA1) };
    let bulk = Microsoft {
        bcl: 8,
        dkim: UNSIGNED,
        ..Microsoft::authenticated(CA1, "SCL:6;SRV:BULK;IPV:NLI;SFV:SPM", "BULK")
    };
    let listed = Microsoft {
        verdict: "SCL:-1;SRV:;IPV:CAL;SFV:SKI",
        category: "NONE",
        scl: "-1",
        delivery: INBOX,
        ..spam(EU2)
    };
    vec![
        vain(
            "content-signature",
            "sign-with-own-domain",
            &ms(310, signed_by_exlibris(spam(EU2))),
            &ms(310, both(spam(EU2))),
        ),
        vain(
            "content-spf",
            "add-spf-include",
            &ms(311, Microsoft { dkim: UNSIGNED, ..unproven }),
            &ms(311, Microsoft { dkim: UNSIGNED, ..spam(NA1) }),
        ),
        vain(
            "blocked-by-recipient",
            "sign-with-own-domain",
            &ms(312, signed_by_exlibris(blocked)),
            &ms(312, both(blocked)),
        )
        .sure("certain"),
        vain("bulk-behind-spoof", "add-spf-include", &ms(313, bulky), &ms(313, bulk)).sure("possible"),
        pair("content-address-allowed", "allow-relay-microsoft-365", &ms(314, spam(EU2)), &ms(314, listed)),
    ]
}

fn outlook_com() -> Vec<Pair> {
    let send = |number, m: &Microsoft| Mail::alma(number).through(&m.peer).outlook_com(m);
    let trusted = Microsoft {
        delivery: "dest:I;OFR:TrustedSenderList;ENG:(5062000308)(920221119095)(90000117);",
        ..Microsoft::spoof(AP1)
    };
    vec![
        pair(
            "outlook-com-spf",
            "add-spf-include",
            &send(320, &Microsoft::spoof(CA1)),
            &send(320, &by_spf(CA1)),
        ),
        pair(
            "outlook-com-safe-sender",
            "allow-sender-outlook-com",
            &send(321, &Microsoft::spoof(AP1)),
            &send(321, &trusted),
        )
        .sure("possible"),
    ]
}

const HELD: &str = "spf=pass smtp.mailfrom=alma-bounce@library.example.edu;\n\tdkim=none; dmarc=pass header.from=library.example.edu";
const FAILED: &str = "spf=fail smtp.mailfrom=alma-bounce@library.example.edu;\n\tdkim=none; dmarc=fail header.from=library.example.edu";

fn gateways() -> Vec<Pair> {
    let proofpoint = |number, results| {
        Mail::alma(number).through(&EU2).proofpoint(&PROOFPOINT, &EU2, results, "inbound_notspam")
    };
    let mimecast = |number| Mail::alma(number).through(&NA1).mimecast(&NA1, HELD, "0");
    let behind = Microsoft::spoof(PROOFPOINT);
    let seen = |gateway: Peer, relay: Peer| Microsoft { checked: Some(relay), ..by_spf(gateway) };
    let quarantined = Gmail::quarantined(PROOFPOINT);
    let passed = Gmail { checked: Some(EU2), dkim: "", labels: "Inbox,Unread", ..Gmail::clean(PROOFPOINT) };
    let gated = |number, rule, peer: &Peer| {
        Mail::alma(number)
            .through(peer)
            .proofpoint(&PROOFPOINT, peer, HELD, rule)
            .own_server(&Own::new(PROOFPOINT, ""))
    };
    vec![
        pair(
            "skip-listed-proofpoint",
            "skip-list-gateway",
            &proofpoint(330, HELD).microsoft365(&behind),
            &proofpoint(330, HELD).microsoft365(&seen(PROOFPOINT, EU2)),
        ),
        pair(
            "skip-listed-mimecast",
            "skip-list-gateway",
            &mimecast(331).microsoft365(&Microsoft { spf: "softfail", ..Microsoft::spoof(MIMECAST) }),
            &mimecast(331).microsoft365(&seen(MIMECAST, NA1)),
        ),
        vain(
            "spf-behind-gateway",
            "add-spf-include",
            &proofpoint(332, FAILED).microsoft365(&behind),
            &proofpoint(332, HELD).microsoft365(&behind),
        ),
        pair(
            "trusted-by-gmail",
            "trust-gateway",
            &proofpoint(333, HELD).gmail(&quarantined),
            &proofpoint(333, HELD).gmail(&passed),
        ),
        pair(
            "allowed-at-gateway",
            "allow-relay-proofpoint",
            &gated(334, "inbound_spam", &EU2),
            &gated(334, "inbound_orgsafe", &EU2),
        )
        .found("junk", "inbox"),
    ]
}

fn gmail() -> Vec<Pair> {
    let delivered = |peer| Gmail { dkim: "", labels: "Inbox,Unread", ..Gmail::clean(peer) };
    let rejecting = Gmail {
        spf: "pass",
        dkim: google::SIGNED_BY_EXLIBRIS,
        dmarc: "fail (p=REJECT sp=REJECT dis=QUARANTINE)",
        ..Gmail::quarantined(AP1)
    };
    let signed = Gmail {
        dkim: "dkim=pass header.i=@exlibrisgroup.com header.s=mail1 header.b=QwErTyUi;\n       dkim=pass header.i=@library.example.edu header.s=alma header.b=AbCdEfGh",
        dmarc: "pass (p=REJECT sp=REJECT dis=NONE)",
        labels: "Inbox,Unread",
        ..Gmail::clean(AP1)
    };
    let send = |number, g: &Gmail| Mail::alma(number).through(&g.peer).gmail(g);
    let sent = |number| Mail::alma(number).to("dana@example.org").through(&EU1);
    let refused = |number| {
        let reply = "550 5.7.26 Unauthenticated email from library.example.edu is not accepted due to domain's DMARC policy.";
        bounce(number, &sent(number + 1), "mx.example.org", "5.7.26", reply).own_server(&Own::new(EU1, ""))
    };
    vec![
        pair(
            "gmail-quarantine-spf",
            "add-spf-include",
            &send(340, &Gmail::quarantined(NA1)),
            &send(340, &delivered(NA1)),
        ),
        pair(
            "gmail-reject-signature",
            "sign-with-own-domain",
            &foreign(341).through(&AP1).gmail(&rejecting),
            &foreign(341).through(&AP1).gmail(&signed),
        ),
        vain(
            "gmail-policy-outranks-list",
            "allow-relay-google-workspace",
            &send(342, &Gmail::quarantined(EU2)),
            &send(342, &Gmail::quarantined(EU2)),
        ),
        vain(
            "refused-by-policy",
            "add-spf-include",
            &refused(343),
            &sent(344).gmail(&Gmail { labels: "", ..delivered(EU1) }),
        ),
    ]
}

fn scores() -> Vec<Pair> {
    let own =
        |number, peer: Peer, results| Mail::alma(number).through(&peer).own_server(&Own::new(peer, results));
    let by_spf = "dkim=none;\n\tspf=pass smtp.mailfrom=alma-bounce@library.example.edu;\n\tdmarc=pass (policy=quarantine) header.from=library.example.edu";
    let rest: [(&str, f64); 5] = [
        ("BAYES_80", 2.0),
        ("HTML_MESSAGE", 0.001),
        ("MIME_HTML_ONLY", 0.1),
        ("MPART_ALT_DIFF", 0.724),
        ("SPF_HELO_NONE", 0.001),
    ];
    let tests = |more: &[(&'static str, f64)]| [&rest, more].concat();
    let unaligned = "dkim=none;\n\tspf=pass smtp.mailfrom=alma@exlibrisgroup.com;\n\tdmarc=fail header.from=library.example.edu (policy=reject)";
    let aligned = "dkim=none;\n\tspf=pass smtp.mailfrom=alma-bounce@library.example.edu;\n\tdmarc=pass header.from=library.example.edu (policy=reject)";
    let symbols =
        |policy| ["BAYES_SPAM(4.20)[97.00%]", policy, "MIME_HTML_ONLY(0.20)[]", "R_DKIM_NA(0.00)[]"];
    let spoofing = |spf| tests(&[spf, ("FROM_GOV_SPOOF", 1.0), ("URI_HEX", 1.2)]);
    vec![
        pair(
            "spamassassin-spf",
            "add-spf-include",
            &own(350, EU1, postfix::FAILED)
                .spamassassin(5.443, &tests(&[("DMARC_QUAR", 1.198), ("SPF_FAIL", 0.919), ("URI_HEX", 0.5)])),
            &own(350, EU1, by_spf)
                .spamassassin(3.324, &tests(&[("DMARC_PASS", -0.001), ("SPF_PASS", -0.001), ("URI_HEX", 0.5)])),
        )
        .found("junk", "inbox"),
        vain(
            "spamassassin-still-above",
            "add-spf-include",
            &own(351, EU1, "dkim=none;\n\tspf=fail smtp.mailfrom=alma-bounce@library.example.edu")
                .spamassassin(5.945, &spoofing(("SPF_FAIL", 0.919))),
            &own(351, EU1, "dkim=none;\n\tspf=pass smtp.mailfrom=alma-bounce@library.example.edu")
                .spamassassin(5.025, &spoofing(("SPF_PASS", -0.001))),
        )
        .found("junk", "junk")
        .sure("possible"),
        pair(
            "rspamd-envelope",
            "align-envelope-sender",
            &foreign(352).through(&AP1).own_server(&Own::new(AP1, unaligned)).rspamd(
                6.4,
                "add header",
                &symbols("DMARC_POLICY_REJECT(2.00)[library.example.edu : SPF not aligned (relaxed), No valid DKIM,reject]"),
            ),
            &own(352, AP1, aligned).rspamd(3.9, "no action", &symbols("DMARC_POLICY_ALLOW(-0.50)[library.example.edu,reject]")),
        )
        .found("junk", "inbox")
        .sure("possible"),
        pair(
            "spamassassin-allowed",
            "allow-relay-spamassassin",
            &own(353, NA1, postfix::PASSED).spamassassin(6.326, &tests(&[("BAYES_99", 3.5)])),
            &own(353, NA1, postfix::PASSED)
                .spamassassin(-93.674, &tests(&[("BAYES_99", 3.5), ("USER_IN_WELCOMELIST", -100.0)])),
        )
        .found("junk", "inbox"),
    ]
}

fn lists() -> Vec<Pair> {
    let own =
        |number, peer: Peer| Mail::alma(number).through(&peer).own_server(&Own::new(peer, postfix::PASSED));
    let heavy =
        ["BAYES_SPAM(5.10)[99.98%]", "FUZZY_DENIED(9.50)[1:abcdef:1.00:txt]", "MIME_HTML_ONLY(0.10)[]"];
    let light = ["BAYES_SPAM(5.10)[99.98%]", "FUZZY_PROB(3.00)[1:abcdef:1.00:txt]", "MIME_HTML_ONLY(0.10)[]"];
    let with =
        |symbols: [&'static str; 3]| [symbols.as_slice(), &["EXLIBRIS_RELAY(-8.00)[198.51.100.31]"]].concat();
    vec![
        vain(
            "rspamd-list-outweighed",
            "allow-relay-rspamd",
            &own(360, NA1).rspamd(14.7, "add header", &heavy),
            &own(360, NA1).rspamd(6.7, "add header", &with(heavy)),
        )
        .found("junk", "junk")
        .sure("possible"),
        pair(
            "rspamd-list",
            "allow-relay-rspamd",
            &own(361, NA1).rspamd(8.2, "add header", &light),
            &own(361, NA1).rspamd(0.2, "no action", &with(light)),
        )
        .found("junk", "inbox")
        .sure("possible"),
    ]
}

/// Forwarded mail.
fn elsewhere() -> Vec<Pair> {
    let forwarded = |m: &Microsoft| {
        let mail = Mail::alma(370).through(&NA1);
        let hop = format!(
            "Received: from {} ({} [{}])\n\tby fwd.alumni.example.org (Postfix) with ESMTPS id {}\n\tfor <bob@alumni.example.org>; {} (UTC)",
            NA1.helo,
            NA1.rdns,
            NA1.ip,
            mail.queue_id("4Fw"),
            super::clock::rfc5322(mail.at - 4, 0)
        );
        mail.top_line(&hop).microsoft365(m)
    };
    let broken = Microsoft { dkim: SIGNED_BY_EXLIBRIS, ..Microsoft::spoof(FORWARDER) };
    let survives =
        Microsoft { spf: "fail", dkim: BOTH, compauth: "pass reason=101", ..Microsoft::clean(FORWARDER) };
    vec![pair("forwarded-signature", "sign-with-own-domain", &forwarded(&broken), &forwarded(&survives))]
}
