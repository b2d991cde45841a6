//! A client of the local page that can do what no browser would.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use whyjunk::serve::{Limits, Options, Server};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// An answer.
#[derive(Debug)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The fields, names in lower case.
    pub fields: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// The body has its end.
    pub whole: bool,
}

impl Reply {
    /// A field.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value)
    }

    /// What went wrong, in words.
    pub fn error(&self) -> String {
        let value: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        value["error"].as_str().unwrap_or_default().to_owned()
    }

    /// The objects of the result, one a line.
    pub fn events(&self) -> Vec<Value> {
        let lines = self.body.split(|b| *b == b'\n').filter(|line| !line.is_empty());
        lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
    }

    /// How the upload ended, and why.
    pub fn end(&self) -> (String, String) {
        let events = self.events();
        let end = events.last().unwrap_or_else(|| panic!("no event"));
        assert_eq!(end["type"], "end", "{end}");
        (end["state"].as_str().unwrap().to_owned(), end["reason"].as_str().unwrap().to_owned())
    }
}

/// Where the page is.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its port.
    pub port: u16,
    /// Its key.
    pub key: String,
}

impl Client {
    /// A server in this process with its client.
    pub fn serve(limits: Limits) -> (Server, Self) {
        let server = Server::start(Options { port: Some(0), limits, resolver: None }).unwrap();
        let client = Self::at(&server.address());
        (server, client)
    }

    /// A client of an address that was printed.
    pub fn at(address: &str) -> Self {
        let rest = address.trim().strip_prefix("http://127.0.0.1:").unwrap();
        let (port, key) = rest.trim_end_matches('/').split_once('/').unwrap();
        Self { port: port.parse().unwrap(), key: key.to_owned() }
    }

    /// Asks for one message in full: the question, then the bytes that it speaks about.
    pub fn explain(&self, question: &Value, bytes: &[u8]) -> Reply {
        let question = question.to_string();
        let mut body = u32::try_from(question.len()).unwrap().to_le_bytes().to_vec();
        body.extend_from_slice(question.as_bytes());
        body.extend_from_slice(bytes);
        self.ask("POST", "explain", &body)
    }

    /// A connection with the start of a request sent: everything up to its body.
    pub fn open(&self, method: &str, path: &str, fields: &[(&str, &str)]) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let mut head = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !fields.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head.push_str(&format!("Host: 127.0.0.1:{}\r\n", self.port));
        }
        fields.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
        head.push_str("\r\n");
        (&stream).write_all(head.as_bytes()).unwrap();
        stream
    }

    /// The path of a part of the page, with the key.
    pub fn path(&self, part: &str) -> String {
        format!("/{}/{part}", self.key)
    }

    /// Asks, with the key.
    pub fn ask(&self, method: &str, part: &str, body: &[u8]) -> Reply {
        self.ask_with(method, &self.path(part), &[], body)
    }

    /// Asks with fields of one's own.
    pub fn ask_with(&self, method: &str, path: &str, fields: &[(&str, &str)], body: &[u8]) -> Reply {
        let length = body.len().to_string();
        let mut all = fields.to_vec();
        if !body.is_empty() {
            all.push(("Content-Length", &length));
        }
        let mut stream = self.open(method, path, &all);
        // Who is refused early may find nobody listening.
        let _ = stream.write_all(body);
        reply(stream)
    }

    /// Announces an upload.
    pub fn announce(&self, settings: &Value) -> String {
        let reply = self.ask("POST", "jobs", settings.to_string().as_bytes());
        assert_eq!(reply.status, 201, "{}", reply.error());
        let value: Value = serde_json::from_slice(&reply.body).unwrap();
        value["id"].as_str().unwrap().to_owned()
    }

    /// Uploads a body for an announced upload while its result is read; the answer and the result.
    pub fn upload(&self, id: &str, result: &str, body: &[u8]) -> (Reply, Reply) {
        let result = self.open("GET", &self.path(&format!("jobs/{id}/{result}")), &[]);
        let reading = std::thread::spawn(move || reply(result));
        let answer = self.ask("POST", &format!("jobs/{id}/input"), body);
        (answer, reading.join().unwrap())
    }

    /// The events of files for the page.
    pub fn analyse(&self, files: &[(&str, &[u8])], settings: &Value) -> Reply {
        let id = self.announce(settings);
        let (answer, events) = self.upload(&id, "events", &frames(files));
        assert_eq!(answer.status, 200, "{}", answer.error());
        events
    }

    /// Files as a download.
    pub fn download(&self, files: &[(&str, &[u8])], settings: &Value, format: &str) -> Reply {
        let mut settings = settings.clone();
        settings["format"] = json!(format);
        let id = self.announce(&settings);
        self.upload(&id, "result/out", &frames(files)).1
    }
}

/// Files as the page sends them; a path with folders is one that was walked from the first.
pub fn frames(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (path, bytes) in files {
        let walked = Path::new(path).components().count() - 1;
        let about =
            json!({"path": path, "size": bytes.len(), "walked": walked, "maildir": false}).to_string();
        out.extend_from_slice(&u32::try_from(about.len()).unwrap().to_le_bytes());
        out.extend_from_slice(about.as_bytes());
        out.extend_from_slice(bytes);
    }
    out.extend_from_slice(&[0; 4]);
    out
}

/// Reads an answer to its end.
pub fn reply(stream: TcpStream) -> Reply {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {line:?}")).parse().unwrap();
    let mut fields = Vec::new();
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        fields.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    let mut reply = Reply { status, fields, body: Vec::new(), whole: true };
    if reply.field("transfer-encoding") == "chunked" {
        reply.whole = chunks(&mut reader, &mut reply.body);
    } else {
        let _ = reader.read_to_end(&mut reply.body);
    }
    reply
}

fn chunks(reader: &mut impl BufRead, body: &mut Vec<u8>) -> bool {
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).is_err() {
            return false;
        }
        let Ok(length) = usize::from_str_radix(line.trim(), 16) else { return false };
        let start = body.len();
        body.resize(start + length, 0);
        let mut end = [0; 2];
        if reader.read_exact(&mut body[start..]).is_err() || reader.read_exact(&mut end).is_err() {
            return false;
        }
        if length == 0 {
            return true;
        }
    }
}
