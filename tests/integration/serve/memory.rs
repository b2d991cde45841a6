//! Memory of the program while it serves: many at once, and one without end.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use serde_json::json;

use super::super::run::root;
use super::client::{Client, reply};

/// The most that the program may take, in kibibytes.
const MOST: u64 = 300 << 10;

struct Serving {
    child: Child,
    client: Client,
}

impl Serving {
    fn start() -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_whyjunk"))
            .args(["serve", "--no-open"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.strip_prefix("The page is at ").unwrap();
        Self { client: Client::at(address), child }
    }

    /// The most memory that it ever had, in kibibytes; `None` where the system does not tell.
    fn peak(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn memory_stays_bounded_whatever_comes() {
    let serving = Serving::start();
    let client = &serving.client;
    let mailbox = std::fs::read(root().join("fixtures/demo/junk-folder.mbox")).unwrap();
    let all: Vec<_> = (0..200)
        .map(|_| {
            let (client, mailbox) = (client.clone(), mailbox.clone());
            std::thread::spawn(move || client.analyse(&[("junk.mbox", &mailbox)], &json!({})).end().0)
        })
        .collect();
    all.into_iter().for_each(|one| assert_eq!(one.join().unwrap(), "complete"));
    let many = serving.peak();
    // Four messages whose headers never end, at once, each in a file of its own.
    let all: Vec<_> = (0..4)
        .map(|_| {
            let client = client.clone();
            std::thread::spawn(move || headers_without_end(&client))
        })
        .collect();
    all.into_iter().for_each(|one| one.join().unwrap());
    let peak = serving.peak();
    assert!(
        many.is_none_or(|many| many < MOST) && peak.is_none_or(|peak| peak < MOST),
        "{many:?}, {peak:?} KiB"
    );
}

fn headers_without_end(client: &Client) {
    let id = client.announce(&json!({}));
    let events = client.open("GET", &client.path(&format!("jobs/{id}/events")), &[]);
    let reading = std::thread::spawn(move || reply(events));
    let size: usize = 48 << 20;
    let about = json!({"path": "endless.eml", "size": size}).to_string();
    let length = (4 + about.len() + size + 4).to_string();
    let path = client.path(&format!("jobs/{id}/input"));
    let mut sending = client.open("POST", &path, &[("Content-Length", &length)]);
    sending.write_all(&u32::try_from(about.len()).unwrap().to_le_bytes()).unwrap();
    sending.write_all(about.as_bytes()).unwrap();
    let line = b"Received: from relay.example.net (relay.example.net [192.0.2.10]) by mx.example.edu; Mon, 2 Mar 2026 09:00:05 +0000\r\n";
    let some: Vec<u8> = line.iter().copied().cycle().take(1 << 20).collect();
    (0..48).for_each(|_| sending.write_all(&some).unwrap());
    sending.write_all(&[0; 4]).unwrap();
    assert_eq!(reply(sending).status, 200);
    assert_eq!(reading.join().unwrap().end().0, "complete");
}

#[cfg(unix)]
#[test]
fn it_ends_when_it_is_told_to() {
    let mut serving = Serving::start();
    assert_eq!(serving.client.ask("GET", "", b"").status, 200);
    let told = Command::new("kill").args(["-INT", &serving.child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(serving.child.wait().unwrap().code(), Some(0));
}
