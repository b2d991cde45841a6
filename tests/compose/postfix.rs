//! What the institution's own Postfix and Dovecot write, and an Exim server with cPanel.

use super::clock;
use super::letter::{Mail, Peer};

/// How a message came to the institution's own server.
#[derive(Debug, Clone, Copy)]
pub struct Own {
    /// Who handed it over.
    pub peer: Peer,
    /// The pairs of `Authentication-Results`, joined by `;\n\t`; empty for none.
    pub results: &'static str,
    /// TLS at the border.
    pub tls: bool,
    /// Seconds from the border to the mailbox.
    pub delivery: i64,
}

/// SPF fails for the library's domain, DMARC asks for quarantine.
pub const FAILED: &str = "dkim=none;\n\tspf=fail (mx1.example.edu: domain of alma-bounce@library.example.edu does not designate the sender as permitted) smtp.mailfrom=alma-bounce@library.example.edu;\n\tdmarc=fail (policy=quarantine) header.from=library.example.edu";
/// Everything passes for the library's domain.
pub const PASSED: &str = "dkim=pass (2048-bit key; unprotected) header.d=library.example.edu header.i=@library.example.edu header.s=alma;\n\tspf=pass smtp.mailfrom=alma-bounce@library.example.edu;\n\tdmarc=pass (policy=quarantine) header.from=library.example.edu";

impl Own {
    /// With these results, encrypted, at once.
    pub const fn new(peer: Peer, results: &'static str) -> Self {
        Self { peer, results, tls: true, delivery: 2 }
    }
}

impl Mail {
    /// Received by `mx1.example.edu` and delivered by `imap.example.edu`.
    pub fn own_server(self, own: &Own) -> Self {
        let delivery = format!(
            "Received: from mx1.example.edu ([10.0.0.5])\n\tby imap.example.edu with LMTP id {}\n\t(envelope-from <{}>)\n\tfor <{}>; {}",
            self.queue_id("ab12CD+"),
            self.envelope,
            self.to,
            clock::rfc5322(self.at + own.delivery, 0)
        );
        let mut top = vec![delivery];
        if !own.results.is_empty() {
            top.push(format!("Authentication-Results: mx1.example.edu;\n\t{}", own.results));
        }
        top.push(self.postfix_hop(own));
        self.above(&top)
    }

    /// The queue id of the institution's own server.
    pub fn own_queue_id(&self) -> String {
        self.queue_id("4Xy")
    }

    fn postfix_hop(&self, own: &Own) -> String {
        let (tls, with) = if own.tls {
            (
                "\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\n\t key-exchange X25519 server-signature RSA-PSS (2048 bits))\n\t(No client certificate requested)",
                "ESMTPS",
            )
        } else {
            ("", "ESMTP")
        };
        format!(
            "Received: from {} ({} [{}]){tls}\n\tby mx1.example.edu (Postfix) with {with} id {}\n\tfor <{}>; {} (UTC)",
            own.peer.helo,
            own.peer.rdns,
            own.peer.ip,
            self.own_queue_id(),
            self.to,
            clock::rfc5322(self.at, 0)
        )
    }

    /// Received by an Exim server with cPanel.
    pub fn cpanel(self, peer: &Peer) -> Self {
        let delivery = format!(
            "Received: from web1.example.edu\n\tby web1.example.edu with LMTP\n\tid {}\n\t(envelope-from <{}>)\n\tfor <{}>; {}",
            self.queue_id("QEb0"),
            self.envelope,
            self.to,
            clock::rfc5322(self.at + 2, 0)
        );
        let border = format!(
            "Received: from {} ([{}]:41{:03})\n\tby web1.example.edu with esmtps  (TLS1.3) tls TLS_AES_256_GCM_SHA384\n\t(Exim 4.98.2)\n\t(envelope-from <{}>)\n\tid 1tZ{:03}e-00000001a{:02}-2CdE\n\tfor {};\n\t{}",
            peer.rdns,
            peer.ip,
            100 + self.number,
            self.envelope,
            100 + self.number,
            self.number % 100,
            self.to,
            clock::rfc5322(self.at, 0)
        );
        self.above(&[delivery, border])
    }
}
