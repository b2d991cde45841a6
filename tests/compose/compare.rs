//! Pairs of a junked and a delivered message, and the difference that explains it.

use serde_json::{Value, json};

use super::SITE;
use super::gateways::PROOFPOINT;
use super::google::Gmail;
use super::junked::forwarded;
use super::letter::{EU1, EU2, FORWARDER, Mail, NA1};
use super::microsoft::{INBOX, Microsoft, SIGNED_BY_EXLIBRIS, UNSIGNED};
use super::postfix::{self, Own};

/// A junked and a delivered message.
#[derive(Debug, Clone)]
pub struct Compared {
    /// Name of the folder.
    pub name: &'static str,
    /// The junked message.
    pub junked: Vec<u8>,
    /// The delivered message.
    pub delivered: Vec<u8>,
    /// Where they were found, when their fields do not say so.
    found: bool,
    /// The decisive difference; `None` when the headers do not tell.
    decisive: Option<&'static str>,
    /// Words of the answer.
    says: &'static [&'static str],
}

impl Compared {
    /// `expected.json`.
    pub fn to_json(&self) -> Value {
        let more: &[&str] = if self.found { &["--folder-a", "junk", "--folder-b", "inbox"] } else { &[] };
        let args: Vec<&str> = SITE.iter().chain(more).copied().collect();
        json!({ "args": args, "decisive": self.decisive, "says": self.says })
    }
}

fn pair(
    name: &'static str,
    decisive: &'static str,
    says: &'static [&'static str],
    junked: &Mail,
    delivered: &Mail,
) -> Compared {
    Compared {
        name,
        junked: junked.bytes(),
        delivered: delivered.bytes(),
        found: false,
        decisive: Some(decisive),
        says,
    }
}

fn ms(number: u32, m: &Microsoft) -> Mail {
    Mail::alma(number).through(&m.peer).microsoft365(m)
}

/// Received by the institution's own server, which gives points.
fn scored(number: u32, score: f64, tests: &[(&str, f64)]) -> Mail {
    Mail::alma(number).through(&NA1).own_server(&Own::new(NA1, postfix::PASSED)).amavis(score, tests)
}

/// Every pair.
pub fn pairs() -> Vec<Compared> {
    [authentication(), verdicts(), untold()].concat()
}

fn authentication() -> Vec<Compared> {
    let by_spf = Microsoft { dkim: UNSIGNED, ..Microsoft::clean(EU1) };
    let unaligned = Microsoft {
        spf: "pass",
        dkim: SIGNED_BY_EXLIBRIS,
        dmarc: "fail action=oreject",
        ..Microsoft::spoof(NA1)
    };
    let aligned = Microsoft { dkim: SIGNED_BY_EXLIBRIS, ..Microsoft::clean(NA1) };
    let foreign = Mail::alma(601).envelope("alma@exlibrisgroup.com").through(&NA1).microsoft365(&unaligned);
    let unsigned = Microsoft { spf: "temperror", ..Microsoft::spoof(EU1) };
    let hidden = Microsoft { compauth: "fail reason=001", ..Microsoft::spoof(PROOFPOINT) };
    let passed = "spf=pass smtp.mailfrom=alma-bounce@library.example.edu;\n\tdmarc=pass header.from=library.example.edu";
    let behind =
        Mail::alma(604).through(&EU1).proofpoint(&PROOFPOINT, &EU1, passed, "notspam").microsoft365(&hidden);
    let broken = Microsoft { dkim: SIGNED_BY_EXLIBRIS, ..Microsoft::spoof(FORWARDER) };
    let forwarded = forwarded(Mail::alma(606)).microsoft365(&broken);
    vec![
        pair(
            "spf-of-another-relay",
            "spf",
            &["192.0.2.22", "says fail", "192.0.2.21", "says pass"],
            &ms(600, &Microsoft::spoof(EU2)),
            &ms(610, &by_spf),
        ),
        pair(
            "envelope",
            "envelope",
            &["exlibrisgroup.com", "library.example.edu"],
            &foreign,
            &ms(611, &aligned),
        ),
        pair(
            "signature",
            "dkim",
            &["no valid DKIM signature"],
            &ms(602, &unsigned),
            &ms(612, &Microsoft::clean(EU1)),
        ),
        pair("gateway", "gateway", &["203.0.113.140", "192.0.2.21"], &behind, &ms(614, &by_spf)),
        pair(
            "forwarded",
            "forwarding",
            &["fwd.alumni.example.org"],
            &forwarded,
            &ms(616, &Microsoft::clean(NA1)),
        ),
    ]
}

fn verdicts() -> Vec<Compared> {
    let listed = Microsoft {
        verdict: "SCL:-1;SRV:;IPV:CAL;SFV:SKI",
        category: "NONE",
        scl: "-1",
        delivery: INBOX,
        ..Microsoft::spoof(EU1)
    };
    let phish = Microsoft::authenticated(EU1, "SCL:8;SRV:;IPV:NLI;SFV:SPM", "PHSH");
    let blocked = Microsoft::authenticated(EU1, "SRV:;IPV:NLI;SFV:BLK", "NONE");
    let liked = [("DKIM_VALID_AU", -0.1), ("HTML_MESSAGE", 0.001), ("SPF_PASS", -0.001)];
    let disliked = [
        ("DKIM_VALID_AU", -0.1),
        ("HTML_IMAGE_ONLY_08", 1.7),
        ("HTML_MESSAGE", 0.001),
        ("MISSING_MID", 0.2),
        ("SPF_PASS", -0.001),
        ("URIBL_BLACK", 5.2),
    ];
    let points = pair(
        "score",
        "rules",
        &["URIBL_BLACK (+5.2)", "7", "6.31"],
        &scored(620, 7.0, &disliked),
        &scored(630, -0.1, &liked),
    );
    vec![
        Compared { found: true, ..points },
        pair(
            "allow-list",
            "allow-list",
            &["nothing of the kind in A"],
            &ms(621, &Microsoft::spoof(EU2)),
            &ms(631, &listed),
        ),
        pair(
            "content",
            "content",
            &["phishing", "the same in both"],
            &ms(622, &phish),
            &ms(632, &Microsoft::clean(EU1)),
        ),
        pair(
            "block-list",
            "list",
            &["nothing of the kind in B"],
            &ms(623, &blocked),
            &ms(633, &Microsoft::clean(EU1)),
        ),
    ]
}

/// Gmail does not write its reasons.
fn untold() -> Vec<Compared> {
    let junked = Mail::alma(640).through(&NA1).gmail(&Gmail::clean(NA1));
    let inbox = Gmail { labels: "Inbox,Opened", ..Gmail::clean(NA1) };
    let delivered = Mail::alma(641).through(&NA1).gmail(&inbox);
    let says: &[&str] = &["the headers do not tell", "SPF", "trace"];
    vec![Compared { decisive: None, ..pair("untold", "", says, &junked, &delivered) }]
}
