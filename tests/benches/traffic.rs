//! Invented list-like traffic for measurements: deterministic, 12 KB a message, half of it headers, six hops.

/// A small generator of numbers (xorshift64*): the same seed gives the same mailbox.
#[derive(Debug, Clone)]
pub struct Numbers(u64);

const HEX: &[u8] = b"0123456789abcdef";
const BASE64: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const WORDS: [&str; 16] = [
    "loan", "library", "notice", "patron", "return", "shelf", "request", "journal", "article", "hold",
    "renew", "account", "please", "before", "reading", "desk",
];

impl Numbers {
    /// From a seed that is not zero.
    pub fn new(seed: u64) -> Self {
        Self(seed.max(1))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length).map(|_| alphabet[self.below(alphabet.len() as u64) as usize] as char).collect()
    }

    fn hex(&mut self, length: usize) -> String {
        self.text(HEX, length)
    }

    /// Base64 folded as signers fold it.
    fn folded(&mut self, length: usize) -> String {
        let lines: Vec<String> = (0..length.div_ceil(68)).map(|_| self.text(BASE64, 68)).collect();
        lines.join("\n         ")
    }
}

/// One message with its `From ` line and the empty line after it.
pub fn message(numbers: &mut Numbers, index: u64) -> String {
    let at = 1_772_438_400 + index * 41;
    let relay = Relay::pick(numbers);
    let mut text = format!("From alma-bounce@library.example.edu {}\n", ctime(at));
    text.push_str("Return-Path: <alma-bounce@library.example.edu>\n");
    let platform = numbers.below(3);
    match platform {
        0 => microsoft(&mut text, numbers, &relay, at),
        1 => gmail(&mut text, numbers, &relay, at),
        _ => postfix(&mut text, numbers, &relay, at),
    }
    sender(&mut text, numbers, &relay, at);
    if platform == 0 {
        microsoft_tail(&mut text, numbers, &relay);
    }
    let list = numbers.below(9000);
    text.push_str(&format!(
        "List-Id: Notices of library {list} <notices-{list}.lists.example.org>\nList-Post: <mailto:notices-{list}@lists.example.org>\nList-Help: <mailto:notices-request@lists.example.org?subject=help>\nList-Unsubscribe: <https://lists.example.org/mailman/options/notices-{list}>,\n <mailto:notices-{list}-leave@lists.example.org?subject=unsubscribe>\nList-Subscribe: <mailto:notices-{list}-join@lists.example.org>\nList-Archive: <https://lists.example.org/archive/notices-{list}/{}>\nErrors-To: notices-{list}-bounces@lists.example.org\nX-BeenThere: notices-{list}@lists.example.org\nX-Mailman-Version: 2.1.39\nPrecedence: list\n\n",
        numbers.hex(32)
    ));
    body(&mut text, numbers);
    text
}

struct Relay {
    ip: String,
    host: String,
}

impl Relay {
    fn pick(numbers: &mut Numbers) -> Self {
        let n = numbers.below(200) + 20;
        match numbers.below(3) {
            0 => Self { ip: "192.0.2.21".into(), host: "mailrelay1.eu.exlibrisgroup.com".into() },
            1 => Self { ip: format!("198.51.100.{n}"), host: format!("out{n}.mail.example.net") },
            _ => Self { ip: format!("203.0.113.{n}"), host: format!("mta{n}.news.example.org") },
        }
    }
}

fn microsoft(text: &mut String, numbers: &mut Numbers, relay: &Relay, at: u64) {
    let n = numbers.below(9000) + 1000;
    let (ip, host) = (&relay.ip, &relay.host);
    let tls = "(version=TLS1_3,\n cipher=TLS_AES_256_GCM_SHA384)";
    text.push_str(&format!(
        "Received: from DB9PR01MB{n}.eurprd01.prod.exchangelabs.com (2603:10a6:10:3::5)\n by AM0PR01MB{n}.eurprd01.prod.exchangelabs.com with HTTPS; {}\nReceived: from AM9PR01CA{n}.eurprd01.prod.exchangelabs.com\n (2603:10a6:20b:2::9) by DB9PR01MB{n}.eurprd01.prod.exchangelabs.com\n (2603:10a6:10:3::5) with Microsoft SMTP Server {tls} id 15.20.9611.12; {}\nReceived: from AM4PEPF{n}.EURPRD83.prod.outlook.com\n (2603:10a6:20b:2:cafe::44) by AM9PR01CA{n}.outlook.office365.com\n (2603:10a6:20b:2::9) with Microsoft SMTP Server {tls} id 15.20.9611.12 via Frontend Transport; {}\nAuthentication-Results: spf=fail (sender IP is {ip})\n smtp.mailfrom=library.example.edu; dkim=none (message not signed) header.d=none;dmarc=fail action=quarantine\n header.from=library.example.edu;compauth=fail reason=000\nReceived-SPF: Fail (protection.outlook.com: domain of library.example.edu does not designate\n {ip} as permitted sender) receiver=protection.outlook.com;\n client-ip={ip}; helo={host};\nReceived: from {host} ({ip}) by\n AM4PEPF{n}.mail.protection.outlook.com (10.167.16.5) with Microsoft SMTP\n Server {tls} id 15.20.9611.12 via Frontend Transport; {}\n",
        date(at + 9),
        date(at + 7),
        date(at + 6),
        date(at + 5)
    ));
}

