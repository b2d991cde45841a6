//! What Gmail writes on a message, and what its export adds.

use super::clock;
use super::letter::{Mail, Peer};

/// What Gmail found.
#[derive(Debug, Clone, Copy)]
pub struct Gmail {
    /// Who handed the message over.
    pub peer: Peer,
    /// SPF result.
    pub spf: &'static str,
    /// The DKIM pair, `dkim=pass header.i=@... header.s=... header.b=...`; empty where unsigned.
    pub dkim: &'static str,
    /// Further pairs, such as `arc=pass (...)`; empty for none.
    pub arc: &'static str,
    /// `fail (p=QUARANTINE sp=NONE dis=QUARANTINE)`.
    pub dmarc: &'static str,
    /// Labels of the export; empty for a message that was not exported.
    pub labels: &'static str,
    /// Behind an inbound gateway of the settings: the server in front of it, which is checked instead of `peer`.
    pub checked: Option<Peer>,
}

/// Signed by the library and verified.
pub const SIGNED: &str = "dkim=pass header.i=@library.example.edu header.s=alma header.b=AbCdEfGh";
/// Signed by Ex Libris and verified.
pub const SIGNED_BY_EXLIBRIS: &str = "dkim=pass header.i=@exlibrisgroup.com header.s=mail1 header.b=QwErTyUi";

impl Gmail {
    /// Everything passes.
    pub const fn clean(peer: Peer) -> Self {
        Self {
            peer,
            spf: "pass",
            dkim: SIGNED,
            arc: "",
            dmarc: "pass (p=QUARANTINE sp=NONE dis=NONE)",
            labels: "Spam,Unread",
            checked: None,
        }
    }

    /// SPF fails and DMARC asks for quarantine.
    pub const fn quarantined(peer: Peer) -> Self {
        Self {
            spf: "fail",
            dkim: "",
            dmarc: "fail (p=QUARANTINE sp=NONE dis=QUARANTINE)",
            ..Self::clean(peer)
        }
    }
}

impl Mail {
    /// Received by a Gmail mailbox and exported.
    pub fn gmail(self, g: &Gmail) -> Self {
        let ip = g.checked.unwrap_or(g.peer).ip;
        let sender = if self.envelope.is_empty() { g.peer.helo.to_owned() } else { self.envelope.clone() };
        let (word, spf) = spf_words(g.spf, &sender, ip);
        let mut pairs = Vec::new();
        if !g.dkim.is_empty() {
            pairs.push(g.dkim.to_owned());
        }
        if !g.arc.is_empty() {
            pairs.push(g.arc.to_owned());
        }
        let identity = if self.envelope.is_empty() { "smtp.helo" } else { "smtp.mailfrom" };
        pairs.push(format!("spf={word} ({spf}) {identity}={sender}"));
        pairs.push(format!("dmarc={} header.from={}", g.dmarc, self.author_domain()));
        let mut top = Vec::new();
        if !g.labels.is_empty() {
            top.push(format!("X-GM-THRID: 17900000000000{:05}", 10_000 + self.number));
            top.push(format!("X-Gmail-Labels: {}", g.labels));
        }
        top.push(format!("Delivered-To: {}", self.to));
        top.push(format!(
            "Received: by 2002:a05:7300:1234:b0:123:4567:{:04x} with SMTP id abc{}csp{}dyk;\n        {} (PST)",
            0x8900 + self.number,
            self.number,
            100_000 + self.number * 13,
            clock::short_day(self.at + 1, -8)
        ));
        top.push(format!("Received-SPF: {word} ({spf}) client-ip={ip};"));
        top.push(format!("Authentication-Results: mx.google.com;\n       {}", pairs.join(";\n       ")));
        top.insert(top.len() - 2, self.border_hop(g));
        self.above(&top)
    }

    fn border_hop(&self, g: &Gmail) -> String {
        format!(
            "Received: from {} ({}. [{}])\n        by mx.google.com with ESMTPS id d2e1-20020a17090a{:04x}si{}abc.12.{}\n        for <{}>\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        {} (PST)",
            g.peer.helo,
            g.peer.rdns,
            g.peer.ip,
            0x4400 + self.number,
            1_200_000 + self.number,
            clock::dotted(self.at, -8),
            self.to,
            clock::rfc5322(self.at, -8)
        )
    }
}

fn spf_words<'a>(result: &'a str, sender: &str, ip: &str) -> (&'a str, String) {
    let text = match result {
        "pass" => format!("google.com: domain of {sender} designates {ip} as permitted sender"),
        "fail" => format!("google.com: domain of {sender} does not designate {ip} as permitted sender"),
        "softfail" => {
            format!(
                "google.com: domain of transitioning {sender} does not designate {ip} as permitted sender"
            )
        }
        "permerror" => format!("google.com: permanent error in processing during lookup of {sender}"),
        _ => format!("google.com: {sender} does not designate permitted sender hosts"),
    };
    (result, text)
}
