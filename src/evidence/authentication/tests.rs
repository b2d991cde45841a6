//! Who is believed about authentication, on composed messages.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::evidence::{identity, route};
use crate::headers::{Limits, parse};
use crate::settings::Institution;

const MICROSOFT: &str = "Received: from XX0PR00MB0002.eurprd00.prod.outlook.com (2603:10a6::5)\r\n by XX0PR00MB0001.eurprd00.prod.outlook.com with HTTPS; Mon, 02 Mar 2026 09:00:09 +0000\r\nReceived: from XX1EUR00FT000.eop-EUR00.prod.protection.outlook.com (2603:10a6:20b:2:cafe::44)\r\n by XX0P000CA0001.outlook.office365.com (2603:10a6:20b:2::9) with Microsoft SMTP Server id 15.20.9000.12 via Frontend Transport; Mon, 02 Mar 2026 09:00:06 +0000\r\n";
const ENTRY: &str = "Received: from PEER (ADDRESS) by XX1EUR00FT000.mail.protection.outlook.com (10.167.16.5)\r\n with Microsoft SMTP Server id 15.20.9000.12 via Frontend Transport; Mon, 02 Mar 2026 09:00:05 +0000\r\n";
const FROM: &str = "From: Library <circ@library.example.edu>\r\nTo: bob@example.edu\r\n\r\n";

fn settings(trusted: &str) -> Settings {
    let text = format!("[institution]\ndomains = [\"example.edu\"]\ntrusted = [{trusted}]");
    Settings { institution: Institution::parse(&text).unwrap(), ..Settings::default() }
}

