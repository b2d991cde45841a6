//! Composed messages: what is read, what counts, what is forged.
#![allow(clippy::unwrap_used)]

use crate::evidence::authentication::{Authentication, Compauth};
use crate::evidence::filters::{Acted, Context, Reading, Role, Verdict, decode};
use crate::evidence::route::{Hop, HopTrust, Platform, Route};
use crate::evidence::trust::Trust;
use crate::headers::received::Received;
use crate::headers::{Headers, Limits, Place, parse};
use crate::input::Folder;
use crate::settings::Settings;

mod fields;
mod levels;

const BORDER: &str = "Received: from mx.example.net (203.0.113.25) by XX.mail.protection.outlook.com; x\r\n";

fn hop<'m>(by: &'m str, ip: &str, trust: HopTrust) -> Hop<'m> {
    let received = Received { by: Some(by.into()), ip: ip.parse().ok(), ..Received::default() };
    Hop { field: 0, received, trust, delay: None, exlibris: None, flags: Vec::new() }
}

fn route(platform: Platform) -> Route<'static> {
    let by =
        if platform == Platform::Microsoft { "XX.mail.protection.outlook.com" } else { "mx1.example.edu" };
    Route {
        hops: vec![hop(by, "203.0.113.25", HopTrust::Border)],
        border: Some(0),
        border_field: Some(0),
        platform,
        ..Route::default()
    }
}

struct Case {
    text: String,
    route: Route<'static>,
    compauth: Option<(&'static str, &'static str)>,
}

impl Case {
    fn new(platform: Platform, fields: &str) -> Self {
        let text = format!("{BORDER}From: <a@example.net>\r\n{fields}\r\n\r\nbody");
        Self { text, route: route(platform), compauth: None }
    }

    fn cloud(fields: &str) -> Self {
        Self::new(Platform::Microsoft, fields)
    }

    fn compauth(mut self, result: &'static str, reason: &'static str) -> Self {
        self.compauth = Some((result, reason));
        self
    }

    fn run(&self, check: impl FnOnce(&Headers<'_>, Vec<Reading<'_>>)) {
        let headers = parse(self.text.as_bytes(), &Limits::default());
        let compauth = self.compauth.map(|(result, reason)| Compauth {
            result: result.into(),
            reason: Some(reason.into()),
            place: Place::whole(0),
        });
        let authentication = Authentication { compauth, ..Authentication::default() };
        let settings = Settings::default();
        let context = Context {
            headers: &headers,
            route: &self.route,
            authentication: &authentication,
            settings: &settings,
        };
        let mut readings = Vec::new();
        decode(&context, &mut readings);
        check(&headers, readings);
    }

    /// The first reading in short: product, verdict, high, trust, role, what acted.
    fn first(&self) -> (&'static str, Verdict, bool, Trust, Role, Option<Acted>) {
        let mut short = None;
        self.run(|_, r| {
            short = r.first().map(|r| (r.product, r.verdict, r.high, r.trust, r.role, r.acted));
        });
        short.unwrap()
    }
}

fn report(rest: &str) -> String {
    format!("X-Forefront-Antispam-Report: CIP:203.0.113.25;CTRY:NL;LANG:en;{rest};DIR:INB;")
}

const M365: &str = "microsoft-365";

