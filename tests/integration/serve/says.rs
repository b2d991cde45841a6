//! The page says what the command line says: downloads byte for byte, one message as in the HTML report.

use serde_json::{Value, json};
use whyjunk::serve::{Limits, Options, Server};

use super::super::nameserver::Zone;
use super::super::run::{program, root};
use super::{Client, Reply};

fn read(path: &str) -> Vec<u8> {
    std::fs::read(root().join(path)).unwrap()
}

fn text(path: &str) -> String {
    String::from_utf8(read(path)).unwrap()
}

/// What the command line writes, started in a folder of the repository.
fn command_line(folder: &str, args: &[&str], input: &[u8]) -> Vec<u8> {
    let output = program().current_dir(root().join(folder)).args(args).write_stdin(input).output().unwrap();
    output.stdout
}

#[test]
fn downloads_equal_the_command_line() {
    let (_server, client) = Client::serve(Limits::default());
    let settings = json!({"config": text("fixtures/demo/site.toml"), "relays": text("fixtures/demo/relays.toml"), "folder": "junk"});
    let mailbox = read("fixtures/demo/junk-folder.mbox");
    for format in ["html", "csv", "json", "ndjson", "markdown", "text"] {
        let args = [
            "junk-folder.mbox",
            "--config",
            "site.toml",
            "--relays",
            "relays.toml",
            "--folder",
            "junk",
            "--format",
            format,
        ];
        let wanted = command_line("fixtures/demo", &args, b"");
        let found = client.download(&[("junk-folder.mbox", &mailbox)], &settings, format);
        same(&found, &wanted, format);
    }
}

/// The page's switch is `--dns live`; without it nothing is asked. (CSV holds no time of answers.)
#[test]
fn name_servers_are_asked_only_with_the_switch() {
    let zone = Zone::new()
        .txt("library.example.edu", "v=spf1 -all")
        .txt("_dmarc.library.example.edu", "v=DMARC1; p=none");
    let server = zone.start();
    let options = Options { port: Some(0), limits: Limits::default(), resolver: Some(server.address()) };
    let page = Server::start(options).unwrap();
    let client = Client::at(&page.address());
    let notice = read("fixtures/rules/spf-omits-relay/hit-1.eml");
    let file = [("hit-1.eml", &notice[..])];
    let off = client.download(&file, &json!({"dns": false}), "csv");
    assert!(server.seen().is_empty(), "{:?}", server.seen());
    let resolver = server.address().to_string();
    let args = ["hit-1.eml", "--format", "csv", "--dns", "live", "--resolver", &resolver];
    let wanted = command_line("fixtures/rules/spf-omits-relay", &args, b"");
    let asked = server.seen().len();
    same(&client.download(&file, &json!({"dns": true}), "csv"), &wanted, "csv with DNS");
    assert!(asked > 0 && server.seen().len() > asked && off.status == 200);
    let question = json!({"settings": {"dns": true}, "file": {"path": "hit-1.eml", "size": notice.len()}});
    let explained: Value = serde_json::from_slice(&client.explain(&question, &notice).body).unwrap();
    assert!(explained["html"].as_str().unwrap().contains("v=spf1 -all"), "{}", explained["html"]);
}

#[test]
fn addresses_of_files_are_paths() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a notice.eml");
    std::fs::write(&path, read("fixtures/rules/spf-omits-relay/hit-1.eml")).unwrap();
    let address = format!("file://{}", path.display().to_string().replace(' ', "%20"));
    let args = [address.as_str(), "--format", "json"];
    let wanted = command_line(".", &[path.to_str().unwrap(), "--format", "json"], b"");
    assert!(!wanted.is_empty());
    assert_eq!(command_line(".", &args, b""), wanted);
}

