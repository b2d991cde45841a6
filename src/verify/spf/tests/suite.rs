//! The openspf suite for RFC 7208, where the corpora lie beside the repository.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::super::*;
use crate::dns::{Answer, Failure, Kind, Record as DnsRecord};

pub(super) const SUITE: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpora/spf/rfc7208-tests.json");
/// Aliases followed before a chain counts as a loop.
const MAX_ALIASES: usize = 8;

/// Type and data of each record, by name.
pub(super) struct Suite(HashMap<String, Vec<(String, Value)>>);

impl Suite {
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn new(zone: &Value) -> Self {
        let name = |n: &str| n.trim_end_matches('.').to_ascii_lowercase();
        let mut names: HashMap<String, Vec<(String, Value)>> = HashMap::new();
        for (key, records) in zone.as_object().unwrap() {
            for record in records.as_array().unwrap() {
                let kind = record[0].as_str().unwrap().to_owned();
                names.entry(name(key)).or_default().push((kind, record[1].clone()));
            }
        }
        // A record of type SPF stands for one of type TXT too, unless the name has its own.
        for records in names.values_mut() {
            if !records.iter().any(|(kind, _)| kind == "TXT") {
                records.iter_mut().filter(|(kind, _)| kind == "SPF").for_each(|r| r.0 = "TXT".to_owned());
            }
        }
        Self(names)
    }
}

impl Dns for Suite {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        let mut name = name.to_owned();
        for _ in 0..MAX_ALIASES {
            let Some(records) = self.0.get(&name) else { return Answer::NxDomain };
            let wanted = |(k, data): &&(String, Value)| k == kind.id() && data != "NONE";
            let found: Vec<_> = records.iter().filter(wanted).map(|(_, data)| record(kind, data)).collect();
            if !found.is_empty() {
                return Answer::Records(found.into());
            }
            if records.iter().any(|(_, data)| data == "TIMEOUT") {
                return Answer::Failed(Failure::Timeout);
            }
            let Some((_, alias)) = records.iter().find(|(k, _)| k == "CNAME") else { return Answer::NoData };
            name = alias.as_str().unwrap().trim_end_matches('.').to_ascii_lowercase();
        }
        Answer::Failed(Failure::ServerFailure)
    }
}

fn record(kind: Kind, data: &Value) -> DnsRecord {
    let host = |value: &Value| value.as_str().unwrap().trim_end_matches('.').to_ascii_lowercase();
    match kind {
        Kind::A => DnsRecord::A(data.as_str().unwrap().parse().unwrap()),
        Kind::Aaaa => DnsRecord::Aaaa(data.as_str().unwrap().parse().unwrap()),
        Kind::Mx => DnsRecord::Mx(u16::try_from(data[0].as_u64().unwrap()).unwrap(), host(&data[1])),
        Kind::Ptr => DnsRecord::Ptr(host(data)),
        Kind::Txt => {
            let one = std::slice::from_ref(data);
            let strings = data.as_array().map_or(one, Vec::as_slice);
            // Each character of the suite's strings is one byte.
            let bytes = |s: &Value| s.as_str().unwrap().chars().map(|c| c as u8).collect::<Vec<u8>>();
            DnsRecord::Txt(strings.iter().flat_map(bytes).collect())
        }
    }
}

/// What differs from the suite's expectation, if anything.
fn run(dns: &Suite, test: &Value) -> Option<String> {
    let text = |key: &str| test[key].as_str().unwrap_or_default();
    let request = Request {
        ip: text("host").parse().unwrap(),
        identity: Identity::MailFrom(text("mailfrom")),
        helo: text("helo"),
        receiver: "",
        time: 0,
    };
    let found = evaluate(dns, &request);
    let allowed = test["result"].as_array().unwrap();
    if !allowed.iter().any(|r| r == found.result.id()) {
        return Some(format!("{}: {} for {allowed:?}", text("name"), found.result.id()));
    }
    let explanation = found.explanation.and_then(|e| e.text.ok());
    let same = match test["explanation"].as_str() {
        None => true,
        Some("DEFAULT") => explanation.is_none(),
        Some(expected) => explanation.as_deref() == Some(expected),
    };
    (!same).then(|| format!("{}: {explanation:?} for {}", text("name"), test["explanation"]))
}

#[test]
fn every_test_of_the_suite_is_met() {
    if !Path::new(SUITE).exists() {
        return;
    }
    let suite: Value = serde_json::from_slice(&fs::read(SUITE).unwrap()).unwrap();
    let (mut tests, mut explanations, mut wrong) = (0, 0, Vec::new());
    for scenario in suite.as_array().unwrap() {
        let dns = Suite::new(&scenario["zonedata"]);
        for test in scenario["tests"].as_array().unwrap() {
            tests += 1;
            explanations += usize::from(test["explanation"].is_string());
            wrong.extend(run(&dns, test));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!((tests, explanations), (203, 22));
}