#[test]
fn the_content_filter_of_an_organisation() {
    let fields = format!(
        "X-MS-Exchange-Organization-AuthAs: Anonymous\r\n{}\r\nX-Microsoft-Antispam: BCL:0;ARA:13230040|4022899009;\r\n\
         X-MS-Exchange-Organization-SCL: 5\r\n\
         X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;jmr:0;auth:0;dest:J;ENG:(910005)(944506478);RF:JunkEmail;",
        report("SCL:5;SRV:;IPV:NLI;SFV:SPM;H:mail.example.net;PTR:mail.example.net;CAT:SPM;SFS:(13230040)")
    );
    Case::cloud(&fields).run(|headers, r| {
        assert_eq!(r.len(), 2);
        assert_eq!((r[0].product, r[0].verdict, r[0].high), (M365, Verdict::Spam, false));
        assert_eq!((r[0].trust, r[0].role, r[0].score), (Trust::Trusted, Role::Receiver, Some(5.0)));
        for (key, value) in
            [("SCL", "5"), ("SFV", "SPM"), ("CAT", "SPM"), ("BCL", "0"), ("AuthAs", "Anonymous")]
        {
            assert_eq!(r[0].code(key), Some(value), "{key}");
        }
        assert_eq!(r[0].codes.iter().filter(|c| c.name == "SCL").count(), 1);
        let said: Vec<_> = r[0].places.iter().map(|p| excerpt(headers, *p)).collect();
        assert_eq!(said[..2], ["CAT:SPM", "SFV:SPM"]);
        assert_eq!(
            (r[1].role, r[1].folder, r[1].override_.as_deref()),
            (Role::Placement, Some(Folder::Junk), None)
        );
        assert_eq!(r[1].code("dest"), Some("J"));
    });
}

fn excerpt(headers: &Headers<'_>, place: Place) -> String {
    let raw = headers.at(place.field).raw();
    String::from_utf8_lossy(&raw[place.start as usize..place.end as usize]).into_owned()
}

#[test]
fn categories_decide_before_everything_else() {
    for (category, verdict, high) in [
        ("AMP", Verdict::Malware, false),
        ("MALW", Verdict::Malware, false),
        ("SAP", Verdict::Malware, false),
        ("FTBP", Verdict::Malware, false),
        ("HPHSH", Verdict::Phish, true),
        ("HPHISH", Verdict::Phish, true),
        ("PHSH", Verdict::Phish, false),
        ("INTOS", Verdict::Phish, false),
        ("UIMP", Verdict::Phish, false),
        ("DIMP", Verdict::Phish, false),
        ("BIMP", Verdict::Phish, false),
        ("GIMP", Verdict::Phish, false),
        ("SPOOF", Verdict::Spoof, false),
        ("HSPM", Verdict::Spam, true),
        ("SPM", Verdict::Spam, false),
        ("BULK", Verdict::Bulk, false),
        ("bimp", Verdict::Phish, false),
        ("NONE", Verdict::NotSpam, false),
        ("WHATEVER", Verdict::NotSpam, false),
    ] {
        let case = Case::cloud(&report(&format!("SCL:1;SRV:;IPV:NLI;SFV:NSPM;CAT:{category}")));
        let (_, got, got_high, ..) = case.first();
        assert_eq!((got, got_high), (verdict, high), "{category}");
    }
}

#[test]
fn lists_and_rules_name_who_acted() {
    for (filter, verdict, acted) in [
        ("BLK", Verdict::BlockListed, Some(Acted::RecipientBlockList)),
        ("SKB", Verdict::BlockListed, Some(Acted::AdminBlockList)),
        ("SKS", Verdict::Spam, Some(Acted::MailFlowRule)),
        ("SFE", Verdict::AllowListed, Some(Acted::RecipientSafeSender)),
        ("SKA", Verdict::AllowListed, Some(Acted::AllowListedByPolicy)),
        ("SKN", Verdict::AllowListed, Some(Acted::AllowListedByRule)),
        ("SKI", Verdict::AllowListed, Some(Acted::AllowListedIp)),
        ("SKQ", Verdict::NotSpam, Some(Acted::ReleasedFromQuarantine)),
        ("SPM", Verdict::Spam, None),
        ("NSPM", Verdict::NotSpam, None),
    ] {
        let (_, got, _, trust, _, got_acted) =
            Case::cloud(&report(&format!("SRV:;IPV:NLI;SFV:{filter};CAT:NONE"))).first();
        assert_eq!((got, got_acted, trust), (verdict, acted, Trust::Trusted), "{filter}");
    }
    let (_, verdict, _, _, _, acted) = Case::cloud(&report("SCL:6;SFV:SKS;CAT:SPM")).first();
    assert_eq!((verdict, acted), (Verdict::Spam, Some(Acted::MailFlowRule)));
}

