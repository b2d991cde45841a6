//! A mailbox with a known mix: months of mail of every fate, and what the summary must say about it.
//!
//! What is expected is known from how the messages are made, and counted here; the program has no part in it.

mod expected;

use std::io::{self, Write};
use std::sync::LazyLock;

use serde_json::Value;

use super::clock;
use super::demo::mbox;
use super::gateways::PROOFPOINT;
use super::google::Gmail;
use super::letter::{AP1, CA1, EU1, EU2, FORWARDER, IMPOSTOR, Mail, NA1, NET, Peer};
use super::microsoft::{Microsoft, SIGNED_BY_EXLIBRIS, UNSIGNED};
use super::postfix::{self, Own};

/// Days that the mailbox spans, from 2 March 2026.
pub const DAYS: u64 = 240;
/// The day on which the relays come on a block list.
const LISTED_FROM: u64 = 150;
/// The days on which the library's SPF record is broken.
const BROKEN: std::ops::Range<u64> = 60..100;
/// Seconds that a slow delivery takes.
const SLOW: i64 = 1320;

const DAY: u64 = 86_400;
const DOMAINS: [&str; 3] = ["library.example.edu", "library.example.org", "biblio.example.net"];
const RELAYS: [(Peer, &str); 5] = [(EU1, "eu"), (EU2, "eu"), (NA1, "na"), (AP1, "ap"), (CA1, "ca")];

/// A message of a kind: where and when.
#[derive(Debug, Clone, Copy)]
struct Spot {
    number: u32,
    /// Seconds after the clock's start.
    at: i64,
    relay: Peer,
    domain: &'static str,
}

impl Spot {
    fn letter(&self) -> Mail {
        Mail::alma(self.number).arriving(self.at).library(self.domain)
    }

    fn microsoft(&self, m: &Microsoft) -> Mail {
        self.letter().through(&m.peer).microsoft365(m)
    }

    fn own(&self, own: Own) -> Mail {
        self.letter().through(&self.relay).own_server(&own)
    }
}

/// A fate that a message may have.
struct Kind {
    /// How many messages, beside those of the other kinds of the day.
    weight: u64,
    days: std::ops::Range<u64>,
    compose: fn(&Spot) -> Mail,
    relation: &'static str,
    folder: &'static str,
    verdict: &'static str,
    cause: &'static str,
    product: Option<&'static str>,
    /// The remedies that alone deliver it, the one to try first, first.
    mends: &'static [&'static str],
    /// The message as it would have arrived with the first of `mends`.
    mended: Option<fn(&Spot) -> Mail>,
    /// Which relay, network or impostor hands it over; a relay of any region where it is not said.
    peer: Option<(Peer, Option<&'static str>)>,
    domain: Option<&'static str>,
    /// A list of addresses lets it through as well.
    by_address: bool,
    slow: bool,
    contradicted: bool,
    dated: bool,
}

const JUNK: Kind = Kind {
    weight: 5,
    days: 0..DAYS,
    compose: |spot| spot.microsoft(&by_spf(spot.relay)),
    relation: "relay",
    folder: "junk",
    verdict: "spoof",
    cause: "",
    product: Some("microsoft-365"),
    mends: &[],
    mended: None,
    peer: None,
    domain: None,
    by_address: false,
    slow: false,
    contradicted: false,
    dated: true,
};

const INBOX: Kind = Kind { folder: "inbox", verdict: "not-spam", cause: "passed-filters", ..JUNK };

/// SPF alone passes for the From domain.
const fn by_spf(peer: Peer) -> Microsoft {
    Microsoft { dkim: UNSIGNED, ..Microsoft::clean(peer) }
}

fn foreign(spot: &Spot) -> Mail {
    let unaligned = Microsoft { spf: "pass", dmarc: "fail action=oreject", ..Microsoft::spoof(spot.relay) };
    spot.letter().envelope("alma@exlibrisgroup.com").through(&spot.relay).microsoft365(&unaligned)
}

const PASSED_AT_GATEWAY: &str = "spf=pass smtp.mailfrom=alma-bounce@library.example.edu;\n\tdkim=none; dmarc=pass header.from=library.example.edu";

