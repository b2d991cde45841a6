//! The letter itself, as Alma or a stranger sends it, and the frame that the platforms put round it.

use super::clock;
use crate::signing::{self, Signature};

/// A server that hands a message over.
#[derive(Debug, Clone, Copy)]
pub struct Peer {
    /// Its address.
    pub ip: &'static str,
    /// What it calls itself.
    pub helo: &'static str,
    /// Its reverse name.
    pub rdns: &'static str,
    /// Country code, as Microsoft prints it.
    pub country: &'static str,
}

const fn peer(ip: &'static str, name: &'static str, country: &'static str) -> Peer {
    Peer { ip, helo: name, rdns: name, country }
}

/// First relay of the EU.
pub const EU1: Peer = peer("192.0.2.21", "mailrelay1.eu.exlibrisgroup.com", "NL");
/// Second relay of the EU.
pub const EU2: Peer = peer("192.0.2.22", "mailrelay2.eu.exlibrisgroup.com", "NL");
/// Relay of North America.
pub const NA1: Peer = peer("198.51.100.31", "mailrelay1.na.exlibrisgroup.com", "US");
/// Relay of Asia and the Pacific.
pub const AP1: Peer = peer("198.51.100.61", "mailrelay1.ap.exlibrisgroup.com", "SG");
/// Relay of Canada.
pub const CA1: Peer = peer("203.0.113.71", "mailrelay1.ca.exlibrisgroup.com", "CA");
/// A server in the Ex Libris network that is no listed relay.
pub const NET: Peer = peer("192.0.2.101", "batch4.eu.hosted.exlibrisgroup.com", "NL");
/// A server that only calls itself an Ex Libris relay.
pub const IMPOSTOR: Peer = Peer {
    ip: "203.0.113.77",
    helo: "mailrelay1.eu.exlibrisgroup.com",
    rdns: "vps77.hosting.example.net",
    country: "RU",
};
/// A stranger.
pub const STRANGER: Peer = peer("203.0.113.90", "mail.publisher.example.net", "DE");
/// Somebody who forwards mail.
pub const FORWARDER: Peer = peer("203.0.113.200", "fwd.alumni.example.org", "IE");

/// A message in the making: lines from the top, the letter, lines that products append.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Handover to the receiving side, seconds after the clock's start.
    pub at: i64,
    /// Number of the message; makes ids and times differ.
    pub number: u32,
    /// Envelope sender; empty for the null sender.
    pub envelope: String,
    /// Recipient.
    pub to: String,
    top: Vec<String>,
    letter: Vec<(&'static str, String)>,
    tail: Vec<String>,
    body: String,
}

impl Mail {
    /// An Alma letter from the library to one of its patrons.
    pub fn alma(number: u32) -> Self {
        let at = 3600 + i64::from(number) * 4127;
        let id = format!("<{}.{number}.alma@app07.eu03.exlibrisgroup.com>", 17_410_000 + number * 37);
        Self {
            at,
            number,
            envelope: "alma-bounce@library.example.edu".into(),
            to: "bob@example.edu".into(),
            top: Vec::new(),
            letter: vec![
                ("From", "Example University Library <circ@library.example.edu>".into()),
                ("To", "bob@example.edu".into()),
                ("Subject", "Courtesy notice: items due soon".into()),
                ("Date", clock::rfc5322(at - 8, 0)),
                ("Message-ID", id),
                ("MIME-Version", "1.0".into()),
                ("Content-Type", "text/html; charset=UTF-8".into()),
            ],
            tail: Vec::new(),
            body: "<html><body><p>Dear patron,</p>\n<p>the following items are due soon.</p></body></html>\n"
                .into(),
        }
    }

    /// A stranger's message.
    pub fn stranger(number: u32, from: &str, subject: &str) -> Self {
        let domain = from.rsplit('@').next().unwrap().trim_end_matches('>').to_owned();
        let address = from.split_once('<').map_or(from, |(_, a)| a.trim_end_matches('>'));
        let mut mail = Self::alma(number).from(from).envelope(address).subject(subject);
        mail.set("Message-ID", format!("<{number}.{}@{domain}>", 880_000 + number));
        mail.body("<html><body><p>Please read the attached terms.</p></body></html>\n")
    }

    /// Another From field.
    pub fn from(mut self, from: &str) -> Self {
        self.set("From", from.into());
        self
    }