#[test]
fn the_address_allow_list() {
    let (_, verdict, _, _, _, acted) = Case::cloud(&report("SCL:-1;IPV:CAL;SFV:NSPM;CAT:NONE")).first();
    assert_eq!((verdict, acted), (Verdict::AllowListed, Some(Acted::AllowListedIp)));
    let noisy = "X-Forefront-Antispam-Report: CIP:2001:db8::25;CTRY:;LANG:de;SCL:1;SRV:;IPV:CAL;UIP:(null);(null);\
                 (null)SFV:SKI;H:mx.example.org;PTR:InfoDomainNonexistent;CAT:NONE;DIR:INB";
    let mut case = Case::cloud(noisy);
    case.route.hops[0].received.ip = "2001:db8::25".parse().ok();
    let (_, verdict, _, trust, _, acted) = case.first();
    assert_eq!((verdict, trust, acted), (Verdict::AllowListed, Trust::Trusted, Some(Acted::AllowListedIp)));
    let outbound = "X-Forefront-Antispam-Report: CIP:255.255.255.255;IPV:CAL;SFV:SPM;CAT:OSPM;SCL:6;DIR:OUT;";
    let (_, verdict, _, trust, role, acted) = Case::cloud(outbound).first();
    assert_eq!((verdict, trust, role, acted), (Verdict::Spam, Trust::SenderSupplied, Role::SenderSide, None));
}

#[test]
fn mail_inside_one_organisation_is_not_scanned() {
    let inside = "X-MS-Exchange-Organization-AuthAs: Internal\r\nX-MS-Exchange-Organization-SCL: -1\r\n\
                  X-Forefront-Antispam-Report: CIP:255.255.255.255;SFV:SKI;SCL:-1;DIR:INT;";
    let (_, verdict, _, trust, role, acted) = Case::cloud(inside).first();
    assert_eq!((verdict, trust, role, acted), (Verdict::NotScanned, Trust::Probable, Role::Receiver, None));
}

#[test]
fn bulk_mail_above_the_threshold() {
    for rest in ["SCL:6;SRV:BULK;SFV:SPM;CAT:BULK", "SRV:BULK;SFV:SPM;CAT:NONE", "SRV:BULK;SFV:NSPM"] {
        let fields = format!("{}\r\nX-Microsoft-Antispam: BCL:8;", report(rest));
        Case::cloud(&fields).run(|headers, r| {
            assert_eq!((r[0].verdict, r[0].code("BCL")), (Verdict::Bulk, Some("8")), "{rest}");
            assert!(r[0].places.iter().any(|p| excerpt(headers, *p) == "BCL:8"));
        });
    }
    let below = format!("{}\r\nX-Microsoft-Antispam: BCL:8;", report("SCL:1;SRV:;SFV:NSPM;CAT:NONE"));
    assert_eq!(Case::cloud(&below).first().1, Verdict::NotSpam);
}

#[test]
fn a_forged_sender_is_the_reason_only_with_a_bad_level() {
    let case = |level| Case::cloud(&report(&format!("SCL:{level};CAT:NONE"))).compauth("fail", "000");
    assert_eq!(case(5).first().1, Verdict::Spoof);
    assert_eq!(case(1).first().1, Verdict::NotSpam);
    case(5).run(|_, r| {
        let code = r[0].codes.iter().find(|c| c.name == "compauth").unwrap();
        assert_eq!(code.value, "000");
        assert!(code.meaning.is_some_and(|m| m.contains("DMARC")));
    });
}

#[test]
fn advanced_spam_filter_settings_are_named() {
    let fields = format!("X-CustomSpam: Web bug\r\n{}", report("SCL:9;SRV:;IPV:NLI;SFV:SPM;CAT:HSPM"));
    Case::cloud(&fields).run(|_, r| {
        assert_eq!((r[0].verdict, r[0].high, r[0].code("ASF")), (Verdict::Spam, true, Some("Web bug")));
    });
}

