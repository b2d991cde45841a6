//! With `--redact` names go in whatever form they stand, and the words of a grammar stay though somebody uses them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::run::{root, run};

/// A name of the form `given.surname` whose end is a top-level domain, glued names, tags of forwarders, telephones.
const FORMS: &str = "Return-Path: <bounces-hyun.kim=example.org@library.example.edu>
Delivered-To: quercus@example.edu
X-Original-To: mary.o'brien@example.edu
Authentication-Results: mx1.example.edu; spf=fail smtp.mailfrom=bounces-hyun.kim=example.org@library.example.edu;
\tauth=pass smtp.auth=hyun.kim; x=pass smtp.auth=key smtp.helo=edge; dmarc=fail (p=quarantine dis=quarantine)
\theader.from=library.example.edu
Received: from mailrelay1.eu.exlibrisgroup.com (mailrelay1.eu.exlibrisgroup.com [192.0.2.21])
\t(Authenticated sender: hyun.kim) by mx1.example.edu (Postfix) with ESMTPS id 4XyZ12345ab
\tfor <mary.o'brien@example.edu>; Mon, 02 Mar 2026 09:00:05 +0000
X-Spam-Status: Yes, score=6.3 required=5.0 tests=SPF_FAIL=3.0,QUERCUS_ALLOW=1.0,BLOCK_MAGNOLIAPLUM=1.0,QPLUM_X=1.3
\tautolearn=no version=3.4.6
X-Spam-Report: call +41 44 268 31 00 or ask hyun.kim, born 31/12/80
X-Spamd-Result: default: False [4.00 / 15.00]; FROM(0)[hyun.kim]; R_SPF_FAIL(4.00)[-all]
X-Amavis-Alert: BANNED, zwetschgenau.zip
X-CanIt-Geo: latitude 47.3769, longitude 8.5417
X-CanIt-Stream: hyun.kim
X-Auth-User: hyun.kim
X-Magnolia-Page-MailScanner-SpamCheck: spam
Keywords: hyun.kim
From: \"Magnolia Plum\" <circ@library.example.edu>
To: mary.o'brien@example.edu
Cc: \"Linden Ahorn\" <user/birke@example.edu>
Subject: x
Date: Mon, 02 Mar 2026 08:00:00 +0000
Message-ID: <CAF=hyun.kim=x@library.example.edu>

";

const GONE: &[&str] = &[
    "hyun",
    "hyun.kim",
    "brien",
    "quercus",
    "plum",
    "magnolia",
    "linden",
    "birke",
    "zwetschgenau",
    "47.3769",
    "268",
    "31/12/80",
    "smtp.auth=key",
    "\"smtp.auth\":\"key\"",
    "\"smtp.helo\":\"edge\"",
];

fn redacted(format: &str, message: &str, more: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.eml");
    fs::write(&path, message).unwrap();
    let mut args: Vec<String> = super::compose::SITE.iter().map(|s| (*s).to_owned()).collect();
    args.extend(["--redact", "--verbose", "--format", format, path.to_str().unwrap()].map(Into::into));
    args.extend(more.iter().map(|m| (*m).to_owned()));
    String::from_utf8(run(&args).out).unwrap()
}

fn json(message: &str, more: &[&str]) -> Value {
    let out: Value = serde_json::from_str(&redacted("json", message, more)).unwrap();
    out["messages"][0].clone()
}

/// Every member of the bundle of a message.
fn bundle(message: &str) -> Vec<(String, String)> {
    let folder = tempfile::tempdir().unwrap();
    let (path, case) = (folder.path().join("one.eml"), folder.path().join("case.zip"));
    fs::write(&path, message).unwrap();
    let mut args: Vec<String> = vec!["bundle".to_owned()];
    args.extend(super::compose::SITE.iter().map(|s| (*s).to_owned()));
    args.extend([path.to_str().unwrap(), "-o", case.to_str().unwrap()].map(Into::into));
    assert_eq!(run(&args).code, Some(0));
    members(&case)
}

fn members(case: &Path) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(fs::File::open(case).unwrap()).unwrap();
    let mut members = Vec::new();
    for at in 0..zip.len() {
        let mut member = zip.by_index(at).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut member, &mut text).unwrap();
        members.push((member.name().unwrap().into_owned(), text));
    }
    members
}

