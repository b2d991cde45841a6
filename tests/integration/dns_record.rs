//! `whyjunk dns record` as a user runs it, against a name server on loopback: what it asks, what it writes, and that an
//! analysis of the same messages then needs nothing else.

use std::collections::HashSet;
use std::fs;
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use mail_auth::hickory_resolver::proto::op::ResponseCode;
use mail_auth::hickory_resolver::proto::rr::rdata::{A, MX, PTR, TXT};
use mail_auth::hickory_resolver::proto::rr::{Name, RData, RecordType};
use serde_json::Value;
use whyjunk::batch::{self, Options};
use whyjunk::dns::{Answer, Dns, Kind, Recorded};
use whyjunk::evidence::relays::Registry;
use whyjunk::input::Reader;
use whyjunk::relays::refresh::resolve;
use whyjunk::report::{Look, format};
use whyjunk::settings::{Institution, Settings};
use whyjunk::verify::Verifier;

use super::corpora::unpacked;
use super::nameserver::{Habit, NameServer, Zone};
use super::run::{Run, root, run, run_with_input};

const MESSAGE: &str = "fixtures/rules/spf-omits-relay/hit-1.eml";
const CONFIG: [&str; 4] = ["--config", "fixtures/demo/site.toml", "--relays", "fixtures/demo/relays.toml"];

/// Records `paths` into `file` with what `server` answers.
fn record(server: &NameServer, paths: &[&str], file: &Path, options: &[&str]) -> Run {
    let resolver = server.address().to_string();
    let fixed = ["dns", "record", "-o", file.to_str().unwrap(), "--resolver", &resolver];
    run(&[&fixed, options, paths].concat())
}

/// Any name has records: SPF that leads through every mechanism, policies, keys that are none, hosts.
fn anything(name: &str, kind: RecordType) -> Vec<RData> {
    let host = |name: &str| {
        let mut name = Name::from_ascii(name).unwrap();
        name.set_fqdn(true);
        name
    };
    let text = |text: String| vec![RData::TXT(TXT::new(vec![text]))];
    let odd = name.bytes().map(usize::from).sum::<usize>() % 5;
    let labels = name.split('.').count();
    match kind {
        RecordType::TXT if name.starts_with("_dmarc.") => match odd {
            0 => Vec::new(),
            1 => text("v=DMARC1; p=none; adkim=s".to_owned()),
            _ => text("v=DMARC1; p=reject; sp=quarantine; np=none".to_owned()),
        },
        RecordType::TXT if name.contains("_domainkey") => text("v=DKIM1; p=".to_owned()),
        RecordType::TXT if name.len() > 120 || labels > 7 => text("v=spf1 ip4:198.51.100.7 -all".to_owned()),
        RecordType::TXT => match odd {
            0 => text(format!("v=spf1 ip4:192.0.2.0/24 include:i.{name} mx -all")),
            1 => text(format!("v=spf1 a exists:%{{i}}.%{{l}}.e.{name} ?include:j.{name} ~all")),
            2 => text(format!("v=spf1 a:h.{name} mx:m.{name}/24 ptr redirect=r.{name}")),
            3 => text(format!("v=spf1 include:{name} include:k.{name} -all exp=why.{name}")),
            _ => text("v=spf1 a ptr:example.edu mx -all".to_owned()),
        },
        RecordType::A if odd < 4 => vec![RData::A(A([203, 0, 113, odd as u8].into()))],
        RecordType::MX => vec![RData::MX(MX::new(10, host("mx1.example.org")))],
        RecordType::PTR if odd < 4 => vec![RData::PTR(PTR(host("mail.example.edu")))],
        _ => Vec::new(),
    }
}

/// Recorded answers that note what was not recorded.
struct Strict {
    recorded: Recorded,
    missing: Mutex<Vec<String>>,
}

impl Strict {
    fn read(file: &Path) -> Self {
        Self { recorded: Recorded::read(file).unwrap(), missing: Mutex::default() }
    }

    fn missing(self) -> Vec<String> {
        self.missing.into_inner().unwrap()
    }
}

impl Dns for Strict {
    fn look_up(&self, name: &str, kind: Kind) -> Answer {
        let answer = self.recorded.look_up(name, kind);
        if answer == Answer::NotRecorded {
            self.missing.lock().unwrap().push(format!("{name} {}", kind.id()));
        }
        answer
    }
}

/// What an analysis of these paths, and a refresh of the relays, ask and the record has no answer to.
fn not_recorded(file: &Path, paths: &[&str], settings: &Settings) -> Vec<String> {
    let strict = Strict::read(file);
    let verifier = Verifier::new(&strict);
    let options = Options { verifier: Some(&verifier), ..Options::default() };
    let mut renderer = (format("ndjson").unwrap().start)(Look::default());
    let paths = paths.iter().map(|path| root().join(path)).collect();
    let mut out = Vec::new();
    batch::run(Reader::new(paths), settings, &options, &mut *renderer, &mut out, &mut |_| {}).unwrap();
    assert!(!out.is_empty());
    resolve(&settings.registry, &strict);
    drop(verifier);
    strict.missing()
}