#[test]
fn redacted_downloads_equal_the_command_line() {
    let (_server, client) = Client::serve(Limits::default());
    let mailbox = read("fixtures/demo/junk-folder.mbox");
    for format in ["html", "csv", "json", "markdown"] {
        let wanted =
            command_line("fixtures/demo", &["junk-folder.mbox", "--redact", "--format", format], b"");
        let settings = json!({"redact": true});
        same(&client.download(&[("junk-folder.mbox", &mailbox)], &settings, format), &wanted, format);
    }
}

#[test]
fn folders_and_pasted_text_equal_the_command_line_too() {
    let (_server, client) = Client::serve(Limits::default());
    let mut names: Vec<String> = std::fs::read_dir(root().join("fixtures/hostile"))
        .unwrap()
        .map(|entry| format!("hostile/{}", entry.unwrap().file_name().to_string_lossy()))
        .collect();
    names.sort();
    let contents: Vec<Vec<u8>> = names.iter().map(|name| read(&format!("fixtures/{name}"))).collect();
    let files: Vec<(&str, &[u8])> =
        names.iter().map(String::as_str).zip(contents.iter().map(Vec::as_slice)).collect();
    for format in ["html", "csv", "json", "markdown"] {
        let wanted = command_line("fixtures", &["hostile", "--format", format], b"");
        same(&client.download(&files, &json!({}), format), &wanted, format);
        let notice = read("fixtures/rules/spf-omits-relay/hit-1.eml");
        let wanted = command_line(".", &["-", "--format", format], &notice);
        same(&client.download(&[("-", &notice)], &json!({}), format), &wanted, format);
    }
}

fn same(found: &Reply, wanted: &[u8], what: &str) {
    assert!(found.status == 200 && found.whole && !wanted.is_empty(), "{what}: {}", found.status);
    assert!(found.field("content-disposition").starts_with("attachment; "), "{what}");
    assert!(
        found.body == wanted,
        "{what}: {} bytes, the command line has {}",
        found.body.len(),
        wanted.len()
    );
}

/// The rows of all events.
fn rows(events: &[Value]) -> Vec<&Value> {
    events
        .iter()
        .filter(|event| event["type"] == "rows")
        .flat_map(|e| e["rows"].as_array().unwrap())
        .collect()
}

#[test]
fn a_mailbox_gives_its_rows_and_the_summary_of_the_report() {
    let (_server, client) = Client::serve(Limits::default());
    let mailbox = read("fixtures/demo/junk-folder.mbox");
    let events = client.analyse(&[("junk-folder.mbox", &mailbox)], &json!({}));
    assert_eq!(events.end(), ("complete".to_owned(), String::new()));
    let events = events.events();
    assert_eq!(events[0]["type"], "begin");
    let report = command_line("fixtures/demo", &["junk-folder.mbox", "--format", "html"], b"");
    let report = String::from_utf8(report).unwrap();
    let summary = events.iter().find(|event| event["type"] == "summary").unwrap();
    assert!(report.contains(summary["html"].as_str().unwrap()));
    assert_eq!(summary["messages"], 55);
    let wanted = command_line("fixtures/demo", &["junk-folder.mbox", "--format", "json"], b"");
    let wanted: Value = serde_json::from_slice(&wanted).unwrap();
    let rows = rows(&events);
    assert_eq!(rows.len(), 55);
    for (row, message) in rows.iter().zip(wanted["messages"].as_array().unwrap()) {
        assert_eq!(row[18], message["source"]["offset"]);
        assert_eq!(row[19], message["source"]["length"]);
        assert_eq!(row[20], message["source"]["container"]);
        let folder = usize::try_from(row[10].as_i64().unwrap()).unwrap();
        assert_eq!(events[0]["folders"][folder][0], message["placement"]["folder"]);
        if let Some(cause) = row[15].as_i64().filter(|at| *at >= 0) {
            assert_eq!(events[0]["causes"][cause.to_string()][0], message["cause"]["rule"]);
        }
    }
}

