//! Recorded answers of DNS for the messages that are checked anew.

use crate::signing;

/// Answers of DNS in the form that `whyjunk dns record` writes, all of one time.
fn record(answers: &[(&str, &str, Option<&str>)]) -> String {
    let mut text = "{\"type\":\"whyjunk-dns/1\",\"program\":\"composed\"}\n".to_owned();
    for (name, kind, answer) in answers {
        let mut line =
            serde_json::json!({ "name": name, "type": kind, "at": "2026-11-02T09:00:00Z", "ttl": 300 });
        match answer {
            Some(answer) => {
                line["status"] = "ok".into();
                line["records"] = serde_json::json!([answer]);
            }
            None => line["status"] = "nxdomain".into(),
        }
        text.push_str(&format!("{line}\n"));
    }
    text
}

const POLICY: (&str, &str, Option<&str>) =
    ("_dmarc.library.example.edu", "TXT", Some("v=DMARC1; p=quarantine"));

/// Path below `fixtures/`, content.
pub fn files() -> [(&'static str, String); 3] {
    let key = signing::record();
    let includes = ("library.example.edu", "TXT", Some("v=spf1 include:spf-eu.exlibrisgroup.com -all"));
    let relays = ("spf-eu.exlibrisgroup.com", "TXT", Some("v=spf1 ip4:192.0.2.21 ip4:192.0.2.22 -all"));
    let own_key = ("alma._domainkey.library.example.edu", "TXT", Some(key.as_str()));
    let vendor_key = ("alma._domainkey.exlibrisgroup.com", "TXT", Some(key.as_str()));
    [
        ("settings/dns-good.jsonl", record(&[includes, relays, POLICY, own_key, vendor_key])),
        (
            "settings/dns-bad.jsonl",
            record(&[
                ("library.example.edu", "TXT", Some("v=spf1 ip4:203.0.113.0/24 -all")),
                POLICY,
                ("alma._domainkey.library.example.edu", "TXT", None),
            ]),
        ),
        ("settings/dns-keyless.jsonl", record(&[includes, relays, POLICY])),
    ]
}