fn microsoft_tail(text: &mut String, numbers: &mut Numbers, relay: &Relay) {
    let (ip, host) = (&relay.ip, &relay.host);
    let guid = numbers.hex(32);
    text.push_str(&format!(
        "X-MS-Exchange-Organization-AuthAs: Anonymous\nX-MS-Exchange-Organization-Network-Message-Id: {guid}\nX-MS-Office365-Filtering-Correlation-Id: {guid}\nX-Forefront-Antispam-Report:\n\tCIP:{ip};CTRY:NL;LANG:en;SCL:5;SRV:;IPV:NLI;SFV:SPM;H:{host};PTR:{host};CAT:SPOOF;SFS:(13230040)(4022899009)(82310400026)(1800799024)(366016);DIR:INB;\nX-Microsoft-Antispam: BCL:0;ARA:13230040|82310400026|1800799024|366016;\nX-MS-Exchange-Organization-SCL: 5\nX-Microsoft-Antispam-Mailbox-Delivery:\n\tucf:0;jmr:0;auth:0;dest:J;ENG:(910005)(944506478)(944626604)(920097)(930201);RF:JunkEmail;\nX-Microsoft-Antispam-Message-Info:\n\t{}\n",
        numbers.folded(540)
    ));
}

fn gmail(text: &mut String, numbers: &mut Numbers, relay: &Relay, at: u64) {
    let (ip, host) = (&relay.ip, &relay.host);
    let id = numbers.hex(14);
    text.push_str(&format!(
        "X-GM-THRID: 179{:016}\nX-Gmail-Labels: Spam,Category Updates,Unread\nDelivered-To: bob@example.edu\nReceived: by 2002:a05:7300:1234:b0:123:4567:89ab with SMTP id {id}csp{}dyk;\n        {}\nX-Google-Smtp-Source: AGHT+{}\nX-Received: by 2002:a05:6402:1234:b0:5de:1111:2222 with SMTP id {id}mr123456edb.1.{at};\n        {}\n",
        numbers.below(1 << 50),
        numbers.below(1_000_000),
        date(at + 6),
        numbers.text(BASE64, 72),
        date(at + 6)
    ));
    arc(text, numbers, "google.com", at);
    text.push_str(&format!(
        "Received: from {host} ({host}. [{ip}])\n        by mx.google.com with ESMTPS id d2e1-20020a17090a{}si1234567abc.12.2026.03.02.01.00.05\n        for <bob@example.edu>\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\n        {}\nReceived-SPF: fail (google.com: domain of alma-bounce@library.example.edu does not designate {ip} as permitted sender) client-ip={ip};\nAuthentication-Results: mx.google.com;\n       dkim=pass header.i=@example.org header.s=s2026 header.b=AbCdEfGh;\n       arc=pass (i=1 spf=pass spfdomain=example.org dkim=pass dkdomain=example.org dmarc=pass fromdomain=example.org);\n       spf=fail (google.com: domain of alma-bounce@library.example.edu does not designate {ip} as permitted sender) smtp.mailfrom=alma-bounce@library.example.edu;\n       dmarc=fail (p=QUARANTINE sp=NONE dis=QUARANTINE) header.from=library.example.edu\n",
        numbers.hex(16),
        date(at + 5)
    ));
}

fn postfix(text: &mut String, numbers: &mut Numbers, relay: &Relay, at: u64) {
    let (ip, host) = (&relay.ip, &relay.host);
    let queue = numbers.hex(11);
    text.push_str(&format!(
        "X-Spam-Checker-Version: SpamAssassin 4.0.1 (2024-03-25) on mx1.example.edu\nX-Spam-Level: **\nX-Spam-Status: No, score=2.3 required=5.0 tests=BAYES_50=0.8,DKIM_SIGNED=0.1,\n\tDKIM_VALID=-0.1,HEADER_FROM_DIFFERENT_DOMAINS=0.25,HTML_MESSAGE=0.001,\n\tMAILING_LIST_MULTI=-1,RCVD_IN_MSPIKE_H2=-0.001,SPF_SOFTFAIL=0.972 autolearn=no\n\tautolearn_force=no version=4.0.1\nReceived: from mx1.example.edu ([10.0.0.5])\n\tby imap.example.edu with LMTP id {queue}\n\t(envelope-from <alma-bounce@library.example.edu>)\n\tfor <bob@example.edu>; {}\nReceived: from localhost (localhost [127.0.0.1])\n\tby mx1.example.edu (Postfix) with ESMTP id {queue}A\n\tfor <bob@example.edu>; {} (UTC)\nAuthentication-Results: mx1.example.edu;\n\tdkim=pass (2048-bit key; unprotected) header.d=example.org header.i=@example.org header.b=\"AbCdEfGh\";\n\tspf=softfail (mx1.example.edu: transitioning domain of alma-bounce@library.example.edu) smtp.mailfrom=alma-bounce@library.example.edu;\n\tdmarc=fail (policy=none) header.from=library.example.edu\nReceived: from {host} ({host} [{ip}])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\n\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\n\t(No client certificate requested)\n\tby mx1.example.edu (Postfix) with ESMTPS id {queue}B\n\tfor <bob@example.edu>; {} (UTC)\n",
        date(at + 8),
        date(at + 6),
        date(at + 5)
    ));
    arc(text, numbers, "mx1.example.edu", at);
}

