//! What Microsoft 365 and Outlook.com write on a message that they deliver.

use super::clock;
use super::letter::{Mail, Peer, STRANGER};

/// What Microsoft found and decided.
#[derive(Debug, Clone, Copy)]
pub struct Microsoft {
    /// Who handed the message over.
    pub peer: Peer,
    /// SPF result.
    pub spf: &'static str,
    /// `none (message not signed) header.d=none`, ...
    pub dkim: &'static str,
    /// `fail action=quarantine`, ...
    pub dmarc: &'static str,
    /// `fail reason=000`; empty for none.
    pub compauth: &'static str,
    /// `SCL:5;SRV:;IPV:NLI;SFV:SPM` part of the report; empty where the report has none.
    pub verdict: &'static str,
    /// Category.
    pub category: &'static str,
    /// The level that the organisation's field repeats; empty for none.
    pub scl: &'static str,
    /// Bulk complaint level.
    pub bcl: u8,
    /// The mailbox's own field after `auth:0;`; empty for none.
    pub delivery: &'static str,
    /// TLS at the border.
    pub tls: bool,
    /// Behind a skip-listed gateway: the server in front of it, which is checked instead of `peer`.
    pub checked: Option<Peer>,
}

/// Not signed.
pub const UNSIGNED: &str = "none (message not signed) header.d=none";
/// Signed by Ex Libris and verified.
pub const SIGNED_BY_EXLIBRIS: &str = "pass (signature was verified) header.d=exlibrisgroup.com";
/// Signed by the library and verified.
pub const SIGNED: &str = "pass (signature was verified) header.d=library.example.edu";
/// Filed to Junk by the filter.
pub const JUNK: &str = "dest:J;OFR:SpamFilterAuthJ;ENG:(910005)(944506478)(944626604);RF:JunkEmail;";
/// Delivered in the ordinary way.
pub const INBOX: &str = "dest:I;ENG:(910001)(944506478)(944626604);";

impl Microsoft {
    /// Junked because DMARC failed: the commonest fate of library mail.
    pub const fn spoof(peer: Peer) -> Self {
        Self {
            peer,
            spf: "fail",
            dkim: UNSIGNED,
            dmarc: "fail action=quarantine",
            compauth: "fail reason=000",
            verdict: "SCL:5;SRV:;IPV:NLI;SFV:SPM",
            category: "SPOOF",
            scl: "5",
            bcl: 0,
            delivery: JUNK,
            tls: true,
            checked: None,
        }
    }

    /// Authenticated and clean.
    pub const fn clean(peer: Peer) -> Self {
        Self {
            spf: "pass",
            dkim: SIGNED,
            dmarc: "pass action=none",
            compauth: "pass reason=100",
            verdict: "SCL:1;SRV:;IPV:NLI;SFV:NSPM",
            category: "NONE",
            scl: "1",
            delivery: INBOX,
            ..Self::spoof(peer)
        }
    }

    /// A stranger's mail, authenticated by SPF, but not liked.
    pub const fn unwanted(verdict: &'static str, category: &'static str) -> Self {
        Self { dkim: UNSIGNED, ..Self::authenticated(STRANGER, verdict, category) }
    }

    /// Authenticated, but not liked.
    pub const fn authenticated(peer: Peer, verdict: &'static str, category: &'static str) -> Self {
        Self { verdict, category, scl: "5", delivery: JUNK, ..Self::clean(peer) }
    }
}

impl Mail {
    /// Received by a mailbox of an organisation.
    pub fn microsoft365(self, m: &Microsoft) -> Self {
        let report = format!(
            "X-Forefront-Antispam-Report:\n\tCIP:{};CTRY:{};LANG:en;{};H:{};PTR:{};CAT:{};SFS:(13230040)(4022899009)(82310400026);DIR:INB;",
            m.peer.ip, m.peer.country, m.verdict, m.peer.helo, m.peer.rdns, m.category
        );
        let antispam = format!("X-Microsoft-Antispam: BCL:{};ARA:13230040|82310400026|4022899009;", m.bcl);
        let scl = format!("X-MS-Exchange-Organization-SCL: {}", m.scl);
        let guid = format!("6f1d{:04x}-1c2b-4a5e-9d00-08de{:04x}77aa", self.number, 0x5a00 + self.number);
        let network_id = format!("X-MS-Exchange-Organization-Network-Message-Id:\n\t{guid}");
        let correlation = format!("X-MS-Office365-Filtering-Correlation-Id: {guid}");
        let rule = u8::from(m.delivery.contains("CustomRules"));
        let delivery =
            format!("X-Microsoft-Antispam-Mailbox-Delivery:\n\tucf:{rule};jmr:0;auth:0;{}", m.delivery);
        let mut tail =
            vec!["X-MS-Exchange-Organization-AuthAs: Anonymous", network_id.as_str(), correlation.as_str()];
        let skipped = m
            .checked
            .map(|c| format!("X-MS-Exchange-SkipListedInternetSender: ip=[{}];domain={}", c.ip, c.helo));
        tail.extend(skipped.as_deref());
        if !m.verdict.is_empty() {
            tail.push(&report);
        }
        tail.push(&antispam);
        if !m.scl.is_empty() {
            tail.push(&scl);
        }
        if !m.delivery.is_empty() {
            tail.push(&delivery);
        }
        let hops = self.microsoft_hops(m);
        self.above(&hops).below(&tail)
    }