fn demo_settings() -> Settings {
    let read = |file: &str| fs::read_to_string(root().join(file)).unwrap();
    Settings {
        institution: Institution::parse(&read(CONFIG[1])).unwrap(),
        registry: Registry::default().with(&read(CONFIG[3])).unwrap(),
        ..Settings::default()
    }
}

/// The questions of a record: name and type.
fn questions(file: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.map(|l| (l["name"].as_str().unwrap().into(), l["type"].as_str().unwrap().into())).collect()
}

/// A record without its times.
fn timeless(file: &Path) -> Vec<Value> {
    let text = fs::read_to_string(file).unwrap();
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &mut lines {
        line.as_object_mut().unwrap().remove("at").expect("each line has a time");
    }
    lines
}

#[test]
fn nothing_is_missing_afterwards_for_every_fixture() {
    let server = Zone::new().otherwise(anything).start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.dns");
    let paths = [
        "fixtures/rules",
        "fixtures/what-if",
        "fixtures/what-if-dns",
        "fixtures/hostile",
        "fixtures/demo/junk-folder.mbox",
    ];
    let recorded = record(&server, &paths, &file, &CONFIG);
    assert!(recorded.out.is_empty() && recorded.err.contains("messages, "), "{}", recorded.err);
    assert_eq!(not_recorded(&file, &paths, &demo_settings()), [""; 0]);
    // the same names were asked, each once
    let seen = server.seen();
    let distinct: HashSet<_> = seen.iter().map(|s| (s.name.clone(), s.kind)).collect();
    assert_eq!(seen.len(), distinct.len());
    assert!(seen.len() > 100 && seen.len() <= questions(&file).len(), "{}", seen.len());
}

#[test]
fn nothing_is_missing_afterwards_for_real_mail() {
    let Some(folder) = unpacked("corpora/phishing_pot/full-900.tar.xz") else { return };
    let server = Zone::new().otherwise(anything).start();
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("case.dns");
    let folder = folder.path().to_str().unwrap();
    let recorded = record(&server, &[folder], &file, &[]);
    assert!(recorded.err.contains("899 messages, "), "{}", recorded.err);
    assert!(recorded.err.contains(" 0 failures; "), "{}", recorded.err);
    assert_eq!(not_recorded(&file, &[folder], &Settings::default()), [""; 0]);
}

#[test]
fn the_record_is_the_same_for_any_number_of_threads() {
    let server = Zone::new().otherwise(anything).start();
    let folder = tempfile::tempdir().unwrap();
    let [one, many] = ["1", "40"].map(|threads| {
        let file = folder.path().join(threads);
        let options = ["--threads", threads, "--config", CONFIG[1], "--quiet"];
        let run = record(&server, &["fixtures/demo/junk-folder.mbox", "fixtures/what-if"], &file, &options);
        assert!(run.err.lines().all(|line| line.contains(": not recognised as mail")), "{}", run.err);
        timeless(&file)
    });
    assert!(one.len() > 100);
    assert_eq!(one, many);
    let names: Vec<&str> = one.iter().skip(1).map(|l| l["name"].as_str().unwrap()).collect();
    assert!(names.is_sorted());
    assert_eq!(one[0]["resolvers"][0], server.address().to_string());
}

#[test]
fn a_repeated_analysis_says_what_the_live_one_said() {
    let server = Zone::new().otherwise(anything).start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.dns");
    assert_eq!(record(&server, &[MESSAGE], &file, &CONFIG).code, Some(0));
    let (file, resolver) = (file.to_str().unwrap(), server.address().to_string());
    let analyze = |dns: &[&str]| run(&[&CONFIG[..], &["--format", "json", MESSAGE], dns].concat());
    let live = analyze(&["--dns", "live", "--resolver", &resolver]);
    let offline = analyze(&["--dns", file]);
    assert_eq!((live.code, live.err.as_str()), (Some(0), ""));
    assert_eq!(without_answer_times(&live.out), without_answer_times(&offline.out));
}

/// A report without when DNS answered: the record was made before the live run.
fn without_answer_times(report: &[u8]) -> Value {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                fields.retain(|name, _| !matches!(name.as_str(), "answered" | "key_answered"));
                fields.values_mut().for_each(strip);
            }
            Value::Array(items) => items.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut report = serde_json::from_slice(report).unwrap();
    strip(&mut report);
    report
}

