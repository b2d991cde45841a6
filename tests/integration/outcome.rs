//! Exit codes, output files, broken pipes, and inputs that cannot be read.

use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};

use super::run::{analyze, objects, root, run, run_with_input};

const MESSAGE: &str = "fixtures/rules/spf-omits-relay/hit-1.eml";

#[test]
fn everything_analysed_is_zero() {
    let run = run(&[MESSAGE]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(!run.out.is_empty());
}

#[test]
fn analyze_may_be_said() {
    assert_eq!(run(&["analyze", MESSAGE]).out, run(&[MESSAGE]).out);
}

#[test]
fn what_cannot_start_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let bad = folder.path().join("bad.toml");
    fs::write(&bad, "[institution]\nregion = \"mars\"\n").unwrap();
    let bad = bad.to_string_lossy().into_owned();
    let cases: [&[&str]; 7] = [
        &["--no-such-option", MESSAGE],
        &["--format", "xml", MESSAGE],
        &["--folder", "attic", MESSAGE],
        &["--threads", "none", MESSAGE],
        &["--config", "no/such/file.toml", MESSAGE],
        &["--config", &bad, MESSAGE],
        &["--relays", &bad, MESSAGE],
    ];
    for args in cases {
        let run = run(args);
        assert_eq!(run.code, Some(1), "{args:?}: {}", run.err);
        assert!(run.out.is_empty(), "{args:?}");
        assert!(!run.err.is_empty(), "{args:?}");
    }
    assert_eq!(run::<&str>(&[]).code, Some(1), "no input at all");
}

#[test]
fn a_wrong_relay_table_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("relays.toml");
    let table = "[[relay]]\nid = \"one\"\nkind = \"mail-relay\"\naddress = \"192.0.2.300\"\nsource = \"x\"\nas_of = 2026-01-01\nconfidence = \"vendor\"\n";
    fs::write(&path, table).unwrap();
    let run = run(&["--relays", &path.to_string_lossy(), MESSAGE]);
    assert_eq!(run.code, Some(1));
    assert!(run.err.contains("one") && run.err.contains("address"), "{}", run.err);
}

#[test]
fn what_cannot_be_read_is_two_and_named() {
    let run = run(&["--format", "ndjson", MESSAGE, "no/such/message.eml"]);
    assert_eq!(run.code, Some(2), "{}", run.err);
    assert!(run.err.contains("no/such/message.eml"), "{}", run.err);
    let objects = objects(&run);
    assert_eq!(objects.iter().filter(|o| o["type"] == "message").count(), 1);
    let unreadable: Vec<_> = objects.iter().filter(|o| o["type"] == "unreadable").collect();
    assert_eq!(unreadable.len(), 1);
    assert_eq!(unreadable[0]["path"], "no/such/message.eml");
    assert_eq!(objects.last().unwrap()["unreadable"], 1);
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("closed.eml");
    fs::copy(root().join(MESSAGE), &path).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&path).is_ok() {
        return;
    }
    let run = run(&[MESSAGE, &path.to_string_lossy()]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("closed.eml"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_a_loop_ends() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    fs::copy(root().join(MESSAGE), inner.join("m.eml")).unwrap();
    fs::copy(root().join(MESSAGE), folder.path().join(".hidden.eml")).unwrap();
    std::os::unix::fs::symlink(folder.path(), inner.join("loop")).unwrap();
    std::os::unix::fs::symlink("/", inner.join("outside")).unwrap();
    std::os::unix::fs::symlink(inner.join("self"), inner.join("self")).unwrap();
    let found = analyze::<&str>(&[], &[folder.path().to_path_buf()]);
    assert_eq!(found.len(), 1);
}

#[test]
fn standard_input_and_a_bare_header_block() {
    let bytes = fs::read(root().join(MESSAGE)).unwrap();
    let run = run_with_input(&["--format", "ndjson", "-"], &bytes);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(objects(&run)[0]["source"]["path"], "-");
    assert_ne!(run_with_input(&["-"], b"").code, Some(0), "empty input");
}

#[test]
fn the_output_file_is_whole_or_absent() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.json");
    let name = file.to_string_lossy().into_owned();
    let written = run(&["--format", "json", "-o", &name, "fixtures/demo/junk-folder.mbox"]);
    assert_eq!(written.code, Some(0), "{}", written.err);
    assert!(written.out.is_empty());
    let direct = run(&["--format", "json", "fixtures/demo/junk-folder.mbox"]);
    assert_eq!(fs::read(&file).unwrap(), direct.out);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing else is left behind");

    let failed = run(&["--format", "json", "-o", &name, "--config", "no/such.toml", MESSAGE]);
    assert_eq!(failed.code, Some(1));
    assert_eq!(fs::read(&file).unwrap(), direct.out, "a run that fails leaves the old file");

    let nowhere = folder.path().join("no/such/folder/report.json");
    assert_eq!(run(&["-o", &nowhere.to_string_lossy(), MESSAGE]).code, Some(1));
}