    /// Handed over at another time, seconds after the clock's start.
    pub fn arriving(mut self, at: i64) -> Self {
        self.at = at;
        self.set("Date", clock::rfc5322(at - 8, 0));
        self
    }

    /// From the library of another domain, with the envelope sender that goes with it.
    pub fn library(self, domain: &str) -> Self {
        let envelope = format!("alma-bounce@{domain}");
        self.from(&format!("Example University Library <circ@{domain}>")).envelope(&envelope)
    }

    /// Without a date.
    pub fn undated(mut self) -> Self {
        self.letter.retain(|(name, _)| *name != "Date");
        self
    }

    /// Another envelope sender.
    pub fn envelope(mut self, envelope: &str) -> Self {
        self.envelope = envelope.into();
        self
    }

    /// Another recipient.
    pub fn to(mut self, to: &str) -> Self {
        self.to = to.into();
        self.set("To", to.into());
        self
    }

    /// Another subject.
    pub fn subject(mut self, subject: &str) -> Self {
        self.set("Subject", subject.into());
        self
    }

    /// Another body.
    pub fn body(mut self, body: &str) -> Self {
        self.body = body.into();
        self
    }

    /// A field of the sender's own, replaced or added at the end of the letter.
    pub fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.set(name, value.into());
        self
    }

    /// Signed with the throw-away key.
    pub fn signed(mut self, domain: &str, selector: &str) -> Self {
        let mut letter: String = self.letter.iter().map(|(n, v)| format!("{n}: {v}\n")).collect();
        letter.push('\n');
        letter.push_str(&self.body);
        let names = "from:to:subject:date:message-id:mime-version:content-type";
        let signature = Signature { domain, selector, time: clock::epoch(self.at - 8), names };
        self.letter.insert(0, ("DKIM-Signature", signature.of(&letter, &signing::key())));
        self
    }

    /// The hop inside Ex Libris, written by the relay.
    pub fn through(self, relay: &Peer) -> Self {
        let hop = format!(
            "Received: from alma-app07 (localhost [127.0.0.1])\n\tby {} (Postfix) with ESMTP id {}\n\tfor <{}>; {} (UTC)",
            relay.helo,
            self.queue_id("4Rl"),
            self.to,
            clock::rfc5322(self.at - 7, 0),
        );
        self.above(&[hop])
    }

    /// Lines on top, the newest first.
    pub fn above(mut self, lines: &[String]) -> Self {
        self.top.splice(0..0, lines.iter().cloned());
        self
    }

    /// One line on top.
    pub fn top_line(self, line: &str) -> Self {
        self.above(&[line.to_owned()])
    }

    /// Lines at the end of the header section.
    pub fn below(mut self, lines: &[&str]) -> Self {
        self.tail.extend(lines.iter().map(|l| (*l).to_owned()));
        self
    }

    /// The domain of the envelope sender, or of the peer's greeting for the null sender.
    pub fn envelope_domain<'a>(&'a self, peer: &'a Peer) -> &'a str {
        self.envelope.rsplit_once('@').map_or(peer.helo, |(_, d)| d)
    }

    /// The domain of From.
    pub fn author_domain(&self) -> String {
        let from = &self.letter.iter().find(|(n, _)| *n == "From").unwrap().1;
        from.rsplit('@').next().unwrap().trim_end_matches('>').to_owned()
    }

    /// A queue id that belongs to this message.
    pub fn queue_id(&self, prefix: &str) -> String {
        format!("{prefix}{:04X}{:03X}z", 0x3a00 + self.number * 7, 0x800 + self.number)
    }

    /// The bytes, LF line ends.
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = format!("Return-Path: <{}>\n", self.envelope);
        for line in &self.top {
            text.push_str(line);
            text.push('\n');
        }
        for (name, value) in &self.letter {
            text.push_str(&format!("{name}: {value}\n"));
        }
        for line in &self.tail {
            text.push_str(line);
            text.push('\n');
        }
        text.push('\n');
        text.push_str(&self.body);
        text.into_bytes()
    }

    fn set(&mut self, name: &'static str, value: String) {
        match self.letter.iter_mut().find(|(n, _)| *n == name) {
            Some(field) => field.1 = value,
            None => self.letter.push((name, value)),
        }
    }
}
