//! No socket is opened unless `--dns live` was asked for: the kernel's word, by `strace`.
//!
//! The tests run a program under `strace -f -e trace=network` and read which calls it made. Where there is no
//! `strace`, or it may not trace, they say so and pass, but not with `WHYJUNK_TEST_ALL` set, as `.ci/run` does; that
//! it does report a socket is itself tested.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use whyjunk::dns::live::LiveOptions;
use whyjunk::dns::{Answer, Dns, Kind, Live, Off, Recorded};

use super::nameserver::Zone;
use super::run::root;

/// Set for the copy of this test binary that runs under `strace`.
const INSIDE: &str = "WHYJUNK_TEST_SOCKETS";

/// The network calls that `program` with these arguments makes, and its exit code; `None` where nothing can be
/// traced and need not be.
pub fn network_calls<S: AsRef<OsStr>>(
    program: &Path,
    args: &[S],
    inside: &str,
) -> Option<(Vec<String>, Option<i32>)> {
    let traced = traced(program, args, inside);
    assert!(traced.is_some() || std::env::var_os("WHYJUNK_TEST_ALL").is_none(), "strace cannot trace here");
    traced
}

fn traced<S: AsRef<OsStr>>(program: &Path, args: &[S], inside: &str) -> Option<(Vec<String>, Option<i32>)> {
    let log = tempfile::NamedTempFile::new().unwrap();
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-e", "trace=network", "-e", "signal=none", "-o"]).arg(log.path());
    command.arg(program).args(args).current_dir(root()).env(INSIDE, inside);
    let output = command.output().ok()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if errors.contains("ptrace") || errors.contains("Operation not permitted") {
        return None;
    }
    let calls = fs::read_to_string(log.path()).unwrap();
    // an exit of the program or one of its threads is logged too
    let calls = calls.lines().filter(|l| l.contains('(') && !l.contains("+++")).map(str::to_owned).collect();
    Some((calls, output.status.code()))
}

/// Runs one of the `inside_` tests below under `strace`.
fn calls_of(test: &str) -> Option<Vec<String>> {
    let own = std::env::current_exe().unwrap();
    let name = format!("sockets::{test}");
    let traced = network_calls(&own, &["--exact", &name, "--test-threads=1"], test);
    let Some((calls, code)) = traced else {
        eprintln!("strace cannot trace here: {test} is not checked");
        return None;
    };
    assert_eq!(code, Some(0), "{test} failed under strace");
    Some(calls)
}

fn inside(test: &str) -> bool {
    std::env::var(INSIDE).is_ok_and(|name| name == test)
}

#[test]
fn the_check_notices_a_socket() {
    let Some(calls) = calls_of("inside_live") else { return };
    assert!(calls.iter().any(|c| c.contains("socket(AF_INET")), "{calls:?}");
    assert!(calls.iter().any(|c| c.contains("sendto(")), "{calls:?}");
}

#[test]
fn off_and_recorded_open_no_socket() {
    for test in ["inside_off", "inside_recorded"] {
        if let Some(calls) = calls_of(test) {
            assert!(calls.is_empty(), "{test}: {calls:?}");
        }
    }
}

#[test]
fn the_program_opens_no_socket_by_itself() {
    let program = Path::new(env!("CARGO_BIN_EXE_whyjunk"));
    let Some((calls, code)) = network_calls(program, &["fixtures/rules/spf-omits-relay/hit-1.eml"], "")
    else {
        return;
    };
    assert_eq!(code, Some(0));
    assert!(calls.is_empty(), "{calls:?}");
}

#[test]
fn only_the_live_source_names_sockets() {
    let words = ["TcpStream", "TcpListener", "UdpSocket", "ToSocketAddrs", "UnixStream", "UdpClientStream"];
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let allowed = ["src/dns/live", "src/serve"].iter().any(|a| path.starts_with(root().join(a)));
            if path.is_dir() {
                folders.push(path);
            } else if !allowed && path.extension().is_some_and(|e| e == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.extend(words.iter().filter(|w| text.contains(**w)).map(|w| (path.clone(), *w)));
            }
        }
    }
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn live_needs_no_root_certificates() {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "sockets::inside_live"]).env(INSIDE, "inside_live");
    command.env("SSL_CERT_FILE", "no/such/file").env("SSL_CERT_DIR", "no/such/folder");
    assert!(command.output().unwrap().status.success());
}

#[test]
fn inside_off() {
    if inside("inside_off") {
        assert_eq!(Off.look_up("example.edu", Kind::Txt), Answer::NotRecorded);
    }
}

#[test]
fn inside_recorded() {
    if inside("inside_recorded") {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "example.edu TXT \"v=spf1 -all\"\nwww.example.edu CNAME example.org\n")
            .unwrap();
        let dns = Recorded::read(file.path()).unwrap();
        assert!(!dns.look_up("example.edu", Kind::Txt).records().is_empty());
        for (name, kind) in
            [("example.edu", Kind::Mx), ("www.example.edu", Kind::A), ("a.example", Kind::Ptr)]
        {
            assert_eq!(dns.look_up(name, kind), Answer::NotRecorded);
        }
    }
}

#[test]
fn inside_live() {
    if inside("inside_live") {
        let server = Zone::new().txt("example.edu", "v=spf1 -all").start();
        let dns = Live::start(LiveOptions::new(vec![server.address()])).unwrap();
        assert!(!dns.look_up("example.edu", Kind::Txt).records().is_empty());
    }
}