#[test]
fn consumer_mail_trusted_by_its_reader() {
    let fields = "X-SID-Result: NONE\r\nX-MS-Exchange-Organization-SCL: 9\r\n\
        X-Microsoft-Antispam-Mailbox-Delivery: wl:1;pcwl:1;ucf:0;jmr:0;ex:0;psp:0;auth:0;dest:I;OFR:TrustedSenderList;ENG:(1)(2);";
    Case::cloud(fields).run(|headers, r| {
        assert_eq!((r[0].product, r[0].verdict, r[0].high), ("outlook-com", Verdict::Spam, true));
        assert_eq!((r[0].trust, r[0].role, r[0].acted), (Trust::Trusted, Role::Receiver, None));
        assert_eq!((r[1].folder, r[1].acted), (Some(Folder::Inbox), Some(Acted::RecipientSafeSender)));
        assert_eq!(r[1].override_.as_deref(), Some("TrustedSenderList"));
        assert_eq!(
            r[1].places.iter().map(|p| excerpt(headers, *p)).collect::<Vec<_>>(),
            ["dest:I", "OFR:TrustedSenderList"]
        );
    });
}

#[test]
fn only_the_vendors_word_overrides() {
    for (list, folder, acted) in [
        ("wl:1;ucf:0;dest:J;OFR:SpamFilterAuthJ;RF:JunkEmail", Some(Folder::Junk), None),
        ("wl:0;ucf:1;dest:C;OFR:CustomRules", Some(Folder::Other), Some(Acted::RecipientRule)),
        ("ucf:1;dest:C", Some(Folder::Other), Some(Acted::RecipientRule)),
        ("dest:J;OFR:ExclusiveSettings", Some(Folder::Junk), Some(Acted::RecipientRule)),
        ("dest:I;OFR:SenderInAddressBook", Some(Folder::Inbox), Some(Acted::RecipientSafeSender)),
        ("dest:I;OFR:SpamFilterPass", Some(Folder::Inbox), None),
        ("wl:1;pcwl:1;dest:I", Some(Folder::Inbox), None),
        ("dest:X", None, None),
        ("nothing", None, None),
    ] {
        let fields = format!("X-SID-Result: NONE\r\nX-Microsoft-Antispam-Mailbox-Delivery: {list};");
        Case::cloud(&fields).run(|_, r| {
            let placed = r.iter().find(|r| r.role == Role::Placement).unwrap();
            assert_eq!((placed.folder, placed.acted), (folder, acted), "{list}");
        });
    }
}

#[test]
fn the_last_delivery_counts() {
    let fields = "X-MS-Exchange-Organization-Network-Message-Id: 1\r\nX-MS-Exchange-Organization-SCL: 5\r\n\
        X-MS-Exchange-Transport-Resubmitted-ClientId: AntispamTT\r\n\
        X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;dest:I;\r\n\
        X-Microsoft-Antispam-Mailbox-Delivery: ucf:0;dest:J;OFR:SpamFilterAuthJ;\r\n\
        X-Message-Delivery: Vj0xLjE7dXM9MDtsPTA7YT0wO0Q9MjtHRD0yO1NDTD02";
    Case::cloud(fields).run(|_, r| {
        let placed = r.iter().find(|r| r.role == Role::Placement).unwrap();
        assert_eq!((placed.folder, placed.trust), (Some(Folder::Junk), Trust::Trusted));
        assert_eq!((placed.code("D"), placed.code("SCL")), (Some("2"), None));
        assert_eq!(placed.code("Resubmission"), Some("AntispamTT"));
    });
}

#[test]
fn the_folder_number_stands_in_for_the_letter() {
    let fields = "X-Message-Delivery: Vj0xLjE7dXM9MDtsPTA7YT0wO0Q9MjtHRD0yO1NDTD02";
    Case::cloud(fields).run(|_, r| {
        assert_eq!((r.len(), r[0].role, r[0].folder), (1, Role::Placement, Some(Folder::Junk)));
    });
    let broken = "X-Message-Delivery: ****";
    Case::cloud(broken).run(|_, r| assert!(r.is_empty()));
}