fn behind_gateway(spot: &Spot, platform: &Microsoft) -> Mail {
    let gated = spot.letter().through(&spot.relay);
    gated.proofpoint(&PROOFPOINT, &spot.relay, PASSED_AT_GATEWAY, "inbound_notspam").microsoft365(platform)
}

fn forwarded(spot: &Spot) -> Mail {
    let mail = spot.letter().through(&NA1);
    let hop = format!(
        "Received: from {} ({} [{}])\n\tby fwd.alumni.example.org (Postfix) with ESMTPS id {}\n\tfor <bob@alumni.example.org>; {} (UTC)",
        NA1.helo,
        NA1.rdns,
        NA1.ip,
        mail.queue_id("4Fw"),
        clock::rfc5322(mail.at - 4, 0)
    );
    let broken = Microsoft { dkim: SIGNED_BY_EXLIBRIS, ..Microsoft::spoof(FORWARDER) };
    mail.top_line(&hop).microsoft365(&broken)
}

const GATEWAY_NOBODY_DECLARED: Peer = Peer {
    ip: "203.0.113.95",
    helo: "mail.campus.example.com",
    rdns: "mail.campus.example.com",
    country: "NL",
};

/// Through a server that is not declared: nothing contradicts it, and nothing proves it.
fn through_campus(spot: &Spot) -> Mail {
    let mail = spot.letter().through(&EU1);
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
        ..Microsoft::spoof(GATEWAY_NOBODY_DECLARED)
    })
}

const PUBLISHER: Peer = super::letter::STRANGER;

fn publisher(spot: &Spot, m: &Microsoft) -> Mail {
    Mail::stranger(spot.number, "Publisher <sales@publisher.example.net>", "New journals")
        .arriving(spot.at)
        .microsoft365(m)
}

