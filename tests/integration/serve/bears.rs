//! What the server bears: limits that name themselves, uploads that break off, are slow, never end, come all at once.

use std::io::Write;
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use whyjunk::serve::Limits;

use super::client::reply;
use super::{Client, frames};

fn notice() -> Vec<u8> {
    std::fs::read(super::super::run::root().join("fixtures/rules/spf-omits-relay/hit-1.eml")).unwrap()
}

fn mailbox(messages: usize) -> Vec<u8> {
    let one = String::from_utf8(notice()).unwrap().replace("\r\n", "\n").into_bytes();
    let mut out = Vec::new();
    for _ in 0..messages {
        out.extend_from_slice(b"From relay@example.edu Mon Mar  2 09:00:00 2026\n");
        out.extend_from_slice(&one);
        out.extend_from_slice(b"\n\n");
    }
    out
}

/// That a message is answered, and soon.
fn still_answers(client: &Client) {
    let started = Instant::now();
    let events = client.analyse(&[("notice.eml", &notice())], &json!({}));
    assert_eq!(events.end().0, "complete");
    assert!(events.events().iter().any(|event| event["type"] == "alone"));
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn every_limit_names_itself() {
    let limits = Limits { bytes: 300_000, files: 3, settings: 2000, message: 50_000, ..Limits::default() };
    let (_server, client) = Client::serve(limits);
    let id = client.announce(&json!({}));
    let (answer, events) = client.upload(&id, "events", &vec![0; 300_001]);
    assert_eq!(answer.status, 413);
    assert!(answer.error().contains("limit of 300000 bytes"), "{}", answer.error());
    assert_eq!(events.end(), ("broken".to_owned(), answer.error()));

    // One that does not say how long it is.
    let id = client.announce(&json!({}));
    let events = client.open("GET", &client.path(&format!("jobs/{id}/events")), &[]);
    let mut sending =
        client.open("POST", &client.path(&format!("jobs/{id}/input")), &[("Transfer-Encoding", "chunked")]);
    endless(&mut sending, Duration::ZERO, &AtomicBool::new(false));
    let answer = reply(sending);
    assert_eq!(answer.status, 413);
    assert!(answer.error().contains("limit of 300000 bytes"), "{}", answer.error());
    assert_eq!(reply(events).end(), ("broken".to_owned(), answer.error()));

    let notice = notice();
    let four: Vec<(&str, &[u8])> = ["a", "b", "c", "d"].map(|name| (name, &notice[..])).to_vec();
    let id = client.announce(&json!({}));
    let (_, events) = client.upload(&id, "events", &frames(&four));
    assert_eq!(events.end().0, "broken");
    assert!(events.end().1.contains("limit of 3"), "{}", events.end().1);

    let long = json!({"config": " ".repeat(2000)}).to_string();
    for part in ["jobs", "check"] {
        let answer = client.ask("POST", part, long.as_bytes());
        assert_eq!((answer.status, answer.error().as_str()), (413, "The limit for settings is 2000 bytes."));
    }
    let answer = client.ask("POST", "explain", &[b'x'; 52_001]);
    assert_eq!((answer.status, answer.error().as_str()), (413, "The limit for one message is 52000 bytes."));
    still_answers(&client);
}

#[test]
fn settings_that_cannot_be_used_are_said_in_words() {
    let (_server, client) = Client::serve(Limits::default());
    let cases = [
        (json!({"config": "[institution]\nregion = \"mars\""}), "region"),
        (json!({"relays": "[[relay]]\nid = 1"}), "relay table"),
        (json!({"folder": "attic"}), "attic"),
        (json!({"format": "pdf"}), "pdf"),
        (json!({"unknown": 1}), "unknown"),
    ];
    for (settings, words) in cases {
        let answer = client.ask("POST", "jobs", settings.to_string().as_bytes());
        assert_eq!(answer.status, 422, "{settings}");
        assert!(answer.error().contains(words), "{}", answer.error());
    }
    let good = json!({"config": "[institution]\ndomains = [\"Example.edu\"]\ntrusted = [\"mx1.example.edu\", \"192.0.2.0/24\"]"});
    let answer = client.ask("POST", "check", good.to_string().as_bytes());
    let value: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(value["domains"], json!(["example.edu"]));
    assert_eq!(value["trusted"], json!(["mx1.example.edu", "192.0.2.0/24"]));
}

#[test]
fn an_upload_that_is_cut_off_gives_what_came_first() {
    let (_server, client) = Client::serve(Limits::default());
    let mailbox = mailbox(400);
    let whole = frames(&[("Junk.mbox", &mailbox)]);
    assert!(whole.len() > 600_000, "large enough to be analysed as it comes");
    let id = client.announce(&json!({}));
    let events = client.open("GET", &client.path(&format!("jobs/{id}/events")), &[]);
    let length = whole.len().to_string();
    let mut sending =
        client.open("POST", &client.path(&format!("jobs/{id}/input")), &[("Content-Length", &length)]);
    sending.write_all(&whole[..whole.len() / 2]).unwrap();
    drop(sending);
    let events = reply(events);
    let (state, reason) = events.end();
    assert_eq!(state, "broken");
    assert!(reason.contains("cut off"), "{reason}");
    let events = events.events();
    let summary = events.iter().find(|event| event["type"] == "summary").unwrap();
    let messages = summary["messages"].as_u64().unwrap();
    assert!((150..=201).contains(&messages), "{messages}");
    assert!(summary["html"].as_str().unwrap().contains("Junk.mbox"), "the place is named");

    // The body is whole, but what it holds is not.
    for cut in [whole.len() - 4, whole.len() / 2, 2, 10] {
        let id = client.announce(&json!({}));
        let (answer, events) = client.upload(&id, "events", &whole[..cut]);
        assert_eq!(events.end().0, "broken", "{cut}: {}", answer.status);
    }
    let id = client.announce(&json!({}));
    let (_, events) = client.upload(&id, "events", b"GET / HTTP/1.1 and something that is no upload");
    assert_eq!(events.end().0, "broken");
    assert!(events.end().1.contains("not as this page sends it"), "{}", events.end().1);

    // A download never looks whole when it is not.
    let id = client.announce(&json!({"format": "csv"}));
    let (_, saved) = client.upload(&id, "result/out.csv", &whole[..whole.len() / 2]);
    assert!(saved.status == 200 && !saved.whole, "{} {}", saved.status, saved.whole);
    still_answers(&client);
}

#[test]
fn what_stops_or_never_begins_is_given_up() {
    let limits = Limits { silence: Duration::from_secs(1), ..Limits::default() };
    let (_server, client) = Client::serve(limits);
    let mailbox = mailbox(400);
    let whole = frames(&[("Junk.mbox", &mailbox)]);
    for sent in [0, 1000, whole.len() / 2] {
        let id = client.announce(&json!({}));
        let events = client.open("GET", &client.path(&format!("jobs/{id}/events")), &[]);
        let length = whole.len().to_string();
        let mut sending =
            client.open("POST", &client.path(&format!("jobs/{id}/input")), &[("Content-Length", &length)]);
        sending.write_all(&whole[..sent]).unwrap();
        let answer = reply(sending);
        assert_eq!(answer.status, 408);
        assert!(answer.error().contains("for 1 seconds"), "{}", answer.error());
        assert_eq!(reply(events).end(), ("broken".to_owned(), answer.error()));
    }
    // Nobody sends, nobody reads.
    let id = client.announce(&json!({}));
    let events = client.open("GET", &client.path(&format!("jobs/{id}/events")), &[]);
    assert!(reply(events).end().1.contains("no upload followed within 1 seconds"));
    let id = client.announce(&json!({}));
    std::thread::sleep(Duration::from_secs(3));
    assert_eq!(client.ask("GET", &format!("jobs/{id}/events"), b"").status, 404);
    still_answers(&client);
}

#[test]
fn one_that_never_ends_harms_nobody() {
    let limits = Limits { time: Duration::from_secs(6), large: 2, ..Limits::default() };
    let (_server, client) = Client::serve(limits);
    let stop = Arc::new(AtomicBool::new(false));
    let senders: Vec<_> = [Duration::ZERO, Duration::from_millis(20)]
        .into_iter()
        .map(|pause| {
            let id = client.announce(&json!({}));
            let events = client.open("GET", &client.path(&format!("jobs/{id}/events")), &[]);
            let path = client.path(&format!("jobs/{id}/input"));
            let mut sending = client.open("POST", &path, &[("Transfer-Encoding", "chunked")]);
            let stop = Arc::clone(&stop);
            let sender = std::thread::spawn(move || {
                endless(&mut sending, pause, &stop);
                reply(sending)
            });
            (sender, std::thread::spawn(move || reply(events)))
        })
        .collect();
    std::thread::sleep(Duration::from_millis(500));
    for _ in 0..3 {
        still_answers(&client);
    }
    for (sender, events) in senders {
        let (answer, events) = (sender.join().unwrap(), events.join().unwrap());
        assert_eq!(answer.status, 408);
        assert!(answer.error().contains("limit of 6 seconds"), "{}", answer.error());
        assert_eq!(events.end(), ("broken".to_owned(), answer.error()));
    }
    still_answers(&client);
}

/// Sends a mailbox without end, until nobody takes it.
fn endless(sending: &mut TcpStream, pause: Duration, stop: &AtomicBool) {
    let about = json!({"path": "endless.mbox", "size": 1_u64 << 60}).to_string();
    let mut first = u32::try_from(about.len()).unwrap().to_le_bytes().to_vec();
    first.extend_from_slice(about.as_bytes());
    let some = mailbox(20);
    let mut chunk = |bytes: &[u8]| {
        let mut all = format!("{:x}\r\n", bytes.len()).into_bytes();
        all.extend_from_slice(bytes);
        all.extend_from_slice(b"\r\n");
        sending.write_all(&all)
    };
    let _ = chunk(&first);
    while !stop.load(Ordering::Relaxed) && chunk(&some).is_ok() {
        std::thread::sleep(pause);
    }
}

#[test]
fn slow_ones_keep_no_place() {
    let limits = Limits { small: 1, large: 1, ..Limits::default() };
    let (_server, client) = Client::serve(limits);
    let body = frames(&[("notice.eml", &notice())]);
    let length = body.len().to_string();
    let slow: Vec<_> = (0..20)
        .map(|_| {
            let id = client.announce(&json!({}));
            let path = client.path(&format!("jobs/{id}/input"));
            let mut sending = client.open("POST", &path, &[("Content-Length", &length)]);
            sending.write_all(&body[..100]).unwrap();
            sending
        })
        .collect();
    still_answers(&client);
    drop(slow);
    still_answers(&client);
}

#[test]
fn two_hundred_at_once_are_all_answered() {
    let (_server, client) = Client::serve(Limits::default());
    let notice = Arc::new(notice());
    let all: Vec<_> = (0..200)
        .map(|_| {
            let (client, notice) = (client.clone(), Arc::clone(&notice));
            std::thread::spawn(move || client.analyse(&[("notice.eml", &notice)], &json!({})).end().0)
        })
        .collect();
    for one in all {
        assert_eq!(one.join().unwrap(), "complete");
    }
    still_answers(&client);
}

#[test]
fn too_many_at_once_are_told_so() {
    let limits = Limits { jobs: 3, ..Limits::default() };
    let (_server, client) = Client::serve(limits);
    let known: Vec<String> = (0..3).map(|_| client.announce(&json!({}))).collect();
    let answer = client.ask("POST", "jobs", b"{}");
    assert_eq!(answer.status, 503);
    assert!(answer.error().contains("3 uploads"), "{}", answer.error());
    assert_eq!(client.ask("DELETE", &format!("jobs/{}", known[0]), b"").status, 204);
    assert_eq!(client.ask("GET", &format!("jobs/{}/events", known[0]), b"").end().0, "cancelled");
    assert_eq!(client.ask("POST", "jobs", b"{}").status, 201);
}

#[test]
fn an_upload_that_is_cancelled_says_so_and_shows_what_came() {
    let (_server, client) = Client::serve(Limits::default());
    let mailbox = mailbox(1000);
    let whole = frames(&[("Junk.mbox", &mailbox)]);
    let id = client.announce(&json!({}));
    let events = client.open("GET", &client.path(&format!("jobs/{id}/events")), &[]);
    let length = whole.len().to_string();
    let mut sending =
        client.open("POST", &client.path(&format!("jobs/{id}/input")), &[("Content-Length", &length)]);
    sending.write_all(&whole[..whole.len() / 2]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(client.ask("DELETE", &format!("jobs/{id}"), b"").status, 204);
    let events = reply(events);
    assert_eq!(events.end().0, "cancelled");
    assert!(events.events().iter().any(|event| event["type"] == "summary"));
    assert_eq!(reply(sending).status, 409);
    still_answers(&client);
}
