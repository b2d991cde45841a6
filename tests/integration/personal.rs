//! Addresses and habits of people that filters wrote down are shown only when asked for, in every format.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::run::{analyze, root, run};

/// The institution that the messages went to.
const ARGS: [&str; 4] = ["--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"];

const HIDDEN: &str = "(personal data: --verbose shows it)";

fn messages(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            messages(&path, found);
        } else if path.extension().is_some_and(|e| e == "eml") {
            found.push(path);
        }
    }
}

/// Without white space and marks of quotation, so that neither line ends nor escapes matter.
fn solid(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '\\' | '"'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The values that only `--verbose` shows, but for those that every report shows as the message's own.
fn personal(plain: &Value, verbose: &Value) -> Vec<String> {
    let codes = |m: &Value| -> Vec<Value> {
        let filters = m["filters"].as_array().unwrap().iter();
        filters.flat_map(|f| f["codes"].as_array().unwrap().clone()).collect()
    };
    let own = solid(&plain["message"].to_string());
    let (hidden, shown) = (codes(plain), codes(verbose));
    assert_eq!(hidden.len(), shown.len());
    hidden
        .iter()
        .zip(&shown)
        .filter(|(hidden, _)| hidden["value"] == HIDDEN)
        .map(|(_, shown)| solid(shown["value"].as_str().unwrap()))
        // The route tells the addresses of servers.
        .filter(|value| value.parse::<std::net::IpAddr>().is_err())
        .filter(|value| value.chars().count() > 3 && !own.contains(value.trim_matches(['<', '>'])))
        .collect()
}

#[test]
fn personal_values_are_in_no_format_unless_asked_for() {
    let mut paths = Vec::new();
    messages(&root().join("fixtures"), &mut paths);
    paths.sort();
    let verbose: Vec<&str> = ARGS.iter().chain(&["--verbose"]).copied().collect();
    let (plain, shown) = (analyze(&ARGS, &paths), analyze(&verbose, &paths));
    assert_eq!(plain.len(), shown.len());
    let (mut checked, mut wrong) = (0, Vec::new());
    for (plain, shown) in plain.iter().zip(&shown) {
        let values = personal(plain, shown);
        let path = plain["source"]["path"].as_str().unwrap();
        let mut outputs = vec![("ndjson", solid(&plain.to_string()))];
        for format in ["text", "json", "csv", "html"] {
            if !values.is_empty() {
                let args: Vec<&str> = ARGS.iter().chain(&["--format", format, path]).copied().collect();
                outputs.push((format, solid(&String::from_utf8_lossy(&run(&args).out))));
            }
        }
        checked += values.len();
        for (format, output) in &outputs {
            let found = values.iter().filter(|value| output.contains(*value));
            wrong.extend(found.map(|value| format!("{path}: {format} shows {value}")));
        }
    }
    assert!(wrong.is_empty(), "{} values:\n{}", wrong.len(), wrong.join("\n"));
    assert!(checked >= 30, "{checked}");
}