#[test]
fn an_output_never_replaces_an_input() {
    let folder = tempfile::tempdir().unwrap();
    let mail = folder.path().join("in.eml");
    fs::copy(root().join(MESSAGE), &mail).unwrap();
    let before = fs::read(&mail).unwrap();
    let (mail_name, inside) = (mail.to_string_lossy(), folder.path().join("report.txt"));
    fs::write(&inside, "an earlier report").unwrap();
    let folder_name = folder.path().to_string_lossy();
    let cases: [[&str; 3]; 4] = [
        [&mail_name, "-o", &mail_name],
        [&folder_name, "-o", &mail_name],
        [&folder_name, "-o", &inside.to_string_lossy()],
        ["no/such.eml", "--config", &mail_name],
    ];
    for args in &cases[..3] {
        let run = run(args);
        assert_eq!(run.code, Some(1), "{args:?}");
        assert!(run.err.contains("name another file"), "{}", run.err);
    }
    let config = [MESSAGE, cases[3][1], cases[3][2], "-o", cases[3][2]];
    assert!(run(&config).err.contains("name another file"));
    assert_eq!(fs::read(&mail).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn arguments_are_told_without_what_steers_a_terminal() {
    let evil = "--\u{1b}]0;EVIL\u{7}\u{1b}[31mred\u{202e}x\nerror: forged";
    for args in [&[evil][..], &["--format", evil], &["--threads", evil], &["--cause", evil], &[MESSAGE, "-o"]]
    {
        let run = run(args);
        assert_eq!(run.code, Some(1), "{args:?}");
        assert!(run.err.chars().all(|c| c == '\n' || (!c.is_control() && c != '\u{202e}')), "{:?}", run.err);
        assert!(!run.err.lines().any(|line| line.starts_with("error: forged")), "{}", run.err);
        assert!(run.err.lines().count() > 2, "line ends are kept: {}", run.err);
    }
}

#[test]
fn a_settings_file_with_wrong_syntax_is_told_once_in_lines() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.toml");
    let name = path.to_string_lossy().into_owned();
    for text in ["[institution]\ndomain=[\"a\"]\n".to_owned(), format!("x={}\n", "[".repeat(100_000))] {
        fs::write(&path, text).unwrap();
        for option in ["--config", "--relays"] {
            let run = run(&[option, &name, MESSAGE]);
            assert_eq!(run.code, Some(1));
            assert!(run.err.matches("TOML parse error").count() <= 1, "{}", run.err);
            assert!(!run.err.contains("\\n") && run.err.len() < 5000, "{}", run.err);
        }
    }
    fs::write(&path, "[institution]\ndomain=[\"a\"]\n").unwrap();
    let run = run(&["--config", &name, MESSAGE]);
    assert!(run.err.contains("line 2") && run.err.contains("\n2 | domain"), "{}", run.err);
}

#[test]
fn a_reader_that_leaves_early_is_success() {
    let folder = tempfile::tempdir().unwrap();
    let one = fs::read(root().join("fixtures/demo/junk-folder.mbox")).unwrap();
    let big = folder.path().join("big");
    fs::write(&big, one.repeat(20)).unwrap();
    for format in ["text", "json", "ndjson", "csv"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_whyjunk"))
            .args(["--all", "--format", format])
            .arg(&big)
            .current_dir(root())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut few = [0; 64];
        child.stdout.take().unwrap().read_exact(&mut few).unwrap();
        let end = child.wait_with_output().unwrap();
        assert_eq!(end.status.code(), Some(0), "{format}: {}", String::from_utf8_lossy(&end.stderr));
        assert!(end.stderr.is_empty(), "{format}: {}", String::from_utf8_lossy(&end.stderr));
    }
}

#[test]
fn help_and_version_are_success() {
    for args in [["--help"], ["--version"], ["-h"]] {
        let run = run(&args);
        assert_eq!(run.code, Some(0), "{args:?}");
        assert!(!run.out.is_empty());
    }
    let help = String::from_utf8(run(&["--help"]).out).unwrap();
    assert!(help.contains("whyjunk junk.mbox") || help.contains("Examples"), "help has no example:\n{help}");
}

#[test]
fn rules_and_relays_are_listed() {
    let all = run(&["rules"]);
    assert_eq!(all.code, Some(0));
    let text = String::from_utf8(all.out).unwrap();
    assert!(text.contains("spf-omits-relay") && text.contains("region-incomplete"), "{text}");
    let one = run(&["rules", "spf-omits-relay"]);
    assert_eq!(one.code, Some(0));
    assert!(!one.out.is_empty());
    assert_eq!(run(&["rules", "no-such-rule"]).code, Some(1));
    let relays = run(&["relays", "list", "--relays", "fixtures/demo/relays.toml"]);
    assert_eq!(relays.code, Some(0), "{}", relays.err);
    assert!(String::from_utf8(relays.out).unwrap().contains("demo-eu-1"));
}

#[test]
fn only_and_cause_keep_what_they_name() {
    let demo = ["--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"];
    let kept = |more: &[&str]| {
        let mut options = demo.to_vec();
        options.extend(more);
        analyze(&options, &[root().join("fixtures/demo/junk-folder.mbox")])
    };
    let all = kept(&[]).len();
    let claimed = kept(&["--only", "claimed,forwarded"]);
    assert!(!claimed.is_empty() && claimed.len() < all);
    for message in &claimed {
        let relation = message["exlibris"]["relation"].as_str().unwrap();
        assert!(["claimed", "forwarded"].contains(&relation), "{relation}");
    }
    let omitted = kept(&["--only", "relay", "--cause", "spf-omits-relay,spf-permerror"]);
    assert!(!omitted.is_empty() && omitted.len() < all);
    for message in &omitted {
        assert_eq!(message["exlibris"]["relation"], "relay");
        let cause = message["cause"]["rule"].as_str().unwrap();
        assert!(["spf-omits-relay", "spf-permerror"].contains(&cause), "{cause}");
    }
    assert_eq!(run(&["--only", "nobody", MESSAGE]).code, Some(1));
    assert_eq!(run(&["--cause", "no-such-cause", MESSAGE]).code, Some(1));
}

#[test]
fn what_a_relay_returned_came_from_the_relay() {
    let bounce = "fixtures/rules/dmarc-policy/hit-2.eml";
    let settings = ["--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"];
    let run = run(&[&settings[..], &["--format", "json", bounce]].concat());
    let report: serde_json::Value = serde_json::from_slice(&run.out).unwrap();
    let returned = &report["messages"][1];
    assert_eq!(returned["source"]["inside"], 1);
    assert_eq!(returned["placement"]["folder"], "rejected");
    assert_eq!(returned["exlibris"]["relation"], "relay");
    assert_eq!(returned["cause"]["rule"], "dmarc-policy");
    let findings: Vec<_> = returned["findings"].as_array().unwrap().iter().map(|f| &f["rule"]).collect();
    assert!(!findings.contains(&&serde_json::json!("no-tls-from-relay")), "{findings:?}");
}