/// Words of the page's own style and script are not the message's.
fn content(name: &str, text: &str) -> String {
    let text = text.to_lowercase();
    if !name.ends_with("html") {
        return text;
    }
    let body = text.find("<body").unwrap_or(0);
    text[body..text.rfind("<script").unwrap_or(text.len())].to_owned()
}

#[test]
fn names_in_any_form_are_left_nowhere() {
    let mut left = Vec::new();
    let formats = ["text", "json", "ndjson", "csv", "markdown", "html"];
    let outputs = formats.map(|format| (format.to_owned(), redacted(format, FORMS, &[])));
    for (name, text) in outputs.into_iter().chain(bundle(FORMS)) {
        let text = content(&name, &text);
        assert!(!text.is_empty(), "{name}");
        left.extend(GONE.iter().filter(|word| text.contains(**word)).map(|word| format!("{word} in {name}")));
    }
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn one_address_has_one_pseudonym_in_every_form() {
    let message = json(FORMS, &[]);
    let to = message["message"]["to"][0].as_str().unwrap();
    assert_eq!(message["route"]["hops"][0]["for"], to);
    let mails = bundle(FORMS);
    let mail = &mails.iter().find(|(name, _)| name.starts_with("messages/")).unwrap().1;
    for field in ["X-Original-To", "To"] {
        assert!(mail.contains(&format!("\n{field}: {to}\n")), "{mail}");
    }
    assert_eq!(mail.matches("Message-ID: <message-1@library.example.edu>").count(), 1, "{mail}");
}

/// Recipients, subjects and names of the commonest words: nothing of a grammar, no text to paste is lost.
#[test]
fn words_of_a_grammar_stay_where_they_name_a_value() {
    let folder = root().join("fixtures/rules/spf-omits-relay/hit-1.eml");
    let plain = fs::read_to_string(folder).unwrap();
    let subject = plain.lines().find(|line| line.starts_with("Subject:")).unwrap();
    let changed = plain
        .replace(subject, "Subject: Cat, dir, dest, scl and ucf: required reading at cip, auth and country")
        .replace("bob@", "all@");
    let codes = |message: &Value| -> Vec<String> {
        let filters = message["filters"].as_array().unwrap().iter();
        filters.flat_map(|f| f["codes"].as_array().unwrap()).map(|c| c["name"].to_string()).collect()
    };
    let (open, closed) = (json_open(&changed), json(&changed, &[]));
    assert_eq!(codes(&open), codes(&closed));
    assert!(codes(&closed).len() > 5);
    assert_eq!(open["remedies"][0]["snippet"], closed["remedies"][0]["snippet"]);
    assert_eq!(open["remedies"][0]["steps"], closed["remedies"][0]["steps"]);
    let readme = &bundle(&changed)[0].1;
    assert!(readme.contains("for each of the 1 messages the repetition gives the same"), "{readme}");
}

fn json_open(message: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.eml");
    fs::write(&path, message).unwrap();
    let mut args: Vec<String> = super::compose::SITE.iter().map(|s| (*s).to_owned()).collect();
    args.extend(["--format", "json", path.to_str().unwrap()].map(Into::into));
    let out: Value = serde_json::from_slice(&run(&args).out).unwrap();
    out["messages"][0].clone()
}

/// Trace fields of an own server with a content filter behind it, of a mail store, and of Google inside.
#[test]
fn a_bundle_keeps_the_hops_of_common_servers() {
    let delivered = [
        "Received: from localhost (localhost [127.0.0.1])\n\tby mx1.example.edu (Postfix) with ESMTP id 6E890643100A\n\
         \tfor <bob@example.edu>; Mon, 02 Mar 2026 09:00:09 +0000\n\
         Received: from mx1.example.edu ([127.0.0.1])\n\tby localhost (mx1.example.edu [127.0.0.1]) (amavisd-new, port 10024)\n\
         \twith ESMTP id MxM2dTrj5967 for <bob@example.edu>; Mon, 02 Mar 2026 09:00:08 +0000\n",
        "Received: from mx1.example.edu ([unix socket])\n\t by imap.example.edu (Cyrus v2.4.16-Invoca-RPM-2.4.16-1.el6) with LMTPA;\n\
         \t Mon, 02 Mar 2026 09:00:10 +0000\n",
    ];
    let message = "Authentication-Results: mx1.example.edu; spf=fail smtp.mailfrom=library.example.edu;\n\
         \tdmarc=fail (p=quarantine dis=quarantine) header.from=library.example.edu\n\
         Received: from mailrelay1.eu.exlibrisgroup.com (mailrelay1.eu.exlibrisgroup.com [192.0.2.21])\n\
         \tby mx1.example.edu (Postfix) with ESMTPS id 7644C6431008 for <bob@example.edu>;\n\
         \tMon, 02 Mar 2026 09:00:06 +0000\n\
         From: circ@library.example.edu\nTo: bob@example.edu\nSubject: x\n\n";
    for hops in delivered {
        let message = format!("{hops}{message}");
        assert_eq!(json_open(&message)["exlibris"]["relation"], "relay", "{message}");
        let members = bundle(&message);
        assert!(members[0].1.contains("the repetition gives the same"), "{}", members[0].1);
    }
}

/// What a macro of SPF expands to is somebody's local part or greeting.
#[test]
fn names_that_macros_made_go_from_look_ups() {
    let folder = tempfile::tempdir().unwrap();
    let zone = folder.path().join("one.zone");
    fs::write(
        &zone,
        "library.example.edu. 300 IN TXT \"v=spf1 exists:%{l}._l.spf.example.edu exists:%{h}._h.spf.example.edu include:spf-eu.example.edu -all\"\n\
        spf-eu.example.edu. 300 IN TXT \"v=spf1 ip4:203.0.113.1 -all\"\n",
    )
    .unwrap();
    let message = "Return-Path: <li@library.example.edu>\n\
        Received: from pc-of-li.inner.example.org (pc-of-li.inner.example.org [192.0.2.21]) by mx1.example.edu (Postfix)\n\
        \twith ESMTPS id 4XyZ12345ab for <bob@example.edu>; Mon, 02 Mar 2026 09:00:05 +0000\n\
        From: \"Example University Library\" <li@library.example.edu>\nTo: bob@example.edu\nSubject: x\n\n";
    let report = json(message, &["--dns", zone.to_str().unwrap()]);
    let checked = report["authentication"]["verified"]["spf"].to_string();
    for name in ["li._l", "pc-of-li", "inner.example.org"] {
        assert!(!checked.contains(name), "{name}: {checked}");
    }
    for term in ["exists:%{l}._l.spf.example.edu", "include:spf-eu.example.edu", "_l.spf.example.edu"] {
        assert!(checked.contains(term), "{term}: {checked}");
    }
}

/// A pseudonym that two messages share must not tell a domain that one of them hides.
#[test]
fn a_hidden_domain_is_not_told_by_another_message() {
    let message = |from: &str| {
        format!(
            "From x Mon Mar  2 10:08:47 2026\n\
             Received: from mailrelay1.eu.exlibrisgroup.com ([192.0.2.21]) by mx1.example.edu (Postfix) with ESMTPS id 1;\n\
             \tMon, 02 Mar 2026 09:00:05 +0000\n\
             From: {from}\nTo: bob@quercus-family.example.org\nSubject: x\n\nx\n\n"
        )
    };
    let mailbox = [message("circ@library.example.edu"), message("bob@quercus-family.example.org")].concat();
    let out = redacted("ndjson", &mailbox, &[]);
    let to = |line: &str| -> String {
        let value: Value = serde_json::from_str(line).unwrap();
        value["message"]["to"][0].as_str().unwrap().split('@').next().unwrap().to_owned()
    };
    let lines: Vec<&str> = out.lines().collect();
    assert!(!lines[0].contains("quercus-family") && lines[1].contains("quercus-family"), "{out}");
    assert_ne!(to(lines[0]), to(lines[1]), "{out}");
}

/// Where a client logged in, its name tells as much as its address; a login in the place of an address is no domain.
#[test]
fn the_home_of_a_client_and_bare_logins_go() {
    let home = "Received: from hyunkim.synology.me (hyunkim.synology.me [198.51.100.77]) (Authenticated sender: x)\n\
        \tby mx1.example.edu (Postfix) with ESMTPSA id 4XyZ12345ab for <bob@example.edu>; Mon, 02 Mar 2026 09:00:05 +0000\n\
        From: a@library.example.edu\nTo: bob@example.edu\nSubject: x\n\n";
    let login = "Return-Path: <hyun.kim>\n\
        Received-SPF: none (mx1.example.edu: no record) client-ip=192.0.2.21; envelope-from=hyun.kim;\n\
        Received: from mailrelay1.eu.exlibrisgroup.com (mailrelay1.eu.exlibrisgroup.com [192.0.2.21])\n\
        \tby mx1.example.edu (Postfix) with ESMTPS id 4XyZ12345ab for <bob@example.edu>; Mon, 02 Mar 2026 09:00:05 +0000\n\
        From: Hyun Kim <hyun.kim@library.example.edu>\nTo: bob@example.edu\nSubject: x\n\n";
    for (message, word) in [(home, "hyunkim"), (login, "hyun.kim")] {
        for (member, text) in bundle(message) {
            assert!(!content(&member, &text).contains(word), "{word} in {member}");
        }
    }
}

/// What stands behind an address that is replaced is read on; one address is one person in each form.
#[test]
fn an_address_with_marks_ends_where_it_ends() {
    let message = "Return-Path: <prvs=0123abc=circ@library.example.edu>\n\
        Authentication-Results: mx1.example.edu; spf=fail smtp.mailfrom=prvs=0123abc=circ@library.example.edu\n\
        \tsmtp.helo=mailrelay1.eu.exlibrisgroup.com smtp.remote-ip=192.0.2.21\n\
        Received: from mailrelay1.eu.exlibrisgroup.com (mailrelay1.eu.exlibrisgroup.com [192.0.2.21])\n\
        \tby mx1.example.edu (Postfix) with ESMTPS id 4XyZ12345ab for <list=quinn@example.edu>; Mon, 02 Mar 2026 09:00:05 +0000\n\
        From: a@library.example.edu\nTo: list=quinn@example.edu\nSubject: x\n\n";
    let mails = bundle(message);
    let mail = &mails.iter().find(|(name, _)| name.starts_with("messages/")).unwrap().1;
    let path = mail.split("Return-Path: <").nth(1).unwrap();
    let sender = path.split('>').next().unwrap();
    let said =
        format!("smtp.mailfrom={sender} smtp.helo=mailrelay1.eu.exlibrisgroup.com smtp.remote-ip=192.0.2.21");
    assert!(mail.contains(&said), "{said}: {mail}");
    let to = mail.split("\nTo: ").nth(1).unwrap().lines().next().unwrap();
    assert!(mail.contains(&format!("for <{to}>")), "{mail}");
}

/// Masks and paths of what is to be pasted stay, whatever a hop calls itself; the summary pastes what a message does.
#[test]
fn what_to_do_is_not_damaged() {
    let demo = root().join("fixtures/demo/junk-folder.mbox");
    let mut args: Vec<String> = super::compose::SITE.iter().map(|s| (*s).to_owned()).collect();
    args.extend(["--redact", "--format", "json", demo.to_str().unwrap()].map(Into::into));
    let report: Value = serde_json::from_slice(&run(&args).out).unwrap();
    let of = |remedies: &Value| -> Vec<String> {
        let remedies = remedies.as_array().unwrap().iter();
        let declared = remedies.filter(|r| r["id"].as_str().is_some_and(|id| id.starts_with("declare-")));
        declared.map(|r| r["snippet"]["text"].to_string()).collect()
    };
    let messages = report["messages"].as_array().unwrap();
    let each: Vec<String> = messages.iter().flat_map(|m| of(&m["remedies"])).collect();
    let all = of(&report["summary"]["remedies"]);
    assert!(!all.is_empty() && all.iter().all(|text| each.contains(text)), "{all:?} {each:?}");
    let fixture = root().join("fixtures/filters/barracuda/positive-1.eml");
    let message = fs::read_to_string(fixture).unwrap();
    for text in [json(&message, &[]).to_string(), json_open(&message).to_string()] {
        assert_eq!(text.matches("netmask 255.255.255.255").count() > 0, text.contains("netmask"), "{text}");
    }
}