/// Every kind.
static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    vec![
        Kind { weight: 30, ..INBOX },
        Kind {
            weight: 6,
            compose: |s| {
                s.letter().through(&s.relay).gmail(&Gmail {
                    dkim: "",
                    labels: "Inbox,Opened",
                    ..Gmail::clean(s.relay)
                })
            },
            // The label says where it lies; Gmail gives no verdict with it.
            verdict: "unknown",
            product: None,
            ..INBOX
        },
        Kind {
            weight: 4,
            compose: |s| {
                s.own(Own { delivery: SLOW, ..Own::new(s.relay, "") })
                    .spamassassin(-1.9, &[("BAYES_00", -1.9), ("HTML_MESSAGE", 0.001)])
            },
            product: Some("spamassassin"),
            slow: true,
            ..INBOX
        },
        Kind {
            weight: 3,
            compose: |s| {
                let m = Microsoft { verdict: "SCL:-1;SRV:;IPV:CAL;SFV:SKI", scl: "-1", ..by_spf(s.relay) };
                s.microsoft(&m)
            },
            verdict: "allow-listed",
            cause: "allow-listed-ip",
            ..INBOX
        },
        Kind {
            weight: 22,
            compose: |s| s.microsoft(&Microsoft::spoof(s.relay)),
            cause: "spf-omits-relay",
            mends: &["add-spf-include", "allow-relay-microsoft-365"],
            mended: Some(|s| s.microsoft(&by_spf(s.relay))),
            ..JUNK
        },
        Kind {
            weight: 3,
            compose: |s| s.microsoft(&Microsoft::spoof(NET)),
            relation: "network",
            cause: "spf-omits-relay",
            peer: Some((NET, Some("eu"))),
            mends: &["add-spf-include", "allow-relay-microsoft-365"],
            mended: Some(|s| s.microsoft(&by_spf(NET))),
            ..JUNK
        },
        Kind {
            weight: 4,
            compose: |s| s.letter().through(&s.relay).gmail(&Gmail::quarantined(s.relay)),
            verdict: "spam",
            cause: "spf-omits-relay",
            product: Some("google"),
            mends: &["add-spf-include"],
            mended: Some(|s| {
                s.letter().through(&s.relay).gmail(&Gmail {
                    dkim: "",
                    labels: "Inbox,Unread",
                    ..Gmail::clean(s.relay)
                })
            }),
            ..JUNK
        },
        Kind {
            weight: 9,
            compose: foreign,
            cause: "envelope-not-aligned",
            mends: &["align-envelope-sender", "sign-with-own-domain"],
            mended: Some(|s| s.microsoft(&by_spf(s.relay))),
            ..JUNK
        },
        Kind {
            compose: |s| s.microsoft(&Microsoft { spf: "temperror", ..Microsoft::spoof(s.relay) }),
            cause: "dkim-missing",
            mends: &["sign-with-own-domain"],
            ..JUNK
        },
        Kind {
            weight: 6,
            compose: |s| behind_gateway(s, &Microsoft::spoof(PROOFPOINT)),
            cause: "gateway-hides-relay",
            mends: &["skip-list-gateway"],
            mended: Some(|s| behind_gateway(s, &Microsoft { checked: Some(s.relay), ..by_spf(PROOFPOINT) })),
            domain: Some("library.example.edu"),
            ..JUNK
        },
        Kind {
            weight: 3,
            compose: forwarded,
            relation: "forwarded",
            cause: "forwarding-broke-authentication",
            peer: Some((FORWARDER, None)),
            mends: &["sign-with-own-domain"],
            ..JUNK
        },
        Kind {
            weight: 4,
            compose: |s| {
                s.own(Own::new(s.relay, postfix::PASSED)).spamassassin(
                    6.3,
                    &[("BAYES_99", 3.5), ("HTML_MESSAGE", 0.001), ("MIME_HTML_ONLY", 0.7), ("URI_HEX", 2.1)],
                )
            },
            verdict: "spam",
            cause: "content-score",
            product: Some("spamassassin"),
            mends: &["allow-relay-spamassassin"],
            by_address: true,
            domain: Some("library.example.edu"),
            ..JUNK
        },
        Kind {
            weight: 9,
            days: LISTED_FROM..DAYS,
            compose: |s| {
                s.own(Own::new(s.relay, postfix::PASSED)).amavis(
                    7.343,
                    &[
                        ("BAYES_50", 0.8),
                        ("HTML_MESSAGE", 0.001),
                        ("RCVD_IN_BL_SPAMCOP_NET", 1.347),
                        ("RCVD_IN_PSBL", 2.7),
                        ("RCVD_IN_SBL", 2.596),
                        ("SPF_PASS", -0.001),
                    ],
                )
            },
            verdict: "spam",
            cause: "relay-on-blocklist",
            product: Some("amavis"),
            mends: &["allow-relay-amavis"],
            by_address: true,
            domain: Some("library.example.edu"),
            ..JUNK
        },
        Kind {
            weight: 12,
            days: BROKEN,
            compose: |s| s.microsoft(&Microsoft { spf: "permerror", ..Microsoft::spoof(s.relay) }),
            cause: "spf-permerror",
            mends: &["repair-spf-record"],
            mended: Some(|s| s.microsoft(&by_spf(s.relay))),
            ..JUNK
        },
        Kind {
            weight: 3,
            compose: |s| s.letter().through(&s.relay).gmail(&Gmail { dkim: "", ..Gmail::clean(s.relay) }),
            verdict: "spam",
            cause: "no-verdict-in-headers",
            product: Some("google"),
            ..JUNK
        },
        Kind {
            weight: 3,
            compose: |s| s.own(Own::new(s.relay, "")),
            folder: "unknown",
            verdict: "unknown",
            cause: "no-verdict-in-headers",
            product: None,
            ..JUNK
        },
        Kind {
            weight: 4,
            compose: |s| {
                let m = Microsoft { spf: "none", compauth: "fail reason=010", ..Microsoft::spoof(IMPOSTOR) };
                s.letter().microsoft365(&m)
            },
            relation: "claimed",
            cause: "impersonates-exlibris",
            peer: Some((IMPOSTOR, None)),
            contradicted: true,
            ..JUNK
        },
        Kind {
            weight: 2,
            compose: through_campus,
            relation: "claimed",
            cause: "unauthenticated-sender",
            peer: Some((GATEWAY_NOBODY_DECLARED, None)),
            ..JUNK
        },
        Kind {
            weight: 8,
            compose: |s| publisher(s, &Microsoft { dkim: UNSIGNED, ..Microsoft::clean(PUBLISHER) }),
            relation: "none",
            domain: Some("publisher.example.net"),
            peer: Some((PUBLISHER, None)),
            ..INBOX
        },
        Kind {
            compose: |s| {
                publisher(
                    s,
                    &Microsoft { bcl: 9, ..Microsoft::unwanted("SCL:6;SRV:BULK;IPV:NLI;SFV:SPM", "BULK") },
                )
            },
            relation: "none",
            verdict: "bulk",
            cause: "bulk-mail",
            domain: Some("publisher.example.net"),
            peer: Some((PUBLISHER, None)),
            ..JUNK
        },
        Kind {
            weight: 1,
            compose: |s| Mail::stranger(s.number, "Draft <draft@example.com>", "Not sent").undated(),
            relation: "none",
            folder: "unknown",
            verdict: "unknown",
            cause: "no-verdict-in-headers",
            product: None,
            domain: Some("example.com"),
            dated: false,
            ..JUNK
        },
    ]
});