#[test]
fn a_level_alone() {
    for (level, verdict, high) in [
        ("-1", Verdict::NotScanned, false),
        ("0", Verdict::NotSpam, false),
        ("4", Verdict::NotSpam, false),
        ("5", Verdict::Spam, false),
        ("6", Verdict::Spam, false),
        ("7", Verdict::Spam, true),
        ("9", Verdict::Spam, true),
        ("10", Verdict::Unknown, false),
        ("-9", Verdict::Unknown, false),
        ("x", Verdict::Unknown, false),
        ("99999999999", Verdict::Unknown, false),
    ] {
        let case = Case::cloud(&format!("X-MS-Exchange-Organization-SCL: {level}"));
        let (product, got, got_high, trust, ..) = case.first();
        assert_eq!((product, got, got_high, trust), (M365, verdict, high, Trust::Trusted), "{level}");
    }
    let safe = "X-MS-Exchange-Organization-SCL: -1\r\n\
                X-Microsoft-Antispam-Mailbox-Delivery: dest:I;OFR:TrustedSenderList;";
    let (_, verdict, _, _, _, acted) = Case::cloud(safe).first();
    assert_eq!((verdict, acted), (Verdict::AllowListed, Some(Acted::RecipientSafeSender)));
}

#[test]
fn own_servers_speak_in_stamps() {
    let server = |fields: &str| Case::new(Platform::ExchangeServer, fields);
    let stamped = "X-MS-Exchange-Organization-Antispam-Report: DV:3.3.13320.600;SID:SenderIDStatus\r\n Fail;\
        PCL:PhishingLevel SUSPICIOUS;OrigIP:198.51.100.9\r\nX-MS-Exchange-Organization-SCL: 7";
    server(stamped).run(|_, r| {
        assert_eq!(
            (r[0].product, r[0].verdict, r[0].trust),
            ("exchange-server", Verdict::Phish, Trust::Trusted)
        );
        assert_eq!(r[0].code("SID"), Some("SenderIDStatus Fail"));
        assert_eq!(r[0].code("SCL"), Some("7"));
    });
    for (tags, level, verdict, acted) in [
        ("CW:CustomList", 9, Verdict::BlockListed, Some(Acted::AdminBlockList)),
        ("CW:CustomList", 0, Verdict::AllowListed, Some(Acted::AllowListedByPolicy)),
        ("IPOnAllowList", -1, Verdict::AllowListed, Some(Acted::AllowListedIp)),
        ("SenderBypassed", -1, Verdict::AllowListed, Some(Acted::AllowListedByPolicy)),
        ("AllRecipientsBypassed", 0, Verdict::NotScanned, None),
        ("P100:PhishingBlock", 8, Verdict::Phish, None),
        ("PCL:PhishingLevel SUSPICIOUS", 3, Verdict::Suspect, None),
        ("DV:1", 4, Verdict::NotSpam, None),
        ("DV:1", 5, Verdict::Spam, None),
    ] {
        let fields = format!(
            "X-MS-Exchange-Organization-Antispam-Report: {tags}\r\nX-MS-Exchange-Organization-SCL: {level}"
        );
        let (_, got, _, _, _, got_acted) = server(&fields).first();
        assert_eq!((got, got_acted), (verdict, acted), "{tags} {level}");
    }
}

#[test]
fn delivered_elsewhere_all_is_the_senders() {
    let fields = "x-forefront-antispam-report: CIP:255.255.255.255;CTRY:;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;\
        H:XX0PR00MB0001.eurprd00.prod.outlook.com;PTR:;CAT:NONE;SFS:(13230040);DIR:OUT;SFP:1102;\r\n\
        x-microsoft-antispam: BCL:0;\r\nX-MS-Exchange-Organization-SCL: -1";
    Case::new(Platform::Google, fields).run(|_, r| {
        assert_eq!(r.len(), 1);
        assert_eq!((r[0].role, r[0].trust, r[0].forged), (Role::SenderSide, Trust::SenderSupplied, false));
        assert_eq!((r[0].verdict, r[0].code("BCL"), r[0].folder), (Verdict::NotSpam, Some("0"), None));
    });
    Case::new(Platform::Other, &report("SFV:SKN;SCL:-1")).run(|_, r| {
        assert_eq!((r[0].role, r[0].acted, r[0].trust), (Role::SenderSide, None, Trust::SenderSupplied));
    });
}