#[test]
fn a_message_of_a_mailbox_is_explained_as_in_the_report() {
    let (_server, client) = Client::serve(Limits::default());
    let mailbox = read("fixtures/demo/junk-folder.mbox");
    let wanted = command_line("fixtures/demo", &["junk-folder.mbox", "--format", "json"], b"");
    let wanted: Value = serde_json::from_slice(&wanted).unwrap();
    let mut which = 0;
    let mut source = &Value::Null;
    for message in wanted["messages"].as_array().unwrap() {
        // A carried message is found again in the one that carries it.
        which = if message["source"]["inside"].is_null() { 0 } else { which + 1 };
        source = if which == 0 { &message["source"] } else { source };
        let at = |name: &str| usize::try_from(source[name].as_u64().unwrap()).unwrap();
        let question = json!({
            "settings": {}, "file": {"path": "junk-folder.mbox", "size": mailbox.len()},
            "mailbox": {"number": source["number"], "offset": source["offset"], "length": source["length"]}, "which": which,
        });
        let reply = client.explain(&question, &mailbox[at("offset")..at("offset") + at("length")]);
        assert_eq!(reply.status, 200, "{}", reply.error());
        let explained: Value = serde_json::from_slice(&reply.body).unwrap();
        let html = explained["html"].as_str().unwrap();
        if let Some(cause) = message["cause"]["rule"].as_str() {
            assert!(html.contains(&format!("<code>{cause}</code>")), "{cause}: {html}");
        }
        proofs_are_marked(message, explained["headers"].as_str().unwrap());
    }
}

/// Each line that a finding of the message itself names is marked.
fn proofs_are_marked(message: &Value, headers: &str) {
    let own = message["message"]["header_count"].as_u64().unwrap();
    for proof in message["findings"].as_array().unwrap().iter().flat_map(|f| f["proof"].as_array().unwrap()) {
        if proof["number"].as_u64().unwrap() > own {
            continue;
        }
        let line = format!("id=\"line{}\" class=\"proves\"", proof["line"]);
        assert!(headers.contains(&line), "{proof}: {headers}");
    }
}

#[test]
fn one_message_is_explained_with_its_headers_beside() {
    let (_server, client) = Client::serve(Limits::default());
    let notice = read("fixtures/rules/spf-omits-relay/hit-1.eml");
    let question = json!({"settings": {}, "file": {"path": "hit-1.eml", "size": notice.len()}});
    let reply = client.explain(&question, &notice);
    let explained: Value = serde_json::from_slice(&reply.body).unwrap();
    let report = command_line("fixtures/rules/spf-omits-relay", &["hit-1.eml", "--format", "html"], b"");
    assert!(String::from_utf8(report).unwrap().contains(explained["html"].as_str().unwrap()));
    let headers = explained["headers"].as_str().unwrap();
    assert!(headers.contains("<mark>") && headers.contains("class=\"proves\""), "{headers}");
    let lines = notice.split(|b| *b == b'\n').position(|line| line.trim_ascii().is_empty()).unwrap();
    assert_eq!(headers.matches("<li ").count(), lines);
}

#[test]
fn what_is_no_message_is_answered_in_words() {
    let (_server, client) = Client::serve(Limits::default());
    let question = json!({"settings": {}, "file": {"path": "x.bin", "size": 4}});
    let reply = client.explain(&question, &[0, 1, 2, 3]);
    assert_eq!((reply.status, reply.error().is_empty()), (422, false));
    for body in [&b""[..], b"\xff\xff\xff\xff", b"\x02\0\0\0{}"] {
        assert_eq!(client.ask("POST", "explain", body).status, 400);
    }
    let carried = json!({"settings": {}, "file": {"path": "hit-1.eml", "size": 1}, "which": 7});
    let reply = client.explain(&carried, &read("fixtures/rules/spf-omits-relay/hit-1.eml"));
    assert_eq!(reply.status, 422);
}
