//! The fields beside report and level: what is listed, what becomes a code, what is personal.

use super::*;
use crate::evidence::filters::FieldDoc;
use crate::evidence::filters::testing::check_tables;

/// The decoder that reads runs only when a field of its list is there.
#[test]
fn every_field_that_is_read_is_listed() {
    let listed = |fields: &[FieldDoc], name: &str| fields.iter().any(|f| f.is_named(name));
    for name in super::super::survey::NAMES.iter().filter(|n| **n != "Return-Path") {
        assert!(listed(super::super::CLOUD_FIELDS, name), "{name}");
    }
    for name in ["X-IncomingTopHeaderMarker", "X-SID-Result"] {
        assert!(listed(super::super::CONSUMER_FIELDS, name), "{name}");
    }
    for name in super::super::survey::NAMES {
        let fields = format!("{name}: BCL:1;SFV:SPM;DIR:INB;dest:J;\r\n");
        Case::new(Platform::ExchangeServer, &fields).run(|_, readings| {
            assert!(readings.is_empty() || listed(super::super::SERVER_FIELDS, name), "{name}");
        });
    }
}

#[test]
fn older_levels_are_read_once() {
    let fields = "X-Exchange-Antispam-Report-CFA-Test: BCL:3;PCL:0;RULEID:(1)(2);SRVR:A;BCL:9;PCL:0;RULEID:;SRVR:A;\r\n\
        SpamDiagnosticOutput: 1:99\r\nSpamDiagnosticMetadata: NSPM\r\nX-MS-Exchange-Organization-SCL: 1";
    Case::cloud(fields).run(|_, r| {
        let [reading] = &r[..] else { panic!("{r:?}") };
        let bulk: Vec<_> =
            reading.codes.iter().filter(|c| c.name == "BCL").map(|c| c.value.as_ref()).collect();
        assert_eq!((bulk, reading.verdict), (vec!["3"], Verdict::NotSpam));
        assert_eq!(reading.code("SpamDiagnosticMetadata"), Some("NSPM"));
        assert_eq!(reading.code("SpamDiagnosticOutput"), Some("1:99"));
    });
}

#[test]
fn parts_of_defender_are_named_one_by_one() {
    let fields = "X-MS-Exchange-Organization-SCL: 1\r\nX-MS-Exchange-AtpMessageProperties: SA|SL|XY";
    Case::cloud(fields).run(|_, r| {
        let parts: Vec<_> = r[0].codes.iter().filter(|c| c.name == "ATP").collect();
        assert_eq!(parts.iter().map(|c| c.value.as_ref()).collect::<Vec<_>>(), ["SA", "SL", "XY"]);
        assert_eq!(parts.iter().map(|c| c.meaning.is_some()).collect::<Vec<_>>(), [true, true, false]);
    });
}

#[test]
fn every_number_of_the_delivery_is_a_code() {
    // V=1.1;us=0;l=0;a=0;D=2;GD=2;SCL=6
    let fields = "X-SID-Result: NONE\r\nX-Message-Delivery: Vj0xLjE7dXM9MDtsPTA7YT0wO0Q9MjtHRD0yO1NDTD02\r\n\
        X-Message-Delivery-Original: Vj0xLjE7dXM9MDtsPTA7YT0wO0Q9MTtHRD0xO1NDTD0z";
    Case::cloud(fields).run(|_, r| {
        let placed = r.iter().find(|r| r.role == Role::Placement).unwrap();
        for (name, value) in [
            ("V", "1.1"),
            ("us", "0"),
            ("l", "0"),
            ("a", "0"),
            ("D", "2"),
            ("GD", "2"),
            ("Delivery-SCL", "6"),
        ] {
            let code = placed.codes.iter().find(|c| c.name == name).unwrap();
            assert_eq!((code.value.as_ref(), code.meaning.is_some()), (value, true), "{name}");
        }
        assert_eq!(placed.code("Message-Delivery-Original"), Some("V=1.1;us=0;l=0;a=0;D=1;GD=1;SCL=3"));
    });
}

#[test]
fn habits_and_addresses_are_personal() {
    let fields = "X-SID-Result: PASS\r\nX-SID-PRA: A@EXAMPLE.NET\r\nX-MS-Exchange-Organization-SCL: 1\r\n\
        X-MS-UserLastLogonTime: 3/6/2026 6:59:01 AM\r\n\
        X-Microsoft-Antispam-Mailbox-Delivery: WIMS-AUTH:PASS;WIMS-PRA:a@example.net;WIMS-SenderIP:192.0.2.1;dest:I;";
    let personal = ["SID-PRA", "UserLastLogonTime", "WIMS-PRA", "WIMS-SenderIP"];
    Case::cloud(fields).run(|_, r| {
        let codes: Vec<_> = r.iter().flat_map(|r| &r.codes).collect();
        for name in personal {
            assert!(codes.iter().any(|c| c.name == name && c.personal), "{name}");
        }
        assert!(codes.iter().all(|c| c.personal == personal.contains(&c.name.as_ref())));
    });
}

#[test]
fn a_report_on_a_delivery_that_microsoft_never_saw_is_forged() {
    let claims = |ip: &str, direction: &str| {
        format!("X-Forefront-Antispam-Report: CIP:{ip};SFV:SKN;SCL:-1;CAT:NONE;DIR:{direction};")
    };
    for (ip, direction, forged) in [
        ("203.0.113.25", "INB", true),
        ("203.0.113.25", "OUT", false),
        ("198.51.100.66", "INB", false),
        ("255.255.255.255", "OUT", false),
    ] {
        Case::new(Platform::Other, &claims(ip, direction)).run(|_, r| {
            assert_eq!((r.len(), r[0].forged, r[0].role), (1, forged, Role::SenderSide), "{ip} {direction}");
        });
    }
    let mut case = Case::new(Platform::Other, &claims("203.0.113.25", "INB"));
    case.route.hops.insert(0, hop("XX.mail.protection.outlook.com", "203.0.113.25", HopTrust::Claimed));
    case.route.border = Some(1);
    case.run(|_, r| assert!(!r[0].forged));
}

#[test]
fn no_microsoft_field_no_reading() {
    for platform in [Platform::Microsoft, Platform::Google, Platform::ExchangeServer, Platform::Other] {
        Case::new(platform, "Subject: x\r\nX-Mailer: No").run(|_, r| assert!(r.is_empty()));
        Case::new(platform, "X-MS-Exchange-Organization-AuthAs: Anonymous").run(|_, r| assert!(r.is_empty()));
    }
}

#[test]
fn tables_hold() {
    let of_microsoft = crate::evidence::filters::DECODERS
        .iter()
        .filter(|d| [super::super::CLOUD, super::super::CONSUMER, super::super::SERVER].contains(&d.id));
    assert_eq!(of_microsoft.map(|d| check_tables(d)).count(), 3);
}