/// Numbers that are the same in every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// One message of the mix: what it is, and where and when.
struct One {
    kind: &'static Kind,
    spot: Spot,
    day: u64,
    region: Option<&'static str>,
    peer: Peer,
}

impl One {
    /// The changes that alone deliver it. Of the European relays the demo lets the first one through already: where
    /// addresses decide, the list lacks the second.
    fn mends(&self) -> Vec<&'static str> {
        let listed = self.kind.by_address && self.peer.ip == EU2.ip;
        let by_list = listed.then_some("allow-all-region-relays");
        self.kind.mends.iter().copied().chain(by_list).collect()
    }

    fn genuine(&self) -> bool {
        matches!(self.kind.relation, "relay" | "network" | "forwarded")
    }

    fn kept_out(&self) -> bool {
        self.kind.folder == "junk"
    }

    fn delivered(&self) -> bool {
        self.kind.folder == "inbox"
    }
}

fn draw(numbers: &mut Numbers, number: u32, of: u32) -> One {
    let day = u64::from(number - 1) * DAYS / u64::from(of);
    let today = || KINDS.iter().filter(|kind| kind.days.contains(&day));
    let mut ticket = numbers.below(today().map(|kind| kind.weight).sum());
    let kind = today()
        .find(|kind| {
            let mine = ticket < kind.weight;
            ticket = ticket.saturating_sub(kind.weight);
            mine
        })
        .unwrap();
    let (relay, region) = RELAYS[numbers.below(RELAYS.len() as u64) as usize];
    let domain = DOMAINS[numbers.below(DOMAINS.len() as u64) as usize];
    // The clock starts at eight in the morning.
    let at = (day * DAY + 60 + numbers.below(DAY - 120)) as i64 - 8 * 3600;
    let (peer, region) = kind.peer.unwrap_or((relay, kind.dated.then_some(region)));
    let spot = Spot { number, at, relay, domain: kind.domain.unwrap_or(domain) };
    One { kind, spot, day, region, peer }
}

/// Writes a mailbox of `messages` messages, the ones that `mended` mends as they would have arrived with it, and gives
/// what the summary of the mailbox without that change must say: the fields that are known, in the program's own form.
pub fn write(messages: u32, mended: Option<&str>, out: &mut dyn Write) -> io::Result<Value> {
    let mut numbers = Numbers(20_260_302);
    let mut all = Vec::new();
    for number in 1..=messages {
        let one = draw(&mut numbers, number, messages);
        let by_change =
            one.kind.mended.filter(|_| mended.is_some() && mended == one.kind.mends.first().copied());
        let mail = by_change.unwrap_or(one.kind.compose)(&one.spot);
        out.write_all(&mbox(std::iter::once((mail.envelope.clone(), mail.at, mail.bytes()))))?;
        all.push(one);
    }
    Ok(expected::summary(&all))
}