#[test]
fn a_trusted_gateway_of_microsofts_is_upstream() {
    let mut case = Case::new(Platform::Google, &report("SCL:1;SFV:NSPM;CAT:NONE"));
    case.route.hops[0] = hop("XX.mail.protection.outlook.com", "203.0.113.25", HopTrust::Border);
    let (product, verdict, _, trust, role, _) = case.first();
    assert_eq!((product, verdict, trust, role), (M365, Verdict::NotSpam, Trust::Trusted, Role::Upstream));
}

#[test]
fn a_report_about_another_address_is_forged() {
    let fields = format!(
        "X-Forefront-Antispam-Report: CIP:198.51.100.66;SFV:SKN;SCL:-1;CAT:NONE;DIR:INB;\r\n{}\r\n\
         X-MS-Exchange-Organization-SCL: 5",
        report("SCL:5;SFV:SPM;CAT:SPM")
    );
    Case::cloud(&fields).run(|_, r| {
        assert_eq!((r[0].verdict, r[0].trust, r[0].forged), (Verdict::Spam, Trust::Trusted, false));
        assert_eq!((r[1].forged, r[1].trust, r[1].role), (true, Trust::SenderSupplied, Role::SenderSide));
        assert_eq!(r[1].acted, None);
    });
    let alone = "X-Forefront-Antispam-Report: CIP:198.51.100.66;SFV:SKN;SCL:-1;CAT:NONE;DIR:INB;";
    Case::cloud(alone).run(|_, r| assert!(r.len() == 1 && r[0].forged && !r[0].trust.counts()));
}

#[test]
fn what_came_with_the_message_is_the_senders() {
    let fields = "X-IncomingTopHeaderMarker: Count:3\r\nX-MS-Exchange-Organization-SCL: -1\r\n\
        X-Forefront-Antispam-Report: CIP:203.0.113.25;SFV:SKN;DIR:INB;\r\n\
        X-Microsoft-Antispam-Mailbox-Delivery: dest:I;OFR:TrustedSenderList;\r\nX-IncomingHeaderCount: 3\r\n\
        X-MS-Exchange-Organization-SCL: 8\r\nX-Microsoft-Antispam-Mailbox-Delivery: dest:J;OFR:SpamFilterAuthJ;";
    Case::cloud(fields).run(|_, r| {
        assert_eq!((r[0].product, r[0].verdict, r[0].code("SCL")), ("outlook-com", Verdict::Spam, Some("8")));
        assert_eq!(r[1].folder, Some(Folder::Junk));
        let forged: Vec<_> = r[2..].iter().map(|r| (r.forged, r.role)).collect();
        assert_eq!(forged, [(true, Role::SenderSide), (true, Role::SenderSide)]);
    });
}

#[test]
fn of_two_levels_the_one_in_exchanges_own_block_counts() {
    let fields = "X-MS-Exchange-Organization-SCL: -1\r\nSubject: x\r\n\
        X-MS-Exchange-Organization-Network-Message-Id: 1\r\nX-MS-Exchange-Organization-SCL: 6";
    Case::cloud(fields).run(|_, r| {
        assert_eq!((r[0].verdict, r[0].code("SCL"), r[0].trust), (Verdict::Spam, Some("6"), Trust::Trusted));
        assert_eq!((r[1].code("SCL"), r[1].trust), (Some("-1"), Trust::Unverifiable));
    });
}

