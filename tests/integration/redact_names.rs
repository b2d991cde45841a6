//! With `--redact` names go even where they are words of a grammar, a product or the program (`jan`, `may`, `mercury`).

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::run::{objects, root, run};

/// Every part that must not be told is an awkward one.
const AWKWARD: &str = "Return-Path: <jan@library.example.edu>
Received: from imap.example.edu (imap.example.edu [10.9.8.7:25])
\tby mercury (Postfix) with LMTP id 77AAbb for <jan@example.edu>; Mon, 02 Mar 2026 10:20:08 +0000
Received: from LAPTOP_TESTPERSON (unknown [203.0.113.200]) (Authenticated sender: may account jan)
\tby mx1.example.edu (Postfix) with ESMTPSA id 4Rl3A07801z for <jan@example.edu>; Mon, 02 Mar 2026 10:10:08 +0000
Received: from camellia (ip-10-1-2-3 [10.1.2.9]) (authenticated user may sun HELO ip-10-0-0-7)
\t(10.0.0.5:25) (fd12:3456:7890::1%25)
\tby LAPTOP_TESTPERSON with ESMTP id neptune; Mon, 02 Mar 2026 09:30:40 +0000
Authentication-Results: mx1.example.edu; auth=pass smtp.auth=may smtp.rcptto=sun smtp.helo=ip-10-1-2-4
\tsmtp.client-ip=10-0-0-8 smtp.remote-ip=10.1.2.3:25; spf=fail (mx1.example.edu: 10.0.0.9:2525 card 1234-5678)
\tsmtp.mailfrom=jan; dkim=fail reason=\"key of jan &#66;&#111;&#98; \\102\\157\\142\" header.d=library.example.edu
X-Spam-Status: Yes, score=7.1 required=5.0 tests=SPF_FAIL=3.1,LOCAL_TESTPERSON=2
X-Spam-Prev-Subject: Account closed: quota on 1980-12-31, call 555-1234
X-Spam-Report: Content preview: Dear May, your account will be closed. call 555 12-34
X-Amavis-Alert: BAD HEADER SECTION, account closed quota
X-Quarantine-ID: <jan>
X-CanIt-Stream: sun (inherits from may)
X-Gmail-Labels: Spam,Jan
X-Forefront-Antispam-Report: CIP:192.0.2.21;SCL:5;PTR:camellia;SFV:SPM
From: \"Jan Testperson\" <jan@library.example.edu>
To: jan@example.edu
Subject: Account closed: quota on 1980-12-31, call 555-1234
Date: Mon, 02 Mar 2026 10:08:39 +0000
Message-ID: <zebra.jan@app07.eu03.exlibrisgroup.com>

";

const GONE: &[&str] = &[
    "jan",
    "sun",
    "mercury",
    "camellia",
    "neptune",
    "testperson",
    "laptop",
    "quota",
    "closed",
    "call",
    "dear",
    "203.0.113.200",
    "10.9.8.7",
    "10.1.2.3",
    "10.0.0.5",
    "10.0.0.9",
    "10-1-2-3",
    "10-1-2-4",
    "10-0-0-7",
    "10-0-0-8",
    "fd12",
    "1%25",
    "1234-5678",
    "1980",
    "555-1234",
    "12-34",
    "&#66",
    "&amp;#66",
    "102\\\\157",
    "\\102\\157",
    "smtp.auth=may",
    "sender: may",
    "user may",
    "from may",
];

fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("whyjunk-{name}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn redacted(format: &str, path: &str, more: &[&str]) -> String {
    let mut args: Vec<String> = super::compose::SITE.iter().map(|s| (*s).to_owned()).collect();
    args.extend(["--redact", "--verbose", "--format", format, path].map(Into::into));
    args.extend(more.iter().map(|m| (*m).to_owned()));
    let run = run(&args);
    String::from_utf8(run.out).unwrap()
}

/// Whether a text holds a word, not as a part of a longer one.
fn holds(text: &str, word: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(word).any(|(at, _)| {
        !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + word.len()..].chars().next())
    })
}