fn with<T>(message: &str, settings: &Settings, look: impl FnOnce(&Authentication<'_>) -> T) -> T {
    let headers = parse(message.as_bytes(), &Limits::default());
    let route = route::collect(&headers, settings);
    let identity = identity::collect(&headers);
    look(&collect(&headers, &route, &identity, settings))
}

fn entry(peer: &str, address: &str) -> String {
    ENTRY.replace("PEER", peer).replace("ADDRESS", address)
}

fn trusts(found: &Authentication<'_>) -> Vec<(&'static str, u32)> {
    let mut all: Vec<_> = found.reported.iter().map(|r| (r.trust.id(), r.field + 1)).collect();
    all.dedup();
    all
}

#[test]
fn microsoft_reports_above_the_entry_hop() {
    let message = format!(
        "{MICROSOFT}Authentication-Results: spf=fail (sender IP is 192.0.2.10)\r\n smtp.mailfrom=library.example.edu; dkim=none (message not signed) header.d=none;dmarc=fail action=oreject header.from=library.example.edu;compauth=fail reason=000\r\nReceived-SPF: Fail (protection.outlook.com: domain of library.example.edu does not designate 192.0.2.10 as permitted sender) client-ip=192.0.2.10;\r\n{}Authentication-Results: mx1.example.edu; spf=pass smtp.mailfrom=library.example.edu; dkim=pass header.d=library.example.edu; dmarc=pass\r\nReceived-SPF: pass client-ip=192.0.2.77\r\n{FROM}",
        entry("relay.example.net", "192.0.2.10")
    );
    with(&message, &settings(""), |found| {
        let spf = found.spf.as_ref().unwrap();
        assert_eq!((spf.result.as_ref(), spf.domain.as_deref()), ("fail", Some("library.example.edu")));
        assert_eq!((spf.ip, spf.aligned, spf.helo), ("192.0.2.10".parse().ok(), Some(true), false));
        assert_eq!(spf.place.field, 2);
        assert_eq!(found.dkim.len(), 1);
        assert_eq!((found.dkim[0].result.as_ref(), found.dkim[0].domain.as_deref()), ("none", None));
        assert_eq!(found.dkim[0].reason.as_deref(), Some("message not signed"));
        let dmarc = found.dmarc.as_ref().unwrap();
        assert_eq!(
            (dmarc.result.as_ref(), dmarc.action.as_deref(), dmarc.enforced()),
            ("fail", Some("oreject"), true)
        );
        assert_eq!(dmarc.domain.as_deref(), Some("library.example.edu"));
        let compauth = found.compauth.as_ref().unwrap();
        assert_eq!((compauth.result.as_ref(), compauth.reason.as_deref()), ("fail", Some("000")));
        assert!(found.arc.is_none() && found.gateway.is_none());
        let expected = [("trusted", 3), ("trusted", 4), ("sender-supplied", 6), ("sender-supplied", 7)];
        assert_eq!(trusts(found), expected);
        assert_eq!(found.reported.len(), 4 + 1 + 3 + 1);
        let traced = &found.reported[4];
        assert_eq!(
            (traced.result.method.as_ref(), traced.authserv_id.as_deref()),
            ("spf", Some("protection.outlook.com"))
        );
        assert_eq!(traced.result.property("", "client-ip"), Some("192.0.2.10"));
        assert_eq!(traced.result.property("smtp", "mailfrom"), Some("library.example.edu"));
    });
}

#[test]
fn the_sending_tenant_is_never_believed() {
    let message = format!(
        "{MICROSOFT}Authentication-Results: example.edu; dkim=none (message not signed) header.d=none;example.edu; dmarc=none action=none header.from=library.example.edu;\r\n{}{FROM}",
        entry("relay.example.net", "192.0.2.10")
    );
    with(&message, &settings(""), |found| {
        assert_eq!(trusts(found), [("sender-supplied", 3)]);
        assert!(found.dkim.is_empty() && found.dmarc.is_none());
    });
}

#[test]
fn a_gateway_sees_what_the_platform_does_not() {
    let message = format!(
        "{MICROSOFT}Authentication-Results: spf=fail (sender IP is 203.0.113.5) smtp.mailfrom=library.example.edu; dkim=fail (body hash did not verify) header.d=library.example.edu;dmarc=fail action=quarantine header.from=library.example.edu;compauth=fail reason=000\r\n{}Authentication-Results: mx1.example.edu;\r\n\tspf=pass smtp.mailfrom=alma-bounce@library.example.edu;\r\n\tdkim=pass header.d=library.example.edu header.s=alma; dmarc=pass header.from=library.example.edu\r\nReceived: from relay.example.net (relay.example.net [192.0.2.10])\r\n\tby mx1.example.edu (Postfix) with ESMTPS id 4XyZab1cDz9s\r\n\tfor <bob@example.edu>; Mon, 02 Mar 2026 09:00:02 +0000\r\n{FROM}",
        entry("mx1.example.edu", "203.0.113.5")
    );
    with(&message, &settings("\"203.0.113.5\", \"mx1.example.edu\""), |found| {
        let spf = found.spf.as_ref().unwrap();
        assert_eq!((spf.result.as_ref(), spf.ip), ("fail", "203.0.113.5".parse().ok()));
        let gateway = found.gateway.as_ref().unwrap();
        let spf = gateway.spf.as_ref().unwrap();
        assert_eq!(
            (spf.result.as_ref(), spf.ip, spf.aligned),
            ("pass", "192.0.2.10".parse().ok(), Some(true))
        );
        assert_eq!(gateway.dkim[0].selector.as_deref(), Some("alma"));
        assert_eq!(gateway.dmarc.as_ref().unwrap().result, "pass");
        assert_eq!(trusts(found), [("trusted", 3), ("trusted", 5)]);
    });
    with(&message, &settings(""), |found| {
        assert!(found.gateway.is_none());
        assert_eq!(trusts(found), [("trusted", 3), ("sender-supplied", 5)]);
    });
}

const GMAIL: &str = "Delivered-To: bob@example.edu\r\nReceived: by 2002:a05:7300:1234:b0:123:4567:89ab with SMTP id abc1csp123456dyk;\r\n        Mon, 2 Mar 2026 01:00:06 -0800 (PST)\r\nReceived: from relay.example.net (relay.example.net. [192.0.2.10])\r\n        by mx.google.com with ESMTPS id d2e1-20020a17si1234567abc.12.2026.03.02.01.00.05\r\n        for <bob@example.edu>; Mon, 02 Mar 2026 01:00:05 -0800 (PST)\r\nReceived-SPF: softfail (google.com: domain of transitioning alma@example.org does not designate 192.0.2.10 as permitted sender) client-ip=192.0.2.10;\r\nAuthentication-Results: mx.google.com;\r\n       dkim=pass header.i=@library.example.edu header.s=alma header.b=AbC/Defg;\r\n       arc=fail (x);\r\n       spf=softfail (google.com: domain of transitioning alma@example.org does not designate 192.0.2.10 as permitted sender) smtp.mailfrom=alma@example.org;\r\n       dmarc=pass (p=QUARANTINE sp=NONE dis=NONE) header.from=library.example.edu\r\n";

#[test]
fn gmail_reports_below_its_own_hop() {
    let forged = "Authentication-Results: mx.google.com; spf=pass smtp.mailfrom=library.example.edu\r\nReceived-SPF: pass (google.com: x) client-ip=192.0.2.11;\r\nARC-Seal: i=1; a=rsa-sha256\r\nARC-Authentication-Results: i=1; mx.example.net; spf=pass smtp.mailfrom=example.org\r\n";
    with(&format!("{GMAIL}{forged}{FROM}"), &settings(""), |found| {
        let spf = found.spf.as_ref().unwrap();
        assert_eq!((spf.result.as_ref(), spf.domain.as_deref()), ("softfail", Some("example.org")));
        assert_eq!((spf.ip, spf.aligned), ("192.0.2.10".parse().ok(), Some(false)));
        let dkim = &found.dkim[0];
        assert_eq!((dkim.domain.as_deref(), dkim.aligned), (Some("library.example.edu"), Some(true)));
        let dmarc = found.dmarc.as_ref().unwrap();
        assert_eq!((dmarc.policy.as_deref(), dmarc.action.as_deref()), (Some("quarantine"), Some("none")));
        let arc = found.arc.as_ref().unwrap();
        assert_eq!((arc.result.as_ref(), arc.instances), ("fail", 1));
        let expected = [
            ("trusted", 4),
            ("trusted", 5),
            ("sender-supplied", 6),
            ("sender-supplied", 7),
            ("unverifiable", 9),
        ];
        assert_eq!(trusts(found), expected);
        assert_eq!(found.reported.last().unwrap().instance, Some(1));
    });
}

#[test]
fn gmail_reports_one_of_each() {
    let without = GMAIL.split_once("Received-SPF").unwrap().0;
    let forged = format!(
        "{without}Received-SPF: pass (google.com: x)\r\nReceived-SPF: fail (google.com: x)\r\nAuthentication-Results: mx.example.org; spf=pass\r\n{FROM}"
    );
    with(&forged, &settings(""), |found| {
        assert_eq!(trusts(found), [("trusted", 4), ("sender-supplied", 5), ("sender-supplied", 6)]);
    });
}

const OWN: &str = "Received: from mx1.example.edu ([10.0.0.5])\r\n\tby imap.example.edu with LMTP id ab12CD\r\n\tfor <bob@example.edu>; Mon, 02 Mar 2026 09:00:07 +0000\r\n";
const OWN_ENTRY: &str = "Received: from relay.example.net (relay.example.net [192.0.2.10])\r\n\tby mx1.example.edu (Postfix) with ESMTPS id 4XyZab1cDz9s\r\n\tfor <bob@example.edu>; Mon, 02 Mar 2026 09:00:02 +0000\r\n";

#[test]
fn one_method_in_each_field_is_merged() {
    let message = format!(
        "{OWN}Authentication-Results: mx1.example.edu; dmarc=fail (p=reject dis=quarantine) header.from=library.example.edu\r\nAuthentication-Results: mx1.example.edu; spf=none smtp.helo=relay.example.net\r\nAuthentication-Results: mx1.example.edu; dkim=fail reason=\"signature verification failed\" (1024-bit key) header.d=library.example.edu header.s=a;\r\n dkim=pass (2048-bit key; unprotected) header.d=vendor.example header.s=b\r\nReceived-SPF: Pass (mailfrom) identity=mailfrom; client-ip=192.0.2.10; helo=relay.example.net; envelope-from=alma@vendor.example; receiver=<UNKNOWN>\r\n{OWN_ENTRY}{FROM}"
    );
    with(&message, &settings(""), |found| {
        let spf = found.spf.as_ref().unwrap();
        assert_eq!(
            (spf.result.as_ref(), spf.domain.as_deref(), spf.helo),
            ("pass", Some("vendor.example"), false)
        );
        assert_eq!(spf.place.field, 4);
        let dkim: Vec<_> = found.dkim.iter().map(|d| (d.result.as_ref(), d.aligned)).collect();
        assert_eq!(dkim, [("fail", Some(true)), ("pass", Some(false))]);
        assert_eq!(found.dkim[0].reason.as_deref(), Some("signature verification failed"));
        let dmarc = found.dmarc.as_ref().unwrap();
        assert_eq!((dmarc.policy.as_deref(), dmarc.action.as_deref()), (Some("reject"), Some("quarantine")));
    });
}

#[test]
fn helo_counts_only_when_nothing_else_was_checked() {
    let message = format!(
        "Authentication-Results: mx1.example.edu; spf=pass smtp.helo=relay.example.net\r\n{OWN}{OWN_ENTRY}{FROM}"
    );
    with(&message, &settings(""), |found| {
        let spf = found.spf.as_ref().unwrap();
        assert!(spf.helo && spf.domain.as_deref() == Some("relay.example.net"));
        assert_eq!((spf.ip, spf.aligned), ("192.0.2.10".parse().ok(), Some(false)));
    });
}

#[test]
fn the_most_telling_field_of_the_house_decides() {
    let message = format!(
        "Authentication-Results: imap.example.edu; dkim=fail header.d=library.example.edu\r\n{OWN}Authentication-Results: elsewhere.example; spf=fail smtp.mailfrom=a.example; dkim=fail header.d=a.example; dmarc=fail\r\nAuthentication-Results: mx1.example.edu; spf=pass smtp.mailfrom=library.example.edu; dkim=pass header.d=library.example.edu; dmarc=pass header.from=library.example.edu\r\n{OWN_ENTRY}{FROM}"
    );
    with(&message, &settings(""), |found| {
        assert_eq!(found.spf.as_ref().unwrap().result, "pass");
        assert_eq!(found.dkim.len(), 1);
        assert_eq!(found.dkim[0].result, "pass");
        assert_eq!(found.dmarc.as_ref().unwrap().result, "pass");
        assert!(found.reported.iter().all(|r| r.trust == Trust::Trusted));
    });
}

#[test]
fn a_foreign_field_decides_only_alone() {
    let message = format!(
        "{OWN}Authentication-Results: elsewhere.example; spf=fail smtp.mailfrom=a.example\r\n{OWN_ENTRY}{FROM}"
    );
    with(&message, &settings(""), |found| assert_eq!(found.spf.as_ref().unwrap().result, "fail"));
}

#[test]
fn the_sealed_copy_tells_the_policy() {
    let message = format!(
        "{MICROSOFT}ARC-Authentication-Results: i=1; mx.microsoft.com 1; spf=pass (sender ip is 192.0.2.10) smtp.rcpttodomain=example.edu smtp.mailfrom=library.example.edu; dmarc=pass (p=reject sp=none pct=100) action=none header.from=library.example.edu; dkim=pass (signature was verified) header.d=library.example.edu; arc=none\r\nX-MS-Exchange-Authentication-Results: spf=fail (sender IP is 192.0.2.10) smtp.mailfrom=a.example; dkim=none header.d=none;dmarc=none action=none header.from=library.example.edu;\r\nAuthentication-Results: spf=pass (sender IP is 192.0.2.10) smtp.mailfrom=library.example.edu; dkim=pass (signature was verified) header.d=library.example.edu;dmarc=pass action=none header.from=library.example.edu;compauth=pass reason=100\r\n{}{FROM}",
        entry("relay.example.net", "192.0.2.10")
    );
    with(&message, &settings(""), |found| {
        assert_eq!(found.spf.as_ref().unwrap().result, "pass");
        let dmarc = found.dmarc.as_ref().unwrap();
        assert_eq!((dmarc.policy.as_deref(), dmarc.action.as_deref()), (Some("reject"), Some("none")));
        assert!(found.arc.is_none());
    });
}

#[test]
fn without_a_route_nothing_is_believed() {
    let message =
        format!("Authentication-Results: mx1.example.edu; spf=pass smtp.mailfrom=example.org\r\n{FROM}");
    with(&message, &settings(""), |found| {
        assert_eq!(trusts(found), [("unverifiable", 1)]);
        assert!(found.spf.is_none());
    });
    with("", &settings(""), |found| assert!(found.reported.is_empty()));
}

#[test]
fn the_number_of_pairs_is_bounded() {
    let many = "Authentication-Results: h.example; spf=pass; dkim=pass; dmarc=pass\r\n".repeat(5_000);
    let empty = "Received-SPF:\r\n".repeat(4_000);
    with(&format!("{OWN}{many}{OWN_ENTRY}{FROM}"), &settings(""), |found| {
        assert_eq!(found.reported.len(), 256)
    });
    with(&format!("{OWN}{empty}{OWN_ENTRY}{FROM}"), &settings(""), |found| {
        assert!(found.reported.is_empty())
    });
}

#[test]
fn proton_reports_once_for_each_method_below_the_route() {
    let message = format!(
        "Received: from relay.example.net (relay.example.net [192.0.2.10]) by\r\n mailin001.protonmail.ch (Postfix) with ESMTPS id 4XyZab1cDz9s for <bob@example.edu>; Mon, 02 Mar 2026 09:00:02 +0000\r\nReceived: from a by relay.example.net; Mon, 02 Mar 2026 09:00:01 +0000\r\nAuthentication-Results: mailin001.protonmail.ch; dmarc=fail (p=none dis=none) header.from=library.example.edu\r\nAuthentication-Results: mail.protonmail.ch; spf=none smtp.mailfrom=example.org\r\nAuthentication-Results: mailin001.protonmail.ch; dkim=none\r\nAuthentication-Results: mailin001.protonmail.ch; dkim=pass header.d=library.example.edu\r\nAuthentication-Results: mailin002.protonmail.ch; arc=pass\r\n{FROM}"
    );
    with(&message, &settings(""), |found| {
        let expected = [
            ("probable", 3),
            ("probable", 4),
            ("probable", 5),
            ("sender-supplied", 6),
            ("sender-supplied", 7),
        ];
        assert_eq!(trusts(found), expected);
        assert_eq!((found.dkim.len(), found.dkim[0].result.as_ref()), (1, "none"));
        assert_eq!(found.dmarc.as_ref().unwrap().result, "fail");
    });
}