#[test]
fn of_two_equal_reports_the_lower_counts() {
    let fields = format!("{}\r\nSubject: x\r\n{}", report("SFV:SKN"), report("SFV:SPM;CAT:SPM"));
    Case::cloud(&fields).run(|_, r| {
        assert_eq!((r[0].verdict, r[0].trust), (Verdict::Spam, Trust::Trusted));
        assert_eq!((r[1].verdict, r[1].trust), (Verdict::AllowListed, Trust::Unverifiable));
    });
}

#[test]
fn renamed_reports_are_the_senders() {
    let fields = "X-MS-Exchange-Organization-SCL: 1\r\nX-Forefront-Antispam-Report-Untrusted: CIP:255.255.255.255;\
        SFV:SPM;CAT:OSPM;SCL:6;DIR:OUT;\r\nX-Microsoft-Antispam-Untrusted: BCL:3;";
    Case::cloud(fields).run(|_, r| {
        assert_eq!((r.len(), r[0].verdict), (2, Verdict::NotSpam));
        assert_eq!(
            (r[1].role, r[1].trust, r[1].code("BCL")),
            (Role::SenderSide, Trust::SenderSupplied, Some("3"))
        );
    });
}

#[test]
fn the_old_dialect_and_empty_reports() {
    let old = "X-MS-Exchange-Organization-SCL: 1\r\nX-Forefront-Antispam-Report: SFV:NSPM;SFS:(1)(2);DIR:INB;SFP:1101;\
        SCL:1;SRVR:S;H:mx.example.net;FPR:;SPF:None;LANG:en;PTR:InfoNoRecords;MX:1;A:1;";
    let (_, verdict, _, trust, role, _) = Case::cloud(old).first();
    assert_eq!((verdict, trust, role), (Verdict::NotSpam, Trust::Probable, Role::Receiver));
    let empty = "X-MS-Exchange-Organization-SCL: 5\r\nX-Forefront-Antispam-Report:";
    let (_, verdict, _, trust, ..) = Case::cloud(empty).first();
    assert_eq!((verdict, trust), (Verdict::Spam, Trust::Trusted));
}

#[test]
fn without_a_route_nothing_counts() {
    let mut case = Case::new(Platform::Other, &report("SFV:SPM;CAT:SPM"));
    case.route = Route::default();
    let (_, verdict, _, trust, role, _) = case.first();
    assert_eq!((verdict, trust, role), (Verdict::Spam, Trust::Unverifiable, Role::Receiver));
}

#[test]
fn hostile_values_do_no_harm() {
    let names = [
        "X-Forefront-Antispam-Report",
        "X-Microsoft-Antispam",
        "X-MS-Exchange-Organization-SCL",
        "X-MS-Exchange-Organization-Antispam-Report",
        "X-Microsoft-Antispam-Mailbox-Delivery",
        "X-Message-Delivery",
        "X-MS-Exchange-SkipListedInternetSender",
        "X-IncomingHeaderCount",
        "X-IncomingTopHeaderMarker",
        "X-CustomSpam",
    ];
    let values = [
        "",
        ";",
        ":",
        "CIP:",
        "CIP:[",
        "CIP:IPv6:",
        "SFV:\u{1f4a9}\u{1f4a9};CAT:\u{1f4a9}\u{1f4a9}",
        "ip=",
        "ip=[",
        "dest:\u{e9};OFR:",
        "=?utf-8?B?",
        "=?utf-8?Q?=?=",
        "\u{0}",
        "SCL:\r\n\t\r\n ;;;",
    ];
    for platform in [Platform::Microsoft, Platform::Google, Platform::ExchangeServer] {
        for value in values {
            let fields: Vec<_> = names.iter().map(|n| format!("{n}: {value}\r\n{n}: {value}")).collect();
            Case::new(platform, &fields.join("\r\n")).run(|_, _| {});
        }
        let many = "X-MS-Exchange-Organization-SCL: 5\r\nX-Forefront-Antispam-Report: DIR:INB;SFV:SPM\r\n"
            .repeat(4000);
        Case::new(platform, many.trim_end()).run(|_, r| assert!(r.len() < 64));
    }
}