#[test]
fn awkward_names_are_left_in_no_format() {
    let folder = folder("awkward");
    let path = folder.join("one.eml");
    fs::write(&path, AWKWARD).unwrap();
    let mut left = Vec::new();
    for format in ["text", "json", "ndjson", "csv", "markdown"] {
        let out = redacted(format, path.to_str().unwrap(), &[]).to_lowercase();
        assert!(out.contains("library.example.edu"), "{out}");
        left.extend(GONE.iter().filter(|word| holds(&out, word)).map(|word| format!("{word} in {format}")));
    }
    fs::remove_dir_all(folder).unwrap();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn one_message_id_has_one_pseudonym() {
    let folder = folder("one-id");
    let path = folder.join("one.eml");
    fs::write(&path, AWKWARD).unwrap();
    let out = redacted("json", path.to_str().unwrap(), &[]);
    fs::remove_dir_all(folder).unwrap();
    assert!(out.contains("message-1@app07") && !out.contains("person-4@app07"), "{out}");
    for (at, _) in out.match_indices("@app07.eu03.exlibrisgroup.com") {
        assert!(out[..at].ends_with("message-1"), "{}", &out[at.saturating_sub(40)..at]);
    }
}

#[test]
fn the_address_of_a_client_that_logged_in_goes_from_the_summary() {
    let folder = folder("impostors");
    let path = folder.join("two.mbox");
    let message = AWKWARD.replace("library.example.edu", "exlibrisgroup.com");
    fs::write(&path, format!("From x Mon Mar  2 10:08:47 2026\n{message}x\n\n").repeat(2)).unwrap();
    for format in ["text", "json", "markdown", "html"] {
        let out = redacted(format, path.to_str().unwrap(), &[]);
        assert!(!out.contains("203.0.113.200"), "{format}");
    }
    let out = redacted("ndjson", path.to_str().unwrap(), &[]);
    fs::remove_dir_all(folder).unwrap();
    let summary: Value = serde_json::from_str(out.lines().last().unwrap()).unwrap();
    let ip = summary.pointer("/summary/impostors/senders/0/addresses/0/ip");
    let ip = ip.or(summary.pointer("/impostors/senders/0/addresses/0/ip")).and_then(Value::as_str);
    assert!(ip.is_some_and(|ip| ip.starts_with("240.")), "{summary}");
}

#[test]
fn an_explanation_out_of_dns_is_redacted() {
    let folder = folder("explained");
    let (path, zone) = (folder.join("one.eml"), folder.join("one.zone"));
    let message = fs::read_to_string(root().join("fixtures/rules/spf-omits-relay/hit-1.eml")).unwrap();
    fs::write(&path, message).unwrap();
    fs::write(
        &zone,
        "library.example.edu. 300 IN TXT \"v=spf1 ip4:203.0.113.1 exp=why.library.example.edu -all\"\n\
        why.library.example.edu. 300 IN TXT \"ask jan, phone 555-1234 or 10.4.4.4:25\"\n",
    )
    .unwrap();
    let out = redacted("json", path.to_str().unwrap(), &["--dns", zone.to_str().unwrap()]);
    fs::remove_dir_all(folder).unwrap();
    let report: Value = serde_json::from_str(&out).unwrap();
    let explanation = report.pointer("/messages/0/authentication/verified/spf/explanation");
    assert!(explanation.is_some_and(Value::is_string), "{out}");
    for word in ["10.4.4.4", "555-1234"] {
        assert!(!holds(&out, word), "{word}");
    }
    assert!(!holds(&out.to_lowercase(), "jan"));
}

#[test]
fn the_organisation_of_a_trusted_server_goes_when_it_holds_a_name() {
    let folder = folder("organisation");
    let (path, config) = (folder.join("one.eml"), folder.join("site.toml"));
    fs::write(
        &path,
        "Return-Path: <circ@library.example.edu>\n\
        Received: from mailrelay1.eu.exlibrisgroup.com ([192.0.2.21]) by mx.testperson-reader.org (Postfix) with ESMTPS id 4Rl3A07801z\n\
        \tfor <reader@testperson-reader.org>; Mon, 02 Mar 2026 10:10:08 +0000\n\
        From: circ@library.example.edu\nTo: reader@testperson-reader.org\nSubject: x\n\n",
    )
    .unwrap();
    fs::write(&config, "[institution]\ndomains=[\"example.edu\"]\ntrusted=[\"mx.testperson-reader.org\"]\n")
        .unwrap();
    let args = ["--redact", "--format", "json", "--config", config.to_str().unwrap(), path.to_str().unwrap()];
    let out = String::from_utf8(run(&args.map(String::from)).out).unwrap();
    fs::remove_dir_all(folder).unwrap();
    assert!(out.contains("library.example.edu"), "{out}");
    assert!(!out.contains("testperson-reader"), "{out}");
}

/// Records, variables of a snippet and blocks of relays are what an administrator needs.
#[test]
fn the_text_to_paste_stays() {
    let read = |more: &[&str]| -> Vec<Value> {
        let mut args: Vec<String> = super::compose::SITE.iter().map(|s| (*s).to_owned()).collect();
        args.extend(["--format", "ndjson", "fixtures"].map(Into::into));
        args.extend(more.iter().map(|m| (*m).to_owned()));
        objects(&run(&args)).into_iter().filter(|o| o["type"] == "message").collect()
    };
    let mut seen = [0; 3];
    for (plain, redacted) in read(&[]).iter().zip(&read(&["--redact"])) {
        let (plain, redacted) = (plain["remedies"].to_string(), redacted["remedies"].to_string());
        let kept =
            ["_domainkey.library.example.edu", "@exlibris_relays", "-SendingInfrastructure \\\"192.0.2.0/24"];
        for (text, seen) in kept.into_iter().zip(&mut seen) {
            let count = |all: &str| all.matches(text).count();
            assert_eq!(count(&plain), count(&redacted), "{text}: {redacted}");
            *seen += count(&plain);
        }
    }
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
}