    /// Received by a free mailbox: no report, but the folder.
    pub fn outlook_com(self, m: &Microsoft) -> Self {
        let hops = self.microsoft_hops(m);
        let marker = format!(
            "X-IncomingTopHeaderMarker:\n OriginalChecksum:{0};UpperCasedChecksum:{0};SizeAsReceived:{1};Count:9",
            "A1B2C3D4".repeat(8),
            1200 + self.number
        );
        let sender_ip = format!("X-Sender-IP: {}", m.peer.ip);
        let scl = format!("X-MS-Exchange-Organization-SCL: {}", m.scl);
        let antispam = format!("X-Microsoft-Antispam: BCL:{};ARA:13230040|82310400026;", m.bcl);
        let listed = u8::from(m.delivery.contains("TrustedSenderList"));
        let delivery = format!(
            "X-Microsoft-Antispam-Mailbox-Delivery:\n\tabwl:0;wl:{listed};pcwl:{listed};kl:0;iwl:0;ijl:0;dwl:0;dkl:0;rwl:0;ucf:0;jmr:0;ex:0;psp:0;auth:0;{}",
            m.delivery
        );
        let sid = format!("X-SID-Result: {}", if m.spf == "pass" { "PASS" } else { "FAIL" });
        let (above, border) = hops.split_at(hops.len() - 1);
        let mail = self.top_line(&marker).above(border).above(above);
        mail.below(&[
            "X-IncomingHeaderCount: 9",
            "X-MS-Exchange-Organization-AuthAs: Anonymous",
            "X-EOPAttributedMessage: 0",
            &sender_ip,
            &sid,
            &scl,
            &antispam,
            &delivery,
        ])
    }

    fn microsoft_hops(&self, m: &Microsoft) -> Vec<String> {
        let checked = m.checked.unwrap_or(m.peer);
        let n = self.number % 90 + 10;
        let t = |s: i64| clock::rfc5322(self.at + s, 0);
        let tls = "(version=TLS1_3,\n cipher=TLS_AES_256_GCM_SHA384) ";
        let border_tls = if m.tls { tls } else { "" };
        let identity = if self.envelope.is_empty() { "smtp.helo" } else { "smtp.mailfrom" };
        let domain = self.envelope_domain(&m.peer);
        let compauth =
            if m.compauth.is_empty() { String::new() } else { format!(";compauth={}", m.compauth) };
        vec![
            format!(
                "Received: from DB9PR01MB00{n}.eurprd01.prod.exchangelabs.com (2603:10a6:10:3::5)\n by AM0PR01MB00{n}.eurprd01.prod.exchangelabs.com with HTTPS; {}",
                t(4)
            ),
            format!(
                "Received: from AM9PR01CA00{n}.eurprd01.prod.exchangelabs.com\n (2603:10a6:20b:2::9) by DB9PR01MB00{n}.eurprd01.prod.exchangelabs.com\n (2603:10a6:10:3::5) with Microsoft SMTP Server {tls}id 15.20.9611.{n}; {}",
                t(2)
            ),
            format!(
                "Received: from AM4PEPF000{n}.EURPRD83.prod.outlook.com\n (2603:10a6:20b:2:cafe::44) by AM9PR01CA00{n}.outlook.office365.com\n (2603:10a6:20b:2::9) with Microsoft SMTP Server {tls}id 15.20.9611.{n} via Frontend Transport; {}",
                t(1)
            ),
            format!(
                "Authentication-Results: spf={} (sender IP is {})\n {identity}={domain}; dkim={};dmarc={}\n header.from={}{compauth}",
                m.spf,
                checked.ip,
                m.dkim,
                m.dmarc,
                self.author_domain()
            ),
            received_spf(m, domain),
            format!(
                "Received: from {} ({}) by\n AM4PEPF000{n}.mail.protection.outlook.com (10.167.16.{n}) with Microsoft SMTP\n Server {border_tls}id 15.20.9611.{n} via Frontend Transport; {}",
                m.peer.helo,
                m.peer.ip,
                t(0)
            ),
        ]
    }
}

fn received_spf(m: &Microsoft, domain: &str) -> String {
    let checked = m.checked.unwrap_or(m.peer);
    let (ip, helo) = (checked.ip, checked.helo);
    let who = "protection.outlook.com";
    match m.spf {
        "pass" => format!(
            "Received-SPF: Pass ({who}: domain of {domain} designates\n {ip} as permitted sender) receiver={who};\n client-ip={ip}; helo={helo}; pr=C"
        ),
        "fail" => format!(
            "Received-SPF: Fail ({who}: domain of {domain} does not designate\n {ip} as permitted sender) receiver={who};\n client-ip={ip}; helo={helo};"
        ),
        "softfail" => format!(
            "Received-SPF: SoftFail ({who}: domain of transitioning\n {domain} discourages use of {ip} as permitted sender)"
        ),
        "neutral" => format!(
            "Received-SPF: Neutral ({who}: {ip} is neither permitted nor\n denied by domain of {domain})"
        ),
        "permerror" => {
            format!("Received-SPF: PermError ({who}: domain of {domain} used an\n invalid SPF mechanism)")
        }
        "temperror" => format!(
            "Received-SPF: TempError ({who}: error in processing during\n lookup of {domain}: DNS Timeout)"
        ),
        _ => format!("Received-SPF: None ({who}: {domain} does not designate\n permitted sender hosts)"),
    }
}