/// What stands below the border: the sender's hops, signatures and letter.
fn sender(text: &mut String, numbers: &mut Numbers, relay: &Relay, at: u64) {
    let hops = text.matches("\nReceived: ").count();
    let host = &relay.host;
    for hop in hops..6 {
        text.push_str(&format!(
            "Received: from app{hop}.internal.example.net (app{hop}.internal.example.net [10.1.2.{hop}])\n\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\n\t key-exchange X25519 server-signature RSA-PSS (4096 bits))\n\t(Client did not present a certificate)\n\tby {host} (Postfix) with ESMTPS id {}\n\tfor <bob@example.edu>; {} (UTC)\n",
            numbers.hex(11),
            date(at - hop as u64)
        ));
    }
    if !text.contains("\nARC-Seal: ") {
        arc(text, numbers, "lists.example.org", at);
    }
    text.push_str(&format!(
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s2026;\n t={at}; h=from:to:subject:date:message-id:mime-version:content-type:list-id:\n list-unsubscribe; bh={};\n b={}\n",
        numbers.text(BASE64, 43),
        numbers.folded(344)
    ));
    let number = numbers.below(1_000_000);
    text.push_str(&format!(
        "From: Library Notices <circ@library.example.edu>\nTo: notices@lists.example.org\nCc: bob@example.edu, Carol Reader <carol@example.edu>,\n =?utf-8?q?D=C3=A4v=C3=ADd?= <david@example.edu>\nSubject: =?utf-8?q?Courtesy_notice_?= {number}: items due\nDate: {}\nMessage-ID: <{number}.{}@app07.example.net>\nIn-Reply-To: <{}@app07.example.net>\nReferences: <{}@app07.example.net>\n <{}@app07.example.net>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\nUser-Agent: Notices/4.2 (batch)\nX-Mailer: Notices 4.2\n",
        date(at),
        numbers.hex(24),
        numbers.hex(24),
        numbers.hex(24),
        numbers.hex(24)
    ));
}

fn arc(text: &mut String, numbers: &mut Numbers, sealer: &str, at: u64) {
    text.push_str(&format!(
        "ARC-Seal: i=1; a=rsa-sha256; t={at}; cv=none;\n        d={sealer}; s=arc-2026;\n        b={}\nARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d={sealer}; s=arc-2026;\n        h=list-unsubscribe:list-id:mime-version:message-id:date:subject:to:from;\n        bh={};\n        b={}\nARC-Authentication-Results: i=1; {sealer};\n       dkim=pass header.i=@example.org header.s=s2026 header.b=AbCdEfGh;\n       spf=pass ({sealer}: domain of a@example.org designates 192.0.2.77 as permitted sender) smtp.mailfrom=a@example.org;\n       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.org\n",
        numbers.folded(344),
        numbers.text(BASE64, 43),
        numbers.folded(344)
    ));
}

/// Two to ten kilobytes of text, six on average; some lines start with `From ` and are quoted.
fn body(text: &mut String, numbers: &mut Numbers) {
    let length = 2000 + numbers.below(8000) as usize;
    let end = text.len() + length;
    let mut column = 0;
    while text.len() < end {
        let word = WORDS[numbers.below(WORDS.len() as u64) as usize];
        text.push_str(word);
        column += word.len() + 1;
        if column > 70 {
            column = 0;
            text.push('\n');
            if numbers.below(60) == 0 {
                text.push_str(">From ");
            }
        } else {
            text.push(' ');
        }
    }
    text.push_str("\n\n");
}

fn date(seconds: u64) -> String {
    let date = jiff::Timestamp::from_second(seconds as i64).map(|t| jiff::tz::Offset::UTC.to_datetime(t));
    date.map_or_else(|_| String::new(), |d| d.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
}

fn ctime(seconds: u64) -> String {
    let date = jiff::Timestamp::from_second(seconds as i64).map(|t| jiff::tz::Offset::UTC.to_datetime(t));
    date.map_or_else(|_| String::new(), |d| d.strftime("%a %b %e %H:%M:%S %Y").to_string())
}
