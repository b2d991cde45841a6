//! Compares what the program says about a message with what is expected.

use serde_json::Value;

/// What differs from `expected` (`relation`, `region`, `folder`, `cause`, `verdict`, `findings`, `verdict_not`), as text.
pub fn differences(message: &Value, expected: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let found = [
        ("relation", &message["exlibris"]["relation"]),
        ("region", &message["exlibris"]["region"]),
        ("folder", &message["placement"]["folder"]),
        ("cause", &message["cause"]["rule"]),
        ("verdict", &message["verdict"]["value"]),
    ];
    for (key, found) in found {
        let wanted = &expected[key];
        if !wanted.is_null() && wanted != found {
            wrong.push(format!("{key}: expected {wanted}, got {found}"));
        }
    }
    let rules = rules(message);
    for rule in expected["findings"].as_array().into_iter().flatten() {
        if !rules.iter().any(|r| *rule == *r) {
            wrong.push(format!("finding {rule} is missing among {rules:?}"));
        }
    }
    for verdict in expected["verdict_not"].as_array().into_iter().flatten() {
        if *verdict == message["verdict"]["value"] {
            wrong.push(format!("verdict must not be {verdict}"));
        }
    }
    wrong
}

/// The rules of the findings.
pub fn rules(message: &Value) -> Vec<&str> {
    let findings = message["findings"].as_array().into_iter().flatten();
    findings.filter_map(|f| f["rule"].as_str()).collect()
}

/// What must not depend on how a message is stored.
pub fn diagnosis(message: &Value) -> Value {
    let mut rules = rules(message);
    rules.sort_unstable();
    serde_json::json!({
        "relation": message["exlibris"]["relation"],
        "region": message["exlibris"]["region"],
        "folder": message["placement"]["folder"],
        "verdict": message["verdict"]["value"],
        "border": message["route"]["border"],
        "cause": message["cause"],
        "findings": rules,
        "explanation": message["explanation"],
    })
}
