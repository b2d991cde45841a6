//! Of a junked and a delivered message the difference that explains it comes first.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::run::{root, run};

fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root().join("fixtures/compare")).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() >= 10);
    folders
}

/// The comparison in a format, and its arguments; `swapped` has the delivered message first.
fn output(folder: &std::path::Path, format: &str, swapped: bool) -> (String, Value) {
    let expected: Value = serde_json::from_slice(&fs::read(folder.join("expected.json")).unwrap()).unwrap();
    let options = expected["args"].as_array().unwrap().iter().map(|a| a.as_str().unwrap().to_owned());
    let mut args: Vec<String> =
        ["compare", "--format", format].map(Into::into).into_iter().chain(options).collect();
    let mut files = ["junked.eml", "delivered.eml"].map(|f| folder.join(f).to_string_lossy().into_owned());
    if swapped {
        files.reverse();
        for arg in &mut args {
            *arg = match arg.as_str() {
                "--folder-a" => "--folder-b".into(),
                "--folder-b" => "--folder-a".into(),
                _ => continue,
            };
        }
    }
    args.extend(files);
    let run = run(&args);
    assert_eq!(run.code, Some(0), "{folder:?}: {}", run.err);
    (String::from_utf8(run.out).unwrap(), expected)
}

#[test]
fn the_decisive_difference_comes_first() {
    for folder in folders() {
        for swapped in [false, true] {
            let (text, expected) = output(&folder, "json", swapped);
            let whole: Value = serde_json::from_str(&text).unwrap();
            let comparison = &whole["comparison"];
            let answer = comparison["answer"].as_str().unwrap();
            assert_eq!(whole["schema"], "whyjunk/1");
            assert_eq!(comparison["fates"], "different", "{folder:?}: {answer}");
            assert_eq!(comparison["decisive"]["what"], expected["decisive"], "{folder:?}: {answer}");
            let first = &comparison["differences"][0];
            assert_eq!(first["decisive"], expected["decisive"].is_string(), "{folder:?}: {first}");
            assert_eq!(whole["messages"].as_array().unwrap().len(), 2);
            if expected["decisive"].is_string() {
                assert_eq!(comparison["decisive"]["junked"], if swapped { "b" } else { "a" });
            }
            if !swapped {
                for word in expected["says"].as_array().unwrap() {
                    assert!(answer.contains(word.as_str().unwrap()), "{folder:?}: no {word} in {answer}");
                }
            }
        }
    }
}

#[test]
fn text_and_markdown_begin_with_the_answer() {
    let solid = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "");
    for folder in folders() {
        let (json, expected) = output(&folder, "json", false);
        let whole: Value = serde_json::from_str(&json).unwrap();
        let answer = solid(whole["comparison"]["answer"].as_str().unwrap());
        let (text, _) = output(&folder, "text", false);
        assert!(solid(&text).starts_with(&answer), "{text}");
        assert_eq!(text.contains("The decisive difference"), expected["decisive"].is_string(), "{text}");
        let (markdown, _) = output(&folder, "markdown", false);
        assert!(solid(&markdown).contains(&answer), "{markdown}");
    }
}

#[test]
fn one_message_of_a_mailbox_is_named_by_its_number() {
    let mailbox = "fixtures/demo/junk-folder.mbox";
    let several = run(&["compare", mailbox, mailbox]);
    assert_eq!(several.code, Some(1));
    assert!(several.err.contains("junk-folder.mbox:1"), "{}", several.err);
    let same = run(&["compare", &format!("{mailbox}:2"), &format!("{mailbox}:2"), "--format", "json"]);
    let whole: Value = serde_json::from_slice(&same.out).unwrap();
    assert_eq!(whole["comparison"]["differences"].as_array().unwrap().len(), 0);
    assert_eq!(whole["messages"][0]["source"]["number"], 2);
    let none = run(&["compare", &format!("{mailbox}:999"), mailbox]);
    assert_eq!(none.code, Some(1));
    assert!(none.err.contains("none of number 999"), "{}", none.err);
    assert_eq!(run(&["compare", "no/such/file", mailbox]).code, Some(1));
}

#[test]
fn same_fates_and_other_senders_are_said() {
    let answer = |numbers: [u32; 2]| {
        let files = numbers.map(|n| format!("fixtures/demo/junk-folder.mbox:{n}"));
        let args =
            ["compare", "--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"];
        let mut args: Vec<String> = args.map(Into::into).to_vec();
        args.extend(["--format".into(), "json".into()]);
        args.extend(files);
        let run = run(&args);
        serde_json::from_slice::<Value>(&run.out).unwrap()["comparison"].clone()
    };
    let comparison = answer([1, 2]);
    assert_eq!((&comparison["fates"], &comparison["decisive"]), (&"same".into(), &Value::Null));
    assert!(comparison["answer"].as_str().unwrap().contains("same fate"), "{comparison}");
    let all = (2..=40).map(|n| answer([1, n])).find(|c| c["same_sender"] == false).unwrap();
    assert!(all["notes"][0].as_str().unwrap().contains("different senders"), "{all}");
}