#[test]
fn what_is_asked_of_one_message() {
    let server = Zone::new()
        .txt("library.example.edu", "v=spf1 include:spf.example.org ip4:192.0.2.21 a:mail.example.edu -all")
        .txt("spf.example.org", "v=spf1 ip4:198.51.100.0/24 -all")
        .habit("spf-eu.exlibrisgroup.com", Habit::Code(ResponseCode::ServFail))
        .start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.dns");
    let run = record(&server, &[MESSAGE], &file, &["--relays", CONFIG[3]]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let asked: Vec<String> =
        questions(&file).into_iter().map(|(name, kind)| format!("{name} {kind}")).collect();
    assert_eq!(
        asked,
        [
            "_dmarc.edu TXT",
            "_dmarc.example.edu TXT",
            "_dmarc.library.example.edu TXT",
            "library.example.edu A",
            "library.example.edu TXT",
            "mail.example.edu A",
            "mail.example.edu AAAA",
            "spf-eu.exlibrisgroup.com TXT",
            "spf-na.exlibrisgroup.com TXT",
            "spf.example.org TXT",
        ]
    );
    assert_eq!(
        run.err.lines().collect::<Vec<_>>(),
        [
            "whyjunk: spf-eu.exlibrisgroup.com TXT: servfail".to_owned(),
            format!(
                "whyjunk: 1 message, 8 names: 9 answers, 1 failure; asked {}; written to {}",
                server.address(),
                file.display()
            )
        ]
    );
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("\"spf-eu.exlibrisgroup.com\",\"type\":\"TXT\",\"status\":\"servfail\""), "{text}");
    assert!(text.contains("\"_dmarc.edu\",\"type\":\"TXT\",\"status\":\"nxdomain\""), "{text}");
    assert!(text.contains("\"library.example.edu\",\"type\":\"A\",\"status\":\"nodata\""), "{text}");
}

#[test]
fn whose_check_of_the_relays_is_looked_up_is_limited_and_told() {
    let each = |name: &str, kind: RecordType| match kind {
        RecordType::TXT if name.starts_with('l') => {
            vec![RData::TXT(TXT::new(vec![format!("v=spf1 exists:%{{i}}.x.{name} -all")]))]
        }
        _ => Vec::new(),
    };
    // no message came through this relay of another region: only `relays check` tries it
    let server =
        Zone::new().otherwise(each).txt("spf-na.exlibrisgroup.com", "v=spf1 ip4:198.51.100.9 -all").start();
    let folder = tempfile::tempdir().unwrap();
    let (mail, file) = (folder.path().join("Junk.mbox"), folder.path().join("case.dns"));
    let message = fs::read_to_string(root().join(MESSAGE)).unwrap();
    let of = |i| message.replace("library.example.edu", &format!("l{i}.example.edu"));
    let all: String = (0..=200).map(|i| format!("From - Mon Mar  2 10:08:51 2026\n{}\n", of(i))).collect();
    fs::write(&mail, all).unwrap();
    let run = record(&server, &[mail.to_str().unwrap()], &file, &["--relays", CONFIG[3]]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("the first 200 sender domains only"), "{}", run.err);
    let asked: HashSet<String> = questions(&file).into_iter().map(|(name, _)| name).collect();
    let tried = |i: u32| asked.contains(&format!("198.51.100.9.x.l{i}.example.edu"));
    assert!((0..200).all(tried) && !tried(200) && asked.contains("l200.example.edu"));
}

#[test]
fn whole_or_not_at_all_and_no_input_is_touched() {
    let server = Zone::new().start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.dns");
    let message = folder.path().join("in.eml");
    fs::copy(root().join(MESSAGE), &message).unwrap();
    let message = message.to_str().unwrap();
    let partly = record(&server, &[message, "no/such/file"], &file, &[]);
    assert_eq!(partly.code, Some(2));
    assert!(partly.err.contains("no/such/file") && partly.err.contains("1 message, "), "{}", partly.err);
    assert!(Recorded::read(&file).is_ok());
    fs::remove_file(&file).unwrap();
    assert_eq!(record(&server, &["no/such/file"], &file, &[]).code, Some(2));
    assert_eq!(record(&server, &[message], Path::new(message), &[]).code, Some(1));
    assert_eq!(record(&server, &[message], &folder.path().join("no/such/folder/x"), &[]).code, Some(1));
    assert_eq!(run(&["dns", "record", message]).code, Some(1));
    assert_eq!(
        run(&["dns", "record", "-o", file.to_str().unwrap(), "--resolver", "ns1", message]).code,
        Some(1)
    );
    let left: Vec<PathBuf> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().path()).collect();
    assert_eq!(left, [PathBuf::from(message)]);
    let resolver = server.address().to_string();
    let args = ["dns", "record", "-o", file.to_str().unwrap(), "--resolver", &resolver, "--quiet", "-"];
    let piped = run_with_input(&args, &fs::read(message).unwrap());
    assert_eq!((piped.code, piped.err.as_str()), (Some(0), ""));
    assert!(questions(&file).contains(&("library.example.edu".to_owned(), "TXT".to_owned())));
}

#[test]
fn a_server_that_is_not_there_is_told_and_recorded() {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let resolver = socket.local_addr().unwrap().to_string();
    drop(socket);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("case.dns");
    let run = run(&["dns", "record", "-o", file.to_str().unwrap(), "--resolver", &resolver, MESSAGE]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("no name server answered") && run.err.contains(" 0 answers, "), "{}", run.err);
    assert!(questions(&file).contains(&("library.example.edu".to_owned(), "TXT".to_owned())));
    assert_eq!(not_recorded(&file, &[MESSAGE], &Settings::default()), [""; 0]);
}
