//! The summary of a mailbox with a known mix says what is known of it, and what a change mends is what it mends.

use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::Value;

use super::compose::{SITE, mix};
use super::run::{objects, run};

/// Messages of the mix: enough for some on every day.
const MESSAGES: u32 = 4000;

/// A mailbox of the mix in a folder whose name says nothing.
struct Mailbox {
    _folder: tempfile::TempDir,
    path: PathBuf,
    /// What is known of it.
    expected: Value,
    /// The messages as they were analysed.
    messages: Vec<Value>,
    summary: Value,
}

impl Mailbox {
    fn new(mended: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.mbox");
        let mut bytes = Vec::new();
        let expected = mix::write(MESSAGES, mended, &mut bytes).unwrap();
        std::fs::write(&path, bytes).unwrap();
        let mut messages = objects(&run(&args("ndjson", &path)));
        let summary = messages.pop().unwrap();
        assert_eq!(summary["type"], "summary");
        Self { _folder: folder, path, expected, messages, summary }
    }

    fn delivered(&self) -> u64 {
        self.summary["exlibris"]["by_folder"]["inbox"].as_u64().unwrap()
    }
}

static MIX: LazyLock<Mailbox> = LazyLock::new(|| Mailbox::new(None));

fn args(format: &str, path: &std::path::Path) -> Vec<String> {
    let mut args: Vec<String> = vec!["--format".into(), format.into()];
    args.extend(SITE.map(Into::into));
    args.push(path.to_string_lossy().into_owned());
    args
}

/// Where `found` differs from what is expected; it may have more fields.
fn differences(path: &str, expected: &Value, found: &Value, wrong: &mut Vec<String>) {
    match (expected, found) {
        (Value::Object(fields), Value::Object(_)) => {
            for (name, value) in fields {
                differences(&format!("{path}.{name}"), value, &found[name], wrong);
            }
            // Counts by id are complete.
            if fields.values().all(Value::is_u64) && path.contains("by_") && found != expected {
                wrong.push(format!("{path}: {found}, not {expected}"));
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            for (at, (a, b)) in a.iter().zip(b).enumerate() {
                differences(&format!("{path}[{at}]"), a, b, wrong);
            }
        }
        _ if expected == found => {}
        _ => wrong.push(format!("{path}: {found}, not {expected}")),
    }
}

#[test]
fn counts_are_those_of_the_generator() {
    let mut wrong = Vec::new();
    differences("summary", &MIX.expected, &MIX.summary, &mut wrong);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The messages are analysed anew as they would have arrived with a change; first the one that mends most.
#[test]
fn changes_mend_as_many_as_are_counted() {
    let remedies = MIX.summary["remedies"].as_array().unwrap();
    let top = remedies.iter().max_by_key(|r| r["mends"].as_u64()).unwrap();
    assert_eq!(top["id"], "add-spf-include");
    for change in ["add-spf-include", "align-envelope-sender", "skip-list-gateway", "repair-spf-record"] {
        let mends = remedies.iter().find(|r| r["id"] == change).and_then(|r| r["mends"].as_u64()).unwrap();
        assert!(mends > 50, "{change}: {mends}");
        let foretold = MIX.messages.iter().filter(|message| {
            let what_if = message["what_if"].as_array().unwrap();
            what_if.iter().any(|w| w["remedy"] == change && w["folder"] == "inbox")
        });
        assert_eq!(foretold.count() as u64, mends, "{change}");
        assert_eq!(Mailbox::new(Some(change)).delivered() - MIX.delivered(), mends, "{change}");
    }
}

/// Nobody who only claims to be Ex Libris is let in by what the summary asks for.
#[test]
fn impostors_are_never_among_those_to_let_in() {
    let claimed: Vec<&Value> =
        MIX.messages.iter().filter(|m| m["exlibris"]["relation"] == "claimed").collect();
    assert_eq!(MIX.summary["impostors"]["messages"], claimed.len());
    assert!(claimed.len() > 50);
    for message in claimed {
        let remedies: Vec<&str> =
            message["remedies"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
        assert!(remedies.iter().all(|id| !id.starts_with("allow")), "{remedies:?}");
        assert_eq!(message["what_if"], serde_json::json!([]));
    }
}

/// The text says the numbers of the data, and the first screen what matters most.
#[test]
fn the_text_says_what_the_data_says() {
    let expected = &MIX.expected;
    let text = String::from_utf8(run(&args("text", &MIX.path)).out).unwrap();
    let note = &text[text.find("\nSummary\n").unwrap()..];
    let top: Vec<&str> = note.lines().take(24).collect();
    let has = |words: &str| assert!(top.join(" ").contains(words), "{words}: {note}");
    let genuine: u64 =
        expected["exlibris"]["by_folder"].as_object().unwrap().values().filter_map(Value::as_u64).sum();
    let thousands = |n: u64| if n < 1000 { n.to_string() } else { format!("{},{:03}", n / 1000, n % 1000) };
    has(&format!("{} came from Ex Libris", thousands(genuine)));
    has(&format!("{} messages only claim", expected["impostors"]["messages"]));
    let cause = &expected["causes"][0];
    assert_eq!(cause["cause"], "spf-omits-relay");
    has(&format!("{} ", thousands(cause["messages"].as_u64().unwrap())));
    has("DNS administrator: Add the SPF include");
    for change in expected["changes"].as_array().unwrap() {
        assert!(note.contains(change["date"].as_str().unwrap()), "{note}");
    }
}
