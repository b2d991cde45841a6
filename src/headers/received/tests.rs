//! Trace fields of every dialect.

use super::*;

#[test]
fn a_postfix_hop_in_full() {
    let raw = b" from mail.example.net (mx7.example.net [192.0.2.10])\r\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\r\n\t(Client CN \"mail.example.net\", Issuer \"Example CA\" (verified OK))\r\n\t(Authenticated sender: alice)\r\n\tby mx1.example.edu (Postfix) with ESMTPSA id 4XyZab1cDz9s\r\n\tfor <bob@example.edu>; Wed,  1 Jul 2026 10:00:05 +0200 (CEST)";
    let hop = parse(raw);
    assert_eq!(hop.dialect, "postfix");
    assert_eq!(hop.helo.as_deref(), Some("mail.example.net"));
    assert_eq!(hop.rdns.as_deref(), Some("mx7.example.net"));
    assert!(hop.rdns_confirmed && hop.authenticated && !hop.invented);
    assert_eq!(hop.ip.map(|ip| ip.to_string()).as_deref(), Some("192.0.2.10"));
    assert_eq!(&raw[hop.ip_span.0 as usize..hop.ip_span.1 as usize], b"192.0.2.10");
    assert_eq!(hop.by.as_deref(), Some("mx1.example.edu"));
    assert_eq!(hop.with.as_deref(), Some("ESMTPSA"));
    assert_eq!(hop.id.as_deref(), Some("4XyZab1cDz9s"));
    assert_eq!(hop.for_.as_deref(), Some("bob@example.edu"));
    assert_eq!(hop.tls.as_ref().and_then(|t| t.version.as_deref()), Some("TLSv1.3"));
    assert_eq!(hop.date.map(|d| d.epoch), Some(1_782_892_805));
}
