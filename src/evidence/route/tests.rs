//! The border of trust on composed routes.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::headers::{Limits, parse};
use crate::settings::Institution;

const CONFIG: &str = r#"
[institution]
domains = ["example.edu"]
trusted = ["mx1.example.edu", "imap.example.edu", "203.0.113.32"]
"#;

fn settings() -> Settings {
    Settings { institution: Institution::parse(CONFIG).unwrap(), ..Settings::default() }
}

fn route<'m>(received: &'m str, settings: &Settings) -> Route<'m> {
    collect(&parse(received.as_bytes(), &Limits::default()), settings)
}

const MICROSOFT: &str = "\
Received: from DB9PR01MB0002.eurprd01.prod.exchangelabs.com (2603:10a6:10:3::5)\r\n by AM0PR01MB0001.eurprd01.prod.exchangelabs.com with HTTPS; Mon, 02 Mar 2026 09:00:09 +0000\r\n\
Received: from AM4PEPF00001.EURPRD83.prod.outlook.com (2603:10a6:20b:2:cafe::44) by AM9PR01CA0001.outlook.office365.com (2603:10a6:20b:2::9) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9000.12 via Frontend Transport; Mon, 02 Mar 2026 09:00:06 +0000\r\n";

fn entry(name: &str, ip: &str) -> String {
    format!(
        "Received: from {name} ({ip}) by AM4PEPF00001.mail.protection.outlook.com (10.167.16.5) with Microsoft SMTP Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.9000.12 via Frontend Transport; Mon, 02 Mar 2026 09:00:05 +0000\r\n"
    )
}

#[test]
fn microsoft_border_is_the_topmost_protection_hop() {
    let forged = entry("relay.exlibrisgroup.com", "192.0.2.10");
    let text = format!("{MICROSOFT}{}{forged}\r\n", entry("mail.example.net", "198.51.100.77"));
    let route = route(&text, &Settings::default());
    assert_eq!(route.platform, Platform::Microsoft);
    assert_eq!(route.border_ip(), Some("198.51.100.77".parse().unwrap()));
    assert_eq!(route.hops[0].trust, HopTrust::Claimed);
}

#[test]
fn a_declared_gateway_carries_trust_on_and_an_undeclared_one_does_not() {
    let gateway = "Received: from relay.example.org (relay.example.org [192.0.2.10]) by gw.example.edu (Postfix) with ESMTPS id 4XyZab1cDz9s for <bob@example.edu>; Mon, 02 Mar 2026 09:00:02 +0000\r\n";
    let text = format!("{MICROSOFT}{}{gateway}\r\n", entry("gw.example.edu", "203.0.113.32"));
    let declared = route(&text, &settings());
    assert_eq!(declared.border_ip(), Some("192.0.2.10".parse().unwrap()));
    assert_eq!(declared.gateways.len(), 1);
    assert_eq!(declared.gateways[0].name, "gw.example.edu");
    let text = format!("{MICROSOFT}{}{gateway}\r\n", entry("gw.example.edu", "203.0.113.99"));
    let undeclared = route(&text, &settings());
    assert_eq!(undeclared.border_ip(), Some("203.0.113.99".parse().unwrap()));
    assert_eq!(undeclared.undeclared_gateway.as_deref(), Some("gw.example.edu"));
}

#[test]
fn private_peers_of_the_same_house_carry_trust_on() {
    let text = "\
Received: from mx.example.org ([10.0.0.5]) by imap.example.org with LMTP id ab12CD (envelope-from <a@example.net>) for <bob@example.org>; Mon, 02 Mar 2026 09:00:07 +0000\r\n\
Received: from mail.example.net (mail.example.net [198.51.100.20]) by mx.example.org (Postfix) with ESMTPS id 4XyZab1cDz9s for <bob@example.org>; Mon, 02 Mar 2026 09:00:05 +0000 (UTC)\r\n\
Received: from x (x [192.0.2.10]) by mail.example.net (Postfix) with ESMTPS id 4XyZab1cDz9t; Mon, 02 Mar 2026 09:00:04 +0000\r\n\r\n";
    let route = route(text, &Settings::default());
    assert_eq!(route.border_ip(), Some("198.51.100.20".parse().unwrap()));
    assert!(route.gateways.is_empty());
}

#[test]
fn a_private_peer_of_another_house_does_not() {
    let text = "\
Received: from evil.example.net ([10.0.0.5]) by mx.example.org (Postfix) with ESMTPS id 4X; Mon, 02 Mar 2026 09:00:07 +0000\r\n\
Received: from relay.exlibrisgroup.com (relay.exlibrisgroup.com [192.0.2.10]) by evil.example.net (Postfix) with ESMTPS id 4Y; Mon, 02 Mar 2026 09:00:05 +0000\r\n\r\n";
    let route = route(text, &Settings::default());
    assert_eq!(route.border_ip(), Some("10.0.0.5".parse().unwrap()));
}

#[test]
fn gmail_stops_at_its_mx() {
    let text = "\
Received: by 2002:a05:7300:1234:b0:123:4567:89ab with SMTP id abc1csp123456dyk; Mon, 2 Mar 2026 01:00:06 -0800 (PST)\r\n\
Received: from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41]) by mx.google.com with SMTPS id d2e1sor1234567abc.12.2026.03.02.01.00.05 for <bob@example.edu> (Google Transport Security); Mon, 02 Mar 2026 01:00:05 -0800 (PST)\r\n\
Received: from x (x. [192.0.2.10]) by mx.google.com with ESMTPS id abc for <x@example.org>; Mon, 02 Mar 2026 01:00:04 -0800 (PST)\r\n\r\n";
    let route = route(text, &Settings::default());
    assert_eq!(route.platform, Platform::Google);
    assert_eq!(route.border_ip(), Some("209.85.220.41".parse().unwrap()));
}

#[test]
fn delays_and_skew_are_flagged() {
    let text = "\
Received: from a.example.org (a.example.org [10.0.0.1]) by b.example.org (Postfix) with ESMTPS id 3; Mon, 02 Mar 2026 09:20:00 +0000\r\n\
Received: from c.example.org (c.example.org [10.0.0.2]) by a.example.org (Postfix) with ESMTPS id 2; Mon, 02 Mar 2026 09:00:00 +0000\r\n\
Received: from d.example.org (d.example.org [10.0.0.3]) by c.example.org (Postfix) with ESMTPS id 1; Mon, 02 Mar 2026 09:01:00 +0000\r\n\r\n";
    let route = route(text, &Settings::default());
    assert_eq!(route.hops[1].delay, Some(-60));
    assert!(route.hops[1].flags.contains(&"clock-skew"));
    assert!(route.hops[2].flags.contains(&"hop-delay"));
}
